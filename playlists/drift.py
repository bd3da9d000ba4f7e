"""Whether a list's identifiers still say what they said: contradictions, and what changed at the services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from playlists.models import Playlist, PlaylistItem
from soundtrack import identifiers
from soundtrack.errors import ProviderError
from soundtrack.matching import decide, same_recording
from soundtrack.models import Candidate, credit_text
from soundtrack.providers.base import Provider

Kind = Literal["contradiction", "dead", "merged", "retitled", "not asked"]


@dataclass(frozen=True)
class Finding:
    """Something a person should look at."""

    position: int
    """Of the item, from 1."""
    kind: Kind
    text: str
    """One sentence."""


def contradictions(playlist: Playlist) -> Iterator[Finding]:
    """What the list itself says twice and differently: one recording's identifier on two songs."""
    first: dict[str, tuple[int, PlaylistItem]] = {}
    for position, item in playlist.numbered():
        for uri in recording_uris(item):
            earlier_position, earlier = first.setdefault(uri, (position, item))
            if earlier.wanted.title.casefold() != item.wanted.title.casefold():
                yield Finding(
                    position,
                    "contradiction",
                    f"{uri} stands for {item.wanted.title!r} here and for {earlier.wanted.title!r} at item "
                    f"{earlier_position}",
                )


def drift(playlist: Playlist, providers: Sequence[Provider]) -> Iterator[Finding]:
    """Ask the services what the list's identifiers stand for today.

    One look-up an identifier, at the services it belongs to. A service that cannot be asked is a finding of its
    own, not an error.
    """
    uris = {uri for item in playlist.items for uri in recording_uris(item)}
    answers: dict[str, Candidate] = {}
    asked: set[str] = set()
    for provider in providers:
        mine = sorted((uri for uri in uris if identifiers.parse(uri).service == provider.name), key=identifiers.order)
        if not mine:
            continue
        try:
            answers |= provider.by_id(mine)
            asked |= set(mine)
        except ProviderError as err:
            positions = [number for number, item in playlist.numbered() if set(mine) & set(recording_uris(item))]
            yield Finding(positions[0], "not asked", f"{err}; {len(mine)} identifiers were not checked")
    for position, item in playlist.numbered():
        yield from _about(position, item, answers, asked)


def recording_uris(item: PlaylistItem) -> list[str]:
    """The identifiers of an item that name a recording, cited or found."""
    said = (*item.wanted.identifiers, *(item.resolution.identifiers if item.resolution is not None else ()))
    return list(dict.fromkeys(one.uri for one in said if identifiers.parse(one.uri).names_recording))


def _about(position: int, item: PlaylistItem, answers: Mapping[str, Candidate], asked: set[str]) -> Iterator[Finding]:
    found: list[tuple[str, Candidate]] = []
    for uri in recording_uris(item):
        candidate = answers.get(uri)
        if candidate is None:
            if uri in asked:
                yield Finding(position, "dead", f"{uri} is not known there any more")
            continue
        yield from _changed(position, item, uri, candidate)
        found.append((uri, candidate))
    for (uri, candidate), (other_uri, other) in pairwise(found):
        if not same_recording(candidate, other):
            yield Finding(
                position,
                "contradiction",
                f"{uri} is {_named(candidate)}, but {other_uri} is {_named(other)}: not one recording",
            )


def _changed(position: int, item: PlaylistItem, uri: str, candidate: Candidate) -> Iterator[Finding]:
    what = identifiers.parse(uri)
    now = [one for one in map(identifiers.parse, candidate.identifiers) if one[:2] == what[:2]]
    if now and what not in now and what.service != "isrc":
        yield Finding(position, "merged", f"{uri} is {now[0].uri} now")
    decision = decide(item.wanted, [candidate])
    if decision.state == "missing":
        yield Finding(
            position, "contradiction", f"{uri} is {_named(candidate)}, not what the line asks for: {decision.refused}"
        )
    known = item.resolution.candidate if item.resolution is not None else None
    if known is not None and what.service in {identifiers.parse(one).service for one in known.identifiers}:
        before, after = known.recording.title, candidate.recording.title
        if before != after and decision.state != "missing":
            yield Finding(position, "retitled", f"{uri} was {before!r} and is {after!r} now")


def _named(candidate: Candidate) -> str:
    by = credit_text(candidate.recording.artist_credit)
    return f"{candidate.recording.title!r} by {by}" if by else repr(candidate.recording.title)
