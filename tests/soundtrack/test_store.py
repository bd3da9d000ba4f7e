"""The memory of answers: ages, several runs at once, damage, and disks that do not take it."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.store import FILE_NAME, MOST_SECONDS, Remembered, Store


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "answers.sqlite3"


def test_it_gives_back_what_was_put_with_its_age(path: Path) -> None:
    clock = Clock()
    with Store(path, clock=clock) as store:
        store.put({"a": "1", "b": "2"})
        clock.now += 10
        store.put({"b": "3"})
        clock.now += 5
        assert store.get(["a", "b", "c"]) == {"a": Remembered("1", 15.0), "b": Remembered("3", 5.0)}


def test_the_next_run_remembers(path: Path) -> None:
    with Store(path) as store:
        store.put({"a": "1"})
    with Store(path) as store:
        assert store.get(["a"])["a"].value == "1"


def test_by_default_it_lives_in_the_users_cache_folder(home: Path) -> None:
    with Store() as store:
        store.put({"a": "1"})
    assert (home / "cache" / FILE_NAME).exists()


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["Cs"])), max_size=5), st.text())
def test_any_key_and_value_come_back(answers: dict[str, str], other: str) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "answers.sqlite3") as store:
        store.put(answers)
        assert {key: it.value for key, it in store.get([*answers, other]).items()} == answers


def test_more_keys_than_one_query_takes(path: Path) -> None:
    answers = {str(number): str(-number) for number in range(1300)}
    with Store(path) as store:
        store.put(answers)
        assert {key: it.value for key, it in store.get(answers).items()} == answers


def test_only_the_owner_reads_it(path: Path) -> None:
    path.parent.mkdir()
    path.touch(mode=0o644)
    with Store(path) as store:
        store.put({"a": "1"})
        files = sorted(path.parent.iterdir())
        assert len(files) > 1, "no side files of SQLite to look at"
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_what_is_very_old_is_thrown_away(path: Path) -> None:
    clock = Clock()
    with Store(path, clock=clock) as store:
        store.put({"old": "1"})
        clock.now += MOST_SECONDS / 2
        store.put({"young": "2"})
    clock.now += MOST_SECONDS / 2 + 1
    with Store(path, clock=clock) as store:
        assert set(store.get(["old", "young"])) == {"young"}


def test_when_there_is_too_much_the_older_half_goes_and_room_is_used_again(path: Path) -> None:
    clock = Clock()
    with Store(path, clock=clock) as store:
        for number in range(40):
            clock.now += 1
            store.put({str(number): "x" * 10_000})
    with Store(path, clock=clock, most_bytes=300_000) as store:
        assert set(store.get(map(str, range(40)))) == set(map(str, range(20, 40)))
    with Store(path, clock=clock, most_bytes=300_000) as store:
        assert len(store.get(map(str, range(40)))) == 20


def test_an_answer_from_the_future_is_not_trusted(path: Path) -> None:
    clock = Clock()
    with Store(path, clock=clock) as store:
        store.put({"a": "1"})
        clock.now -= 3600
        assert store.get(["a"]) == {}


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database, and longer than a header of SQLite would be" * 100)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


def another_table(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE answers (something TEXT)")
    connection.close()


@pytest.mark.parametrize("damage", [garbage, truncated, scribbled, another_table])
def test_a_damaged_file_is_set_aside_with_a_warning_and_begun_anew(
    path: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(damage)
    with Store(path) as store:
        store.put({str(number): "x" * 500 for number in range(200)})
    damage(path)
    damaged = path.read_bytes()
    with Store(path) as store:
        store.get(["1"])
        store.put({"new": "2"})
        assert store.get(["new"])["new"].value == "2"
    assert path.with_name(path.name + ".damaged").read_bytes()[-100:] == damaged[-100:]
    (warning,) = [record for record in caplog.records if record.name.startswith("soundtrack")]
    assert warning.levelno == logging.WARNING
    assert str(path) in warning.getMessage()
    with Store(path) as store:
        assert set(store.get(["1", "new"])) == {"new"}


def test_damage_that_shows_in_the_middle_of_a_run_is_mended_too(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Store(path) as store:
        store.put({"a": "1"})
        spoiler = sqlite3.connect(path)
        spoiler.execute("DROP TABLE answers")
        spoiler.close()
        assert store.get(["a"]) == {}
        store.put({"b": "2"})
        assert set(store.get(["a", "b"])) == {"b"}
    assert "damaged" in caplog.text


def test_a_file_that_another_program_does_not_let_go_costs_only_the_memory(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Store(path, busy_seconds=0.1) as store:
        store.put({"a": "1"})
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        for key in "bcd":
            store.put({key: "2"})
        assert set(store.get("abcd")) == {"a"}
        holder.close()
    assert caplog.text.count("just now") == 1, "said once"


def test_damage_that_another_run_has_mended_is_not_mended_twice(path: Path) -> None:
    with Store(path) as store:
        store.put({str(number): "x" * 500 for number in range(200)})
    scribbled(path)
    ours = sqlite3.connect(path)  # so that the inode of the damaged file lives on
    first, second = Store(path), Store(path)
    first.put({"a": "1"})
    second.put({"b": "2"})
    assert set(first.get(["a", "b"])) == {"a", "b"}
    for one in (first, second, ours):
        one.close()


def test_a_place_that_cannot_be_written_costs_only_the_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    with Store(tmp_path / "file" / "answers.sqlite3") as store:
        store.put({"a": "1"})
        assert store.get(["a"])["a"].value == "1"
    assert "cannot be used" in caplog.text


def test_a_folder_in_its_place_costs_only_the_memory(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put({"a": "1"})
        assert store.get(["a"])["a"].value == "1"


WRITER = """
import sys
from soundtrack.store import Store
with Store(sys.argv[1]) as store:
    for number in range(60):
        store.put({f"{sys.argv[2]} {number}": "x" * 2000, "shared": sys.argv[2]})
        assert store.get([f"{sys.argv[2]} {number}"])
"""


def test_several_runs_at_once_lose_nothing(path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, str(run)], env=environment, stderr=subprocess.PIPE)
        for run in range(4)
    ]
    for run in runs:
        _, complaints = run.communicate(timeout=60)
        assert (run.returncode, complaints) == (0, b"")
    with Store(path) as store:
        assert len(store.get(f"{run} {number}" for run in range(4) for number in range(60))) == 240


KILLED = """
import os, sys
from soundtrack.store import Store
store = Store(sys.argv[1])
store.put({"before": "1"})
os.kill(os.getpid(), 9)
"""


def test_a_killed_run_loses_nothing_that_was_put(path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", KILLED, path], env=environment, check=False)
    with Store(path) as store:
        assert set(store.get(["before"])) == {"before"}
