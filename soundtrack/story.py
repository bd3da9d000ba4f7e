"""A story: its tellings (novel, film), their scenes in order, and the names that exist only inside it.

Facts carry citations: ids of :class:`Citation`, which stand in ``sources.toml`` or in the story's own file.
A story knows no music; music is tied to scenes by a :class:`Tie`, which lives with the cue or the item.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from soundtrack.base import Model, Position, Slug, SortedTexts, Text, Words

Basis = Literal["stated", "titled", "inferred", "editorial", "author"]
"""What a tie rests on, from a source that says so to our own suggestion.

``stated``: a source says the music is there; ``titled``: the title names the scene's words or object;
``inferred``: a reading; ``editorial``: our suggestion; ``author``: the list's author says so.
"""

SceneRef = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", max_length=240)]
"""``telling/scene``, such as ``film/the-boat-on-the-beach``."""

CitationIds = tuple[Slug, ...]


class Citation(Model):
    """Where a fact was read."""

    id: Slug
    what: Words
    """What kind of source it is and what was read in it."""
    where: Words
    """Its address or place."""
    trust: Text | None = None
    """How far to trust it, in words."""


class Tie(Model):
    """Music belongs to a scene: how we know, and why."""

    scene: SceneRef
    basis: Basis
    why: Words
    """One sentence."""
    citations: CitationIds = ()


class Said(Model):
    """An identifier, and who said that it is the one."""

    uri: Words
    """Canonical URI (soundtrack.identifiers), or another absolute URI where it is no music service's."""
    said_by: SortedTexts = ()
    """Providers by name, ``citation:<id>`` and ``pin``."""


class Part(Model):
    """A part of a telling, as the telling itself divides."""

    number: Position
    title: Text | None = None
    """None when no source confirms it."""
    year: int | None = None
    """The year it plays in."""
    chapters: Annotated[str, Field(pattern=r"^\d+-\d+$")] | None = None
    """First and last chapter, such as ``10-17``; None for films."""
    note: Text | None = None
    citations: CitationIds = ()

    @property
    def chapter_range(self) -> range:
        """Its chapters; empty when it has none."""
        if self.chapters is None:
            return range(0)
        first, last = map(int, self.chapters.split("-"))
        return range(first, last + 1)


class Telling(Model):
    """The story as one work tells it: the novel, the film."""

    id: Slug
    kind: Words
    """``novel``, ``film``, ``series``, ``play``, ``game``, ..."""
    title: Text | None = None
    creators: tuple[Words, ...] = ()
    year: int | None = None
    chapters: Position | None = None
    """Number of chapters; None for films."""
    parts: tuple[Part, ...] = ()
    identifiers: tuple[Said, ...] = ()
    citations: CitationIds = ()


class Scene(Model):
    """A moment of one telling."""

    id: Slug
    telling: Slug
    order: Position
    """Place in the telling, from 1."""
    order_certainty: Literal["certain", "approximate"] = "certain"
    """``approximate`` where no source says the order."""
    part: Position | None = None
    """Number of its part; None outside all parts (a prologue, an epilogue)."""
    section: Text | None = None
    """``prologue`` or ``epilogue`` and the like, where it stands outside the parts."""
    chapter: Position | None = None
    year: int | None = None
    start: Text | None = None
    """Time from the beginning as cited (``00:01:26``), only where a source gives it."""
    title: Words
    summary: Words
    people: tuple[Words, ...] = ()
    setting: Text | None = None
    same_moment: tuple[SceneRef, ...] = ()
    """Scenes of other tellings that show the same moment."""
    themes: tuple[Slug, ...] = ()
    citations: CitationIds = ()

    @property
    def ref(self) -> str:
        """``telling/scene``."""
        return f"{self.telling}/{self.id}"


class Difference(Model):
    """Where the tellings differ."""

    point: Words
    tellings: dict[Slug, Words]
    """What each telling has."""
    scenes: tuple[SceneRef, ...] = ()
    citations: CitationIds = ()


class Theme(Model):
    """An idea that runs through scenes."""

    id: Slug
    title: Words
    note: Text | None = None
    citations: CitationIds = ()


class FictionalName(Model):
    """A singer or a record that exists only inside the story: never asked for by that name."""

    name: Words
    kind: Literal["artist", "release"] = "artist"
    performed_by: Text | None = None
    """The real performer behind a fictional artist; None when there is none."""
    artist: Text | None = None
    """Of a fictional release."""
    year: int | None = None
    """In the story's own time."""
    format: Text | None = None
    titles: tuple[Words, ...] = ()
    note: Text | None = None
    citations: CitationIds = ()


class Story(Model):
    """A story with its tellings and scenes."""

    schema_version: Literal[1] = 1
    id: Slug
    title: Words
    note: Text | None = None
    tellings: tuple[Telling, ...]
    scenes: tuple[Scene, ...] = ()
    differences: tuple[Difference, ...] = ()
    themes: tuple[Theme, ...] = ()
    fictional: tuple[FictionalName, ...] = ()
    sources: tuple[Citation, ...] = ()
    """Every source that something in the story cites."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Story:
        for problem in self.problems():
            raise ValueError(problem)
        return self

    def problems(self) -> Iterator[str]:
        """Every reference that leads nowhere and every order that contradicts itself, one sentence each."""
        yield from _repeats("telling", [telling.id for telling in self.tellings])
        yield from _repeats("scene", [scene.ref for scene in self.scenes])
        yield from _repeats("theme", [theme.id for theme in self.themes])
        yield from _repeats("source", [source.id for source in self.sources])
        yield from _repeats("scene order", [f"{scene.telling} {scene.order}" for scene in self.scenes])
        refs = {scene.ref for scene in self.scenes}
        for scene in self.scenes:
            yield from self._misplaced(scene)
            for other in scene.same_moment:
                if other not in refs:
                    yield f"scene {scene.ref!r} is linked to {other!r}, which is not there"
        for difference in self.differences:
            for named in difference.tellings:
                if self.telling(named) is None:
                    yield f"the difference {difference.point!r} names the telling {named!r}, which is not there"
            for ref in difference.scenes:
                if ref not in refs:
                    yield f"the difference {difference.point!r} names the scene {ref!r}, which is not there"
        known = {source.id for source in self.sources}
        for what, cited in self._citing():
            for citation in cited:
                if citation not in known:
                    yield f"{what} cites {citation!r}, which is not among the sources"

    def _misplaced(self, scene: Scene) -> Iterator[str]:
        telling = self.telling(scene.telling)
        if telling is None:
            yield f"scene {scene.id!r} names the telling {scene.telling!r}, which is not there"
        elif scene.part is not None and scene.part not in {part.number for part in telling.parts}:
            yield f"scene {scene.ref!r} is in part {scene.part}, which {telling.id!r} does not have"
        elif scene.chapter is not None and telling.chapters is not None and scene.chapter > telling.chapters:
            yield f"scene {scene.ref!r} is in chapter {scene.chapter} of {telling.chapters}"
        for theme in scene.themes:
            if theme not in {one.id for one in self.themes}:
                yield f"scene {scene.ref!r} names the theme {theme!r}, which is not there"

    def _citing(self) -> Iterator[tuple[str, CitationIds]]:
        for telling in self.tellings:
            yield f"telling {telling.id!r}", telling.citations
            for part in telling.parts:
                yield f"part {part.number} of {telling.id!r}", part.citations
        for scene in self.scenes:
            yield f"scene {scene.ref!r}", scene.citations
        for difference in self.differences:
            yield f"the difference {difference.point!r}", difference.citations
        for theme in self.themes:
            yield f"theme {theme.id!r}", theme.citations
        for name in self.fictional:
            yield f"the fictional name {name.name!r}", name.citations

    def telling(self, telling_id: str) -> Telling | None:
        """The telling of that id, or None."""
        return next((telling for telling in self.tellings if telling.id == telling_id), None)

    def scene(self, ref: str) -> Scene | None:
        """The scene ``telling/scene``, or None."""
        return next((scene for scene in self.scenes if scene.ref == ref), None)

    def scenes_of(self, telling_id: str) -> tuple[Scene, ...]:
        """The telling's scenes in order."""
        return tuple(
            sorted((scene for scene in self.scenes if scene.telling == telling_id), key=lambda scene: scene.order)
        )

    def citation(self, citation_id: str) -> Citation | None:
        """The source of that id, or None."""
        return next((source for source in self.sources if source.id == citation_id), None)

    def performer_behind(self, name: str) -> FictionalName | None:
        """The fictional artist of that name (case and spaces do not matter), or None."""
        wanted = " ".join(name.casefold().split())
        for fictional in self.fictional:
            if fictional.kind == "artist" and " ".join(fictional.name.casefold().split()) == wanted:
                return fictional
        return None


def _repeats(what: str, names: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"the {what} {name!r} is there twice"
        seen.add(name)
