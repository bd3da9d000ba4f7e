"""Plain text and Markdown to marked-up lines.

Line by line and forgiving, as blogs are written, not by CommonMark: what a renderer would join into one
paragraph is for us still the lines that the author wrote. Front matter (YAML or TOML) is read as far as lists go.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace

from soundtrack.tracklist.hypertext import read_html
from soundtrack.tracklist.inline import Piece, read_inline
from soundtrack.tracklist.lines import Document, Line
from soundtrack.tracklist.words import ARTIST_COLUMN, TITLE_COLUMN

_HEADING = re.compile(r"^ {0,3}(#{1,6})([ \t]*)(\S.*)$")
_UNDERLINE = re.compile(r"^ {0,3}(?:={3,}|-{3,})\s*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:=[ \t]*){3,}|(?:[~•·*#]\s?){4,})$")
_BULLET = re.compile(
    r"^([ \t]*)([-*+•‣◦∙●○▪▫■□◆◇▶►▸▹▷→➤➔✓✔☑★☆♪♫♬♩·–—]|"
    r"[\U0001F3A4-\U0001F3BC\U0001F4BF\U0001F4C0\U0001F534-\U0001F53B]\ufe0f?)"
    r"[ \t]+(?=\S)"
)
_CHECKBOX = re.compile(r"^\[[ xX]\]\s+")
_ORDERED = re.compile(r"^([ \t]*)\d{1,3}[.)][ \t]+\S")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*)")
_TABLE_RULE = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_TERM_VALUE = re.compile(r"^ {0,3}:[ \t]+(.*)$")
_HTML_BLOCK = re.compile(
    r"^ {0,3}</?(?:p|div|li|ul|ol|dl|dt|dd|table|thead|tbody|tr|td|th|section|article|header|footer|main|aside|"
    r"figure|iframe|script|style|h[1-6]|pre|blockquote|center|details|summary|noscript|address|hr|form|nav|svg)\b"
    r"|^ {0,3}<!--",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"^ {0,3}(?:>[ \t]?)+")
_FIELD = re.compile(r"""^(['"]?)([\w .-]{1,40})\1\s*[:=]\s*(.*)$""")
_GAP = re.compile(r"\t+| {3,}")
_CODE_LANGUAGES = frozenset(
    {"", "text", "txt", "plain", "plaintext", "none", "markdown", "md", "tracklist", "no-highlight"}
)
_ABOUT = frozenset({"title", "description", "subtitle", "excerpt", "summary", "tags", "categories", "category"})
_ESCAPED_PIPE = "\x00"


def _cells(row: str) -> list[str]:
    body = row.strip().replace("\\|", _ESCAPED_PIPE)
    body = body.removeprefix("|")
    body = body.removesuffix("|")
    return [cell.replace(_ESCAPED_PIPE, "|") for cell in body.split("|")]


def _unquoted(value: str) -> str:
    value = value.strip().rstrip(",").strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
        value = value.replace('\\"', '"').replace("''", "'")
    return value


def _balance(text: str) -> int:
    return text.count("[") + text.count("(") - text.count("]") - text.count(")")


class _Reader:
    def __init__(self, source: str, marked: bool) -> None:
        self.rows = source.splitlines(keepends=True)
        self.offsets = [0]
        for row in self.rows:
            self.offsets.append(self.offsets[-1] + len(row))
        self.marked = marked
        self.document = Document()
        self.group = 1
        self.lists: list[tuple[int, int, bool]] = []
        """Open lists: indentation of their items, group, whether they are numbered."""
        self.after_blank = True

    def read(self) -> Document:
        at = self._front_matter()
        while at < len(self.rows):
            at = self._block(at)
        return self.document

    # -- blocks; each returns the index of the next row ----------------------------------------

    def _block(self, at: int) -> int:
        row = self.rows[at].rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        if not row.strip():
            self.group += 1
            self.after_blank = True
            return at + 1
        offset = self.offsets[at]
        first = row.lstrip()[0]
        if first == ">" and self.marked:
            quote = _QUOTE.match(row)
            if quote:
                offset += quote.end()
                row = row[quote.end() :]
                if not row.strip():
                    self.group += 1
                    return at + 1
                first = row.lstrip()[0]
        following = self._special(at, row, first)
        if following is None:
            self._text(row, offset)
            following = at + 1
        self.after_blank = False
        return following

    def _special(self, at: int, row: str, first: str) -> int | None:
        """Read a block that is more than a line of text, if one begins here."""
        if first in "`~" and (fence := _FENCE.match(row)):
            return self._fence(at, fence[1], fence[2].lower())
        if first == "#" and (heading := _HEADING.match(row)) and (heading[2] or not heading[3][0].isdigit()):
            # without the space it is the number of "#1 Artist - Title"
            self._emit_heading(row, at, len(heading[1]))
            return at + 1
        if first in "*-_=~•·#" and _RULE.match(row):
            self.group += 1
            self.lists = []
            return at + 1
        if first == "<" and _HTML_BLOCK.match(row):
            return self._html(at)
        if "|" in row and at + 1 < len(self.rows) and self._is_table(at):
            return self._table(at)
        if ("," in row or ";" in row) and (separator := self._separator(row)):
            return self._separated(at, separator, len(self.rows))
        if first == ":" and self.marked and (value := _TERM_VALUE.match(row)):
            self._emit(value[1], self.offsets[at] + value.start(1), "definition")
            return at + 1
        return self._underlined(at, row)

    def _underlined(self, at: int, row: str) -> int | None:
        """A line that the next one underlines is a heading."""
        if at + 1 >= len(self.rows) or not _UNDERLINE.match(self.rows[at + 1].rstrip()):
            return None
        if not self.after_blank or len(row) > 120 or row[:1] in " \t" or _BULLET.match(row) or _ORDERED.match(row):
            return None
        self._emit_heading(row, at, 1 if "=" in self.rows[at + 1] else 2)
        return at + 2

    def _emit_heading(self, row: str, at: int, level: int) -> None:
        bare = row.lstrip(" ")
        bare = bare.lstrip("#").lstrip() if bare.startswith("#") else bare
        self.group += 1
        self.lists = []
        self._emit(bare.rstrip(" \t#"), self.offsets[at] + len(row) - len(bare), "heading", level)
        self.group += 1

    def _fence(self, at: int, fence: str, language: str) -> int:
        end = at + 1
        while end < len(self.rows) and not self.rows[end].lstrip().startswith(fence):
            end += 1
        if language in _CODE_LANGUAGES:
            self.group += 1
            self.lists = []
            marked, self.marked = self.marked, False
            index = at + 1
            while index < end:
                row = self.rows[index].rstrip()
                separator = self._separator(row)
                if separator:
                    index = self._separated(index, separator, end)
                    continue
                if row.strip():
                    self._text(row, self.offsets[index])
                else:
                    self.group += 1
                index += 1
            self.marked = marked
            self.group += 1
        return end + 1

    def _html(self, at: int) -> int:
        end = at
        while end < len(self.rows):
            if not self.rows[end].strip():
                following = end
                while following < len(self.rows) and not self.rows[following].strip():
                    following += 1
                if following >= len(self.rows) or not _HTML_BLOCK.match(self.rows[following]):
                    break
                end = following
            end += 1
        self.group += 1
        piece = read_html("".join(self.rows[at:end]), self.offsets[at], self.group)
        for line in piece.lines:
            if "](" in line.text or "**" in line.text:
                inner = read_inline(line.text, line.start)
                self.document.lines.append(replace(line, text=inner[0][0], spans=inner[0][1]) if inner else line)
            else:
                self.document.lines.append(line)
            self.group = max(self.group, line.group)
        self.group += 1
        self.lists = []
        return max(end, at + 1)

    def _is_table(self, at: int) -> bool:
        rule = self.rows[at + 1].strip()
        return "-" in rule and ("|" in rule or rule.startswith(":")) and bool(_TABLE_RULE.match(rule))

    def _table(self, at: int) -> int:
        self.group += 1
        self.lists = []
        index = at
        while index < len(self.rows) and "|" in self.rows[index]:
            index += 1
        inside = [i for i in range(at, index) if not _TABLE_RULE.match(self.rows[i].strip())]
        widths = sorted(len(_cells(self.rows[i])) for i in inside[1:])
        width = widths[len(widths) // 2] if widths else 0
        for row in inside:
            # one cell over many says of no column what it is
            self._row(row, header=row == at and len(_cells(self.rows[row])) >= min(2, width))
        self.group += 1
        return index

    def _separator(self, row: str) -> str | None:
        """What parts the columns, where a line names those of a track list: ``title,artist,album``."""
        for separator in (",", ";"):
            cells = [cell.strip(' "') for cell in row.split(separator)]
            if any(map(TITLE_COLUMN.match, cells)) and any(map(ARTIST_COLUMN.match, cells)) and all(cells):
                return separator
        return None

    def _separated(self, at: int, separator: str, end: int) -> int:
        """Rows of comma-separated values up to the next empty line, or *end*."""
        self.group += 1
        self.lists = []
        index = at
        while index < end and separator in self.rows[index]:
            cells = next(csv.reader([self.rows[index].strip()], delimiter=separator, skipinitialspace=True))
            texts = tuple(" ".join(cell.split()) for cell in cells)
            text = " | ".join(filter(None, texts))
            if text:
                line = Line(text, self.offsets[index], "row", self.group, cells=texts, header=index == at)
                self.document.lines.append(line)
            index += 1
        self.group += 1
        return index

    def _row(self, index: int, *, header: bool) -> None:
        row = self.rows[index]
        cells = []
        for cell in _cells(row):
            pieces = read_inline(cell.strip(), 0)
            cells.append(" ".join(piece[0] for piece in pieces))
        start = self.offsets[index] + len(row) - len(row.lstrip(" |"))
        text = " | ".join(cell for cell in cells if cell)
        if text:
            self.document.lines.append(Line(text, start, "row", self.group, cells=tuple(cells), header=header))

    # -- lines ---------------------------------------------------------------------------------

    def _text(self, row: str, offset: int) -> None:
        bullet = _BULLET.match(row)
        marker = bullet or _ORDERED.match(row)
        if marker:
            start = bullet.end() if bullet else len(row) - len(row.lstrip())
            box = _CHECKBOX.match(row[start:])
            start += box.end() if box else 0
            group, depth = self._list(len(marker[1].expandtabs(4)), numbered=bullet is None)
            self._emit(row[start:], offset + start, "item", depth, group)
        elif (self.lists and row[:1] in " \t") or (self.lists and not self.after_blank and self._unfinished()):
            self._continued(row, offset)
        else:
            if self.lists:
                self.lists = []
                self.group += 1
            self._emit(row, offset, "text")

    def _list(self, indent: int, *, numbered: bool) -> tuple[int, int]:
        while self.lists and self.lists[-1][0] > indent + 1:
            self.lists.pop()
        if self.lists and self.lists[-1][0] >= indent - 1 and self.lists[-1][2] != numbered:
            self.lists.pop()  # as in CommonMark, another kind of marker begins another list
        if not self.lists or indent > self.lists[-1][0] + 1:
            self.group += 1
            self.lists.append((indent, self.group, numbered))
        return self.lists[-1][1], len(self.lists)

    def _unfinished(self) -> bool:
        last = self.document.lines[-1] if self.document.lines else None
        return last is not None and last.kind == "item" and _balance(last.text) > 0

    def _continued(self, row: str, offset: int) -> None:
        """A line under an item: the rest of it where a bracket is open, else something said about it."""
        if self._unfinished():
            last = self.document.lines.pop()
            joined = read_inline(row.strip(), offset) if self.marked else [(row.strip(), (), offset)]
            if joined:
                last = replace(last, text=f"{last.text} {joined[0][0]}")
            self.document.lines.append(last)
        else:
            self._emit(row, offset, "more", len(self.lists), self.lists[-1][1])

    def _emit(self, row: str, offset: int, kind: str, level: int = 0, group: int | None = None) -> None:
        pieces: list[Piece]
        if self.marked:
            pieces = read_inline(row, offset)
        else:
            bare = row.lstrip()
            pieces = [(" ".join(bare.split()), (), offset + len(row) - len(bare))]
        columns: tuple[str, ...] = ()
        if kind in ("text", "item") and len(pieces) == 1 and _GAP.search(row.strip()):
            columns = tuple(" ".join(c.split()) for c in _GAP.split(row.strip()) if c.strip())
        for index, (text, spans, start) in enumerate(pieces):
            here = kind if index == 0 or kind != "item" else "more"
            self.document.lines.append(
                Line(text, start, here, self.group if group is None else group, level, spans, columns)  # type: ignore[arg-type]
            )

    # -- front matter --------------------------------------------------------------------------

    def _front_matter(self) -> int:
        if not self.rows or self.rows[0].strip() not in ("---", "+++"):
            return 0
        fence = self.rows[0].strip()
        end = next((i for i in range(1, min(len(self.rows), 5000)) if self.rows[i].strip() in (fence, "...")), None)
        if end is None or not any(_FIELD.match(row.strip()) for row in self.rows[1:end]):
            return 0
        key = ""
        for index in range(1, end):
            key = self._matter(index, key)
        self.group += 1
        self.document.matter_end = self.offsets[end + 1]
        return end + 1

    def _matter(self, index: int, key: str) -> str:
        row = self.rows[index].rstrip()
        bare = row.strip()
        offset = self.offsets[index]
        if not bare or bare.startswith("#") or bare in "[]{}":
            return key
        item = re.match(r"^(\s*)-\s+(.*)$", row)
        found = None if item else _FIELD.match(bare)
        if item:
            self._matter_item(item[2], offset + item.start(2), key)
        elif found and row[:1] not in " \t":
            key = found[2].strip().lower()
            value = _unquoted(found[3])
            if key == "title":
                self.document.title = value or None
            if key in ("artist", "composer", "band") and value:
                self.document.artist = value
            if key in _ABOUT and value:
                self.document.about.append(value)
            elif value in ("", "|", ">", "|-", ">-", "["):
                self.group += 1
                self.document.lines.append(Line(key.replace("_", " "), offset, "heading", self.group, 9))
        elif found:
            self._emit(f"{found[2]}: {_unquoted(found[3])}", offset + len(row) - len(bare), "more", 1)
        elif bare[0] in "\"'":
            self._matter_item(bare, offset + len(row) - len(bare), key)
        else:
            self.document.lines.append(Line(bare, offset + len(row) - len(bare), "text", self.group))
        return key

    def _matter_item(self, value: str, offset: int, key: str) -> None:
        plain = _unquoted(value)
        if key in _ABOUT:
            self.document.about.append(plain)
            return
        if plain:
            self.document.lines.append(Line(" ".join(plain.split()), offset, "item", self.group, 1))


def read_text(source: str, *, marked: bool) -> Document:
    """Read plain text, or with *marked* Markdown."""
    return _Reader(source, marked).read()
