"""Keys under which rows are found again: pure text in, text out, for an index in memory or on disk.

Three stages, from sure and small to vague and large; a line asks the next only when the one before gave no answer
that is sure enough:

1. *exact*: the folded title with the first artist;
2. *near*: the title alone; and the beginning or end of the title with the beginning or end of the artist, as they
   sound and whatever the order of their letters. A slip damages one of two ends, so three slips in a line may still
   leave one of the four pairs whole;
3. *words*: rare words of title and artist, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator

from soundtrack import text
from soundtrack.matching import words
from soundtrack.matching.description import Description, Reading
from soundtrack.text import Credit, Title

_TITLE_END = 4
_ARTIST_END = 3
_LONE_END = 7
_SHORT = 7
"""Up to this length both ends of a title overlap, and one slip damages both."""


def _first(credit: Credit | None) -> str:
    return credit.primary.replace(" ", "") if credit is not None else ""


def exact(reading: Reading) -> str:
    """Title and first artist, folded: found under it, a row needs no looking for others."""
    return f"x{reading.title.core_compact}\t{_first(reading.credit)}"


def _letters(end: str) -> str:
    """The letters of an end whatever their order: two of them swapped are a common slip."""
    return "".join(sorted(end))


def near(reading: Reading) -> Iterator[str]:
    """The title alone, its ends, and pairs of ends."""
    for title in dict.fromkeys((reading.title.core_compact, reading.title.compact)):
        yield f"t{title}"
        heard = text.sound(title)
        begin, end = _letters(heard[:_TITLE_END]), _letters(heard[-_TITLE_END:])
        if len(heard) > _LONE_END:
            yield f"b{_letters(heard[:_LONE_END])}"
            yield f"e{_letters(heard[-_LONE_END:])}"
        artist = text.sound(_first(reading.credit))
        if artist:
            a, z = _letters(artist[:_ARTIST_END]), _letters(artist[-_ARTIST_END:])
            yield f"1{begin}\t{a}"
            yield f"2{end}\t{a}"
            yield f"3{begin}\t{z}"
            yield f"4{end}\t{z}"
        if len(title) <= _SHORT:
            for slip in text.one_deletion(title):
                yield f"d{slip}"
                if artist:
                    yield f"5{slip}\t{a}"
                    yield f"6{slip}\t{z}"


def album(it: Description, *, row: bool) -> Iterator[str]:
    """Keys of the album, for lines and rows whose title is unknown."""
    if it.direct.album is None:
        return
    name = it.direct.album.core_compact[:12]
    unknown = it.direct.title.unknown
    if row or unknown:
        yield f"g{name}"
    if unknown or not row:
        yield f"h{name}"


def row_words(row: Description) -> tuple[str, ...]:
    """The words a row is found under: of its title and its artist."""
    return tuple(dict.fromkeys(_words(row)))


def query_words(query: Description) -> tuple[str, ...]:
    """The words a line asks for, the rarest first."""
    return tuple(sorted(dict.fromkeys(_words(query)), key=lambda word: -words.weight(word) * len(word)))


def _words(it: Description) -> Iterator[str]:
    yield from it.direct.title.tokens
    for feature in it.direct.title.features:
        yield from feature.split()
    if it.direct.credit is not None:
        for name in it.direct.credit.names:
            yield from name.split()


def subtitles(title: Title) -> Iterator[str]:
    """Subtitles that may stand for the title, as keys of :func:`near`."""
    for subtitle in title.subtitles:
        yield f"t{subtitle.replace(' ', '')}"
