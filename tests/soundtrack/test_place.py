from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.errors import UsageError
from soundtrack.place import Place, describe, is_end, parse, seen, spans
from soundtrack.story import Part, Scene, Story, Telling


def a_scene(ref: str, order: int, **more: object) -> Scene:
    telling, scene_id = ref.split("/")
    return Scene.model_validate(
        {"id": scene_id, "telling": telling, "order": order, "title": scene_id, "summary": "x"} | more
    )


def a_story(*scenes: Scene, film_parts: int = 2) -> Story:
    return Story(
        id="story",
        title="Story",
        tellings=(
            Telling(
                id="film", kind="film", parts=tuple(Part(number=n, title=f"Part {n}") for n in range(1, film_parts + 1))
            ),
            Telling(
                id="novel",
                kind="novel",
                chapters=6,
                parts=(Part(number=1, chapters="1-3"), Part(number=2, chapters="4-6")),
            ),
        ),
        scenes=scenes,
    )


FILM = (
    a_scene("film/captions", 1, section="prologue"),
    a_scene("film/school", 2, part=1),
    a_scene("film/gallery", 3, part=1, order_certainty="approximate"),
    a_scene("film/tape", 4, part=1),
    a_scene("film/farm", 5, part=2),
    a_scene("film/boat", 6, part=2),
    a_scene("film/field", 7, section="epilogue"),
)


def own(story: Story, place: str) -> set[str]:
    """Short names of the scenes seen in the place's own telling."""
    found = parse(place, story)
    return {ref.split("/")[1] for ref in seen(story, found) if ref.startswith(f"{found.telling}/")}


def test_a_place_is_inclusive() -> None:
    assert own(a_story(*FILM), "film:tape") == {"captions", "school", "tape"}


def test_a_part_brings_all_its_scenes_and_what_stands_before_them() -> None:
    assert own(a_story(*FILM), "film:part1") == {"captions", "school", "gallery", "tape"}


def test_what_stands_outside_the_parts_after_the_last_one_is_not_in_it() -> None:
    assert own(a_story(*FILM), "film:part2") == {"captions", "school", "gallery", "tape", "farm", "boat"}


@pytest.mark.parametrize(("place", "shown"), [("film:tape", False), ("film:gallery", True), ("film:farm", True)])
def test_a_scene_of_uncertain_order_is_shown_only_where_it_is_surely_before(place: str, shown: bool) -> None:
    assert ("gallery" in own(a_story(*FILM), place)) is shown


def test_at_a_scene_of_uncertain_order_only_what_is_before_its_whole_part_has_been_seen() -> None:
    assert own(a_story(*FILM), "film:gallery") == {"captions", "gallery"}


def test_an_uncertain_scene_without_part_is_seen_only_at_the_end() -> None:
    story = a_story(a_scene("film/a", 1, order_certainty="approximate"), a_scene("film/b", 2))
    assert own(story, "film:b") == {"b"}
    assert own(story, "film:end") == {"a", "b"}


def test_chapters_count_and_whole_parts_up_to_them() -> None:
    story = a_story(
        a_scene("novel/one", 1, part=1, chapter=1),
        a_scene("novel/somewhere", 2, part=1, order_certainty="approximate"),
        a_scene("novel/three", 3, part=1, chapter=3),
        a_scene("novel/four", 4, part=2, chapter=4),
    )
    assert own(story, "novel:ch2") == {"one"}
    assert own(story, "novel:ch3") == {"one", "somewhere", "three"}
    assert own(story, "novel:ch6") == {"one", "somewhere", "three", "four"}


def test_a_place_carries_over_only_through_linked_moments() -> None:
    story = a_story(
        *FILM,
        a_scene("novel/unlinked", 1, chapter=1),
        a_scene("novel/tape", 2, chapter=2, same_moment=("film/tape",)),
        a_scene("novel/boat", 3, chapter=5, same_moment=("film/boat",)),
    )
    elsewhere = {ref for ref in seen(story, parse("film:part1", story)) if ref.startswith("novel/")}
    assert elsewhere == {"novel/tape"}


def test_a_moment_linked_to_an_unseen_scene_too_stays_hidden() -> None:
    story = a_story(*FILM, a_scene("novel/both", 1, same_moment=("film/tape", "film/boat")))
    assert "novel/both" not in seen(story, parse("film:part1", story))
    assert "novel/both" in seen(story, parse("film:part2", story))


def test_a_link_counts_on_whichever_side_it_is_said() -> None:
    film = a_scene("film/tape", 1, same_moment=("novel/tape",))
    story = a_story(film, a_scene("novel/tape", 1))
    assert seen(story, parse("novel:tape", story)) == {"novel/tape", "film/tape"}


@pytest.mark.parametrize("place", ["film:part1", "novel:ch4", "film:the-end-of-it", "film:end"])
def test_a_place_reads_back_as_it_is_written(place: str) -> None:
    story = a_story(a_scene("film/the-end-of-it", 1))
    assert str(parse(place, story)) == place


@pytest.mark.parametrize("text", [" FILM:Part1 ", "film:part-1"])
def test_a_place_may_be_written_loosely(text: str) -> None:
    assert parse(text, a_story(*FILM)) == Place("film", part=1)


def test_a_scene_goes_before_a_part_of_the_same_name() -> None:
    assert parse("film:part1", a_story(a_scene("film/part1", 1))) == Place("film", scene="part1")


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        ("", "write film:part1 or novel:part1"),
        ("film", "write film:part1 or novel:part1"),
        ("play:part1", "write film:part1 or novel:part1"),
        ("film:part3", "film:part1, film:part2"),
        ("film:ch2", "film:part1, film:part2"),
        ("novel:ch7", "novel:ch1 to novel:ch6"),
        ("novel:ch0", "novel:ch1 to novel:ch6"),
        ("film:boa", "did you mean film:boat?"),
    ],
)
def test_an_unknown_place_is_answered_with_those_that_exist(text: str, helps: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text, a_story(*FILM))
    assert helps in str(caught.value)


def test_the_answer_to_an_unknown_place_does_not_tell_later_scenes() -> None:
    with pytest.raises(UsageError) as caught:
        parse("film:part9", a_story(*FILM))
    assert "field" not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "end"),
    [("film:end", True), ("film:field", True), ("film:part2", False), ("novel:ch6", True), ("novel:ch5", False)],
)
def test_the_end_is_where_nothing_of_the_telling_is_left(place: str, end: bool) -> None:
    story = a_story(*FILM, a_scene("novel/last", 1, chapter=6))
    assert is_end(story, parse(place, story)) is end


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("film:part1", "the end of part 1, Part 1 (film)"),
        ("novel:part2", "the end of part 2 (novel)"),
        ("novel:ch4", "the end of chapter 4 (novel)"),
        ("film:boat", "boat (film)"),
        ("film:end", "the end (film)"),
    ],
)
def test_a_place_in_words(place: str, words: str) -> None:
    story = a_story(*FILM)
    assert describe(parse(place, story), story) == words


@st.composite
def films(draw: st.DrawFn) -> Story:
    parts = sorted(draw(st.lists(st.integers(1, 3), min_size=1, max_size=6)))
    certain = st.sampled_from(["certain", "approximate"])
    scenes = [
        a_scene(f"film/s{order}", order, part=part, order_certainty=draw(certain))
        for order, part in enumerate(parts, start=1)
    ]
    return a_story(*scenes, film_parts=3)


def could_come_later(story: Story, scene: Scene, place: Scene) -> bool:
    """Whether some order that agrees with all that is certain has *scene* after *place*."""
    for order in permutations(story.scenes):
        parts = [one.part or 0 for one in order]
        certain = [one.order for one in order if one.order_certainty == "certain"]
        if parts == sorted(parts) and certain == sorted(certain) and order.index(scene) > order.index(place):
            return True
    return False


@given(films(), st.data())
def test_no_scene_is_shown_that_could_come_later(story: Story, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(story.scenes))
    for ref in seen(story, Place("film", scene=place.id)):
        scene = story.scene(ref)
        assert scene is not None
        assert not could_come_later(story, scene, place)


@given(films())
def test_later_places_show_no_less(story: Story) -> None:
    shown = [seen(story, Place("film", part=part)) for part in (1, 2, 3)]
    assert shown[0] <= shown[1] <= shown[2] <= seen(story, Place("film"))


@given(films())
def test_a_certain_scene_stands_at_its_order(story: Story) -> None:
    for scene in story.scenes:
        earliest, latest = spans(story.scenes)[scene.ref]
        assert earliest <= scene.order <= latest
        if scene.order_certainty == "certain":
            assert earliest == latest
