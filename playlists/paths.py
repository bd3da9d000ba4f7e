"""Where files play: ``file://`` URIs inside, paths and URI references at the border.

Inside, a location is a ``file://`` URI that holds the path's own bytes percent-encoded, so no name is lost.
Here it becomes what a format wants, and back. Nothing here touches the disk: relative paths are computed from
text, so the folder that is given has its symbolic links resolved.

Paths of Windows keep their drive (``file:///C:/Music/a.mp3`` is ``C:/Music/a.mp3``) and shares their two
slashes (``file:////server/share``); ``/`` is the separator.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import Literal, Protocol
from urllib.parse import quote_from_bytes, unquote_to_bytes

Paths = Literal["relative", "absolute", "uri"]

_FILE = re.compile(r"file:(?://(?:localhost)?(?=/))?", re.IGNORECASE)
_DRIVE = re.compile(rb"/*([A-Za-z]:)(?=/|$)")
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class PathOptions(Protocol):
    """How to write places of files (``exporters.base.ExportOptions`` says what each means)."""

    @property
    def folder(self) -> str | None:
        """Folder the file stands in, absolute."""
        ...

    @property
    def base_dir(self) -> str | None:
        """Folder to write paths relative to instead."""
        ...

    @property
    def paths(self) -> Paths | None:
        """None takes the format's own way."""
        ...

    @property
    def path_map(self) -> tuple[tuple[str, str], ...]:
        """Prefixes of absolute paths to replace, old and new."""
        ...


def path_of(uri: str) -> bytes:
    """Return the absolute path that a ``file://`` URI names, byte for byte."""
    path = unquote_to_bytes(_FILE.sub("", uri, count=1))
    return path.lstrip(b"/") if _DRIVE.match(path) else path


def uri_of(path: bytes) -> str:
    """Return the ``file://`` URI of an absolute path."""
    drive = _DRIVE.match(path)
    if drive:
        return "file:///" + drive[1].decode() + quote_from_bytes(path[drive.end() :])
    return "file://" + quote_from_bytes(path)


def is_windows(text: str) -> bool:
    r"""True for ``C:\...``, ``C:/...`` and ``\\server\...``."""
    return _WINDOWS.match(text) is not None


def located(path: str | bytes, base: str | None) -> str | None:
    r"""Return the URI of a plain path as it stands in a list.

    Args:
        path: Absolute or relative, with ``/``, or with ``\`` where it is a Windows path. Text is taken as
            the name of a file in this system's encoding.
        base: Folder of relative paths; None leaves them without a location.
    """
    raw = os.fsencode(path) if isinstance(path, str) else path
    if is_windows(raw[:3].decode("latin-1")):
        return uri_of(raw.replace(b"\\", b"/"))
    if not raw.startswith(b"/"):
        if base is None:
            return None
        raw = os.fsencode(base).rstrip(b"/") + b"/" + raw
    return uri_of(_normal(raw)) if raw and b"\0" not in raw else None


def resolved(reference: str, base: str | None) -> str | None:
    """Return the ``file://`` URI of a URI reference as XSPF and JSPF hold it; None where it names no file.

    Also takes what programs write against the rules: bare Windows paths, ``file:C:/...``, spaces.
    """
    reference = reference.strip()
    if is_windows(reference):
        return located(reference, base)
    if _FILE.match(reference):
        path = unquote_to_bytes(_FILE.sub("", reference.replace("\\", "/"), count=1))
        path = b"/" + path.lstrip(b"/") if _DRIVE.match(path) else path
        return uri_of(_normal(path)) if path.startswith(b"/") and b"\0" not in path else None
    if not reference or _SCHEME.match(reference):
        return None
    return located(unquote_to_bytes(reference), base)


def _normal(path: bytes) -> bytes:
    """Take ``.`` and ``..`` out. A share keeps its two slashes, a plain path never gets them."""
    lead = b"//" if path.startswith(b"//") and not path.startswith(b"///") else b""
    normal = posixpath.normpath(b"/" + path.lstrip(b"/")) if not _DRIVE.match(path) else posixpath.normpath(path)
    return lead + normal.lstrip(b"/") if lead else normal


def written_path(location: str, options: PathOptions) -> bytes:
    """Return the plain path to write for *location*: relative with ``./`` or ``../`` in front, or absolute."""
    path, mapped = _mapped(path_of(location), options.path_map)
    if not _root(path):
        return b"./" + path
    base = _base(options, mapped)
    if options.paths == "absolute" or base is None or _root(base) != _root(path):
        return path
    return _relative(path, base)


def written_uri(location: str, options: PathOptions, default: Paths = "relative") -> str:
    """Return the URI reference to write for *location*; *default* is the format's own way."""
    path, mapped = _mapped(path_of(location), options.path_map)
    if not _root(path):
        return quote_from_bytes(b"./" + path)
    base = _base(options, mapped)
    if (options.paths or default) != "relative" or base is None or _root(base) != _root(path):
        return uri_of(path)
    return quote_from_bytes(_relative(path, base))


def _mapped(path: bytes, path_map: tuple[tuple[str, str], ...]) -> tuple[bytes, bool]:
    for old, new in path_map:
        before, after = _prefix(old), _prefix(new)
        if path == before or path.startswith(before + b"/"):
            return after + path[len(before) :], True
    return path, False


def _prefix(text: str) -> bytes:
    slashed = text.replace("\\", "/") if is_windows(text) else text
    return os.fsencode(slashed).rstrip(b"/")


def _base(options: PathOptions, mapped: bool) -> bytes | None:
    """The folder to write relative to. A mapped path is seen from elsewhere, where our folder says nothing."""
    if options.base_dir is not None:
        return os.fsencode(options.base_dir)
    if options.folder is None:
        return None
    folder, folder_mapped = _mapped(os.fsencode(options.folder), options.path_map)
    return folder if folder_mapped == mapped and (not mapped or options.paths == "relative") else None


def _root(path: bytes) -> bytes:
    """The drive, the share or ``/`` that an absolute path begins with; empty for a relative one."""
    drive = _DRIVE.match(path)
    if drive:
        return drive[1].upper()
    share = re.match(rb"//[^/]+/[^/]+", path)
    if share:
        return share[0]
    return b"/" if path.startswith(b"/") else b""


def _relative(path: bytes, base: bytes) -> bytes:
    relative = posixpath.relpath(path, base)
    return relative if relative.startswith(b"../") else b"./" + relative
