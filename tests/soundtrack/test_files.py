"""Reading says in one sentence why not; writing is whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from soundtrack import files
from soundtrack.errors import DataError


def test_a_missing_file_is_one_sentence_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nothing\.toml: no such file; check") as caught:
        files.read_bytes(tmp_path / "nothing.toml")
    assert "\n" not in str(caught.value)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"folder|not a file"):
        files.read_bytes(tmp_path)


def test_a_pipe_does_not_hang_the_reader(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="not a file"):
        files.read_bytes(tmp_path / "pipe")


def test_a_link_that_leads_to_itself_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(DataError, match="loop"):
        files.read_bytes(tmp_path / "loop")


def test_a_file_over_the_limit_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(files.MAX_BYTES + 10)
    with pytest.raises(DataError, match=r"larger than 64 MiB"):
        files.read_bytes(big)


def test_text_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"a = 1\nb = '\xff'\n")
    with pytest.raises(DataError, match=r"x\.toml:2: the text is not UTF-8; save it as UTF-8"):
        files.read_text(tmp_path / "x.toml")


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbfa")
    assert files.read_text(tmp_path / "x") == "a"


def test_writing_makes_folders_and_keeps_the_mode_of_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    files.write_whole(path, "one")
    path.chmod(0o640)
    files.write_whole(path, "two")
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(path.parent) == ["b"]


def test_a_link_stays_a_link_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    files.write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_folder_in_the_way_is_an_error_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(DataError, match="cannot write"):
        files.write_whole(tmp_path / "out", "x")
    assert os.listdir(tmp_path) == ["out"]
    assert os.listdir(tmp_path / "out") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("this machine does not let tests mount a small disk")
    try:
        files.write_whole(disk / "list.json", "old")
        with pytest.raises(DataError, match="cannot write: no space left on device; the file is as it was"):
            files.write_whole(disk / "list.json", "x" * 1_000_000)
        assert (disk / "list.json").read_text() == "old"
        assert os.listdir(disk) == ["list.json"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_one_variable_moves_all_our_folders(home: Path) -> None:
    assert {files.cache_dir().parent, files.data_dir().parent, files.config_dir().parent} == {home}
