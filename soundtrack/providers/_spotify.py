"""Spotify's Web API by spotipy, as restricted Development Mode leaves it since February 2026.

Only these calls are made: ``search`` (10 hits at most), ``tracks/{id}``, ``albums/{id}`` and its ``tracks``.
https://developer.spotify.com/documentation/web-api

spotipy logs the headers it knows and every error. It knows no token and sees no error: our session puts the
one in and explains the other.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
import spotipy
from requests.auth import AuthBase, HTTPBasicAuth
from spotipy.cache_handler import CacheHandler
from spotipy.oauth2 import SpotifyClientCredentials

from soundtrack import files, identifiers
from soundtrack.errors import (
    DataError,
    ProviderAuthError,
    ProviderResponseError,
    ProviderUnavailableError,
)
from soundtrack.models import Candidate, Medium, Recording, Release, Track, Wanted, WantedRelease
from soundtrack.providers import _lines, _payload
from soundtrack.providers._http import USUAL, Bounds, Session, seconds_asked_for
from soundtrack.providers._spotify_keys import APP_TOKEN, Keys, keys, keys_path
from soundtrack.providers.base import Offers, Plan, Progress

NAME = "spotify"
API_URL = "https://api.spotify.com"
AUTH_URL = "https://accounts.spotify.com"
LIMIT = 10
"""Hits of a search; Development Mode refuses more."""
PAGE = 50
"""Tracks on a page of an album."""
MOST_PAGES = 4
"""Pages of one album that are read."""
MOST_KNOWN = 3
"""Known ids of one line that are tried before it is searched for."""
USUAL_SECONDS = 0.3
"""About what a request takes."""

_HOW_TO_GET_KEYS = (
    "make an app at https://developer.spotify.com/dashboard (its owner needs Premium since 2026) and set "
    "SPOTIPY_CLIENT_ID and SPOTIPY_CLIENT_SECRET, or write client_id and client_secret to "
)


def spotify(api_url: str | None = None, auth_url: str | None = None, *, with_keys: Keys | None = None) -> Spotify:
    """Spotify, with the user's keys.

    Args:
        api_url: Base of the API; by default ``PLAYLISTS_SPOTIFY_API_URL`` or the service itself.
        auth_url: Base of the log-in; by default ``PLAYLISTS_SPOTIFY_AUTH_URL`` or the service itself.
        with_keys: By default those of :func:`keys`.

    Raises:
        ProviderAuthError: There are no keys; the message tells how to get them.
        DataError: As :func:`keys`.
    """
    found = with_keys or keys()
    if found is None:
        raise ProviderAuthError(NAME, f"no keys: {_HOW_TO_GET_KEYS}{keys_path()}")
    return Spotify(
        found,
        api_url or os.environ.get("PLAYLISTS_SPOTIFY_API_URL") or API_URL,
        auth_url or os.environ.get("PLAYLISTS_SPOTIFY_AUTH_URL") or AUTH_URL,
    )


class Spotify:
    """Spotify's catalogue, with the keys of an app (client credentials).

    Args:
        keys: Of the app.
        api_url: Base of the API or of a replica.
        auth_url: Base of the log-in or of a replica.
        bounds: Of time and size; see :class:`~soundtrack.providers._http.Bounds`.
    """

    name = NAME
    one_by_one = True
    """A line is a request: asking for lines in several calls costs no more."""

    def __init__(self, keys: Keys, api_url: str = API_URL, auth_url: str = AUTH_URL, *, bounds: Bounds = USUAL) -> None:
        self.scope = api_url.rstrip("/")
        self._again = bounds.again
        self._log_in = _LogIn(keys, auth_url.rstrip("/"), bounds)
        self._renewed = False
        self._session = Session(NAME, bounds, pause=pause, check=self._check)
        self._session.auth = self._log_in
        self._client = spotipy.Spotify(requests_session=self._session)
        self._client.prefix = f"{self.scope}/v1/"

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:
        """One look-up or search a line; two requests for all lines that are on the release.

        The log-in (one request an hour, at another address) is not counted.
        """
        steps = [len(_steps(wanted)) for wanted in wanteds]
        requests = sum(1 for count in steps if count)
        for_release = 0
        if release is not None:
            known = len(_lines.known_albums(NAME, release))
            requests = 2 - known
            for_release = 1 + MOST_PAGES * (1 + known)
        renewals = 1
        return Plan(
            provider=NAME,
            requests=requests,
            seconds=round(requests * USUAL_SECONDS, 1),
            at_most=for_release + sum(steps) + (self._again + renewals if requests else 0),
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
        self._begin()
        found = self._release(release) if release is not None else None
        given = {} if found is None else _lines.on_release(wanteds, _tracks_of(found))

        def ask(index: int) -> tuple[Candidate, ...]:
            return given[index] if index in given else self._line(wanteds[index])

        candidates, failed = _lines.ask_each(len(wanteds), ask, progress)
        return Offers(tuple(candidates), () if found is None else (found,), failed=failed)

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """Look up tracks, and search ISRCs; what is no track here is left out.

        Raises:
            ProviderError: One of them could not be asked.
        """
        self._begin()
        found = {}
        for uri in dict.fromkeys(uris):
            steps = [
                *(_Step("track", track) for track in _lines.ids_of(NAME, [uri])),
                *(_Step("search", f"isrc:{isrc}") for isrc in _lines.ids_of("isrc", [uri])),
            ]
            for step in steps:
                candidates = self._step(step)
                if candidates:
                    found[uri] = candidates[0]
        return found

    def _begin(self) -> None:
        self._session.restart()
        self._renewed = False

    def _line(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """Ask in one way after the other until something is found."""
        for step in _steps(wanted):
            candidates = self._step(step)
            if candidates:
                return candidates
        return ()

    def _step(self, step: _Step) -> tuple[Candidate, ...]:
        if step.verb == "search":
            found = [track_candidate(payload) for payload in self._search("track", step.argument)]
            return tuple(candidate for candidate in found if candidate is not None)
        answer = self._call(self._client.track, step.argument)
        if answer is None:
            return ()
        candidate = track_candidate(answer)
        if candidate is None:
            raise _not_understood()
        return (candidate,)

    def _search(self, kind: str, query: str) -> list[Mapping[str, Any]]:
        answer = self._call(self._client.search, query, limit=LIMIT, type=kind)
        if not isinstance(_payload.member(answer, f"{kind}s", "items"), list):
            raise _not_understood()
        return list(_payload.items(answer, f"{kind}s", "items"))

    def _release(self, wanted: WantedRelease) -> Release | None:
        """Find the album, unless its id is known, and read it whole."""
        try:
            for album_id in _lines.known_albums(NAME, wanted):
                found = self._whole(album_id)
                if found is not None:
                    return found
            query = _query(album=_lines.without_brackets(wanted.title), artist=wanted.artist)
            hits = self._search("album", query) if query else []
            albums = [album for album in map(release_of, hits) if album is not None and album.identifiers]
            chosen = _lines.chosen_release(wanted, albums)
            return None if chosen is None else self._whole(identifiers.parse(chosen.identifiers[0]).value)
        except ProviderResponseError:
            return None  # the lines can still be asked for singly

    def _whole(self, album_id: str) -> Release | None:
        album = self._call(self._client.album, album_id)
        tracks = list(_payload.items(album, "tracks", "items"))
        whole = min(_payload.count(_payload.member(album, "tracks", "total")) or 0, MOST_PAGES * PAGE)
        for offset in range(PAGE, whole, PAGE):  # never by the "next" of an answer: it may lead anywhere
            page = self._call(self._client.album_tracks, album_id, limit=PAGE, offset=offset)
            tracks += _payload.items(page, "items")
        return whole_release(album, tracks)

    def _call(self, verb: Callable[..., Any], *arguments: Any, **options: Any) -> Mapping[str, Any] | None:
        """Return the answer's object; None where there is no such thing. A token that is refused is renewed once."""
        self._log_in.make_ready()
        try:
            answer = verb(*arguments, **options)
        except TokenRefusedError:
            if self._renewed:
                raise ProviderAuthError(NAME, "it refuses the token that it has just given; check the keys") from None
            self._renewed = True
            self._log_in.forget()
            return self._call(verb, *arguments, **options)
        except NotThereError:
            return None
        except RecursionError:  # JSON nested without end
            answer = None
        if not isinstance(answer, dict):
            raise _not_understood()
        return answer

    def _check(self, response: requests.Response) -> None:
        check(response, self._log_in.without_secrets)


def check(response: requests.Response, without_secrets: Callable[[str], str]) -> None:
    """Raise what an error means: https://developer.spotify.com/documentation/web-api/concepts/api-calls.

    Args:
        response: Any answer of the API.
        without_secrets: Takes tokens out of a text that the service sends back.

    Raises:
        TokenRefusedError: HTTP 401.
        NotThereError: HTTP 404.
        ProviderError: Everything else that is an error.
    """
    status = response.status_code
    if status < 400:
        return
    try:
        error = _payload.member(response.json(), "error")
    except (ValueError, RecursionError):
        error = response.text
    message = _payload.words(_payload.member(error, "message")) or _payload.words(error) or "no reason given"
    if status == 401:
        raise TokenRefusedError
    if status == 404:
        raise NotThereError
    if status == 403 and "premium" in message.casefold():
        raise ProviderAuthError(NAME, "the owner of the app needs a Spotify Premium subscription")
    if _payload.member(error, "reason") == "QUOTA_EXCEEDED":
        raise ProviderUnavailableError(NAME, "the quota of your developer account is used up; try again later")
    if status >= 500:
        raise ProviderUnavailableError(NAME, f"it is busy (HTTP {status})")
    message = without_secrets(message)[:200]
    raise ProviderResponseError(NAME, f"it refuses what we ask (HTTP {status}): {message}")


class NotThereError(Exception):
    """HTTP 404: there is no such track or album."""


class TokenRefusedError(Exception):
    """HTTP 401: the token is old."""


def _not_understood() -> ProviderResponseError:
    return ProviderResponseError(NAME, "an answer that is not the JSON we expect")


class _LogIn(AuthBase):
    """The token of an app: fetched where there is none or it is old, and put into every request."""

    def __init__(self, keys: Keys, auth_url: str, bounds: Bounds) -> None:
        self._keys = keys
        self._token = ""
        self._session = Session(NAME, bounds, check=_log_in_error)
        self._session.auth = HTTPBasicAuth(keys.client_id.encode(), keys.client_secret.encode())
        digest = hashlib.sha256(f"{auth_url} {keys.client_id}".encode()).hexdigest()
        self._cache = TokenFile(APP_TOKEN, belongs_to=digest[:16])
        # spotipy logs the keys it knows: it knows none, the session puts them in
        self._manager = SpotifyClientCredentials(
            "in-our-session", "in-our-session", requests_session=self._session, cache_handler=self._cache
        )
        self._manager.OAUTH_TOKEN_URL = f"{auth_url}/api/token"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def make_ready(self) -> None:
        """Have a token that is not old.

        Raises:
            ProviderError: There is none to be had.
        """
        self._session.restart()
        try:
            token = self._manager.get_access_token(as_dict=False)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            token = None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            self._cache.forget()
            raise ProviderResponseError(NAME, "the log-in answers something that is no token")
        self._token = token

    def forget(self) -> None:
        """Drop the token, whatever it says of its age."""
        self._cache.forget()

    def without_secrets(self, text: str) -> str:
        """*text* without the token and the secret, should a service send them back."""
        for secret in (self._token, self._keys.client_secret):
            text = text.replace(secret, "...")
        return text


def _log_in_error(response: requests.Response) -> None:
    """Raise what an error of the log-in means: 400 and 401 are about the keys (RFC 6749, 5.2)."""
    if response.status_code in (400, 401, 403):
        raise ProviderAuthError(NAME, "it does not accept the keys; check SPOTIPY_CLIENT_ID and SPOTIPY_CLIENT_SECRET")
    if response.status_code >= 400:
        raise ProviderUnavailableError(NAME, f"the log-in does not work now (HTTP {response.status_code})")


class TokenFile(CacheHandler):  # type: ignore[misc]  # spotipy has no types
    """A token in a file of its own that only its owner may read; it belongs to one app at one address."""

    def __init__(self, name: str, *, belongs_to: str) -> None:
        self._path = files.config_dir() / name
        self._belongs_to = belongs_to
        self._token: dict[str, Any] | None = None

    def get_cached_token(self) -> dict[str, Any] | None:
        """The token; None where there is none, or it is of another app or damaged."""
        if self._token is None and self._path.exists():
            try:
                held = json.loads(files.read_text(self._path, limit=64 * 1024))
            except (DataError, ValueError, RecursionError):
                return None
            token = _payload.member(held, "token")
            if _payload.member(held, "belongs_to") == self._belongs_to and _is_token(token):
                self._token = token
        return self._token

    def save_token_to_cache(self, token_info: dict[str, Any]) -> None:
        """Keep the token for this run, and in the file if that can be written."""
        self._token = token_info
        held = json.dumps({"belongs_to": self._belongs_to, "token": token_info})
        with contextlib.suppress(DataError):  # then it is asked for again in the next run
            files.write_whole(self._path, held, mode=0o600)

    def forget(self) -> None:
        """Drop the token, here and in the file."""
        self._token = None
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def _is_token(value: Any) -> bool:
    return isinstance(_payload.member(value, "access_token"), str) and isinstance(
        _payload.member(value, "expires_at"), int
    )


def pause(response: requests.Response) -> float | None:
    """Wait where it is busy; an empty quota stays empty for longer than anybody waits."""
    asked = seconds_asked_for(response)
    return None if asked is not None and b"QUOTA_EXCEEDED" in response.content else asked


@dataclass(frozen=True)
class _Step:
    """One way to ask for a line."""

    verb: str
    """``track``: look an id up; ``search``."""
    argument: str


def _steps(wanted: Wanted) -> list[_Step]:
    """Every way to ask for a line, the surest first; each only if the one before found nothing."""
    exact = _query(track=wanted.title, artist=wanted.artist)
    free = _lines.free_words(wanted.artist, wanted.title)
    return [
        *(_Step("track", track) for track in _lines.known_ids(NAME, wanted)[:MOST_KNOWN]),
        *(_Step("search", f"isrc:{isrc}") for isrc in _lines.known_isrcs(wanted)[:1]),
        *(_Step("search", query) for query in (exact, free) if query),
    ]


def _query(**fields: str | None) -> str:
    """Field filters: ``track:"T" artist:"A"``."""
    said = {field: _lines.phrase(value) for field, value in fields.items()}
    return " ".join(f'{field}:"{value}"' for field, value in said.items() if value)


def track_candidate(payload: Any, album: Release | None = None) -> Candidate | None:
    """Read a track, from a search, a look-up or (then with its *album*) a release; None without a title."""
    name = _payload.words(_payload.member(payload, "name"))
    if name is None:
        return None
    isrcs = _payload.isrcs(_payload.member(payload, "external_ids", "isrc"))
    uri = _payload.identifier(NAME, "track", _payload.member(payload, "id"), identifiers.spotify_id)
    return Candidate(
        provider=NAME,
        recording=Recording(
            title=name,
            artist_credit=_credit(payload),
            duration_ms=_payload.duration(_payload.member(payload, "duration_ms"), unit_ms=1),
            isrcs=isrcs,
        ),
        release=album or release_of(_payload.member(payload, "album")),
        medium=_payload.count(_payload.member(payload, "disc_number")),
        position=_payload.count(_payload.member(payload, "track_number")),
        identifiers=(*((uri,) if uri else ()), *(f"urn:isrc:{isrc}" for isrc in isrcs)),
        urls=_pages(uri),
    )


def release_of(album: Any) -> Release | None:
    """Read an album without its tracks; None without a title."""
    name = _payload.words(_payload.member(album, "name"))
    if name is None:
        return None
    uri = _payload.identifier(NAME, "album", _payload.member(album, "id"), identifiers.spotify_id)
    return Release(
        title=name,
        artist_credit=_credit(album),
        primary_type=_payload.words(_payload.member(album, "album_type")),
        date=_payload.date(_payload.member(album, "release_date")),
        label=_payload.words(_payload.member(album, "label")),
        barcode=_payload.words(_payload.member(album, "external_ids", "upc")),
        track_count=_payload.count(_payload.member(album, "total_tracks")),
        identifiers=(uri,) if uri else (),
    )


def whole_release(album: Any, tracks: Sequence[Any]) -> Release | None:
    """Read an album with its tracks; None where it has no title or no tracks."""
    bare = release_of(album)
    media: dict[int, list[Track]] = {}
    for candidate in (track_candidate(payload, bare) for payload in tracks):
        if candidate is not None and candidate.position is not None:
            recording = candidate.recording
            media.setdefault(candidate.medium or 1, []).append(
                Track(
                    position=candidate.position,
                    title=recording.title,
                    artist_credit=recording.artist_credit,
                    duration_ms=recording.duration_ms,
                    recording=recording,
                    identifiers=candidate.identifiers,
                )
            )
    if bare is None or not media:
        return None
    whole: Release = bare.replace(
        media=tuple(
            Medium(position=position, track_count=len(media[position]), tracks=tuple(media[position]))
            for position in sorted(media)
        )
    )
    return whole


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
            urls=_pages(next((uri for uri in track.identifiers if uri.startswith("spotify:")), None)),
        )
        for medium, track in release.tracks
    ]


def _pages(uri: str | None) -> tuple[str, ...]:
    page = None if uri is None else identifiers.parse(uri).url
    return () if page is None else (page,)


def _credit(payload: Any) -> Any:
    return _payload.credit(_payload.member(artist, "name") for artist in _payload.items(payload, "artists"))
