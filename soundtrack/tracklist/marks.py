"""What stands around the words of a line: its number, start time, duration, and what is said in brackets after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(
    r"""^(?:
    (?P<word>(?:track|song|titel|faixa|piste|pista|spår|no\.?|nr\.?|№)\s*\#?\s*(?=\d))?
    (?P<open>[\[(#]|№\s?)?\s?
    (?P<number>\d{1,3}|[A-HＡ-Ｈ]{1,2}\d{1,2}[a-z]?|(?:en|ec|encore)\s?\d{1,2}|\d{1,2}-\d{1,3}|[１-９][０-９]?)
    (?P<close>\.\)|/\.|[)\]]?[.:](?:\s*[-–—](?=\s))?|[)\]、．。]|\s*/(?=\s)|\s*[-–—|·•](?=\s)|[-–—](?=[^\W\d])|(?=\s))\s*
    )(?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_ROMAN = re.compile(r"^(?P<number>[IVX]{1,6})[.)]\s+(?=\S)")
_KEYCAP = re.compile(r"^(?P<number>(?:\d\ufe0f?\u20e3)+|[①-⑳]|\U0001F51F)\s*[.:)-]?\s*(?=\S)")
_TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:\.\d{1,3})?"
_LEADING_TIME = re.compile(
    rf"^[\[({{<]?\s*({_TIME})\s*(?P<clock>[ap]\.?m\b\.?|Uhr\b)?\s*(?:[-–—>]+\s*{_TIME})?\s*[\])}}>]?(?!\d)\s*(?:[-–—|:·•.]\s*)*(?=\S)",
    re.IGNORECASE,
)
_TRAILING_TIME = re.compile(
    rf"""(?:[\s,;|·•]|\.{{2,}}|…|[-–—~@](?=\s)|(?<=\S)(?=[\[(]))*
    (?:
      [\[({{]\s*(?:(?:time|length|duration|dauer|durée|duración|at|from)\s*:?\s*)?
        (?P<inner>{_TIME}|:\d\d|\d{{1,3}}['′’]\s?\d{{2}}(?:["″”]|'')?|\d{{1,3}}\s?m(?:in)?\.?\s?\d{{1,2}}\s?s(?:ec)?\.?|\d{{1,2}}\.\d{{2}}|
        \d{{1,3}}\s?(?:min(?:utes?|uten)?|')\.?)\s*[\])}}]
      |(?:(?<=\s)(?:index|start|time|at|ab)\s*:?\s*)?(?<=[\s.…|,:–—-])(?P<bare>{_TIME}|\d{{1,3}}['′’]\s?\d{{2}}(?:["″”]|'')|\d{{1,3}}m\s?\d{{1,2}}s|\d{{1,3}}\s?min\.?(?:\s\d{{1,2}}\s?s(?:ec)?\.?)?)
      |(?:\.{{3,}}|…)\s*(?P<dotted>\d{{1,2}}\.\d{{2}})
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_MINUTES = re.compile(r"(\d{1,3})\s?(?:['′’m]|min)\.?\s?(\d{1,2})\s?(?:[\"″”s]|''|sec)?\.?$|(\d{1,2})\.(\d{2})$")
_ONLY_MINUTES = re.compile(r"^(\d{1,3})\s?(?:min|')", re.IGNORECASE)
_LETTER = re.compile(r"^([A-H]{1,2})(\d{1,2})", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_FALLING = 5
"""So many lengths seldom fall one after the other by chance."""
MAX_DURATION_MS = 3 * 3600 * 1000
"""Longer is no track but a time of day or a whole programme."""


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a line as printed, and what it counts."""

    printed: str
    style: str
    """``"."``, ``")"``, ``"#"``, ... ; ``" "`` where only a space follows; a side's letter before it: ``"A"``."""
    side: str
    value: int
    end: int
    """Where the rest of the line begins."""


def number_of(text: str) -> Number | None:
    """Read the number that a line begins with, if there may be one."""
    match = _NUMBER.match(text)
    if match is None:
        match = _KEYCAP.match(text)
        if match:
            return Number(match["number"], "⃣", "", _keycap(match["number"]), match.end())
        match = _ROMAN.match(text)
        return Number(match["number"], "roman", "", _roman(match["number"]), match.end()) if match else None
    printed = match["number"]
    rest = text[match.end() :]
    close = match["close"].strip()
    if close in (".", ":") and rest[:1].isdigit() and not text[match.end() - 1].isspace():
        return None  # 19.5, 12:34
    letter = _LETTER.match(printed)
    side = letter[1].upper() if letter else printed[:2].lower() if printed[0] in "eE" else ""
    disc = printed.split("-")[0] if "-" in printed else ""
    digits = _DIGITS.findall(printed)
    if side and letter is None and printed[0] not in "eE":
        return None
    style = (match["word"] or "").strip().lower()[:1] + (match["open"] or "").strip() + (close or " ")
    return Number(printed, style, side or disc, int(digits[-1]) if digits else 0, match.end())


def _roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[c] for c in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _keycap(text: str) -> int:
    if text == "\U0001f51f":
        return 10
    digits = "".join(c for c in text if "0" <= c <= "9")
    return int(digits) if digits else ord(text[0]) - ord("①") + 1


def milliseconds(text: str) -> int | None:
    """Read a length of time in one of the printed forms; None where it is none."""
    text = text.strip(" []()")
    clock = re.fullmatch(r"(?:(\d{1,2}):)?(\d{0,3}):(\d{2})(?:\.\d{1,3})?", text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        if seconds > 59:
            return None
        return ((hours * 60 + minutes) * 60 + seconds) * 1000
    only = _ONLY_MINUTES.match(text)
    both = _MINUTES.fullmatch(text)
    if both:
        minutes, seconds = (int(part) for part in both.groups() if part)
        return (minutes * 60 + seconds) * 1000 if seconds < 60 else None
    return int(only[1]) * 60_000 if only else None


def leading_time(text: str) -> tuple[int, int] | None:
    """Read the time that a line begins with: milliseconds, and where the rest of the line begins.

    A time of day is above any duration.
    """
    match = _LEADING_TIME.match(text)
    if match is None:
        return None
    value = milliseconds(match[1])
    if value is not None and match["clock"]:
        value += MAX_DURATION_MS
    return None if value is None else (value, match.end())


def trailing_time(text: str) -> tuple[int, int] | None:
    """Read the time that a line ends with: milliseconds, and where the words before it end."""
    tail = text[-40:]
    shift = len(text) - len(tail)
    match = _TRAILING_TIME.search(tail) if _DIGITS.search(tail) else None
    if match is None or match.start() + shift == 0:
        return None
    value = milliseconds(match["inner"] or match["bare"] or match["dotted"])
    return None if value is None else (value, shift + match.start())


def increasing(values: list[int]) -> bool:
    """Tell whether times only grow (or, the newest first, only fall), as starts do and lengths do not."""
    if len(values) < 2 or values[-1] == values[0]:
        return False
    grow = all(a <= b for a, b in pairwise(values))
    return grow or (len(values) > _FALLING and all(a > b for a, b in pairwise(values)))
