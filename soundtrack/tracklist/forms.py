"""Forms of one line: where it can be cut into artist and title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from soundtrack.tracklist.lines import Line
from soundtrack.tracklist.words import VERSION

_REMEMBERED = 2048
"""Lines: every form looks at each line of a run anew."""
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u30fc"
_OPENING = "([{（［【"
_CLOSING = ")]}）］】"
_OPEN_QUOTES = '"“„«「『‹〈《'
_CLOSE_QUOTES = {
    '"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "‹": "›", "〈": "〉", "《": "》",
}  # fmt: skip
_SINGLE = re.compile(r"^[‘'`](.+?)[’'´](?=$|[\s,.;:)\]–—-])")

_QUOTE_MARK = re.compile(f"[{_OPEN_QUOTES}‘'`]")
_SHIELDS = re.compile(f"[{re.escape(_OPENING + _OPEN_QUOTES)}]")

_SPACED_DASH = re.compile(r"\s(?:-{1,3}|[\u2010-\u2015\u2212\uff0d]{1,2}|->|=>|→)\s")
_TIGHT_DASH = re.compile(r"\s?[–—―]\s?|-{2,3}")
_HALF_DASH = re.compile(r"(?<=[^\s-])-\s|\s-(?=[^\s-])")
SEPARATORS: dict[str, tuple[re.Pattern[str], ...]] = {
    "dash": (_SPACED_DASH, _TIGHT_DASH, _HALF_DASH),
    "pipe": (re.compile(r"\s[|｜¦]{1,2}\s|[｜]"),),
    "slash": (re.compile(r"\s//?\s|\s?／\s?"),),
    "tilde": (re.compile(r"\s[~～〜]\s"),),
    "dot": (re.compile(r"\s[·•∙●]\s"),),
    "colon": (re.compile(r"\s?[:：]\s|：|\s::\s"),),
    "semicolon": (re.compile(r";\s"),),
    "comma": (re.compile(r"[,、，]\s|、|，"),),
}
_MARKS = {
    "dash": "-–—―‐‑‒−－→>", "pipe": "|｜¦", "slash": "/／", "tilde": "~～〜",
    "dot": "·•∙●", "colon": ":：", "semicolon": ";", "comma": ",、，",
}  # fmt: skip
"""One of these stands in every separator of the kind: a quick look before the expressions."""
_BY = re.compile(r"\s(?:by|BY|By)\s")
_BY_ELSEWHERE = re.compile(
    r"^[,\s]*(?:by|performed by|von|par|de|di|por|av|af|door|przez|от|mit)\s+(?P<who>.+)$", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s*([(\[（［【{])([^()\[\]（）［］【】{}]*(?:\([^()]*\)[^()\[\]{}]*)?)[)\]）］】}]\s*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line without number and times: what is left to be cut."""

    line: Line
    text: str
    base: int
    """Where *text* begins in the line's text."""
    number: str | None = None
    side: str = ""
    duration_ms: int | None = None
    starts: bool = False
    """Whether the line begins with the time that the track does."""

    def styled(self, kinds: str) -> tuple[int, int] | None:
        """The first stretch of these kinds of markup, as offsets in *text*; None where there is none, or it is all."""
        length = len(self.text)
        for span in self.line.spans:
            if span.kind not in kinds:
                continue
            start, end = max(0, span.start - self.base), min(length, span.end - self.base)
            if start < end and end - start < length - 1:
                return start, end
        return None

    def role(self, kind: str) -> str | None:
        """The text of the stretch that a class name calls *kind*."""
        for span in self.line.spans:
            if span.kind == kind:
                return self.line.text[span.start : span.end].strip()
        return None


@lru_cache(maxsize=_REMEMBERED)
def _shielded(text: str) -> list[bool] | None:
    """For each character whether it stands in brackets or quotes; None where there are none."""
    if not _SHIELDS.search(text):
        return None
    inside = []
    depth = 0
    quote = ""
    for index, char in enumerate(text):
        if quote:
            if char in quote:
                quote = ""
        elif char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in _CLOSE_QUOTES and any(c in text[index + 1 :] for c in _CLOSE_QUOTES[char]):
            before = text[index - 1 : index]
            if char != '"' or not before.isalnum():  # 7" single
                quote = _CLOSE_QUOTES[char]
        inside.append(depth > 0 or bool(quote))
    return inside if depth == 0 else None


@lru_cache(maxsize=4 * _REMEMBERED)
def cut(text: str, separator: str) -> Sequence[str]:
    """Cut at each separator of the kind that stands outside brackets and quotes; one part where there is none."""
    if len(text) > 1000 or not any(mark in text for mark in _MARKS[separator]):
        return [text]
    patterns = [pattern for pattern in SEPARATORS[separator] if pattern.search(text)]
    if not patterns:
        return [text]
    inside = _shielded(text)
    for pattern in patterns:
        parts, done = [], 0
        for match in pattern.finditer(text):
            if (inside is None or not inside[match.start()]) and match.start() > 0:
                parts.append(text[done : match.start()].strip())
                done = match.end()
        parts.append(text[done:].strip())
        parts = [part for part in parts if part]
        if len(parts) > 1:
            return parts
    return [text]


@lru_cache(maxsize=_REMEMBERED)
def cut_by(text: str) -> tuple[str, str] | None:
    """Cut ``Title by Artist`` at its last "by": titles hold the word more often than names."""
    if not _BY.search(text):
        return None
    inside = _shielded(text)
    found = None
    for match in _BY.finditer(text):
        if inside is None or not inside[match.start()]:
            found = match
    if found is None:
        return None
    title, artist = text[: found.start()].strip(" ,–—-"), text[found.end() :].strip()
    return (title, artist) if title and artist else None


@lru_cache(maxsize=_REMEMBERED)
def quoted(text: str) -> tuple[int, int, str] | None:
    """The first stretch in quotation marks: where it begins and ends, marks included, and the words within."""
    if not _QUOTE_MARK.search(text):
        return None
    for index, char in enumerate(text[:400]):
        if char in _CLOSE_QUOTES:
            before = text[index - 1 : index]
            if char == '"' and before and not before.isspace() and before not in _OPENING + DASHES + ",:":
                continue
            ends = [e for e in (text.find(c, index + 1) for c in _CLOSE_QUOTES[char]) if e > 0]
            if char in '“„"' and not ends:
                ends = [e for e in (text.find(c, index + 1) for c in '"”“') if e > 0]
            if ends and min(ends) > index + 1:
                return index, min(ends) + 1, text[index + 1 : min(ends)].strip(" ,")
        elif char in "‘'`" and (index == 0 or text[index - 1] in " (,–—-:"):
            match = _SINGLE.match(text[index:])
            if match:
                closing = _last_single(text, index, match)
                return index, closing + 1, text[index + 1 : closing].strip(" ,")
    return None


def _last_single(text: str, start: int, match: re.Match[str]) -> int:
    """The closing single quote: an apostrophe before a space ("Thinkin' Bout") may look like one."""
    first = start + match.end(1)
    if text[start] == "'":
        for at in range(len(text) - 1, first, -1):
            if text[at] in "'’" and (at + 1 == len(text) or text[at + 1] in " ,.;:)]"):
                return at if text.count("'", first, at) < 2 else first
    return first


@lru_cache(maxsize=_REMEMBERED)
def bracketed(text: str) -> tuple[str, str, str] | None:
    """Cut ``words (bracket)`` or ``words [bracket]`` at its last bracket: words, kind of bracket, what is in it."""
    if not text or text[-1] not in _CLOSING:
        return None
    match = _BRACKETED.search(text[-300:])
    if match is None:
        return None
    words = text[: max(0, len(text) - 300) + match.start()].strip()
    return (words, match[1], match[2].strip()) if words else None


def is_version(words: str) -> bool:
    """Tell whether bracketed words belong to a title: a version, a guest."""
    return bool(VERSION.search(words))


def titles_in_quotes(entry: Entry) -> tuple[str, str | None, str | None] | None:
    """Read ``"Title" by Artist``, ``Artist, "Title"``, ``"Title" (Artist)``, ``"Title"``: title, artist, note."""
    found = quoted(entry.text)
    if found is None:
        return None
    start, end, title = found
    before = entry.text[:start].strip().rstrip(DASHES + ",:;|/(").strip()
    after = entry.text[end:].strip()
    if not title:
        return None
    title, after = _with_versions(title, after)
    if before and len(after) > 60 and entry.text[:start].rstrip()[-1:] not in DASHES + ",:;|(":
        return None  # a sentence with something in quotation marks
    if before:
        before = re.sub(r"\s+(?:with|performing|sings?|playing)$", "", before)
        return title, before, after.strip(" ,;-–—") or None
    by = _BY_ELSEWHERE.match(after)
    if by:
        return title, by["who"].strip(), None
    rest = after.lstrip(DASHES + ",:;|/ ").strip()
    if after[:1] in _OPENING and bracketed("x " + after) and not is_version(after):
        inner = bracketed("x " + after)
        rest = inner[2] if inner and inner[0] == "x" else rest
    return title, rest or None, None


def _with_versions(title: str, after: str) -> tuple[str, str]:
    """Move ``(Remix)`` after the closing quote back to the title."""
    match = re.match(r"^\s*([(\[][^()\[\]]*[)\]])\s*", after)
    if match and is_version(match[1]):
        return f"{title} {match[1]}", after[match.end() :]
    return title, after


def without_quotes(text: str) -> str:
    """Take away quotation marks around the whole text."""
    bare = text.strip()
    found = quoted(bare)
    if found and found[0] == 0:
        if found[1] == len(bare):
            return found[2]
        if is_version(bare[found[1] :]) and bare[found[1] :].lstrip()[:1] in ("(", "["):
            return f"{found[2]} {bare[found[1] :].strip()}"
    return bare


def separators() -> Iterator[str]:
    """All kinds of separator, the commonest first."""
    yield from SEPARATORS
