"""JSPF, XSPF, text, telling formats apart, ids; and bad input of every kind: one sentence, never a traceback."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists import exporters, ids, importers
from playlists.importers import building, decoding
from playlists.models import Playlist
from soundtrack.errors import DataError, UsageError
from tests import strategies
from tests.playlists.making import RECORDING, the_long_winter

ITEM = b'{"id": "a", "position": 1, "wanted": {"title": "x"}}'
BOMB = b"""<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<playlist xmlns="http://xspf.org/ns/0/"><title>&b;</title><trackList/></playlist>"""


def jspf(*tracks: object, **head: object) -> Playlist:
    data = json.dumps({"playlist": {"title": "T", **head, "track": tracks}}).encode()
    return importers.read(data, base="/music", name="x.jspf")


def test_listenbrainz_jspf() -> None:
    playlist = jspf(
        {
            "title": "One",
            "creator": "Jane",
            "album": "Album",
            "duration": 1000,
            "identifier": [RECORDING],
            "extension": {"https://musicbrainz.org/doc/jspf#track": {"added_by": "nobody", "artist_identifiers": []}},
        },
        creator="nobody",
        annotation="words",
    )
    (item,) = playlist.items
    assert (playlist.title, playlist.creator, playlist.note) == ("T", "nobody", "words")
    assert (item.wanted.title, item.wanted.artist, item.wanted.release) == ("One", "Jane", "Album")
    assert [said.uri for said in item.wanted.identifiers] == [RECORDING]
    assert (item.resolution, item.status) == (None, "open")


@pytest.mark.parametrize(
    "track",
    [
        {"title": "One", "identifier": RECORDING, "location": "a.mp3", "duration": "1000", "trackNum": "7"},
        {"title": "One", "identifier": [RECORDING, 5, None], "location": ["a.mp3"], "duration": 1000.2, "trackNum": 7},
    ],
)
def test_jspf_as_programs_write_it(track: object) -> None:
    (item,) = jspf(track).items
    assert (item.location, item.wanted.duration_ms, item.wanted.position) == ("file:///music/a.mp3", 1000, 7)
    assert item.resolution is not None
    assert [said.uri for said in item.resolution.identifiers] == [RECORDING]


@pytest.mark.parametrize(
    "track",
    [
        {},
        {"title": None, "extension": []},
        {"title": "\ud800", "extension": {"urn:x-soundtrack-companion:scenes:1": [{"scene": "no ref"}, 5]}},
        {"title": "x", "duration": -5, "trackNum": 0, "identifier": "nonsense"},
        {"title": "x", "duration": 1e300, "trackNum": True},
        {
            "title": "x",
            "extension": {"https://musicbrainz.org/doc/jspf#track": {"additional_metadata": {"artists": [5]}}},
        },
    ],
)
def test_odd_tracks_are_kept_as_far_as_they_go(track: object) -> None:
    (item,) = jspf(track).items
    assert item.ties == ()
    assert item.wanted.duration_ms is None
    assert item.wanted.position is None


def xspf(tracks: str) -> Playlist:
    text = f'<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>T</title><trackList>{tracks}</trackList></playlist>'
    return importers.read(text.encode(), base="/music")


def test_xspf_as_programs_write_it() -> None:
    playlist = xspf(
        "<track><location>file:///m/a%20b.mp3</location><title> One </title><creator>Jane</creator>"
        "<duration>215000</duration><trackNum>3</trackNum><annotation>words</annotation></track>"
        "<!-- a remark --><track><location>C:\\m\\a b.mp3</location></track>"
        f"<track><title>Two</title><identifier>{RECORDING}</identifier></track>"
    )
    one, other, two = playlist.items
    assert (one.wanted.title, one.wanted.artist, one.wanted.duration_ms) == ("One", "Jane", 215_000)
    assert (one.wanted.position, one.note, one.location) == (3, "words", "file:///m/a%20b.mp3")
    assert (other.wanted.title, other.location) == ("a b", "file:///C:/m/a%20b.mp3")
    assert (two.location, two.wanted.identifiers[0].uri) == (None, RECORDING)


def test_prose_becomes_items_with_the_line_and_its_place() -> None:
    text = (
        "My list\n\n1. Jane Doe – The Hall\n2. Joan Roe – The Letter\n3. Jane Doe – The Reply\n4. Joan Roe – The End\n"
    )
    playlist = importers.read(text.encode(), name="folder/page.txt")
    assert [item.wanted.title for item in playlist.items] == ["The Hall", "The Letter", "The Reply", "The End"]
    assert playlist.items[1].wanted.citation == "page.txt:4"
    assert "Joan Roe – The Letter" in (playlist.items[1].wanted.as_written or "")
    assert playlist.items[0].id == "jane-doe-the-hall"


def test_prose_without_a_list_is_told() -> None:
    with pytest.raises(DataError, match=r"^a\.txt: no track list was found"):
        importers.read(b"It was a dark night. Nothing was heard.\n", name="a.txt")


@pytest.mark.parametrize("to", ["m3u8", "json", "jspf", "xspf", "csv"])
def test_the_content_tells_the_format_where_no_name_does(to: str) -> None:
    text = exporters.render(the_long_winter(), to).text
    assert len(importers.read(text.encode()).items) == len(the_long_winter().items)
    assert len(importers.read(text.encode(), name="-").items) == len(the_long_winter().items)


def test_jspf_and_our_json_are_told_apart_whatever_they_are_called() -> None:
    for to in ("json", "jspf"):
        text = exporters.render(the_long_winter(), to).text
        for name in ("x.json", "x.jspf"):
            assert importers.read(text.encode(), name=name).title == "The Long Winter – score"


def test_an_unknown_format_to_read_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no format 'pls' to read; there are m3u, m3u8, json"):
        importers.read(b"x", format="pls")


def test_relative_files_are_found_beside_the_list(tmp_path: Path) -> None:
    (tmp_path / "a.m3u8").write_text("#EXTM3U\n./x y.mp3\n")
    (item,) = importers.read_file(tmp_path / "a.m3u8").items
    assert item.location == (tmp_path.resolve() / "x y.mp3").as_uri()


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        importers.read_file(tmp_path / "none.m3u")


@pytest.mark.parametrize("suffix", ["m3u8", "m3u", "json", "jspf", "xspf", "csv", "txt", "html", "none"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\r\n",
        b"\x00\x01\x02\xff" * 100,
        random.Random(1).randbytes(5000),
        b"\xff\xfe\x00",
        b"\xff\xfea\x00\x00\xd8",
        b"x" * 200_000,
    ],
    ids=["empty", "blank", "zeros", "random", "half a character", "bad surrogate", "one long line"],
)
def test_what_is_no_list_is_one_sentence(suffix: str, data: bytes) -> None:
    with pytest.raises(DataError) as caught:
        importers.read(data, name=f"bad.{suffix}")
    assert str(caught.value).startswith("bad.")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[" * 100_000, "no object"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'{"playlist": {"track": [' + b"[" * 100_000, "nested too deep"),
        (b'{"items": [', "x.json:1: this is not valid JSON"),
        (b'{"items":\n\n nonsense}', "x.json:3: this is not valid JSON"),
        (b'{"items": NaN}', "NaN"),
        (b'{"items": ' + b"1" * 5000 + b"}", "not valid JSON"),
        (b"{}", "no playlist"),
        (b'{"schema_version": 2, "items": []}', "schema_version 2 is newer than 1"),
        (b'{"schema_version": 1, "title": "x", "items": [{"id": "a", "position": 1}]}', "items 1, wanted: is missing"),
        (b'{"schema_version": 1, "title": "x", "items": [], "nonsense": 1}', "nonsense: is not a key that we know"),
        (b'{"schema_version": 1, "title": "\\ud800", "items": []}', "x.json: "),
        (
            b'{"schema_version": 1, "title": "x", "items": [%s, %s]}' % (ITEM, ITEM),
            "the item id 'a' is there twice",
        ),
        (b'{"playlist": []}', "no JSPF"),
        (b'{"playlist": {"track": 5}}', "no JSPF"),
        (b'{"playlist": {"track": [5]}}', "track 1 is no object"),
    ],
)
def test_bad_json_is_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        importers.read(data, name="x.json")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BOMB, "entities"),
        (b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><playlist>&x;</playlist>', "entities"),
        (b"<playlist><trackList>", "x.xspf:1: this is not valid XML"),
        (b"<a>\n<b>\n</a>", "x.xspf:3: this is not valid XML"),
        (b"<playlist/>", "no XSPF"),
        (b"<html><trackList/></html>", "no XSPF"),
        (b'<?xml version="1.0" encoding="nonsense"?><playlist/>', "not valid XML"),
        (b"<a>" * 100_000, "not valid XML"),
    ],
)
def test_bad_xml_is_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        importers.read(data, name="x.xspf")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_list_of_too_many_entries_is_refused_early() -> None:
    with pytest.raises(DataError, match=f"more than {building.MAX_ITEMS:,} entries"):
        importers.read(b"a\n" * (building.MAX_ITEMS + 1), name="x.m3u")
    with pytest.raises(DataError, match="entries"):
        importers.read(b"title\n" + b"a\n" * (building.MAX_ITEMS + 1), name="x.csv")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.m3u", b"\n" * (decoding.MAX_PARTS + 1)),
        ("x.xspf", b"<" * (decoding.MAX_PARTS + 1)),
        ("x.json", b'{"items": [' + b"," * (decoding.MAX_PARTS + 1)),
    ],
)
def test_more_parts_than_any_list_has_are_refused_before_they_are_read(name: str, data: bytes) -> None:
    with pytest.raises(DataError, match="more than 4,000,000 parts"):
        importers.read(data, name=name)


def sentence_or_list(data: bytes, name: str) -> str | None:
    """What is wrong with *data*; None where it is a list. Any other error is a mistake of ours."""
    try:
        importers.read(data, name=name, base="/m")
    except DataError as err:
        return str(err)
    return None


@given(st.binary(max_size=60), st.sampled_from(["m3u", "json", "jspf", "xspf", "csv", "txt", "html", "toml", ""]))
def test_any_bytes_are_a_list_or_a_data_error(data: bytes, suffix: str) -> None:
    assert "\n" not in (sentence_or_list(data, f"x.{suffix}") or "")


@given(strategies.playlists(), st.sampled_from(["m3u8", "json", "jspf", "xspf", "csv"]), st.floats(0, 1))
def test_a_file_that_was_cut_off_is_a_list_or_a_data_error(playlist: Playlist, to: str, share: float) -> None:
    data = exporters.render(playlist, to).text.encode()
    cut = data[: int(len(data) * share)]
    assert "\n" not in (sentence_or_list(cut, f"x{exporters.FORMATS[to].suffix}") or "")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Cigarettes After Sex – Nothing's Gonna Hurt You Baby", "cigarettes-after-sex-nothings-gonna-hurt-you-baby"),
        ("Björk  JÓGA", "bjork-joga"),
        ("Straße & Ørsted", "strasse-orsted"),
    ],
)
def test_ids_are_readable(text: str, slug: str) -> None:
    assert ids.slug(text) == slug


def test_other_scripts_get_a_stable_hash() -> None:
    assert ids.slug("日本語の歌") == "6c3ac678"
    assert ids.slug("日本語の歌 live") != ids.slug("日本語の話 live")


@given(st.lists(strategies.texts(), max_size=6))
def test_ids_are_distinct_slugs_and_the_same_every_time(lines: list[str]) -> None:
    first: set[str] = set()
    made = [ids.item_id(line, first) for line in lines]
    again: set[str] = set()
    assert made == [ids.item_id(line, again) for line in lines]
    assert len(set(made)) == len(lines)
    for one in made:
        assert building._SLUG.fullmatch(one)
        assert len(one) <= 120
