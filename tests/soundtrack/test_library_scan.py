"""Scanning: what is new is read, what is not is not opened, and nothing that goes wrong is fatal."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from soundtrack.errors import DataError
from soundtrack.library.index import Library
from soundtrack.library.scan import ScanReport, scan
from tests import audio

_opened: list[str] = []
_listening = False


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _listening and event == "open" and isinstance(arguments[0], str):
        _opened.append(arguments[0])


sys.addaudithook(_hear)


@contextlib.contextmanager
def opened_music() -> Iterator[list[str]]:
    """Names of the audio files that this process opens meanwhile."""
    global _listening  # noqa: PLW0603 - an audit hook cannot be taken away again
    _opened.clear()
    _listening = True
    heard: list[str] = []
    try:
        yield heard
    finally:
        _listening = False
        heard += sorted({os.path.basename(path) for path in _opened if path.endswith((".mp3", ".flac"))})


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    for number in range(3):
        audio.write(folder / "One" / f"{number}.mp3", tags=audio.full_tags(number))
    for number in range(3, 5):
        audio.write(folder / "Two" / f"{number}.flac", tags=audio.full_tags(number))
    _settle()
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index" / "library.sqlite"


def _settle() -> None:
    """Let file times move on: a file that was written just before a scan is read again by the next."""
    time.sleep(0.03)


def ids(index: Path) -> dict[str, int]:
    """Identity of every file by its name."""
    with contextlib.closing(sqlite3.connect(index)) as connection:
        return {os.fsdecode(name): id_ for name, id_ in connection.execute("SELECT name, id FROM file WHERE NOT gone")}


def titles(index: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(index)) as connection:
        rows = connection.execute("SELECT title FROM file WHERE title IS NOT NULL AND NOT gone")
        return sorted(title for (title,) in rows)


# --- what is new, changed, moved, gone ---------------------------------------------------------------------


def test_a_first_scan_adds_everything(music: Path, index: Path) -> None:
    assert scan([music], index) == ScanReport(seen=5, added=5)
    assert titles(index) == [f"Title {number}" for number in range(5)]


def test_a_second_scan_opens_no_unchanged_file(music: Path, index: Path) -> None:
    scan([music], index, workers=1)
    audio.write(music / "One" / "new.mp3", tags=audio.full_tags(9))
    with opened_music() as opened:
        assert scan([music], index, workers=1) == ScanReport(seen=6, added=1, unchanged=5)
    assert opened == ["new.mp3"]


def test_the_default_index_is_in_the_data_folder(music: Path, home: Path) -> None:
    scan([music])
    assert (home / "data" / "library.sqlite").is_file()


def test_only_the_owner_may_read_the_index(music: Path, index: Path) -> None:
    scan([music], index)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in index.parent.iterdir()}
    assert set(modes.values()) == {0o600}


def test_an_edit_inside_a_file_is_seen(music: Path, index: Path) -> None:
    scan([music], index)
    audio.write(music / "One" / "0.mp3", tags=audio.full_tags(0, title="Another"))
    assert scan([music], index) == ScanReport(seen=5, changed=1, unchanged=4)
    assert "Another" in titles(index)
    assert "Title 0" not in titles(index)


def test_an_edit_that_keeps_length_and_time_is_seen(music: Path, index: Path) -> None:
    scan([music], index)
    path = music / "One" / "0.mp3"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Title 0", b"Other 0"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    scan([music], index)
    assert "Other 0" in titles(index)


def test_a_file_that_only_got_other_permissions_counts_as_unchanged(music: Path, index: Path) -> None:
    scan([music], index)
    (music / "One" / "0.mp3").chmod(0o600)
    assert scan([music], index) == ScanReport(seen=5, unchanged=5)


@pytest.mark.parametrize("target", ["One/renamed.mp3", "Zero/0.mp3", "Two/0.mp3"])
def test_a_moved_file_keeps_its_identity_and_is_not_opened(music: Path, index: Path, target: str) -> None:
    scan([music], index, workers=1)
    before = ids(index)["0.mp3"]
    (music / target).parent.mkdir(exist_ok=True)
    (music / "One" / "0.mp3").rename(music / target)
    with opened_music() as opened:
        assert scan([music], index, workers=1) == ScanReport(seen=5, moved=1, unchanged=4)
    assert opened == []
    assert ids(index)[Path(target).name] == before
    assert scan([music], index) == ScanReport(seen=5, unchanged=5)


def test_the_files_of_a_renamed_folder_keep_their_identity(music: Path, index: Path) -> None:
    scan([music], index)
    before = ids(index)
    (music / "One").rename(music / "Uno")
    assert scan([music], index) == ScanReport(seen=5, moved=3, unchanged=2)
    assert ids(index) == before


def test_a_file_moved_by_copying_keeps_its_identity(music: Path, index: Path) -> None:
    scan([music], index)
    before = ids(index)["0.mp3"]
    shutil.copy2(music / "One" / "0.mp3", music / "Two" / "0.mp3")  # as mv does between disks
    (music / "One" / "0.mp3").unlink()
    assert scan([music], index).moved == 1
    assert ids(index)["0.mp3"] == before


def test_a_copy_is_another_file(music: Path, index: Path) -> None:
    scan([music], index)
    shutil.copy2(music / "One" / "0.mp3", music / "Two" / "copy.mp3")
    assert scan([music], index) == ScanReport(seen=6, added=1, unchanged=5)


def test_deleted_files_and_folders_leave_the_index(music: Path, index: Path) -> None:
    scan([music], index)
    (music / "One" / "1.mp3").unlink()
    shutil.rmtree(music / "Two")
    assert scan([music], index) == ScanReport(seen=2, deleted=3, unchanged=2)
    assert titles(index) == ["Title 0", "Title 2"]
    assert scan([music], index) == ScanReport(seen=2, unchanged=2)


def test_other_folders_than_those_scanned_are_left_alone(music: Path, index: Path) -> None:
    scan([music], index)
    shutil.rmtree(music / "Two")
    assert scan([music / "One"], index) == ScanReport(seen=3, unchanged=3)
    assert len(titles(index)) == 5


def test_folders_inside_one_another_are_looked_at_once(music: Path, index: Path) -> None:
    assert scan([music, music / "One", music], index).seen == 5


def test_a_folder_that_is_there_but_empty_keeps_its_entries(music: Path, index: Path) -> None:
    scan([music], index)
    shutil.rmtree(music)
    music.mkdir()
    report = scan([music], index)
    assert report.deleted == 0
    assert report.skipped == ((str(music), "it is empty although music was there: is its disk mounted"),)
    assert len(titles(index)) == 5


def test_a_disk_that_is_not_mounted_keeps_its_entries(music: Path, index: Path, tmp_path: Path) -> None:
    mount = music / "Disk"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "none", str(mount)], check=False, capture_output=True).returncode:
        pytest.skip("we may not mount a disk here")
    try:
        audio.write(mount / "Three" / "5.mp3", tags=audio.full_tags(5))
        assert scan([music], index).seen == 6
    finally:
        subprocess.run(["umount", str(mount)], check=True)
    report = scan([music], index)
    assert (report.seen, report.deleted, [path for path, _ in report.skipped]) == (5, 0, [str(mount)])
    mount.rmdir()
    assert scan([music], index).deleted == 0
    assert len(titles(index)) == 6


# --- what goes wrong ---------------------------------------------------------------------------------------


def test_broken_files_are_counted_named_and_read_once(music: Path, index: Path) -> None:
    broken = music / "One" / "broken.mp3"
    broken.write_bytes(b"no music " * 100)
    (music / "One" / "empty.flac").touch()
    _settle()
    first = scan([music], index, workers=1)
    assert (first.seen, first.added) == (7, 7)
    assert [path for path, _ in first.broken] == [str(broken), str(music / "One" / "empty.flac")]
    with opened_music() as opened:
        assert scan([music], index, workers=1).broken == first.broken
    assert opened == []
    audio.write(broken, tags=audio.full_tags(8))
    assert [Path(path).name for path, _ in scan([music], index).broken] == ["empty.flac"]


def test_what_may_not_be_read_is_named_and_tried_again(music: Path, index: Path) -> None:
    scan([music], index)
    (music / "One").chmod(0)
    (music / "Two" / "3.flac").chmod(0)
    if os.access(music / "One", os.R_OK):
        pytest.skip("nothing is forbidden to us")
    report = scan([music], index)
    assert report.skipped == ((str(music / "One"), "permission denied"),)
    assert report.broken == ((str(music / "Two" / "3.flac"), "permission denied"),)
    assert len(titles(index)) == 5
    (music / "One").chmod(0o700)
    (music / "Two" / "3.flac").chmod(0o600)
    assert scan([music], index) == ScanReport(seen=5, unchanged=5)


def test_links_are_followed_and_loops_end(music: Path, index: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    audio.write(elsewhere / "9.mp3", tags=audio.full_tags(9))
    (music / "link").symlink_to(elsewhere)
    (music / "One" / "loop").symlink_to(music)
    (music / "One" / "self").symlink_to("self")
    (music / "One" / "nowhere.mp3").symlink_to("gone")
    (music / "One" / "linked.mp3").symlink_to(music / "One" / "0.mp3")
    assert scan([music], index).seen == 7
    assert scan([music], index).unchanged == 7


def test_pipes_and_folders_with_names_of_music_are_no_files(music: Path, index: Path) -> None:
    os.mkfifo(music / "pipe.mp3")
    audio.write(music / "An album.mp3" / "1.mp3")
    (music / "One" / "._0.mp3").write_bytes(b"notes of another system")
    assert scan([music], index).seen == 6


ODD_NAMES = (
    b"#1.mp3",
    b"-rf.mp3",
    b"new\nline.mp3",
    b"\xff\xfe invalid.mp3",
    b" space .mp3",
    b"%41?.mp3",
    b"x" * 240 + b".mp3",
)


@pytest.mark.parametrize("workers", [1, 2])
def test_any_name_will_do(tmp_path: Path, index: Path, workers: int) -> None:
    folder = os.fsencode(tmp_path / "music") + b"/\xe9dir\n#"
    os.makedirs(folder)
    for name in ODD_NAMES:
        (Path(os.fsdecode(folder)) / os.fsdecode(name)).write_bytes(audio.mp3())
    _settle()
    assert scan([tmp_path / "music"], index, workers=workers) == ScanReport(seen=len(ODD_NAMES), added=len(ODD_NAMES))
    assert scan([tmp_path / "music"], index).unchanged == len(ODD_NAMES)
    assert {os.fsencode(name) for name in ids(index)} == set(ODD_NAMES)


@pytest.mark.parametrize("name", ["gone", "file.txt"])
def test_a_folder_that_is_none_is_an_error_before_anything_is_done(music: Path, index: Path, name: str) -> None:
    (music / "file.txt").touch()
    with pytest.raises(DataError, match=name):
        scan([music, music / name], index)
    assert not index.exists()


def test_a_damaged_index_is_an_error_in_one_sentence(music: Path, index: Path) -> None:
    index.parent.mkdir()
    index.write_bytes(b"This is no database." * 1000)
    with pytest.raises(DataError, match=r"library\.sqlite: .*not a database.*; delete it and scan again\.$"):
        scan([music], index)


def test_an_index_of_a_newer_version_is_left_alone(music: Path, index: Path) -> None:
    scan([music], index)
    with contextlib.closing(sqlite3.connect(index)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(DataError, match="newer version"):
        scan([music], index)


def test_a_full_disk_is_one_sentence_and_what_was_done_stays(music: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(disk)], check=False, capture_output=True
    ).returncode:
        pytest.skip("we may not mount a disk here")
    try:
        scan([music / "One"], disk / "library.sqlite")
        with (disk / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
            while filler.write(bytes(4096)):
                pass
        with pytest.raises(DataError, match=r"full|No space"):
            scan([music], disk / "library.sqlite")
        (disk / "filler").unlink()
        assert scan([music], disk / "library.sqlite").unchanged == 3
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


# --- many, at once, and cut short --------------------------------------------------------------------------

SCRIPT = "import sys; from soundtrack.library.scan import scan; print(scan(sys.argv[2:], sys.argv[1], workers=2).seen)"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(600):
        audio.write(folder / f"{number // 12:02d}" / f"{number}.mp3", seconds=0.2, tags={"title": f"Title {number}"})
    (folder / "07" / "broken.mp3").write_bytes(b"no music " * 100)
    _settle()
    return folder


def contents(index: Path) -> list[tuple[object, ...]]:
    """All of an index but the numbers it gives itself."""
    with contextlib.closing(sqlite3.connect(index)) as connection:
        return connection.execute(
            "SELECT path, name, size, mtime_ns, problem, file.title, words.title, words.whole FROM file "
            "JOIN folder ON folder.id = folder LEFT JOIN words ON words.rowid = file.id WHERE NOT gone ORDER BY path, name"
        ).fetchall()


def test_any_number_of_workers_makes_the_same_index(many: Path, tmp_path: Path) -> None:
    reports = [scan([many], tmp_path / str(workers), workers=workers) for workers in (1, 3)]
    assert reports[0] == reports[1]
    assert contents(tmp_path / "1") == contents(tmp_path / "3")


def test_progress_rises_to_the_whole(many: Path, index: Path) -> None:
    told: list[tuple[int, int]] = []
    scan([many], index, progress=lambda done, whole: told.append((done, whole)))
    assert told == sorted(told)
    assert told[-1] == (601, 601)
    assert {whole for _, whole in told} == {601}


def test_ctrl_c_keeps_what_is_done(many: Path, index: Path) -> None:
    def stop(done: int, whole: int) -> None:
        if done > 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan([many], index, workers=2, progress=stop)
    assert scan([many], index).seen == 601
    assert len(contents(index)) == 601


def test_a_scan_killed_at_any_moment_loses_nothing_but_the_unfinished_part(many: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    scan([many], whole)
    index = tmp_path / "killed"
    before = 0
    for moment in (0.05, 0.15, 0.25, 0.3, 0.4):
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(index), str(many)], stdout=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if index.exists():
            with contextlib.suppress(sqlite3.OperationalError):  # killed before there was a table
                assert len(contents(index)) >= before
                before = len(contents(index))
    scan([many], index)
    assert contents(index) == contents(whole)


def test_two_scans_at_once_make_one_index(many: Path, tmp_path: Path) -> None:
    index = tmp_path / "both"
    command = [sys.executable, "-c", SCRIPT, str(index), str(many)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0] for process in processes] == ["601\n", "601\n"]
    assert len(contents(index)) == 601
    with Library.open(index) as library:
        assert len(library) == 600
