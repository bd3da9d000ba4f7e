"""A list that is imported again: its order is the source's, its words, ties and notes stay the author's.

Items are known again by an identifier, else by what they say; of repeats the first is the first. The file is
edited, not written anew, so that comments stay; one that changes nothing keeps its bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tomlkit

from playlists import ids, importers
from playlists.models import Playlist, PlaylistItem
from playlists.written import item_table
from soundtrack.errors import DataError


@dataclass(frozen=True)
class Renewal:
    """What became of a list."""

    text: str
    """The whole file."""
    added: tuple[PlaylistItem, ...]
    gone: tuple[PlaylistItem, ...]
    """Items that the source has no longer."""


def renewed(text: str, fresh: Playlist, path: str | None = None) -> Renewal:
    """Bring a ``list.toml`` up to date with its source.

    Args:
        text: The list as its author has it.
        fresh: What the source says now.
        path: The file's name, for messages.

    Raises:
        DataError: The text is no list in TOML.
    """
    old = importers.read(text.encode(), name=path, format="toml")
    document = tomlkit.parse(text)
    tables = document.get("item", [])
    if len(tables) != len(old.items):
        raise DataError(
            "only a list of [[item]] tables is brought up to date", path=path, remedy="write one with parse"
        )
    places = _known_again(old.items, fresh.items)
    stayed = {place for place in places if place is not None}
    gone = tuple(item for place, item in enumerate(old.items) if place not in stayed)
    if places == list(range(len(old.items))):
        return Renewal(text, (), gone)
    taken = {old.items[place].id for place in stayed}
    added: list[PlaylistItem] = []
    arranged = tomlkit.aot()
    for place, item in zip(places, fresh.items, strict=True):
        if place is None:
            added.append(item.replace(id=ids.item_id(item.id, taken)))
            arranged.append(item_table(added[-1]))
        else:
            arranged.append(tables[place])
    document.pop("item", None)
    if fresh.items:
        document["item"] = arranged
    return Renewal(tomlkit.dumps(document), tuple(added), gone)


def _known_again(old: Sequence[PlaylistItem], fresh: Sequence[PlaylistItem]) -> list[int | None]:
    """For each fresh item the place of the old one that it is; None for a new one. No place is given twice."""
    places: list[int | None] = [None] * len(fresh)
    free = set(range(len(old)))
    for keys in (_identifiers, _words):
        known: dict[str, list[int]] = defaultdict(list)
        for place in sorted(free):
            for key in keys(old[place]):
                known[key].append(place)
        for number, item in enumerate(fresh):
            if places[number] is None:
                again = next((place for key in keys(item) for place in known[key] if place in free), None)
                places[number] = again
                free -= {again}
    return places


def _identifiers(item: PlaylistItem) -> Iterable[str]:
    return [one.uri for one in item.wanted.identifiers]


def _words(item: PlaylistItem) -> Iterable[str]:
    return [ids.slug(f"{item.wanted.artist or ''} {item.wanted.title}")]
