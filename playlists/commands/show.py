"""``playlists show``: a story's scenes with their music, a list, one item explained."""

from __future__ import annotations

import argparse
import json

from playlists import library, tables
from playlists.commands import DONE, asking, named, print_json, width
from playlists.commands.views import print_items, shown, shown_story
from playlists.exporters import render
from playlists.library import Shelved
from playlists.models import Playlist
from soundtrack.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """Show what NAME means: a list as its items, a story as its scenes with the music of all its lists."""
    lists = named(args)
    if args.item is not None:
        return _item(args, lists)
    seen = [(one, shown(one.playlist, one.story, args)) for one in lists]
    is_list = len(lists) == 1 and lists[0].name == args.name
    if is_list or args.by_scene or any(one.story is None for one in lists):
        print_items(seen, args)
        return DONE
    playlists = [playlist for _, playlist in seen]
    story = shown_story(lists[0].story, args, playlists)
    if args.json:
        values = [json.loads(render(library.with_scenes(playlist, story), "json").text) for playlist in playlists]
        print_json({"story": json.loads(story.dump_json()) if story else None, "lists": values})
    elif story is not None:
        print(tables.story(story, playlists, width=width()), end="")
    return DONE


def _item(args: argparse.Namespace, lists: list[Shelved]) -> int:
    if len(lists) > 1:
        raise UsageError(f"--item is of one list; name {' or '.join(one.name for one in lists)}.")
    (one,) = lists
    playlist = shown(_with_reasons(one.playlist, args), one.story, args)
    if args.json:
        items = json.loads(render(library.with_scenes(playlist, one.story), "json").text)["items"]
        wanted = [item for item in items if args.item in {str(item["position"]), item["id"]}]
        if not wanted:
            raise UsageError(f"there is no item {args.item!r}; the list has 1 to {len(items)}.")
        print_json(wanted[0])
        return DONE
    print(tables.explained(playlist, args.item, shown_story(one.story, args, [playlist]), width=width()), end="")
    return DONE


def _with_reasons(playlist: Playlist, args: argparse.Namespace) -> Playlist:
    """The list judged once more from what is remembered: a lock knows what was chosen, not what was refused."""
    again = library.resolve(playlist, asking.remembering(args), refresh=True)
    return playlist.replace(
        items=tuple(
            new if old.status in {new.status, "open", "cited"} else old
            for old, new in zip(playlist.items, again.items, strict=True)
        )
    )
