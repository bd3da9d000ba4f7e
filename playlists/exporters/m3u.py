"""Extended M3U: what players open. ``.m3u8`` and ``.m3u`` are the same bytes.

M3U has no standard; these rules were measured with MPD, mpv, VLC, Mopidy, Audacious, Quod Libet, Strawberry
and others: UTF-8 without a byte order mark, LF, ``#EXTM3U`` first, no empty line, the file's own bytes as the
location with ``./`` in front, exactly one `` - `` in ``#EXTINF``, no repeated ``#EXT`` key before a location.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from playlists import paths
from playlists.exporters import labels
from playlists.exporters.base import ExportOptions, Rendered
from playlists.lines import minutes, one_line, whole_seconds
from playlists.models import Playlist, PlaylistItem

UNKNOWN_SECONDS = -1
_NAMED_AT_MOST = 10

_LONE_HYPHEN = re.compile(r"(?<!\S)-(?!\S)")
_URI_SIGNS = re.compile(r"[#?]|%[0-9A-Fa-f]{2}")


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as extended M3U (write it as UTF-8, suffix ``.m3u8``).

    Items without a location become comments at their place: players skip them, readers see the gap. So do
    items whose file's name a line of text cannot carry; a warning names them.
    """
    playlist = labels.without_hidden(playlist)
    locations = [_Location(item, options) for item in playlist.items]
    lines = ["#EXTM3U", f"#PLAYLIST:{labels.list_title(playlist)}"]
    if options.album_art:
        lines += _album_art(playlist)
    scenes = labels.SceneLabels(playlist, options)
    for (position, item), location in zip(playlist.numbered(), locations, strict=True):
        if location.line is None:
            lines.append(_comment(item, position, playlist))
        else:
            lines += _entry(item, position, playlist, scenes.first(item))
            lines.append(location.line)
    return Rendered("\n".join(lines) + "\n", warnings=tuple(_warnings(locations, options)))


class _Location:
    """An item's location line, or why it has none."""

    def __init__(self, item: PlaylistItem, options: ExportOptions) -> None:
        self.line: str | None = None
        self.name = ""
        """The file's name for a warning, on one line."""
        self.problem: str | None = None
        if item.location is None:
            return
        if options.paths == "uri":
            self.line = paths.written_uri(item.location, options, default="uri")
            return
        raw = paths.written_path(item.location, options)
        self.name = one_line(raw.decode("utf-8", "backslashreplace"))
        self.problem = _problem(raw)
        if self.problem is None:
            self.line = raw.decode()


def _problem(path: bytes) -> str | None:
    try:
        text = path.decode()
    except UnicodeDecodeError:
        return "are not UTF-8"
    if "\n" in text or "\r" in text:
        return "hold a line break"
    return "end in white space" if text != text.rstrip() else None


def _entry(item: PlaylistItem, position: int, playlist: Playlist, scene: str) -> Iterator[str]:
    if scene:
        yield f"#EXTGRP:{scene}"
    duration_ms = labels.duration_of(item)
    seconds = UNKNOWN_SECONDS if duration_ms is None else whole_seconds(duration_ms)
    words = labels.hidden_title(position) if item.masked else _words(item, playlist)
    if words:
        yield f"#EXTINF:{seconds},{words}"


def _comment(item: PlaylistItem, position: int, playlist: Playlist) -> str:
    if item.masked:
        return f"# HIDDEN: item {position}"
    duration_ms = labels.duration_of(item)
    length = f" ({minutes(duration_ms)})" if duration_ms is not None else ""
    words = (_words(item, playlist) or labels.UNTITLED) + length
    if item.status != "matched":
        return f"# UNRESOLVED: {words}"
    mbid = labels.recording_mbid(item)
    return f"# NO FILE: {words}" + (f" recording={mbid}" if mbid else "")


def _words(item: PlaylistItem, playlist: Playlist) -> str:
    """``Artist - Title``, the title alone where nobody is known, or nothing without a title."""
    title = _part(labels.title_of(item))
    artist = _part(labels.artist_of(item, playlist))
    return f"{artist} - {title}" if artist and title else title


def _part(line: str) -> str:
    """Players split at `` - ``: a hyphen that stands alone becomes a dash, so that there is only one."""
    return _LONE_HYPHEN.sub("–", line)


def _album_art(playlist: Playlist) -> Iterator[str]:
    """One cover for the whole list: of its release, or of the first that was found."""
    covers = (labels.cover_of(item) for item in playlist.items if not item.masked)
    cover = next((cover for cover in covers if cover), None)
    if cover:
        yield f"#EXTALBUMARTURL:{cover}"


def _warnings(locations: Sequence[_Location], options: ExportOptions) -> Iterator[str]:
    for problem in ("are not UTF-8", "hold a line break", "end in white space"):
        names = [one.name for one in locations if one.problem == problem]
        if names:
            yield (
                f"{_files(names)} written as without a file, for their names {problem}, which M3U cannot carry "
                "(--paths uri can)"
            )
    if options.paths == "uri":
        return
    odd = [one.name for one in locations if one.line is not None and _URI_SIGNS.search(one.line)]
    if odd:
        yield (
            f"{_files(odd)} will not play in VLC, and %-signs not in Jellyfin, which read '#', '?' and '%' in a "
            "path as parts of a URI (--paths uri helps VLC)"
        )
    spaced = [one.name for one in locations if one.line is not None and "/ " in one.line]
    if spaced:
        yield f"{_files(spaced)} will not play in MPD, which loses names that begin with a space"


def _files(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - _NAMED_AT_MOST} more" if len(unique) > _NAMED_AT_MOST else ""
    noun = "file" if len(unique) == 1 else "files"
    return f"{len(unique)} {noun} ({', '.join(unique[:_NAMED_AT_MOST])}{more})"
