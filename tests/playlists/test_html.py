from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playlists.exporters import html
from playlists.exporters.base import ExportOptions
from playlists.library import load
from playlists.lines import one_line
from playlists.models import Playlist, PlaylistItem
from soundtrack.models import Candidate, Recording, Release, Resolution, Wanted
from soundtrack.stories import load_story
from soundtrack.story import Citation, Said, Scene, Story, Tie
from tests import strategies

VOID = {"meta", "img", "link", "input"}
COVER = "https://coverartarchive.org/release/00000000-0000-4000-8000-000000000001/front-500"
MBID = "00000000-0000-4000-8000-000000000001"


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and the text that is no markup."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def words(self) -> str:
        return " ".join(self.text.split())


def page(playlist: Playlist, options: ExportOptions | None = None) -> Page:
    return Page(html.render(playlist, options or ExportOptions()).text)


def an_item(title: str = "Title", **more: object) -> PlaylistItem:
    wanted = Wanted(title=title, artist="Artist", duration_ms=215_000)
    return PlaylistItem.model_validate({"id": "item", "wanted": wanted} | more)


def a_list(*items: PlaylistItem, **more: object) -> Playlist:
    return Playlist.model_validate({"title": "List", "items": items} | more)


def found(**more: object) -> Resolution:
    candidate = Candidate(provider="musicbrainz", recording=Recording(title="Title", mbid=MBID))
    return Resolution.model_validate({"state": "matched", "candidate": candidate, "confidence": 0.97} | more)


@pytest.fixture(scope="module")
def story() -> Story:
    return load_story("never-let-me-go")


@pytest.fixture(scope="module")
def score_page(story: Story) -> Page:
    return page(load("never-let-me-go/score"), ExportOptions(story=story))


def test_the_page_tells_every_scene_with_its_music_and_why(score_page: Page, story: Story) -> None:
    words = score_page.words()
    for scene in story.scenes:
        assert " ".join(scene.summary.split()) in words
    for item in load("never-let-me-go/score").items:
        assert item.wanted.title in words
        for tie in item.ties:
            assert " ".join(tie.why.split()) in words


def test_the_story_is_drawn_with_a_station_for_each_scene_and_a_line_for_each_tie(
    score_page: Page, story: Story
) -> None:
    score = load("never-let-me-go/score")
    classes = Counter(attributes.get("class", "").split(" ")[0] for _, attributes in score_page.elements)
    drawings = 2  # one for wide screens and paper, one for phones
    assert classes["station"] == drawings * len(story.scenes)
    assert classes["pill"] == drawings * len(score.items)
    legend = len({tie.basis for item in score.items for tie in item.ties})
    assert classes["tie"] == drawings * sum(len(item.ties) for item in score.items) + legend


def test_every_inner_link_leads_somewhere_and_every_id_is_there_once(score_page: Page) -> None:
    ids = Counter(attributes["id"] for _, attributes in score_page.elements if "id" in attributes)
    assert max(ids.values()) == 1
    inner = {link["href"][1:] for link in score_page.of("a") if link["href"].startswith("#")}
    assert inner <= set(ids)


def test_nothing_is_fetched_and_only_our_own_style_and_script_may_run(story: Story) -> None:
    text = html.render(load("never-let-me-go/score"), ExportOptions(story=story)).text
    shown = Page(text)
    assert not {"img", "link", "iframe", "object", "embed", "base"} & {tag for tag, _ in shown.elements}
    assert not [
        name for _, attributes in shown.elements for name in attributes if name == "style" or name.startswith("on")
    ]
    policy = next(meta["content"] for meta in shown.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(inline) == 1
        digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
        assert "http" not in inline[0]


def test_an_item_that_was_found_says_how_sure_we_are_and_links_what_it_is() -> None:
    shown = page(a_list(an_item(resolution=found(location="file:///music/title.mp3"))))
    assert "Found by MusicBrainz; very likely (97 %)." in shown.words()
    links = [link["href"] for link in shown.of("a")]
    assert f"https://musicbrainz.org/recording/{MBID}" in links
    assert "search, not a match" not in shown.words()


@pytest.mark.parametrize("resolution", [None, Resolution(state="missing"), found()])
def test_an_item_that_does_not_play_has_searches_that_are_called_so(resolution: Resolution | None) -> None:
    shown = page(a_list(an_item(resolution=resolution)))
    assert "search, not a match: Spotify · Deezer · YouTube · MusicBrainz" in shown.words()
    assert "https://open.spotify.com/search/Artist%20Title" in [link["href"] for link in shown.of("a")]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("title.mp3", "./title.mp3"),
        ("a%23%3Fb%25.mp3", "./a%23%3Fb%25.mp3"),
        ("javascript%3Aalert(1)", "./javascript%3Aalert%281%29"),
        ("%22onerror=x", "./%22onerror%3Dx"),
        ("caf%E9.ogg", "./caf%E9.ogg"),
    ],
)
def test_a_file_is_played_by_a_relative_percent_encoded_link_and_loaded_only_on_demand(name: str, source: str) -> None:
    playlist = a_list(an_item(resolution=found(location=f"file:///music/{name}")))
    (player,) = page(playlist, ExportOptions(folder="/music")).of("audio")
    assert (player["src"], player["preload"]) == (source, "none")
    assert player["aria-label"] == "Play Title"


def test_the_release_links_to_its_cover_and_does_not_show_it() -> None:
    candidate = Candidate(
        provider="musicbrainz", recording=Recording(title="T"), release=Release(title="R", cover=COVER)
    )
    shown = page(a_list(an_item(resolution=found(candidate=candidate))))
    assert COVER in [link["href"] for link in shown.of("a")]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd"],
)
def test_no_address_but_one_of_the_web_becomes_a_link(address: str) -> None:
    sources = (Citation(id="one", what="what", where=address),)
    shown = page(a_list(an_item(citations=("one",), resolution=None), sources=sources))
    assert all(re.match(r"https?://|#", link["href"]) for link in shown.of("a"))
    assert address in shown.words()


def test_an_unknown_identifier_is_shown_but_links_only_to_the_web() -> None:
    release = {"title": "R", "identifiers": (Said(uri="javascript:alert(1)"), Said(uri="https://example.org/r"))}
    shown = page(a_list(release=release))
    assert [link["href"] for link in shown.of("a") if not link["href"].startswith("#")] == ["https://example.org/r"]


def test_a_list_without_a_story_is_a_page_without_a_drawing() -> None:
    shown = page(a_list(an_item()))
    assert not shown.of("svg")
    assert not shown.of("form")
    assert "Title" in shown.words()


def test_a_list_that_brings_its_scenes_along_shows_them_without_a_story() -> None:
    scene = Scene(id="boat", telling="film", order=3, part=2, title="The boat", summary="They see a boat.")
    tie = Tie(scene="film/boat", basis="stated", why="It is heard there.")
    shown = page(a_list(an_item(ties=(tie,)), scenes=(scene,)))
    assert "They see a boat." in shown.words()
    assert "It is heard there." in shown.words()


def test_a_tie_to_a_scene_that_nobody_describes_still_says_why() -> None:
    tie = Tie(scene="film/the-boat", basis="stated", why="It is heard there.")
    assert "the boat film, stated It is heard there." in page(a_list(an_item(ties=(tie,)))).words()


def test_a_masked_page_says_that_what_comes_later_was_removed(story: Story) -> None:
    playlist = a_list(an_item(masked=True))
    words = page(playlist, ExportOptions(story=story, upto="film:part1")).words()
    assert "Shown up to the end of part 1, Hailsham (film). What comes later was removed from this file" in words
    assert "1 Hidden" in words


@settings(max_examples=30)
@given(st.data())
def test_no_text_becomes_markup_an_attribute_or_a_script(data: st.DataObject) -> None:
    story = data.draw(strategies.stories())
    playlist = data.draw(strategies.playlists(story, max_items=2))
    shown = page(playlist, ExportOptions(story=story, folder="/music"))
    assert not shown.open
    assert not {"img", "iframe"} & {tag for tag, _ in shown.elements}
    assert len(shown.of("script")) == 1
    assert not [name for _, attributes in shown.elements for name in attributes if name.startswith("on")]
    assert all(re.match(r"https?://|#", link["href"]) for link in shown.of("a"))
    assert all(re.match(r"\.{1,2}/|file:///", player["src"]) for player in shown.of("audio"))
    for item in playlist.items:
        assert " ".join(one_line(item.wanted.title).split()) in shown.words()
