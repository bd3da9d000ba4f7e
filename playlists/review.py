"""Open questions about a list: what a person can decide, as data, as a file to edit, and what an answer does.

A decision becomes a pin: it outranks the machine, survives cache and refresh, and is kept in the lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Literal

import tomlkit
from pydantic import Field

from playlists import lock
from playlists.lines import minutes
from playlists.models import Playlist, PlaylistItem
from soundtrack.base import Model, Position, Share, Slug, Text, Words
from soundtrack.documents import parse_toml
from soundtrack.errors import DataError, UsageError
from soundtrack.matching import same_recording, similarity
from soundtrack.models import (
    ArtistCreditName,
    Candidate,
    Pin,
    Recording,
    Release,
    Resolution,
    Wanted,
    credit_text,
    merged_said,
)
from soundtrack.story import Said

PIN = "pin"
NONE = "none"
DECIDED = " (a person's decision)"


class Offer(Model):
    """A candidate as a question shows it."""

    number: Position
    title: Text
    artist: Text | None = None
    release: Text | None = None
    duration_ms: int | None = None
    provider: Words
    identifiers: tuple[Text, ...] = ()
    alike: Share
    """Similarity of the line and this candidate."""
    speaks_for: tuple[Text, ...] = ()
    speaks_against: tuple[Text, ...] = ()


class Question(Model):
    """An item that no machine could decide."""

    item: Slug
    line: Words
    """What the list asks for, in words."""
    state: Words
    why: Text | None = None
    digest: Words
    """Of the line and the offers: an answer to another question is refused."""
    answer: int | Text = ""
    """A candidate's number, ``none``, or nothing: not decided yet."""
    reason: Text = ""
    candidates: tuple[Offer, ...] = ()


class ReviewFile(Model):
    """A file of questions."""

    schema_version: Literal[1] = 1
    list: Text | None = None
    date: Words
    """Of the decisions, so that the same file makes the same lock on every machine."""
    questions: tuple[Question, ...] = Field(default=())


def offers(item: PlaylistItem) -> tuple[Candidate, ...]:
    """The different recordings that were offered for an item, the best first."""
    resolution = item.resolution
    if resolution is None:
        return ()
    rivals = [rival.candidate for rival in resolution.rivals]
    runner_up = [resolution.runner_up.candidate] if resolution.runner_up is not None else []
    best = [resolution.candidate] if resolution.candidate is not None else []
    distinct: list[Candidate] = []
    for candidate in (*best, *rivals, *runner_up):
        if not any(candidate == one or same_recording(candidate, one) for one in distinct):
            distinct.append(candidate)
    return tuple(distinct)


def open_items(playlist: Playlist) -> Iterator[tuple[int, PlaylistItem]]:
    """Items that are not matched and that no person has decided."""
    for position, item in playlist.numbered():
        resolution = item.resolution
        if item.status != "matched" and (resolution is None or resolution.pin is None):
            yield position, item


def question(item: PlaylistItem, candidates: Sequence[Candidate] | None = None) -> Question:
    """The question that an item poses.

    Args:
        item: The item.
        candidates: Offers to choose from; None takes those of its resolution.
    """
    shown = tuple(
        _offer(number, item.wanted, candidate)
        for number, candidate in enumerate(offers(item) if candidates is None else candidates, start=1)
    )
    return Question(
        item=item.id,
        line=line_of(item.wanted),
        state=item.status,
        why=item.resolution.refused if item.resolution is not None else None,
        digest=_digest(item.wanted, shown),
        candidates=shown,
    )


def line_of(wanted: Wanted) -> str:
    """What a line asks for: ``Blur - Tender (7:40)``."""
    by = f"{wanted.artist} - " if wanted.artist else ""
    length = f" ({minutes(wanted.duration_ms)})" if wanted.duration_ms is not None else ""
    return f"{by}{wanted.title}{length}"


def _offer(number: int, wanted: Wanted, candidate: Candidate) -> Offer:
    alike = similarity(wanted, candidate)
    return Offer(
        number=number,
        title=candidate.recording.title,
        artist=credit_text(candidate.recording.artist_credit) or None,
        release=candidate.release.title if candidate.release is not None else None,
        duration_ms=candidate.recording.duration_ms,
        provider=candidate.provider,
        identifiers=candidate.identifiers,
        alike=round(alike.value, 4),
        speaks_for=tuple(one.text for one in alike.evidence if one.weight > 0),
        speaks_against=tuple(one.text for one in alike.evidence if one.weight < 0),
    )


def _digest(wanted: Wanted, candidates: Sequence[Offer]) -> str:
    said = [lock.digest(wanted)]
    said += [
        repr((one.number, one.title, one.artist, one.release, one.duration_ms, one.identifiers)) for one in candidates
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def decided(item: PlaylistItem, choice: Candidate | None, date: str, reason: str | None = None) -> PlaylistItem:
    """Return the item with a person's decision.

    Args:
        item: The item.
        choice: The recording it means; None: none of what was offered.
        date: Of the decision, ``YYYY-MM-DD``.
        reason: In the person's words.
    """
    asked = item.resolution.asked if item.resolution is not None else ()
    if choice is None:
        pin = Pin(decision="none", date=date, reason=reason)
        return item.replace(resolution=Resolution(state="missing", asked=asked, pin=pin))
    said = (Said(uri=uri, said_by=(PIN, choice.provider)) for uri in choice.identifiers)
    return item.replace(
        resolution=Resolution(
            state="matched",
            candidate=choice,
            confidence=1.0,
            similarity=similarity(item.wanted, choice),
            identifiers=merged_said((*item.wanted.identifiers, *said)),
            location=choice.location,
            asked=asked,
            pin=Pin(decision="recording", date=date, reason=reason),
        )
    )


def with_item(playlist: Playlist, item: PlaylistItem) -> Playlist:
    """The list with another state of the item of the same id."""
    return playlist.replace(items=tuple(item if one.id == item.id else one for one in playlist.items))


HEAD = """\
Open questions of a list. For each, write after 'answer =' the number of a candidate, or "none" if none of them is
right, or leave it empty to decide later; 'reason' is yours to fill. Then: playlists review NAME --apply FILE
"""


def to_toml(playlist: Playlist, name: str, date: str) -> str:
    """The list's open questions as a file to edit."""
    document = tomlkit.document()
    for line in HEAD.splitlines():
        document.add(tomlkit.comment(line))
    document["schema_version"] = 1
    document["list"] = name
    document["date"] = date
    questions = tomlkit.aot()
    for _, item in open_items(playlist):
        asked = question(item)
        table = tomlkit.table()
        table.update(asked.model_dump(include={"item", "line", "state", "why", "digest"}, exclude_none=True))
        table["answer"] = ""
        table["reason"] = ""
        candidates = tomlkit.aot()
        for one in asked.candidates:
            row = tomlkit.table()
            row.update(one.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
            candidates.append(row)
        if asked.candidates:
            table["candidate"] = candidates
        questions.append(table)
    if questions:
        document["question"] = questions
    return tomlkit.dumps(document)


def apply_toml(playlist: Playlist, text: str, path: object = None) -> tuple[Playlist, int]:
    """Apply the answers of a file; returns the list and how many were decided.

    Raises:
        DataError: The file is not right, or an answer belongs to a question that has changed since; then
            nothing is applied.
    """
    answers = parse_toml(text, ReviewFile, path=path)
    count = 0
    for asked in answers.questions:
        if asked.answer in ("", None):
            continue
        item = playlist.item(asked.item)
        if item is None or _digest(item.wanted, asked.candidates) != asked.digest:
            raise DataError(
                f"the question about {asked.item!r} has changed since this file was written",
                path=path,
                remedy="write a new one with 'playlists review NAME --file FILE'",
            )
        choice = _chosen(asked, path)
        playlist = with_item(playlist, decided(item, choice, answers.date, asked.reason or None))
        count += 1
    return playlist, count


def _chosen(asked: Question, path: object) -> Candidate | None:
    if isinstance(asked.answer, str) and asked.answer.strip().lower() == NONE:
        return None
    numbers = {str(one.number): one for one in asked.candidates}
    offer = numbers.get(str(asked.answer).strip())
    if offer is None:
        there = ", ".join(numbers) or "there are none"
        raise DataError(
            f"{asked.answer!r} is no candidate of {asked.item!r} ({there})",
            path=path,
            remedy='write a number, "none", or ""',
        )
    return Candidate(
        provider=offer.provider,
        recording=Recording(
            title=offer.title,
            artist_credit=(ArtistCreditName(name=offer.artist),) if offer.artist else (),
            duration_ms=offer.duration_ms,
        ),
        release=Release(title=offer.release) if offer.release else None,
        identifiers=offer.identifiers,
    )


def merged(ours: lock.Lock, theirs: lock.Lock) -> tuple[lock.Lock, tuple[str, ...]]:
    """Two locks of one list as one, and what they disagree about, one sentence each.

    A pin outranks what a machine found, the later pin the earlier; a match outranks none. Where both matched
    different recordings, ours stays and the conflict is named.

    Raises:
        UsageError: They are locks of different lists.
    """
    if ours.list and theirs.list and ours.list != theirs.list:
        raise UsageError(f"these are locks of two lists, {ours.list!r} and {theirs.list!r}.")
    items = dict(ours.items)
    conflicts: list[str] = []
    for item_id, other in theirs.items.items():
        mine = items.get(item_id)
        if mine is None or mine == other:
            items[item_id] = other
            continue
        items[item_id], disagree = _better(mine, other)
        if disagree:
            conflicts.append(f"{item_id}: {_named(mine)} here, {_named(other)} there; {_named(items[item_id])} stays.")
    return lock.Lock(list=ours.list or theirs.list, items=items), tuple(conflicts)


def _better(mine: lock.LockedItem, other: lock.LockedItem) -> tuple[lock.LockedItem, bool]:
    pins = (mine.pin, other.pin)
    if pins != (None, None) and mine.pin != other.pin:
        rank = [(pin is not None, pin.date if pin is not None else "") for pin in pins]
        kept = other if rank[1] > rank[0] else mine
        return kept, None not in pins and _named(mine) != _named(other)
    if mine.state == "matched" and other.state == "matched" and mine.wanted == other.wanted:
        if {one.uri for one in mine.identifiers} & {one.uri for one in other.identifiers} or not (
            mine.identifiers and other.identifiers
        ):
            together = merged_said((*mine.identifiers, *other.identifiers))
            return mine.replace(identifiers=together, asked=(*mine.asked, *other.asked)), False
        return mine, True
    return (other if other.state == "matched" and mine.state != "matched" else mine), False


def _named(item: lock.LockedItem) -> str:
    if item.pin is not None and item.pin.decision == "none":
        return f"none of the offers{DECIDED}"
    name = repr(item.found.title) if item.found is not None else "nothing"
    first = f" <{item.identifiers[0].uri}>" if item.identifiers else ""
    return f"{name}{first}{DECIDED if item.pin is not None else ''}"
