"""``playlists publish``, ``logout`` and ``completion`` as a person meets them."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playlists import library
from playlists.cli import main, parser
from playlists.ids import item_id
from playlists.models import Playlist
from playlists.written import list_toml
from soundtrack.models import Wanted
from soundtrack.story import Said
from tests.playlists.publish.lists import mbid_uri
from tests.playlists.test_cli import commands
from tests.replicas import _server
from tests.replicas.listenbrainz import TOKEN, ListenBrainzReplica
from tests.replicas.spotify import CLIENT_ID, SpotifyReplica
from tests.soundtrack.providers.asking import CATALOGUE

ROOT = Path(__file__).parent.parent.parent.parent


def a_file(folder: Path, uris: list[str | None], title: str = "The Long Winter") -> Path:
    """A list whose author vouches for these identifiers."""
    seen: set[str] = set()
    items = []
    for number, uri in enumerate(uris, start=1):
        wanted = Wanted(
            title=f"Piece {number}", identifiers=(Said(uri=uri, said_by=("author",)),) if uri is not None else ()
        )
        items.append({"id": item_id(wanted.title, seen), "wanted": wanted})
    path = folder / "list.toml"
    path.write_text(list_toml(Playlist.model_validate({"title": title, "items": tuple(items)})))
    return path


@pytest.fixture
def listenbrainz(monkeypatch: pytest.MonkeyPatch) -> Iterator[ListenBrainzReplica]:
    with ListenBrainzReplica() as replica:
        monkeypatch.setenv("LISTENBRAINZ_TOKEN", TOKEN)
        monkeypatch.setenv("PLAYLISTS_LISTENBRAINZ_URL", replica.url)
        yield replica


def test_without_yes_nothing_is_sent_or_written_and_all_is_shown(
    listenbrainz: ListenBrainzReplica,
    tmp_path: Path,
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    path = a_file(tmp_path, [mbid_uri(1), None])
    assert main(["publish", str(path), "--to", "listenbrainz"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "The Long Winter -> listenbrainz: a new playlist, 1 entry",
        "  +   1. Piece 1",
        "  request 1: create the playlist with 1 entry",
    ]
    assert "not carried: 2. Piece 2: no MusicBrainz recording is known for it" in shown.err
    assert "--yes" in shown.err
    assert listenbrainz.count == 0
    assert os.listdir(tmp_path) == ["list.toml"]
    assert not list(home.rglob("*.json"))


def test_yes_publishes_reads_back_and_writes_down_what_was_not_carried(
    listenbrainz: ListenBrainzReplica,
    tmp_path: Path,
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    path = a_file(tmp_path, [mbid_uri(1), None, mbid_uri(2)])
    assert main(["publish", str(path), "--to", "listenbrainz", "--yes"]) == 0
    (made,) = listenbrainz.playlists.values()
    assert f"1 request written, read back and compared: https://listenbrainz.org/playlist/{made.mbid}" in (
        capsys.readouterr().err
    )
    skipped = json.loads((tmp_path / "list.listenbrainz.skipped.json").read_text())
    assert skipped == [{"position": 2, "title": "Piece 2", "why": "no MusicBrainz recording is known for it"}]
    monkeypatch.chdir(home)
    assert main(["publish", os.path.relpath(path), "--to", "listenbrainz", "--yes", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["requests"], again["done"], again["entries"]) == ([], True, 2)
    assert again["url"].endswith(made.mbid)


def test_a_first_look_needs_no_keys_and_says_how_to_get_them_when_it_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, ["spotify:track:0000000000000000000001"])
    assert main(["publish", str(path), "--to", "spotify"]) == 0
    assert "request 1: create the playlist\n" in capsys.readouterr().out
    assert main(["publish", str(path), "--to", "spotify", "--yes"]) == 1
    assert "SPOTIPY_CLIENT_ID" in capsys.readouterr().err


def test_a_failure_says_that_the_same_command_goes_on(
    listenbrainz: ListenBrainzReplica, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, [mbid_uri(1)])
    listenbrainz.fail(_server.cut(), at=1)
    assert main(["publish", str(path), "--to", "listenbrainz", "--yes"]) == 1
    err = capsys.readouterr().err
    assert "the same command goes on" in err
    assert "listenbrainz: the connection was cut" in err
    assert TOKEN not in err
    assert main(["publish", str(path), "--to", "listenbrainz", "--yes", "-q"]) == 0
    assert len(listenbrainz.playlists) == 1


def test_standard_input_has_no_name_to_be_known_again_by(listenbrainz: ListenBrainzReplica, tmp_path: Path) -> None:
    path = a_file(tmp_path, [mbid_uri(1)])
    done = subprocess.run(
        [sys.executable, "-m", "playlists", "publish", "-", "--to", "listenbrainz"],
        input=path.read_bytes(),
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 1
    assert b"save it as a file" in done.stderr
    assert listenbrainz.count == 0


@pytest.mark.parametrize("option", ["--onto", "--skipped"])
def test_what_is_for_one_list_is_refused_for_several(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "never-let-me-go", "--to", "spotify", option, "x"]) == 1
    assert "is for one list" in capsys.readouterr().err


def test_two_lists_of_a_story_become_two_playlists_and_parts_have_their_own(
    listenbrainz: ListenBrainzReplica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keys = {shelved.key for shelved in library.find("never-let-me-go")}
    assert keys == {"never-let-me-go/score", "never-let-me-go/bookmark"}
    path = a_file(tmp_path, [mbid_uri(1), mbid_uri(2)])
    text = path.read_text().replace('title = "The Long Winter"', 'title = "W"\nstory = "never-let-me-go"')
    tie = '\n[[item.tie]]\nscene = "{}"\nbasis = "author"\nwhy = "So."\n'
    first, second = text.split("\n[[item]]", 2)[1:]
    head = text.partition("\n[[item]]")[0]
    path.write_text(
        f"{head}\n[[item]]{first}{tie.format('film/the-sale')}\n[[item]]{second}{tie.format('film/the-boat-on-the-beach')}"
    )
    for _ in range(2):
        assert main(["publish", str(path), "--to", "listenbrainz", "--yes", "-q", "--per-part"]) == 0
        assert [len(one.recordings) for one in listenbrainz.playlists.values()] == [1, 1]
    assert main(["publish", str(path), "--to", "listenbrainz", "--yes", "-q", "--upto", "film:part1"]) == 0
    *_, masked = listenbrainz.playlists.values()
    assert (len(listenbrainz.playlists), len(masked.recordings)) == (3, 1)
    assert "boat" not in masked.annotation.casefold()


BROWSER = """\
import sys, urllib.request
urllib.request.urlopen(sys.argv[1], timeout=10).close()
"""


def test_spotify_from_log_in_to_logout(tmp_path: Path, home: Path) -> None:
    browser = tmp_path / "browser.py"
    browser.write_text(BROWSER)
    with SpotifyReplica(CATALOGUE) as replica:
        path = a_file(tmp_path, [f"spotify:track:{track}" for track in list(replica._by_id)[:3]])
        env = os.environ | {
            "PYTHONPATH": str(ROOT),
            "SPOTIPY_CLIENT_ID": CLIENT_ID,
            "PLAYLISTS_SPOTIFY_API_URL": replica.url,
            "PLAYLISTS_SPOTIFY_AUTH_URL": replica.url,
            "BROWSER": f"{sys.executable} {browser} %s &",
        }

        def run(*args: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-m", "playlists", *args],
                capture_output=True,
                text=True,
                env=env,
                cwd=tmp_path,
                check=False,
                timeout=60,
            )

        first = run("publish", str(path), "--to", "spotify", "--yes")
        assert first.returncode == 0, first.stderr
        assert "agree at:" in first.stderr
        assert "2 requests written, read back and compared" in first.stderr
        (made,) = replica.playlists.values()
        assert len(made.uris) == 3
        (token,) = (home / "config").glob("*.json")
        assert stat.S_IMODE(token.stat().st_mode) == 0o600
        again = run("publish", str(path), "--to", "spotify", "--yes")
        assert "It is there already" in again.stderr
        assert "agree" not in again.stderr
        read = run("parse", f"spotify:playlist:{made.id}")
        assert read.returncode == 0, read.stderr
        assert read.stdout.count("[[item]]") == 3
        into = run("parse", f"spotify:playlist:{made.id}", "--into", "mine.toml")
        assert into.returncode == 0, into.stderr
        made.uris.reverse()
        assert "0 new, 0 gone" in run("parse", f"spotify:playlist:{made.id}", "--into", "mine.toml").stderr
        assert [item.wanted.identifiers[-1].uri for item in library.load(tmp_path / "mine.toml").items] == made.uris
        out = run("logout")
        assert (out.returncode, out.stdout.strip()) == (0, str(token))
        assert not list(home.rglob("*token*"))
        assert "no token" in run("logout").stderr
        for done in (first, again, read, out):
            assert "made-up-token" not in done.stdout + done.stderr
            assert "made-up-refresh" not in done.stdout + done.stderr


# Completion


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_reads_and_knows_every_command(
    shell: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = script(shell, capsys)
    assert all(command in text for command in commands())
    assert "path-map" in text
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    path = tmp_path / "completion"
    path.write_text(text)
    done = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["playlists", "pub"], {"publish"}),
        (["playlists", "export", "x", "--prof"], {"--profile"}),
        (["playlists", "export", "x", "--profile", "n"], {"navidrome"}),
        (["playlists", "publish", "x", "--to", ""], {"spotify", "listenbrainz"}),
        (["playlists", "completion", ""], {"bash", "zsh", "fish"}),
    ],
)
def test_bash_completes_commands_options_and_choices(
    words: list[str], expected: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    quoted = " ".join(f"'{word}'" for word in words)
    asked = (
        f"{script('bash', capsys)}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; "
        '_shtab_playlists; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True, timeout=30)
    assert {line.strip() for line in done.stdout.splitlines()} == expected


def test_fish_completes_commands_and_choices(capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    for line, expected in (("playlists pub", "publish"), ("playlists publish x --to sp", "spotify")):
        asked = f"function playlists; end\n{script('fish', capsys)}\ncomplete -C '{line}'"
        done = subprocess.run(["fish", "-N", "-c", asked], capture_output=True, text=True, check=True, timeout=30)
        assert expected in {row.partition("\t")[0] for row in done.stdout.splitlines()}


def test_completing_needs_no_library_when_it_is_not_asked_for() -> None:
    code = "import sys; import playlists.cli; playlists.cli.parser(); print('shtab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
    assert parser().parse_args(["logout"]).module == "playlists.commands.logout"
