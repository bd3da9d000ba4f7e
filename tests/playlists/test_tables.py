from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playlists import tables
from playlists.library import load
from playlists.masking import masked_story, upto
from playlists.models import Playlist, PlaylistItem
from soundtrack.errors import UsageError
from soundtrack.models import Candidate, Evidence, Recording, Resolution, Rival, Similarity, Wanted
from soundtrack.place import parse
from soundtrack.stories import load_story
from soundtrack.story import Story
from tests import strategies


@pytest.fixture(scope="module")
def story() -> Story:
    return load_story("never-let-me-go")


@pytest.fixture(scope="module")
def score() -> Playlist:
    return load("never-let-me-go/score")


@pytest.fixture(scope="module")
def fan() -> Playlist:
    return load("never-let-me-go/bookmark")


def test_a_list_shows_each_item_with_scene_length_and_state(fan: Playlist, story: Story) -> None:
    lines = tables.items(fan, story).splitlines()
    tender = next(line for line in lines if "Tender" in line)
    assert tender.split() == ["7", "Tender", "Kathy", "cares", "for", "Tommy", "7:40", "open"]
    assert max(map(len, lines)) <= 80


def test_a_story_shows_its_scenes_in_order_with_the_music_of_every_list(
    score: Playlist, fan: Playlist, story: Story
) -> None:
    lines = [line.strip() for line in tables.story(story, [score, fan]).splitlines()]
    boat = next(number for number, line in enumerate(lines) if "The boat on the beach" in line)
    assert lines[boat + 1 : boat + 3] == ["♪ A5 The Boat – titled", "♪ A15 The Worst Thing I Ever Did – inferred"]
    assert lines.index("♪ A2 Main Titles – titled") < boat
    assert "B4 Tummy" in " ".join(lines)
    assert max(map(len, lines)) <= 80


def test_a_masked_story_says_that_something_is_hidden_and_not_what(score: Playlist, story: Story) -> None:
    place = parse("film:part1", story)
    masked = upto(score, story, place)
    text = tables.story(masked_story(story, place, [masked]), [masked])
    assert "12 hidden" in text
    assert "We All Complete" not in text
    assert "completes" not in text


def test_one_item_is_explained_with_what_speaks_for_it_and_why_the_others_lost() -> None:
    resolution = Resolution(
        state="matched",
        candidate=Candidate(provider="deezer", recording=Recording(title="Tender")),
        confidence=0.97,
        similarity=Similarity(
            value=0.97, intercept=0, evidence=(Evidence(field="title", text="the same title", weight=3.5),)
        ),
        runner_up=Rival(
            candidate=Candidate(provider="deezer", recording=Recording(title="Tender (radio edit)")),
            value=0.4,
            why="another version",
        ),
    )
    playlist = Playlist(
        title="List", items=(PlaylistItem(id="tender", wanted=Wanted(title="Tender"), resolution=resolution),)
    )
    text = tables.explained(playlist, "tender")
    assert text == tables.explained(playlist, "1")
    for said in ("by Deezer; very likely (97 %)", "the same title", "not Tender (radio edit): another version"):
        assert said in text


def test_an_item_that_is_not_there_is_answered_with_those_that_are(fan: Playlist) -> None:
    with pytest.raises(UsageError, match="1 to 10"):
        tables.explained(fan, "11")


def test_addresses_are_not_broken(fan: Playlist, story: Story) -> None:
    lines = tables.explained(fan, "5", story).splitlines()
    assert "    Spotify track  https://open.spotify.com/track/3W7KHojYGgYaoX9ogKO9hU" in lines


def test_there_is_no_colour_unless_it_is_asked_for(fan: Playlist) -> None:
    assert "\x1b" not in tables.items(fan)
    assert "\x1b" in tables.items(fan, color=True)


@settings(max_examples=20)
@given(strategies.playlists(max_items=2), st.integers(40, 100))
def test_no_title_draws_on_the_terminal_or_adds_lines(playlist: Playlist, width: int) -> None:
    text = tables.items(playlist, width=width) + "".join(
        tables.explained(playlist, item.id, width=width) for item in playlist.items
    )
    assert not [char for char in text if char != "\n" and unicodedata.category(char) == "Cc"]
    assert not set(text) & set("\u2028\u2029\u202e\u2066")
