"""``playlists show``: a story's scenes with their music, a list, one item explained."""

from __future__ import annotations

import argparse
import json
from typing import Any

from playlists import library, tables
from playlists.commands import DONE, asking, named, print_json, width
from playlists.commands.views import View, as_json, print_items, views
from playlists.library import Shelved
from playlists.models import Playlist
from soundtrack.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """Show what NAME means: a list as its items, a story as its scenes with the music of all its lists."""
    lists = named(args)
    if args.item is not None:
        return _item(args, lists)
    shown = views([(one, one.playlist) for one in lists], args)
    stories = {view.story.id for view in shown if view.story is not None}
    arranged = args.by_scene or args.by_part or args.per_part or args.alternate or args.length is not None
    is_list = len(lists) == 1 and lists[0].name == args.name
    if is_list or len(stories) != 1 or arranged:
        print_items(shown, args)
    else:
        _story(shown, args)
    return DONE


def _story(shown: list[View], args: argparse.Namespace) -> None:
    """A story with all its lists."""
    stories = [view.story for view in shown if view.story is not None]
    if args.json:
        print_json({"story": json.loads(stories[0].dump_json()), "lists": [as_json(view) for view in shown]})
    else:
        print(tables.story(stories[0], [view.playlist for view in shown], width=width()), end="")


def _item(args: argparse.Namespace, lists: list[Shelved]) -> int:
    if len(lists) > 1:
        raise UsageError(f"--item is of one list; name {' or '.join(one.name for one in lists)}.")
    (one,) = lists
    (view,) = views([(one, _with_reasons(one.playlist, args))], args)
    if args.json:
        items: Any = as_json(view)["items"]
        wanted = [item for item in items if args.item in {str(item["position"]), item["id"]}]
        if not wanted:
            raise UsageError(f"there is no item {args.item!r}; the list has 1 to {len(items)}.")
        print_json(wanted[0])
    else:
        print(tables.explained(view.playlist, args.item, view.story, width=width()), end="")
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
