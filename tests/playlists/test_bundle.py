"""A folder to take along: every file once, under a name that every system takes, and lists that play from it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import playlists
from playlists import bundle, importers
from playlists.bundle import Bundle, safe_name
from playlists.cli import main
from playlists.models import Playlist
from playlists.paths import path_of, uri_of
from soundtrack.errors import DataError
from tests import audio
from tests.playlists.making import a_playlist, an_item

NASTY = ("#1 Hit?", "AC/DC: Live", 'The "Hall"', " lead", "trail. ", "CON", "100%41", "-rf", "a\nb", "…", ".hidden")


def a_file(folder: Path, name: str, content: bytes = b"music") -> str:
    """A file; returns its location."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return uri_of(os.fsencode(folder / name))


def located(playlist: Playlist) -> list[Path | None]:
    return [Path(os.fsdecode(path_of(item.location))) if item.location else None for item in playlist.items]


def test_files_are_called_after_their_items_and_the_list_leads_to_them(tmp_path: Path) -> None:
    items = [
        an_item(title, item_id=f"i{number}", location=a_file(tmp_path / "source", f"{number}.MP3", title.encode()))
        for number, title in enumerate(NASTY)
    ]
    made = Bundle(tmp_path / "stick")
    moved = made.with_list(a_playlist(*items))
    assert not (tmp_path / "stick").exists(), "planning writes nothing"
    assert made.write() == len(NASTY)
    for title, path in zip(NASTY, located(moved), strict=True):
        assert path is not None
        assert path.parent == tmp_path / "stick" / "music"
        assert path.read_bytes() == title.encode()
        assert path.name.startswith("Jane Doe - ")
        assert path.suffix == ".MP3"
    options = playlists.ExportOptions(folder=os.fspath(tmp_path / "stick"))
    rendered = playlists.render(moved, "m3u8", options)
    assert rendered.warnings == (), "a player would trip over a name"
    lines = [line for line in rendered.text.splitlines() if not line.startswith("#")]
    assert all(line.startswith("./music/Jane Doe - ") for line in lines)
    assert len(lines) == len(NASTY)


@given(st.text())
def test_a_safe_name_is_one_that_every_system_takes(text: str) -> None:
    name = safe_name(text)
    assert name
    assert not set('<>:"/\\|?*#%') & set(name)
    assert not any(unicodedata.category(char) == "Cc" for char in name)
    assert name == name.strip(" .")
    assert not name.startswith("-")
    assert len(name.encode()) <= bundle.MOST_BYTES + 1
    assert name.split(".", maxsplit=1)[0].upper() not in {"CON", "NUL", "AUX", "PRN", "COM1", "LPT9"}
    assert safe_name(name) == name


def test_names_that_differ_in_case_alone_are_kept_apart(tmp_path: Path) -> None:
    items = [
        an_item(title, item_id=f"i{number}", location=a_file(tmp_path / "source", f"{number}.flac", bytes([number])))
        for number, title in enumerate(["The Hall", "THE HALL", "The Hall"])
    ]
    made = Bundle(tmp_path / "stick")
    moved = made.with_list(a_playlist(*items))
    made.write()
    assert [path.name for path in located(moved) if path] == [
        "Jane Doe - The Hall.flac",
        "Jane Doe - THE HALL (2).flac",
        "Jane Doe - The Hall (3).flac",
    ]
    assert [path.read_bytes() for path in located(moved) if path] == [b"\0", b"\1", b"\2"]


def test_a_file_in_several_lists_and_places_comes_once(tmp_path: Path) -> None:
    location = a_file(tmp_path / "source", "a.flac")
    made = Bundle(tmp_path / "stick")
    first = made.with_list(a_playlist(an_item(location=location), an_item(item_id="again", location=location)))
    second = made.with_list(a_playlist(an_item("Other words", location=location)))
    assert made.write() == 1
    assert len({*located(first), *located(second)}) == 1


def test_what_is_there_already_is_not_copied_again_and_what_changed_is(tmp_path: Path) -> None:
    location = a_file(tmp_path / "source", "a.flac")

    def bring() -> tuple[int, bytes]:
        made = Bundle(tmp_path / "stick")
        (path,) = located(made.with_list(a_playlist(an_item(location=location))))
        brought = made.write()
        assert path is not None
        return brought, path.read_bytes()

    assert bring() == (1, b"music")
    assert bring() == (0, b"music")
    a_file(tmp_path / "source", "a.flac", b"other music")
    assert bring() == (1, b"other music")


def test_links_instead_of_copies_and_copies_in_the_place_of_links(tmp_path: Path) -> None:
    location = a_file(tmp_path / "source", "a.flac")

    def bring(*, link: bool) -> tuple[int, Path]:
        made = Bundle(tmp_path / "stick")
        (path,) = located(made.with_list(a_playlist(an_item(location=location))))
        brought = made.write(link=link)
        assert path is not None
        return brought, path

    brought, path = bring(link=True)
    assert brought == 1
    assert path.samefile(tmp_path / "source" / "a.flac")
    assert bring(link=True)[0] == 0
    path.unlink()
    path.symlink_to(tmp_path / "source" / "a.flac")
    assert bring(link=True)[0] == 0
    assert bring(link=False)[0] == 1
    assert not path.is_symlink()
    assert path.read_bytes() == b"music"


def test_a_file_that_is_gone_keeps_its_place_and_is_named(tmp_path: Path) -> None:
    made = Bundle(tmp_path / "stick")
    moved = made.with_list(a_playlist(an_item(location="file:///nowhere/a.flac"), an_item("The Letter", item_id="l")))
    assert located(moved) == [None, None]
    assert made.missing == ["Jane Doe - The Hall"]
    assert made.write() == 0


def test_a_hidden_items_file_does_not_tell_its_title(tmp_path: Path) -> None:
    location = a_file(tmp_path / "source", "We All Die.flac")
    made = Bundle(tmp_path / "stick")
    hidden = an_item("We All Die", item_id="hidden-2", location=location, masked=True)
    made.with_list(a_playlist(an_item(), hidden))
    made.write()
    assert os.listdir(tmp_path / "stick" / "music") == ["Hidden item 2.flac"]


def test_a_source_with_bytes_that_are_no_text_comes_along(tmp_path: Path) -> None:
    source = os.fsencode(tmp_path) + b"/caf\xe9.mp3"
    Path(os.fsdecode(source)).write_bytes(b"x")
    made = Bundle(tmp_path / "stick")
    made.with_list(a_playlist(an_item(location=uri_of(source))))
    made.write()
    assert os.listdir(tmp_path / "stick" / "music") == ["Jane Doe - The Hall.mp3"]


def test_a_full_disk_is_one_sentence_and_leaves_whole_files_only(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    stick = tmp_path / "stick"
    stick.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", stick], check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        items = [
            an_item(f"T{number}", item_id=f"t{number}", location=a_file(tmp_path / "s", f"{number}", b"x" * 100_000))
            for number in range(4)
        ]
        made = Bundle(stick)
        made.with_list(a_playlist(*items))
        with pytest.raises(DataError, match=os.strerror(errno.ENOSPC).lower()):
            made.write()
        sizes = {path.stat().st_size for path in (stick / "music").iterdir()}
        assert sizes == {100_000}
    finally:
        subprocess.run(["umount", stick], check=True)


def test_the_command_makes_a_folder_that_plays_wherever_it_is_carried(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    audio.write(source / "1 100%.flac", tags={"title": "I Bleed", "artist": "Pixies", "album": "Doolittle"})
    mine = tmp_path / "mine.m3u8"
    mine.write_text("#EXTM3U\n#EXTINF:1,Pixies - I Bleed\n./source/1 100%.flac\n")
    stick = tmp_path / "stick"
    options = ["--library", str(source), "--offline", "-q", "--profile", "phone", "--bundle", str(stick)]
    assert main(["export", str(mine), *options]) == 0
    assert sorted(os.listdir(stick)) == ["mine.m3u8", "music"]
    carried = tmp_path / "elsewhere"
    stick.rename(carried)
    playlist = importers.read_file(carried / "mine.m3u8")
    (path,) = [path for path in located(playlist) if path]
    assert path == carried / "music" / "Pixies - I Bleed.flac"
    assert path.read_bytes() == (source / "1 100%.flac").read_bytes()


@pytest.mark.parametrize("wrong", [["--bundle", "x", "-o", "y"], ["--link"]])
def test_options_that_do_not_fit_are_told(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "never-let-me-go/bookmark", "--offline", *wrong]) == 1
    assert "--bundle" in capsys.readouterr().err


def test_interrupting_leaves_no_half_file(tmp_path: Path) -> None:
    big = tmp_path / "big.flac"
    with big.open("wb") as file:
        file.truncate(1 << 30)
    script = (
        "import sys, _thread, threading\n"
        "from pathlib import Path\n"
        "from playlists.bundle import Bundle\n"
        "from tests.playlists.making import a_playlist, an_item\n"
        "made = Bundle(Path(sys.argv[1]))\n"
        "made.with_list(a_playlist(an_item(location=Path(sys.argv[2]).as_uri())))\n"
        "threading.Timer(0.05, _thread.interrupt_main).start()\n"
        "try:\n    made.write()\nexcept KeyboardInterrupt:\n    print('interrupted')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "stick", big], capture_output=True, text=True, check=False, timeout=60
    )
    left = list((tmp_path / "stick").rglob("*"))
    if "interrupted" not in done.stdout:
        pytest.skip("copying ended before it could be interrupted")
    assert [path.name for path in left if path.is_file()] == []
