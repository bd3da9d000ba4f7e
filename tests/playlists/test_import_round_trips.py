"""Importing what we exported loses nothing that the format can carry."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from playlists import exporters, importers
from playlists.exporters import labels
from playlists.exporters.base import ExportOptions
from playlists.lines import one_line, whole_seconds
from playlists.models import Playlist, PlaylistItem
from tests import strategies
from tests.playlists.making import the_long_winter

FOLDER = "/home/nobody/lists"
HERE = ExportOptions(folder=FOLDER)
# A title without a visible character has no line to come back from.
lists = strategies.playlists().map(
    lambda playlist: playlist.replace(items=tuple(item for item in playlist.items if one_line(item.wanted.title)))
)


def again(playlist: Playlist, to: str, options: ExportOptions = HERE) -> Playlist:
    text = exporters.render(playlist, to, options).text
    return importers.read(text.encode(), base=FOLDER, name=f"score{exporters.FORMATS[to].suffix}")


def _without_other_places(item: PlaylistItem) -> PlaylistItem:
    """JSON tells one place of an item: where it plays."""
    resolution = item.resolution
    if resolution is None:
        return item
    return item.replace(
        resolution=resolution.replace(
            candidate=resolution.candidate and resolution.candidate.replace(location=None),
            runner_up=resolution.runner_up
            and resolution.runner_up.replace(candidate=resolution.runner_up.candidate.replace(location=None)),
            rivals=tuple(one.replace(candidate=one.candidate.replace(location=None)) for one in resolution.rivals),
            same=(),
        )
    )


@given(strategies.playlists())
def test_json_carries_everything(playlist: Playlist) -> None:
    expected = playlist.replace(items=tuple(_without_other_places(item) for item in playlist.items))
    assert again(playlist, "json") == expected


@given(strategies.stories().flatmap(strategies.playlists))
def test_json_carries_scenes_and_sources(playlist: Playlist) -> None:
    read = again(playlist, "json")
    assert (read.story, read.scenes, read.sources) == (playlist.story, playlist.scenes, playlist.sources)


@pytest.mark.parametrize("to", ["json", "jspf", "xspf", "csv"])
@settings(max_examples=25)
@given(playlist=lists)
def test_exporting_again_gives_the_same_bytes(to: str, playlist: Playlist) -> None:
    first = exporters.render(playlist, to, HERE).text
    read = importers.read(first.encode(), base=FOLDER, name=f"x{exporters.FORMATS[to].suffix}")
    assert exporters.render(read, to, HERE).text == first


@pytest.mark.parametrize("to", ["jspf", "xspf", "csv"])
@settings(max_examples=25)
@given(playlist=lists)
def test_words_identifiers_files_ties_and_ids_come_back(to: str, playlist: Playlist) -> None:
    read = again(playlist, to)
    assert len(read.items) == len(playlist.items)
    for ours, theirs in zip(playlist.items, read.items, strict=True):
        assert theirs.id == ours.id
        assert theirs.location == ours.location
        assert labels.identifiers_of(theirs) == labels.identifiers_of(ours)
        assert theirs.wanted.title == labels.title_of(ours)
        assert (theirs.wanted.artist or "") == labels.artist_of(ours, playlist)
        assert (theirs.wanted.release or "") == labels.release_of(ours, playlist)
        assert theirs.wanted.duration_ms == labels.duration_of(ours)
        assert theirs.wanted.position == labels.position_of(ours)
        assert theirs.status == ours.status
        assert one_line(theirs.note or "") == one_line(ours.note or "")
        assert [(tie.scene, tie.basis, tie.why, tie.citations) for tie in theirs.ties] == [
            (tie.scene, tie.basis, labels.why_of(tie), tie.citations) for tie in ours.ties
        ]


@given(lists)
def test_jspf_and_xspf_carry_the_lists_own_names(playlist: Playlist) -> None:
    for to in ("jspf", "xspf"):
        read = again(playlist, to)
        assert (read.title, read.creator or "") == (labels.list_title(playlist), labels.creator_of(playlist))
        assert (read.id, read.story) == (playlist.id, playlist.story)


@given(strategies.playlists(title=strategies.plain_words(), place=strategies.plain_locations()))
def test_m3u_carries_order_words_seconds_files_and_found_recordings(playlist: Playlist) -> None:
    read = again(playlist, "m3u8")
    assert read.title == playlist.title
    assert len(read.items) == len(playlist.items)
    for ours, theirs in zip(playlist.items, read.items, strict=True):
        assert theirs.location == ours.location
        assert theirs.wanted.title == labels.title_of(ours)
        assert (theirs.wanted.artist or "") == re.sub(r"(?<!\S)-(?!\S)", "–", labels.artist_of(ours, playlist))
        milliseconds = labels.duration_of(ours)
        assert theirs.wanted.duration_ms == (None if milliseconds is None else whole_seconds(milliseconds) * 1000)
        assert (theirs.status == "matched") == (ours.status == "matched")
        if ours.status == "matched" and ours.location is None:
            assert labels.recording_mbid(theirs) == labels.recording_mbid(ours)
        if ours.location is not None:
            assert (theirs.note or "") == labels.SceneLabels(playlist, HERE).first(ours)


@pytest.mark.parametrize("to", ["json", "jspf", "xspf", "csv", "m3u8"])
@settings(max_examples=20)
@given(playlist=strategies.masked_playlists())
def test_hidden_items_stay_hidden_at_their_place(to: str, playlist: Playlist) -> None:
    read = again(playlist, to)
    assert [item.masked for item in read.items] == [item.masked for item in playlist.items]


@pytest.mark.parametrize("how", ["relative", "absolute", "uri"])
@pytest.mark.parametrize("to", ["json", "jspf", "xspf", "csv", "m3u8"])
def test_files_come_back_however_paths_are_written(to: str, how: str) -> None:
    options = ExportOptions(folder=FOLDER, paths=how)  # type: ignore[arg-type]
    read = again(the_long_winter(), to, options)
    assert [item.location for item in read.items[:-1]] == [item.location for item in the_long_winter().items[:-1]]


def test_listenbrainz_jspf_comes_back_as_what_is_wanted() -> None:
    read = again(the_long_winter(), "listenbrainz")
    assert [item.wanted.title for item in read.items] == ["The Hall", "The Reply", "The Reply"]
    assert all(labels.recording_mbid(item) for item in read.items)
    assert [item.id for item in read.items] == ["jane-doe-the-hall", "jane-doe-the-reply", "jane-doe-the-reply-2"]
