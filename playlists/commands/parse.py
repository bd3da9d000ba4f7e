"""``playlists parse``: a track list out of prose, as TOML that can be edited."""

from __future__ import annotations

import argparse
import os
import sys

from playlists import online
from playlists.commands import DONE, one_line, say
from playlists.importers import read_all
from playlists.models import Playlist, PlaylistItem
from playlists.renewed import renewed
from playlists.review import line_of
from playlists.written import list_toml
from soundtrack import files


def run(args: argparse.Namespace) -> int:
    """Print the lists of a text, one after the other, as one."""
    lists = _read(args)
    whole = _together(lists)
    if args.into is not None:
        return _bring_up_to_date(whole, args)
    if args.json:
        from playlists.exporters import render

        sys.stdout.write(render(whole, "json").text)
    else:
        sys.stdout.write(list_toml(whole))
    if not args.quiet:
        for one in lists:
            say(f"{len(one.items)} items: {one_line(one.note or one.title)}")
    return DONE


def _read(args: argparse.Namespace) -> tuple[Playlist, ...]:
    where = online.address(args.file)
    if where is not None:
        return (online.read(where),)
    if args.file == "-":
        data, name = sys.stdin.buffer.read(files.MAX_BYTES + 1), None
    else:
        data, name = files.read_bytes(args.file), args.file
    return read_all(data, name=name, artist=args.artist, release=args.release)


def _bring_up_to_date(fresh: Playlist, args: argparse.Namespace) -> int:
    """Edit the list that ``--into`` names, or write it where there is none yet."""
    if not os.path.exists(args.into):
        files.write_whole(args.into, list_toml(fresh))
        say(f"{len(fresh.items)} items in {one_line(args.into)}")
        return DONE
    renewal = renewed(files.read_text(args.into), fresh, args.into)
    files.write_whole(args.into, renewal.text)
    for sign, items in (("+", renewal.added), ("-", renewal.gone)):
        for item in items:
            say(one_line(f"{sign} {line_of(item.wanted)}"))
    say(f"{len(fresh.items)} items in {one_line(args.into)}, {len(renewal.added)} new, {len(renewal.gone)} gone")
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
