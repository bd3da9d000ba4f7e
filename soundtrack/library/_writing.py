"""What a scan reads from and writes to the index, in transactions of half a second."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from soundtrack.library._database import INSERT_WORDS
from soundtrack.library._reading import BETWEEN, COLUMNS, Reading

COMMIT_SECONDS = 0.5

_EMPTY = {"named": 0, "artists": "", "composers": "", "isrcs": "", "artist_mbids": ""}
_NOTHING: tuple[object, ...] = tuple(_EMPTY.get(name) for name in COLUMNS)
"""The columns of a file that could not be read."""
_INSERT = (
    f"INSERT INTO file (folder, name, size, mtime_ns, ctime_ns, inode, problem, {', '.join(COLUMNS)}) "
    f"VALUES ({', '.join('?' * (7 + len(COLUMNS)))})"
)
_UPDATE = (
    "UPDATE file SET gone = 0, size = ?, mtime_ns = ?, ctime_ns = ?, inode = ?, problem = ?, "
    f"{', '.join(f'{name} = ?' for name in COLUMNS)} WHERE id = ?"
)
_ISRCS = COLUMNS.index("isrcs")
_RECORDING = COLUMNS.index("recording_mbid")
_NAMED = COLUMNS.index("named")


class Stat(NamedTuple):
    """What tells that a file has changed."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Known(NamedTuple):
    """A file in the index."""

    id: int
    stat: Stat


class KnownFolder(NamedTuple):
    """A folder in the index."""

    id: int
    device: int
    digest: bytes | None


class Writer:
    """Writes for one scan. Everything of one file is in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._commit_at = 0.0

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._execute("BEGIN IMMEDIATE")
            self._commit_at = time.monotonic() + COMMIT_SECONDS

    def breathe(self) -> None:
        """Commit if it is time; called between files."""
        if self._connection.in_transaction and time.monotonic() >= self._commit_at:
            self._execute("COMMIT")

    def finish(self) -> None:
        """Commit what is left."""
        if self._connection.in_transaction:
            self._execute("COMMIT")

    def close(self) -> None:
        """Undo what is not committed: it may be half a file."""
        if self._connection.in_transaction:
            self._execute("ROLLBACK")

    # --- folders ---------------------------------------------------------------------------------------

    def folder(self, path: str) -> KnownFolder | None:
        """What is known of a folder."""
        row = self._execute("SELECT id, device, digest FROM folder WHERE path = ?", (os.fsencode(path),)).fetchone()
        return None if row is None else KnownFolder(*row)

    def folders(self) -> Iterator[tuple[int, str, int]]:
        """Every folder: id, path, device."""
        for id_, path, device in self._execute("SELECT id, path, device FROM folder").fetchall():
            yield id_, os.fsdecode(path), device

    def enter(self, path: str, device: int) -> int:
        """The folder's id; from now on its listing counts as unknown until it is complete."""
        self._begin()
        row = self._execute(
            "INSERT INTO folder (path, device) VALUES (?, ?) "
            "ON CONFLICT (path) DO UPDATE SET device = excluded.device, digest = NULL RETURNING id",
            (os.fsencode(path), device),
        ).fetchall()
        return int(row[0][0])

    def complete(self, folder: int, digest: bytes) -> None:
        """All files of this listing are in the index."""
        self._begin()
        self._execute("UPDATE folder SET digest = ? WHERE id = ?", (digest, folder))

    def empty(self, folder: int) -> None:
        """A folder is no longer there: nor are its files."""
        self._begin()
        self._execute("UPDATE file SET gone = 1 WHERE folder = ?", (folder,))
        self._execute("UPDATE folder SET digest = NULL WHERE id = ?", (folder,))

    def has_music(self, folder: int, path: str) -> bool:
        """True when files are known in a folder or below it."""
        below = os.fsencode(path.rstrip(os.sep) + os.sep)
        return bool(
            self._execute(
                "SELECT EXISTS (SELECT 1 FROM file WHERE folder = ?) OR EXISTS (SELECT 1 FROM folder "
                "JOIN file ON file.folder = folder.id WHERE folder.path > ? AND substr(folder.path, 1, ?) = ?)",
                (folder, below, len(below), below),
            ).fetchone()[0]
        )

    # --- files -----------------------------------------------------------------------------------------

    def files(self, folder: int) -> dict[str, Known]:
        """The files known in a folder, by name."""
        rows = self._execute(
            "SELECT name, id, size, mtime_ns, ctime_ns, inode, gone FROM file WHERE folder = ?", (folder,)
        )
        # a file that was missing and is there again must be looked at: no stat equals this one
        return {
            os.fsdecode(name): Known(id_, Stat(*numbers) if not gone else Stat(-1, 0, 0, 0))
            for name, id_, *numbers, gone in rows
        }

    def add(self, folder: int, name: str, stat: Stat, reading: Reading) -> bool:
        """Add a new file. True when it is a known one that was moved from another disk."""
        self._begin()
        columns = reading.columns or _NOTHING
        moved = self._moved_with(stat, columns) if reading.columns else None
        if moved is not None:
            self._execute("UPDATE file SET folder = ?, name = ? WHERE id = ?", (folder, os.fsencode(name), moved))
            self._write(moved, stat, reading)
            return True
        cursor = self._execute(_INSERT, (folder, os.fsencode(name), *stat, reading.problem, *columns))
        self._index(int(cursor.lastrowid or 0), reading)
        return False

    def change(self, known: Known, stat: Stat, reading: Reading) -> bool:
        """Write a file that was read again. False when it says what it said before."""
        self._begin()
        before = self._execute(f"SELECT problem, {', '.join(COLUMNS)} FROM file WHERE id = ?", (known.id,)).fetchone()
        same_file = (known.stat.size, known.stat.mtime_ns, known.stat.inode) == (
            stat.size, stat.mtime_ns, stat.inode,
        )  # fmt: skip
        if before == (reading.problem, *(reading.columns or _NOTHING)):
            self._execute(
                "UPDATE file SET gone = 0, size = ?, mtime_ns = ?, ctime_ns = ?, inode = ? WHERE id = ?",
                (*stat, known.id),
            )
            return not same_file
        self._write(known.id, stat, reading)
        return True

    def move(self, folder: int, name: str, stat: Stat) -> bool:
        """Take a new file for a known one that is no longer where it was. False when there is none."""
        for id_, inode, where, problem, named in self._missing_with(stat):
            if inode == stat.inode and problem is None and (not named or os.path.basename(where) == name):
                self._begin()
                self._execute(
                    "UPDATE file SET gone = 0, folder = ?, name = ?, ctime_ns = ? WHERE id = ?",
                    (folder, os.fsencode(name), stat.ctime_ns, id_),
                )
                return True
        return False

    def _moved_with(self, stat: Stat, columns: tuple[object, ...]) -> int | None:
        for id_, *_ in self._missing_with(stat):
            row = self._execute(f"SELECT {', '.join(COLUMNS)} FROM file WHERE id = ?", (id_,)).fetchone()
            if row == columns or (row[_NAMED] and columns[_NAMED]):
                return int(id_)
        return None

    def _missing_with(self, stat: Stat) -> Iterator[tuple[int, int, str, str | None, int]]:
        """Known files of this length and time that are not where they were."""
        rows = self._execute(
            "SELECT file.id, inode, path, name, problem, named FROM file JOIN folder ON folder.id = folder "
            "WHERE mtime_ns = ? AND size = ?",
            (stat.mtime_ns, stat.size),
        ).fetchall()
        for id_, inode, folder, name, problem, named in rows:
            where = os.fsdecode(os.path.join(folder, name))
            if not os.path.lexists(where):
                yield id_, inode, where, problem, named

    def _write(self, id_: int, stat: Stat, reading: Reading) -> None:
        self._execute(_UPDATE, (*stat, reading.problem, *(reading.columns or _NOTHING), id_))
        self._execute("DELETE FROM words WHERE rowid = ?", (id_,))
        self._execute("DELETE FROM identifier WHERE file = ?", (id_,))
        self._index(id_, reading)

    def _index(self, id_: int, reading: Reading) -> None:
        if reading.columns is None:
            return
        self._execute(INSERT_WORDS, (id_, *reading.words))
        isrcs = str(reading.columns[_ISRCS]).split(BETWEEN)
        for value in filter(None, (*isrcs, reading.columns[_RECORDING])):
            self._execute("INSERT OR IGNORE INTO identifier VALUES (?, ?)", (value, id_))

    # --- what is gone, and what is broken --------------------------------------------------------------

    def mark_gone(self, ids: Iterable[int]) -> None:
        """Remember that files were not where they were; they may yet turn up elsewhere."""
        for id_ in ids:
            self._begin()
            self._execute("UPDATE file SET gone = 1 WHERE id = ?", (id_,))

    def delete_gone(self) -> int:
        """Delete the files that are marked and did not turn up; how many."""
        self._begin()
        gone = "(SELECT id FROM file WHERE gone)"
        self._execute(f"DELETE FROM words WHERE rowid IN {gone}")
        self._execute(f"DELETE FROM identifier WHERE file IN {gone}")
        return self._execute("DELETE FROM file WHERE gone").rowcount

    def problems(self) -> Iterator[tuple[str, str]]:
        """Broken files, each with the reason."""
        rows = self._execute(
            "SELECT path, name, problem FROM file JOIN folder ON folder.id = folder WHERE problem IS NOT NULL"
        )
        for folder, name, problem in rows:
            yield os.fsdecode(os.path.join(folder, name)), problem
