"""Search as Spotify and Deezer have it: ``track:"T" artist:"A"`` and free words, over the made-up catalogue."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tests.replicas.catalogue import Catalogue, Medium, Release, Track

_TERM = re.compile(r'\s*(?:(?P<field>\w+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s":]+))(?=\s|$)')


class QueryError(ValueError):
    """The query is none that we know."""


@dataclass(frozen=True)
class Query:
    """What a query asks for; texts are folded."""

    fields: tuple[tuple[str, str], ...]
    free: tuple[str, ...]


def parse(text: str, known: Collection[str]) -> Query:
    """Read a query. Raises QueryError for other fields than the *known*, empty phrases and stray quotes."""
    fields: list[tuple[str, str]] = []
    free: list[str] = []
    place = 0
    text = text.strip()
    while place < len(text):
        found = _TERM.match(text, place)
        if found is None:
            raise QueryError(f"bad syntax at {text[place:]!r}")
        place = found.end()
        value = fold(found["phrase"] if found["word"] is None else found["word"])
        if not value:
            raise QueryError("an empty phrase")
        if found["field"] is None:
            free += value.split()
        elif found["field"] in known:
            fields.append((found["field"], value))
        else:
            raise QueryError(f"no field {found['field']!r}")
    if not fields and not free:
        raise QueryError("no query")
    return Query(tuple(fields), tuple(free))


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes; other punctuation separates words, and counts where all is."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", re.sub(r"['’‘]", "", plain)).split()) or plain.strip()


def rank(query: Query, things: Iterable[tuple[str, Mapping[str, str]]]) -> list[str]:
    """Keys of all things that hold every phrase and word, those that are exactly a phrase first.

    Args:
        query: What is asked.
        things: Key and fields of everything there is, the most popular first.
    """
    hits = []
    for place, (key, fields) in enumerate(things):
        folded = {name: fold(value) for name, value in fields.items()}
        everything = set(" ".join(folded.values()).split())
        if all(f" {value} " in f" {folded[name]} " for name, value in query.fields) and everything.issuperset(
            query.free
        ):
            others = sum(folded[name] != value for name, value in query.fields)
            hits.append((others, place, key))
    return [key for _, _, key in sorted(hits)]


@dataclass(frozen=True)
class Place:
    """A track as a streaming service has it: one for every album it is on."""

    number: int
    """From 1, over the whole catalogue."""
    album: int
    """Number of its album, from 1."""
    release: Release
    medium: Medium
    track: Track

    @property
    def is_live(self) -> bool:
        """Services say in the title what MusicBrainz says in a disambiguation."""
        return self.track.recording.disambiguation.startswith("live")

    @property
    def title(self) -> str:
        """As a service without disambiguations has it."""
        title = self.track.title or self.track.recording.title
        return f"{title} (Live)" if self.is_live else title

    @property
    def artists(self) -> list[str]:
        """Every name of its credit."""
        return [one.name for one in self.track.recording.credit]

    @property
    def isrc(self) -> str | None:
        """One at most."""
        return next(iter(self.track.recording.isrcs), None)


def places(catalogue: Catalogue) -> list[Place]:
    """Every track of what a streaming service has: no bootlegs, no promotion, one release of each group."""
    groups: dict[str, Release] = {}
    for release in catalogue.releases:
        if release.status == "Official" and (
            release.group_mbid not in groups or release.media[0].format == "Digital Media"
        ):
            groups[release.group_mbid] = release
    found: list[Place] = []
    for album, release in enumerate(groups.values(), start=1):
        found += [
            Place(len(found) + place, album, release, medium, track)
            for place, (medium, track) in enumerate(release.tracks, start=1)
        ]
    return found
