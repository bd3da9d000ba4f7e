"""How well track lists are read out of real documents: ``python tests/benchmarks/prose.py [FOLDER]``.

FOLDER holds ``truth.jsonl`` and the documents it names; without it ``$PLAYLISTS_TEST_DATA/tracklists``. An item is
right if title and artist are, after folding case, quotation marks, dashes and white space; "feat. X" may stand on
either side or be left out. Items marked optional count neither way.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from soundtrack.tracklist import read

Item = tuple[str | None, str]
"""Artist and title."""
Reader = Callable[[str], list[Item]]

_FEATURING = re.compile(r"\s*[(\[]\s*(?:feat|ft|featuring)\b\.?[^)\]]*[)\]]|,?\s+(?:feat|ft|featuring)\b\.?\s.*$")
_ONE_EXPRESSION = re.compile(r"^\s*(?:[-*]|\d+[.)])?\s*(?P<artist>[^-–—]+?)\s+[-–—]\s+(?P<title>.+?)\s*$", re.MULTILINE)


def fold(text: str) -> str:
    """Fold case, quotation marks, dashes, white space and guests."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[‘’‚‛“”„‟'\"`´«»「」『』]", "", text)
    text = re.sub(r"[\u2010-\u2015\u2212-]+", "-", text)
    text = " ".join(text.split())
    return _FEATURING.sub("", text).strip() or text


def fold_artist(text: str) -> frozenset[str]:
    """Several artists may come in one string or as a list."""
    return frozenset(part for part in re.split(r"\s*(?:,|&|\+|/|\band\b|\bx\b|\bvs\b\.?)\s*", fold(text)) if part)


@dataclass(slots=True)
class Counts:
    """Of one document."""

    name: str
    wanted: int = 0
    found: int = 0
    right: int = 0
    titles: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.wanted)

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return _f1(self.right, self.wanted, self.found)

    @property
    def titles_f1(self) -> float:
        return _f1(self.titles, self.wanted, self.found)


def _f1(right: int, wanted: int, found: int) -> float:
    return 2 * right / (wanted + found) if wanted + found else 1.0


def _readings(item: dict[str, Any]) -> list[Item]:
    artists = [item.get("artist"), *item.get("artist_alt", ())]
    titles = [item["title"], *item.get("title_alt", ())]
    return [(artist, title) for artist in artists for title in titles]


def _same(found: Item, wanted: Item, list_artist: str | None, *, title_only: bool) -> bool:
    if fold(found[1]) != fold(wanted[1]):
        return False
    if title_only:
        return True
    if wanted[0] is None:
        return found[0] is None or (list_artist is not None and fold_artist(found[0]) == fold_artist(list_artist))
    return found[0] is not None and fold_artist(found[0]) == fold_artist(wanted[0])


def _matched(items: Sequence[Item], record: dict[str, Any], *, title_only: bool) -> tuple[int, int, int]:
    """Pair each found item with one wanted: how many right, how many of them optional, how many found are counted."""
    open_items = [(_readings(item), bool(item.get("optional"))) for item in record["items"]]
    right = ignored = 0
    rest: list[Item] = []
    for optional in (False, True):
        pending = items if not optional else rest
        rest = [] if not optional else rest
        for item in list(pending):
            hit = next(
                (n for n, (readings, flag) in enumerate(open_items) if flag == optional
                 and any(_same(item, wanted, record.get("list_artist"), title_only=title_only or optional) for wanted in readings)),
                None,
            )  # fmt: skip
            if hit is None:
                if not optional:
                    rest.append(item)
                continue
            del open_items[hit]
            right += not optional
            ignored += optional
    return right, ignored, len(items) - ignored


def score(record: dict[str, Any], items: Sequence[Item]) -> Counts:
    """Compare what was found with what a careful reader finds."""
    wanted = sum(1 for item in record["items"] if not item.get("optional"))
    right, _, found = _matched(items, record, title_only=False)
    titles, _, _ = _matched(items, record, title_only=True)
    return Counts(record["id"], wanted, found, right, titles)


def ours(text: str) -> list[Item]:
    """All rows of all lists; a row without an artist takes the list's."""
    return [(row.artist or found.artist, row.title) for found in read(text) for row in found.rows]


def one_expression(text: str) -> list[Item]:
    """The baseline: one regular expression, line by line."""
    return [(match["artist"], match["title"]) for match in _ONE_EXPRESSION.finditer(text)]


def _totals(counts: Iterable[Counts]) -> str:
    every = list(counts)
    lists = [c for c in every if c.wanted]
    whole = Counts("", *(sum(getattr(c, name) for c in every) for name in ("wanted", "found", "right", "titles")))
    mean = sum(c.f1 for c in lists) / max(1, len(lists))
    exact = sum(1 for c in lists if c.found == c.wanted)
    false = sum(c.found for c in every if not c.wanted)
    return (
        f"P {whole.precision:.3f}  R {whole.recall:.3f}  F1 {whole.f1:.3f}  mean F1 {mean:.3f}  titles F1 {whole.titles_f1:.3f}  "
        f"right count {exact}/{len(lists)}  false finds {false}"
    )


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ["PLAYLISTS_TEST_DATA"], "tracklists") if "PLAYLISTS_TEST_DATA" in os.environ else None
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    folder = parser.parse_args().folder
    if folder is None or not (folder / "truth.jsonl").is_file():
        parser.error("no truth.jsonl: name the folder, or set PLAYLISTS_TEST_DATA")
    records = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines() if line.strip()]
    texts = [(folder / record["file"]).read_text("utf-8", errors="replace") for record in records]
    readers: dict[str, Reader] = {"soundtrack.tracklist": ours, "one regular expression": one_expression}
    results = {
        name: [score(record, reader(text)) for record, text in zip(records, texts, strict=True)]
        for name, reader in readers.items()
    }
    write = sys.stdout.write
    write(f"{'document':24} {'items':>5} {'found':>5} {'P':>6} {'R':>6} {'F1':>6} {'titles':>6}\n")
    for c in results["soundtrack.tracklist"]:
        write(
            f"{c.name:24} {c.wanted:5} {c.found:5} {c.precision:6.3f} {c.recall:6.3f} {c.f1:6.3f} {c.titles_f1:6.3f}\n"
        )
    write("\n")
    for name, counts in results.items():
        write(f"{name:24} {_totals(counts)}\n")


if __name__ == "__main__":
    main()
