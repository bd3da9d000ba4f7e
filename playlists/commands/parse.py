"""``playlists parse``: a track list out of prose, as TOML that can be edited."""

from __future__ import annotations

import argparse
import sys

from playlists.commands import DONE, one_line, say
from playlists.importers import read_all
from playlists.models import Playlist, PlaylistItem
from playlists.written import list_toml
from soundtrack import files


def run(args: argparse.Namespace) -> int:
    """Print the lists of a text, one after the other, as one."""
    if args.file == "-":
        data, name = sys.stdin.buffer.read(files.MAX_BYTES + 1), None
    else:
        data, name = files.read_bytes(args.file), args.file
    lists = read_all(data, name=name, artist=args.artist, release=args.release)
    whole = _together(lists)
    if args.json:
        from playlists.exporters import render

        sys.stdout.write(render(whole, "json").text)
    else:
        sys.stdout.write(list_toml(whole))
    if not args.quiet:
        for one in lists:
            say(f"{len(one.items)} items: {one_line(one.note or one.title)}")
    return DONE


def _together(lists: tuple[Playlist, ...]) -> Playlist:
    """Several lists of one page as one, in the page's order."""
    if len(lists) == 1:
        return lists[0]
    items: list[PlaylistItem] = []
    seen: set[str] = set()
    for one in lists:
        for item in one.items:
            fresh, count = item.id, 1
            while fresh in seen:
                count += 1
                fresh = f"{item.id}-{count}"
            seen.add(fresh)
            items.append(item.replace(id=fresh))
    notes = [one.note for one in lists if one.note]
    return lists[0].replace(items=tuple(items), note=" ".join(notes) or None, release=None)
