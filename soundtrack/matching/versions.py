"""Two readings' versions side by side: who asks for live gets live, who asks for nothing gets nothing special."""

from __future__ import annotations

from soundtrack.matching.description import Reading
from soundtrack.matching.features import Features, apart
from soundtrack.text import HARD_VERSIONS, Title

_IMITATION = frozenset({"karaoke", "tribute", "tributes", "singalong", "playback"})
_ALBUMS = frozenset({("album same", 1.0), ("album near", 1.0)})
_LENGTHS = frozenset({("length same", 1.0), ("length within 3 s", 1.0)})


def version_features(rw: Reading, ro: Reading, known: Features) -> Features:
    """Compare versions.

    Args:
        rw: Of what is wanted.
        ro: Of what is offered.
        known: Features of length and release: they may tell that a version is meant which one side does not name.
    """
    a, b = rw.title, ro.title
    features: Features = []
    if a.versions or b.versions:
        if a.versions == b.versions:
            features.append((_makers(a.makers, b.makers), 1.0))
        else:
            features += _differing(rw, ro)
        said = features[0][0] if features else ""
        if said.startswith("unasked") and not _LENGTHS.isdisjoint(known):
            features.append(("unasked version of that length", 1.0))
        elif said == "wanted version missing" and ("length same", 1.0) in known and not _ALBUMS.isdisjoint(known):
            features.append(("wanted version by length and album", 1.0))
    elif ro.album is not None and _live(ro.album) and not _live(rw.album):
        features.append(("album says live", 1.0))
    if _imitates(ro) and not _imitates(rw) and "karaoke" not in a.versions and "karaoke" not in b.versions:
        features.append(("imitation by album or artist", 1.0))
    return features


def is_unasked_live(rw: Reading, ro: Reading, known: Features) -> bool:
    """Whether what was seen on a live release is offered to a line that says nothing of live nor of that release."""
    named = "live" in rw.title.versions or "live" in ro.title.versions  # the titles' own features tell
    return not named and not _live(rw.album) and _ALBUMS.isdisjoint(known)


def _differing(rw: Reading, ro: Reading) -> Features:
    a, b = rw.title, ro.title
    only_a, only_b = a.versions - b.versions, b.versions - a.versions
    hard_a, hard_b = only_a & HARD_VERSIONS, only_b & HARD_VERSIONS
    if rw.credit is not None and b.makers and not hard_b and b.makers <= rw.credit.tokens:
        only_b = frozenset()  # "Ann Beer Version" by Ann Beer is no other version
    if hard_a:
        if only_b:
            return [("versions differ", 1.0)]
        return [("live by album" if "live" in hard_a and _live(ro.album) else "wanted version missing", 1.0)]
    if hard_b:
        if hard_b == {"alternate"}:
            return [("unasked version of a name", 1.0)]
        return [("live by album" if hard_b == {"live"} and _live(rw.album) else "unasked version", 1.0)]
    if only_a and only_b:
        return [("versions differ", 0.6)]
    if only_a:
        long = only_a & {"extended", "mix", "version"}
        return [("wanted edit missing", 1.0), *([("wanted long or mix missing", 1.0)] if long else [])]
    if only_b:
        return [("unasked version of a name" if only_b == {"version"} else "unasked edit", 1.0)]
    return []


def _makers(a: frozenset[str], b: frozenset[str]) -> str:
    """Whose remix, live where: the same, others, or named on one side only."""
    if a == b:
        return "version same"
    if not a or not b:
        return "maker missing"
    common = len(a & b)
    if common:
        return "version same" if common >= min(len(a), len(b)) / 2 else "maker differs"
    return "version same" if apart("".join(sorted(a)), "".join(sorted(b))) <= 0.34 else "maker differs"


def _live(album: Title | None) -> bool:
    return album is not None and ("live" in album.tokens or "live" in album.versions or "unplugged" in album.tokens)


def _imitates(reading: Reading) -> bool:
    """The album or the artist says that others than the artist play: karaoke, a tribute."""
    return (reading.album is not None and not _IMITATION.isdisjoint(reading.album.tokens)) or (
        reading.credit is not None and not _IMITATION.isdisjoint(reading.credit.tokens)
    )
