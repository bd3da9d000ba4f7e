"""How alike two descriptions are, and the evidence for it."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack import candidate, similarity, wanted
from soundtrack.matching import model
from soundtrack.matching.compare import compare
from soundtrack.matching.description import Description
from soundtrack.models import ArtistCreditName, Candidate, Credit, Recording, Release, Wanted
from soundtrack.story import Said

WORDS = st.sampled_from(
    ["love", "the", "Exchange", "(Exchange)", "Live", "(Live)", "- Radio Edit", "Pt. 2", "長く短い祭", "Родившийся", "سلام", "💔",
     "feat. Ann", "07.", "Blur", "–", "a", "1", "[Explicit]", "Remix", "(Bob Remix)", "Soundtrack"]
)  # fmt: skip
TITLES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join) | st.text(min_size=1, max_size=30)
ARTISTS = (
    st.none()
    | st.sampled_from(["Blur", "The Blur", "Massive Attack", "Various Artists", "Ann & Bob", "椎名林檎", ""])
    | st.text(max_size=20)
)
DESCRIPTIONS = st.builds(
    Description,
    TITLES,
    ARTISTS,
    st.none() | st.sampled_from(["13", "Mezzanine", "Live at Wembley", "Karaoke Hits"]),
    st.none() | st.floats(1, 5000),
    position=st.none() | st.integers(1, 20),
)  # fmt: skip


def value(line: tuple[object, ...], offer: tuple[object, ...]) -> float:
    return model.probability(compare(Description(*line), Description(*offer)).logit)  # type: ignore[arg-type]


@given(DESCRIPTIONS, DESCRIPTIONS)
def test_a_description_is_most_similar_to_itself(one: Description, other: Description) -> None:
    assert compare(one, one).logit >= compare(one, other).logit - 1e-9


@given(DESCRIPTIONS, DESCRIPTIONS)
def test_no_two_descriptions_break_the_comparison(one: Description, other: Description) -> None:
    assert math.isfinite(compare(one, other).logit)


@given(
    TITLES.filter(lambda t: t.strip() and t.isprintable()),
    TITLES.filter(lambda t: t.strip() and t.isprintable()),
    ARTISTS,
)
def test_evidence_sums_to_the_logit_of_the_value(mine: str, theirs: str, artist: str | None) -> None:
    found = similarity(wanted(mine, artist=artist), candidate(theirs, artist=(artist or "").strip() or None))
    total = found.intercept + sum(entry.weight for entry in found.evidence)
    assert found.value == pytest.approx(1 / (1 + math.exp(-total)))
    assert all(entry.text.strip() for entry in found.evidence)


@pytest.mark.parametrize("long", ["love " * 2000, "(" * 3000, "a - " * 2000, "x" * 20_000, "1 " * 3000])
def test_long_texts_cost_milliseconds(long: str) -> None:
    begun = time.process_time()
    compare(Description(long, long), Description(long[::-1], "x"))
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("line", "offer"),
    [
        (("Nothing’s gonna hurt you baby", "Cigarette After Sex"), ("Nothing's Gonna Hurt You Baby", "Cigarettes After Sex")),
        (("Sonny Boy Smith : She's My Girl", ""), ("She's My Girl", "Sonny Boy Smith")),
        (("The Hollow Stars", "All The Kids On The Street"), ("All The Kids On The Street", "The Hollow Stars")),
        (("05 Yellow Moon Feat. Someone", "Somebody"), ("Yellow Moon", "Somebody feat. Someone")),
        (("Goner Jane And The Trees", ""), ("Goner", "Jane And The Trees")),
        (("The Weary Quiet Songs Cant Satisfy", None), ("Can't Satisfy", "The Weary Quiet Songs")),
        (("Silver and Gold Little Big Farm Country ( C ) 2014 Somebody LLC Records 3:31", ""), ("Silver And Gold", "Little Big Farm")),
        (("Heart To Heart", "Loggins, Kenneth"), ("Heart To Heart", "Kenneth Loggins")),
        (("Feel Like a Child", "B. Heat"), ("Feel Like a Child", "Black Heat")),
        (("Proud Marty", "CWR"), ("Proud Marty", "Clear Water Revival")),
        (("Stuck In A Moment Yo...", "U2"), ("Stuck In A Moment You Can't Get Out Of", "U2")),
        (("EN MI MUNDO", "Jasiel NuÃ±ez"), ("EN MI MUNDO", "Jasiel Nuñez")),
        (("Deeper Shad eOf Blue", "Urban Danse Squad"), ("Deeper Shade Of Blue", "Urban Dance Squad")),
        (("Dear God 2.0 (feat. Someone)", "The Bones"), ("Dear God 2.0", "The Bones feat. Someone")),
        (("長く短い祭", "椎名林檎"), ("長く短い祭", "椎名林檎")),
        (("Родившийся в эту ночь", "Наутилус"), ("родившийся в эту ночь", "Наутилус")),
        (("!!!", "Ooo"), ("!!!", "Ooo")),
        (("7", "Prince"), ("7", "Prince")),
        (("x", "Y"), ("X", "y")),
    ],
)  # fmt: skip
def test_slips_of_people_do_not_make_another_song(line: tuple[str, str], offer: tuple[str, str]) -> None:
    assert value(line, offer) > 0.5


@pytest.mark.parametrize(
    ("line", "offer", "why"),
    [
        (("Exchange", "Massive Attack", "Mezzanine", 251), ("(Exchange)", "Massive Attack", "Mezzanine", 248), "brackets"),
        (("Tender", "Blur"), ("Tender (Radio Edit)", "Blur"), "version"),
        (("Tummy", "Tamino"), ("Tummy (demo)", "Tamino"), "version"),
        (("Happy When It Rains", "The Jesus and Mary Chain"), ("Happy When It Rains (long version)", "The Jesus and Mary Chain"), "version"),
        (("Heroes (Live)", "Somebody"), ("Heroes", "Somebody"), "version"),
        (("Heroes - Acoustic", "Somebody"), ("Heroes", "Somebody"), "version"),
        (("Heroes (Karaoke Version)", "Somebody"), ("Heroes", "Somebody"), "version"),
        (("Starry Eyed (Ann Remix)", "Somebody"), ("Starry Eyed (Bob Remix)", "Somebody"), "maker"),
        (("Never Let Me Go", "Jane Monheit"), ("Never Let Me Go", "Stacey Kent"), "artist"),
        (("Exchange", "Massive Attack"), ("Exchange", "Bryson Tiller"), "artist"),
        (("The Birds, Pt. 1", "Somebody"), ("The Birds, Pt. 2", "Somebody"), "number"),
        (("Highway #1", "Elmer Somebody"), ("Highway #2", "Elmer Somebody"), "number"),
        (("Wake Up", "Somebody", None, 226), ("Roll Up", "Somebody", None, 227), "title"),
        (("Believe", "Cher"), ("Believe", "Karaoke Superstars Tribute to Cher", "Karaoke Hits"), "karaoke"),
        (("Main Titles", "Rachel Portman", "Never Let Me Go (Original Motion Picture Soundtrack)"), ("Main Title", "Rachel Portman", "Chocolat (Original Motion Picture Soundtrack)"), "generic"),
    ],
)  # fmt: skip
def test_another_recording_is_told_apart(line: tuple[object, ...], offer: tuple[object, ...], why: str) -> None:
    assert value(line, offer) < 0.5, why


def test_the_length_of_a_version_tells_that_it_is_meant() -> None:
    live = ("Resurrection - Live", "Somebody", None, 360.6)
    assert value(("Resurrection", "Somebody", None, 361.0), live) > 0.5
    assert value(("Resurrection", "Somebody", None, 250.0), live) < 0.5


@pytest.mark.parametrize("placeholder", ["Various Artists", "Unknown Artist", "[unknown]", "Soundtrack", "?"])
def test_a_placeholder_artist_is_unknown_and_speaks_against_nobody(placeholder: str) -> None:
    offer = ("Phantom of the Opera House", "Andrew Somebody")
    assert value(("Phantom of the Opera House", placeholder), offer) == value(
        ("Phantom of the Opera House", None), offer
    )


def test_another_unit_of_length_weighs_less_than_another_length() -> None:
    offer = ("Never Let Me Go", "Somebody", None, 230.0)
    assert value(("Never Let Me Go", "Somebody", None, 230_000.0), offer) > value(
        ("Never Let Me Go", "Somebody", None, 23_000.0), offer
    )


def test_rare_words_say_more_than_frequent_ones_where_nobody_is_named() -> None:
    assert value(("Krzyżacy Śpiewają", None), ("Krzyżacy Śpiewają", "Somebody")) > value(
        ("Love", None), ("Love", "Somebody")
    )


def test_composer_and_performers_of_a_score_are_both_welcome() -> None:
    line = Wanted(title="The Pier At Dawn", artist="Rachel Portman")
    played = Recording(
        title="The Pier At Dawn",
        artist_credit=(ArtistCreditName(name="City Orchestra"),),
        credits=(Credit(role="composer", name="Rachel Portman"),),
    )
    found = similarity(line, Candidate(provider="x", recording=played))
    assert found.value > 0.5
    assert any("same people" in entry.text for entry in found.evidence)
    assert similarity(line, Candidate(provider="x", recording=played.replace(credits=()))).value < 0.5


def test_the_name_a_story_gives_its_singer_is_accepted_beside_the_real_one() -> None:
    line = Wanted(title="Never Let Me Go", artist="Jane Monheit", credited_as="Judy Bridgewater")
    assert similarity(line, candidate("Never Let Me Go", artist="Jane Monheit")).value > 0.5
    assert similarity(line, candidate("Never Let Me Go", artist="Judy Bridgewater")).value > 0.5
    assert similarity(line, candidate("Never Let Me Go", artist="Stacey Kent")).value < 0.5


def test_an_isrc_alone_decides_nothing() -> None:
    line = wanted("No Surprises", artist="Radiohead", duration_ms=229_000, isrc="GBAYE9700386")
    other = candidate("Karma Police", artist="Radiohead", duration_ms=261_000, isrc="GBAYE9700386")
    assert similarity(line, other).value < 0.5


def test_an_identifier_and_its_isrc_are_one_witness() -> None:
    uri = "spotify:track:0000000000000000000000"
    line = wanted("No Surprises", artist="Radiohead", isrc="GBAYE9700386").replace(identifiers=(Said(uri=uri),))
    offer = candidate("No Surprises", artist="Radiohead", isrc="GBAYE9700386").replace(identifiers=(uri,))
    fields = [entry.text for entry in similarity(line, offer).evidence]
    assert "same identifier" in fields
    assert "same ISRC" not in fields


def test_explicit_clean_mono_stereo_and_remasters_are_substitutes() -> None:
    for said in ("[Explicit]", "[Clean]", "(Mono)", "(Stereo)", "(2011 Remaster)", '(From "The Film")'):
        assert similarity(wanted("Goner", artist="Somebody"), candidate(f"Goner {said}", artist="Somebody")).value > 0.5


def test_a_release_of_karaoke_is_karaoke_whatever_the_title_says() -> None:
    played = Candidate(
        provider="x",
        recording=Recording(title="Believe", artist_credit=(ArtistCreditName(name="Cher"),)),
        release=Release(title="Hits", secondary_types=("karaoke",)),
    )
    assert similarity(Wanted(title="Believe", artist="Cher"), played).value < 0.5


def test_a_database_s_remark_counts_as_part_of_the_title() -> None:
    live = Recording(
        title="Heroes", artist_credit=(ArtistCreditName(name="Somebody"),), disambiguation="live, 1997-06-28"
    )
    assert similarity(Wanted(title="Heroes", artist="Somebody"), Candidate(provider="x", recording=live)).value < 0.5
    assert (
        similarity(Wanted(title="Heroes (Live)", artist="Somebody"), Candidate(provider="x", recording=live)).value
        > 0.5
    )


def test_every_feature_that_can_come_up_has_a_weight_and_words() -> None:
    assert set(model.WEIGHTS) >= {
        "title same",
        "unasked version of that length",
        "reading cut",
        "place on the list's release",
    }
    assert all(math.isfinite(weight) for weight in model.WEIGHTS.values())
