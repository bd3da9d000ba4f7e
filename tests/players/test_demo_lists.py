"""The demo's lists load whole, in order, with their titles, and every entry plays."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

import playlists
import soundtrack
from soundtrack.files import write_whole
from tests.players import mpd, vlc
from tests.players.conftest import present
from tests.players.reading import entries

LISTS = {"score": 19, "bookmark": 10}


@pytest.mark.parametrize("name", ["score.m3u8", "bookmark.m3u8", "bookmark.m3u"])
def test_a_list_loads_whole_in_order_with_its_titles_and_plays(player: ModuleType, demo: Path, name: str) -> None:
    expected = entries(demo / name)
    assert len(expected) == LISTS[name.partition(".")[0]]
    assert player.entries(demo / name) == expected


@pytest.mark.parametrize("name", LISTS)
def test_vlc_plays_the_xspf(demo: Path, name: str) -> None:
    assert present(vlc).entries(demo / f"{name}.xspf") == entries(demo / f"{name}.m3u8")


def test_mpd_plays_a_stored_list_written_relative_to_its_music(demo: Path, tmp_path: Path) -> None:
    playlist = playlists.read_file(demo / "bookmark.m3u8")
    options = playlists.ExportOptions(folder=os.fspath(tmp_path), base_dir=os.fspath(demo))
    write_whole(tmp_path / "stored.m3u", playlists.render(playlist, "m3u", options).text)
    assert present(mpd).stored_entries(tmp_path / "stored.m3u", music=demo) == entries(demo / "bookmark.m3u8")


def test_gaps_are_no_entries_and_titles_stay_with_their_files(player: ModuleType, demo: Path, tmp_path: Path) -> None:
    owned = ["Blur - Tender", "Jane Monheit - Never Let Me Go"]
    for name in owned:
        (tmp_path / f"{name}.flac").write_bytes((demo / "music" / f"{name}.flac").read_bytes())
    local = soundtrack.providers.local(tmp_path)
    fan = playlists.resolve(playlists.load("never-let-me-go/bookmark"), soundtrack.Resolver([local]))
    options = playlists.ExportOptions(folder=os.fspath(tmp_path))
    write_whole(tmp_path / "fan.m3u8", playlists.render(fan, "m3u8", options).text)
    assert (tmp_path / "fan.m3u8").read_text("utf-8").count("# UNRESOLVED: ") == 8
    assert [entry.title for entry in player.entries(tmp_path / "fan.m3u8") if entry.plays] == owned


def test_an_entry_that_cannot_be_decoded_is_noticed(player: ModuleType, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "sound.flac").write_bytes((demo / "music" / "Rachel Portman - The Boat.flac").read_bytes())
    (tmp_path / "broken.flac").write_bytes(b"fLaC" + bytes(3_000))
    lines = ["#EXTM3U"]
    for name in ("sound", "broken", "sound"):
        lines += [f"#EXTINF:2,Somebody - {name}", f"./{name}.flac"]
    (tmp_path / "list.m3u8").write_text("\n".join(lines) + "\n", "utf-8")
    found = player.entries(tmp_path / "list.m3u8")
    played = {entry.title: entry.plays for entry in found}
    assert played.pop("Somebody - sound") is True
    assert not any(played.values())
