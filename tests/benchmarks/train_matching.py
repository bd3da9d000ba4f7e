"""Make soundtrack/matching/weights.json again: ``python -m tests.benchmarks.train_matching [DATA FOLDER]``.

Logistic regression on the features of soundtrack.matching.compare, with a Gaussian prior around weights set by hand
(PRIOR) and bounds that keep every weight's sign: what the data does not know stays as people judged it, and nothing
that speaks against can ever be learned to speak for. Which reading of a pair is best depends on the weights, so
features and weights are made in turns. The confidence's own two numbers are fitted on lines that the weights they
came from had not seen (five folds).

What is held to design.md and not to the labels: the data accepts any version of a song for a line that names none;
we do not. Such pairs are left out where the lengths do not say that this version is meant.

Needs numpy, scipy (they come with scikit-learn); the library itself does not.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from soundtrack.matching import decision, model
from soundtrack.matching.compare import compare
from soundtrack.matching.description import Description
from soundtrack.matching.index import Index
from soundtrack.text import fold
from tests.benchmarks import matching_data as data

OUT = Path(__file__).parents[2] / "soundtrack" / "matching" / "weights.json"
PRIOR = json.loads((Path(__file__).parent / "matching_prior.json").read_text())
WORDS = OUT.with_name("words.txt")
LEAST_TITLES = 5
INTERCEPT_FREE = 100.0
FOLDS = 5
RECORDS = 0.3
"""Weight of a pair of MusicBrainz records: there are many, with slips (words doubled, spaces lost) that people
do not make."""


BEYOND = {
    "title same": ("title near", "title one slip", "title sounds the same"),
    "artist same": ("artist near", "artist sounds the same"),
    **dict.fromkeys(
        (
            "artist primary same",
            "artist shares a name",
            "artist related",
            "artist initials",
            "artist part",
            "artist words near",
        ),
        ("artist near", "artist sounds the same", "artist same"),
    ),
}
"""A weight that is learned as what it adds to others: what is the same never says less than what is almost the same,
and another form of a name never more than the name itself."""
LESS = frozenset(BEYOND) - {"title same", "artist same"}


@dataclass
class Example:
    group: str
    """What must not be split between folds."""
    wanted: Description
    offered: Description
    label: bool
    weight: float
    features: list[tuple[str, float]]


def fold_of(group: str) -> int:
    return zlib.crc32(group.encode()) % FOLDS


def examples(folder: Path) -> list[Example]:
    found: list[Example] = []

    def add(group: str, a: Description, b: Description, label: bool, weight: float) -> None:
        found.append(Example(group, a, b, label, weight, []))

    for path in sorted((folder / "pairs").glob("itunes*.train.jsonl")):
        for pair in data.pairs(path):
            add(pair.id.split("-")[-1], pair.left, pair.right, pair.label, 3.0)
    for path in sorted((folder / "pairs").glob("*.records.jsonl.gz")):
        records = data.records(path)
        for i, j in sorted(blocked(records)):
            a, b = records[i], records[j]
            add(a.cluster, a.description, b.description, a.cluster == b.cluster, RECORDS)
    for sub in sorted(folder.glob("catalogue*")):
        index = _index(sub)
        for line in data.queries(sub):
            for number in index.candidates(line.description, thorough=True)[:12]:
                add(line.id, line.description, index.description(number), index.id(number) in line.truth, 1.0)
    return found


def blocked(records: list[data.Record]) -> set[tuple[int, int]]:
    index = Index((record.id, record.description) for record in records)
    found = set()
    for i, record in enumerate(records):
        for j in index.candidates(record.description, thorough=True)[:12]:
            if i != j:
                found.add((min(i, j), max(i, j)))
    return found


def fit(examples: list[Example], rounds: int = 1) -> None:
    names = sorted(PRIOR["weights"])
    place = {name: i for i, name in enumerate(names)}
    weights = np.array([*(PRIOR["weights"][name] for name in names), PRIOR["intercept"]])
    trust = np.array([*(PRIOR["trust"].get(name, PRIOR["trust"]["*"]) for name in names), 1 / INTERCEPT_FREE])
    spread = np.eye(len(weights))  # from what is learned to weights
    for name, others in BEYOND.items():
        for other in others:
            spread[place[name], place[other]] = 1.0
    centre = np.linalg.solve(spread, weights)
    bounds = [_bounds(name, weight) for name, weight in zip([*names, ""], weights, strict=True)]
    for _ in range(rounds):
        refresh(examples)
        used = [e for e in examples if not (e.label and asks_for_no_version(e))]
        x, y, s = matrix(used, place)
        x = csr_matrix(x @ spread)

        def loss(w: Any, x: Any = x, y: Any = y, s: Any = s) -> tuple[float, Any]:
            z = x @ w
            value = (s * (np.logaddexp(0, z) - y * z)).sum() + 0.5 * (trust * (w - centre) ** 2).sum()
            grad = x.T @ (s * (1 / (1 + np.exp(-z)) - y)) + trust * (w - centre)
            return value, grad

        best = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
        learned = spread @ best.x
        model.WEIGHTS.update({name: round(float(learned[place[name]]), 3) for name in names})
        model.INTERCEPT = round(float(learned[-1]), 3)


def _bounds(name: str, weight: float) -> tuple[float | None, float | None]:
    """No weight changes its sign."""
    if name in LESS:
        return None, 0.0
    if not name or weight == 0:
        return None, None
    return (0.0, None) if weight > 0 else (None, 0.0)


def matrix(examples: list[Example], place: dict[str, int]) -> tuple[Any, Any, Any]:
    rows, cols, values = [], [], []
    for i, example in enumerate(examples):
        for name, amount in example.features:
            rows.append(i)
            cols.append(place[name])
            values.append(amount)
        rows.append(i)
        cols.append(len(place))
        values.append(1.0)
    x = csr_matrix((values, (rows, cols)), shape=(len(examples), len(place) + 1))
    return x, np.array([float(e.label) for e in examples]), np.array([e.weight for e in examples])


def asks_for_no_version(example: Example) -> bool:
    names = {name for name, _ in example.features}
    return bool(names & {"unasked version", "unasked edit"}) and "unasked version of that length" not in names


def refresh(examples: list[Example]) -> None:
    for example in examples:
        example.features = compare(example.wanted, example.offered).features


def start() -> None:
    model.WEIGHTS.clear()
    model.WEIGHTS.update(PRIOR["weights"])
    model.INTERCEPT = PRIOR["intercept"]
    model.CONFIDENCE.update(slope=1.0, intercept=0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(os.environ.get("PLAYLISTS_TEST_DATA", ".")) / "matching"
    )
    parser.add_argument("--rounds", type=int, default=3, help="turns of making features and weights")
    parser.add_argument("--words", action="store_true", help="make the table of words instead")
    args = parser.parse_args()
    if args.words:
        write_words(args.folder)
        return
    start()
    found = examples(args.folder)
    unseen: list[tuple[tuple[float, ...], bool]] = []
    for part in range(FOLDS):
        start()
        fit([example for example in found if fold_of(example.group) != part], args.rounds)
        for folder in sorted(args.folder.glob("catalogue*")):
            unseen += standings(folder, part)
    start()
    fit(found, args.rounds)
    model.CONFIDENCE.update(calibrated(unseen))
    write(found)


def standings(folder: Path, fold: int) -> list[tuple[tuple[float, ...], bool]]:
    """Of each line of a fold with a candidate: the log-odds of the best and its rivals; whether it is right."""
    index = _index(folder)
    found = []
    for line in data.queries(folder):
        if fold_of(line.id) == fold:
            numbers = index.candidates(line.description)
            verdict = decision.judge(line.description, [index.description(number) for number in numbers])
            if verdict.best is not None and not decision.vetoed(verdict.comparisons[verdict.best]):
                found.append((verdict.logits, index.id(numbers[verdict.best]) in line.truth))
    return found


@cache
def _index(folder: Path) -> Index:
    return Index((row["id"], data.describe(row)) for row in data.catalogue(folder))


def calibrated(standings: list[tuple[tuple[float, ...], bool]]) -> dict[str, float]:
    """The line through the log-odds that makes confidences true to how often they are right."""

    def loss(w: Any) -> float:
        cost = 0.0
        for logits, right in standings:
            confidence = decision.confidence_of(logits, w[0], w[1])
            cost -= math.log(max(1e-6, confidence if right else 1 - confidence))
        return cost

    best = minimize(loss, np.array([1.5, 1.5]), method="Nelder-Mead", options={"xatol": 0.01, "fatol": 0.01})
    return {"slope": round(float(best.x[0]), 3), "intercept": round(float(best.x[1]), 3)}


def write(found: list[Example]) -> None:
    OUT.write_text(
        json.dumps(
            {
                "provenance": "made by tests/benchmarks/train_matching.py from the development data of "
                "shared/data/matching (its README names sources and licences): catalogue lines, MusicBrainz records, "
                f"iTunes-Amazon training pairs; {len(found)} pairs",
                "intercept": model.INTERCEPT,
                "weights": dict(sorted(model.WEIGHTS.items())),
                "confidence": dict(model.CONFIDENCE),
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )


def write_words(folder: Path) -> None:
    """Count in how many titles a word stands: one title of every cluster of MusicBrainz records."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for path in sorted((folder / "pairs").glob("musicbrainz*.records.jsonl.gz")):
        for row in data.rows(path):
            if row["cluster"] not in seen:
                seen.add(row["cluster"])
                counts.update(set(fold(_name(row)).split()))
    head = [line for line in WORDS.read_text("utf-8").splitlines() if line.startswith("#") and "titles:" not in line]
    table = [f"{word} {n}" for word, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if n >= LEAST_TITLES]
    WORDS.write_text("\n".join([*head, f"# titles: {len(seen)}", *table]) + "\n", "utf-8")


def _name(row: dict[str, Any]) -> str:
    """The title of a record without the artist (source 1) or album (source 2) that stands in the same field."""
    title: str = row["title"]
    if row["source"] == 1:
        return title.partition(" - ")[2] or title
    return title.rpartition(" - ")[0] or title if row["source"] == 2 else title


if __name__ == "__main__":
    main()
