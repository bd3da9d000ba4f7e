"""Recordings made up by seed: a canonical dump of any length, and lines that ask for its rows, with slips of known kinds."""

from __future__ import annotations

import csv
import random
import string
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from soundtrack.matching.bulk import Query, Row

HEADERS = [
    "id",
    "artist_credit_id",
    "artist_mbids",
    "artist_credit_name",
    "release_mbid",
    "release_name",
    "recording_mbid",
    "recording_name",
    "combined_lookup",
    "score",
]
_BEGINS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "sh",
    "sl",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "y",
]
_MIDDLES = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "ie", "oa", "oo", "ou", "y"]
_ENDS = [
    "",
    "",
    "",
    *["b", "d", "ck", "l", "ll", "m", "n", "nd", "ng", "nt", "r", "rd", "s", "ss", "st", "t", "th", "x"],
]
_COMMON = [
    "the",
    "of",
    "and",
    "a",
    "in",
    "to",
    "you",
    "my",
    "love",
    "i",
    "me",
    "on",
    "no",
    "for",
    "it",
    "is",
    "night",
    "time",
    "with",
    "baby",
    "day",
    "heart",
    "world",
    "blue",
    "home",
]
_SUFFIXES = (
    " (live)", " (acoustic)", " (remix)", " (instrumental)", " - Radio Edit", " (2011 remaster)", " (demo)",
    " (part 1)", " (part 2)", ", Op. 4: II. Andante", ", Op. 4: III. Allegro",
)  # fmt: skip
WORDS = 120_000
RECORDINGS_OF_AN_ARTIST = 9


class Made:
    """A world of made-up music; the same numbers give the same row every time."""

    def __init__(self, rows: int, seed: int = 6) -> None:
        self.rows = rows
        self._seed = seed
        chance = random.Random(seed)
        made = dict.fromkeys(self._word(chance) for _ in range(min(WORDS, 1000 + rows // 2)))
        self._words = [*_COMMON, *made]
        self._weights = list(accumulate(1 / (rank + 3) ** 0.85 for rank in range(len(self._words))))
        self._artists = max(1, rows // RECORDINGS_OF_AN_ARTIST)

    @staticmethod
    def _word(chance: random.Random) -> str:
        return "".join(
            chance.choice(_BEGINS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)
            for _ in range(chance.choice((1, 2, 2, 2, 3)))
        )

    def _phrase(self, chance: random.Random, lengths: tuple[int, ...]) -> str:
        words = chance.choices(self._words, cum_weights=self._weights, k=chance.choice(lengths))
        return " ".join(words).capitalize() if chance.random() < 0.3 else " ".join(word.capitalize() for word in words)

    def artist(self, number: int) -> str:
        """An artist's credit."""
        chance = random.Random(self._seed * 1_000_003 + number)
        name = self._phrase(chance, (1, 2, 2, 2, 3))
        if chance.random() < 0.25:
            name = f"The {name}"
        if chance.random() < 0.12:
            name += chance.choice((" & ", " feat. ", ", ")) + self._phrase(chance, (1, 2))
        return name

    def row(self, number: int) -> Row:
        """A recording."""
        chance = random.Random(self._seed * 7_000_003 + number)
        artist = int(self._artists * chance.random() ** 2)
        title = self._phrase(chance, (1, 1, 2, 2, 2, 3, 3, 4, 5, 7))
        if chance.random() < 0.2:
            title += chance.choice(_SUFFIXES)
        album = self._phrase(random.Random(artist * 31 + chance.randrange(3)), (1, 2, 3))
        return Row(made_up_mbid(number), title, self.artist(artist), album)

    def __iter__(self) -> Iterator[Row]:
        return map(self.row, range(self.rows))

    def write_dump(self, path: Path) -> None:
        """Write all rows as MusicBrainz writes its canonical data."""
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            for number, row in enumerate(self):
                lookup = "".join(filter(str.isalnum, f"{row.artist}{row.title}".lower()))
                writer.writerow(
                    (number, number % 99_991, made_up_mbid(number % 99_991), row.artist, made_up_mbid(number // 9),
                     row.album, row.id, row.title, lookup, 1000 + number % 500)
                )  # fmt: skip

    def lines(self, count: int, seed: int = 1) -> Iterator[tuple[str, Query, str | None]]:
        """Lines with the kind of their slip, and the id that each asks for (None: it is not there)."""
        chance = random.Random(seed)
        for number in range(count):
            kind = chance.choice(tuple(SLIPS))
            row = self.row(chance.randrange(self.rows))
            title, artist = SLIPS[kind](row.title, row.artist or "", chance)
            album = row.album if chance.random() < 0.3 else None
            if kind == "absent":
                yield kind, Query(f"q{number}", self._phrase(chance, (3, 4)), self.artist(-number)), None
            else:
                yield kind, Query(f"q{number}", title, artist or None, album), row.id


def made_up_mbid(number: int) -> str:
    """An MBID that can be seen to be none."""
    return f"00000000-0000-4000-8000-{number:012d}"


def _slip(text: str, chance: random.Random) -> str:
    place = chance.randrange(max(1, len(text)))
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + letter + text[place + 1 :],
            text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :],
        )
    )


def _first(artist: str) -> str:
    return artist.split(" & ", maxsplit=1)[0].split(" feat. ", maxsplit=1)[0].split(", ", maxsplit=1)[0]


_TAILS = (" (Official Video)", " - Remastered 2011", " [HD]", " (Lyrics)")
SLIPS: dict[str, Callable[[str, str, random.Random], tuple[str, str]]] = {
    "none": lambda title, artist, _: (title, artist),
    "case": lambda title, artist, _: (title.upper(), artist.lower()),
    "suffix": lambda title, artist, chance: (title + chance.choice(_TAILS), artist),
    "slip in title": lambda title, artist, chance: (_slip(title, chance), artist),
    "slip in artist": lambda title, artist, chance: (title, _slip(artist, chance)),
    "slips in both": lambda title, artist, chance: (_slip(title, chance), _slip(artist, chance)),
    "two slips in title": lambda title, artist, chance: (_slip(_slip(title, chance), chance), artist),
    "first artist only": lambda title, artist, _: (title, _first(artist)),
    "joined": lambda title, artist, _: (f"{artist} - {title}", ""),
    "swapped": lambda title, artist, _: (artist, title),
    "no artist": lambda title, _, __: (title, ""),
    "absent": lambda title, artist, _: (title, artist),
}
