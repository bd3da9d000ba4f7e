from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists import arrange
from playlists.models import Playlist, PlaylistItem
from soundtrack.errors import UsageError
from soundtrack.models import Candidate, Recording, Resolution, Wanted
from soundtrack.story import Basis, Part, Scene, Story, Telling, Theme, Tie


def a_scene(ref: str, order: int, **more: object) -> Scene:
    telling, scene_id = ref.split("/")
    return Scene.model_validate(
        {"id": scene_id, "telling": telling, "order": order, "title": scene_id, "summary": "x"} | more
    )


STORY = Story(
    id="story",
    title="Story",
    tellings=(
        Telling(id="film", kind="film", parts=(Part(number=1, title="Youth"), Part(number=2))),
        Telling(id="novel", kind="novel"),
    ),
    themes=(Theme(id="souls", title="Souls and art"),),
    scenes=(
        a_scene("film/captions", 1, section="prologue"),
        a_scene("film/school", 2, part=1, people=("Kathy", "Ruth"), themes=("souls",)),
        a_scene("film/tape", 3, part=1, people=("Kathy",)),
        a_scene("film/boat", 4, part=2, people=("Ruth",)),
        a_scene("novel/tape", 1, same_moment=("film/tape",)),
        a_scene("novel/lost", 2, people=("Kathy",)),
    ),
)


def an_item(
    item_id: str, *ties: str, basis: Basis = "titled", minutes: float | None = None, **more: object
) -> PlaylistItem:
    fields = {
        "id": item_id,
        "wanted": Wanted(title=item_id, duration_ms=int(minutes * 60_000) if minutes else None),
        "ties": tuple(Tie(scene=ref, basis=basis, why="why") for ref in ties),
    }
    return PlaylistItem.model_validate(fields | more)


def a_list(*items: PlaylistItem, **more: object) -> Playlist:
    return Playlist.model_validate({"title": "List", "items": items} | more)


def ids(playlist: Playlist) -> list[str]:
    return [item.id for item in playlist.items]


def test_items_follow_the_scenes_and_untied_ones_come_last_in_their_own_order() -> None:
    given_list = a_list(
        an_item("none"), an_item("boat", "film/boat"), an_item("nothing"), an_item("school", "film/school")
    )
    assert ids(arrange.by_scene(given_list, STORY)) == ["school", "boat", "none", "nothing"]


def test_an_item_stands_at_its_strongest_tie_and_of_those_at_the_earliest() -> None:
    strong = Tie(scene="film/boat", basis="stated", why="why")
    weak = Tie(scene="film/captions", basis="editorial", why="why")
    stated = an_item("stated", ties=(weak, strong))
    assert ids(arrange.by_scene(a_list(stated, an_item("tape", "film/tape")), STORY)) == ["tape", "stated"]
    twice = an_item("twice", "film/boat", "film/captions")
    assert ids(arrange.by_scene(a_list(an_item("tape", "film/tape"), twice), STORY)) == ["twice", "tape"]


def test_what_only_another_telling_has_stands_at_the_linked_moment_or_after_all_else() -> None:
    given_list = a_list(an_item("lost", "novel/lost"), an_item("boat", "film/boat"), an_item("linked", "novel/tape"))
    arranged = arrange.by_scene(given_list, STORY, "film")
    assert ids(arranged) == ["linked", "boat", "lost"]
    assert arranged.note == "In the order of the scenes (film); 1 that only another telling has after them."


def test_the_telling_with_most_items_counts_unless_one_is_named() -> None:
    given_list = a_list(an_item("b", "novel/lost", "film/school"), an_item("a", "novel/tape"))
    assert ids(arrange.by_scene(given_list, STORY)) == ["a", "b"]
    assert ids(arrange.by_scene(given_list, STORY, "film")) == ["b", "a"]


def test_by_part_keeps_the_lists_own_order_within_a_part() -> None:
    given_list = a_list(an_item("boat", "film/boat"), an_item("tape", "film/tape"), an_item("school", "film/school"))
    assert ids(arrange.by_part(given_list, STORY)) == ["tape", "school", "boat"]


def test_each_part_gets_a_list_of_its_own() -> None:
    given_list = a_list(
        an_item("none"),
        an_item("boat", "film/boat"),
        an_item("title", "film/captions"),
        an_item("tape", "film/tape"),
        id="mix",
    )
    split = arrange.split_by_part(given_list, STORY)
    assert {key: ids(one) for key, one in split.items()} == {
        "film-prologue": ["title"],
        "film-part-1": ["tape"],
        "film-part-2": ["boat"],
        "untied": ["none"],
    }
    assert split["film-part-1"].title == "List: part 1, Youth"
    assert split["film-part-1"].id == "mix-film-part-1"


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (lambda one: arrange.in_part(one, STORY, 1, "film"), ["school", "tape"]),
        (lambda one: arrange.with_person(one, STORY, "ruth"), ["boat", "school"]),
        (lambda one: arrange.with_theme(one, STORY, "souls"), ["school"]),
        (lambda one: arrange.with_theme(one, STORY, "Souls and Art"), ["school"]),
        (arrange.diegetic, ["tape"]),
    ],
)
def test_choices_keep_the_order_and_say_how_many_they_took(chosen: object, kept: list[str]) -> None:
    given_list = a_list(
        an_item("boat", "film/boat"),
        an_item("school", "film/school"),
        an_item("tape", "film/tape", diegetic=True),
        an_item("none"),
        note="A note.",
    )
    new = chosen(given_list)  # type: ignore[operator]
    assert ids(new) == kept
    assert new.note.startswith("A note. ")
    assert f"{len(kept)} item" in new.note


@pytest.mark.parametrize(
    ("wrong", "helps"),
    [
        (lambda one: arrange.by_scene(one, STORY, "play"), "film, novel"),
        (lambda one: arrange.in_part(one, STORY, 3, "film"), "parts 1, 2"),
        (lambda one: arrange.in_part(one, STORY, 1, "novel"), "no parts"),
        (lambda one: arrange.with_theme(one, STORY, "love"), "souls"),
        (lambda one: arrange.with_person(one, STORY, "Madame"), "Kathy, Ruth"),
        (lambda one: arrange.to_length(one, 0), "more than nothing"),
        (lambda one: arrange.to_length(one, 60_000), "playlists resolve"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(wrong: object, helps: str) -> None:
    with pytest.raises(UsageError) as caught:
        wrong(a_list(an_item("item", "film/boat")))  # type: ignore[operator]
    assert helps in str(caught.value)


def test_alternating_takes_turns_and_keeps_ids_apart() -> None:
    first = a_list(an_item("a"), an_item("b"), an_item("c"), creator="X", story="story")
    second = a_list(an_item("b"), an_item("d"), title="Other", creator="Y", story="story")
    mixed = arrange.alternating(first, second)
    assert ids(mixed) == ["a", "b-2", "b", "d", "c"]
    assert (mixed.title, mixed.creator, mixed.story) == ("List / Other", "X / Y", "story")


def test_to_a_length_comes_as_close_as_it_can_without_passing() -> None:
    given_list = a_list(an_item("a", minutes=3), an_item("b", minutes=4), an_item("c", minutes=2), an_item("unknown"))
    chosen = arrange.to_length(given_list, 6 * 60_000)
    assert ids(chosen) == ["b", "c"]
    assert chosen.note == "6:00 of 6:00: 2 items of 4; 1 of unknown length left out."


def test_the_length_of_what_was_found_counts_before_what_the_line_says() -> None:
    found = Recording(title="a", duration_ms=600_000)
    resolution = Resolution(state="matched", candidate=Candidate(provider="local", recording=found))
    given_list = a_list(an_item("a", minutes=1, resolution=resolution), an_item("b", minutes=2))
    assert ids(arrange.to_length(given_list, 5 * 60_000)) == ["b"]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=7), st.integers(1, 1200))
def test_no_choice_of_items_comes_closer_and_the_earlier_ones_win(lengths: list[int], limit: int) -> None:
    items = [an_item(f"item-{n}", minutes=seconds / 60) for n, seconds in enumerate(lengths)]
    seconds = {item.id: item.wanted.duration_ms or 0 for item in items}
    chosen = ids(arrange.to_length(a_list(*items), limit * 1000))
    total = sum(-(-seconds[one] // 1000) for one in chosen)
    choices = [
        one
        for size in range(len(items) + 1)
        for one in itertools.combinations(range(len(items)), size)
        if sum(-(-seconds[f"item-{n}"] // 1000) for n in one) <= limit
    ]
    best = max(sum(-(-seconds[f"item-{n}"] // 1000) for n in one) for one in choices)
    assert total == best
    ties = [one for one in choices if sum(-(-seconds[f"item-{n}"] // 1000) for n in one) == best]
    first = max(ties, key=lambda one: [n in one for n in range(len(items))])
    assert chosen == [f"item-{n}" for n in first]


def tied_lists() -> st.SearchStrategy[Playlist]:
    ties = st.builds(
        Tie,
        scene=st.sampled_from([scene.ref for scene in STORY.scenes]),
        basis=st.sampled_from(arrange.STRENGTH),
        why=st.just("why"),
    )
    return st.lists(st.lists(ties, max_size=3).map(tuple), max_size=8).map(
        lambda tied: a_list(*(an_item(f"item-{n}", ties=ties) for n, ties in enumerate(tied)))
    )


@given(tied_lists())
def test_an_order_loses_nothing_and_ordering_again_changes_nothing(playlist: Playlist) -> None:
    for order in (arrange.by_scene, arrange.by_part):
        once = order(playlist, STORY)
        assert sorted(ids(once)) == sorted(ids(playlist))
        assert ids(order(once, STORY)) == ids(once)


@given(tied_lists())
def test_every_item_is_in_exactly_one_part(playlist: Playlist) -> None:
    split = arrange.split_by_part(playlist, STORY)
    assert [one for part in split.values() for one in ids(part)] == ids(arrange.by_scene(playlist, STORY))
