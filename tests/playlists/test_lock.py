"""The lock: what was found out, the same bytes for the same answers, and never a failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from playlists import library, lock
from playlists.models import Playlist, PlaylistItem
from soundtrack.errors import DataError
from soundtrack.models import (
    KNOWN,
    ArtistCreditName,
    Asked,
    Candidate,
    Pin,
    Recording,
    Release,
    Resolution,
    Wanted,
)
from soundtrack.story import Said
from tests import strategies

RECORDING = "https://musicbrainz.org/recording/00000000-0000-4000-8000-000000000001"


def a_list(*resolutions: Resolution | None) -> Playlist:
    return Playlist(
        title="Made up",
        items=tuple(
            PlaylistItem(id=f"item-{number}", wanted=Wanted(title=f"Title {number}"), resolution=resolution)
            for number, resolution in enumerate(resolutions, start=1)
        ),
    )


MATCHED = Resolution(
    state="matched",
    candidate=Candidate(
        provider="musicbrainz",
        recording=Recording(title="Title 1", artist_credit=(ArtistCreditName(name="A"),), duration_ms=1000),
        release=Release(title="R"),
        identifiers=(RECORDING,),
    ),
    confidence=0.98765,
    identifiers=(Said(uri=RECORDING, said_by=("musicbrainz",)),),
    location="file:///somewhere/private.flac",
    asked=(Asked(provider="local", outcome="nothing"), Asked(provider="musicbrainz", outcome="answered")),
)
FAILED = Resolution(state="failed", asked=(Asked(provider="deezer", outcome="failed", reason="no network"),))


def test_a_lock_remembers_what_matched_and_brings_it_back() -> None:
    made = lock.parse(lock.locked(a_list(MATCHED), "made-up").render())
    (item,) = lock.applied(a_list(None), made).items
    assert item.status == "matched"
    assert item.resolution is not None
    assert item.resolution.identifiers == MATCHED.identifiers
    assert item.resolution.candidate is not None
    assert item.resolution.candidate.provider == KNOWN
    assert item.resolution.candidate.recording.duration_ms == 1000
    assert item.resolution.confidence == 0.988


def test_a_lock_holds_no_local_path_and_no_date() -> None:
    text = lock.locked(a_list(MATCHED)).render()
    assert "private" not in text
    assert "local" not in text
    assert "20" not in text.replace("0000", "")


def test_what_failed_is_not_written_and_what_was_known_before_stays() -> None:
    before = lock.locked(a_list(MATCHED, None))
    after = lock.locked(a_list(FAILED, FAILED), previous=before)
    assert after.items == before.items


def test_another_line_in_the_list_is_asked_again() -> None:
    made = lock.locked(a_list(MATCHED))
    changed = a_list(None)
    changed = changed.replace(items=(changed.items[0].replace(wanted=Wanted(title="Another title")),))
    assert lock.applied(changed, made).items[0].resolution is None


def test_a_pin_survives_another_wording() -> None:
    pinned = MATCHED.replace(pin=Pin(decision="recording", date="2026-01-02"))
    changed = a_list(None)
    changed = changed.replace(items=(changed.items[0].replace(wanted=Wanted(title="Another title")),))
    (item,) = lock.applied(changed, lock.locked(a_list(pinned))).items
    assert item.resolution is not None
    assert item.resolution.pin == pinned.pin
    assert item.status == "matched"


def test_writing_the_same_again_does_not_touch_the_file(tmp_path: Path) -> None:
    path = tmp_path / "made-up.lock.json"
    assert lock.write(path, lock.locked(a_list(MATCHED))) is True
    assert lock.write(path, lock.locked(a_list(MATCHED))) is False


def test_what_an_earlier_run_matched_keeps_its_entry_when_another_provider_adds_to_it() -> None:
    before = lock.locked(a_list(MATCHED))
    (item,) = lock.applied(a_list(None), before).items
    spotify = Said(uri="spotify:track:" + "0" * 22, said_by=("spotify",))
    assert item.resolution is not None
    grown = item.resolution.replace(
        identifiers=(*MATCHED.identifiers, spotify),
        asked=(*item.resolution.asked, Asked(provider="spotify", outcome="answered")),
    )
    after = lock.locked(a_list(grown), previous=before)
    assert after.items["item-1"] == before.items["item-1"].replace(
        identifiers=(*MATCHED.identifiers, spotify), asked=("musicbrainz", "spotify")
    )


@given(strategies.playlists())
def test_a_lock_of_any_list_survives_its_file(playlist: Playlist) -> None:
    made = lock.locked(playlist, "made-up")
    assert lock.parse(made.render()) == made
    assert lock.parse(made.render()).render() == made.render()
    assert '"location"' not in made.render()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a lock file"),
        ("[]", "not a lock file"),
        ('{"schema_version": 2}', "schema_version 2 is newer than 1; update"),
        ('{"items": {"a": {"state": "sure"}}}', "items, a, state: "),
        ("[" * 100_000, "not a lock file"),
    ],
)
def test_what_is_no_lock_is_one_sentence(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        lock.parse(text, "made-up.lock.json")
    assert str(caught.value).startswith("made-up.lock.json: ")
    assert "\n" not in str(caught.value)


def test_the_bundled_locks_name_three_recordings_and_they_are_cited_not_matched() -> None:
    items = [*library.load("never-let-me-go/score").items, *library.load("never-let-me-go/bookmark").items]
    cited = [item.wanted.title for item in items if item.status == "cited"]
    assert cited == ["Nothing's Gonna Hurt You Baby", "No Surprises", "I Bleed"]
    assert not [item for item in items if item.status == "matched"]
    assert all(
        who.startswith("citation:") for item in items for said in item.wanted.identifiers for who in said.said_by
    )
