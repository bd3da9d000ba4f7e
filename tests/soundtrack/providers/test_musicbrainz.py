"""The MusicBrainz provider against a replica that ranks a whole catalogue by the query it gets, counted there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from soundtrack import identifiers
from soundtrack.errors import UsageError
from soundtrack.models import Candidate, Wanted, WantedRelease, credit_text
from soundtrack.providers import musicbrainz
from soundtrack.providers._musicbrainz import MusicBrainz
from soundtrack.providers.base import Offers, Provider
from soundtrack.story import Said
from tests.replicas.catalogue import (
    CROWDED_PAIRS,
    MERGED_INTO_MAKING_TEA,
    NO_SURPRISES_ISRC,
    SCORE_TITLE,
    SCORE_TRACKS,
    Artist,
    Catalogue,
    Credited,
    Maker,
    crowd,
    never_let_me_go,
)
from tests.replicas.musicbrainz import MusicBrainzReplica

SCORE = WantedRelease(title=SCORE_TITLE, artist="Rachel Portman", track_count=19, label="Varèse Sarabande")
SCORE_LINES = [
    Wanted(title=title, artist="Jane Monheit" if position == 19 else "Rachel Portman", position=position)
    for position, title in enumerate(SCORE_TRACKS, start=1)
]
FAN_LINES = [
    Wanted(title="Making Tea", artist="Rachel Portman", release=SCORE_TITLE),
    Wanted(title="Memorie dal futuro", artist="MONO"),
    Wanted(title="Exchange", artist="Massive Attack", release="Mezzanine"),
    Wanted(title="Tummy", artist="Tamino"),
    Wanted(title="Nothing’s gonna hurt you baby", artist="Cigarette After Sex"),
    Wanted(title="Happy when it rains", artist="The Jesus And Mary Chain"),
    Wanted(title="Tender", artist="Blur", release="13"),
    Wanted(title="No Surprises", artist="Radiohead", isrcs=(NO_SURPRISES_ISRC,)),
    Wanted(title="I Bleed", artist="Pixies"),
    Wanted(title="Never let me go", artist="Jane Monheit", credited_as="Judy Bridgewater"),
]
RIGHT = [
    ("Making Tea", "Rachel Portman"),
    ("Memorie dal Futuro", "MONO"),
    ("Exchange", "Massive Attack"),
    ("Tummy", "Tamino"),
    ("Nothing's Gonna Hurt You Baby", "Cigarettes After Sex"),
    ("Happy When It Rains", "The Jesus and Mary Chain"),
    ("Tender", "Blur", "13"),
    ("No Surprises", "Radiohead", "OK Computer"),
    ("I Bleed", "Pixies"),
    ("Never Let Me Go", "Jane Monheit"),
]


@contextmanager
def asking(
    catalogue: Catalogue | None = None, *, interval: float = 0.001
) -> Iterator[tuple[MusicBrainz, MusicBrainzReplica]]:
    with MusicBrainzReplica(catalogue) as replica:
        yield MusicBrainz(replica.url, interval=interval, deadline=5, patience=5), replica


def is_offered(offers: Offers, line: int, mbid: str) -> bool:
    return mbid in {one.recording.mbid for one in offers.candidates[line]}


def names(candidates: tuple[Candidate, ...]) -> set[tuple[str, str]]:
    return {(one.recording.title, credit_text(one.recording.artist_credit)) for one in candidates}


def said(*uris: str) -> tuple[Said, ...]:
    return tuple(Said(uri=uri, said_by=("pin",)) for uri in uris)


# A score


def test_a_score_costs_two_requests_and_offers_every_track_of_the_whole_release() -> None:
    with asking() as (provider, replica):
        plan = provider.plan(SCORE_LINES, SCORE)
        offers = provider.offers(SCORE_LINES, SCORE)
        assert (plan.requests, plan.lines) == (2, 19)
        assert replica.seen[0].path == "/ws/2/release/"
        assert replica.count == 2
    (release,) = offers.releases
    assert [track.title for _, track in release.tracks] == list(SCORE_TRACKS)
    for title, candidates in zip(SCORE_TRACKS, offers.candidates, strict=True):
        assert {one.recording.title for one in candidates} == {title}
    assert not offers.failed


def test_the_official_whole_soundtrack_is_chosen_among_promotion_tribute_karaoke_and_namesake() -> None:
    with asking() as (provider, replica):
        (release,) = provider.offers(SCORE_LINES, SCORE).releases
        offered = {one.title for one in replica.catalogue.releases if one.title.startswith("Never Let Me Go")}
    assert len(offered) == 4
    assert (release.title, release.track_count, release.status) == (SCORE_TITLE, 19, "official")
    assert release.secondary_types == ("soundtrack",)
    assert release.label == "Varèse Sarabande"
    assert "spotify:album:0000000000000000000019" in release.identifiers


def test_a_known_release_is_looked_up_and_not_searched() -> None:
    with asking() as (provider, replica):
        mbid = replica.catalogue.release(SCORE_TITLE, "Rachel Portman").mbid
        known = SCORE.replace(identifiers=said(f"https://musicbrainz.org/release/{mbid}"))
        assert provider.plan(SCORE_LINES, known).requests == 1
        (release,) = provider.offers(SCORE_LINES, known).releases
        assert [seen.path for seen in replica.seen] == [f"/ws/2/release/{mbid}"]
    assert release.mbid == mbid


def test_a_dead_release_is_searched_for() -> None:
    with asking() as (provider, replica):
        known = SCORE.replace(identifiers=said("https://musicbrainz.org/release/00000000-0000-4000-8000-00000000dead"))
        (release,) = provider.offers(SCORE_LINES, known).releases
        assert release.title == SCORE_TITLE
        assert replica.count == 3 <= provider.plan(SCORE_LINES, known).at_most


def test_composers_performers_and_conductor_are_read_from_relationships() -> None:
    with asking() as (provider, _):
        offers = provider.offers(SCORE_LINES, SCORE)
    pier, song = offers.candidates[0][0].recording, offers.candidates[18][0].recording
    assert [(one.role, one.name) for one in pier.credits] == [("conductor", "David Snell")]
    assert [(one.role, one.name) for one in pier.works[0].credits] == [("composer", "Rachel Portman")]
    assert [(one.role, one.name) for one in song.credits] == [("vocal", "Jane Monheit")]
    assert [(one.role, one.name) for one in song.works[0].credits] == [("writer", "Luther Dixon")]


def test_a_release_nobody_has_leaves_its_lines_to_the_search() -> None:
    with asking(never_let_me_go().without(SCORE_TITLE)) as (provider, replica):
        offers = provider.offers(SCORE_LINES, SCORE)
        assert replica.count <= len(SCORE_LINES) + 1
    assert offers.releases == ()
    assert ("The Boat", "Rachel Fuller") in names(offers.candidates[4])


def test_a_line_that_is_not_on_the_release_is_searched_for() -> None:
    lines = [*SCORE_LINES, Wanted(title="Tummy", artist="Tamino")]
    with asking() as (provider, replica):
        offers = provider.offers(lines, SCORE)
        assert replica.count == 3
    assert ("Tummy", "Tamino") in names(offers.candidates[19])


def test_the_front_cover_is_a_link() -> None:
    with asking() as (provider, _):
        candidate = provider.offers(SCORE_LINES, SCORE).candidates[0][0]
    assert candidate.release is not None
    assert candidate.release.cover == f"https://coverartarchive.org/release/{candidate.release.mbid}/front-500"


# Lines of all kinds


def test_ten_lines_cost_one_request_and_each_is_offered_its_recording() -> None:
    with asking() as (provider, replica):
        plan = provider.plan(FAN_LINES)
        offers = provider.offers(FAN_LINES)
        assert (replica.count, plan.requests, plan.at_most) == (1, 1, 11)
        for line, right in enumerate(RIGHT):
            assert is_offered(offers, line, replica.catalogue.find(*right).mbid), right
    assert not offers.failed


def test_in_the_worst_crowd_ten_lines_cost_at_most_eleven() -> None:
    catalogue = Catalogue((*crowd(), *never_let_me_go().releases))  # of equal hits the concerts come first
    with asking(catalogue) as (provider, replica):
        offers = provider.offers(FAN_LINES)
        assert 1 < replica.count <= provider.plan(FAN_LINES).at_most == 11
        for line, right in enumerate(RIGHT):
            assert is_offered(offers, line, never_let_me_go().find(*right).mbid), right


def test_only_what_was_crowded_out_is_asked_again() -> None:
    catalogue = never_let_me_go().with_releases(crowd([("Tender", "Blur")]))
    with asking(catalogue) as (provider, replica):
        provider.offers(FAN_LINES)
        again = [seen.query["query"] for seen in replica.seen[1:]]
        assert replica.count <= 3
    assert all("Tender" in query or "Exchange" in query or "Tummy" in query for query in again)


def test_many_lines_never_cost_more_than_one_request_a_line_and_one() -> None:
    pairs = [(f"Made-up Song {number}", f"Singer{number}") for number in range(12)]
    lines = [Wanted(title=title, artist=artist) for title, artist in pairs]
    with asking(Catalogue(tuple(crowd(pairs, each=104)))) as (provider, replica):
        offers = provider.offers(lines)
        assert 2 + 10 <= replica.count <= 13 == provider.plan(lines).at_most
    assert all(offers.candidates)


def test_namesakes_do_not_crowd_a_line_out() -> None:
    pairs = [(title, f"Made-up Singer {number}") for title, _ in CROWDED_PAIRS for number in range(50)]
    with asking(never_let_me_go().with_releases(crowd(pairs, each=1))) as (provider, replica):
        offers = provider.offers(FAN_LINES)
        assert replica.count == 1
        assert all(is_offered(offers, line, replica.catalogue.find(*right).mbid) for line, right in enumerate(RIGHT))


@pytest.mark.parametrize(
    ("title", "artist"),
    [
        ("Nothing's Gonna Hurt You Baby", "Cigarettes After Sax"),
        ("Nothings gona hurt you baby", "Cigarettes After Sex"),
        ("Tummy", "Tammino"),
        ("Happy When It Rain", "Jesus & Mary Chain"),
        ("Kathy Watches Behind the Screen", "Rachel Portman"),
        ("Tender - 2012 Remaster", "Blur"),
        ("Where Is My Mind", "The Pixies"),
    ],
)
def test_a_slip_costs_at_most_one_more_request(title: str, artist: str) -> None:
    with asking() as (provider, replica):
        offers = provider.offers([Wanted(title=title, artist=artist)])
        assert offers.candidates[0]
        assert replica.count <= 2


def test_lines_that_nobody_has_are_asked_for_together_once_more() -> None:
    lines = [Wanted(title=f"Unheard Made-up Thing {number}", artist=f"Nobody{number} Unheard") for number in range(10)]
    with asking() as (provider, replica):
        offers = provider.offers(lines)
        assert replica.count == 2
    assert offers.candidates == ((),) * 10
    assert not offers.failed


def test_a_recording_on_no_release_is_found() -> None:
    with asking(Catalogue((), (Maker().recording("Lost Tape", "Made-up Band"),))) as (provider, _):
        (candidates,) = provider.offers([Wanted(title="Lost Tape", artist="Made-up Band")]).candidates
    assert names(candidates) == {("Lost Tape", "Made-up Band")}
    assert candidates[0].release is None


def test_a_line_without_an_artist_is_asked_for_by_title_and_release() -> None:
    with asking() as (provider, _):
        offers = provider.offers([Wanted(title="Teardrop"), Wanted(title="Angel", release="Mezzanine")])
    assert names(offers.candidates[0]) == {("Teardrop", "Massive Attack")}
    assert names(offers.candidates[1]) == {("Angel", "Massive Attack")}


def test_an_isrc_finds_what_the_words_do_not() -> None:
    with asking() as (provider, _):
        (candidates,) = provider.offers(
            [Wanted(title="Keine Wunder", artist="X", isrcs=(NO_SURPRISES_ISRC,))]
        ).candidates
    assert names(candidates) == {("No Surprises", "Radiohead")}


@pytest.mark.parametrize(
    "title",
    [
        'Say "Hi" Twice',
        "Why? (Not)",
        "AC/DC: Live!",
        "a\\b",
        "C++ && C--",
        "[untitled]",
        "~tilde^2*",
        "AND OR NOT",
        "{x}",
    ],
)
def test_what_means_something_in_the_language_is_only_text(title: str) -> None:
    make = Maker()
    catalogue = Catalogue((make.release("Signs", "Made-up: Band!", [make.recording(title, "Made-up: Band!")]),))
    with asking(catalogue) as (provider, replica):
        (candidates,) = provider.offers([Wanted(title=title, artist="Made-up: Band!")]).candidates
        assert replica.count == 1
    assert names(candidates) == {(title, "Made-up: Band!")}


@pytest.mark.parametrize("printed", ["Judy Bridgewater", "Jane Monheit"])
def test_a_fictional_singer_is_found_by_either_name(printed: str) -> None:
    make = Maker()
    monheit = make.artist("Jane Monheit", "Person")
    song = make.recording("Never Let Me Go", Credited(monheit, as_name=printed))
    catalogue = Catalogue((make.release("Songs after Dark", monheit, [song]),))
    line = Wanted(title="Never Let Me Go", artist="Jane Monheit", credited_as="Judy Bridgewater")
    with asking(catalogue) as (provider, replica):
        (candidates,) = provider.offers([line]).candidates
        assert replica.count == 1
    (name,) = candidates[0].recording.artist_credit
    assert (name.name, name.artist) == (printed, "Jane Monheit" if printed == "Judy Bridgewater" else None)


def test_a_character_artist_is_found_by_the_credited_name() -> None:
    make = Maker()
    character = Artist("Judy Bridgewater", make.mbid("artist"), "Character")
    catalogue = Catalogue((make.release("Songs", character, [make.recording("Never Let Me Go", character)]),))
    line = Wanted(title="Never Let Me Go", artist="Jane Monheit", credited_as="Judy Bridgewater")
    with asking(catalogue) as (provider, _):
        (candidates,) = provider.offers([line]).candidates
    assert names(candidates) == {("Never Let Me Go", "Judy Bridgewater")}


def test_a_score_track_credited_to_its_players_is_found_by_its_release() -> None:
    make = Maker()
    players = make.recording("Making Tea", "Made-up Session Orchestra")
    catalogue = Catalogue((make.release(SCORE_TITLE, "Rachel Portman", [players], secondary_types=("Soundtrack",)),))
    with asking(catalogue) as (provider, replica):
        (candidates,) = provider.offers([FAN_LINES[0]]).candidates
        assert replica.count == 1
    assert names(candidates) == {("Making Tea", "Made-up Session Orchestra")}


def test_a_candidate_says_where_it_stands_and_how_it_is_called_elsewhere() -> None:
    with asking() as (provider, replica):
        (candidates,) = provider.offers([FAN_LINES[7]]).candidates
        right = replica.catalogue.find(*RIGHT[7])
    (candidate,) = [one for one in candidates if one.recording.mbid == right.mbid]
    assert candidate.provider == "musicbrainz"
    assert candidate.release is not None
    assert (candidate.release.title, candidate.medium, candidate.position) == ("OK Computer", 1, 10)
    assert candidate.recording.duration_ms == 229_120
    assert candidate.identifiers == (identifiers.recording_uri(right.mbid), f"urn:isrc:{NO_SURPRISES_ISRC}")


def test_the_release_that_is_told_is_the_one_that_the_line_names() -> None:
    with asking() as (provider, _):
        offers = provider.offers(
            [
                Wanted(title="Memorie dal Futuro", artist="MONO", release="Gone: A Collection of EPs 2000–2007"),
                Wanted(title="Memorie dal Futuro", artist="MONO"),
            ]
        )
    told = [one.release.title for (one,) in offers.candidates if one.release is not None]
    assert told == ["Gone: A Collection of EPs 2000–2007", "Memorie dal Futuro"]


# What is known


def test_known_recordings_are_looked_up_and_the_rest_is_searched_for() -> None:
    with asking() as (provider, replica):
        known = {line: replica.catalogue.find(*RIGHT[line]).mbid for line in (0, 6)}
        lines = [
            wanted.replace(identifiers=said(identifiers.recording_uri(known[line]))) if line in known else wanted
            for line, wanted in enumerate(FAN_LINES)
        ]
        plan = provider.plan(lines)
        offers = provider.offers(lines)
        assert plan.requests == replica.count == 3
        assert [seen.path for seen in replica.seen[:2]] == [f"/ws/2/recording/{mbid}" for mbid in known.values()]
        assert "Tender" not in replica.seen[2].query["query"]
    assert [offers.candidates[line][0].recording.mbid for line in known] == list(known.values())
    assert all(offers.candidates)


def test_a_dead_recording_is_searched_for() -> None:
    dead = said("https://musicbrainz.org/recording/00000000-0000-4000-8000-00000000dead")
    with asking() as (provider, replica):
        (candidates,) = provider.offers([Wanted(title="Tummy", artist="Tamino", identifiers=dead)]).candidates
        assert replica.count == 2
    assert ("Tummy", "Tamino") in names(candidates)


def test_by_id_answers_what_is_alive_and_ours() -> None:
    with asking() as (provider, replica):
        tea = replica.catalogue.find("Making Tea", "Rachel Portman")
        alive = identifiers.recording_uri(tea.mbid)
        merged = identifiers.recording_uri(MERGED_INTO_MAKING_TEA)
        dead = identifiers.recording_uri("00000000-0000-4000-8000-00000000dead")
        isrc = f"urn:isrc:{NO_SURPRISES_ISRC}"
        unknown = "urn:isrc:XXZ999999999"
        found = provider.by_id([alive, merged, dead, isrc, unknown, "spotify:track:0000000000000000000000", alive])
        assert replica.count == 5
    assert list(found) == [alive, merged, isrc]
    assert found[merged].recording.mbid == found[alive].recording.mbid == tea.mbid
    assert found[isrc].recording.title == "No Surprises"
    candidate = found[alive]
    assert candidate.release is not None
    assert (candidate.release.title, candidate.position) == (SCORE_TITLE, 8)
    assert [(one.role, one.name) for one in candidate.recording.works[0].credits] == [("composer", "Rachel Portman")]


def test_nothing_wanted_asks_nothing() -> None:
    with asking() as (provider, replica):
        assert provider.offers([]).candidates == ()
        assert provider.by_id([]) == {}
        assert provider.plan([]).requests == provider.plan([]).at_most == 0
        assert replica.count == 0


# How it asks


def test_it_says_who_it_is_and_whom_to_write_to() -> None:
    with MusicBrainzReplica() as replica:
        provider = MusicBrainz(replica.url, interval=0.001, contact="someone\r\n@example.org é")
        provider.offers(FAN_LINES[:1])
        agent = replica.seen[0].headers["User-Agent"]
    assert agent.startswith("soundtrack-companion/")
    assert agent.endswith("( someone @example.org )")


def test_every_query_is_sent_whole_with_a_hundred_hits_asked_for() -> None:
    with asking() as (provider, replica):
        provider.offers(FAN_LINES)
        (seen,) = replica.seen
    assert set(seen.query) == {"query", "limit"}
    assert seen.query["limit"] == "100"
    assert len(seen.raw_query) < 6000


def test_it_keeps_the_interval_so_the_service_never_refuses() -> None:
    lines = [
        wanted.replace(identifiers=said(identifiers.recording_uri("0" * 8 + "-0000-4000-8000-00000000dead")))
        for wanted in FAN_LINES[:3]
    ]
    with MusicBrainzReplica(interval=0.05) as replica:
        provider = MusicBrainz(replica.url, interval=0.15)
        provider.offers(lines)
        starts = [seen.started for seen in replica.seen]
        assert (replica.count, replica.too_fast) == (4, 0)
    assert min(b - a for a, b in pairwise(starts)) >= 0.05


DEAD = identifiers.recording_uri("00000000-0000-4000-8000-00000000dead")


@pytest.mark.parametrize("lines", [FAN_LINES, [Wanted(title="Unheard", artist="Nobody", identifiers=said(DEAD))]])
def test_progress_counts_lines_up_to_all(lines: list[Wanted]) -> None:
    steps: list[tuple[int, int]] = []
    with asking() as (provider, _):
        provider.offers(lines, progress=lambda done, whole: steps.append((done, whole)))
    assert steps[-1] == (len(lines), len(lines))
    assert steps == sorted(steps)


# By name


def test_the_environment_says_where_how_fast_and_who(monkeypatch: pytest.MonkeyPatch) -> None:
    with MusicBrainzReplica() as replica:
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_URL", replica.url)
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_INTERVAL", "0.5")
        monkeypatch.setenv("PLAYLISTS_CONTACT", "me@example.org")
        provider = musicbrainz()
        assert isinstance(provider, Provider)
        assert provider.name == "musicbrainz"
        assert provider.plan(FAN_LINES).seconds == 0.5
        provider.offers(FAN_LINES[:1])
        assert "me@example.org" in replica.seen[0].headers["User-Agent"]


def test_without_an_environment_it_is_the_public_service_at_its_pace() -> None:
    provider = musicbrainz()
    assert provider.scope == "https://musicbrainz.org"
    assert provider.plan(SCORE_LINES, SCORE).seconds == 2.2


@pytest.mark.parametrize("interval", ["fast", "-1", "nan", "1000"])
def test_an_interval_that_is_none_is_refused(interval: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_INTERVAL", interval)
    with pytest.raises(UsageError, match="PLAYLISTS_MUSICBRAINZ_INTERVAL"):
        musicbrainz()


@pytest.mark.parametrize(
    "url", ["musicbrainz.org", "ftp://x", "http://u:secret@h", "http://h/ws/2", "http://", "http://h:x"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        MusicBrainz(url)
    assert "secret" not in str(caught.value)
