"""How much starting costs: CPU of the command's help and of the imports, against a bare interpreter.

    python tests/benchmarks/startup.py

Medians of 20 runs each, taken in turn in the same environment.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

RUNS = 20
BARE = "python -c pass"
COMMANDS = {
    BARE: ["-c", "pass"],
    "import soundtrack, playlists": ["-c", "import soundtrack, playlists"],
    "playlists --help": ["-m", "playlists", "--help"],
    "playlists list": ["-m", "playlists", "list"],
}


def cpu_seconds(arguments: list[str]) -> float:
    """CPU seconds, user and system, of one run of this interpreter."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print a row for each command."""
    runs: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, arguments in COMMANDS.items():
            runs[name].append(cpu_seconds(arguments))
    bare = statistics.median(runs[BARE])
    for name, seconds in runs.items():
        middle = statistics.median(seconds)
        print(f"{name:<30} {middle * 1000:7.1f} ms CPU  {middle / bare:5.2f} x")


if __name__ == "__main__":
    main()
