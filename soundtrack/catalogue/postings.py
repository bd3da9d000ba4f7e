"""Tables from keys to numbers: built by sorting on disk, read where they lie.

A table is three sections of a catalogue: ``ends`` (where each bucket of keys begins), ``marks`` (eight more bits of
each key) and ``values``. The highest bits of a key choose its bucket, the next eight are its mark.
"""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CROWD = 512
"""Values that are kept for one key; what more rows share tells none of them apart."""
_PER_BUCKET = 8
_MOST_BITS = 24
"""Of the bucket; with the mark no more than the 32 that a key has."""
_PARTS = 32
_HELD = 1 << 21
"""Keys that are held in memory before they go to disk."""
_NOTHING = memoryview(array("I"))


class Sorter:
    """Takes keys with their values in any order; memory does not grow with their number.

    Args:
        folder: Where the files lie until all is sorted.
        name: The table's.
        open_files: Closes them, whatever happens.
    """

    def __init__(self, folder: Path, name: str, open_files: ExitStack) -> None:
        self._folder = folder
        self._name = name
        self._keys = array("I")
        self._values = array("I")
        self._counts = array("I")
        self._parts: list[BinaryIO] = [
            open_files.enter_context((folder / f"{name}.{part:02d}").open("w+b")) for part in range(_PARTS)
        ]

    def add(self, keys: Iterable[int], value: int) -> None:
        """Let all *keys* lead to *value*."""
        before = len(self._keys)
        self._keys.extend(keys)
        self._counts.append(len(self._keys) - before)
        self._values.append(value)
        if len(self._keys) > _HELD:
            self._spill()

    def _spill(self) -> None:
        import numpy as np

        keys = np.frombuffer(self._keys, dtype=np.uint32).astype(np.uint64)
        values = np.repeat(np.frombuffer(self._values, dtype=np.uint32), np.frombuffer(self._counts, dtype=np.uint32))
        both = keys << np.uint64(32) | values
        del keys, values
        self._keys, self._values, self._counts = array("I"), array("I"), array("I")
        part = (both >> np.uint64(64 - int(math.log2(_PARTS)))).astype(np.uint8)
        both = both[np.argsort(part, kind="stable")]
        edges = np.concatenate(([0], np.cumsum(np.bincount(part, minlength=_PARTS))))
        for number, file in enumerate(self._parts):
            both[edges[number] : edges[number + 1]].tofile(file)

    def finish(self) -> dict[str, Path]:
        """Sort all, and write the sections; returns each section's name and file."""
        import numpy as np

        self._spill()
        total = sum(file.tell() for file in self._parts) // 8
        bits = max(8, min(_MOST_BITS, round(math.log2(max(1, total) / _PER_BUCKET))))
        counts = np.zeros(1 << bits, dtype=np.uint32)
        paths = {f"{self._name}.{kind}": self._folder / f"{self._name}.{kind}" for kind in ("ends", "marks", "values")}
        with open(paths[f"{self._name}.marks"], "wb") as marks, open(paths[f"{self._name}.values"], "wb") as values:
            for file in self._parts:
                file.seek(0)
                both = _without_crowds(np.fromfile(file, dtype=np.uint64))
                file.close()
                os.unlink(file.name)
                keys = both >> np.uint64(32)
                found = np.bincount((keys >> np.uint64(32 - bits)).astype(np.int64)) if len(keys) else counts[:0]
                counts[: len(found)] += found.astype(np.uint32)
                (keys >> np.uint64(24 - bits)).astype(np.uint8).tofile(marks)
                both.astype(np.uint32).tofile(values)
        with open(paths[f"{self._name}.ends"], "wb") as ends:
            np.concatenate(([0], np.cumsum(counts))).astype(np.uint32).tofile(ends)
        return paths


def _without_crowds(both: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sort pairs of key and value; drop repeats, and what comes after CROWD values of one key."""
    import numpy as np

    both = np.sort(both)
    if not len(both):
        return both
    new = np.ones(len(both), dtype=bool)
    new[1:] = both[1:] != both[:-1]
    both = both[new]
    keys = both >> np.uint64(32)
    first = np.ones(len(both), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(first)
    place = np.arange(len(both)) - np.repeat(starts, np.diff(np.append(starts, len(both))))
    return both[place < CROWD]


class Table:
    """A table as it lies in a mapped file."""

    __slots__ = ("_ends", "_marks", "_shift", "_values")

    def __init__(self, ends: memoryview, marks: memoryview, values: memoryview) -> None:
        self._ends = ends.cast("I")
        self._marks = marks
        self._values = values.cast("I")
        self._shift = 32 - (len(self._ends) - 1).bit_length() + 1

    def get(self, key: int) -> memoryview:
        """The values of a key (and, rarely, of another): at most about CROWD; empty where there are none."""
        bucket = key >> self._shift
        low, high = self._ends[bucket], self._ends[bucket + 1]
        if low == high:
            return _NOTHING
        marks = bytes(self._marks[low:high])
        mark = (key >> (self._shift - 8)) & 0xFF
        first = marks.find(mark)
        if first < 0:
            return _NOTHING
        return self._values[low + first : low + marks.rfind(mark) + 1]
