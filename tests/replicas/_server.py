"""What all replicas share: a real HTTP server on loopback that counts, records, and fails when told to.

A replica is a subclass of :class:`Replica` with one method::

    class DeezerReplica(Replica):
        def answer(self, seen: Seen) -> Response:
            if seen.path == "/search/track":
                return as_json({"data": [...]})
            return as_json({"error": {...}})

and a test uses it so::

    with DeezerReplica() as deezer:
        provider = Deezer(url=deezer.url)
        ...
        assert [seen.path for seen in deezer.seen] == ["/search/track"]
        assert deezer.most_at_once == 1

Failures replace the answer of some requests. They are told to the replica at any time, in any number; the first
that fits a request is used::

    deezer.fail(cut(), at=2)                           # the second request from now on
    deezer.fail(status(503, headers={"Retry-After": "1"}), at=(1, 2))
    deezer.fail(drip(), path="/search")                # every request whose path begins so
    deezer.fail(half())                                # every request

A failure is a function of an :class:`Exchange`; it returns a response, or sends what it likes on the bare socket
and then calls :meth:`Exchange.cut`. One of your own is welcome where those below do not do.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Self

from werkzeug.datastructures import Headers
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

LOOPBACK = "127.0.0.1"


@dataclass
class Seen:
    """A request as it came in."""

    method: str
    path: str
    """Decoded, with its leading slash."""
    query: dict[str, str]
    """Decoded; the last of repeated keys."""
    headers: Headers
    """Names are compared without regard to case."""
    body: bytes
    started: float
    """When it came, on ``time.monotonic()``."""
    raw_query: str = ""
    """As sent, to see how it was encoded."""
    number: int = 0
    """Its place among all requests of this replica, from 1."""

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


@dataclass
class Exchange:
    """A request on its way to being failed: what a failure may look at and use."""

    seen: Seen
    sound: Callable[[], Response]
    """Makes the answer that the service would have given."""
    connection: socket.socket
    _closing: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float) -> bool:
        """Sleep; False as soon as the replica is being closed."""
        return not self._closing.wait(seconds)

    def is_left(self) -> bool:
        """Whether the client has gone away."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)

    def cut(self) -> NoReturn:
        """Close the connection now; whatever was sent on the bare socket stays sent."""
        raise ConnectionAbortedError


Failure = Callable[[Exchange], Response]


@dataclass
class _Told:
    failure: Failure
    at: frozenset[int] | None
    path: str
    met: int = 0


class Replica:
    """An HTTP server in a thread of its own, on a free port of loopback unless one is named."""

    def __init__(self, *, port: int = 0) -> None:
        self.seen: list[Seen] = []
        """Every request, in the order it came."""
        self.most_at_once = 0
        """The most requests whose answers were being made at the same moment; sending is not counted."""
        self._told: list[_Told] = []
        self._at_once = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server: BaseWSGIServer = make_server(
            LOOPBACK, port, self._app, threaded=True, request_handler=_QuietHandler
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base, without a slash at its end."""
        return f"http://{LOOPBACK}:{self._server.port}"

    @property
    def count(self) -> int:
        """How many requests have come in."""
        return len(self.seen)

    def answer(self, seen: Seen) -> Response:
        """What the service says to this request. Runs in the thread of the request."""
        raise NotImplementedError

    def fail(self, failure: Failure, *, at: int | Iterable[int] | None = None, path: str = "") -> None:
        """Answer some requests with a failure.

        Args:
            failure: One of the functions of this module, called: ``cut()``, ``status(503)``, ...
            at: Which of the requests that come from now on and fit *path*, from 1; None: every one.
            path: Only requests whose path begins so.
        """
        numbers = None if at is None else frozenset([at] if isinstance(at, int) else at)
        with self._lock:
            self._told.append(_Told(failure, numbers, path))

    def heal(self) -> None:
        """Take all failures back."""
        with self._lock:
            self._told.clear()

    def forget(self) -> None:
        """Empty the record of requests; failures stay."""
        with self._lock:
            self.seen.clear()
            self.most_at_once = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve_until_interrupted(self) -> None:
        """Serve in this thread, for use by hand."""
        self._server.serve_forever()

    def _app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        seen = Seen(
            method=request.method,
            path=request.path,
            query={key: values[-1] for key, values in request.args.lists()},
            headers=request.headers,
            body=request.get_data(),
            started=time.monotonic(),
            raw_query=request.query_string.decode("latin-1"),
        )
        with self._lock:
            self.seen.append(seen)
            seen.number = len(self.seen)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            failure = self._failure_for(seen)
        try:
            response = self._respond(seen, failure, environ["werkzeug.socket"])
        finally:
            with self._lock:
                self._at_once -= 1
        return response(environ, start_response)

    def _respond(self, seen: Seen, failure: Failure | None, connection: socket.socket) -> Response:
        if failure is None:
            return self.answer(seen)
        return failure(Exchange(seen, lambda: self.answer(seen), connection, self._closing))

    def _failure_for(self, seen: Seen) -> Failure | None:
        chosen = None
        for told in self._told:
            if not seen.path.startswith(told.path):
                continue
            told.met += 1
            if chosen is None and (told.at is None or told.met in told.at):
                chosen = told.failure
        return chosen


class _QuietHandler(WSGIRequestHandler):
    """Writes no access log, and closes a connection that was cut on purpose."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        if type == "error":  # an exception in a replica is a bug of a test
            super().log(type, message, *args)

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:  # noqa: ARG002 - overridden
        self.close_connection = True


# Answers


def as_json(value: Any, code: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, status=code, headers=dict(headers or {}), content_type="application/json; charset=utf-8")


def as_xml(text: str, code: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An XML answer."""
    return Response(text, status=code, headers=dict(headers or {}), content_type="application/xml; charset=utf-8")


# Failures


def status(
    code: int,
    body: str | bytes = "",
    *,
    headers: Mapping[str, str] | None = None,
    content_type: str = "text/plain; charset=utf-8",
) -> Failure:
    """This status and body instead of the answer."""
    return lambda _: Response(body, status=code, headers=dict(headers or {}), content_type=content_type)


def json_status(code: int, value: Any, *, headers: Mapping[str, str] | None = None) -> Failure:
    """This status with a JSON body; also for errors that come as HTTP 200."""
    return lambda _: as_json(value, code, headers)


def garbled(body: str | bytes = b"<metadata><recording-list", *, content_type: str | None = None) -> Failure:
    """The right status and content type (or this one), with a body that is not what it says."""

    def fail(exchange: Exchange) -> Response:
        response = exchange.sound()
        response.set_data(body)
        if content_type is not None:
            response.content_type = content_type
        return response

    return fail


def mistyped(content_type: str = "text/html; charset=utf-8") -> Failure:
    """The right body under another content type."""

    def fail(exchange: Exchange) -> Response:
        response = exchange.sound()
        response.content_type = content_type
        return response

    return fail


def cut() -> Failure:
    """The connection is closed without a byte of an answer."""
    return lambda exchange: exchange.cut()


def half() -> Failure:
    """Headers that promise the whole body, half of it, and a closed connection."""

    def fail(exchange: Exchange) -> Response:
        response = exchange.sound()
        body = response.get_data()
        promised = len(body)
        response.response = [body[: promised // 2]]
        response.headers["Content-Length"] = str(promised)
        return response

    return fail


def drip(every: float = 0.05) -> Failure:
    """The right answer, a byte every so many seconds: it outlives any timeout of a single read."""

    def fail(exchange: Exchange) -> Response:
        response = exchange.sound()
        body = response.get_data()

        def bytes_slowly() -> Iterator[bytes]:
            for place in range(len(body)):
                yield body[place : place + 1]
                if not exchange.wait(every):
                    return

        response.response = bytes_slowly()
        response.headers["Content-Length"] = str(len(body))
        return response

    return fail


def drip_headers(every: float = 0.05) -> Failure:
    """A status line, then headers without end, a byte at a time."""

    def fail(exchange: Exchange) -> Response:
        exchange.connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while exchange.wait(every):
            exchange.connection.sendall(b"a")
        exchange.cut()

    return fail


def hang() -> Failure:
    """No answer at all while the client keeps the connection open."""

    def fail(exchange: Exchange) -> Response:
        while exchange.wait(0.01) and not exchange.is_left():
            pass
        exchange.cut()

    return fail


def late(seconds: float) -> Failure:
    """The right answer, later."""

    def fail(exchange: Exchange) -> Response:
        exchange.wait(seconds)
        return exchange.sound()

    return fail


def endless(chunk: bytes = b" " * 65536) -> Failure:
    """The right status and content type, then *chunk* again and again, as fast as it is taken."""

    def fail(exchange: Exchange) -> Response:
        response = exchange.sound()
        start = response.get_data()[:60]

        def without_end() -> Iterator[bytes]:
            yield start
            while exchange.wait(0):
                yield chunk

        response.response = without_end()
        response.headers.pop("Content-Length", None)
        return response

    return fail


def redirect(target: str, code: int = 302) -> Failure:
    """Sends the client elsewhere; *target* is a whole address."""
    return status(code, headers={"Location": target})


def unreachable_url() -> str:
    """The address of a port of loopback where nobody listens: connections are refused at once."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return f"http://{LOOPBACK}:{probe.getsockname()[1]}"
