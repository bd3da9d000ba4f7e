"""Credits: the names in them, and those that are none."""

from __future__ import annotations

import re
from functools import lru_cache

from soundtrack.text._folding import compact, fold, one_deletion, repair

LONGEST = 400
"""Of a credit, in characters; what comes after is not read."""

_PLACEHOLDERS = frozenset(
    {
        "various artists", "various artist", "various", "va", "v a", "various composers", "various performers",
        "multiple artists", "unknown artist", "unknown", "[unknown]", "unk", "no artist", "untitled artist", "artist",
        "anonymous", "soundtrack", "original soundtrack", "original motion picture soundtrack", "original cast", "ost",
        "audio track", "n a", "n/a", "na", "none", "null", "nan", "tba", "misc", "miscellaneous", "the", "?", "-", "--",
        "diverse", "divers", "verschiedene interpreten", "unbekannt", "unbekannter kunstler", "unknown interpret",
        "interpret unbekannt", "varios artistas", "varios", "desconocido", "artistes varies", "inconnu",
        "artiste inconnu", "aa vv", "sconosciuto",
    }
)  # fmt: skip
"""Folded credits that name nobody."""
_PLACEHOLDERS_BY_SLIP = frozenset(
    slip for name in ("various artists", "unknown artist") for slip in one_deletion(name) | one_deletion(name[:-1])
)
_JOINING = "feat|ft|featuring|with|vs|versus|presents|pres|meets|and|x|y|e|und|et|con|starring"
_JOIN = re.compile(
    rf"\s*(?:[;/|、，]|,(?!\s*(?:jr|sr|inc|the)\b)|\s(?:{_JOINING})\b\.?|[&＆×]|\s\+)\s*(?=\S)", re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[{)\]}]")
_THE = frozenset(one_deletion("the"))
_NOT_THE = frozenset(
    ["she", "he", "te", "they", "then", "them", "thy", "h", "e", "t", "th", "tie", "toe", "hey", "her", "hoe"]
)


class Credit:
    """Who a recording is credited to. All texts are folded; the names without their article."""

    __slots__ = ("compact", "full", "initials", "names", "primary", "tokens")

    full: str
    names: tuple[str, ...]
    """Each name once, the first one first."""
    primary: str
    """The first name."""
    compact: str
    """The whole without joining words and spaces."""
    tokens: frozenset[str]
    initials: str
    """First letters of the whole, when it has three words or more: ``ccr``."""

    def __repr__(self) -> str:
        return f"Credit({self.full!r})"


def is_placeholder(folded: str) -> bool:
    """Whether a folded credit names nobody: ``various artists``, ``unknown``, ``?``; slips included."""
    if folded in _PLACEHOLDERS:
        return True
    return 12 < len(folded) < 17 and not one_deletion(folded).isdisjoint(_PLACEHOLDERS_BY_SLIP)


@lru_cache(maxsize=32768)
def credit(text: str) -> Credit:
    """Take a credit apart. A placeholder (``Various Artists``) has no names."""
    raw = repair(text)[:LONGEST]
    whole = _bare(fold(raw))
    it = Credit()
    it.full = "" if is_placeholder(whole) else whole
    names: dict[str, None] = {}
    if it.full:
        for part in _JOIN.split(_BRACKETS.sub(" ", raw)):
            name = _bare(fold(part))
            if name and name not in _PLACEHOLDERS:
                names[name] = None
    it.names = tuple(names) or ((it.full,) if it.full else ())
    it.primary = it.names[0] if it.names else ""
    it.tokens = frozenset(token for name in it.names for token in name.split())
    it.compact = "".join(map(compact, it.names))
    words = it.full.split()
    it.initials = "".join(word[0] for word in words) if len(words) > 2 else ""
    return it


def _bare(name: str) -> str:
    """A folded name without its article, wherever that stands, one slip in it included (``teh``)."""
    first, _, rest = name.partition(" ")
    if rest and (first == "the" or (first not in _NOT_THE and not one_deletion(first).isdisjoint(_THE))):
        name = rest
    return name.removesuffix(" the") or name
