"""How much a word says: rare words tell songs apart, ``love`` and ``the`` do not.

The table ``words.txt`` says where its counts come from; a word that is not in it is rare.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.resources import files

_LEAST = 0.25


@cache
def _table() -> tuple[dict[str, float], float]:
    text = files("soundtrack.matching").joinpath("words.txt").read_text("utf-8")
    counts: dict[str, int] = {}
    titles = 1
    for line in text.splitlines():
        if line.startswith("# titles:"):
            titles = int(line.rpartition(":")[2])
        elif line and not line.startswith("#"):
            word, count = line.split()
            counts[word] = int(count)
    rarest = math.log(titles / 2)
    return {word: max(_LEAST, math.log(titles / count) / rarest) for word, count in counts.items()}, rarest


def weight(word: str) -> float:
    """How much sharing *word* says, from 0.25 (``the``) to 1 (rare)."""
    return _table()[0].get(word, 1.0)


@lru_cache(maxsize=32768)
def information(words: tuple[str, ...]) -> float:
    """How much a title of these words says in all; a single rare word says 1."""
    known = _table()[0]
    return sum(known.get(word, 1.0) for word in dict.fromkeys(words))
