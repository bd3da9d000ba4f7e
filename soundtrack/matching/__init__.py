"""Which recording does a line mean? Similarity with evidence, decisions with confidence, whole releases, bulk.

Pure: no network, no disk but the tables that ship with it. The models of :mod:`soundtrack.models` are met only at
this edge; inside, light descriptions are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soundtrack import text
from soundtrack.matching import _models, decision, evidence
from soundtrack.matching.alignment import Alignment, ReleaseChoice, align, best_release
from soundtrack.matching.bulk import Answer, Query, Row, match_lines
from soundtrack.matching.compare import compare as _compare
from soundtrack.matching.description import Description
from soundtrack.matching.index import Index
from soundtrack.models import Candidate, Medium, Release, Resolution, Rival, Similarity, Track, Wanted


def similarity(wanted: Wanted, candidate: Candidate) -> Similarity:
    """How alike a line and a candidate are, with the evidence.

    A function of the two descriptions and nothing else; the evidence's weights and the intercept sum to the logit
    of the value.
    """
    a, b = _models.of_wanted(wanted), _models.of_candidate(candidate)
    return evidence.similarity(_compare(a, b), a, b)


def same_recording(a: Candidate, b: Candidate) -> bool:
    """Whether two candidates, perhaps of different providers, are one recording."""
    return decision.same_recording(_models.of_candidate(a), _models.of_candidate(b))


def decide(wanted: Wanted, candidates: Sequence[Candidate]) -> Resolution:
    """Choose the candidate that a line means, or say why none is chosen.

    Returns:
        ``matched``, ``ambiguous`` or ``missing``; never ``failed``. Identifiers, location and what was asked are
        left to the resolver.
    """
    return _decided(wanted, candidates, {})


def decide_on_release(
    wanteds: Sequence[Wanted], candidates: Sequence[Sequence[Candidate]], choice: ReleaseChoice
) -> list[Resolution]:
    """Decide every line of a list, knowing which release it is of and where each line stands there.

    So ``Main Titles`` is decided, which alone could be anybody's. Candidates that are not on the release are judged
    as :func:`decide` does; where no release was chosen all are.

    Args:
        wanteds: The lines.
        candidates: One sequence for each line; those on the release are recognised by their MBID, or by the release
            and the place on it.
        choice: Of :func:`best_release` for the same lines.
    """
    chosen = choice.chosen
    if chosen is None:
        return [decide(wanted, offers) for wanted, offers in zip(wanteds, candidates, strict=True)]
    tracks = chosen.release.tracks
    resolutions = []
    for wanted, offers, place in zip(wanteds, candidates, chosen.tracks, strict=True):
        there: dict[int, float] = {}
        if place is not None:
            medium, track = tracks[place]
            there = {
                number: chosen.value
                for number, offer in enumerate(offers)
                if _is_track(offer, chosen.release, medium, track)
            }
        resolutions.append(_decided(wanted, offers, there))
    return resolutions


def _is_track(candidate: Candidate, release: Release, medium: Medium, track: Track) -> bool:
    mine, theirs = candidate.recording.mbid, track.recording.mbid
    if mine is not None and theirs is not None:
        return mine == theirs
    if candidate.release is None or candidate.position != track.position:
        return False
    if candidate.medium is not None and candidate.medium != medium.position:
        return False
    if candidate.release.mbid is not None and release.mbid is not None:
        return candidate.release.mbid == release.mbid
    return text.title(candidate.release.title).core_compact == text.title(release.title).core_compact


def _decided(wanted: Wanted, candidates: Sequence[Candidate], on_release: Mapping[int, float]) -> Resolution:
    line = _models.of_wanted(wanted)
    offers = [_models.of_candidate(candidate) for candidate in candidates]
    verdict = decision.judge(line, offers, on_release)
    if verdict.best is None:
        return Resolution(state="missing")
    best = evidence.similarity(verdict.comparisons[verdict.best], line, offers[verdict.best])

    def rival(number: int) -> Rival:
        value = evidence.similarity(verdict.comparisons[number], line, offers[number])
        return Rival(candidate=candidates[number], value=value.value, why=_why_not(value, best))

    return Resolution(
        state=verdict.state,
        candidate=candidates[verdict.best],
        confidence=verdict.confidence,
        similarity=best,
        refused=None if verdict.state == "matched" else _why_refused(verdict.state, best),
        runner_up=None if verdict.runner_up is None else rival(verdict.runner_up),
        rivals=tuple(rival(number) for number in verdict.rivals),
        same=tuple(candidates[number] for number in verdict.same),
    )


def _why_refused(state: str, best: Similarity) -> str:
    if state == "ambiguous":
        return "different recordings fit as well as one another"
    against = [entry.text for entry in best.evidence if entry.weight < 0]
    return against[0] if against else "too little is known to be sure"


def _why_not(value: Similarity, best: Similarity) -> str:
    mine = {entry.field: entry for entry in value.evidence}
    theirs = {entry.field: entry.weight for entry in best.evidence}
    lost = max(mine.values(), key=lambda entry: theirs.get(entry.field, 0.0) - entry.weight, default=None)
    return lost.text if lost else "nothing speaks for it"


__all__ = [
    "Alignment",
    "Answer",
    "Description",
    "Index",
    "Query",
    "ReleaseChoice",
    "Row",
    "align",
    "best_release",
    "decide",
    "decide_on_release",
    "match_lines",
    "same_recording",
    "similarity",
]
