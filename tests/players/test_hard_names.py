"""Five formats by real encoders under names that are hard to carry: what plays where, and what we say of it.

The limits are those that the exporter warns of (formats.md, section 1), no more and no fewer.
"""

from __future__ import annotations

import html
import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.players import corpus, mpd, mpv, vlc
from tests.players._entry import Entry
from tests.players.conftest import present
from tests.players.reading import entries

FAILS_IN_VLC = {"#1 hash first.mp3", "escaped %41 %20.m4a", "what? now.flac", "hash #2 inside.mp3"}
LOST_IN_MPD = {" space first.flac"}


def test_every_name_that_can_be_carried_plays_in_mpv(hard: Path) -> None:
    assert present(mpv).entries(hard / "list.m3u8") == entries(hard / "list.m3u8")


@pytest.mark.parametrize("suffix", ["m3u8", "m3u"])
def test_every_name_plays_in_mpd_but_those_that_begin_with_a_space(hard: Path, suffix: str) -> None:
    expected = [entry for entry in entries(hard / f"list.{suffix}") if os.path.basename(entry.path) not in LOST_IN_MPD]
    assert present(mpd).entries(hard / f"list.{suffix}") == expected


def test_every_name_plays_in_vlc_but_those_that_look_like_a_uri(hard: Path) -> None:
    expected = entries(hard / "list.m3u8")
    found = present(vlc).entries(hard / "list.m3u8")
    assert [entry.title for entry in found] == [entry.title for entry in expected]
    silent = {os.path.basename(right.path) for right, entry in zip(expected, found, strict=True) if not entry.plays}
    assert silent == FAILS_IN_VLC


def test_the_limits_are_warned_of_by_name(hard: Path) -> None:
    warnings = (hard / "list.m3u8.warnings").read_text("utf-8").splitlines()
    by_player = {word: line for line in warnings for word in ("VLC", "MPD") if f"not play in {word}" in line}
    for song in corpus.CARRIED:
        name = os.fsdecode(os.path.basename(song.name))
        assert (name in by_player["VLC"]) == (name in FAILS_IN_VLC)
        assert (name in by_player["MPD"]) == (name in LOST_IN_MPD)


def test_names_that_no_line_can_carry_are_left_as_comments_and_warned_of(hard: Path) -> None:
    lines = (hard / "list.m3u8").read_text("utf-8").splitlines()
    gaps = [line for line in lines if line.startswith("# NO FILE: ")]
    assert gaps == [f"# NO FILE: {song.artist} - {song.title} (0:02)" for song in corpus.NOT_CARRIED]
    warnings = (hard / "list.m3u8.warnings").read_text("utf-8")
    assert "not UTF-8" in warnings
    assert "line break" in warnings


@pytest.mark.parametrize("module", [mpv, vlc], ids=lambda module: module.NAME)
def test_as_uris_all_names_play_even_those_that_no_plain_line_can_carry(hard: Path, module: ModuleType) -> None:
    found = present(module).entries(hard / "uri.m3u8")
    assert [entry.title for entry in found[: len(corpus.CARRIED)]] == [
        entry.title for entry in entries(hard / "list.m3u8")
    ]
    assert _played(found) == _all(hard)


def test_as_xspf_all_names_play_in_vlc_with_titles_as_they_are(hard: Path) -> None:
    found = present(vlc).entries(hard / "list.xspf")
    assert _played(found) == _all(hard)
    songs = (*corpus.CARRIED, *corpus.NOT_CARRIED)
    # VLC 3 decodes entities twice, so "&amp;" in a title shows as "&".
    assert [entry.title for entry in found] == [html.unescape(f"{song.artist} - {song.title}") for song in songs]


def _played(found: list[Entry]) -> list[str]:
    return [entry.path for entry in found if entry.plays]


def _all(hard: Path) -> list[str]:
    songs = (*corpus.CARRIED, *corpus.NOT_CARRIED)
    return [os.path.join(hard, os.fsdecode(song.name)) for song in songs]
