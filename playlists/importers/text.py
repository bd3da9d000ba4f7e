"""Lists in prose: text, Markdown, saved web pages (:mod:`soundtrack.tracklist` reads them)."""

from __future__ import annotations

import os

from playlists.importers import building, decoding
from playlists.lines import one_line
from playlists.models import Playlist
from soundtrack import tracklist
from soundtrack.errors import DataError
from soundtrack.models import WantedRelease


def read(data: bytes, base: str | None = None, name: str | None = None) -> Playlist:
    """Read the only list of a text, or the largest, whose note then names the others.

    Args:
        data: The text, Markdown or HTML.
        base: Not needed: prose names no files.
        name: The file's name, for citations and for a list without a heading.

    Raises:
        DataError: It is no text, or no list is in it.
    """
    return building.largest(read_all(data, base, name))


def read_all(
    data: bytes,
    base: str | None = None,  # noqa: ARG001 (siblings' shape)
    name: str | None = None,
    *,
    artist: str | None = None,
    release: str | None = None,
) -> tuple[Playlist, ...]:
    """Read every list of a text, in order; *artist* and *release* are the caller's knowledge. Raises DataError."""
    markup = _MARKUPS.get(os.path.splitext(name or "")[1].lower())
    text = decoding.decoded(data)
    lists = tracklist.read(text, markup=markup, artist=artist, release=release)
    if not lists:
        raise DataError("no track list was found in the text", remedy="write a track a line, as 'Artist – Title'")
    note = _UNREAD if len(text) > tracklist.MAX_CHARACTERS else None
    return tuple(_playlist(found, name, note) for found in lists)


_UNREAD = (
    f"Only the first {tracklist.MAX_CHARACTERS:,} characters of the text were read; what comes after is not in here."
)
_MARKUPS: dict[str, tracklist.Markup] = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}


def _playlist(found: tracklist.Tracklist, name: str | None, note: str | None) -> Playlist:
    building.limited(len(found.rows))
    source = os.path.basename(name) if name else "line"
    items = building.Items()
    for row in found.rows:
        items.add(
            row.title,
            artist=row.artist or found.artist,
            position=row.position if found.release else None,
            duration_ms=row.duration_ms,
            note="; ".join(filter(None, (row.heading, row.note))),
            as_written=row.as_written,
            citation=f"{source}:{row.line}",
        )
    title = one_line(found.release or "")
    playlist: Playlist = items.playlist(found.title, name=name, note=note).replace(
        release=WantedRelease(title=title, artist=found.artist) if title else None
    )
    return playlist
