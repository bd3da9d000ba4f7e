"""Models: strict, frozen, the same bytes every time, with a JSON Schema."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from pydantic import ValidationError

from playlists.lock import Lock
from playlists.models import Playlist
from soundtrack.base import Model
from soundtrack.models import Candidate, Recording, Resolution, Score, Wanted
from soundtrack.stories import load_score, load_story
from soundtrack.story import Story
from tests import strategies

ISRC = "ZZAAA0000001"


@pytest.mark.parametrize("model", [Story, Score, Wanted, Candidate, Resolution, Playlist, Lock])
def test_every_document_has_a_json_schema_that_says_what_its_fields_are(model: type[Model]) -> None:
    schema = model.model_json_schema()
    assert schema["additionalProperties"] is False
    assert schema["description"]


@given(strategies.stories())
def test_a_story_survives_json(story: Story) -> None:
    assert Story.model_validate_json(story.dump_json()) == story


@given(strategies.resolutions())
def test_a_resolution_survives_json(resolution: Resolution) -> None:
    assert Resolution.model_validate_json(resolution.dump_json()) == resolution


@given(strategies.playlists())
def test_a_playlist_survives_json(playlist: Playlist) -> None:
    assert Playlist.model_validate_json(playlist.dump_json()) == playlist


@given(strategies.wanteds())
def test_a_wanted_survives_json_and_dumps_the_same_bytes(wanted: Wanted) -> None:
    text = wanted.dump_json()
    assert Wanted.model_validate_json(text).dump_json() == text


def test_sets_are_sorted_and_without_repeats() -> None:
    recording = Recording(title="t", isrcs=("ZZAAA0000002", "zz-aaa-00-00001", ISRC))
    assert recording.isrcs == (ISRC, "ZZAAA0000002")


@pytest.mark.parametrize(
    "fields", [{"title": 1}, {"title": " "}, {"title": "t", "duration_ms": 0}, {"title": "t", "duration_ms": 1.5},
               {"title": "t", "isrcs": ("x",)}, {"title": "t", "colour": "red"}, {"title": "a\ud800"}],
)  # fmt: skip
def test_nothing_is_converted_and_nothing_unknown_is_taken(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Wanted.model_validate(fields)


def test_models_are_frozen_and_replace_checks_what_it_is_given() -> None:
    wanted = Wanted(title="t")
    with pytest.raises(ValidationError):
        wanted.title = "u"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        wanted.replace(duration_ms=-1)
    assert wanted.replace(artist="a") == Wanted(title="t", artist="a")


def test_matched_without_anything_to_show_for_it_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs a candidate or an identifier"):
        Resolution(state="matched")


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("same_moment", ["novel/nowhere"], "linked to 'novel/nowhere'"),
        ("themes", ["nothing"], "names the theme 'nothing'"),
        ("part", 9, "is in part 9"),
        ("telling", "opera", "names the telling 'opera'"),
        ("citations", ["hearsay"], "cites 'hearsay'"),
    ],
)
def test_a_story_hangs_together(field: str, value: object, problem: str) -> None:
    document = json.loads(load_story("never-let-me-go").dump_json())
    document["scenes"][3][field] = value
    with pytest.raises(ValidationError, match=problem):
        Story.model_validate_json(json.dumps(document))


def test_the_reference_score_is_the_albums_nineteen_tracks_with_the_real_singer_at_the_end() -> None:
    score = load_score("never-let-me-go")
    assert [cue.position for cue in score.tracks] == list(range(1, 20))
    last = score.tracks[-1]
    assert (last.artist, last.credited_as, last.writers or last.composers) == (
        "Jane Monheit",
        "Judy Bridgewater",
        ("Luther Dixon",),
    )
    assert [cue.title for cue in score.tracks if not cue.ties] == [
        "Making Tea",
        "Evening Visit",
        "Kathy And Tommy",
        "Kathy Watches Behind Screen",
    ]
