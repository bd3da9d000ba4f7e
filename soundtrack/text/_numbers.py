"""Numbers in titles: they are what tells one part from another."""

from __future__ import annotations

import re

_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13", "xiv": "14",
}  # fmt: skip
_ROMAN_AFTER_WORD = _ROMAN | {"i": "1", "v": "5", "x": "10"}
_SPELLED = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
}  # fmt: skip
_PARTS = frozenset(
    ["pt", "pts", "part", "act", "scene", "book", "chapter", "vol", "volume", "movement", "no", "number"]
)
_NUMBERED = _PARTS | {"nos", "op"}
_DIGITS = re.compile(r"\d+")


def numbers(tokens: tuple[str, ...], raw: str) -> tuple[frozenset[str], frozenset[str]]:
    """The numbers among folded words, in digits: they are what tells ``Part I`` from ``Part II``.

    Args:
        tokens: The words.
        raw: The text they come from: what is no Latin letter there is no Roman numeral (``ÌÏ``).

    Returns:
        All of them, and those that count a part.
    """
    romans = raw.isascii()
    written = "" if romans else raw.casefold()
    found: set[str] = set()
    parts: set[str] = set()
    previous = ""
    for token in tokens:
        if token.isascii():
            number = ""
            if token.isdigit():
                number = token.lstrip("0") or "0"
            elif token in _ROMAN:
                if romans or token in written:
                    number = _ROMAN[token]
            elif previous in _NUMBERED:
                number = _ROMAN_AFTER_WORD.get(token) or _SPELLED.get(token, "")
            elif len(token) > 1 and not token.isalpha():
                found.update(digits.lstrip("0") or "0" for digits in _DIGITS.findall(token))
            if number:
                found.add(number)
                if previous in _PARTS or token in _ROMAN:
                    parts.add(number)
        previous = token
    return frozenset(found), frozenset(parts)
