"""Choosing among candidates, or saying why none is chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack import candidate, decide, same_recording, wanted
from soundtrack.matching import decision
from soundtrack.models import Candidate, Wanted

EXCHANGE = Wanted(title="Exchange", artist="Massive Attack", release="Mezzanine", duration_ms=251_000)
TWIN = candidate("(Exchange)", artist="Massive Attack", release="Mezzanine", duration_ms=248_000)


def test_the_right_one_is_matched_and_its_bracketed_twin_is_the_runner_up() -> None:
    right = candidate("Exchange", artist="Massive Attack", release="Mezzanine", duration_ms=251_000)
    found = decide(EXCHANGE, [TWIN, right])
    assert found.state == "matched"
    assert found.candidate == right
    assert found.refused is None
    assert found.runner_up is not None
    assert found.runner_up.candidate == TWIN
    assert "in brackets" in found.runner_up.why


@pytest.mark.parametrize(
    ("line", "trap"),
    [
        (EXCHANGE, TWIN),
        (EXCHANGE, candidate("Exchange", artist="Bryson Tiller", release="T R A P S O U L", duration_ms=194_000)),
        (Wanted(title="Tender", artist="Blur", duration_ms=460_000), candidate("Tender (radio edit)", artist="Blur", duration_ms=270_000)),
        (Wanted(title="Tender", artist="Blur"), candidate("Tender (radio edit)", artist="Blur")),
        (Wanted(title="Tummy", artist="Tamino", release="Amir"), candidate("Tummy (demo)", artist="Tamino", release="Amir (Deluxe)")),
        (Wanted(title="Happy When It Rains", artist="The Jesus and Mary Chain", duration_ms=216_000), candidate("Happy When It Rains (long version)", artist="The Jesus and Mary Chain")),
        (Wanted(title="Never Let Me Go", artist="Jane Monheit", credited_as="Judy Bridgewater"), candidate("Never Let Me Go", artist="Stacey Kent", release="Breakfast on the Morning Tram", duration_ms=278_000)),
        (Wanted(title="Main Titles", artist="Rachel Portman", release="Never Let Me Go (Original Motion Picture Soundtrack)"), candidate("Main Title", artist="Rachel Portman", release="Chocolat (Original Motion Picture Soundtrack)", duration_ms=187_466)),
        (Wanted(title="Main Titles", artist="Rachel Portman"), candidate("Main Titles", artist="Rachel Portman")),
        (Wanted(title="End Credits", artist="Rachel Portman"), candidate("End Titles", artist="Rachel Portman", release="The Duchess")),
        (Wanted(title="No Surprises", artist="Radiohead", duration_ms=229_000), candidate("Karma Police", artist="Radiohead", duration_ms=229_000)),
        (Wanted(title="No Surprises", artist="Radiohead"), candidate("No Surprises (In the Style of Radiohead) [Karaoke Version]", artist="Party Singers")),
    ],
)  # fmt: skip
def test_a_trap_that_is_offered_alone_is_refused_with_a_reason(line: Wanted, trap: Candidate) -> None:
    found = decide(line, [trap])
    assert found.state in ("missing", "ambiguous")
    assert found.candidate == trap
    assert found.refused
    assert found.confidence is not None
    assert found.confidence < decision.ACCEPT


def test_a_generic_name_is_decided_by_its_release() -> None:
    album = "Never Let Me Go (Original Motion Picture Soundtrack)"
    line = Wanted(title="Main Titles", artist="Rachel Portman", release=album)
    right = candidate("Main Titles", artist="Rachel Portman", release=album)
    other = candidate("Main Titles", artist="Rachel Portman", release="The Duchess")
    assert decide(line, [other, right]).candidate == right
    assert decide(line, [other, right]).state == "matched"


def test_nothing_offered_is_missing_without_candidate_or_confidence() -> None:
    found = decide(Wanted(title="Tummy", artist="Tamino"), [])
    assert (found.state, found.candidate, found.confidence) == ("missing", None, None)


def test_different_songs_that_fit_alike_stay_ambiguous_and_are_listed() -> None:
    line = Wanted(title="Our House Of Memories")
    one, other = candidate("Our House Of Memories", artist="Ann"), candidate("Our House Of Memories", artist="Bob")
    found = decide(line, [one, other])
    assert found.state == "ambiguous"
    assert [rival.candidate for rival in found.rivals] == [one, other]
    assert found.refused


def test_two_identifiers_of_one_song_are_no_rivals() -> None:
    line = Wanted(title="Karma Police", artist="Radiohead")
    offers = [
        candidate("Karma Police", artist="Radiohead", release=album, duration_ms=261_000)
        for album in ("OK Computer", "Best Of")
    ]
    found = decide(line, offers)
    assert found.state == "matched"
    assert found.runner_up is None
    assert found.same == (offers[1],)


def test_the_length_chooses_among_versions() -> None:
    offers = [
        candidate("Love Song", artist="Somebody", duration_ms=240_000),
        candidate("Love Song (Radio Edit)", artist="Somebody", duration_ms=210_000),
        candidate("Love Song (Live)", artist="Somebody", duration_ms=290_000),
    ]
    assert decide(wanted("Love Song", artist="Somebody", duration_ms=240_000), offers).candidate == offers[0]
    assert decide(wanted("Love Song (Radio Edit)", artist="Somebody"), offers).candidate == offers[1]
    assert decide(wanted("Love Song - Live", artist="Somebody"), offers).candidate == offers[2]
    assert decide(wanted("Love Song (Karaoke Version)", artist="Somebody"), offers).state == "missing"


def test_an_isrc_that_all_else_bears_out_names_the_version() -> None:
    line = wanted("Love Song", artist="Somebody", duration_ms=255_000, isrc="GBAYE0000003")
    acoustic = candidate("Love Song (Acoustic)", artist="Somebody", duration_ms=255_000, isrc="GBAYE0000003")
    album = candidate("Love Song", artist="Somebody", duration_ms=240_000, isrc="GBAYE0000001")
    found = decide(line, [album, acoustic])
    assert (found.state, found.candidate) == ("matched", acoustic)


def test_same_recording_wants_one_song_one_version_and_one_length() -> None:
    album = candidate("Karma Police", artist="Radiohead", duration_ms=261_000)
    assert same_recording(album, candidate("Karma Police - Remastered", artist="Radiohead", duration_ms=263_000))
    assert same_recording(album, candidate("Karma Police", artist="Radiohead"))
    assert not same_recording(album, candidate("Karma Police (Live)", artist="Radiohead", duration_ms=261_000))
    assert not same_recording(album, candidate("Karma Police", artist="Radiohead", duration_ms=300_000))
    assert not same_recording(album, candidate("Karma Police", artist="Easy Star", duration_ms=261_000))
    assert not same_recording(TWIN, candidate("Exchange", artist="Massive Attack", duration_ms=249_000))


OFFERS = st.lists(
    st.builds(
        candidate,
        st.sampled_from(["Tender", "Tender (Live)", "(Tender)", "Tonder", "Blur", "Other"]),
        st.sampled_from([None, "Blur", "Blurr", "Somebody"]),
        st.sampled_from([None, "13"]),
        st.sampled_from([None, 270_000, 460_000]),
    ),
    max_size=6,
)


@given(OFFERS)
def test_a_decision_is_never_failed_and_says_what_its_state_asks_for(offers: list[Candidate]) -> None:
    found = decide(Wanted(title="Tender", artist="Blur", duration_ms=460_000), offers)
    assert found.state in ("matched", "ambiguous", "missing")
    assert (found.candidate is None) == (not offers)
    assert (found.confidence is None) == (not offers)
    assert (found.refused is None) == (found.state == "matched" or not offers)
    if found.state == "ambiguous":
        assert len(found.rivals) > 1
    if found.runner_up is not None:
        assert found.runner_up.why
        assert found.runner_up.candidate != found.candidate


@given(OFFERS, st.randoms())
def test_what_is_decided_does_not_depend_on_the_order_of_offers(offers: list[Candidate], random: object) -> None:
    line = Wanted(title="Tender", artist="Blur", duration_ms=460_000)
    shuffled = list(offers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = decide(line, offers), decide(line, shuffled)
    assert one.state == other.state
    assert one.confidence == pytest.approx(other.confidence)


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=6))
def test_confidence_is_a_probability_and_rivals_only_lower_it(logits: list[float]) -> None:
    alone = decision.confidence_of(logits[:1], 1.0, 0.0)
    among = decision.confidence_of(logits, 1.0, 0.0)
    assert 0 <= among <= alone <= 1
