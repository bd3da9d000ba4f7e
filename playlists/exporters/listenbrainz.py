"""JSPF for ListenBrainz, which refuses a whole file for one track without a recording's MBID.

https://listenbrainz.readthedocs.io/en/latest/users/json.html and its server's own checks: a title, a boolean
``public``, and the recording's MusicBrainz address first in every ``identifier``. It keeps title, annotation
and recordings; so the scenes are told in the annotation.
"""

from __future__ import annotations

import html
from typing import Any

from playlists.exporters import jspf, labels
from playlists.exporters.base import ExportOptions, LeftOut, Rendered
from playlists.lines import one_line
from playlists.models import Playlist
from soundtrack import identifiers


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as JSPF that ListenBrainz takes (suffix ``.listenbrainz.jspf``).

    Hidden items and those without an MBID are in ``left_out``. Nothing tells where files are.
    """
    playlist = labels.without_hidden(playlist)
    scenes = labels.SceneLabels(playlist, options)
    tracks: list[dict[str, Any]] = []
    outline: list[tuple[str, str]] = []
    left_out: list[LeftOut] = []
    for position, item in playlist.numbered():
        mbid = None if item.masked else labels.recording_mbid(item)
        if mbid is None:
            why = "it is hidden" if item.masked else "no MusicBrainz recording is known for it"
            left_out.append(LeftOut(position, labels.title_of(item), why))
            continue
        track = jspf.track_basics(item, playlist)
        track["identifier"] = [identifiers.recording_uri(mbid)]
        track["extension"] = {jspf.LISTENBRAINZ_TRACK: jspf.listenbrainz_track(item)}
        tracks.append(track)
        outline.append((scenes.first(item), track["title"]))
    head: dict[str, Any] = {"title": labels.list_title(playlist)}
    creator = labels.creator_of(playlist)
    if creator:
        head["creator"] = creator
    annotation = _annotation(playlist.note, outline)
    if annotation:
        head["annotation"] = annotation
    head["extension"] = {jspf.LISTENBRAINZ_PLAYLIST: {"public": options.public}}
    head["track"] = tracks
    return Rendered(jspf.as_text({"playlist": head}), left_out=tuple(left_out))


def _annotation(note: str | None, outline: list[tuple[str, str]]) -> str:
    """The note, then a line per scene with its music, in the few tags that ListenBrainz leaves."""
    paragraphs = [f"<p>{html.escape(one_line(note), quote=False)}</p>"] if note and note.strip() else []
    grouped: list[tuple[str, list[str]]] = []
    for label, title in outline:
        if not label:
            continue
        if grouped and grouped[-1][0] == label:
            grouped[-1][1].append(title)
        else:
            grouped.append((label, [title]))
    if grouped:
        rows = (
            f"<li><b>{html.escape(label, quote=False)}</b> {html.escape('; '.join(titles), quote=False)}</li>"
            for label, titles in grouped
        )
        paragraphs.append(f"<ul>{''.join(rows)}</ul>")
    return "".join(paragraphs)
