"""From the models that others meet to the light descriptions that are compared."""

from __future__ import annotations

from soundtrack import text
from soundtrack.errors import IdentifierError
from soundtrack.identifiers import parse
from soundtrack.matching.description import Description
from soundtrack.models import Candidate, Track, Wanted, credit_text

_PEOPLE = frozenset(
    {
        "composer",
        "writer",
        "performer",
        "conductor",
        "vocal",
        "instrument",
        "orchestra",
        "performing orchestra",
        "performance",
    }
)
"""Roles whose holder a score's recording may be credited to."""


def of_wanted(wanted: Wanted) -> Description:
    """Describe what a line asks for."""
    return Description(
        wanted.title,
        wanted.artist,
        wanted.release,
        _seconds(wanted.duration_ms),
        position=wanted.position,
        isrcs=frozenset(wanted.isrcs),
        identifiers=frozenset(uri for said in wanted.identifiers if _names_recording(uri := said.uri)),
        others=(*((wanted.credited_as,) if wanted.credited_as else ()), *wanted.composers),
    )


def of_candidate(candidate: Candidate) -> Description:
    """Describe what a provider offers."""
    recording, release = candidate.recording, candidate.release
    others: list[str] = []
    for name in recording.artist_credit:
        others += [other for other in (name.artist, *name.aliases) if other]
    others += [credit.name for credit in recording.credits if credit.role.casefold() in _PEOPLE]
    others += [credit.name for work in recording.works for credit in work.credits if credit.role.casefold() in _PEOPLE]
    title = recording.title
    if release is not None:
        others.append(credit_text(release.artist_credit))
        if "karaoke" in release.secondary_types:
            title += " (karaoke)"
    if recording.disambiguation:
        said = text.aside(recording.disambiguation)
        if said is not None and said.versions:
            title += f" ({recording.disambiguation})"
    identifiers = {uri for uri in candidate.identifiers if _names_recording(uri)}
    if recording.mbid:
        identifiers.add(f"https://musicbrainz.org/recording/{recording.mbid}")
    return Description(
        title,
        credit_text(recording.artist_credit),
        release.title if release else None,
        _seconds(recording.duration_ms),
        position=candidate.position,
        isrcs=frozenset(recording.isrcs) | {parse(uri).value for uri in identifiers if uri.startswith("urn:isrc:")},
        identifiers=frozenset(uri for uri in identifiers if not uri.startswith("urn:isrc:")),
        others=tuple(dict.fromkeys(others)),
        on_live_release=release is not None and "live" in release.secondary_types,
    )


def of_track(track: Track, position: int, artist: str) -> Description:
    """Describe a release's track; *artist* is the release's, for tracks that name nobody."""
    recording = track.recording
    return Description(
        track.title or recording.title,
        credit_text(track.artist_credit or recording.artist_credit) or artist,
        None,
        _seconds(track.duration_ms or recording.duration_ms),
        position=position,
        isrcs=frozenset(recording.isrcs),
        others=(artist, *(credit.name for credit in recording.credits if credit.role.casefold() in _PEOPLE)),
    )


def _seconds(duration_ms: int | None) -> float | None:
    return None if duration_ms is None else duration_ms / 1000


def _names_recording(uri: str) -> bool:
    try:
        return parse(uri).names_recording
    except IdentifierError:
        return False  # a citation may name any absolute URI
