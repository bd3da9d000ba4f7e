"""``playlists new``: a commented story and list of one's own."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from playlists.commands import DONE, say
from playlists.ids import item_id
from soundtrack import files
from soundtrack.errors import UsageError

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
    for template in sorted(TEMPLATES.glob("*.toml")):
        text = files.read_text(template).replace("my-story", slug)
        files.write_whole(folder / template.name, text)
        print(os.fspath(folder / template.name))
    if not args.quiet:
        say(f"next: edit them, then 'playlists check {args.folder}' and 'playlists show {args.folder}'")
    return DONE
