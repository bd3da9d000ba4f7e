"""What reading gives: lists and their rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a track list."""

    title: str
    """With its version, as "(Remix)"; without labels, years, comments."""
    artist: str | None
    """As written; None where the line and the headings over it name none."""
    duration_ms: int | None
    """None where the author gives none; a start time is none."""
    number: str | None
    """As printed: "07", "A2"; None where there is none."""
    position: int
    """Running within the list, from 1."""
    as_written: str
    """The line as the author wrote it, without markup, white space folded."""
    line: int
    """1-based line in the given text."""
    column: int
    """1-based start within that line."""
    heading: str | None = None
    """Side, disc, hour or section over it."""
    note: str | None = None
    """What was left out of title and artist: label, year, album, comment."""


@dataclass(frozen=True, slots=True)
class Tracklist:
    """A list of tracks that was found in a text."""

    title: str | None
    """The heading over it, else the page's title."""
    artist: str | None
    """The one artist of the whole list, if the document or the caller names one."""
    release: str | None
    rows: tuple[Row, ...]
    reading: str
    """``artist - title``, ``title - artist``, ``title by artist``, ``titles only``, ``table``, ..."""
    why: str
    """One sentence: why this reading won, and whether another was possible."""
    doubtful: bool
    """Whether another reading came close; a person should look."""
