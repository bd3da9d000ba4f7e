"""The example of a million rows, with few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.examples.running import run

pytest.importorskip("numpy", reason="needs the extra [catalogue]")


def test_the_made_up_dump_is_built_and_its_lines_are_found(tmp_path: Path, home: Path) -> None:
    done = run("catalogue_of_a_million", tmp_path, "2000", home=home)
    assert done.returncode == 0, done.stderr
    assert "2000 rows: " in done.stdout
    found = re.search(r"([\d.]+)% found", done.stdout)
    assert found is not None
    assert float(found[1]) > 95


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path, home: Path) -> None:
    done = run("catalogue_of_a_million", tmp_path / "none", "10", home=home)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
