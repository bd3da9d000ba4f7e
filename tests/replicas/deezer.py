"""Deezer as its public API is: search, tracks, albums; errors as HTTP 200; a quota.

Identifiers are made up, tracks from 9000000001, albums from 8000000001, but for :data:`CITED`.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from werkzeug.wrappers import Response

from tests.replicas._fielded import Place, QueryError, parse, places, rank
from tests.replicas._server import Failure, Replica, Seen, as_json, json_status
from tests.replicas.catalogue import Catalogue, never_let_me_go

FIRST_TRACK, FIRST_ALBUM = 9_000_000_000, 8_000_000_000
MOST_HITS = 100
CITED = {("No Surprises", "Radiohead", "OK Computer"): 138539157}
"""The only real id: the one that the bundled lists cite."""


def error(kind: str, message: str, code: int) -> dict[str, Any]:
    """The body of an error."""
    return {"error": {"type": kind, "message": message, "code": code}}


NO_DATA = error("DataException", "no data", 800)
QUOTA = error("Exception", "Quota limit exceeded", 4)
BUSY = error("Exception", "Service busy", 700)


def quota() -> Failure:
    """Too many requests, as Deezer says it."""
    return json_status(200, QUOTA)


def busy() -> Failure:
    """The service has no time, as Deezer says it."""
    return json_status(200, BUSY)


class DeezerReplica(Replica):
    """Deezer on loopback.

    Args:
        catalogue: What it has.
        quota: Requests allowed within *window* seconds.
        window: Seconds.
    """

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        port: int = 0,
        quota: int = 50,
        window: float = 5.0,
    ) -> None:
        super().__init__(port=port)
        self.places = places(catalogue or never_let_me_go())
        self._by_id = {str(track_id(place)): place for place in self.places}
        self._quota, self._window = quota, window
        self._starts: deque[float] = deque()

    def id_of(self, title: str, artist: str) -> str:
        """The id of the first track of exactly that title and artist."""
        return next(key for key, place in self._by_id.items() if (place.title, place.artists[0]) == (title, artist))

    def answer(self, seen: Seen) -> Response:
        if self._over_quota():
            return as_json(QUOTA)
        parts = seen.path.strip("/").split("/")
        if seen.method != "GET":
            return as_json({"error": "Not Found"}, 404)
        if parts in (["search", "track"], ["search"]):
            return self._search(seen)
        if parts[0] == "track" and len(parts) == 2:
            return self._track(parts[1])
        if parts[0] == "album" and len(parts) == 2:
            return self._album(parts[1])
        return as_json({"error": "Not Found"}, 404)

    def _over_quota(self) -> bool:
        now = time.monotonic()
        while self._starts and self._starts[0] < now - self._window:
            self._starts.popleft()
        self._starts.append(now)
        return len(self._starts) > self._quota

    def _search(self, seen: Seen) -> Response:
        if "q" not in seen.query:
            return as_json(error("MissingParameterException", "Missing parameters: q", 501))
        try:
            query = parse(seen.query["q"], {"artist", "album", "track", "label"})
            limit = min(int(seen.query.get("limit", "25")), MOST_HITS)
            index = int(seen.query.get("index", "0"))
        except (QueryError, ValueError):
            return as_json(error("ParameterException", "Wrong parameter", 500))
        keys = rank(
            query,
            (
                (
                    key,
                    {
                        "track": place.title,
                        "artist": " ".join(place.artists),
                        "album": place.release.title,
                        "label": place.release.label,
                    },
                )
                for key, place in self._by_id.items()
            ),
        )
        answer: dict[str, Any] = {
            "data": [self._hit(self._by_id[key]) for key in keys[index : index + limit]],
            "total": len(keys),
        }
        if index + limit < len(keys):
            answer["next"] = f"{self.url}{seen.path}?q={seen.query['q']}&limit={limit}&index={index + limit}"
        return as_json(answer)

    def _track(self, number: str) -> Response:
        if number.startswith("isrc:"):
            place = next((one for one in self.places if one.isrc == number[5:]), None)
        else:
            place = self._by_id.get(number)
        if place is None:
            return as_json(NO_DATA)
        hit = self._hit(place)
        hit["album"]["release_date"] = _day(place.release.date)
        artists = [{"id": n, "name": name, "type": "artist", "role": "Main"} for n, name in enumerate(place.artists, 1)]
        return as_json(
            hit
            | {
                "isrc": place.isrc or "",
                "share": f"{hit['link']}?utm_source=deezer",
                "track_position": place.track.position,
                "disk_number": place.medium.position,
                "release_date": _day(place.release.date),
                "contributors": artists,
            }
        )

    def _album(self, number: str) -> Response:
        tracks = [place for place in self.places if str(FIRST_ALBUM + place.album) == number]
        if not tracks:
            return as_json(NO_DATA)
        release = tracks[0].release
        return as_json(
            {
                "id": int(number),
                "title": release.title,
                "upc": release.barcode,
                "link": f"https://www.deezer.com/album/{number}",
                "label": release.label,
                "nb_tracks": len(tracks),
                "duration": sum(_seconds(place) for place in tracks),
                "release_date": _day(release.date),
                "record_type": release.primary_type.lower(),
                "available": True,
                "contributors": [{"name": one.name, "type": "artist", "role": "Main"} for one in release.credit],
                "artist": {"name": release.credit[0].name, "type": "artist"},
                "type": "album",
                "tracks": {"data": [self._hit(place) for place in tracks]},
            }
        )

    def _hit(self, place: Place) -> dict[str, Any]:
        number = track_id(place)
        return {
            "id": number,
            "readable": True,
            "title": place.title,
            "title_short": place.track.recording.title,
            "title_version": "(Live)" if place.is_live else "",
            "link": f"https://www.deezer.com/track/{number}",
            "duration": _seconds(place),
            "rank": 500_000,
            "explicit_lyrics": False,
            "preview": f"https://preview.invalid/{number}.mp3?hdnea=exp=1~hmac=0",
            "artist": {"id": 1, "name": place.artists[0], "type": "artist"},
            "album": {"id": FIRST_ALBUM + place.album, "title": place.release.title, "type": "album"},
            "type": "track",
        }


def track_id(place: Place) -> int:
    """The id of a track."""
    return CITED.get((place.title, place.artists[0], place.release.title), FIRST_TRACK + place.number)


def _seconds(place: Place) -> int:
    return round((place.track.recording.length_ms or 0) / 1000)


def _day(date: str) -> str:
    """Deezer knows days only."""
    return (date + "-01-01")[:10] if date else "0000-00-00"
