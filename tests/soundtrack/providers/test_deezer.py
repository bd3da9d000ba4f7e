"""Deezer over HTTP, against a replica that fails as Deezer does: with HTTP 200."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from soundtrack.errors import ProviderUnavailableError
from soundtrack.models import Wanted, WantedRelease, credit_text
from soundtrack.providers._deezer import Deezer, deezer
from soundtrack.story import Said
from tests.replicas import _server
from tests.replicas._server import Failure, unreachable_url
from tests.replicas.catalogue import CROWDED_PAIRS, NO_SURPRISES_ISRC, SCORE_TITLE, Catalogue, Maker, crowd
from tests.replicas.deezer import NO_DATA, DeezerReplica, busy, error, quota
from tests.soundtrack.providers.asking import (
    CATALOGUE,
    FAILURES,
    FEW_FAILURES,
    QUICK,
    SCORE,
    SCORE_LINES,
    TEN_LINES,
    known,
)

OWN_FAILURES: dict[str, Failure] = {"quota": quota(), "busy": busy()}


@pytest.fixture
def replica() -> Iterator[DeezerReplica]:
    with DeezerReplica(CATALOGUE) as replica:
        yield replica


@pytest.fixture
def provider(replica: DeezerReplica) -> Deezer:
    return Deezer(replica.url, bounds=QUICK, window=0.1)


def asked(replica: DeezerReplica) -> list[str]:
    """Paths and queries, in order."""
    return [f"{seen.path} {seen.query['q']}" if "q" in seen.query else seen.path for seen in replica.seen]


def first(provider: Deezer, wanted: Wanted) -> tuple[str, str]:
    candidate = provider.offers([wanted]).candidates[0][0]
    return candidate.recording.title, credit_text(candidate.recording.artist_credit)


# What is found


def test_each_of_the_ten_lines_is_found(replica: DeezerReplica, provider: Deezer) -> None:
    offers = provider.offers(TEN_LINES)
    assert [
        (line[0].recording.title, credit_text(line[0].recording.artist_credit)) for line in offers.candidates
    ] == list(CROWDED_PAIRS)
    surprises = offers.candidates[7][0]
    number = replica.id_of("No Surprises", "Radiohead")
    assert surprises.identifiers == surprises.urls == (f"https://www.deezer.com/track/{number}",)
    assert surprises.recording.duration_ms == 229_000, "Deezer has whole seconds"
    assert surprises.release is not None
    assert surprises.release.title == "OK Computer"
    assert surprises.provider == "deezer"


def test_a_look_up_tells_more_than_a_search(replica: DeezerReplica, provider: Deezer) -> None:
    uri = "https://www.deezer.com/track/" + replica.id_of("No Surprises", "Radiohead")
    candidate = provider.by_id([uri])[uri]
    assert candidate.identifiers == (f"urn:isrc:{NO_SURPRISES_ISRC}", uri)
    assert (candidate.medium, candidate.position) == (1, 10)
    assert candidate.release is not None
    assert candidate.release.date == "1997-01-01"


def test_an_unknown_length_is_none_and_not_nothing(provider: Deezer) -> None:
    assert provider.offers(TEN_LINES[1:2]).candidates[0][0].recording.duration_ms is None


def test_the_score_comes_as_a_whole_album_and_line_by_line_from_it(provider: Deezer) -> None:
    offers = provider.offers(SCORE_LINES, SCORE)
    (release,) = offers.releases
    assert (release.title, release.label) == (SCORE_TITLE, "Varèse Sarabande")
    assert [(track.position, track.title) for _, track in release.tracks] == [
        (line.position, line.title) for line in SCORE_LINES
    ]
    assert all(track.identifiers for _, track in release.tracks)
    assert [line[0].position for line in offers.candidates] == list(range(1, 20))
    assert credit_text(offers.candidates[18][0].recording.artist_credit) == "Jane Monheit"


def test_lines_that_are_not_on_the_release_are_searched(replica: DeezerReplica, provider: Deezer) -> None:
    offers = provider.offers([SCORE_LINES[0], TEN_LINES[6]], SCORE)
    assert [line[0].recording.title for line in offers.candidates] == ["The Pier", "Tender"]
    assert replica.count == 3


def test_a_release_that_is_not_there_leaves_the_lines_to_be_searched(provider: Deezer) -> None:
    offers = provider.offers(TEN_LINES[:3], WantedRelease(title="An album that is not there"))
    assert (offers.releases, all(offers.candidates)) == ((), True)


def test_karaoke_and_tribute_albums_are_not_taken_for_the_record() -> None:
    with DeezerReplica(CATALOGUE.without(SCORE_TITLE, "Never Let Me Go")) as replica:
        assert Deezer(replica.url, bounds=QUICK).offers([], SCORE.replace(artist=None)).releases == ()


def test_albums_of_the_same_title_do_not_hide_the_score() -> None:
    make = Maker(series=3)
    namesakes = [
        make.release(
            SCORE_TITLE,
            f"Made-up Namesake {number}",
            [make.recording(f"Song {place}", f"Made-up Namesake {number}") for place in range(12)],
        )
        for number in range(10)
    ]
    with DeezerReplica(Catalogue((*namesakes, *CATALOGUE.releases))) as replica:
        (release,) = Deezer(replica.url, bounds=QUICK).offers([], SCORE).releases
        assert credit_text(release.artist_credit) == "Rachel Portman"


def test_the_artist_is_part_of_the_query_or_the_crowd_hides_the_song() -> None:
    others = [(title, f"Made-up Namesake {number}") for title, _ in CROWDED_PAIRS[:3] for number in range(30)]
    crowded = CATALOGUE.with_releases(crowd(others, each=1))
    with DeezerReplica(Catalogue(tuple(reversed(crowded.releases)))) as replica:
        provider = Deezer(replica.url, bounds=QUICK)
        for wanted in TEN_LINES[:3]:
            assert first(provider, wanted) == (wanted.title, wanted.artist)


# How little is asked


def test_one_search_for_each_open_line_as_the_plan_says(replica: DeezerReplica, provider: Deezer) -> None:
    plan = provider.plan(TEN_LINES)
    assert (plan.requests, plan.lines, replica.count) == (10, 10, 0)
    provider.offers(TEN_LINES)
    assert replica.count == plan.requests
    assert asked(replica)[2] == '/search/track artist:"Massive Attack" track:"Exchange"'


def test_the_score_is_two_requests_as_the_plan_says(replica: DeezerReplica, provider: Deezer) -> None:
    assert provider.plan(SCORE_LINES, SCORE).requests == 2
    provider.offers(SCORE_LINES, SCORE)
    assert replica.count == 2


def test_known_ids_and_isrcs_are_looked_up_and_never_searched(replica: DeezerReplica, provider: Deezer) -> None:
    number = replica.id_of("Tender", "Blur")
    lines = [
        known(TEN_LINES[6], f"https://www.deezer.com/track/{number}"),
        known(TEN_LINES[7], f"urn:isrc:{NO_SURPRISES_ISRC}"),
    ]
    offers = provider.offers(lines)
    assert [line[0].recording.title for line in offers.candidates] == ["Tender", "No Surprises"]
    assert asked(replica) == [f"/track/{number}", f"/track/isrc:{NO_SURPRISES_ISRC}"]
    assert provider.plan(lines).requests == 2


def test_what_is_known_and_dead_is_searched_for_instead(replica: DeezerReplica, provider: Deezer) -> None:
    dead = known(TEN_LINES[6], "https://www.deezer.com/track/1", "urn:isrc:XXZ999999999")
    assert first(provider, dead) == ("Tender", "Blur")
    assert [path.split()[0] for path in asked(replica)] == ["/track/1", "/track/isrc:XXZ999999999", "/search/track"]


def test_a_known_album_is_read_and_not_searched(replica: DeezerReplica, provider: Deezer) -> None:
    (album,) = provider.offers([], SCORE).releases
    replica.forget()
    known_album = SCORE.replace(identifiers=(Said(uri=album.identifiers[0]),))
    assert provider.offers(SCORE_LINES, known_album).releases == (album,)
    assert provider.plan(SCORE_LINES, known_album).requests == replica.count == 1
    dead = SCORE.replace(identifiers=(Said(uri="https://www.deezer.com/album/" + "1"),))
    assert provider.offers(SCORE_LINES, dead).releases == (album,)


def test_when_the_fields_find_nothing_free_words_are_tried_once(replica: DeezerReplica, provider: Deezer) -> None:
    assert first(provider, Wanted(title="Massive Attack", artist="Exchange")) == ("Exchange", "Massive Attack")
    assert asked(replica) == [
        '/search/track artist:"Exchange" track:"Massive Attack"',
        "/search/track exchange massive attack",
    ]


def test_no_line_costs_more_than_the_plan_says_at_most(replica: DeezerReplica, provider: Deezer) -> None:
    lines = [
        known(
            Wanted(title=f"Nothing {n}", artist="Nobody"), f"https://www.deezer.com/track/{n}", "urn:isrc:XXZ999999999"
        )
        for n in range(1, 4)
    ]
    release = WantedRelease(title="No such album")
    assert provider.offers(lines, release).candidates == ((), (), ())
    assert replica.count <= provider.plan(lines, release).at_most


@pytest.mark.parametrize("title", ['A "quoted" title', "artist:X OR (Y) * \\", "two\nlines", "!!!", "x" * 5000])
def test_no_title_upsets_the_query(provider: Deezer, title: str) -> None:
    offers = provider.offers([Wanted(title=title, artist=title), TEN_LINES[0]])
    assert (offers.candidates[0], offers.failed) == ((), {})


def test_fifty_requests_in_a_window_and_no_more() -> None:
    with DeezerReplica(CATALOGUE, quota=50, window=0.5) as replica:
        provider = Deezer(replica.url, bounds=QUICK._replace(again=0), window=0.6)
        uris = [f"https://www.deezer.com/track/{number}" for number in range(1, 121)]
        assert provider.by_id(uris) == {}
        starts = [seen.started for seen in replica.seen]
        assert len(starts) == 120
        assert all(later - earlier > 0.5 for earlier, later in zip(starts, starts[50:], strict=False))


def test_by_id_leaves_out_the_dead_and_the_foreign(replica: DeezerReplica, provider: Deezer) -> None:
    tender = "https://www.deezer.com/track/" + replica.id_of("Tender", "Blur")
    isrc = f"urn:isrc:{NO_SURPRISES_ISRC}"
    found = provider.by_id([tender, isrc, "https://www.deezer.com/track/1", "spotify:track:" + "9" * 22, "x:y"])
    assert {uri: one.recording.title for uri, one in found.items()} == {tender: "Tender", isrc: "No Surprises"}
    assert replica.count == 3


def test_the_address_can_be_moved(replica: DeezerReplica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYLISTS_DEEZER_URL", replica.url + "/")
    assert first(deezer(), TEN_LINES[0])[0] == "Making Tea"
    assert deezer("http://127.0.0.1:9").scope == "http://127.0.0.1:9"


def test_the_preview_is_not_kept(provider: Deezer) -> None:
    text = json.dumps([one.model_dump() for line in provider.offers(TEN_LINES).candidates for one in line])
    assert "preview" not in text


# Failures


@pytest.mark.parametrize("at", [1, 3])
@pytest.mark.parametrize("name", FAILURES | OWN_FAILURES)
def test_every_failure_at_every_request_leaves_what_was_found(
    replica: DeezerReplica, provider: Deezer, name: str, at: int
) -> None:
    failure, kind = FAILURES.get(name) or (OWN_FAILURES[name], ProviderUnavailableError)
    repeats = range(at, at + QUICK.again + 1) if kind is ProviderUnavailableError else [at]
    replica.fail(failure, at=repeats)
    started = time.monotonic()
    stopped = kind is ProviderUnavailableError
    if stopped and at == 1:
        with pytest.raises(kind):
            provider.offers(TEN_LINES[:3])
        assert time.monotonic() - started < 3
        return
    offers = provider.offers(TEN_LINES[:3])
    assert time.monotonic() - started < 3
    assert set(offers.failed) == (set(range(at - 1, 3)) if stopped else {at - 1})
    assert {type(err) for err in offers.failed.values()} == {kind}
    assert [bool(line) for line in offers.candidates] == [index not in offers.failed for index in range(3)]


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("name", [*FEW_FAILURES, *OWN_FAILURES])
def test_a_failure_of_the_release_ends_in_order(replica: DeezerReplica, provider: Deezer, name: str, at: int) -> None:
    failure, kind = FAILURES.get(name) or (OWN_FAILURES[name], ProviderUnavailableError)
    repeats = range(at, at + QUICK.again + 1) if kind is ProviderUnavailableError else [at]
    replica.fail(failure, at=repeats)
    if kind is ProviderUnavailableError:
        with pytest.raises(ProviderUnavailableError):
            provider.offers(SCORE_LINES, SCORE)
    else:
        offers = provider.offers(SCORE_LINES, SCORE)
        assert (offers.releases, offers.failed, all(offers.candidates)) == ((), {}, True)


@pytest.mark.parametrize("failure", OWN_FAILURES.values(), ids=OWN_FAILURES)
def test_a_quota_is_waited_for(replica: DeezerReplica, provider: Deezer, failure: Failure) -> None:
    replica.fail(failure, at=2)
    assert provider.offers(TEN_LINES[:3]).failed == {}
    _, refused, again, _ = replica.seen
    assert again.started - refused.started >= 0.1


def test_an_error_that_says_there_is_no_such_thing_is_an_empty_answer(replica: DeezerReplica, provider: Deezer) -> None:
    replica.fail(_server.json_status(200, NO_DATA))
    offers = provider.offers(TEN_LINES[:2])
    assert (offers.candidates, offers.failed) == (((), ()), {})


def test_any_other_error_is_no_empty_answer(replica: DeezerReplica, provider: Deezer) -> None:
    replica.fail(_server.json_status(200, error("OAuthException", "made-up trouble", 300)), at=1)
    offers = provider.offers(TEN_LINES[:2])
    assert "made-up trouble" in offers.failed[0].reason
    assert set(offers.failed) == {0}


def test_a_right_body_under_a_wrong_type_is_read(replica: DeezerReplica, provider: Deezer) -> None:
    replica.fail(_server.mistyped())
    assert all(provider.offers(TEN_LINES[:2]).candidates)


def test_unreachable_is_quick() -> None:
    started = time.monotonic()
    with pytest.raises(ProviderUnavailableError, match="refused"):
        Deezer(unreachable_url()).offers(SCORE_LINES, SCORE)
    assert time.monotonic() - started < 0.5


def test_ctrl_c_is_answered_within_a_second(replica: DeezerReplica) -> None:
    replica.fail(quota(), at=range(3, 99))  # it waits for a window of 5 seconds
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
    started = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        Deezer(replica.url).offers(TEN_LINES)
    assert time.monotonic() - started < 1.3
    timer.join()
