"""``playlists new``: a commented story and list of one's own."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from playlists.commands import DONE, say
from playlists.ids import item_id
from soundtrack import files
from soundtrack.errors import DataError, UsageError

TEMPLATES = Path(__file__).parent.parent / "data" / "new"


def run(args: argparse.Namespace) -> int:
    """Write ``story.toml``, ``sources.toml`` and ``list.toml`` into a folder that has nothing in it yet."""
    folder = Path(args.folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"the folder {args.folder!r} is not empty; name a new one.")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{args.folder!r} is a file; name a new folder.")
    name = os.path.basename(os.path.abspath(folder))
    slug = item_id(name, set())
    made: list[Path] = []
    for template in sorted(TEMPLATES.glob("*.toml")):
        text = files.read_text(template).replace("my-story", slug)
        made.append(folder / template.name)
        try:
            files.write_whole(made[-1], text)
        except DataError:
            for path in made:
                path.unlink(missing_ok=True)  # a story in half would be in the way of the next try
            raise
        print(os.fspath(made[-1]))
    if not args.quiet:
        say(f"next: edit them, then 'playlists check {args.folder}' and 'playlists show {args.folder}'")
    return DONE
