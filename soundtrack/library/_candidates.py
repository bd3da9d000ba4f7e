"""Rows of the index → models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote_from_bytes

from soundtrack.identifiers import Identifier
from soundtrack.library._reading import BETWEEN
from soundtrack.models import ArtistCreditName, Candidate, Credit, Medium, Recording, Release, Track

PROVIDER = "local"


class Row(NamedTuple):
    """A file of the index; lists are joined."""

    path: bytes
    title: str
    artist: str | None
    artists: str
    album: str | None
    album_artist: str | None
    composers: str
    track: int | None
    disc: int | None
    duration_ms: int | None
    isrcs: str
    recording_mbid: str | None
    release_mbid: str | None
    release_group_mbid: str | None
    artist_mbids: str


COLUMNS = ", ".join(Row._fields[1:])


def candidate(row: Row) -> Candidate:
    """The candidate that a file is."""
    isrcs = _listed(row.isrcs)
    uris = [Identifier("isrc", "recording", isrc).uri for isrc in isrcs]
    if row.recording_mbid:
        uris.append(Identifier("musicbrainz", "recording", row.recording_mbid).uri)
    return Candidate(
        provider=PROVIDER,
        recording=Recording(
            title=row.title,
            artist_credit=credit(row.artist, _listed(row.artists), _listed(row.artist_mbids)),
            duration_ms=row.duration_ms,
            isrcs=isrcs,
            mbid=row.recording_mbid,
            credits=tuple(Credit(role="composer", name=name) for name in _listed(row.composers)),
        ),
        release=_release(row),
        medium=row.disc,
        position=row.track,
        identifiers=tuple(uris),
        location=file_uri(row.path),
    )


def file_uri(path: bytes) -> str:
    """``file://`` and the path's own bytes, percent-encoded (RFC 8089): no normalisation, no name is lost."""
    return "file://" + quote_from_bytes(path, safe=b"/")


def credit(printed: str | None, names: Sequence[str], mbids: Sequence[str] = ()) -> tuple[ArtistCreditName, ...]:
    """A credit's names with what stands between them in print.

    Where the names are not found in the printed credit one after the other, the credit is one name.
    """
    if printed is None:
        return ()
    places: list[tuple[int, int]] = []
    at = 0
    for name in names:
        start = printed.find(name, at)
        if start < 0 or (not places and start > 0):
            places = [(0, len(printed))]
            break
        at = start + len(name)
        places.append((start, at))
    else:
        if not places or at != len(printed):
            places = [(0, len(printed))]
    own = mbids if len(mbids) == len(places) else [None] * len(places)
    ends = [start for start, _ in places[1:]] + [len(printed)]
    return tuple(
        ArtistCreditName(name=printed[start:end], join_phrase=printed[end:following], mbid=mbid)
        for (start, end), following, mbid in zip(places, ends, own, strict=True)
    )


def _listed(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(BETWEEN)) if joined else ()


def _release(row: Row) -> Release | None:
    if row.album is None:
        return None
    return Release(
        title=row.album,
        artist_credit=() if row.album_artist is None else (ArtistCreditName(name=row.album_artist),),
        mbid=row.release_mbid,
        release_group=row.release_group_mbid,
    )


def whole_release(files: Sequence[Candidate]) -> Release | None:
    """The release that some files are of, with a track for each place that a file has; None without places.

    Where two files claim one place the first has it.
    """
    media: dict[int, dict[int, Candidate]] = {}
    for file in files:
        if file.position is not None:
            media.setdefault(file.medium or 1, {}).setdefault(file.position, file)
    of = files[0].release
    if not media or of is None:
        return None
    credited = Counter(file.recording.artist_credit for file in files)
    return of.replace(
        artist_credit=of.artist_credit or credited.most_common(1)[0][0],
        track_count=sum(map(len, media.values())),
        media=tuple(
            Medium(
                position=number,
                track_count=len(tracks),
                tracks=tuple(
                    Track(
                        position=position,
                        title=tracks[position].recording.title,
                        artist_credit=tracks[position].recording.artist_credit,
                        duration_ms=tracks[position].recording.duration_ms,
                        recording=tracks[position].recording,
                    )
                    for position in sorted(tracks)
                ),
            )
            for number, tracks in sorted(media.items())
        ),
    )
