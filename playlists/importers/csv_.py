"""CSV of Exportify, transfer services, players and people; with any header that we can read.

Delimiter and header line are those under which most columns are known. Exportify: the older ``Spotify URI,
Track Name, Artist Name`` and the newer ``Track URI, Track Name, Artist Name(s), ... ISRC``, in any of its
languages. Lengths are taken as milliseconds, seconds or ``m:ss`` by their header, else by their values.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from playlists import paths
from playlists.importers import building, decoding
from playlists.importers.columns import fields_of, folded
from playlists.lines import from_clock, one_line
from playlists.models import Playlist
from soundtrack.errors import DataError
from soundtrack.story import Tie

_DELIMITERS = ",;\t|"
_HEADER_WITHIN = 10
_SECONDS_BELOW = 3000
"""A column of bare numbers whose median is lower holds seconds: no track lasts three seconds, few 50 minutes."""

_OURS = {"id", "state", "ties"}
_ESCAPED = re.compile(r"'+[=+\-@]")
_TIE = re.compile(r"(?P<scene>[a-z0-9-]+/[a-z0-9-]+) \[(?P<basis>[a-z]+)(?P<citations>(?: [a-z0-9-]+)*)\] (?P<why>.*)")
_NEXT_TIE = re.compile(r" \| (?=[a-z0-9-]+/[a-z0-9-]+ \[[a-z]+[ a-z0-9-]*\] )")
_BARE_ID = (
    (re.compile(r"[0-9A-Za-z]{22}"), "spotify:track:{}"),
    (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), "https://musicbrainz.org/recording/{}"),
)


@dataclass(frozen=True)
class _Table:
    columns: Mapping[str, Sequence[int]]
    """Places of the known columns by what they hold, best first."""
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def cells(self, row: Sequence[str], field: str) -> list[str]:
        """What a row has in all columns of *field*, blank ones left out."""
        places = self.columns.get(field, ())
        return [cell for place in places if place < len(row) and (cell := row[place].strip())]

    def cell(self, row: Sequence[str], field: str) -> str | None:
        """What a row has in the best column of *field*; None where that is blank."""
        places = self.columns.get(field, ())
        return (row[places[0]].strip() or None) if places and places[0] < len(row) else None

    @property
    def is_ours(self) -> bool:
        """True for what our own exporter wrote."""
        return self.columns.keys() >= _OURS


def read(data: bytes, base: str | None = None, name: str | None = None) -> Playlist:
    """Read CSV; of several lists (see :func:`read_all`) the largest.

    Args:
        data: The file.
        base: Folder of relative locations; without it they are lost.
        name: The file's name: what the list is called where no column says.

    Raises:
        DataError: It is no text or no table, or no column is known to hold titles.
    """
    return building.largest(read_all(data, base, name))


def read_all(data: bytes, base: str | None = None, name: str | None = None) -> tuple[Playlist, ...]:
    """Read CSV as the lists that its column of playlist names tells apart. Raises DataError as :func:`read`."""
    table = _table(decoding.decoded(data))
    lists: dict[str | None, list[Sequence[str]]] = {}
    for row in table.rows:
        lists.setdefault(table.cell(row, "playlist"), []).append(row)
    return tuple(_playlist(table, rows, title, base, name) for title, rows in (lists or {None: []}).items())


def is_table(data: bytes) -> bool:
    """True where a header of titles and one other column at least is found."""
    try:
        return len(_table(decoding.decoded(data)).columns) > 1
    except DataError:
        return False


def _playlist(
    table: _Table, rows: Sequence[Sequence[str]], title: str | None, base: str | None, name: str | None
) -> Playlist:
    building.limited(len(rows))
    unit_ms = _unit_ms(table)
    items = building.Items()
    for row in rows:
        _add(items, table, row, base, unit_ms)
    return items.playlist(title, name=name)


def _add(items: building.Items, table: _Table, row: Sequence[str], base: str | None, unit_ms: int) -> None:
    place = table.cell(row, "location")
    location = (paths.resolved(place, base) if table.is_ours else paths.located(place, base)) if place else None
    state = table.cell(row, "state") if table.is_ours else None
    if state == "hidden":
        items.add_hidden(location)
        return
    title = _plain(table, row, "title")
    artist = _artists(_plain(table, row, "artist") or _plain(table, row, "album_artist"), table)
    uris = [_uri(word) for cell in table.cells(row, "uri") for word in cell.split()]
    isrcs = [f"urn:isrc:{word}" for cell in table.cells(row, "isrc") for word in re.split(r"[\s,;]+", cell) if word]
    if title is None and not uris and location is None:
        return
    if artist is None and title is not None and not table.is_ours:
        left, dash, right = title.partition(" - ")
        artist, title = (left, right) if dash else (None, title)  # lists of videos have it all in one cell
    items.add(
        title,
        artist=artist,
        release=_plain(table, row, "album"),
        position=building.number(table.cell(row, "track_number")),
        duration_ms=_duration_ms(table.cell(row, "duration"), unit_ms),
        uris=[*uris, *isrcs],
        location=location,
        note=_plain(table, row, "note"),
        ties=tuple(_ties(_plain(table, row, "ties") or "")) if table.is_ours else (),
        item_id=table.cell(row, "id") if table.is_ours else None,
        state=state,
    )


def _plain(table: _Table, row: Sequence[str], field: str) -> str | None:
    """A cell without the apostrophe that our exporter puts before what looks like a formula."""
    cell = table.cell(row, field)
    return cell[1:] if cell and table.is_ours and _ESCAPED.match(cell) else cell


def _artists(text: str | None, table: _Table) -> str | None:
    r"""Several artists stand with ``;`` or ``, ``, a comma inside a name as ``\,`` (Exportify)."""
    if text is None or table.is_ours:
        return text
    return re.sub(r"\s*;\s*(?=\S)", ", ", text).replace("\\,", ",")


def _uri(word: str) -> str:
    return next((form.format(word) for pattern, form in _BARE_ID if pattern.fullmatch(word)), word)


def _ties(text: str) -> Iterator[Tie]:
    for part in _NEXT_TIE.split(text):
        found = _TIE.fullmatch(part)
        if found:
            tie = building.tie(found["scene"], found["basis"], found["why"], found["citations"].split())
            if tie is not None:
                yield tie


def _unit_ms(table: _Table) -> int:
    """Milliseconds that a bare number in the length's column counts for."""
    places = table.columns.get("duration", ())
    header = folded(table.header[places[0]]) if places else ""
    if re.search(r"\b(ms|milli\w*)\b|durationms|ミリ|مللي", header):
        return 1
    if re.search(r"\b(s|sec|secs|seconds|sek|sekunden|secondes|segundos)\b", header):
        return 1000
    numbers = [float(cell) for row in table.rows if (cell := table.cell(row, "duration")) and _is_number(cell)]
    return 1000 if numbers and statistics.median(numbers) < _SECONDS_BELOW else 1


def _duration_ms(cell: str | None, unit_ms: int) -> int | None:
    if cell is None:
        return None
    return round(float(cell) * unit_ms) if _is_number(cell) else from_clock(cell)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\d{1,9}(\.\d+)?", cell) is not None


def _table(text: str) -> _Table:
    separator = re.match(r"sep=(.)\r?\n", text)  # Excel's own first line
    if separator:
        text = text[separator.end() :]
    best: tuple[int, int, str, dict[str, list[int]]] | None = None
    first: list[str] = []
    for delimiter in separator[1] if separator else _DELIMITERS:
        head = list(itertools.islice(_rows(text, delimiter, quietly=True), _HEADER_WITHIN))
        first = first or (head[0] if head else [])
        for number, row in enumerate(head):
            columns = _columns(row)
            if "title" in columns and (best is None or len(columns) > best[0]):
                best = (len(columns), number, delimiter, columns)
    if best is None:
        shown = ", ".join(repr(one_line(cell)[:30]) for cell in first[:8])
        raise DataError(
            f"no column is known to hold titles (the first line has {shown})",
            line=1,
            remedy="name the columns 'title' and 'artist'",
        )
    _, number, delimiter, columns = best
    rows = list(_rows(text, delimiter))
    return _Table(columns, rows[number], rows[number + 1 :])


def _rows(text: str, delimiter: str, *, quietly: bool = False) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for count, row in enumerate(reader):
            building.limited(count)
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as err:
        if not quietly:
            raise DataError(
                f"this is not valid CSV: {err}", line=reader.line_num, remedy="is a quotation mark left open"
            ) from None


def _columns(header: Sequence[str]) -> dict[str, list[int]]:
    ranked: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(header):
        for field, rank in fields_of(cell).items():
            ranked.setdefault(field, []).append((rank, place))
    columns = {field: [place for _, place in sorted(places)] for field, places in ranked.items()}
    title = columns.get("title", [-1])[0]  # "Track" is a number only beside a "Title"
    for field in columns.keys() - {"title"}:
        columns[field] = [place for place in columns[field] if place != title]
    return {field: places for field, places in columns.items() if places}
