"""Our own Playlist JSON."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from playlists import exchange
from playlists.importers import building, jsontext
from playlists.models import Playlist
from soundtrack.base import SCHEMA_VERSION
from soundtrack.documents import key_path
from soundtrack.errors import DataError

_REMEDY = "this is no Playlist JSON as we write it: see docs/files.md"


def read(data: bytes, base: str | None = None, name: str | None = None) -> Playlist:  # noqa: ARG001 (siblings' shape)
    """Read Playlist JSON.

    Args:
        data: The file.
        base: Folder of relative locations; without it they are lost.
        name: Not needed: the list carries its title.

    Raises:
        DataError: It is no JSON, newer than this program, or does not fit the format; with the key's path.
    """
    return from_object(jsontext.parsed(data), base)


def from_object(content: dict[str, Any], base: str | None) -> Playlist:
    """Return the playlist that parsed JSON holds. Raises DataError."""
    version = content.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise DataError(
            f"schema_version {version} is newer than {SCHEMA_VERSION}, the newest this program knows",
            remedy="update soundtrack-companion",
        )
    listed = content.get("items")
    building.limited(len(listed) if isinstance(listed, list) else 0)
    try:
        document = exchange.PlaylistDocument.model_validate_json(json.dumps(content))
        return exchange.from_document(document, base)
    except ValidationError as err:
        raise _explained(err) from None
    except RecursionError:
        raise DataError("this JSON is nested too deep", remedy="a playlist has a few levels") from None


def _explained(err: ValidationError) -> DataError:
    problems = err.errors(include_url=False, include_input=False)
    first = problems[0]
    what = {"missing": "is missing", "extra_forbidden": "is not a key that we know"}.get(first["type"], first["msg"])
    more = f", and {len(problems) - 1} more mistakes" if len(problems) > 1 else ""
    return DataError(f"{key_path(first['loc'])}{what.removeprefix('Value error, ')}{more}", remedy=_REMEDY)
