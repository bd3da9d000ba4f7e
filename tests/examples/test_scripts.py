"""Every script does what its first line says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.examples.running import EXAMPLES, run
from tests.examples.test_demo import locations, titles

SCRIPTS = sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem != "tones")


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_says_how_to_run_it_and_is_in_the_readme(script: str) -> None:
    words = ast.get_docstring(ast.parse((EXAMPLES / f"{script}.py").read_text("utf-8"))) or ""
    assert f"python examples/{script}.py" in words
    assert f"python examples/{script}.py" in (EXAMPLES / "README.md").read_text("utf-8")


@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != "own_story"])
def test_without_arguments_a_script_says_how_to_run_it(script: str, home: Path) -> None:
    done = run(script, home=home)
    assert done.returncode == 1
    assert done.stderr.startswith(f"usage: python examples/{script}.py ")


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("fan_list", ["nowhere", "out.m3u8"]),
        ("parts_of_the_film", ["nowhere", "out"]),
        ("whats_missing", ["nowhere"]),
        ("own_story", ["nowhere"]),
        ("pasted_list", ["nowhere"]),
    ],
)
def test_a_folder_that_is_not_there_is_one_sentence_and_nothing_is_written(
    script: str, arguments: list[str], home: Path, tmp_path: Path
) -> None:
    done = run(script, *arguments, home=home, stdin="1. Blur - Tender\n2. Pixies - I Bleed\n", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "nowhere" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_fans_list_has_what_is_in_the_folder_and_keeps_the_gaps(few: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "fan.m3u8"
    done = run("fan_list", few, out, home=home)
    assert done.returncode == 0, done.stderr
    assert titles(out) == ["Blur - Tender", "Jane Monheit - Never Let Me Go"]
    assert all((tmp_path / line).is_file() for line in locations(out))
    gaps = [line for line in out.read_text("utf-8").splitlines() if line.startswith("# UNRESOLVED: ")]
    assert len(gaps) == 8
    rows = done.stdout.splitlines()
    assert rows[6] == " 7 matched   Blur – Tender"
    assert rows[9] == "10 matched   Judy Bridgewater – Never let me go"
    assert rows[10].startswith("10 items: 2 matched (2 playable), ")


def test_the_parts_of_the_film_hold_every_recording_once(demo: Path, home: Path, tmp_path: Path) -> None:
    done = run("parts_of_the_film", demo / "music", tmp_path / "parts", home=home)
    assert done.returncode == 0, done.stderr
    files = {path.name: path for path in (tmp_path / "parts").iterdir()}
    assert {f"film-part-{number}.m3u8" for number in (1, 2, 3)} <= set(files)
    assert sorted(title for path in files.values() for title in titles(path)) == sorted(
        title for name in ("score", "bookmark") for title in titles(demo / f"{name}.m3u8")
    )
    assert all((path.parent / line).is_file() for path in files.values() for line in locations(path))
    assert "Rachel Portman - Hailsham School Song" in titles(files["film-part-1.m3u8"])
    assert "Rachel Portman - To The Cottages" in titles(files["film-part-2.m3u8"])
    assert "Rachel Portman - Souls At All" in titles(files["film-part-3.m3u8"])


def test_what_is_missing_is_listed_with_searches_and_what_is_there_is_not(few: Path, home: Path) -> None:
    done = run("whats_missing", few, home=home)
    assert done.returncode == 0, done.stderr
    heads = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert [line.rpartition(": ")[2] for line in heads] == [f"17 of 19 are not in {few}", f"8 of 10 are not in {few}"]
    assert "Blur - Tender" not in done.stdout
    assert "  8. Rachel Portman - Making Tea (" in done.stdout
    assert "     search Spotify: https://open.spotify.com/search/Pixies%20I%20Bleed\n" in done.stdout


def test_a_story_of_ones_own_is_told_in_order_with_its_music(home: Path) -> None:
    done = run("own_story", home=home)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "The Dead (James Joyce, 1914)"
    assert lines[1::2] == [
        "1. Aunt Julia sings",
        "2. Talk of tenors",
        "3. On the stairs",
        "3 items: 0 matched, 3 not found out",
    ]
    assert lines[6].startswith("   The Lass of Aughrim [stated] ")


def test_the_story_of_ones_own_passes_check(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from playlists.cli import main

    assert main(["check", str(EXAMPLES / "the_dead")]) == 0


def test_a_pasted_list_becomes_a_playlist_of_the_files_that_are_there(few: Path, home: Path, tmp_path: Path) -> None:
    text = "Music for a walk\n\n1. Blur – Tender (7:40)\n2. Pixies – I Bleed (2:34)\n3. Rachel Portman – The Boat\n"
    done = run("pasted_list", few, home=home, stdin=text, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    out = tmp_path / "pasted.m3u8"
    out.write_text(done.stdout, "utf-8")
    assert titles(out) == ["Blur - Tender", "Rachel Portman - The Boat"]
    assert all((tmp_path / line).is_file() for line in locations(out))
    assert "# UNRESOLVED: Pixies - I Bleed (2:34)" in done.stdout.splitlines()
    assert "3 items: 2 matched (2 playable)" in done.stderr
