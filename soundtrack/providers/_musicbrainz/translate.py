"""musicbrainzngs' dictionaries become our models. Pure; nothing here raises, and what is unknown is passed over.

Numbers come as strings. A credit is a list of dictionaries with join phrases between them; the credited name stands
there only where it differs from the artist's (look-ups) or always (searches). Relationships stand under
``artist-relation-list`` and the like.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from soundtrack import identifiers
from soundtrack.errors import IdentifierError
from soundtrack.models import (
    ArtistCredit,
    ArtistCreditName,
    Candidate,
    Credit,
    Medium,
    Recording,
    Release,
    Track,
    Work,
)
from soundtrack.providers._musicbrainz.client import NAME

Payload = Mapping[str, Any]

ROLES = frozenset((
    "performer", "vocal", "instrument", "conductor", "performing orchestra", "composer", "lyricist", "writer",
    "arranger",
))  # fmt: skip
"""Relationships that say whose music it is; engineers and producers are passed over.
https://musicbrainz.org/relationships/artist-recording, https://musicbrainz.org/relationships/artist-work"""
_MOST_MS = 1000 * 60 * 60 * 24 * 30
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
COVER_ART = "https://coverartarchive.org"
"""Or what ``PLAYLISTS_COVERART_URL`` says. https://musicbrainz.org/doc/Cover_Art_Archive/API"""


def recording(payload: Payload) -> Recording:
    """A recording of a search, a look-up or a track."""
    return Recording(
        title=_text(payload.get("title")) or "",
        artist_credit=credit(payload.get("artist-credit")),
        duration_ms=_duration(payload.get("length")),
        isrcs=_each(_isrc, payload.get("isrc-list")),
        mbid=_mbid(payload.get("id")),
        disambiguation=_text(payload.get("disambiguation")),
        first_release_date=_date(payload.get("first-release-date")),
        video=payload.get("video") == "true",
        credits=_credits(payload),
        works=tuple(_works(payload)),
    )


def release(payload: Payload) -> Release:
    """A release of a search, of a recording, or of a look-up with its media and tracks."""
    group = _map(payload.get("release-group"))
    media = tuple(_media(payload))
    mbid = _mbid(payload.get("id"))
    return Release(
        title=_text(payload.get("title")) or "",
        artist_credit=credit(payload.get("artist-credit")),
        mbid=mbid,
        release_group=_mbid(group.get("id")),
        primary_type=_lower(group.get("primary-type")),
        secondary_types=_each(_lower, group.get("secondary-type-list")),
        status=_lower(payload.get("status")),
        disambiguation=_text(payload.get("disambiguation")) or _text(group.get("disambiguation")),
        date=_date(payload.get("date")),
        country=_text(payload.get("country")),
        label=next((name for info in _maps(payload.get("label-info-list")) if (name := _label(info))), None),
        barcode=_text(payload.get("barcode")),
        track_count=_track_count(payload, media),
        media=tuple(medium for medium in media if medium.tracks),
        cover=_cover(payload, mbid),
        identifiers=_release_identifiers(payload, mbid),
    )


def _cover(payload: Payload, mbid: str | None) -> str | None:
    """The address that redirects to the front cover; None where the look-up does not say that there is one."""
    if mbid is None or _map(payload.get("cover-art-archive")).get("front") != "true":
        return None
    base = os.environ.get("PLAYLISTS_COVERART_URL") or COVER_ART
    return f"{base.rstrip('/')}/release/{mbid}/front-500"


def named(whole: Release) -> Release:
    """The release without its tracks, as a candidate carries it."""
    found: Release = whole.replace(media=())
    return found


def credit(payload: Any) -> ArtistCredit:
    """An artist credit: names as printed, with the artist's own name where it is another."""
    names: list[ArtistCreditName] = []
    for part in payload if isinstance(payload, list) else []:
        if isinstance(part, str):
            if names:
                names[-1] = names[-1].replace(join_phrase=names[-1].join_phrase + _clean(part))
            continue
        artist = _map(_map(part).get("artist"))
        own = _text(artist.get("name"))
        printed = _text(_map(part).get("name")) or own
        if printed is None:
            continue
        aliases = (alias for one in _maps(artist.get("alias-list")) if (alias := _text(one.get("alias"))))
        names.append(
            ArtistCreditName(
                name=printed,
                artist=None if own == printed else own,
                mbid=_mbid(artist.get("id")),
                aliases=tuple(aliases),
            )
        )
    return tuple(names)


def candidates(payload: Payload) -> tuple[Candidate, ...]:
    """A recording of a search or look-up, once with each release it was seen on; none without an MBID."""
    found = recording(payload)
    if found.mbid is None:
        return ()
    seen = list(_maps(payload.get("release-list")))
    if not seen:
        return (_candidate(found),)
    return tuple(_candidate(found, named(release(one)), *_place(one)) for one in seen)


def tracks(payload: Payload) -> tuple[Candidate, ...]:
    """Every track of a looked-up release, in order; with the address of its front cover where there is one."""
    whole = release(payload)
    return tuple(
        _candidate(track.recording, named(whole), medium.position, track.position)
        for medium, track in whole.tracks
        if track.recording.mbid
    )


def _candidate(
    found: Recording,
    on: Release | None = None,
    medium: int | None = None,
    position: int | None = None,
) -> Candidate:
    uri = identifiers.recording_uri(found.mbid or "")
    isrcs = (identifiers.Identifier("isrc", "recording", isrc).uri for isrc in found.isrcs)
    return Candidate(
        provider=NAME,
        recording=found,
        release=on,
        medium=medium,
        position=position,
        identifiers=(uri, *isrcs),
        urls=(uri,),
    )


def _place(release_payload: Payload) -> tuple[int | None, int | None]:
    """Disc and track number of the one track that a release in a recording shows."""
    for medium in _maps(release_payload.get("medium-list")):
        for track in _maps(medium.get("track-list")):
            return _count(medium.get("position")), _count(track.get("position") or track.get("number"))
    return None, None


def _media(payload: Payload) -> Iterator[Medium]:
    for number, medium in enumerate(_maps(payload.get("medium-list")), start=1):
        yield Medium(
            position=_count(medium.get("position")) or number,
            format=_text(medium.get("format")),
            track_count=_count(medium.get("track-count")),
            tracks=tuple(_tracks(medium)),
        )


def _track_count(payload: Payload, media: Sequence[Medium]) -> int | None:
    """Of all media together: a search says so, a look-up of a recording shows only the medium with its track."""
    said = _count(payload.get("medium-track-count"))
    counts = [medium.track_count for medium in media if medium.track_count is not None]
    if said is not None or not counts or len(counts) != (_count(payload.get("medium-count")) or len(media)):
        return said
    return sum(counts)


def _tracks(medium: Payload) -> Iterator[Track]:
    """The tracks of a medium of a look-up; in a search a medium shows none, or not all of them."""
    for track in _maps(medium.get("track-list")):
        played = _map(track.get("recording"))
        position = _count(track.get("position"))
        if not played or position is None:
            continue
        whole = recording(played)
        yield Track(
            position=position,
            title=_text(track.get("title")) or whole.title,
            number=_text(track.get("number")),
            artist_credit=credit(track.get("artist-credit")),
            duration_ms=_duration(track.get("length")),
            recording=whole,
        )


def _works(payload: Payload) -> Iterator[Work]:
    for relation in _maps(payload.get("work-relation-list")):
        work = _map(relation.get("work"))
        title = _text(work.get("title"))
        if title:
            yield Work(title=title, mbid=_mbid(work.get("id")), credits=_credits(work))


def _credits(payload: Payload) -> tuple[Credit, ...]:
    found = []
    for relation in _maps(payload.get("artist-relation-list")):
        artist = _map(relation.get("artist"))
        role, name = _text(relation.get("type")), _text(relation.get("target-credit")) or _text(artist.get("name"))
        if role in ROLES and name:
            found.append(Credit(role=role, name=name, mbid=_mbid(artist.get("id"))))
    return tuple(dict.fromkeys(found))


def _label(info: Payload) -> str | None:
    return _text(_map(info.get("label")).get("name"))


def _release_identifiers(payload: Payload, mbid: str | None) -> tuple[str, ...]:
    """Its own, and those of the pages at other services that it is related to."""
    uris = [identifiers.Identifier("musicbrainz", "release", mbid).uri] if mbid else []
    for relation in _maps(payload.get("url-relation-list")):
        try:
            uris.append(identifiers.canonical(str(relation.get("target"))))
        except IdentifierError:
            continue  # a review, a shop, an encyclopaedia
    return tuple(uris)


# Values


def _map(value: Any) -> Payload:
    return value if isinstance(value, Mapping) else {}


def _maps(value: Any) -> Iterator[Payload]:
    return (one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else iter(())


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _text(value: Any) -> str | None:
    return _clean(value).strip() or None if isinstance(value, str) else None


def _lower(value: Any) -> str | None:
    text = _text(value)
    return text.lower() if text else None


def _each(read: Callable[[Any], str | None], values: Any) -> tuple[str, ...]:
    found = (read(value) for value in values) if isinstance(values, list) else ()
    return tuple(value for value in found if value is not None)


def _count(value: Any) -> int | None:
    """A number from 1, as a string or a number; ``A2`` is none, and a pregap's 0 is none."""
    text = str(value)
    return int(text) if re.fullmatch(r"0*[1-9]\d{0,5}", text, re.ASCII) else None


def _duration(value: Any) -> int | None:
    text = str(value)
    return int(text) if re.fullmatch(r"\d{1,10}", text, re.ASCII) and 0 < int(text) < _MOST_MS else None


def _date(value: Any) -> str | None:
    text = _text(value)
    return text if text and _DATE.fullmatch(text) else None


def _mbid(value: Any) -> str | None:
    try:
        return identifiers.mbid(value) if isinstance(value, str) else None
    except IdentifierError:
        return None


def _isrc(value: Any) -> str | None:
    try:
        return identifiers.isrc(value) if isinstance(value, str) else None
    except IdentifierError:
        return None
