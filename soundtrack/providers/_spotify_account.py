"""A person's own playlists at Spotify, by spotipy, with the calls that are left since February 2026.

Made: ``me/playlists`` (read, create), ``playlists/{id}`` (read, change), ``playlists/{id}/items`` (read, add,
replace). https://developer.spotify.com/documentation/web-api/concepts/playlists

A request that writes is never sent twice, unless its answer says that it was not carried out (429, 401).
"""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests
import spotipy

from soundtrack.errors import ProviderAuthError, ProviderResponseError
from soundtrack.models import Candidate
from soundtrack.providers import _payload
from soundtrack.providers._http import USUAL, Bounds, Session
from soundtrack.providers._spotify import (
    API_URL,
    AUTH_URL,
    NAME,
    NotThereError,
    TokenRefusedError,
    check,
    pause,
    track_candidate,
)
from soundtrack.providers._spotify_keys import app, keys_path
from soundtrack.providers._spotify_login import UserLogIn, ask_in_browser

PAGE = 50
"""Entries of a page, at most."""
MOST_URIS = 100
"""Entries that one request adds or puts in the place of all."""


@dataclass(frozen=True)
class Listed:
    """A playlist without its entries."""

    id: str
    title: str
    description: str
    """Plain text: Spotify sends it with HTML's entities, and takes it without."""
    public: bool | None
    snapshot: str | None
    """Changes with every write."""
    total: int


@dataclass(frozen=True)
class Entry:
    """An entry of a playlist."""

    uri: str | None
    """None where what it was is no more."""
    title: str | None
    candidate: Candidate | None
    """The track; None for an episode and for what is no more."""


def spotify_account(*, ask: Callable[[str], None] = ask_in_browser) -> SpotifyAccount:
    """The person's account, with the app whose client id is in the environment or the file of keys.

    Args:
        ask: Shows a person the address to agree at.

    Raises:
        ProviderAuthError: No client id is known.
        DataError: The file of keys is not right.
    """
    known = app()
    if known is None:
        raise ProviderAuthError(
            NAME,
            "no client id: make an app at https://developer.spotify.com/dashboard (its owner needs Premium since "
            "2026) with the redirect address http://127.0.0.1/callback, and set SPOTIPY_CLIENT_ID, or write "
            f"client_id to {keys_path()}",
        )
    auth_url = os.environ.get("PLAYLISTS_SPOTIFY_AUTH_URL") or AUTH_URL
    return SpotifyAccount(UserLogIn(known, auth_url, ask=ask), os.environ.get("PLAYLISTS_SPOTIFY_API_URL") or API_URL)


class SpotifyAccount:
    """What a person's playlists are, and how they change.

    Args:
        log_in: Of the person.
        api_url: Base of the API or of a replica.
        bounds: Of time and size; all requests of this object are one run.
    """

    def __init__(self, log_in: UserLogIn, api_url: str = API_URL, *, bounds: Bounds = USUAL) -> None:
        self._log_in = log_in
        self._session = Session(NAME, bounds, pause=pause, check=self._check)
        self._session.auth = log_in
        self._client = spotipy.Spotify(requests_session=self._session)
        self._client.prefix = f"{api_url.rstrip('/')}/v1/"

    def mine(self) -> Iterator[Listed]:
        """The playlists in the person's library, page by page: what was deleted is not among them."""
        for page in self._pages(self._client.current_user_playlists):
            for payload in page:
                listed = _listed(payload)
                if listed is not None:
                    yield listed

    def playlist(self, playlist_id: str) -> Listed | None:
        """One playlist, also one that the person has deleted; None where there is none."""
        try:
            listed = _listed(self._call(self._client.playlist, playlist_id))
        except NotThereError:
            return None
        if listed is None:
            raise _not_understood()
        return listed

    def entries(self, playlist_id: str) -> tuple[Entry, ...]:
        """Every entry of a playlist, in order. Raises NotThereError, ProviderError."""
        pages = self._pages(self._client.playlist_items, playlist_id)
        return tuple(_entry(payload) for page in pages for payload in page)

    def create(self, title: str, description: str, *, public: bool) -> str:
        """Make an empty playlist; returns its id."""
        answer = self._call(self._client.current_user_playlist_create, title, public=public, description=description)
        made = _payload.words(_payload.member(answer, "id"))
        if made is None:
            raise _not_understood()
        return made

    def change(self, playlist_id: str, title: str, description: str, *, public: bool | None) -> None:
        """Change what a playlist is called and says; *public* None leaves that as it is."""
        self._call(
            self._client.playlist_change_details, playlist_id, name=title, description=description, public=public
        )

    def add(self, playlist_id: str, uris: Sequence[str], at: int) -> None:
        """Put at most a hundred tracks before the entry *at*, from 0."""
        self._call(self._client.playlist_add_items, playlist_id, list(uris), position=at)

    def replace(self, playlist_id: str, uris: Sequence[str]) -> None:
        """Put at most a hundred tracks in the place of everything."""
        self._call(self._client.playlist_replace_items, playlist_id, list(uris))

    def _pages(self, verb: Callable[..., Any], *arguments: Any) -> Iterator[list[Any]]:
        offset, total = 0, 1
        while offset < total:  # never by the "next" of an answer: it may lead anywhere
            answer = self._call(verb, *arguments, limit=PAGE, offset=offset)
            page, total = _payload.member(answer, "items"), _payload.member(answer, "total")
            if not isinstance(page, list) or not isinstance(total, int) or (not page and offset < total):
                raise _not_understood()
            yield page
            offset += PAGE

    def _call(self, verb: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Return the answer. A token that is refused is renewed once, and the call, which was not done, repeated."""
        self._log_in.make_ready()
        try:
            return verb(*arguments, **options)
        except TokenRefusedError:
            self._log_in.renew()
        except RecursionError:
            raise _not_understood() from None
        try:
            return verb(*arguments, **options)
        except TokenRefusedError:
            self._log_in.forget()
            raise ProviderAuthError(NAME, "it refuses the token that it has just given; log in again") from None

    def _check(self, response: requests.Response) -> None:
        if response.status_code == 403 and b"scope" in response.content:
            self._log_in.forget()
            raise ProviderAuthError(NAME, "the log-in does not allow this; run the command again and agree to all")
        url = response.request.url or ""
        if response.status_code == 403 and "/playlists/" in url and b"premium" not in response.content.lower():
            raise ProviderAuthError(
                NAME, "this playlist is somebody else's: Spotify lets apps see and change only your own"
            )
        check(response, self._log_in.without_secrets)


def _listed(payload: Any) -> Listed | None:
    playlist_id = _payload.words(_payload.member(payload, "id"))
    if playlist_id is None:
        return None
    public = _payload.member(payload, "public")
    total = _payload.member(payload, "items", "total")
    if total is None:
        total = _payload.member(payload, "tracks", "total")  # before 2026
    return Listed(
        id=playlist_id,
        title=_payload.words(_payload.member(payload, "name")) or "",
        description=html.unescape(_payload.words(_payload.member(payload, "description")) or ""),
        public=public if isinstance(public, bool) else None,
        snapshot=_payload.words(_payload.member(payload, "snapshot_id")),
        total=_payload.count(total) or 0,
    )


def _entry(payload: Any) -> Entry:
    content = _payload.member(payload, "item") or _payload.member(payload, "track")  # before 2026
    is_track = _payload.member(content, "type") in ("track", None)
    return Entry(
        uri=_payload.words(_payload.member(content, "uri")),
        title=_payload.words(_payload.member(content, "name")),
        candidate=track_candidate(content) if is_track else None,
    )


def _not_understood() -> ProviderResponseError:
    return ProviderResponseError(NAME, "an answer that is not the JSON we expect")
