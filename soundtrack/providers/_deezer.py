"""Deezer's public search: no key, 50 requests in 5 seconds (https://developers.deezer.com/api).

Errors come as HTTP 200 with an ``error`` object. ``preview`` addresses expire after minutes and are not read.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

import requests

from soundtrack import identifiers
from soundtrack.errors import ProviderError, ProviderResponseError, ProviderUnavailableError
from soundtrack.models import Candidate, Medium, Recording, Release, Track, Wanted, WantedRelease
from soundtrack.providers import _lines, _payload
from soundtrack.providers._http import USUAL, Bounds, Session, seconds_asked_for
from soundtrack.providers.base import Offers, Plan, Progress

NAME = "deezer"
URL = "https://api.deezer.com"
LIMIT = 25
"""Hits asked for by a search of one line."""
ALBUM_LIMIT = 100
"""Hits asked for by a search for an album's tracks."""
REQUESTS, SECONDS = 50, 5.0
"""So many requests are allowed within so many seconds."""
MOST_KNOWN = 3
"""Known ids of one line that are tried before it is searched for."""
USUAL_SECONDS = 0.3
"""About what a request takes."""

_QUOTA, _BUSY, _NO_DATA = 4, 700, 800
"""Codes of errors: https://developers.deezer.com/api/errors."""
_LONGEST_ERROR = 1000
"""Bytes; longer answers are none of these."""


def deezer(url: str | None = None) -> Deezer:
    """Deezer, at *url* or ``PLAYLISTS_DEEZER_URL`` where one is given."""
    return Deezer(url or os.environ.get("PLAYLISTS_DEEZER_URL") or URL)


class Deezer:
    """Deezer's catalogue.

    Args:
        url: Base of the service or of a replica.
        bounds: Of time and size; see :class:`~soundtrack.providers._http.Bounds`.
        window: Seconds in which :data:`REQUESTS` are allowed.
    """

    name = NAME
    one_by_one = True
    """A line is a request: asking for lines in several calls costs no more."""

    def __init__(self, url: str = URL, *, bounds: Bounds = USUAL, window: float = SECONDS) -> None:
        self.scope = url.rstrip("/")
        self._again = bounds.again
        self._window = window
        self._session = Session(NAME, bounds, pause=self._pause, pace=_Pace(REQUESTS, window))

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:
        """One look-up or search a line; two requests for all lines that are on the release."""
        steps = [len(_steps(wanted)) for wanted in wanteds]
        requests = sum(1 for count in steps if count)
        for_release = 0
        if release is not None:
            known = len(_lines.known_albums(NAME, release))
            requests = 2 - known
            for_release = 2 + known
        return Plan(
            provider=NAME,
            requests=requests,
            seconds=_seconds(requests),
            at_most=for_release + sum(steps) + (self._again if requests else 0),
            lines=len(wanteds),
        )

    def offers(
        self,
        wanteds: Sequence[Wanted],
        release: WantedRelease | None = None,
        *,
        progress: Progress | None = None,
    ) -> Offers:
        """Offer candidates for every line."""
        self._session.restart()
        found = self._release(release) if release is not None else None
        given = {} if found is None else _lines.on_release(wanteds, _tracks_of(found))

        def ask(index: int) -> tuple[Candidate, ...]:
            return given[index] if index in given else self._line(wanteds[index])

        candidates, failed = _lines.ask_each(len(wanteds), ask, progress)
        return Offers(tuple(candidates), () if found is None else (found,), failed=failed)

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """Look up tracks and ISRCs; what is no track here is left out.

        Raises:
            ProviderError: One of them could not be asked.
        """
        self._session.restart()
        found = {}
        for uri in dict.fromkeys(uris):
            ids = [*_lines.ids_of(NAME, [uri]), *(f"isrc:{isrc}" for isrc in _lines.ids_of("isrc", [uri]))]
            for number in ids:
                candidate = self._track(f"/track/{number}")
                if candidate is not None:
                    found[uri] = candidate
        return found

    def _line(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """Ask in one way after the other until something is found."""
        for path, params in _steps(wanted):
            if params is None:
                found = [self._track(path)]
            else:
                found = [track_candidate(payload) for payload in self._search(params)]
            candidates = tuple(candidate for candidate in found if candidate is not None)
            if candidates:
                return candidates
        return ()

    def _release(self, wanted: WantedRelease) -> Release | None:
        """Find the album by its tracks, unless its id is known, and read it whole."""
        try:
            for number in _lines.known_albums(NAME, wanted):
                found = self._whole(number)
                if found is not None:
                    return found
            query = _query(artist=wanted.artist, album=_lines.without_brackets(wanted.title))
            hits = self._search({"q": query, "limit": ALBUM_LIMIT}) if query else []
            albums = [album for album in map(release_of, hits) if album is not None and album.identifiers]
            chosen = _lines.chosen_release(wanted, albums)
            return None if chosen is None else self._whole(identifiers.parse(chosen.identifiers[0]).value)
        except ProviderResponseError:
            return None  # the lines can still be asked for singly

    def _whole(self, number: str) -> Release | None:
        return whole_release(self._get(f"/album/{number}"))

    def _track(self, path: str) -> Candidate | None:
        answer = self._get(path)
        if answer is None:
            return None
        candidate = track_candidate(answer)
        if candidate is None:
            raise _not_understood(200)
        return candidate

    def _search(self, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        answer = self._get("/search/track", params)
        if answer is not None and not isinstance(answer.get("data"), list):
            raise _not_understood(200)
        return list(_payload.items(answer, "data"))

    def _get(self, path: str, params: Mapping[str, Any] | None = None) -> Mapping[str, Any] | None:
        """Return an answer's object; None where there is no such thing."""
        response = self._session.request("GET", self.scope + path, params=params)
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise _not_understood(response.status_code)
        error = body.get("error")
        if error is None and response.status_code == 200:
            return body
        if _payload.member(error, "code") == _NO_DATA:
            return None
        raise _told(error, response.status_code)

    def _pause(self, response: requests.Response) -> float | None:
        """Wait where it is busy in HTTP's words or in its own, which name no time: a window is enough."""
        asked = seconds_asked_for(response)
        if asked is not None or len(response.content) > _LONGEST_ERROR:
            return asked
        try:
            code = _payload.member(response.json(), "error", "code")
        except (ValueError, RecursionError):
            return None
        return self._window if code in (_QUOTA, _BUSY) else None


class _Pace:
    """Sleep so that no more than *requests* start within any *seconds*. For threads of one process."""

    def __init__(self, requests: int, seconds: float) -> None:
        self._starts: deque[float] = deque(maxlen=requests)
        self._seconds = seconds
        self._lock = threading.Lock()

    def __call__(self) -> None:
        with self._lock:
            if len(self._starts) == self._starts.maxlen:
                time.sleep(max(0.0, self._starts[0] + self._seconds - time.monotonic()))
            self._starts.append(time.monotonic())


def _told(error: Any, status: int) -> ProviderError:
    code = _payload.member(error, "code")
    message = _payload.words(_payload.member(error, "message")) or _payload.words(error) or "no reason given"
    if code in (_QUOTA, _BUSY) or status in (429, 500, 502, 503, 504):
        return ProviderUnavailableError(NAME, f"{message[:200]}; try again in a few seconds")
    return ProviderResponseError(NAME, f"it refuses what we ask (code {code}, HTTP {status}): {message[:200]}")


def _not_understood(status: int) -> ProviderResponseError:
    return ProviderResponseError(NAME, f"an answer that is not the JSON we expect (HTTP {status})")


def _seconds(requests: int) -> float:
    return round(max(requests * USUAL_SECONDS, (requests - 1) // REQUESTS * SECONDS), 1)


def _steps(wanted: Wanted) -> list[tuple[str, dict[str, Any] | None]]:
    """Path and query of every way to ask for a line; each only where the one before found nothing."""
    ways: list[tuple[str, dict[str, Any] | None]] = [
        (f"/track/{number}", None) for number in _lines.known_ids(NAME, wanted)[:MOST_KNOWN]
    ]
    ways += [(f"/track/isrc:{isrc}", None) for isrc in _lines.known_isrcs(wanted)[:1]]
    exact = _query(artist=wanted.artist, track=wanted.title)
    free = _lines.free_words(wanted.artist, wanted.title)
    return ways + [("/search/track", {"q": query, "limit": LIMIT}) for query in (exact, free) if query]


def _query(**fields: str | None) -> str:
    """Deezer's advanced search: ``artist:"A" track:"T"``."""
    said = {field: _lines.phrase(value) for field, value in fields.items()}
    return " ".join(f'{field}:"{value}"' for field, value in said.items() if value)


def track_candidate(payload: Any) -> Candidate | None:
    """Read a track, from a search or a look-up; None where there is no title."""
    name = _payload.words(_payload.member(payload, "title"))
    if name is None:
        return None
    isrcs = _payload.isrcs(_payload.member(payload, "isrc"))
    uri = _payload.identifier(NAME, "track", _payload.member(payload, "id"), identifiers.deezer_id)
    return Candidate(
        provider=NAME,
        recording=Recording(
            title=name,
            artist_credit=_credit(payload),
            duration_ms=_payload.duration(_payload.member(payload, "duration"), unit_ms=1000),
            isrcs=isrcs,
        ),
        release=release_of(payload),
        medium=_payload.count(_payload.member(payload, "disk_number")),
        position=_payload.count(_payload.member(payload, "track_position")),
        identifiers=(*((uri,) if uri else ()), *(f"urn:isrc:{isrc}" for isrc in isrcs)),
        urls=(uri,) if uri else (),
    )


def release_of(track: Any) -> Release | None:
    """The album that a track names, without its tracks; None where it names none."""
    album = _payload.member(track, "album")
    name = _payload.words(_payload.member(album, "title"))
    if name is None:
        return None
    uri = _payload.identifier(NAME, "album", _payload.member(album, "id"), identifiers.deezer_id)
    return Release(
        title=name,
        date=_payload.date(_payload.member(album, "release_date") or _payload.member(track, "release_date")),
        identifiers=(uri,) if uri else (),
    )


def whole_release(payload: Any) -> Release | None:
    """Read an album with its tracks; None where it has no title or no tracks.

    An album's tracks carry no numbers: their order is their position, on one medium.
    """
    name = _payload.words(_payload.member(payload, "title"))
    tracks = tuple(_tracks(payload))
    if name is None or not tracks:
        return None
    uri = _payload.identifier(NAME, "album", _payload.member(payload, "id"), identifiers.deezer_id)
    return Release(
        title=name,
        artist_credit=_credit(payload),
        primary_type=_payload.words(_payload.member(payload, "record_type")),
        date=_payload.date(_payload.member(payload, "release_date")),
        label=_payload.words(_payload.member(payload, "label")),
        barcode=_payload.words(_payload.member(payload, "upc")),
        track_count=_payload.count(_payload.member(payload, "nb_tracks")),
        media=(Medium(track_count=len(tracks), tracks=tracks),),
        identifiers=(uri,) if uri else (),
    )


def _tracks(album: Any) -> list[Track]:
    tracks = []
    for position, payload in enumerate(_payload.items(album, "tracks", "data"), start=1):
        candidate = track_candidate(payload)
        if candidate is not None:
            recording = candidate.recording
            tracks.append(
                Track(
                    position=position,
                    title=recording.title,
                    artist_credit=recording.artist_credit,
                    duration_ms=recording.duration_ms,
                    recording=recording,
                    identifiers=candidate.identifiers,
                )
            )
    return tracks


def _tracks_of(release: Release) -> list[Candidate]:
    """Every track of a whole release as a candidate."""
    bare = release.replace(media=())
    return [
        Candidate(
            provider=NAME,
            recording=track.recording,
            release=bare,
            medium=medium.position,
            position=track.position,
            identifiers=track.identifiers,
            urls=tuple(uri for uri in track.identifiers if uri.startswith("https:")),
        )
        for medium, track in release.tracks
    ]


def _credit(payload: Any) -> Any:
    """All contributors where they are told, else the one artist."""
    names = [_payload.member(one, "name") for one in _payload.items(payload, "contributors")]
    return _payload.credit(names or [_payload.member(payload, "artist", "name")])
