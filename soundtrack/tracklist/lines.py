"""Marked-up lines: what plain text, Markdown and HTML have in common once their markup is read.

The readers of the three markups all write these; nothing after them knows which markup it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "item", "more", "heading", "row", "term", "definition"]
"""``more`` is what stands under an item of a list, ``row`` a row of a table."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line with markup of its own."""

    start: int
    end: int
    kind: str
    """``b``, ``i``, ``a`` (link), ``code``; ``artist``, ``title``, ``time``, ``number``, ``note`` from class names."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a reader sees it: no markup, white space folded."""

    text: str
    start: int
    """Offset of its first character in the given text."""
    kind: Kind
    group: int
    """Lines of one paragraph, one list or one table share it."""
    level: int = 0
    """Of a heading 1-9 (smaller is higher), of an item how deep its list is nested, from 1."""
    spans: tuple[Span, ...] = ()
    cells: tuple[str, ...] = ()
    """Of a row its cells; of a text line its columns, where tabs or wide gaps make some."""
    header: bool = False
    """A row that names its columns."""
    number: str | None = None
    """The number that an ordered HTML list shows and does not spell out."""
    style: str = ""
    """In HTML the tag and class of the innermost block."""

    def whole(self, kinds: str) -> bool:
        """Tell whether one span of these kinds (letters) covers the whole text."""
        length = len(self.text)
        return any(len(s.kind) == 1 and s.kind in kinds and s.end - s.start >= length - 1 for s in self.spans)


@dataclass(slots=True)
class Document:
    """The lines, and the words about the page as a whole (title, tags, description)."""

    lines: list[Line] = field(default_factory=list)
    title: str | None = None
    about: list[str] = field(default_factory=list)
    artist: str | None = None
    """As the front matter names one."""
    matter_end: int = 0
    """Where the front matter ends, and with it the reach of its keys."""


class Builder:
    """Collect the pieces of one line, then hand out its text and spans."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.start: int | None = None
        self.marks: list[tuple[int, int, str]] = []

    def add(self, text: str, at: int) -> int:
        """Add *text*, which stands at offset *at*; return its index, for `blank` and `mark`."""
        if self.start is None:
            bare = text.lstrip()
            if bare:
                self.start = at + len(text) - len(bare)
        self.pieces.append(text)
        return len(self.pieces) - 1

    def blank(self, index: int) -> None:
        """Take back a piece that turned out to be markup."""
        self.pieces[index] = ""

    def mark(self, first: int, last: int, kind: str) -> None:
        """Remember that the pieces *first* to *last* (without it) carry *kind*."""
        if first < last:
            self.marks.append((first, last, kind))

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        """Fold white space over all pieces and turn marks into spans."""
        ends = [0]
        out: list[str] = []
        length = 0
        space = True  # nothing yet: a leading space is dropped
        for piece in self.pieces:
            folded = _SPACES.sub(" ", piece)
            if space and folded.startswith(" "):
                folded = folded[1:]
            if folded:
                space = folded.endswith(" ")
                length += len(folded)
                out.append(folded)
            ends.append(length)
        text = "".join(out).rstrip()
        spans = []
        for first, last, kind in self.marks:
            start, end = ends[first], min(ends[last], len(text))
            while start < end and text[start] == " ":
                start += 1
            while end > start and text[end - 1] == " ":
                end -= 1
            if start < end:
                spans.append(Span(start, end, kind))
        return text, tuple(sorted(spans, key=lambda s: (s.start, -s.end)))
