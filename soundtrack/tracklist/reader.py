"""From a text to its track lists: find the runs of lines, read each, keep those that are lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from soundtrack.tracklist import forms, marks
from soundtrack.tracklist.hypertext import read_html
from soundtrack.tracklist.judging import Context, is_sentence, lines_alone, surroundings
from soundtrack.tracklist.lines import Document, Line
from soundtrack.tracklist.markdown import read_text
from soundtrack.tracklist.mending import mended
from soundtrack.tracklist.reading import (
    Cut,
    Prepared,
    Reading,
    head,
    prepare,
    read_by,
    read_run,
    titles_only,
    with_titles_apart,
)
from soundtrack.tracklist.rows import Row, Tracklist
from soundtrack.tracklist.runs import Run, find_runs, names_a_composer
from soundtrack.tracklist.tables import Columns, columns_of, is_header
from soundtrack.tracklist.voting import artist_first, fold
from soundtrack.tracklist.words import ALBUMS, ALL_BY, LIST, MUSIC, OTHER, SIDE, TIME_COLUMN

Markup = Literal["text", "markdown", "html"]

MAX_CHARACTERS = 3_000_000
"""What comes after is not read: no page is so long, and nobody waits for more."""
_HTML = re.compile(r"<!doctype html|<html\b|<body\b|<head\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?(?:p|div|li|ul|ol|table|tr|td|br|h[1-6]|span|dd|dt)\b", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^(?:#{1,6} |---\s*$|\+\+\+\s*$|```|> |\|.*\|\s*$)|\]\(|\*\*\S|^\s*[-*] \S.*\n\s*[-*] \S"
    r"|\s_\S[^_\n]*_\s|(?<!\w)\*[^\s*][^*\n]*[^\s*]\*(?!\w)|\{\{[<%]",
    re.MULTILINE,
)
_HOPELESS = -9.0
"""No words over a run outweigh so much against it."""
_PROSE = 200
"""Characters; where most lines are longer, it is no list."""
_TITLE = 100
"""Characters of a page's title at most."""
_NO_TITLE = re.compile(
    r"^\S+\.\w{2,4}$|^\W*\w*,? ?(?:\d{1,2}\W+\w+\W+(?:19|20)\d\d|\w+ \d{1,2},? (?:19|20)\d\d)\W*$"
    r"|^(?:by|written by|von|top of page|skip to|home|menu|search|log ?in)\b",
    re.IGNORECASE,
)
"""A date, an address, an author, a link of the page's frame."""
_HEAD = 90
"""Characters; a prose line may begin with a track, if this is enough for it."""
_STRANGE_HEADER = 2.5
"""Log-odds against a table whose header speaks of other things."""
_BOOKMARKS = 3.0
"""Log-odds against a list of links on a page that has no word about music."""
_FAR = 40
"""Lines above a nested list among which the item over it is looked for."""
_MANY = 400
"""So many lists of one page are looked at, the best ones."""
_LEVEL_OF_TEXT = 8
"""Of a heading that is written as a line of text: below all real ones."""
_DASHED = re.compile(r"\w\W?\s[-–—]\s\W?\w")
_PASTED, _SHORTEST_PASTED, _ENOUGH_WHEN_PASTED = 12, 3, -1.2
"""Lines of a text that may be nothing but a pasted list, the fewest of them in the list, and its log-odds."""
_SHORT = 5
"""Lines of a list that is too short to be known by its lines alone."""
_OVER_A_PASTED_LIST = 4
"""Headings and other lines that may stand over a list which is all there is."""
_ENOUGH = 0.0
"""Log-odds above which a run is taken for a track list."""
_BESIDE_A_BETTER_ONE = 0.4
"""A page with a good list has lists of other things too: they need this share of the best one's log-odds."""


@dataclass(frozen=True, slots=True)
class _Found:
    run: Run
    prepared: Prepared
    reading: Reading
    worth: float
    headings: tuple[str | None, ...] = ()


def sniff(text: str) -> Markup:
    """Tell which markup a text is written in."""
    head = text[:200_000]
    if _HTML.search(head[:5000]):
        return "html"
    tags = len(_ANY_TAG.findall(head))
    if head.lstrip().startswith("<") and tags > 3 and not re.search(r"^#{1,6} |^---", head, re.MULTILINE):
        return "html"
    return "markdown" if _MARKDOWN.search(head) or tags > 2 else "text"


def read(
    text: str,
    *,
    markup: Markup | None = None,
    artist: str | None = None,
    release: str | None = None,
) -> tuple[Tracklist, ...]:
    """Read the track lists of a text.

    Args:
        text: Of any kind and length; nothing after `MAX_CHARACTERS` is read.
        markup: None to tell from the text itself.
        artist: The one artist of the lists, where the caller knows it.
        release: The album that the lists are of, where the caller knows it.

    Returns:
        The lists in the order of the text; () where there is none. Never raises.
    """
    text = text[:MAX_CHARACTERS].replace("\ufeff", " ")  # a byte order mark is white space; offsets stay
    markup = markup or sniff(text)
    document = read_html(text) if markup == "html" else read_text(text, marked=markup == "markdown")
    page = _Page(text, document, artist, told=bool(artist or release))
    return tuple(page.tracklist(found, artist, release) for found in page.lists())


class _Page:
    """One document while it is read."""

    def __init__(self, text: str, document: Document, artist: str | None, *, told: bool = False) -> None:
        self.text = text
        self.lines = _with_headings(mended(document.lines))
        top = _top_line(self.lines)
        self.title = document.title or (top.text if top else None)
        # a heading is over the lists anyway: it has its say once
        said = document.title or (top.text if top and top.kind != "heading" else None)
        self.about = " ".join(filter(None, (said, *document.about)))
        self.newlines = [match.end() for match in re.finditer(r"\n|\r\n?", text)]
        self.music = self._music() + told  # who names an artist or a release says that this is about music
        self.artist = artist or self._artist() or document.artist
        self.known = frozenset({fold(self.artist)} if self.artist else ())
        self.matter_end = document.matter_end
        self.headings: list[tuple[Line, ...]] = []
        self._outline()

    def _music(self) -> float:
        """How much of the page's words are about music, 0-1."""
        sample = " ".join(line.text for line in self.lines[:400])[:20_000]
        found = len({match[0].casefold() for match in MUSIC.finditer(sample)}) + len(
            {m[0].casefold() for m in LIST.finditer(sample)}
        )
        return min(1.0, found / 6)

    def _artist(self) -> str | None:
        """The one artist that the page names for all its music."""
        for line in self.lines:
            if line.kind != "heading" and len(line.text) < 400:
                match = ALL_BY.search(line.text)
                if match:
                    return match["who"].strip(' ,:*_"“”')
        return None

    def _outline(self) -> None:
        stack: list[Line] = []
        for line in self.lines:
            if stack and (stack[-1].level == 9 and line.start >= self.matter_end):
                stack.pop()
            if stack and stack[-1].level == _LEVEL_OF_TEXT and line.kind == "text" and len(line.text) > 120:
                stack.pop()
            if line.kind == "heading":
                while stack and stack[-1].level >= line.level:
                    stack.pop()
                stack.append(line)
            self.headings.append(tuple(stack))

    # -- finding --------------------------------------------------------------------------------

    def _pasted(self, every: Sequence[_Found]) -> list[_Found]:
        """A short text that is hardly more than one run of lines: less proof is asked for, nobody pastes at random."""
        written = [line for line in self.lines if line.text.strip()]
        named = [each for each in every if each.reading.name != "titles only"]  # names alone may be of anything
        best = max(named, key=lambda each: each.worth, default=None)
        if best is None or len(written) > _PASTED or best.worth <= _ENOUGH_WHEN_PASTED:
            return []
        return [best] if _SHORTEST_PASTED <= len(best.run.lines) >= len(written) - 2 else []

    def lists(self) -> list[_Found]:
        every = [f for run in find_runs(self.lines) if (f := self._read(run)) is not None]
        found = [f for f in every if f.worth > _ENOUGH and (len(f.run.lines) > 1)]
        best = max((f.worth for f in found), default=0.0)
        found = [f for f in found if f.worth >= _BESIDE_A_BETTER_ONE * best] or self._pasted(every)
        found.sort(key=lambda f: f.worth + 0.25 * len(f.run.lines), reverse=True)
        taken: set[int] = set()
        kept: list[_Found] = []
        for each in found[:_MANY]:
            indexes = set(each.run.indexes)
            if not indexes & taken and not any(
                _within(each, other) or self._under(each, other) or self._made_of_headings(each, other)
                for other in kept
            ):
                taken |= indexes
                kept.append(each)
        kept = [_titles_apart(each) for each in self._read_alike(_without_names_in_brackets(kept))]
        kept += self._adopted(every, kept, taken)
        kept = [part for each in kept for part in _tables_apart(each)]
        kept.sort(key=lambda f: f.run.lines[0].start)
        return _without_repeats(self._joined(kept))

    def _read_alike(self, kept: list[_Found]) -> list[_Found]:
        """Lists of one page that are written alike vote together on which side the artist is."""
        by_form: dict[tuple[str, str], list[_Found]] = {}
        for each in kept:
            if each.reading.separator:
                by_form.setdefault((each.run.kind, each.reading.separator), []).append(each)
        changed: dict[int, _Found] = {}
        for (_, separator), several in by_form.items():
            if len({each.reading.name for each in several}) < 2:
                continue
            odds, reason = artist_first([pair for each in several for pair in each.reading.pairs], self.known)
            for each in several:
                reading = read_by(each.prepared, separator, odds, f"with the page's other lists {reason}")
                if reading is not None:
                    changed[id(each)] = replace(each, reading=reading)
        return [changed.get(id(each), each) for each in kept]

    def _adopted(self, every: list[_Found], kept: list[_Found], taken: set[int]) -> list[_Found]:
        """Short lists beside a good one, all of whose lines have its form."""
        out: list[_Found] = []
        models = [f for f in kept if _is_model(f)][:10]
        for each in every:
            for model in models:
                if set(each.run.indexes) & taken or not self._beside(model, each):
                    continue
                if model.prepared.starts and not each.prepared.starts:
                    continue
                reading = _read_like(each, model)
                if reading is None or reading.coverage < 1.0 or each.worth < _ENOUGH - 4.0:
                    continue
                taken.update(each.run.indexes)
                out.append(replace(each, reading=reading))
        return out

    def _beside(self, model: _Found, each: _Found) -> bool:
        if each.run.kind != model.run.kind:
            # an opener and an encore, unnumbered but set in the same type
            gap = max(each.run.indexes[0] - model.run.indexes[-1], model.run.indexes[0] - each.run.indexes[-1])
            return gap == 1 and each.run.kind == "plain" and all(line.whole("bi") for line in each.run.lines)
        one, two = self._over(model.run), self._over(each.run)
        if OTHER.search(two[-1].text if two else "") or ALBUMS.search(two[-1].text if two else ""):
            return False
        return one == two or (len(one) == len(two) > 0 and one[:-1] == two[:-1] and one[-1].level == two[-1].level)

    def _belongs_to(self, each: _Found, other: _Found) -> bool:
        """Whether *each* is no list of its own but a part of what is said around *other*."""
        return _within(each, other) or self._under(each, other) or self._made_of_headings(each, other)

    def _under(self, each: _Found, other: _Found) -> bool:
        """Whether *each* is what the page says about the tracks of *other*: what is nested under its items."""
        first, last = other.run.indexes[0], other.run.indexes[-1]
        level = other.run.lines[0].level if other.run.lines[0].kind == "item" else 0
        start = each.run.indexes[0]
        if other.run.kind == "table" or start < first:
            return False
        end = last + 1
        while end < len(self.lines) and (
            self.lines[end].kind == "more" or (self.lines[end].kind == "item" and self.lines[end].level > level)
        ):
            end += 1
        return start < end and other.run.kind not in ("one line", "announced")

    def _made_of_headings(self, each: _Found, other: _Found) -> bool:
        """Whether *each* is made of the headings over *other*."""
        return each.run.kind in ("headings", "numbered") and not each.run.identities.isdisjoint(
            map(id, self.headings[other.run.indexes[0]])
        )

    def _over(self, run: Run, index: int | None = None) -> list[Line]:
        """The headings over a line of a run (the first), as far as they are no lines of it themselves."""
        stack = self.headings[run.indexes[0] if index is None else index]
        return [line for line in stack if id(line) not in run.identities]

    def _context(self, run: Run) -> Context:
        first = run.indexes[0]
        headings = self._over(run)
        above = []
        for index in range(first - 1, max(-1, first - 4), -1):
            line = self.lines[index]
            if line.kind == "heading":
                break
            above.append(line.text[-200:])
        texts = (*(h.text for h in headings), *self._item_over(run))
        return Context(texts, " ".join(reversed(above[:2])), self.music, self.about, self._is_all(run))

    def _is_all(self, run: Run) -> bool:
        if len(run.lines) > _SHORT or not all(_DASHED.search(line.text) for line in run.lines):
            return False  # a longer list speaks for itself
        if all(line.whole("a") for line in run.lines):
            return False  # headlines
        inside = set(run.indexes)
        others = [
            line
            for index, line in enumerate(self.lines[: len(inside) + _OVER_A_PASTED_LIST + 1])
            if index not in inside and line.kind != "heading" and line.text.strip()
        ]
        return len(self.lines) <= len(inside) + _OVER_A_PASTED_LIST and len(others) <= 1

    def _item_over(self, run: Run) -> list[str]:
        """The item that a nested list stands under is a heading too."""
        line, first = run.lines[0], run.indexes[0]
        if line.kind != "item" or line.level < 2:
            return []
        before = reversed(self.lines[max(0, first - _FAR) : first])
        over = next((one for one in before if one.level < line.level), None)
        return [over.text] if over is not None and over.kind == "item" else []

    def _read(self, run: Run) -> _Found | None:
        if sum(1 for line in run.lines if _is_prose(line)) > 0.5 * len(run.lines):
            return None
        if run.kind == "table":
            return self._read_table(run)
        if run.kind == "grouped":
            return self._read_table(run, Columns(1, 0, music=False))
        if run.kind == "stacked":
            return self._read_table(run)
        columns = self._read_table(run) if _has_columns(run) else None
        prepared = prepare(run.lines)
        reading = read_run(prepared, self.known)
        prepared, reading, kept = _trimmed(prepared, reading, run)
        if not kept.lines:
            return None
        alone = lines_alone(kept, prepared, reading)
        worth = alone + surroundings(self._context(run)) if alone > _HOPELESS else alone
        if self.music == 0 and not prepared.numbered and _may_be_bookmarks(kept):
            worth -= _BOOKMARKS
        found = _Found(kept, prepared, reading, worth)
        return columns if columns is not None and columns.worth > worth else found

    def _read_table(self, run: Run, columns: Columns | None = None) -> _Found | None:
        header = run.lines[0] if is_header(run.lines[0]) else None
        rows = run.lines[1:] if header else run.lines
        indexes = run.indexes[1:] if header else run.indexes
        columns = columns or columns_of(header, rows, self.known)
        if columns is None or not rows:
            return None
        kept = [
            (r, i)
            for r, i in zip(rows, indexes, strict=True)
            if columns.title < len(r.cells) and r.cells[columns.title].strip()
        ]
        if not kept:
            return None
        made = []
        for row, _ in kept:
            made.append(replace(row, text=row.cells[columns.title].strip(), spans=()))
        run = Run(tuple(r for r, _ in kept), tuple(i for _, i in kept), run.kind)
        prepared = prepare(made)
        entries = []
        cuts = []
        inner = read_run(prepared, self.known) if columns.artist is None else None
        for n, ((row, _), entry) in enumerate(zip(kept, prepared.entries, strict=True)):

            def cell(index: int | None, row: Line = row) -> str | None:
                return row.cells[index].strip() or None if index is not None and index < len(row.cells) else None

            named = replace(
                entry,
                line=row,
                number=cell(columns.number) or entry.number,
                duration_ms=(marks.milliseconds(cell(columns.time) or "") if columns.time is not None else None)
                or entry.duration_ms,
            )
            entries.append(named)
            cuts.append(inner.cuts[n] if inner else Cut(entry.text, cell(columns.artist)))
        name = (
            "titles under artists"
            if run.kind == "grouped"
            else "table"
            if inner is None or inner.name == "titles only"
            else f"table, {inner.name}"
        )
        why = (
            "each name stands over its titles"
            if run.kind == "grouped"
            else "the table's header names the columns"
            if columns.named
            else "the columns were told apart by what stands in them"
        )
        reading = Reading(name, tuple(cuts), 1.0, columns.strength, why, columns.doubtful)
        prepared = Prepared(
            tuple(entries), columns.number is not None or prepared.numbered, False, columns.time is not None
        )
        if run.kind == "stacked" and prepared.numbered:
            columns = replace(columns, number=0)
            reading = replace(reading, strength=columns.strength)
        worth = lines_alone(run, prepared, reading) + surroundings(self._context(run)) + 2.0 * (columns.strength - 0.8)
        worth -= _STRANGE_HEADER * columns.strange
        return _Found(run, prepared, reading, worth)

    # -- joining --------------------------------------------------------------------------------

    def _joined(self, found: list[_Found]) -> list[_Found]:
        """Sides, discs, hours and encores are parts of one list."""
        out: list[_Found] = []
        for bare in found:
            each = replace(bare, headings=tuple(self._part(bare, index) for index in bare.run.indexes))
            heading = each.headings[0]
            if (
                out
                and heading
                and out[-1].headings[-1]
                and out[-1].headings[-1] != heading
                and self._same_parent(out[-1], each)
            ):
                before = out[-1]
                out[-1] = _Found(
                    Run(before.run.lines + each.run.lines, before.run.indexes + each.run.indexes, before.run.kind),
                    replace(before.prepared, entries=before.prepared.entries + each.prepared.entries),
                    replace(
                        before.reading,
                        cuts=before.reading.cuts + each.reading.cuts,
                        doubtful=before.reading.doubtful or each.reading.doubtful,
                    ),
                    max(before.worth, each.worth),
                    before.headings + each.headings,
                )
            else:
                out.append(each)
        return out

    def _part(self, found: _Found, index: int) -> str | None:
        """The side, disc or hour that a line stands under."""
        stack = self._over(found.run, index)
        return stack[-1].text if stack and SIDE.search(stack[-1].text) else None

    def _same_parent(self, before: _Found, after: _Found) -> bool:
        def parent(found: _Found) -> tuple[Line, ...]:
            stack = tuple(self._over(found.run))
            return stack[:-1] if stack and SIDE.search(stack[-1].text) else stack

        return parent(before) == parent(after)

    # -- rows -----------------------------------------------------------------------------------

    def tracklist(self, found: _Found, artist: str | None, release: str | None) -> Tracklist:
        """Make the rows of a list that was found."""
        rows = []
        for position, (line, entry, cut) in enumerate(
            zip(found.run.lines, found.prepared.entries, found.reading.cuts, strict=True), start=1
        ):
            row, column = self._place(line.start)
            heading = found.headings[position - 1] if found.headings else None
            duration_ms = entry.duration_ms or self._length_under(found.run.indexes[position - 1])
            rows.append(
                Row(
                    cut.title,
                    cut.artist,
                    duration_ms,
                    entry.number,
                    position,
                    line.text,
                    row,
                    column,
                    heading,
                    cut.note,
                )
            )
        named = any(row.artist for row in rows)
        stack = [h.text for h in self._over(found.run) if not SIDE.search(h.text)]
        title = stack[-1] if stack else self.title
        only = artist or (None if named else self.artist)
        why = found.reading.why[:1].upper() + found.reading.why[1:] + "."
        return Tracklist(title, only, release, tuple(rows), found.reading.name, why, found.reading.doubtful)

    def _length_under(self, index: int) -> int | None:
        """The duration that a line under an item gives: "Duration: 2:57"."""
        level = self.lines[index].level
        if self.lines[index].kind != "item":
            return None
        for line in self.lines[index + 1 : index + 8]:
            if line.kind != "more" and not (line.kind == "item" and line.level > level):
                break
            key, _, value = line.text.partition(":")
            if TIME_COLUMN.match(key):
                return marks.milliseconds(value)
        return None

    def _place(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self.newlines, offset)
        return row + 1, offset - (self.newlines[row - 1] if row else 0) + 1


def _top_line(lines: Sequence[Line]) -> Line | None:
    """The title of a page without one: its first heading, or the short line that stands alone at its top."""
    for index, line in enumerate(lines[:3]):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if line.kind == "heading" and line.level < _LEVEL_OF_TEXT:
            return line
        alone = line.kind == "text" and after is not None and after.group != line.group
        if alone and len(lines) > _A_PAGE and _may_be_title(line.text):
            return line
    return None


_A_PAGE = 5
"""Lines; a shorter text is a list and nothing else."""


def _may_be_bookmarks(run: Run) -> bool:
    """Links, or Japanese quotation marks, on most lines: on a page without a word about music they are headlines."""
    links = sum(1 for line in run.lines if line.whole("a"))
    marked = sum(1 for line in run.lines if "「" in line.text)
    return max(links, marked) >= 0.6 * len(run.lines)


def _may_be_title(text: str) -> bool:
    ends = text.endswith((".", ":", "。", "："))
    return len(text) < _TITLE and not ends and marks.number_of(text) is None and not _NO_TITLE.search(text)


def _with_headings(lines: list[Line]) -> list[Line]:
    """Make headings of the lines of text that are some: "Side A", "Hour 1 - 20:47", "Tracklist:"."""
    out = []
    for index, line in enumerate(lines):
        if line.kind in ("text", "term", "more") and len(line.text) < 60:
            first = index == 0 or lines[index - 1].group != line.group
            last = index + 1 == len(lines) or lines[index + 1].group != line.group
            leads = first and not last and line.text.endswith((":", "：")) and len(line.text.split()) < 5
            if leads or names_a_composer(line.text) or _is_heading(line.text, alone=first and last):
                out.append(replace(line, kind="heading", level=_LEVEL_OF_TEXT))
                continue
        out.append(line)
    return out


def _is_heading(text: str, *, alone: bool) -> bool:
    side = SIDE.match(text)
    if side:
        rest = text[side.end() :].strip(" :.-–—*_")
        return not rest or alone or bool(re.fullmatch(r"[(\[].*[)\]]|[\d: ]+", rest))
    bare = text.strip(" :*_-–—•=.!")
    if alone and any(
        (other := pattern.search(text)) and len(other[0]) > 0.5 * len(bare) for pattern in (OTHER, ALBUMS)
    ):
        return True
    found = LIST.search(text)
    return found is not None and (
        found[0] == bare or (text.rstrip("*_ ").endswith((":", "：")) and len(bare.split()) < 6)
    )


def _is_prose(line: Line) -> bool:
    """A long line, if it is none that begins as an entry does and goes on with a comment."""
    if len(line.text) <= _PROSE:
        return False
    if marks.number_of(line.text) is None and line.kind != "item":
        return True
    return len(head(line.text)) > _HEAD and len(forms.cut(line.text[:100], "dash")) < 2


def _has_columns(run: Run) -> bool:
    """Whether tabs or wide gaps make columns of lines of text."""
    widths = [len(line.cells) for line in run.lines]
    return run.kind in ("plain", "list") and len(run.lines) > 2 and sum(w > 1 for w in widths) >= 0.8 * len(widths)


def _trimmed(prepared: Prepared, reading: Reading, run: Run) -> tuple[Prepared, Reading, Run]:
    """Leave out lines that are not of the list's form, where no number or bullet says that they belong to it."""
    if run.kind not in ("plain", "blocks", "bold", "headings"):
        return prepared, reading, run
    if prepared.numbered or any(entry.starts for entry in prepared.entries):
        keep = [n for n, entry in enumerate(prepared.entries) if entry.number or entry.starts]
    elif reading.name != "titles only":
        keep = [n for n, cut in enumerate(reading.cuts) if cut.artist]
    else:
        keep = [n for n, entry in enumerate(prepared.entries) if not is_sentence(entry.text)]
        if len(keep) < 0.8 * len(prepared.entries):
            return prepared, reading, run
    if len(keep) == len(reading.cuts):
        return prepared, reading, run
    return (
        replace(prepared, entries=tuple(prepared.entries[n] for n in keep)),
        replace(reading, cuts=tuple(reading.cuts[n] for n in keep)),
        Run(tuple(run.lines[n] for n in keep), tuple(run.indexes[n] for n in keep), run.kind),
    )


def _is_model(found: _Found) -> bool:
    return found.run.kind in ("list", "plain", "numbered") and any(cut.artist for cut in found.reading.cuts)


def _read_like(each: _Found, model: _Found) -> Reading | None:
    """Read a short list in the form of the one beside it."""
    if model.reading.separator:
        sign = 1.0 if model.reading.name.startswith("artist") else -1.0
        return read_by(each.prepared, model.reading.separator, sign, "the list beside it is read so")
    if each.reading.name == model.reading.name and all(cut.artist for cut in each.reading.cuts):
        return each.reading
    return None


def _without_names_in_brackets(kept: list[_Found]) -> list[_Found]:
    """Beside a longer list of titles alone, what stands in brackets is no artist either."""
    alone = max((len(f.run.lines) for f in kept if f.reading.name == "titles only"), default=0)
    return [
        replace(f, reading=titles_only(f.prepared))
        if f.reading.name == "title (artist)" and len(f.run.lines) < alone
        else f
        for f in kept
    ]


def _titles_apart(found: _Found) -> _Found:
    prepared, reading, at = with_titles_apart(found.prepared, found.reading)
    run = found.run
    if len(at) > len(run.lines):
        run = replace(run, lines=tuple(run.lines[n] for n in at), indexes=tuple(run.indexes[n] for n in at))
    return replace(found, run=run, prepared=prepared, reading=reading)


def _within(each: _Found, other: _Found) -> bool:
    """Whether *each* stands between the lines of *other*: what is there is said about them."""
    if "table" in (each.run.kind, other.run.kind):
        return False
    return each.run.indexes[0] < other.run.indexes[-1] and each.run.indexes[-1] > other.run.indexes[0]


def _tables_apart(found: _Found) -> list[_Found]:
    """Tables that were read as one are lists of their own."""
    groups = [line.group for line in found.run.lines]
    if found.run.kind != "table" or len(set(groups)) == 1:
        return [found]
    out = []
    for group in dict.fromkeys(groups):
        at = [n for n, g in enumerate(groups) if g == group]
        out.append(
            replace(
                found,
                run=Run(tuple(found.run.lines[n] for n in at), tuple(found.run.indexes[n] for n in at), "table"),
                prepared=replace(found.prepared, entries=tuple(found.prepared.entries[n] for n in at)),
                reading=replace(found.reading, cuts=tuple(found.reading.cuts[n] for n in at)),
            )
        )
    return out


def _without_repeats(found: Sequence[_Found]) -> list[_Found]:
    """Leave out a list all of whose titles stand in a longer one of the same page."""
    titles = [{fold(cut.title) for cut in each.reading.cuts} for each in found]
    out = []
    for index, each in enumerate(found):
        longer = any(
            titles[index] <= other and (len(titles[index]) < len(other) or n < index)
            for n, other in enumerate(titles)
            if n != index
        )
        if not longer:
            out.append(each)
    return out
