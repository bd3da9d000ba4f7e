"""Text that has to stand on one line, and lengths as people write them."""

from __future__ import annotations

import re
import unicodedata

UNTITLED = "Untitled"
NO_REASON = "No reason is given."
"""What a tie says that gives none."""

_BLANK = {"\u2028", "\u2029", "\ufffe", "\uffff"}
"""Line and paragraph separator, and two code points that XML does not allow in any form."""
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):([0-5]\d)(?:[.,]\d+)?")


def one_line(text: str) -> str:
    """Return *text* as one line: control characters and line breaks become spaces, runs of white space one.

    So do U+FFFE and U+FFFF, which are no characters. Format characters (category Cf) stay: emoji are joined by
    them. Doing it twice changes nothing.
    """
    spaced = (" " if char in _BLANK or unicodedata.category(char) == "Cc" else char for char in text)
    return " ".join("".join(spaced).split())


def hidden_title(position: int) -> str:
    """What stands for a hidden item's title."""
    return f"Hidden item {position}"


def whole_seconds(duration_ms: int) -> int:
    """Milliseconds as seconds, rounded, at least 1."""
    return max(1, (duration_ms + 500) // 1000)


def minutes(duration_ms: int) -> str:
    """Milliseconds as ``m:ss``; an hour and more goes on counting minutes: ``75:20``."""
    return "{}:{:02}".format(*divmod(whole_seconds(duration_ms), 60))


def from_clock(text: str) -> int | None:
    """Milliseconds of ``m:ss`` or ``h:mm:ss``; None where the text is neither, or says nought."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hours, mins, secs = (int(part or 0) for part in found.groups())
    return ((hours * 60 + mins) * 60 + secs) * 1000 or None
