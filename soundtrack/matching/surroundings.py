"""What stands around title and artist: length, identifiers, release, place on it."""

from __future__ import annotations

from rapidfuzz.fuzz import partial_ratio

from soundtrack.matching.description import Description
from soundtrack.matching.features import Features, apart
from soundtrack.text import Title

SAME_S, THREE_S, EIGHT_S, TWENTY_S = 1.6, 3.6, 8.0, 20.0
"""Seconds between two lengths. Rounding to whole seconds, and silence at the end, make up to about three."""


def own_features(wanted: Description, offered: Description) -> Features:
    """What does not depend on how the words are read: length and identifiers."""
    features: Features = []
    if wanted.seconds is not None and offered.seconds is not None:
        features.append((_length(wanted.seconds, offered.seconds), 1.0))
    if wanted.identifiers and wanted.identifiers & offered.identifiers:
        features.append(("identifier same", 1.0))  # an ISRC that comes with it is no second witness
    elif wanted.isrcs and offered.isrcs:
        features.append(("isrc same" if wanted.isrcs & offered.isrcs else "isrc differs", 1.0))
    return features


def _length(a: float, b: float) -> str:
    gap, longer = abs(a - b), max(a, b)
    if gap <= SAME_S:
        return "length same"
    if gap <= THREE_S:
        return "length within 3 s"
    if gap <= EIGHT_S:
        return "length within 8 s"
    if gap <= TWENTY_S and gap <= 0.12 * longer:
        return "length within 20 s"
    if any(abs(min(a, b) * factor - longer) <= 0.02 * longer for factor in (60, 1000)):
        return "length in another unit"  # minutes or milliseconds
    return "length differs" if gap <= 0.3 * longer else "length far off"


def release_features(
    wanted: Description, offered: Description, a: Title | None, b: Title | None, known: Features
) -> Features:
    """Compare releases, as the readings have them, and places on them; *known* has the length's feature."""
    features: Features = []
    if a is not None and b is not None:
        features += _album(a, b)
    elif a is not b:
        features.append(("album unknown on one side", 1.0))
    if wanted.position is not None and offered.position is not None:
        same = wanted.position == offered.position
        there = bool(features) and features[0][0] in ("album same", "album near")
        features.append((f"{'position' if there else 'number'} {'same' if same else 'differs'}", 1.0))
        if there and same and ("length same", 1.0) in known:
            features.append(("place and length same", 1.0))
    return features


def _album(a: Title, b: Title) -> Features:
    one, other = a.core_compact, b.core_compact
    if one == other:
        return [("album same", 1.0), *([] if a.edition == b.edition else [("album edition differs", 1.0)])]
    if apart(one, other) <= 0.25:
        return [("album near", 1.0)]
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and (short in long or partial_ratio(short, long, score_cutoff=90)):
        return [("album near", 1.0)]
    return [("album differs", 1.0)]
