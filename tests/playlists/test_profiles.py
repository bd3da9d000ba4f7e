"""Profiles are defaults by formats.md: what the user says wins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from playlists.cli import main, parser
from playlists.exporters import FORMATS
from playlists.profiles import PROFILES, Settings, settings
from soundtrack.errors import UsageError
from tests import audio

ONLY_M3U = ("mpd", "kodi")
"""Their stored playlists and file lists take no other suffix."""


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_writes_a_format_that_players_read(name: str) -> None:
    made = settings(name, libraries=["/music"])
    assert made.to in FORMATS
    assert made.paths in ("relative", "absolute"), "file:// fails in MPD and Jellyfin"
    assert made.advice
    assert (made.to == "m3u") == (name in (*ONLY_M3U, "plex"))


def test_without_a_profile_nothing_is_said_for_the_user() -> None:
    assert settings(None, to="md", paths="uri", base_dir="/x") == Settings("md", "uri", "/x")


@pytest.mark.parametrize("name", PROFILES)
def test_what_the_user_says_wins(name: str) -> None:
    made = settings(name, to="jspf", paths="uri", base_dir="/mine", libraries=["/music"])
    assert (made.to, made.paths, made.base_dir) == ("jspf", "uri", "/mine")


def test_mpd_counts_from_the_music_folder_and_asks_for_it() -> None:
    assert settings("mpd", libraries=["/music"]).base_dir == "/music"
    for libraries in ([], ["/a", "/b"]):
        with pytest.raises(UsageError, match="--base-dir"):
            settings("mpd", libraries=libraries)
    assert settings("mpd", bundled=True).base_dir is None
    assert settings("mpd", paths="absolute").base_dir is None


def test_an_unknown_player_is_told_which_there_are() -> None:
    with pytest.raises(UsageError, match="navidrome, jellyfin"):
        settings("winamp")


def test_the_command_offers_every_profile() -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["export", "x", "--profile", "winamp"])
    for name in PROFILES:
        assert parser().parse_args(["export", "x", "--profile", name]).profile == name


def exported(tmp_path: Path, *options: str) -> str:
    """The one list that the command writes of a list with one file."""
    music = tmp_path / "music"
    music.mkdir()
    audio.write(music / "a.flac", tags={"title": "I Bleed", "artist": "Pixies", "album": "Doolittle"})
    (tmp_path / "mine.m3u8").write_text("#EXTM3U\n#EXTINF:1,Pixies - I Bleed\n./music/a.flac\n")
    out = tmp_path / "out"
    name = str(tmp_path / "mine.m3u8")
    assert main(["export", name, "--library", str(music), "--offline", "-q", "-o", str(out), *options]) == 0
    (written,) = out.iterdir()
    return written.name + "\n" + written.read_text()


@pytest.mark.parametrize(
    ("options", "suffix", "line"),
    [
        (["--profile", "navidrome"], ".m3u8", "../music/a.flac"),
        (["--profile", "kodi"], ".m3u", "../music/a.flac"),
        (["--profile", "mpd"], ".m3u", "./a.flac"),
        (["--profile", "mpd", "--paths", "absolute"], ".m3u", "{music}/a.flac"),
        (["--profile", "plex"], ".m3u", "{music}/a.flac"),
        (["--profile", "plex", "--path-map", "{music}=/srv/media"], ".m3u", "/srv/media/a.flac"),
        (["--profile", "plex", "--to", "m3u8", "--paths", "relative"], ".m3u8", "../music/a.flac"),
    ],
)
def test_the_list_is_written_as_the_player_wants_it(tmp_path: Path, options: list[str], suffix: str, line: str) -> None:
    music = os.path.realpath(tmp_path / "music")
    name, *lines = exported(tmp_path, *(option.format(music=music) for option in options)).splitlines()
    assert name == f"mine{suffix}"
    assert line.format(music=music) in lines
