"""Hide what lies beyond a place in the story: in a playlist, and in the story that is shown beside it.

An item is shown when one of its scenes has surely been seen (:func:`soundtrack.place.seen`), when its author
marks it safe, or, where no scene is known for it, at the end of the telling. Everything else keeps only its
place in the list. What is shown says nothing of scenes that are hidden: such ties are taken away, and with
them the item's note, which may speak of any of its scenes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from playlists.models import Playlist, PlaylistItem
from soundtrack.models import Candidate, Recording, Resolution, Wanted
from soundtrack.place import Place, is_end, parse, seen
from soundtrack.story import Citation, CitationIds, Difference, Part, Scene, Story, Telling, Theme

HIDDEN = "Hidden"
"""Title of a masked item; its place in the list is its number."""

WITHHELD = "Read for later scenes as well, so what it says is left out here."
"""In place of what was read in a source that hidden scenes rest on too."""


def upto(
    playlist: Playlist, story: Story, place: Place | str, *, omit: bool = False, keep_paths: bool = False
) -> Playlist:
    """Return *playlist* as it may be shown to somebody at *place*.

    The list's title, maker and release keep their names. Its note, its corrections and the release's
    identifiers go when anything is hidden, for they may speak of hidden music.

    Args:
        playlist: Any list; ties to scenes that the story does not have count as unseen.
        story: The whole story, not a masked one.
        place: Inclusive; a text is read by :func:`soundtrack.place.parse`, which may raise UsageError.
        omit: Leave hidden items out instead of keeping their places.
        keep_paths: Let hidden items play where a file is known; file names tell, and exporters warn.
    """
    place = parse(place, story) if isinstance(place, str) else place
    visible = seen(story, place)
    ended = is_end(story, place)
    shown = {item.id: _shown(item, visible) for item in playlist.items if _may_show(item, visible, ended=ended)}
    if all(shown.get(item.id) is item for item in playlist.items) and _is_all(story, visible, ended=ended):
        return playlist
    items: list[PlaylistItem] = []
    taken = set(shown)
    for position, item in playlist.numbered():
        if item.id in shown:
            items.append(_without_others(shown[item.id]))
        elif not omit:
            items.append(_masked(item, _free_id(position, taken), keep_paths=keep_paths))
            taken.add(items[-1].id)
    scenes = tuple(_without_links(scene, visible) for scene in playlist.scenes if scene.ref in visible)
    cited = {*playlist.citations, *_cited(*shown.values()), *_cited(*scenes)}
    unseen = _cited(*(item for item in playlist.items if shown.get(item.id) is not item))
    masked: Playlist = playlist.replace(
        note=None,
        corrections=(),
        release=None if playlist.release is None else playlist.release.replace(identifiers=()),
        items=tuple(items),
        scenes=scenes,
        sources=_sources(playlist.sources, cited, unseen | _unseen_citations(story, visible)),
    )
    return masked


def masked_story(
    story: Story, place: Place | str, playlists: Iterable[Playlist] = (), whole: Iterable[Playlist] = ()
) -> Story:
    """Return *story* as it may be shown to somebody at *place*: what is not surely seen is not in it.

    Of parts not yet reached only the number stays. A difference needs all its scenes to be seen, a theme
    one scene; what is said about a theme and about names inside the story waits for the end, as does the
    story's own note.

    Args:
        story: The whole story.
        place: Inclusive, see :func:`soundtrack.place.parse`.
        playlists: Masked lists that are shown with it: the sources of their items stay as well.
        whole: The same lists before they were masked: of a source that something hidden in them rests on, only
            its address stays.
    """
    place = parse(place, story) if isinstance(place, str) else place
    visible = seen(story, place)
    ended = is_end(story, place)
    if _is_all(story, visible, ended=ended):
        return story
    scenes = tuple(_without_links(scene, visible) for scene in story.scenes if scene.ref in visible)
    carried = {theme for scene in scenes for theme in scene.themes}
    tellings = tuple(_masked_telling(telling, story, visible) for telling in story.tellings)
    differences = tuple(one for one in story.differences if _is_seen(one, visible))
    themes = tuple(
        theme if ended else Theme(id=theme.id, title=theme.title) for theme in story.themes if theme.id in carried
    )
    fictional = story.fictional if ended else ()
    parts = (part for telling in tellings for part in telling.parts)
    cited = _cited(*tellings, *parts, *scenes, *differences, *themes, *fictional)
    cited |= {one for playlist in playlists for one in _cited(playlist, *playlist.items)}
    hidden = {
        citation
        for playlist in whole
        for item in playlist.items
        if not (_may_show(item, visible, ended=ended) and _shown(item, visible) is item)
        for citation in _cited(item)
    }
    masked: Story = story.replace(
        note=story.note if ended else None,
        tellings=tellings,
        scenes=scenes,
        differences=differences,
        themes=themes,
        fictional=fictional,
        sources=_sources(story.sources, cited, _unseen_citations(story, visible) | hidden),
    )
    return masked


def _is_all(story: Story, visible: Collection[str], *, ended: bool) -> bool:
    return ended and all(scene.ref in visible for scene in story.scenes)


def _is_seen(difference: Difference, visible: Collection[str]) -> bool:
    return bool(difference.scenes) and all(ref in visible for ref in difference.scenes)


def _may_show(item: PlaylistItem, visible: Collection[str], *, ended: bool) -> bool:
    if item.masked:
        return False
    if item.safe or any(tie.scene in visible for tie in item.ties):
        return True
    return ended and not item.ties


def _shown(item: PlaylistItem, visible: Collection[str]) -> PlaylistItem:
    ties = tuple(tie for tie in item.ties if tie.scene in visible)
    if len(ties) == len(item.ties):
        return item
    shown: PlaylistItem = item.replace(ties=ties, note=None)
    return shown


def _masked(item: PlaylistItem, item_id: str, *, keep_paths: bool) -> PlaylistItem:
    resolution = None
    if keep_paths and item.location is not None:
        candidate = Candidate(provider="local", recording=Recording(title=HIDDEN), location=item.location)
        resolution = Resolution(state="matched", candidate=candidate, location=item.location)
    return PlaylistItem(id=item_id, wanted=Wanted(title=HIDDEN), masked=True, resolution=resolution)


def _without_others(item: PlaylistItem) -> PlaylistItem:
    """The item without recordings that it is not: another cue of the same score is the likeliest of them."""
    changes: dict[str, object] = {"avoid": ()}
    resolution = item.resolution
    if resolution is not None:
        others: dict[str, object] = {"runner_up": None, "rivals": ()}
        if resolution.state != "matched":
            others |= {"candidate": None, "confidence": None, "similarity": None, "refused": None, "same": ()}
        changes["resolution"] = resolution.replace(**others)
    spared: PlaylistItem = item.replace(**changes)
    return spared


def _free_id(position: int, taken: Collection[str]) -> str:
    item_id = f"hidden-{position}"
    while item_id in taken:
        item_id += "-x"
    return item_id


def _without_links(scene: Scene, visible: Collection[str]) -> Scene:
    links = tuple(ref for ref in scene.same_moment if ref in visible)
    spared: Scene = scene.replace(same_moment=links)
    return spared


def _masked_telling(telling: Telling, story: Story, visible: Collection[str]) -> Telling:
    masked: Telling = telling.replace(
        parts=tuple(_masked_part(part, telling, story, visible) for part in telling.parts)
    )
    return masked


def _masked_part(part: Part, telling: Telling, story: Story, visible: Collection[str]) -> Part:
    scenes = [scene.ref for scene in story.scenes_of(telling.id) if scene.part == part.number]
    reached = [ref for ref in scenes if ref in visible]
    if not reached:
        return Part(number=part.number)
    if len(reached) == len(scenes):
        return part
    begun: Part = part.replace(note=None)
    return begun


class _Citing(Protocol):
    @property
    def citations(self) -> CitationIds: ...


def _cited(*citing: _Citing) -> set[str]:
    """Everything these cite; of an item also what its ties, corrections and near misses cite."""
    found = set()
    for one in citing:
        found |= {*one.citations}
        if isinstance(one, PlaylistItem):
            found |= _cited(*one.ties, *one.corrections, *one.avoid)
    return found


def _unseen_citations(story: Story, visible: Collection[str]) -> set[str]:
    """What hidden scenes and differences rest on; themes and names inside the story speak of all of it."""
    scenes = (scene for scene in story.scenes if scene.ref not in visible)
    differences = (one for one in story.differences if not _is_seen(one, visible))
    return _cited(*scenes, *differences, *story.themes, *story.fictional)


def _sources(sources: tuple[Citation, ...], cited: Collection[str], unseen: Collection[str]) -> tuple[Citation, ...]:
    """The sources of what is shown; of those that something hidden rests on too, only whose they are."""
    return tuple(
        source.replace(what=WITHHELD, where=_site(source.where), trust=None) if source.id in unseen else source
        for source in sources
        if source.id in cited
    )


def _site(where: str) -> str:
    """The site of an address, for the rest of it often tells what the page is about."""
    scheme, mark, rest = where.partition("://")
    return f"{scheme}{mark}{rest.partition('/')[0]}/" if mark else where.partition("/")[0]
