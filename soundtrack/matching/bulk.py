"""Many lines against many rows: what ``playlists match`` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from soundtrack.matching.description import Description
from soundtrack.matching.index import Index


class Query(NamedTuple):
    """A line to be matched."""

    id: str
    title: str
    artist: str | None = None
    album: str | None = None
    duration_s: float | None = None
    """Seconds; None when unknown."""


class Row(NamedTuple):
    """A recording of a catalogue, in the same fields."""

    id: str
    title: str
    artist: str | None = None
    album: str | None = None
    duration_s: float | None = None


class Answer(NamedTuple):
    """What was decided for a line."""

    id: str
    """The line's."""
    state: str
    """``matched``, ``ambiguous`` or ``missing``."""
    match_id: str | None
    """The best row, accepted only where the state is ``matched``; None when nothing is like the line."""
    confidence: float | None
    """Probability that this row is right; None without one."""
    runner_up_id: str | None
    """The best row that is a different recording."""


def describe(line: Query | Row) -> Description:
    """The light form of a line or row."""
    return Description(line.title, line.artist, line.album, line.duration_s)


def index(rows: Iterable[Row]) -> Index:
    """Index a catalogue's rows."""
    return Index((row.id, describe(row)) for row in rows)


def match_lines(queries: Iterable[Query], rows: Iterable[Row] | Index) -> Iterator[Answer]:
    """Answer every line, in order, as it comes: the same lines against the same rows give the same answers."""
    catalogue = rows if isinstance(rows, Index) else index(rows)
    for query in queries:
        yield answer(query.id, describe(query), catalogue)


def answer(id_: str, line: Description, catalogue: Index) -> Answer:
    """Answer one line."""
    return Answer(id_, *catalogue.best(line))
