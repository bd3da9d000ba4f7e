"""One file read for the index; done in worker processes, so all that goes in and out is plain."""

from __future__ import annotations

import os
from typing import NamedTuple

from soundtrack.errors import DataError
from soundtrack.library._names import from_name
from soundtrack.library._words import words
from soundtrack.library.tags import FileTags, read_tags

BETWEEN = "\x1f"
"""Joins the values of a list in one column; no text that we keep holds it."""

COLUMNS = (
    "title", "named", "artist", "artists", "album", "album_artist", "composers", "track", "disc", "duration_ms",
    "isrcs", "recording_mbid", "track_mbid", "release_mbid", "release_group_mbid", "artist_mbids",
)  # fmt: skip
"""Of the table ``file``, in the order of :attr:`Reading.columns`."""


class Reading(NamedTuple):
    """What became of reading one file."""

    columns: tuple[object, ...] | None = None
    """Values of :data:`COLUMNS`; None where it could not be read."""
    words: tuple[str, ...] = ()
    problem: str | None = None
    """Why it could not be read."""
    is_lasting: bool = True
    """False where another try may succeed without a change of the file: permissions, disk errors."""


def read(path: str) -> Reading:
    """Read one file."""
    try:
        tags = read_tags(path)
    except DataError as err:
        return Reading(problem=err.message)
    except OSError as err:
        reason = err.strerror or str(err)
        return Reading(problem=reason[:1].lower() + reason[1:], is_lasting=False)
    return _reading(tags, os.path.basename(path))


def _reading(tags: FileTags, name: str) -> Reading:
    title, artist, artists, album, track = tags.title, tags.artist, tags.artists, tags.album, tags.track
    if title is None:
        told = from_name(os.fsencode(name).decode("utf-8", "replace"))
        title, track, album = told.title, track or told.track, album or told.album
        artist = artist or told.artist
        artists = artists or tuple(filter(None, (artist,)))
    lists = {"artists": BETWEEN.join(artists), "composers": BETWEEN.join(tags.composers)}
    columns = (
        title,
        int(tags.title is None),
        artist,
        lists["artists"],
        album,
        tags.album_artist,
        lists["composers"],
        track,
        tags.disc,
        tags.duration_ms,
        BETWEEN.join(tags.isrcs),
        tags.recording_mbid,
        tags.track_mbid,
        tags.release_mbid,
        tags.release_group_mbid,
        BETWEEN.join(tags.artist_mbids),
    )
    together = words(title, artist, album_artist=tags.album_artist, album=album, **lists)
    return Reading(columns, tuple(together))
