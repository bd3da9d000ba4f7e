"""JSON, JSPF, ListenBrainz' JSPF, XSPF, CSV: whole files over one made-up list, and what each must keep to."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from typing import Any

import defusedxml.ElementTree
import pytest
from hypothesis import given, settings
from syrupy.assertion import SnapshotAssertion

from playlists import exporters
from playlists.exporters import csv_, jspf, labels, links
from playlists.exporters.base import ExportOptions, LeftOut
from playlists.lines import one_line
from playlists.models import Playlist
from soundtrack.errors import UsageError
from soundtrack.models import Wanted
from tests import strategies
from tests.playlists.making import RECORDING, STORY, a_playlist, an_item, the_long_winter

HERE = ExportOptions(folder="/home/nobody/lists", story=STORY)
OURS = ["json", "jspf", "listenbrainz", "xspf", "csv", "m3u8"]
XSPF = "{http://xspf.org/ns/0/}"


def playlist_of(text: str) -> dict[str, Any]:
    playlist = json.loads(text)["playlist"]
    assert isinstance(playlist, dict)
    return playlist


@pytest.mark.parametrize("to", ["json", "jspf", "listenbrainz", "xspf", "csv"])
def test_the_whole_file(to: str, snapshot: SnapshotAssertion) -> None:
    rendered = exporters.render(the_long_winter(), to, HERE)
    assert (rendered.text, rendered.warnings, rendered.left_out) == snapshot


def test_an_unknown_format_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"no format 'pls'; there are m3u8, m3u, json, jspf, listenbrainz, xspf"):
        exporters.render(a_playlist(), "pls")


def test_every_format_names_a_file() -> None:
    assert {name: one.suffix for name, one in exporters.FORMATS.items()} == {
        "m3u8": ".m3u8",
        "m3u": ".m3u",
        "json": ".json",
        "jspf": ".jspf",
        "listenbrainz": ".listenbrainz.jspf",
        "xspf": ".xspf",
        "html": ".html",
        "md": ".md",
        "csv": ".csv",
    }


@pytest.mark.parametrize("to", OURS)
def test_nothing_of_a_hidden_item_is_left(to: str) -> None:
    text = exporters.render(the_long_winter(), to, HERE).text.lower()
    for secret in ("we all die", "we-all-die", "secret singer", "the end is told", "0000000000000000000007"):
        assert secret not in text


@pytest.mark.parametrize("to", ["json", "jspf", "xspf", "csv", "m3u8"])
def test_a_hidden_item_may_keep_its_file_but_nothing_else(to: str) -> None:
    hidden = an_item("We All Die", masked=True, location="file:///m/a.mp3", note="The end.")
    rendered = exporters.render(a_playlist(hidden), to)
    assert "/m/a.mp3" in rendered.text
    assert "Hidden item 1" in rendered.text
    assert "We All Die" not in rendered.text
    assert "The end." not in rendered.text
    assert rendered.warnings == ("1 hidden item keeps its path: names of files may tell",)


def test_scenes_and_sources_that_only_hidden_items_need_are_left_out() -> None:
    hidden = an_item("x", item_id="x", masked=True, scene="film/the-letter")
    seen = an_item(item_id="y", scene="film/the-hall")
    playlist = Playlist(title="T", note="It ends.", items=(hidden, seen), scenes=STORY.scenes, sources=STORY.sources)
    written = json.loads(exporters.render(playlist, "json").text)
    assert [(scene["telling"], scene["id"]) for scene in written["scenes"]] == [("film", "the-hall")]
    assert "same_moment" not in written["scenes"][0]
    assert "note" not in written
    assert [source["id"] for source in written["citations"]] == ["source-1"]


def test_an_id_made_for_a_hidden_item_is_nobody_elses() -> None:
    taken = an_item(item_id="hidden-2")
    shown = labels.without_hidden(a_playlist(taken, an_item(item_id="b", masked=True)))
    assert [item.id for item in shown.items] == ["hidden-2", "hidden-2-x"]


@settings(max_examples=30)
@given(strategies.masked_playlists())
def test_no_text_makes_any_format_invalid(playlist: Playlist) -> None:
    for to in ("json", "jspf", "listenbrainz"):
        text = exporters.render(playlist, to, HERE).text
        assert "null" not in re.sub(r'"(\\.|[^"\\])*"', "", text)
        assert json.loads(text)
    root = defusedxml.ElementTree.fromstring(exporters.render(playlist, "xspf", HERE).text)
    tracks = root.findall(f"{XSPF}trackList/{XSPF}track")
    assert len(tracks) == len(playlist.items)
    once = {f"{XSPF}{name}" for name in ("title", "creator", "annotation", "image", "album", "trackNum", "duration")}
    for track in tracks:
        tags = [child.tag for child in track]
        assert all(tags.count(tag) == 1 for tag in tags if tag in once)
    rows = list(csv.reader(io.StringIO(exporters.render(playlist, "csv", HERE).text)))
    assert {len(row) for row in rows} == {len(csv_.COLUMNS) + len(csv_.SEARCHES)}
    assert len(rows) == len(playlist.items) + 1


@settings(max_examples=30)
@given(strategies.masked_playlists())
def test_listenbrainz_would_take_it(playlist: Playlist) -> None:
    rendered = exporters.render(playlist, "listenbrainz", HERE)
    written = playlist_of(rendered.text)
    assert written["title"].strip()
    assert written["extension"] == {"https://musicbrainz.org/doc/jspf#playlist": {"public": False}}
    for track in written["track"]:
        (identifier,) = track["identifier"]
        assert identifier.startswith("https://musicbrainz.org/recording/")
        assert str(uuid.UUID(identifier[-36:])) == identifier[-36:]
        assert "location" not in track
        assert track["title"]
    assert len(written["track"]) + len(rendered.left_out) == len(playlist.items)
    assert "file:" not in json.dumps([track.get("location") for track in written["track"]])


def test_what_listenbrainz_cannot_take_is_left_out_with_its_reason() -> None:
    rendered = exporters.render(
        a_playlist(
            an_item("A", item_id="a"), an_item("B", item_id="b", matched=True), an_item(item_id="c", masked=True)
        ),
        "listenbrainz",
        ExportOptions(public=True),
    )
    assert [track["title"] for track in playlist_of(rendered.text)["track"]] == ["B"]
    assert playlist_of(rendered.text)["extension"][jspf.LISTENBRAINZ_PLAYLIST] == {"public": True}
    assert rendered.left_out == (
        LeftOut(1, "A", "no MusicBrainz recording is known for it"),
        LeftOut(3, "Hidden item 3", "it is hidden"),
    )


def test_the_scene_outline_for_listenbrainz_is_escaped_html() -> None:
    playlist = Playlist(
        title="T",
        note="<script>",
        items=(an_item("A <b>", item_id="a", matched=True, scene="film/the-hall"),),
    )
    annotation = playlist_of(exporters.render(playlist, "listenbrainz", HERE).text)["annotation"]
    assert annotation == ("<p>&lt;script&gt;</p><ul><li><b>Film, part 1 (Snow): The hall</b> A &lt;b&gt;</li></ul>")


def test_the_matched_recording_comes_first_among_identifiers() -> None:
    item = the_long_winter().items[0]
    other = "https://musicbrainz.org/recording/00000000-0000-4000-8000-000000000000"
    both = item.replace(wanted=item.wanted.replace(identifiers=({"uri": other, "said_by": ("citation:x",)},)))
    assert labels.identifiers_of(both) == (RECORDING, other, "urn:isrc:ZZZZZ0000001")


@pytest.mark.parametrize("to", ["json", "jspf", "xspf", "csv", "listenbrainz"])
def test_paths_of_other_candidates_are_not_told(to: str) -> None:
    item = the_long_winter().items[0]
    elsewhere = item.replace(resolution=item.resolution.replace(location="file:///elsewhere/a.flac"))  # type: ignore[union-attr]
    assert "/home/nobody/Music" not in exporters.render(a_playlist(elsewhere), to).text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-", "'-"),
        ("@home", "'@home"),
        ("'=x", "''=x"),
        ("'round", "'round"),
        ("a=b", "a=b"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str, written: str) -> None:
    rows = list(csv.DictReader(io.StringIO(exporters.render(a_playlist(an_item(cell)), "csv").text)))
    assert rows[0]["title"] == written


def test_search_links_are_for_what_is_not_matched_only() -> None:
    text = exporters.render(a_playlist(an_item(item_id="a"), an_item(item_id="b", matched=True)), "csv").text
    searched, matched = csv.DictReader(io.StringIO(text))
    for column in csv_.SEARCHES:
        assert column.startswith("search, not a match: ")
        assert searched[column].startswith("https://")
        assert not matched[column]


def test_search_links_escape_what_a_query_means() -> None:
    found = dict(links.search_links(Wanted(title='A/B "C"?', artist="D&E")))
    assert found["Spotify"] == "https://open.spotify.com/search/D%26E%20A%2FB%20%22C%22%3F"
    assert found["YouTube"] == "https://www.youtube.com/results?search_query=D%26E+A%2FB+%22C%22%3F"
    assert found["MusicBrainz"].endswith("query=recording%3A%22A%2FB+%5C%22C%5C%22%3F%22+AND+artist%3A%22D%26E%22")
    assert list(found) == ["Spotify", "Deezer", "YouTube", "MusicBrainz"]


def test_scene_labels_name_telling_part_and_chapter() -> None:
    assert [labels.scene_label(scene, STORY) for scene in STORY.scenes] == [
        "Film, part 1 (Snow): The hall",
        "Film, part 2: The letter",
        "Novel, part 1, chapter 3: The hall",
    ]
    assert labels.scene_label(STORY.scenes[0], None) == "Film, part 1: The hall"


def test_a_scene_that_nobody_explains_is_read_out_of_its_id() -> None:
    scenes = labels.SceneLabels(a_playlist(), ExportOptions())
    assert scenes.all(an_item(scene="film/the-boat-on-the-beach")) == ("Film: The boat on the beach",)


def test_scenes_of_the_telling_that_is_asked_for_come_first() -> None:
    playlist = the_long_winter()
    first = [
        labels.SceneLabels(playlist, ExportOptions(story=STORY, telling=telling)).first(playlist.items[0])
        for telling in (None, "film", "novel")
    ]
    assert first == [
        "Novel, part 1, chapter 3: The hall",
        "Film, part 1 (Snow): The hall",
        "Novel, part 1, chapter 3: The hall",
    ]


@given(strategies.texts())
def test_one_line_is_one_line_and_stays_so(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert one_line(line) == line
