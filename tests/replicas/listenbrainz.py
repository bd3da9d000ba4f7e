"""ListenBrainz' playlists, as its server keeps them: titles, annotations without foreign tags, recordings by MBID.

https://listenbrainz.readthedocs.io/en/latest/users/api/playlist.html. Everybody may read what is public; writing
needs the owner's token. Identifiers are made up and look it.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Response

from tests.replicas._server import Failure, Replica, Seen, as_json, json_status

TOKEN = "00000000-0000-4000-8000-0000000feed0"
OTHER_TOKEN = "00000000-0000-4000-8000-0000000feed1"
USERS = {TOKEN: "made-up-user", OTHER_TOKEN: "somebody-else"}
MOST_ADDED = 100
PLAYLIST = "https://musicbrainz.org/doc/jspf#playlist"
TRACK = "https://musicbrainz.org/doc/jspf#track"
_MBID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_RECORDING = re.compile(rf"https://musicbrainz\.org/recording/({_MBID})")
_FOREIGN_TAG = re.compile(r"</?(?!(?:a|b|strong|em|i|u|ul|li|p|br)\b)\w+[^>]*>")


def problem(code: int, message: str) -> Response:
    """The body of an error."""
    return as_json({"code": code, "error": message}, code)


def too_many(seconds: int | None = 1) -> Failure:
    """Too many requests; ListenBrainz has its own headers for that."""
    headers = {"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": "0"}
    if seconds is not None:
        headers["X-RateLimit-Reset-In"] = str(seconds)
    return json_status(429, {"code": 429, "error": "You have exceeded your rate limit."}, headers=headers)


def bad_token() -> Failure:
    """The token is not known."""
    return json_status(401, {"code": 401, "error": "Invalid authorization token."})


@dataclass
class Playlist:
    """A playlist of a user."""

    mbid: str
    title: str
    owner: str
    annotation: str = ""
    public: bool = False
    collaborators: list[str] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)
    """Bare MBIDs."""
    version: int = 1


class ListenBrainzReplica(Replica):
    """The server."""

    def __init__(self, *, port: int = 0) -> None:
        super().__init__(port=port)
        self.playlists: dict[str, Playlist] = {}
        self._numbers = itertools.count(1)

    @property
    def writes(self) -> list[str]:
        """The paths of all requests that write, in order."""
        return [seen.path for seen in self.seen if seen.method == "POST"]

    def answer(self, seen: Seen) -> Response:
        routes: list[tuple[str, str, Callable[..., Response]]] = [
            ("validate-token", "GET", self._validate),
            ("user/([^/]+)/playlists", "GET", self._of_user),
            ("playlist/create", "POST", self._create),
            (f"playlist/edit/({_MBID})", "POST", self._edit),
            (f"playlist/({_MBID})/item/add(?:/(\\d+))?", "POST", self._add),
            (f"playlist/({_MBID})/item/delete", "POST", self._delete),
            (f"playlist/({_MBID})", "GET", self._read),
        ]
        for pattern, method, handler in routes:
            found = re.fullmatch(f"/1/{pattern}", seen.path)
            if found and method == seen.method:
                return handler(seen, *found.groups())
        return problem(404, "Not found")

    def _user(self, seen: Seen) -> str | None:
        kind, _, value = seen.headers.get("Authorization", "").partition(" ")
        return USERS.get(value) if kind == "Token" else None

    def _validate(self, seen: Seen) -> Response:
        user = self._user(seen)
        if user is None:
            return as_json({"code": 200, "message": "Token invalid.", "valid": False})
        return as_json({"code": 200, "message": "Token valid.", "valid": True, "user_name": user})

    def _of_user(self, seen: Seen, name: str) -> Response:
        count, offset = min(int(seen.query.get("count", "25")), 100), int(seen.query.get("offset", "0"))
        mine = self._user(seen) == name
        all_of_them = [one for one in self.playlists.values() if one.owner == name and (one.public or mine)]
        shown = list(reversed(all_of_them))[offset : offset + count]
        return as_json(
            {
                "count": len(shown),
                "offset": offset,
                "playlist_count": len(all_of_them),
                "playlists": [self._inside(one, tracks=False) for one in shown],
            }
        )

    def _create(self, seen: Seen) -> Response:
        user = self._user(seen)
        if user is None:
            return problem(401, "Invalid authorization token.")
        body = _body(seen)
        if not body.get("title"):
            return problem(400, "JSPF playlist must contain a title element with the title of the playlist.")
        public = _extension(body).get("public")
        if not isinstance(public, bool):
            return problem(
                400, "JSPF playlist.extension.https://musicbrainz.org/doc/jspf#playlist.public must be bool."
            )
        recordings = _recordings(body)
        if recordings is None:
            return problem(400, "JSPF playlist track must contain an identifier element with recording MBID.")
        mbid = f"00000000-0000-4000-9000-{next(self._numbers):012d}"
        self.playlists[mbid] = Playlist(
            mbid, body["title"], user, _cleaned(body.get("annotation")), public, recordings=recordings
        )
        return as_json({"status": "ok", "playlist_mbid": mbid})

    def _edit(self, seen: Seen, mbid: str) -> Response:
        playlist, refused = self._own(seen, mbid)
        if playlist is None:
            return refused
        body = _body(seen)
        playlist.title = body.get("title") or playlist.title
        if "annotation" in body:
            playlist.annotation = _cleaned(body["annotation"])
        playlist.public = _extension(body).get("public", playlist.public)
        playlist.collaborators = _extension(body).get("collaborators", [])  # what is not sent is taken away
        return self._written(playlist)

    def _add(self, seen: Seen, mbid: str, offset: str | None) -> Response:
        playlist, refused = self._own(seen, mbid)
        if playlist is None:
            return refused
        recordings = _recordings(_body(seen))
        if not recordings:
            return problem(400, "No recordings to add")
        if len(recordings) > MOST_ADDED:
            return problem(400, f"You may only add max {MOST_ADDED} recordings per call.")
        place = len(playlist.recordings) if offset is None else int(offset)
        if place > len(playlist.recordings):
            return problem(400, "Offset is out of bounds")
        playlist.recordings[place:place] = recordings
        return self._written(playlist)

    def _delete(self, seen: Seen, mbid: str) -> Response:
        playlist, refused = self._own(seen, mbid)
        if playlist is None:
            return refused
        told = json.loads(seen.body)
        index, count = told.get("index"), told.get("count")
        if not isinstance(index, int) or not isinstance(count, int) or index + count > len(playlist.recordings):
            return problem(400, "index and count must be integers within the playlist")
        del playlist.recordings[index : index + count]
        return self._written(playlist)

    def _read(self, seen: Seen, mbid: str) -> Response:
        playlist = self.playlists.get(mbid)
        if playlist is None or not (playlist.public or playlist.owner == self._user(seen)):
            return problem(404, f"Cannot find playlist: {mbid}")
        return as_json(self._inside(playlist, tracks=True))

    def _own(self, seen: Seen, mbid: str) -> tuple[Playlist | None, Response]:
        user, playlist = self._user(seen), self.playlists.get(mbid)
        if user is None:
            return None, problem(401, "Invalid authorization token.")
        if playlist is None:
            return None, problem(404, f"Cannot find playlist: {mbid}")
        if playlist.owner != user:
            return None, problem(403, "You are not allowed to edit this playlist.")
        return playlist, Response()

    def _written(self, playlist: Playlist) -> Response:
        playlist.version += 1
        return as_json({"status": "ok"})

    def _inside(self, playlist: Playlist, *, tracks: bool) -> dict[str, Any]:
        about = {
            "creator": playlist.owner,
            "public": playlist.public,
            "collaborators": playlist.collaborators,
            "last_modified_at": f"2026-01-01T00:00:{playlist.version:02d}+00:00",
        }
        listed = [_track(mbid) for mbid in playlist.recordings] if tracks else []
        inside: dict[str, Any] = {
            "title": playlist.title,
            "creator": playlist.owner,
            "identifier": f"https://listenbrainz.org/playlist/{playlist.mbid}",
            "date": "2026-01-01T00:00:00+00:00",
            "extension": {PLAYLIST: about},
            "track": listed,
        }
        if playlist.annotation:
            inside["annotation"] = playlist.annotation
        return {"playlist": inside}


def _track(mbid: str) -> dict[str, Any]:
    return {
        "identifier": [f"https://musicbrainz.org/recording/{mbid}"],
        "title": f"Recording {mbid[-4:]}",
        "creator": "Made-up Artist",
        "album": "Made-up Album",
        "duration": 200_000,
        "extension": {TRACK: {"added_by": "made-up-user", "added_at": "2026-01-01T00:00:00+00:00"}},
    }


def _body(seen: Seen) -> dict[str, Any]:
    try:
        inside = json.loads(seen.body)["playlist"]
    except (ValueError, KeyError, TypeError):
        return {}
    return inside if isinstance(inside, dict) else {}


def _extension(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body.get("extension", {}).get(PLAYLIST, {})
    return found


def _recordings(body: dict[str, Any]) -> list[str] | None:
    """The MBIDs of all tracks; None where one has none at the first place of its identifiers."""
    found = [_RECORDING.fullmatch((track.get("identifier") or [""])[0]) for track in body.get("track", [])]
    return [match[1] for match in found if match] if all(found) else None


def _cleaned(annotation: Any) -> str:
    return _FOREIGN_TAG.sub("", annotation or "")
