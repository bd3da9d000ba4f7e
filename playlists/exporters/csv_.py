"""CSV for spreadsheets and transfer services: a row an item, in order.

Commas, UTF-8 without a byte order mark, LF. ``title``, ``artist``, ``album`` and ``isrc`` are what services look
for. A cell that a spreadsheet would run as a formula (it begins with ``=``, ``+``, ``-`` or ``@``) gets an
apostrophe in front, as OWASP advises; our importer takes it off again, others show it.
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re

from playlists import paths
from playlists.exporters import labels, links
from playlists.exporters.base import ExportOptions, Rendered
from playlists.lines import one_line
from playlists.models import Playlist, PlaylistItem

COLUMNS = (
    "position",
    "title",
    "artist",
    "album",
    "track_number",
    "duration_ms",
    "state",
    "isrc",
    "musicbrainz",
    "spotify",
    "deezer",
    "scene",
    "ties",
    "note",
    "location",
    "id",
)
SEARCHES = tuple(f"{links.LABEL}: {name}" for name in ("Spotify", "Deezer", "YouTube", "MusicBrainz"))

_FORMULA = re.compile(r"'*[=+\-@]")


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as CSV (suffix ``.csv``). Items without a match have links to searches."""
    playlist = labels.without_hidden(playlist)
    scenes = labels.SceneLabels(playlist, options)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, *SEARCHES))
    for position, item in playlist.numbered():
        cells = _cells(item, position, playlist, scenes, options)
        writer.writerow([_safe(cells.get(column, "")) for column in (*COLUMNS, *SEARCHES)])
    return Rendered(out.getvalue())


def _cells(
    item: PlaylistItem, position: int, playlist: Playlist, scenes: labels.SceneLabels, options: ExportOptions
) -> dict[str, str]:
    location = paths.written_uri(item.location, options) if item.location is not None else ""
    cells = {"position": str(position), "title": labels.title_of(item) or labels.UNTITLED, "location": location}
    if item.masked:
        return cells | {"state": "hidden"}
    uris = labels.identifiers_of(item)
    cells |= {
        "artist": labels.artist_of(item, playlist),
        "album": labels.release_of(item, playlist),
        "track_number": str(labels.position_of(item) or ""),
        "duration_ms": str(labels.duration_of(item) or ""),
        "state": item.status,
        "isrc": " ".join(uri.removeprefix("urn:isrc:") for uri in uris if uri.startswith("urn:isrc:")),
        "scene": "; ".join(scenes.all(item)),
        "ties": " | ".join(
            f"{tie.scene} [{' '.join((tie.basis, *tie.citations))}] {labels.why_of(tie)}" for tie in scenes.ties(item)
        ),
        "note": one_line(item.note or ""),
        "id": item.id,
    }
    for service, start in (
        ("musicbrainz", "https://musicbrainz.org/"),
        ("spotify", "spotify:"),
        ("deezer", "https://www.deezer.com/"),
    ):
        cells[service] = " ".join(uri for uri in uris if uri.startswith(start))
    if item.status != "matched":
        cells |= dict(zip(SEARCHES, (url for _, url in links.search_links(item.wanted, cells["artist"])), strict=True))
    return cells


def _safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
