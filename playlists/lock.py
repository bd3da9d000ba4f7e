"""What was found out about a list, beside the list: deterministic, made to be read as a diff.

The same answers give the same bytes: no dates (but a pin's), no local paths (locations come from the library at
export), items in the list's order. What failed is never written, so the next run asks for it again.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from playlists.models import Playlist, PlaylistItem
from soundtrack import files, identifiers
from soundtrack.base import SCHEMA_VERSION, DurationMs, Model, Share, Slug, SortedTexts, Text
from soundtrack.documents import key_path
from soundtrack.errors import DataError
from soundtrack.models import (
    KNOWN,
    LOCAL,
    ArtistCreditName,
    Asked,
    Candidate,
    Pin,
    Recording,
    Release,
    Resolution,
    Similarity,
    Wanted,
    credit_text,
    merged_said,
)
from soundtrack.story import Said


class Found(Model):
    """The recording as its provider describes it: to see later whether it was retitled."""

    title: Text
    artist: Text | None = None
    release: Text | None = None
    duration_ms: DurationMs | None = None
    cover: Text | None = None
    """Address of the release's cover."""


class LockedItem(Model):
    """What is known about one item."""

    wanted: Text | None = None
    """Digest of what was asked for; None where the entry holds whatever the line says (cited identifiers)."""
    state: Literal["matched", "ambiguous", "missing"] | None = None
    confidence: Share | None = None
    found: Found | None = None
    identifiers: tuple[Said, ...] = ()
    """Of the recording."""
    related: tuple[Said, ...] = ()
    """Of its artist and release, where a source is cited."""
    evidence: Text | None = None
    """Digest of the reasons."""
    asked: SortedTexts = ()
    """Providers that answered."""
    pin: Pin | None = None


class Lock(Model):
    """All that is known about a list."""

    schema_version: Literal[1] = 1
    list: Text | None = None
    """The list's name."""
    items: dict[Slug, LockedItem] = Field(default_factory=dict)

    def render(self) -> str:
        """The file's text: two spaces, one newline at the end, absent values left out."""
        values = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        whole = {"schema_version": self.schema_version} | values
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def read(path: Path) -> Lock:
    """Read a lock.

    Raises:
        DataError: It cannot be read, or is no lock of a version we know.
    """
    return parse(files.read_text(path), path)


def parse(text: str, path: object = None) -> Lock:
    """Read a lock's text; *path* is for messages. Raises DataError."""
    try:
        version = json.loads(text).get("schema_version", SCHEMA_VERSION)
    except (ValueError, RecursionError, AttributeError):
        raise DataError(
            "this is not a lock file", path=path, remedy="move it away; the next run writes a new one"
        ) from None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise DataError(
            f"schema_version {version} is newer than {SCHEMA_VERSION}",
            path=path,
            remedy="update soundtrack-companion",
        )
    try:
        return Lock.model_validate_json(text)
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        raise DataError(
            f"{key_path(first['loc'])}{first['msg']}",
            path=path,
            remedy="take it back from your history or remove it",
        ) from None


def write(path: Path, lock: Lock) -> bool:
    """Write a lock if it says something new; True where the file changed. Raises DataError."""
    text = lock.render()
    if path.is_file() and files.read_bytes(path) == text.encode():
        return False
    files.write_whole(path, text)
    return True


def digest(wanted: Wanted) -> str:
    """A short digest of what a line asks for: other words in the list, another digest."""
    asked = wanted.model_dump_json(
        include={"title", "artist", "release", "position", "duration_ms", "isrcs", "credited_as"}
    )
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def _evidence_digest(similarity: Similarity | None) -> str | None:
    if similarity is None:
        return None
    words = "\n".join(f"{one.field}: {one.text}" for one in similarity.evidence)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def applied(playlist: Playlist, lock: Lock) -> Playlist:
    """Return the list with what the lock knows: cited identifiers, earlier matches, pins."""
    return playlist.replace(items=tuple(_unlocked(item, lock.items.get(item.id)) for item in playlist.items))


def _unlocked(item: PlaylistItem, locked: LockedItem | None) -> PlaylistItem:
    if locked is None:
        return item
    if locked.wanted is None:
        return item.replace(
            wanted=item.wanted.replace(identifiers=merged_said((*item.wanted.identifiers, *locked.identifiers)))
        )
    if locked.wanted != digest(item.wanted) and locked.pin is None:
        return item
    candidate = _candidate(locked)
    state = locked.state or "missing"
    if locked.pin is not None:
        state = "matched" if locked.pin.decision == "recording" else "missing"
    return item.replace(
        resolution=Resolution(
            state=state,
            candidate=candidate,
            confidence=locked.confidence if candidate is not None else None,
            identifiers=locked.identifiers,
            location=item.location,
            asked=tuple(Asked(provider=name, outcome="answered") for name in locked.asked),
            pin=locked.pin,
        )
    )


def _candidate(locked: LockedItem) -> Candidate | None:
    found = locked.found
    if found is None:
        return None
    parsed = [identifiers.parse(said.uri) for said in locked.identifiers]
    return Candidate(
        provider=KNOWN,
        recording=Recording(
            title=found.title,
            artist_credit=(ArtistCreditName(name=found.artist),) if found.artist else (),
            duration_ms=found.duration_ms,
            isrcs=tuple(one.value for one in parsed if one.service == "isrc"),
            mbid=next((one.value for one in parsed if (one.service, one.kind) == ("musicbrainz", "recording")), None),
        ),
        release=Release(title=found.release, cover=found.cover) if found.release else None,
        identifiers=tuple(one.uri for one in parsed),
    )


def locked(playlist: Playlist, name: str | None = None, previous: Lock | None = None) -> Lock:
    """The lock of a resolved list.

    Args:
        playlist: The list.
        name: The list's name for the file.
        previous: An earlier lock: its entries stay where this run could not ask.
    """
    earlier = previous.items if previous is not None else {}
    items: dict[str, LockedItem] = {}
    for item in playlist.items:
        entry = _entry(item, earlier.get(item.id))
        if entry is not None:
            items[item.id] = entry
    printable = None if name is None else os.fsencode(name).decode("utf-8", "replace")
    return Lock(list=printable, items=items)


def _entry(item: PlaylistItem, earlier: LockedItem | None) -> LockedItem | None:
    resolution = item.resolution
    if resolution is None or resolution.state == "failed":
        return earlier
    answered = tuple(one.provider for one in resolution.asked if one.outcome != "failed" and one.provider != LOCAL)
    matched = resolution.state == "matched"
    found = resolution.identifiers if matched else ()
    candidate = resolution.candidate if matched else None
    if candidate is not None and candidate.provider == KNOWN and earlier is not None:
        return earlier.replace(identifiers=found, asked=(*earlier.asked, *answered))  # what matched stays as it was
    if matched and not found and resolution.pin is None:
        return earlier  # only a file says which recording it is, and files are looked at every time
    return LockedItem(
        wanted=digest(item.wanted),
        state=resolution.state,
        confidence=_rounded(resolution),
        found=None if candidate is None else _found(candidate),
        identifiers=found,
        evidence=_evidence_digest(resolution.similarity),
        asked=answered,
        pin=resolution.pin,
    )


def _rounded(resolution: Resolution) -> float | None:
    """Three digits are all that a calibrated probability is good for; only a person's decision is certain."""
    if resolution.confidence is None or resolution.pin is not None:
        return resolution.confidence
    return min(round(resolution.confidence, 3), 0.999)


def _found(candidate: Candidate) -> Found:
    return Found(
        title=candidate.recording.title,
        artist=credit_text(candidate.recording.artist_credit) or None,
        release=candidate.release.title if candidate.release else None,
        duration_ms=candidate.recording.duration_ms,
        cover=candidate.release.cover if candidate.release else None,
    )
