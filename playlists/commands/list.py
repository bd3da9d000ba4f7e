"""``playlists list``: stories and lists that are there."""

from __future__ import annotations

import argparse

from playlists.commands import DONE, print_json, say
from playlists.importers import read_file
from playlists.library import shelf
from soundtrack.errors import SoundtrackError


def run(args: argparse.Namespace) -> int:
    """Print name, number of items, title and creator of every list."""
    rows = []
    for name, path in shelf():
        try:
            playlist = read_file(path)
        except SoundtrackError as err:
            say(f"playlists: {err}")
            continue
        rows.append(
            {
                "name": name,
                "story": playlist.story,
                "title": playlist.title,
                "creator": playlist.creator,
                "items": len(playlist.items),
            }
        )
    if args.json:
        print_json(rows)
        return DONE
    longest = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        by = f", {row['creator']}" if row["creator"] else ""
        print(f"{row['name']:<{longest}}  {row['items']:>3} items  {row['title']}{by}")
    return DONE
