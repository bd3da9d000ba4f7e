"""What all exporters share: the options they take and what they return.

Every exporter is a module with one verb, ``render(playlist, options) -> Rendered``: text in, text out. Only
``soundtrack.files`` touches the disk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from soundtrack.story import Story

Paths = Literal["relative", "absolute", "uri"]


@dataclass(frozen=True)
class ExportOptions:
    """How to write a playlist."""

    folder: str | None = None
    """Folder the file will stand in, absolute; None where it is not known: then paths are absolute."""
    base_dir: str | None = None
    """Write paths relative to this folder instead of ``folder``."""
    paths: Paths | None = None
    """``relative`` to the file, ``absolute``, or ``uri`` (``file://``); None takes the format's own default."""
    path_map: tuple[tuple[str, str], ...] = ()
    """Prefixes of absolute paths to replace, old and new: the first that fits is taken."""
    story: Story | None = None
    """The story, where one is known: scenes in order, tellings, sources."""
    telling: str | None = None
    """Label scenes of this telling first; None takes the tie's own."""
    upto: str | None = None
    """The place up to which the list is shown, as the user wrote it; only for words: masking comes before."""
    public: bool = False
    """For services that ask whether a playlist is public."""
    album_art: bool = False
    """In M3U, link the cover; the other formats always do where they have a place for it."""


@dataclass(frozen=True)
class LeftOut:
    """An item that the format could not carry."""

    position: int
    title: str
    why: str


@dataclass(frozen=True)
class Rendered:
    """A whole file as text, and what the user should know about it."""

    text: str
    warnings: tuple[str, ...] = field(default=())
    """One sentence each."""
    left_out: tuple[LeftOut, ...] = field(default=())
