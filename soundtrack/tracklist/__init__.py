"""Track lists out of prose: reviews, blogs, saved web pages, radio show notes.

`read` finds every list in a text and says which line of it each row stands in. It is pure: text in, rows out.
"""

from __future__ import annotations

from soundtrack.tracklist.reader import MAX_CHARACTERS, Markup, read
from soundtrack.tracklist.rows import Row, Tracklist

__all__ = ["MAX_CHARACTERS", "Markup", "Row", "Tracklist", "read"]
