"""Folding, and the anatomy of titles and credits.

A title as people and services write it holds more than the song's name: ``07. Heroes (feat. X) [Live] - 2017
Remaster``. Here it comes apart into its *core* (the name), *subtitles* in brackets, the *version* that makes it
another recording (live, remix by whom, karaoke, ...), *edition* words that do not (remaster, album version, from
the film), *credits* and *numbers*. A credit comes apart into its names.

Only the standard library; pure functions; results are cached where the same text comes back often.
"""

from __future__ import annotations

from soundtrack.text._asides import HARD_VERSIONS, Aside, aside
from soundtrack.text._credits import Credit, credit, is_placeholder
from soundtrack.text._folding import compact, fold, one_deletion, repair, sound
from soundtrack.text._titles import Title, title

__all__ = [
    "HARD_VERSIONS",
    "Aside",
    "Credit",
    "Title",
    "aside",
    "compact",
    "credit",
    "fold",
    "is_placeholder",
    "one_deletion",
    "repair",
    "sound",
    "title",
]
