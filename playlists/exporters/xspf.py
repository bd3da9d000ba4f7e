"""XSPF, the XML of which JSPF is the JSON (https://xspf.org/spec).

Locations are ``file://`` addresses by default: what VLC, Audacious and Rhythmbox agree on. Foreign elements
stand only inside ``<extension>``, in their own namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from playlists import paths
from playlists.exporters import labels
from playlists.exporters.base import ExportOptions, Rendered
from playlists.lines import one_line
from playlists.models import Playlist, PlaylistItem

SCENES = "urn:x-soundtrack-companion:scenes:1"


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as XSPF (suffix ``.xspf``). Items without a file are tracks without ``<location>``."""
    playlist = labels.without_hidden(playlist)
    scenes = labels.SceneLabels(playlist, options)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
        f"  {_element('title', labels.list_title(playlist))}",
    ]
    about = (("creator", labels.creator_of(playlist)), ("annotation", labels.note_of(playlist)))
    lines += [f"  {_element(name, text)}" for name, text in about if one_line(text)]
    if playlist.id or playlist.story:
        lines += _extension("  ", f"<list{_attributes({'id': playlist.id, 'story': playlist.story})}/>")
    lines.append("  <trackList>")
    for item in playlist.items:
        lines.append("    <track>")
        lines += (f"      {line}" for line in _track(item, playlist, scenes, options))
        lines.append("    </track>")
    lines += ["  </trackList>", "</playlist>"]
    return Rendered("\n".join(lines) + "\n")


def _track(item: PlaylistItem, playlist: Playlist, scenes: labels.SceneLabels, options: ExportOptions) -> Iterator[str]:
    if item.location is not None:
        yield _element("location", paths.written_uri(item.location, options, default="uri"))
    if item.masked:
        yield _element("title", item.wanted.title)
        yield from _extension("", '<item masked="true"/>')
        return
    for uri in labels.identifiers_of(item):
        yield _element("identifier", uri)
    annotation = "; ".join(scenes.all(item)) or labels.note_of(item)
    values = (
        ("title", labels.title_of(item) or labels.UNTITLED),
        ("creator", labels.artist_of(item, playlist)),
        ("annotation", annotation),
        ("image", labels.cover_of(item)),
        ("album", labels.release_of(item, playlist)),
        ("trackNum", labels.position_of(item)),
        ("duration", labels.duration_of(item)),
    )
    for name, value in values:
        if value and one_line(str(value)):
            yield _element(name, str(value))
    for tie in scenes.ties(item):
        yield f'<meta rel="{SCENES}">{escape(tie.scene)}</meta>'
    state = item.status if item.status != "open" else None
    about = {"id": item.id, "state": state, "note": labels.note_of(item)}
    about |= {"as-written": item.wanted.as_written, "credited-as": item.wanted.credited_as}
    bodies = [f"<item{_attributes(about)}/>"]
    bodies += (
        f"<tie{_attributes({'scene': tie.scene, 'basis': tie.basis, 'citations': ' '.join(tie.citations)})}>"
        f"{_text(labels.why_of(tie))}</tie>"
        for tie in scenes.ties(item)
    )
    yield from _extension("", *bodies)


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _extension(indent: str, *bodies: str) -> Iterator[str]:
    yield f'{indent}<extension application="{SCENES}">'
    for body in bodies:
        yield indent + "  " + re.sub(r"^<(\w+)", rf'<\1 xmlns="{SCENES}"', body)
    yield f"{indent}</extension>"


def _attributes(values: Mapping[str, str | None]) -> str:
    return "".join(
        f" {name}={quoteattr(one_line(value))}" for name, value in values.items() if value and one_line(value)
    )


def _text(text: str) -> str:
    return escape(one_line(text))
