"""A list against a release as a whole: which line is which track, and whether the list is that release at all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from soundtrack.matching import _models, model
from soundtrack.matching.assignment import assign
from soundtrack.matching.compare import compare
from soundtrack.matching.description import Description, known
from soundtrack.models import Release, Wanted, WantedRelease, credit_text
from soundtrack.text import Title, title

PLAUSIBLE = 0.0
"""Log-odds from which a line and a track may belong together on their own account."""
POSSIBLE = -5.0
"""... and where order and neighbours speak for it."""
BETWEEN_NEIGHBOURS = 2.0
NEXT_TO_NEIGHBOUR = 1.5
SHIFT = 6.0
"""Added to all log-odds, so that what is possible is a gain."""
IS_THE_RELEASE = 0.5
LEAST_WITHOUT_NAME = (3, 0.6)
"""A list that names no release needs so many lines, and such a share of them, on one to be taken for it."""


@dataclass(frozen=True)
class Alignment:
    """A list laid along a release."""

    release: Release
    tracks: tuple[int | None, ...]
    """For each line the place in ``release.tracks``, from 0; None where no track is meant."""
    value: float
    """How sure it is that the list is of this release, 0 to 1."""
    logit: float
    """The same in log-odds: tells editions apart where both are sure."""
    why: tuple[str, ...]
    """For people."""

    @property
    def aligned(self) -> int:
        """How many lines have a track."""
        return sum(track is not None for track in self.tracks)


@dataclass(frozen=True)
class ReleaseChoice:
    """The release among several that a list is of."""

    chosen: Alignment | None
    """None: the list is of none of them."""
    others: tuple[Alignment, ...]
    """The rest, likeliest first."""


def align(wanteds: Sequence[Wanted], release: Release, wanted_release: WantedRelease | None = None) -> Alignment:
    """Lay a list along a release: each line at most one track, order and neighbours counted, gaps allowed.

    Args:
        wanteds: The lines in their order.
        release: With its tracks.
        wanted_release: What the list says of its release, where it does.
    """
    lines = [_line(wanted, wanted_release) for wanted in wanteds]
    tracks = _tracks(release)
    alone = [
        {j: logit for j, track in enumerate(tracks) if (logit := _logit(line, track, j)) > POSSIBLE} for line in lines
    ]
    first = assign([{j: logit + SHIFT for j, logit in row.items() if logit > PLAUSIBLE} for row in alone])
    spine = _longest_rise([(i, j) for i, j in enumerate(first) if j is not None])
    final = assign([_with_neighbours(i, row, spine) for i, row in enumerate(alone)])
    logit, why = _judged(wanteds, lines, release, final, wanted_release)
    return Alignment(release, tuple(final), model.probability(logit), logit, why)


def best_release(
    wanteds: Sequence[Wanted], releases: Sequence[Release], wanted_release: WantedRelease | None = None
) -> ReleaseChoice:
    """Choose the release, and among its editions the one, that a list is of; none where none fits.

    A list of songs from here and there is of no release, though each of its songs is on one.
    """
    alignments = sorted(
        (align(wanteds, release, wanted_release) for release in releases if release.tracks), key=lambda a: -a.logit
    )
    if alignments and _is_the_release(alignments[0], len(wanteds), wanted_release):
        return ReleaseChoice(alignments[0], tuple(alignments[1:]))
    return ReleaseChoice(None, tuple(alignments))


def _is_the_release(alignment: Alignment, lines: int, wanted_release: WantedRelease | None) -> bool:
    if alignment.value < IS_THE_RELEASE or not alignment.aligned:
        return False
    if wanted_release is not None:
        return True
    least, share = LEAST_WITHOUT_NAME
    return alignment.aligned >= least and alignment.aligned >= share * lines


def _line(wanted: Wanted, release: WantedRelease | None) -> Description:
    """The line; what it leaves unsaid is what the list says of its release."""
    if release is not None and wanted.artist is None:
        wanted = wanted.replace(artist=release.artist)
    return _models.of_wanted(wanted)


def _tracks(release: Release) -> list[Description]:
    """Tracks without the release's title: it is the same for all, and judged once."""
    credit = credit_text(release.artist_credit)
    return [_models.of_track(track, track.position, credit) for _, track in release.tracks]


def _logit(line: Description, track: Description, place: int) -> float:
    comparison = compare(line, track)
    names = {name for name, _ in comparison.features}
    logit = comparison.logit
    if "generic title" in names:
        logit -= model.WEIGHTS["generic title"]
    if line.position is not None and "number differs" in names and line.position == place + 1:
        logit += model.WEIGHTS["number same"] - model.WEIGHTS["number differs"]  # counted through over all discs
    return logit


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of *pairs* (lines in order) in which the tracks are in order too."""
    ends: list[int] = []
    chains: list[list[tuple[int, int]]] = []
    for line, track in pairs:
        at = bisect_left(ends, track)
        chain = [*(chains[at - 1] if at else []), (line, track)]
        if at == len(ends):
            ends.append(track)
            chains.append(chain)
        else:
            ends[at], chains[at] = track, chain
    return chains[-1] if chains else []


def _with_neighbours(line: int, row: dict[int, float], spine: list[tuple[int, int]]) -> dict[int, float]:
    before = max((pair for pair in spine if pair[0] < line), default=None)
    after = min((pair for pair in spine if pair[0] > line), default=None)
    gains = {}
    for track, logit in row.items():
        extra = 0.0
        if (before is not None or after is not None) and (
            (before is None or before[1] < track) and (after is None or track < after[1])
        ):
            extra += BETWEEN_NEIGHBOURS
            if (before is not None and track - before[1] == line - before[0]) or (
                after is not None and after[1] - track == after[0] - line
            ):
                extra += NEXT_TO_NEIGHBOUR
        if logit + extra > PLAUSIBLE:
            gains[track] = logit + extra + SHIFT
    return gains


def _judged(
    wanteds: Sequence[Wanted],
    lines: Sequence[Description],
    release: Release,
    tracks: Sequence[int | None],
    wanted_release: WantedRelease | None,
) -> tuple[float, tuple[str, ...]]:
    """Log-odds that the list is of this release; weights by hand, there is no data to learn them from."""
    pairs = [(i, j) for i, j in enumerate(tracks) if j is not None]
    whole = release.tracks
    share_lines = len(pairs) / len(lines) if lines else 0.0
    share_tracks = len(pairs) / len(whole) if whole else 0.0
    order = len(_longest_rise(pairs)) / len(pairs) if len(pairs) > 2 else 0.0
    why = [f"{len(pairs)} of {len(lines)} lines are among its {len(whole)} tracks"]
    logit = -4.0 + 6.0 * share_lines + 1.5 * share_tracks + 1.0 * order
    names = [wanted_release.title] if wanted_release else sorted({w.release for w in wanteds if w.release})
    if len(names) == 1:
        amount, said = _title_evidence(title(names[0]), title(release.title))
        logit += amount
        why.append(said)
    artist = wanted_release.artist if wanted_release else None
    if artist:
        amount, said = _artist_evidence(artist, release)
        logit += amount
        if said:
            why.append(said)
    if not _IMITATIONS.isdisjoint((*release.secondary_types, *title(release.title).tokens)):
        logit -= 5.0
        why.append("karaoke or a tribute")
    if wanted_release is not None:
        logit += _figures(wanted_release, release, why)
    return logit, tuple(why)


_IMITATIONS = frozenset({"karaoke", "tribute"})


def _title_evidence(wanted: Title, offered: Title) -> tuple[float, str]:
    if wanted.core_compact == offered.core_compact:
        same_edition = wanted.edition == offered.edition and wanted.versions == offered.versions
        return 2.5 + 0.3 * same_edition, f"same title: {offered.full}"
    if wanted.core_compact in offered.core_compact or offered.core_compact in wanted.core_compact:
        return 1.0, f"title in part the same: {wanted.full} / {offered.full}"
    return -4.0, f"another title: {wanted.full} / {offered.full}"


def _artist_evidence(artist: str, release: Release) -> tuple[float, str]:
    wanted, offered = known(artist), known(credit_text(release.artist_credit))
    if wanted is None or offered is None:
        return 0.0, ""
    people = {wanted.primary, *wanted.names}
    if people & set(offered.names) or wanted.tokens == offered.tokens:
        return 1.0, f"same artist: {offered.full}"
    for name in release.artist_credit:
        if any(
            other and (other_known := known(other)) and other_known.primary in people
            for other in (name.artist, *name.aliases)
        ):
            return 1.0, f"same artist: {wanted.full}"
    return -2.5, f"another artist: {wanted.full} / {offered.full}"


def _figures(wanted: WantedRelease, release: Release, why: list[str]) -> float:
    """Numbers on the cover: tracks, length, year, label."""
    logit = 0.0
    count = len(release.tracks)
    if wanted.track_count:
        logit += 0.7 if wanted.track_count == count else -min(1.5, 0.1 * abs(wanted.track_count - count))
        why.append(f"{wanted.track_count} / {count} tracks")
    lengths = [track.duration_ms or track.recording.duration_ms for _, track in release.tracks]
    if wanted.duration_ms and all(lengths):
        whole = sum(length for length in lengths if length)
        logit += 0.7 if abs(whole - wanted.duration_ms) <= 0.02 * wanted.duration_ms else -0.5
    if wanted.year and release.date:
        logit += 0.3 if release.date.startswith(str(wanted.year)) else -0.3
    if wanted.label and release.label:
        logit += 0.3 if title(wanted.label).core_compact == title(release.label).core_compact else 0.0
    return logit
