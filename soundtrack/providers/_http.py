"""HTTP within bounds: a deadline for every request as a whole, a limit of bytes, no redirects, few repeats.

The timeouts of :mod:`requests` are of single reads: an answer that drips a byte a second outlives them, and
so does a name server that keeps silent. Here every request runs in a thread of its own, the caller waits
until the deadline and no longer, and a request that is given up has its connection shut.

A :class:`Session` is a :class:`requests.Session`, so that client libraries can be given one. Whatever goes
wrong on the way is one of our errors; what a status means is its service's to explain.
"""

from __future__ import annotations

import contextlib
import io
import re
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError as TransportError
from urllib3.exceptions import NameResolutionError, NewConnectionError

from soundtrack.errors import ProviderResponseError, ProviderUnavailableError

T = TypeVar("T")

USER_AGENT = "soundtrack-companion"
_CHUNK = 16 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_BUSY = (429, 500, 502, 503, 504)


class Bounds(NamedTuple):
    """How long and how much, at most."""

    patience: float = 3.0
    """Seconds until the first answer, the look-up of the name and the connection included. A service that
    has not said anything by then counts as unreachable."""
    each: float = 10.0
    """Seconds for every later request, from its start to the last byte."""
    waiting: float = 20.0
    """Seconds in all that one run spends waiting because the service is busy or asks for it."""
    again: int = 3
    """Repeats in all within one run, of requests that failed for a moment."""
    pause: float = 0.5
    """Seconds before the first repeat where the service names none; doubled each time."""
    size: int = 8 * 1024 * 1024
    """Bytes of one answer, unpacked."""


USUAL = Bounds()


class Session(requests.Session):
    """A session whose every request ends in time.

    Args:
        provider: Name for our errors.
        bounds: Of time and size.
        pause: Seconds to wait before the same request is sent again, None when the answer is final. By
            default :func:`seconds_asked_for`.
        pace: Called before every request; it may sleep.
        check: Called with every final answer; it may raise.
    """

    def __init__(
        self,
        provider: str,
        bounds: Bounds = USUAL,
        *,
        pause: Callable[[requests.Response], float | None] | None = None,
        pace: Callable[[], None] | None = None,
        check: Callable[[requests.Response], None] | None = None,
    ) -> None:
        super().__init__()
        self.provider = provider
        self.bounds = bounds
        self._pause = seconds_asked_for if pause is None else pause
        self._pace = pace
        self._check = check
        self._answered = False
        self._open: set[socket.socket] = set()
        self.headers["User-Agent"] = USER_AGENT
        self.auth = _as_it_is  # or a ~/.netrc would replace the Authorization header
        for scheme in ("http://", "https://"):
            self.mount(scheme, _WatchedAdapter(self._open))
        self.restart()

    def restart(self) -> None:
        """Begin a new run: nothing was waited for and nothing tried again yet."""
        self._waited = 0.0
        self._repeated = 0

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """Send a request and return its whole answer, whatever its status.

        ``timeout`` and ``allow_redirects`` are ours to set and are ignored.

        Raises:
            ProviderUnavailableError: No connection, no answer in time, or still busy after waiting.
            ProviderResponseError: The answer is too long, is cut, or leads elsewhere.
        """
        options |= {"stream": True, "allow_redirects": False}
        self.trust_env = _host(url) not in _LOOPBACK  # proxies are for the world outside
        while True:
            if self._pace is not None:
                self._pace()
            try:
                response = self._once(method, url, options)
            except _CutError as err:
                if method.upper() != "GET" or not self._may_pause(self._usual_pause()):
                    raise ProviderUnavailableError(self.provider, str(err)) from None
                continue
            asked = self._pause(response)
            if asked is None or (response.status_code != 429 and method.upper() != "GET"):
                break  # a POST that a server choked on may have been done
            if not self._may_pause(max(asked, self._usual_pause())):
                raise ProviderUnavailableError(self.provider, _busy(response, asked))
        if self._check is not None:
            self._check(response)
        return response

    def _usual_pause(self) -> float:
        return self.bounds.pause * float(2**self._repeated)

    def _may_pause(self, seconds: float) -> bool:
        if self._repeated >= self.bounds.again or self._waited + seconds > self.bounds.waiting:
            return False
        self._repeated += 1
        self._waited += seconds
        time.sleep(seconds)
        return True

    def _once(self, method: str, url: str, options: dict[str, Any]) -> requests.Response:
        seconds = self.bounds.each if self._answered else min(self.bounds.patience, self.bounds.each)
        options["timeout"] = seconds
        send = super().request
        try:
            response = in_time(seconds, lambda: self._whole(send(method, url, **options)), self._shut)
        except TimeoutError:
            raise ProviderUnavailableError(self.provider, f"no whole answer within {seconds:g} s") from None
        except requests.Timeout:
            raise ProviderUnavailableError(self.provider, f"no answer within {seconds:g} s") from None
        except requests.ConnectionError as err:
            nobody = _why_no_connection(err)
            if nobody is not None:
                raise ProviderUnavailableError(self.provider, nobody) from None
            raise _CutError("the connection was cut") from None
        except (TransportError, requests.exceptions.ContentDecodingError):
            raise _CutError("the answer was cut off") from None
        except requests.RequestException:
            address = url.partition("?")[0]
            raise ProviderUnavailableError(self.provider, f"{address!r} is no web address") from None
        self._answered = True
        if response.is_redirect:
            raise ProviderResponseError(self.provider, "it sends us elsewhere, and we do not follow")
        return response

    def _whole(self, response: requests.Response) -> requests.Response:
        """Read the body within the limit, and put it where requests finds it."""
        body = io.BytesIO()
        try:
            for chunk in response.raw.stream(_CHUNK, decode_content=True):
                body.write(chunk)
                if body.tell() > self.bounds.size:
                    raise ProviderResponseError(
                        self.provider, f"the answer is longer than {self.bounds.size // (1024 * 1024)} MiB"
                    )
        except BaseException:
            response.raw.close()
            raise
        response.raw.release_conn()
        body.seek(0)
        response.raw = body
        return response

    def _shut(self) -> None:
        """Wake the thread of a request that was given up: its reads end at once."""
        for connection in list(self._open):
            shut(connection)
        self._open.clear()


class _CutError(Exception):
    """An answer that began or was due broke off: it may come whole the second time."""


def seconds_asked_for(response: requests.Response) -> float | None:
    """Seconds to wait before asking again: None for a final answer, 0 where the service names no time."""
    if response.status_code not in _BUSY:
        return None
    return retry_after(response.headers.get("Retry-After"))


def retry_after(value: str | None, now: float | None = None) -> float:
    """Read a ``Retry-After`` header (RFC 9110, 10.2.3): seconds or a date; 0 where it is neither."""
    if value is None:
        return 0.0
    if re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - (time.time() if now is None else now))
    except (ValueError, OverflowError):
        return 0.0


def in_time(seconds: float, call: Callable[[], T], give_up: Callable[[], None]) -> T:
    """Return what *call* returns or raises, from a thread of its own.

    Args:
        seconds: How long to wait for it.
        call: Anything that blocks.
        give_up: Called when the time is over, or when the caller is interrupted: it makes *call* end soon.

    Raises:
        TimeoutError: It took longer.
    """
    future: Future[T] = Future()

    def work() -> None:
        try:
            future.set_result(call())
        except BaseException as err:  # noqa: BLE001 - handed over, to be raised in the caller's thread
            future.set_exception(err)

    threading.Thread(target=work, daemon=True, name="soundtrack-http").start()
    try:
        return future.result(timeout=seconds)
    finally:
        if not future.done():
            give_up()


def shut(connection: socket.socket) -> None:
    """Shut a socket, so that a thread that reads from it goes on at once."""
    with contextlib.suppress(OSError):  # it may be closed already
        connection.shutdown(socket.SHUT_RDWR)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None  # requests says what is wrong with it


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class _WatchedAdapter(HTTPAdapter):
    """Tells which sockets it has open."""

    def __init__(self, opened: set[socket.socket]) -> None:
        self._opened = opened
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        opened = self._opened

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                _keep(opened, self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                _keep(opened, self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def _keep(opened: set[socket.socket], connection: socket.socket | None) -> None:
    opened.difference_update({old for old in opened if old.fileno() < 0})
    if connection is not None:
        opened.add(connection)


def _why_no_connection(err: requests.ConnectionError) -> str | None:
    """Why there never was a connection; None when there was one, and it broke."""
    reason = getattr(err.args[0] if err.args else None, "reason", None)
    if isinstance(err, requests.exceptions.SSLError):
        return "no secure connection: its certificate is not accepted"
    if isinstance(err, requests.exceptions.ProxyError):
        return "the proxy does not let us through"
    if not isinstance(reason, NewConnectionError):
        return None
    if isinstance(reason, NameResolutionError):
        return "its name is not found; is there a network"
    return "the connection is refused" if "refused" in str(reason) else "no connection; is there a network"


def _busy(response: requests.Response, asked: float) -> str:
    if response.status_code == 429 or asked:
        return f"too many requests: it asks to wait {asked:.0f} s" if asked else "too many requests"
    return f"it is busy (HTTP {response.status_code})"
