"""The search language: what is in it is ranked, what is not is an error."""

from __future__ import annotations

import pytest

from tests.replicas.musicbrainz_query import Group, Index, Not, Phrase, QueryError, parse, words

FIELDS = frozenset({"recording", "artist", "status"})
SONGS = (
    {"recording": ["Tender"], "artist": ["Blur"], "status": ["Official"]},
    {"recording": ["Tender (radio edit)"], "artist": ["Blur"], "status": ["Official"]},
    {"recording": ["Tender"], "artist": ["Somebody Else"], "status": ["Bootleg"]},
    {"recording": ["Für Élise"], "artist": ["Blur & Friends"], "status": ["Official"]},
)


def hits(query: str) -> list[int]:
    return [number for number, _ in Index(SONGS).rank(parse(query, FIELDS))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('recording:"Tender" AND artist:"Blur"', [0, 1]),
        ("recording:tender", [0, 2, 1]),
        ('(recording:"radio edit") OR artist:"somebody else"', [2, 1]),
        ('recording:"fur elise"', [3]),
        ('recording:"Tender" AND NOT status:"official"', [2]),
        ('artist:"blur" AND (recording:"tender" OR recording:"elise")', [3, 0, 1]),
        ('recording:"elise fur"', []),
        ('recording:"tend"', []),
        ('recording:""', []),
    ],
)
def test_a_query_finds_what_lucene_would_and_ranks_short_values_first(query: str, found: list[int]) -> None:
    assert sorted(hits(query)) == sorted(found)
    assert hits(query)[:1] == found[:1]


def test_two_alternatives_weigh_more_than_one() -> None:
    assert hits('recording:"tender" OR status:"bootleg"')[0] == 2


def test_without_an_operator_it_is_or() -> None:
    assert parse("recording:a artist:b", FIELDS) == Group("OR", (Phrase("recording", ("a",)), Phrase("artist", ("b",))))


def test_operators_are_upper_case_only() -> None:
    with pytest.raises(QueryError, match="names no field"):
        parse("recording:a and artist:b", FIELDS)


def test_a_backslash_takes_the_meaning() -> None:
    assert parse(r'recording:"say \"hi\" \(now\)"', FIELDS) == Phrase("recording", ("say", "hi", "now"))
    assert parse(r"recording:AC\/DC", FIELDS) == Phrase("recording", ("ac", "dc"))


def test_not_stands_before_a_clause() -> None:
    assert parse("NOT recording:a", FIELDS) == Not(Phrase("recording", ("a",)))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "tender",
        'title:"Tender"',
        'recording:"Tender',
        'recording:"a "b" c"',
        'recording:"Tender" AND',
        '(recording:"Tender"',
        'recording:"Tender")',
        "recording:AC/DC",
        "recording:tender~",
        'recording:"tender"^2',
        "recording:[a TO b]",
        "recording:ten*",
        "recording:a AND artist:b OR artist:c",
        'recording:"a\\',
    ],
)
def test_anything_else_is_an_error(query: str) -> None:
    with pytest.raises(QueryError):
        parse(query, FIELDS)


def test_words_know_no_case_accent_or_apostrophe() -> None:
    assert words("Nothing’s GONNA, Björk!") == ("nothings", "gonna", "bjork")
