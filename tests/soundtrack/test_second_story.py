"""A second story ships: one novel, one list, no parts and no score. All that the first can do, it can do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import playlists
import soundtrack
from playlists import library
from playlists.cli import main
from playlists.exporters import FORMATS
from playlists.masking import masked_story, upto
from playlists.models import Playlist
from soundtrack import place
from soundtrack.errors import UsageError
from soundtrack.story import Story

NAMED_BY_CHAPTER = [1, 2, 9, 9, 14, 21, 21, 25]
"""The chapter in which each item is first named, in the list's order."""
UNKNOWN_PIECES = {"solitude", "prelude", "grieg"}


@pytest.fixture
def story() -> Story:
    return soundtrack.load_story("the-awakening")


@pytest.fixture
def music(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Playlist:
    monkeypatch.setenv("PLAYLISTS_HOME", str(tmp_path / "home"))
    return playlists.load("the-awakening")  # a story's name is enough: it has one list


# ------------------------------------------------------------------ it hangs together


def test_it_is_one_novel_without_parts_and_without_a_score(story: Story) -> None:
    (novel,) = story.tellings
    assert (novel.id, novel.chapters, novel.parts) == ("novel", 39, ())
    assert not any(scene.same_moment or scene.part for scene in story.scenes)
    with pytest.raises(UsageError, match="has no score"):
        soundtrack.load_score("the-awakening")


def test_scenes_stand_in_the_order_of_their_chapters(story: Story) -> None:
    scenes = story.scenes_of("novel")
    assert [scene.order for scene in scenes] == list(range(1, len(scenes) + 1))
    chapters = [scene.chapter or 0 for scene in scenes]
    assert chapters == sorted(chapters)
    assert min(chapters) >= 1


def test_every_scene_and_every_tie_is_cited_to_its_chapter(story: Story, music: Playlist) -> None:
    for scene in story.scenes:
        assert scene.citations == (f"ch{scene.chapter}",)
    for item in music.items:
        assert item.ties, item.id
        for tie in item.ties:
            tied = story.scene(tie.scene)
            assert tied is not None
            assert tied.citations[0] in tie.citations, (item.id, tie.scene)


def test_every_source_is_cited_and_chapters_follow_one_another_in_the_text(story: Story, music: Playlist) -> None:
    cited = {
        *music.citations,
        *(citation for item in music.items for citation in item.citations),
        *(citation for item in music.items for tie in item.ties for citation in tie.citations),
        *(citation for scene in story.scenes for citation in scene.citations),
        *(citation for telling in story.tellings for citation in telling.citations),
    }
    assert cited == {source.id for source in story.sources}
    lines = [
        int(number)
        for source in story.sources
        if source.id.startswith("ch")
        for number in re.findall(r"\d+", source.where.partition(", lines ")[2])
    ]
    assert lines == sorted(lines)
    assert len(lines) == 2 * sum(source.id.startswith("ch") for source in story.sources)


def test_items_stand_in_the_order_in_which_the_novel_names_them(story: Story, music: Playlist) -> None:
    scenes = [story.scene(item.ties[0].scene) for item in music.items]
    assert [scene.chapter for scene in scenes if scene] == NAMED_BY_CHAPTER


def test_a_piece_that_only_the_novel_knows_is_decided_and_the_others_are_open(music: Playlist) -> None:
    pinned = {item.id for item in music.items if item.resolution is not None and item.resolution.pin is not None}
    assert pinned == UNKNOWN_PIECES
    solitude = next(item for item in music.items if item.id == "solitude")
    assert (solitude.wanted.artist, solitude.status) == (None, "missing")
    assert {item.status for item in music.items if item.id not in pinned} == {"open"}


# ------------------------------------------------------------------ spoilers


@pytest.mark.parametrize("chapter", range(1, 40))
def test_music_named_in_later_chapters_is_hidden(story: Story, music: Playlist, chapter: int) -> None:
    masked = upto(music, story, place.parse(f"novel:ch{chapter}", story))
    assert [item.masked for item in masked.items] == [first > chapter for first in NAMED_BY_CHAPTER]
    seen = masked_story(story, place.parse(f"novel:ch{chapter}", story), [masked])
    assert all((scene.chapter or 99) <= chapter for scene in seen.scenes)


def test_a_later_reading_of_an_item_that_is_shown_stays_hidden(story: Story, music: Playlist) -> None:
    masked = upto(music, story, place.parse("novel:ch9", story))
    solitude = next(item for item in masked.items if item.id == "solitude")
    assert [tie.scene for tie in solitude.ties] == ["novel/mademoiselle-reisz-plays"]


@pytest.mark.parametrize("wrong", ["novel:part1", "novel:ch40", "film:ch1"])
def test_a_place_that_the_novel_does_not_have_is_an_error_that_names_places_it_has(story: Story, wrong: str) -> None:
    with pytest.raises(UsageError, match=r"novel:ch1"):
        place.parse(wrong, story)


# ------------------------------------------------------------------ the command


def run(*args: str) -> int:
    return main(list(args))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAYLISTS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_finds_no_mistake(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "the-awakening") == 0
    said = capsys.readouterr()
    assert "no mistakes" in said.out + said.err


def test_list_names_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    assert re.search(r"^the-awakening/music +8 items", capsys.readouterr().out, re.MULTILINE)


def test_show_tells_a_story_with_one_list_scene_by_scene_and_its_list_item_by_item(
    home: Path, story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", "the-awakening") == 0
    told = " ".join(capsys.readouterr().out.split())
    places = [told.index(f"{scene.order} {scene.title} ") for scene in story.scenes]
    assert places == sorted(places)
    assert run("show", "the-awakening/music") == 0
    assert "8 items" in capsys.readouterr().out


def test_show_up_to_a_chapter_tells_nothing_of_later_ones(
    home: Path, story: Story, music: Playlist, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("the-awakening", "the-awakening/music"):
        assert run("show", name, "--upto", "novel:ch9") == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "Zampa Overture" in told
        assert "4 hidden" in told
        for later in _later_than(9, story, music):
            assert later not in told


@pytest.mark.parametrize("extra", [[], ["--upto", "novel:ch9"]], ids=["whole", "up to chapter 9"])
def test_every_format_is_written_and_masked_ones_hold_nothing_of_later_chapters(
    home: Path, story: Story, music: Playlist, extra: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = home / "out"
    assert run("export", "the-awakening", "--to", ",".join(FORMATS), "-o", str(out), "--offline", "-q", *extra) == 0
    written = {path.name: path.read_text("utf-8") for path in out.iterdir()}
    assert {name.partition(".")[2] for name in written} >= {"m3u8", "json", "jspf", "xspf", "html", "md", "csv"}
    later = _later_than(9, story, music)
    if not extra:
        assert all(any(text in page for page in written.values()) for text in later)
        return
    for name, text in written.items():
        for words in later:
            assert words not in text, f"{name} tells {words!r}"
    items = json.loads(written["music.json"])["items"]
    assert [item["wanted"]["title"] for item in items[:2]] == ["Zampa Overture", "Poet and Peasant Overture"]


def test_what_is_shown_up_to_the_last_chapter_is_everything(story: Story, music: Playlist) -> None:
    assert upto(music, story, place.parse("novel:ch39", story)) is music


def test_its_scenes_come_along_with_the_list(story: Story, music: Playlist) -> None:
    tied = {tie.scene for item in music.items for tie in item.ties}
    assert {scene.ref for scene in library.with_scenes(music, story).scenes} == tied


def _later_than(chapter: int, story: Story, music: Playlist) -> list[str]:
    """Words that only later chapters can have told: titles of music, titles and summaries of scenes."""
    scenes = [scene for scene in story.scenes if (scene.chapter or 0) > chapter]
    titles = [item.wanted.title for item, first in zip(music.items, NAMED_BY_CHAPTER, strict=True) if first > chapter]
    unmistakable = [scene.title for scene in scenes if scene.title != "The Gulf"]  # the word is in a summary before
    return [*titles, *unmistakable, *(scene.summary.partition(",")[0] for scene in scenes)]
