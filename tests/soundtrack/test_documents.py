"""TOML that people write: what is wrong is told by file, line and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.documents import parse_toml, toml_mistakes, toml_table
from soundtrack.errors import DataError
from soundtrack.models import Score
from soundtrack.stories import UncheckedStory

SCORE = """schema_version = 1
id = "score"
story = "made-up"
title = "Made up"
artist = "Nobody"

[[track]]
id = "one"
position = 1
title = "One"

[[track]]
id = "two"
position = 2
title = "Two"

[[track.tie]]
scene = "film/a"
basis = "titled"
why = "It is called so."
"""


def test_tables_in_the_singular_become_fields_in_the_plural() -> None:
    score = parse_toml(SCORE, Score)
    assert [cue.title for cue in score.tracks] == ["One", "Two"]
    assert score.tracks[1].ties[0].scene == "film/a"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('basis = "titled"', 'basis = "guessed"', "made-up.toml:19: track 2, tie 1, basis: 'guessed' should be"),
        ("position = 2", 'position = "2"', "made-up.toml:14: track 2, position: '2' should be a valid integer"),
        ('title = "Two"', 'tilte = "Two"', "made-up.toml:12: track 2, title: is missing (and 1 more); add it"),
        ('artist = "Nobody"', 'artist = ""', "made-up.toml:5: artist: "),
        ('scene = "film/a"', 'scene = "a"', "made-up.toml:18: track 2, tie 1, scene: 'a' is not of the right form"),
        ("schema_version = 1", "schema_version = 2", "made-up.toml:1: schema_version 2 is newer than 1"),
        ('id = "one"', "id = one", "made-up.toml:8: this is not valid TOML: invalid value"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(old: str, new: str, message: str) -> None:
    assert old in SCORE
    with pytest.raises(DataError) as caught:
        parse_toml(SCORE.replace(old, new), Score, path="made-up.toml")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_all_mistakes_are_told_at_once_where_that_is_asked_for() -> None:
    text = SCORE.replace('title = "Two"', 'tilte = "Two"').replace("position = 1", "position = 0")
    mistakes = [str(mistake) for mistake in toml_mistakes(text, Score, path="x")]
    assert [mistake.split(": ")[1] for mistake in mistakes] == ["track 1, position", "track 2, title", "track 2, tilte"]
    assert [mistake.split(":")[1] for mistake in mistakes] == ["9", "12", "15"]


@pytest.mark.parametrize("text", ["a=" + "[" * 100_000, "a=" + "{b=" * 100_000, "[" + "a." * 100_000 + "b]"])
def test_deep_nesting_is_one_sentence(text: str) -> None:
    with pytest.raises(DataError, match=r"nested too deep|not valid TOML"):
        toml_table(text)


@given(st.text())
def test_any_text_is_a_story_or_an_error_of_ours(text: str) -> None:
    assert all("\n" not in str(mistake) for mistake in toml_mistakes(text, UncheckedStory))


@given(st.integers(0, len(SCORE)))
def test_a_truncated_file_is_one_sentence(length: int) -> None:
    for mistake in toml_mistakes(SCORE[:length], Score, path="cut.toml"):
        assert str(mistake).startswith("cut.toml")
        assert "\n" not in str(mistake)
