"""Look at folders and keep the index up to date.

Every file's stat is looked at, so an edit inside a file is seen; no file is opened whose stat is as it was. One
digest for each folder says that nothing in it has changed, so that an unchanged folder costs one look-up.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import marshal
import os
import stat
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from soundtrack.errors import DataError
from soundtrack.library._database import connect, default_path, said_as_data_error
from soundtrack.library._reading import Reading
from soundtrack.library._workers import BATCH, Here, Workers, default_workers
from soundtrack.library._writing import Known, Stat, Writer
from soundtrack.library.tags import EXTENSIONS

Progress = Callable[[int, int], None]
"""Called with the files done and the files found."""

FEW = 4 * BATCH
"""Up to so many files are read here: starting workers would take longer."""

_TICK_NS = 10_000_000
"""File times stand still for a few milliseconds; a file changed so shortly before may change again unseen."""

_NOT_MUSIC = frozenset({"$RECYCLE.BIN", "@eaDir", "lost+found", ".Trash", ".Trashes"})

_USUAL = frozenset({".mp3", ".m4a", ".ogg", ".wma", ".wav"})
_KIND, _REGULAR = 0o170000, stat.S_IFREG

_NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
"""Errors of what is not there: gone by now, or a link to nowhere or to itself."""


@dataclass(frozen=True)
class ScanReport:
    """What a scan found. Every audio file seen is one of added, changed, moved, unchanged or unread."""

    seen: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    deleted: int = 0
    unchanged: int = 0
    broken: tuple[tuple[str, str], ...] = ()
    """Files that are no readable audio, each with the reason; those known from earlier scans, too."""
    skipped: tuple[tuple[str, str], ...] = ()
    """Folders that could not be looked at, each with the reason; their entries stay as they were."""


@dataclass
class _Count:
    seen: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    deleted: int = 0
    unchanged: int = 0
    unread: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Folder:
    """A folder on its way: its digest is stored when all of its files are."""

    id: int
    path: str
    digest: bytes
    left: int
    is_whole: bool = True


@dataclass(frozen=True)
class _Job:
    folder: _Folder
    name: str
    stat: Stat
    known: Known | None


@dataclass(frozen=True)
class _Listing:
    path: str
    device: int
    files: list[tuple[str, int, int, int, int]]
    """Name, size, mtime_ns, ctime_ns, inode."""
    is_empty: bool
    """Nothing at all is in it."""


def scan(
    folders: Sequence[str | os.PathLike[str]],
    index: str | os.PathLike[str] | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> ScanReport:
    """Bring the index up to date with what is in *folders* and below.

    Only entries below these folders change. What was done stays when the scan is interrupted or killed. A
    second scan of the same index waits for the first.

    Args:
        folders: Where to look; symbolic links are followed, each folder is looked at once.
        index: The file to keep the index in; None for the user's own.
        workers: Processes that read files; 1 reads in this one; None chooses by the machine.
        progress: Called now and then; the second number is the number of files below the folders.

    Raises:
        DataError: A folder does not exist, or the index cannot be used.
    """
    roots = _roots(folders)
    path = Path(default_path() if index is None else index)
    with _alone(path), contextlib.closing(connect(path)) as connection, said_as_data_error(path):
        run = _Scan(Writer(connection), workers, _Bar(progress, roots))
        try:
            run.everything(roots)
        finally:
            run.close()
        return run.report(roots)


def _roots(folders: Sequence[str | os.PathLike[str]]) -> list[str]:
    """Absolute paths, those inside others left out."""
    given = []
    for folder in folders:
        path = os.path.abspath(os.path.expanduser(os.fspath(folder)))
        if not os.path.isdir(path):
            what = "this is not a folder" if os.path.lexists(path) else "no such folder"
            raise DataError(what, path=os.fspath(folder), remedy="check its name, and that its disk is there")
        given.append(path)
    unique = sorted(set(given))
    return [path for path in unique if not any(_is_below(path, other) for other in unique if other != path)]


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


@contextlib.contextmanager
def _alone(index: Path) -> Iterator[None]:
    """Hold the index's lock; the system frees it when a process dies."""
    from filelock import FileLock

    with said_as_data_error(index):
        index.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{index}.lock", mode=0o600)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


class _Bar:
    """Progress, told a few times a second."""

    def __init__(self, progress: Progress | None, roots: Sequence[str]) -> None:
        self._tell = progress
        self._whole = 0 if progress is None else sum(len(one.files) for one in _walk(roots, [], stats=False))
        self._next = 0.0

    def show(self, done: int, *, at_once: bool = False) -> None:
        if self._tell is not None and (at_once or time.monotonic() >= self._next):
            self._next = time.monotonic() + 0.1
            self._tell(done, max(done, self._whole))


class _Scan:
    """One run: walk, compare, read what is new, write."""

    def __init__(self, writer: Writer, workers: int | None, bar: _Bar) -> None:
        self._writer = writer
        self._bar = bar
        self._count = _Count()
        self._done = 0
        self._wanted = default_workers() if workers is None else workers
        self._pool: Here | Workers = Here()
        self._jobs: list[_Job] = []
        self._under_way: deque[tuple[list[_Job], Future[list[Reading]]]] = deque()
        self._submitted = 0
        self._visited: set[int] = set()

    def everything(self, roots: Sequence[str]) -> None:
        for listing in _walk(roots, self._count.skipped):
            self._look(listing, is_root=listing.path in roots)
        self._submit()
        while self._under_way:
            self._take()
        self._forget(roots)
        self._writer.finish()
        self._bar.show(self._done, at_once=True)

    def close(self) -> None:
        self._pool.close()
        self._writer.close()

    def report(self, roots: Sequence[str]) -> ScanReport:
        count = self._count
        known = [(path, why) for path, why in self._writer.problems() if any(_is_below(path, root) for root in roots)]
        return ScanReport(
            seen=count.seen,
            added=count.added,
            changed=count.changed,
            moved=count.moved,
            deleted=count.deleted,
            unchanged=count.unchanged,
            broken=tuple(sorted({*known, *count.unread})),
            skipped=tuple(count.skipped),
        )

    # --- comparing -------------------------------------------------------------------------------------

    def _look(self, listing: _Listing, *, is_root: bool) -> None:
        known = self._writer.folder(listing.path)
        if known is not None and listing.is_empty and self._seems_unmounted(known.id, known.device, listing, is_root):
            self._count.skipped.append((listing.path, "it is empty although music was there: is its disk mounted"))
            return
        digest = hashlib.blake2b(marshal.dumps(listing.files), digest_size=16).digest()
        self._count.seen += len(listing.files)
        if known is not None:
            self._visited.add(known.id)
            if known.digest == digest:
                self._unchanged(len(listing.files))
                return
        id_ = self._writer.enter(listing.path, listing.device)
        self._visited.add(id_)
        self._compare(_Folder(id_, listing.path, digest, left=0), listing)

    def _seems_unmounted(self, id_: int, device: int, listing: _Listing, is_root: bool) -> bool:
        """True for an empty folder that was on another disk; for one that was asked for, whatever disk."""
        if device != listing.device:
            return True
        return is_root and self._writer.has_music(id_, listing.path)

    def _compare(self, folder: _Folder, listing: _Listing) -> None:
        before = self._writer.files(folder.id)
        now = time.time_ns()
        jobs = []
        for name, *numbers in listing.files:
            found = Stat(*numbers)
            known = before.pop(name, None)
            if known is not None and known.stat == found:
                self._unchanged(1)
                continue
            if 0 <= now - max(found.mtime_ns, found.ctime_ns) < _TICK_NS:
                found = found._replace(ctime_ns=0)
                folder.is_whole = False
            jobs.append(_Job(folder, name, found, known))
        self._writer.mark_gone(known.id for known in before.values())
        folder.left = len(jobs)
        if not jobs:
            self._finish(folder)
        for job in jobs:
            if job.known is None and self._writer.move(folder.id, job.name, job.stat):
                self._count.moved += 1
                self._end(job)
            else:
                self._jobs.append(job)
                if len(self._jobs) >= BATCH:
                    self._submit()

    def _unchanged(self, files: int) -> None:
        self._count.unchanged += files
        self._step(files)

    # --- reading and writing ---------------------------------------------------------------------------

    def _submit(self) -> None:
        if not self._jobs:
            return
        jobs, self._jobs = self._jobs, []
        self._submitted += len(jobs)
        if isinstance(self._pool, Here) and self._wanted > 1 and self._submitted > FEW and sys.executable:
            self._pool = Workers(self._wanted)
        paths = [os.path.join(job.folder.path, job.name) for job in jobs]
        self._under_way.append((jobs, self._pool.submit(paths)))
        while len(self._under_way) > self._pool.room:
            self._take()

    def _take(self) -> None:
        jobs, future = self._under_way.popleft()
        for job, reading in zip(jobs, future.result(), strict=True):
            self._store(job, reading)

    def _store(self, job: _Job, reading: Reading) -> None:
        if reading.problem is not None and not reading.is_lasting:
            self._count.unread.append((os.path.join(job.folder.path, job.name), reading.problem))
            job.folder.is_whole = False
        elif job.known is None:
            if self._writer.add(job.folder.id, job.name, job.stat, reading):
                self._count.moved += 1
            else:
                self._count.added += 1
        elif self._writer.change(job.known, job.stat, reading):
            self._count.changed += 1
        else:
            self._count.unchanged += 1
        self._end(job)

    def _end(self, job: _Job) -> None:
        self._step(1)
        job.folder.left -= 1
        if not job.folder.left:
            self._finish(job.folder)

    def _finish(self, folder: _Folder) -> None:
        if folder.is_whole:
            self._writer.complete(folder.id, folder.digest)

    def _step(self, files: int) -> None:
        self._done += files
        self._bar.show(self._done)
        self._writer.breathe()

    # --- what is no longer there -----------------------------------------------------------------------

    def _forget(self, roots: Sequence[str]) -> None:
        """Delete what was missing where we looked, and folders that are gone; never what we could not see."""
        unseen = [path for path, _ in self._count.skipped]
        for id_, path, device in self._writer.folders():
            if id_ in self._visited or not any(_is_below(path, root) for root in roots):
                continue
            if any(_is_below(path, folder) for folder in unseen) or _device_of_nearest(path) != device:
                continue
            self._writer.empty(id_)
        self._count.deleted = self._writer.delete_gone()


def _device_of_nearest(path: str) -> int | None:
    """The device of a folder, or of the nearest one above it that is still there."""
    while True:
        with contextlib.suppress(OSError):
            return os.stat(path).st_dev
        above = os.path.dirname(path)
        if above == path:
            return None
        path = above


# --- walking -----------------------------------------------------------------------------------------------


def _walk(roots: Sequence[str], skipped: list[tuple[str, str]], *, stats: bool = True) -> Iterator[_Listing]:
    """List every folder once: those that links lead to after all others, so that real paths win.

    Args:
        roots: Where to begin.
        skipped: Folders that could not be listed are added here, with the reason.
        stats: False leaves out the numbers of each file.
    """
    visited: set[tuple[int, int]] = set()
    folders, links = list(reversed(roots)), deque[str]()
    while folders or links:
        path = folders.pop() if folders else links.popleft()
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        except OSError as err:
            if err.errno not in _NOWHERE:
                skipped.append((path, _reason(err)))
            continue
        try:
            about = os.fstat(descriptor)
            if (about.st_dev, about.st_ino) in visited:
                continue
            visited.add((about.st_dev, about.st_ino))
            listing, below, linked = _list(path, descriptor, about.st_dev, stats)
        except OSError as err:
            skipped.append((path, _reason(err)))
            continue
        finally:
            os.close(descriptor)
        folders += sorted(below, reverse=True)
        links += sorted(linked)
        yield listing


def _list(path: str, descriptor: int, device: int, stats: bool) -> tuple[_Listing, list[str], list[str]]:
    files: list[tuple[str, int, int, int, int]] = []
    below: list[str] = []
    linked: list[str] = []
    is_empty = True
    with os.scandir(descriptor) as entries:
        for entry in entries:
            is_empty = False
            name = entry.name
            try:
                is_music = name[-4:] in _USUAL or name.rpartition(".")[2].lower() in EXTENSIONS
                if is_music and name[:2] != "._":  # there macOS keeps its own notes
                    if not stats:
                        files.append((name, 0, 0, 0, 0))
                        continue
                    about = entry.stat()
                    if about.st_mode & _KIND == _REGULAR:
                        files.append((name, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino))
                        continue
                if entry.is_dir() and name not in _NOT_MUSIC and not name.startswith(".Trash-"):
                    (linked if entry.is_symlink() else below).append(os.path.join(path, name))
            except OSError as err:
                if err.errno not in _NOWHERE:
                    raise  # what cannot be looked at must not count as missing
    return _Listing(path, device, files, is_empty), below, linked


def _reason(err: OSError) -> str:
    words = err.strerror or str(err)
    return words[:1].lower() + words[1:]
