from __future__ import annotations

import pytest

from playlists import importers
from playlists.importers import m3u
from playlists.models import Playlist
from soundtrack.errors import DataError


def read(text: str | bytes, base: str | None = "/music") -> Playlist:
    return m3u.read(text if isinstance(text, bytes) else text.encode(), base=base, name="liste.m3u")


def words(playlist: Playlist) -> list[tuple[str | None, str]]:
    return [(item.wanted.artist, item.wanted.title) for item in playlist.items]


@pytest.mark.parametrize(
    ("line", "artist", "title", "duration_ms"),
    [
        ("#EXTINF:215,Jane Doe - The Hall", "Jane Doe", "The Hall", 215_000),
        ("#EXTINF:-1,The Hall", None, "The Hall", None),
        ("#EXTINF:0, Jane Doe - The Hall ", "Jane Doe", "The Hall", None),
        ("#EXTINF:215.4,Jane Doe - A - B", "Jane Doe", "A - B", 215_400),
        ('#EXTINF:215 tvg-logo="a,b" group=x,Jane Doe - The Hall', "Jane Doe", "The Hall", 215_000),
        ("#extinf : 215 , Hello, World", None, "Hello, World", 215_000),
        ("#EXTINF:,The Hall", None, "The Hall", None),
        ("#EXTINF:215", None, "x", 215_000),
    ],
)
def test_extinf_in_its_odd_forms(line: str, artist: str | None, title: str, duration_ms: int | None) -> None:
    (item,) = read(f"#EXTM3U\n{line}\nx.mp3\n").items
    assert (item.wanted.artist, item.wanted.title, item.wanted.duration_ms) == (artist, title, duration_ms)


@pytest.mark.parametrize(
    ("line", "location"),
    [
        ("a b.mp3", "file:///music/a%20b.mp3"),
        ("./Ä/#1.mp3", "file:///music/%C3%84/%231.mp3"),
        ("../x.mp3", "file:///x.mp3"),
        ("/abs/x.mp3", "file:///abs/x.mp3"),
        ("Album/03%20The%20Hall.flac", "file:///music/Album/03%20The%20Hall.flac"),
        ("./03%20.flac", "file:///music/03%2520.flac"),
        ("100% x.mp3", "file:///music/100%25%20x.mp3"),
        ("file:///m/a%20b.mp3", "file:///m/a%20b.mp3"),
        ("file://localhost/m/a.mp3", "file:///m/a.mp3"),
        ("C:\\Musik\\Ä b.mp3", "file:///C:/Musik/%C3%84%20b.mp3"),
        ("D:/Musik/x.mp3", "file:///D:/Musik/x.mp3"),
        ("\\\\nas\\Musik\\x.mp3", "file:////nas/Musik/x.mp3"),
        ("Album\\x.mp3", "file:///music/Album/x.mp3"),
        ("http://radio.example/x", None),
    ],
)
def test_locations_as_players_write_them(line: str, location: str | None) -> None:
    (item,) = read(f"#EXTM3U\n#EXTINF:1,A - B\n{line}\n").items
    assert item.location == location


def test_an_address_that_is_no_file_is_kept_as_identifier_or_note() -> None:
    found, radio = read("spotify:track:0000000000000000000001\nhttp://radio.example/live\n").items
    assert [said.uri for said in found.wanted.identifiers] == ["spotify:track:0000000000000000000001"]
    assert (radio.wanted.title, radio.note, radio.resolution) == ("live", "http://radio.example/live", None)


@pytest.mark.parametrize(
    ("name", "artist", "title", "position"),
    [
        ("03 The Hall.flac", None, "The Hall", 3),
        ("03 - Jane Doe - The Hall.flac", "Jane Doe", "The Hall", 3),
        ("Jane Doe - The Hall.mp3", "Jane Doe", "The Hall", None),
        ("1979.mp3", None, "1979", None),
        ("99 Luftballons.mp3", None, "Luftballons", 99),
    ],
)
def test_without_extinf_the_files_name_tells(name: str, artist: str | None, title: str, position: int | None) -> None:
    (item,) = read(f"Jane/{name}\n").items
    assert (item.wanted.artist, item.wanted.title, item.wanted.position) == (artist, title, position)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("utf-8", "Ein Café – 日本"),
        ("utf-8-sig", "Ein Café – 日本"),
        ("utf-16", "Ein Café – 日本"),
        ("utf-16-le", "Ein Café – 日本"),
        ("utf-16-be", "Ein Café – 日本"),
        ("cp932", "宇多田ヒカルのうた"),
        ("cp1251", "Группа крови на рукаве"),
        ("koi8-r", "Группа крови на рукаве"),
        ("gb18030", "青花瓷与红豆的故事"),
        ("cp949", "좋은 날이 오면"),
    ],
)
def test_encodings(encoding: str, title: str, ending: str) -> None:
    text = f"#EXTM3U\n#PLAYLIST:x\n#EXTINF:10,{title}\n{title}.mp3\n".replace("\n", ending)
    (item,) = read(text.encode(encoding)).items
    assert item.wanted.title == title


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_text_of_old_windows_programs(encoding: str) -> None:
    playlist = read("#EXTM3U\r\n#EXTINF:10,Beyoncé - Déjà Vu\r\nC:\\Beyoncé\\Déjà Vu.mp3\r\n".encode(encoding))
    assert words(playlist) == [("Beyoncé", "Déjà Vu")]
    assert playlist.items[0].location == "file:///C:/Beyonc%C3%A9/D%C3%A9j%C3%A0%20Vu.mp3"


def test_a_name_that_is_no_utf8_in_a_list_that_is_keeps_its_bytes() -> None:
    data = "#EXTM3U\nÄ.mp3\nÖ.mp3\n".encode() + b"caf\xe9.mp3\n"
    assert [item.location for item in read(data).items][2] == "file:///music/caf%E9.mp3"


def test_itunes_writes_title_first_in_the_encoding_of_old_macs_with_cr_alone() -> None:
    text = "#EXTM3U\r#EXTINF:217,Jóga - Björk\r/Users/x/Music/Björk/Homogenic/02 Jóga.mp3\r"
    assert words(read(text.encode("mac_roman"))) == [("Björk", "Jóga")]


def test_the_names_of_files_tell_which_side_is_the_title() -> None:
    text = "#EXTM3U\n#EXTINF:1,{}\nMusic/Björk/Homogenic/02 Jóga.mp3\n"
    assert words(read(text.format("Jóga - Björk"))) == [("Björk", "Jóga")]
    assert words(read(text.format("Björk - Jóga"))) == [("Björk", "Jóga")]


def test_our_comments_keep_their_place() -> None:
    playlist = read(
        "#EXTM3U\n#PLAYLIST:Score\n"
        "#EXTGRP:Film: The hall\n#EXTALB:Album\n#EXTINF:1,A - One\n./1.mp3\n"
        "# UNRESOLVED: A - Two (3:35)\n"
        "# NO FILE: A - Three (75:20) recording=00000000-0000-4000-8000-000000000001\n"
        "# HIDDEN: item 4\n"
        "# a remark\n"
        "#EXTINF:2,A - Five\n"
    )
    assert playlist.title == "Score"
    assert [item.wanted.title for item in playlist.items] == ["One", "Two", "Three", "Hidden item 4", "Five"]
    assert [item.status for item in playlist.items] == ["matched", "open", "matched", "open", "open"]
    assert [item.masked for item in playlist.items] == [False, False, False, True, False]
    assert [item.wanted.duration_ms for item in playlist.items][1:3] == [215_000, 4_520_000]
    assert (playlist.items[0].note, playlist.items[0].wanted.release) == ("Film: The hall", "Album")


def test_a_list_is_called_by_its_file_where_it_does_not_say() -> None:
    assert read("a.mp3\n").title == "liste"


def test_relative_files_without_a_folder_have_no_location() -> None:
    (item,) = read("a.mp3\n", base=None).items
    assert (item.wanted.title, item.location) == ("a.mp3", None)


def test_a_streams_segments_are_no_list() -> None:
    with pytest.raises(DataError, match=r"x\.m3u8:2: .*HLS"):
        importers.read(b"#EXTM3U\n#EXT-X-TARGETDURATION:10\na.ts\n", name="x.m3u8")
