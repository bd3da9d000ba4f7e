"""How one order of entries becomes another by few requests. Pure; keeps order and repeats."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from playlists.publish.base import Change


def chunks(uris: Sequence[str], at: int, most: int) -> list[Change]:
    """Insert *uris* at the place *at*, at most *most* by one request."""
    return [
        Change("insert", at=at + start, uris=tuple(uris[start : start + most])) for start in range(0, len(uris), most)
    ]


def inserting(have: Sequence[str], want: Sequence[str], most: int) -> list[Change] | None:
    """Insertions that make *have* into *want*; None where entries have to go or to move.

    Cut short after any of them, what is there still becomes *want* by insertions.
    """
    steps: list[Change] = []
    start = matched = 0
    for place, uri in enumerate(want):
        if matched < len(have) and have[matched] == uri:
            steps += chunks(want[start:place], start, most)
            start, matched = place + 1, matched + 1
    if matched < len(have):
        return None
    return steps + chunks(want[start:], start, most)


def replacing(want: Sequence[str], most: int) -> list[Change]:
    """Put the first entries in the place of all, then append the rest."""
    return [Change("replace", uris=tuple(want[:most])), *chunks(want[most:], most, most)]


def editing(have: Sequence[str], want: Sequence[str], most: int) -> list[Change]:
    """Deletions and insertions that make *have* into *want*, from the end to the start, so that places stay right.

    Where it costs less, everything is taken away and put there anew.
    """
    steps: list[Change] = []
    for what, i, j, k, n in reversed(SequenceMatcher(None, have, want, autojunk=False).get_opcodes()):
        if what in ("delete", "replace"):
            steps.append(Change("delete", at=i, count=j - i))
        if what in ("insert", "replace"):
            steps += chunks(want[k:n], i, most)
    anew = [Change("delete", count=len(have))] if have else []
    anew += chunks(want, 0, most)
    return anew if len(anew) < len(steps) else steps


def difference(have: Sequence[str], want: Sequence[str]) -> list[tuple[str, int, int]]:
    """What a person sees: ``("-", place in have, 0)`` and ``("+", 0, place in want)``, places from 0, in order."""
    rows: list[tuple[str, int, int]] = []
    for what, i, j, k, n in SequenceMatcher(None, have, want, autojunk=False).get_opcodes():
        if what != "equal":
            rows += [("-", place, 0) for place in range(i, j)]
            rows += [("+", 0, place) for place in range(k, n)]
    return rows
