"""The story as a drawing: tellings as lines, scenes as stations on them, the music between, ties as curves.

Here is only the geometry, in units of the drawing; the template draws it. The first two tellings are drawn, the
first on the left. Linked moments stand at the same height where the order of both tellings allows it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from playlists.exporters.notes import Entry, Moment, Notes, Told
from soundtrack.story import Basis

ROW = 30
"""Height of a station's row."""
PILL_ROW = 27
"""Least distance of two pieces of music."""
TOP = 46
"""Height of the first row: above it stand the tellings' names."""


@dataclass(frozen=True)
class Shape:
    """Where things stand from left to right."""

    name: str
    """``wide`` or ``narrow``, a class of the drawing."""
    width: int
    lines: tuple[int, int]
    """x of the two tellings."""
    pill: tuple[int, int]
    """x of the left and the right end of the music."""
    radius: int
    """Of a station."""
    numbered: bool
    """Stations carry their number instead of their title."""
    pill_chars: int
    """Letters that fit into a piece of music."""
    title_chars: int
    """Letters that fit beside a station."""


WIDE = Shape("wide", 1060, (330, 730), (410, 650), 6, False, 26, 40)
NARROW = Shape("narrow", 360, (26, 334), (86, 274), 11, True, 21, 0)


@dataclass(frozen=True)
class Station:
    """A scene on its telling's line."""

    moment: Moment
    x: int
    y: float
    label: str
    """Its title, cut to what fits."""
    label_x: int
    anchor: str
    """``end`` or ``start``, for the label."""


@dataclass(frozen=True)
class Stop:
    """The name of a part, above its first station."""

    text: str
    x: int
    y: float
    anchor: str
    refs: tuple[str, ...]
    """Scenes of the part."""


@dataclass(frozen=True)
class Line:
    """A telling."""

    told: Told
    x: int
    y1: float
    y2: float
    anchor: str


@dataclass(frozen=True)
class Pill:
    """A piece of music."""

    entry: Entry
    x: int
    y: float
    width: int
    label: str


@dataclass(frozen=True)
class Curve:
    """A tie, from music to station."""

    d: str
    basis: Basis
    item: str
    scene: str
    text: str


@dataclass(frozen=True)
class Bond:
    """The same moment on both lines."""

    x1: int
    y1: float
    x2: int
    y2: float
    refs: tuple[str, str]


@dataclass(frozen=True)
class Drawing:
    """Everything to draw."""

    shape: Shape
    height: float
    lines: tuple[Line, ...]
    stops: tuple[Stop, ...]
    stations: tuple[Station, ...]
    bonds: tuple[Bond, ...]
    curves: tuple[Curve, ...]
    pills: tuple[Pill, ...]
    untied_y: float | None
    """Where the heading of music without a scene stands; None when there is none."""


def drawing(notes: Notes, shape: Shape) -> Drawing:
    """Lay the story out; needs at least one telling with scenes."""
    tellings = [told for told in notes.tellings if told.moments][:2]
    heights = _heights(tellings)
    at = {
        station.moment.ref: station
        for side in range(len(tellings))
        for station in _stations(tellings, side, heights, shape)
    }
    bottom = max(heights.values())
    tied, loose = _pills(notes, at, shape, bottom)
    curves = tuple(
        Curve(
            d=_curve(pill, at[tie.scene], shape),
            basis=tie.basis,
            item=tie.item,
            scene=tie.scene,
            text=f"{pill.entry.title} – {tie.scene_title}: {tie.basis_words}",
        )
        for pill in tied
        for tie in pill.entry.ties
        if tie.scene in at
    )
    lowest = max([bottom, *(pill.y for pill in (*tied, *loose))])
    return Drawing(
        shape=shape,
        height=lowest + ROW,
        lines=tuple(_line(told, side, heights, shape) for side, told in enumerate(tellings)),
        stops=tuple(stop for side, told in enumerate(tellings) for stop in _stops(told, side, heights, shape)),
        stations=tuple(at.values()),
        bonds=tuple(_bonds(at, shape)),
        curves=curves,
        pills=(*tied, *loose),
        untied_y=loose[0].y - PILL_ROW if loose else None,
    )


_OUTWARD = (-1, 1)
_OUTER_ANCHOR = ("end", "start")


def _line(told: Told, side: int, heights: Mapping[str, float], shape: Shape) -> Line:
    ys = [heights[moment.ref] for moment in told.moments]
    return Line(told, shape.lines[side], min(ys), max(ys), _OUTER_ANCHOR[side])


def _stations(tellings: Sequence[Told], side: int, heights: Mapping[str, float], shape: Shape) -> list[Station]:
    x = shape.lines[side]
    return [
        Station(
            moment=moment,
            x=x,
            y=heights[moment.ref],
            label=str(moment.number) if shape.numbered else cut(moment.title, shape.title_chars),
            label_x=x if shape.numbered else x + _OUTWARD[side] * (shape.radius + 12),
            anchor="middle" if shape.numbered else _OUTER_ANCHOR[side],
        )
        for moment in tellings[side].moments
    ]


def _stops(told: Told, side: int, heights: Mapping[str, float], shape: Shape) -> list[Stop]:
    """Names of parts stand outside the line, or inside where there is no room outside."""
    x = shape.lines[side] + _OUTWARD[side] * (-7 if shape.numbered else shape.radius + 12)
    anchor = _OUTER_ANCHOR[1 - side] if shape.numbered else _OUTER_ANCHOR[side]
    return [
        Stop(
            text=cut(chapter.short_title if shape.numbered else chapter.title, shape.title_chars or 9),
            x=x,
            y=heights[chapter.moments[0].ref] - ROW * 0.68,
            anchor=anchor,
            refs=tuple(moment.ref for moment in chapter.moments),
        )
        for chapter in told.chapters
        if chapter.title and chapter.moments
    ]


def _heights(tellings: Sequence[Told]) -> dict[str, float]:
    """Y of every scene. Between two shared heights each telling spreads its own scenes evenly."""
    columns = [_rows(told) for told in tellings]
    heights: dict[str, float] = {}
    y = float(TOP - ROW)
    begun = [0] * len(columns)
    ends = tuple(len(rows) for rows in columns)
    for fence in [*_shared(tellings), ends]:
        pieces = [rows[start:stop] for rows, start, stop in zip(columns, begun, fence, strict=True)]
        room = max(sum(need for _, need in piece) for piece in pieces)
        for piece in pieces:
            spare = (room - sum(need for _, need in piece)) / (len(piece) + 1)
            place = y
            for ref, need in piece:
                place += need + spare
                heights[ref] = place
        y += room
        if fence != ends:
            level = [rows[stop] for rows, stop in zip(columns, fence, strict=True)]
            y += max(need for _, need in level)
            heights |= {ref: y for ref, _ in level}
        begun = [stop + 1 for stop in fence]
    return heights


def _rows(told: Told) -> list[tuple[str, float]]:
    """Every scene with the height it needs: more where a part begins, whose name stands above it."""
    return [
        (moment.ref, ROW * 1.7 if chapter.title and moment is chapter.moments[0] else float(ROW))
        for chapter in told.chapters
        for moment in chapter.moments
    ]


def _shared(tellings: Sequence[Told]) -> list[tuple[int, ...]]:
    """The longest run of linked moments that is in order in both tellings, as places in each."""
    if len(tellings) < 2:
        return []
    places = {moment.ref: place for place, moment in enumerate(tellings[1].moments)}
    pairs = [
        (place, places[other])
        for place, moment in enumerate(tellings[0].moments)
        for other, _ in moment.same
        if other in places
    ]
    pairs.sort(key=lambda pair: (pair[0], -pair[1]))
    tails: list[int] = []  # tails[n]: the lowest right end of a run of n + 1 pairs
    last: list[int] = []  # which pair that is
    before: list[int | None] = []
    for number, (_, right_place) in enumerate(pairs):
        length = bisect_left(tails, right_place)
        tails[length : length + 1] = [right_place]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else None)
    run: list[tuple[int, ...]] = []
    number_or_none = last[-1] if last else None
    while number_or_none is not None:
        run.append(pairs[number_or_none])
        number_or_none = before[number_or_none]
    return run[::-1]


def _pills(notes: Notes, at: Mapping[str, Station], shape: Shape, bottom: float) -> tuple[list[Pill], list[Pill]]:
    """Music beside its scenes, as near to their middle as there is room; then music without a scene."""
    wishes: list[tuple[float, Entry]] = []
    loose: list[Entry] = []
    for entry in notes.entries:
        ys = [at[tie.scene].y for tie in entry.ties if tie.scene in at]
        if ys:
            wishes.append((sum(ys) / len(ys), entry))
        elif not entry.masked:
            loose.append(entry)
    wishes.sort(key=lambda wish: (wish[0], wish[1].position))
    left, right = shape.pill
    width = right - left
    tied = [
        _pill(entry, left, y, width, shape)
        for (_, entry), y in zip(wishes, _spread([wish for wish, _ in wishes]), strict=True)
    ]
    first = max([bottom, *(pill.y for pill in tied)]) + ROW * 2.2
    columns = max(1, min(len(loose), (shape.width - 20) // (width + 24)))
    edge = (shape.width - columns * width - (columns - 1) * 24) // 2
    return tied, [
        _pill(entry, edge + place % columns * (width + 24), first + place // columns * (PILL_ROW + 6), width, shape)
        for place, entry in enumerate(loose)
    ]


def _pill(entry: Entry, x: int, y: float, width: int, shape: Shape) -> Pill:
    return Pill(entry, x, y, width, cut(entry.title, shape.pill_chars))


def _spread(wishes: Sequence[float]) -> list[float]:
    """Places at least :data:`PILL_ROW` apart and below the top, together as near to rising wishes as can be.

    Neighbours that would overlap share the middle of their wishes (pool adjacent violators,
    https://en.wikipedia.org/wiki/Isotonic_regression).
    """
    pools: list[tuple[float, int]] = []  # sum and number of the wishes of neighbours that touch
    for place, wish in enumerate(wishes):
        pool = (wish - place * PILL_ROW, 1)
        while pools and pools[-1][0] / pools[-1][1] > pool[0] / pool[1]:
            total, number = pools.pop()
            pool = (pool[0] + total, pool[1] + number)
        pools.append(pool)
    levels = [max(total / number, TOP) for total, number in pools for _ in range(number)]
    return [level + place * PILL_ROW for place, level in enumerate(levels)]


def _curve(pill: Pill, station: Station, shape: Shape) -> str:
    """A path that leaves the music sideways and comes to the station sideways."""
    on_left = station.x < pill.x
    start = pill.x if on_left else pill.x + pill.width
    end = station.x + (shape.radius + 1 if on_left else -shape.radius - 1)
    bend = (end - start) * 0.55
    return (
        f"M{start},{pill.y:.1f}C{start + bend:.1f},{pill.y:.1f} {end - bend:.1f},{station.y:.1f} {end},{station.y:.1f}"
    )


def _bonds(at: Mapping[str, Station], shape: Shape) -> Iterator[Bond]:
    for ref, station in at.items():
        for other, _ in station.moment.same:
            if station.x == shape.lines[0] and other in at and at[other].x == shape.lines[1]:
                yield Bond(station.x, station.y, at[other].x, at[other].y, (ref, other))


def cut(text: str, letters: int) -> str:
    """The text, with an ellipsis where it is longer than so many letters; wide letters count twice."""
    room = letters
    for place, char in enumerate(text):
        room -= 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
        if room < 0:
            return text[: max(place - 1, 0)].rstrip() + "…"
    return text
