"""What a recording is found by: its folded words, and its whole title as one word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from soundtrack.text import compact, fold

WHOLE = "="
"""Stands before a whole title that is written as one word; no folded word begins with it."""

_fold = lru_cache(maxsize=256)(fold.__wrapped__)
"""With a small cache: artist and release come back from file to file, and a scan's memory is to stay flat."""

_ASIDE = re.compile(r"\s*[(\[{]|\s+[-–—]\s+|\s+(?:feat|ft|featuring)\b", re.IGNORECASE)
_MOST_WORDS = 24
_LONGEST = 60


class Words(NamedTuple):
    """Words of each column, separated by spaces."""

    title: str
    artist: str
    release: str
    whole: str


def words(  # noqa: PLR0917 - in the order of the columns
    title: str,
    artist: str | None = None,
    artists: str = "",
    album_artist: str | None = None,
    composers: str = "",
    album: str | None = None,
) -> Words:
    """The words of a recording: of its title, of all who are credited, of its release."""
    title = title.replace("\0", " ")  # SQLite ends a text there
    full = _fold(title)
    core = _fold(_ASIDE.split(title, maxsplit=1)[0]) if _ASIDE.search(title) else full
    wholes = dict.fromkeys((WHOLE + compact(full)[:_LONGEST], WHOLE + compact(core)[:_LONGEST]))
    credited = dict.fromkeys(filter(None, (artist, artists, album_artist, composers)))
    return Words(
        title=_few(full),
        artist=_few(_fold(" ".join(credited))),
        release=_few(_fold(album)) if album else "",
        whole=" ".join(one for one in wholes if one != WHOLE),
    )


def _few(folded: str) -> str:
    """The first words of a text, none of them endless, each once."""
    return " ".join(dict.fromkeys(word[:_LONGEST] for word in folded.split()[:_MOST_WORDS]))


def fingerprint() -> int:
    """Changes when the same text gives other words than before: then the words in an index are stale."""
    import zlib

    samples = ("Sigur Rós & the Ænima (Live) – Don’t/Won't", "Ke$ha feat. Шостакович, 東京 №7 ¿Qué?", "!!!")
    return zlib.crc32(repr([words(one, one, album=one) for one in samples]).encode())
