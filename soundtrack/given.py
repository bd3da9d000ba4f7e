"""Descriptions from plain strings, for the library's users."""

from __future__ import annotations

from soundtrack.models import ArtistCreditName, Candidate, Recording, Release, Wanted


def wanted(
    title: str,
    artist: str | None = None,
    release: str | None = None,
    duration_ms: int | None = None,
    isrc: str | None = None,
) -> Wanted:
    """Describe the recording that a line asks for; all but the title may be unknown (None).

    Raises:
        ValueError: The title is blank, the length is not above 0 ms, or the ISRC is none.
    """
    return Wanted(
        title=title,
        artist=artist,
        release=release,
        duration_ms=duration_ms,
        isrcs=() if isrc is None else (isrc,),
    )


def candidate(
    title: str,
    artist: str | None = None,
    release: str | None = None,
    duration_ms: int | None = None,
    isrc: str | None = None,
) -> Candidate:
    """Describe a recording that may be meant; its provider is ``given``.

    Raises:
        ValueError: As :func:`wanted`.
    """
    return Candidate(
        provider="given",
        recording=Recording(
            title=title,
            artist_credit=() if artist is None else (ArtistCreditName(name=artist),),
            duration_ms=duration_ms,
            isrcs=() if isrc is None else (isrc,),
        ),
        release=None if release is None else Release(title=release),
    )
