"""musicbrainzngs 0.7.1, tamed: a private copy that asks politely, ends in time, and raises our errors.

The library keeps its settings in the module, so two users in one process would set each other's server and name;
it has no timeout but the process' own; it tries eight times for a minute, whatever the service says. So each
:class:`Client` has a copy of the module of its own, whose one reading function is replaced. The public module, the
socket's default timeout and the warnings stay as they are.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import importlib.util
import queue
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from soundtrack._version import __version__
from soundtrack.errors import (
    ProviderAuthError,
    ProviderError,
    ProviderResponseError,
    ProviderUnavailableError,
    UsageError,
)
from soundtrack.providers._limiter import LONGEST_PAUSE, Limiter

NAME = "musicbrainz"
APP = "soundtrack-companion"
TRIES = 5
USUAL_BACKOFF = 1.0
"""Seconds of the first pause where the server has no interval; it doubles from try to try."""
CONNECT_SECONDS = 3.0
"""Until name look-up, connection and TLS are done; then the service counts as unreachable, and is not tried again."""
FIRST_SECONDS = 6.0
"""For the first answer; a service that has not said anything by then counts as unreachable, too."""
MAX_BYTES = 16 * 1024 * 1024
"""Of one answer; the largest releases with all relationships have about three."""
SEARCH_LIMIT = 100
"""Most hits of one search: https://musicbrainz.org/doc/MusicBrainz_API/Search"""

RECORDING_INCLUDES = [
    "artist-credits", "aliases", "isrcs", "releases", "media", "artist-rels", "work-rels", "work-level-rels",
]  # fmt: skip
RELEASE_INCLUDES = [
    "recordings", "artist-credits", "isrcs", "media", "release-groups", "labels", "url-rels", "artist-rels",
    "work-rels", "recording-level-rels", "work-level-rels",
]  # fmt: skip
ISRC_INCLUDES = ["artists", "isrcs", "releases"]

_ADDRESS = re.compile(r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?/?")
_CHUNK = 64 * 1024
_BUSY = (429, 500, 502, 503, 504)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Client:
    """The few requests that we make.

    Args:
        url: Scheme, host and port of the server: ours or a mirror.
        interval: Seconds between the starts of two requests; also the first pause before another try.
        contact: Where MusicBrainz can reach who runs this: an address or a page.
        deadline: Seconds for one try, from its start to the last byte.
        patience: Seconds for one request with all its tries and pauses.

    Raises:
        UsageError: *url* is no such address.
    """

    def __init__(self, url: str, interval: float, contact: str, deadline: float, patience: float) -> None:
        if not _ADDRESS.fullmatch(url):
            raise UsageError(
                "the address of the MusicBrainz server must look like https://musicbrainz.org or http://127.0.0.1:5000"
            )
        parts = urlsplit(url)
        self._backoff = interval or USUAL_BACKOFF
        self._deadline = deadline
        self._patience = patience
        self._answered = False
        self._limiter = Limiter(NAME, parts.netloc, interval, patience=patience)
        self._direct = parts.hostname in _LOOPBACK
        library = _private("musicbrainzngs.musicbrainz")
        library.mbxml = _private("musicbrainzngs.mbxml")
        library.set_hostname(parts.netloc, use_https=parts.scheme == "https")
        library.set_useragent(APP, __version__, _one_line(contact))
        library.set_rate_limit(False)
        library.set_parser(functools.partial(_parsed, library.mbxml.parse_message))
        library._safe_read = self._read
        self._library = library

    def search_recordings(self, query: str) -> tuple[list[Mapping[str, Any]], int]:
        """Return the best hits for a query, and how many there are in all."""
        answer = self._library.search_recordings(query=query, limit=SEARCH_LIMIT)
        return _listed(answer, "recording-list"), int(answer.get("recording-count", 0))

    def search_releases(self, query: str) -> list[Mapping[str, Any]]:
        """Return the best hits for a query."""
        return _listed(self._library.search_releases(query=query, limit=SEARCH_LIMIT), "release-list")

    def recording(self, mbid: str) -> Mapping[str, Any] | None:
        """Look a recording up; None when there is none of that MBID. A merged one has another id."""
        ask = functools.partial(self._library.get_recording_by_id, mbid, includes=RECORDING_INCLUDES)
        return self._looked_up(ask, "recording")

    def release(self, mbid: str) -> Mapping[str, Any] | None:
        """Look a release up, with its tracks and all that is related to their recordings; None when there is none."""
        ask = functools.partial(self._library.get_release_by_id, mbid, includes=RELEASE_INCLUDES)
        return self._looked_up(ask, "release")

    def recordings_of_isrc(self, isrc: str) -> list[Mapping[str, Any]]:
        """Return the recordings of an ISRC; empty when nobody has entered it."""
        ask = functools.partial(self._library.get_recordings_by_isrc, isrc, includes=ISRC_INCLUDES)
        found = self._looked_up(ask, "isrc")
        return [] if found is None else _listed(found, "recording-list")

    def _looked_up(self, ask: Callable[[], Any], entity: str) -> Mapping[str, Any] | None:
        try:
            answer = ask()
        except _NotFoundError:
            return None
        found = answer.get(entity)
        if not isinstance(found, dict) or "id" not in found:
            raise ProviderResponseError(NAME, f"its answer holds no {entity}")
        return found

    def _read(self, _opener: object, request: urllib.request.Request, _body: object = None) -> bytes:
        """Send a request and return the body: stands for the library's reading function.

        Raises:
            ProviderError: As the service or the way to it fails.
        """
        given_up = float("inf")
        for attempt in range(1, TRIES + 1):
            with self._limiter.turn():
                if attempt == 1:
                    given_up = time.monotonic() + self._patience
                seconds = min(self._deadline, max(CONNECT_SECONDS, given_up - time.monotonic()))
                if not self._answered:
                    seconds = min(seconds, FIRST_SECONDS)
                try:
                    body = _Exchange(request, seconds, direct=self._direct).body()
                    self._answered = True
                    return body
                except _TryAgainError as err:
                    if err.silent and not self._answered:
                        raise _unreachable(str(err)) from None
                    pause = min(max(err.retry_after, self._backoff * 2 ** (attempt - 1)), LONGEST_PAUSE)
                    is_last = attempt == TRIES or time.monotonic() + pause >= given_up
                    self._limiter.pause(err.retry_after if is_last else pause)
                    if is_last:
                        raise ProviderUnavailableError(NAME, f"{err}, {_times(attempt)}; try again later") from None
        raise AssertionError("the last try returns or raises")


def _private(name: str) -> Any:
    """Load a copy of a module that nobody else sees: it is not in ``sys.modules``, so it shares no settings."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} is not installed", name=name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _one_line(text: str) -> str:
    """Make a text that can stand in a header."""
    return re.sub(r"[^ -~]+", " ", text).strip()


def _times(attempt: int) -> str:
    return "once" if attempt == 1 else f"{attempt} times"


def _listed(answer: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = answer.get(key)
    if not isinstance(found, list):
        raise ProviderResponseError(NAME, f"its answer holds no {key}")
    return found


def _parsed(parse: Callable[[bytes], Any], body: bytes) -> Any:
    """Parse an answer.

    Raises:
        ProviderResponseError: It is no XML, or not MusicBrainz'.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ProviderResponseError(NAME, "its answer is not MusicBrainz XML: it declares a document type")
    try:
        return parse(body)
    except (SyntaxError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # what the library raises on XML of another shape; ElementTree's ParseError is a SyntaxError
        raise ProviderResponseError(NAME, "its answer is not MusicBrainz XML") from None


class _NotFoundError(ProviderResponseError):
    """404: there is nothing of that id."""


class _TryAgainError(Exception):
    """It may go better next time.

    Args:
        reason: What happened.
        retry_after: Seconds that the service asks us to wait.
        silent: It said nothing, or not all, before the deadline.
    """

    def __init__(self, reason: str, *, retry_after: float = 0.0, silent: bool = False) -> None:
        self.retry_after = retry_after
        self.silent = silent
        super().__init__(reason)


_CONNECTED = object()


class _Exchange:
    """One request and its whole answer, in bounded time and size.

    Timeouts of a socket are for single reads: a byte a second outlives them, and a name server that keeps silent
    knows none. So the exchange runs in a thread of its own and is given up at the deadline; its socket is shut,
    which ends the thread. It also leaves the main thread free to answer Ctrl-C.

    Args:
        request: What to send.
        seconds: From now to the last byte.
        direct: Past any proxy: the server is on this machine.
    """

    def __init__(self, request: urllib.request.Request, seconds: float, *, direct: bool) -> None:
        self._request = request
        self._seconds = seconds
        proxy = [urllib.request.ProxyHandler({})] if direct else []
        self._opener = urllib.request.build_opener(_Plain(self._connected), _Secure(self._connected), _Stay(), *proxy)
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()  # _CONNECTED, then the body or an error
        self._opened: list[socket.socket] = []
        self._over = threading.Event()

    def body(self) -> bytes:
        """Return the body of a 200 in XML.

        Raises:
            ProviderError: Final failures.
            _TryAgainError: Passing ones.
        """
        ends = time.monotonic() + self._seconds
        threading.Thread(target=self._work, daemon=True, name="soundtrack-musicbrainz").start()
        try:
            event = self._events.get(timeout=min(CONNECT_SECONDS, self._seconds))
            if event is _CONNECTED:
                event = self._events.get(timeout=max(0.0, ends - time.monotonic()))
        except queue.Empty:
            if not self._opened:
                raise _unreachable("no connection in time") from None
            raise _TryAgainError("no whole answer in time", silent=True) from None
        finally:
            self._over.set()
            for connection in self._opened:
                with contextlib.suppress(OSError):  # closed already
                    connection.shutdown(socket.SHUT_RDWR)
        if isinstance(event, bytes):
            return event
        raise event

    def _work(self) -> None:
        try:
            with self._opener.open(self._request, timeout=self._seconds) as response:
                self._events.put(_whole(response))
        except Exception as err:  # noqa: BLE001 - handed to the thread that waits, which raises it
            self._events.put(_explained(err, was_connected=bool(self._opened)))

    def _connected(self, connection: socket.socket) -> None:
        if self._over.is_set():
            connection.close()
            raise TimeoutError
        self._opened.append(connection)
        self._events.put(_CONNECTED)


class _Plain(urllib.request.HTTPHandler):
    """Tells when it has connected, and with what."""

    def __init__(self, connected: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._connected = connected

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(functools.partial(_PlainConnection, connected=self._connected), req)


class _Secure(urllib.request.HTTPSHandler):
    """Tells when it has connected, and with what."""

    def __init__(self, connected: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._connected = connected

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        connection = functools.partial(
            _SecureConnection, connected=self._connected, context=ssl.create_default_context()
        )
        return self.do_open(connection, req)


class _PlainConnection(http.client.HTTPConnection):
    def __init__(self, *args: Any, connected: Callable[[socket.socket], None], **options: Any) -> None:
        super().__init__(*args, **options)
        self._connected = connected

    def connect(self) -> None:
        super().connect()
        self._connected(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    def __init__(self, *args: Any, connected: Callable[[socket.socket], None], **options: Any) -> None:
        super().__init__(*args, **options)
        self._connected = connected

    def connect(self) -> None:
        super().connect()
        self._connected(self.sock)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the service has none, so whoever sends one is somebody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _whole(response: http.client.HTTPResponse) -> bytes:
    kind = response.headers.get_content_type()
    if not kind.endswith("xml"):
        raise ProviderResponseError(
            NAME, f"it answered with {_one_line(kind)[:40]}, not XML; does a page of this network want a log-in"
        )
    parts: list[bytes] = []
    size = 0
    while part := response.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise ProviderResponseError(NAME, f"its answer is longer than {MAX_BYTES // 2**20} MiB")
    if response.length:  # a read of so many bytes does not mind that fewer come
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _explained(err: Exception, *, was_connected: bool) -> Exception:
    """Turn whatever went wrong into one of ours: final, or worth another try."""
    if isinstance(err, ProviderError):
        return err
    if isinstance(err, urllib.error.HTTPError):
        with err:
            return _of_status(err)
    if not isinstance(err, OSError | http.client.HTTPException):
        return err  # a bug of ours stays visible
    reason = err.reason if isinstance(err, urllib.error.URLError) else err
    if was_connected:
        if isinstance(reason, TimeoutError):
            return _TryAgainError("no whole answer in time", silent=True)
        return _TryAgainError("the answer broke off")
    if isinstance(reason, ssl.SSLError):
        return _unreachable("no secure connection")
    if isinstance(reason, socket.gaierror):
        return _unreachable("its name is not found")
    if isinstance(reason, ConnectionRefusedError):
        return _unreachable("the connection is refused")
    return _unreachable("no connection")


def _unreachable(reason: str) -> ProviderUnavailableError:
    return ProviderUnavailableError(NAME, f"cannot be reached: {reason}")


def _of_status(err: urllib.error.HTTPError) -> Exception:
    code = err.code
    if code in _BUSY:
        return _TryAgainError(f"it is busy (HTTP {code})", retry_after=_seconds(err.headers.get("Retry-After")))
    if code == 404:
        return _NotFoundError(NAME, "there is nothing of that id")
    if code in (401, 403):
        return ProviderAuthError(
            NAME, f"it refuses us (HTTP {code}); set PLAYLISTS_CONTACT to your address, or ask who runs the server"
        )
    if 300 <= code < 400:
        return ProviderResponseError(NAME, f"it sends us elsewhere (HTTP {code}); does this network want a log-in")
    return ProviderResponseError(NAME, f"it does not accept our request (HTTP {code}{_said(err)})")


def _seconds(retry_after: str | None) -> float:
    """Read ``Retry-After`` in seconds; 0 where it is absent or a date (the service sends none)."""
    return float(retry_after) if retry_after and re.fullmatch(r"\d{1,6}", retry_after, re.ASCII) else 0.0


def _said(err: urllib.error.HTTPError) -> str:
    """The service's own words of an error: ``<error><text>Invalid mbid.</text>...``"""
    try:
        body = err.read(4096).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""
    found = re.search(r"<error><text>([^<]{1,200})</text>", body)
    return f": {_one_line(found[1])}" if found else ""
