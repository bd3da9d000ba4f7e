"""A folder to take along: the files of lists under names that every system takes, and the lists beside them.

FAT and exFAT, Windows and phones refuse some characters, and players trip over others (formats.md, 1); here a
file is called after its item: ``music/Blur - Tender.flac``. What is there already is not copied again.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playlists import paths
from playlists.exporters import labels
from playlists.lines import hidden_title, one_line
from playlists.models import Playlist, PlaylistItem
from soundtrack.errors import DataError

FOLDER = "music"
MOST_BYTES = 120
"""Of a name without its suffix; systems take 255, and folders stand before it."""
SAME_TIME = 2.0
"""Seconds that FAT rounds times to."""

_REFUSED = re.compile(r'[<>:"/\\|?*#%\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")

_CHUNK = 1024 * 1024

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Copy:
    """A file to take along."""

    source: bytes
    """Its absolute path."""
    target: Path


class Bundle:
    """The files of any number of lists in one folder; a file that is in several is there once.

    Args:
        folder: Where to; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._music = Path(os.path.realpath(folder)) / FOLDER
        self._by_source: dict[bytes, Copy] = {}
        self._taken: set[str] = set()
        self.missing: list[str] = []
        """Items whose file is not there any more: ``artist - title``."""

    @property
    def copies(self) -> tuple[Copy, ...]:
        """Every file to take along, once."""
        return tuple(self._by_source.values())

    def with_list(self, playlist: Playlist) -> Playlist:
        """Return *playlist* as it plays in the folder. Nothing is copied yet."""
        items = tuple(self._moved(item, position, playlist) for position, item in playlist.numbered())
        moved: Playlist = playlist.replace(items=items)
        return moved

    def write(self, *, link: bool = False, progress: Progress | None = None) -> int:
        """Bring the files; returns how many were not there yet.

        Args:
            link: Make links instead of copies, where the file system can.
            progress: Called with the number of files done and of all.

        Raises:
            DataError: A file cannot be read or written; what was brought so far stays whole.
        """
        brought = 0
        for number, copy in enumerate(self.copies):
            if progress is not None:
                progress(number, len(self.copies))
            brought += _brought(copy, link=link)
        return brought

    def _moved(self, item: PlaylistItem, position: int, playlist: Playlist) -> PlaylistItem:
        resolution = item.resolution
        if resolution is None or resolution.location is None:
            return item
        words = hidden_title(position) if item.masked else _words(item, playlist)
        source = paths.path_of(resolution.location)
        location = None
        if os.path.isfile(source):
            location = paths.uri_of(os.fsencode(self._copy(source, words).target))
        else:
            self.missing.append(words)
        moved: PlaylistItem = item.replace(resolution=resolution.replace(location=location))
        return moved

    def _copy(self, source: bytes, words: str) -> Copy:
        known = self._by_source.get(source)
        if known is None:
            suffix = os.path.splitext(source)[1].decode("ascii", "replace")
            suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
            stem = name = safe_name(words)
            count = 1
            while f"{name}{suffix}".casefold() in self._taken:
                count += 1
                name = f"{stem} ({count})"
            self._taken.add(f"{name}{suffix}".casefold())
            known = self._by_source[source] = Copy(source, self._music / f"{name}{suffix}")
        return known


def safe_name(text: str) -> str:
    """Return *text* as the name of a file without its suffix, as every system and player takes it; never empty."""
    line = _REFUSED.sub("_", one_line(unicodedata.normalize("NFC", text)))
    line = line.encode("utf-8", "replace")[:MOST_BYTES].decode("utf-8", "ignore")
    line = line.strip(" .").lstrip("-").strip(" .")
    if not line or _RESERVED.match(line):
        line = f"_{line}"
    return line


def _words(item: PlaylistItem, playlist: Playlist) -> str:
    return " - ".join(filter(None, (labels.artist_of(item, playlist), labels.title_of(item)))) or labels.UNTITLED


def _brought(copy: Copy, *, link: bool) -> bool:
    source = os.fsdecode(copy.source)
    try:
        if _is_there(source, copy.target, link=link):
            return False
        copy.target.parent.mkdir(parents=True, exist_ok=True)
        with _whole(copy.target) as part:
            if not (link and _linked(source, part)):
                with open(source, "rb") as read, open(part, "wb") as written:
                    shutil.copyfileobj(read, written, _CHUNK)  # copyfile answers no Ctrl-C before it has ended
                shutil.copystat(source, part)
    except OSError as err:
        reason = (err.strerror or str(err)).lower()
        raise DataError(
            f"cannot bring it to {copy.target}: {reason}", path=source, remedy="what was brought so far stays"
        ) from err
    return True


def _is_there(source: str, target: Path, *, link: bool) -> bool:
    if not os.path.exists(target) or (target.is_symlink() and not link):
        return False
    ours, theirs = os.stat(target), os.stat(source)
    same = ours.st_size == theirs.st_size and abs(ours.st_mtime - theirs.st_mtime) <= SAME_TIME
    return same or os.path.samefile(source, target)


@contextlib.contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A name to write to, which takes the place of *target* when all went well."""
    part = target.with_name(f".{target.name[:80]}.part")
    try:
        part.unlink(missing_ok=True)
        yield part
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _linked(source: str, target: Path) -> bool:
    """Link where the file system can: one that needs no second name to stay, else a symbolic one."""
    for way in (os.link, os.symlink):
        try:
            way(source, target)
        except OSError:
            continue
        return True
    return False
