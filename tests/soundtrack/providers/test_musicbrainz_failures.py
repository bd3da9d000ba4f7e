"""Every way in which the service or the way to it fails, at every request of a run: it ends in order and in time."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise

import musicbrainzngs
import pytest

from soundtrack import identifiers
from soundtrack.errors import ProviderAuthError, ProviderError, ProviderResponseError, ProviderUnavailableError
from soundtrack.models import Wanted
from soundtrack.providers._musicbrainz import MusicBrainz
from tests.replicas import _server
from tests.replicas._server import Failure, Replica, garbled, status
from tests.replicas.musicbrainz import MusicBrainzReplica
from tests.soundtrack.providers.test_musicbrainz import FAN_LINES, RIGHT, SCORE, SCORE_LINES, said

SILENT = ("drip", "drip of headers", "hang")
"""Failures that only a deadline ends, so theirs is short; the others must not meet it on a busy machine."""
ENDS_WITHIN = 8.0
"""Seconds; the longest run here takes one, but the machine may be busy."""

NESTED = (
    "<metadata xmlns='http://musicbrainz.org/ns/mmd-2.0#'>"
    + "<artist><relation-list target-type='artist'><relation>" * 9000
)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><metadata><release id="&b;"/></metadata>'
XML = "application/xml; charset=utf-8"
ERROR = "<error><text>Your query made no sense.</text><text>For usage, please see: ...</text></error>"

PASSING: dict[str, Failure] = {
    "cut": _server.cut(),
    "half": _server.half(),
    "drip": _server.drip(0.02),
    "drip of headers": _server.drip_headers(0.02),
    "hang": _server.hang(),
    "503": status(503, ERROR, content_type=XML),
    "503 with Retry-After": status(503, headers={"Retry-After": "0"}),
    "502": status(502),
    "500": status(500),
    "504": status(504),
    "429": status(429),
}
"""They may go better next time: tried again, in the end unavailable."""
SENSELESS: dict[str, Failure] = {
    "not XML": garbled("so sorry"),
    "cut XML": garbled(b'<?xml version="1.0"?><metadata><recording-list'),
    "XML of others": garbled("<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>"),
    "XML without a namespace": garbled("<metadata><recording-list><recording/></recording-list></metadata>"),
    "empty": garbled(b""),
    "empty metadata": garbled("<metadata xmlns='http://musicbrainz.org/ns/mmd-2.0#'/>"),
    "nested": garbled(NESTED),
    "entity bomb": garbled(BOMB),
    "not UTF-8": garbled(b"<metadata>\xff\xfe</metadata>"),
    "wrong type": _server.mistyped("text/html; charset=utf-8"),
    "page of the network": garbled("<html>log in</html>", content_type="text/html"),
    "endless": _server.endless(),
    "redirect": _server.redirect("http://127.0.0.1:9/elsewhere"),
    "400": status(400, ERROR, content_type=XML),
    "414": status(414, "too long"),
    "418": status(418),
}
"""Answers we do not understand: not tried again."""
REFUSED: dict[str, Failure] = {"401": status(401), "403": status(403, ERROR, content_type=XML)}
ALL = PASSING | SENSELESS | REFUSED


def kind(name: str) -> type[ProviderError]:
    if name in PASSING:
        return ProviderUnavailableError
    return ProviderResponseError if name in SENSELESS else ProviderAuthError


@pytest.fixture(scope="module")
def running() -> Iterator[MusicBrainzReplica]:
    with MusicBrainzReplica() as musicbrainz:
        yield musicbrainz


@pytest.fixture
def replica(running: MusicBrainzReplica) -> MusicBrainzReplica:
    running.heal()
    running.forget()
    return running


def a_provider(replica: Replica, failure: str = "") -> MusicBrainz:
    deadline, patience = (0.3, 0.35) if failure in SILENT else (5, 6)
    return MusicBrainz(replica.url, interval=0.002, deadline=deadline, patience=patience)


def a_run(replica: MusicBrainzReplica) -> list[Wanted]:
    """Lines that cost three requests: two look-ups, and a search for the other eight."""
    known = {line: identifiers.recording_uri(replica.catalogue.find(*RIGHT[line]).mbid) for line in (0, 1)}
    return [
        wanted.replace(identifiers=said(known[line])) if line in known else wanted
        for line, wanted in enumerate(FAN_LINES)
    ]


def assert_is_told(reason: str) -> None:
    """One sentence for a person that gives nothing away."""
    assert reason
    assert len(reason.splitlines()) == 1
    assert not any(part in reason for part in ("127.0.0.1", "http:", os.sep + "tmp", "Error", "object at"))


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize("name", ALL)
def test_a_service_that_fails_from_some_request_on(replica: MusicBrainzReplica, name: str, first: int) -> None:
    replica.fail(ALL[name], at=range(first, 100))
    provider, lines = a_provider(replica, name), a_run(replica)
    started = time.monotonic()
    if first == 1:
        with pytest.raises(kind(name)) as caught:
            provider.offers(lines)
        assert_is_told(caught.value.reason)
    else:
        offers = provider.offers(lines)
        answered = {line for line, candidates in enumerate(offers.candidates) if candidates}
        assert answered == set(range(first - 1)), "what was found before is kept"
        assert set(offers.failed) == set(range(10)) - answered
        assert {type(err) for err in offers.failed.values()} == {kind(name)}
        for err in offers.failed.values():
            assert err.provider == "musicbrainz"
            assert_is_told(err.reason)
    assert time.monotonic() - started < ENDS_WITHIN
    if name not in ("hang", "drip of headers"):  # there the replica learns a little later that we have gone
        assert replica.most_at_once == 1


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_tried_again_and_costs_nothing_else(replica: MusicBrainzReplica, name: str) -> None:
    provider, lines = MusicBrainz(replica.url, interval=0.002, deadline=0.8, patience=6), a_run(replica)
    provider.by_id([lines[0].identifiers[0].uri])  # it has answered before: silence is no sign that nobody is there
    replica.forget()
    replica.fail(PASSING[name], at=2)
    offers = provider.offers(lines)
    assert not offers.failed
    assert all(offers.candidates)
    assert replica.count == 4


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("name", SENSELESS)
def test_an_answer_without_sense_fails_its_lines_only(replica: MusicBrainzReplica, name: str, at: int) -> None:
    replica.fail(SENSELESS[name], at=at)
    offers = a_provider(replica).offers(a_run(replica))
    assert set(offers.failed) == ({0}, {1}, set(range(2, 10)))[at - 1]
    assert {line for line, candidates in enumerate(offers.candidates) if candidates} == set(range(10)) - set(
        offers.failed
    )
    assert replica.count == 3


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("name", ALL)
def test_a_score_whose_search_or_look_up_fails(replica: MusicBrainzReplica, name: str, at: int) -> None:
    replica.fail(ALL[name], at=range(at, 100))
    started = time.monotonic()
    with pytest.raises(kind(name)):
        a_provider(replica, name).offers(SCORE_LINES, SCORE)
    assert time.monotonic() - started < ENDS_WITHIN
    replica.heal()
    assert a_provider(replica).offers(SCORE_LINES, SCORE).releases


@pytest.mark.parametrize("name", ALL)
def test_a_look_up_by_id_raises(replica: MusicBrainzReplica, name: str) -> None:
    replica.fail(ALL[name])
    mbid = replica.catalogue.recordings[0].mbid
    with pytest.raises(kind(name)):
        a_provider(replica, name).by_id([identifiers.recording_uri(mbid)])


def test_after_three_senseless_answers_in_a_row_the_rest_is_not_asked(replica: MusicBrainzReplica) -> None:
    replica.fail(garbled("so sorry"), at=range(2, 100))
    uri = identifiers.recording_uri(replica.catalogue.recordings[0].mbid)
    lines = [wanted.replace(identifiers=said(uri)) for wanted in FAN_LINES]
    offers = a_provider(replica).offers(lines)
    assert replica.count == 4
    assert list(offers.failed) == list(range(1, 10))


def test_a_document_type_is_refused_whatever_follows(replica: MusicBrainzReplica) -> None:
    replica.fail(
        garbled('<?xml version="1.0"?><!DOCTYPE metadata><metadata xmlns="http://musicbrainz.org/ns/mmd-2.0#"/>')
    )
    with pytest.raises(ProviderResponseError, match="document type"):
        a_provider(replica).offers(FAN_LINES)


def test_a_line_that_waits_for_its_second_search_is_failed_and_not_missing(replica: MusicBrainzReplica) -> None:
    replica.fail(status(503), at=range(2, 100))
    offers = a_provider(replica).offers([FAN_LINES[2], Wanted(title="Unheard", artist="Nobody Unheard")])
    assert offers.candidates[0]
    assert list(offers.failed) == [1]


def test_five_tries_and_no_more(replica: MusicBrainzReplica) -> None:
    replica.fail(status(503))
    provider = MusicBrainz(replica.url, interval=0.002, deadline=5, patience=5)
    with pytest.raises(ProviderUnavailableError, match="busy"):
        provider.offers(FAN_LINES)
    assert replica.count == 5


def test_the_pauses_grow(replica: MusicBrainzReplica) -> None:
    replica.fail(status(503))
    with pytest.raises(ProviderUnavailableError):
        MusicBrainz(replica.url, interval=0.04, deadline=5, patience=5).offers(FAN_LINES)
    starts = [seen.started for seen in replica.seen]
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    for pause, least in zip(pauses, (0.04, 0.08, 0.16, 0.32), strict=True):
        assert pause >= least * 0.75  # a request may be slow to arrive


def test_it_waits_as_long_as_it_is_asked_to(replica: MusicBrainzReplica) -> None:
    replica.fail(status(503, headers={"Retry-After": "1"}), at=1)
    provider = MusicBrainz(replica.url, interval=0.002, deadline=5, patience=5)
    assert all(provider.offers(FAN_LINES).candidates)
    first, second = replica.seen
    assert second.started - first.started >= 1.0


def test_it_does_not_wait_longer_than_its_patience(replica: MusicBrainzReplica) -> None:
    replica.fail(status(503, headers={"Retry-After": "30"}))
    started = time.monotonic()
    with pytest.raises(ProviderUnavailableError, match="busy"):
        a_provider(replica).offers(FAN_LINES)
    assert time.monotonic() - started < 5
    assert replica.count == 1


def test_a_redirect_is_not_followed(replica: MusicBrainzReplica) -> None:
    with MusicBrainzReplica() as elsewhere:
        replica.fail(_server.redirect(elsewhere.url + "/ws/2/recording/"))
        with pytest.raises(ProviderResponseError, match="elsewhere"):
            a_provider(replica).offers(FAN_LINES)
        assert elsewhere.count == 0


def test_the_services_own_words_are_told(replica: MusicBrainzReplica) -> None:
    replica.fail(status(400, ERROR, content_type=XML))
    with pytest.raises(ProviderResponseError, match=r"HTTP 400: Your query made no sense\."):
        a_provider(replica).offers(FAN_LINES)


def test_who_refuses_us_is_answered_with_what_to_do(replica: MusicBrainzReplica) -> None:
    replica.fail(status(403))
    with pytest.raises(ProviderAuthError, match="PLAYLISTS_CONTACT"):
        a_provider(replica).offers(FAN_LINES)
    assert replica.count == 1


# Nobody there


def test_a_refused_connection_is_told_at_once_and_not_tried_again() -> None:
    started = time.monotonic()
    with pytest.raises(ProviderUnavailableError, match="cannot be reached: the connection is refused"):
        MusicBrainz(_server.unreachable_url()).offers(FAN_LINES * 10)
    assert time.monotonic() - started < 1


def test_a_connection_that_never_comes_is_given_up() -> None:
    with ExitStack() as stack:
        deaf = stack.enter_context(socket.socket())
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(2):  # its queue is full now, and packets of others are dropped
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(deaf.getsockname())
        provider = MusicBrainz(f"http://127.0.0.1:{deaf.getsockname()[1]}", deadline=0.3)
        started = time.monotonic()
        with pytest.raises(ProviderUnavailableError, match="cannot be reached"):
            provider.offers(FAN_LINES)
        assert time.monotonic() - started < 2


def test_who_never_answered_anything_is_not_tried_again(replica: MusicBrainzReplica) -> None:
    replica.fail(_server.hang())
    with pytest.raises(ProviderUnavailableError, match="cannot be reached: no whole answer in time"):
        a_provider(replica, "hang").offers(FAN_LINES)
    assert replica.count == 1


INTERRUPTED = """
import sys
from soundtrack.models import Wanted
from soundtrack.providers._musicbrainz import MusicBrainz
provider = MusicBrainz(sys.argv[1])
print("asking", flush=True)
provider.offers([Wanted(title="Tender", artist="Blur")])
"""


@pytest.mark.parametrize("name", ["hang", "waits"])
def test_ctrl_c_is_answered_within_a_second(replica: MusicBrainzReplica, name: str) -> None:
    replica.fail(_server.hang() if name == "hang" else status(503, headers={"Retry-After": "25"}))
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, replica.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        while not replica.count and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, err = process.communicate(timeout=10)
    assert time.monotonic() - started < 1
    assert b"KeyboardInterrupt" in err


# A private copy


def test_the_public_library_and_the_process_stay_as_they_were(replica: MusicBrainzReplica) -> None:
    library = musicbrainzngs.musicbrainz

    def everything() -> list[object]:
        settings = ("hostname", "https", "_useragent", "_client", "do_rate_limit", "parser_fun", "_safe_read", "mbxml")
        return [
            *(getattr(library, name) for name in settings),
            dict(musicbrainzngs.mbxml.NS_MAP),
            socket.getdefaulttimeout(),
            list(warnings.filters),
            logging.root.handlers[:],
            logging.root.level,
            {name: id(module) for name, module in sys.modules.items() if name.startswith("musicbrainzngs")},
            signal.getsignal(signal.SIGINT),
        ]

    before = everything()
    provider = a_provider(replica)
    provider.offers(FAN_LINES)
    replica.fail(garbled("<strange xmlns='urn:made-up'><namespace/></strange>"))
    with pytest.raises(ProviderResponseError):
        provider.offers(FAN_LINES)
    assert everything() == before


def test_two_providers_ask_their_own_servers() -> None:
    with MusicBrainzReplica() as one, MusicBrainzReplica() as other:
        first = MusicBrainz(one.url, interval=0.001, contact="first")
        second = MusicBrainz(other.url, interval=0.001, contact="second")
        first.offers(FAN_LINES)
        second.offers(FAN_LINES)
        first.offers(FAN_LINES)
        assert (one.count, other.count) == (2, 1)
        assert "first" in one.seen[1].headers["User-Agent"]


def test_proxies_are_not_for_a_server_on_this_machine(
    replica: MusicBrainzReplica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", _server.unreachable_url())
    monkeypatch.delenv("NO_PROXY")
    assert all(a_provider(replica).offers(FAN_LINES).candidates)
