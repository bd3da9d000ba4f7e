"""The best one-to-one assignment of lines to tracks, each of which may stay alone."""

from __future__ import annotations

from collections.abc import Sequence

LARGEST = 150
"""Lines that hang together, up to which the optimum is worked out; more are dealt out greedily, best pair first."""


def assign(gains: Sequence[dict[int, float]]) -> list[int | None]:
    """Give each line at most one track, each track to at most one line, so that the sum of gains is largest.

    Args:
        gains: For each line what each track would gain; only gains above 0 are used.

    Returns:
        The track of each line, or None.
    """
    result: list[int | None] = [None] * len(gains)
    for lines in _components(gains):
        tracks = sorted({track for line in lines for track, gain in gains[line].items() if gain > 0})
        if not tracks:
            continue
        chosen = _greedy(lines, gains) if len(lines) > LARGEST else _optimum(lines, tracks, gains)
        for line, track in chosen.items():
            result[line] = track
    return result


def _components(gains: Sequence[dict[int, float]]) -> list[list[int]]:
    """Lines that compete for the same tracks, directly or through others."""
    parent = list(range(len(gains)))

    def root(line: int) -> int:
        while parent[line] != line:
            parent[line] = parent[parent[line]]
            line = parent[line]
        return line

    first: dict[int, int] = {}
    for line, row in enumerate(gains):
        for track, gain in row.items():
            if gain > 0:
                parent[root(line)] = root(first.setdefault(track, line))
    together: dict[int, list[int]] = {}
    for line in range(len(gains)):
        together.setdefault(root(line), []).append(line)
    return list(together.values())


def _greedy(lines: list[int], gains: Sequence[dict[int, float]]) -> dict[int, int]:
    pairs = sorted((-gain, line, track) for line in lines for track, gain in gains[line].items() if gain > 0)
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, line, track in pairs:
        if line not in chosen and track not in taken:
            chosen[line] = track
            taken.add(track)
    return chosen


def _optimum(lines: list[int], tracks: list[int], gains: Sequence[dict[int, float]]) -> dict[int, int]:
    """The Hungarian method with potentials (Kuhn 1955, Munkres 1957), rows one by one.

    Every line also has a column of its own at cost 0: to stay alone.
    """
    rows, columns = len(lines), len(tracks) + len(lines)

    def cost(row: int, column: int) -> float:
        if column < len(tracks):
            return -max(0.0, gains[lines[row]].get(tracks[column], 0.0))
        return 0.0

    infinity = float("inf")
    row_potential = [0.0] * (rows + 1)
    column_potential = [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # row of a column, from 1; column 0 holds the row being placed
    way = [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0] = row
        column = 0
        least = [infinity] * (columns + 1)
        used = [False] * (columns + 1)
        while owner[column]:
            used[column] = True
            placed = owner[column]
            delta, following = infinity, 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                reduced = cost(placed - 1, other - 1) - row_potential[placed] - column_potential[other]
                if reduced < least[other]:
                    least[other], way[other] = reduced, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    row_potential[owner[other]] += delta
                    column_potential[other] -= delta
                else:
                    least[other] -= delta
            column = following
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    return {
        lines[owner[column] - 1]: tracks[column - 1]
        for column in range(1, len(tracks) + 1)
        if owner[column] and gains[lines[owner[column] - 1]].get(tracks[column - 1], 0.0) > 0
    }
