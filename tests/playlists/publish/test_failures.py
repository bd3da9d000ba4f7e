"""A failure at any single request, and the same command again: the remote list is ours, once, by few writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pytest
from werkzeug.wrappers import Response

from playlists.exporters.base import ExportOptions
from playlists.publish.base import Service
from playlists.publish.listenbrainz import ListenBrainzService
from playlists.publish.memory import Remembered
from playlists.publish.run import carry_out, plan
from playlists.publish.spotify import SpotifyService
from soundtrack.errors import ProviderError
from tests.playlists.publish import lists
from tests.replicas import _server, listenbrainz, spotify
from tests.replicas._server import Exchange, Failure, Replica
from tests.replicas.listenbrainz import ListenBrainzReplica
from tests.replicas.spotify import SpotifyReplica
from tests.soundtrack.providers.asking import CATALOGUE

WRITES = ("POST", "PUT", "DELETE")


def lost() -> Failure:
    """It is carried out, and the answer never comes."""

    def fail(exchange: Exchange) -> Response:
        exchange.sound()
        exchange.cut()

    return fail


class Case(NamedTuple):
    """A service with its replica."""

    replica: Replica
    service: Callable[[], Service]
    uri: Callable[[int], str]
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
            lambda: SpotifyService(lists.spotify_account(_spotify)),
            lambda number: known[number],
            lambda: [one.uris for one in _spotify.playlists.values()],
        )
        _spotify.playlists.clear()
    else:
        made = Case(
            _listenbrainz,
            lambda: ListenBrainzService(lists.listenbrainz_account(_listenbrainz)),
            lists.mbid_uri,
            lambda: [
                [f"https://musicbrainz.org/recording/{mbid}" for mbid in one.recordings]
                for one in _listenbrainz.playlists.values()
            ],
        )
        _listenbrainz.playlists.clear()
    made.replica.heal()
    made.replica.forget()
    return made


def failures(service: str) -> dict[str, Failure]:
    common = {
        "429 for an hour": _server.status(429, headers={"Retry-After": "3600"}),
        "500": _server.status(500, "<html>oh dear"),
        "503": _server.status(503),
        "cut": _server.cut(),
        "lost": lost(),
        "half": _server.half(),
        "no JSON": _server.garbled("<html>"),
        "another JSON": _server.garbled("[1, 2]"),
    }
    if service == "spotify":
        own = {"quota": spotify.quota_exceeded(), "no premium": spotify.no_premium(), "expired": spotify.expired()}
    else:
        own = {"429 of its own": listenbrainz.too_many(3600), "bad token": listenbrainz.bad_token()}
    return common | own


NAMES = sorted({*failures("spotify"), *failures("listenbrainz")})


def orders(case: Case) -> dict[str, tuple[list[str], list[str]]]:
    """What is there before, and what shall be there; with repeats."""
    long = [case.uri(number % 90 + 1) for number in range(230)]
    other = [case.uri(number % 70 + 5) for number in range(130)]
    return {
        "new": ([], long),
        "grown at the end and inside": (long[:20] + long[30:150], long),
        "another": (long, other),
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("order", ["new", "grown at the end and inside", "another"])
def test_a_failure_at_every_request_in_turn_is_mended_by_the_next_run(case: Case, order: str, name: str) -> None:
    kinds = failures(case.service().name)
    if name not in kinds:
        pytest.skip("a failure of the other service")
    before, after = orders(case)[order]

    def start() -> None:
        case.replica.heal()
        getattr(case.replica, "playlists").clear()  # noqa: B009 - both replicas have them, their base has not
        Remembered(case.service().name, "a/list")._path.unlink(missing_ok=True)
        if before:
            case.publish(before)
        case.replica.forget()

    start()
    case.publish(after)
    requests, fewest = case.replica.count, case.writes
    for at in range(1, requests + 1):
        start()
        case.replica.fail(kinds[name], at=[at] if name in ("lost", "expired") else range(at, 99))
        try:
            case.publish(after)
        except ProviderError as err:
            assert str(err).startswith(case.service().name)
        case.replica.heal()
        case.publish(after)
        assert case.held() == [after], f"after a failure of request {at} of {requests}"
        assert case.writes <= fewest + (4 if name == "no JSON" else 1), "a write too many"
        case.replica.forget()
        assert case.publish(after) == case.writes == 0, "what is there already is written again"


def test_writes_are_counted_and_minimal(case: Case) -> None:
    one, two = case.uri(1), case.uri(2)
    hundreds = [case.uri(number % 90 + 1) for number in range(230)]
    service = case.service().name
    expected = {"spotify": (4, 0, 1, 1, 3, 1, 1), "listenbrainz": (1, 0, 1, 1, 3, 1, 1)}[service]
    ways = (
        hundreds,
        hundreds,
        [*hundreds, one, two, one],  # appended
        [one, one, *hundreds, one, two, one],  # put before
        [two, *reversed(hundreds[:150]), one, *hundreds[:80]],  # all another
        None,  # the title only
        [two],
    )
    counted = []
    now: list[str] = []
    for uris in ways:
        case.replica.forget()
        now = now if uris is None else uris
        case.publish(now, title="Another title" if uris is None or len(now) == 1 else "The Long Winter")
        counted.append(case.writes)
        assert case.held() == [now]
    assert tuple(counted[:4] + counted[5:6]) == expected[:4] + expected[5:6]
    assert counted[4] <= 4 if service == "listenbrainz" else counted[4] == 3
    assert counted[6] <= 2 if service == "listenbrainz" else counted[6] == 1


def test_order_and_repeats_are_kept_as_they_are(case: Case) -> None:
    uris = [case.uri(number) for number in (3, 1, 1, 2, 3, 3, 1)]
    case.publish(uris)
    assert case.held() == [uris]
    case.publish(uris[::-1])
    assert case.held() == [uris[::-1]]


def test_a_deleted_playlist_is_made_anew(case: Case) -> None:
    uris = [case.uri(1), case.uri(2)]
    case.publish(uris)
    getattr(case.replica, "playlists").clear()  # noqa: B009
    case.publish(uris)
    assert case.held() == [uris]


def test_another_playlist_of_the_same_title_is_left_alone(case: Case) -> None:
    case.publish([case.uri(1)])
    Remembered(case.service().name, "a/list")._path.unlink()
    case.publish([case.uri(2)])
    assert sorted(case.held()) == sorted([[case.uri(1)], [case.uri(2)]])
