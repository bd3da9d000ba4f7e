"""An index of rows in memory: which few of many are worth comparing with a line."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest, nsmallest
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from soundtrack import text
from soundtrack.matching import decision, keys, words
from soundtrack.matching.description import Description

CROWD = 400
"""A key under which more rows stand says too little to be followed."""
SURE = 81.0
"""From this likeness on (of 101) a row found by title and artist spares looking by single words."""
WORD_CROWD = 600
BEHIND = 50.0
"""Rows that look this much less alike than the best (of 100) are not compared."""
BY_WORDS = 150
KEPT = 12
"""Candidates that are compared in full."""


class Best(NamedTuple):
    """What was decided for a line."""

    state: decision.State
    id: str | None
    """The best row's, accepted only where the state is ``matched``; None when nothing is like the line."""
    confidence: float | None
    """Probability that this row is right; None without one."""
    runner_up_id: str | None
    """The best row that is a different recording."""


class Index:
    """Rows by keys; see :mod:`soundtrack.matching.keys`."""

    def __init__(self, rows: Iterable[tuple[str, Description]]) -> None:
        self._ids: list[str] = []
        self._rows: list[Description] = []
        self._joined: list[str] = []
        self._plain: list[str] = []
        self._keys: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        for id_, row in rows:
            self._add(id_, row)

    def _add(self, id_: str, row: Description) -> None:
        number = len(self._rows)
        self._ids.append(id_)
        self._rows.append(row)
        self._joined.append(_joined(row))
        self._plain.append(_plain(row))
        found: dict[str, None] = {}
        for reading in (row.direct, *row.divided):
            found[keys.exact(reading)] = None
            found.update(dict.fromkeys(keys.near(reading)))
        found.update(dict.fromkeys(keys.subtitles(row.direct.title)))
        found.update(dict.fromkeys(keys.album(row, row=True)))
        for key in found:
            self._keys.setdefault(key, []).append(number)
        for word in keys.row_words(row):
            self._words.setdefault(word, []).append(number)

    def __len__(self) -> int:
        return len(self._rows)

    def id(self, number: int) -> str:
        """The id of a row."""
        return self._ids[number]

    def description(self, number: int) -> Description:
        """A row's description."""
        return self._rows[number]

    def best(self, line: Description) -> Best:
        """Decide which row *line* means."""
        numbers = self.candidates(line)
        verdict = decision.judge(line, [self._rows[number] for number in numbers])
        if verdict.best is None or verdict.confidence is None:
            return Best("missing", None, None, None)
        runner_up = None if verdict.runner_up is None else self._ids[numbers[verdict.runner_up]]
        return Best(verdict.state, self._ids[numbers[verdict.best]], round(verdict.confidence, 4), runner_up)

    def candidates(self, line: Description, *, thorough: bool = False) -> list[int]:
        """The rows most worth comparing with *line*, likeliest first; at most KEPT.

        Args:
            line: What is looked for.
            thorough: Also those that look much less alike than the best.
        """
        if line.direct.credit is not None and not line.direct.title.unknown and not thorough:
            rows = self._keys.get(keys.exact(line.direct))
            if rows is not None:
                return [number for _, number in self._nearest(set(rows), line, thorough)]
        found: set[int] = set()
        for reading in (line.direct, *line.readings):
            for key in keys.near(reading):
                rows = self._keys.get(key)
                if rows is not None and len(rows) <= CROWD:
                    found.update(rows)
        for key in keys.album(line, row=False):
            rows = self._keys.get(key)
            if rows is not None and len(rows) <= CROWD:
                found.update(rows)
        if line.direct.title.unknown:
            return self._without_title(found | self._by_words(line), line)
        near = self._nearest(found, line, thorough)
        if not near or near[0][0] < SURE:
            more = self._by_words(line)
            if more:
                near = self._nearest(found | more, line, thorough)
        return [number for _, number in near]

    def _without_title(self, found: set[int], line: Description) -> list[int]:
        """A line without a title: its length and place must do."""

        def apart(number: int) -> tuple[float, bool, int]:
            row = self._rows[number]
            gap = abs(line.seconds - row.seconds) if line.seconds and row.seconds else 5.0
            return round(gap / 3), line.position != row.position, number

        return nsmallest(KEPT, found, key=apart)

    def _nearest(self, found: set[int], line: Description, thorough: bool) -> list[tuple[float, int]]:
        joined, plain = _joined(line), _plain(line)
        joineds, plains = self._joined, self._plain
        near = []
        for number in found:
            whole = ratio(joined, joineds[number])
            near.append((max(whole, ratio(plain, plains[number])) + whole / 100, -number))
        if line.direct.credit is None:
            title = line.direct.title.core
            rows = self._rows
            near = [(max(score, ratio(title, rows[-number].direct.title.core)), number) for score, number in near]
        near.sort(reverse=True)
        least = near[0][0] - BEHIND if near and not thorough else 0.0
        return [(score, -number) for score, number in near[:KEPT] if score >= least]

    def _by_words(self, line: Description) -> set[int]:
        sums: dict[int, float] = {}
        for word in keys.query_words(line):
            rows = self._words.get(word)
            if rows is None or len(rows) > WORD_CROWD:
                continue
            if len(sums) > 4 * WORD_CROWD:
                break
            weight = words.weight(word) / (1 + len(rows) / 50)
            for number in rows:
                sums[number] = sums.get(number, 0.0) + weight
        return set(nlargest(BY_WORDS, sums, key=lambda number: (sums[number], -number)))


def _joined(it: Description) -> str:
    """Artist and title in one, words sorted, so that swapped and joined fields look alike."""
    tokens = text.fold(it.direct.title.raw).split()
    if it.direct.credit is not None:
        tokens += it.direct.credit.full.split()
    tokens.sort()
    return " ".join(tokens)


def _plain(it: Description) -> str:
    """The same without versions, subtitles and all names but the first."""
    tokens = it.direct.title.core.split()
    if it.direct.credit is not None:
        tokens += it.direct.credit.primary.split()
    tokens.sort()
    return " ".join(tokens)
