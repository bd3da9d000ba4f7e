"""M3U and M3U8 as players write them, and as we do.

``#EXTINF`` with or without artist, with attributes, fractions and odd spaces; paths relative or absolute, of
Windows, percent-encoded, as ``file://``; any encoding. iTunes writes ``Title - Artist``: the whole list tells
which side is which, by the names of its files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from playlists import paths
from playlists.importers import building, decoding
from playlists.lines import from_clock
from playlists.models import Playlist
from soundtrack import identifiers
from soundtrack.errors import DataError, IdentifierError

_EXTINF = re.compile(
    r"#EXTINF\s*:\s*(?P<seconds>[+-]?\d+(?:\.\d+)?)?"
    r"(?P<attributes>(?:\s+[\w-]+=(?:\"[^\"]*\"|[^\s,\"]*))*)\s*,?(?P<words>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = re.compile(r"#(PLAYLIST|EXTGRP|EXTALB|EXTART)\s*:(.*)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(
    r"# (?P<kind>UNRESOLVED|NO FILE): (?P<words>.*?)(?: \((?P<clock>\d+:\d\d)\))?"
    r"(?: recording=(?P<mbid>[0-9a-f-]{36}))?"
)
_HIDDEN = re.compile(r"# HIDDEN: item \d+")
_HIDDEN_TITLE = re.compile(r"Hidden item \d+")
_STREAM = re.compile(r"#EXT-X-(TARGETDURATION|STREAM-INF|MEDIA-SEQUENCE)\b")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNESCAPED = re.compile(r"[^\x21-\x7e]|[\"<>\\^`{|}#]|%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


@dataclass
class _Entry:
    """What the lines before a location, or a comment of ours, say of an entry."""

    words: str = ""
    duration_ms: int | None = None
    artist: str | None = None
    release: str | None = None
    scene: str | None = None
    place: str | None = None
    """The location line; None for an entry without a file."""
    mbid: str | None = None
    matched: bool = False
    hidden: bool = False
    said: bool = False
    """An ``#EXTINF`` was there."""


def read(data: bytes, base: str | None = None, name: str | None = None) -> Playlist:
    """Read M3U.

    Args:
        data: The file.
        base: Folder of relative paths; without it they are lost.
        name: The file's name: what the list is called where it does not say.

    Raises:
        DataError: It is no text, or a stream's segments (HLS).
    """
    lines = decoding.path_lines(data)
    title, entries = _entries(lines)
    building.limited(len(entries))
    decode = _is_percent_encoded([entry.place for entry in entries if entry.place is not None])
    windows = _has_backslashes([entry.place for entry in entries if entry.place is not None])
    # What names itself with #PLAYLIST follows the usual order; lines that end in CR alone are iTunes'.
    swap = title is None and _is_title_first(entries, otherwise=b"\n" not in data and len(lines) > 2)
    items = building.Items()
    for entry in entries:
        location, uri = _located(entry.place, base, decode=decode, windows=windows)
        if entry.hidden:
            items.add_hidden(location)
            continue
        left, dash, right = entry.words.partition(" - ")
        artist, words = ((right, left) if swap else (left, right)) if dash else (None, entry.words)
        stream = entry.place if location is None and not uri and _is_address(entry.place) else None
        items.add(
            words or (_last_part(entry.place) if location is None and uri is None else None),
            artist=entry.artist if artist is None else artist,
            release=entry.release,
            duration_ms=entry.duration_ms,
            uris=[one for one in (uri, entry.mbid and identifiers.recording_uri(entry.mbid)) if one],
            location=location,
            note="\n".join(one for one in (entry.scene, stream) if one),
            as_written=entry.words,
            state="matched" if entry.matched else None,
        )
    return items.playlist(title, name=name)


def _entries(lines: Sequence[str]) -> tuple[str | None, list[_Entry]]:
    title: str | None = None
    entries: list[_Entry] = []
    entry = _Entry()
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            continue
        if not line.startswith("#"):
            entry.place = line
            entry.hidden = _HIDDEN_TITLE.fullmatch(entry.words) is not None
            entries.append(entry)
            entry = _Entry()
        elif found := _EXTINF.fullmatch(line):
            if entry.said:
                entries.append(entry)
                entry = _Entry()
            entry.said = True
            entry.words = found["words"].strip()
            entry.duration_ms = max(0, round(float(found["seconds"] or 0) * 1000)) or None
        elif found := _OTHER.fullmatch(line):
            key, value = found[1].upper(), found[2].strip()
            if key == "PLAYLIST":
                title = title or value
            else:
                setattr(entry, {"EXTGRP": "scene", "EXTALB": "release", "EXTART": "artist"}[key], value)
        elif _HIDDEN.fullmatch(line):
            entries.append(_Entry(hidden=True))
        elif found := _COMMENT.fullmatch(line):
            entries.append(_commented(found))
        elif _STREAM.match(line):
            raise DataError("this M3U lists the segments of a stream (HLS)", line=number, remedy="name a list of music")
    if entry.said:
        entries.append(entry)
    return title, entries


def _commented(found: re.Match[str]) -> _Entry:
    return _Entry(
        words=found["words"],
        duration_ms=from_clock(found["clock"]) if found["clock"] else None,
        mbid=found["mbid"],
        matched=found["kind"] == "NO FILE",
    )


def _located(place: str | None, base: str | None, *, decode: bool, windows: bool) -> tuple[str | None, str | None]:
    """The location a line names, or the identifier it is."""
    if place is None:
        return None, None
    if _is_address(place):
        try:
            return None, identifiers.canonical(place)
        except IdentifierError:
            return paths.resolved(place, base), None
    if windows and not paths.is_windows(place):
        place = place.replace("\\", "/")
    if decode and not place.startswith(("./", "../", "/")):
        return paths.located(unquote_to_bytes(place), base), None
    return paths.located(place, base), None


def _is_address(place: str | None) -> bool:
    return place is not None and _SCHEME.match(place) is not None


def _last_part(place: str | None) -> str | None:
    """The last part of an address or path, to call a thing without a name by."""
    return re.split(r"[\\/]", place.rstrip("\\/"))[-1] if place else None


def _is_percent_encoded(places: Sequence[str]) -> bool:
    """True where the list writes paths as URIs: escapes are there, and nothing that would need one."""
    bare = [place for place in places if not _is_address(place) and not place.startswith(("./", "../", "/"))]
    return any(_ESCAPE.search(place) for place in bare) and not any(_UNESCAPED.search(place) for place in bare)


def _has_backslashes(places: Sequence[str]) -> bool:
    r"""True where ``\`` parts folders: some lines have it and none has ``/``."""
    bare = [place for place in places if not _is_address(place)]
    return any("\\" in place for place in bare) and not any("/" in place for place in bare)


def _is_title_first(entries: Sequence[_Entry], *, otherwise: bool) -> bool:
    """True where ``#EXTINF`` says ``Title - Artist``: files are named by the left part, folders by the right.

    *otherwise* is the answer where the names tell nothing.
    """
    votes = 0
    for entry in entries:
        left, _, right = map(_folded, entry.words.partition(" - "))
        if not left or not right or entry.place is None:
            continue
        *folders, stem = map(_folded, re.split(r"[\\/]", re.sub(r"\.\w+$", "", entry.place)))
        if (left in stem) != (right in stem):
            votes += 1 if left in stem else -1
        if (left in folders) != (right in folders):
            votes += 1 if right in folders else -1
    return votes > 0 or (votes == 0 and otherwise)


def _folded(text: str) -> str:
    decoded = unquote_to_bytes(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    return "".join(char for char in decoded.casefold() if char.isalnum())
