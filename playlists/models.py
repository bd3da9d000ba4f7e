"""A playlist: items in order, each asking for a recording and tied to scenes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import model_validator

from soundtrack import identifiers
from soundtrack.base import DurationMs, Model, Position, Slug, Text, Words
from soundtrack.errors import IdentifierError
from soundtrack.models import Correction, Resolution, Wanted, WantedRelease
from soundtrack.story import Citation, CitationIds, Scene, Tie


class NearMiss(Model):
    """A recording that is easily taken for the one an item means."""

    title: Words
    artist: Text | None = None
    release: Text | None = None
    duration_ms: DurationMs | None = None
    why: Words
    citations: CitationIds = ()


class PlaylistItem(Model):
    """An entry of a playlist."""

    id: Slug
    """Written by the author or made from the folded line and its occurrence; order does not enter it."""
    wanted: Wanted
    ties: tuple[Tie, ...] = ()
    note: Text | None = None
    corrections: tuple[Correction, ...] = ()
    """Where the line as written is wrong, and why what we ask for is right."""
    avoid: tuple[NearMiss, ...] = ()
    safe: bool = False
    """The author says that nothing about this item gives anything away."""
    diegetic: bool | None = None
    """Heard by the characters; None when nobody says."""
    masked: bool = False
    """Hidden by an ``upto``: only the place in the list is left."""
    citations: CitationIds = ()
    resolution: Resolution | None = None
    """None: never asked."""

    @property
    def location(self) -> str | None:
        """``file://`` URI of where it plays, or None."""
        return None if self.resolution is None else self.resolution.location

    @property
    def status(self) -> Literal["matched", "ambiguous", "missing", "failed", "cited", "open"]:
        """The state in one word: a resolution's own, ``cited`` where only a citation names the recording
        and nobody found more, ``open`` where nothing is known.
        """
        resolution = self.resolution
        if resolution is not None and (resolution.state == "matched" or not self.is_cited):
            return resolution.state
        return "cited" if self.is_cited else "open"

    @property
    def is_cited(self) -> bool:
        """Not matched, but a track-level identifier is cited."""
        if self.resolution is not None and self.resolution.state == "matched":
            return False
        said = (*self.wanted.identifiers, *(self.resolution.identifiers if self.resolution else ()))
        return any(_names_recording(one.uri) and any(map(_is_citation, one.said_by)) for one in said)


def _names_recording(uri: str) -> bool:
    try:
        return identifiers.parse(uri).names_recording
    except IdentifierError:
        return False  # another URI that somebody gave, of no service that we know


def _is_citation(who: str) -> bool:
    return who.startswith("citation:")


class Playlist(Model):
    """Recordings in an order, each with its scenes."""

    schema_version: Literal[1] = 1
    id: Slug | None = None
    title: Words
    creator: Text | None = None
    """Who made the list."""
    story: Slug | None = None
    note: Text | None = None
    release: WantedRelease | None = None
    """The release the whole list comes from; None for a mixed list."""
    corrections: tuple[Correction, ...] = ()
    citations: CitationIds = ()
    items: tuple[PlaylistItem, ...] = ()
    scenes: tuple[Scene, ...] = ()
    """A snapshot for readers of the scenes that items are tied to; empty until exported."""
    sources: tuple[Citation, ...] = ()
    """Sources that the list itself brings along."""

    @model_validator(mode="after")
    def _ids_are_distinct(self) -> Playlist:
        seen: set[str] = set()
        for item in self.items:
            if item.id in seen:
                raise ValueError(f"the item id {item.id!r} is there twice")
            seen.add(item.id)
        return self

    def numbered(self) -> Iterator[tuple[Position, PlaylistItem]]:
        """Items with their place, from 1."""
        return enumerate(self.items, start=1)

    def item(self, item_id: str) -> PlaylistItem | None:
        """The item of that id, or None."""
        return next((item for item in self.items if item.id == item_id), None)
