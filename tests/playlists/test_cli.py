"""The command, as a person meets it: data on standard output, words on standard error, the right status."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from playlists.cli import main, parser
from playlists.exporters import FORMATS
from tests import audio

ROOT = Path(__file__).parent.parent.parent
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    b'<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>&b;</title></playlist>'
)
OFFLINE = ("--offline", "-q")


def run(
    *args: str, env: dict[str, str] | None = None, data: bytes | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "playlists", *args],
        input=data,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (env or {}),
        cwd=cwd,
        check=False,
        timeout=120,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def commands() -> Sequence[str]:
    return sorted(re.findall(r"^    (\w+) ", parser().format_help(), re.MULTILINE))


def test_every_command_has_help_and_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    docs = "".join(path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    assert {"list", "show", "export", "resolve", "parse", "scan", "check", "new"} <= set(commands())
    for command in commands():
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert len(capsys.readouterr().out.splitlines()) > 5
        assert f"playlists {command}" in docs, f"no page of docs shows 'playlists {command}'"


def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ([], ["no-such-command"], ["export"], ["show", "x", "--no-such-option"]):
        with pytest.raises(SystemExit) as caught:
            main(wrong)
        assert caught.value.code == 2
        assert capsys.readouterr().err.startswith("usage: playlists")


def test_export_without_network_keys_or_music_writes_everything_and_says_what_is_known(tmp_path: Path) -> None:
    nobody = {
        f"PLAYLISTS_{name}": "http://127.0.0.1:9"
        for name in ("MUSICBRAINZ_URL", "DEEZER_URL", "SPOTIFY_API_URL", "SPOTIFY_AUTH_URL")
    }
    start = time.monotonic()
    done = run("export", "never-let-me-go", "-o", str(tmp_path / "out"), "--to", ",".join(FORMATS), env=nobody)
    assert time.monotonic() - start < 10
    assert done.returncode == 0, done.stderr
    assert "29 items: 0 matched, 3 cited, 26 not found out (deezer, musicbrainz unreachable)" in done.stderr
    expected = {f"{stem}{one.suffix}" for stem in ("score", "bookmark") for one in FORMATS.values()}
    written = set(os.listdir(tmp_path / "out"))
    assert expected <= written
    assert written - expected == {"score.skipped.json", "bookmark.skipped.json"}
    assert {os.path.basename(line) for line in done.stdout.splitlines()} == expected
    text = (tmp_path / "out" / "bookmark.m3u8").read_text()
    assert text.startswith("#EXTM3U\n#PLAYLIST:bookmark “Never Let Me Go”\n")
    assert text.count("# UNRESOLVED: ") == 10


def test_strict_is_status_3_when_something_is_not_matched(tmp_path: Path) -> None:
    assert run("export", "never-let-me-go/score", "-o", str(tmp_path), "--strict", *OFFLINE).returncode == 3


def test_a_library_makes_items_playable_and_the_lock_keeps_no_path(tmp_path: Path, home: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    audio.write(music / "a.flac", tags={"title": "Tummy", "artist": "Tamino", "album": "Amir"})
    done = run(
        "export",
        "never-let-me-go/bookmark",
        "--library",
        str(music),
        "--offline",
        "--to",
        "m3u8,json",
        "-o",
        str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert "1 matched (1 playable)" in done.stderr
    assert "./music/a.flac" in (tmp_path / "bookmark.m3u8").read_text().splitlines()
    (lock,) = home.rglob("*.lock.json")
    assert str(music) not in lock.read_text()


def test_exporting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert (
            run(
                "export", "never-let-me-go", "--to", ",".join(FORMATS), "-o", str(tmp_path / folder), *OFFLINE
            ).returncode
            == 0
        )
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}


def test_one_file_is_written_where_o_names_it(tmp_path: Path) -> None:
    target = tmp_path / "mine.xspf"
    done = run("export", "never-let-me-go/score", "-o", str(target), *OFFLINE)
    assert (done.returncode, done.stdout.strip()) == (0, str(target))
    assert target.read_text().startswith("<?xml")


def test_a_list_from_standard_input_goes_out_again(tmp_path: Path) -> None:
    done = run(
        "export",
        "-",
        "--to",
        "m3u8",
        "-o",
        str(tmp_path),
        *OFFLINE,
        data=b"1. Blur - Tender\n2. Pixies - I Bleed\n3. Radiohead - No Surprises\n",
    )
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.iterdir()
    assert path.read_text().count("# UNRESOLVED: ") == 3


def test_parse_prints_toml_that_check_accepts(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("My list\n\n1. Blur - Tender\n2. Pixies - I Bleed\n3. Radiohead - No Surprises\n")
    done = run("parse", str(page))
    assert done.returncode == 0, done.stderr
    (tmp_path / "list.toml").write_text(done.stdout)
    assert run("check", str(tmp_path / "list.toml")).returncode == 0
    items = json.loads(run("parse", "--json", str(page)).stdout)["items"]
    assert [(item["wanted"]["artist"], item["wanted"]["title"]) for item in items] == [
        ("Blur", "Tender"),
        ("Pixies", "I Bleed"),
        ("Radiohead", "No Surprises"),
    ]


def test_a_new_story_passes_check_and_shows_and_exports(tmp_path: Path) -> None:
    assert run("new", str(tmp_path / "My Tale!")).returncode == 0
    assert run("check", str(tmp_path / "My Tale!")).stdout.strip() == "3 files checked, no mistakes"
    shown = run("show", str(tmp_path / "My Tale!"))
    assert "The dance in the boathouse" in shown.stdout
    assert run("export", str(tmp_path / "My Tale!"), "-o", str(tmp_path / "out"), *OFFLINE).returncode == 0
    assert "The dance in the boathouse" in (tmp_path / "out" / "list.html").read_text()
    listed = run("list", cwd=tmp_path).stdout
    assert "My Tale!/list.toml" in listed


def test_new_does_not_write_into_a_folder_that_has_something(tmp_path: Path) -> None:
    (tmp_path / "story.toml").write_text("mine")
    done = run("new", str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert (tmp_path / "story.toml").read_text() == "mine"


def test_check_names_every_mistake_with_file_and_line(tmp_path: Path) -> None:
    run("new", str(tmp_path / "tale"))
    story = tmp_path / "tale" / "story.toml"
    story.write_text(story.read_text().replace("order = 1", 'order = "one"').replace("the-dance", "the dance"))
    done = run("check", str(tmp_path / "tale"))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(re.search(r"story\.toml:\d+: scene 1, order: 'one' should be a valid integer", line) for line in lines)
    assert any("scene 2, id: 'the dance' is not of the right form" in line for line in lines)


def test_check_sees_what_does_not_hang_together_between_files(tmp_path: Path) -> None:
    run("new", str(tmp_path / "tale"))
    made = tmp_path / "tale" / "list.toml"
    made.write_text(made.read_text().replace('"novel/the-dance"', '"novel/the-ball"'))
    done = run("check", str(tmp_path / "tale"))
    assert (done.returncode, "novel/the-ball" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 40),
        ("deep.json", b'{"items":' + b"[" * 100_000),
        ("deep.jspf", b'{"playlist":' * 100_000),
        ("cut.json", b'{"schema_version": 1, "title": "x", "items": [{"id'),
        ("bomb.xspf", BOMB),
        ("newer.json", b'{"schema_version": 99, "title": "x", "items": []}'),
        ("wrong.toml", b"title = \xff\xfe"),
        ("no-list.html", b"<html><body><p>Nothing to hear here.</p></body></html>"),
        ("-dash.csv", b"a,b\n1,2\n"),
        ("#hash\nnewline.m3u", b""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["show", "export", "check", "parse"])
def test_bad_input_is_one_sentence_and_nothing_is_written(
    command: str, name: str, content: bytes, tmp_path: Path
) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    out = tmp_path / "out"
    more = ["-o", str(out), *OFFLINE] if command == "export" else []
    done = run(command, *more, "--", str(source))
    words = (done.stderr + (done.stdout if command == "check" else "")).strip()
    if done.returncode == 0:  # an empty M3U is a list of nothing
        assert name.endswith(".m3u")
        return
    assert done.returncode == 1, words
    assert "Traceback" not in words
    assert len(words.splitlines()) == 1, words
    assert len(words) < 400
    assert not out.exists()


def test_a_name_that_is_not_text_is_shown_escaped(tmp_path: Path) -> None:
    done = run("show", os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m.toml"))
    assert done.returncode == 1
    assert "\x1b" not in done.stderr


def test_a_file_that_is_huge_ends_in_time(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_bytes(b"Some words that are no list of anything at all, again and again.\n" * 800_000)
    start = time.monotonic()
    done = run("parse", str(big))
    assert done.returncode == 1
    assert time.monotonic() - start < 60


def test_a_folder_in_the_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "score.m3u8").mkdir()
    done = run("export", "never-let-me-go/score", "--to", "m3u8", "-o", str(tmp_path), *OFFLINE)
    assert done.returncode == 1
    assert "score.m3u8" in done.stderr
    assert os.listdir(tmp_path) == ["score.m3u8"]


def test_two_exports_at_once_both_leave_whole_files(tmp_path: Path) -> None:
    jobs = [
        subprocess.Popen(
            [sys.executable, "-m", "playlists", "export", "never-let-me-go", "-o", str(tmp_path), *OFFLINE],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]
    assert [job.wait(60) for job in jobs] == [0, 0, 0]
    assert json.loads((tmp_path / "score.json").read_text())["items"]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".html", ".json", ".json", ".m3u8", ".m3u8"]


def test_ctrl_c_in_a_scan_is_status_130_and_keeps_what_was_read(tmp_path: Path, home: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    audio.write(music / "0.wav", tags={"title": "T", "artist": "A"})
    for number in range(1, 3000):
        shutil.copyfile(music / "0.wav", music / f"{number}.wav")
    job = subprocess.Popen(
        [sys.executable, "-m", "playlists", "scan", str(music)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    while not list(home.rglob("library.sqlite")) and job.poll() is None:
        time.sleep(0.01)
    job.send_signal(signal.SIGINT)
    words = job.communicate(timeout=30)[1].decode()
    status = job.returncode
    assert status == 130 or (status == 0 and "interrupted" not in words)
    assert "Traceback" not in words
    report = json.loads(run("scan", str(music), "--json").stdout)
    assert report["seen"] == 3000


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m playlists show never-let-me-go/score --json | head -c 10",
        shell=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr


def test_json_is_there_wherever_a_table_is(tmp_path: Path) -> None:
    for args in (["list"], ["show", "never-let-me-go"], ["show", "never-let-me-go/score"], ["show", "never-let-me-go/score", "--item", "1"],
                 ["check", "never-let-me-go"], ["resolve", "never-let-me-go", "--dry-run"]):  # fmt: skip
        done = run(*args, "--json", cwd=tmp_path)
        assert done.returncode == 0, (args, done.stderr)
        json.loads(done.stdout)


def test_the_plan_of_the_score_is_two_requests_at_musicbrainz() -> None:
    done = run("resolve", "never-let-me-go/score", "--dry-run", "--json", "--provider", "musicbrainz")
    (plan,) = json.loads(done.stdout)["providers"]
    assert (plan["provider"], plan["requests"]) == ("musicbrainz", 2)


def test_a_playlist_that_names_its_own_files_keeps_them_run_after_run(tmp_path: Path) -> None:
    audio.write(tmp_path / "a.flac", tags={"title": "I Bleed", "artist": "Pixies"})
    source = tmp_path / "mine.m3u8"
    source.write_text("#EXTM3U\n#EXTINF:1,Pixies - I Bleed\n./a.flac\n#EXTINF:2,Blur - Tender\n./not-there.flac\n")
    for folder in ("one", "two"):
        done = run("export", str(source), "--to", "m3u8", "-o", str(tmp_path / folder), *OFFLINE)
        assert done.returncode == 0, done.stderr
        assert "../a.flac" in (tmp_path / folder / "mine.m3u8").read_text().splitlines()


def test_a_name_that_is_not_utf8_exports_and_its_lock_is_text(tmp_path: Path) -> None:
    source = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")
    Path(source).write_text("1. Blur - Tender\n2. Pixies - I Bleed\n3. Radiohead - No Surprises\n")
    done = run("export", source, "--to", "m3u8", "-o", str(tmp_path / "out"), *OFFLINE)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no device that is always full")
def test_an_output_that_is_full_is_one_sentence() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "playlists", "show", "never-let-me-go"],
            stdout=full, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode() == "playlists: no space left on device.\n"


def test_new_on_a_full_disk_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let tests mount a small disk")
    try:
        done = run("new", str(disk / "tale"))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert not [path for path in disk.rglob("*") if path.is_file()]
    finally:
        subprocess.run(["umount", disk], check=True)
