"""What the README and the guides say is what happens."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def block(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, f"the README has no block marked {mark}"
    return found[1]


def test_the_first_python_is_eight_lines_and_runs_without_network(tmp_path: Path) -> None:
    code = block("python")
    assert len([line for line in code.splitlines() if line]) <= 8
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    promised = re.findall(r"^print\(.*\)  # (\w+)", code, re.MULTILINE)
    assert done.stdout.splitlines()[0] == promised[0]
    assert "#EXTM3U" in done.stdout


def test_the_shell_of_the_readme_prints_what_it_shows(tmp_path: Path) -> None:
    shown = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block("shell"), re.MULTILINE)
    assert len(shown) == 3
    for command, expected in shown:
        ours = re.sub(r"\bplaylists\b", f"{shlex.quote(sys.executable)} -m playlists", command, count=1)
        done = subprocess.run(
            ours, shell=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True,
        )  # fmt: skip
        assert done.stdout == expected, command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_our_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("package", ["soundtrack", "playlists"])
def test_the_examples_of_the_packages_are_true(package: str) -> None:
    result = doctest.testmod(importlib.import_module(package))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_variables_we_read_are_documented() -> None:
    sources = "".join(path.read_text() for name in ("soundtrack", "playlists") for path in (ROOT / name).rglob("*.py"))
    docs = "".join(page.read_text() for page in PAGES)
    read = set(re.findall(r"[\"`]((?:PLAYLISTS|SPOTIPY|LISTENBRAINZ)_[A-Z_]*[A-Z])[\"`]", sources))
    assert read
    assert {name for name in read if name not in docs} == set()
