"""JSPF in full: every item, found or not, with scenes and files (https://xspf.org/jspf).

Locations are URI references. Scenes stand in an extension of ours, one body per tie and one for the item
itself; their labels are the annotation, for readers without our extension. ListenBrainz' two extensions are
bare objects, as ListenBrainz has them; ours is an array, as JSPF says.
"""

from __future__ import annotations

import json
from typing import Any

from playlists import paths
from playlists.exporters import labels
from playlists.exporters.base import ExportOptions, Rendered
from playlists.lines import one_line
from playlists.models import Playlist, PlaylistItem
from soundtrack.story import Scene, Tie

SCENES = "urn:x-soundtrack-companion:scenes:1"
LISTENBRAINZ_PLAYLIST = "https://musicbrainz.org/doc/jspf#playlist"
LISTENBRAINZ_TRACK = "https://musicbrainz.org/doc/jspf#track"


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as JSPF (suffix ``.jspf``); absent values are left out, never null."""
    playlist = labels.without_hidden(playlist)
    scenes = labels.SceneLabels(playlist, options)
    head: dict[str, Any] = {"title": labels.list_title(playlist)}
    creator = labels.creator_of(playlist)
    if creator:
        head["creator"] = creator
    if labels.note_of(playlist):
        head["annotation"] = playlist.note
    body = _given(
        id=playlist.id,
        story=playlist.story,
        scenes=[_scene(scene, scenes) for scene in playlist.scenes],
    )
    head["extension"] = {LISTENBRAINZ_PLAYLIST: {"public": options.public}}
    if body:
        head["extension"][SCENES] = [body]
    head["track"] = [_track(item, playlist, scenes, options) for item in playlist.items]
    return Rendered(as_text({"playlist": head}))


def as_text(content: dict[str, Any]) -> str:
    """JSON as both profiles write it."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def track_basics(item: PlaylistItem, playlist: Playlist) -> dict[str, Any]:
    """Title, creator, album, number and length of a track: what is known of them."""
    return _given(
        title=labels.title_of(item) or labels.UNTITLED,
        creator=labels.artist_of(item, playlist),
        album=labels.release_of(item, playlist),
        trackNum=labels.position_of(item),
        duration=labels.duration_of(item),
    )


def listenbrainz_track(item: PlaylistItem) -> dict[str, Any]:
    """The body of ListenBrainz' track extension; readers want it there even when it is empty."""
    credit = labels.found_credit(item)
    release = labels.found_release_mbid(item)
    artists = [
        _given(artist_credit_name=one_line(name.name), join_phrase=name.join_phrase, artist_mbid=name.mbid)
        for name in credit
    ]
    named = any(name.mbid for name in credit)
    return _given(
        artist_identifiers=[f"https://musicbrainz.org/artist/{name.mbid}" for name in credit if name.mbid],
        release_identifier=f"https://musicbrainz.org/release/{release}" if release else None,
        additional_metadata={"artists": artists} if named else None,
    )


def _track(
    item: PlaylistItem, playlist: Playlist, scenes: labels.SceneLabels, options: ExportOptions
) -> dict[str, Any]:
    if item.masked:
        track: dict[str, Any] = {"title": labels.title_of(item)}
    else:
        track = track_basics(item, playlist)
    track["identifier"] = [] if item.masked else list(labels.identifiers_of(item))
    if item.location is not None:
        track["location"] = [paths.written_uri(item.location, options)]
    annotation = "; ".join(scenes.all(item)) or labels.note_of(item)
    if annotation:
        track["annotation"] = annotation
    cover = labels.cover_of(item) if not item.masked else None
    if cover:
        track["image"] = cover
    ties = [_tie(tie) for tie in scenes.ties(item)]
    about = _given(
        item=None if item.masked else item.id,
        state=item.status if item.status != "open" and not item.masked else None,
        masked=item.masked or None,
        note=labels.note_of(item),
        as_written=one_line(item.wanted.as_written or ""),
        credited_as=one_line(item.wanted.credited_as or ""),
    )
    track["extension"] = {LISTENBRAINZ_TRACK: listenbrainz_track(item), SCENES: [*ties, about]}
    return track


def _tie(tie: Tie) -> dict[str, Any]:
    return _given(scene=tie.scene, basis=tie.basis, reason=labels.why_of(tie), citations=list(tie.citations))


def _scene(scene: Scene, scenes: labels.SceneLabels) -> dict[str, Any]:
    return _given(id=scene.ref, label=scenes.label(scene.ref), start=scene.start, summary=scene.summary)


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
