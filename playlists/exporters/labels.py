"""What all formats say alike: an item's artist, title and length, its scenes' labels, and hidden items.

A label names telling, part and scene: ``Film, part 1 (Hailsham): The sale``.
"""

from __future__ import annotations

from playlists.exporters.base import ExportOptions
from playlists.lines import NO_REASON, UNTITLED, hidden_title, one_line
from playlists.models import Playlist, PlaylistItem

__all__ = [
    "UNTITLED",
    "SceneLabels",
    "artist_of",
    "cover_of",
    "creator_of",
    "duration_of",
    "found_credit",
    "found_release_mbid",
    "hidden_title",
    "identifiers_of",
    "list_title",
    "names_recording",
    "note_of",
    "position_of",
    "recording_mbid",
    "release_of",
    "scene_label",
    "title_of",
    "why_of",
    "without_hidden",
]
from soundtrack import identifiers
from soundtrack.errors import IdentifierError
from soundtrack.models import ArtistCredit, Candidate, Recording, Resolution, Wanted, credit_text
from soundtrack.story import Scene, Story, Tie


def list_title(playlist: Playlist) -> str:
    """The list's title on one line; never empty."""
    return one_line(playlist.title) or "Untitled list"


def creator_of(playlist: Playlist) -> str:
    """Who made the list, on one line; empty when nobody says."""
    return one_line(playlist.creator or "")


def note_of(owner: Playlist | PlaylistItem) -> str:
    """The note as it stands, with its lines; empty where there is none or it is blank."""
    return owner.note if owner.note and owner.note.strip() else ""


def title_of(item: PlaylistItem) -> str:
    """The title on one line, as the list has it; empty when it has no visible character."""
    return one_line(item.wanted.title)


def artist_of(item: PlaylistItem, playlist: Playlist) -> str:
    """Whom to name on one line: the track's artist, else its composers, else the album's artist; else empty."""
    found = _found(item)
    names = (
        item.wanted.artist,
        credit_text(found.recording.artist_credit) if found else None,
        ", ".join(item.wanted.composers),
        playlist.release.artist if playlist.release else None,
    )
    return next((line for name in names if name and (line := one_line(name))), "")


def release_of(item: PlaylistItem, playlist: Playlist) -> str:
    """The release on one line: as the list has it, else as found, else the whole list's; else empty."""
    found = _found(item)
    titles = (
        item.wanted.release,
        found.release.title if found and found.release else None,
        playlist.release.title if playlist.release else None,
    )
    return next((line for title in titles if title and (line := one_line(title))), "")


def duration_of(item: PlaylistItem) -> int | None:
    """Milliseconds: of the recording that was found, which is what plays, else as the list has it."""
    found = _found(item)
    return (found.recording.duration_ms if found else None) or item.wanted.duration_ms


def position_of(item: PlaylistItem) -> int | None:
    """Track number on the release."""
    found = _found(item)
    return item.wanted.position or (found.position if found else None)


def identifiers_of(item: PlaylistItem) -> tuple[str, ...]:
    """Canonical URIs that name the recording: MusicBrainz first, then ISRC, Spotify, Deezer.

    Of several MusicBrainz recordings the one that was matched comes first.
    """
    resolution = item.resolution
    said = [one.uri for one in (*(resolution.identifiers if resolution else ()), *item.wanted.identifiers)]
    said += [f"urn:isrc:{isrc}" for isrc in item.wanted.isrcs]
    found = _found(item)
    if found is not None:
        said += [f"urn:isrc:{isrc}" for isrc in found.recording.isrcs]
        said += found.identifiers
        if found.recording.mbid:
            said.append(identifiers.recording_uri(found.recording.mbid))
    chosen = identifiers.recording_uri(found.recording.mbid) if found and found.recording.mbid else ""
    uris = {uri for uri in said if names_recording(uri)}
    return tuple(sorted(uris, key=lambda uri: (uri != chosen, identifiers.order(uri))))


def names_recording(uri: str) -> bool:
    """True for a canonical URI that says which recording is meant; lists may hold others as well."""
    try:
        return identifiers.parse(uri).names_recording
    except IdentifierError:
        return False


def recording_mbid(item: PlaylistItem) -> str | None:
    """The bare MBID of the recording, or None."""
    for uri in identifiers_of(item):
        parsed = identifiers.parse(uri)
        if parsed.service == "musicbrainz":
            return parsed.value
    return None


def found_credit(item: PlaylistItem) -> ArtistCredit:
    """The artist credit of the recording that was matched; empty when none was."""
    found = _found(item)
    return found.recording.artist_credit if found else ()


def found_release_mbid(item: PlaylistItem) -> str | None:
    """The MBID of the release that the matched recording was seen on, or None."""
    found = _found(item)
    return found.release.mbid if found and found.release else None


def cover_of(item: PlaylistItem) -> str | None:
    """Address of the front cover; None where no provider says that there is one."""
    found = _found(item)
    return found.release.cover if found is not None and found.release is not None else None


def _found(item: PlaylistItem) -> Candidate | None:
    resolution = item.resolution
    return resolution.candidate if resolution is not None and resolution.state == "matched" else None


def scene_label(scene: Scene, story: Story | None) -> str:
    """Telling, part and title: ``Novel, part 2, chapter 12: The boat``; a part's title stands in brackets."""
    telling = story.telling(scene.telling) if story else None
    alike = [one for one in story.tellings if telling and one.kind == telling.kind] if story else []
    where = [_sentence(telling.kind if telling and len(alike) == 1 else scene.telling.replace("-", " "))]
    if scene.part is not None:
        parts = telling.parts if telling else ()
        title = next((part.title for part in parts if part.number == scene.part and part.title), None)
        where.append(f"part {scene.part} ({title})" if title else f"part {scene.part}")
    elif scene.section:
        where.append(scene.section)
    if scene.chapter is not None:
        where.append(f"chapter {scene.chapter}")
    return one_line(f"{', '.join(where)}: {scene.title}")


class SceneLabels:
    """The labels of one playlist's scenes, those of ``options.telling`` first."""

    def __init__(self, playlist: Playlist, options: ExportOptions) -> None:
        self._story = options.story
        self._telling = options.telling
        self._scenes = {scene.ref: scene for scene in playlist.scenes}
        if options.story is not None:
            self._scenes |= {scene.ref: scene for scene in options.story.scenes}

    def ties(self, item: PlaylistItem) -> tuple[Tie, ...]:
        """The item's ties, those of the telling that is asked for first, else in their own order."""
        return tuple(sorted(item.ties, key=lambda tie: tie.scene.partition("/")[0] != self._telling))

    def label(self, ref: str) -> str:
        """The label of ``telling/scene``; one that no story explains is read out of its id."""
        scene = self._scenes.get(ref)
        if scene is not None:
            return scene_label(scene, self._story)
        telling, _, scene_id = ref.partition("/")
        return f"{_sentence(telling.replace('-', ' '))}: {_sentence(scene_id.replace('-', ' '))}"

    def first(self, item: PlaylistItem) -> str:
        """The label of the item's first scene; empty when it is untied."""
        return next(iter(self.all(item)), "")

    def all(self, item: PlaylistItem) -> tuple[str, ...]:
        """The labels of all the item's scenes."""
        return tuple(dict.fromkeys(self.label(tie.scene) for tie in self.ties(item)))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def why_of(tie: Tie) -> str:
    """Why the music belongs to the scene, on one line; never empty."""
    return one_line(tie.why) or NO_REASON


def without_hidden(playlist: Playlist) -> Playlist:
    """Return the list with nothing left of masked items but their place, and a location where one was kept.

    Masking itself comes before (``arrange``); here no field of a masked item can reach a file, whatever it
    left. With anything masked, texts about the list as a whole and scenes and sources that only masked items
    need are left out too: they may tell.
    """
    if not any(item.masked for item in playlist.items):
        return playlist
    visible = [item for item in playlist.items if not item.masked]
    taken = {item.id for item in visible}
    tied = {tie.scene for item in visible for tie in item.ties}
    scenes = [scene for scene in playlist.scenes if scene.ref in tied]
    cited = {*playlist.citations, *(one for scene in scenes for one in scene.citations)}
    for item in visible:
        cited.update(item.citations, *(tie.citations for tie in item.ties))
    shown: Playlist = playlist.replace(
        items=tuple(_hidden(item, n, taken) if item.masked else item for n, item in playlist.numbered()),
        note=None,
        corrections=(),
        scenes=tuple(
            scene.replace(same_moment=tuple(ref for ref in scene.same_moment if ref in tied)) for scene in scenes
        ),
        sources=tuple(source for source in playlist.sources if source.id in cited),
    )
    return shown


def _hidden(item: PlaylistItem, position: int, taken: set[str]) -> PlaylistItem:
    made = f"hidden-{position}"
    while made in taken:
        made += "-x"
    title = hidden_title(position)
    kept = None
    if item.location is not None:
        candidate = Candidate(provider="hidden", recording=Recording(title=title))
        kept = Resolution(state="matched", candidate=candidate, location=item.location)
    return PlaylistItem(id=made, wanted=Wanted(title=title), masked=True, resolution=kept)
