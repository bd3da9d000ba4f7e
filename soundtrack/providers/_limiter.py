"""One request in flight and a pause between two, over all threads and processes of a user.

MusicBrainz asks for one request a second by address, and answers *everything* with 503 until the rate drops
(https://musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting): two programs that each keep to it do not keep to it.
So the turn is a lock on a file, and beside it stands when the next request may start.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from soundtrack import files
from soundtrack.errors import ProviderUnavailableError

LONGEST_PAUSE = 30.0
"""Seconds; a note of a later start than this and the interval is a clock that was set back."""
_POLL = 0.02


class Limiter:
    """Turns at one server.

    Args:
        provider: Name for our errors.
        server: What the turns are for: all limiters of the same text share them.
        interval: Seconds between the starts of two requests.
        patience: Seconds to wait for another process that does not end its turn.
        folder: Where lock and note live; None for the user's cache folder.
    """

    def __init__(
        self, provider: str, server: str, interval: float, *, patience: float, folder: Path | None = None
    ) -> None:
        self._provider = provider
        self._interval = interval
        self._patience = patience
        name = re.sub(r"[^A-Za-z0-9.-]", "_", f"{provider}-{server}")
        self._lock_file = (files.cache_dir() if folder is None else folder) / f"{name}.lock"
        self._note = self._lock_file.with_suffix(".next")

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn; it lasts as long as the block.

        Raises:
            ProviderUnavailableError: Another process holds the turn for longer than the patience, or the
                cache folder cannot be written: without it nobody knows when others ask.
        """
        lock = self._acquired()
        try:
            yield
        finally:
            lock.release()

    def pause(self, seconds: float) -> None:
        """Let nobody start for so many seconds from now, the interval at least: the server is busy. Only in a turn."""
        self._write(time.time() + max(self._interval, min(seconds, LONGEST_PAUSE)))

    def _acquired(self) -> FileLock:
        lock = FileLock(self._lock_file)
        given_up = time.monotonic() + self._patience
        try:
            self._lock_file.parent.mkdir(parents=True, exist_ok=True)
            while True:
                lock.acquire(timeout=max(0.0, given_up - time.monotonic()), poll_interval=_POLL)
                waiting = self._waiting()
                if waiting <= 0:
                    self._write(time.time() + self._interval)
                    return lock
                lock.release()  # who waits holds nobody up: whoever wakes first goes first
                time.sleep(waiting)
                given_up += waiting
        except Timeout:
            raise ProviderUnavailableError(
                self._provider, "another program of yours keeps asking it; try again when that has ended"
            ) from None
        except OSError as err:
            lock.release()
            raise ProviderUnavailableError(
                self._provider, f"the cache folder cannot be written ({err.strerror}); set PLAYLISTS_HOME"
            ) from None
        except BaseException:
            lock.release()
            raise

    def _waiting(self) -> float:
        """Seconds until the next start is allowed; not above 0 when it is."""
        try:
            waiting = float(self._note.read_text(encoding="ascii")) - time.time()
        except (FileNotFoundError, ValueError):
            return 0.0
        return waiting if waiting <= LONGEST_PAUSE + self._interval else 0.0

    def _write(self, moment: float) -> None:
        self._note.write_text(f"{moment:.6f}", encoding="ascii")
