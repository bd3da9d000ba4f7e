"""``playlists catalogue`` and ``playlists match`` as they are used; and a list that is resolved without a network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from playlists.cli import main
from soundtrack.catalogue import build
from soundtrack.matching.bulk import Row
from tests.benchmarks.recordings import made_up_mbid

pytest.importorskip("numpy", reason="needs the extra [catalogue]")

ROOT = Path(__file__).parents[2]
ROWS = "id,title,artist,album,duration_s\nr1,Tender,Blur,13,459\nr2,No Surprises,Radiohead,OK Computer,229\n"
LINES = "id,title,artist\nq1,No suprises,Radiohead\nq2,Nothing Of The Kind,Nobody At All\nq3,Tender,Blur\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "lines.csv").write_text(LINES)
    return tmp_path


def answers(text: str) -> list[tuple[str, str, str | None]]:
    return [(one["id"], one["state"], one["match_id"]) for one in map(json.loads, text.splitlines())]


def test_a_catalogue_is_built_listed_matched_with_and_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "build", "mine", "rows.csv"]) == 0
    assert "2 recordings in " in capsys.readouterr().err
    assert main(["catalogue", "list", "--verify", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["recordings"]) for one in listed] == [("mine", 2)]
    assert main(["match", "lines.csv", "--against", "mine"]) == 0
    out, err = capsys.readouterr()
    assert [(one[0], one[1]) for one in answers(out)] == [("q1", "matched"), ("q2", "missing"), ("q3", "matched")]
    assert (answers(out)[0][2], answers(out)[2][2]) == ("r2", "r1")
    assert list(json.loads(out.splitlines()[0])) == ["id", "state", "match_id", "confidence", "runner_up_id"]
    assert err == "3 lines: 2 matched, 0 ambiguous, 1 missing\n"
    assert main(["catalogue", "remove", "mine", "-q"]) == 0
    assert main(["match", "lines.csv", "--against", "mine"]) == 1
    assert "mine" in capsys.readouterr().err


def test_a_file_of_rows_serves_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "lines.csv", "--against", "rows.csv", "-q"]) == 0
    out, err = capsys.readouterr()
    assert [one[1] for one in answers(out)] == ["matched", "missing", "matched"]
    assert err == ""


def test_the_output_is_the_same_bytes_whatever_the_workers(folder: Path) -> None:
    (folder / "many.csv").write_text(LINES + "".join(LINES.split("\n", 1)[1] for _ in range(900)))
    build("mine", folder / "rows.csv")
    for workers in ("1", "2"):
        for against in ("mine", "rows.csv"):
            out = f"{against}.{workers}"
            assert main(["match", "many.csv", "--against", against, "--workers", workers, "-o", out, "-q"]) == 0
    assert (folder / "mine.1").read_bytes() == (folder / "mine.2").read_bytes()
    assert (folder / "rows.csv.1").read_bytes() == (folder / "rows.csv.2").read_bytes()
    assert len((folder / "mine.1").read_text().splitlines()) == 2703


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ["match", "bad.csv", "--against", "rows.csv", "-o", "out.jsonl"],
            1,
            "bad.csv:3: the row has no id; give it one",
        ),
        (
            ["match", "lines.csv", "--against", "bad.csv", "-o", "out.jsonl"],
            1,
            "bad.csv:3: the row has no id; give it one",
        ),
        (["match", "lines.csv", "--against", "none", "-o", "out.jsonl"], 1, "there is no such catalogue"),
        (["match", "lines.csv", "--against", "none.csv", "-o", "out.jsonl"], 1, "none.csv: cannot read: "),
        (["match", "lines.csv", "--against", "rows.csv", "-o", "no/out.jsonl"], 1, "cannot write: "),
        (["match", "lines.csv", "--against", "rows.csv", "--workers", "0"], 1, "--workers is a number from 1 on"),
        (["catalogue", "build", "mine", "bad.csv"], 1, "bad.csv:3: the row has no id; give it one"),
        (["catalogue", "build", "no name", "rows.csv"], 1, "no name for a catalogue"),
        (["catalogue", "remove", "mine"], 1, "there is no such catalogue"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_left(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    (folder / "bad.csv").write_text("id,title\n1,Tender\n,No id\n")
    assert main(arguments) == status
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1
    assert sorted(os.listdir(folder)) == ["bad.csv", "lines.csv", "rows.csv"]


def test_a_damaged_catalogue_is_named_and_the_others_are_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = build("broken", folder / "rows.csv")
    build("whole", folder / "rows.csv")
    data = bytearray(broken.read_bytes())
    data[-9] ^= 255
    broken.write_bytes(data)
    assert main(["catalogue", "list"]) == 0
    assert main(["catalogue", "list", "--verify"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("whole  2 recordings")
    assert "damaged" in err


def test_no_catalogue_at_all_says_how_to_begin(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "list"]) == 0
    assert capsys.readouterr() == ("", "No catalogue was built yet; start with: playlists catalogue build NAME FILE\n")


def test_ctrl_c_in_a_match_ends_it_and_its_workers(folder: Path) -> None:
    (folder / "many.csv").write_text(LINES + "".join(LINES.split("\n", 1)[1] for _ in range(60_000)))
    build("mine", folder / "rows.csv")
    job = subprocess.Popen(
        [sys.executable, "-m", "playlists", "match", "many.csv", "--against", "mine", "--workers", "2", "-o", "out"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while not list(folder.glob(".*.part")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    job.send_signal(signal.SIGINT)
    _, err = job.communicate(timeout=20)
    assert job.returncode == 130
    assert "Traceback" not in err
    assert sorted(os.listdir(folder)) == ["lines.csv", "many.csv", "rows.csv"]


def test_a_list_is_resolved_offline_from_a_catalogue(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(
        "music",
        [
            Row(made_up_mbid(1), "Tender", "Blur", "13", 459.0),
            Row(made_up_mbid(2), "No Surprises", "Radiohead", "OK Computer", 229.0),
            Row(made_up_mbid(3), "Tender (live)", "Blur"),
        ],
    )
    (folder / "list.csv").write_text("title,artist\nTender,Blur\nNo Surprises,Radiohead\nNowhere Near It,Nobody\n")
    assert main(["resolve", "list.csv", "--offline", "--provider", "catalogue", "--json", "--lock", "l.json"]) == 0
    found = json.loads(capsys.readouterr().out)
    text = json.dumps(found)
    assert made_up_mbid(1) in text
    assert made_up_mbid(2) in text
    assert made_up_mbid(3) not in (folder / "l.json").read_text()
