"""The bounded session against a server that fails in every way."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from werkzeug.wrappers import Response

from soundtrack.errors import ProviderError, ProviderResponseError, ProviderUnavailableError
from soundtrack.providers._http import Bounds, Session, retry_after
from tests.replicas import _server
from tests.replicas._server import Failure, Replica, Seen, as_json, unreachable_url

QUICK = Bounds(patience=0.4, each=0.4, waiting=1.5, again=2, pause=0.01, size=200_000)
FAILURES: dict[str, tuple[Failure, type[ProviderError]]] = {
    "cut": (_server.cut(), ProviderUnavailableError),
    "half": (_server.half(), ProviderUnavailableError),
    "drip": (_server.drip(0.02), ProviderUnavailableError),
    "drip of headers": (_server.drip_headers(0.02), ProviderUnavailableError),
    "hang": (_server.hang(), ProviderUnavailableError),
    "503": (_server.status(503), ProviderUnavailableError),
    "429 for an hour": (_server.status(429, headers={"Retry-After": "3600"}), ProviderUnavailableError),
    "endless": (_server.endless(), ProviderResponseError),
    "redirect": (_server.redirect("http://127.0.0.1:9/"), ProviderResponseError),
}


class Plain(Replica):
    def answer(self, _: Seen) -> Response:
        return as_json({"a long enough body": "x" * 100})


@pytest.fixture
def replica() -> Iterator[Plain]:
    with Plain() as plain:
        yield plain


def get(session: Session, replica: Replica) -> requests.Response:
    return session.request("GET", f"{replica.url}/")


@pytest.mark.parametrize("earlier", [0, 1], ids=["first request", "later request"])
@pytest.mark.parametrize("name", FAILURES)
def test_every_failure_is_one_of_our_errors_in_time(replica: Plain, name: str, earlier: int) -> None:
    failure, error = FAILURES[name]
    with Session("service", QUICK) as session:
        for _ in range(earlier):
            get(session, replica)
        replica.fail(failure)
        started = time.monotonic()
        with pytest.raises(error, match=r"^service: "):
            get(session, replica)
        assert time.monotonic() - started < (QUICK.again + 1) * QUICK.each + 0.5
        assert replica.count - earlier <= QUICK.again + 1


def test_a_request_that_is_given_up_leaves_no_thread_behind(replica: Plain) -> None:
    replica.fail(_server.drip(0.02), at=1)
    replica.fail(_server.hang(), at=2)
    replica.fail(_server.drip_headers(0.02), at=3)
    with Session("service", QUICK) as session:
        for _ in range(3):
            with pytest.raises(ProviderUnavailableError):
                get(session, replica)
        until = time.monotonic() + 2
        while any(thread.name == "soundtrack-http" for thread in threading.enumerate()):
            assert time.monotonic() < until, "a thread still reads"
            time.sleep(0.01)


def test_a_refused_connection_is_told_at_once_and_not_repeated() -> None:
    with Session("service", QUICK) as session:
        started = time.monotonic()
        with pytest.raises(ProviderUnavailableError, match="refused"):
            session.request("GET", unreachable_url())
        assert time.monotonic() - started < 0.3


@pytest.mark.parametrize("url", ["", "localhost:80", "ftp://127.0.0.1/", "http://", "http://[", "http://a b/"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with Session("service", QUICK) as session, pytest.raises(ProviderUnavailableError):
        session.request("GET", f"{url}/search?q=x")


def test_the_first_answer_has_its_own_shorter_patience(replica: Plain) -> None:
    replica.fail(_server.late(0.3))
    with Session("service", QUICK._replace(patience=0.1, each=5)) as session:
        with pytest.raises(ProviderUnavailableError, match=r"within 0\.1 s"):
            get(session, replica)
        replica.heal()
        get(session, replica)
        replica.fail(_server.late(0.3))
        assert get(session, replica).ok


@pytest.mark.parametrize("failure", [_server.cut(), _server.half(), _server.status(502)])
def test_what_may_be_a_moments_trouble_is_asked_again(replica: Plain, failure: Failure) -> None:
    replica.fail(failure, at=1)
    with Session("service", QUICK) as session:
        assert get(session, replica).json() == {"a long enough body": "x" * 100}
    assert replica.count == 2


@pytest.mark.parametrize("failure", [_server.cut(), _server.status(503)])
def test_a_post_is_never_repeated_it_may_have_been_done(replica: Plain, failure: Failure) -> None:
    replica.fail(failure)
    with Session("service", QUICK) as session, contextlib.suppress(ProviderUnavailableError):
        assert session.request("POST", replica.url).status_code == 503
    assert replica.count == 1


def test_a_post_that_was_refused_for_its_rate_is_repeated(replica: Plain) -> None:
    replica.fail(_server.status(429), at=1)
    with Session("service", QUICK) as session:
        assert session.request("POST", replica.url).ok


def test_retry_after_is_kept_to(replica: Plain) -> None:
    replica.fail(_server.status(429, headers={"Retry-After": "1"}), at=1)
    with Session("service", QUICK) as session:
        get(session, replica)
    first, second = replica.seen
    assert second.started - first.started >= 1


def test_repeats_are_counted_over_a_run_and_begin_anew_with_the_next(replica: Plain) -> None:
    replica.fail(_server.status(503), at=(1, 3, 5, 6))
    with Session("service", QUICK) as session:
        get(session, replica)
        get(session, replica)
        with pytest.raises(ProviderUnavailableError):
            get(session, replica)
        session.restart()
        assert get(session, replica).ok


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0),
        ("7", 7),
        (" 7 ", 7),
        ("-7", 0),
        ("soon", 0),
        ("999999999999999", 0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90),
        ("Thu, 01 Jan 1970 00:00:01 GMT", 0),
        ("Thu, 01 Jan 99999 00:00:01 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float) -> None:
    assert retry_after(value, now=10.0) == seconds


def test_a_netrc_adds_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine example.org login someone password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Session("service", QUICK) as session:
        prepared = session.prepare_request(requests.Request("GET", "https://example.org/"))
    assert "Authorization" not in prepared.headers


def test_loopback_is_reached_past_a_proxy(replica: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", unreachable_url())
    monkeypatch.delenv("NO_PROXY")
    with Session("service", QUICK) as session:
        assert get(session, replica).ok


def test_ctrl_c_is_answered_within_a_second(replica: Plain) -> None:
    replica.fail(_server.hang())
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGINT))
    with Session("service", QUICK._replace(patience=30, each=30)) as session:
        started = time.monotonic()
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            get(session, replica)
        assert time.monotonic() - started < 1
    timer.join()
