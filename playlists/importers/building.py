"""What an entry of a foreign list says becomes an item.

An entry with a file is matched: the list's author says that this file is the recording. Identifiers alone say
what is wanted; a provider still looks them up.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import cast, get_args

from pydantic import ValidationError

from playlists import ids, paths
from playlists.lines import NO_REASON, UNTITLED, hidden_title, one_line
from playlists.models import Playlist, PlaylistItem
from soundtrack import identifiers
from soundtrack.errors import DataError, IdentifierError
from soundtrack.models import (
    ArtistCredit,
    ArtistCreditName,
    Candidate,
    Recording,
    Release,
    Resolution,
    State,
    Wanted,
)
from soundtrack.story import Said, Tie

LISTED = "list"
"""The provider of what the list itself says."""
MAX_ITEMS = 200_000
_MAX_POSITION = 9999
_MAX_MS = 1000 * 60 * 60 * 24 * 30

_NUMBERED = re.compile(r"(\d{1,3})(?:\s*[.)_-]\s*|\s+)(?=\S)")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def limited(count: int) -> None:
    """Raise DataError where a list has more entries than we take."""
    if count > MAX_ITEMS:
        raise DataError(f"the list has more than {MAX_ITEMS:,} entries", remedy="split it")


class Items:
    """The items of one list, made one after the other."""

    def __init__(self) -> None:
        self.made: list[PlaylistItem] = []
        self._ids: set[str] = set()

    def add(
        self,
        title: str | None,
        *,
        artist: str | None = None,
        release: str | None = None,
        position: int | None = None,
        duration_ms: int | None = None,
        uris: Iterable[str] = (),
        location: str | None = None,
        note: str | None = None,
        ties: tuple[Tie, ...] = (),
        as_written: str | None = None,
        citation: str | None = None,
        credited_as: str | None = None,
        credit: ArtistCredit = (),
        release_mbid: str | None = None,
        item_id: str | None = None,
        state: str | None = None,
    ) -> None:
        """Add an entry.

        Args:
            title: None, or blank, takes the file's name, or whatever else names the entry.
            artist: As the list has it; blank is unknown, as for every text here.
            release: The album.
            position: Track number on the album; what is no such number is dropped.
            duration_ms: Milliseconds; what cannot be a length is dropped.
            uris: Identifiers in any form; those of no music service are dropped.
            location: ``file://`` URI.
            note: May have several lines.
            ties: Scenes it belongs to.
            as_written: The entry's own line.
            citation: Where that line stands.
            credited_as: The fictional name that the line gives.
            credit: The artist credit in parts, where the list has it.
            release_mbid: The release's MBID; what is none is dropped.
            item_id: The id that the list carries; made from artist and title where it is absent or taken.
            state: The item's status, where the list carries it (``PlaylistItem.status``).
        """
        title, artist, release = _line(title), _line(artist), _line(release)
        said = _canonical(uris)
        if title is None:
            artist, title, position = _from_name(location, artist, position)
        if title is None:
            title = said[0] if said else UNTITLED
        known_position = position if position is not None and 0 < position <= _MAX_POSITION else None
        known_duration = duration_ms if duration_ms is not None and 0 < duration_ms < _MAX_MS else None
        resolution = None
        if location is not None or state == "matched":
            resolution = _listed(
                _recording(title, artist, known_duration, credit, said),
                _release(release, release_mbid),
                said,
                location,
            )
        elif state in get_args(State):
            resolution = Resolution(state=cast(State, state))
        known = resolution is not None and resolution.state == "matched"
        wanted = Wanted(
            as_written=_line(as_written),
            title=title,
            artist=artist,
            release=release,
            position=known_position,
            duration_ms=known_duration,
            isrcs=tuple(uri.rpartition(":")[2] for uri in said if uri.startswith("urn:isrc:")),
            identifiers=() if known else _said(said, f"citation:{LISTED}" if state == "cited" else LISTED),
            credited_as=_line(credited_as),
            citation=_line(citation),
        )
        self._append(
            PlaylistItem(
                id=self._id(item_id, f"{artist or ''} {title}"),
                wanted=wanted,
                ties=ties,
                note=_text(note),
                resolution=resolution,
            )
        )

    def add_hidden(self, location: str | None = None) -> None:
        """Add an entry of which only the place is known, and perhaps a file."""
        position = len(self.made) + 1
        title = hidden_title(position)
        kept = _listed(Recording(title=title), None, (), location) if location else None
        item_id = self._id(f"hidden-{position}", title)
        self._append(PlaylistItem(id=item_id, wanted=Wanted(title=title), masked=True, resolution=kept))

    def playlist(
        self, title: str | None, *, name: str | None, creator: str | None = None, note: str | None = None
    ) -> Playlist:
        """The list of all that was added; without a *title* it is called by its file's *name*."""
        stem = os.path.splitext(os.path.basename(name))[0] if name else None
        known = _line(title) or _line(stem) or "Untitled list"
        return Playlist(title=known, creator=_line(creator), note=_text(note), items=tuple(self.made))

    def _append(self, item: PlaylistItem) -> None:
        limited(len(self.made) + 1)
        self.made.append(item)

    def _id(self, given: str | None, text: str) -> str:
        if given is not None and given not in self._ids and len(given) <= ids.MAX_LENGTH and _SLUG.fullmatch(given):
            self._ids.add(given)
            return given
        return ids.item_id(text, self._ids)


def largest(lists: Sequence[Playlist]) -> Playlist:
    """Return the list with the most items, the first of several; its note says what else there was."""
    best = max(lists, key=lambda one: len(one.items))
    if len(lists) == 1:
        return best
    others = ", ".join(f"“{one.title}” ({len(one.items)})" for one in lists if one is not best)
    said = f"The largest of {len(lists)} lists in one file; also there: {others}."
    noted: Playlist = best.replace(note="\n".join(filter(None, (best.note, said))))
    return noted


def tie(scene: object, basis: object, why: object, citations: Iterable[str] = ()) -> Tie | None:
    """A tie as a list carries it; None where it is none of ours. Without a basis the list's author says so."""
    try:
        return Tie.model_validate(
            {
                "scene": scene,
                "basis": basis or "author",
                "why": why or NO_REASON,
                "citations": tuple(citations),
            }
        )
    except ValidationError:
        return None


def with_ids(playlist: Playlist, list_id: str | None, story: str | None) -> Playlist:
    """Give a list the ids of itself and of its story, where they are ids."""
    named: Playlist = playlist.replace(
        id=list_id if list_id and _SLUG.fullmatch(list_id) else None,
        story=story if story and _SLUG.fullmatch(story) else None,
    )
    return named


def number(text: str | None) -> int | None:
    """The whole number at the beginning of *text*, or None: ``7``, ``7/19``, ``07``."""
    found = re.match(r"\s*(\d{1,9})", text or "")
    return int(found[1]) if found else None


def _line(text: str | None) -> str | None:
    return (one_line(_readable(text)) or None) if text else None


def _text(text: str | None) -> str | None:
    return _readable(text) if text and text.strip() else None


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _canonical(uris: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for uri in uris:
        try:
            parsed = identifiers.parse(uri)
        except IdentifierError:
            continue
        if parsed.names_recording:
            found[parsed.uri] = None
    return tuple(found)


def _said(uris: Iterable[str], by: str = LISTED) -> tuple[Said, ...]:
    return tuple(Said(uri=uri, said_by=(by,)) for uri in sorted(uris, key=identifiers.order))


def _from_name(
    location: str | None, artist: str | None, position: int | None
) -> tuple[str | None, str | None, int | None]:
    """Read ``03 - Artist - Title.flac``, as far as the list itself does not say."""
    if location is None:
        return artist, None, position
    name = os.path.splitext(os.path.basename(paths.path_of(location)))[0].decode("utf-8", "replace")
    line = one_line(name)
    numbered = _NUMBERED.match(line)
    if numbered:
        line, position = line[numbered.end() :], position or int(numbered[1])
    left, dash, right = line.partition(" - ")
    if dash and artist is None:
        return left.strip() or None, right.strip() or None, position
    return artist, line or None, position


def _recording(
    title: str, artist: str | None, duration_ms: int | None, credit: ArtistCredit, said: tuple[str, ...]
) -> Recording:
    named = credit or ((ArtistCreditName(name=artist),) if artist else ())
    mbids = (parsed.value for parsed in map(identifiers.parse, said) if parsed.service == "musicbrainz")
    return Recording(title=title, artist_credit=named, duration_ms=duration_ms, mbid=next(mbids, None))


def _release(title: str | None, mbid: str | None) -> Release | None:
    try:
        known = identifiers.mbid(mbid) if mbid else None
    except IdentifierError:
        known = None
    return Release(title=title or "", mbid=known) if title or known else None


def _listed(recording: Recording, release: Release | None, said: tuple[str, ...], location: str | None) -> Resolution:
    candidate = Candidate(provider=LISTED, recording=recording, release=release, identifiers=said, location=location)
    return Resolution(state="matched", candidate=candidate, confidence=1.0, identifiers=_said(said), location=location)
