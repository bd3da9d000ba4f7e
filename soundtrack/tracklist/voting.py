"""Which side is the artist: the whole list votes.

One line seldom tells ``Artist - Title`` from ``Title - Artist``; a list does. Artists come again and titles do
not, versions and quotation marks stand with titles, "The", "&" and "DJ" with names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from soundtrack.tracklist.forms import bracketed, quoted
from soundtrack.tracklist.words import GIVEN_NAMES, NAME_LIKE, TITLE_LIKE, VERSION

ARTIST_FIRST = 0.8
"""Log-odds before anything is read: most lists put the artist first."""
_NAMES = re.compile(r"\s*(?:,|&|\+|/|\band\b|\bx\b|\bvs\b\.?|\bfeat\b\.?|\bft\b\.?)\s*", re.IGNORECASE)
_UNSAID = re.compile(r"[\s\W_]+")
_FEATURING = re.compile(r"[(\[]\s*(?:feat|ft|featuring|prod|with)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Fold what never makes a difference: case, quotation marks, dashes, white space."""
    return _UNSAID.sub(" ", text.casefold()).strip() or text.strip()


@lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    bare = text.split("(", maxsplit=1)[0].split("[", maxsplit=1)[0]
    return frozenset(folded for part in _NAMES.split(bare) if (folded := fold(part)))


def repeats(values: Iterable[str]) -> float:
    """How many of the texts share a name with another one, as a share of all."""
    named = [_names(value) for value in values]
    count = Counter(name for names in named for name in names)
    return sum(1 for names in named if any(count[name] > 1 for name in names)) / max(1, len(named))


def _has_version(text: str) -> bool:
    tail = bracketed(text)
    return tail is not None and bool(VERSION.search(tail[2])) and not _FEATURING.search(text)


def _is_person(text: str) -> bool:
    """Tell whether a text begins as a person's name does: "Ray Charles"."""
    words = text.split()
    return 1 < len(words) < 5 and words[0].casefold().strip(".,") in GIVEN_NAMES and words[1][:1].isupper()


def _side(values: Sequence[str]) -> dict[str, float]:
    """What speaks for these being names (above zero) or titles (below), in log-odds."""
    count = max(1, len(values))

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for value in values if test(value)) / count

    return {
        "come again": 5.0 * repeats(values),
        "are versions": -6.0 * share(_has_version),
        "feature guests in brackets": -1.5 * share(_FEATURING.search),
        "are in quotation marks": -5.0 * share(lambda v: (q := quoted(v)) is not None and q[0] == 0),
        "begin as people's names": 2.5 * share(_is_person),
        "look like names": 2.5 * share(NAME_LIKE.search),
        "read like titles": -2.0 * share(TITLE_LIKE.search),
        "are long": -0.15 * sum(len(value.split()) for value in values) / count,
    }


def artist_first(pairs: Sequence[tuple[str, str]], known: frozenset[str] = frozenset()) -> tuple[float, str]:
    """Weigh whether the left side of the pairs names the artists.

    Args:
        pairs: Left and right side of each line.
        known: Folded names that the page or the caller gives as artists.

    Returns:
        Log-odds (above zero: the left side is the artist), and the strongest reason in words.
    """
    left, right = _side([a for a, _ in pairs]), _side([b for _, b in pairs])
    weight = min(1.0, 0.4 + 0.12 * len(pairs))
    reasons = {
        (name, side): value * weight
        for side, values in (("left", left), ("right", right))
        for name, value in values.items()
    }
    if known:
        count = max(1, len(pairs))
        reasons["are named on the page", "left"] = 4.0 * sum(1 for a, _ in pairs if _names(a) & known) / count
        reasons["are named on the page", "right"] = 4.0 * sum(1 for _, b in pairs if _names(b) & known) / count
    total = ARTIST_FIRST + sum(value if side == "left" else -value for (_, side), value in reasons.items())
    name, side = max(
        reasons, key=lambda key: (reasons[key] if key[1] == "left" else -reasons[key]) * (1 if total > 0 else -1)
    )
    return total, f"the texts on the {side} {name} more often"
