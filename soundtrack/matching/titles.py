"""Two titles' names side by side (their versions: :mod:`soundtrack.matching.versions`)."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import OSA

from soundtrack.matching import words
from soundtrack.matching.features import FAR, Features, apart
from soundtrack.text import Title, compact, sound

UNKNOWN = 0.45
"""How far apart titles count of which one is no name at all."""
CUT_OFF = 0.1
"""How far apart a title counts from its beginning."""
NEAR = 0.12
"""Up to this share of changed letters a title's words need no look one by one."""
NOTICED = 0.15
"""A share of changed letters that weighs more from there on."""
MOST_INFORMATION = 6.0

GENERIC = frozenset(
    {
        "main title", "main titles", "opening title", "opening titles", "opening credits", "end title", "end titles",
        "end credits", "closing credits", "closing titles", "main theme", "love theme", "main title theme",
        "title theme", "end title theme", "title music", "end music", "main title march", "main titles theme",
        "end credits suite",
    }
)  # fmt: skip
"""Names that many scores have: they say nothing without a release, a place or a length."""


def title_features(a: Title, b: Title) -> tuple[float, Features]:
    """Compare two titles' names.

    Returns:
        How far they are apart, 0.0 to 1.0, and the features; the first alone where they are the same.
    """
    if a.unknown or b.unknown:
        alike: Features = [("titles unknown alike", 1.0)] if a.compact == b.compact else []
        return UNKNOWN, [("title unknown", 1.0), *alike]
    features: Features = []
    distance = 0.0
    if a.compact == b.compact:
        features.append(("title same", 1.0))
    elif a.core_compact == b.core_compact:
        features.append(("title same", 1.0))
        if a.subtitles and b.subtitles:
            gap = apart(compact(" ".join(a.subtitles)), compact(" ".join(b.subtitles)))
            features.append(("subtitle differs", gap))
        else:
            features.append(("subtitle missing", 1.0))
    elif (a.head and a.head == b.core_compact) or (b.head and b.head == a.core_compact):
        features.append(("title same", 1.0))
        features.append(("words after a dash missing", 1.0))
    else:
        distance = _almost(a, b, features)
    if distance < FAR:
        features.append(("title information", min(_information(a, b), MOST_INFORMATION)))
        if a.core_compact != b.core_compact and (a.numbers != b.numbers or a.parts != b.parts):
            features.append((_numbers(a, b), 1.0))
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


def _numbers(a: Title, b: Title) -> str:
    only_a, only_b = a.numbers - b.numbers, b.numbers - a.numbers
    if only_a and only_b:
        return "numbers differ"
    if a.parts != b.parts:
        return "part missing"
    years = all(len(number) == 4 and number[:2] in ("19", "20") for number in only_a or only_b)
    return "year missing" if years else "number missing"


def _almost(a: Title, b: Title, features: Features) -> float:
    """Titles that are not the same: with or without their subtitles, whatever is nearer."""
    one, other, tokens = a.compact, b.compact, (a.tokens, b.tokens)
    edits, distance = _edits(one, other)
    if a.subtitles or b.subtitles:
        edits_core, distance_core = _edits(a.core_compact, b.core_compact)
        if distance_core < distance:
            edits, distance = edits_core, distance_core
            tokens = (tuple(a.core.split()), tuple(b.core.split()))
            features.append(("subtitle missing", 1.0))
        if distance > 0.2:
            gap = _gap_of_subtitle(a, b)
            if gap < 0.2 and gap < distance:
                features += (("title is subtitle", 1.0), ("title distance", gap))
                return max(gap, 0.05)
    if distance > NOTICED and (a.truncated or b.truncated) and _is_beginning(a, b):
        features.append(("title cut off", 1.0))
        return CUT_OFF
    if distance >= FAR and set(tokens[0]).isdisjoint(tokens[1]):
        features.append(("title differs", 1.0))
        return distance
    if edits:
        by_words = _word_by_word(*tokens)
        features.append(("words apart", by_words.apart))
        if by_words.replaced:
            features.append(("words replaced", min(by_words.replaced, 2.0)))
        elif distance >= NEAR and by_words.slips < 0.5 and by_words.apart < 1.0:
            features.append(("title part", 1.0))  # all words of one are in the other
            distance = min(distance, 0.3 + by_words.apart / 5)
    if distance >= FAR:
        features.append(("title differs", 1.0))
        return distance
    features += (("title near", 1.0), ("title distance", distance))
    if distance > NOTICED:
        features.append(("title distance beyond 0.15", distance - NOTICED))
    if edits == 1:
        features.append(("title one slip", 1.0))
    if sound(one) == sound(other):
        features.append(("title sounds the same", 1.0))
    return distance


def _edits(a: str, b: str) -> tuple[int, float]:
    """Slips between two compact texts, and their share; not counted any more beyond half of the length."""
    length = max(len(a), len(b))
    edits = OSA.distance(a, b, score_cutoff=length // 2)
    return edits, edits / length


def _gap_of_subtitle(a: Title, b: Title) -> float:
    """How far the nearest subtitle of one is from the other's name; 1.0 where there is none to speak of."""
    pairs = [(subtitle, b) for subtitle in a.subtitles] + [(subtitle, a) for subtitle in b.subtitles]
    return min(
        (
            apart(compact(subtitle), other.core_compact)
            for subtitle, other in pairs
            if len(subtitle) > 5 and subtitle not in GENERIC
        ),
        default=1.0,
    )


def _is_beginning(a: Title, b: Title) -> bool:
    """Whether the title that was cut off is the other's beginning."""
    short, long = (a, b) if a.truncated else (b, a)
    length = len(short.compact)
    return length >= 4 and apart(short.compact, long.compact[:length]) <= NOTICED


class _Words(NamedTuple):
    apart: float
    """Share of both titles' weight that has no counterpart."""
    slips: float
    """Summed up over the words that have one with slips."""
    replaced: float
    """Weight without counterpart on the side that has less of it: above 0 where words stand for others."""


def _word_by_word(a: tuple[str, ...], b: tuple[str, ...]) -> _Words:
    only_a = [word for word in a if word not in b]
    only_b = [word for word in b if word not in a]
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
        missing_a = missing_b = 0.0  # cut into words elsewhere
    whole = sum(map(weigh, a)) + sum(map(weigh, b))
    return _Words((missing_a + missing_b) / whole if whole else 1.0, slips, min(missing_a, missing_b))
