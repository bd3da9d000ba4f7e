"""Many lines against many rows in memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.matching import Query, Row, match_lines
from soundtrack.matching.bulk import index
from soundtrack.matching.description import Description
from soundtrack.matching.duplicates import duplicates

ROWS = [
    Row("a", "Karma Police", "Radiohead", "OK Computer", 261.6),
    Row("b", "Karma Police (Live)", "Radiohead", None, 280.0),
    Row("c", "No Surprises", "Radiohead", "OK Computer", 229.1),
    Row("d", "Tender", "Blur", "13", 460.0),
    Row("e", "(Exchange)", "Massive Attack", "Mezzanine", 248.0),
    Row("f", "Exchange", "Massive Attack", "Mezzanine", 251.0),
    Row("g", "長く短い祭", "椎名林檎", None, 312.0),
    Row("h", "Pinô", "Otto Somebody", None, 166.0),
    Row("i", "Deeper Shade Of Blue", "Urban Dance Squad", None, 272.9),
]


@pytest.mark.parametrize(
    ("query", "row"),
    [
        (Query("1", "Karma Police", "Radiohead"), "a"),
        (Query("1", "karma police - live", "radiohead"), "b"),
        (Query("1", "Krama Polise", "Radiohaed"), "a"),
        (Query("1", "Radiohead", "Karma Police"), "a"),
        (Query("1", "Radiohead - Karma Police"), "a"),
        (Query("1", "03 Radiohead – No Surprises [Official Video]"), "c"),
        (Query("1", "Exchange", "Massive Attack"), "f"),
        (Query("1", "(Exchange)", "Massive Attack"), "e"),
        (Query("1", "長く短い祭", "椎名林檎"), "g"),
        (Query("1", "Piôn", "Otto Somebody"), "h"),
        (Query("1", "Urban Danke Squad", "Deeper Shad eOf Blue"), "i"),
    ],
)
def test_a_line_finds_its_row_through_slips(query: Query, row: str) -> None:
    (answer,) = match_lines([query], ROWS)
    assert (answer.state, answer.match_id) == ("matched", row)
    assert answer.confidence is not None
    assert answer.confidence > 0.5


@pytest.mark.parametrize(
    "query",
    [Query("1", "Karma Police", "Somebody Else"), Query("1", "Tender (Live)", "Blur"), Query("1", "Quite Another", "Nobody"), Query("1", "")],
)  # fmt: skip
def test_a_line_without_its_row_is_not_matched(query: Query) -> None:
    (answer,) = match_lines([query], ROWS)
    assert answer.state != "matched"


def test_answers_come_in_the_order_of_the_lines_and_name_the_runner_up() -> None:
    queries = [
        Query("x", "Exchange", "Massive Attack"),
        Query("y", "Tender", "Blur"),
        Query("z", "Karma Police", "Radiohead"),
    ]
    answers = list(match_lines(queries, ROWS))
    assert [answer.id for answer in answers] == ["x", "y", "z"]
    assert [answer.runner_up_id for answer in answers] == ["e", None, "b"]


def test_lines_are_answered_as_they_come() -> None:
    def lines() -> object:
        yield Query("1", "Tender", "Blur")
        raise AssertionError("the second line was asked for before the first was answered")

    assert next(match_lines(lines(), ROWS)).match_id == "d"  # type: ignore[arg-type]


@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_no_answer(rows: list[Row]) -> None:
    queries = [Query(str(i), row.title, row.artist) for i, row in enumerate(ROWS)]
    assert [a[:4] for a in match_lines(queries, rows)] == [a[:4] for a in match_lines(queries, ROWS)]


@given(st.lists(st.builds(Query, st.just("q"), st.text(max_size=30), st.none() | st.text(max_size=20)), max_size=5))
def test_no_line_breaks_the_index(queries: list[Query]) -> None:
    assert len(list(match_lines(queries, index(ROWS)))) == len(queries)


def test_every_row_finds_itself_among_the_first() -> None:
    catalogue = index(ROWS)
    for row in ROWS:
        found = catalogue.candidates(Description(row.title, row.artist, row.album, row.duration_s))
        assert row.id in [catalogue.id(number) for number in found[:2]]


def test_rows_without_a_title_are_found_by_place_and_length() -> None:
    catalogue = index(
        [Row("a", "Retro Song", "In My Rose", "Retro", 200.0), Row("b", "Other", "In My Rose", "Retro", 100.0)]
    )
    found = catalogue.candidates(Description("n.a.", "In My Rose", "Retro", 200.5))
    assert catalogue.id(found[0]) == "a"


def test_the_same_tracks_of_several_sources_are_found_as_duplicates() -> None:
    rows = [
        Description("Hampshire Brush", "Nemo", "Signs of Life", 160.0),
        Description("Hampshire Brush - Signs of Life", "Nemo", None, 160.0),
        Description("Nemo - Hampshire Brush", None, "Signs of  Life", 160.0),
        Description("Higher Love", "Somebody", "Songs", 357.0),
    ]
    assert duplicates(rows) == [(0, 1), (0, 2), (1, 2)]
