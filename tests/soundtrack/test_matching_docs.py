"""docs/matching.md names the test that holds each rule; the tables beside the code say where they come from."""

from __future__ import annotations

import re
from pathlib import Path

from soundtrack.matching import model

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_rules_name_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "matching.md").read_text("utf-8")))
    defined = set()
    for path in (ROOT / "tests" / "soundtrack").glob("test_*.py"):
        defined |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= defined


def test_the_tables_tell_their_provenance() -> None:
    folder = ROOT / "soundtrack" / "matching"
    assert "MusicBrainz" in (folder / "words.txt").read_text("utf-8").partition("\n\n")[0]
    assert "train_matching.py" in (folder / "weights.json").read_text("utf-8")


def test_the_weights_are_those_of_the_features_that_are_made() -> None:
    made = set()
    for path in (ROOT / "soundtrack" / "matching").glob("*.py"):
        made |= set(re.findall(r'"((?:[a-z0-9.,\']+ )+[a-z0-9.,\']+)"', path.read_text("utf-8")))
    built = ("reading ", "position ", "number ", "length ")
    unknown = {name for name in model.WEIGHTS if name not in made and not name.startswith(built)}
    assert not unknown
