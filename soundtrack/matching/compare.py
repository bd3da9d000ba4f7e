"""Two descriptions side by side: what speaks for their being one recording, and what against.

:func:`compare` is the hot path. It tries the ways in which the two can be read, and keeps the best with its
*features*; ``weights.json`` gives each its weight in log-odds, and their sum is the similarity's logit. Nothing here
knows a provider or one of the models that others meet.
"""

from __future__ import annotations

from rapidfuzz.fuzz import ratio

from soundtrack.matching import cutting, model, words
from soundtrack.matching.description import Description, Reading
from soundtrack.matching.features import FAR, Features
from soundtrack.matching.people import People, artist_features
from soundtrack.matching.surroundings import own_features, release_features
from soundtrack.matching.titles import GENERIC, title_features
from soundtrack.matching.versions import is_unasked_live, version_features

WORTH_READING = 72
"""Of 100: titles that are less alike under a reading make it no better than the one as written."""
MOST_INFORMATION_ALONE = 4.0
_NEVER_TOGETHER = frozenset(
    {
        ("with album", "with album"),
        ("swapped", "joined"),
        ("swapped", "joined, artist left out"),
        ("swapped", "with album"),
        ("joined, artist left out", "joined, artist left out"),
        ("joined, artist left out", "with album"),
        ("with album", "joined, artist left out"),
    }
)
"""Readings that together leave out what tells two songs apart."""
_TELLS_SCORES_APART = frozenset(
    {"album same", "album near", "position same", "length same", "length within 3 s", "identifier same"}
)


class Comparison:
    """Two descriptions under one reading of each: the features and their log-odds."""

    __slots__ = ("confirmed", "features", "logit", "offered", "sure", "wanted")

    def __init__(self, wanted: Reading, offered: Reading, features: Features) -> None:
        self.wanted = wanted
        self.offered = offered
        self.features = features
        self.logit = model.logit(features)
        self.confirmed = True
        """A doubtful reading found what it supposed."""
        self.sure = False
        """The same name by the same people: no other reading can say more."""

    def stands_on_release(self, sure: float) -> None:
        """Add that the whole list is on a release, and this is the line's place there."""
        alone = ("generic title", "title alone")
        self.features = [(name, amount) for name, amount in self.features if name not in alone]
        self.features.append(("place on the list's release", sure))
        self.logit = model.logit(self.features)


def compare(wanted: Description, offered: Description) -> Comparison:
    """Compare what a line asks for with what is offered, under the best reading of both."""
    own = own_features(wanted, offered)
    first_w, first_o = wanted.direct, offered.direct
    if wanted.glued or offered.glued:
        cut = [_compare(rw, ro, wanted, offered, own) for rw, ro in cutting.readings(wanted, offered)]
        if cut:
            return max(cut, key=_by_logit)
    best = _compare(first_w, first_o, wanted, offered, own)
    if best.sure:
        return best
    for rw in (first_w, *wanted.readings):
        mine = rw.title.core_compact
        for ro in (first_o, *offered.divided):
            theirs = ro.title.core_compact
            if mine != theirs and ratio(mine, theirs, score_cutoff=WORTH_READING) == 0:
                continue
            if (rw is first_w and ro is first_o) or (rw.kind, ro.kind) in _NEVER_TOGETHER:
                continue
            found = _compare(rw, ro, wanted, offered, own)
            if found.logit > best.logit and found.confirmed:
                best = found
    if best.logit < 0 and _may_be_glued(first_w, first_o):
        cut = [_compare(rw, ro, wanted, offered, own) for rw, ro in cutting.readings(wanted, offered)]
        best = max(best, *cut, key=_by_logit) if cut else best
    return best


def _by_logit(comparison: Comparison) -> float:
    return comparison.logit


def _may_be_glued(rw: Reading, ro: Reading) -> bool:
    return (rw.credit is None) != (ro.credit is None) or " " not in rw.title.raw or " " not in ro.title.raw


def _compare(rw: Reading, ro: Reading, wanted: Description, offered: Description, own: Features) -> Comparison:
    distance, features = title_features(rw.title, ro.title)
    same_title = distance == 0.0 and len(features) == 2  # nothing but that, and how much the words say
    people, artist = artist_features(rw, ro, wanted, offered)
    features += artist
    features += own
    features += [(f"reading {reading.kind}", 1.0) for reading in (rw, ro) if reading.kind != "as written"]
    if distance < FAR:
        around = own + release_features(wanted, offered, rw.album, ro.album, own)
        features += version_features(rw, ro, around)
        if offered.on_live_release and is_unasked_live(rw, ro, around):
            features.append(("unasked version", 1.0))
        features += around[len(own) :]
        if people is People.UNKNOWN and distance < 0.3:
            information = min(words.information(rw.title.tokens), MOST_INFORMATION_ALONE)
            features += (("title alone", 1.0), ("title information alone", information))
        if rw.title.core in GENERIC and _TELLS_SCORES_APART.isdisjoint([name for name, _ in features]):
            features.append(("generic title", 1.0))
    comparison = Comparison(rw, ro, features)
    comparison.sure = same_title and people is People.SAME
    if rw.doubtful or ro.doubtful:
        comparison.confirmed = all(_confirmed(one, people, features) for one in (rw, ro) if one.doubtful)
    return comparison


def _confirmed(reading: Reading, people: People, features: Features) -> bool:
    """Whether a doubtful reading found on the other side what it supposed."""
    if reading.kind == "with album":
        return any(name in ("album same", "album near") for name, _ in features)
    if reading.kind == "bare version":
        return ("version same", 1.0) in features
    return people >= People.OVERLAP
