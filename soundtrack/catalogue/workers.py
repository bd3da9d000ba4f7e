"""Worker processes that answer lines: plain child interpreters at the other end of two pipes.

Not multiprocessing: a library must not fork a process that may have threads, nor run the caller's main module again
in each child. A child that was killed is replaced, and its share is done again.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

from soundtrack.errors import SoundtrackError
from soundtrack.matching.bulk import Answer, Query

_TRIES = 3
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from soundtrack.catalogue.workers import serve; serve()"
)
"""A child finds our package where we found it, however that was."""


class Workers:
    """*count* child processes, each led by a thread of ours, that answer from one catalogue.

    Args:
        count: At least 1.
        against: As for :func:`soundtrack.catalogue.bulk.answering`.
    """

    def __init__(self, count: int, against: str | os.PathLike[str]) -> None:
        self.room = 2 * count + 1
        """Batches that may be under way."""
        self._against = os.fspath(against)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._children: list[subprocess.Popen[bytes]] = []
        self._is_closed = False
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="matching")

    def submit(self, batch: list[Query]) -> Future[list[Answer]]:
        """Answer as soon as a worker is free."""
        return self._threads.submit(self._ask, batch)

    def _ask(self, batch: list[Query]) -> list[Answer]:
        question = pickle.dumps(batch)
        for _ in range(_TRIES):
            answer = _asked(self._child(), question)
            if isinstance(answer, SoundtrackError):
                raise answer
            if answer is not None:
                return answer
        raise SoundtrackError("the processes that match lines are ended from outside; is there memory enough?")

    def _child(self) -> subprocess.Popen[bytes]:
        """The child of this thread; a new one in place of one that has ended."""
        child: subprocess.Popen[bytes] | None = getattr(self._own, "child", None)
        if child is None or child.poll() is not None:
            with self._lock:
                if self._is_closed:
                    raise CancelledError
                child = self._own.child = _started(self._against)
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


def _started(against: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-S", "-c", _START],  # without site: it gets our path
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0 if os.name == "posix" else None,  # Ctrl-C is for us; we end the children
    )
    assert child.stdin is not None
    with contextlib.suppress(OSError):  # if it is dead already, the first question will tell
        pickle.dump(sys.path, child.stdin)
        pickle.dump(against, child.stdin)
        child.stdin.flush()
    return child


def _asked(child: subprocess.Popen[bytes], question: bytes) -> list[Answer] | SoundtrackError | None:
    """A child's answer; None when it ended instead."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(question)
        child.stdin.flush()
        answer: list[Answer] | SoundtrackError = pickle.load(child.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        child.wait()
        return None
    return answer


def serve() -> None:
    """Answer questions on standard input until it closes. What a child process runs."""
    from soundtrack.catalogue.bulk import answering

    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answers
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        against = pickle.load(questions)
        try:
            answer = answering(against)
        except SoundtrackError as err:
            pickle.load(questions)
            pickle.dump(SoundtrackError(str(err).rstrip(".")), answers)
            answers.flush()
            return
        while True:
            batch: list[Query] = pickle.load(questions)
            try:
                pickle.dump(answer(batch), answers)
                answers.flush()
            except BrokenPipeError:  # whoever asked was killed
                os._exit(1)
