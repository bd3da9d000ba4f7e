"""The provider of local music."""

from __future__ import annotations

from pathlib import Path

import pytest

from soundtrack.errors import DataError, ProviderUnavailableError
from soundtrack.given import wanted
from soundtrack.models import Wanted, WantedRelease
from soundtrack.providers._local import Local, local
from soundtrack.providers.base import Provider
from tests import audio

RELEASE = WantedRelease(title="The Score", artist="The Composer")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    for number, title in enumerate(["Main Titles", "The Boat", "The End"], start=1):
        tags = {"title": title, "artist": "The Composer", "album": "The Score", "tracknumber": str(number)}
        audio.write(tmp_path / "music" / "score" / f"{number}.mp3", seconds=number, tags=tags)
    audio.write(tmp_path / "music" / "song.flac", tags={"title": "A Song", "artist": "Ann", "isrc": "QZES50000001"})
    return tmp_path / "music"


def test_it_does_what_a_provider_does(music: Path, tmp_path: Path) -> None:
    assert isinstance(local(music, index=tmp_path / "index"), Provider)


def test_it_scans_on_the_way_and_says_how_far(music: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    local(music, index=tmp_path / "index", scanning=lambda done, whole: told.append((done, whole)))
    assert told[-1] == (4, 4)
    assert Local(tmp_path / "index").offers([wanted("A Song")]).candidates[0]


def test_a_folder_that_does_not_exist_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        local(tmp_path / "gone", index=tmp_path / "index")


def test_it_plans_no_request(music: Path, tmp_path: Path) -> None:
    plan = local(music, index=tmp_path / "index").plan([wanted("A Song")], RELEASE)
    assert (plan.provider, plan.requests, plan.seconds, plan.at_most) == ("local", 0, 0.0, 0)


def test_offers_are_in_the_order_asked_and_empty_where_nothing_is_found(music: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    offers = local(music, index=tmp_path / "index").offers(
        [wanted("A Song"), wanted("Unheard"), wanted("The Boat", artist="Composer")],
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert [[file.recording.title for file in line][:1] for line in offers.candidates] == [["A Song"], [], ["The Boat"]]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert offers.releases == ()
    assert offers.failed == {}


def test_a_wanted_release_is_offered_whole_with_a_file_for_every_place(music: Path, tmp_path: Path) -> None:
    lines = [Wanted(title=title, position=number) for number, title in enumerate(["Titles", "Boat", "Fin"], start=1)]
    offers = local(music, index=tmp_path / "index").offers(lines, RELEASE)
    (release,) = offers.releases
    assert [track.title for _, track in release.tracks] == ["Main Titles", "The Boat", "The End"]
    for number, line in enumerate(offers.candidates, start=1):
        assert number in {file.position for file in line}
        assert len({file.location for file in line}) == len(line)


def test_identifiers_are_looked_up(music: Path, tmp_path: Path) -> None:
    found = local(music, index=tmp_path / "index").by_id(["urn:isrc:QZES50000001", "urn:isrc:QZES50000002"])
    assert [(uri, file.recording.title) for uri, file in found.items()] == [("urn:isrc:QZES50000001", "A Song")]


def test_answers_come_from_the_folders_given(music: Path, tmp_path: Path) -> None:
    local(music, index=tmp_path / "index")
    audio.write(tmp_path / "other" / "a.mp3", tags={"title": "Elsewhere"})
    offers = local(tmp_path / "other", index=tmp_path / "index").offers([wanted("A Song"), wanted("Elsewhere")])
    assert [len(line) for line in offers.candidates] == [0, 1]


def test_an_index_that_cannot_be_used_makes_the_provider_unavailable(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"This is no database." * 100)
    with pytest.raises(ProviderUnavailableError, match=r"local: .*not a database"):
        Local(tmp_path / "index").offers([wanted("A Song")])
