"""The remembering provider: the same answers, each asked for once; failures are asked for again."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundtrack.errors import ProviderError, ProviderResponseError, ProviderUnavailableError
from soundtrack.models import (
    ArtistCreditName,
    Candidate,
    Medium,
    Recording,
    Release,
    Track,
    Wanted,
    WantedRelease,
)
from soundtrack.providers._cached import FOUND_SECONDS, LINES_AT_ONCE, NOTHING_SECONDS, Cached
from soundtrack.providers._deezer import Deezer
from soundtrack.providers._spotify import Spotify
from soundtrack.providers._spotify_keys import Keys
from soundtrack.providers.base import Offers, Plan, Progress, Provider
from soundtrack.store import Store
from tests.replicas import _server
from tests.replicas.deezer import DeezerReplica
from tests.replicas.spotify import CLIENT_ID, CLIENT_SECRET, SpotifyReplica
from tests.soundtrack.providers.asking import CATALOGUE, QUICK, SCORE, SCORE_LINES, TEN_LINES, known

ALBUM = WantedRelease(title="Made-up album", artist="One")
DOWN = ProviderUnavailableError("fake", "no network")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


class Fake:
    """Finds every title that begins with a capital; fails where it is told to."""

    name = "fake"

    def __init__(self, scope: str = "", *, one_by_one: bool = False) -> None:
        self.scope = scope
        self.one_by_one = one_by_one
        self.asked: list[tuple[list[str], str | None]] = []
        self.ids: list[list[str]] = []
        self.failing: dict[str, ProviderError] = {}
        self.down: ProviderError | None = None

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:
        requests = len(wanteds) + 2 * (release is not None)
        return Plan("fake", requests, requests / 2, requests + 3, len(wanteds))

    def offers(
        self, wanteds: Sequence[Wanted], release: WantedRelease | None = None, *, progress: Progress | None = None
    ) -> Offers:
        self.asked.append(([wanted.title for wanted in wanteds], release.title if release else None))
        if self.down is not None:
            raise self.down
        failed = {n: self.failing[one.title] for n, one in enumerate(wanteds) if one.title in self.failing}
        found = [() if n in failed or not one.title.istitle() else (song(one.title),) for n, one in enumerate(wanteds)]
        for done in range(len(wanteds)):
            if progress is not None:
                progress(done + 1, len(wanteds))
        return Offers(tuple(found), (album(release),) if release and release.title.istitle() else (), failed=failed)

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        self.ids.append(list(uris))
        if self.down is not None:
            raise self.down
        return {uri: song(uri) for uri in uris if "dead" not in uri}


def song(title: str) -> Candidate:
    recording = Recording(title=title, artist_credit=(ArtistCreditName(name="One"),), isrcs=("XXZ000000001",))
    return Candidate(
        provider="fake",
        recording=recording,
        release=Release(title="Made-up album", date="2010"),
        position=3,
        identifiers=("urn:isrc:XXZ000000001", "https://www.deezer.com/track/1"),
        urls=("https://www.deezer.com/track/1",),
    )


def album(wanted: WantedRelease) -> Release:
    track = Track(position=1, title="Song", recording=song("Song").recording)
    return Release(title=wanted.title, media=(Medium(tracks=(track,)),))


def lines(*titles: str) -> list[Wanted]:
    return [Wanted(title=title, artist="One") for title in titles]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store(tmp_path / "answers.sqlite3", clock=clock) as store:
        yield store


def test_it_is_a_provider_with_the_same_name(store: Store) -> None:
    cached = Cached(Fake(), store)
    assert isinstance(cached, Provider)
    assert cached.name == "fake"


def test_the_second_time_nothing_is_asked_and_the_answer_is_the_same(store: Store) -> None:
    fake = Fake()
    asked = lines("Found", "nothing", "Found Too")
    offers = Cached(fake, store).offers(asked)
    again = Cached(fake, store).offers(asked)
    assert again == offers == Fake().offers(asked)
    assert len(fake.asked) == 1
    assert Cached(fake, store).plan(asked) == Plan("fake", 0, 0.0, 0, 0)


def test_only_the_unknown_lines_are_asked_for_in_one_batch(store: Store) -> None:
    fake = Fake()
    cached = Cached(fake, store)
    cached.offers(lines("B", "D"))
    assert cached.plan(lines("A", "B", "C", "D")).requests == 2
    offers = cached.offers(lines("A", "B", "C", "D"))
    assert [line[0].recording.title for line in offers.candidates] == ["A", "B", "C", "D"]
    assert fake.asked == [(["B", "D"], None), (["A", "C"], None)]


def test_a_line_that_is_there_twice_is_asked_for_once(store: Store) -> None:
    fake = Fake()
    fake.failing = {"C": DOWN}
    cached = Cached(fake, store)
    asked = lines("B", "A", "C", "A", "B", "C")
    assert cached.plan(asked).requests == 3
    offers = cached.offers(asked)
    assert fake.asked == [(["B", "A", "C"], None)]
    assert [line[0].recording.title if line else None for line in offers.candidates] == ["B", "A", None, "A", "B", None]
    assert set(offers.failed) == {2, 5}


CHANGES: list[Callable[[Wanted], Wanted]] = [
    lambda wanted: wanted.replace(title="Other"),
    lambda wanted: wanted.replace(artist="Other"),
    lambda wanted: wanted.replace(release="Other"),
    lambda wanted: wanted.replace(composers=("Other",)),
    lambda wanted: wanted.replace(isrcs=("XXZ000000009",)),
    lambda wanted: known(wanted, "urn:isrc:XXZ000000009"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_another_question_is_asked_anew(store: Store, change: Callable[[Wanted], Wanted]) -> None:
    fake = Fake()
    cached = Cached(fake, store)
    cached.offers(lines("Title"))
    cached.offers([change(lines("Title")[0])])
    assert len(fake.asked) == 2


def test_what_no_request_holds_makes_no_other_question(store: Store) -> None:
    fake = Fake()
    cached = Cached(fake, store)
    (line,) = lines("Title")
    cached.offers([line])
    cached.offers([line.replace(as_written="7. Title", citation="page.html:7", duration_ms=7000)])
    cached.offers([known(line, "spotify:track:" + "0" * 22, "https://www.imdb.com/title/tt0000001")])
    assert len(fake.asked) == 1


def test_a_providers_own_identifiers_are_part_of_the_question(store: Store) -> None:
    fake = Fake()
    fake.name = "deezer"
    cached = Cached(fake, store)
    cached.offers(lines("Title"))
    cached.offers([known(lines("Title")[0], "https://www.deezer.com/track/1")])
    assert len(fake.asked) == 2


@pytest.mark.parametrize("other", [Fake("http://elsewhere"), Fake()])
def test_another_provider_or_address_has_its_own_answers(store: Store, other: Fake) -> None:
    if not other.scope:
        other.name = "another"
    Cached(Fake(), store).offers(lines("Title"))
    Cached(other, store).offers(lines("Title"))
    assert len(other.asked) == 1


def test_found_lasts_longer_than_nothing(store: Store, clock: Clock) -> None:
    fake = Fake()
    cached = Cached(fake, store)
    asked = lines("Found", "nothing")
    cached.offers(asked)
    clock.now += NOTHING_SECONDS + 1
    cached.offers(asked)
    clock.now += FOUND_SECONDS - NOTHING_SECONDS - 2
    cached.offers(asked[:1])
    assert [titles for titles, _ in fake.asked] == [["Found", "nothing"], ["nothing"]]
    clock.now += 2
    cached.offers(asked[:1])
    assert len(fake.asked) == 3


def test_failures_are_never_remembered_and_asked_for_again(store: Store) -> None:
    fake = Fake()
    fake.failing = {"B": ProviderResponseError("fake", "no sense"), "C": DOWN}
    cached = Cached(fake, store)
    offers = cached.offers(lines("A", "B", "C"))
    assert {index: type(err) for index, err in offers.failed.items()} == {
        1: ProviderResponseError,
        2: ProviderUnavailableError,
    }
    fake.failing = {}
    offers = cached.offers(lines("A", "B", "C"))
    assert (fake.asked[-1], offers.failed, all(offers.candidates)) == ((["B", "C"], None), {}, True)


def test_a_provider_that_is_down_costs_only_the_unknown_lines(store: Store) -> None:
    fake = Fake()
    cached = Cached(fake, store)
    cached.offers(lines("A"))
    fake.down = DOWN
    offers = cached.offers(lines("A", "B"))
    assert (bool(offers.candidates[0]), offers.failed) == (True, {1: DOWN})
    with pytest.raises(ProviderUnavailableError):
        cached.offers(lines("B"))


def test_offline_asks_nothing_and_says_what_was_never_asked(store: Store, clock: Clock) -> None:
    fake = Fake()
    Cached(fake, store).offers(lines("A", "nothing"))
    clock.now += 10 * FOUND_SECONDS
    cached = Cached(fake, store, offline=True)
    offers = cached.offers(lines("A", "nothing", "B"), None)
    assert [bool(line) for line in offers.candidates] == [True, False, False]
    assert (offers.unasked, offers.failed) == ({2}, {})
    assert cached.plan(lines("B"), ALBUM) == Plan("fake", 0, 0.0, 0, 0)
    assert cached.offers(lines("B"), ALBUM).unasked == {0}
    assert cached.by_id(["urn:isrc:XXZ000000001"]) == {}
    assert (len(fake.asked), fake.ids) == (1, [])


def test_refresh_asks_everything_and_remembers_the_new_answers(store: Store) -> None:
    fake = Fake()
    Cached(fake, store).offers(lines("A"))
    cached = Cached(fake, store, refresh=True)
    assert cached.plan(lines("A", "B")).requests == 2
    cached.offers(lines("A", "B"))
    Cached(fake, store).offers(lines("A", "B"))
    assert [titles for titles, _ in fake.asked] == [["A"], ["A", "B"]]


def test_a_release_is_remembered_with_its_lines(store: Store) -> None:
    fake = Fake()
    wanted = WantedRelease(title="Album")
    first = Cached(fake, store).offers(lines("A", "B"), wanted)
    cached = Cached(fake, store)
    assert cached.offers(lines("A", "B"), wanted) == first
    assert first.releases == (album(wanted),)
    assert (len(fake.asked), cached.plan(lines("A", "B"), wanted).requests) == (1, 0)
    cached.offers(lines("A", "B", "C"), wanted)
    assert fake.asked[-1] == (["C"], None), "the release is known"
    cached.offers(lines("A"))
    assert fake.asked[-1] == (["A"], None), "outside the release it is another question"


def test_a_release_that_may_not_have_been_looked_for_is_not_remembered_as_missing(store: Store) -> None:
    fake = Fake()
    fake.failing = {"B": DOWN}
    cached = Cached(fake, store)
    no_such = WantedRelease(title="not there")
    cached.offers(lines("A", "B"), no_such)
    fake.failing = {}
    cached.offers(lines("A", "B"), no_such)
    cached.offers(lines("A", "B"), no_such)
    assert fake.asked == [(["A", "B"], "not there"), (["B"], "not there")]


def test_identifiers_are_looked_up_once_the_dead_too_but_failures_again(store: Store) -> None:
    fake = Fake()
    cached = Cached(fake, store)
    fake.down = DOWN
    with pytest.raises(ProviderUnavailableError):
        cached.by_id(["one"])
    fake.down = None
    assert set(cached.by_id(["one", "dead", "one"])) == {"one"}
    assert set(cached.by_id(["one", "dead", "two"])) == {"one", "two"}
    assert fake.ids == [["one"], ["one", "dead"], ["two"]]


def test_an_answer_that_is_no_longer_understood_is_asked_for_again(tmp_path: Path) -> None:
    class Spoiling(Store):
        def put(self, answers: Mapping[str, str]) -> None:
            super().put({key: value.replace("recording", "song") for key, value in answers.items()})

    fake = Fake()
    with Spoiling(tmp_path / "spoilt") as store:
        cached = Cached(fake, store)
        cached.offers(lines("A"))
        assert cached.offers(lines("A")).candidates[0]
    assert len(fake.asked) == 2


def test_a_provider_that_asks_line_by_line_is_asked_in_parts_kept_one_by_one(store: Store) -> None:
    fake = Fake(one_by_one=True)
    cached = Cached(fake, store)
    many = lines(*(f"L{number}" for number in range(2 * LINES_AT_ONCE + 3)))
    steps: list[tuple[int, int]] = []
    plan = cached.plan(many)
    offers = cached.offers(many, progress=lambda done, whole: steps.append((done, whole)))
    assert [len(titles) for titles, _ in fake.asked] == [LINES_AT_ONCE, LINES_AT_ONCE, 3]
    assert steps == [(number + 1, len(many)) for number in range(len(many))]
    assert (plan.requests, plan.at_most, plan.lines) == (len(many), len(many) + 9, len(many))
    assert [line[0].recording.title for line in offers.candidates] == [line.title for line in many]


def test_when_it_gives_up_in_a_part_the_later_parts_are_not_asked(store: Store) -> None:
    fake = Fake(one_by_one=True)
    many = lines(*(f"L{number}" for number in range(3 * LINES_AT_ONCE)))
    fake.failing = dict.fromkeys((f"L{number}" for number in range(30, 50)), DOWN)
    offers = Cached(fake, store).offers(many)
    assert len(fake.asked) == 2
    assert set(offers.failed) == set(range(30, 3 * LINES_AT_ONCE))


@settings(max_examples=15)
@given(st.lists(st.sampled_from("ABCabcXYZ"), max_size=6), st.lists(st.sampled_from("ABCabcXYZ"), max_size=6))
def test_remembering_changes_no_answer(first: list[str], second: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "answers") as store:
        fake = Fake()
        for titles in (first, second, first):
            asked = lines(*titles)
            assert Cached(fake, store).offers(asked) == Fake().offers(asked)


# With the real providers: counted by the replicas


def test_a_run_against_deezer_costs_nothing_the_second_time(store: Store) -> None:
    with DeezerReplica(CATALOGUE) as replica:
        cached = Cached(Deezer(replica.url, bounds=QUICK), store)
        score, ten = cached.offers(SCORE_LINES, SCORE), cached.offers(TEN_LINES)
        assert replica.count == 12
        assert (cached.offers(SCORE_LINES, SCORE), cached.offers(TEN_LINES)) == (score, ten)
        assert replica.count == 12


def test_after_a_failure_the_next_run_asks_only_for_the_rest(store: Store) -> None:
    with SpotifyReplica(CATALOGUE) as replica:
        cached = Cached(Spotify(Keys(CLIENT_ID, CLIENT_SECRET), replica.url, replica.url, bounds=QUICK), store)
        replica.fail(_server.cut(), at=range(5, 99), path="/v1/")
        assert set(cached.offers(TEN_LINES).failed) == set(range(4, 10))
        replica.heal()
        replica.forget()
        assert cached.plan(TEN_LINES).requests == 6
        offers = cached.offers(TEN_LINES)
        assert (replica.api_count, offers.failed, all(offers.candidates)) == (6, {}, True)


def test_after_ctrl_c_what_was_found_is_kept(store: Store) -> None:
    many = [line.replace(release=str(number)) for number in range(6) for line in TEN_LINES]
    with DeezerReplica(CATALOGUE, quota=1000) as replica:
        replica.fail(_server.hang(), at=LINES_AT_ONCE + 5)
        cached = Cached(Deezer(replica.url), store)
        main = threading.main_thread().ident
        assert main is not None
        timer = threading.Timer(1.2, signal.pthread_kill, (main, signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            cached.offers(many)
        timer.join()
        assert cached.plan(many).requests == len(many) - LINES_AT_ONCE
