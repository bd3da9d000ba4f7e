"""Which of several candidates a line means, and how sure that is; or that none is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from soundtrack.matching import model
from soundtrack.matching.compare import Comparison, compare
from soundtrack.matching.description import Description

State = Literal["matched", "ambiguous", "missing"]
ACCEPT = 0.5
"""Confidence from which a candidate is accepted."""


VETOES = frozenset(
    {
        "unasked version",
        "unasked edit",
        "wanted version missing",
        "versions differ",
        "maker differs",
        "brackets differ",
        "generic title",
        "title unknown",
        "imitation by album or artist",
        "length far off",
    }
)
"""What is never accepted, however well the rest fits: another version than the one asked for, and a name that many
scores have where nothing else tells which score; and no name at all."""
PARDONS = frozenset(
    {
        "unasked version of that length",
        "wanted version by length and album",
        "isrc same",
        "identifier same",
        "place and length same",
    }
)
"""What says that this very one is meant, although the line does not name it."""
RIVALS = 5
"""Different recordings that are weighed against the best."""
DOUBT = 0.45
"""The most that a vetoed candidate's confidence can be: the line may mean any version, nobody can tell."""


class Verdict:
    """What was decided, by places in the list of candidates."""

    __slots__ = ("best", "comparisons", "confidence", "logits", "rivals", "runner_up", "same", "state")

    state: State
    best: int | None
    confidence: float | None
    logits: tuple[float, ...]
    """Log-odds of the best and of the different recordings that stand against it."""
    runner_up: int | None
    """The best candidate that is a different recording."""
    same: tuple[int, ...]
    rivals: tuple[int, ...]
    comparisons: list[Comparison]


def same_song(a: Description, b: Description) -> bool:
    """Whether two offers are one song in one version, as far as their descriptions say: then they do not compete."""
    ta, tb = a.direct.title, b.direct.title
    if ta.versions != tb.versions or ta.makers != tb.makers or ta.bracketed != tb.bracketed:
        return False
    if ta.compact != tb.compact and (
        ta.core_compact != tb.core_compact or ta.numbers != tb.numbers or (ta.subtitles and tb.subtitles)
    ):
        return False
    ca, cb = a.direct.credit, b.direct.credit
    if ca is None or cb is None:
        return ca is cb
    return ca.primary == cb.primary or ca.tokens == cb.tokens or ca.primary in cb.names or cb.primary in ca.names


def same_recording(a: Description, b: Description) -> bool:
    """Whether two offers are one recording: one song in one version, of one length where both say it."""
    if a.identifiers & b.identifiers:
        return True
    if not same_song(a, b):
        return False
    if a.isrcs & b.isrcs:
        return True
    if a.seconds is None or b.seconds is None:
        return True
    return abs(a.seconds - b.seconds) <= max(4.0, 0.02 * max(a.seconds, b.seconds))


def judge(
    wanted: Description, offered: Sequence[Description], on_release: Mapping[int, float] | None = None
) -> Verdict:
    """Decide between descriptions.

    Args:
        wanted: The line.
        offered: Its candidates.
        on_release: Of the candidates that stand where the line stands on the release of its whole list, how sure
            that release is, 0 to 1.
    """
    verdict = Verdict()
    verdict.comparisons = comparisons = [compare(wanted, offer) for offer in offered]
    for number, sure in (on_release or {}).items():
        comparisons[number].stands_on_release(sure)
    verdict.same = verdict.rivals = ()
    verdict.best = verdict.confidence = verdict.runner_up = None
    verdict.logits = ()
    verdict.state = "missing"
    if not offered:
        return verdict
    order = sorted(range(len(offered)), key=lambda i: (-round(comparisons[i].logit, 6), i))
    best = order[0]
    verdict.best = best
    chosen = offered[best]
    others = [i for i in order[1:] if not same_song(chosen, offered[i])]
    verdict.same = tuple(i for i in order[1:] if i not in others and same_recording(chosen, offered[i]))
    verdict.runner_up = others[0] if others else None
    verdict.logits = (comparisons[best].logit, *(comparisons[i].logit for i in others[:RIVALS]))
    confidence = confidence_of(verdict.logits, **model.CONFIDENCE)
    if vetoed(comparisons[best]):
        confidence = min(confidence, DOUBT)
    verdict.confidence = confidence
    if confidence >= ACCEPT:
        verdict.state = "matched"
        return verdict
    value = comparisons[best].logit
    close = [i for i in others if comparisons[i].logit > -0.5 and value - comparisons[i].logit < 3]
    if value > 0 and close:
        verdict.state = "ambiguous"
        verdict.rivals = (best, *close)
    return verdict


def vetoed(comparison: Comparison) -> bool:
    """Whether it is surely another version than the one asked for."""
    names = {name for name, _ in comparison.features}
    return not names.isdisjoint(VETOES) and names.isdisjoint(PARDONS)


def confidence_of(logits: Sequence[float], slope: float, intercept: float) -> float:
    """Probability that the first of several different recordings is right: at most one is.

    Args:
        logits: Log-odds of each by itself, the first the best.
        slope: With *intercept* the line that makes such log-odds true to how often they are right (calibration).
        intercept: See *slope*.
    """
    odds = [math.exp(max(-30.0, min(slope * logit + intercept, 30.0))) for logit in logits]
    return odds[0] / (1.0 + sum(odds))
