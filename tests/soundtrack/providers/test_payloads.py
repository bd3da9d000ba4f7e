"""Reading what services send: every recorded body, and bodies that nobody would send."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.models import Candidate, Release, credit_text
from soundtrack.providers import _deezer, _payload, _spotify

TRACK_KEYS = {"spotify": "duration_ms", "deezer": "duration"}
READERS: dict[str, Callable[[Any], Candidate | None]] = {
    "spotify": _spotify.track_candidate,
    "deezer": _deezer.track_candidate,
}


def objects(payload: Any) -> Iterator[dict[str, Any]]:
    """Every object within *payload*."""
    if isinstance(payload, dict):
        yield payload
        for value in payload.values():
            yield from objects(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from objects(value)


def bodies(shared_data: Path, service: str) -> Iterator[tuple[Path, Any]]:
    for path in sorted((shared_data / "fixtures" / service).rglob("*.json")):
        yield path, json.loads(path.read_text())


@pytest.mark.parametrize("service", READERS)
def test_every_track_of_every_recorded_body_is_read(shared_data: Path, service: str) -> None:
    read = 0
    for path, body in bodies(shared_data, service):
        for track in objects(body):
            if track.get("type") != "track" or TRACK_KEYS[service] not in track:
                continue
            candidate = READERS[service](track)
            assert candidate is not None, path
            read += 1
            recording = candidate.recording
            assert recording.title == " ".join((track.get("name") or track["title"]).split())
            assert credit_text(recording.artist_credit)
            unit_ms = 1 if service == "spotify" else 1000
            assert recording.duration_ms == (track[TRACK_KEYS[service]] * unit_ms or None)
            if track.get("id") is not None:
                assert str(track["id"]) in "".join(candidate.identifiers)
                assert candidate.urls
            isrc = track.get("isrc") or track.get("external_ids", {}).get("isrc")
            assert recording.isrcs == ((isrc.replace("-", "").upper(),) if isrc else ())
            album = track.get("album") or {}
            assert (candidate.release.title if candidate.release else None) == (album.get("name") or album.get("title"))
    assert read > 100


@pytest.mark.parametrize("service", READERS)
def test_every_recorded_album_is_read_with_its_tracks(shared_data: Path, service: str) -> None:
    read = 0
    for path, body in bodies(shared_data, service):
        if not isinstance(body, dict) or body.get("type") != "album":
            continue
        tracks = body["tracks"].get("items") or body["tracks"]["data"]
        release = _spotify.whole_release(body, tracks) if service == "spotify" else _deezer.whole_release(body)
        assert release is not None, path
        assert [track.title for _, track in release.tracks] == [one.get("name") or one["title"] for one in tracks]
        assert release.barcode == body.get("external_ids", body).get("upc")
        assert release.date == body["release_date"]
        assert credit_text(release.artist_credit)
        read += 1
    assert read >= 2


def test_the_recorded_errors_of_deezer_are_no_tracks(shared_data: Path) -> None:
    folder = shared_data / "fixtures" / "deezer" / "deezer-python"
    for name in ("TestClient_test_no_track_raise.json", "TestClient_test_request_404.json"):
        assert _deezer.track_candidate(json.loads((folder / name).read_text())) is None


SPOTIFY_TRACK: dict[str, Any] = {
    "id": "0" * 22,
    "name": "Made-up song",
    "artists": [{"name": "One"}, {"name": "Two"}],
    "album": {"id": "1" * 22, "name": "Made-up album", "artists": [{"name": "One"}], "release_date": "2010-09",
              "album_type": "album", "total_tracks": 3, "external_ids": {"upc": "000"}},
    "disc_number": 1, "track_number": 2, "duration_ms": 1000, "external_ids": {"isrc": "XXZ000000001"},
}  # fmt: skip
DEEZER_TRACK: dict[str, Any] = {
    "id": 1, "title": "Made-up song", "duration": 1, "isrc": "XXZ000000001", "track_position": 2, "disk_number": 1,
    "artist": {"name": "One"}, "contributors": [{"name": "One"}, {"name": "Two"}], "release_date": "2010-09-01",
    "album": {"id": 2, "title": "Made-up album"},
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.just("x\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def spoilt(draw: st.DrawFn, sound: dict[str, Any]) -> Any:
    """A sound payload of which some values were replaced by anything, or left out."""
    payload = copy.deepcopy(sound)
    for _ in range(draw(st.integers(0, 4))):
        target = draw(st.sampled_from(list(objects(payload))))
        if target:
            key = draw(st.sampled_from(sorted(target)))
            if draw(st.booleans()):
                target[key] = draw(ANYTHING)
            else:
                del target[key]
    return payload


@pytest.mark.parametrize(("service", "sound"), [("spotify", SPOTIFY_TRACK), ("deezer", DEEZER_TRACK)])
@given(data=st.data())
def test_no_payload_of_a_track_upsets_the_reader(service: str, sound: dict[str, Any], data: st.DataObject) -> None:
    candidate = READERS[service](data.draw(spoilt(sound) | ANYTHING))
    assert candidate is None or Candidate.model_validate_json(candidate.model_dump_json()) == candidate


@given(spoilt({"name": "a", "id": "2" * 22, "artists": [{"name": "b"}]}), st.lists(spoilt(SPOTIFY_TRACK), max_size=3))
def test_no_album_of_spotify_upsets_the_reader(album: Any, tracks: list[Any]) -> None:
    release = _spotify.whole_release(album, tracks)
    assert release is None or Release.model_validate_json(release.model_dump_json()) == release


@given(spoilt({"title": "a", "id": 3, "tracks": {"data": [DEEZER_TRACK]}, "nb_tracks": 1, "label": "l"}))
def test_no_album_of_deezer_upsets_the_reader(album: Any) -> None:
    release = _deezer.whole_release(album)
    assert release is None or Release.model_validate_json(release.model_dump_json()) == release


def test_the_names_of_a_credit_are_kept_apart() -> None:
    candidate = _spotify.track_candidate(SPOTIFY_TRACK)
    assert candidate is not None
    assert [name.name for name in candidate.recording.artist_credit] == ["One", "Two"]
    assert credit_text(candidate.recording.artist_credit) == "One, Two"


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2010", "2010"), ("2010-09", "2010-09"), ("2010-09-14", "2010-09-14"), ("2010-00-00", "2010"),
        ("0000-00-00", None), ("0000", None), ("", None), (None, None), (2010, None), ("14.9.2010", None),
    ],
)  # fmt: skip
def test_dates_are_as_exact_as_they_are_known(value: Any, date: str | None) -> None:
    assert _payload.date(value) == date


@pytest.mark.parametrize(
    ("value", "unit_ms", "duration_ms"),
    [(229, 1000, 229_000), (229_120, 1, 229_120), (0, 1, None), (-1, 1, None), (None, 1, None), (True, 1, None),
     (0.2, 1, None), (1.5, 1000, 1500), (math.nan, 1, None), (math.inf, 1, None), (10**12, 1, None), ("7", 1, None)],
)  # fmt: skip
def test_lengths_become_milliseconds_or_unknown(value: Any, unit_ms: int, duration_ms: int | None) -> None:
    assert _payload.duration(value, unit_ms=unit_ms) == duration_ms
