"""A title's anatomy: the name, and all that is written around it."""

from __future__ import annotations

import re
from functools import lru_cache

from soundtrack.text._asides import Aside, aside
from soundtrack.text._credits import credit, is_placeholder
from soundtrack.text._folding import compact, fold, is_word, repair
from soundtrack.text._numbers import numbers

LONGEST = 600
"""Of a title, in characters; what comes after is not read."""

_OPENING = "([{<（【〔［「『"
_BRACKET = re.compile(r"[(\[{<（【〔［「『]([^()\[\]{}<>（）【】〔〕［］「」『』]*)[)\]}>）】〕］」』]")
_OPEN_BRACKET = re.compile(r"\s[(\[{]([^()\[\]{}]+)$")
_NESTED = 4
_DASH = re.compile(r"\s+[-–—−]\s+|\s+[-–—]$")
_LEAD = re.compile(r"\s*(?:#\s*)?(\d{1,3})\s*(?:[.)\]:]|[-–—]\s)\s*(?=\S)|\s*(\d\d)\s+(?=\S)")
_FEATURE_WITHIN = re.compile(r"\s(?:feat|ft|featuring)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)
_TRAILING = re.compile(
    r"""\s+(?:
      remix(?:ed)?
    | (?:(?:19|20)\d\d\s)?remaster(?:ed|izado|izada)?(?:\s(?:19|20)\d\d)?(?:\sversion)?
    | radio\sedit | album\sversion | single\sversion | original\smix | extended\s(?:mix|version) | bonus\strack
    | official(?:\smusic)?\svideo | official\saudio | music\svideo | lyrics\svideo | h[qd] | explicit
    | (?:karaoke|acoustic|live|instrumental)\sversion
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words at the end that are no part of a name even without a bracket or dash before them."""
_NO_TITLE = frozenset(
    {"", "-", "?", "unknown", "unk", "unk nown", "n a", "na", "n/a", "title", "no title", "unknown title", "unbekannt",
     "none", "track"}
)  # fmt: skip
_TRACK_NUMBER = re.compile(r"(?:audio ?)?(?:track|titel|piste|pista|trak|spur) ?\d+")
_TRUNCATED = re.compile(r"(?:\.{3}|…)\s*$")
_ARTICLE = re.compile(r"^(?:the|a|an) (?=\S)")


class Title:
    """A title's anatomy. All texts but ``raw`` and ``lead`` are folded."""

    __slots__ = (
        "bracketed", "compact", "core", "core_compact", "edition", "features", "full", "head", "lead", "makers",
        "numbers", "parts", "raw", "subtitles", "tokens", "truncated", "unknown", "versions",
    )  # fmt: skip

    raw: str
    """As written, repaired."""
    core: str
    """The name alone: no subtitle, version, edition, credit."""
    full: str
    """The name with its subtitles, in the order written."""
    compact: str
    """``full`` without its article and spaces."""
    core_compact: str
    """``core`` without its article and spaces."""
    head: str
    """What stands before the first dash, compact; empty where there is none."""
    tokens: tuple[str, ...]
    """Words of ``full``."""
    subtitles: tuple[str, ...]
    versions: frozenset[str]
    """Classes of versions said: ``live``, ``remix``, ..."""
    makers: frozenset[str]
    """Words that say whose remix, where live."""
    edition: frozenset[str]
    features: tuple[str, ...]
    """Names credited inside the title."""
    numbers: frozenset[str]
    parts: frozenset[str]
    """Those of the numbers that count a part: ``Pt. 2``, ``III.``."""
    bracketed: bool
    """The whole title stands in brackets, as ``(Exchange)``."""
    unknown: bool
    """No name at all: empty, ``unknown``, ``n.a.``, ``Track 3``."""
    truncated: bool
    """It ends in dots: the rest was cut off."""
    lead: str | None
    """What follows a number at the beginning that may be a track number, as written."""

    def __repr__(self) -> str:
        return f"Title({self.raw!r})"


class _Said:
    """What the brackets and suffixes of one title said."""

    def __init__(self) -> None:
        self.versions: set[str] = set()
        self.makers: set[str] = set()
        self.edition: set[str] = set()
        self.features: list[str] = []
        self.subtitles: list[str] = []

    def take(self, found: Aside | None) -> None:
        if found is not None:
            self.versions |= found.versions
            self.makers |= found.makers
            self.features += found.features
            if found.edition:
                self.edition.add(found.edition)


@lru_cache(maxsize=32768)
def title(text: str) -> Title:
    """Take a title apart."""
    raw = _spaced(repair(text[: 2 * LONGEST]).strip())[:LONGEST]
    said = _Said()
    it = Title()
    it.raw = raw
    it.bracketed = False
    rest = raw
    if any(bracket in rest for bracket in _OPENING):
        whole = _BRACKET.fullmatch(rest)
        if whole and aside(whole[1]) is None:
            it.bracketed = rest[0] == "("
            rest = whole[1]
        rest = _without_brackets(rest, said).strip()
    rest = _without_suffixes(rest, said)
    rest = _without_features(rest, said)
    rest = _without_trailing(rest, said)
    core = fold(rest)
    if not core or (not any(map(is_word, core)) and any(map(is_word, raw))):
        core, said = fold(raw), _Said()
    it.core = core
    it.full = " ".join([core, *said.subtitles]) if said.subtitles else core
    it.compact = compact(_ARTICLE.sub("", it.full))
    it.core_compact = compact(_ARTICLE.sub("", core))
    dash = _DASH.search(rest)
    it.head = compact(_ARTICLE.sub("", fold(rest[: dash.start()]))) if dash else ""
    it.tokens = tuple(it.full.split())
    it.subtitles = tuple(said.subtitles)
    it.versions = frozenset(said.versions)
    it.makers = frozenset(said.makers)
    it.edition = frozenset(said.edition)
    it.features = tuple(said.features)
    it.numbers, it.parts = numbers(it.tokens, raw)
    it.unknown = core in _NO_TITLE or bool(_TRACK_NUMBER.fullmatch(core))
    it.truncated = bool(_TRUNCATED.search(raw))
    lead = _LEAD.match(raw)
    it.lead = raw[lead.end() :] if lead and lead.end() < len(raw) else None
    return it


def _spaced(raw: str) -> str:
    """Give a file name's ``_`` or ``-`` back the spaces that they stand for: ``John_Cage_-_Sonata_IV``."""
    if " " in raw or len(raw) < 8:
        return raw
    if raw.count("_") > 1:
        return raw.replace("_", " ").strip()
    if raw.count("-") > 2:
        return " - ".join(part.replace("-", " ").strip() for part in raw.split("---")).strip()
    return raw


def _without_brackets(text: str, said: _Said) -> str:
    for _ in range(_NESTED):
        kept = []
        end = 0
        for match in _BRACKET.finditer(text):
            kept.append(text[end : match.start()])
            end = match.end()
            found = aside(match[1])
            if found is not None:
                said.take(found)
            elif match[1].strip() and (folded := fold(match[1])) and not is_placeholder(folded):
                said.subtitles.append(folded)
        if not end:
            break
        text = " ".join([*kept, text[end:]])
    unclosed = _OPEN_BRACKET.search(text)
    if unclosed and (found := aside(unclosed[1])) is not None:
        said.take(found)
        text = text[: unclosed.start()]
    return text


def _without_suffixes(text: str, said: _Said) -> str:
    """Without what is said after dashes, the last first; the rest of the dashes belongs to the name."""
    for dash in reversed(list(_DASH.finditer(text))):
        tail = text[dash.end() :]
        found = aside(tail) if tail.strip() else Aside()
        if found is None or not text[: dash.start()].strip():
            break
        said.take(found)
        text = text[: dash.start()]
    return text


def _without_features(text: str, said: _Said) -> str:
    featured = _FEATURE_WITHIN.search(text)
    if not featured or not featured.start():
        return text
    tail = _without_trailing(text[featured.end() :], said)
    said.features += credit(tail).names
    return text[: featured.start()]


def _without_trailing(text: str, said: _Said) -> str:
    while True:
        text = text.rstrip()
        trailing = _TRAILING.search(text)
        if not trailing or not trailing.start():
            return text
        said.take(aside(trailing[0].strip()))
        text = text[: trailing.start()]
