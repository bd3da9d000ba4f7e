from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from playlists.exporters import md
from playlists.exporters.base import ExportOptions
from playlists.library import load
from playlists.lines import one_line
from playlists.models import Playlist, PlaylistItem
from soundtrack.models import Candidate, Recording, Resolution, Wanted
from soundtrack.stories import load_story
from soundtrack.story import Story
from tests import strategies

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def parsed(text: str) -> list[Token]:
    """All tokens, inner ones too."""
    return [inner for token in MARKDOWN.parse(text) for inner in (token, *(token.children or ()))]


def shown(text: str) -> str:
    """What a reader of the rendered text sees."""
    return " ".join("".join(token.content for token in parsed(text) if token.type == "text").split())


def a_list(*items: PlaylistItem, **more: object) -> Playlist:
    return Playlist.model_validate({"title": "List", "items": items} | more)


def an_item(title: str = "Title", **more: object) -> PlaylistItem:
    return PlaylistItem.model_validate({"id": "item", "wanted": Wanted(title=title, artist="Artist")} | more)


@pytest.fixture(scope="module")
def story() -> Story:
    return load_story("never-let-me-go")


def test_the_post_reads_well_as_it_stands(story: Story) -> None:
    lines = md.render(load("never-let-me-go/score"), ExportOptions(story=story)).text.splitlines()
    assert lines[0] == "# Never Let Me Go (Original Motion Picture Soundtrack)"
    assert "5. **The Boat** – Rachel Portman" in lines
    boat = lines.index("#### The boat on the beach")
    assert lines[boat + 6].startswith("- **5 The Boat** (titled) In the last part the three friends")


def test_every_scene_and_every_reason_is_told(story: Story) -> None:
    score = load("never-let-me-go/score")
    text = shown(md.render(score, ExportOptions(story=story)).text)
    for scene in story.scenes:
        assert " ".join(scene.summary.split()) in text
    for item in score.items:
        for tie in item.ties:
            assert " ".join(tie.why.split()) in text


def test_searches_are_called_so() -> None:
    assert (
        "   - search, not a match: [Spotify](https://open.spotify.com/search/Artist%20Title)"
        in md.render(a_list(an_item()), ExportOptions()).text
    )


def test_where_files_are_is_not_told() -> None:
    candidate = Candidate(provider="local", recording=Recording(title="Title"))
    resolution = Resolution(state="matched", candidate=candidate, location="file:///home/me/secret.mp3")
    assert "secret" not in md.render(a_list(an_item(resolution=resolution)), ExportOptions()).text


def test_hidden_items_keep_their_number() -> None:
    playlist = a_list(PlaylistItem(id="hidden-1", wanted=Wanted(title="Hidden"), masked=True), an_item())
    assert "1. *Hidden*\n2. **Title** – Artist\n" in md.render(playlist, ExportOptions()).text


@pytest.mark.parametrize(
    "text",
    [
        "*bold* _it_ `code` ~~gone~~",
        "[link](https://example.org)",
        "![image](x.png)",
        "<script>alert(1)</script>",
        "<https://example.org>",
        "# heading",
        "- item",
        "12. item",
        "1) item",
        "> quote",
        "---",
        "+ more",
        "a | b",
        "&copy; &#65;",
        "back\\slash",
        "trailing #",
        "[^1]: note",
        "    code",
    ],
)
def test_text_that_looks_like_markup_is_shown_as_it_is(text: str) -> None:
    for around in ("{}", "# {}", "- {}", "1. {}", "- **{}** –"):
        markdown = around.format(md.escaped(text))
        plain = [token.type for token in parsed(around.format("x"))]
        assert [token.type for token in parsed(markdown)] == plain
        assert shown(markdown).removesuffix("–").rstrip() == one_line(text)


@settings(max_examples=30)
@given(st.data())
def test_no_text_becomes_markup_or_adds_lines(data: st.DataObject) -> None:
    story = data.draw(strategies.stories())
    playlist = data.draw(strategies.playlists(story, max_items=2))
    text = md.render(playlist, ExportOptions(story=story)).text
    tokens = parsed(text)
    assert not {"html_block", "html_inline", "image", "code_block", "fence", "code_inline", "table_open", "hr"} & {
        token.type for token in tokens
    }
    links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    assert all(link.startswith(("https://", "http://")) for link in links)
    first = [token for token in MARKDOWN.parse(text) if token.type == "ordered_list_open"][: bool(playlist.items)]
    entries = [token for token in MARKDOWN.parse(text) if token.type == "list_item_open" and token.level == 1]
    assert bool(first) == bool(playlist.items)
    assert len(entries) >= len(playlist.items)
    for item in playlist.items:
        assert one_line(item.wanted.title) in shown(text)
