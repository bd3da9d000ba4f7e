"""JSON from anywhere becomes plain values, or one sentence that says why not."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from playlists.importers import decoding
from soundtrack.errors import DataError


def parsed(data: bytes) -> dict[str, Any]:
    """Return the object that *data* holds.

    Raises:
        DataError: It is no JSON, no object, cut off, or nested too deep; with the line where that is known.
    """
    text = decoding.decoded(data)
    if not text.lstrip().startswith("{"):
        raise DataError("this JSON is no object", remedy="a playlist begins with '{'")
    decoding.not_more_than(text.count(",") + text.count("["), decoding.MAX_PARTS)
    try:
        value = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as err:
        what = err.msg[0].lower() + err.msg[1:]
        raise DataError(
            f"this is not valid JSON: {what}", line=err.lineno, remedy="was the file cut off or edited by hand"
        ) from None
    except ValueError as err:
        raise DataError(f"this is not valid JSON: {err}", remedy="check its numbers") from None
    except RecursionError:
        raise DataError("this JSON is nested too deep", remedy="a playlist has a few levels") from None
    assert isinstance(value, dict)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")
