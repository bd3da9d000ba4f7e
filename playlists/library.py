"""Lists by name: load, resolve, write. What ties the rest together, for the command and for scripts.

A name is ``story/list`` (``never-let-me-go/bookmark``), a story (all its lists), a path (a list in any format we
read, or a folder with a ``story.toml``), or the address of a playlist of one's own at Spotify or ListenBrainz.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playlists import importers, lock, online
from playlists.models import Playlist, PlaylistItem
from soundtrack import files
from soundtrack.errors import DataError, UsageError
from soundtrack.models import LOCAL, Wanted
from soundtrack.providers.base import Plan
from soundtrack.resolution import Known, Progress, Resolver
from soundtrack.stories import bundled_stories, load_story, story_folder
from soundtrack.story import Citation, CitationIds, Scene, Story

DATA = Path(__file__).with_name("data")
NO_LISTS = {"story.toml", "sources.toml", "pyproject.toml"}
"""TOML files of a story's folder that are no lists."""


@dataclass(frozen=True)
class Shelved:
    """A list with where it stands."""

    name: str
    """As the user can name it."""
    playlist: Playlist
    path: Path | None
    """Its file; None when it came from standard input or a service."""
    story: Story | None
    """The story it belongs to, where that is known."""
    lock_path: Path | None
    """Where its lock is written; None when it came from standard input."""

    @property
    def stem(self) -> str:
        """What its files are called: the last part of its name, without a suffix."""
        if self.playlist.id is not None:
            return self.playlist.id
        return Path(self.name).stem if self.path is not None else "playlist"

    @property
    def key(self) -> str | None:
        """What tells it from all other lists of this person, wherever the command runs; None for standard input."""
        if self.path is not None and not _is_bundled(self.path):
            return os.path.realpath(self.path)
        return None if self.lock_path is None else self.name


def load(name: str | os.PathLike[str], story: str | os.PathLike[str] | None = None) -> Playlist:
    """Load one list by name or path, with what its lock knows.

    Args:
        name: See the module; a story's name works when it has just one list.
        story: The story it belongs to, where the list itself does not say so.

    Raises:
        UsageError: There is no such list, or there are several.
        DataError: A file is not right.
    """
    found = find(name, story)
    if len(found) > 1:
        raise UsageError(f"{os.fspath(name)!r} has {len(found)} lists: {', '.join(one.name for one in found)}.")
    return found[0].playlist


def find(
    name: str | os.PathLike[str],
    story: str | os.PathLike[str] | None = None,
    lock_file: Path | None = None,
) -> tuple[Shelved, ...]:
    """Load every list of that name, each with what its lock knows.

    Args:
        name: See the module.
        story: The story they belong to, where the lists themselves do not say so.
        lock_file: Read and write the lock here instead; for one list only.

    Raises:
        UsageError: There is no such list, or *lock_file* was given for several.
        DataError: A file is not right.
    """
    text = os.fspath(name)
    where = online.address(text)
    if where is not None:
        return (_shelved_online(where, story, lock_file),)
    named = paths(text)
    if lock_file is not None and len(named) > 1:
        raise UsageError(f"{text!r} has {len(named)} lists; --lock is for one: name it.")
    given = load_story(story) if story is not None else None
    return tuple(_shelved(shown, path, given, lock_file) for shown, path in named)


def from_bytes(data: bytes, story: str | os.PathLike[str] | None = None, name: str | None = None) -> Shelved:
    """A list out of bytes that have no file, such as standard input. Raises DataError, UsageError."""
    playlist = importers.read(data, name=name)
    told = load_story(story) if story is not None else _story_of(playlist, None)
    return Shelved(name or "-", _in_story(playlist, told), None, told, None)


def shelf(folder: Path | None = None) -> tuple[tuple[str, Path], ...]:
    """Names and files of all lists: the bundled ones and those in *folder* (default: the working folder)."""
    here = Path() if folder is None else folder
    found = [pair for story in bundled_stories() for pair in _bundled(story)]
    for inner in [
        here,
        *sorted(one for one in here.iterdir() if one.is_dir() and not one.name.startswith(".")),
    ]:
        if (inner / "story.toml").is_file():
            found += _in_folder(inner)
    return tuple(found)


def paths(name: str) -> list[tuple[str, Path]]:
    """Every list of that name as the user can name it, and its file; nothing is read. Raises UsageError."""
    story, _, last = name.partition("/")
    if story in bundled_stories():
        lists = _bundled(story)
        if not last:
            return lists
        wanted = [(shown, path) for shown, path in lists if shown == name]
        if wanted:
            return wanted
        raise UsageError(f"{story!r} has no list {last!r}; it has {', '.join(shown for shown, _ in lists)}.")
    path = Path(name)
    if path.is_dir():
        lists = _in_folder(path)
        if lists:
            return lists
        raise UsageError(f"the folder {name!r} has no story.toml with lists beside it.")
    if path.name == "story.toml" and path.is_file():
        return _in_folder(path.parent)
    if not path.exists() and not path.is_symlink():
        raise UsageError(
            f"there is no list {name!r}; 'playlists list' shows what is there, and a file is named by its path."
        )
    return [(name, path)]


def _bundled(story: str) -> list[tuple[str, Path]]:
    score = story_folder(story) / "score.toml"
    lists = [(f"{story}/score", score)] if score.is_file() else []
    own = DATA / story.replace("-", "_")
    return lists + [(f"{story}/{path.stem}", path) for path in sorted(own.glob("*.toml"))]


def _in_folder(folder: Path) -> list[tuple[str, Path]]:
    if not (folder / "story.toml").is_file():
        return []
    lists = sorted(path for path in folder.glob("*.toml") if path.name not in NO_LISTS)
    lists.sort(key=lambda path: path.name != "score.toml")
    return [(os.fspath(path), path) for path in lists]


def _is_bundled(path: Path) -> bool:
    return DATA in path.parents or DATA.parent.parent / "soundtrack" / "data" in path.parents


def default_lock(name: str, path: Path) -> Path:
    """Where the lock of a list is kept: beside it, or for a bundled one in the user's data folder."""
    if _is_bundled(path):
        return files.data_dir() / "locks" / f"{name}.lock.json"
    return path.with_name(f"{path.stem}.lock.json")


def _shelved(name: str, path: Path, given: Story | None, lock_file: Path | None) -> Shelved:
    playlist = importers.read_file(path)
    story = given or _story_of(playlist, path)
    playlist = _in_story(playlist, story)
    if _is_bundled(path):
        bundled_lock = DATA / path.parent.name / f"{path.stem}.lock.json"
        if bundled_lock.is_file():
            playlist = lock.applied(playlist, lock.read(bundled_lock))
    lock_path = lock_file or default_lock(name, path)
    if lock_path.is_file():
        playlist = lock.applied(playlist, lock.read(lock_path))
    return Shelved(name, playlist, path, story, lock_path)


def _shelved_online(where: online.Address, story: str | os.PathLike[str] | None, lock_file: Path | None) -> Shelved:
    told = load_story(story) if story is not None else None
    playlist = _in_story(online.read(where), told)
    lock_path = lock_file or files.data_dir() / "locks" / f"{where.service}-{where.id}.lock.json"
    if lock_path.is_file():
        playlist = lock.applied(playlist, lock.read(lock_path))
    return Shelved(where.name, playlist, None, told, lock_path)


def _story_of(playlist: Playlist, path: Path | None) -> Story | None:
    """The story a list names: the one in its own folder, or a bundled one."""
    if playlist.story is None:
        return None
    if path is not None and not _is_bundled(path) and (path.parent / "story.toml").is_file():
        story = load_story(path.parent)
        if story.id == playlist.story:
            return story
    return load_story(playlist.story) if playlist.story in bundled_stories() else None


def _in_story(playlist: Playlist, story: Story | None) -> Playlist:
    """Check the list's ties against its story, and put real performers behind fictional names."""
    if story is None:
        return playlist
    for item in playlist.items:
        for tie in item.ties:
            if story.scene(tie.scene) is None:
                raise DataError(
                    f"item {item.id!r} is tied to the scene {tie.scene!r}, which {story.id!r} does not have",
                    remedy="check its spelling with 'playlists show'",
                )
    known = {source.id for source in (*story.sources, *playlist.sources)}
    for citation in sorted(_cited(playlist) - known):
        raise DataError(f"the source {citation!r} is cited but not described", remedy="add it to sources.toml")
    return playlist.replace(
        story=story.id,
        items=tuple(item.replace(wanted=performed(item.wanted, story)) for item in playlist.items),
    )


def performed(wanted: Wanted, story: Story) -> Wanted:
    """Put the real performer in the place of a singer who exists only inside the story."""
    fictional = story.performer_behind(wanted.artist) if wanted.artist else None
    if fictional is None:
        return wanted
    return wanted.replace(artist=fictional.performed_by, credited_as=wanted.artist)


def known_of(playlist: Playlist, *, refresh: bool = False) -> tuple[Known, ...]:
    """What the list's items already know; with *refresh* only citations and pins."""
    return tuple(_known(item, refresh) for item in playlist.items)


def _known(item: PlaylistItem, refresh: bool) -> Known:
    resolution = item.resolution
    if resolution is None:
        return Known()
    if resolution.pin is not None:
        return Known(said=resolution.identifiers, candidate=resolution.candidate, pin=resolution.pin)
    if refresh or resolution.state != "matched":
        return Known()
    return Known(
        said=resolution.identifiers,
        candidate=resolution.candidate,
        confidence=resolution.confidence,
        asked=frozenset(one.provider for one in resolution.asked if one.outcome != "failed" and one.provider != LOCAL),
    )


def resolve(
    playlist: Playlist, resolver: Resolver, *, refresh: bool = False, progress: Progress | None = None
) -> Playlist:
    """Find out which recording every item means.

    Args:
        playlist: The list; it stays as it is.
        resolver: Whom to ask.
        refresh: Ask again for what an earlier run found out; a person's pins stay.
        progress: Called with a provider's name, what is done and the whole.

    Returns:
        A new list whose items carry resolutions. Unreachable providers are no error: their lines are
        ``failed``, with the reason.
    """
    resolutions = resolver.resolve(
        [item.wanted for item in playlist.items],
        playlist.release,
        known_of(playlist, refresh=refresh),
        progress,
    )
    return playlist.replace(
        items=tuple(
            item.replace(resolution=resolution or item.resolution)
            for item, resolution in zip(playlist.items, resolutions, strict=True)
        )
    )


def plan(playlist: Playlist, resolver: Resolver, *, refresh: bool = False) -> tuple[Plan, ...]:
    """What :func:`resolve` would ask of each provider. Sends nothing."""
    return resolver.plan(
        [item.wanted for item in playlist.items], playlist.release, known_of(playlist, refresh=refresh)
    )


def save_lock(shelved: Shelved, resolved: Playlist) -> bool:
    """Write what was found out beside the list; True where the lock changed. Raises DataError."""
    if shelved.lock_path is None:
        return False
    previous = lock.read(shelved.lock_path) if shelved.lock_path.is_file() else None
    return lock.write(shelved.lock_path, lock.locked(resolved, shelved.name, previous))


def with_scenes(playlist: Playlist, story: Story | None) -> Playlist:
    """The list with a snapshot of the scenes it is tied to and of the sources it cites."""
    if story is None:
        return playlist
    tied = {tie.scene for item in playlist.items for tie in item.ties}
    scenes: list[Scene] = [
        scene for telling in story.tellings for scene in story.scenes_of(telling.id) if scene.ref in tied
    ]
    cited = _cited(playlist) | {citation for scene in scenes for citation in scene.citations}
    sources: Mapping[str, Citation] = {one.id: one for one in (*playlist.sources, *story.sources)}
    return playlist.replace(scenes=tuple(scenes), sources=tuple(sources[one] for one in sorted(cited & sources.keys())))


def _cited(playlist: Playlist) -> set[str]:
    """Ids of all sources that the list itself cites."""
    lists: list[CitationIds] = [playlist.citations]
    lists += [one.citations for one in playlist.corrections]
    for item in playlist.items:
        lists += [item.citations]
        lists += [one.citations for one in item.ties]
        lists += [one.citations for one in item.corrections]
        lists += [one.citations for one in item.avoid]
    return {citation for citations in lists for citation in citations}


def summary(playlists: Sequence[Playlist]) -> str:
    """One honest line: ``29 items: 0 matched, 3 cited, 26 not found out (musicbrainz unreachable)``."""
    items = [item for playlist in playlists for item in playlist.items]
    hidden = sum(item.masked for item in items)
    counts = Counter(item.status for item in items if not item.masked)
    words = [f"{counts['matched']} matched"]
    playable = sum(item.location is not None for item in items)
    if playable:
        words[0] += f" ({playable} playable)"
    words += [f"{counts[status]} {status}" for status in ("cited", "ambiguous", "missing") if counts[status]]
    unknown = counts["failed"] + counts["open"]
    if unknown:
        words.append(f"{unknown} not found out")
    if hidden:
        words.append(f"{hidden} hidden")
    failed = sorted(failures(playlists))
    reasons = f" ({', '.join(failed)} unreachable)" if failed else ""
    noun = "item" if len(items) == 1 else "items"
    return f"{len(items)} {noun}: {', '.join(words)}{reasons}"


def failures(playlists: Sequence[Playlist]) -> dict[str, str]:
    """Providers that could not be asked, each with the first reason it gave."""
    asked = (
        asked
        for playlist in playlists
        for item in playlist.items
        if item.resolution is not None
        for asked in item.resolution.asked
        if asked.outcome == "failed"
    )
    reasons: dict[str, str] = {}
    for one in asked:
        reasons.setdefault(one.provider, one.reason or "no reason given")
    return reasons
