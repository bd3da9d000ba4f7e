"""The players that are here, and what they are given to play."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import ModuleType

import pytest

import playlists
import soundtrack
from soundtrack.files import write_whole
from tests.examples import running
from tests.players import corpus, mpd, mpv, vlc


@pytest.fixture(params=[mpd, mpv, vlc], ids=lambda player: player.NAME)
def player(request: pytest.FixtureRequest) -> ModuleType:
    """Each player in turn; skipped where it is not installed."""
    module: ModuleType = request.param
    return present(module)


def present(module: ModuleType) -> ModuleType:
    reason = module.missing()
    if reason:
        pytest.skip(f"{reason}; tests/players/README.md says which packages")
    return module


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``python examples/demo.py OUT`` writes."""
    return running.demo(tmp_path_factory.mktemp("demo") / "out", tmp_path_factory.mktemp("demo-home"))


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of music under hard names, found by a scan; beside the files, lists of them in several formats."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    folder = corpus.make(tmp_path_factory.mktemp("hard"))
    local = soundtrack.providers.local(folder, index=tmp_path_factory.mktemp("index") / "index.sqlite")
    songs = [*corpus.CARRIED, *corpus.NOT_CARRIED]
    asked = playlists.Playlist(
        title="Hard names",
        items=tuple(
            playlists.PlaylistItem(id=f"song-{number}", wanted=soundtrack.wanted(song.title, song.artist))
            for number, song in enumerate(songs, start=1)
        ),
    )
    found = playlists.resolve(asked, soundtrack.Resolver([local]))
    assert [item.location for item in found.items].count(None) == 0
    for name, options in {
        "list.m3u8": playlists.ExportOptions(folder=os.fspath(folder)),
        "list.m3u": playlists.ExportOptions(folder=os.fspath(folder)),
        "list.xspf": playlists.ExportOptions(folder=os.fspath(folder)),
        "uri.m3u8": playlists.ExportOptions(folder=os.fspath(folder), paths="uri"),
    }.items():
        rendered = playlists.render(found, name.rpartition(".")[2], options)
        write_whole(folder / name, rendered.text)
        write_whole(folder / f"{name}.warnings", "\n".join(rendered.warnings))
    return folder
