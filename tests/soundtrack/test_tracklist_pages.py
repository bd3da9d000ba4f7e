"""Track lists out of whole pages: those of tests/data/prose, which we wrote, and real ones where they are at hand."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from soundtrack.tracklist import Tracklist, read

PROSE = Path(__file__).parents[1] / "data" / "prose"
EXPECTED = json.loads((PROSE / "expected.json").read_text("utf-8"))
PAGES = sorted(EXPECTED["pages"])
WITH_LIST = [name for name in PAGES if EXPECTED["pages"][name]["list"]]
WITHOUT = [name for name in PAGES if not EXPECTED["pages"][name]["list"]]


def text_of(name: str) -> str:
    return (PROSE / name).read_text("utf-8")


def wanted(name: str) -> list[tuple[str | None, str]]:
    kind = EXPECTED["pages"][name]["list"]
    if kind == "fan":
        return [(item["artist"], item["title"]) for item in EXPECTED["fan"]]
    return [(EXPECTED["score_artist"] if kind == "score+artist" else None, title) for title in EXPECTED["score"]]


def rows(found: Tracklist) -> list[tuple[str | None, str]]:
    return [(row.artist, row.title) for row in found.rows]


def bare(text: str) -> str:
    """Text without markup and white space, to find in it what a reader saw."""
    text = re.sub(r"<[^>]*>", "", text).replace("&nbsp;", " ")
    return re.sub(r"[\s*_|\[\]#,\"-]+", "", text)


def test_every_page_has_its_expectation() -> None:
    assert sorted(path.name for path in PROSE.iterdir() if path.name != "expected.json") == PAGES


@pytest.mark.parametrize("name", WITH_LIST)
def test_a_page_gives_its_one_list_and_nothing_else(name: str) -> None:
    lists = read(text_of(name))
    assert [rows(found) for found in lists] == [wanted(name)]


@pytest.mark.parametrize("name", WITH_LIST)
def test_rows_count_from_one_and_say_where_they_stand(name: str) -> None:
    text = text_of(name)
    lines = text.splitlines()
    (found,) = read(text)
    assert [row.position for row in found.rows] == list(range(1, len(found.rows) + 1))
    for row in found.rows:
        # what stands from there on begins with what the row shows, markup apart
        rest = bare("".join(lines[row.line - 1 :])[row.column - 1 :])
        shown = bare(row.as_written)
        assert rest.startswith(shown[:5]), row


@pytest.mark.parametrize("name", [n for n in WITH_LIST if EXPECTED["pages"][n].get("list_artist")])
def test_one_artist_for_all_belongs_to_the_list(name: str) -> None:
    (found,) = read(text_of(name))
    assert found.artist == EXPECTED["pages"][name]["list_artist"]


@pytest.mark.parametrize("name", WITHOUT)
def test_no_list_is_found_where_there_is_none(name: str) -> None:
    assert read(text_of(name)) == ()


@pytest.mark.parametrize("name", [name for name in WITH_LIST if not text_of(name).startswith("---")])
def test_prose_around_a_page_changes_nothing(name: str) -> None:
    text = text_of(name)
    before = (
        "<p>We walked to the harbour and back.</p>\n"
        if name.endswith("html")
        else "We walked to the harbour and back.\n\n"
    )
    after = "\n<p>Then it rained.</p>\n" if name.endswith("html") else "\n\nThen it rained, and we went home.\n"
    markup = "html" if name.endswith("html") else None
    plain = read(text, markup=markup)
    framed = read(before + text + after, markup=markup)
    assert [rows(found) for found in framed] == [rows(found) for found in plain]
    assert [row.line for row in framed[0].rows] == [row.line + before.count("\n") for row in plain[0].rows]


def test_sides_are_headings_of_one_list() -> None:
    (found,) = read(text_of("score-sides.md"))
    assert [row.heading for row in found.rows] == ["Side A"] * 10 + ["Side B"] * 9
    assert [row.number for row in found.rows][9:11] == ["A10", "B1"]


def test_lengths_are_read_and_start_times_are_not() -> None:
    (lengths,) = read(text_of("score-lengths.txt"))
    (starts,) = read(text_of("fan-starts.txt"))
    assert [row.duration_ms for row in lengths.rows][:2] == [67_000, 74_000]
    assert {row.duration_ms for row in starts.rows} == {None}


def test_labels_go_into_the_note() -> None:
    (found,) = read(text_of("fan-labels.md"))
    assert found.rows[2].note == "Virgin"


def test_the_reading_is_said_in_a_sentence() -> None:
    (found,) = read(text_of("fan-title-first.md"))
    assert found.reading == "title - artist"
    assert "10 of 10 lines have a dash" in found.why
    assert found.why.endswith(".")


# -- real documents, where they are -----------------------------------------------------------------

DATA = Path(os.environ.get("PLAYLISTS_TEST_DATA", "/nowhere"))


@pytest.mark.skipif(not (DATA / "tracklists" / "truth.jsonl").is_file(), reason="PLAYLISTS_TEST_DATA has no tracklists")
def test_real_documents_are_read_as_well_as_promised() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
    try:
        import prose
    finally:
        sys.path.pop(0)
    folder = DATA / "tracklists"
    records = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()]
    counts = [
        prose.score(record, prose.ours((folder / record["file"]).read_text("utf-8", errors="replace")))
        for record in records
    ]
    whole = 2 * sum(c.right for c in counts) / sum(c.wanted + c.found for c in counts)
    each = [c.f1 for c in counts if c.wanted]
    assert whole >= 0.90
    assert sum(each) / len(each) >= 0.85
    assert sum(c.found for c in counts if not c.wanted) == 0
