"""HTML to marked-up lines.

Our own small tokenizer, and no parser library: every row has to say where in the author's file it stands,
and the trees of selectolax (lexbor), lxml and the like no longer know. Blocks, lists, tables and the stretches
inside a line are all that is needed; a tree is not. One pass, linear, odd nesting is no error.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from soundtrack.tracklist.lines import Builder, Document, Kind, Line

_TOKEN = re.compile(
    r"""
    <!--.*?(?:-->|\Z)
    |<(?P<hidden>script|style|svg|textarea|template|select|button|nav|noscript)\b[^>]*+>.*?(?:</(?P=hidden)\s*>|\Z)
    |<(?P<shut>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:-]{0,30})(?P<attributes>(?:[^<>"']|"[^"<]{0,3000}"|'[^'<]{0,3000}')*+)>
    |<(?P<shut2>/?)(?P<tag2>[a-zA-Z][a-zA-Z0-9:-]{0,30})(?P<attributes2>[^<>]*+)>
    |<[!?][^<>]*+>
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "address",
        "hr",
        "form",
        "fieldset",
        "details",
        "summary",
        "center",
        "body",
        "html",
        "head",
    ]
)
_CLOSED_BY_THE_NEXT = frozenset({"p", "li", "td", "th", "tr", "dt", "dd"})
_VOID_BLOCKS = frozenset({"hr"})
_KINDS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "a": "a", "code": "code"}
_CLASS = re.compile(r"""\b(?:class|itemprop)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_START = re.compile(r"""\bstart\s*=\s*["']?(\d{1,4})""", re.IGNORECASE)
_ROLES = (
    ("artist", re.compile(r"artist|performer|interpret|byartist|composer", re.IGNORECASE)),
    ("time", re.compile(r"duration|length|(?:^|[-_ ])time(?:$|[-_ ])|timestamp", re.IGNORECASE)),
    ("number", re.compile(r"(?:track|song)?[-_]?(?:num(?:ber)?|no|index|position)$", re.IGNORECASE)),
    ("note", re.compile(r"(?:^|[-_ ])(?:label|album|year|release|note|comment)s?(?:$|[-_ ])", re.IGNORECASE)),
    ("title", re.compile(r"(?:track|song)[-_]?(?:title|name)|^(?:title|name|song)$", re.IGNORECASE)),
)
_MANY_LINES_IN_A_CELL = 4


def _role(attributes: str) -> tuple[str, str]:
    """The role that a class name or item property gives, or "", and the classes."""
    match = _CLASS.search(attributes)
    if match is None:
        return "", ""
    classes = match[1] or match[2] or match[3] or ""
    for role, pattern in _ROLES:
        if any(pattern.search(name) for name in classes.split()):
            return role, classes
    return "", classes


@dataclass(slots=True)
class _List:
    group: int
    ordered: bool
    counter: int
    fresh: bool = False
    """An item was opened and has no line yet."""


@dataclass(slots=True)
class _Table:
    group: int
    cells: list[list[Line]] = field(default_factory=list)
    header: bool = False
    in_cell: bool = False
    width: int = 0


class _Reader:
    def __init__(self, first_group: int) -> None:
        self.document = Document()
        self.group = first_group
        self.builder = Builder()
        self.opened: list[tuple[str, int, str]] = []
        self.lists: list[_List] = []
        self.tables: list[_Table] = []
        self.blocks: list[tuple[str, str, str]] = []
        self.heading = 0
        self.pre = 0
        self.in_title = False

    # -- text ---------------------------------------------------------------------------------

    def text(self, raw: str, at: int) -> None:
        if self.in_title:
            self.document.title = " ".join(html.unescape(raw).split()) or self.document.title
        elif self.pre and "\n" in raw:
            for line in raw.splitlines(keepends=True):
                self._add(line, at)
                at += len(line)
                if line.endswith("\n"):
                    self.flush()
        else:
            self._add(raw, at)

    def _add(self, raw: str, at: int) -> None:
        if "&" in raw:
            bare = raw.lstrip()
            self.builder.add(html.unescape(bare), at + len(raw) - len(bare)) if bare == raw else self.builder.add(
                " " + html.unescape(bare), at + len(raw) - len(bare) - 1
            )
        else:
            self.builder.add(raw, at)

    def flush(self) -> None:
        """End the line that is being collected."""
        builder, self.builder = self.builder, Builder()
        for kind, index, _ in self.opened:
            builder.mark(index, len(builder.pieces), kind)
        self.opened = [(kind, 0, tag) for kind, _, tag in self.opened]
        text, spans = builder.finish()
        if not text:
            return
        kind, group, level, number = self._place()
        line = Line(
            text,
            builder.start or 0,
            kind,
            group,
            level,
            spans,
            number=number,
            style=next((style for _, style, _ in reversed(self.blocks) if "." in style), ""),
        )
        if self.tables and self.tables[-1].in_cell and self.tables[-1].cells:
            self.tables[-1].cells[-1].append(line)
        else:
            self.document.lines.append(line)

    def _place(self) -> tuple[Kind, int, int, str | None]:
        if self.heading:
            return "heading", self.group, self.heading, None
        tag = self.blocks[-1][0] if self.blocks else ""
        if tag in ("dt", "dd"):
            return ("term" if tag == "dt" else "definition"), self.group, 0, None
        if self.lists:
            current = self.lists[-1]
            if current.fresh:
                current.fresh = False
                number = str(current.counter) if current.ordered else None
                return "item", current.group, len(self.lists), number
            return "more", current.group, len(self.lists), None
        return "text", self.group, 0, None

    # -- tags ---------------------------------------------------------------------------------

    def tag(self, name: str, shut: bool, attributes: str) -> None:
        if name == "br":
            self.flush()
        elif name == "title":
            self.in_title = not shut
        elif name in _BLOCKS:
            self._block(name, shut, attributes)
        elif name == "sup" and not shut:
            self.opened.append(("sup", len(self.builder.pieces), name))
        else:
            self._stretch(name, shut, attributes)

    def _stretch(self, name: str, shut: bool, attributes: str) -> None:
        if shut:
            for depth in range(len(self.opened) - 1, max(-1, len(self.opened) - 20), -1):
                kind, index, tag = self.opened[depth]
                if tag == name:
                    if kind == "sup":
                        for piece in range(index, len(self.builder.pieces)):
                            self.builder.blank(piece)
                    else:
                        self.builder.mark(index, len(self.builder.pieces), kind)
                    del self.opened[depth]
                    return
        elif not attributes.endswith("/"):
            kind = _role(attributes)[0] or _KINDS.get(name, "")
            if kind and len(self.opened) < 100:
                self.opened.append((kind, len(self.builder.pieces), name))

    def _block(self, name: str, shut: bool, attributes: str) -> None:
        self.flush()
        self.group += 1
        if name[0] == "h" and len(name) == 2 and name[1].isdigit():
            self.heading = 0 if shut else int(name[1])
        elif name in ("ul", "ol"):
            self._list(name, shut, attributes)
        elif name == "li" and not shut and self.lists:
            self.lists[-1].fresh = True
            self.lists[-1].counter += 1
        elif name == "pre":
            self.pre = 0 if shut else 1
        elif name in ("table", "tr", "td", "th"):
            self._table(name, shut)
        self._nest(name, shut, attributes)

    def _nest(self, name: str, shut: bool, attributes: str) -> None:
        if not shut:
            role, classes = _role(attributes)
            style = f"{name}.{classes}" if classes else name
            if name in _CLOSED_BY_THE_NEXT and self.blocks and self.blocks[-1][0] == name:
                self._nest(name, True, "")
            if name not in _VOID_BLOCKS and len(self.blocks) < 500:
                self.blocks.append((name, style, role))
                if role and name not in ("table", "ul", "ol", "body", "section", "article", "main"):
                    self.opened.append((role, 0, name))
            return
        for depth in range(len(self.blocks) - 1, max(-1, len(self.blocks) - 50), -1):
            if self.blocks[depth][0] == name:
                if self.blocks[depth][2]:
                    self._unmark(name)
                del self.blocks[depth:]
                return

    def _unmark(self, name: str) -> None:
        for index in range(len(self.opened) - 1, -1, -1):
            if self.opened[index][2] == name:
                del self.opened[index]
                return

    def _list(self, name: str, shut: bool, attributes: str) -> None:
        if shut:
            if self.lists:
                self.lists.pop()
            return
        start = _START.search(attributes)
        if len(self.lists) < 50:
            self.lists.append(_List(self.group, name == "ol", int(start[1]) - 1 if start else 0))

    def _table(self, name: str, shut: bool) -> None:
        if name == "table":
            self.end_row()
            if shut:
                if self.tables:
                    self.tables.pop()
            elif len(self.tables) < 50:
                self.tables.append(_Table(self.group))
        elif not self.tables:
            return
        elif name == "tr":
            self.end_row()
        else:
            table = self.tables[-1]
            table.in_cell = not shut
            if not shut:
                table.cells.append([])
                table.header = table.header or name == "th"

    def end_row(self) -> None:
        """Hand out the row of the innermost table; a cell that holds a page of its own stays lines."""
        if not self.tables:
            return
        table = self.tables[-1]
        cells, table.cells, table.in_cell = table.cells, [], False
        header, table.header = table.header, False
        found = [line for cell in cells for line in cell]
        if not found:
            return
        table.width = max(table.width, len(cells))
        outer = self.tables[-2] if len(self.tables) > 1 else None
        roles = {span.kind for line in found for span in line.spans}
        if "title" in roles and "artist" in roles:
            rows = [_record(found, table.group)]
        elif any(len(cell) >= _MANY_LINES_IN_A_CELL for cell in cells) or table.width == 1:
            rows = found
        else:
            texts = tuple(" ".join(line.text for line in cell) for cell in cells)
            rows = [
                Line(" | ".join(t for t in texts if t), found[0].start, "row", table.group, cells=texts, header=header)
            ]
        if outer is not None and outer.in_cell and outer.cells:
            outer.cells[-1].extend(rows)
        else:
            self.document.lines.extend(rows)


def _record(lines: list[Line], group: int) -> Line:
    """Join the lines of one row whose class names tell artist and title apart."""
    text = ""
    spans = []
    for line in lines:
        text += " " if text else ""
        spans += [replace(span, start=span.start + len(text), end=span.end + len(text)) for span in line.spans]
        text += line.text
    return Line(text, lines[0].start, "item", group, 1, tuple(spans))


def read_html(source: str, offset: int = 0, first_group: int = 0) -> Document:
    """Read HTML, a whole page or a piece of one, that stands at *offset* of the given text."""
    reader = _Reader(first_group)
    done = 0
    for match in _TOKEN.finditer(source):
        if match.start() > done:
            reader.text(source[done : match.start()], offset + done)
        done = match.end()
        name = match["tag"] or match["tag2"]
        if name:
            reader.tag(
                name.lower(),
                bool(match["shut"] or match["shut2"]),
                match["attributes"] or match["attributes2"] or "",
            )
    reader.text(source[done:], offset + done)
    reader.flush()
    while reader.tables:
        reader.end_row()
        reader.tables.pop()
    return reader.document
