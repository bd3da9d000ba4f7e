"""Which playlist of a service is which list of ours: a small file, so that publishing again changes that playlist.

It stands in the user's data folder and not in the lock, for it is of one person's account. It is written before
a playlist is created, too: where the answer to that request is lost, the next run looks for what it made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import ValidationError

from playlists import ids
from soundtrack import files
from soundtrack.base import SCHEMA_VERSION, Model, Text
from soundtrack.errors import DataError, UsageError


class Begun(Model):
    """A playlist whose creation was begun."""

    title: Text
    uris: tuple[Text, ...] = ()
    """What it was created with."""


class Memory(Model):
    """What is remembered of one list at one service."""

    schema_version: Literal[1] = 1
    list: Text
    service: Text
    playlist: Text | None = None
    """The service's id of it; None before it exists."""
    begun: Begun | None = None
    snapshot: Text | None = None
    """Of the state that we left; None while we are changing it."""


class Remembered:
    """The memory of one list at one service.

    Args:
        service: Name of the service.
        key: What tells the list from all others of this person: a bundled list's name, or its file's real path.
    """

    def __init__(self, service: str, key: str) -> None:
        digest = hashlib.sha256(f"{service} {key}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
        self.path = files.data_dir() / "published" / f"{service}-{ids.slug(Path(key).stem)[:40]}-{digest}.json"
        """The file."""
        self._blank = Memory(list=key.encode("utf-8", "backslashreplace").decode(), service=service)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Keep every other run out. Raises UsageError where one is at work, DataError where nothing can be written."""
        lock = FileLock(self.path.with_suffix(".lock"), timeout=0)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise UsageError("another run is publishing this list; wait until it has ended.") from None
        except OSError as err:
            folder = self.path.parent
            raise DataError(f"cannot write: {err.strerror}", path=folder, remedy="check its permissions") from err
        try:
            yield
        finally:
            lock.release()

    def read(self) -> Memory:
        """What is remembered. Raises DataError."""
        if not self.path.exists():
            return self._blank
        try:
            return Memory.model_validate_json(files.read_text(self.path))
        except ValidationError:
            raise DataError(
                f"this is no memory of a published list of version {SCHEMA_VERSION}",
                path=self.path,
                remedy="remove it, and name the playlist with --onto",
            ) from None

    def write(self, memory: Memory) -> None:
        """Remember. Raises DataError."""
        files.write_whole(self.path, memory.model_dump_json(indent=2, exclude_none=True) + "\n")
