"""What a list of ours says, read line by line without our importer."""

from __future__ import annotations

import os
from pathlib import Path

from tests.players._entry import Entry


def entries(list_file: Path) -> list[Entry]:
    """Every playable line with the words before it, as a player should have it."""
    found: list[Entry] = []
    words = ""
    for line in list_file.read_text("utf-8").splitlines():
        if line.startswith("#EXTINF:"):
            words = line.partition(",")[2]
        elif not line.startswith("#"):
            found.append(Entry(words, os.path.normpath(os.path.join(list_file.parent, line)), plays=True))
            words = ""
    return found
