"""What the options make of lists before they are shown or written: hidden beyond a place, chosen, arranged."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from playlists import arrange, library, masking
from playlists.commands import print_json, width
from playlists.library import Shelved
from playlists.lines import from_clock
from playlists.models import Playlist
from soundtrack.errors import UsageError
from soundtrack.place import parse
from soundtrack.story import Story

MINUTE_MS = 60_000
COMBINED = "combined"


@dataclass(frozen=True)
class View:
    """A list as it is to be shown."""

    stem: str
    """What its files are called."""
    playlist: Playlist
    story: Story | None
    """As it may be shown beside the list."""


def views(lists: Sequence[tuple[Shelved, Playlist]], args: argparse.Namespace) -> list[View]:
    """The lists as the options want them: hidden first, so that nothing is arranged by what may not be seen.

    Raises:
        UsageError: An option needs a story that is not there, or names what the story does not have.
    """
    shown = _hidden(lists, args)
    if args.alternate:
        shown = [_alternating(shown)]
    shown = [replace(view, playlist=_chosen(view, args)) for view in shown]
    if args.per_part:
        shown = [
            View(f"{view.stem}-{key}", part, view.story)
            for view in shown
            for key, part in arrange.split_by_part(
                view.playlist, _needed(view.story, "--per-part"), args.telling
            ).items()
        ]
    return _distinct(shown)


def _hidden(lists: Sequence[tuple[Shelved, Playlist]], args: argparse.Namespace) -> list[View]:
    """The lists up to a place, all of one story beside the same story."""
    if args.upto is None:
        return [View(one.stem, playlist, one.story) for one, playlist in lists]
    stories = {(story := _needed(one.story, "--upto")).id: story for one, _ in lists}
    shown = []
    for story in stories.values():
        place = parse(args.upto, story)
        mine = [(one, playlist) for one, playlist in lists if one.story is not None and one.story.id == story.id]
        seen = [
            masking.upto(playlist, story, place, omit=args.omit, keep_paths=args.keep_paths) for _, playlist in mine
        ]
        told = masking.masked_story(story, place, seen, whole=[playlist for _, playlist in mine])
        shown += [View(one.stem, playlist, told) for (one, _), playlist in zip(mine, seen, strict=True)]
    return shown


def _alternating(shown: Sequence[View]) -> View:
    if len(shown) != 2:
        raise UsageError(f"--alternate takes two lists of one story in turn; here there is {len(shown)}.")
    first, second = shown
    return View(COMBINED, arrange.alternating(first.playlist, second.playlist), first.story or second.story)


def _chosen(view: View, args: argparse.Namespace) -> Playlist:
    playlist, story = view.playlist, view.story
    if args.diegetic:
        playlist = arrange.diegetic(playlist)
    if args.part is not None:
        playlist = arrange.in_part(playlist, _needed(story, "--part"), args.part, args.telling)
    if args.theme is not None:
        playlist = arrange.with_theme(playlist, _needed(story, "--theme"), args.theme)
    if args.person is not None:
        playlist = arrange.with_person(playlist, _needed(story, "--person"), args.person)
    if args.by_part:
        playlist = arrange.by_part(playlist, _needed(story, "--by-part"), args.telling)
    if args.by_scene:
        playlist = arrange.by_scene(playlist, _needed(story, "--by-scene"), args.telling)
    if args.length is not None:
        playlist = arrange.to_length(playlist, _length(args.length))
    return playlist


def _length(text: str) -> int:
    """Milliseconds of ``40`` (minutes) or ``1:10:00``. Raises UsageError."""
    length = int(text) * MINUTE_MS if text.isascii() and text.isdigit() and len(text) < 6 else from_clock(text)
    if length is None:
        raise UsageError(f"--length wants minutes (40) or a clock time (1:10:00), not {text!r}.")
    return length


def _needed(story: Story | None, option: str) -> Story:
    if story is None:
        raise UsageError(f"{option} needs a story, and this list names none; give it with --story.")
    return story


def _distinct(shown: Sequence[View]) -> list[View]:
    taken: set[str] = set()
    named = []
    for view in shown:
        stem, count = view.stem, 1
        while stem in taken:
            count += 1
            stem = f"{view.stem}-{count}"
        taken.add(stem)
        named.append(replace(view, stem=stem))
    return named


def print_items(shown: Sequence[View], args: argparse.Namespace) -> None:
    """Print lists as tables, or as JSON: one list as an object, several as an array."""
    if args.json:
        values = [as_json(view) for view in shown]
        print_json(values[0] if len(values) == 1 else values)
        return
    from playlists import tables

    for number, view in enumerate(shown):
        if number:
            print()
        print(tables.items(view.playlist, view.story, width=width()), end="")


def as_json(view: View) -> dict[str, object]:
    """The list as Playlist JSON."""
    from playlists.exporters import render

    value: dict[str, object] = json.loads(render(library.with_scenes(view.playlist, view.story), "json").text)
    return value
