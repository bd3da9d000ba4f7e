"""The command against replicas of the services: what is found, what is refused, what it costs, how failures end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from playlists.cli import main
from playlists.exporters import FORMATS
from tests.replicas import _server
from tests.replicas.catalogue import SCORE_TITLE, SCORE_TRACKS, Catalogue, crowd, never_let_me_go
from tests.replicas.deezer import DeezerReplica
from tests.replicas.musicbrainz import MusicBrainzReplica
from tests.replicas.spotify import CLIENT_ID, CLIENT_SECRET, SpotifyReplica

SCORE, FAN = "never-let-me-go/score", "never-let-me-go/bookmark"
RIGHT = {
    "making-tea": ("Making Tea", "Rachel Portman", SCORE_TITLE),
    "memorie-dal-futuro": ("Memorie dal Futuro", "MONO", None),
    "exchange": ("Exchange", "Massive Attack", "Mezzanine"),
    "tummy": ("Tummy", "Tamino", "Amir"),
    "nothings-gonna-hurt-you-baby": ("Nothing's Gonna Hurt You Baby", "Cigarettes After Sex", None),
    "happy-when-it-rains": ("Happy When It Rains", "The Jesus and Mary Chain", "Darklands"),
    "tender": ("Tender", "Blur", "13"),
    "no-surprises": ("No Surprises", "Radiohead", "OK Computer"),
    "i-bleed": ("I Bleed", "Pixies", "Doolittle"),
    "never-let-me-go": ("Never Let Me Go", "Jane Monheit", SCORE_TITLE),
}


@dataclass
class Services:
    """Replicas of all services."""

    musicbrainz: MusicBrainzReplica
    deezer: DeezerReplica
    spotify: SpotifyReplica

    def forget(self) -> None:
        for replica in (self.musicbrainz, self.deezer, self.spotify):
            replica.forget()


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with MusicBrainzReplica() as musicbrainz, DeezerReplica() as deezer, SpotifyReplica() as spotify:
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_URL", musicbrainz.url)
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_INTERVAL", "0")
        monkeypatch.setenv("PLAYLISTS_DEEZER_URL", deezer.url)
        monkeypatch.setenv("PLAYLISTS_SPOTIFY_API_URL", spotify.url)
        monkeypatch.setenv("PLAYLISTS_SPOTIFY_AUTH_URL", spotify.url)
        yield Services(musicbrainz, deezer, spotify)


def resolve(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, dict[str, dict[str, object]], str]:
    """Status, the items' resolutions by id, and the words."""
    capsys.readouterr()
    status = main(["resolve", *args, "--json"])
    out, err = capsys.readouterr()
    lists = json.loads(out)
    items = [item for one in (lists if isinstance(lists, list) else [lists]) for item in one["items"]]
    return status, {item["id"]: item.get("resolution", {}) for item in items}, err


def planned(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, int]:
    capsys.readouterr()
    assert main(["resolve", *args, "--dry-run", "--json"]) == 0
    return {one["provider"]: one["requests"] for one in json.loads(capsys.readouterr().out)["providers"]}


def recording_mbids(resolution: dict[str, object]) -> list[str]:
    return re.findall(r"musicbrainz\.org/recording/([0-9a-f-]{36})", json.dumps(resolution["identifiers"]))


def test_the_score_costs_two_requests_and_nothing_the_second_time(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    assert planned(capsys, SCORE, "--provider", "musicbrainz") == {"musicbrainz": 2}
    assert services.musicbrainz.count == 0
    status, found, words = resolve(capsys, SCORE, "--provider", "musicbrainz", "--strict")
    assert (status, services.musicbrainz.count) == (0, 2), words
    catalogue = never_let_me_go()
    release = next(one for one in catalogue.releases if (one.title, len(list(one.tracks))) == (SCORE_TITLE, 19))
    expected = [track.recording.mbid for _, track in release.tracks]
    assert [recording_mbids(resolution) for resolution in found.values()] == [[mbid] for mbid in expected]
    assert len(expected) == len(SCORE_TRACKS)
    services.forget()
    assert planned(capsys, SCORE, "--provider", "musicbrainz") == {"musicbrainz": 0}
    assert resolve(capsys, SCORE, "--provider", "musicbrainz", "--strict")[0] == 0
    assert services.musicbrainz.count == 0


def test_the_fans_ten_lines_cost_at_most_three_and_are_the_right_recordings_and_no_trap(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found, words = resolve(capsys, FAN, "--provider", "musicbrainz", "--strict")
    assert status == 0, words
    assert services.musicbrainz.count <= 3
    catalogue = never_let_me_go()
    for item_id, (title, artist, release) in RIGHT.items():
        assert recording_mbids(found[item_id]) == [catalogue.find(title, artist, release).mbid], item_id


def test_in_the_worst_crowd_it_is_at_most_a_request_a_line_and_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [(title, artist) for title, artist, _ in RIGHT.values()]
    with MusicBrainzReplica(never_let_me_go().with_releases(crowd(pairs))) as replica:
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_URL", replica.url)
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_INTERVAL", "0")
        _, found, _ = resolve(capsys, FAN, "--provider", "musicbrainz")
        assert replica.count <= 11
    catalogue = never_let_me_go()
    for item_id, (title, artist, release) in RIGHT.items():
        right = catalogue.find(title, artist, release).mbid
        assert found[item_id]["state"] != "matched" or right in recording_mbids(found[item_id]), item_id


def test_what_the_catalogue_does_not_hold_is_not_matched_by_something_like_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = never_let_me_go()
    right = {whole.find(*one).mbid for one in RIGHT.values()}
    kept = tuple(
        release for release in whole.releases if not any(track.recording.mbid in right for _, track in release.tracks)
    )
    with MusicBrainzReplica(Catalogue(kept)) as replica:
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_URL", replica.url)
        monkeypatch.setenv("PLAYLISTS_MUSICBRAINZ_INTERVAL", "0")
        for name in (FAN, SCORE):
            _, found, _ = resolve(capsys, name, "--provider", "musicbrainz")
            assert {item_id: one["state"] for item_id, one in found.items() if one["state"] == "matched"} == {}


def test_every_item_gets_the_identifiers_of_all_services_each_with_who_said_so(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPOTIPY_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("SPOTIPY_CLIENT_SECRET", CLIENT_SECRET)
    plan = planned(capsys, "never-let-me-go")
    status, found, words = resolve(capsys, "never-let-me-go", "--strict")
    assert status == 0, words
    for item_id, resolution in found.items():
        who = {name for said in resolution["identifiers"] for name in said["said_by"]}  # type: ignore[attr-defined]
        assert {"musicbrainz", "deezer", "spotify"} <= who, item_id
    tokens = sum(seen.path == "/api/token" for seen in services.spotify.seen)
    assert (tokens, services.spotify.count - tokens) == (1, plan["spotify"])
    services.forget()
    assert resolve(capsys, "never-let-me-go", "--strict")[0] == 0
    assert [services.musicbrainz.count, services.deezer.count, services.spotify.count] == [0, 0, 0]


FAILURES = {
    "busy": _server.status(503),
    "cut": _server.cut(),
    "half": _server.half(),
    "garbled": _server.garbled(),
    "not found": _server.status(404),
}


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("service", ["musicbrainz", "deezer"])
def test_a_failure_at_any_request_ends_in_order_and_the_next_run_asks_only_for_the_rest(
    service: str, how: str, services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    replica = getattr(services, service)
    replica.fail(FAILURES[how], at=range(2, 100))
    status, found, _ = resolve(capsys, "never-let-me-go", "--provider", service)
    assert status == 0
    states = {one["state"] for one in found.values()}
    assert states <= {"matched", "failed", "missing", "ambiguous"}
    first = {item_id for item_id, one in found.items() if one["state"] == "matched"}
    if how != "not found":
        assert "failed" in states
        assert "missing" not in states
    replica.heal()
    replica.forget()
    again, later, words = resolve(capsys, "never-let-me-go", "--provider", service, "--strict")
    if how != "not found":
        assert again == 0, words
    assert first <= {item_id for item_id, one in later.items() if one["state"] == "matched"}


def test_check_online_finds_what_changed_at_the_service(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    resolve(capsys, FAN, "--provider", "musicbrainz")
    assert main(["check", FAN, "--online", "--provider", "musicbrainz"]) == 0
    capsys.readouterr()
    gone = never_let_me_go().find("Tender", "Blur", "13").mbid
    services.musicbrainz.fail(_server.status(404), path=f"/ws/2/recording/{gone}")
    assert main(["check", FAN, "--online", "--provider", "musicbrainz"]) == 1
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1
    assert re.search(rf"item 7: dead: https://musicbrainz\.org/recording/{gone} is not known there any more", out)


def test_show_explains_a_choice_and_why_the_runner_up_lost(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    resolve(capsys, FAN, "--provider", "musicbrainz")
    services.forget()
    assert main(["show", FAN, "--item", "3"]) == 0
    shown = capsys.readouterr().out
    assert "same title: Exchange" in shown
    assert "(Exchange)" in shown
    assert services.musicbrainz.count == 0


def test_upto_hides_the_same_in_every_format_that_is_written(
    services: Services, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    args = ["export", "never-let-me-go", "--upto", "film:part1", "--to", ",".join(FORMATS), "-o", str(tmp_path), "-q"]
    assert main([*args, "--provider", "musicbrainz"]) == 0
    later = ("We All Complete", "Souls At All", "The Worst Thing I Ever Did", "Tommy completes", "Ruth completes")
    mbids = [never_let_me_go().find(title, "Rachel Portman", SCORE_TITLE).mbid for title in later[:3]]
    for path in tmp_path.iterdir():
        text = path.read_text()
        assert [secret for secret in (*later, *mbids) if secret in text] == [], path.name
