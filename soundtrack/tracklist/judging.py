"""Is a run of lines a track list at all? Evidence for and against, added up as log-odds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from soundtrack.tracklist.forms import Entry
from soundtrack.tracklist.reading import Cut, Prepared, Reading
from soundtrack.tracklist.runs import Run
from soundtrack.tracklist.voting import fold
from soundtrack.tracklist.words import ALBUMS, FIELD, LIST, MUSIC, OTHER, SIDE, VERB_FIRST

_SENTENCE = re.compile(r"[a-zà-ÿ]{2}[.!?]\s+[A-Z“\"]|\w[;:]\s\w.*\.$")
_FULL_STOP = re.compile(r"[^\W\dA-Z)]\.$|\)\.$")
_IDEOGRAPHIC_STOP = re.compile(r"。|[ぁ-ん]{3}[、，].*[ぁ-ん]{3}$")
"""Marks a Japanese or Chinese sentence, which has no spaces to count words by."""
_WORDS_OF_A_TITLE = 7
_STEPS = 0.7
"""Where more of the lines than this begin with a verb, they tell what to do."""
_ANNOUNCING = 120
"""Characters before the colon that a list is announced with."""
_CODE = re.compile(r"[{}<>\\]|\w\(\)|://|=>|\w/\w+/|\.\w{2,4}$|\bv?\d+\.\d+\.\d+|#\d{2,}|--\w|^\$|\w_\w")
_FILE = re.compile(r"\w\.(?:mp3|wav|ogg|flac|js|ts|py|md|json|html?|css|ya?ml|txt|png|jpe?g)\b", re.IGNORECASE)
_CLASS = re.compile(r"track|song|setlist|playlist", re.IGNORECASE)
_DATE = re.compile(
    r"^\W*(?:\d{4}-\d{2}(?:-\d{2})?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:\d{1,2}\.?\s(?:of\s)?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d{1,4}\b)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b\d+(?:[.,/]\d+)?\s?(?:g|kg|ml|l|cups?|tbsp|tsp|oz|lbs?|cm|mm|gb|mb|px|%|€|\$|usd|min(?:utes)?|hours?|days?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What stands over a run."""

    headings: tuple[str, ...]
    """From the page's title down to the nearest."""
    intro: str
    """The lines right above."""
    music: float
    """How much the page as a whole is about music, 0-1."""
    about: str
    """Title, tags, description of the page."""
    is_all: bool = False
    """The text is nothing but a short run, a heading and a line over it: somebody pasted a list."""


def is_sentence(text: str) -> bool:
    """Tell whether a line is said about a list and no entry of it."""
    return len(text.split()) > _WORDS_OF_A_TITLE and bool(_FULL_STOP.search(text))


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(1 for text in texts if pattern.search(text)) / max(1, len(texts))


def surroundings(context: Context) -> float:
    """What the words over a run say for its being a track list."""
    total = 1.5 * context.music
    nearest = context.headings[-1] if context.headings else ""
    over = " ".join(context.headings[:-1])
    total += _words(nearest, 3.0, 1.0)
    if SIDE.search(nearest):
        total += 2.0
    total += _words(over, 1.5, 0.5) + _words(context.about, 1.0, 0.5)
    if context.intro:
        total += _announcement(context.intro)
    if VERB_FIRST.match(context.intro.split(". ")[-1]):
        total -= 1.5
    if (_albums(nearest) or _albums(context.about) or _albums(context.intro)) and not LIST.search(nearest):
        total -= 5.0 if _albums(nearest) > _MOSTLY else 3.5
    return total + 2.8 if context.is_all and total >= 0 else total


_MOSTLY = 0.6
"""Share of a heading; one that is hardly more than "Albums" leaves no doubt."""


def _announcement(intro: str) -> float:
    """What the lines right above say: most when they end with a colon, "these songs:"."""
    if intro.rstrip().endswith((":", "：")) and LIST.search(intro[-_ANNOUNCING:]):
        return 3.0
    if LIST.search(intro):
        return 1.5
    return -0.5 if OTHER.search(intro) else 0.0


@lru_cache(maxsize=4096)
def _albums(text: str) -> float:
    """How much of a text says that albums follow, 0-1."""
    match = ALBUMS.search(text) if text else None
    return len(match[0]) / len(text) if match else 0.0


@lru_cache(maxsize=4096)
def _words(text: str, strong: float, weak: float) -> float:
    if not text:
        return 0.0
    if LIST.search(text):
        return strong
    if OTHER.search(text):
        return -strong * 0.8
    return weak if MUSIC.search(text) else 0.0


def lines_alone(run: Run, prepared: Prepared, reading: Reading) -> float:
    """What the lines themselves say."""
    entries = prepared.entries
    count = len(entries)
    total = -2.2
    total += 2.6 * reading.coverage * reading.strength if reading.name != "titles only" else 0.0
    if reading.name == "titles only" and reading.strength >= 1.0:
        total += 2.2 * reading.coverage
    total += 0.7 * prepared.numbered + 1.5 * prepared.starts + 2.5 * prepared.timed
    total += 0.4 * (count >= 4) + 0.5 * (count >= 7) + 0.4 * (count >= 12)
    total -= 1.5 * (count < 3) + 2.0 * (count < 2)
    if (
        reading.name == "titles only"
        and reading.strength < 1.0
        and not (prepared.numbered or prepared.timed or prepared.starts)
    ):
        total -= 2.0
    total += _look(run, prepared, reading)
    total += {"one line": 0.5, "announced": 4.0, "plain": -0.6, "headings": -1.0, "bold": -0.5, "blocks": -0.8}.get(
        run.kind, 0.0
    )
    return total + _against(entries, reading.cuts)


def _look(run: Run, prepared: Prepared, reading: Reading) -> float:
    """What class names, and prose between the lines, say."""
    if run.kind == "plain" and len({line.style for line in run.lines}) > 1:
        return -2.0
    if sum(1 for line in run.lines if _CLASS.search(line.style)) > 0.8 * len(run.lines):
        return 4.0
    if run.kind in ("headings", "bold", "blocks", "numbered", "list"):
        if reading.name == "titles only" and not prepared.timed:
            return -3.5 * min(1.0, max(0.0, run.prose - 40) / 100)
        return -0.7 if run.prose > 150 else 0.0
    return 0.0


def _against(entries: Sequence[Entry], cuts: Sequence[Cut]) -> float:
    lengths = sorted(len(cut.title) + len(cut.artist or "") for cut in cuts)
    middle = lengths[len(lengths) // 2]
    texts = [
        entry.text if not cut.note else f"{cut.artist or ''} {cut.title}"
        for entry, cut in zip(entries, cuts, strict=True)
    ]
    total = -3.0 * _share(texts, _SENTENCE) - 2.0 * _share(texts, _FULL_STOP) - 4.0 * _share(texts, _CODE)
    total -= 4.0 * sum(1 for entry in entries if _DATE.search(entry.line.text)) / len(entries)
    total -= 5.0 * sum(1 for entry in entries if _IDEOGRAPHIC_STOP.search(entry.line.text)) / len(entries)
    steps = _share(texts, VERB_FIRST)
    total -= 3.0 * _share(texts, _AMOUNT) + 3.5 * steps + 3.0 * (steps > _STEPS)
    total -= 1.5 * (middle > 70) + 2.5 * (middle > 100)
    total -= 2.5 * sum(1 for cut in cuts if len(cut.title.split()) > 14) / len(cuts)
    code = sum(1 for entry in entries if any(span.kind == "code" for span in entry.line.spans))
    total -= 3.0 * code / len(entries)
    different = len({(fold(cut.title), fold(cut.artist or "")) for cut in cuts}) / len(cuts)
    total -= 3.0 * (different < 0.6)
    fields = sum(1 for cut in cuts if FIELD.match(cut.artist or cut.title))
    total -= 6.0 * max(0.0, fields / len(cuts) - 0.2)
    total -= 4.0 * sum(1 for entry in entries if any(_FILE.search(cell) for cell in entry.line.cells)) / len(entries)
    names = [fold(cut.artist) for cut in cuts if cut.artist]
    long_names = sum(1 for cut in cuts if cut.artist and len(cut.artist.split()) > 8)
    total -= 3.0 * long_names / max(1, len(names))
    return total
