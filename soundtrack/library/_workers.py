"""Worker processes that read files: plain child interpreters at the other end of two pipes.

Not multiprocessing: a library must not fork a process that may have threads, nor run the caller's main module
again in each child. A worker that has nobody to work for (its pipe closes) ends.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import BinaryIO

from soundtrack.library._reading import Reading, read

BATCH = 48
"""Files in one question to a worker."""

_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from soundtrack.library._workers import serve; serve()"
)
"""A child finds our package where we found it, however that was."""


def default_workers() -> int:
    """One for each processor that we may use, but no more than four: then the disk is what we wait for."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(4, usable))


class Here:
    """Reads in this process."""

    room = 1
    """Batches that may be under way."""

    def submit(self, paths: Sequence[str]) -> Future[list[Reading]]:
        """Read now; the future is done already."""
        done: Future[list[Reading]] = Future()
        done.set_result([read(path) for path in paths])
        return done

    def close(self) -> None:
        """Nothing to end."""


class Workers:
    """Reads in *count* child processes, each led by a thread of ours."""

    def __init__(self, count: int) -> None:
        self.room = 2 * count
        self._own = threading.local()
        self._lock = threading.Lock()
        self._children: list[subprocess.Popen[bytes]] = []
        self._is_closed = False
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")

    def submit(self, paths: Sequence[str]) -> Future[list[Reading]]:
        """Read as soon as a worker is free."""
        return self._threads.submit(self._ask, paths)

    def _ask(self, paths: Sequence[str]) -> list[Reading]:
        answer = _asked(self._child(), paths)
        if answer is None:  # it died, perhaps of one of these files: read them one by one, each in a new child
            return [self._ask_alone(path) for path in paths]
        return answer

    def _ask_alone(self, path: str) -> Reading:
        answer = _asked(self._child(), [path])
        return answer[0] if answer else Reading(problem="reading it ended the process that read it")

    def _child(self) -> subprocess.Popen[bytes]:
        """The child of this thread; a new one in place of one that has ended."""
        child: subprocess.Popen[bytes] | None = getattr(self._own, "child", None)
        if child is None or child.poll() is not None:
            with self._lock:
                if self._is_closed:
                    raise CancelledError
                child = self._own.child = _started()
                self._children.append(child)
        return child

    def close(self) -> None:
        """End the children, whatever they are doing."""
        with self._lock:
            self._is_closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.kill()
        self._threads.shutdown(wait=True)
        for child in self._children:
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def _started() -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-S", "-c", _START],  # without site: it gets our path
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0 if os.name == "posix" else None,  # Ctrl-C is for us; we end the children
    )
    assert child.stdin is not None
    with contextlib.suppress(OSError):  # if it is dead already, the first question will tell
        pickle.dump(sys.path, child.stdin)
        child.stdin.flush()
    return child


def _asked(child: subprocess.Popen[bytes], paths: Sequence[str]) -> list[Reading] | None:
    """A child's answer; None when it ended instead."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        pickle.dump(list(paths), child.stdin)
        child.stdin.flush()
        return [Reading(*reading) for reading in pickle.load(child.stdout)]
    except (OSError, EOFError, pickle.UnpicklingError):
        child.wait()
        return None


def serve() -> None:
    """Answer questions on standard input until it closes. What a child process runs."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answers
    for paths in _questions(questions):
        try:
            pickle.dump([tuple(read(path)) for path in paths], answers)
            answers.flush()
        except BrokenPipeError:  # whoever asked was killed
            os._exit(1)


def _questions(pipe: BinaryIO) -> Iterator[list[str]]:
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while True:
            yield pickle.load(pipe)
