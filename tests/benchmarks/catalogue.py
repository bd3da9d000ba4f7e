"""Building and opening a catalogue: CPU, size and memory for each million rows; what the index loses; kills.

    python -m tests.benchmarks.catalogue [--rows 1000000] [--brute 10] [--kills 100]

Makes its own canonical dump by seed (see :mod:`tests.benchmarks.recordings`). CPU is told beside what reading the
same file with the csv module costs, and sizes beside the dump's.

build   CPU, peak memory, size; then the time to open it, best of five in one process
lost    lines that comparing every row answers rightly and the index does not, by kind of slip, on 3,000 rows
kill -9 at random moments of a build; afterwards either nothing opens or the whole verifies
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from soundtrack.catalogue import Catalogue, build
from soundtrack.matching import decision
from soundtrack.matching.bulk import describe
from tests.benchmarks.recordings import SLIPS, Made

MEBI = 2**20
_BUILD = """
import json, sys, time
from soundtrack.catalogue import build
began, wall = time.process_time(), time.perf_counter()
build(sys.argv[1], sys.argv[2])
cpu, wall = time.process_time() - began, time.perf_counter() - wall
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps({"cpu": cpu, "wall": wall, "peak": int(peak[0]) / 1024}))
"""


def measure_build(folder: Path, rows: int) -> Path:
    """Print what building costs; returns the catalogue."""
    dump, target = folder / "canonical_musicbrainz_data.csv", folder / "made.catalogue"
    Made(rows).write_dump(dump)
    began = time.process_time()
    with open(dump, newline="", encoding="utf-8") as file:
        count = sum(1 for _ in csv.reader(file)) - 1
    floor = time.process_time() - began
    done = json.loads(subprocess.check_output([sys.executable, "-c", _BUILD, target, dump], text=True))
    size = target.stat().st_size
    print(
        f"build   {count} rows: {done['cpu']:.1f} s CPU ({done['cpu'] / floor:.1f} x reading the CSV), "
        f"{done['wall']:.1f} s wall, peak {done['peak']:.0f} MiB"
    )
    print(f"size    {size / MEBI:.1f} MiB, {size / count:.0f} bytes a row, {size / dump.stat().st_size:.2f} x the dump")
    opened = []
    for _ in range(5):
        began = time.perf_counter()
        Catalogue.open(target).close()
        opened.append(time.perf_counter() - began)
    began = time.perf_counter()
    Catalogue.open(target, verify=True).close()
    print(
        f"open    {min(opened) * 1000:.1f} ms, first {opened[0] * 1000:.1f} ms; verified {time.perf_counter() - began:.2f} s"
    )
    return target


def measure_lost(folder: Path, lines: int, rows: int = 3000) -> None:
    """Print by kind of slip how many lines are answered rightly by all rows and by the index."""
    made = Made(rows)
    catalogue = Catalogue.open(build(folder / "few.catalogue", made))
    everything = [describe(row) for row in made]
    asked, by_all, by_index = Counter[str](), Counter[str](), Counter[str]()
    for kind, query, truth in made.lines(lines, seed=7):
        verdict = decision.judge(describe(query), everything)
        best = made.row(verdict.best).id if verdict.state == "matched" and verdict.best is not None else None
        answer = catalogue.answer(query)
        asked[kind] += 1
        by_all[kind] += best == truth
        by_index[kind] += (answer.match_id if answer.state == "matched" else None) == truth
    for kind in SLIPS:
        print(f"lost    {kind:<20} {by_all[kind]:4} of {asked[kind]:4} by all rows, {by_index[kind]:4} by the index")
    print(f"lost    in all {100 * (by_all.total() - by_index.total()) / asked.total():.2f} points")


def kill(folder: Path, dump: Path, kills: int) -> None:
    """Kill builds at random moments."""
    target = folder / "killed.catalogue"
    chance = random.Random(6)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _BUILD, target, dump], check=True, stdout=subprocess.DEVNULL)
    longest = time.perf_counter() - began
    rows = len(Catalogue.open(target))
    finished = 0
    for _ in range(kills):
        if target.exists():
            target.unlink()
        job = subprocess.Popen([sys.executable, "-c", _BUILD, target, dump], stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, longest))
        job.kill()
        job.wait()
        if target.exists():
            with Catalogue.open(target, verify=True) as whole:
                finished += len(whole) == rows
    build(target, dump)
    assert not [name for name in os.listdir(folder) if name.startswith(".killed") and name.endswith(".part")]
    print(
        f"kill -9 {kills} times, {finished} after the end: nothing half-built opened, the next build left nothing over"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--brute", type=int, default=600, help="lines that are compared with every row")
    parser.add_argument("--kills", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if args.rows:
            measure_build(folder, args.rows)
        if args.brute:
            measure_lost(folder, args.brute)
        if args.kills:
            few = folder / "few.csv"
            Made(5000).write_dump(few)
            kill(folder, few, args.kills)


if __name__ == "__main__":
    main()
