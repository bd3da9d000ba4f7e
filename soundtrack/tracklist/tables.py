"""Tables: which column holds the titles, which the artists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soundtrack.tracklist import marks, words
from soundtrack.tracklist.lines import Line
from soundtrack.tracklist.voting import artist_first

_NUMBER = re.compile(r"^\W*(?:\d{1,3}|[A-H]\d{0,2})\W*$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row things stand; None where there is no such column."""

    title: int
    artist: int | None = None
    number: int | None = None
    time: int | None = None
    named: bool = False
    """Whether the header says so, or only the cells do."""
    music: bool = False
    """Whether the header's words are those of a track list."""
    doubtful: bool = False
    strange: bool = False
    """Whether there is a header, whose words are none of a track list."""

    @property
    def strength(self) -> float:
        """How much the columns alone speak for a track list."""
        if self.strange:
            return 0.0
        if self.music:
            return 1.3
        return 0.8 if self.artist is not None and (self.number is not None or self.time is not None) else 0.4


def is_header(line: Line) -> bool:
    """Tell whether a row names its columns."""
    if line.header:
        return True
    known = sum(1 for cell in line.cells if words.TITLE_COLUMN.match(cell) or words.ARTIST_COLUMN.match(cell))
    return known > 0 and len(line.cells) > 1 and all(len(cell) < 30 for cell in line.cells)


def columns_of(header: Line | None, rows: Sequence[Line], known: frozenset[str] = frozenset()) -> Columns | None:
    """Find the columns by their names, else by what stands in them; None where this is no track table."""
    if header is not None and any(cell.strip() for cell in header.cells):
        found = _by_name(header.cells, rows)
        if found is not None or any(words.OTHER_COLUMN.search(cell) for cell in header.cells):
            return found
        return replace(found, strange=True) if (found := _by_content(rows, known)) else None
    return _by_content(rows, known)


def _first(cells: Sequence[str], pattern: re.Pattern[str], taken: set[int]) -> int | None:
    return next(
        (i for i, cell in enumerate(cells) if i not in taken and cell.strip() and pattern.match(cell.strip())), None
    )


def _by_name(cells: Sequence[str], rows: Sequence[Line]) -> Columns | None:
    taken: set[int] = set()
    both = _first(cells, words.BOTH_COLUMN, taken)
    if both is not None:
        return Columns(both, None, _first(cells, words.NUMBER_COLUMN, {both}), _time(cells, rows, {both}), True, True)
    artist = _first(cells, words.ARTIST_COLUMN, taken)
    taken |= {artist} if artist is not None else set()
    title = _title(cells, rows, taken)
    if title is None:
        return None
    taken.add(title)
    number = _first(cells, words.NUMBER_COLUMN, taken)
    time = _time(cells, rows, taken)
    strong = bool(words.LIST.search(cells[title])) or bool(
        re.search(r"song|track|tune|cue|曲|歌", cells[title], re.IGNORECASE)
    )
    other = any(words.OTHER_COLUMN.search(cell) for i, cell in enumerate(cells) if i not in taken)
    album = _first(cells, words.ALBUM_COLUMN, taken) is not None
    music = (
        artist is not None
        or time is not None
        or (number is not None and not other)
        or (strong and not other)
        or (strong and album)
    )
    return Columns(title, artist, number, time, True, music)


def _names_titles(cell: str) -> bool:
    bare = cell.strip() or " "
    return bool(words.TITLE_COLUMN.match(bare)) or (len(bare) < 40 and bool(words.SONG_COLUMN.search(bare)))


def _title(cells: Sequence[str], rows: Sequence[Line], taken: set[int]) -> int | None:
    """The title's column: of several the one with words in it ("Track" may hold the numbers)."""
    for index, cell in enumerate(cells):
        if index in taken or not _names_titles(cell):
            continue
        values = [row.cells[index] for row in rows if index < len(row.cells)]
        if sum(1 for v in values if _NUMBER.match(v)) < 0.8 * max(1, len(values)):
            return index
    return None


def _time(cells: Sequence[str], rows: Sequence[Line], taken: set[int]) -> int | None:
    index = _first(cells, words.TIME_COLUMN, taken)
    if index is None:
        return None
    values = [
        marks.milliseconds(row.cells[index]) for row in rows if index < len(row.cells) and row.cells[index].strip()
    ]
    present = [v for v in values if v is not None]
    if not present or (marks.increasing(present) and len(present) > 3):
        return None
    return index


def _by_content(rows: Sequence[Line], known: frozenset[str]) -> Columns | None:
    width = max((len(row.cells) for row in rows), default=0)
    if not 1 < width < 12:
        return None
    number = time = None
    wordy = []
    for index in range(width):
        values = [row.cells[index] for row in rows if index < len(row.cells) and row.cells[index].strip()]
        if not values:
            continue
        if sum(1 for v in values if _NUMBER.match(v)) > 0.8 * len(values):
            number = index if number is None else number
        elif sum(1 for v in values if marks.milliseconds(v) is not None) > 0.8 * len(values):
            time = index if time is None else time
        elif len(values) > 0.6 * len(rows) and sum(map(len, values)) / len(values) < 60:
            wordy.append(index)
    if not wordy:
        return None
    if len(wordy) == 1:
        return Columns(wordy[0], None, number, time)
    left, right = wordy[:2]
    pairs = [(row.cells[left], row.cells[right]) for row in rows if max(left, right) < len(row.cells)]
    odds, _ = artist_first(pairs, known)
    artist, title = (left, right) if odds > 0 else (right, left)
    return Columns(title, artist, number, time, doubtful=abs(odds) < 1.0)
