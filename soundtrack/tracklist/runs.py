"""Which lines of a page belong together: the runs that may be a track list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from soundtrack.tracklist import marks
from soundtrack.tracklist.forms import cut, quoted
from soundtrack.tracklist.lines import Line, Span
from soundtrack.tracklist.words import ALBUMS, LIST, OTHER, SIDE

_LONG = 220
"""Characters; a longer line is prose, or a whole list in one line."""
_LONG_WITH_A_NUMBER = 700
"""With a number before it, a line may go on with a comment."""
_SKIPPED = 3
"""A list that counts on may leave out so many numbers but one."""
_IN_ONE_LINE = re.compile(
    r"(?:(?<=\s)|^)(?:#?(\d{1,3})(?:[.):]|\s?[-–—])|[\[(](\d{1,3})[\])]|(?:TRACK|Track)\s#?(\d{1,3})[.:)]?)\s*(?=[^\s\d]|\d+\s)"
)
_TIME_IN_ONE_LINE = re.compile(
    r"(?:(?<=\s)|^)(?:#?(\d{1,3})(?:[.):]|\s?[-–—])|[\[(](\d{1,3})[\])]"
    r"|(?:TRACK|Track)\s#?(\d{1,3})[.:)]?)\s*(?=[^\s\d]|\d+\s)"
)
_ANNOUNCED = re.compile(r"^([^:：]{3,60})[:：]\s*(.+)$")
_ANNOUNCED_LATE = re.compile(r"(?<=[.!?]\s)([^:：.!?]{3,80})[:：]\s+(.+)$")
_MAYBE_A_TRACK = re.compile(r"\s[-–—]+\s|[–—]|[“\"«「]")
_SURELY_A_LIST = 6
"""So many pieces alike in one line are no sentence."""
_LIFE = re.compile(r"\s*\((?:\*|b\.|geb\.)?\s?1[4-9]\d\d\s?(?:[-–—]\s?(?:1[5-9]|20)\d\d)?\)$")
"""The years of a composer's life."""
_LEVEL_OF_A_LIFE = 8
_A_COMMENT = 3
"""Lines from one bullet to the next, where each has its comment under it."""
_COLON_JOINT = re.compile(r"\S\s:\s.+\s:\s.+\s:\s")
_SEGUE = re.compile(r"\s*(?:,|->?|>|→|»)\s+")
"""Between the songs of a set: a comma, or an arrow where one runs into the next."""
_JOINTS = (
    re.compile(r"\s*;\s+"),
    re.compile(r"\s+[•·●|]\s+"),
    re.compile(r"\s+//?\s+"),
    re.compile(r"\s+:\s+"),
    re.compile(r"\s*[,、，]\s*"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that belong together."""

    lines: tuple[Line, ...]
    indexes: tuple[int, ...]
    """Their places among the lines of the document."""
    kind: str
    """``table``, ``list``, ``numbered``, ``plain``, ``headings``, ``bold``, ``blocks``, ``roles``, ``records``,
    ``grouped`` (titles under a name), ``stacked`` (its fields on lines of their own), ``one line``,
    ``announced`` (one line after "Setlist:").
    """
    prose: float = 0.0
    """Characters of text that stand between two of its lines, on average."""

    @property
    def identities(self) -> frozenset[int]:
        """The ``id`` of each line: whether a heading is one of them is asked often."""
        return frozenset(map(id, self.lines))


def find_runs(lines: Sequence[Line]) -> Iterator[Run]:
    """Offer every group of lines that looks alike, overlapping ones too."""
    yield from _tables(lines)
    yield from _lists(lines)
    yield from _numbered(lines)
    yield from _plain(lines)
    yield from _alike(lines)
    yield from _terms(lines)
    yield from _grouped(lines)
    yield from _stacked(lines)
    for index, line in enumerate(lines):
        if line.kind not in ("heading", "row"):
            yield from _one_line(line, index)


def _tables(lines: Sequence[Line]) -> Iterator[Run]:
    """Tables; those with the same header are read as one."""
    rows = [i for i, line in enumerate(lines) if line.kind == "row"]
    by_header: dict[tuple[str, ...] | int, list[int]] = {}
    for chunk in _chunks(rows, lambda a, b: lines[a].group == lines[b].group):
        first = lines[chunk[0]]
        known = by_header.setdefault(first.cells if first.header else chunk[0], [])
        known.extend(chunk[1:] if known else chunk)
    for indexes in by_header.values():
        yield _run(lines, indexes, "table")


def _chunks(indexes: Sequence[int], together: Callable[[int, int], bool]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for index in indexes:
        if chunk and not together(chunk[-1], index):
            yield chunk
            chunk = []
        chunk.append(index)
    if chunk:
        yield chunk


def _run(lines: Sequence[Line], indexes: Sequence[int], kind: str) -> Run:
    between = 0
    if kind in ("headings", "bold", "blocks", "numbered", "list") and len(indexes) > 1:
        inside = set(indexes)
        between = sum(len(lines[i].text) for i in range(indexes[0], indexes[-1]) if i not in inside)
    return Run(tuple(lines[i] for i in indexes), tuple(indexes), kind, between / max(1, len(indexes) - 1))


def _first_number(line: Line) -> int | None:
    number = marks.number_of(line.text)
    return number.value if number and number.style != " " else None


def _lists(lines: Sequence[Line]) -> Iterator[Run]:
    """Items of one list; lists whose numbers go on after a comment are one."""
    by_group: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.kind == "item":
            by_group[line.group, line.level].append(index)
    runs: list[list[int]] = []
    for indexes in by_group.values():
        if runs and _goes_on(lines, runs[-1], indexes):
            runs[-1] = runs[-1] + indexes
        else:
            runs.append(indexes)
    for indexes in runs:
        yield _run(lines, indexes, "list")


def _goes_on(lines: Sequence[Line], before: list[int], after: list[int]) -> bool:
    first, last = lines[after[0]], lines[before[-1]]
    if first.level != last.level or before[-1] > after[0]:
        return False
    if any(lines[i].kind == "heading" for i in range(before[-1], after[0])):
        return False
    bullets = not any(line.number or _first_number(line) for line in (first, last))
    if bullets and 1 < after[0] - before[-1] <= _A_COMMENT and len(after) == 1:
        return True  # bullets, each with a line about it
    a, b = _first_number(last), _first_number(first)
    if first.number and last.number:
        a, b = int(last.number), int(first.number)
    return a is not None and b is not None and abs(b - a) == 1


def _numbered(lines: Sequence[Line]) -> Iterator[Run]:
    """Lines of text (or headings, or bold lines) that count on, whatever stands between them."""
    open_runs: dict[tuple[str, str], list[int]] = {}
    for index, line in enumerate(lines):
        if line.kind not in ("text", "heading") or len(line.text) > _LONG_WITH_A_NUMBER:
            continue
        number = marks.number_of(line.text)
        if number is None or (number.style == " " and line.kind == "heading"):
            continue
        key = (f"{line.kind}{line.level}", number.style)
        indexes = open_runs.get(key)
        last = marks.number_of(lines[indexes[-1]].text) if indexes else None
        step = number.value - last.value if last else 0
        if indexes and (abs(step) == 1 or (0 < step <= _SKIPPED and len(indexes) > 1)) and index - indexes[-1] <= 40:
            indexes.append(index)
            continue
        if indexes and last and number.side != last.side and number.value == 1 and index - indexes[-1] <= 5:
            indexes.append(index)
            continue
        if indexes and len(indexes) > 1:
            yield _run(lines, indexes, "numbered")
        open_runs[key] = [index]
    for indexes in open_runs.values():
        if len(indexes) > 1:
            yield _run(lines, indexes, "numbered")


def _plain(lines: Sequence[Line]) -> Iterator[Run]:
    """Short lines that follow one another: a paragraph's lines, and paragraphs of one line each."""
    short = [i for i, line in enumerate(lines) if line.kind in ("text", "definition") and len(line.text) <= _LONG]
    for chunk in _chunks(short, lambda a, b: b == a + 1 and lines[a].group == lines[b].group):
        yield _run(lines, chunk, "plain")
    for chunk in _chunks(short, lambda a, b: b == a + 1):
        if len({lines[i].group for i in chunk}) > 1:
            yield _run(lines, chunk, "plain")


def _alike(lines: Sequence[Line]) -> Iterator[Run]:
    """Headings of one level, bold lines, blocks of one HTML class: each with its comment under it."""
    by_look: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.kind == "heading" and line.level < 9:
            by_look[f"headings {line.level}"].append(index)
        elif line.kind == "text" and line.whole("b"):
            by_look["bold"].append(index)
        elif line.kind == "text" and line.style:
            by_look[f"blocks {line.style}"].append(index)
        roles = {span.kind for span in line.spans} & {"artist", "title"}
        if roles and line.kind in ("text", "heading", "item"):
            by_look[f"roles {' '.join(sorted(roles))}"].append(index)
    yield from _records(lines)
    for look, indexes in by_look.items():
        kind = look.split(" ")[0]
        level = int(look.split(" ")[1]) if kind == "headings" else 0
        section = list(accumulate(line.kind == "heading" and line.level < level for line in lines)) if level else None
        parts = _by_section(indexes, section) if section else [indexes]
        for part in parts:
            if len(part) > 1:
                yield _run(lines, part, kind)


def _by_section(indexes: Sequence[int], section: Sequence[int]) -> Iterator[list[int]]:
    return _chunks(indexes, lambda a, b: section[a] == section[b])


_RECORD_FIELD = re.compile(r"^\W*(?P<key>[\w #-]{1,20}?)\s*[:：=]\s*(?P<value>\S.*)$")
_SECTION = re.compile("|".join(pattern.pattern for pattern in (LIST, OTHER, SIDE, ALBUMS)), re.IGNORECASE)
_KEYS = {
    "artist": re.compile(
        r"^(?:artist|band|performer|interpret|künstler|artiste|artista|by|アーティスト)s?$", re.IGNORECASE
    ),
    "title": re.compile(
        r"^(?:title|song|track|name|titel|titre|título|titolo|曲名|track ?title|song ?title)$", re.IGNORECASE
    ),
    "time": re.compile(r"^(?:time|length|duration|dauer|durée|duración)$", re.IGNORECASE),
}


def _records(lines: Sequence[Line]) -> Iterator[Run]:
    """``artist: A`` and ``title: B`` on lines of their own: one line each, marked with roles."""
    records: list[dict[str, int]] = []
    last = 0
    for index, line in enumerate(lines):
        field = _field(line)
        if field is None:
            continue
        key = field[0]
        if not records or key in records[-1] or index - last > 6:
            records.append({})
        records[-1][key] = last = index
    whole = [found for found in records if "title" in found and len(found) > 1]
    if len(whole) > 1:
        made = tuple(_record_line(lines, found) for found in whole)
        yield Run(made, tuple(min(found.values()) for found in whole), "records")


def _field(line: Line) -> tuple[str, int, int] | None:
    """What a line says, if it is one field of a record: which, and where the value begins and ends."""
    for span in line.spans:
        if span.kind in ("artist", "title", "time") and span.end - span.start == len(line.text):
            return span.kind, span.start, span.end
    match = _RECORD_FIELD.match(line.text) if line.kind in ("item", "more", "text") and len(line.text) < _LONG else None
    key = next((k for k, pattern in _KEYS.items() if match and pattern.match(match["key"].strip())), None)
    if match is None or key is None:
        return None
    value = match["value"].strip().strip("\"'")
    start = line.text.index(value, match.start("value"))
    return key, start, start + len(value)


def _record_line(lines: Sequence[Line], found: dict[str, int]) -> Line:
    text, spans = "", []
    for index in sorted(found.values()):
        text += " " if text else ""
        field = _field(lines[index])
        if field:
            spans.append(Span(len(text) + field[1], len(text) + field[2], field[0]))
        text += lines[index].text
    return replace(lines[min(found.values())], text=text, spans=tuple(spans), kind="text", cells=())


def _terms(lines: Sequence[Line]) -> Iterator[Run]:
    """Definition lists: term and definition are two columns."""
    made: list[Line] = []
    at: list[int] = []
    for index, line in enumerate(lines[:-1]):
        after = lines[index + 1]
        if line.kind == "term" and after.kind == "definition" and max(len(line.text), len(after.text)) < _LONG:
            made.append(
                replace(line, text=f"{line.text} {after.text}", spans=(), cells=(line.text, after.text), kind="text")
            )
            at.append(index)
    if len(made) > 1:
        yield Run(tuple(made), tuple(at), "list")


def _grouped(lines: Sequence[Line]) -> Iterator[Run]:
    """Titles under the name of their artist: nested lists, and short lists each under a heading."""
    owner: int | None = None
    groups: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    owners: dict[int, int] = {}
    for index, line in enumerate(lines):
        if line.kind == "heading":
            owner = index
        elif line.kind == "item":
            owners[line.level] = index
            over = owners.get(line.level - 1) if line.level > 1 else owner
            if over is not None and not cut_somehow(line.text):
                groups[lines[over].kind, lines[over].level].append((over, index))
        elif line.kind == "text" and owner is not None and _LIFE.search(lines[owner].text) and len(line.text) < _LONG:
            groups["text", _LEVEL_OF_A_LIFE].append((owner, index))
    for pairs in groups.values():
        names = {over for over, _ in pairs}
        fit = all(not cut_somehow(lines[over].text) and len(lines[over].text) < 60 for over in names)
        if (
            len(names) > 2
            and fit
            and len(pairs) <= 4 * len(names)
            and not any(_SECTION.search(lines[over].text) for over in names)
        ):
            made = tuple(replace(lines[i], cells=(_LIFE.sub("", lines[over].text), lines[i].text)) for over, i in pairs)
            yield Run(made, tuple(i for _, i in pairs), "grouped")


_FIELD_WORDS = 8
"""A field of a track has no more words; what is said about it has."""
_NO_FIELD = re.compile(
    r"^(?:words|lyrics|music|written|composed|produced|musik|text|paroles|letra)\b|^(?:作詞|作曲|編曲)"
    r"|[^\W\d]{2}[.!?:;]$|^\W*[^\W\d][\w/]{0,11}[:：]"
)
"""A credit, a sentence, a key with its value."""


def _stacked(lines: Sequence[Line]) -> Iterator[Run]:
    """Title, artist, length of a track on lines of their own: so many under each number, or in each paragraph."""
    numbered = [i for i, line in enumerate(lines) if line.kind in ("text", "item") and marks.number_of(line.text)]
    for chunk in _chunks(numbered, lambda a, b: b - a <= 6 and _counts_on(lines[a], lines[b])):
        yield from _stacks(lines, [(i, _fields(lines, i)) for i in chunk])
    starts = [
        i
        for i, line in enumerate(lines)
        if line.kind == "text" and (i == 0 or lines[i - 1].group != line.group) and not marks.number_of(line.text)
    ]
    for chunk in _chunks(starts, lambda a, b: lines[b - 1].group == lines[a].group and 2 <= b - a <= 4):
        yield from _stacks(lines, [(i, _paragraph(lines, i)) for i in chunk])


def _counts_on(before: Line, after: Line) -> bool:
    a, b = marks.number_of(before.text), marks.number_of(after.text)
    return a is not None and b is not None and (0 < b.value - a.value <= _SKIPPED or b.value == 1)


def _fields(lines: Sequence[Line], start: int) -> list[int]:
    """The short lines right under a number."""
    out = []
    for index in range(start + 1, min(start + 6, len(lines))):
        line = lines[index]
        if line.kind not in ("text", "more") or marks.number_of(line.text) or SIDE.match(line.text):
            break
        out.append(index)
    return out


def _paragraph(lines: Sequence[Line], start: int) -> list[int]:
    group = lines[start].group
    return [i for i in range(start + 1, min(start + 5, len(lines))) if lines[i].group == group]


def _stacks(lines: Sequence[Line], stacks: Sequence[tuple[int, list[int]]]) -> Iterator[Run]:
    if len(stacks) < 3:
        return
    depths = [len(under) for _, under in stacks]
    depth = max(set(depths[:-1]), key=depths.count)
    if depth == 0 or sum(1 for d in depths[:-1] if d == depth) < 0.8 * (len(depths) - 1):
        return
    made, at = [], []
    for start, under in stacks:
        texts = [lines[i].text for i in (start, *under[:depth])]
        if any(len(t.split()) > _FIELD_WORDS or _NO_FIELD.search(t) for t in texts[1:]):
            continue
        made.append(replace(lines[start], text=" ".join(texts), spans=(), cells=tuple(texts)))
        at.append(start)
    whole = sum(1 for line in made if not cut_somehow(_unnumbered(line.cells[0])))
    if len(made) >= 0.8 * len(stacks) and len(made) > 2 and whole >= 0.8 * len(made):
        yield Run(tuple(made), tuple(at), "stacked")


def _unnumbered(text: str) -> str:
    number = marks.number_of(text)
    return text[number.end :] if number else text


def names_a_composer(text: str) -> bool:
    """Tell whether a line is a name with the years of a life: what stands under it is by them."""
    return bool(_LIFE.search(text)) and len(text) < 70 and not marks.number_of(text)


def cut_somehow(text: str) -> bool:
    """Whether a line has two parts of its own."""
    return len(cut(text, "dash")) > 1 or len(cut(text, "colon")) > 1 or len(text) > 100


# -- many tracks in one line --------------------------------------------------------------------


def _one_line(line: Line, index: int) -> Iterator[Run]:
    if len(line.text) < 30 or len(line.text) > 20_000:
        return
    for pieces in (_counted(line.text), _clocked(line.text), _listed(line.text)):
        if pieces:
            made = tuple(_segment(line, start, end) for start, end in pieces)
            made = tuple(m for m in made if m.text)
            announced = _ANNOUNCED.match(line.text)
            is_list = announced and (LIST.search(announced[1]) or SIDE.match(announced[1]))
            kind = "announced" if is_list else "one line"
            yield Run(made, (index,) * len(made), kind)
            return


def _segment(line: Line, start: int, end: int) -> Line:
    text = line.text[start:end]
    bare = text.strip()
    shift = start + len(text) - len(text.lstrip())
    spans = tuple(
        replace(s, start=max(0, s.start - shift), end=min(len(bare), s.end - shift))
        for s in line.spans
        if s.end > shift and s.start < shift + len(bare)
    )
    return replace(line, text=bare, start=line.start + shift, spans=spans, kind="text", cells=())


def _counted(text: str) -> list[tuple[int, int]]:
    """Numbers that count from one, three at least: where each piece begins and ends."""
    starts: list[int] = []
    wanted: int | None = None
    for match in _IN_ONE_LINE.finditer(text):
        value = int(match[1] or match[2] or match[3])
        if value == wanted or (wanted is None and value in (0, 1)):
            starts.append(match.start())
            wanted = value + 1
    if len(starts) < 3:
        return []
    return _between(text, starts)


def _between(text: str, starts: list[int]) -> list[tuple[int, int]]:
    ends = [*starts[1:], len(text)]
    return list(zip(starts, ends, strict=True))


def _clocked(text: str) -> list[tuple[int, int]]:
    starts = [match.start() for match in _TIME_IN_ONE_LINE.finditer(text)]
    if len(starts) < 4 or len(text) / len(starts) > 150:
        return []
    return _between(text, starts)


def _is_quoted(piece: str, *, anywhere: bool) -> bool:
    """``“Title” by Artist``, and *anywhere* ``Artist, “Title”`` too."""
    found = quoted(piece.strip())
    return found is not None and (found[0] == 0 or (anywhere and found[1] >= len(piece.strip()) - 1))


def _listed(text: str) -> list[tuple[int, int]]:
    """``Tracklist: A - B, C - D``: pieces that most have a dash or stand in quotes, or an announced list."""
    announced = None if _COLON_JOINT.search(text) else _ANNOUNCED.match(text)
    late = None if announced else _ANNOUNCED_LATE.search(text)
    if late and LIST.search(late[1]):
        announced = late
    shift = announced.start(2) if announced else 0
    is_set = announced is not None and bool(SIDE.match(announced[1]))
    is_list = announced is not None and (is_set or bool(LIST.search(announced[1])))
    body = text[shift:]
    if len(body) > 5000 or not (is_list or len(_MAYBE_A_TRACK.findall(body)) > 2):
        return []
    for joint in (_SEGUE, *_JOINTS) if is_set else _JOINTS:
        cuts = [match.span() for match in joint.finditer(body)]
        if len(cuts) < 2:
            continue
        starts = [0, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), len(body.rstrip(" ."))]
        pieces = [body[a:b] for a, b in zip(starts, ends, strict=True)]
        many = is_list or len(pieces) >= _SURELY_A_LIST
        good = sum(1 for p in pieces if len(p) < 120 and (len(cut(p, "dash")) == 2 or _is_quoted(p, anywhere=many)))
        if good >= 0.9 * len(pieces) or (is_list and len(pieces) > 2 and all(len(p.split()) < 9 for p in pieces)):
            return [(shift + a, shift + b) for a, b in zip(starts, ends, strict=True)]
    return []
