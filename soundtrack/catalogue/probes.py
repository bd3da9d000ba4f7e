"""A catalogue holds keys of folded texts; these texts tell whether we still fold as when it was built."""

from __future__ import annotations

from zlib import crc32

from soundtrack import text
from soundtrack.catalogue import keys
from soundtrack.matching.description import known

_LINES = (
    ("Nothing’s Gonna Hurt You Baby", "Cigarettes After Sex"),
    ("07. Heroes (feat. X) [Live] - 2017 Remaster", "The Example & Friends"),
    ("Für Elise", "Ludwig van Beethoven; Orchestra, The"),
    ("Symphony No. 5 in C minor, Op. 67: I. Allegro con brio", "Various Artists"),
    ("もののけ姫", "久石譲"),
    ("Ca$h – Radio Edit", "AC/DC vs. Nobody"),
    ("Track 3", ""),
    ("(Exchange)", "Ø feat. Þór"),
    ("Do n't Say / Say It (Pt. 2)", "MØ x YOU"),
)


def digest() -> int:
    """One number for how these lines fold and which keys they get."""
    found: list[str] = []
    for title, artist in _LINES:
        credit = known(artist)
        found += [repr(keys.names(credit)), *keys.words(text.title(title), credit)]
        for form in keys.title_forms(text.title(title)):
            found += [form, repr(keys.title_keys(form)), repr(keys.slips(form, keys.WORD))]
    return crc32("\n".join(found).encode())
