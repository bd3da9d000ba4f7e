"""Orders and choices of a playlist's items: by scene, by part, to a length, by theme or person.

Everything here is pure and stable: a new playlist comes back, and items that nothing tells apart keep the
list's order. Each says in the new playlist's note what it did.

An item stands at one scene, though it may be tied to several: of the telling that counts, the scene with
the strongest tie (:data:`STRENGTH`), and of those the earliest. Where only another telling has the item, the
moment that is linked to it counts instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from playlists.ids import slug
from playlists.lines import minutes
from playlists.models import Playlist, PlaylistItem
from soundtrack.errors import UsageError
from soundtrack.place import linked
from soundtrack.story import Basis, Scene, Story, Telling

STRENGTH: tuple[Basis, ...] = ("stated", "author", "titled", "inferred", "editorial")
"""Bases of a tie, the strongest first."""

UNTIED = "untied"
"""Key of the items without a scene among the playlists of :func:`split_by_part`."""


def by_scene(playlist: Playlist, story: Story, telling: str | None = None) -> Playlist:
    """Return the list in the order of the story's scenes.

    Args:
        playlist: Any list.
        story: The story that its ties name.
        telling: Whose order counts; None takes the telling in which most items have a scene.

    Returns:
        First what has a scene in that telling, directly or through a linked moment; then what has one in
        another telling only, in that telling's order; last what has none, in the list's own order.

    Raises:
        UsageError: The story has no such telling.
    """
    chosen = _telling(playlist, story, telling)
    stands = _Stands(story, chosen)
    return _ordered(playlist, stands, lambda scene: (scene.order,), f"In the order of the scenes ({chosen.id})")


def by_part(playlist: Playlist, story: Story, telling: str | None = None) -> Playlist:
    """As :func:`by_scene`, but within a part of the story the list keeps its own order."""
    chosen = _telling(playlist, story, telling)
    firsts = _first_orders(story)
    stands = _Stands(story, chosen)
    return _ordered(playlist, stands, lambda scene: (firsts[_part_key(scene)],), f"By part ({chosen.id})")


def split_by_part(playlist: Playlist, story: Story, telling: str | None = None) -> dict[str, Playlist]:
    """Return one playlist for each part of the story that has music, in order.

    Every item is in exactly one of them. Keys are names for files: ``film-part-1``, ``film-epilogue``,
    ``film`` for scenes outside all parts and sections, and :data:`UNTIED`.

    Raises:
        UsageError: The story has no such telling.
    """
    ordered = by_scene(playlist, story, telling)
    stands = _Stands(story, _telling(playlist, story, telling))
    split: dict[str, list[PlaylistItem]] = {}
    titles: dict[str, str] = {}
    for item in ordered.items:
        scene = stands.scene(item)
        key = _part_key(scene) if scene else UNTIED
        titles[key] = _part_title(scene, story) if scene else "without a scene"
        split.setdefault(key, []).append(item)
    return {
        key: _new(
            ordered,
            items,
            title=f"{playlist.title}: {titles[key]}",
            id=f"{playlist.id}-{key}"[:120].rstrip("-") if playlist.id else None,
        )
        for key, items in split.items()
    }


def in_part(playlist: Playlist, story: Story, part: int, telling: str | None = None) -> Playlist:
    """Keep the items that are tied to a scene of that part.

    Raises:
        UsageError: The telling has no such part.
    """
    chosen = _telling(playlist, story, telling)
    numbers = [one.number for one in chosen.parts]
    if part not in numbers:
        there = f"parts {', '.join(map(str, numbers))}" if numbers else "no parts"
        raise UsageError(f"the {chosen.id} of {story.title} has no part {part}; it has {there}.")
    scenes = {scene.ref for scene in story.scenes_of(chosen.id) if scene.part == part}
    return _tied_to(playlist, scenes, f"Part {part} ({chosen.id})")


def with_theme(playlist: Playlist, story: Story, theme: str) -> Playlist:
    """Keep the items that are tied to a scene with that theme, given by its id or title.

    Raises:
        UsageError: The story has no such theme; the message lists those it has.
    """
    wanted = theme.strip().casefold()
    found = next((one for one in story.themes if wanted in {one.id, one.title.casefold()}), None)
    if found is None:
        raise UsageError(f"{story.title} has no theme {theme!r}; {_listed(one.id for one in story.themes)}.")
    scenes = {scene.ref for scene in story.scenes if found.id in scene.themes}
    return _tied_to(playlist, scenes, f"Scenes with the theme {found.title}")


def with_person(playlist: Playlist, story: Story, name: str) -> Playlist:
    """Keep the items that are tied to a scene with that person; case does not matter.

    Raises:
        UsageError: Nobody of that name is in any scene; the message lists who is.
    """
    wanted = name.strip().casefold()
    people = dict.fromkeys(person for scene in story.scenes for person in scene.people)
    if wanted not in {person.casefold() for person in people}:
        raise UsageError(f"nobody is called {name!r} in {story.title}; {_listed(people)}.")
    scenes = {scene.ref for scene in story.scenes if any(person.casefold() == wanted for person in scene.people)}
    return _tied_to(playlist, scenes, f"Scenes with {name.strip()}")


def diegetic(playlist: Playlist) -> Playlist:
    """Keep what the characters hear themselves."""
    kept = [item for item in playlist.items if item.diegetic is True]
    return _new(playlist, kept, said=_kept("Heard by the characters", kept, playlist))


def alternating(first: Playlist, second: Playlist) -> Playlist:
    """Return one list that takes from both in turn; what is left of the longer one follows at the end.

    An item of *second* whose id *first* has too gets a number behind its id.
    """
    items: list[PlaylistItem] = []
    taken = {item.id for item in first.items}
    renamed = [_with_free_id(item, taken) for item in second.items]
    for turn in range(max(len(first.items), len(renamed))):
        items += first.items[turn : turn + 1]
        items += renamed[turn : turn + 1]
    sources = {source.id: source for source in (*second.sources, *first.sources)}
    scenes = {scene.ref: scene for scene in (*second.scenes, *first.scenes)}
    return Playlist(
        title=f"{first.title} / {second.title}",
        creator=" / ".join(dict.fromkeys(name for name in (first.creator, second.creator) if name)) or None,
        story=first.story if first.story == second.story else None,
        note=f"In turn from two lists: {first.title}; {second.title}.",
        citations=tuple(dict.fromkeys((*first.citations, *second.citations))),
        items=tuple(items),
        scenes=tuple(scenes.values()),
        sources=tuple(sources.values()),
    )


def to_length(playlist: Playlist, duration_ms: int) -> Playlist:
    """Keep as many items, in their order, as come closest to a length without passing it.

    Of several choices that are equally long the one with the earlier items is taken. Lengths count in whole
    seconds, rounded up, so that the sum never passes. What has no known length stays out.

    Args:
        playlist: Any list; for a part of the story take :func:`in_part` first.
        duration_ms: Milliseconds, at most a day.

    Raises:
        UsageError: The length is not positive or above a day, or no item has a known length.
    """
    if not 0 < duration_ms <= _DAY_MS:
        raise UsageError("a length is more than nothing and at most a day.")
    known = [(item, seconds) for item in playlist.items if (seconds := _seconds(item)) is not None]
    if not known:
        raise UsageError("no item has a known length; 'playlists resolve' finds lengths out.")
    chosen = _fitting([seconds for _, seconds in known], duration_ms // 1000)
    kept = [item for (item, _), take in zip(known, chosen, strict=True) if take]
    total = sum(seconds for (_, seconds), take in zip(known, chosen, strict=True) if take)
    said = f"{minutes(total * 1000) if total else '0:00'} of {minutes(duration_ms)}"
    said += f": {_count(len(kept), 'item')} of {len(playlist.items)}"
    unknown = len(playlist.items) - len(known)
    if unknown:
        said += f"; {unknown} of unknown length left out"
    return _new(playlist, kept, said=said)


_DAY_MS = 24 * 60 * 60 * 1000


def _fitting(lengths: Sequence[int], limit: int) -> list[bool]:
    """Which lengths to take for the largest sum up to *limit*, the earlier ones where there is a choice."""
    mask = (1 << (limit + 1)) - 1
    sums = [1]  # sums[-1] has bit n set where the lengths from some place on can sum to n
    for length in reversed(lengths):
        sums.append((sums[-1] | sums[-1] << length) & mask if length <= limit else sums[-1])
    left = sums.pop().bit_length() - 1
    taken = []
    for length in lengths:
        rest = sums.pop()
        take = length <= left and bool(rest >> (left - length) & 1)
        left -= length if take else 0
        taken.append(take)
    return taken


def _seconds(item: PlaylistItem) -> int | None:
    resolution = item.resolution
    found = resolution.candidate if resolution is not None and resolution.state == "matched" else None
    duration_ms = (found.recording.duration_ms if found else None) or item.wanted.duration_ms
    return None if duration_ms is None else -(-duration_ms // 1000)


class _Stands:
    """Where each item stands in a story, as one telling has it."""

    def __init__(self, story: Story, telling: Telling) -> None:
        self._scenes = {scene.ref: scene for scene in story.scenes}
        self._links: Mapping[str, frozenset[str]] = linked(story)
        others = [one.id for one in story.tellings if one.id != telling.id]
        self._tellings = [telling.id, *others]

    def scene(self, item: PlaylistItem) -> Scene | None:
        """The scene an item stands at; None where it has none."""
        tied = [(STRENGTH.index(tie.basis), self._scenes[tie.scene]) for tie in item.ties if tie.scene in self._scenes]
        own = [(strength, scene) for strength, scene in tied if scene.telling == self._tellings[0]]
        if not own:
            own = [
                (strength, moment)
                for strength, scene in tied
                for ref in self._links[scene.ref]
                if (moment := self._scenes[ref]).telling == self._tellings[0]
            ]
        ranked = sorted(own or tied, key=lambda pair: (self.rank(pair[1]), pair[0], pair[1].order))
        return ranked[0][1] if ranked else None

    def rank(self, scene: Scene) -> int:
        """0 for the telling that counts, then the others as the story has them."""
        return self._tellings.index(scene.telling)

    @property
    def last(self) -> int:
        """The rank of what has no scene."""
        return len(self._tellings)


def _ordered(playlist: Playlist, stands: _Stands, key: Callable[[Scene], tuple[int, ...]], how: str) -> Playlist:
    places: list[tuple[tuple[int, ...], PlaylistItem]] = []
    for item in playlist.items:
        scene = stands.scene(item)
        places.append(((stands.rank(scene), *key(scene)) if scene else (stands.last,), item))
    places.sort(key=lambda place: place[0])  # stable: the list's own order where nothing tells items apart
    elsewhere = sum(0 < rank < stands.last for (rank, *_), _ in places)
    untied = sum(rank == stands.last for (rank, *_), _ in places)
    if elsewhere:
        how += f"; {elsewhere} that only another telling has after them"
    if untied:
        how += f"; {untied} without a scene at the end"
    return _new(playlist, [item for _, item in places], said=how)


def _tied_to(playlist: Playlist, scenes: set[str], what: str) -> Playlist:
    kept = [item for item in playlist.items if any(tie.scene in scenes for tie in item.ties)]
    return _new(playlist, kept, said=_kept(what, kept, playlist))


def _kept(what: str, kept: Sequence[PlaylistItem], playlist: Playlist) -> str:
    return f"{what}: {_count(len(kept), 'item')} of {len(playlist.items)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _new(playlist: Playlist, items: Sequence[PlaylistItem], said: str | None = None, **changes: object) -> Playlist:
    note = playlist.note if said is None else " ".join(filter(None, (playlist.note, f"{said}.")))
    new: Playlist = playlist.replace(items=tuple(items), note=note, **changes)
    return new


def _telling(playlist: Playlist, story: Story, telling: str | None) -> Telling:
    if telling is not None:
        found = story.telling(telling)
        if found is None:
            listed = _listed(one.id for one in story.tellings)
            raise UsageError(f"{story.title} has no telling {telling!r}; {listed}.")
        return found
    tied = {
        one.id: sum(any(tie.scene.startswith(f"{one.id}/") for tie in item.ties) for item in playlist.items)
        for one in story.tellings
    }
    if not story.tellings:
        raise UsageError(f"{story.title} has no telling yet, so it has no order.")
    return max(story.tellings, key=lambda one: tied[one.id])


def _listed(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"there is {listed}" if listed else "there is none"


def _part_key(scene: Scene) -> str:
    if scene.part is not None:
        return f"{scene.telling}-part-{scene.part}"
    return f"{scene.telling}-{slug(scene.section)}" if scene.section else scene.telling


def _part_title(scene: Scene, story: Story) -> str:
    if scene.part is None:
        return scene.section or scene.telling
    telling = story.telling(scene.telling)
    titles = {part.number: part.title for part in telling.parts} if telling else {}
    title = titles.get(scene.part)
    return f"part {scene.part}, {title}" if title else f"part {scene.part}"


def _first_orders(story: Story) -> dict[str, int]:
    """For each part its earliest scene's order."""
    firsts: dict[str, int] = {}
    for scene in story.scenes:
        key = _part_key(scene)
        firsts[key] = min(scene.order, firsts.get(key, scene.order))
    return firsts


def _with_free_id(item: PlaylistItem, taken: set[str]) -> PlaylistItem:
    free, number = item.id, 2
    while free in taken:
        free, number = f"{item.id[:112].rstrip('-')}-{number}", number + 1
    taken.add(free)
    named: PlaylistItem = item if free == item.id else item.replace(id=free)
    return named
