"""Under which keys rows are found again, from sure to vague. Text in, numbers of 32 bits out.

Every key is the CRC of a text, started with a number that says of what kind it is, so that all kinds share one
table. A key that meets another's number costs a comparison, never an answer.

=====  ==========================================================  ==========================================
kind   of                                                          finds what
=====  ==========================================================  ==========================================
EXACT  title and first artist                                      most lines
TITLE  the title, and a short one with each letter left out        one slip in the title, any artist or none
ENDS   a long title's beginning and its end                        the same for long titles
pair   a name of the credit with the title's beginning or end      slips in both fields, a title half wrong
NAME   a name of the credit                                        any title by people with few recordings
WORD   a word of title or credit                                   fields swapped, joined, names left out
ID     the row's id                                                the row
=====  ==========================================================  ==========================================

Names and words with a letter left out lead to the name or word itself (a second table), so that a slip in them is
mended before the first table is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

from soundtrack.text import Credit, Title

EXACT = crc32(b"exact")
TITLE = crc32(b"title")
ENDS = crc32(b"ends")
NAME = crc32(b"name")
WORD = crc32(b"word")
ID = crc32(b"id")
SLIP = crc32(b"slip")
_AT_END = 0x5BD1E995
"""Makes the pair with a title's end another one than that with its beginning."""

SHORT = 14
"""Letters of a title up to which each is left out in turn; a longer one has two ends that no one slip damages both."""
END = 7
PAIRED_END = 4
LONGEST = 32
"""Letters of a name or word that count for slips."""
MOST_NAMES = 4


def exact(title: str, artist: str) -> int:
    """The key of a whole title with its first artist, both compact; an empty artist is one too."""
    return crc32(f"{title}\t{artist}".encode(), EXACT)


def identity(row_id: str) -> int:
    """The key of a row's own id."""
    return crc32(row_id.encode("utf-8", "surrogatepass"), ID)


def title_forms(title: Title) -> Iterable[str]:
    """The compact forms that a title may be written in: its core, and with subtitles. Empty for no title."""
    if title.unknown or not title.core_compact:
        return ()
    return dict.fromkeys((title.core_compact, title.compact))


def title_keys(form: str) -> list[int]:
    """Keys of a compact title, the whole one first. Two titles one slip apart share one."""
    if len(form) <= SHORT:
        return _with_slips(form, TITLE)
    return [
        crc32(form.encode(), TITLE),
        crc32(form[:END].encode(), ENDS),
        crc32(form[-END:].encode(), ENDS ^ _AT_END),
    ]


def pair_keys(name: int, form: str) -> tuple[int, int]:
    """Keys of a name (by its own key) with the beginning and the end of a compact title."""
    return crc32(form[:PAIRED_END].encode(), name), crc32(form[-PAIRED_END:].encode(), name ^ _AT_END)


def names(credit: Credit | None) -> list[str]:
    """The compact names of a credit, the first one first; empty where it is unknown."""
    return [] if credit is None else [name.replace(" ", "") for name in credit.names[:MOST_NAMES]]


def name_key(name: str) -> int:
    """The key of a compact name."""
    return crc32(name.encode(), NAME)


def word_key(word: str) -> int:
    """The key of a folded word."""
    return crc32(word.encode(), WORD)


def words(title: Title, credit: Credit | None) -> Iterator[str]:
    """The folded words of a title and of its credit, as often as they stand there."""
    yield from title.tokens
    for feature in title.features:
        yield from feature.split()
    if credit is not None:
        for name in credit.names:
            yield from name.split()


def slips(text: str, kind: int) -> list[int]:
    """Keys of a name or word (*kind* says which) and of what it becomes with one letter left out."""
    return _with_slips(text[:LONGEST], kind ^ SLIP)


def _with_slips(text: str, start: int) -> list[int]:
    data = text.encode()
    keys = [crc32(data, start)]
    if len(data) == len(text):  # a byte is a letter
        keys += [crc32(data[:i] + data[i + 1 :], start) for i in range(len(data))]
    else:
        keys += [crc32((text[:i] + text[i + 1 :]).encode(), start) for i in range(len(text))]
    return keys
