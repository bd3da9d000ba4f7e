"""What the modules that compare share."""

from __future__ import annotations

from rapidfuzz.distance import OSA

Features = list[tuple[str, float]]
"""Names with amounts, as ``("title distance", 0.08)``; ``weights.json`` has what each weighs."""

FAR = 0.5
"""A share of changed letters from which two texts have nothing to do with each other."""


def apart(a: str, b: str) -> float:
    """The share of letters that must be changed, lost, added or swapped with their neighbour: 0.0 to 1.0.

    Optimal string alignment, https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
    """
    if a == b:
        return 0.0
    return OSA.distance(a, b) / max(len(a), len(b))
