"""Any number of lines against a catalogue: in order, on all cores, in the memory of a few batches.

Every line is answered by itself, so the answers are the same however many work on them.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from itertools import islice
from pathlib import Path

from soundtrack.catalogue import sources
from soundtrack.catalogue.folder import SUFFIX
from soundtrack.catalogue.index import Catalogue
from soundtrack.matching import bulk
from soundtrack.matching.bulk import Answer, Query

BATCH = 256
"""Lines in one question to a worker."""
_ALONE = 2048
"""So few lines are answered in this process: a worker takes half a second to start."""

Answering = Callable[[list[Query]], list[Answer]]


def answering(against: str | os.PathLike[str]) -> Answering:
    """Open what lines are matched against: a catalogue by name or path, or a file of rows, which is read whole.

    Raises:
        DataError: It is missing or not right.
    """
    if is_file_of_rows(against):
        rows = bulk.index(sources.rows(against))
        return lambda queries: list(bulk.match_lines(queries, rows))
    catalogue = Catalogue.open(against)
    return lambda queries: list(catalogue.answers(queries))


def is_file_of_rows(against: str | os.PathLike[str]) -> bool:
    """Whether this is CSV, JSONL or Parquet and no catalogue."""
    return not os.fspath(against).endswith(SUFFIX) and sources.form_of(against) is not None


def default_workers(against: str | os.PathLike[str]) -> int:
    """One for each processor that we may use; one for a file of rows, which each worker would have to index."""
    if is_file_of_rows(against):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def match(queries: Iterable[Query], against: str | os.PathLike[str], *, workers: int | None = None) -> Iterator[Answer]:
    """Answer every line, in order, as they come.

    Args:
        queries: The lines; only a few batches of them are held at a time.
        against: A catalogue's name or path, or a file of rows.
        workers: Processes; None chooses by the machine. The answers are the same.

    Raises:
        DataError: What they are matched against is missing or not right.
    """
    if workers is None:
        workers = default_workers(against)
    stream = iter(queries)
    first = list(islice(stream, _ALONE)) if workers > 1 else []
    if workers <= 1 or len(first) < _ALONE:
        answer = answering(against)
        for batch in _batches(first, stream):
            yield from answer(batch)
        return
    from soundtrack.catalogue.workers import Workers

    if not is_file_of_rows(against):
        Catalogue.open(against).close()  # what is wrong with it is told here, once
    team = Workers(workers, Path(against).absolute() if Path(against).exists() else against)
    try:
        under_way: deque[Future[list[Answer]]] = deque()
        for batch in _batches(first, stream):
            if len(under_way) >= team.room:
                yield from under_way.popleft().result()
            under_way.append(team.submit(batch))
        while under_way:
            yield from under_way.popleft().result()
    finally:
        team.close()


def _batches(first: list[Query], stream: Iterator[Query]) -> Iterator[list[Query]]:
    for start in range(0, len(first), BATCH):
        yield first[start : start + BATCH]
    while batch := list(islice(stream, BATCH)):
        yield batch
