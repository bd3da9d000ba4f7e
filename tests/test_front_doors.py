"""Front doors: what is promised is there, and costs nothing until it is used."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("pydantic", "requests", "typing", "importlib.metadata", "mutagen", "musicbrainzngs", "spotipy", "rich")


@pytest.mark.parametrize("package", ["soundtrack", "playlists", "soundtrack.providers"])
def test_every_name_is_there_and_is_the_same_the_second_time(package: str) -> None:
    module = importlib.import_module(package)
    for name in module.__all__:
        first = getattr(module, name)
        assert getattr(module, name) is first, name
    assert set(module.__all__) <= set(dir(module))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = module.no_such_name


@pytest.mark.parametrize("package", ["soundtrack", "playlists", "soundtrack.providers"])
def test_no_lazy_name_is_a_submodules_name(package: str) -> None:
    module = importlib.import_module(package)
    folder = Path(str(module.__file__)).parent
    submodules = {path.stem for path in folder.glob("*.py")} | {path.name for path in folder.iterdir() if path.is_dir()}
    assert (set(module.__all__) & submodules) <= {"providers"}  # which is meant to be the submodule


@pytest.mark.parametrize("package", ["soundtrack", "playlists", "soundtrack.providers"])
def test_type_checkers_see_the_names_that_are_there(package: str) -> None:
    module = importlib.import_module(package)
    tree = ast.parse(Path(str(module.__file__)).read_text())
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name for node in ast.walk(checked) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == set(module.__all__)


@pytest.mark.parametrize(
    "code", ["import soundtrack, playlists", "from playlists.cli import parser; parser().format_help()"]
)
def test_importing_and_help_load_nothing_heavy(code: str) -> None:
    script = f"import sys; before = set(sys.modules); {code}; print(*(set(sys.modules) - before))"
    loaded = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}]; {script}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "soundtrack" in loaded or "playlists.cli" in loaded
    assert not [name for name in loaded if name.split(".")[0] in HEAVY or name in HEAVY]
