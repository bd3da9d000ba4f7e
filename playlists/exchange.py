"""Playlist JSON: the one format that carries everything, as models with their way to a Playlist and back.

``schema_version``, the list's own fields, ``items`` with their ``position``, then ``scenes`` and ``citations``
as a snapshot for readers: reading them never makes a story. A location is a URI reference, relative to the
folder the file stands in. The other files that were offered and not taken appear without their locations.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from playlists import paths
from playlists.models import NearMiss, Playlist, PlaylistItem
from soundtrack.base import Model, Position, Share, Slug, Text, Words
from soundtrack.models import (
    Asked,
    Candidate,
    Correction,
    Evidence,
    Pin,
    Resolution,
    Rival,
    Similarity,
    State,
    Wanted,
    WantedRelease,
)
from soundtrack.story import Citation, CitationIds, Said, Scene, Tie

Number = Annotated[float, Field(allow_inf_nan=False)]


class ResolutionDocument(Model):
    """What is known about which recording an item means."""

    state: State
    location: Words | None = None
    """URI reference: relative to the file's own folder, or ``file://``."""
    identifiers: tuple[Said, ...] = ()
    confidence: Share | None = None
    candidate: Candidate | None = None
    """The recording as found; without the place of its file."""
    refused: Text | None = None
    similarity: Share | None = None
    intercept: Number | None = None
    """Log-odds before any evidence."""
    evidence: tuple[Evidence, ...] = ()
    runner_up: Rival | None = None
    rivals: tuple[Rival, ...] = ()
    asked: tuple[Asked, ...] = ()
    pin: Pin | None = None


class ItemDocument(Model):
    """An entry of the list."""

    id: Slug
    position: Position
    """Its place in the list, from 1; reading goes by the order, not by this number."""
    masked: bool = False
    wanted: Wanted
    ties: tuple[Tie, ...] = ()
    note: Text | None = None
    diegetic: bool | None = None
    safe: bool = False
    corrections: tuple[Correction, ...] = ()
    avoid: tuple[NearMiss, ...] = ()
    citations: CitationIds = ()
    resolution: ResolutionDocument | None = None


class PlaylistDocument(Model):
    """A playlist as JSON."""

    schema_version: Literal[1]
    id: Slug | None = None
    title: Words
    creator: Text | None = None
    story: Slug | None = None
    note: Text | None = None
    release: WantedRelease | None = None
    corrections: tuple[Correction, ...] = ()
    cites: CitationIds = ()
    """Citations of the list as a whole, by id."""
    items: tuple[ItemDocument, ...]
    scenes: tuple[Scene, ...] = ()
    citations: tuple[Citation, ...] = ()


def to_document(playlist: Playlist, options: paths.PathOptions) -> PlaylistDocument:
    """Return *playlist* as the document to write."""
    return PlaylistDocument(
        schema_version=1,
        id=playlist.id,
        title=playlist.title,
        creator=playlist.creator,
        story=playlist.story,
        note=playlist.note,
        release=playlist.release,
        corrections=playlist.corrections,
        cites=playlist.citations,
        items=tuple(_item_document(item, position, options) for position, item in playlist.numbered()),
        scenes=playlist.scenes,
        citations=playlist.sources,
    )


def _item_document(item: PlaylistItem, position: int, options: paths.PathOptions) -> ItemDocument:
    return ItemDocument(
        id=item.id,
        position=position,
        masked=item.masked,
        wanted=item.wanted,
        ties=item.ties,
        note=item.note,
        diegetic=item.diegetic,
        safe=item.safe,
        corrections=item.corrections,
        avoid=item.avoid,
        citations=item.citations,
        resolution=_resolution_document(item.resolution, options) if item.resolution else None,
    )


def _resolution_document(resolution: Resolution, options: paths.PathOptions) -> ResolutionDocument:
    similarity = resolution.similarity
    return ResolutionDocument(
        state=resolution.state,
        location=paths.written_uri(resolution.location, options) if resolution.location else None,
        identifiers=resolution.identifiers,
        confidence=resolution.confidence,
        candidate=resolution.candidate.replace(location=None) if resolution.candidate else None,
        refused=resolution.refused,
        similarity=similarity.value if similarity else None,
        intercept=similarity.intercept if similarity else None,
        evidence=similarity.evidence if similarity else (),
        runner_up=_elsewhere(resolution.runner_up) if resolution.runner_up else None,
        rivals=tuple(_elsewhere(rival) for rival in resolution.rivals),
        asked=resolution.asked,
        pin=resolution.pin,
    )


def _elsewhere(rival: Rival) -> Rival:
    without: Rival = rival.replace(candidate=rival.candidate.replace(location=None))
    return without


def from_document(document: PlaylistDocument, base: str | None) -> Playlist:
    """Return the playlist that *document* holds.

    Args:
        document: What was read.
        base: Folder of relative locations; without it they are lost.
    """
    return Playlist(
        id=document.id,
        title=document.title,
        creator=document.creator,
        story=document.story,
        note=document.note,
        release=document.release,
        corrections=document.corrections,
        citations=document.cites,
        items=tuple(_item(item, base) for item in document.items),
        scenes=document.scenes,
        sources=document.citations,
    )


def _item(item: ItemDocument, base: str | None) -> PlaylistItem:
    return PlaylistItem(
        id=item.id,
        masked=item.masked,
        wanted=item.wanted,
        ties=item.ties,
        note=item.note,
        diegetic=item.diegetic,
        safe=item.safe,
        corrections=item.corrections,
        avoid=item.avoid,
        citations=item.citations,
        resolution=_resolution(item.resolution, base) if item.resolution else None,
    )


def _resolution(document: ResolutionDocument, base: str | None) -> Resolution:
    similarity = None
    if document.similarity is not None:
        similarity = Similarity(
            value=document.similarity,
            intercept=0.0 if document.intercept is None else document.intercept,
            evidence=document.evidence,
        )
    return Resolution(
        state=document.state,
        location=paths.resolved(document.location, base) if document.location else None,
        identifiers=document.identifiers,
        confidence=document.confidence,
        candidate=document.candidate,
        refused=document.refused,
        similarity=similarity,
        runner_up=document.runner_up,
        rivals=document.rivals,
        asked=document.asked,
        pin=document.pin,
    )
