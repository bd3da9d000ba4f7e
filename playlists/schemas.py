"""JSON Schema of everything we read and write, made from the models themselves."""

from __future__ import annotations

from typing import Any

from playlists.exchange import PlaylistDocument
from playlists.importers.toml import ListFile
from playlists.lock import Lock
from soundtrack.base import Model
from soundtrack.documents import PLURALS
from soundtrack.errors import UsageError
from soundtrack.models import Score
from soundtrack.story import Story

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TOML: dict[str, type[Model]] = {"story": Story, "score": Score, "list": ListFile}
_JSON: dict[str, type[Model]] = {"playlist": PlaylistDocument, "lock": Lock}
NAMES = (*_TOML, *_JSON)
"""Files that have a schema: three that people write as TOML, two that we write as JSON."""

_SINGULARS = {plural: singular for singular, plural in PLURALS.items()}


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file; those of TOML name arrays of tables as TOML does (``scene``).

    Raises:
        UsageError: *name* is none of :data:`NAMES`.
    """
    model = _TOML.get(name) or _JSON.get(name)
    if model is None:
        raise UsageError(f"there is no schema {name!r}; there are {', '.join(NAMES)}.")
    made = model.model_json_schema()
    return {"$schema": DIALECT} | (_in_toml(made) if name in _TOML else made)


def _in_toml(schema: dict[str, Any]) -> dict[str, Any]:
    """Rename the fields that hold arrays of tables: both names are read, the singular is how one writes them."""
    renamed = dict(schema)
    if "properties" in schema:
        tables = {field for field, one in schema["properties"].items() if "$ref" in one.get("items", {})}
        names = {field: _SINGULARS.get(field, field) if field in tables else field for field in schema["properties"]}
        renamed["properties"] = {names[field]: one for field, one in schema["properties"].items()}
        if "required" in schema:
            renamed["required"] = [names[field] for field in schema["required"]]
    if "$defs" in schema:
        renamed["$defs"] = {key: _in_toml(one) for key, one in schema["$defs"].items()}
    return renamed
