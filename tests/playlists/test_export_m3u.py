from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from playlists import exporters, paths
from playlists.exporters import m3u
from playlists.exporters.base import ExportOptions
from playlists.models import Playlist
from tests import strategies
from tests.playlists.making import RECORDING, STORY, a_playlist, an_item, the_long_winter

HERE = ExportOptions(folder="/home/nobody/lists")


def lines(*items: object, options: ExportOptions = HERE) -> list[str]:
    return m3u.render(a_playlist(*items), options).text.splitlines()  # type: ignore[arg-type]


def test_the_whole_file(snapshot: SnapshotAssertion) -> None:
    rendered = m3u.render(the_long_winter(), ExportOptions(folder="/home/nobody/lists", story=STORY, telling="film"))
    assert (rendered.text, rendered.warnings) == snapshot


def test_m3u_and_m3u8_are_the_same_bytes() -> None:
    assert (
        exporters.render(the_long_winter(), "m3u", HERE).text == exporters.render(the_long_winter(), "m3u8", HERE).text
    )


@pytest.mark.parametrize(("duration_ms", "seconds"), [(None, -1), (499, 1), (1_499, 1), (1_500, 2), (202_000, 202)])
def test_extinf_is_whole_seconds_and_at_least_one(duration_ms: int | None, seconds: int) -> None:
    item = an_item(duration_ms=duration_ms, location="file:///m/a.mp3")
    assert f"#EXTINF:{seconds},Jane Doe - The Hall" in lines(item)


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ("file:///home/nobody/Music/a.mp3", "../Music/a.mp3"),
        ("file:///home/nobody/lists/a.mp3", "./a.mp3"),
        ("file:///home/nobody/lists/%231.mp3", "./#1.mp3"),
        ("file:///home/nobody/lists/Battle%3A%20x.mp3", "./Battle: x.mp3"),
        ("file:///home/nobody/lists/e%CC%81.mp3", "./e\u0301.mp3"),
        ("file:///home/nobody/lists/%2541.mp3", "./%41.mp3"),
        ("file:///C:/Music/a%20b.mp3", "C:/Music/a b.mp3"),
    ],
)
def test_a_location_is_the_files_own_bytes_relative_with_a_dot_in_front(location: str, line: str) -> None:
    assert lines(an_item(location=location))[-1] == line


@pytest.mark.parametrize("name", ["caf%E9.ogg", "a%0Ab.mp3", "a%0D.mp3", "a.mp3%20", "a.mp3%C2%A0"])
def test_a_name_that_a_line_cannot_carry_is_an_item_without_a_file_and_a_warning(name: str) -> None:
    item = an_item(location=f"file:///home/nobody/lists/{name}", matched=True)
    rendered = m3u.render(a_playlist(item), HERE)
    assert rendered.text.splitlines()[-1].startswith("# NO FILE: Jane Doe - The Hall recording=00000000-")
    assert len(rendered.warnings) == 1
    assert "without a file" in rendered.warnings[0]
    as_uri = m3u.render(a_playlist(item), ExportOptions(folder="/home/nobody/lists", paths="uri"))
    assert as_uri.text.splitlines()[-1] == f"file:///home/nobody/lists/{name}"
    assert not as_uri.warnings


@pytest.mark.parametrize(
    ("name", "player"), [("%231.mp3", "VLC"), ("a%3F.mp3", "VLC"), ("a%2541.mp3", "VLC"), ("%20a.mp3", "MPD")]
)
def test_names_that_a_player_cannot_open_are_named(name: str, player: str) -> None:
    (warning,) = m3u.render(a_playlist(an_item(location=f"file:///home/nobody/lists/{name}")), HERE).warnings
    assert player in warning
    assert "\n" not in warning


@pytest.mark.parametrize("name", ["100%25.mp3", "a.mp3", "a%20b.mp3"])
def test_harmless_names_are_not_warned_of(name: str) -> None:
    assert not m3u.render(a_playlist(an_item(location=f"file:///home/nobody/lists/{name}")), HERE).warnings


def test_what_is_not_there_is_a_comment_at_its_place() -> None:
    assert lines(
        an_item(item_id="a", location="file:///home/nobody/lists/a.mp3"),
        an_item("The Letter", item_id="b", duration_ms=215_000),
        an_item("The Reply", item_id="c", duration_ms=130_000, matched=True),
        an_item("We All Die", item_id="d", masked=True),
    )[3:] == [
        "./a.mp3",
        "# UNRESOLVED: Jane Doe - The Letter (3:35)",
        f"# NO FILE: Jane Doe - The Reply (2:10) recording={RECORDING[-36:]}",
        "# HIDDEN: item 4",
    ]


def test_a_hidden_item_that_keeps_its_path_shows_no_title_and_is_warned_of() -> None:
    item = an_item("We All Die", masked=True, location="file:///home/nobody/lists/a.mp3", scene="film/the-end")
    rendered = exporters.render(a_playlist(item), "m3u8", HERE)
    assert rendered.text == "#EXTM3U\n#PLAYLIST:The Long Winter\n#EXTINF:-1,Hidden item 1\n./a.mp3\n"
    assert rendered.warnings == ("1 hidden item keeps its path: names of files may tell",)


@pytest.mark.parametrize(
    ("artist", "title", "words"),
    [
        ("Jane - Joan", "A - B", "Jane – Joan - A – B"),
        ("Jane -", "- B", "Jane – - – B"),
        ("Jay-Z", "Non-stop", "Jay-Z - Non-stop"),
        (None, "A - B", "A – B"),
        ("J\u2028D", "a\n#EXTINF:1,b\x85c\td", "J D - a #EXTINF:1,b c d"),
        ("J", "👩\u200d🎤", "J - 👩\u200d🎤"),
    ],
)
def test_there_is_one_hyphen_between_artist_and_title_and_no_control_character(
    artist: str | None, title: str, words: str
) -> None:
    assert lines(an_item(title, artist, location="file:///m/a.mp3"))[2] == f"#EXTINF:-1,{words}"


def test_without_an_artist_the_composers_then_the_albums_artist_are_named() -> None:
    item = an_item(artist=None, location="file:///m/a.mp3")
    composed = item.replace(wanted=item.wanted.replace(composers=("A", "B")))
    assert lines(composed)[2] == "#EXTINF:-1,A, B - The Hall"
    album = the_long_winter().replace(items=(item,))
    assert "#EXTINF:-1,Jane Doe - The Hall" in m3u.render(album, HERE).text


def test_without_a_title_there_is_no_extinf() -> None:
    assert lines(an_item("\x00", location="file:///home/nobody/lists/a.mp3"))[2:] == ["./a.mp3"]


def test_the_scene_stands_before_every_entry_of_it_but_not_before_comments() -> None:
    options = ExportOptions(folder="/m", story=STORY)
    assert lines(
        an_item(item_id="a", location="file:///m/a", scene="film/the-hall"),
        an_item(item_id="b", scene="film/the-hall"),
        an_item(item_id="c", location="file:///m/c", scene="film/the-hall"),
        options=options,
    )[2:] == [
        "#EXTGRP:Film, part 1 (Snow): The hall",
        "#EXTINF:-1,Jane Doe - The Hall",
        "./a",
        "# UNRESOLVED: Jane Doe - The Hall",
        "#EXTGRP:Film, part 1 (Snow): The hall",
        "#EXTINF:-1,Jane Doe - The Hall",
        "./c",
    ]


def test_a_cover_is_written_only_when_asked_for() -> None:
    assert "EXTALBUMARTURL" not in m3u.render(the_long_winter(), HERE).text
    text = m3u.render(the_long_winter(), ExportOptions(folder="/m", album_art=True)).text
    assert text.count("#EXTALBUMARTURL:https://coverartarchive.org/release/") == 1


@given(strategies.masked_playlists())
def test_no_text_breaks_the_file(playlist: Playlist) -> None:
    text = m3u.render(playlist, HERE).text
    assert text.startswith("#EXTM3U\n#PLAYLIST:")
    assert text.endswith("\n")
    assert "\r" not in text
    found = text.split("\n")[:-1]
    assert all(found)
    keys: set[str] = set()
    playable = 0
    for line in found[2:]:
        if line.startswith("#EXT"):
            key = line.partition(":")[0]
            assert key in {"#EXTINF", "#EXTGRP"}
            assert key not in keys  # Jellyfin loses the list over a key twice before one location
            keys.add(key)
            if key == "#EXTINF":
                assert re.fullmatch(r"#EXTINF:(-1|[1-9]\d*),\S.*", line)
                assert line.count(" - ") <= 1
        elif line.startswith("#"):
            assert not keys  # no #EXT line for an entry without a location
            assert re.match(r"# (UNRESOLVED|NO FILE|HIDDEN): ", line)
        else:
            assert line.startswith(("./", "../", "/"))
            playable += 1
            keys.clear()
    assert not keys
    entries = sum(not line.startswith("#EXT") for line in found[2:])
    assert entries == len(playlist.items)
    carried = [
        item.location for item in playlist.items if item.location and m3u._problem(paths.path_of(item.location)) is None
    ]
    assert playable == len(carried)


@given(st.lists(strategies.plain_locations(), max_size=5))
def test_every_located_item_is_one_playable_line_in_order_with_duplicates(places: list[str]) -> None:
    items = [an_item(item_id=f"i-{n}", location=place) for n, place in enumerate(places)]
    playable = [line for line in lines(*items, options=ExportOptions()) if not line.startswith("#")]
    assert playable == [paths.path_of(place).decode() for place in places]
