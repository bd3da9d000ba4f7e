"""Two descriptions side by side: what speaks for their being one recording, and what against.

:func:`compare` is the hot path. It returns *features*, names with amounts; ``weights.json`` gives each its weight
in log-odds, and their sum is the similarity's logit. Nothing here knows a provider or a model.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import partial_ratio, ratio

from soundtrack.matching import cutting, model, words
from soundtrack.matching.description import Description, Reading
from soundtrack.text import HARD_VERSIONS, Credit, Title, compact, sound

Features = list[tuple[str, float]]

FAR = 0.5
"""A share of changed letters from which two texts have nothing to do with each other."""
UNKNOWN_TITLE = 0.45
GENERIC = frozenset(
    {
        "main title", "main titles", "opening title", "opening titles", "opening credits", "end title", "end titles",
        "end credits", "closing credits", "closing titles", "main theme", "love theme", "main title theme", "title theme",
        "end title theme", "title music", "end music", "main title march", "main titles theme", "end credits suite",
    }
)  # fmt: skip
"""Names that many scores have: they say nothing without a release, a place or a length."""


_IMITATION = frozenset({"karaoke", "tribute", "tributes", "singalong", "playback"})


class Comparison:
    """The best reading of two descriptions, its features and their log-odds."""

    __slots__ = ("confirmed", "features", "logit", "offered", "sure", "wanted")

    def __init__(
        self, logit: float, features: Features, wanted: Reading, offered: Reading, confirmed: bool, sure: bool
    ) -> None:
        self.logit = logit
        self.features = features
        self.wanted = wanted
        self.offered = offered
        self.confirmed = confirmed
        """A doubtful reading found what it supposed."""
        self.sure = sure
        """No other reading can say more."""

    def stands_on_release(self, sure: float) -> None:
        """Add that the whole list is on a release, and this is the line's place there."""
        self.features = [
            (name, amount) for name, amount in self.features if name not in ("generic title", "title alone")
        ]
        self.features.append(("place on the list's release", sure))
        self.logit = model.logit(self.features)


def compare(wanted: Description, offered: Description) -> Comparison:
    """Compare what a line asks for with what is offered, under the best reading of both."""
    first_w, first_o = wanted.direct, offered.direct
    shared = _shared(wanted, offered)
    if wanted.glued or offered.glued:
        cut = [_compare_readings(rw, ro, wanted, offered, shared) for rw, ro in cutting.readings(wanted, offered)]
        if cut:
            return max(cut, key=_by_logit)
    best = _compare_readings(first_w, first_o, wanted, offered, shared)
    if best.sure:
        return best
    for rw in (first_w, *wanted.readings):
        rw_compact = rw.title.core_compact
        for ro in (first_o, *offered.divided):
            if rw is first_w and ro is first_o:
                continue
            ro_compact = ro.title.core_compact
            if rw_compact != ro_compact and ratio(rw_compact, ro_compact, score_cutoff=72) == 0:
                continue
            if _readable(rw.kind, ro.kind):
                found = _compare_readings(rw, ro, wanted, offered, shared)
                if found.logit > best.logit and found.confirmed:
                    best = found
    if best.logit < 0 and (
        (first_w.credit is None) != (first_o.credit is None)
        or " " not in first_w.title.raw
        or " " not in first_o.title.raw
    ):
        for rw, ro in cutting.readings(wanted, offered):
            best = max(best, _compare_readings(rw, ro, wanted, offered, shared), key=_by_logit)
    return best


def _by_logit(comparison: Comparison) -> float:
    return comparison.logit


def _compare_readings(
    rw: Reading, ro: Reading, wanted: Description, offered: Description, shared: Features
) -> Comparison:
    distance, features = title_features(rw.title, ro.title)
    plain = len(features) == 2
    people, artist = artist_features(rw, ro, wanted, offered)
    features += artist
    features += shared
    if rw.kind != "as written":
        features.append(("reading " + rw.kind, 1.0))
    if ro.kind != "as written":
        features.append(("reading " + ro.kind, 1.0))
    if distance < FAR:
        _rest(features, rw, ro, wanted, offered, distance, people)
    confirmed = not (rw.doubtful or ro.doubtful) or (
        (not rw.doubtful or _confirmed(rw, people, features)) and (not ro.doubtful or _confirmed(ro, people, features))
    )
    # the same name by the same people: no other reading can say more
    sure = distance == 0.0 and people >= SAME_PEOPLE and plain
    return Comparison(model.logit(features), features, rw, ro, confirmed, sure)


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


def _readable(wanted: str, offered: str) -> bool:
    return (wanted, offered) not in _NEVER_TOGETHER


def _confirmed(reading: Reading, people: int, features: Features) -> bool:
    """Whether a doubtful reading found on the other side what it supposed."""
    if reading.kind == "with album":
        return any(name in ("album same", "album near") for name, _ in features)
    if reading.kind == "bare version":
        return ("version same", 1.0) in features
    return people >= _OVERLAP


# --- title -------------------------------------------------------------------------------------------------


def title_features(a: Title, b: Title) -> tuple[float, Features]:
    """Compare two titles' names (not their versions).

    Returns:
        The share of letters changed, 0.0 to 1.0, and the features.
    """
    features: Features = []
    if a.unknown or b.unknown:
        same = a.compact == b.compact
        return UNKNOWN_TITLE, [("title unknown", 1.0), ("titles unknown alike", 1.0)] if same else [
            ("title unknown", 1.0)
        ]
    if a.compact == b.compact:
        distance = 0.0
        features.append(("title same", 1.0))
    elif a.core_compact == b.core_compact:
        distance = 0.0
        features.append(("title same", 1.0))
        if a.subtitles and b.subtitles:
            features.append(
                ("subtitle differs", _apart(compact(" ".join(a.subtitles)), compact(" ".join(b.subtitles))))
            )
        else:
            features.append(("subtitle missing", 1.0))
    elif (a.head and a.head == b.core_compact) or (b.head and b.head == a.core_compact):
        distance = 0.0
        features.append(("title same", 1.0))
        features.append(("words after a dash missing", 1.0))
    else:
        distance = _near_title(a, b, features)
    if distance < FAR:
        features.append(("title information", min(_information(a, b), 6.0)))
        if a.core_compact != b.core_compact and (a.numbers != b.numbers or a.parts != b.parts):
            _number_features(a, b, features)
        if a.bracketed != b.bracketed:
            features.append(("brackets differ", 1.0))
    return distance, features


def _information(a: Title, b: Title) -> float:
    """How much the words that both have say."""
    if a.tokens == b.tokens:
        return words.information(a.tokens)
    others = b.tokens
    shared = tuple(word for word in a.tokens if word in others)
    return words.information(shared) + 0.5 * max(0.0, min(len(a.tokens), len(others)) - len(shared))


def _apart(a: str, b: str) -> float:
    if a == b:
        return 0.0
    return OSA.distance(a, b) / max(len(a), len(b))


def _near_title(a: Title, b: Title, features: Features) -> float:
    length = max(len(a.compact), len(b.compact))
    edits = OSA.distance(a.compact, b.compact, score_cutoff=length // 2)
    distance = edits / length
    texts = (a.tokens, b.tokens)
    if a.subtitles or b.subtitles:
        length_core = max(len(a.core_compact), len(b.core_compact))
        edits_core = OSA.distance(a.core_compact, b.core_compact, score_cutoff=length_core // 2)
        if edits_core / length_core < distance:
            distance, edits = edits_core / length_core, edits_core
            features.append(("subtitle missing", 1.0))
            texts = (tuple(a.core.split()), tuple(b.core.split()))
        if distance > 0.2:
            for subtitle, other in [(s, b) for s in a.subtitles] + [(s, a) for s in b.subtitles]:
                apart = _apart(compact(subtitle), other.core_compact)
                if apart < 0.2 and apart < distance and len(subtitle) > 5 and subtitle not in GENERIC:
                    features.append(("title is subtitle", 1.0))
                    features.append(("title distance", apart))
                    return max(apart, 0.05)
    if distance > 0.15 and (a.truncated or b.truncated):
        short, long = (a, b) if a.truncated else (b, a)
        stump = short.compact
        if len(stump) >= 4 and _apart(stump, long.compact[: len(stump)]) <= 0.15:
            features.append(("title cut off", 1.0))
            return 0.1
    if distance >= FAR and set(texts[0]).isdisjoint(texts[1]):
        features.append(("title differs", 1.0))
        return distance
    if distance >= 0.12:
        missing, fuzzy, extra = _word_features(*texts)
        features.append(("words apart", missing))
        if extra:
            features.append(("words replaced", min(extra, 2.0)))
        if extra == 0.0 and fuzzy < 0.5 and missing < 1.0:
            # all words of one are in the other
            features.append(("title part", 1.0))
            distance = min(distance, 0.3 + missing / 5)
    elif edits:
        missing, fuzzy, extra = _word_features(*texts)
        features.append(("words apart", missing))
        if extra:
            features.append(("words replaced", min(extra, 2.0)))
    if distance >= FAR:
        features.append(("title differs", 1.0))
        return distance
    features.append(("title near", 1.0))
    features.append(("title distance", distance))
    if distance > 0.15:
        features.append(("title distance beyond 0.15", distance - 0.15))
    if edits == 1:
        features.append(("title one slip", 1.0))
    if sound(a.compact) == sound(b.compact):
        features.append(("title sounds the same", 1.0))
    return distance


def _word_features(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, float, float]:
    """How much of the words' weight has no counterpart: share of both; of slips; of the side that has less."""
    only_a = [w for w in a if w not in b]
    only_b = [w for w in b if w not in a]
    slips = 0.0
    for word in list(only_a):
        best, found = 0.0, ""
        for other in only_b:
            near = OSA.normalized_similarity(word, other)
            if near > best:
                best, found = near, other
        if best >= 0.6 or (best >= 0.5 and len(word) <= 4 and len(found) <= 4):
            only_a.remove(word)
            only_b.remove(found)
            slips += 1.0 - best
    weigh = words.weight
    missing_a = sum(map(weigh, only_a))
    missing_b = sum(map(weigh, only_b))
    if only_a and only_b and "".join(only_a) == "".join(only_b):
        missing_a = missing_b = 0.0
    whole = sum(map(weigh, a)) + sum(map(weigh, b))
    return (missing_a + missing_b) / whole if whole else 1.0, slips, min(missing_a, missing_b)


def _number_features(a: Title, b: Title, features: Features) -> None:
    only_a, only_b = a.numbers - b.numbers, b.numbers - a.numbers
    if only_a and only_b:
        features.append(("numbers differ", 1.0))
    elif a.parts != b.parts:
        features.append(("part missing", 1.0))
    else:
        only = only_a or only_b
        year = all(len(number) == 4 and number[:2] in ("19", "20") for number in only)
        features.append(("year missing" if year else "number missing", 1.0))


# --- artist ------------------------------------------------------------------------------------------------

SAME_PEOPLE = 3
_OVERLAP = 2
_UNKNOWN = 1
_OTHERS = 0


def artist_features(rw: Reading, ro: Reading, wanted: Description, offered: Description) -> tuple[int, Features]:
    """Compare credits. Returns how sure it is that they are the same people, and the features."""
    a, b = rw.credit, ro.credit
    if a is None or b is None:
        if a is None and b is None:
            return _UNKNOWN, [("artist unknown", 1.0), ("both artists unknown", 1.0)]
        return _UNKNOWN, [("artist unknown", 1.0)]
    if a.compact == b.compact or a.tokens == b.tokens:
        return SAME_PEOPLE, [("artist same", 1.0)]
    names_a = {*a.names, *rw.title.features}
    names_b = {*b.names, *ro.title.features}
    common = names_a & names_b
    if common:
        if a.primary in common and b.primary in common:
            if names_a == names_b:
                return SAME_PEOPLE, [("artist same", 1.0)]
            return SAME_PEOPLE, [("artist primary same", 1.0), ("names missing", _share_missing(names_a, names_b))]
        return _OVERLAP, [("artist shares a name", 1.0), ("names missing", _share_missing(names_a, names_b))]
    kind, features = _near_artist(a, b)
    if kind == _OTHERS and (wanted.others or offered.others):
        for other in wanted.others:
            if other.compact == b.compact or other.primary in b.names:
                return _OVERLAP, [("artist related", 1.0)]
        for other in offered.others:
            if other.compact == a.compact or other.primary in a.names:
                return _OVERLAP, [("artist related", 1.0)]
    return kind, features


def _share_missing(a: set[str], b: set[str]) -> float:
    return 1.0 - len(a & b) / len(a | b)


def _near_artist(a: Credit, b: Credit) -> tuple[int, Features]:
    distance = _apart(a.compact, b.compact)
    if len(a.names) > 1 or len(b.names) > 1:
        distance = min(
            distance,
            _apart(compact(a.primary), compact(b.primary)),
            *(_apart(compact(a.primary), compact(name)) + 0.05 for name in b.names[1:6]),
            *(_apart(compact(b.primary), compact(name)) + 0.05 for name in a.names[1:6]),
        )
    heard = sound(a.compact) == sound(b.compact) or sound(compact(a.primary)) == sound(compact(b.primary))
    if distance <= 0.3 or heard or distance * max(len(a.compact), len(b.compact)) < 1.5:
        features: Features = [("artist near", 1.0), ("artist distance", distance)]
        if heard:
            features.append(("artist sounds the same", 1.0))
        if distance > 0.15:
            features.append(("artist distance beyond 0.15", distance - 0.15))
        return _OVERLAP, features
    small, large = (a.tokens, b.tokens) if len(a.tokens) < len(b.tokens) else (b.tokens, a.tokens)
    if small <= large:
        return _OVERLAP, [("artist part", 1.0)]
    if _initials(a.full, b.full) or _initials(b.full, a.full) or a.initials == b.compact or b.initials == a.compact:
        return _OVERLAP, [("artist initials", 1.0)]
    near = sum(1 for word in small if any(_apart(word, other) <= 0.34 for other in large))
    if near == len(small) > 1 and len(a.compact) > 4 and len(b.compact) > 4:
        return _OVERLAP, [("artist words near", 1.0)]
    if distance < 0.45:
        return _OTHERS, [("artist differs", 1.0), ("artist distance", distance - 0.45)]
    if near or small & large:
        return _OTHERS, [("artist differs", 1.0), ("artist shares a word", 1.0)]
    return _OTHERS, [("artist differs", 1.0)]


def _initials(short: str, long: str) -> bool:
    """``b heat`` for ``black heat``, ``k saariaho`` for ``kaija saariaho``: a lone letter for a word."""
    shorts, longs = short.split(), long.split()
    if len(shorts) != len(longs) or not any(len(word) == 1 for word in shorts):
        return False
    return all(
        (len(s) == 1 and word.startswith(s)) or s == word or _apart(s, word) <= 0.25
        for s, word in zip(shorts, longs, strict=True)
    ) and any(len(word) > 1 for word in shorts)


# --- version, album, length, identifiers -------------------------------------------------------------------


def _shared(wanted: Description, offered: Description) -> Features:
    """What does not depend on the reading: length, identifiers."""
    features: Features = []
    a, b = wanted.seconds, offered.seconds
    if a is not None and b is not None:
        gap = abs(a - b)
        if gap <= 1.6:
            features.append(("length same", 1.0))
        elif gap <= 3.6:
            features.append(("length within 3 s", 1.0))
        elif gap <= 8:
            features.append(("length within 8 s", 1.0))
        elif gap <= 20 and gap <= 0.12 * max(a, b):
            features.append(("length within 20 s", 1.0))
        elif _unit_slip(a, b):
            features.append(("length in another unit", 1.0))
        elif gap <= 0.3 * max(a, b):
            features.append(("length differs", 1.0))
        else:
            features.append(("length far off", 1.0))
    if wanted.identifiers and wanted.identifiers & offered.identifiers:
        features.append(("identifier same", 1.0))  # an ISRC that comes with it is no second witness
    elif wanted.isrcs and offered.isrcs:
        features.append(("isrc same" if wanted.isrcs & offered.isrcs else "isrc differs", 1.0))
    return features


def _unit_slip(a: float, b: float) -> bool:
    """Minutes for seconds, milliseconds for seconds."""
    small, large = (a, b) if a < b else (b, a)
    return any(abs(small * factor - large) <= 0.02 * large for factor in (60, 1000))


def _rest(
    features: Features, rw: Reading, ro: Reading, wanted: Description, offered: Description, distance: float, kind: int
) -> None:
    a, b = rw.title, ro.title
    if a.versions or b.versions:
        _version_features(features, a, b, rw, ro)
        if features[-1][0].startswith("unasked") and (
            ("length same", 1.0) in features or ("length within 3 s", 1.0) in features
        ):
            features.append(("unasked version of that length", 1.0))
    album_near = False
    if rw.album is not None and ro.album is not None:
        album_near = _album_features(features, rw.album, ro.album)
    elif rw.album is not None or ro.album is not None:
        features.append(("album unknown on one side", 1.0))
    if wanted.position is not None and offered.position is not None:
        same = "same" if wanted.position == offered.position else "differs"
        features.append((f"position {same}" if album_near else f"number {same}", 1.0))
        if album_near and same == "same" and ("length same", 1.0) in features:
            features.append(("place and length same", 1.0))
    if kind == _UNKNOWN and distance < 0.3:
        features.append(("title alone", 1.0))
        features.append(("title information alone", min(words.information(a.tokens), 4.0)))
    if ro.album is not None and _live(ro.album) and not a.versions and not b.versions and not _live(rw.album):
        features.append(("album says live", 1.0))
    if _imitates(ro) and not _imitates(rw) and "karaoke" not in a.versions and "karaoke" not in b.versions:
        features.append(("imitation by album or artist", 1.0))
    if a.core in GENERIC:
        names = {name for name, _ in features}
        if not names & {
            "album same",
            "album near",
            "position same",
            "length same",
            "length within 3 s",
            "identifier same",
        }:
            features.append(("generic title", 1.0))


def _version_features(features: Features, a: Title, b: Title, rw: Reading, ro: Reading) -> None:
    va, vb = a.versions, b.versions
    if va == vb:
        makers_a, makers_b = a.makers, b.makers
        if makers_a == makers_b or not _makers_apart(makers_a, makers_b):
            features.append(("version same", 1.0))
        elif makers_a and makers_b:
            features.append(("maker differs", 1.0))
        else:
            features.append(("maker missing", 1.0))
        return
    only_a, only_b = va - vb, vb - va
    hard_a, hard_b = only_a & HARD_VERSIONS, only_b & HARD_VERSIONS
    if rw.credit is not None and b.makers and only_b and not hard_b:
        # "Madison Beer Version" by Madison Beer is no other version
        if b.makers <= rw.credit.tokens:
            only_b = frozenset()
    if hard_a and only_b:
        features.append(("versions differ", 1.0))
    elif hard_a:
        if "live" in hard_a and _live(ro.album):
            features.append(("live by album", 1.0))
        else:
            features.append(("wanted version missing", 1.0))
    elif hard_b:
        if hard_b == {"alternate"}:
            features.append(("unasked version of a name", 1.0))
        elif hard_b == {"live"} and _live(rw.album):
            features.append(("live by album", 1.0))
        else:
            features.append(("unasked version", 1.0))
    elif only_a and only_b:
        features.append(("versions differ", 0.6))
    elif only_a:
        features.append(("wanted edit missing", 1.0))
        if only_a & {"extended", "mix", "version"}:
            features.append(("wanted long or mix missing", 1.0))
    elif only_b:
        features.append(("unasked version of a name" if only_b == {"version"} else "unasked edit", 1.0))


def _live(album: Title | None) -> bool:
    return album is not None and ("live" in album.tokens or "live" in album.versions or "unplugged" in album.tokens)


def _imitates(reading: Reading) -> bool:
    """The album or the artist says that others than the artist play: karaoke, a tribute."""
    return (reading.album is not None and not _IMITATION.isdisjoint(reading.album.tokens)) or (
        reading.credit is not None and not _IMITATION.isdisjoint(reading.credit.tokens)
    )


def _makers_apart(a: frozenset[str], b: frozenset[str]) -> bool:
    if not a or not b:
        return bool(a or b)
    if a & b:
        return len(a & b) < min(len(a), len(b)) / 2
    one, two = "".join(sorted(a)), "".join(sorted(b))
    return _apart(one, two) > 0.34


def _album_features(features: Features, a: Title, b: Title) -> bool:
    if a.core_compact == b.core_compact:
        features.append(("album same", 1.0))
        if a.edition != b.edition:
            features.append(("album edition differs", 1.0))
        return True
    distance = _apart(a.core_compact, b.core_compact)
    if distance <= 0.25:
        features.append(("album near", 1.0))
        return True
    short, long = sorted((a.core_compact, b.core_compact), key=len)
    if len(short) >= 4 and (short in long or partial_ratio(short, long, score_cutoff=90)):
        features.append(("album near", 1.0))
        return True
    features.append(("album differs", 1.0))
    return False
