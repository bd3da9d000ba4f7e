"""Queries in MusicBrainz' search language, written whole by us: the library's field arguments escape too little.

https://musicbrainz.org/doc/Indexed_Search_Syntax. Only ``field:"phrase"``, AND, OR, NOT and brackets are used: the
default operator is OR, so bare words would match nearly everything. Case and accents are folded by the server.

A line becomes one clause, and many lines one query. Artists are asked for word by word, so that one slip in a name
of two words or more (``Cigarette After Sex``) costs rank, not the hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote_plus

from soundtrack.models import Wanted, WantedRelease
from soundtrack.providers._lines import known_isrcs
from soundtrack.text import fold, is_placeholder, title

MAX_BYTES = 5_800
"""Of an encoded query; the whole address must stay under 6 kB."""
PAIRS = 10
"""Lines of one query; with more of them the answer's 100 hits become few for each."""

_SPECIAL = re.compile(r'([+\-&|!(){}\[\]^"~*?:\\/])')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CURLY = str.maketrans("‘’“”", "''\"\"")
_MOST_CHARACTERS = 90
"""Of a phrase: cut at a word, it still says enough."""
_MOST_NAMES = 3
_MOST_WORDS = 6
_FILLERS = frozenset((
    "a", "an", "and", "the", "of", "de", "la", "le", "les", "el", "los", "der", "die", "das", "und", "et", "y", "feat",
    "ft", "featuring", "with", "vs",
))  # fmt: skip
"""Words of names that say nothing alone."""


def strict(wanted: Wanted) -> str:
    """A line's recordings on official releases: its title by somebody of its name, or on its release, or its ISRC."""
    return _or_isrcs(_all(_phrase("recording", _core(wanted.title)), 'status:"official"', _who(wanted)), wanted)


def loose(wanted: Wanted) -> str:
    """What :func:`strict` misses: other releases, a slip in half of the title, in the only word of a name."""
    core = _core(wanted.title)
    whole = _phrase("recording", core)
    words = _clean(core).split()
    who = _who(wanted)
    if not who:
        return _or_isrcs(whole, wanted)
    halves = [whole]
    if len(words) > 1:
        middle = (len(words) + 1) // 2
        halves = [_phrase("recording", " ".join(words[:middle])), _phrase("recording", " ".join(words[middle:]))]
    clause = _all(_any(halves), who)
    if len(_name_words(wanted)) == 1:
        clause = _any([clause, whole])
    return _or_isrcs(clause, wanted)


def alone(wanted: Wanted) -> str:
    """The same recordings as :func:`strict` and those on no official release, the likely ones first.

    A hit of several alternatives ranks before a hit of one, so each alternative after the first only ranks: famous
    songs have hundreds of concert recordings of exactly their title.
    """
    hit = _all(_phrase("recording", _core(wanted.title)), _who(wanted))
    likely = [_all(hit, 'status:"official"')]
    if "live" not in title(wanted.title).versions:
        likely.append(_all(hit, 'NOT secondarytype:"live"'))
    if wanted.release:
        likely.append(_all(hit, _phrase("release", _core(wanted.release))))
    return _or_isrcs(_any([hit, *likely]), wanted)


def release(wanted: WantedRelease) -> str:
    """A release of its title by somebody of that name, or by anybody where it is a soundtrack."""
    names = _artist_words([wanted.artist] if wanted.artist else [])
    who = [_phrase("artist", word) for word in names]
    whole = _phrase("release", _core(wanted.title))
    return _all(whole, _any([*who, 'secondarytype:"soundtrack"'])) if who else whole


def batches(clauses: Sequence[str]) -> list[list[int]]:
    """Which clauses go together in one query, by index and in order."""
    groups: list[list[int]] = []
    for index in range(len(clauses)):
        if groups and len(groups[-1]) < PAIRS and fits(clauses[one] for one in [*groups[-1], index]):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def fits(clauses: Iterable[str]) -> bool:
    """Whether the clauses together are short enough for one query."""
    return len(quote_plus(joined(clauses))) <= MAX_BYTES


def joined(clauses: Iterable[str]) -> str:
    """One query for any of the clauses."""
    return _any(list(clauses))


def escaped(text: str) -> str:
    """*text* with a backslash before everything that means something in the language."""
    return _SPECIAL.sub(r"\\\1", text)


def _phrase(field: str, text: str) -> str:
    return f'{field}:"{escaped(_clean(text))}"'


def _clean(text: str) -> str:
    """One line of straight quotes, not too long."""
    words = " ".join(_CONTROL.sub(" ", text.translate(_CURLY)).split())
    if len(words) <= _MOST_CHARACTERS:
        return words
    return words[: _MOST_CHARACTERS + 1].rpartition(" ")[0] or words[:_MOST_CHARACTERS]


def _core(text: str) -> str:
    """The name alone, as written: without ``(live)``, ``- 2011 Remaster``, ``(Original Motion Picture Soundtrack)``."""
    whole = " ".join(text.split())
    core = title(whole).core
    for cut in re.finditer(r"\s*[(\[]|\s[-–—]\s", whole):
        if cut.start() and fold(whole[: cut.start()]) == core:
            return whole[: cut.start()]
    return whole


def _who(wanted: Wanted) -> str:
    """Somebody of the line's names, or its release where that is called otherwise; empty when it says neither."""
    names = _names(wanted)
    ways = [_phrase("artist", word) for word in _artist_words(names)]
    ways += [_phrase("artistname", name) for name in names]
    if wanted.release and fold(_core(wanted.release)) != fold(_core(wanted.title)):
        ways.append(_phrase("release", _core(wanted.release)))
    return _any(ways) if ways else ""


def _names(wanted: Wanted) -> list[str]:
    """Everybody the recording may be credited to; placeholders such as Various Artists are nobody."""
    names = [wanted.artist, wanted.credited_as, *wanted.composers]
    somebody = (name for name in names if name and fold(name) and not is_placeholder(fold(name)))
    return list(dict.fromkeys(somebody))[:_MOST_NAMES]


def _name_words(wanted: Wanted) -> list[str]:
    return _artist_words(_names(wanted))


def _artist_words(names: Sequence[str]) -> list[str]:
    """The words of names that say something; the whole name where none does (``The The``)."""
    words: dict[str, str] = {}
    for name in names:
        telling = [word for word in _clean(name).split() if fold(word) not in _FILLERS and any(map(str.isalnum, word))]
        for word in telling or [name]:
            words.setdefault(fold(word), word)
    return list(words.values())[:_MOST_WORDS]


def _or_isrcs(clause: str, wanted: Wanted) -> str:
    return _any([clause, *(_phrase("isrc", isrc) for isrc in known_isrcs(wanted))])


def _any(clauses: Sequence[str]) -> str:
    return f"({' OR '.join(clauses)})" if len(clauses) > 1 else clauses[0]


def _all(*clauses: str) -> str:
    said = [clause for clause in clauses if clause]
    return f"({' AND '.join(said)})" if len(said) > 1 else said[0]
