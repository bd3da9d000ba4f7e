"""``demo.py`` gives a playing result without the music, again and again, and spares what is not its own."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from mutagen.flac import FLAC

from playlists.cli import main
from tests.examples.running import run

ALL_FORMATS = "m3u8,m3u,xspf,jspf,json,html,md,csv"
LISTS = {"score": 19, "bookmark": 10}


def locations(list_file: Path) -> list[str]:
    return [line for line in list_file.read_text("utf-8").splitlines() if not line.startswith("#")]


def titles(list_file: Path) -> list[str]:
    lines = list_file.read_text("utf-8").splitlines()
    return [line.partition(",")[2] for line in lines if line.startswith("#EXTINF:")]


@pytest.mark.parametrize(("name", "count"), LISTS.items())
def test_every_line_of_both_lists_is_a_file_that_is_there(demo: Path, name: str, count: int) -> None:
    lines = locations(demo / f"{name}.m3u8")
    assert len(lines) == count
    assert all((demo / line).is_file() for line in lines)


@pytest.mark.parametrize("name", LISTS)
def test_each_line_leads_to_the_recording_that_its_words_name(demo: Path, name: str) -> None:
    for words, line in zip(titles(demo / f"{name}.m3u8"), locations(demo / f"{name}.m3u8"), strict=True):
        tags = FLAC(demo / line)
        assert words == f"{tags['artist'][0]} - {tags['title'][0]}"


def test_the_fictional_singers_line_is_the_real_singers_recording(demo: Path) -> None:
    assert titles(demo / "bookmark.m3u8")[-1] == "Jane Monheit - Never Let Me Go"


def test_tones_are_as_long_as_the_lists_say_and_short_elsewhere(demo: Path) -> None:
    seconds = {path.stem: FLAC(path).info.length for path in (demo / "music").iterdir()}
    assert seconds.pop("Blur - Tender") == pytest.approx(460, abs=0.01)
    assert seconds.pop("Radiohead - No Surprises") == pytest.approx(229.12, abs=0.01)
    assert seconds["Rachel Portman - The Boat"] < 3


def test_every_tone_says_that_it_stands_in_and_sounds_unlike_the_others(demo: Path) -> None:
    tones = [FLAC(path) for path in (demo / "music").iterdir()]
    assert len(tones) == 27  # two recordings are in both lists
    assert all("stands in" in tone["comment"][0] for tone in tones)
    assert len({tone.info.md5_signature for tone in tones}) == 27


def test_the_result_is_small(demo: Path) -> None:
    assert sum(path.stat().st_size for path in (demo / "music").iterdir()) < 3_000_000


def test_the_json_says_matched_for_every_item(demo: Path) -> None:
    for name in LISTS:
        items = json.loads((demo / f"{name}.json").read_text("utf-8"))["items"]
        assert {item["resolution"]["state"] for item in items} == {"matched"}


def test_running_it_again_gives_the_same_bytes_and_the_truth_in_a_line(demo: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    here, there = os.fsencode(demo), os.fsencode(out)  # XSPF names files by their absolute URIs
    before = {path: path.read_bytes().replace(here, there) for path in out.rglob("*") if path.is_file()}
    done = run("demo", out, home=home)
    assert done.returncode == 0
    assert "none of them is the music" in done.stdout
    assert "29 items: 29 matched (29 playable)" in done.stdout
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_the_users_own_index_and_locks_have_no_part_in_it(tmp_path: Path, home: Path) -> None:
    lock = home / "data" / "locks" / "never-let-me-go" / "score.lock.json"
    lock.parent.mkdir(parents=True)
    lock.write_text("no lock at all")
    assert run("demo", tmp_path / "out", home=home).returncode == 0
    assert [path for path in home.rglob("*") if path.is_file()] == [lock]


@pytest.mark.parametrize("name", ["score.m3u8", "bookmark.json", "STAND-INS.txt", "music/Blur - Tender.flac"])
def test_a_file_of_somebody_elses_is_left_alone_and_nothing_is_written(tmp_path: Path, home: Path, name: str) -> None:
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("#EXTM3U\nmine.mp3\n")
    done = run("demo", tmp_path, home=home)
    assert done.returncode == 1
    assert done.stderr == f"{mine} is there and not ours; move it away, or name another folder.\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text() == "#EXTM3U\nmine.mp3\n"


def test_music_that_took_a_tones_place_is_left_alone(demo: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    real = FLAC(out / "music" / "Blur - Tender.flac")
    real["comment"] = "bought in 1999"
    real.save()
    done = run("demo", out, home=home)
    assert done.returncode == 1
    assert "Blur - Tender.flac is there and not ours" in done.stderr
    assert FLAC(real.filename)["comment"] == ["bought in 1999"]


def test_other_files_and_earlier_exports_may_stand_in_the_folder(tmp_path: Path, home: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert (
        main(["export", "never-let-me-go", "-o", str(tmp_path), "--to", ALL_FORMATS, "--provider", "local", "-q"]) == 0
    )
    assert locations(tmp_path / "score.m3u8") == []
    assert run("demo", tmp_path, home=home).returncode == 0
    assert len(locations(tmp_path / "score.m3u8")) == 19
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_file_in_the_folders_place_is_one_sentence(tmp_path: Path, home: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = run("demo", tmp_path / "out", home=home)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert str(tmp_path / "out") in done.stderr
    assert (tmp_path / "out").read_text() == "mine"
