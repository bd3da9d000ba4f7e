"""How far somebody is in a story, and which scenes may be shown to them.

A *place* is written ``TELLING:WHERE`` and is inclusive: ``film:part2``, ``novel:ch9``,
``film:the-boat-on-the-beach``, ``film:end``. Where it is not sure that a scene has been seen, it has not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from soundtrack.errors import UsageError
from soundtrack.story import Scene, Story, Telling

Span = tuple[int, int]
"""The earliest and the latest place in its telling at which a scene can stand."""


@dataclass(frozen=True)
class Place:
    """A place in one telling, inclusive. At most one of the three is given; none of them is the end."""

    telling: str
    scene: str | None = None
    """Id of a scene of that telling."""
    part: int | None = None
    chapter: int | None = None

    def __str__(self) -> str:
        if self.scene is not None:
            return f"{self.telling}:{self.scene}"
        if self.part is not None:
            return f"{self.telling}:part{self.part}"
        return f"{self.telling}:end" if self.chapter is None else f"{self.telling}:ch{self.chapter}"


def parse(text: str, story: Story) -> Place:
    """Read a place as a person writes it: ``film:part2``, ``novel:ch9``, a scene's id, ``film:end``.

    A scene's id goes before the other readings, should a scene be called ``part2``.

    Raises:
        UsageError: The story has no such place; the message lists what there is.
    """
    name, _, where = text.strip().lower().partition(":")
    telling = story.telling(name)
    if telling is None or not where:
        raise UsageError(f"{text!r} is no place in {story.title}; write {_examples(story)}.")
    if story.scene(f"{name}/{where}") is not None:
        return Place(name, scene=where)
    if where == "end":
        return Place(name)
    number = re.fullmatch(r"(part|ch|chapter)-?(\d{1,6})", where, re.ASCII)
    if number is not None:
        value = int(number[2])
        if number[1] == "part" and any(part.number == value for part in telling.parts):
            return Place(name, part=value)
        if number[1] != "part" and 1 <= value <= _chapters(story, telling):
            return Place(name, chapter=value)
    there = _what_there_is(story, telling, where)
    raise UsageError(f"{text!r} is no place in the {name} of {story.title}; {there}.")


def _examples(story: Story) -> str:
    examples = []
    for telling in story.tellings:
        scenes = story.scenes_of(telling.id)
        if telling.parts:
            examples.append(f"{telling.id}:part{telling.parts[0].number}")
        elif _chapters(story, telling):
            examples.append(f"{telling.id}:ch1")
        elif scenes:
            examples.append(f"{telling.id}:{scenes[0].id}")
        else:
            examples.append(f"{telling.id}:end")
    return " or ".join(examples)


def _what_there_is(story: Story, telling: Telling, where: str) -> str:
    """The telling's places, without its later scenes: whoever asks for a place does not want to read them."""
    scenes = [scene.id for scene in story.scenes_of(telling.id)]
    there = []
    if telling.parts:
        there.append(", ".join(f"{telling.id}:part{part.number}" for part in telling.parts))
    if _chapters(story, telling):
        there.append(f"{telling.id}:ch1 to {telling.id}:ch{_chapters(story, telling)}")
    if scenes:
        there.append(f"{len(scenes)} scenes by their ids, such as {telling.id}:{scenes[0]}")
    listed = f"there is {'; '.join([*there, f'{telling.id}:end'])}"
    near = [scene for scene in scenes if where in scene] if where else []
    near += difflib.get_close_matches(where, scenes, n=1, cutoff=0.75)
    return f"did you mean {telling.id}:{near[0]}? Otherwise {listed}" if near else listed


def _chapters(story: Story, telling: Telling) -> int:
    """Number of the last chapter we know of; 0 where a telling has none."""
    known = [scene.chapter for scene in story.scenes_of(telling.id) if scene.chapter is not None]
    parts = [part.chapter_range[-1] for part in telling.parts if part.chapter_range]
    return telling.chapters or max((*known, *parts), default=0)


def describe(place: Place, story: Story) -> str:
    """The place in words: ``the end of part 2, The Cottages (film)``."""
    if place.scene is not None:
        scene = story.scene(f"{place.telling}/{place.scene}")
        return f"{scene.title if scene else place.scene} ({place.telling})"
    if place.part is not None:
        telling = story.telling(place.telling)
        titles = {part.number: part.title for part in telling.parts} if telling else {}
        title = titles.get(place.part)
        return f"the end of part {place.part}{f', {title}' if title else ''} ({place.telling})"
    if place.chapter is not None:
        return f"the end of chapter {place.chapter} ({place.telling})"
    return f"the end ({place.telling})"


def spans(scenes: Iterable[Scene]) -> dict[str, Span]:
    """Where each scene of one telling can stand, by its reference.

    A scene whose order is certain stands at its order. One whose order is approximate can stand anywhere
    in its chapter; without a chapter anywhere in its part; without a part anywhere in its section; and if
    it has none of them, anywhere in the telling.
    """
    listed = list(scenes)
    orders: dict[object, list[int]] = {}
    for scene in listed:
        for group in _groups(scene):
            orders.setdefault(group, []).append(scene.order)
    found = {}
    for scene in listed:
        around = orders[_groups(scene)[0]]
        certain = scene.order_certainty == "certain"
        found[scene.ref] = (scene.order, scene.order) if certain else (min(around), max(around))
    return found


def _groups(scene: Scene) -> list[tuple[str, object]]:
    """What surely holds a scene, the narrowest first."""
    groups: list[tuple[str, object]] = []
    if scene.chapter is not None:
        groups.append(("chapter", scene.chapter))
    if scene.part is not None:
        groups.append(("part", scene.part))
    elif scene.section is not None:
        groups.append(("section", scene.section))
    return [*groups, ("telling", scene.telling)]


def seen(story: Story, place: Place) -> frozenset[str]:
    """References of the scenes that somebody at *place* has surely seen; the place itself is among them.

    In the place's own telling: what stands surely before it (see :func:`spans`), and whole parts and
    chapters up to the one that is named. In another telling: the moments that are linked to scenes seen
    (``same_moment``, said on either side), unless they are linked to an unseen one as well.
    """
    scenes = story.scenes_of(place.telling)
    own = _seen_in_own_telling(story, scenes, place)
    links = linked(story)
    elsewhere = set()
    for scene in story.scenes:
        if scene.telling != place.telling:
            moments = {ref for ref in links[scene.ref] if ref.split("/")[0] == place.telling}
            if moments and moments <= own:
                elsewhere.add(scene.ref)
    return frozenset(own | elsewhere)


def _seen_in_own_telling(story: Story, scenes: tuple[Scene, ...], place: Place) -> set[str]:
    where = spans(scenes)
    if place.scene is not None:
        named = {f"{place.telling}/{place.scene}"}
    elif place.part is not None:
        named = {scene.ref for scene in scenes if scene.part is not None and scene.part <= place.part}
    elif place.chapter is not None:
        named = {scene.ref for scene in scenes if _read_by(story, scene, place.chapter)}
    else:
        return {scene.ref for scene in scenes}
    reached = max((where[ref][0] for ref in named), default=0)
    before = {scene.ref for scene in scenes if where[scene.ref][1] < reached and not _beyond(scene, place)}
    return named | before


def _read_by(story: Story, scene: Scene, chapter: int) -> bool:
    """Whether the scene stands in a chapter or a whole part up to that chapter."""
    telling = story.telling(scene.telling)
    if telling is not None and chapter == telling.chapters:
        return True
    if scene.chapter is not None:
        return scene.chapter <= chapter
    ranges = {part.number: part.chapter_range for part in telling.parts} if telling else {}
    chapters = ranges.get(scene.part or 0, range(0))
    return bool(chapters) and chapters[-1] <= chapter


def _beyond(scene: Scene, place: Place) -> bool:
    """Whether its own part or chapter says that a scene lies beyond a part or chapter, whatever its order."""
    if place.part is not None:
        return scene.part is not None and scene.part > place.part
    if place.chapter is not None:
        return scene.chapter is not None and scene.chapter > place.chapter
    return False


def linked(story: Story) -> Mapping[str, frozenset[str]]:
    """For each scene the scenes that show the same moment, said on either side."""
    links: dict[str, set[str]] = {scene.ref: set() for scene in story.scenes}
    for scene in story.scenes:
        for other in scene.same_moment:
            links[scene.ref].add(other)
            links[other].add(scene.ref)
    return {ref: frozenset(others) for ref, others in links.items()}


def is_end(story: Story, place: Place) -> bool:
    """Whether nothing of the place's own telling is left to come."""
    if (place.scene, place.part, place.chapter) == (None, None, None):
        return True
    telling = story.telling(place.telling)
    if place.chapter is not None and telling is not None and place.chapter == telling.chapters:
        return True
    scenes = {scene.ref for scene in story.scenes_of(place.telling)}
    return bool(scenes) and scenes <= seen(story, place)
