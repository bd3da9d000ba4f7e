"""Lists as TOML text that people go on editing."""

from __future__ import annotations

import tomlkit
from tomlkit.items import Table

from playlists.models import Playlist, PlaylistItem
from soundtrack.base import SCHEMA_VERSION


def list_toml(playlist: Playlist) -> str:
    """The list as a ``list.toml`` (docs/files.md); reading it again gives the same items."""
    document = tomlkit.document()
    document["schema_version"] = SCHEMA_VERSION
    for key, value in (
        ("id", playlist.id),
        ("title", playlist.title),
        ("creator", playlist.creator),
        ("story", playlist.story),
        ("note", playlist.note),
    ):
        if value is not None:
            document[key] = value
    if playlist.release is not None:
        document["release"] = playlist.release.model_dump(exclude_defaults=True, exclude_none=True)
    items = tomlkit.aot()
    for item in playlist.items:
        items.append(item_table(item))
    if playlist.items:
        document["item"] = items
    return tomlkit.dumps(document)


def item_table(item: PlaylistItem) -> Table:
    """An item as an ``[[item]]`` table."""
    wanted = item.wanted
    table = tomlkit.table()
    for key, value in (
        ("id", item.id),
        ("as_written", wanted.as_written),
        ("artist", wanted.artist),
        ("title", wanted.title),
        ("release", wanted.release),
        ("position", wanted.position),
        ("duration_ms", wanted.duration_ms),
        ("isrcs", list(wanted.isrcs) or None),
        ("identifiers", [said.uri for said in wanted.identifiers] or None),
        ("credited_as", wanted.credited_as),
        ("composers", list(wanted.composers) or None),
        ("note", item.note),
        ("safe", item.safe or None),
        ("diegetic", item.diegetic),
        ("citation", wanted.citation),
    ):
        if value is not None:
            table[key] = value
    for key, rows in (("tie", item.ties), ("correction", item.corrections), ("avoid", item.avoid)):
        if rows:
            tables = tomlkit.aot()
            for row in rows:
                inner = tomlkit.table()
                inner.update(row.model_dump(exclude_defaults=True, exclude_none=True, mode="json"))
                tables.append(inner)
            table[key] = tables
    return table
