"""Lists as people write them in TOML: ``list.toml`` and ``score.toml`` (docs/files.md)."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from playlists.ids import item_id
from playlists.models import NearMiss, Playlist, PlaylistItem
from soundtrack.base import DurationMs, Model, Position, Slug, Text, Words
from soundtrack.documents import parse_toml, toml_table
from soundtrack.errors import DataError
from soundtrack.models import Correction, Cue, IdentifierUris, Isrcs, Score, Wanted, WantedRelease
from soundtrack.story import Citation, CitationIds, Said, Tie


class ListItem(Model):
    """An ``[[item]]`` of a list."""

    id: Slug | None = None
    as_written: Text | None = None
    artist: Text | None = None
    title: Words
    release: Text | None = None
    position: Position | None = None
    """Track number on that release."""
    duration_ms: DurationMs | None = None
    isrcs: Isrcs = ()
    identifiers: IdentifierUris = ()
    """Identifiers that the list's author vouches for."""
    credited_as: Text | None = None
    composers: tuple[Words, ...] = ()
    score_track: Slug | None = None
    """The cue of the story's score that this item is."""
    note: Text | None = None
    safe: bool = False
    diegetic: bool | None = None
    ties: tuple[Tie, ...] = ()
    corrections: tuple[Correction, ...] = ()
    avoid: tuple[NearMiss, ...] = ()
    citation: Text | None = None
    citations: CitationIds = ()


class ListFile(Model):
    """A ``list.toml``."""

    schema_version: Literal[1] = 1
    id: Slug | None = None
    title: Words
    creator: Text | None = None
    story: Slug | None = None
    note: Text | None = None
    updated: Text | None = None
    """When its author last changed it, as the source says."""
    release: WantedRelease | None = None
    sources: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    items: tuple[ListItem, ...] = Field(default=())
    citations: CitationIds = ()


def read(data: bytes, base: str | None = None, name: str | None = None) -> Playlist:  # noqa: ARG001 - one shape
    """Read a list or a score.

    Raises:
        DataError: It is neither, with line and key path where they are known.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise DataError("the text is not UTF-8", path=name, line=line, remedy="save it as UTF-8") from None
    table = toml_table(text, path=name)
    if "track" in table:
        return from_score(parse_toml(text, Score, path=name))
    if "scene" in table or "telling" in table:
        raise DataError("this is a story, not a list", path=name, remedy="name its folder")
    return _from_list(parse_toml(text, ListFile, path=name))


def _from_list(written: ListFile) -> Playlist:
    seen: set[str] = {item.id for item in written.items if item.id is not None}
    return Playlist(
        id=written.id,
        title=written.title,
        creator=written.creator,
        story=written.story,
        note=written.note,
        release=written.release,
        corrections=written.corrections,
        citations=written.citations,
        sources=written.sources,
        items=tuple(_item(item, seen) for item in written.items),
    )


def _item(item: ListItem, seen: set[str]) -> PlaylistItem:
    line = item.as_written or (f"{item.artist} - {item.title}" if item.artist else item.title)
    return PlaylistItem(
        id=item.id or item_id(line, seen),
        wanted=Wanted(
            as_written=item.as_written,
            title=item.title,
            artist=item.artist,
            release=item.release,
            position=item.position,
            duration_ms=item.duration_ms,
            isrcs=item.isrcs,
            identifiers=tuple(Said(uri=uri, said_by=("author",)) for uri in item.identifiers),
            credited_as=item.credited_as,
            composers=item.composers,
            citation=item.citation,
        ),
        ties=item.ties,
        note=item.note,
        corrections=item.corrections,
        avoid=item.avoid,
        safe=item.safe,
        diegetic=item.diegetic,
        citations=item.citations,
    )


def from_score(score: Score) -> Playlist:
    """A score as the playlist of its tracks, all from one release."""
    year = score.release_date and re.match(r"\d{4}", score.release_date)
    return Playlist(
        id=score.id,
        title=score.title,
        creator=score.artist,
        story=score.story,
        note=score.note,
        release=WantedRelease(
            title=score.title,
            artist=score.artist,
            year=int(year[0]) if year else None,
            label=score.label,
            track_count=len(score.tracks),
            duration_ms=score.duration_ms,
            identifiers=score.identifiers,
        ),
        corrections=score.corrections,
        citations=score.citations,
        items=tuple(_from_cue(score, cue) for cue in score.tracks),
    )


def _from_cue(score: Score, cue: Cue) -> PlaylistItem:
    return PlaylistItem(
        id=cue.id,
        wanted=Wanted(
            title=cue.title,
            artist=cue.artist or score.artist,
            release=score.title,
            position=cue.position,
            duration_ms=cue.duration_ms,
            credited_as=cue.credited_as,
            composers=cue.composers or cue.writers,
        ),
        ties=cue.ties,
        note=cue.note,
        safe=cue.safe,
        diegetic=cue.diegetic,
        citations=cue.citations,
    )
