"""Titles pasted with a whole row of a shop's page: ``Halcyon Ellie Goulding Pop $ 1.29 (C) 2013 Polydor 3:24``.

What a title can never hold (a price, a date, a notice of rights, a list of genres, a clock at the end) marks where
the rest of the row begins.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = rf"\b\d{{1,2}}-[A-Z][a-z]{{2}}-\d\d(?:\d\d)?\b|\b(?:{_MONTHS})\s\d{{1,2}}\s?,\s?(?:19|20)\d\d\b"
_COMPANY = "|".join(
    (
        *(
            "Records?",
            "Recordings?",
            "Entertainment",
            "Music",
            "LLC",
            r"L\.L\.C",
            "Ltd",
            "Limited",
            "Inc",
            "Corporation",
        ),
        *(
            "Compan(?:y|ies)",
            "Productions",
            "BMG",
            "EMI",
            "UMG",
            "Sony",
            "Warner",
            "Interscope",
            "Atlantic",
            "Columbia",
        ),
        "Polydor",
    )
)
_GENRE = (
    "(?:"
    + "|".join(
        (
            *(r"R&B\s?/\s?Soul", r"Hip[- ]Hop\s?/\s?Rap", r"Rap\s&\sHip-Hop", r"Dance\s&\sElectronic", "Pop/Rock"),
            *("Pop", "Rock", "Country", "Music", "Dance", "Electronica?", r"Alternative(?:\sRock)?", "Hip[- ]Hop"),
            *("Rap", "R&B", "Soul", "Funk", "Jazz", "Blues", "Folk", "Metal", "House", "Techno", "Trance", "Dubstep"),
            *("Reggae", r"Latin(?:\sMusic)?", "Soundtracks?", "Classical", "Vocal", "World", r"New\sAge", "Punk"),
            *("Grunge", "Singer/Songwriter", r"Indie(?:\sRock|\sPop|\s&\sLo-Fi)?", "International", "Christian"),
            *("Gospel", "Bluegrass", "Electro", "Ambient", "Disco"),
            r"(?:Contemporary|Urban|Adult|Teen|French|British|Hard|East\sCoast|West\sCoast|Hardcore|Gangsta)\s\w+",
            r"(?:Southern|Dirty|Modern|Honky)\s\w+",
        )
    )
    + ")"
)
_TAIL = re.compile(
    rf"""
      \s(?:\$|£|€)\s?\d+\.\d\d(?=\s|$)
    | \s(?:{_DATE})
    | \s\(\s?[CcPp]\s?\)(?=\s)
    | \s‰\s?ãÑ|\s[©℗]
    | \s(?:19|20)\d\d(?:\s,\s(?:19|20)\d\d)?(?=\s(?:\S+\s){{0,8}}?(?:{_COMPANY})\b)
    | \s\d{{1,2}}:[0-5]\d(?=\s*$|\s+(?:{_DATE})|\s+\$|\s+\d{{4}}\s*$)
    | \s{_GENRE}(?:\s?[,/&]\s?{_GENRE})+(?=\s|$)
    """,
    re.VERBOSE,
)
_GENRES = re.compile(rf"\s{_GENRE}(?:\s?[,/&]\s?{_GENRE})")
_LAST_GENRE = re.compile(rf"\s{_GENRE}$")
_CLOCK = re.compile(r"(?:^|\s)(\d{1,2}):([0-5]\d)(?=\s|$)")
_HINT = re.compile(r"\$|£|€|©|℗|ãÑ|\d:\d\d|\s(?:19|20)?\d\d\b|\(\s?[CcPp]\s?\)|\s,\s|,Music|/")


@lru_cache(maxsize=8192)
def _cut(title: str) -> tuple[str, float | None]:
    found = _TAIL.search(title)
    if not found or not title[: found.start()].strip():
        return title, None
    head, tail = title[: found.start()], title[found.start() :]
    if not _GENRES.match(tail):
        head = _LAST_GENRE.sub("", head) or head
    clock = _CLOCK.search(tail)
    return head.rstrip(" ,"), int(clock[1]) * 60.0 + int(clock[2]) if clock else None


def without_tail(title: str) -> tuple[str, float | None]:
    """Return the title without a shop's row behind it, and the length in seconds that the row gave.

    A title without such a row comes back as it is, with None.
    """
    if len(title) < 12 or not _HINT.search(title):
        return title, None
    return _cut(title)
