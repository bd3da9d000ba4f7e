"""One turn at a time, so far apart, over threads and processes; never stuck on what others left behind."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from soundtrack.errors import ProviderUnavailableError
from soundtrack.providers._limiter import Limiter

INTERVAL = 0.05

TURNS = """
import sys, time
from pathlib import Path
from soundtrack.providers._limiter import Limiter
limiter = Limiter("test", "server", float(sys.argv[2]), patience=20, folder=Path(sys.argv[1]))
for _ in range(3):
    with limiter.turn():
        start = time.time()
        time.sleep(0.02)
        print(start, time.time(), flush=True)
"""


def a_limiter(folder: Path, *, server: str = "server", interval: float = INTERVAL, patience: float = 5) -> Limiter:
    return Limiter("test", server, interval, patience=patience, folder=folder)


def assert_apart(turns: list[tuple[float, float]]) -> None:
    """None overlaps the next; so far apart by average, for a busy machine delays single ones."""
    for (_, end), (next_start, _) in pairwise(turns):
        assert next_start >= end
    assert turns[-1][0] - turns[0][0] >= INTERVAL * (len(turns) - 1) * 0.9


def test_turns_of_several_processes_are_apart_and_never_overlap(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TURNS, str(tmp_path), str(INTERVAL)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [process.communicate(timeout=30)[0] for process in processes]
    lines = [line.split() for output in outputs for line in output.splitlines()]
    turns = sorted((float(start), float(end)) for start, end in lines)
    assert len(turns) == 9
    assert_apart(turns)


def test_turns_of_several_threads_are_apart_and_never_overlap(tmp_path: Path) -> None:
    turns: list[tuple[float, float]] = []

    def take() -> None:
        with a_limiter(tmp_path).turn():
            start = time.time()
            time.sleep(0.01)
            turns.append((start, time.time()))

    threads = [threading.Thread(target=take) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(turns) == 5
    assert_apart(sorted(turns))


def test_a_pause_holds_everybody(tmp_path: Path) -> None:
    one, other = a_limiter(tmp_path), a_limiter(tmp_path)
    with one.turn():
        one.pause(0.2)
        paused = time.monotonic()
    with other.turn():
        assert time.monotonic() - paused >= 0.19


def test_other_servers_have_turns_of_their_own(tmp_path: Path) -> None:
    with a_limiter(tmp_path, interval=30).turn():
        started = time.monotonic()
        with a_limiter(tmp_path, server="other:5000", interval=30).turn():
            assert time.monotonic() - started < 1


def test_a_turn_that_does_not_end_is_not_waited_for_without_end(tmp_path: Path) -> None:
    with (
        a_limiter(tmp_path).turn(),
        pytest.raises(ProviderUnavailableError, match="another program"),
        a_limiter(tmp_path, patience=0.1).turn(),
    ):
        raise AssertionError("two turns at once")


def test_a_turn_ends_with_an_error(tmp_path: Path) -> None:
    limiter = a_limiter(tmp_path)
    with pytest.raises(KeyError), limiter.turn():
        raise KeyError
    with limiter.turn():
        pass


@pytest.mark.parametrize("note", ["99999999999", "not a number", "nan", "", "inf"])
def test_a_note_that_makes_no_sense_holds_nobody_up(tmp_path: Path, note: str) -> None:
    with a_limiter(tmp_path).turn():
        pass
    (left,) = tmp_path.glob("*.next")
    left.write_text(note)
    started = time.monotonic()
    with a_limiter(tmp_path).turn():
        assert time.monotonic() - started < 1


def test_a_cache_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ProviderUnavailableError, match="PLAYLISTS_HOME"), a_limiter(tmp_path / "file").turn():
        raise AssertionError("a turn without a lock")


def test_its_files_are_in_the_cache_folder(home: Path) -> None:
    with Limiter("test", "127.0.0.1:80/x", 0.0, patience=1).turn():
        pass
    assert [file.name for file in (home / "cache").glob("*.next")] == ["test-127.0.0.1_80_x.next"]
