from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists import library
from playlists.exporters import FORMATS, render
from playlists.exporters.base import ExportOptions
from playlists.library import with_scenes
from playlists.masking import WITHHELD, masked_story, upto
from playlists.models import NearMiss, Playlist, PlaylistItem
from soundtrack.models import (
    Candidate,
    Correction,
    Recording,
    Release,
    Resolution,
    Rival,
    Wanted,
    WantedRelease,
)
from soundtrack.place import Place, is_end, parse, seen
from soundtrack.stories import load_story
from soundtrack.story import Citation, Difference, FictionalName, Part, Said, Scene, Story, Telling, Theme, Tie

TOKEN = re.compile(r"zq\d{5}|(?<=0{6})9\d{5}(?!\d)")
"""Every text of a drawn story holds one of these, and no two texts the same."""


class Tokens:
    """Texts and identifiers that occur nowhere else."""

    def __init__(self) -> None:
        self._number = 0

    def __call__(self) -> str:
        self._number += 1
        return f"zq{self._number:05}"

    def mbid(self) -> str:
        self._number += 1
        return f"00000000-0000-4000-8000-000000{900_000 + self._number}"


def tokens_in(*values: object) -> set[str]:
    return {token for value in values for token in TOKEN.findall(str(value))}


@st.composite
def shown_to_somebody(draw: st.DrawFn) -> tuple[Story, Playlist, Place]:
    """A story, a list tied to it, and a place; every text in them is one of its kind."""
    new = Tokens()
    sources = tuple(Citation(id=new(), what=new(), where=f"https://example.org/{new()}", trust=new()) for _ in range(3))
    cites = st.lists(st.sampled_from([one.id for one in sources]), max_size=2, unique=True).map(tuple)
    themes = tuple(Theme(id=new(), title=new(), note=new(), citations=draw(cites)) for _ in range(2))
    tellings, scenes = [], []
    for telling_id in ("film", "novel"):
        parts = tuple(
            Part(number=number, title=new(), note=new(), citations=draw(cites))
            for number in range(1, draw(st.integers(1, 3)) + 1)
        )
        tellings.append(Telling(id=telling_id, kind=telling_id, parts=parts))
        for order in range(1, draw(st.integers(1, 5)) + 1):
            others = [scene.ref for scene in scenes if scene.telling != telling_id]
            links = st.lists(st.sampled_from(others), max_size=2, unique=True) if others else st.just([])
            scenes.append(
                Scene(
                    id=new(),
                    telling=telling_id,
                    order=order,
                    order_certainty=draw(st.sampled_from(["certain", "approximate"])),
                    part=draw(st.none() | st.integers(1, len(parts))),
                    start=new(),
                    title=new(),
                    summary=new(),
                    people=(new(),),
                    setting=new(),
                    same_moment=tuple(draw(links)),
                    themes=tuple(draw(st.lists(st.sampled_from([one.id for one in themes]), max_size=1))),
                    citations=draw(cites),
                )
            )
    refs = [scene.ref for scene in scenes]
    story = Story(
        id="story",
        title=new(),
        note=new(),
        tellings=tuple(tellings),
        scenes=tuple(scenes),
        differences=tuple(
            Difference(
                point=new(),
                tellings={"film": new(), "novel": new()},
                scenes=tuple(draw(st.lists(st.sampled_from(refs), max_size=2, unique=True))),
                citations=draw(cites),
            )
            for _ in range(2)
        ),
        themes=themes,
        fictional=(FictionalName(name=new(), performed_by=new(), note=new(), citations=draw(cites)),),
        sources=sources,
    )
    items = tuple(_an_item(draw, new, refs, cites) for _ in range(draw(st.integers(0, 5))))
    playlist = Playlist(
        id=new(),
        title=new(),
        creator=new(),
        story="story",
        note=new(),
        release=WantedRelease(title=new(), identifiers=(Said(uri=f"https://musicbrainz.org/release/{new.mbid()}"),)),
        corrections=(Correction(as_written=new(), correct=new(), why=new()),),
        items=items,
    )
    telling = draw(st.sampled_from(story.tellings))
    places = [Place(telling.id, scene=scene.id) for scene in story.scenes_of(telling.id)]
    places += [Place(telling.id, part=part.number) for part in telling.parts] + [Place(telling.id)]
    return story, playlist, draw(st.sampled_from(places))


def _an_item(draw: st.DrawFn, new: Tokens, refs: list[str], cites: st.SearchStrategy[tuple[str, ...]]) -> PlaylistItem:
    def candidate() -> Candidate:
        return Candidate(
            provider="local",
            recording=Recording(title=new(), mbid=new.mbid(), duration_ms=1000),
            release=Release(title=new(), mbid=new.mbid()),
            location=f"file:///{new()}.mp3",
        )

    state = draw(st.sampled_from(["matched", "matched", "ambiguous", "missing", "failed", None]))
    resolution = None
    if state is not None:
        chosen = candidate()
        resolution = Resolution(
            state=state,
            candidate=chosen,
            confidence=0.9,
            refused=None if state == "matched" else new(),
            runner_up=Rival(candidate=candidate(), value=0.2, why=new()),
            rivals=(Rival(candidate=candidate(), value=0.2, why=new()),) if state == "ambiguous" else (),
            location=chosen.location if state == "matched" else None,
        )
    ties = tuple(
        Tie(scene=ref, basis="titled", why=new(), citations=draw(cites))
        for ref in draw(st.lists(st.sampled_from(refs), max_size=2, unique=True))
    )
    return PlaylistItem(
        id=new(),
        wanted=Wanted(
            as_written=new(),
            title=new(),
            artist=new(),
            release=new(),
            credited_as=new(),
            composers=(new(),),
            identifiers=(Said(uri=f"https://musicbrainz.org/recording/{new.mbid()}", said_by=("citation:x",)),),
            citation=new(),
        ),
        ties=ties,
        note=new(),
        corrections=(Correction(as_written=new(), correct=new(), why=new(), citations=draw(cites)),),
        avoid=(NearMiss(title=new(), why=new(), citations=draw(cites)),),
        safe=draw(st.sampled_from([False, False, True])),
        citations=draw(cites),
        resolution=resolution,
    )


def is_visible(item: PlaylistItem, story: Story, place: Place) -> bool:
    tied = any(tie.scene in seen(story, place) for tie in item.ties)
    return tied or item.safe or (not item.ties and is_end(story, place))


def masked_tokens(story: Story, playlist: Playlist, place: Place) -> set[str]:
    """Tokens of everything that lies beyond the place, less those of what may be shown."""
    visible = seen(story, place)
    if is_end(story, place) and len(visible) == len(story.scenes):
        return set()
    hidden: list[object] = [scene for scene in story.scenes if scene.ref not in visible]
    hidden += [one for one in story.differences if not one.scenes or not visible.issuperset(one.scenes)]
    hidden += [] if is_end(story, place) else [story.fictional, story.note, [theme.note for theme in story.themes]]
    carried = {theme for scene in story.scenes if scene.ref in visible for theme in scene.themes}
    hidden += [theme for theme in story.themes if theme.id not in carried]
    reached = {(scene.telling, scene.part) for scene in story.scenes if scene.ref in visible}
    hidden += [part for telling in story.tellings for part in telling.parts if (telling.id, part.number) not in reached]
    hidden += [item for item in playlist.items if not is_visible(item, story, place)]
    hidden += [tie for item in playlist.items for tie in item.ties if tie.scene not in visible]
    shown: list[object] = [scene.replace(same_moment=()) for scene in story.scenes if scene.ref in visible]
    shown += [item.replace(ties=(), note=None) for item in playlist.items if is_visible(item, story, place)]
    shown += [
        tie for item in playlist.items for tie in item.ties if tie.scene in visible and is_visible(item, story, place)
    ]
    shown += [one for one in story.differences if one.scenes and visible.issuperset(one.scenes)]
    shown += [
        part.citations for telling in story.tellings for part in telling.parts if (telling.id, part.number) in reached
    ]
    shown += [theme.citations for theme in story.themes if is_end(story, place) and theme.id in carried]
    shown += [story.fictional] if is_end(story, place) else []
    tokens = tokens_in(*hidden) - tokens_in(*shown)
    cited = tokens_in(*shown)
    tokens |= {token for one in story.sources if one.id not in cited for token in tokens_in(one)}
    return tokens


@given(shown_to_somebody(), st.booleans())
def test_nothing_masked_is_told_in_any_format(told: tuple[Story, Playlist, Place], omit: bool) -> None:
    story, playlist, place = told
    masked = upto(with_scenes(playlist, story), story, place, omit=omit)
    options = ExportOptions(story=masked_story(story, place, [masked]), upto=str(place))
    secret = masked_tokens(story, playlist, place)
    for name in FORMATS:
        rendered = render(masked, name, options)
        written = (rendered.text, *rendered.warnings, *rendered.left_out)
        assert not secret & tokens_in(*written), name


@given(shown_to_somebody())
def test_masked_items_keep_their_places_and_visible_ones_their_titles(told: tuple[Story, Playlist, Place]) -> None:
    story, playlist, place = told
    masked = upto(playlist, story, place)
    assert len(masked.items) == len(playlist.items)
    for before, after in zip(playlist.items, masked.items, strict=True):
        if is_visible(before, story, place):
            assert (after.id, after.wanted, after.masked) == (before.id, before.wanted, False)
        else:
            assert after.masked
    assert upto(masked, story, place) == masked


@given(shown_to_somebody())
def test_omitting_leaves_only_what_is_visible(told: tuple[Story, Playlist, Place]) -> None:
    story, playlist, place = told
    omitted = upto(playlist, story, place, omit=True)
    assert [item.id for item in omitted.items] == [item.id for item in playlist.items if is_visible(item, story, place)]


@given(shown_to_somebody())
def test_keeping_paths_keeps_them_all_and_nothing_else(told: tuple[Story, Playlist, Place]) -> None:
    story, playlist, place = told
    masked = upto(playlist, story, place, keep_paths=True)
    assert [item.location for item in masked.items] == [item.location for item in playlist.items]
    kept = {item.location for item in masked.items if item.masked and item.location}
    told_by_paths = tokens_in(*kept)
    secret = masked_tokens(story, playlist, place) - told_by_paths
    assert not secret & tokens_in(masked.dump_json())
    assert bool(render(masked, "m3u8").warnings) == bool(kept)


@given(shown_to_somebody())
def test_a_masked_story_still_hangs_together(told: tuple[Story, Playlist, Place]) -> None:
    story, _, place = told
    masked = masked_story(story, place)
    assert list(masked.problems()) == []
    assert {scene.ref for scene in masked.scenes} == seen(story, place)


def scene(ref: str, order: int, *cites: str) -> Scene:
    telling, scene_id = ref.split("/")
    return Scene(
        id=scene_id, telling=telling, order=order, title=scene_id, summary=f"about {scene_id}", citations=cites
    )


STORY = Story(
    id="story",
    title="Story",
    tellings=(Telling(id="film", kind="film"),),
    scenes=(scene("film/start", 1, "both"), scene("film/ending", 2, "both", "late")),
    sources=(
        Citation(id="both", what="Plot: she dies", where="https://example.org/plot", trust="high"),
        Citation(id="late", what="On the ending", where="https://example.org/ending"),
    ),
)


def item(item_id: str, *refs: str, **more: object) -> PlaylistItem:
    ties = tuple(Tie(scene=ref, basis="titled", why=f"why {ref}") for ref in refs)
    return PlaylistItem.model_validate(
        {"id": item_id, "wanted": Wanted(title=item_id), "ties": ties, "note": "note"} | more
    )


def after_start(*items: PlaylistItem, **more: object) -> Playlist:
    return upto(Playlist.model_validate({"title": "List", "items": items} | more), STORY, parse("film:start", STORY))


def test_an_untied_item_is_hidden_until_the_end_unless_its_author_says_it_is_safe() -> None:
    playlist = Playlist(title="List", items=(item("untied"), item("safe", safe=True)))
    assert [one.masked for one in upto(playlist, STORY, parse("film:start", STORY)).items] == [True, False]
    assert [one.masked for one in upto(playlist, STORY, parse("film:ending", STORY)).items] == [False, False]


def test_an_item_of_two_scenes_is_shown_with_the_first_without_a_word_of_the_second() -> None:
    shown = after_start(item("song", "film/start", "film/ending")).items[0]
    assert [tie.scene for tie in shown.ties] == ["film/start"]
    assert shown.note is None
    assert after_start(item("song", "film/start")).items[0].note == "note"


def test_a_hidden_cue_that_lost_to_a_visible_one_is_not_named() -> None:
    other = Candidate(provider="local", recording=Recording(title="The hidden cue"))
    found = Resolution(
        state="matched",
        candidate=Candidate(provider="local", recording=Recording(title="song")),
        runner_up=Rival(candidate=other, value=0.4, why="another title"),
    )
    like = NearMiss(title="The hidden cue", why="same theme")
    shown = after_start(item("song", "film/start", resolution=found, avoid=(like,))).items[0]
    assert shown.resolution is not None
    assert shown.resolution.state == "matched"
    assert "hidden cue" not in shown.dump_json()


def test_of_a_part_not_reached_only_the_number_stays() -> None:
    parts = (Part(number=1, title="Youth", note="Both live."), Part(number=2, title="Death", year=1999))
    story = STORY.replace(
        tellings=(Telling(id="film", kind="film", parts=parts),),
        scenes=tuple(one.replace(part=min(one.order, 2)) for one in STORY.scenes),
    )
    masked = masked_story(story, parse("film:part1", story))
    assert masked.tellings[0].parts == (parts[0], Part(number=2))


def test_a_tie_to_a_scene_that_the_story_does_not_have_shows_nothing() -> None:
    assert after_start(item("song", "film/elsewhere")).items[0].masked


def test_the_lists_title_stays_and_its_note_goes() -> None:
    masked = after_start(item("late", "film/ending"), note="She dies.", creator="Me")
    assert (masked.title, masked.creator, masked.note) == ("List", "Me", None)


def test_what_was_read_in_a_source_of_hidden_scenes_too_is_withheld() -> None:
    sources = masked_story(STORY, parse("film:start", STORY)).sources
    assert [(one.id, one.what, one.trust) for one in sources] == [("both", WITHHELD, None)]


def test_the_id_of_a_hidden_item_is_never_that_of_a_visible_one() -> None:
    masked = after_start(item("late", "film/ending"), item("hidden-1", "film/start"))
    assert [one.id for one in masked.items] == ["hidden-1-x", "hidden-1"]


def test_at_the_end_of_the_only_telling_everything_is_as_it_was() -> None:
    playlist = Playlist(title="List", note="note", items=(item("late", "film/ending"), item("untied")))
    assert upto(playlist, STORY, parse("film:ending", STORY)) is playlist
    assert masked_story(STORY, parse("film:ending", STORY)) is STORY


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_write_a_list_that_is_hidden_whole(name: str) -> None:
    assert render(after_start(item("late", "film/ending")), name).text


def test_tokens_are_found_in_what_is_written() -> None:
    def texts() -> Iterator[str]:
        yield "a zq00012 b"
        yield "00000000-0000-4000-8000-000000900013"

    assert tokens_in(*texts()) == {"zq00012", "900013"}


def test_of_a_source_that_a_hidden_item_rests_on_only_the_address_stays() -> None:
    story = load_story("the-awakening")
    music = library.load("the-awakening/music")
    place = parse("novel:ch9", story)
    seen = upto(music, story, place)
    told = masked_story(story, place, [seen], whole=[music])
    hidden = {
        citation
        for before, after in zip(music.items, seen.items, strict=True)
        if after.masked
        for citation in before.citations
    }
    shared = [source for source in told.sources if source.id in hidden]
    assert shared
    assert all(source.what == WITHHELD for source in shared)


def test_the_address_of_a_shared_source_is_cut_to_its_site_because_addresses_tell() -> None:
    story = load_story("never-let-me-go")
    told = masked_story(story, "film:part1")
    shared = [source for source in told.sources if source.what == WITHHELD]
    assert shared
    whole = {source.id: source.where for source in story.sources}
    for source in shared:
        assert source.where in whole[source.id]
        assert source.where.count("/") <= 3
    assert any(source.where != whole[source.id] for source in shared)
