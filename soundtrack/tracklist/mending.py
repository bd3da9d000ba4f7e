"""Lines that a page lost its shape in, put together again: cells on lines of their own, numbers alone.

Text copied out of a page keeps the words and loses the columns. Two traces stay: a bar at the end of each cell, and
numbers that stand alone and count on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from soundtrack.tracklist.lines import Line

_CELL_END = re.compile(r"\s*\|$")
_ALONE = re.compile(
    r"^(?:#|№|[\[(])?(?P<number>\d{1,3})[.:)\]]{0,2}(?P<again>\s(?P=number)[.:)]?)?\s*(?P<quote>[\"“'‘]?)$"
)
_BULLETS = frozenset("-–—*•·●◦")
_WRAPPED = 4
"""So many lines one cell may have been wrapped into."""
_APART = 12
"""Lines between two numbers that still count on."""
_LONG = 120
"""Characters; a longer line is no cell."""


def mended(lines: Sequence[Line]) -> list[Line]:
    """Join the cells that were wrapped, then each number that stands alone with the line after it."""
    return _with_numbers(_with_bullets(_whole_cells(lines)))


def _joined(first: Line, *others: Line, text: str | None = None) -> Line:
    return replace(first, text=text or " ".join([first.text, *(o.text for o in others)]), spans=(), cells=())


def _whole_cells(lines: Sequence[Line]) -> list[Line]:
    """``Opening`` and ``Titles |`` are one cell, where a number in a cell of its own comes before."""
    if sum(1 for line in lines if _bar_alone(line)) < 3:
        return list(lines)
    out: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        end = index
        after_a_cell = bool(out) and _ALONE.match(out[-1].text)
        while (
            after_a_cell
            and end < min(len(lines) - 1, index + _WRAPPED)
            and not _CELL_END.search(lines[end].text)
            and lines[end + 1].kind == "text"
        ):
            end += 1
        if end > index and _CELL_END.search(lines[end].text):
            line = _joined(line, *lines[index + 1 : end + 1])
            index = end
        if line.kind == "text" and _bar_alone(line):
            line = _joined(line, text=_CELL_END.sub("", line.text) or line.text)
        out.append(line)
        index += 1
    return out


def _bar_alone(line: Line) -> bool:
    return line.kind == "text" and line.text.endswith("|") and line.text.count("|") == 1


def _with_bullets(lines: Sequence[Line]) -> list[Line]:
    """``-`` and the line after it are an item, where several stand so."""
    if sum(1 for line in lines if line.text in _BULLETS) < 3:
        return list(lines)
    out: list[Line] = []
    for index, line in enumerate(lines):
        if index and lines[index - 1].text in _BULLETS and line.kind == "text":
            out[-1] = replace(line, kind="item", group=-1, level=1)
        else:
            out.append(line)
    return out


def _with_numbers(lines: Sequence[Line]) -> list[Line]:
    """``7.`` and the line after it, where such numbers count on."""
    at = [i for i, line in enumerate(lines) if line.kind in ("text", "more", "item") and _ALONE.match(line.text)]
    good: set[int] = set()
    run: list[int] = []
    for index in [*at, -1]:
        if run and (index < 0 or index - run[-1] > _APART or _value(lines[index]) != _value(lines[run[-1]]) + 1):
            good.update(run if len(run) > 2 else ())
            run = []
        run.append(index)
    out: list[Line] = []
    joined = False
    for index, line in enumerate(lines):
        if joined:
            joined = False
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        number = _ALONE.match(line.text) if index in good else None
        if number and after is not None and after.kind in ("text", "more") and len(after.text) <= _LONG:
            before = f"{number['number']}. " if number["again"] else f"{line.text} "
            out.append(_joined(line, text=(before.rstrip() if number["quote"] else before) + after.text))
            joined = True
        else:
            out.append(line)
    return out


def _value(line: Line) -> int:
    match = _ALONE.match(line.text)
    return int(match["number"]) if match else -1
