"""Stories and scores on disk: the bundled ones by name, and those that users write by path.

A story's folder holds ``story.toml`` and, if there is one, ``score.toml`` and ``sources.toml``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from soundtrack.base import Model
from soundtrack.documents import parse_toml, read_toml
from soundtrack.errors import DataError, UsageError
from soundtrack.files import read_text
from soundtrack.models import Score
from soundtrack.story import Citation, Story

DATA = Path(__file__).with_name("data")


class Sources(Model):
    """A ``sources.toml``."""

    schema_version: int = 1
    sources: tuple[Citation, ...] = ()


def bundled_stories() -> tuple[str, ...]:
    """Ids of the stories that come with the package, in order."""
    return tuple(sorted(folder.name.replace("_", "-") for folder in _bundled_folders()))


def _bundled_folders() -> Iterator[Path]:
    return (folder for folder in DATA.iterdir() if (folder / "story.toml").is_file())


def story_folder(name: str | os.PathLike[str]) -> Path:
    """The folder of a story: a bundled one's id, a folder with ``story.toml``, or that file.

    Raises:
        UsageError: There is none of that name.
    """
    for folder in _bundled_folders():
        if folder.name.replace("_", "-") == os.fspath(name):
            return folder
    path = Path(name)
    if path.name == "story.toml" and path.is_file():
        return path.parent
    if (path / "story.toml").is_file():
        return path
    raise UsageError(
        f"there is no story {os.fspath(name)!r}; bundled are {', '.join(bundled_stories())}, or name a folder "
        "with a story.toml in it."
    )


def load_story(name: str | os.PathLike[str]) -> Story:
    """Load a story by a bundled one's id or by path.

    Raises:
        UsageError: There is none of that name.
        DataError: Its files are not right.
    """
    folder = story_folder(name)
    path = folder / "story.toml"
    story = parse_toml(read_text(path), UncheckedStory, path=path)
    whole = dict(story) | {"sources": (*story.sources, *load_sources(folder))}
    for problem in Story.model_construct(**whole).problems():
        raise DataError(problem, path=path)
    return Story.model_validate(whole)


class UncheckedStory(Story):
    """A story whose sources are still in another file, so that its references are not checked yet."""

    def problems(self) -> Iterator[str]:
        """Nothing: see the class."""
        return iter(())


def load_sources(folder: Path) -> tuple[Citation, ...]:
    """The sources of ``sources.toml`` in *folder*; empty when there is none. Raises DataError."""
    path = folder / "sources.toml"
    return read_toml(path, Sources).sources if path.is_file() else ()


def load_score(name: str | os.PathLike[str]) -> Score:
    """Load the score of a story, by the story's id or folder, or by the path of its ``score.toml``.

    Raises:
        UsageError: There is no such story, or it has no score.
        DataError: The file is not right.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = story_folder(name) / "score.toml"
        if not path.is_file():
            raise UsageError(f"the story {os.fspath(name)!r} has no score.")
    return read_toml(path, Score)
