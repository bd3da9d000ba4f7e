"""How well and how fast lines are matched: ``python -m tests.benchmarks.matching [DATA FOLDER] [--confusion]``.

The folder is laid out as shared/data/matching (default: $PLAYLISTS_TEST_DATA/matching). Prints one table: ours beside
rapidfuzz's WRatio and token_set_ratio on "artist title", and beets' distance if beets is installed. The simple
methods get their best threshold on the very data they are measured on; ours decides by its own.

Ours was trained on the files named *.train.* and on the catalogue and records of the development data: there the
honest numbers are those of ``--folds``, in which every line is judged by weights that have not seen it.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from soundtrack.matching import decision, model
from soundtrack.matching.compare import compare
from soundtrack.matching.description import Description
from soundtrack.matching.duplicates import duplicates
from soundtrack.matching.index import Index
from tests.benchmarks import matching_data as data

Score = Callable[[Description, Description], float]
PRECISION = 0.995
BIN = 300


def joined(it: Description) -> str:
    return f"{it.artist_text} {it.title_text}".strip().casefold()


def beets_distance() -> Score | None:
    try:
        from beets.autotag.distance import string_dist
    except ImportError:
        return None

    def score(a: Description, b: Description) -> float:
        return 100 - 50 * (string_dist(a.title_text, b.title_text) + string_dist(a.artist_text, b.artist_text))

    return score


def simple_scores() -> dict[str, Score]:
    scores: dict[str, Score] = {
        "WRatio": lambda a, b: fuzz.WRatio(joined(a), joined(b)),
        "token_set": lambda a, b: fuzz.token_set_ratio(joined(a), joined(b)),
    }
    beets = beets_distance()
    if beets is not None:
        scores["beets"] = beets
    return scores


def logit(a: Description, b: Description) -> float:
    return compare(a, b).logit


# --- measures ----------------------------------------------------------------------------------------------


def f1(predicted: Iterable[bool], truth: Iterable[bool]) -> float:
    counts = Counter(zip(predicted, truth, strict=True))
    right = counts[True, True]
    wrong = counts[True, False] + counts[False, True]
    return 100 * 2 * right / (2 * right + wrong) if right else 0.0


def best_f1(scores: Sequence[float], truth: Sequence[bool], missed: int = 0) -> float:
    """F1 at the threshold that is best on this very data; *missed* true pairs were not scored at all."""
    right = 0
    positive = sum(truth) + missed
    best = 0.0
    for found, (_, is_true) in enumerate(sorted(zip(scores, truth, strict=True), reverse=True), 1):
        right += is_true
        best = max(best, 200 * right / (found + positive))
    return best


def accuracy_and_recall(judged: Sequence[tuple[bool, float, bool, bool]]) -> tuple[float, float, float]:
    """Of (accepted, confidence, best is right, has an answer): decision accuracy, recall at PRECISION, accepted wrong."""
    right = sum(best_right if accepted else not has_answer for accepted, _, best_right, has_answer in judged)
    answers = sum(has_answer for *_, has_answer in judged)
    accepted_right = recall = 0
    for found, (_, _, best_right, _) in enumerate(sorted(judged, key=lambda one: -one[1]), 1):
        accepted_right += best_right
        if accepted_right >= PRECISION * found:
            recall = accepted_right
    wrong = sum(accepted and not best_right for accepted, _, best_right, _ in judged)
    return 100 * right / len(judged), 100 * recall / answers if answers else float("nan"), wrong


def calibration(pairs: Sequence[tuple[float, bool]]) -> tuple[float, list[tuple[int, float, float]]]:
    """Expected calibration error in equal-count bins of BIN or more, and the bins: size, mean confidence, share right."""
    ordered = sorted(pairs)
    count = max(1, len(ordered) // BIN)
    bins = []
    for number in range(count):
        part = ordered[number * len(ordered) // count : (number + 1) * len(ordered) // count]
        bins.append((len(part), sum(c for c, _ in part) / len(part), sum(r for _, r in part) / len(part)))
    return sum(n * abs(c - r) for n, c, r in bins) / len(ordered), bins


# --- the parts of the table --------------------------------------------------------------------------------


def pairs_rows(path: Path) -> list[list[str]]:
    pairs = data.pairs(path)
    truth = [pair.label for pair in pairs]
    ours = [logit(pair.left, pair.right) > 0 for pair in pairs]
    errors = sum(a != b for a, b in zip(ours, truth, strict=True))
    cells = [f"{best_f1([score(p.left, p.right) for p in pairs], truth):.1f}" for score in simple_scores().values()]
    return [[f"{path.stem}: F1", f"{f1(ours, truth):.1f} ({errors} errors of {len(pairs)})", *cells]]


def records_rows(path: Path) -> list[list[str]]:
    records = data.records(path)
    sizes = Counter(record.cluster for record in records)
    true = sum(size * (size - 1) // 2 for size in sizes.values())
    found = duplicates([record.description for record in records])
    right = sum(records[i].cluster == records[j].cluster for i, j in found)
    ours = 200 * right / (len(found) + true)
    blocked = _blocked(records)
    truth = [records[i].cluster == records[j].cluster for i, j in blocked]
    cells = []
    for score in simple_scores().values():
        scores = [score(records[i].description, records[j].description) for i, j in blocked]
        cells.append(f"{best_f1(scores, truth, true - sum(truth)):.1f}")
    return [
        [
            f"{path.name.split('.')[0]}: pair F1",
            f"{ours:.2f} ({len(found) - right} wrong, {true - right} missed)",
            *cells,
        ]
    ]


def _blocked(records: Sequence[data.Record]) -> list[tuple[int, int]]:
    index = Index((record.id, record.description) for record in records)
    found = set()
    for i, record in enumerate(records):
        found.update((min(i, j), max(i, j)) for j in index.candidates(record.description, thorough=True) if i != j)
    return sorted(found)


class Judged:
    """The lines of a catalogue, each with its best candidate."""

    def __init__(self, folder: Path) -> None:
        self.rows = data.catalogue(folder)
        self.lines = data.queries(folder)
        self.index = Index((row["id"], data.describe(row)) for row in self.rows)
        self.candidates = {line.id: self.index.candidates(line.description) for line in self.lines}

    def ours(self, lines: Iterable[data.Line]) -> dict[str, tuple[bool, float, str | None]]:
        found = {}
        for line in lines:
            numbers = self.candidates[line.id]
            verdict = decision.judge(line.description, [self.index.description(number) for number in numbers])
            best = None if verdict.best is None else self.index.id(numbers[verdict.best])
            found[line.id] = (verdict.state == "matched", verdict.confidence or 0.0, best)
        return found

    def simple(self, score: Score) -> dict[str, tuple[bool, float, str | None]]:
        """The same candidates by a simple score, accepted from the threshold that is best on these very lines."""
        found: dict[str, tuple[float, str | None]] = {}
        for line in self.lines:
            scored = [(score(line.description, self.index.description(n)), n) for n in self.candidates[line.id]]
            best = max(scored, default=None, key=lambda one: one[0])
            found[line.id] = (0.0, None) if best is None else (best[0], self.index.id(best[1]))
        threshold = _best_threshold(
            [(found[line.id][0], found[line.id][1] in line.truth, bool(line.truth)) for line in self.lines]
        )
        return {id_: (value >= threshold, value, best) for id_, (value, best) in found.items()}


def _best_threshold(scored: Sequence[tuple[float, bool, bool]]) -> float:
    right = best = sum(not has_answer for *_, has_answer in scored)
    threshold = float("inf")
    for value, best_right, has_answer in sorted(scored, reverse=True):
        right += best_right - (not has_answer)
        if right > best:
            best, threshold = right, value
    return threshold


def catalogue_rows(judged: Judged, methods: Sequence[dict[str, tuple[bool, float, str | None]]]) -> list[list[str]]:
    slices: dict[str, list[data.Line]] = defaultdict(list)
    for line in judged.lines:
        slices[line.slice].append(line)
    rows = []
    for name, lines in slices.items():
        cells: dict[str, list[str]] = defaultdict(list)
        for method in methods:
            accuracy, recall, wrong = accuracy_and_recall(
                [(*method[line.id][:2], method[line.id][2] in line.truth, bool(line.truth)) for line in lines]
            )
            if any(line.truth for line in lines):
                cells["decision accuracy"].append(f"{accuracy:.2f}")
                cells[f"recall at {100 * PRECISION} % precision"].append(f"{recall:.1f}")
            else:
                cells["refused"].append(f"{accuracy:.1f}")
            cells["accepted wrong"].append(str(wrong))
        rows += [[f"{name} ({len(lines)}): {what}", *values] for what, values in cells.items()]
    return rows


def folded(judged: Judged, folder: Path) -> dict[str, tuple[bool, float, str | None]]:
    """Every line judged by weights made without it and its fold."""
    from tests.benchmarks import train_matching as train

    calibration_as_shipped = dict(model.CONFIDENCE)
    train.start()
    examples = train.examples(folder)
    found: dict[str, tuple[bool, float, str | None]] = {}
    for fold in range(train.FOLDS):
        train.start()
        train.fit([example for example in examples if train.fold_of(example.group) != fold], 2)
        model.CONFIDENCE.update(calibration_as_shipped)
        found |= judged.ours(line for line in judged.lines if train.fold_of(line.id) == fold)
    return found


def confusion(judged: Judged, method: dict[str, tuple[bool, float, str | None]]) -> None:
    """Errors by kind of slip, with examples."""
    rows = {row["id"]: row for row in judged.rows}
    total: Counter[str] = Counter()
    wrong: dict[str, list[data.Line]] = defaultdict(list)
    for line in judged.lines:
        accepted, _, best = method[line.id]
        right = best in line.truth if accepted else not line.truth
        for slip in line.slips or ("none",):
            total[slip] += 1
            if not right:
                wrong[slip].append(line)
    print("\nslip                  lines  errors")
    for slip, lines in sorted(wrong.items(), key=lambda item: -len(item[1])):
        print(f"{slip:20s} {total[slip]:6d} {len(lines):7d}")
        for line in lines[:2]:
            _, confidence, best = method[line.id]
            offered = f"{rows[best]['title']} | {rows[best]['artist']}" if best else "-"
            print(f"      {line.raw['title']} | {line.raw['artist']}  ->  {confidence:.2f} {offered}")


def cases_rows(folder: Path) -> list[list[str]]:
    rows = []
    picard = folder / "picard_recording_lookup.jsonl"
    if picard.exists():
        chosen, missed = picard_choices(picard)
        rows.append(
            ["Picard's hand-made choices", f"{chosen} of {chosen + len(missed)} ({', '.join(missed) or 'all'})"]
        )
    return rows


def picard_choices(path: Path) -> tuple[int, list[str]]:
    chosen, missed = 0, []
    for text in path.read_text("utf-8").splitlines():
        case = json.loads(text)
        verdict = decision.judge(_with_isrcs(case["query"]), [_with_isrcs(one) for one in case["candidates"]])
        if verdict.best is not None and case["candidates"][verdict.best]["id"] == case["truth"]:
            chosen += 1
        else:
            missed.append(case["name"])
    return chosen, missed


def _with_isrcs(row: dict[str, Any]) -> Description:
    return Description(row["title"], row["artist"], row["album"], row["duration_s"], isrcs=frozenset(row["isrcs"]))


def speed_rows(judged: Judged) -> list[list[str]]:
    from soundtrack import text
    from soundtrack.matching import bulk

    pairs = [
        (line.description, judged.index.description(number))
        for line in judged.lines[:1500]
        for number in judged.candidates[line.id][:6]
    ]
    words = [(joined(a), joined(b)) for a, b in pairs]
    ours, theirs = [], []
    for _ in range(5):  # alternating, the best of each: other work on the machine only slows down
        begun = time.process_time()
        for a, b in pairs:
            compare(a, b)
        ours.append(time.process_time() - begun)
        begun = time.process_time()
        for one, two in words:
            fuzz.WRatio(one, two)
        theirs.append(time.process_time() - begun)
    queries = [
        bulk.Query(line.id, line.raw["title"], line.raw["artist"], line.raw["album"], line.raw["duration_s"])
        for line in judged.lines
    ]
    rates = []
    for _ in range(3):
        for cached in (text.title, text.credit, text.fold):
            cached.cache_clear()
        begun = time.process_time()
        for _answer in bulk.match_lines(queries, judged.index):
            pass
        rates.append(len(queries) / (time.process_time() - begun))
    return [
        [
            "pairs/s a core",
            f"{len(pairs) / min(ours):,.0f} ({min(theirs) / min(ours):.2f} x WRatio's)",
            f"{len(pairs) / min(theirs):,.0f}",
        ],
        [f"bulk lines/s a core, {len(judged.rows):,} rows", f"{max(rates):,.0f}"],
    ]


def table(rows: Sequence[Sequence[str]], head: Sequence[str]) -> str:
    full = [list(head), *([*row, *[""] * (len(head) - len(row))] for row in rows)]
    widths = [max(len(row[i]) for row in full) for i in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in full
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("PLAYLISTS_TEST_DATA", ".")) / "matching"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--confusion", action="store_true", help="errors by kind of slip, with examples")
    parser.add_argument(
        "--folds", action="store_true", help="judge each catalogue line by weights that have not seen it"
    )
    args = parser.parse_args()
    rows: list[list[str]] = []
    for path in sorted((args.folder / "pairs").glob("*.jsonl")):
        rows += pairs_rows(path)
    for path in sorted((args.folder / "pairs").glob("*.records.jsonl.gz")):
        rows += records_rows(path)
    rows += cases_rows(args.folder / "cases")
    print(table(rows, ["", "ours", *simple_scores()]))
    for folder in sorted(args.folder.glob("catalogue*")):
        judged = Judged(folder)
        speed = speed_rows(judged)
        ours = folded(judged, args.folder) if args.folds else judged.ours(judged.lines)
        methods = [ours, *(judged.simple(score) for score in simple_scores().values())]
        print(f"\n{folder.name}{' (each line unseen)' if args.folds else ''}")
        print(table([*catalogue_rows(judged, methods), *speed], ["", "ours", *simple_scores()]))
        pairs = [(ours[line.id][1], ours[line.id][2] in line.truth) for line in judged.lines if ours[line.id][2]]
        error, bins = calibration(pairs)
        print(f"\nexpected calibration error of confidence: {error:.4f}\nlines  confidence  right")
        for count, mean, right in bins:
            print(f"{count:5d}  {mean:10.3f}  {right:5.3f}")
        if args.confusion:
            confusion(judged, ours)


if __name__ == "__main__":
    main()
