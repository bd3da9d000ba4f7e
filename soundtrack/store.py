"""What services answered, with age: an SQLite file that several runs may use at once.

Keys and values are texts; what they mean is their user's matter (:mod:`soundtrack.providers._cached`). The
store is only a memory: a file that is damaged is set aside and begun anew, and where none can be written the
run remembers by itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from filelock import FileLock

from soundtrack import files

T = TypeVar("T")

log = logging.getLogger("soundtrack.store")

FILE_NAME = "answers-1.sqlite3"
"""The number is the version of the table: an older program never meets a newer one's."""
MOST_SECONDS = 180 * 24 * 3600.0
"""Older answers are thrown away."""
MOST_BYTES = 256 * 1024 * 1024
"""When the answers take more, the oldest are thrown away."""
BUSY_SECONDS = 10.0
"""How long a run waits for another one that writes."""

_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key BLOB PRIMARY KEY, value TEXT NOT NULL, said_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (said_at);
"""
_AT_ONCE = 500
"""Keys of one query; SQLite takes 32,766 at most, 999 in old versions."""
_CLOCKS_DIFFER = 60.0
"""Seconds."""


class Remembered(NamedTuple):
    """An answer and its age."""

    value: str
    age: float
    """Seconds since it was given."""


class Store:
    """Answers by key.

    Args:
        path: Of the file; by default in the user's cache folder. Only its owner can read it (mode 600).
        clock: Seconds since the epoch.
        most_bytes: See :data:`MOST_BYTES`.
        busy_seconds: See :data:`BUSY_SECONDS`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        clock: Callable[[], float] = time.time,
        most_bytes: int = MOST_BYTES,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self.path = files.cache_dir() / FILE_NAME if path is None else Path(path)
        self._clock = clock
        self._most_bytes = most_bytes
        self._busy_seconds = busy_seconds
        self._lock = threading.Lock()
        # SQLite's own waiting does not cover the moments when a file is begun and when its last user leaves
        self._one_at_a_time = FileLock(f"{self.path}.lock", timeout=busy_seconds, mode=0o600)
        self._inode = 0
        self._warned = False
        self._connection = self._opened()

    def get(self, keys: Iterable[str]) -> dict[str, Remembered]:
        """Return what is known of *keys*; the unknown are left out."""
        wanted = {_digest(key): key for key in keys}
        digests = list(wanted)

        def read(connection: sqlite3.Connection) -> list[tuple[bytes, str, float]]:
            rows: list[tuple[bytes, str, float]] = []
            for start in range(0, len(digests), _AT_ONCE):
                some = digests[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                rows += connection.execute(f"SELECT key, value, said_at FROM answers WHERE key IN ({marks})", some)
            return rows

        now = self._clock()
        return {
            wanted[digest]: Remembered(value, max(0.0, now - said_at))
            for digest, value, said_at in self._run(read) or ()
            if said_at <= now + _CLOCKS_DIFFER  # else a clock was put back, and its age is not known
        }

    def put(self, answers: Mapping[str, str]) -> None:
        """Remember *answers*, all or none."""
        now = self._clock()
        rows = [(_digest(key), value, now) for key, value in answers.items()]

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)

        self._run(write)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stack.enter_context(self._one_at_a_time)
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what *work* returns; None where the file does not let it."""
        with self._lock:
            for mended in (False, True):
                try:
                    return work(self._connection)
                except sqlite3.Error as err:
                    if mended or not _is_damage(err):
                        self._warn(f"cannot be used just now ({err})")
                        break
                self._connection.close()
                self._set_aside()
                self._connection = self._opened()
        return None

    def _warn(self, problem: str) -> None:
        """Say it once: a full disk is full at every line."""
        if not self._warned:
            log.warning("%s %s: not every answer is remembered", self.path, problem)
        self._warned = True

    def _opened(self) -> sqlite3.Connection:
        """The file, made where it is not there; in memory where it cannot be made."""
        for last_try in (False, True):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self._one_at_a_time:
                    return self._ready(self._on_disk())
            except sqlite3.Error as err:
                if last_try or not _is_damage(err):
                    reason = str(err)
                    break
                self._set_aside()
            except OSError as err:
                reason = err.strerror or str(err)
                break
        self._warn(f"cannot be used ({reason})")
        return self._ready(sqlite3.connect(":memory:", check_same_thread=False))

    def _on_disk(self) -> sqlite3.Connection:
        # SQLite gives its side files the mode of the file
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        os.chmod(self.path, 0o600)
        self._inode = os.stat(self.path).st_ino
        return sqlite3.connect(self.path, timeout=self._busy_seconds, check_same_thread=False)

    def _ready(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_TABLE)
            self._prune(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prune(self, connection: sqlite3.Connection) -> None:
        """Throw away what is too old, and the older half where there is too much."""
        oldest = self._clock() - MOST_SECONDS
        (first,) = connection.execute("SELECT min(said_at) FROM answers").fetchone()
        if first is not None and first < oldest:
            with connection:
                connection.execute("DELETE FROM answers WHERE said_at < ?", (oldest,))
        size, pages, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count", "freelist_count")
        )
        if (pages - free) * size > self._most_bytes:
            with connection:
                connection.execute(
                    "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY said_at"
                    " LIMIT (SELECT count(*) / 2 FROM answers))"
                )

    def _set_aside(self) -> None:
        """Move the damaged file out of the way, unless another run has done so already."""
        aside = self.path.with_name(self.path.name + ".damaged")
        with contextlib.suppress(OSError), self._one_at_a_time:
            if self.path.stat().st_ino != self._inode:
                return
            os.replace(self.path, aside)
            for suffix in ("-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            log.warning("%s was damaged: it is now %s, and a new one is begun", self.path, aside.name)


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _is_damage(err: sqlite3.Error) -> bool:
    """True where the file is at fault, not the moment: https://www.sqlite.org/rescode.html."""
    code = getattr(err, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,  # a table that is not ours
        sqlite3.SQLITE_MISMATCH,
    )
