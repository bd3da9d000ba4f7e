"""The common server counts, records and fails as told, seen through a plain HTTP client."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator

import pytest
import requests
from werkzeug.wrappers import Response

from tests.replicas import _server
from tests.replicas._server import Replica, Seen, as_json

BODY = {"hello": "wörld"}


class Greeter(Replica):
    def answer(self, seen: Seen) -> Response:
        if seen.path == "/slow":
            time.sleep(0.1)
        return as_json(BODY)


@pytest.fixture
def replica() -> Iterator[Greeter]:
    with Greeter() as greeter:
        yield greeter


def get(replica: Replica, path: str = "/", timeout: float = 5) -> requests.Response:
    return requests.get(replica.url + path, timeout=timeout, allow_redirects=False)


def test_it_answers_and_records_what_was_asked(replica: Greeter) -> None:
    answer = requests.post(replica.url + "/a b?q=x%3Ay&limit=3", data=b"body", headers={"X-Me": "1"}, timeout=5)
    (seen,) = replica.seen
    assert answer.json() == BODY
    assert (seen.method, seen.path, seen.query, seen.body) == (
        "POST",
        "/a b",
        {"q": "x:y", "limit": "3"},
        b"body",
    )
    assert seen.headers["x-me"] == "1"
    assert seen.raw_query == "q=x%3Ay&limit=3"


def test_a_failure_meets_the_request_it_was_told_for_and_no_other(replica: Greeter) -> None:
    get(replica)
    replica.fail(_server.status(503, "busy", headers={"Retry-After": "7"}), at=2)
    answers = [get(replica) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 503, 200]
    assert (answers[1].headers["Retry-After"], answers[1].text) == ("7", "busy")


def test_a_failure_can_be_told_for_a_path_and_taken_back(replica: Greeter) -> None:
    replica.fail(_server.status(404), path="/gone")
    assert [get(replica, path).status_code for path in ("/gone/1", "/", "/gone")] == [404, 200, 404]
    replica.heal()
    assert get(replica, "/gone").status_code == 200


def test_cut_closes_without_an_answer(replica: Greeter) -> None:
    replica.fail(_server.cut())
    with pytest.raises(requests.ConnectionError):
        get(replica)


def test_half_promises_more_than_it_sends(replica: Greeter) -> None:
    replica.fail(_server.half())
    connection = http.client.HTTPConnection(replica.url.removeprefix("http://"), timeout=5)
    connection.request("GET", "/")
    with pytest.raises(http.client.IncompleteRead) as caught:
        connection.getresponse().read()
    connection.close()
    missing = caught.value.expected
    assert missing is not None
    assert abs(len(caught.value.partial) - missing) <= 1


def test_garbled_and_mistyped_change_body_or_type_only(replica: Greeter) -> None:
    replica.fail(_server.garbled("{"), at=1)
    replica.fail(_server.mistyped("text/html; charset=utf-8"), at=2)
    first, second = get(replica), get(replica)
    assert (first.text, first.headers["Content-Type"]) == ("{", "application/json; charset=utf-8")
    assert (second.json(), second.headers["Content-Type"]) == (BODY, "text/html; charset=utf-8")


@pytest.mark.parametrize("failure", [_server.drip(0.02), _server.endless(), _server.drip_headers(0.02)])
def test_bodies_that_outlive_a_read_timeout(replica: Greeter, failure: _server.Failure) -> None:
    replica.fail(failure)
    connection = http.client.HTTPConnection(replica.url.removeprefix("http://"), timeout=0.1)
    connection.request("GET", "/")
    sock = connection.sock
    until = time.monotonic() + 0.3
    chunks = 0
    while time.monotonic() < until:
        assert sock.recv(4096), "the server ended the body"
        chunks += 1
    connection.close()
    assert chunks > 3


def test_hang_sends_nothing(replica: Greeter) -> None:
    replica.fail(_server.hang())
    with pytest.raises(requests.ReadTimeout):
        get(replica, timeout=0.1)


def test_redirect_names_its_target(replica: Greeter) -> None:
    replica.fail(_server.redirect("http://127.0.0.1:9/else"))
    assert get(replica).headers["Location"] == "http://127.0.0.1:9/else"


def test_it_knows_how_many_requests_overlapped(replica: Greeter) -> None:
    threads = [threading.Thread(target=get, args=(replica, "/slow")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (replica.count, replica.most_at_once) == (3, 3)


def test_nobody_listens_at_the_unreachable_url() -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get(_server.unreachable_url(), timeout=5)
