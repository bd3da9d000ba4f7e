"""The matching data sets, read from a folder laid out as shared/data/matching (see its README)."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from soundtrack.matching.description import Description


@dataclass
class Pair:
    id: str
    left: Description
    right: Description
    label: bool


@dataclass
class Line:
    id: str
    slice: str
    description: Description
    truth: frozenset[str]
    slips: tuple[str, ...]
    raw: dict[str, Any] = field(repr=False, default_factory=dict)


@dataclass
class Record:
    id: str
    cluster: str
    description: Description


def rows(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    for line in io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"):
        yield json.loads(line)


def describe(row: dict[str, Any]) -> Description:
    """A description from title, artist, album, duration_s and the track's number, where the row has one."""
    seconds = row.get("duration_s")
    number = str((row.get("extra") or {}).get("number", "")).strip()
    return Description(
        row["title"],
        row.get("artist"),
        row.get("album"),
        float(seconds) if seconds not in (None, "") else None,
        position=int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 1000 else None,
    )


def pairs(path: Path) -> list[Pair]:
    return [Pair(row["id"], describe(row["left"]), describe(row["right"]), bool(row["label"])) for row in rows(path)]


def records(path: Path) -> list[Record]:
    return [Record(str(row["id"]), str(row["cluster"]), describe(row)) for row in rows(path)]


def catalogue(folder: Path) -> list[dict[str, Any]]:
    with gzip.open(folder / "catalogue.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def queries(folder: Path) -> list[Line]:
    return [
        Line(row["qid"], row["slice"], describe(row), frozenset(row["truth"]), tuple(row["ops"]), row)
        for row in rows(folder / "queries.jsonl.gz")
    ]
