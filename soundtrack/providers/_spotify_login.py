"""A person's log-in at Spotify: the authorization code with PKCE, caught on loopback.

https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow (RFC 7636, RFC 8252). spotipy has
this flow as well, but writes the code, its verifier and the refresh token to the DEBUG log; here they are in no
log, and only in a file that its owner alone may read.
"""

from __future__ import annotations

import base64
import hashlib
import os
import queue
import secrets
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from requests.auth import AuthBase

from soundtrack.errors import ProviderAuthError, ProviderResponseError, ProviderUnavailableError
from soundtrack.providers import _payload
from soundtrack.providers._http import USUAL, Bounds, Session
from soundtrack.providers._spotify import NAME, TokenFile
from soundtrack.providers._spotify_keys import USER_TOKEN, App

SCOPES = ("playlist-modify-private", "playlist-modify-public", "playlist-read-private")
LOOPBACK = "127.0.0.1"
PATH = "/callback"
PATIENCE = 300.0
"""Seconds in which a person has to agree."""
_SPARE = 60
"""Seconds before its end in which a token is not used any more."""


def ask_in_browser(address: str) -> None:
    """Print the address on standard error, and open it where there is a desktop or ``BROWSER`` names a program."""
    sys.stderr.write(f"To let soundtrack-companion see and write your playlists, agree at:\n  {address}\n")
    sys.stderr.flush()
    desktop = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    if desktop:  # without one, a browser in text would take the terminal
        webbrowser.open(address)


class UserLogIn(AuthBase):
    """The token of a person: asked for where there is none, renewed where it is old, put into every request.

    Args:
        app: The app that asks; its secret is not needed.
        auth_url: Base of the log-in or of a replica.
        ask: Shows a person the address to agree at.
        patience: Seconds in which the person has to agree.
        bounds: Of requests.
    """

    def __init__(
        self,
        app: App,
        auth_url: str,
        *,
        ask: Callable[[str], None] = ask_in_browser,
        patience: float = PATIENCE,
        bounds: Bounds = USUAL,
    ) -> None:
        self._app = app
        self._auth_url = auth_url.rstrip("/")
        self._ask = ask
        self._patience = patience
        self._session = Session(NAME, bounds)
        digest = hashlib.sha256(f"{self._auth_url} {app.client_id}".encode()).hexdigest()
        self._cache = TokenFile(USER_TOKEN, belongs_to=digest[:16])
        self._token = ""
        self._hidden: set[str] = set()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def make_ready(self) -> None:
        """Have a token that is not old; a person may have to agree.

        Raises:
            ProviderAuthError: The person did not agree.
            ProviderError: The log-in does not work.
        """
        held = self._cache.get_cached_token()
        if held is None:
            held = self._agreed()
        elif held["expires_at"] - _SPARE < time.time():
            held = self._renewed(held) or self._agreed()
        self._use(held)

    def renew(self) -> None:
        """Get another token, for the one in use is refused. Raises as :meth:`make_ready`."""
        held = self._cache.get_cached_token()
        renewed = self._renewed(held) if held is not None else None
        self._use(renewed or self._agreed())

    def forget(self) -> None:
        """Drop the token, here and in the file."""
        self._cache.forget()

    def without_secrets(self, text: str) -> str:
        """*text* without the tokens, should a service send them back."""
        for secret in self._hidden:
            text = text.replace(secret, "...")
        return text

    def _use(self, held: dict[str, Any]) -> None:
        self._token = held["access_token"]
        self._hidden.update(held[name] for name in ("access_token", "refresh_token") if held.get(name))

    def _agreed(self) -> dict[str, Any]:
        verifier = secrets.token_urlsafe(64)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        state = secrets.token_urlsafe(24)
        with _Callback(self._app.redirect_uri, state) as callback:
            asked = {
                "client_id": self._app.client_id,
                "response_type": "code",
                "redirect_uri": callback.uri,
                "code_challenge_method": "S256",
                "code_challenge": challenge,
                "scope": " ".join(SCOPES),
                "state": state,
            }
            self._ask(f"{self._auth_url}/authorize?{urlencode(asked)}")
            code = callback.wait(self._patience)
        answer = self._fetched(
            {"grant_type": "authorization_code", "code": code, "redirect_uri": callback.uri, "code_verifier": verifier}
        )
        if answer is None:
            raise ProviderAuthError(NAME, "it does not accept the log-in; check SPOTIPY_CLIENT_ID, then try again")
        missing = set(SCOPES) - set(str(answer.get("scope") or " ".join(SCOPES)).split())
        if missing:
            raise ProviderAuthError(NAME, f"the log-in does not allow {', '.join(sorted(missing))}; log in again")
        return self._kept(answer)

    def _renewed(self, held: dict[str, Any]) -> dict[str, Any] | None:
        """A new token for an old one; None where a person has to agree again."""
        refresh = held.get("refresh_token")
        answer = None
        if isinstance(refresh, str):
            answer = self._fetched({"grant_type": "refresh_token", "refresh_token": refresh})
        if answer is None:
            self._cache.forget()
            return None
        return self._kept({"refresh_token": refresh} | answer)

    def _kept(self, answer: dict[str, Any]) -> dict[str, Any]:
        lifetime = _payload.count(answer.get("expires_in"))
        held = {
            "access_token": answer["access_token"],
            "refresh_token": answer.get("refresh_token"),
            "expires_at": int(time.time()) + (lifetime or 0),
        }
        self._cache.save_token_to_cache(held)
        return held

    def _fetched(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Ask for a token; None where it is refused (RFC 6749, 5.2)."""
        self._session.restart()
        response = self._session.post(f"{self._auth_url}/api/token", data=form | {"client_id": self._app.client_id})
        if response.status_code in (400, 401, 403):
            return None
        if response.status_code >= 400:
            raise ProviderUnavailableError(NAME, f"the log-in does not work now (HTTP {response.status_code})")
        try:
            answer = response.json()
        except (ValueError, RecursionError):
            answer = None
        token = _payload.member(answer, "access_token")
        if not isinstance(answer, dict) or not isinstance(token, str) or not (token.isascii() and token.isprintable()):
            raise ProviderResponseError(NAME, "the log-in answers something that is no token")
        return answer


class _Callback:
    """Waits on loopback for the browser that comes back from Spotify.

    Args:
        redirect_uri: Where it comes back to; None: a free port, as Spotify allows for an app whose redirect is
            registered without one.
        state: What it has to bring along (RFC 6749, 10.12): anything else is turned away.

    Raises:
        ProviderAuthError: The address is not on loopback, or its port is taken.
    """

    def __init__(self, redirect_uri: str | None, state: str) -> None:
        port, path = _port_and_path(redirect_uri)
        answers: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()

        class Handler(BaseHTTPRequestHandler):
            timeout = 5.0  # browsers open connections that they never use

            def do_GET(self) -> None:
                split = urlsplit(self.path)
                brought = {key: values[-1] for key, values in parse_qs(split.query).items()}
                if split.path != path:
                    self._say(404, "There is nothing here.")
                elif not secrets.compare_digest(brought.get("state", "").encode(), state.encode()):
                    self._say(400, "This does not belong to the log-in that waits here.")
                else:
                    self._say(200, "Thank you. You can close this page and go back to the terminal.")
                    answers.put(brought)

            def _say(self, code: int, text: str) -> None:
                body = f"{text}\n".encode()
                self.send_response(code)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Referrer-Policy", "no-referrer")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - overridden
                """Say nothing: the address holds the code."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Say nothing of a browser that goes away."""

        try:
            self._server = Server((LOOPBACK, port), Handler)
        except OSError as err:
            reason = err.strerror or str(err)
            raise ProviderAuthError(
                NAME, f"cannot wait on {LOOPBACK}:{port} ({reason}); set SPOTIPY_REDIRECT_URI to another port"
            ) from err
        self.uri = f"http://{LOOPBACK}:{self._server.server_port}{path}"
        self._answers = answers
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def wait(self, seconds: float) -> str:
        """The code that the browser brings. Raises ProviderAuthError where none comes."""
        try:
            brought = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise ProviderAuthError(NAME, f"nobody agreed within {seconds:g} s; run the command again") from None
        if not brought.get("code"):
            raise ProviderAuthError(NAME, "you did not agree, so nothing was done")
        return brought["code"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _port_and_path(redirect_uri: str | None) -> tuple[int, str]:
    if redirect_uri is None:
        return 0, PATH
    try:
        split = urlsplit(redirect_uri)
        if split.scheme == "http" and split.hostname == LOOPBACK:
            return split.port or 0, split.path or "/"
    except ValueError:
        pass
    raise ProviderAuthError(NAME, f"SPOTIPY_REDIRECT_URI must be like http://{LOOPBACK}:8888{PATH}, not localhost")
