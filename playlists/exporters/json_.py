"""Playlist JSON, for machines and for ourselves: nothing but other files' places is left out."""

from __future__ import annotations

import json

from playlists import exchange
from playlists.exporters import labels
from playlists.exporters.base import ExportOptions, Rendered
from playlists.models import Playlist


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as JSON: fixed key order, two spaces, absent values left out, newline at the end."""
    document = exchange.to_document(labels.without_hidden(playlist), options)
    content = document.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return Rendered(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
