"""Markdown for blogs: the list and its liner notes, as good to read raw as rendered.

Only CommonMark (https://spec.commonmark.org/0.31.2/), without HTML. Texts are escaped so that no title becomes
markup or a link, in GitHub's dialect either. Where files are is nobody's business and is not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from playlists.exporters.base import ExportOptions, Rendered
from playlists.exporters.links import LABEL
from playlists.exporters.notes import Chapter, Corrected, Entry, Link, Moment, Notes, Source, Tied, Told, liner_notes
from playlists.lines import one_line
from playlists.models import Playlist

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|#$@]|&(?=#?\w+;)|(?<=\w):(?=//)|(?<=\bwww)\.|^(?:[-+=](?=\s|$|-|=)|:(?=\s|-))")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as Markdown (UTF-8, suffix ``.md``). Hidden items keep their numbers."""
    notes = liner_notes(playlist, options)
    blocks = [*_head(notes), "## The music", _music(notes)]
    for told in notes.tellings:
        blocks += _telling(told)
    if notes.differences:
        blocks.append("## Where they differ")
        blocks += [
            f"**{escaped(one.point)}**{_cites(one.sources)}\n\n"
            + "\n".join(f"- {escaped(name)}: {escaped(has)}" for name, has in one.tellings)
            for one in notes.differences
        ]
    for heading, remarks in (("Themes", notes.themes), ("Names inside the story", notes.names)):
        if remarks:
            blocks.append(f"## {heading}")
            blocks.append("\n".join(f"- **{escaped(one.title)}** {_said(one.note, one.sources)}" for one in remarks))
    if notes.sources:
        blocks += ["## Sources", "\n".join(_source(one) for one in notes.sources)]
    return Rendered("\n\n".join(block.rstrip() for block in blocks if block.strip()) + "\n")


def escaped(text: str) -> str:
    """One line of text that Markdown shows as it is, wherever in a line or list item it stands."""
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(lambda found: f"\\{found[0]}", one_line(text)))


def link(one: Link) -> str:
    """A Markdown link, or plain text where it leads nowhere."""
    return f"[{escaped(one.text)}]({_address(one.url)})" if one.url else escaped(one.text)


def _address(url: str) -> str:
    for char, code in (("\\", "%5C"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), (" ", "%20")):
        url = url.replace(char, code)
    return url.replace("&", "&amp;")


def _head(notes: Notes) -> Iterator[str]:
    yield f"# {escaped(notes.title)}"
    byline = [f"The music of *{escaped(notes.story)}*"] if notes.story else []
    byline += [escaped(text) for text in (notes.creator, notes.release) if text]
    yield " · ".join(byline)
    links = [link(one) for one in notes.release_links]
    links += [f"[Cover]({_address(notes.cover)})"] if notes.cover else []
    yield " · ".join([f"{notes.summary}.{_cites(notes.list_sources)}", *links])
    if notes.upto or notes.hidden:
        shown = f"Shown up to {escaped(notes.upto)}." if notes.upto else "Some music is hidden."
        yield f"**{shown}** What comes later was left out."
    yield escaped(notes.note)
    yield "\n".join(f"- {_corrected(one)}" for one in notes.corrections)


def _music(notes: Notes) -> str:
    return "\n".join(line for entry in notes.entries for line in _entry(entry, notes))


def _entry(entry: Entry, notes: Notes) -> Iterator[str]:
    lead = f"{entry.position}. "
    if entry.masked:
        yield f"{lead}*Hidden*"
        return
    inside = " " * len(lead)
    artist = escaped(entry.artist) + (f" as {escaped(entry.credited_as)}" if entry.credited_as else "")
    yield lead + " – ".join(filter(None, (f"**{escaped(entry.title)}**", artist, entry.length)))
    space = " " if entry.by.startswith(" ") else ""
    found = entry.state + space + escaped(entry.by) + (f"; {entry.confidence}" if entry.confidence else "")
    said = [f"{found}.{_cites(entry.sources)}", *(link(one) for one in entry.identifiers)]
    yield f"{inside}- {' · '.join(said)}"
    for tie in entry.ties:
        yield f"{inside}- {escaped(tie.label)} ({tie.basis}: {tie.basis_words})" + (
            "" if tie.scene in notes.told else f". {_said(tie.why, tie.sources)}"
        )
    if entry.note:
        yield f"{inside}- {escaped(entry.note)}"
    if entry.as_written and entry.corrections:
        yield f"{inside}- As written: “{escaped(entry.as_written)}”"
    for one in entry.corrections:
        yield f"{inside}- {_corrected(one)}"
    for near in entry.avoid:
        yield f"{inside}- Not *{escaped(near.title)}*: {_said(near.why, near.sources)}"
    if entry.searches:
        yield f"{inside}- {LABEL}: {' · '.join(link(one) for one in entry.searches)}"


def _corrected(one: Corrected) -> str:
    return f"“{escaped(one.as_written)}” is “{escaped(one.correct)}”. {_said(one.why, one.sources)}"


def _telling(told: Told) -> Iterator[str]:
    if not told.moments:
        return
    yield f"## The {escaped(told.name)}, scene by scene"
    byline = ", ".join(filter(None, (f"*{escaped(told.title)}*", escaped(told.byline))))
    yield " · ".join([byline + _cites(told.sources), *(link(one) for one in told.identifiers)])
    for chapter in told.chapters:
        yield from _chapter(chapter)


def _chapter(chapter: Chapter) -> Iterator[str]:
    if chapter.title:
        yield f"### {escaped(chapter.title)}"
        yield escaped(chapter.note)
    for moment in chapter.moments:
        yield f"{'####' if chapter.title else '###'} {escaped(moment.title)}"
        yield _where(moment)
        yield _said(moment.summary, moment.sources)
        yield "\n".join(_playing(tie) for tie in moment.music)


def _where(moment: Moment) -> str:
    facts = [moment.where, moment.people, "order uncertain" if moment.approximate else "", *moment.themes]
    text = " · ".join(escaped(fact) for fact in facts if fact)
    return f"*{text}*" if text else ""


def _playing(tie: Tied) -> str:
    return f"- **{tie.position} {escaped(tie.title)}** ({tie.basis}) {_said(tie.why, tie.sources)}"


def _said(text: str, sources: Iterable[Source]) -> str:
    return f"{escaped(text)}{_cites(sources)}"


def _cites(sources: Iterable[Source]) -> str:
    numbers = ", ".join(str(one.number) for one in sources)
    return f" [{numbers}]" if numbers else ""


def _source(one: Source) -> str:
    trust = f" (trust: {escaped(one.trust)})" if one.trust else ""
    return f"{one.number}. {escaped(one.what)}{trust} {link(one.where)}"
