"""Public data sets: measured in full by tests/benchmarks/matching.py, here a floor that no change may break."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from soundtrack import text
from soundtrack.matching.compare import compare
from soundtrack.matching.description import Description
from tests.benchmarks import matching as benchmark
from tests.benchmarks import matching_data as data

FOLDER = Path(os.environ.get("PLAYLISTS_TEST_DATA", "/nowhere")) / "matching"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="PLAYLISTS_TEST_DATA names no folder with matching data")


def _records(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (FOLDER / "cases" / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", ["itunes_amazon_structured", "itunes_amazon_dirty"])
def test_shop_pages_are_told_apart(name: str) -> None:
    pairs = data.pairs(FOLDER / "pairs" / f"{name}.train.jsonl")
    assert benchmark.f1([compare(p.left, p.right).logit > 0 for p in pairs], [p.label for p in pairs]) >= 96


def test_hand_made_choices_are_made_as_by_hand() -> None:
    _, missed = benchmark.picard_choices(FOLDER / "cases" / "picard_recording_lookup.jsonl")
    assert set(missed) <= {"multi_isrc_all_wrong"}


def test_lines_of_the_mapper_s_tests_find_their_recording() -> None:
    """The queries against one another's names, as far as they can be decided without the mapper's database."""
    named: dict[str, tuple[str, str]] = {}
    for case in _records("listenbrainz_mapper.jsonl"):
        if case["recording_mbid"]:
            named.setdefault(case["recording_mbid"], (case["title"], case["artist"]))
    rows = {mbid: Description(*names) for mbid, names in named.items()}
    wrong = []
    for case in _records("listenbrainz_mapper.jsonl"):
        line = Description(case["title"], case["artist"])
        best = max(rows, key=lambda mbid: compare(line, rows[mbid]).logit)
        accepted = compare(line, rows[best]).logit > 0
        if (case["recording_mbid"] or None) != (best if accepted else None):
            wrong.append(f"{case['artist']} - {case['title']}")
    assert len(wrong) <= 2, wrong


def test_cleaned_names_keep_what_makes_another_recording() -> None:
    """The cleaner throws versions away; we name them. Where it cuts credits and editions, we cut the same."""
    cases = [case for case in _records("listenbrainz_cleaner.jsonl") if case["kind"] == "recording"]
    same = sum(text.title(case["in"]).core == text.fold(case["out"]) for case in cases)
    assert same >= 0.6 * len(cases)
