"""A person decides once, and it stays decided: the file, the dialogue in a real terminal, two locks as one."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from playlists import library, lock, review
from playlists.models import Playlist, PlaylistItem
from soundtrack.errors import DataError, UsageError
from soundtrack.matching import decide
from soundtrack.models import ArtistCreditName, Candidate, Pin, Recording, Release, Wanted
from soundtrack.story import Said
from tests.replicas.musicbrainz import MusicBrainzReplica

ROOT = Path(__file__).parent.parent.parent
RECORDING = "https://musicbrainz.org/recording/00000000-0000-4000-8000-00000000000{}"


def offer(number: int, title: str, artist: str, duration_ms: int | None = None) -> Candidate:
    return Candidate(
        provider="musicbrainz",
        recording=Recording(title=title, artist_credit=(ArtistCreditName(name=artist),), duration_ms=duration_ms),
        release=Release(title="Made up"),
        identifiers=(RECORDING.format(number),),
    )


def a_list() -> Playlist:
    """One line that only a person can decide: what is offered are versions, and the line says nothing of them."""
    wanted = Wanted(title="Tender", artist="Blur", duration_ms=460_000)
    candidates = [offer(1, "Tender (Live)", "Blur", 500_000), offer(2, "Tender (Radio Edit)", "Blur", 270_000)]
    resolution = decide(wanted, candidates)
    assert resolution.state != "matched"
    return Playlist(title="Made up", items=(PlaylistItem(id="tender", wanted=wanted, resolution=resolution),))


def test_every_different_recording_that_was_offered_stands_in_the_question_once() -> None:
    (item,) = a_list().items
    asked = review.question(item)
    assert {one.title for one in asked.candidates} == {"Tender (Live)", "Tender (Radio Edit)"}
    assert asked.line == "Blur - Tender (7:40)"
    assert all(one.speaks_for or one.speaks_against for one in asked.candidates)


def test_an_answer_in_the_file_becomes_a_pin_with_its_date_and_reason() -> None:
    text = review.to_toml(a_list(), "made-up", "2026-01-02")
    answered = text.replace('answer = ""', "answer = 1").replace('reason = ""', 'reason = "I was there"')
    playlist, count = review.apply_toml(a_list(), answered)
    (item,) = playlist.items
    assert (count, item.status) == (1, "matched")
    assert item.resolution is not None
    assert item.resolution.pin == Pin(decision="recording", date="2026-01-02", reason="I was there")
    assert all("pin" in said.said_by for said in item.resolution.identifiers)


def test_none_of_these_is_a_decision_too() -> None:
    text = review.to_toml(a_list(), "made-up", "2026-01-02").replace('answer = ""', 'answer = "none"')
    playlist, count = review.apply_toml(a_list(), text)
    assert count == 1
    assert playlist.items[0].status == "missing"
    assert list(review.open_items(playlist)) == []


def test_an_empty_answer_decides_nothing() -> None:
    playlist, count = review.apply_toml(a_list(), review.to_toml(a_list(), "made-up", "2026-01-02"))
    assert (playlist, count) == (a_list(), 0)


@pytest.mark.parametrize("what", ["the line", "the offers"])
def test_an_answer_to_a_question_that_has_changed_is_refused_and_nothing_is_applied(what: str) -> None:
    text = review.to_toml(a_list(), "made-up", "2026-01-02").replace('answer = ""', "answer = 1")
    playlist = a_list()
    if what == "the line":
        (item,) = playlist.items
        playlist = playlist.replace(items=(item.replace(wanted=item.wanted.replace(title="Tender Is the Night")),))
    else:
        text = text.replace(RECORDING.format(1), RECORDING.format(3))
    with pytest.raises(DataError, match="has changed since this file was written"):
        review.apply_toml(playlist, text, "questions.toml")


def test_a_number_that_is_no_candidate_is_one_sentence() -> None:
    text = review.to_toml(a_list(), "made-up", "2026-01-02").replace('answer = ""', "answer = 7")
    with pytest.raises(DataError, match="7 is no candidate of 'tender'"):
        review.apply_toml(a_list(), text)


def test_the_file_and_its_lock_are_the_same_bytes_every_time() -> None:
    text = review.to_toml(a_list(), "made-up", "2026-01-02")
    assert text == review.to_toml(a_list(), "made-up", "2026-01-02")
    answered = text.replace('answer = ""', "answer = 2")
    locks = {lock.locked(review.apply_toml(a_list(), answered)[0], "made-up").render() for _ in range(3)}
    assert len(locks) == 1


def entry(number: int | None = None, date: str | None = None, decision: str = "recording") -> lock.LockedItem:
    return lock.LockedItem(
        wanted="0" * 16,
        state="matched" if number else "missing",
        found=lock.Found(title=f"Title {number}") if number else None,
        identifiers=(Said(uri=RECORDING.format(number), said_by=("musicbrainz",)),) if number else (),
        pin=Pin.model_validate({"decision": decision, "date": date}) if date else None,
    )


@pytest.mark.parametrize(
    ("mine", "other", "kept", "conflict"),
    [
        (entry(1), None, 1, False),
        (entry(None), entry(2), 2, False),
        (entry(1), entry(2), 1, True),
        (entry(1), entry(2, "2026-01-01"), 2, False),
        (entry(1, "2026-01-02"), entry(2, "2026-01-01"), 1, True),
        (entry(1, "2026-01-01"), entry(2, "2026-01-02"), 2, True),
        (entry(1, "2026-01-01"), entry(1, "2026-01-02"), 1, False),
    ],
)
def test_two_locks_merge_and_what_they_disagree_about_is_named(
    mine: lock.LockedItem, other: lock.LockedItem | None, kept: int, conflict: bool
) -> None:
    theirs = lock.Lock(list="made-up", items={"a": other} if other else {})
    merged, conflicts = review.merged(lock.Lock(list="made-up", items={"a": mine}), theirs)
    assert [said.uri for said in merged.items["a"].identifiers] == [RECORDING.format(kept)]
    assert bool(conflicts) is conflict


def test_locks_of_two_lists_do_not_merge() -> None:
    with pytest.raises(UsageError, match="locks of two lists"):
        review.merged(lock.Lock(list="a"), lock.Lock(list="b"))


class Terminal:
    """The command in a real pseudo-terminal."""

    def __init__(self, *args: str, **env: str) -> None:
        self.parent, child = pty.openpty()
        environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"} | env
        self.job = subprocess.Popen(
            [sys.executable, "-m", "playlists", *args],
            stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(child)
        self.text = ""

    def until(self, words: str, seconds: float = 40) -> str:
        end = time.monotonic() + seconds
        start = len(self.text)
        while words not in self.text[start:]:
            ready, _, _ = select.select([self.parent], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{words!r} did not come; on the screen: {self.text[start:]}"
            try:
                self.text += os.read(self.parent, 65536).decode()
            except OSError:  # the other end was closed
                break
        return self.text[start:]

    def type(self, text: str) -> None:
        os.write(self.parent, text.encode())

    def close(self) -> int:
        try:
            return self.job.wait(20)
        finally:
            self.job.kill()
            os.close(self.parent)


@pytest.fixture
def terminal(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    page = tmp_path / "list.toml"
    page.write_text(
        'schema_version = 1\ntitle = "Made up"\n'
        '[[item]]\nid = "exchange"\ntitle = "Exchange (Live)"\nartist = "Massive Attack"\n'
        '[[item]]\nid = "tender"\ntitle = "Tender (Karaoke)"\nartist = "Blur"\n'
    )
    return page, {"PLAYLISTS_MUSICBRAINZ_INTERVAL": "0"}


def pins(page: Path) -> dict[str, str]:
    made = page.with_name("list.lock.json")
    items = lock.read(made).items if made.is_file() else {}
    return {name: one.pin.decision for name, one in items.items() if one.pin is not None}


def test_the_dialogue_decides_undoes_searches_and_goes_on_later(terminal: tuple[Path, dict[str, str]]) -> None:
    page, env = terminal
    with MusicBrainzReplica() as replica:
        env["PLAYLISTS_MUSICBRAINZ_URL"] = replica.url
        first = Terminal("review", str(page), "--provider", "musicbrainz", **env)
        assert "Massive Attack - Exchange (Live)" in first.until("> ")
        first.type("what\n")
        assert "none of these" in first.until("> ")
        first.type("n\n")
        assert "Blur - Tender (Karaoke)" in first.until("> ")
        assert pins(page) == {"exchange": "none"}
        first.type("u\n")
        assert "undone: Massive Attack - Exchange (Live)" in first.until("> ")
        assert pins(page) == {}
        first.type("s\n")
        first.until("> ")
        first.type("/Blur - Tender\n")
        assert "Tender" in first.until("> ")
        first.type("1\n")
        first.until("still open")
        assert first.close() == 0
        assert pins(page) == {"tender": "recording"}

        again = Terminal("review", str(page), "--provider", "musicbrainz", **env)
        assert "1/1" in again.until("> ")
        again.type("n\n")
        again.until("everything is decided")
        assert again.close() == 0
    assert pins(page) == {"exchange": "none", "tender": "recording"}
    shelved = library.load(page)
    assert [item.status for item in shelved.items] == ["missing", "matched"]


def test_ctrl_c_in_the_dialogue_keeps_what_was_decided(terminal: tuple[Path, dict[str, str]]) -> None:
    page, env = terminal
    with MusicBrainzReplica() as replica:
        env["PLAYLISTS_MUSICBRAINZ_URL"] = replica.url
        job = Terminal("review", str(page), "--provider", "musicbrainz", **env)
        job.until("> ")
        job.type("n\n")
        job.until("> ")
        job.job.send_signal(signal.SIGINT)
        job.until("interrupted")
        assert job.close() == 130
    assert pins(page) == {"exchange": "none"}
