"""Ids of items that no author named: made from what the line says, never from its place."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_LENGTH = 80
"""Longer slugs are cut at a hyphen; the model allows 120, which leaves room for ``-2``."""

_LATIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def slug(text: str) -> str:
    """Return *text* as lower-case ASCII letters, digits and single hyphens.

    Accents are folded. Where letters of another script are lost, eight hexadecimal digits of a hash of the
    whole text stand for them, so that two Japanese titles get two ids, the same ones on every machine.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LATIN))
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    folded = re.sub(r"['’`]", "", folded)
    ascii_part = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    if len(ascii_part) > MAX_LENGTH:
        ascii_part = ascii_part[: MAX_LENGTH + 1].rpartition("-")[0] or ascii_part[:MAX_LENGTH]
    lost = any(char.isalnum() and not char.isascii() for char in folded)
    if not lost and ascii_part:
        return ascii_part
    words = " ".join(folded.split())
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{ascii_part}-{digest}" if ascii_part else digest


def item_id(text: str, seen: set[str]) -> str:
    """Return an id for the line *text* and note it in *seen*; the second occurrence ends in ``-2``."""
    base = slug(text)
    made, occurrence = base, 1
    while made in seen:
        occurrence += 1
        made = f"{base}-{occurrence}"
    seen.add(made)
    return made
