"""Two credits side by side."""

from __future__ import annotations

from enum import IntEnum

from soundtrack.matching.description import Description, Reading
from soundtrack.matching.features import Features, apart
from soundtrack.text import Credit, compact, sound

NEAR = 0.3
"""Up to this share of changed letters a name is the same with slips."""
NOTICED = 0.15
LOOKED_AT = 6
"""Names of a long credit that are compared letter by letter."""


class People(IntEnum):
    """How sure it is that two credits mean the same people."""

    OTHERS = 0
    UNKNOWN = 1
    OVERLAP = 2
    SAME = 3


def artist_features(rw: Reading, ro: Reading, wanted: Description, offered: Description) -> tuple[People, Features]:
    """Compare the credits of two readings; names that the descriptions know besides are as good."""
    a, b = rw.credit, ro.credit
    if a is None or b is None:
        both: Features = [("both artists unknown", 1.0)] if a is b else []
        return People.UNKNOWN, [("artist unknown", 1.0), *both]
    if a.compact == b.compact or a.tokens == b.tokens:
        return People.SAME, [("artist same", 1.0)]
    names_a = {*a.names, *rw.title.features}
    names_b = {*b.names, *ro.title.features}
    if names_a == names_b:
        return People.SAME, [("artist same", 1.0)]
    common = names_a & names_b
    if common:
        missing = ("names missing", 1.0 - len(common) / len(names_a | names_b))
        if a.primary in common and b.primary in common:
            return People.SAME, [("artist primary same", 1.0), missing]
        return People.OVERLAP, [("artist shares a name", 1.0), missing]
    people, features = _almost(a, b)
    if people is People.OTHERS and (_known_as(b, wanted.others) or _known_as(a, offered.others)):
        return People.OVERLAP, [("artist related", 1.0)]
    return people, features


def _known_as(credit: Credit, others: tuple[Credit, ...]) -> bool:
    return any(other.compact == credit.compact or other.primary in credit.names for other in others)


def _almost(a: Credit, b: Credit) -> tuple[People, Features]:
    distance = _distance(a, b)
    heard = sound(a.compact) == sound(b.compact) or sound(compact(a.primary)) == sound(compact(b.primary))
    if distance <= NEAR or heard or distance * max(len(a.compact), len(b.compact)) < 1.5:
        features: Features = [("artist near", 1.0), ("artist distance", distance)]
        if heard:
            features.append(("artist sounds the same", 1.0))
        if distance > NOTICED:
            features.append(("artist distance beyond 0.15", distance - NOTICED))
        return People.OVERLAP, features
    small, large = (a.tokens, b.tokens) if len(a.tokens) < len(b.tokens) else (b.tokens, a.tokens)
    if small <= large:
        return People.OVERLAP, [("artist part", 1.0)]
    if a.initials == b.compact or b.initials == a.compact or _shortened(a.full, b.full) or _shortened(b.full, a.full):
        return People.OVERLAP, [("artist initials", 1.0)]
    near = sum(1 for word in small if any(apart(word, other) <= 0.34 for other in large))
    if near == len(small) > 1 and len(a.compact) > 4 and len(b.compact) > 4:
        return People.OVERLAP, [("artist words near", 1.0)]
    if distance < 0.45:
        return People.OTHERS, [("artist differs", 1.0), ("artist distance", distance - 0.45)]
    if near or small & large:
        return People.OTHERS, [("artist differs", 1.0), ("artist shares a word", 1.0)]
    return People.OTHERS, [("artist differs", 1.0)]


def _distance(a: Credit, b: Credit) -> float:
    """Share of changed letters between the whole credits, or the first name of one and any of the other."""
    distance = apart(a.compact, b.compact)
    if len(a.names) > 1 or len(b.names) > 1:
        first_a, first_b = compact(a.primary), compact(b.primary)
        distance = min(
            distance,
            apart(first_a, first_b),
            *(apart(first_a, compact(name)) + 0.05 for name in b.names[1:LOOKED_AT]),
            *(apart(first_b, compact(name)) + 0.05 for name in a.names[1:LOOKED_AT]),
        )
    return distance


def _shortened(short: str, long: str) -> bool:
    """``b heat`` for ``black heat``, ``k saariaho`` for ``kaija saariaho``: a lone letter for a word."""
    shorts, longs = short.split(), long.split()
    if len(shorts) != len(longs) or not any(len(word) == 1 for word in shorts):
        return False
    return any(len(word) > 1 for word in shorts) and all(
        (len(word) == 1 and other.startswith(word)) or apart(word, other) <= 0.25
        for word, other in zip(shorts, longs, strict=True)
    )
