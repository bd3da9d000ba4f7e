"""Readers of playlists, one module per format, all with the verb ``read(data, base, name) -> Playlist``.

The format is told by the name's suffix, else by the content. Everything that is wrong with a file is a
:class:`~soundtrack.errors.DataError` of one sentence.
"""

from __future__ import annotations

import os
import re
from importlib import import_module

from soundtrack import files
from soundtrack.errors import DataError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from playlists.models import Playlist

FORMATS = {
    "m3u": "m3u",
    "m3u8": "m3u",
    "json": "json_",
    "jspf": "jspf",
    "xspf": "xspf",
    "csv": "csv_",
    "toml": "toml",
    "text": "text",
}
"""Formats we read, and the module of each, imported on use."""

_SUFFIXES = {
    ".m3u": "m3u",
    ".m3u8": "m3u",
    ".json": "json",
    ".jspf": "json",  # either kind tells what it is
    ".xspf": "xspf",
    ".xml": "xspf",
    ".csv": "csv",
    ".tsv": "csv",
    ".toml": "toml",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "text",
    ".htm": "text",
}
_SEVERAL = {"csv", "text"}
_TOML = re.compile(r"^\s*(schema_version\s*=|\[\[(item|track)\]\])", re.MULTILINE)
_HEAD = 4096


def read(
    data: bytes,
    *,
    base: str | None = None,
    name: str | None = None,
    format: str | None = None,  # noqa: A002 - the word of the field, and of the command
) -> Playlist:
    """Read a playlist.

    Args:
        data: The file's bytes.
        base: Folder of relative locations; without it they are lost.
        name: The file's name: its suffix tells the format, and the list is called by it where it has no title.
        format: A key of :data:`FORMATS`, where neither name nor content shall tell.

    Returns:
        The list. Of several in one file the largest; its note names the others (see :func:`read_all`).

    Raises:
        DataError: The data is not right; with the file's *name*, and the line where it is known.
        UsageError: There is no such *format*.
    """
    with files.errors_named(name):
        chosen = _chosen(data, name, format)
        if chosen in {"json", "jspf"}:
            return _read_object(data, base, name, chosen if format else None)
        playlist: Playlist = import_module(f"playlists.importers.{FORMATS[chosen]}").read(data, base, name)
        return playlist


def read_all(
    data: bytes,
    *,
    base: str | None = None,
    name: str | None = None,
    format: str | None = None,  # noqa: A002 - the word of the field, and of the command
    artist: str | None = None,
    release: str | None = None,
) -> tuple[Playlist, ...]:
    """Read every playlist of one file: a page or a table may hold several. As :func:`read` otherwise.

    Args:
        data: The file's bytes.
        base: As in :func:`read`.
        name: As in :func:`read`.
        format: As in :func:`read`.
        artist: The one artist of a list in prose, where the text does not say.
        release: The release that a list in prose comes from.
    """
    with files.errors_named(name):
        chosen = _chosen(data, name, format)
        if chosen not in _SEVERAL:
            return (read(data, base=base, name=name, format=format),)
        told = {"artist": artist, "release": release} if chosen == "text" else {}
        module = import_module(f"playlists.importers.{FORMATS[chosen]}")
        lists: tuple[Playlist, ...] = module.read_all(data, base, name, **told)
        return lists


def read_file(path: str | os.PathLike[str]) -> Playlist:
    """Read a playlist's file; relative locations in it are relative to its folder. Raises DataError."""
    data = files.read_bytes(path)
    return read(data, base=os.path.realpath(os.path.dirname(path)), name=os.fspath(path))


def _chosen(data: bytes, name: str | None, format: str | None) -> str:  # noqa: A002 - the word of the field, and of the command
    if format is not None:
        if format not in FORMATS:
            raise UsageError(f"there is no format {format!r} to read; there are {', '.join(FORMATS)}.")
        return format
    suffix = os.path.splitext(name or "")[1].lower()
    return _SUFFIXES.get(suffix) or _sniffed(data)


def _sniffed(data: bytes) -> str:
    """The format that the content shows."""
    from playlists.importers import decoding

    head = decoding.decoded(data).lstrip()[:_HEAD]
    if re.match(r"#EXT(M3U|INF)", head, re.IGNORECASE):
        return "m3u"
    if head.startswith("{"):
        return "json"
    if head.startswith("<"):
        return "xspf" if "xspf.org/ns" in head or re.search(r"<(\w+:)?trackList\b", head) else "text"
    if _TOML.search(head):
        return "toml"
    return "csv" if _is_table(data) else "text"


def _is_table(data: bytes) -> bool:
    from playlists.importers import csv_

    return csv_.is_table(data)


def _read_object(data: bytes, base: str | None, name: str | None, format: str | None) -> Playlist:  # noqa: A002 - the word of the field, and of the command
    """JSPF and our own JSON are both objects; what is in them tells which."""
    from playlists.importers import json_, jsontext, jspf

    content = jsontext.parsed(data)
    if format == "jspf" or (format is None and "playlist" in content):
        return jspf.from_object(content, base, name)
    if format is None and "items" not in content:
        raise DataError("this JSON is no playlist", remedy='JSPF has a "playlist", our own format "items"')
    return json_.from_object(content, base)
