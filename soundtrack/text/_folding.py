"""Folding: texts as they are compared, whatever the case, accents, signs and script they were written in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = "'’‘`´ʼ′＇"
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
    }
)
_TOKENISED = re.compile(rf"\s+(?=(?:n[{_APOSTROPHES}]t|[{_APOSTROPHES}](?:s|m|re|ve|ll|d))\b)", re.IGNORECASE)
"""``do n't``, ``I 've``: apostrophes torn off by software that cuts text into words."""
_STYLED_S = re.compile(r"(?<=\w)\$(?=\w)|\$(?=[a-z])(?![\d ])")
_STYLED_I = re.compile(r"(?<=[a-z])!(?=[a-z])")
_DROPPED = re.compile(rf"[{_APOSTROPHES}]|(?<=\b\w)\.(?=\w\b)|[\u0300-\u036f\u200b-\u200f\ufe0e\ufe0f]")
_AND = re.compile(r"\s*[&+＆]\s*")
_ASCII_OTHER = re.compile(r"[^a-z0-9]+")
_MOJIBAKE = re.compile(r"[ÃÂâ][\u0080-\u00bf\u20ac\u2018-\u2026\u0152-\u0178\u02c6\u02dc\u2122]|[ÐÑ][\u0080-\u00bf]{1}")


def repair(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 or Windows-1252 (``NuÃ±ez``); any other text comes back as it is."""
    if text.isascii() or not _MOJIBAKE.search(text):
        return text
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text


def is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = _TOKENISED.sub("", text)
    text = _STYLED_I.sub("i", _STYLED_S.sub("s", text)) if ("$" in text or "!" in text) else text
    text = _DROPPED.sub("", text)
    text = _AND.sub(" and ", text)
    if text.isascii():
        folded = _ASCII_OTHER.sub(" ", text).strip()
    else:
        text = unicodedata.normalize("NFC", text)
        folded = " ".join("".join(c if is_word(c) else " " for c in text).split())
    return folded or "".join(text.split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return *text* as it is compared: lower case, no accents, no punctuation, ``&`` as ``and``.

    Folding twice is folding once. Letters and digits of all scripts stay; a text without any (``!!!``, an emoji)
    keeps its signs, so nothing folds to the empty string but white space and invisible characters.
    """
    folded = _fold_once(repair(text))
    while not folded.isascii():
        again = _fold_once(folded)
        if again == folded:
            break
        folded = again
    return folded


def compact(folded: str) -> str:
    """A folded text without its spaces: ``shad eof soul`` and ``shade of soul`` differ no longer."""
    return folded.replace(" ", "")


_SOUNDS = (("ph", "f"), ("oo", "u"), ("ck", "k"), ("ks", "x"), ("qu", "k"), ("ou", "u"))
_SOUND_LETTERS = str.maketrans("cqzyjv", "kksiif")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=32768)
def sound(compacted: str) -> str:
    """Roughly how a compact text sounds: ``poket`` as ``pocket``, ``dmks`` as ``dmx``. Letters only change."""
    for written, heard in _SOUNDS:
        if written in compacted:
            compacted = compacted.replace(written, heard)
    return _DOUBLED.sub(r"\1", compacted.translate(_SOUND_LETTERS))


def one_deletion(word: str) -> set[str]:
    """*word* and all it becomes with one character left out.

    Two words at most one slip apart (a letter lost, doubled, changed, two swapped) share one of these.
    """
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}
