"""What providers share that ask line by line: the loop with its failures, phrases, and choosing a release."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from soundtrack import identifiers
from soundtrack.errors import IdentifierError, ProviderError, ProviderResponseError
from soundtrack.models import Candidate, Release, Wanted, WantedRelease, credit_text
from soundtrack.providers.base import Progress
from soundtrack.text import fold, title

Line = tuple[Candidate, ...]

MISUNDERSTOOD_IN_A_ROW = 3
"""So many answers in a row that make no sense, and the rest is not asked."""
LONGEST_PHRASE = 100
"""Characters of one quoted phrase; services refuse long queries (Spotify those above 250)."""
ALIKE = 85.0
"""From here on two folded titles or names count as the same to the eye (rapidfuzz ratio, 0-100)."""

_PLAIN_QUOTES = str.maketrans({'"': " ", "“": " ", "”": " ", "„": " ", "’": "'", "‘": "'", "\x00": " "})
_NOT_THE_RECORD = ("karaoke", "tribute", "made famous by", "in the style of")
_ANYBODY = ("", "various artists", "various")


def ask_each(
    lines: int, ask: Callable[[int], Line], progress: Progress | None
) -> tuple[list[Line], dict[int, ProviderError]]:
    """Ask for one line after the other, by index.

    A service that cannot be asked any more fails all lines that are left; an answer that makes no sense
    fails its own line only, unless it happens again and again.

    Returns:
        The candidates of every line, and the failures by index.

    Raises:
        ProviderError: Not one line could be asked.
    """
    found: list[Line] = []
    failed: dict[int, ProviderError] = {}
    senseless = 0
    for index in range(lines):
        try:
            found.append(ask(index))
            senseless = 0
        except ProviderError as err:
            senseless += 1
            if not isinstance(err, ProviderResponseError) or senseless == MISUNDERSTOOD_IN_A_ROW:
                failed |= dict.fromkeys(range(index, lines), err)
                break
            failed[index] = err
            found.append(())
        if progress is not None:
            progress(index + 1, lines)
    if lines and len(failed) == lines:
        raise failed[0]
    return found + [()] * (lines - len(found)), failed


def phrase(text: str | None) -> str:
    """*text* as it can stand between double quotes in a query; empty where nothing is left of it."""
    words = " ".join((text or "").translate(_PLAIN_QUOTES).split())
    if len(words) <= LONGEST_PHRASE:
        return words
    return words[: LONGEST_PHRASE + 1].rpartition(" ")[0] or words[:LONGEST_PHRASE]


def free_words(*texts: str | None) -> str:
    """*texts* as words without any sign that a query language could know; empty where nothing is left."""
    return phrase(fold(" ".join(filter(None, map(phrase, texts)))))


def without_brackets(text: str) -> str:
    """A release's title up to its first bracket: services differ in what they add about the film."""
    return re.split(r"\s*[(\[]", text, maxsplit=1)[0] or text


def ids_of(service: str, uris: Iterable[str]) -> list[str]:
    """The bare ids of a service's tracks among canonical URIs (``isrc``: of ISRCs), in order."""
    ids = []
    for uri in uris:
        try:
            identifier = identifiers.parse(uri)
        except IdentifierError:
            continue  # a citation may name things that are no music service's
        if identifier.service == service and identifier.names_recording:
            ids.append(identifier.value)
    return list(dict.fromkeys(ids))


def known_albums(service: str, wanted: WantedRelease) -> list[str]:
    """The ids of a service's albums that are known for a release; one at most, the first."""
    found = []
    for said in wanted.identifiers:
        try:
            identifier = identifiers.parse(said.uri)
        except IdentifierError:
            continue
        if (identifier.service, identifier.kind) == (service, "album"):
            found.append(identifier.value)
    return found[:1]


def known_ids(service: str, wanted: Wanted) -> list[str]:
    """The ids of a service's tracks that are known for a line."""
    return ids_of(service, (said.uri for said in wanted.identifiers))


def known_isrcs(wanted: Wanted) -> list[str]:
    """The ISRCs that are known for a line."""
    return list(dict.fromkeys([*wanted.isrcs, *known_ids("isrc", wanted)]))


def chosen_release(wanted: WantedRelease, offered: Iterable[Release]) -> Release | None:
    """The release that is most likely the wanted one, by what a search tells; None where none fits."""
    plausible = [release for release in offered if _is_plausible(wanted, release)]

    def rank(release: Release) -> tuple[bool, bool, int, float]:
        counted = wanted.track_count is not None and release.track_count is not None
        return (
            not (counted and wanted.track_count == release.track_count),
            _says_soundtrack(wanted.title) != _says_soundtrack(release.title),
            abs((wanted.track_count or 0) - (release.track_count or 0)) if counted else 0,
            -fuzz.ratio(fold(wanted.title), fold(release.title)),
        )

    return min(plausible, key=rank, default=None)


def _is_plausible(wanted: WantedRelease, release: Release) -> bool:
    words = f"{release.title} {credit_text(release.artist_credit)}".casefold()
    if any(bad in words for bad in _NOT_THE_RECORD) and not any(
        bad in wanted.title.casefold() for bad in _NOT_THE_RECORD
    ):
        return False
    return _alike(title(wanted.title).core, title(release.title).core) and _credited(wanted.artist, release)


def _credited(artist: str | None, release: Release) -> bool:
    wanted, credited = fold(artist or ""), fold(credit_text(release.artist_credit))
    if wanted in _ANYBODY or credited in _ANYBODY:
        return True
    return fuzz.token_set_ratio(wanted, credited) >= ALIKE


def _says_soundtrack(text: str) -> bool:
    return any(word in text.casefold() for word in ("soundtrack", "score", "motion picture"))


def _alike(a: str, b: str) -> bool:
    return fuzz.ratio(a, b) >= ALIKE


def on_release(wanteds: Sequence[Wanted], tracks: Sequence[Candidate]) -> Mapping[int, Line]:
    """Which tracks of a release each line may mean, by index: those of its title.

    Lines that are not on it are left out: they are to be asked for singly.
    """
    cores = [title(track.recording.title).core for track in tracks]
    lines = {}
    for index, wanted in enumerate(wanteds):
        core = title(wanted.title).core
        found = tuple(track for track, other in zip(tracks, cores, strict=True) if _alike(core, other))
        if found:
            lines[index] = found
    return lines
