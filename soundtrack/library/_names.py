"""What a file's name tells where its tags are silent."""

from __future__ import annotations

import re
from typing import NamedTuple


class NameParts(NamedTuple):
    """A title, and what stood before it."""

    title: str
    artist: str | None = None
    album: str | None = None
    track: int | None = None


_DASH = re.compile(r"\s+[-–—]+\s+")
_NUMBER = re.compile(r"(?:\d{1,2}[-.])?(\d{1,3})", re.ASCII)
_NUMBER_BEFORE = re.compile(
    r"(?:(?:\d{1,2}-)?(\d{1,3})(?:\s*[.)_]\s*|\s*-\s+)|(?:\d{1,2}-(?=\d{2}\s)|(?=0))(\d{2,3})\s+)(?=\S)", re.ASCII
)
"""A number alone before the title is its own, as in ``99 Problems``, unless it begins with nought."""


def from_name(name: str) -> NameParts:
    """Take a file's name (without its folder) apart: ``03 - Artist - Title.mp3``, ``Artist - Title.mp3``.

    The last part is the title, the first the artist, what is between them the release; a number alone or in
    front is the track. The title is never empty.
    """
    stem = name.rpartition(".")[0] or name
    if " " not in stem:
        stem = stem.replace("_", " ")
    parts = [part.strip() for part in _DASH.split(stem.strip()) if part.strip()] or [name]
    track = None
    for at, part in enumerate(parts):
        found = _NUMBER.fullmatch(part)
        if found and len(parts) > 1:
            track = int(found[1]) or None
            del parts[at]
            break
    if track is None and (found := _NUMBER_BEFORE.match(parts[0])):
        track, parts[0] = int(found[1] or found[2]) or None, parts[0][found.end() :]
    return NameParts(
        title=parts[-1],
        artist=parts[0] if len(parts) > 1 else None,
        album=parts[1] if len(parts) > 2 else None,
        track=track,
    )
