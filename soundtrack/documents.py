"""TOML that people write becomes models; what is wrong in it is told by file, line and key.

TOML names an array of tables in the singular (``[[scene]]``), the models in the plural (``scenes``): the one
is turned into the other here.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from typing import Any, TypeVar

from pydantic import ValidationError

from soundtrack import files
from soundtrack.base import SCHEMA_VERSION, Model
from soundtrack.errors import DataError

M = TypeVar("M", bound=Model)

PLURALS = {
    "telling": "tellings",
    "scene": "scenes",
    "difference": "differences",
    "theme": "themes",
    "source": "sources",
    "track": "tracks",
    "item": "items",
    "tie": "ties",
    "correction": "corrections",
    "part": "parts",
    "question": "questions",
    "candidate": "candidates",
}
"""Arrays of tables by their TOML name, and the field that holds them."""

_SINGULARS = {plural: singular for singular, plural in PLURALS.items()}
MAX_CHARACTERS = 4_000_000
"""Of TOML that people write; more takes minutes to read and is something else."""
_MAX_DEPTH = 40


def read_toml(path: Any, model: type[M]) -> M:
    """Read a TOML file as *model*.

    Raises:
        DataError: It cannot be read, is no TOML, or does not fit the model; with line and key path.
    """
    return parse_toml(files.read_text(path), model, path=path)


def parse_toml(text: str, model: type[M], *, path: Any = None, extra: dict[str, Any] | None = None) -> M:
    """Read TOML text as *model*; *extra* holds top-level fields to add. Raises DataError."""
    table = toml_table(text, path=path)
    version = table.get("schema_version", SCHEMA_VERSION)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise DataError(
            f"schema_version {version} is newer than {SCHEMA_VERSION}, the newest this program knows",
            path=path,
            line=_line_of(text, ("schema_version",)),
            remedy="update soundtrack-companion",
        )
    try:
        return model.model_validate_json(json.dumps(_plural(table) | (extra or {}), default=_date))
    except ValidationError as err:
        first, *more = _mistakes(err, text, path)
        if more:
            first.message += f" (and {len(more)} more)"
        raise first from None


def toml_mistakes(text: str, model: type[Model], *, path: Any = None) -> list[DataError]:
    """Everything that is wrong in a TOML text, in the order of its keys; empty where nothing is."""
    try:
        table = toml_table(text, path=path)
        model.model_validate_json(json.dumps(_plural(table), default=_date))
    except DataError as err:
        return [err]
    except ValidationError as err:
        return _mistakes(err, text, path)
    return []


def toml_table(text: str, *, path: Any = None) -> dict[str, Any]:
    """Parse TOML into plain values. Raises DataError."""
    if len(text) > MAX_CHARACTERS:
        raise DataError(f"this is more than {MAX_CHARACTERS:,} characters of TOML", path=path, remedy="is it a list")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        line = re.search(r"line (\d+)", str(err))
        what = re.sub(r" \(at .*\)$", "", str(err))
        what = what[0].lower() + what[1:]
        raise DataError(
            f"this is not valid TOML: {what}",
            path=path,
            line=int(line[1]) if line else None,
            remedy="see https://toml.io for how to write it",
        ) from None
    except RecursionError:
        raise DataError("values are nested too deep", path=path, remedy="write it flatter") from None
    if _too_deep(table):
        raise DataError("values are nested too deep", path=path, remedy="write it flatter")
    return table


def _too_deep(value: Any) -> bool:
    level: list[Any] = [value]
    for _ in range(_MAX_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _date(value: Any) -> str:
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _plural(value: Any) -> Any:
    if isinstance(value, dict):
        return {(PLURALS.get(key, key) if _is_tables(inner) else key): _plural(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plural(inner) for inner in value]
    return value


def _mistakes(err: ValidationError, text: str, path: Any) -> list[DataError]:
    mistakes = []
    for error in err.errors(include_url=False, include_context=False):
        steps = tuple(_SINGULARS.get(step, step) if isinstance(step, str) else step for step in error["loc"])
        mistakes.append(
            DataError(
                f"{key_path(steps)}{_sentence(error)}",
                path=path,
                line=_line_of(text, steps),
                remedy=_remedy(error["type"]),
            )
        )
    return mistakes


def key_path(steps: tuple[str | int, ...]) -> str:
    """``item 3, tie 1, scene: `` for the steps of a place in a document; empty for its root."""
    words: list[str] = []
    for step in steps:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words) + ": " if words else ""


def _sentence(error: Any) -> str:
    given = error["input"]
    shown = repr(given) if isinstance(given, str | int | float | bool) else ""
    if len(shown) > 60:
        shown = shown[:57] + "..."
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a key that we know"
        case "value_error":
            return str(error["msg"]).removeprefix("Value error, ")
        case "string_pattern_mismatch":
            return f"{shown} is not of the right form"
    message = str(error["msg"]).removeprefix("Input ")
    return f"{shown} {message}" if shown else message


def _remedy(kind: str) -> str | None:
    if kind == "extra_forbidden":
        return "check the spelling, or remove it"
    if kind == "missing":
        return "add it"
    return None


def _line_of(text: str, steps: tuple[str | int, ...]) -> int | None:
    """The line of a key, found by its tables' headers; the nearest header's line where the key is not there."""
    counts: dict[str, int] = {}
    best: int | None = None
    want = _headers(steps)
    key = next((step for step in reversed(steps) if isinstance(step, str)), None)
    inside = not want
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"-]+)\s*\]\]?", line)
        if header:
            name = header[2].replace('"', "")
            counts[name] = counts.get(name, -1) + 1
            for other in [one for one in counts if one.startswith(name + ".")]:
                del counts[other]  # tables inside a new parent are counted from the start
            inside = bool(want) and all(counts.get(one) == index for one, index in want) and name == want[-1][0]
            if inside:
                best = number
        elif inside and key is not None and re.match(rf"\s*\"?{re.escape(key)}\"?\s*[.=]", line):
            return number
    return best


def _headers(steps: tuple[str | int, ...]) -> list[tuple[str, int]]:
    headers: list[tuple[str, int]] = []
    name = ""
    for step, after in zip(steps, (*steps[1:], None), strict=True):
        if isinstance(step, str) and isinstance(after, int):
            name = f"{name}.{step}" if name else step
            headers.append((name, after))
    return headers
