"""The library's answers: generous about spelling, exact about where a file is."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.given import wanted
from soundtrack.library._candidates import credit, file_uri
from soundtrack.library._names import NameParts, from_name
from soundtrack.library.index import Library
from soundtrack.library.scan import scan
from soundtrack.models import WantedRelease, credit_text
from soundtrack.story import Said
from tests import audio

SONGS = {
    "a.mp3": {"title": "Nothing's Gonna Hurt You Baby", "artist": "Cigarettes After Sex", "album": "I."},
    "b.flac": {"title": "Hoppípolla", "artist": "Sigur Rós", "album": "Takk..."},
    "c.ogg": {"title": "Love", "artist": "Ann"},
    "d.opus": {"title": "Love (Live at the Hall)", "artist": "Bo"},
    "e.m4a": {"title": "東京", "artist": "誰か"},
    "f.wma": {"title": "!!!", "artist": "The Signs"},
    "g.wav": {"title": "Shade of Soul", "artist": "Nobody"},
}


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    for name, tags in SONGS.items():
        audio.write(folder / "songs" / name, tags=tags)
    for number in range(12, 24):
        audio.write(folder / "score" / f"{number}.mp3", tags=audio.full_tags(number))
    for number in range(12, 15):
        audio.write(
            folder / "same name" / f"{number}.mp3",
            tags={"title": f"Song {number}", "album": "Album 1", "tracknumber": f"{number}"},
        )
    audio.write(folder / "untagged" / "03 - The Artist - The Song.mp3")
    (folder / "songs" / "broken.mp3").write_bytes(b"no music " * 99)
    scan([folder], folder / "index" / "library.sqlite")
    return folder


@pytest.fixture
def library(music: Path) -> Iterator[Library]:
    with Library.open(music / "index" / "library.sqlite") as opened:
        yield opened


def names(library: Library, title: str, **more: str) -> list[str]:
    """Names of the files offered, in order."""
    found = library.candidates(wanted(title, **more))
    return [os.path.basename(urlsplit(file.location).path) for file in found if file.location]


def test_only_what_could_be_read_counts(library: Library) -> None:
    assert len(library) == len(SONGS) + 12 + 3 + 1


@pytest.mark.parametrize(
    ("title", "artist", "first"),
    [
        ("Nothing's gonna hurt you baby", "Cigarette After Sex", "a.mp3"),
        ("Nothings gona hurt you babby", None, "a.mp3"),
        ("Cigarettes After Sex - Nothing’s gonna hurt you baby", None, "a.mp3"),
        ("Something else entirely", "Cigarette After Sex", "a.mp3"),
        ("Hoppipolla", None, "b.flac"),
        ("Hopipolla", "Sigur Ros", "b.flac"),
        ("Sigur Rós", "Hoppípolla", "b.flac"),
        ("Love", "Ann", "c.ogg"),
        ("Love", "Bo", "d.opus"),
        ("東京", None, "e.m4a"),
        ("!!!", None, "f.wma"),
        ("Shadeof Soul", None, "g.wav"),
        ("The Song", None, "03%20-%20The%20Artist%20-%20The%20Song.mp3"),
    ],
)
def test_a_line_finds_its_file_first(library: Library, title: str, artist: str | None, first: str) -> None:
    assert names(library, title, **({} if artist is None else {"artist": artist}))[:1] == [first]


@pytest.mark.parametrize("title", ["Wholly different words", "?", '" OR qqq:*', "a" * 5000, "NEAR(x y)", "\x00"])
def test_nothing_like_it_is_an_empty_answer(library: Library, title: str) -> None:
    assert library.candidates(wanted(title)) == ()


def test_an_isrc_finds_its_file_whatever_the_title(library: Library) -> None:
    assert names(library, "Quite another title", isrc="QZES50000015")[:1] == ["15.mp3"]


def test_identifiers_are_looked_up(library: Library) -> None:
    made_up = "https://musicbrainz.org/recording/00000000-0000-4000-8000-000000000014"
    uris = [made_up, "urn:isrc:QZES50000015", "urn:isrc:QZES59999999", "spotify:track:0000000000000000000000"]
    found = library.by_identifiers(uris)
    assert {uri: file.recording.title for uri, file in found.items()} == {
        made_up: "Title 14",
        "urn:isrc:QZES50000015": "Title 15",
    }


def test_a_candidate_carries_what_the_tags_say(library: Library) -> None:
    (found,) = library.by_identifiers(["urn:isrc:QZES50000013"]).values()
    assert (found.provider, found.medium, found.position) == ("local", 1, 2)
    assert (found.recording.title, credit_text(found.recording.artist_credit)) == ("Title 13", "Artist 1")
    assert found.recording.duration_ms is not None
    assert abs(found.recording.duration_ms - 1000) < 50
    assert found.release is not None
    assert (found.release.title, credit_text(found.release.artist_credit)) == ("Album 1", "Artist 1")
    assert found.identifiers == (
        "https://musicbrainz.org/recording/00000000-0000-4000-8000-000000000013",
        "urn:isrc:QZES50000013",
    )


def test_a_file_without_tags_is_known_by_its_name(library: Library) -> None:
    found = library.candidates(wanted("The Song", artist="The Artist"))[0]
    assert (found.recording.title, credit_text(found.recording.artist_credit), found.position) == (
        "The Song",
        "The Artist",
        3,
    )


def test_a_release_is_whole_and_apart_from_another_of_its_name(library: Library) -> None:
    found = library.releases(WantedRelease(title="Album 1"))
    assert sorted((release.mbid is not None, len(files)) for release, files in found) == [(False, 3), (True, 12)]
    whole = next(release for release, _ in found if release.mbid is not None)
    assert [(track.position, track.title) for _, track in whole.tracks] == [
        (number - 11, f"Title {number}") for number in range(12, 24)
    ]


def test_a_release_is_found_by_its_mbid(library: Library) -> None:
    said = Said(uri="https://musicbrainz.org/release/00000000-0000-4000-8000-000000000002", said_by=("pin",))
    release, files = library.releases(WantedRelease(title="Unlike", identifiers=(said,)))[0]
    assert (release.mbid, release.title, len(files)) == ("00000000-0000-4000-8000-000000000002", "Album 1", 12)


def test_a_file_that_is_gone_since_the_scan_is_not_offered(tmp_path: Path) -> None:
    path = audio.write(tmp_path / "music" / "a.mp3", tags={"title": "Here"})
    scan([tmp_path / "music"], tmp_path / "index")
    with Library.open(tmp_path / "index") as library:
        assert len(library.candidates(wanted("Here"))) == 1
        path.unlink()
        assert library.candidates(wanted("Here")) == ()


def test_answers_can_be_limited_to_folders(music: Path) -> None:
    with Library.open(music / "index" / "library.sqlite", within=[music / "songs"]) as library:
        assert len(library) == len(SONGS)
        assert names(library, "Hoppipolla") == ["b.flac"]
        assert names(library, "Title 14") == []


def test_an_index_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    with Library.open(tmp_path / "new" / "index") as library:
        assert len(library) == 0
        assert library.candidates(wanted("Love")) == ()


def test_words_made_by_other_rules_are_made_again(tmp_path: Path) -> None:
    audio.write(tmp_path / "music" / "a.mp3", tags={"title": "Here"})
    scan([tmp_path / "music"], tmp_path / "index")
    with contextlib.closing(sqlite3.connect(tmp_path / "index")) as connection:
        connection.execute("DELETE FROM words")
        connection.execute("UPDATE state SET value = 0 WHERE name = 'words'")
        connection.commit()
    with Library.open(tmp_path / "index") as library:
        assert names(library, "Here") == ["a.mp3"]


@given(st.binary(min_size=1, max_size=60).filter(lambda name: b"\0" not in name))
def test_a_location_carries_every_byte_of_a_path(name: bytes) -> None:
    uri = file_uri(b"/" + name)
    assert uri.isascii()
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("file", "", "", "")
    assert unquote_to_bytes(parts.path) == b"/" + name


@pytest.mark.parametrize(
    ("printed", "names", "apart"),
    [
        ("Ann feat. Bo", ("Ann", "Bo"), [("Ann", " feat. "), ("Bo", "")]),
        ("Ann & Bo & Cy", ("Ann", "Bo", "Cy"), [("Ann", " & "), ("Bo", " & "), ("Cy", "")]),
        ("Ann & Friends", ("Ann", "Bo"), [("Ann & Friends", "")]),
        ("The Ann", ("Ann",), [("The Ann", "")]),
        ("Ann", (), [("Ann", "")]),
        (None, (), []),
    ],
)
def test_a_credit_keeps_what_is_printed(
    printed: str | None, names: tuple[str, ...], apart: list[tuple[str, str]]
) -> None:
    assert [(one.name, one.join_phrase) for one in credit(printed, names)] == apart


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("03 - Artist - Title.mp3", NameParts("Title", "Artist", None, 3)),
        ("03. Title.mp3", NameParts("Title", None, None, 3)),
        ("1-03 Title.mp3", NameParts("Title", None, None, 3)),
        ("Artist - Album - 03 - Title.mp3", NameParts("Title", "Artist", "Album", 3)),
        ("Artist - Title.mp3", NameParts("Title", "Artist")),
        ("some_song.mp3", NameParts("some song")),
        ("99 Problems.mp3", NameParts("99 Problems")),
        ("07 Title.mp3", NameParts("Title", None, None, 7)),
        ("1979.mp3", NameParts("1979")),
        ("07.mp3", NameParts("07")),
        (".mp3", NameParts(".mp3")),
        (" - .mp3", NameParts("-")),
    ],
)
def test_a_name_is_taken_apart(name: str, parts: NameParts) -> None:
    assert from_name(name) == parts


@given(st.text(max_size=40))
def test_any_name_gives_a_title(name: str) -> None:
    assert from_name(name or "x").title
