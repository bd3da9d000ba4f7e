"""A list against a whole release."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.matching import align, best_release, decide_on_release
from soundtrack.matching.assignment import assign
from soundtrack.models import (
    ArtistCreditName,
    Candidate,
    Medium,
    Recording,
    Release,
    Track,
    Wanted,
    WantedRelease,
)

CUES = ("The Pier", "Main Titles", "Bumper Crop", "To The Cottages", "The Boat", "Madame Is Coming", "End Titles")
ALBUM = "The Long Winter (Original Motion Picture Soundtrack)"
COMPOSER = "Jane Composer"


def a_release(title: str, artist: str, titles: Sequence[str], **more: object) -> Release:
    tracks = tuple(
        Track(
            position=number,
            title=name,
            recording=Recording(
                title=name, artist_credit=(ArtistCreditName(name=artist),), duration_ms=90_000 + 1000 * number
            ),
        )
        for number, name in enumerate(titles, 1)
    )
    return Release.model_validate(
        {"title": title, "artist_credit": (ArtistCreditName(name=artist),), "media": (Medium(tracks=tracks),), **more}
    )


def a_list(titles: Sequence[str] = CUES, artist: str | None = COMPOSER) -> list[Wanted]:
    return [Wanted(title=title, artist=artist) for title in titles]


def offers(*releases: Release) -> list[Candidate]:
    return [
        Candidate(
            provider="x",
            recording=track.recording,
            release=release.replace(media=()),
            medium=1,
            position=track.position,
        )
        for release in releases
        for _, track in release.tracks
    ]


SCORE = a_release(ALBUM, COMPOSER, CUES)
WANTED = WantedRelease(title=ALBUM, artist=COMPOSER, track_count=len(CUES))
SIBLING = a_release(
    "The Short Summer (Original Motion Picture Soundtrack)",
    COMPOSER,
    ["Main Titles", "The Boat", "A Party", "End Titles"],
)


def test_a_list_lies_along_its_release() -> None:
    found = align(a_list(), SCORE, WANTED)
    assert found.tracks == tuple(range(len(CUES)))
    assert found.value > 0.99


def test_gaps_bonus_tracks_and_another_order_are_borne() -> None:
    longer = a_release(ALBUM, COMPOSER, ["Bonus Tune", *reversed(CUES), "Hidden Song"])
    wanted = [*CUES[:2], *CUES[3:]]
    found = align(a_list(wanted), longer, WANTED)
    assert [longer.tracks[track][1].title for track in found.tracks if track is not None] == wanted


def test_a_name_that_stands_twice_goes_where_its_neighbours_are() -> None:
    titles = ["Main Titles", "First", "Main Titles", "Second"]
    found = align(a_list(["First", "Main Titles", "Second"]), a_release(ALBUM, COMPOSER, titles), WANTED)
    assert found.tracks == (1, 2, 3)


def test_slips_are_borne_where_the_place_is_right() -> None:
    found = align(
        a_list(["The Peir", "Main Title", "Bumpr Crop", "To the Cottage", "Boat", "Madam Is Coming", "End Title"]),
        SCORE,
        WANTED,
    )
    assert found.tracks == tuple(range(len(CUES)))


def test_no_track_is_given_twice() -> None:
    found = align(a_list(["The Boat", "The Boat", "The Boat"]), SCORE, WANTED)
    given_out = [track for track in found.tracks if track is not None]
    assert len(given_out) == len(set(given_out)) == 1


def test_scores_of_one_composer_are_never_mixed() -> None:
    found = best_release(a_list(), [SIBLING, SCORE], WANTED)
    assert found.chosen is not None
    assert found.chosen.release == SCORE
    assert best_release(a_list(), [SIBLING], WANTED).chosen is None


def test_an_album_of_that_name_by_somebody_else_is_not_the_one() -> None:
    other = a_release("The Long Winter", "Rachel Other", ["Snow", "The Long Winter", "Ice"])
    assert best_release(a_list(), [other], WANTED).chosen is None


def test_karaoke_and_tributes_of_the_score_are_not_the_one() -> None:
    tribute = a_release(f"A Tribute to {ALBUM}", "City Players", CUES)
    assert best_release(a_list(), [tribute], WANTED).chosen is None
    chosen = best_release(a_list(), [tribute, SCORE], WANTED).chosen
    assert chosen is not None
    assert chosen.release == SCORE


def test_the_edition_with_just_these_tracks_is_chosen() -> None:
    deluxe = a_release("The Long Winter (Deluxe Edition)", COMPOSER, [*CUES, "Bonus Tune", "Another Tune"])
    found = best_release(a_list(), [deluxe, SCORE], WANTED)
    assert found.chosen is not None
    assert found.chosen.release == SCORE
    assert [other.release for other in found.others] == [deluxe]


def test_a_fan_s_list_is_aligned_with_nothing() -> None:
    fan = [
        Wanted(title="The Boat", artist=COMPOSER),
        Wanted(title="No Surprises", artist="Radiohead"),
        Wanted(title="Tender", artist="Blur"),
        Wanted(title="I Bleed", artist="Pixies"),
        Wanted(title="Exchange", artist="Massive Attack"),
    ]
    albums = [SCORE, a_release("OK Computer", "Radiohead", ["Airbag", "Paranoid Android", "No Surprises"])]
    assert best_release(fan, albums).chosen is None


def test_a_list_that_names_no_release_is_known_by_its_tracks() -> None:
    found = best_release(a_list(), [SIBLING, SCORE])
    assert found.chosen is not None
    assert found.chosen.release == SCORE


def test_the_release_decides_what_a_generic_name_alone_cannot() -> None:
    lines = a_list()
    together = offers(SCORE, SIBLING)
    choice = best_release(lines, [SIBLING, SCORE], WANTED)
    found = decide_on_release(lines, [together] * len(lines), choice)
    assert [one.state for one in found] == ["matched"] * len(lines)
    assert [one.candidate for one in found] == offers(SCORE)
    assert any("the whole list is on this release" in entry.text for entry in found[1].similarity.evidence)  # type: ignore[union-attr]
    alone = decide_on_release(lines, [together] * len(lines), best_release(lines, []))
    assert alone[1].state != "matched"


def test_without_lines_or_tracks_there_is_no_release() -> None:
    assert best_release([], [SCORE], WANTED).chosen is None
    assert best_release(a_list(), [Release(title=ALBUM)], WANTED).chosen is None


@given(st.lists(st.dictionaries(st.integers(0, 4), st.integers(-3, 9).map(float), max_size=5), max_size=5))
def test_the_assignment_is_the_best_there_is(gains: list[dict[int, float]]) -> None:
    def worth(tracks: Sequence[int | None]) -> float:
        return sum(row[track] for row, track in zip(gains, tracks, strict=True) if track is not None)

    def possible(tracks: Sequence[int | None]) -> bool:
        used = [track for track in tracks if track is not None]
        return len(used) == len(set(used)) and all(
            track is None or row.get(track, 0) > 0 for row, track in zip(gains, tracks, strict=True)
        )

    found = assign(gains)
    assert possible(found)
    best = max(worth(tracks) for tracks in itertools.product([None, *range(5)], repeat=len(gains)) if possible(tracks))
    assert worth(found) == pytest.approx(best)


def test_a_thousand_equal_names_end_soon() -> None:
    assert len(set(assign([dict.fromkeys(range(300), 1.0)] * 300))) == 300
