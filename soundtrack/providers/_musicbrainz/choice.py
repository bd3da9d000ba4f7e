"""What of an answer is worth keeping, and whether asking again is worth a request. The decision is the matcher's.

Lenient on purpose: a candidate too many costs nothing, one thrown away is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from soundtrack.models import ArtistCredit, Candidate, Release, Wanted, WantedRelease, credit_text
from soundtrack.text import fold, title

_TITLE_ALIKE = 75.0
"""From here on (rapidfuzz ratio of folded names, 0-100) a hit may be an answer to a line."""
_NAME_ALIKE = 80.0
_RELEASE_ALIKE = 85.0
_NOT_THE_RECORD = ("karaoke", "tribute", "made famous by", "in the style of", "as performed by")


def of_line(wanted: Wanted, hits: Iterable[Sequence[Candidate]]) -> tuple[Candidate, ...]:
    """The hits that may answer a line, in the service's order.

    Args:
        wanted: The line.
        hits: Each a recording, once with every release that it was seen on.

    Returns:
        One candidate per recording, with the release that suits the line best.
    """
    return tuple(best_place(wanted, places) for places in hits if places and _alike(wanted, places[0]))


def is_answered(wanted: Wanted, candidates: Iterable[Candidate], *, crowded: bool) -> bool:
    """Whether a line has what it asked for.

    Args:
        wanted: The line.
        candidates: Of the answer.
        crowded: The service had more hits than it told: then a concert recording is no sign that there is nothing
            better.
    """
    return any(_is_by(wanted, one) and not (crowded and _is_other_version(wanted, one)) for one in candidates)


def of_release(wanted: WantedRelease, offered: Iterable[Release], lines: int) -> Release | None:
    """The release to look up; None where none fits.

    Title and artist must agree. Then count the number of tracks, the type Soundtrack where the title says so, the
    status Official, the nearness of the title, the label, the year; then the earliest.
    """
    fitting = [one for one in offered if _is_release(wanted, one)]
    count = wanted.track_count or lines or None
    film = _says_soundtrack(wanted.title)

    def rank(one: Release) -> tuple[object, ...]:
        return (
            count is not None and one.track_count is not None and one.track_count != count,
            film != ("soundtrack" in one.secondary_types),
            one.status not in (None, "official"),
            -fuzz.ratio(fold(wanted.title), fold(one.title)),
            bool(wanted.label) and fold(wanted.label or "") != fold(one.label or ""),
            wanted.year is not None and not (one.date or "").startswith(str(wanted.year)),
            one.date or "9999",
        )

    return min(fitting, key=rank, default=None)


def any_release(places: Sequence[Candidate]) -> Candidate:
    """A recording with the release a person would name: official, no compilation, the first."""
    return min(places, key=lambda place: _release_rank(None, place.release))


def best_place(wanted: Wanted, places: Sequence[Candidate]) -> Candidate:
    """A recording with the release that suits a line best."""
    return min(places, key=lambda place: _release_rank(wanted.release, place.release))


def _release_rank(name: str | None, release: Release | None) -> tuple[float, bool, bool, str]:
    if release is None:
        return (0.0, True, True, "9999")
    nearness = fuzz.ratio(title(name).core, title(release.title).core) if name else 0.0
    by_others = bool({"compilation", "live", "dj-mix"} & set(release.secondary_types))
    return (-nearness, release.status not in (None, "official"), by_others, release.date or "9999")


def _alike(wanted: Wanted, candidate: Candidate) -> bool:
    if set(wanted.isrcs) & set(candidate.recording.isrcs):
        return True
    ours, theirs = title(wanted.title), title(candidate.recording.title)
    return max(fuzz.ratio(ours.core, theirs.core), fuzz.ratio(ours.full, theirs.full)) >= _TITLE_ALIKE


def _is_by(wanted: Wanted, candidate: Candidate) -> bool:
    names = [fold(name) for name in (wanted.artist, wanted.credited_as, *wanted.composers) if name]
    if not names or set(wanted.isrcs) & set(candidate.recording.isrcs):
        return True
    recording = candidate.recording
    theirs = {fold(credit_text(recording.artist_credit)), *_all_names(recording.artist_credit)}
    theirs |= {fold(one.name) for one in recording.credits}
    if any(fuzz.token_set_ratio(ours, one) >= _NAME_ALIKE for ours in names for one in theirs):
        return True
    release = candidate.release
    return bool(wanted.release and release and title(wanted.release).core == title(release.title).core)


def _all_names(credit: ArtistCredit) -> set[str]:
    return {fold(name) for one in credit for name in (one.name, one.artist or one.name, *one.aliases)}


def _is_other_version(wanted: Wanted, candidate: Candidate) -> bool:
    """Live where the line says nothing of it, and the like."""
    ours, theirs = title(wanted.title), title(candidate.recording.title)
    remark = title(f"{candidate.recording.title} ({candidate.recording.disambiguation})").versions
    live = candidate.release is not None and "live" in candidate.release.secondary_types
    said = theirs.versions | remark | (frozenset({"live"}) if live else frozenset())
    return bool(said - ours.versions)


def _is_release(wanted: WantedRelease, release: Release) -> bool:
    about = f"{release.title} {release.disambiguation or ''} {credit_text(release.artist_credit)}".casefold()
    if any(word in about and word not in wanted.title.casefold() for word in _NOT_THE_RECORD):
        return False
    if fuzz.ratio(title(wanted.title).core, title(release.title).core) < _RELEASE_ALIKE:
        return False
    if wanted.artist is None:
        return True
    names = {fold(credit_text(release.artist_credit)), *_all_names(release.artist_credit)}
    if any(fuzz.token_set_ratio(fold(wanted.artist), one) >= _NAME_ALIKE for one in names):
        return True
    return "soundtrack" in release.secondary_types and "various artists" in names


def _says_soundtrack(text: str) -> bool:
    words = fold(text).split()
    return any(word in words for word in ("soundtrack", "score", "ost"))
