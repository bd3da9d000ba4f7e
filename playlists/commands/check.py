"""``playlists check``: every mistake in what people wrote, with file, line and remedy."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from playlists import drift, library, lock
from playlists.commands import DONE, OUR_ERROR, asking, one_line, print_json, say
from playlists.importers.toml import ListFile
from playlists.library import Shelved
from soundtrack import files
from soundtrack.base import Model
from soundtrack.documents import toml_mistakes, toml_table
from soundtrack.errors import SoundtrackError
from soundtrack.models import Score
from soundtrack.stories import Sources, UncheckedStory, bundled_stories, load_story, story_folder


def run(args: argparse.Namespace) -> int:
    """Print one mistake a line; status 1 when there is any."""
    paths = list(_paths(args.name))
    mistakes = [one_line(str(mistake)) for path in paths for mistake in _mistakes(path)]
    if not mistakes:
        mistakes = [one_line(str(mistake)) for mistake in _between(args.name)]
    if not mistakes:
        mistakes = [one_line(finding) for finding in _findings(args)]
    if args.json:
        print_json({"files": [os.fspath(path) for path in paths], "mistakes": mistakes})
    else:
        for mistake in mistakes:
            print(mistake)
        if not mistakes:
            print(f"{len(paths)} {'file' if len(paths) == 1 else 'files'} checked, no mistakes")
    return OUR_ERROR if mistakes else DONE


def _paths(name: str) -> Iterator[Path]:
    """Every file that is to be checked under that name: those of a story first, then lists, each with its lock."""
    if name.endswith(".lock.json"):
        yield Path(name)
        return
    folder = _story_of(name)
    if folder is not None:
        yield from (folder / one for one in ("sources.toml", "story.toml") if (folder / one).is_file())
    for shown, path in library.paths(name) if folder is None or _has_lists(name) else ():
        yield path
        lock_path = library.default_lock(shown, path)
        if lock_path.is_file():
            yield lock_path


def _story_of(name: str) -> Path | None:
    """The folder of the story of that name; None where it names a list."""
    if name in bundled_stories():
        return story_folder(name)
    path = Path(name)
    folder = path.parent if path.name == "story.toml" else path
    return folder if (folder / "story.toml").is_file() else None


def _has_lists(name: str) -> bool:
    folder = _story_of(name)
    own = {} if folder is None else {path.name for path in folder.glob("*.toml")} - library.NO_LISTS
    return name in bundled_stories() or bool(own)


def _mistakes(path: Path) -> Iterator[SoundtrackError]:
    """What is wrong in one file."""
    try:
        if path.name.endswith(".lock.json"):
            lock.read(path)
        elif path.suffix == ".toml":
            text = files.read_text(path)
            yield from toml_mistakes(text, _model(toml_table(text, path=path), path), path=path)
        else:
            library.find(path)
    except SoundtrackError as err:
        yield err


def _model(table: dict[str, object], path: Path) -> type[Model]:
    if path.name == "sources.toml":
        return Sources
    if path.name == "story.toml" or "telling" in table:
        return UncheckedStory
    return Score if "track" in table else ListFile


def _between(name: str) -> Iterator[SoundtrackError]:
    """What does not hang together between files that are right in themselves."""
    try:
        folder = _story_of(name)
        if folder is not None:
            load_story(folder)
        _lists(name)
    except SoundtrackError as err:
        yield err


def _lists(name: str) -> tuple[Shelved, ...]:
    is_list = not name.endswith(".lock.json") and (_story_of(name) is None or _has_lists(name))
    return library.find(name) if is_list else ()


def _findings(args: argparse.Namespace) -> Iterator[str]:
    """What the lists' identifiers contradict, and with ``--online`` what the services say of them today."""
    for one in _lists(args.name):
        findings = list(drift.contradictions(one.playlist))
        if args.online:
            findings += drift.drift(one.playlist, list(asking.services(args)))
        for finding in findings:
            text = f"{one.name}: item {finding.position}: {finding.kind}: {finding.text}."
            if finding.kind == "not asked":
                say(f"note: {one_line(text)}")  # a service that is away is no mistake of the list
            else:
                yield text
