"""A failure at any single request, and the same command again: the remote list is ours, once, by few writes."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest

from playlists.exporters.base import ExportOptions
from playlists.publish.base import Service
from playlists.publish.listenbrainz import ListenBrainzService
from playlists.publish.memory import Remembered
from playlists.publish.run import carry_out, plan
from playlists.publish.spotify import SpotifyService
from soundtrack.errors import ProviderError, ProviderResponseError
from tests.playlists.publish import lists
from tests.replicas import _server, listenbrainz, spotify
from tests.replicas._server import Failure, Replica
from tests.replicas.listenbrainz import ListenBrainzReplica
from tests.replicas.spotify import SpotifyReplica
from tests.soundtrack.providers.asking import CATALOGUE

WRITES = ("POST", "PUT", "DELETE")


class Case(NamedTuple):
    """A service with its replica."""

    replica: Replica
    service: Callable[[], Service]
    uri: Callable[[int], str]
    playlists: dict[str, Any]
    """Of the replica."""
    held: Callable[[], list[list[str]]]
    """The entries of every playlist that is there."""

    def publish(self, uris: Sequence[str], title: str = "The Long Winter") -> int:
        """Run the command once; returns how many requests it planned to write."""
        service, remembered = self.service(), Remembered(self.service().name, "a/list")
        with remembered.exclusively():
            target = service.target(lists.a_list(uris, title=title), ExportOptions())
            planned = plan(target, service, remembered)
            carry_out(planned, service, remembered)
        return len(planned.changes)

    def state(self) -> tuple[dict[str, Any], str | None]:
        """What the service and our memory hold."""
        memory = Remembered(self.service().name, "a/list").path
        return copy.deepcopy(self.playlists), memory.read_text() if memory.exists() else None

    def set_back(self, state: tuple[dict[str, Any], str | None]) -> None:
        """Make the service and our memory hold what they held."""
        self.playlists.clear()
        self.playlists.update(copy.deepcopy(state[0]))
        memory = Remembered(self.service().name, "a/list").path
        if state[1] is None:
            memory.unlink(missing_ok=True)
        else:
            memory.write_text(state[1])

    @property
    def writes(self) -> int:
        return sum(seen.method in WRITES and "token" not in seen.path for seen in self.replica.seen)


@pytest.fixture(scope="module")
def _spotify() -> Iterator[SpotifyReplica]:
    with SpotifyReplica(CATALOGUE) as replica:
        yield replica


@pytest.fixture(scope="module")
def _listenbrainz() -> Iterator[ListenBrainzReplica]:
    with ListenBrainzReplica() as replica:
        yield replica


@pytest.fixture(params=["spotify", "listenbrainz"])
def case(request: pytest.FixtureRequest, _spotify: SpotifyReplica, _listenbrainz: ListenBrainzReplica) -> Case:
    if request.param == "spotify":
        known = [f"spotify:track:{track}" for track in _spotify._by_id]
        made = Case(
            _spotify,
            lambda: SpotifyService(lambda: lists.spotify_account(_spotify)),
            lambda number: known[number],
            _spotify.playlists,
            lambda: [one.uris for one in _spotify.playlists.values()],
        )
    else:
        made = Case(
            _listenbrainz,
            lambda: ListenBrainzService(lambda: lists.listenbrainz_account(_listenbrainz)),
            lists.mbid_uri,
            _listenbrainz.playlists,
            lambda: [
                [f"https://musicbrainz.org/recording/{mbid}" for mbid in one.recordings]
                for one in _listenbrainz.playlists.values()
            ],
        )
    made.playlists.clear()
    made.replica.heal()
    made.replica.forget()
    return made


def failures(service: str) -> dict[str, Failure]:
    common = {
        "429 for an hour": _server.status(429, headers={"Retry-After": "3600"}),
        "500": _server.status(500, "<html>oh dear"),
        "cut": _server.cut(),
        "lost": lists.lost(),
        "half": _server.half(),
        "no JSON": _server.garbled("<html>"),
    }
    if service == "spotify":
        own = {"quota": spotify.quota_exceeded(), "no premium": spotify.no_premium(), "expired": spotify.expired()}
    else:
        own = {"429 of its own": listenbrainz.too_many(3600), "bad token": listenbrainz.bad_token()}
    return common | own


FEW = ("500", "lost", "quota", "expired", "bad token")
"""Of every way it goes on one."""


def orders(case: Case) -> dict[str, tuple[list[str], list[str]]]:
    """What is there before, and what shall be there; with repeats, and more than fits a request."""
    long = [case.uri(number % 60 + 1) for number in range(104)]
    return {
        "new": ([], long),
        "grown at the end and inside": (long[:4] + long[6:10], long[:12]),
        "another": (long[:5], [*long[3:], long[0], long[0]]),
    }


EVERY_WAY = [
    (service, order, name)
    for service in ("spotify", "listenbrainz")
    for order in ("new", "grown at the end and inside", "another")
    for name in failures(service)
    if order == "new" or name in FEW
]


@pytest.mark.parametrize(("case", "order", "name"), EVERY_WAY, indirect=["case"])
def test_a_failure_at_every_request_in_turn_is_mended_by_the_next_run(case: Case, order: str, name: str) -> None:
    failure = failures(case.service().name)[name]
    before, after = orders(case)[order]
    if before:
        case.publish(before)
    start = case.state()
    case.replica.forget()
    case.publish(after)
    requests, fewest = case.replica.count, case.writes
    for at in range(1, requests + 1):
        case.set_back(start)
        case.replica.forget()
        case.replica.fail(failure, at=[at] if name in ("lost", "expired") else range(at, 99))
        with contextlib.suppress(ProviderError):  # some are mended on the way
            case.publish(after)
        case.replica.heal()
        case.publish(after)
        assert case.held() == [after], f"after a failure of request {at} of {requests}"
        assert case.writes <= fewest + 1, f"a write too many after a failure of request {at} of {requests}"
        case.replica.forget()
    assert case.publish(after) == case.writes == 0, "what is there already is written again"


def test_a_write_that_the_service_only_pretends_to_do_is_noticed_and_done_by_the_next_run(case: Case) -> None:
    before, after = [case.uri(1)], [case.uri(1), case.uri(2), case.uri(1)]
    case.publish(before)
    pretended = _server.json_status(200, {"status": "ok", "snapshot_id": "pretended"})
    case.replica.forget()
    case.replica.fail(lambda exchange: pretended(exchange) if exchange.seen.method == "POST" else exchange.sound())
    with pytest.raises(ProviderResponseError, match="something else than was sent"):
        case.publish(after)
    case.replica.heal()
    assert case.publish(after) == 1
    assert case.held() == [after]


def test_writes_are_counted_and_minimal(case: Case) -> None:
    one, two = case.uri(1), case.uri(2)
    long = [case.uri(number % 90 + 1) for number in range(130)]
    ways = {
        "new": long,
        "the same": long,
        "appended": [*long, one, two, one],
        "put before": [one, one, *long, one, two, one],
        "all another": [two, *reversed(long[:80]), one, *long[:40]],
        "one": [two],
    }
    counted = {}
    for way, uris in ways.items():
        case.replica.forget()
        case.publish(uris)
        counted[way] = case.writes
        assert case.held() == [uris]
    case.replica.forget()
    case.publish([two], title="Another title")
    counted["title"] = case.writes
    new = {"spotify": 3, "listenbrainz": 1}[case.service().name]
    assert counted == {
        "new": new,
        "the same": 0,
        "appended": 1,
        "put before": 1,
        "all another": 2,
        "one": 1,
        "title": 1,
    }


def test_order_and_repeats_are_kept_as_they_are(case: Case) -> None:
    uris = [case.uri(number) for number in (3, 1, 1, 2, 3, 3, 1)]
    case.publish(uris)
    assert case.held() == [uris]
    case.publish(uris[::-1])
    assert case.held() == [uris[::-1]]


def test_a_deleted_playlist_is_made_anew(case: Case) -> None:
    uris = [case.uri(1), case.uri(2)]
    case.publish(uris)
    case.playlists.clear()
    case.publish(uris)
    assert case.held() == [uris]


def test_another_playlist_of_the_same_title_is_left_alone(case: Case) -> None:
    case.publish([case.uri(1)])
    Remembered(case.service().name, "a/list").path.unlink()
    case.publish([case.uri(2)])
    assert sorted(case.held()) == sorted([[case.uri(1)], [case.uri(2)]])
