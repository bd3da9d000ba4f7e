"""The demo's result, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import running


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return running.demo(tmp_path_factory.mktemp("demo") / "out", tmp_path_factory.mktemp("demo-home"))


@pytest.fixture(scope="session")
def few(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three of the recordings: one of the score, two of the fan's list."""
    folder = tmp_path_factory.mktemp("few")
    for name in ("Rachel Portman - The Boat", "Blur - Tender", "Jane Monheit - Never Let Me Go"):
        (folder / f"{name}.flac").write_bytes((demo / "music" / f"{name}.flac").read_bytes())
    return folder
