"""What the options make of a list before it is shown or written: arranged, and hidden beyond a place."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playlists.commands import print_json, width
from playlists.library import Shelved
from playlists.models import Playlist
from soundtrack.errors import UsageError
from soundtrack.place import parse
from soundtrack.story import Story


def shown(playlist: Playlist, story: Story | None, args: argparse.Namespace) -> Playlist:
    """The list as ``--by-scene`` and ``--upto`` want it.

    Raises:
        UsageError: They were given for a list without a story, or name what the story does not have.
    """
    if getattr(args, "by_scene", False):
        from playlists.arrange import by_scene

        playlist = by_scene(playlist, _needed(story, "--by-scene"), args.telling)
    if args.upto is not None:
        from playlists import masking

        story = _needed(story, "--upto")
        playlist = masking.upto(
            playlist,
            story,
            parse(args.upto, story),
            omit=getattr(args, "omit", False),
            keep_paths=getattr(args, "keep_paths", False),
        )
    return playlist


def shown_story(story: Story | None, args: argparse.Namespace, playlists: Sequence[Playlist] = ()) -> Story | None:
    """The story as ``--upto`` wants it; *playlists* are the lists that are shown with it."""
    if story is None or args.upto is None:
        return story
    from playlists.masking import masked_story

    return masked_story(story, parse(args.upto, story), playlists)


def _needed(story: Story | None, option: str) -> Story:
    if story is None:
        raise UsageError(f"{option} needs a story, and this list names none; give it with --story.")
    return story


def print_items(lists: Sequence[tuple[Shelved, Playlist]], args: argparse.Namespace) -> None:
    """Print lists as tables, or as JSON: one list as an object, several as an array."""
    if args.json:
        import json

        from playlists.exporters import render

        values = [json.loads(render(playlist, "json").text) for _, playlist in lists]
        print_json(values[0] if len(values) == 1 else values)
        return
    from playlists import tables

    for number, (one, playlist) in enumerate(lists):
        if number:
            print()
        print(tables.items(playlist, shown_story(one.story, args, [playlist]), width=width()), end="")
