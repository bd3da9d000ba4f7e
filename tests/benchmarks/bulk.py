"""Lines a second against catalogues of growing size; beside rapidfuzz, and against our index in memory.

    python -m tests.benchmarks.bulk [--rows 55000,100000,1000000] [--lines 4000] [--workers 2]

Rows and lines are made up by seed: twelve kinds of slip, a twelfth of the lines absent. Lines a second are of CPU of
one process; the ratio is to pairs a second that rapidfuzz's WRatio compares in the same run. With PLAYLISTS_TEST_DATA
also real lines of known truth (catalogue_dev), with their accuracy.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rapidfuzz.fuzz import WRatio

from soundtrack.catalogue import Catalogue, build, bulk, sources
from soundtrack.matching import bulk as in_memory
from soundtrack.matching.bulk import Answer, Query
from tests.benchmarks.recordings import Made

_MATCH = """
import sys, json
from soundtrack.catalogue import bulk, sources
before = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssAnon")][0]
for answer in bulk.match(sources.queries(sys.argv[1]), sys.argv[2], workers=1): pass
after = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssAnon")][0]
print(after / 1024)
"""


def pairs_a_second(lines: list[Query]) -> float:
    """What rapidfuzz compares: the floor of comparing every row."""
    texts = [f"{line.artist} {line.title}" for line in lines[:300]]
    began = time.process_time()
    for one in texts:
        for other in texts:
            WRatio(one, other)
    return len(texts) ** 2 / (time.process_time() - began)


def one_size(folder: Path, rows: int, count: int, workers: int) -> None:
    """Print lines a second on this many rows."""
    made = Made(rows)
    catalogue = build(folder / f"{rows}.catalogue", made)
    asked = list(made.lines(count))
    lines = [query for _, query, _ in asked]
    with Catalogue.open(catalogue) as opened:
        compared = sum(len(opened.judge(in_memory.describe(line))[0]) for line in lines[:500]) / 500
    with Catalogue.open(catalogue) as opened:
        began = time.process_time()
        answers = list(opened.answers(lines))
        seconds = time.process_time() - began
    right = sum(_accepted(one) == truth for one, (_, _, truth) in zip(answers, asked, strict=True))
    floor = pairs_a_second(lines)
    print(
        f"{rows:>9} rows: {count / seconds:7.0f} lines/s ({floor / (count / seconds):.0f} WRatio pairs a line), "
        f"{compared:.1f} compared a line, {100 * right / count:.2f} % right"
    )
    if workers > 1:
        many = lines * max(1, 40_000 // count)
        took = {}
        for number in (1, workers):
            began = time.perf_counter()
            assert sum(1 for _ in bulk.match(many, catalogue, workers=number)) == len(many)
            took[number] = time.perf_counter() - began
        print(f"{'':>9} {workers} workers: {took[1] / took[workers]:.2f} x one, wall, {len(many)} lines")
    written = folder / "lines.jsonl"
    written.write_text("".join(json.dumps(line._asdict()) + "\n" for line in lines * 3))
    used = subprocess.check_output([sys.executable, "-c", _MATCH, written, catalogue], text=True)
    print(f"{'':>9} memory beyond the mapped index: {float(used):.0f} MiB for {3 * count} lines")


def _accepted(answer: Answer) -> str | None:
    return answer.match_id if answer.state == "matched" else None


def real_lines(folder: Path, data: Path) -> None:
    """Print accuracy and speed on catalogue_dev, through the catalogue and through the index in memory."""
    there = data / "matching" / "catalogue_dev"
    with gzip.open(there / "queries.jsonl.gz", "rt", encoding="utf-8") as file:
        asked = [json.loads(line) for line in file]
    lines = [Query(q["qid"], q["title"], q["artist"], q["album"], q["duration_s"] or None) for q in asked]
    rows = list(sources.rows(there / "catalogue.csv.gz"))
    catalogue = Catalogue.open(build(folder / "dev.catalogue", rows))
    index = in_memory.index(rows)
    for name, answering in (
        ("catalogue", catalogue.answers),
        ("in memory", lambda some: in_memory.match_lines(some, index)),
    ):
        began = time.process_time()
        answers = list(answering(lines))
        seconds = time.process_time() - began
        right, whole, wrong = Counter[str](), Counter[str](), 0
        for line, answer in zip(asked, answers, strict=True):
            accepted = _accepted(answer)
            whole[line["slice"]] += 1
            right[line["slice"]] += accepted in line["truth"] if line["truth"] else accepted is None
            wrong += accepted is not None and accepted not in line["truth"]
        shares = ", ".join(f"{kind} {100 * right[kind] / whole[kind]:.2f} %" for kind in sorted(whole))
        print(f"{name}: {len(lines) / seconds:.0f} lines/s; right: {shares}; wrong among accepted: {wrong}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="55000,100000,1000000")
    parser.add_argument("--lines", type=int, default=4000)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in map(int, filter(None, args.rows.split(","))):
            one_size(folder, rows, args.lines, args.workers)
        if os.environ.get("PLAYLISTS_TEST_DATA"):
            real_lines(folder, Path(os.environ["PLAYLISTS_TEST_DATA"]))


if __name__ == "__main__":
    main()
