"""Reading a run of lines that belong together: numbers, times, then one form for the whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from soundtrack.tracklist import marks
from soundtrack.tracklist.forms import (
    DASHES,
    Entry,
    bracketed,
    cut,
    cut_by,
    is_version,
    separators,
    titles_in_quotes,
    without_quotes,
)
from soundtrack.tracklist.lines import Line
from soundtrack.tracklist.voting import artist_first, fold
from soundtrack.tracklist.words import ASIDE, LINK_TEXT

_WEIGHTS = {
    "dash": 1.0,
    "pipe": 0.9,
    "tilde": 0.85,
    "slash": 0.75,
    "dot": 0.75,
    "colon": 0.5,
    "semicolon": 0.5,
    "comma": 0.45,
}
_ORNAMENT = re.compile(
    r"^(?:[-–—]\s+|:(?=\w)|[\s*+•‣◦∙●○▪▫■□◆◇▶►▸▹▷→➤➔✓✔☑★☆♪♫♬♩·>|]|[\U0001F300-\U0001FAFF\u2600-\u27bf\ufe0f\u200d])+(?=\S)"
)
_TAIL = re.compile(r"(?:[\s*+:†‡§^°|•·]|[\U0001F300-\U0001FAFF\u2600-\u27bf\ufe0f\u200d\u2190-\u21ff]|\((?:\*|†)\))+$")
_LINK_ENDS = (
    "tube", "spotify", "tunes", "music", "cloud", "camp", "deezer", "tidal", "amazon", "discogs", "beatport", "mp3",
    "video", "audio", "listen", "watch", "buy", "link", "lyrics", "download", "fm", "vimeo", "juno", "yt", "sc", "bc",
    "here",
)  # fmt: skip
"""Last letters of `LINK_TEXT`: most lines need no closer look."""
_WEAK_NUMBERS = frozenset(" -–—/|·•")
"""Marks after a number that may as well belong to the words: they count only in sequence."""
_ADDRESS = re.compile(r"[\s:–—-]*\s<?(?:https?://|www\.)\S+$")
_BY_IN_BRACKETS = re.compile(
    r"(?:^|[,，、;]\s?)(?:by|performed by|von|par|de|di|por|av|door|od)[:：]?\s+(?P<who>.+)$", re.IGNORECASE
)
_ONE_NAME = re.compile(r"^\w+(?:,.*)?$")
_FEATURING_INSIDE = re.compile(r"\S\s(?:feat|ft)\b", re.IGNORECASE)
_YEAR = re.compile(r"^(?:[^()]{0,60}[,\s])?[(\[]?(?:19|20)\d\d[)\]]?$")


@dataclass(frozen=True, slots=True)
class Cut:
    """What one line says."""

    title: str
    artist: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The lines of a run without numbers and times."""

    entries: tuple[Entry, ...]
    numbered: bool
    starts: bool
    """Each line tells when it begins."""
    timed: bool
    """Most lines tell how long they last."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The form that fits the run best."""

    name: str
    cuts: tuple[Cut, ...]
    coverage: float
    """Share of the lines that have the form, 0-1."""
    strength: float
    """How much the form alone speaks for a track list, 0-1."""
    why: str
    doubtful: bool = False
    separator: str = ""
    """What parts the two texts, where artist and title could change places."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Left and right of it."""


def _tidied(text: str) -> str:
    """Take away what only decorates the end of a line: stars, emoji, addresses, "[YouTube]"."""
    for _ in range(4):
        before = text
        text = _TAIL.sub("", _ADDRESS.sub("", text))
        if text.rstrip(" ])").lower().endswith(_LINK_ENDS):
            at = max(0, len(text) - 60)
            match = LINK_TEXT.search(text, at)
            if match and match.start() > at and re.match(r"\s*[\[(|·•/–—-]", match[0]):
                text = text[: match.start()]
        if text == before:
            break
    return text


def _without_link(entry: Entry) -> str:
    """Take away a link at the end that only says where it leads: "YouTube"."""
    text = entry.text
    for span in reversed(entry.line.spans):
        start, end = span.start - entry.base, span.end - entry.base
        if span.kind == "a" and start > 0 and end >= len(text.rstrip(" ])|")) and LINK_TEXT.fullmatch(text[start:end]):
            text = text[:start].rstrip(" [(|,–—-")
    return text


def prepare(lines: Sequence[Line]) -> Prepared:
    """Take numbers, start times and durations off the lines, as far as the run as a whole bears them out."""
    entries = []
    for line in lines:
        ornament = _ORNAMENT.match(line.text)
        base = ornament.end() if ornament else 0
        entries.append(Entry(line, line.text[base:], base, line.number))
    entries, starts_first, lengths_first = _leading_times(entries)
    entries, numbered = _numbers(entries)
    starts, lengths = starts_first, lengths_first
    if not (starts_first or lengths_first):
        entries, starts, lengths = _leading_times(entries)
    if starts and not numbered:
        entries, numbered = _numbers(entries)
    entries = [_with_text(e, _tidied(_without_link(e))) for e in entries]
    entries = _heads(entries)
    entries, ends_start, ends_length = _trailing_times(entries)
    entries = [_with_text(e, _tidied(e.text).strip()) for e in entries]
    return Prepared(tuple(entries), numbered, starts or ends_start, lengths or ends_length)


def _with_text(entry: Entry, text: str) -> Entry:
    return entry if text == entry.text else replace(entry, text=text)


def _without_prefix(entry: Entry, end: int) -> Entry:
    return replace(entry, text=entry.text[end:], base=entry.base + end)


_LONG_LINE = 90
"""Characters; where many lines are longer, each goes on with what its author says about the track."""
_SAYING = re.compile(r"\s?[:：]\s+(?=\S+\s\S+\s\S)|(?<=\w[\w)”\"’»])\.\s+(?=[A-Z“\"‘¡¿])")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SAID_AFTER_A_DASH = 9
"""Words; no title or name is so long."""


def _heads(entries: list[Entry]) -> list[Entry]:
    """Take away what is said about the tracks in the lines themselves: ``“Title” by Artist: I love it.``"""
    if len(entries) < 3 or sum(1 for e in entries if len(e.text) > _LONG_LINE) < 0.4 * len(entries):
        return entries
    return [_with_text(entry, head(entry.text)) for entry in entries]


def head(text: str) -> str:
    """The part of a long line that names the track; all of it where no such part is seen."""
    parts = cut(text[:400], "dash")
    if len(parts) > 2 and max(len(parts[0]), len(parts[1])) < _LONG_LINE and not _SAYING.search(parts[0]):
        return text  # what stands third is seen when all lines are cut
    for match in _SAYING.finditer(text[:200]):
        before = text[: match.start()].strip()
        if before and all(before.count(a) == before.count(b) for a, b in ("()", "[]", "“”")):
            text = before
            parts = cut(text, "dash")
            break
    if len(parts) > 1 and len(_IN_BRACKETS.sub("", parts[1]).split()) > _SAID_AFTER_A_DASH:
        return parts[0]
    return text


def in_sequence(numbers: Sequence[marks.Number]) -> float:
    """Share of neighbours that count on, up or down, or begin anew at one."""
    if len(numbers) < 2:
        return 0.0
    good = sum(
        1
        for a, b in pairwise(numbers)
        if b.value - a.value in (1, -1) or (b.value == 1 and (a.side != b.side or a.value > 1))
    )
    return good / (len(numbers) - 1)


def _numbers(entries: list[Entry]) -> tuple[list[Entry], bool]:
    if all(entry.line.number for entry in entries):
        return entries, True
    found = [marks.number_of(entry.text) for entry in entries]
    present = [number for number in found if number is not None]
    if len(present) < max(1, 0.6 * len(entries)):
        return entries, False
    strong = sum(1 for n in present if n.side or not _WEAK_NUMBERS.issuperset(n.style)) / len(present)
    counted = in_sequence(present)
    same = len(present) > 2 and len({n.value for n in present}) == 1
    values = [n.value for n in present]
    picked = len(values) > 3 and values in (sorted(set(values)), sorted(set(values), reverse=True))
    if strong < 0.8 and counted < 0.6:
        return entries, False
    if (
        strong >= 0.8
        and counted < 0.5
        and not (same or picked)
        and len(present) > 2
        and not any(n.side for n in present)
    ):
        return entries, False
    out = []
    for entry, number in zip(entries, found, strict=True):
        if number is None or (number.style == " " and strong >= 0.8 and not number.side):
            out.append(entry)
        else:
            out.append(replace(_without_prefix(entry, number.end), number=number.printed, side=number.side))
    return out, True


def _are_starts(values: list[int]) -> bool:
    return (marks.increasing(values) and (len(values) > 4 or values[0] < 60_000 or values[-1] > 900_000)) or any(
        value > marks.MAX_DURATION_MS for value in values
    )


def _leading_times(entries: list[Entry]) -> tuple[list[Entry], bool, bool]:
    found = [marks.leading_time(entry.text) for entry in entries]
    values = [time[0] for time in found if time]
    if len(values) < max(1, 0.5 * len(entries)):
        return entries, False, False
    starts = _are_starts(values)
    out = []
    for entry, time in zip(entries, found, strict=True):
        length = time[0] if time and not starts else None
        out.append(replace(_without_prefix(entry, time[1]), duration_ms=length, starts=starts) if time else entry)
    return out, starts, not starts


def _trailing_times(entries: list[Entry]) -> tuple[list[Entry], bool, bool]:
    found = [marks.trailing_time(entry.text) for entry in entries]
    values = [time[0] for time in found if time]
    starts = len(values) > 1 and _are_starts(values)
    out = []
    for entry, time in zip(entries, found, strict=True):
        text = entry.text[: time[1]].rstrip() if time else entry.text
        length = (time[0] or None) if time and not starts else entry.duration_ms
        if length is None and not starts and (role := entry.role("time")):
            length = marks.milliseconds(role)
        changed = text != entry.text or length != entry.duration_ms
        out.append(replace(entry, text=text, duration_ms=length) if changed else entry)
    many = len(values) >= 0.5 * len(entries) and len(values) > 0
    return out, many and starts, many and not starts


# -- forms of the whole run ---------------------------------------------------------------------


_CLOSE = 0.85
"""A reading whose share of the best one's weight is larger was possible too."""
_SAMPLE = 400
"""Lines by which the form of a longer run is found."""


def read_run(prepared: Prepared, known: frozenset[str] = frozenset()) -> Reading:
    """Find the form that most lines have, and cut every line by it."""
    entries = prepared.entries[:_SAMPLE]
    forms: dict[Reading, _Form] = {}
    best_so_far = 0.0
    for form, most in _FORMS:
        if most < _CLOSE * best_so_far:
            continue  # even if all lines had this form, it would be no rival
        reading = form(entries, known)
        if reading is not None and reading.coverage >= 0.5:
            forms[reading] = form
            best_so_far = max(best_so_far, reading.coverage * reading.strength)
    readings = [*forms, _titles_only(entries)]
    readings.sort(key=lambda r: r.coverage * r.strength, reverse=True)
    best = readings[0]
    if len(readings) > 1 and readings[1].coverage * readings[1].strength > _CLOSE * best.coverage * best.strength:
        other = readings[1]
        if [(c.title, c.artist) for c in other.cuts] != [(c.title, c.artist) for c in best.cuts]:
            best = replace(best, why=f"{best.why}; “{other.name}” was possible too", doubtful=True)
    if len(prepared.entries) > _SAMPLE:
        whole = forms[readings[0]](prepared.entries, known) if readings[0] in forms else None
        best = whole or _titles_only(prepared.entries)
    return replace(best, cuts=tuple(_cleaned(best.cuts, titles_only=best.name == "titles only")))


def _roles(entries: Sequence[Entry], _known: frozenset[str]) -> Reading | None:
    pairs = [(entry.role("title"), entry.role("artist")) for entry in entries]
    whole = [title is not None and (artist is None or artist != title) for title, artist in pairs]
    coverage = sum(whole) / len(entries)
    if coverage < 0.8 or not any(
        artist or entry.role("time") for entry, (_, artist) in zip(entries, pairs, strict=True)
    ):
        return None
    cuts = [
        Cut(title or entry.text, artist, entry.role("note"))
        for entry, (title, artist) in zip(entries, pairs, strict=True)
    ]
    return Reading("marked by class names", tuple(cuts), coverage, 1.3, "the page's class names say which is which")


def _quotes(entries: Sequence[Entry], _known: frozenset[str]) -> Reading | None:
    found = [titles_in_quotes(entry) for entry in entries]
    coverage = sum(1 for f in found if f) / len(entries)
    if coverage < 0.5:
        return None
    cuts = [Cut(*f) if f else _fallback(entry) for entry, f in zip(entries, found, strict=True)]
    artists = sum(1 for f in found if f and f[1])
    if artists < 0.4 * len(entries):
        cuts = [Cut(f[0], None, f[1] or f[2]) if f else Cut(e.text) for e, f in zip(entries, found, strict=True)]
        return Reading("titles only", tuple(cuts), coverage, 1.0, "every title stands in quotation marks")
    first = sum(1 for e, f in zip(entries, found, strict=True) if f and e.text.find(f[0][:10]) <= 1)
    by = sum(1 for e, f in zip(entries, found, strict=True) if f and f[1] and cut_by(e.text))
    name = "artist - title" if first < artists / 2 else "title by artist" if by > artists / 2 else "title - artist"
    return Reading(name, tuple(cuts), coverage, 1.1, "the titles stand in quotation marks")


def _by(entries: Sequence[Entry], _known: frozenset[str]) -> Reading | None:
    found = [cut_by(entry.text) for entry in entries]
    coverage = sum(1 for f in found if f) / len(entries)
    if coverage < 0.5:
        return None
    cuts = [
        Cut(without_quotes(f[0]), *_artist_and_note(f[1])) if f else _fallback(e)
        for e, f in zip(entries, found, strict=True)
    ]
    return Reading("title by artist", tuple(cuts), coverage, 1.0, f"{_of(found)} say “by”")


def _artist_and_note(text: str) -> tuple[str, str | None]:
    """Cut a comment off a name: ``Artist - what I think of it``, ``Artist. And so on``."""
    parts = cut(text, "dash")
    if len(parts) > 1 and len(parts[1].split()) > 3:
        return parts[0], " - ".join(parts[1:])
    return text.rstrip(" ,;"), None


def titles_only(prepared: Prepared) -> Reading:
    """Read a run as titles alone, whatever else it may be."""
    reading = _titles_only(prepared.entries)
    return replace(reading, cuts=tuple(_cleaned(reading.cuts, titles_only=True)))


def read_by(prepared: Prepared, separator: str, odds: float, reason: str) -> Reading | None:
    """Read a run in the way that a longer one of the same page, or several together, were read."""
    reading = _read_separated(prepared.entries, frozenset(), separator, (odds, reason))
    return replace(reading, cuts=tuple(_cleaned(reading.cuts))) if reading else None


def _separated(separator: str) -> Callable[[Sequence[Entry], frozenset[str]], Reading | None]:
    def read(entries: Sequence[Entry], known: frozenset[str]) -> Reading | None:
        return _read_separated(entries, known, separator)

    return read


def _read_separated(
    entries: Sequence[Entry], known: frozenset[str], separator: str, given: tuple[float, str] | None = None
) -> Reading | None:
    parts = [cut(entry.text, separator) for entry in entries]
    several = [p for p in parts if len(p) > 1]
    coverage = len(several) / len(entries)
    if coverage < (0.8 if separator == "comma" else 0.5):
        return None
    thirds = len(several) > 1 and sum(1 for p in several if len(p) > 2) >= 0.6 * len(several)
    pairs = [_pair(p, separator, thirds=thirds) for p in several]
    odds, reason = given or artist_first(pairs, known)
    odds += 1.5 * (thirds and given is None)  # what stands third is said about "Artist - Title" more often
    swapped = odds < 0
    cuts = []
    for entry, part in zip(entries, parts, strict=True):
        made = (
            _cut(part, separator, swapped=swapped, thirds=thirds) if len(part) > 1 else _odd(entry, separator, swapped)
        )
        cuts.append(_emphasised(entry, made))
    name = "title - artist" if swapped else "artist - title"
    words = "a dash" if separator == "dash" else f"a {separator}"
    return Reading(
        name,
        tuple(cuts),
        coverage,
        _WEIGHTS[separator],
        f"{_of(parts, several)} have {words} between two texts, and {reason}",
        doubtful=abs(odds) < 1.0,
        separator=separator,
        pairs=tuple(pairs),
    )


def _odd(entry: Entry, separator: str, swapped: bool) -> Cut:
    """The line without the separator of the others: a dash may have lost its spaces."""
    parts = entry.text.split("-")
    if separator == "dash" and len(parts) == 2 and all(len(part.strip()) > 2 for part in parts):
        left, right = (part.strip() for part in parts)
        if len(left.split()) + len(right.split()) > 2 and not is_version(right):
            return Cut(left, right) if swapped else Cut(right, left)
    return _fallback(entry)


def _emphasised(entry: Entry, cut: Cut) -> Cut:
    """In ``*Title*, film - composer`` the markup says where the title ends."""
    stretch = entry.styled("bi")
    if stretch is None or not cut.artist:
        return cut
    inside = entry.text[stretch[0] : stretch[1]].strip(" ,")
    rest = cut.title[len(inside) :]
    if cut.title.startswith(inside) and rest[:1] in (",", ":", "/") and len(inside) > 1:
        return Cut(without_quotes(inside), cut.artist, rest.strip(" ,:/"))
    return cut


def _join(parts: Sequence[str], separator: str) -> str:
    joint = {
        "dash": " - ",
        "pipe": " | ",
        "slash": " / ",
        "tilde": " ~ ",
        "dot": " · ",
        "colon": ": ",
        "semicolon": "; ",
        "comma": ", ",
    }
    return joint[separator].join(parts)


def _pair(parts: Sequence[str], separator: str, *, thirds: bool) -> tuple[str, str]:
    if thirds and len(parts) > 2:
        return parts[0], parts[1]
    return parts[0], _join(parts[1:], separator)


def _cut(parts: Sequence[str], separator: str, *, swapped: bool, thirds: bool) -> Cut:
    note = None
    if thirds and len(parts) > 2:
        note, parts = parts[-1], parts[:-1]
    if swapped:
        return Cut(without_quotes(_join(parts[:-1], separator)), parts[-1], note)
    return Cut(without_quotes(_join(parts[1:], separator)), parts[0], note)


def _styled(entries: Sequence[Entry], known: frozenset[str]) -> Reading | None:
    """``**Artist** Title`` and ``*Title* Artist``: markup alone parts the two."""
    pairs: list[tuple[str, str] | None] = []
    marked_first = 0
    for entry in entries:
        stretch = entry.styled("bi") if len(entry.text) < 300 else None
        if stretch is None:
            pairs.append(None)
            continue
        start, end = stretch
        inside = entry.text[start:end].strip(" :,")
        rest = (entry.text[:start] if start > 1 else entry.text[end:]).strip(" :,|/" + DASHES)
        marked_first += start <= 1
        pairs.append(((inside, rest) if start <= 1 else (rest, inside)) if inside and rest else None)
    several = [p for p in pairs if p]
    coverage = len(several) / len(entries)
    if coverage < 0.7:
        return None
    odds, reason = artist_first(several, known)
    cuts = [
        _fallback(e) if p is None else Cut(without_quotes(p[1]), p[0]) if odds > 0 else Cut(without_quotes(p[0]), p[1])
        for e, p in zip(entries, pairs, strict=True)
    ]
    name = "artist - title" if odds > 0 else "title - artist"
    return Reading(name, tuple(cuts), coverage, 0.8, f"markup parts two texts, and {reason}", doubtful=abs(odds) < 1.0)


def _in_brackets(entries: Sequence[Entry], known: frozenset[str]) -> Reading | None:
    """``Title (Artist)``, ``Title (by Artist)``, ``Title (Artist, Film)``."""
    found = [_bracketed_name(entry.text) for entry in entries]
    if sum(1 for f in found if f) >= 0.6 * len(entries):
        # where brackets hold names, "(Mono)" and "(Live)" are names too
        found = [f or _bracketed_name(e.text, versions=True) for f, e in zip(found, entries, strict=True)]
    several = [f for f in found if f]
    coverage = len(several) / len(entries)
    said = sum(1 for f in several if f.said)
    if coverage < 0.6 or len(entries) < 3 or len({fold(f.name) for f in several}) < min(3, len(entries)):
        return None
    more = [f for f in several if len(cut(f.name, "comma")) > 1]
    with_more = len(more) >= 0.5 * len(several) and len({fold(cut(f.name, "comma")[0]) for f in more}) > 1
    cuts = []
    for entry, f in zip(entries, found, strict=True):
        if f is None:
            cuts.append(_fallback(entry))
            continue
        name, *rest = cut(f.name, "comma") if with_more else [f.name]
        cuts.append(Cut(without_quotes(f.title), name, ", ".join(rest) or None))
    strength = 1.0
    if said < 0.5 * len(several):
        odds, _ = artist_first([(c.artist, c.title) for c, f in zip(cuts, found, strict=True) if f and c.artist], known)
        strength = 0.5 if odds > 0 else 0.3
    why = f"{_of(found)} name someone in brackets"
    return Reading("title (artist)", tuple(cuts), coverage, strength, why, doubtful=strength < 1.0)


@dataclass(frozen=True, slots=True)
class _Bracketed:
    title: str
    name: str
    said: bool
    """Whether "by" or the like stands before the name."""


def _bracketed_name(text: str, *, versions: bool = False) -> _Bracketed | None:
    tail = bracketed(text)
    if tail is None or _YEAR.match(tail[2]):
        return None
    title, _, words = tail
    by = _BY_IN_BRACKETS.search(words)
    if by:
        return _Bracketed(title, by["who"].strip(), said=True)
    if is_version(words) and not _FEATURING_INSIDE.search(words) and not (versions and _ONE_NAME.match(words)):
        return None
    return _Bracketed(title, words, said=False)


def _titles_only(entries: Sequence[Entry]) -> Reading:
    cuts = tuple(Cut(without_quotes(entry.text)) for entry in entries)
    return Reading("titles only", cuts, 1.0, 0.4, "nothing parts the lines into two texts")


def _fallback(entry: Entry) -> Cut:
    """Cut the odd line out by any form that fits it."""
    for separator in ("dash", "pipe", "slash"):
        parts = cut(entry.text, separator)
        if len(parts) > 1:
            return _cut(parts, separator, swapped=False, thirds=False)
    found = titles_in_quotes(entry)
    if found and found[1]:
        return Cut(*found)
    by = cut_by(entry.text)
    return Cut(without_quotes(by[0]), by[1]) if by else Cut(without_quotes(entry.text))


def _of(parts: Sequence[object], some: Sequence[object] | None = None) -> str:
    count = len(some) if some is not None else sum(1 for p in parts if p)
    return f"{count} of {len(parts)} lines"


_Form = Callable[[Sequence[Entry], frozenset[str]], Reading | None]
_FORMS: tuple[tuple[_Form, float], ...] = (
    (_roles, 1.3),
    (_quotes, 1.1),
    (_by, 1.0),
    (_separated("dash"), _WEIGHTS["dash"]),
    (_in_brackets, 1.0),
    *((_separated(name), _WEIGHTS[name]) for name in separators() if name != "dash"),
    (_styled, 0.8),
)
"""Every form with the strength that it reaches at most."""


# -- several titles in a line -------------------------------------------------------------------

_MANY_LINES = 10
_OFTEN = 0.15


def with_titles_apart(prepared: Prepared, reading: Reading) -> tuple[Prepared, Reading, tuple[int, ...]]:
    """Cut ``Artist - One, Two, Three`` into three, where a long unnumbered list does so often.

    Returns:
        The run and its reading with a line for each title, and for each the index of its line before.
    """
    count = len(reading.cuts)
    same = prepared, reading, tuple(range(count))
    if (
        count < _MANY_LINES
        or prepared.numbered
        or prepared.starts
        or prepared.timed
        or reading.name != "artist - title"
    ):
        return same
    parts = [_titles(cut.title) for cut in reading.cuts]
    if sum(1 for p in parts if len(p) > 1) < _OFTEN * count or sum(1 for p in parts if len(p) > 2) < 2:
        return same
    at = tuple(n for n, p in enumerate(parts) for _ in p)
    cuts = tuple(replace(reading.cuts[n], title=title) for n, p in enumerate(parts) for title in p)
    entries = tuple(prepared.entries[n] for n in at)
    return replace(prepared, entries=entries), replace(reading, cuts=cuts), at


def _titles(title: str) -> Sequence[str]:
    parts = cut(title, "comma")
    if any(not (part[:1].isupper() or part[:1].isdigit()) or "?" in part[:-1] for part in parts):
        return [title]
    return parts


# -- what follows a title -----------------------------------------------------------------------


def _cleaned(cuts: Sequence[Cut], *, titles_only: bool = False) -> list[Cut]:
    """Take labels, albums and years off the titles where they stand after most of them."""
    cuts = _without_years(_without_marks(_without_albums(cuts)))
    tails = [_tail(cut.title) for cut in cuts]
    count = len(cuts)
    square = sum(1 for t in tails if t and t[1] in "[［【" and not is_version(t[2]))
    curved = sum(1 for t in tails if t and t[1] in "(（" and not is_version(t[2]))
    drop_square, drop_curved = square >= max(2, 0.5 * count), not titles_only and curved >= max(3, 0.5 * count)
    return [_clean(cut, drop_square=drop_square, drop_curved=drop_curved) for cut in cuts]


_FROM = re.compile(
    r"\s+(?:from(?=\s+[A-Z0-9“\"'‘])|vo[mn] (?:der |dem )?(?:album|ep|lp|platte)\b|aus dem album|"
    r"(?:extraite? )?de l'album|del (?:álbum|disco)|do álbum|dall'album)\s*(.+)$",
    re.IGNORECASE,
)


def _without_albums(cuts: Sequence[Cut]) -> list[Cut]:
    """``Title from Album`` and ``“Title” - Artist vom Album “Album”``, where most lines go on so."""
    enough = max(3, 0.6 * len(cuts))
    titles = [_FROM.search(cut.title) for cut in cuts]
    names = [_FROM.search(cut.artist) if cut.artist else None for cut in cuts]
    out = list(cuts)
    if sum(1 for match in titles if match) >= enough:
        out = [
            replace(cut, title=cut.title[: match.start()], note=match[1]) if match and match.start() else cut
            for cut, match in zip(out, titles, strict=True)
        ]
    if sum(1 for match in names if match) >= enough:
        out = [
            replace(cut, artist=cut.artist[: match.start()], note=match[1]) if match and cut.artist else cut
            for cut, match in zip(out, names, strict=True)
        ]
    return out


def _without_marks(cuts: Sequence[Cut]) -> list[Cut]:
    """``Artist (db)``: the same brackets after several names are a mark that the page explains somewhere."""
    tails = [bracketed(cut.artist) if cut.artist else None for cut in cuts]
    count = Counter(tail[2] for tail in tails if tail)
    return [
        replace(cut, artist=tail[0], note=cut.note or tail[2]) if tail and count[tail[2]] > _A_MARK else cut
        for cut, tail in zip(cuts, tails, strict=True)
    ]


_A_MARK = 2
"""So often the same words in brackets may be chance."""
_BARE_YEAR = re.compile(r"(?<=\S)[\s,]+((?:19|20)\d\d)$")


def _without_years(cuts: Sequence[Cut]) -> list[Cut]:
    """``Title - Artist 1968``: a year after several names, or after most titles."""
    after_names = sum(1 for cut in cuts if cut.artist and _BARE_YEAR.search(cut.artist)) > 2
    after_titles = sum(1 for cut in cuts if _BARE_YEAR.search(cut.title)) >= max(3, 0.6 * len(cuts))
    out = []
    for cut_ in cuts:
        name = _BARE_YEAR.search(cut_.artist) if after_names and cut_.artist else None
        title = _BARE_YEAR.search(cut_.title) if after_titles else None
        year = name or title
        out.append(
            replace(
                cut_,
                artist=name.string[: name.start()] if name else cut_.artist,
                title=title.string[: title.start()] if title else cut_.title,
                note=cut_.note or (year[1] if year else None),
            )
            if year
            else cut_
        )
    return out


def _tail(title: str) -> tuple[str, str, str] | None:
    """The bracket that a title ends with, closed or not."""
    if title.count("(") == title.count(")") + 1:
        words, _, inner = title.rpartition("(")
        return (words.strip(), "(", inner.strip()) if words.strip() else None
    return bracketed(title)


def _is_remark(words: str, title: str) -> bool:
    """Tell whether a bracket says something about the track and is no part of its title."""
    said = words.split()
    return (
        bool(ASIDE.match(words))
        or len(said) > 10
        or (len(said) > 3 and said[0][:1].islower() and title != title.lower())
    )


def _clean(cut: Cut, *, drop_square: bool, drop_curved: bool) -> Cut:
    notes = [cut.note] if cut.note else []
    title = cut.title
    for _ in range(3):
        tail = _tail(title)
        if tail is None or (is_version(tail[2]) and len(tail[2].split()) < 7 and not ASIDE.match(tail[2])):
            break
        voted = drop_square if tail[1] in "[［【" else drop_curved
        drop = voted and len(notes) <= bool(cut.note)  # what most lines have, they have once
        if not drop and not _YEAR.match(tail[2]) and not _is_remark(tail[2], tail[0]):
            break
        title = tail[0]
        notes.insert(0, tail[2])
    if title.endswith(("]", ")")) and {"]": "[", ")": "("}[title[-1]] not in title:
        title = title[:-1]
    title = without_quotes(title.strip(" ,;"))
    artist = _name(cut.artist, notes) if cut.artist else None
    return Cut(title or cut.title, artist or None, "; ".join(notes) or None)


def _name(artist: str, notes: list[str]) -> str:
    """A name without the comment in brackets after it."""
    artist = artist.strip(" ,;:")
    alone = bracketed(f"x {artist}")
    if alone and alone[0] == "x":
        by = _BY_IN_BRACKETS.search(alone[2])
        return by["who"].strip() if by else alone[2]
    tail = bracketed(artist)
    if tail and not is_version(tail[2]) and (len(tail[2].split()) > 2 or ASIDE.match(tail[2])):
        notes.append(tail[2])
        return tail[0]
    if artist.count("(") > artist.count(")"):
        name, _, rest = artist.rpartition("(")
        if name.strip():
            notes.append(rest.strip())
            return name.strip()
    return artist
