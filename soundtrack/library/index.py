"""The library answers: which of the user's files may be what a line asks for.

A line is looked for by what it is sure of first (ISRC, MBID), then by its whole title, then by its words, the
rare ones first, each also as words that differ by a letter or two. Judging is not done here: what is offered is
generous, and matching decides.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from types import TracebackType
from typing import Any

from soundtrack import identifiers
from soundtrack.library import _words
from soundtrack.library._candidates import COLUMNS, Row, candidate, whole_release
from soundtrack.library._database import connect, default_path, said_as_data_error
from soundtrack.models import Candidate, Release, Wanted, WantedRelease

MOST_CANDIDATES = 40
"""Offered for one line."""
_MOST_ROWS = 3000
"""Rows that the rare words of one line may touch; more would take longer than a line is worth."""
_MOST_NEAR = 6
_MOST_RELEASES = 5
_MOST_TRACKS = 400

_FILES = f"SELECT folder.path, file.name, {COLUMNS} FROM file JOIN folder ON folder.id = file.folder"
_GOOD = "file.title IS NOT NULL AND NOT gone"
"""Of the rows of ``file``: what could be read and is there."""


class Library:
    """An index of local music, open for questions. Close it, or use it in a ``with``."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: str | os.PathLike[str],
        within: Sequence[str | os.PathLike[str]] = (),
    ) -> None:
        self._connection = connection
        self._path = path
        self._good = _GOOD
        if within:
            self._limit([os.path.abspath(os.path.expanduser(os.fspath(folder))) for folder in within])
        self._near = lru_cache(maxsize=4096)(self._near_uncached)
        self._vocabulary: dict[int, list[str]] | None = None

    @classmethod
    def open(
        cls,
        index: str | os.PathLike[str] | None = None,
        *,
        within: Sequence[str | os.PathLike[str]] = (),
    ) -> Library:
        """Open an index. One that does not exist yet is empty.

        Args:
            index: The file; None is the user's own.
            within: Answer only with files in these folders and below; none: with all.

        Raises:
            DataError: It is damaged or cannot be read.
        """
        path = default_path() if index is None else index
        return cls(connect(path), path, within)

    def close(self) -> None:
        """Close the index."""
        self._connection.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Recordings, that is files that could be read."""
        return int(self._rows(f"SELECT count(*) FROM file WHERE {self._good}")[0][0])

    def candidates(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """Files that may be what a line asks for, the likeliest first; empty where nothing is like it."""
        known = [identifiers.parse(said.uri) for said in wanted.identifiers]
        values = [*wanted.isrcs, *(one.value for one in known if one.service in ("isrc", "musicbrainz"))]
        ids = [*self._by_values(values), *self._by_words(wanted)]
        return tuple(self._candidates(dict.fromkeys(ids)))

    def by_identifiers(self, uris: Sequence[str]) -> dict[str, Candidate]:
        """The file that carries each ISRC or recording MBID (canonical URIs); others are left out."""
        found = {}
        for uri in uris:
            for file in self._candidates(self._by_values([identifiers.parse(uri).value])):
                if uri in file.identifiers:
                    found[uri] = file
                    break
        return found

    def releases(self, wanted: WantedRelease) -> tuple[tuple[Release, tuple[Candidate, ...]], ...]:
        """Releases with a title like this one, each with all tracks that there are files of, and the files."""
        groups: dict[tuple[str | None, ...], list[Candidate]] = {}
        for file in self._candidates(self._by_release(wanted)):
            if file.release is not None and file.location is not None:
                folder = None if file.release.mbid else file.location.rpartition("/")[0]
                groups.setdefault((file.release.mbid, file.release.title, folder), []).append(file)
        releases = ((whole_release(files), tuple(files)) for files in groups.values())
        return tuple((release, files) for release, files in releases if release is not None)[:_MOST_RELEASES]

    def _limit(self, folders: Sequence[str]) -> None:
        with said_as_data_error(self._path):
            self._connection.execute("CREATE TEMP TABLE within (folder INTEGER PRIMARY KEY)")
            for folder in folders:
                below = os.fsencode(folder.rstrip(os.sep) + os.sep)
                self._connection.execute(
                    "INSERT OR IGNORE INTO within SELECT id FROM folder WHERE path = ? OR substr(path, 1, ?) = ?",
                    (os.fsencode(folder), len(below), below),
                )
        self._good += " AND file.folder IN within"

    # --- finding ---------------------------------------------------------------------------------------

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with said_as_data_error(self._path):
            return self._connection.execute(query, values).fetchall()

    def _by_values(self, values: Iterable[str]) -> list[int]:
        query = f"SELECT file FROM identifier JOIN file ON id = file WHERE value = ? AND {self._good}"
        return [row[0] for value in dict.fromkeys(values) for row in self._rows(query, (value,))]

    def _by_words(self, wanted: Wanted) -> list[int]:
        artist = " ".join(filter(None, (wanted.artist, wanted.credited_as, *wanted.composers)))
        sought = _words.words(wanted.title, artist, album=wanted.release)
        return self._matching(self._expression(sought), MOST_CANDIDATES)

    def _by_release(self, release: WantedRelease) -> list[int]:
        known = [identifiers.parse(said.uri) for said in release.identifiers]
        mbids = [one.value for one in known if one.kind == "release"]
        exact = [
            row[0]
            for mbid in mbids
            for row in self._rows(f"SELECT id FROM file WHERE release_mbid = ? AND {self._good}", (mbid,))
        ]
        sought = _words.words(release.title)
        rare = self._rare(sought.title.split())[:3]
        if not rare:
            return exact
        expression = " AND ".join(f"release : ({_any((word, *self._near(word)))})" for word in rare)
        return list(dict.fromkeys((*exact, *self._matching(expression, _MOST_TRACKS))))

    def _matching(self, expression: str, limit: int) -> list[int]:
        if not expression:
            return []
        query = (
            "SELECT words.rowid FROM words JOIN file ON file.id = words.rowid WHERE words MATCH ? "
            f"AND {self._good} ORDER BY bm25(words, 3.0, 2.0, 1.0, 4.0) LIMIT ?"
        )
        return [row[0] for row in self._rows(query, (expression, limit))]

    def _expression(self, sought: _words.Words) -> str:
        """What is looked for, in FTS5's language: https://www.sqlite.org/fts5.html#full_text_query_syntax."""
        title, artist = sought.title.split(), sought.artist.split()
        either = [f"whole : ({_any((whole, *self._near(whole)))})" for whole in sought.whole.split()]
        if len(title) > 1:
            either.append(f"title : ({_all(title)})")
        if title and artist:
            either.append(f"title : ({_any(title)}) AND artist : ({_any(artist)})")
        rare = self._rare([*title, *artist, *sought.release.split()])
        near = [other for word in (*title, *artist) for other in self._near(word)]
        if rare or near:
            either.append(_any(dict.fromkeys((*rare, *self._rare(near)))))
        return " OR ".join(f"({one})" for one in either)

    def _rare(self, words: Iterable[str]) -> list[str]:
        """Those of the words that are known, the rare first, as many as touch few rows in all."""
        counted = sorted((count, word) for word in dict.fromkeys(words) if (count := self._count(word)))
        rare: list[str] = []
        rows = 0
        for count, word in counted:
            rows += count
            if rows > _MOST_ROWS and rare:
                break
            rare.append(word)
        return rare

    def _count(self, word: str) -> int:
        rows = self._rows("SELECT doc FROM vocabulary WHERE term = ?", (word,))
        return int(rows[0][0]) if rows else 0

    def _near_uncached(self, word: str) -> tuple[str, ...]:
        """Words of the library that differ from *word* by one edit, long ones by two; a swap is one."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        length = len(word) - word.startswith(_words.WHOLE)
        edits = 0 if length < 4 else 1 if length < 8 else 2 if length < 24 else 3
        if not edits:
            return ()
        vocabulary = self._known_words()
        alike = [
            (distance, other)
            for size in range(len(word) - edits, len(word) + edits + 1)
            for other, distance, _ in process.extract(
                word, vocabulary.get(_key(word, size), ()), scorer=OSA.distance, score_cutoff=edits, limit=_MOST_NEAR
            )
            if distance
        ]
        return tuple(other for _, other in sorted(alike)[:_MOST_NEAR])

    def _known_words(self) -> dict[int, list[str]]:
        """All words by length; whole titles apart from words."""
        if self._vocabulary is None:
            self._vocabulary = {}
            for (term,) in self._rows("SELECT term FROM vocabulary"):
                word = str(term)
                self._vocabulary.setdefault(_key(word, len(word)), []).append(word)
        return self._vocabulary

    # --- answering -------------------------------------------------------------------------------------

    def _candidates(self, ids: Iterable[int]) -> Iterator[Candidate]:
        for id_ in ids:
            for row in self._rows(f"{_FILES} WHERE file.id = ? AND {self._good}", (id_,)):
                where = os.path.join(row[0], row[1])
                if os.path.exists(where):
                    yield candidate(Row(where, *row[2:]))


def _key(word: str, length: int) -> int:
    return -length if word.startswith(_words.WHOLE) else length


def _any(words: Iterable[str]) -> str:
    return " OR ".join(map(_quoted, words))


def _all(words: Iterable[str]) -> str:
    return " AND ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
