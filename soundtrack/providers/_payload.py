"""Read what a service sent: a value of the kind we need, or nothing. Nothing here raises.

Services add fields, leave fields out and send null where a number was; so whole payloads are never modelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from soundtrack import identifiers
from soundtrack.errors import IdentifierError
from soundtrack.models import ArtistCredit, ArtistCreditName

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_MOST_MS = 1000 * 60 * 60 * 24 * 30
_MOST_COUNT = 1_000_000


def member(payload: Any, *keys: str) -> Any:
    """Walk down by *keys*; None where the way ends."""
    for key in keys:
        if not isinstance(payload, Mapping):
            return None
        payload = payload.get(key)
    return payload


def items(payload: Any, *keys: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a list down by *keys*; anything else in it is passed over."""
    found = member(payload, *keys) if keys else payload
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, Mapping))


def words(value: Any) -> str | None:
    """A text of one line that says something and can be written as UTF-8."""
    if not isinstance(value, str):
        return None
    return " ".join(value.encode("utf-8", "replace").decode().split()) or None


def count(value: Any) -> int | None:
    """A whole number from 1; services write 0 for unknown."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_COUNT:
        return value
    return None


def duration(value: Any, *, unit_ms: int) -> int | None:
    """A length in milliseconds, of a number in units of *unit_ms*; 0 is unknown."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _MOST_MS / unit_ms:
        return None
    return round(value * unit_ms) or None


def date(value: Any) -> str | None:
    """A year, a month or a day; ``0000`` and zero months are unknown."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or found[1] == "0000":
        return None
    known = [found[1]]
    for part in found.groups()[1:]:
        if part is None or part == "00":
            break
        known.append(part)
    return "-".join(known)


def isrcs(value: Any) -> tuple[str, ...]:
    """The one ISRC, or none where it is none."""
    try:
        return (identifiers.isrc(value),) if isinstance(value, str) else ()
    except IdentifierError:
        return ()


def identifier(service: str, kind: str, value: Any, check: Callable[[str], str]) -> str | None:
    """The canonical URI of a service's own id, as text or number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        return identifiers.Identifier(service, kind, check(str(value))).uri
    except (IdentifierError, ValueError):
        return None


def credit(names: Iterable[Any]) -> ArtistCredit:
    """An artist credit of names in order; these services do not say what stands between them."""
    said = list(dict.fromkeys(name for name in map(words, names) if name is not None))
    return tuple(
        ArtistCreditName(name=name, join_phrase=", " if place < len(said) else "")
        for place, name in enumerate(said, start=1)
    )
