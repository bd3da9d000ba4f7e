"""Scanning local music: our time beside the floor and the peers that are installed, in one run.

    python -m tests.benchmarks.scan [--files 2000] [--unchanged 100000] [--kills 100] [--folder DIR]

Makes its own music by seed: all eight formats (by ffmpeg where it is installed), Picard's tags, pictures in two
files of three. Every figure is a ratio of two measured here; the best of three runs each.

first scan   CPU against reading the first 64 KiB of each file; two workers against one, wall
re-scan      wall against a stat of each file
memory       peak of the scanning process and of its largest child, at 5,000 and 50,000 files
kill -9      at random moments; afterwards one scan must find what one whole scan finds
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests import audio

SEED = 6
RUNS = 3
WEIGHTS = {"mp3": 50, "flac": 25, "m4a": 10, "ogg": 5, "opus": 4, "wma": 2, "aiff": 2, "wav": 2}
LEAST = 70_000
"""Bytes: so that the first 64 KiB of each file are 64 KiB."""

_SCAN = """
import json, os, resource, sys, time
from soundtrack.library.scan import scan
began, cpu = time.perf_counter(), os.times()
report = scan([sys.argv[1]], sys.argv[2], workers=int(sys.argv[3]))
ended, after = time.perf_counter(), os.times()
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]  # ru_maxrss is our parent's
print(json.dumps({"wall": ended - began, "cpu": sum(after[:4]) - sum(cpu[:4]), "seen": report.seen,
                  "added": report.added, "unchanged": report.unchanged,
                  "own": int(peak[0]) / 1024,
                  "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}))
"""


def make_music(folder: Path, files: int) -> list[Path]:
    """Write *files* files, twelve to a release, each a whole one of its format with tags of its own."""
    chance = random.Random(SEED)
    encoded = audio.has_ffmpeg()
    made = []
    for number in range(files):
        extension = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        path = (
            folder
            / f"{number // 120:04d}"
            / f"{number // 12:05d}"
            / f"{number % 12 + 1:02d} Title {number}.{extension}"
        )
        picture = chance.choice([0, 30_000, 120_000])
        tags = audio.full_tags(number, title=" ".join(chance.choices(WORDS, k=chance.randint(1, 5))))
        audio.write(path, seconds=10.0, tags=tags, picture=picture, version=chance.choice([3, 4]), encoded=encoded)
        if extension in ("mp3", "flac", "m4a", "wma", "aiff", "wav") and path.stat().st_size < LEAST:
            with path.open("ab") as file:  # more sound, or what passes for it
                file.write(audio.mp3(0)[:24] * ((LEAST - path.stat().st_size) // 24 + 1) if extension == "mp3" else b"")
        made.append(path)
    return made


_LETTERS = random.Random(SEED)
WORDS = ["".join(_LETTERS.choices("aeioulnrstdmk", k=_LETTERS.randint(3, 9))) for _ in range(6000)]


def make_many(folder: Path, files: int) -> None:
    """Write *files* small MP3s that differ in nothing but their names and titles."""
    template = audio.write(folder / "template.mp3", seconds=0.2, tags=audio.full_tags(0, title="T" * 12)).read_bytes()
    for number in range(files):
        if number % 12 == 0:
            (folder / f"{number // 12:05d}").mkdir()
        (folder / f"{number // 12:05d}" / f"{number}.mp3").write_bytes(template.replace(b"T" * 12, b"%012d" % number))
    (folder / "template.mp3").unlink()


def scanned(folder: Path, index: Path, workers: int) -> dict[str, float]:
    """Scan in a process of its own; what it says of itself."""
    import json

    command = [sys.executable, "-c", _SCAN, str(folder), str(index), str(workers)]
    result: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return result


def best(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(RUNS))


def cpu_of(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def wall_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def read_heads(files: Sequence[Path]) -> None:
    for path in files:
        with path.open("rb") as file:
            file.read(65536)


def removed(index: Path) -> Path:
    for path in index.parent.glob(index.name + "*"):
        path.unlink()
    return index


def row(name: str, ours: str, goal: str = "") -> None:
    print(f"{name:<58}{ours:>16}  {goal}", flush=True)


def first_scan(folder: Path, files: Sequence[Path], index: Path) -> None:
    floor = best(lambda: cpu_of(lambda: read_heads(files)))
    row("floor: first 64 KiB of each file, CPU", f"{floor / len(files) * 1e6:.1f} us/file")
    one = [scanned(folder, removed(index), 1) for _ in range(RUNS)]
    two = [scanned(folder, removed(index), 2) for _ in range(RUNS)]
    cpu, wall = min(run["cpu"] for run in one), min(run["wall"] for run in one)
    row("first scan, CPU against the floor", f"{cpu / floor:.1f} x", f"<= 22 ({cpu / len(files) * 1e6:.0f} us/file)")
    row("two workers against one, wall", f"{min(run['wall'] for run in two) / wall:.2f}", "<= 0.7 on idle cores")
    for name, work in peers(files):
        row(f"{name}, CPU against the floor", f"{best(lambda work=work: cpu_of(work)) / floor:.1f} x")  # type: ignore[misc]
    for name, command in other_programs(folder, index.parent):
        began = os.times()
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        ended = os.times()
        row(f"{name}, CPU against the floor", f"{(sum(ended[2:4]) - sum(began[2:4])) / floor:.1f} x")


def peers(files: Sequence[Path]) -> list[tuple[str, Callable[[], object]]]:
    """Libraries that read tags, where they are installed."""
    import mutagen

    found: list[tuple[str, Callable[[], object]]] = [
        ("mutagen.File, tags only", lambda: [mutagen.File(path) for path in files])
    ]
    with contextlib.suppress(ImportError):
        import tinytag

        found.append(("tinytag, tags only", lambda: [tinytag.TinyTag.get(path) for path in files]))
    return found


def other_programs(folder: Path, work: Path) -> list[tuple[str, list[str]]]:
    """Programs that keep an index, where they are installed: each with an empty one."""
    found = []
    if mpd := shutil.which("mpd"):
        home = work / "mpd"
        home.mkdir()
        (home / "mpd.conf").write_text(
            f'music_directory "{folder}"\ndb_file "{home}/db"\nlog_file "{home}/log"\n'
            f'bind_to_address "{home}/socket"\naudio_output {{ type "null" name "null" }}\nauto_update "no"\n'
        )
        script = f'"{mpd}" --no-daemon "{home}/mpd.conf" & p=$!; python3 -c \'{_UPDATE}\' "{home}/socket"; kill $p; wait $p; true'
        found.append(("MPD, whole update", ["sh", "-c", script]))
    if beet := shutil.which("beet"):
        home = work / "beets"
        home.mkdir()
        (home / "config.yaml").write_text(
            f"directory: {folder}\nlibrary: {home}/db\nplugins: []\nimport: {{copy: no, write: no}}\n"
        )
        found.append(
            ("beets, import as is", [beet, "-c", str(home / "config.yaml"), "import", "-A", "-q", str(folder)])
        )
    return found


_UPDATE = """
import socket, sys, time
for _ in range(200):
    try:
        s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); break
    except OSError: time.sleep(0.05)
f = s.makefile("rw"); f.readline(); f.write("update\\n"); f.flush(); f.readline(); f.readline()
while True:
    f.write("status\\n"); f.flush(); busy = False
    while (line := f.readline()) != "OK\\n": busy |= line.startswith("updating_db")
    if not busy: break
    time.sleep(0.05)
""".replace("'", '"')


def second_scan(folder: Path, index: Path) -> None:
    scanned(folder, index, 2)
    paths = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    floor = best(lambda: wall_of(lambda: [os.stat(path) for path in paths]))
    runs = [scanned(folder, index, 1) for _ in range(RUNS)]
    assert all(run["unchanged"] == len(paths) for run in runs)
    wall = min(run["wall"] for run in runs)
    row(
        f"re-scan of {len(paths)} unchanged, wall against a stat of each",
        f"{wall / floor:.2f} x",
        f"<= 2 ({wall:.2f} s)",
    )


def memory(work: Path) -> None:
    for files in (5_000, 50_000):
        folder = work / f"memory-{files}"
        folder.mkdir()
        make_many(folder, files)
        for workers in (1, 2):
            run = scanned(folder, removed(work / "memory.sqlite"), workers)
            row(
                f"peak memory, {files} files, {workers} worker(s)",
                f"{run['own']:.0f} MiB",
                f"<= 60 (largest child {run['child']:.0f})",
            )
        shutil.rmtree(folder)


def kills(folder: Path, work: Path, times: int) -> None:
    """Kill scans at random moments and go on; compare with a scan that nobody killed."""
    chance = random.Random(SEED)
    whole = scanned(folder, removed(work / "whole.sqlite"), 2)["wall"] + 0.2
    index = removed(work / "killed.sqlite")
    lost = 0
    before = 0
    for number in range(times):
        if number % 10 == 0:
            removed(index)
            before = 0
        command = [sys.executable, "-c", _SCAN, str(folder), str(index), "2"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, whole / 4))
        process.kill()
        process.wait()
        now = len(contents(index))
        lost += now < before
        before = now
    scanned(folder, index, 2)
    same = contents(index) == contents(work / "whole.sqlite")
    row(f"kill -9 at {times} random moments: entries lost", str(lost), "0")
    row("index after the next scan as if never killed", str(same), "True")


def contents(index: Path) -> list[tuple[object, ...]]:
    try:
        with contextlib.closing(sqlite3.connect(index)) as connection:
            return connection.execute(
                "SELECT path, name, size, mtime_ns, file.title, words.whole FROM file JOIN folder ON folder.id = folder "
                "JOIN words ON words.rowid = file.id WHERE NOT gone ORDER BY path, name"
            ).fetchall()
    except sqlite3.OperationalError:  # killed before there was a table
        return []


def answers(index: Path, folder: Path) -> None:
    """How long a line takes, with its typos, against the big index."""
    from soundtrack.given import wanted
    from soundtrack.library.index import Library

    with Library.open(index) as library, contextlib.closing(sqlite3.connect(index)) as connection:
        titles = [title for (title,) in connection.execute("SELECT title FROM file ORDER BY id LIMIT 2000")]
        chance = random.Random(SEED)
        lines = []
        for title in chance.sample(titles, 200):
            at = chance.randrange(len(title))
            lines.append((title, title[:at] + title[at + 1 :] or title))
        opening = wall_of(lambda: library.candidates(wanted("warm up", artist="who")))
        began = time.perf_counter()
        found = sum(
            any(file.recording.title == title for file in library.candidates(wanted(typo or title)))
            for title, typo in lines
        )
        each = (time.perf_counter() - began) / len(lines)
        row(
            f"a line with a letter missing, {len(library)} files",
            f"{each * 1e3:.1f} ms",
            f"<= 10; found {found} of {len(lines)}; first {opening * 1e3:.0f} ms",
        )


def make_titled(folder: Path, files: int) -> None:
    """As :func:`make_many`, with titles of words."""
    chance = random.Random(SEED)
    template = audio.write(folder / "t.mp3", seconds=0.2, tags={"title": "T" * 60, "artist": "A" * 20}).read_bytes()
    for number in range(files):
        if number % 12 == 0:
            (folder / f"{number // 12:05d}").mkdir()
        title = " ".join(chance.choices(WORDS, k=chance.randint(1, 5))).encode()[:60].ljust(60)
        artist = WORDS[number // 120 % len(WORDS)].encode().ljust(20)
        data = template.replace(b"T" * 60, title).replace(b"A" * 20, artist)
        (folder / f"{number // 12:05d}" / f"{number}.mp3").write_bytes(data)
    (folder / "t.mp3").unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--unchanged", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        work = Path(name)
        music, many = work / "music", work / "many"
        many.mkdir()
        files = make_music(music, given.files)
        row(
            f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB",
            "encoded" if audio.has_ffmpeg() else "our own",
        )
        first_scan(music, files, work / "first.sqlite")
        kills(music, work, given.kills)
        make_titled(many, given.unchanged)
        second_scan(many, work / "many.sqlite")
        answers(work / "many.sqlite", many)
        memory(work)


if __name__ == "__main__":
    main()
