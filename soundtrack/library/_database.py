"""The index on disk: one SQLite file, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from soundtrack import files
from soundtrack.errors import DataError
from soundtrack.library import _words

SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0

SCHEMA = """
CREATE TABLE folder (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,      -- the bytes of the absolute path
    device INTEGER NOT NULL,        -- st_dev: tells an unmounted folder from an emptied one
    digest BLOB                     -- of its listing when all its files were in the index; NULL before
);
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL REFERENCES folder (id),
    name BLOB NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,      -- 0: written so shortly before we looked that it must be read again
    inode INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    problem TEXT,                   -- why it could not be read; then all that follows is empty
    title TEXT,
    named INTEGER NOT NULL DEFAULT 0,  -- the title comes from the file's name
    artist TEXT,
    artists TEXT NOT NULL DEFAULT '',  -- lists are joined by U+001F
    album TEXT,
    album_artist TEXT,
    composers TEXT NOT NULL DEFAULT '',
    track INTEGER,
    disc INTEGER,
    duration_ms INTEGER,
    isrcs TEXT NOT NULL DEFAULT '',
    recording_mbid TEXT,
    track_mbid TEXT,
    release_mbid TEXT,
    release_group_mbid TEXT,
    artist_mbids TEXT NOT NULL DEFAULT '',
    UNIQUE (folder, name)
);
CREATE INDEX file_stat ON file (mtime_ns, size);
CREATE INDEX file_gone ON file (gone) WHERE gone;
CREATE INDEX file_problem ON file (folder) WHERE problem IS NOT NULL;
CREATE INDEX file_release ON file (release_mbid) WHERE release_mbid IS NOT NULL;
CREATE TABLE identifier (
    value TEXT NOT NULL,            -- a bare ISRC or recording MBID
    file INTEGER NOT NULL REFERENCES file (id),
    PRIMARY KEY (value, file)
) WITHOUT ROWID;
CREATE INDEX identifier_file ON identifier (file);
CREATE VIRTUAL TABLE words USING fts5 (
    title, artist, release, whole,
    tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'"
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


@contextlib.contextmanager
def said_as_data_error(path: object) -> Iterator[None]:
    """Say what SQLite or the disk has against it in one sentence.

    Raises:
        DataError: Instead of the block's sqlite3.Error or OSError.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # our own mistakes stay visible
    except (sqlite3.Error, OSError) as err:
        words = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
        damaged = "malformed" in words or "not a database" in words
        remedy = "delete it and scan again" if damaged else "check the disk and the permissions"
        raise DataError(f"the index of local music cannot be used ({words})", path=path, remedy=remedy) from err


def default_path() -> Path:
    """Where the index is unless somebody says otherwise."""
    return files.data_dir() / "library.sqlite"


def connect(path: str | os.PathLike[str]) -> sqlite3.Connection:
    """Open an index, or make an empty one that only its owner may read.

    Raises:
        DataError: It cannot be made or opened, is damaged, or a newer version wrote it.
    """
    path = Path(path)
    with said_as_data_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        with said_as_data_error(path):
            _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    version = _version(connection)
    if version == 0:
        with transaction(connection):
            if _version(connection) == 0:  # nobody else was quicker
                for statement in SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute("INSERT INTO state VALUES ('words', ?)", (_words.fingerprint(),))
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif version != SCHEMA_VERSION:
        raise DataError(
            f"a newer version of this program wrote this index (version {version})",
            path=path,
            remedy="update the program, or delete the index and scan again",
        )
    if connection.execute("SELECT value FROM state WHERE name = 'words'").fetchone() != (_words.fingerprint(),):
        renew_words(connection)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block's changes, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def renew_words(connection: sqlite3.Connection) -> None:
    """Make the words of all recordings again: the rules by which they are made have changed."""
    with transaction(connection):
        connection.execute("DELETE FROM words")
        rows = connection.execute(
            "SELECT id, title, artist, artists, album_artist, composers, album FROM file WHERE title IS NOT NULL"
        )
        connection.executemany(INSERT_WORDS, ((id_, *_words.words(*said)) for id_, *said in rows))
        connection.execute("UPDATE state SET value = ? WHERE name = 'words'", (_words.fingerprint(),))


INSERT_WORDS = "INSERT INTO words (rowid, title, artist, release, whole) VALUES (?, ?, ?, ?, ?)"
