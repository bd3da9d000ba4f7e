"""Run an example as its reader does: another process, the repository's folder, a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


def run(
    script: str, *arguments: str | Path, home: Path, stdin: str = "", folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run ``examples/SCRIPT.py``; every call to a service would fail at once."""
    nowhere = {f"PLAYLISTS_{name}_URL": "http://127.0.0.1:9" for name in ("MUSICBRAINZ", "DEEZER", "SPOTIFY_API")}
    return subprocess.run(
        [sys.executable, EXAMPLES / f"{script}.py", *arguments],
        env={**os.environ, **nowhere, "PLAYLISTS_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        cwd=folder,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def demo(out: Path, home: Path) -> Path:
    """Run ``demo.py`` into *out* and return it."""
    done = run("demo", out, home=home)
    assert done.returncode == 0, done.stderr
    return out
