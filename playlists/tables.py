"""What the terminal shows: a list, a story with its music, one item explained. Text out, 80 columns are enough.

Titles are written by others: each stands on one line, without control characters or marks that turn the
direction of writing around.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from playlists.exporters.base import ExportOptions
from playlists.exporters.links import LABEL
from playlists.exporters.notes import STATE_WORDS, Chapter, Entry, Notes, Source, Tied, liner_notes
from playlists.lines import minutes, one_line
from playlists.models import Playlist
from playlists.review import Question
from soundtrack.errors import UsageError
from soundtrack.story import Story

_STYLES = {"matched": "green", "cited": "cyan", "ambiguous": "yellow", "failed": "red"}
_SOFT = "dim"
MOST_REASONS = 3
"""Reasons for and against that a question shows of each candidate."""


def items(playlist: Playlist, story: Story | None = None, width: int = 80, color: bool | None = None) -> str:
    """A list: its items with artist, scenes, length and state.

    Args:
        playlist: The list, masked already where it is to be.
        story: Its story, masked alike; None where none is known.
        width: Columns.
        color: None: only on a terminal, and not where ``NO_COLOR`` is set (https://no-color.org).
    """
    notes = liner_notes(playlist, ExportOptions(story=story))
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, expand=True, header_style=_SOFT)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Title", ratio=5)
    table.add_column("Scene", ratio=5)
    table.add_column("Length", justify="right", no_wrap=True)
    table.add_column("State", no_wrap=True)
    for entry in notes.entries:
        if entry.masked:
            table.add_row(str(entry.position), _text("hidden", _SOFT), "", "", "")
            continue
        table.add_row(
            _text(str(entry.position), _SOFT),
            _stacked(_text(entry.title, "bold"), _text(_artist(entry), _SOFT)),
            _stacked(*map(_where, entry.ties)) if entry.ties else _text(_untied(notes), _SOFT),
            entry.length or "–",
            _state(entry),
        )
    return _printed([_heading(notes), "", table], width, color)


def story(told: Story, playlists: Sequence[Playlist] = (), width: int = 80, color: bool | None = None) -> str:
    """A story: every telling's scenes in order, with the music of these lists, and where the tellings differ."""
    lists = [liner_notes(playlist, ExportOptions(story=told)) for playlist in playlists]
    notes = lists[0] if lists else liner_notes(Playlist(title=told.title), ExportOptions(story=told))
    blocks: list[RenderableType] = [_text(notes.story, "bold")]
    marked = list(zip(_marks(lists), lists, strict=True))
    blocks += [_text(f"{mark} {one.title}".strip(), _SOFT) for mark, one in marked]
    for told_once in notes.tellings:
        if not told_once.moments:
            continue
        blocks += ["", _text(f"The {told_once.name}", "bold") + _text(f"  {told_once.byline}", _SOFT)]
        for chapter in told_once.chapters:
            if chapter.title:
                blocks += ["", _text(chapter.title, "underline")]
            blocks.append(_scenes(chapter, marked))
    blocks += _loose(marked)
    if notes.differences:
        blocks += ["", _text("Where they differ", "bold")]
        for one in notes.differences:
            blocks.append(_text(one.point))
            blocks += [Padding(_text(f"{name}: ", _SOFT) + _text(has), (0, 0, 0, 4)) for name, has in one.tellings]
    return _printed(blocks, width, color)


def explained(
    playlist: Playlist, item: str, story: Story | None = None, width: int = 80, color: bool | None = None
) -> str:
    """One item: what the line asks for, which recording was chosen and why, why not the others, its scenes.

    Args:
        playlist: The list.
        item: The item's place, from 1, or its id.
        story: The list's story; None where none is known.
        width: Columns.
        color: As in :func:`items`.

    Raises:
        UsageError: The list has no such item.
    """
    notes = liner_notes(playlist, ExportOptions(story=story))
    entry = next((one for one in notes.entries if item in {str(one.position), one.id}), None)
    if entry is None:
        raise UsageError(f"there is no item {item!r}; the list has 1 to {len(notes.entries)}.")
    if entry.masked:
        return _printed([_text(f"{entry.position}  hidden: it comes later than the place you named")], width, color)
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, show_header=False)
    table.add_column(style=_SOFT, no_wrap=True)
    table.add_column()
    for name, lines in _about(entry):
        said = [line for line in lines if line.plain]
        if said:
            table.add_row(name, Group(*said))
    indent = " " * len(str(entry.position))
    by = " · ".join(filter(None, (_artist(entry), entry.length)))
    blocks: list[RenderableType] = [
        _text(f"{entry.position}  ", _SOFT) + _text(entry.title, "bold"),
        _text(f"{indent}  {by}", _SOFT),
        "",
        table,
    ]
    addresses = [("Known as", entry.identifiers), (LABEL.capitalize(), entry.searches)]
    for heading, links in addresses:
        if links:
            blocks += ["", _text(heading, _SOFT), *(_long(f"{link.text}  {link.url or ''}") for link in links)]
    sources = _sources_of(entry)
    if sources:
        blocks += ["", _text("Sources", _SOFT)]
    for one in sources:
        where = _long(one.where.text) if one.where.url else Padding(_text(one.where.text), (0, 0, 0, 4))
        blocks += [_text(f"[{one.number}] {one.what}"), where]
    return _printed(blocks, width, color)


def question(asked: Question, width: int = 80, color: bool | None = None) -> str:
    """An open question: the line, and the candidates side by side with length and evidence."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style=_SOFT)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("Recording", ratio=4)
    table.add_column("Length", justify="right", no_wrap=True)
    table.add_column("Why, why not", ratio=5)
    for one in asked.candidates:
        length = minutes(one.duration_ms) if one.duration_ms is not None else "–"
        about = ", ".join(filter(None, (one.artist, one.release, one.provider)))
        reasons = [f"+ {one_line(text)}" for text in one.speaks_for[:MOST_REASONS]]
        reasons += [f"- {one_line(text)}" for text in one.speaks_against[:MOST_REASONS]]
        table.add_row(
            _text(str(one.number), "bold"),
            _stacked(_text(one_line(one.title), "bold"), _text(one_line(about), _SOFT)),
            length,
            _stacked(*map(_text, reasons)) if reasons else _text(""),
        )
    blocks: list[RenderableType] = [
        _text(one_line(asked.line), "bold"),
        _text(one_line(asked.why or asked.state), _SOFT),
    ]
    blocks += [table] if asked.candidates else [_text("Nothing was offered.")]
    return _printed(blocks, width, color)


def _about(entry: Entry) -> Iterator[tuple[str, list[Text]]]:
    """What there is to say of an item, row by row; rows may be empty."""
    yield "As written", [_text(entry.as_written)]
    yield "From", [_text(entry.release)]
    yield "Composed by", [_text(entry.composers)]
    yield "State", [_text(_found(entry))]
    yield "Why", [_text(line) for line in entry.evidence]
    yield "Scenes", [_text(f"{tie.label} ({tie.basis}). {tie.why}") + _cites(tie.sources) for tie in entry.ties]
    yield (
        "Corrected",
        [_text(f"{one.as_written} → {one.correct}. {one.why}") + _cites(one.sources) for one in entry.corrections],
    )
    yield "Not", [_text(f"{one.title}: {one.why}") + _cites(one.sources) for one in entry.avoid]
    yield "Note", [_text(entry.note)]


def _long(text: str) -> Text:
    """A line that is not broken, so that its address can be copied or clicked."""
    line = _text(f"    {text.strip()}")
    line.no_wrap = True
    return line


def _heading(notes: Notes) -> Text:
    by = f" – {notes.creator}" if notes.creator else ""
    return _text(notes.title, "bold") + _text(by) + _text(f"\n{notes.summary}", _SOFT)


def _text(text: str, style: str = "") -> Text:
    """Text of :mod:`~playlists.exporters.notes`, one line already, without marks that turn its direction."""
    return Text("".join(char for char in text if char not in _TURNING), style)


_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters"""


def _stacked(*lines: Text) -> Text:
    return Text("\n").join(line for line in lines if line.plain)


def _artist(entry: Entry) -> str:
    return f"{entry.artist} as {entry.credited_as}" if entry.credited_as else entry.artist


def _where(tie: Tied) -> Text:
    return _text(tie.scene_title) + _text(f" ({tie.telling})", _SOFT)


def _untied(notes: Notes) -> str:
    return "no scene up to here" if notes.hidden else "no scene is known"


def _state(entry: Entry) -> Text:
    state = _text(entry.status, _STYLES.get(entry.status, _SOFT))
    return _stacked(state, _text("plays" if entry.location else "", _SOFT))


def _found(entry: Entry) -> str:
    found = STATE_WORDS[entry.status] + entry.by
    plays = " It plays here." if entry.location else ""
    return f"{found}; {entry.confidence}.{plays}" if entry.confidence else f"{found}.{plays}"


def _cites(sources: Iterable[Source]) -> Text:
    numbers = ", ".join(str(one.number) for one in sources)
    return _text(f" [{numbers}]" if numbers else "", _SOFT)


def _sources_of(entry: Entry) -> list[Source]:
    groups = [
        entry.sources,
        *(tie.sources for tie in entry.ties),
        *(correction.sources for correction in entry.corrections),
        *(near.sources for near in entry.avoid),
    ]
    return sorted({one for group in groups for one in group}, key=lambda one: one.number)


def _marks(lists: Sequence[Notes]) -> list[str]:
    """A letter for each list where there are several: ``A``, ``B``."""
    return [chr(ord("A") + place % 26) for place in range(len(lists))] if len(lists) > 1 else [""] * len(lists)


def _scenes(chapter: Chapter, lists: Sequence[tuple[str, Notes]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True, min_width=4)
    table.add_column()
    for moment in chapter.moments:
        scene = _text(moment.title)
        where = ", ".join(filter(None, (moment.where, "order uncertain" if moment.approximate else "")))
        scene += _text(f"  {where}" if where else "", _SOFT)
        lines = [scene]
        for mark, notes in lists:
            for entry in notes.entries:
                lines += [
                    _text(f"♪ {mark}{entry.position} {entry.title}", "green") + _text(f" – {tie.basis}", _SOFT)
                    for tie in entry.ties
                    if tie.scene == moment.ref
                ]
        table.add_row(_text(str(moment.number), _SOFT), Group(*lines))
    return table


def _loose(lists: Sequence[tuple[str, Notes]]) -> list[RenderableType]:
    loose = [
        f"{mark}{entry.position} {entry.title}"
        for mark, notes in lists
        for entry in notes.entries
        if not entry.ties and not entry.masked
    ]
    hidden = sum(notes.hidden for _, notes in lists)
    blocks: list[RenderableType] = []
    if loose:
        blocks += ["", _text("No scene is known for", "bold"), Padding(_text("; ".join(loose)), (0, 0, 0, 4))]
    if hidden:
        blocks += ["", _text(f"{hidden} hidden: what comes later is not shown.")]
    return blocks


def _printed(blocks: Sequence[RenderableType], width: int, color: bool | None) -> str:
    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    for block in blocks:
        console.print(block, soft_wrap=isinstance(block, Text) and block.no_wrap)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())
