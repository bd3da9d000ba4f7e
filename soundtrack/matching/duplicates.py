"""Which rows of one or several catalogues are the same track."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from soundtrack.matching.compare import compare
from soundtrack.matching.description import Description
from soundtrack.matching.index import Index

LARGEST_GROUP = 4
"""Rows that hang together through others; in a larger group only direct pairs count."""


def duplicates(rows: Sequence[Description]) -> list[tuple[int, int]]:
    """Pairs of places in *rows*, the smaller first, that describe the same track.

    What is the same as a third is the same: a row that lost its title is found through the one in between.
    """
    index = Index((str(number), row) for number, row in enumerate(rows))
    pairs: set[tuple[int, int]] = set()
    seen: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        for other in index.candidates(row, thorough=True):
            pair = (min(number, other), max(number, other))
            if number != other and pair not in seen:
                seen.add(pair)
                if compare(rows[pair[0]], rows[pair[1]]).logit > 0:
                    pairs.add(pair)
    for group in _groups(len(rows), pairs):
        if len(group) <= LARGEST_GROUP:
            pairs.update(combinations(group, 2))
    return sorted(pairs)


def _groups(count: int, pairs: set[tuple[int, int]]) -> list[list[int]]:
    parent = list(range(count))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for a, b in sorted(pairs):
        parent[root(b)] = root(a)
    groups: dict[int, list[int]] = {}
    for number in range(count):
        groups.setdefault(root(number), []).append(number)
    return [group for group in groups.values() if len(group) > 2]
