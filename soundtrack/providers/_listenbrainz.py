"""A person's playlists at ListenBrainz, which are JSPF on the way there and back.

https://listenbrainz.readthedocs.io/en/latest/users/api/playlist.html. Reading a public playlist needs no token.
A request that writes is never sent twice, unless its answer says that it was not carried out (429).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import requests

from soundtrack import identifiers
from soundtrack.errors import IdentifierError, ProviderAuthError, ProviderResponseError, ProviderUnavailableError
from soundtrack.providers import _payload
from soundtrack.providers._http import USUAL, Bounds, Session, seconds_asked_for

NAME = "listenbrainz"
API_URL = "https://api.listenbrainz.org"
TOKEN = "LISTENBRAINZ_TOKEN"
MOST_ADDED = 100
"""Recordings that one request adds, at most; a playlist is created with any number."""
PAGE = 100
PLAYLIST = "https://musicbrainz.org/doc/jspf#playlist"
_HOW_TO_GET_A_TOKEN = f"set {TOKEN} to the token that https://listenbrainz.org/settings/ shows"
_RECORDING = re.compile(r"https?://musicbrainz\.org/recording/([0-9a-fA-F-]{36})/?")
_TOKEN_SHAPE = re.compile(r"[!-~]{1,200}")


def listenbrainz_account(*, needs_token: bool = True) -> ListenBrainz:
    """The account whose token is in the environment.

    Raises:
        ProviderAuthError: There is none, and *needs_token*; or it cannot be one.
    """
    token = os.environ.get(TOKEN)
    if token is None and needs_token:
        raise ProviderAuthError(NAME, f"no token: {_HOW_TO_GET_A_TOKEN}")
    return ListenBrainz(token, os.environ.get("PLAYLISTS_LISTENBRAINZ_URL") or API_URL)


class ListenBrainz:
    """ListenBrainz' playlists.

    Args:
        token: Of the person; None reads what is public.
        url: Base of the API or of a replica.
        bounds: Of time and size; all requests of this object are one run.

    Raises:
        ProviderAuthError: The token cannot be one.
    """

    def __init__(self, token: str | None, url: str = API_URL, *, bounds: Bounds = USUAL) -> None:
        if token is not None and not _TOKEN_SHAPE.fullmatch(token):
            raise ProviderAuthError(NAME, f"the token is none; {_HOW_TO_GET_A_TOKEN}")
        self._url = url.rstrip("/")
        self._token = token
        self._session = Session(NAME, bounds, pause=_pause, check=self._check)
        self._session.auth = self._with_token

    def playlist(self, mbid: str) -> dict[str, Any] | None:
        """The inside of a playlist's JSPF; None where there is none that this person may see."""
        try:
            answer = self._call("GET", f"playlist/{mbid}")
        except NotThereError:
            return None
        return _inside(answer)

    def mine(self) -> Iterator[dict[str, Any]]:
        """The person's playlists without their tracks, page by page, the newest first."""
        name = _payload.words(_payload.member(self._call("GET", "validate-token"), "user_name"))
        if name is None:
            raise self._refused()
        offset, total = 0, 1
        while offset < total:
            answer = self._call("GET", f"user/{quote(name, safe='')}/playlists?count={PAGE}&offset={offset}")
            total = _payload.count(_payload.member(answer, "playlist_count")) or 0
            offset += PAGE
            yield from map(_inside, _payload.items(answer, "playlists"))

    def create(self, playlist: Mapping[str, Any]) -> str:
        """Make a playlist out of the inside of a JSPF; returns its MBID."""
        answer = self._call("POST", "playlist/create", {"playlist": playlist})
        try:
            return identifiers.mbid(str(_payload.member(answer, "playlist_mbid")))
        except IdentifierError:
            raise _not_understood() from None

    def edit(self, mbid: str, playlist: Mapping[str, Any]) -> None:
        """Change title, annotation, and what the extension says; tracks stay."""
        self._call("POST", f"playlist/edit/{mbid}", {"playlist": playlist})

    def add(self, mbid: str, recordings: Sequence[str], at: int) -> None:
        """Put at most a hundred recordings, by MBID, before the entry *at*, from 0."""
        tracks = [{"identifier": [identifiers.recording_uri(one)]} for one in recordings]
        self._call("POST", f"playlist/{mbid}/item/add/{at}", {"playlist": {"track": tracks}})

    def delete(self, mbid: str, at: int, count: int) -> None:
        """Take *count* entries away, from *at*, from 0."""
        self._call("POST", f"playlist/{mbid}/item/delete", {"index": at, "count": count})

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        response = self._session.request(method, f"{self._url}/1/{path}", json=body)
        try:
            answer = response.json()
        except (ValueError, RecursionError):
            raise _not_understood() from None
        if not isinstance(answer, dict):
            raise _not_understood()
        return answer

    def _with_token(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Token {self._token}"
        return request

    def _check(self, response: requests.Response) -> None:
        status = response.status_code
        if status < 400:
            return
        try:
            reason = _payload.words(_payload.member(response.json(), "error"))
        except (ValueError, RecursionError):
            reason = None
        if status == 401:
            raise self._refused()
        if status == 403:
            raise ProviderAuthError(NAME, "this playlist belongs to somebody else; is it the right token")
        if status == 404:
            raise NotThereError
        if status >= 500:
            raise ProviderUnavailableError(NAME, f"it is busy (HTTP {status})")
        said = (reason or "no reason given").replace(self._token or "\0", "...")[:200]
        raise ProviderResponseError(NAME, f"it refuses what we ask (HTTP {status}): {said}")

    def _refused(self) -> ProviderAuthError:
        return ProviderAuthError(NAME, f"it does not accept the token; {_HOW_TO_GET_A_TOKEN}")


class NotThereError(Exception):
    """HTTP 404: there is no such playlist."""


def recordings(playlist: Mapping[str, Any]) -> tuple[tuple[str | None, str], ...]:
    """MBID and title of every track of a playlist's inside, in order; the MBID is None where there is none."""
    found = []
    for track in _payload.items(playlist, "track"):
        uris = track.get("identifier")
        texts = [uri for uri in (uris if isinstance(uris, list) else [uris]) if isinstance(uri, str)]
        named = map(_RECORDING.fullmatch, texts)
        mbid = next((match[1].lower() for match in named if match), None)
        words = (_payload.words(track.get(key)) for key in ("creator", "title"))
        found.append((mbid, " - ".join(filter(None, words))))
    return tuple(found)


def extension(playlist: Mapping[str, Any]) -> Mapping[str, Any]:
    """What ListenBrainz itself says about a playlist: ``public``, ``creator``, ``last_modified_at``, ..."""
    found = _payload.member(playlist, "extension", PLAYLIST)
    return found if isinstance(found, dict) else {}


def mbid_of(playlist: Mapping[str, Any]) -> str | None:
    """A playlist's MBID, out of the address that identifies it."""
    try:
        return identifiers.mbid(str(playlist.get("identifier", "")).rstrip("/").rpartition("/")[2])
    except IdentifierError:
        return None


def _inside(answer: Any) -> dict[str, Any]:
    playlist = _payload.member(answer, "playlist")
    if not isinstance(playlist, dict):
        raise _not_understood()
    return playlist


def _pause(response: requests.Response) -> float | None:
    """Seconds until it may be asked again: https://listenbrainz.readthedocs.io/en/latest/users/api/index.html."""
    asked = seconds_asked_for(response)
    if asked is None or response.status_code != 429:
        return asked
    try:
        return max(asked, float(response.headers.get("X-RateLimit-Reset-In", "")))
    except ValueError:
        return asked


def _not_understood() -> ProviderResponseError:
    return ProviderResponseError(NAME, "an answer that is not the JSON we expect")
