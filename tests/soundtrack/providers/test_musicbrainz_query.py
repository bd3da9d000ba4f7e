"""Queries: always within the language and the length, whatever a line says."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.models import Wanted, WantedRelease
from soundtrack.providers._musicbrainz import query
from tests.replicas.musicbrainz import RECORDING_FIELDS, RELEASE_FIELDS
from tests.replicas.musicbrainz_query import Group, Node, Not, Phrase, parse, words

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.text(
    st.sampled_from('+-&|!(){}[]^"~*?:\\/ aß’“AND OR NOT\n'), max_size=60
)
TITLES = TEXTS.filter(lambda text: text.strip() != "" and any(not char.isspace() for char in text))
WANTEDS = st.builds(
    Wanted,
    title=TITLES,
    artist=st.none() | TEXTS,
    release=st.none() | TEXTS,
    credited_as=st.none() | TEXTS,
    composers=st.lists(TITLES, max_size=3).map(tuple),
    isrcs=st.lists(st.from_regex(r"XX[A-Z0-9]{3}[0-9]{7}", fullmatch=True), max_size=3).map(tuple),
)


def phrases(node: Node) -> list[Phrase]:
    if isinstance(node, Phrase):
        return [node]
    if isinstance(node, Not):
        return phrases(node.clause)
    assert isinstance(node, Group)
    return [phrase for clause in node.clauses for phrase in phrases(clause)]


@given(WANTEDS)
@pytest.mark.parametrize("clause", [query.strict, query.loose, query.alone])
def test_whatever_a_line_says_its_clause_is_in_the_language_and_fits(clause: object, wanted: Wanted) -> None:
    text = clause(wanted)  # type: ignore[operator]
    found = phrases(parse(text, RECORDING_FIELDS))
    title = words(wanted.title)
    for phrase in found:
        if phrase.field == "recording":
            assert " ".join(phrase.words) in " ".join(title)
    assert query.fits([text]) == (len(quote_plus(text)) <= 5800)
    assert clause is query.alone or query.fits([text])


@given(st.builds(WantedRelease, title=TITLES, artist=st.none() | TEXTS))
def test_whatever_a_release_is_called_its_query_is_in_the_language(wanted: WantedRelease) -> None:
    text = query.release(wanted)
    parse(text, RELEASE_FIELDS)
    assert query.fits([text])


@given(st.lists(WANTEDS, max_size=25))
def test_batches_hold_every_line_once_in_order_and_fit(lines: list[Wanted]) -> None:
    clauses = [query.strict(line) for line in lines]
    groups = query.batches(clauses)
    assert [index for group in groups for index in group] == list(range(len(lines)))
    assert all(len(group) <= query.PAIRS and query.fits(clauses[one] for one in group) for group in groups)
    for group in groups:
        parse(query.joined(clauses[one] for one in group), RECORDING_FIELDS)


def test_a_line_asks_for_title_status_and_every_telling_word_of_its_names() -> None:
    wanted = Wanted(title="Happy When It Rains (long version)", artist="The Jesus & Mary Chain", release="Darklands")
    assert query.strict(wanted) == (
        '(recording:"Happy When It Rains" AND status:"official" AND (artist:"Jesus" OR artist:"Mary" OR artist:"Chain"'
        r' OR artistname:"The Jesus \& Mary Chain" OR release:"Darklands"))'
    )


def test_a_release_called_as_the_song_is_no_help_and_not_asked_for() -> None:
    assert "release" not in query.strict(Wanted(title="Tender", artist="Blur", release="Tender"))


def test_placeholders_are_nobody() -> None:
    assert (
        query.strict(Wanted(title="Tender", artist="Various Artists")) == '(recording:"Tender" AND status:"official")'
    )


def test_a_name_of_fillers_only_is_asked_for_whole() -> None:
    assert 'artist:"The The"' in query.strict(Wanted(title="Uncertain Smile", artist="The The"))


def test_a_score_is_asked_for_by_its_name_its_artist_or_as_any_soundtrack() -> None:
    wanted = WantedRelease(title="Never Let Me Go (Original Motion Picture Soundtrack)", artist="Rachel Portman")
    assert query.release(wanted) == (
        '(release:"Never Let Me Go" AND (artist:"Rachel" OR artist:"Portman" OR secondarytype:"soundtrack"))'
    )


def test_a_line_that_asks_for_a_concert_is_not_led_away_from_concerts() -> None:
    assert "live" in query.alone(Wanted(title="Tender", artist="Blur"))
    assert "live" not in query.alone(Wanted(title="Tender (live)", artist="Blur"))
