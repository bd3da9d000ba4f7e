"""Cutting a glued title (``Goner twenty one pilots``) where the other side's artist or album stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from soundtrack import text
from soundtrack.matching.description import Description, Reading
from soundtrack.text import Credit, Title, compact

_SHORTEST = 2
_LONG_WORD = 10
_LAST_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")


class _Side:
    """One side while it is cut: what is left of its title, and what was found in it."""

    __slots__ = ("album", "credit", "cut", "raw")

    def __init__(self, it: Description) -> None:
        self.raw = it.direct.title.raw
        self.credit = it.direct.credit
        self.album = it.direct.album
        self.cut = False


def readings(wanted: Description, offered: Description) -> Iterator[tuple[Reading, Reading]]:
    """Pairs of readings in which the titles are cut by what the other side knows."""
    w, o = _Side(wanted), _Side(offered)
    for side, other in ((w, o), (o, w)):
        if side.credit is None and other.credit is not None:
            _cut_artist(side, other.credit)
    for side, other in ((w, o), (o, w)):
        if side.album is None and other.album is not None:
            _cut_album(side, other.album)
    _space(w, o)
    _space(o, w)
    if (wanted.glued or offered.glued) and (w.credit is o.credit is None or w.album is o.album is None):
        _cut_common_end(w, o)
    if not (w.cut or o.cut):
        return
    rw = Reading("cut", text.title(w.raw), w.credit, w.album) if w.cut else wanted.direct
    ro = Reading("cut", text.title(o.raw), o.credit, o.album) if o.cut else offered.direct
    yield rw, ro
    if w.cut and o.cut:
        yield rw, offered.direct
        yield wanted.direct, ro


def _cut_artist(side: _Side, credit: Credit) -> None:
    for name in dict.fromkeys((credit.full, " and ".join(credit.names), credit.primary)):
        place = _find(side.raw, compact(name), last=False)
        if place is None:
            continue
        start, end = place
        before, after = side.raw[:start].strip(" -–—:|,&("), side.raw[end:].strip(" -–—:|,)")
        if text.fold(before) not in ("", "the"):
            side.raw = before
            if after and side.album is None:
                side.album = text.title(after)
        elif after:
            side.raw = after
        else:
            continue
        side.credit = credit
        side.cut = True
        return


def _cut_album(side: _Side, album: Title) -> None:
    place = _find(side.raw, album.core_compact, last=True)
    if place is not None and side.raw[: place[0]].strip():
        side.raw = side.raw[: place[0]].strip(" -–—:|,(")
        side.album = album
        side.cut = True


def _space(side: _Side, other: _Side) -> None:
    """Cut a title that lost its spaces (``GamesWithoutFrontiersSpectrum``) by the other's artist and album."""
    if " " in side.raw or len(side.raw) < _LONG_WORD:
        return
    whole = compact(text.fold(side.raw))
    if side.credit is None and other.credit is not None:
        for name in (compact(other.credit.full), other.credit.compact):
            if len(name) > _SHORTEST and (whole.startswith(name) or whole.endswith(name)) and whole != name:
                whole = whole.removeprefix(name) if whole.startswith(name) else whole.removesuffix(name)
                side.credit, side.cut = other.credit, True
                break
    if side.album is None and other.album is not None:
        for name in (compact(other.album.full), other.album.core_compact):
            if len(name) > _SHORTEST and whole.endswith(name) and whole != name:
                whole = whole.removesuffix(name)
                side.album, side.cut = other.album, True
                break
    if side.cut:
        side.raw = whole


def _cut_common_end(w: _Side, o: _Side) -> None:
    """Both end in the same words, which neither knows as artist or album: cut them off both."""
    raw_w, raw_o = _without_edition(w.raw), _without_edition(o.raw)
    words_w, words_o = raw_w.split(), raw_o.split()
    i, j = len(words_w), len(words_o)
    end_w, end_o = i, j
    common = 0
    while i and j:
        a, b = text.fold(words_w[i - 1]), text.fold(words_o[j - 1])
        if not a[:1].isalnum():
            i -= 1
        elif not b[:1].isalnum():
            j -= 1
        elif a == b:
            i, j, common = i - 1, j - 1, common + 1
            end_w, end_o = i, j
        else:
            break
    left_w, left_o = " ".join(words_w[:end_w]).rstrip(" (["), " ".join(words_o[:end_o]).rstrip(" ([")
    if common and text.fold(left_w)[:1].isalnum() and text.fold(left_o)[:1].isalnum():
        w.raw, o.raw = left_w, left_o
        w.cut = o.cut = True


def _without_edition(raw: str) -> str:
    while True:
        found = _LAST_BRACKET.search(raw)
        said = text.aside(found[1]) if found else None
        if found is None or said is None or not said.edition or not found.start():
            return raw
        raw = raw[: found.start()]


def _find(raw: str, wanted: str, *, last: bool) -> tuple[int, int] | None:
    """Where words that fold to *wanted* (compact) stand in *raw*; for the last of several places, not at the start."""
    if len(wanted) < _SHORTEST:
        return None
    spans = []
    at = 0
    for word in raw.split():
        start = raw.index(word, at)
        at = start + len(word)
        spans.append((compact(text.fold(word)) if any(c.isalnum() for c in word) or word == "&" else "", start, at))
    found = None
    for i, (first, start, _) in enumerate(spans):
        if not first or not wanted.startswith(first):
            continue
        built = ""
        for folded, _, end in spans[i:]:
            built += folded
            if built == wanted:
                if not last:
                    return start, end
                if i:
                    found = (start, end)
                break
            if not wanted.startswith(built):
                break
    return found
