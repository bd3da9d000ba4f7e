"""Spotify's Web API as restricted Development Mode has it since February 2026, with its log-in.

Apps log in with id and secret; users by PKCE, where the person at the browser always agrees. Search gives ten
hits at most, batch and other removed endpoints are 403, answers lack what Development Mode leaves out, and
playlists have ``items``. Identifiers are made up and look it, 22 digits, but for :data:`CITED`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from werkzeug.wrappers import Response

from tests.replicas._fielded import Place, QueryError, parse, places, rank
from tests.replicas._server import Failure, Replica, Seen, as_json, json_status, status
from tests.replicas.catalogue import Catalogue, never_let_me_go

CLIENT_ID = "made-up-client-id"
CLIENT_SECRET = "made-up-client-secret"
USER = "madeupuser"
FIRST_ALBUM = 7_000_000
MOST_HITS = 10
MOST_URIS = 100
MOST_ON_PAGE = 50
LONGEST_DESCRIPTION = 300

CITED = {
    ("No Surprises", "Radiohead", "OK Computer"): (
        "1bSpwPhAxZwlR2enJJsv7U",
        "10nyNJ6zNy2YVYLrcwLccB",
        "4uBzDO9wmPEXBKhfwAlMFJ",
    ),
    ("Nothing's Gonna Hurt You Baby", "Cigarettes After Sex", "I."): (
        "64m76xtJ3QHVrajSkMMzAo",
        "3W7KHojYGgYaoX9ogKO9hU",
    ),
    ("I Bleed", "Pixies", "Doolittle"): ("4azCKNOIuNsCB98BSRBR2B",),
}
"""The only real ids: those that the bundled lists cite. A search shows the first; all can be looked up."""

_REMOVED = re.compile(
    r"/v1/(?:tracks|albums|artists|recommendations.*|audio-features.*|browse/.*|markets|users/.*"
    r"|artists/\w+/(?:top-tracks|related-artists)|playlists/\w+/(?:tracks|followers.*))"
)
_LOOPBACK = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


def error(code: int, message: str, **more: Any) -> dict[str, Any]:
    """The body of an error."""
    return {"error": {"status": code, "message": message, **more}}


def removed() -> Failure:
    """An endpoint that is no more."""
    return json_status(403, error(403, "Forbidden"))


def no_premium() -> Failure:
    """The owner of the app does not pay: plain text."""
    return status(403, "Active premium subscription required for the owner of the app. Get Premium to use this app.")


def too_many(seconds: int | None = 1) -> Failure:
    """Too many requests."""
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return json_status(429, error(429, "API rate limit exceeded"), headers=headers)


def quota_exceeded() -> Failure:
    """The quota of the developer's account is used up."""
    return json_status(429, error(429, "Too many requests", reason="QUOTA_EXCEEDED"), headers={"Retry-After": "1"})


def expired() -> Failure:
    """The token is old, whatever its age."""
    return json_status(401, error(401, "The access token expired"))


@dataclass
class Playlist:
    """A playlist of a user."""

    id: str
    name: str
    owner: str = USER
    description: str = ""
    public: bool = False
    uris: list[str] = field(default_factory=list)
    version: int = 1

    @property
    def snapshot(self) -> str:
        """Changes with every write."""
        return f"made-up-snapshot-{self.version}"


@dataclass
class _Token:
    until: float
    scope: str | None
    """None: of an app, not of a user."""


class SpotifyReplica(Replica):
    """Spotify and its accounts service on one port of loopback.

    Args:
        catalogue: What it has.
        lifetime: Seconds until a token expires.
    """

    def __init__(self, catalogue: Catalogue | None = None, *, port: int = 0, lifetime: int = 3600) -> None:
        super().__init__(port=port)
        self.places = places(catalogue or never_let_me_go())
        self._by_id = {track_id(place): place for place in self.places}
        self._more_ids = {more: place for place in self.places for more in _cited(place)[1:]}
        self._albums: dict[str, list[Place]] = {}
        for place in self.places:
            self._albums.setdefault(album_id(place), []).append(place)
        self.playlists: dict[str, Playlist] = {}
        self.lifetime = lifetime
        self._tokens: dict[str, _Token] = {}
        self._refresh: dict[str, str] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._numbers = itertools.count(1)

    @property
    def searches(self) -> list[str]:
        """The queries of all searches, in order."""
        return [seen.query["q"] for seen in self.seen if seen.path == "/v1/search"]

    @property
    def api_count(self) -> int:
        """Requests without those of the log-in."""
        return sum(seen.path.startswith("/v1/") for seen in self.seen)

    def id_of(self, title: str, artist: str) -> str:
        """The id of the first track of exactly that title and artist."""
        return next(key for key, place in self._by_id.items() if (place.title, place.artists[0]) == (title, artist))

    def expire_tokens(self) -> None:
        """Every token that was given out is old from now on."""
        for token in self._tokens.values():
            token.until = 0

    def answer(self, seen: Seen) -> Response:
        if seen.path == "/api/token" and seen.method == "POST":
            return self._log_in(seen)
        if seen.path == "/authorize" and seen.method == "GET":
            return self._authorize(seen)
        if not seen.path.startswith("/v1/"):
            return as_json(error(404, "Service not found"), 404)
        refused = self._refused(seen)
        if refused is not None:
            return refused
        if _REMOVED.fullmatch(seen.path.rstrip("/")):
            return as_json(error(403, "Forbidden"), 403)
        for pattern, method, handler in self._routes():
            found = re.fullmatch(f"/v1/{pattern}/?", seen.path)
            if found and method == seen.method:
                return handler(seen, *found.groups())
        return as_json(error(404, "Service not found"), 404)

    def _routes(self) -> list[tuple[str, str, Callable[..., Response]]]:
        return [
            ("search", "GET", self._search),
            ("tracks/([^/]+)", "GET", self._track),
            ("albums/([^/]+)", "GET", self._album),
            ("albums/([^/]+)/tracks", "GET", self._album_tracks),
            ("me", "GET", self._me),
            ("me/playlists", "GET", self._my_playlists),
            ("me/playlists", "POST", self._create),
            ("playlists/([^/]+)", "GET", self._playlist),
            ("playlists/([^/]+)", "PUT", self._change),
            ("playlists/([^/]+)/items", "GET", self._items),
            ("playlists/([^/]+)/items", "POST", self._add),
            ("playlists/([^/]+)/items", "PUT", self._replace),
            ("playlists/([^/]+)/items", "DELETE", self._remove),
        ]

    # Log-in

    def _authorize(self, seen: Seen) -> Response:
        asked = seen.query
        if asked.get("client_id") != CLIENT_ID:
            return Response("INVALID_CLIENT: Invalid client", 400)
        if not _LOOPBACK.fullmatch(asked.get("redirect_uri", "")):
            return Response("INVALID_CLIENT: Insecure redirect URI", 400)
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return Response("invalid_request", 400)
        code = f"made-up-code-{next(self._numbers)}"
        self._codes[code] = asked
        back = {"code": code} | ({"state": asked["state"]} if "state" in asked else {})
        return Response("", 302, {"Location": f"{asked['redirect_uri']}?{urlencode(back)}"})

    def _log_in(self, seen: Seen) -> Response:
        form = {key: values[-1] for key, values in parse_qs(seen.body.decode()).items()}
        grant = form.get("grant_type")
        if grant == "client_credentials":
            pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            if seen.headers.get("Authorization") != f"Basic {pair}":
                return as_json({"error": "invalid_client", "error_description": "Invalid client secret"}, 400)
            return self._token(None)
        if form.get("client_id") != CLIENT_ID:
            return as_json({"error": "invalid_client", "error_description": "Invalid client"}, 400)
        if grant == "authorization_code":
            asked = self._codes.pop(form.get("code", ""), None)
            verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
            if asked is None or asked["code_challenge"] != challenge:
                return as_json({"error": "invalid_grant", "error_description": "Invalid authorization code"}, 400)
            if asked["redirect_uri"] != form.get("redirect_uri"):
                return as_json({"error": "invalid_grant", "error_description": "Invalid redirect URI"}, 400)
            return self._token(asked.get("scope", ""))
        if grant == "refresh_token":
            scope = self._refresh.pop(form.get("refresh_token", ""), None)  # PKCE: good for once
            if scope is None:
                return as_json({"error": "invalid_grant", "error_description": "Refresh token revoked"}, 400)
            return self._token(scope)
        return as_json({"error": "unsupported_grant_type"}, 400)

    def _token(self, scope: str | None) -> Response:
        number = next(self._numbers)
        self._tokens[f"made-up-token-{number}"] = _Token(time.time() + self.lifetime, scope)
        answer: dict[str, Any] = {
            "access_token": f"made-up-token-{number}",
            "token_type": "Bearer",
            "expires_in": self.lifetime,
        }
        if scope is not None:
            self._refresh[f"made-up-refresh-{number}"] = scope
            answer |= {"scope": scope, "refresh_token": f"made-up-refresh-{number}"}
        return as_json(answer)

    def _refused(self, seen: Seen) -> Response | None:
        kind, _, value = seen.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer":
            return as_json(error(401, "No token provided"), 401)
        token = self._tokens.get(value)
        if token is None:
            return as_json(error(401, "Invalid access token"), 401)
        if token.until < time.time():
            return as_json(error(401, "The access token expired"), 401)
        if seen.path.startswith(("/v1/me", "/v1/playlists")):
            scopes = (token.scope or "").split()
            needed = (
                {"playlist-read-private"}
                if seen.method == "GET"
                else {"playlist-modify-private", "playlist-modify-public"}
            )
            if not needed & set(scopes):
                return as_json(error(403, "Insufficient client scope"), 403)
        return None

    # Catalogue

    def _search(self, seen: Seen) -> Response:
        kind = seen.query.get("type")
        if kind not in ("track", "album"):
            return as_json(error(400, "Bad search type field"), 400)
        try:
            limit, offset = int(seen.query.get("limit", "5")), int(seen.query.get("offset", "0"))
        except ValueError:
            limit = offset = -1
        if not 1 <= limit <= MOST_HITS:
            return as_json(error(400, "Invalid limit"), 400)
        if len(seen.query.get("q", "")) > 250:
            return as_json(error(400, "Query exceeds maximum length of 250 characters"), 400)
        try:
            query = parse(
                seen.query.get("q", ""),
                {"track", "artist", "album", "isrc"} if kind == "track" else {"artist", "album"},
            )
        except QueryError as err:
            return as_json(error(400, f"Bad query: {err}"), 400)
        if kind == "track":
            keys = rank(query, ((key, _track_fields(place)) for key, place in self._by_id.items()))
            found = [self._as_track(self._by_id[key]) for key in keys[offset : offset + limit]]
        else:
            keys = rank(query, ((key, _album_fields(tracks[0])) for key, tracks in self._albums.items()))
            found = [self._as_album(self._albums[key]) for key in keys[offset : offset + limit]]
        return as_json({f"{kind}s": self._page(seen, found, len(keys), limit, offset)})

    def _track(self, _: Seen, key: str) -> Response:
        place = self._by_id.get(key) or self._more_ids.get(key)
        if place is None:
            return as_json(error(404, "Resource not found"), 404)
        return as_json(self._as_track(place) | _named("track", key, self.url))

    def _album(self, seen: Seen, key: str) -> Response:
        if key not in self._albums:
            return as_json(error(404, "Resource not found"), 404)
        tracks = [self._on_album(place) for place in self._albums[key]]
        page = self._page(seen, tracks[:MOST_ON_PAGE], len(tracks), MOST_ON_PAGE, 0)
        return as_json(self._as_album(self._albums[key]) | {"tracks": page, "copyrights": [], "genres": []})

    def _album_tracks(self, seen: Seen, key: str) -> Response:
        tracks = [self._on_album(place) for place in self._albums.get(key, [])]
        return self._paged(seen, tracks)

    def _as_track(self, place: Place) -> dict[str, Any]:
        return self._on_album(place) | {
            "album": self._as_album(self._albums[album_id(place)]),
            "external_ids": {"isrc": place.isrc} if place.isrc else {},
        }

    def _on_album(self, place: Place) -> dict[str, Any]:
        key = track_id(place)
        title = place.track.title or place.track.recording.title
        return _named("track", key, self.url) | {
            "name": f"{title} - Live" if place.is_live else title,
            "artists": [_artist(name) for name in place.artists],
            "disc_number": place.medium.position,
            "track_number": place.track.position,
            "duration_ms": place.track.recording.length_ms or 0,
            "explicit": False,
            "is_local": False,
            "preview_url": None,
        }

    def _as_album(self, tracks: list[Place]) -> dict[str, Any]:
        release = tracks[0].release
        precision = {4: "year", 7: "month"}.get(len(release.date), "day")
        return _named("album", album_id(tracks[0]), self.url) | {
            "name": release.title,
            "album_type": "single" if release.primary_type in ("Single", "EP") else "album",
            "artists": [_artist(one.name) for one in release.credit],
            "release_date": release.date or "0000",
            "release_date_precision": precision,
            "total_tracks": len(tracks),
            "images": [],
        }

    # Playlists of a user

    def _me(self, _: Seen) -> Response:
        return as_json({"id": USER, "display_name": "Made-up User", "type": "user", "uri": f"spotify:user:{USER}"})

    def _my_playlists(self, seen: Seen) -> Response:
        mine = [self._as_playlist(one) for one in self.playlists.values()]
        return self._paged(seen, mine)

    def _create(self, seen: Seen) -> Response:
        body = _body(seen)
        problem = _bad_details(body)
        if problem or not body.get("name"):
            return as_json(error(400, problem or "Missing required field: name"), 400)
        key = f"{9_000_000 + len(self.playlists) + 1:022d}"
        self.playlists[key] = Playlist(
            key, body["name"], description=body.get("description", ""), public=body.get("public", True)
        )
        return as_json(self._as_playlist(self.playlists[key]), 201)

    def _playlist(self, _: Seen, key: str) -> Response:
        playlist = self.playlists.get(key)
        if playlist is None:
            return as_json(error(404, "Resource not found"), 404)
        return as_json(self._as_playlist(playlist))

    def _change(self, seen: Seen, key: str) -> Response:
        playlist, refused = self._own(key)
        body = _body(seen)
        problem = _bad_details(body)
        if playlist is None or problem:
            return refused or as_json(error(400, problem or ""), 400)
        playlist.name = body.get("name", playlist.name)
        playlist.description = body.get("description", playlist.description)
        playlist.public = body.get("public", playlist.public)
        return Response("", 200)

    def _items(self, seen: Seen, key: str) -> Response:
        playlist, refused = self._own(key)
        if playlist is None:
            return refused or Response("", 404)
        items = [
            {
                "added_at": "2026-01-01T00:00:00Z",
                "added_by": {"id": USER, "type": "user"},
                "is_local": False,
                "item": self._as_track(self._by_id[uri.rpartition(":")[2]]),
            }
            for uri in playlist.uris
        ]
        return self._paged(seen, items)

    def _add(self, seen: Seen, key: str) -> Response:
        playlist, refused = self._own(key)
        body = _body(seen)
        uris = body if isinstance(body, list) else body.get("uris")
        position = seen.query.get("position") or (None if isinstance(body, list) else body.get("position"))
        problem = self._bad_uris(uris)
        if playlist is None or problem:
            return refused or as_json(error(400, problem or ""), 400)
        place = len(playlist.uris) if position is None else int(position)
        if place > len(playlist.uris):
            return as_json(error(400, "Index out of bounds"), 400)
        playlist.uris[place:place] = uris
        return self._written(playlist, 201)

    def _replace(self, seen: Seen, key: str) -> Response:
        playlist, refused = self._own(key)
        body = _body(seen)
        if playlist is None:
            return refused or Response("", 404)
        if "range_start" in body:
            start, length, before = body["range_start"], body.get("range_length", 1), body["insert_before"]
            moved = playlist.uris[start : start + length]
            rest = playlist.uris[:start] + playlist.uris[start + length :]
            place = before if before <= start else before - length
            playlist.uris = rest[:place] + moved + rest[place:]
            return self._written(playlist)
        problem = self._bad_uris(body.get("uris"))
        if problem:
            return as_json(error(400, problem), 400)
        playlist.uris = list(body["uris"])
        return self._written(playlist)

    def _remove(self, seen: Seen, key: str) -> Response:
        playlist, refused = self._own(key)
        if playlist is None:
            return refused or Response("", 404)
        gone = {one["uri"] for one in _body(seen).get("items", [])}
        playlist.uris = [uri for uri in playlist.uris if uri not in gone]
        return self._written(playlist)

    def _own(self, key: str) -> tuple[Playlist | None, Response | None]:
        playlist = self.playlists.get(key)
        if playlist is None:
            return None, as_json(error(404, "Resource not found"), 404)
        if playlist.owner != USER:
            return None, as_json(error(403, "Forbidden"), 403)
        return playlist, None

    def _bad_uris(self, uris: Any) -> str | None:
        if not isinstance(uris, list) or not all(isinstance(uri, str) for uri in uris):
            return "Invalid uris"
        if len(uris) > MOST_URIS:
            return "You can add a maximum of 100 tracks per request."
        if any(not uri.startswith("spotify:track:") or uri[14:] not in self._by_id for uri in uris):
            return "Payload contains a non-existing ID"
        return None

    def _written(self, playlist: Playlist, code: int = 200) -> Response:
        playlist.version += 1
        return as_json({"snapshot_id": playlist.snapshot}, code)

    def _as_playlist(self, playlist: Playlist) -> dict[str, Any]:
        return _named("playlist", playlist.id, self.url) | {
            "name": playlist.name,
            "description": html.escape(playlist.description),
            "public": playlist.public,
            "collaborative": False,
            "owner": {"id": playlist.owner, "type": "user", "uri": f"spotify:user:{playlist.owner}"},
            "snapshot_id": playlist.snapshot,
            "items": {"href": f"{self.url}/v1/playlists/{playlist.id}/items", "total": len(playlist.uris)},
        }

    def _paged(self, seen: Seen, everything: list[dict[str, Any]]) -> Response:
        limit, offset = int(seen.query.get("limit", "20")), int(seen.query.get("offset", "0"))
        if not 1 <= limit <= MOST_ON_PAGE:
            return as_json(error(400, "Invalid limit"), 400)
        return as_json(self._page(seen, everything[offset : offset + limit], len(everything), limit, offset))

    def _page(self, seen: Seen, found: list[dict[str, Any]], total: int, limit: int, offset: int) -> dict[str, Any]:
        def at(place: int) -> str:
            return f"{self.url}{seen.path}?{urlencode(seen.query | {'offset': str(place), 'limit': str(limit)})}"

        return {
            "href": at(offset),
            "items": found,
            "limit": limit,
            "next": at(offset + limit) if offset + limit < total else None,
            "offset": offset,
            "previous": at(max(0, offset - limit)) if offset else None,
            "total": total,
        }


def track_id(place: Place) -> str:
    """The id of a track."""
    return next(iter(_cited(place)), f"{place.number:022d}")


def _cited(place: Place) -> tuple[str, ...]:
    return CITED.get((place.title, place.artists[0], place.release.title), ())


def album_id(place: Place) -> str:
    """The made-up id of a track's album."""
    return f"{FIRST_ALBUM + place.album:022d}"


def _track_fields(place: Place) -> dict[str, str]:
    return {
        "track": place.title,
        "artist": " ".join(place.artists),
        "album": place.release.title,
        "isrc": place.isrc or "",
    }


def _album_fields(place: Place) -> dict[str, str]:
    return {"album": place.release.title, "artist": place.release.artist}


def _named(kind: str, key: str, base: str) -> dict[str, Any]:
    return {
        "id": key,
        "type": kind,
        "uri": f"spotify:{kind}:{key}",
        "href": f"{base}/v1/{kind}s/{key}",
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{key}"},
    }


def _artist(name: str) -> dict[str, Any]:
    return {"id": None, "name": name, "type": "artist"}


def _body(seen: Seen) -> Any:
    try:
        return json.loads(seen.body or b"{}")
    except ValueError:
        return {}


def _bad_details(body: Any) -> str | None:
    if not isinstance(body, dict):
        return "Malformed json"
    if len(body.get("description") or "") > LONGEST_DESCRIPTION:
        return "Description is too long"
    return None
