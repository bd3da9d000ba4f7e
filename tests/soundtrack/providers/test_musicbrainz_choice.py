"""Which release is looked up, and when a line has what it asked for."""

from __future__ import annotations

import pytest

from soundtrack.models import ArtistCreditName, Candidate, Recording, Release, Wanted, WantedRelease
from soundtrack.providers._musicbrainz import choice

TITLE = "Never Let Me Go (Original Motion Picture Soundtrack)"
WANTED = WantedRelease(title=TITLE, artist="Rachel Portman", track_count=19, label="Varèse Sarabande", year=2010)


def a_release(title: str = TITLE, artist: str = "Rachel Portman", **about: object) -> Release:
    usual: dict[str, object] = {
        "secondary_types": ("soundtrack",),
        "status": "official",
        "track_count": 19,
        "label": "Varèse Sarabande",
        "date": "2010-09-14",
    }
    return Release.model_validate({"title": title, "artist_credit": (ArtistCreditName(name=artist),)} | usual | about)


@pytest.mark.parametrize(
    "worse",
    [
        a_release(track_count=12),
        a_release(track_count=38),
        a_release(secondary_types=()),
        a_release(status="bootleg"),
        a_release(status="promotion", date="2010-08"),
        a_release("Never Let Me Go"),
        a_release(label="Made-up Reissues"),
        a_release(date="2020-09-14"),
        a_release(date="2010-12-24"),
        a_release(date=None),
    ],
)
def test_of_two_that_fit_the_better_is_chosen(worse: Release) -> None:
    better = a_release()
    assert choice.of_release(WANTED, [worse, better], 19) == better
    assert choice.of_release(WANTED, [better, worse], 19) == better
    assert choice.of_release(WANTED, [worse], 19) == worse


@pytest.mark.parametrize(
    "other",
    [
        a_release(artist="Rachel Fuller"),
        a_release("Never Let Me Go", artist="Rachel Fuller", secondary_types=()),
        a_release("The Duchess (Original Motion Picture Soundtrack)"),
        a_release(f"{TITLE} (Karaoke Version)"),
        a_release("Never Let Me Go (A Tribute to Rachel Portman)"),
        a_release(artist="Rachel Portman Tribute Band"),
        a_release(disambiguation="karaoke"),
        a_release(artist="Various Artists", secondary_types=("compilation",)),
    ],
)
def test_what_is_not_the_record_is_refused(other: Release) -> None:
    assert choice.of_release(WANTED, [other], 19) is None


def test_a_soundtrack_may_be_credited_to_various_artists() -> None:
    various = a_release(artist="Various Artists")
    assert choice.of_release(WANTED, [various], 19) == various


def test_an_album_that_is_no_soundtrack_is_preferred_where_none_is_wanted() -> None:
    album, film = a_release("13", "Blur", secondary_types=()), a_release("13", "Blur")
    assert choice.of_release(WantedRelease(title="13", artist="Blur"), [film, album], 19) == album


def test_without_a_count_the_lines_are_counted() -> None:
    short, whole = a_release(track_count=12), a_release()
    uncounted = WantedRelease(title=TITLE, artist="Rachel Portman")
    assert choice.of_release(uncounted, [short, whole], 19) == whole
    assert choice.of_release(uncounted, [whole, short], 12) == short


def a_candidate(title: str, artist: str, *, remark: str | None = None, on: Release | None = None) -> Candidate:
    return Candidate(
        provider="musicbrainz",
        recording=Recording(title=title, artist_credit=(ArtistCreditName(name=artist),), disambiguation=remark),
        release=on,
    )


TENDER = Wanted(title="Tender", artist="Blur")


@pytest.mark.parametrize(
    ("candidate", "open_answer", "crowded_answer"),
    [
        (a_candidate("Tender", "Blur"), True, True),
        (a_candidate("Tender", "blur"), True, True),
        (a_candidate("Tender", "Made-up Soul Singer"), False, False),
        (a_candidate("Tender (live)", "Blur"), True, False),
        (a_candidate("Tender", "Blur", remark="live, 1999-07-02: a made-up place"), True, False),
        (a_candidate("Tender", "Blur", on=a_release("Concert", "Blur", secondary_types=("live",))), True, False),
        (a_candidate("Tender (radio edit)", "Blur"), True, False),
    ],
)
def test_in_a_crowd_another_version_is_no_answer(candidate: Candidate, open_answer: bool, crowded_answer: bool) -> None:
    assert choice.is_answered(TENDER, [candidate], crowded=False) == open_answer
    assert choice.is_answered(TENDER, [candidate], crowded=True) == crowded_answer


def test_a_concert_answers_who_asks_for_one() -> None:
    live = a_candidate("Tender (live)", "Blur")
    assert choice.is_answered(Wanted(title="Tender (live)", artist="Blur"), [live], crowded=True)


def test_hits_of_quite_another_title_are_dropped_and_those_of_other_singers_kept() -> None:
    hits = [[a_candidate(*who)] for who in (("Tender", "Blur"), ("Tender", "Somebody"), ("Coffee & TV", "Blur"))]
    assert [one.recording.title for one in choice.of_line(TENDER, hits)] == ["Tender", "Tender"]


def test_of_its_releases_the_line_s_own_is_told_else_the_first_official_album() -> None:
    single = a_release("Tender", "Blur", secondary_types=(), date="1999-02-22")
    album = a_release("13", "Blur", secondary_types=(), date="1999-03-15")
    sampler = a_release("Hits", "Various Artists", secondary_types=("compilation",), date="1999-01-01")
    bootleg = a_release("Tender", "Blur", secondary_types=(), status="bootleg", date="1998")
    places = [a_candidate("Tender", "Blur", on=one) for one in (sampler, bootleg, album, single)]
    assert choice.best_place(TENDER, places).release == single
    assert choice.best_place(TENDER.replace(release="13"), places).release == album
    assert choice.any_release(places).release == single
