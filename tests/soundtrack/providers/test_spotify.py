"""Spotify by spotipy over HTTP, against a replica of restricted Development Mode."""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import signal
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from soundtrack.errors import (
    DataError,
    ProviderAuthError,
    ProviderError,
    ProviderResponseError,
    ProviderUnavailableError,
)
from soundtrack.models import Wanted, WantedRelease, credit_text
from soundtrack.providers._spotify import Spotify, spotify
from soundtrack.providers._spotify_keys import Keys, keys, keys_path
from soundtrack.story import Said
from tests.replicas import _server
from tests.replicas._server import Failure, unreachable_url
from tests.replicas.catalogue import CROWDED_PAIRS, NO_SURPRISES_ISRC, SCORE_TITLE, Catalogue, Maker, crowd
from tests.replicas.spotify import (
    CLIENT_ID,
    CLIENT_SECRET,
    SpotifyReplica,
    expired,
    no_premium,
    quota_exceeded,
    removed,
    too_many,
)
from tests.soundtrack.providers.asking import (
    CATALOGUE,
    FAILURES,
    FEW_FAILURES,
    QUICK,
    SCORE,
    SCORE_LINES,
    TEN_LINES,
    known,
)

KEYS = Keys(CLIENT_ID, CLIENT_SECRET)
PERMITTED = re.compile(r"/api/token|/v1/search|/v1/tracks/\w{22}|/v1/albums/\w{22}(/tracks/?)?")


@pytest.fixture
def replica() -> Iterator[SpotifyReplica]:
    with SpotifyReplica(CATALOGUE) as replica:
        yield replica
        assert all(PERMITTED.fullmatch(seen.path) for seen in replica.seen), "a call that is not permitted"


@pytest.fixture
def provider(replica: SpotifyReplica) -> Spotify:
    return Spotify(KEYS, replica.url, replica.url, bounds=QUICK)


def first(provider: Spotify, wanted: Wanted) -> tuple[str, str]:
    candidate = provider.offers([wanted]).candidates[0][0]
    return candidate.recording.title, credit_text(candidate.recording.artist_credit)


# What is found


def test_each_of_the_ten_lines_is_found_with_all_that_is_known_of_it(provider: Spotify) -> None:
    offers = provider.offers(TEN_LINES)
    assert [
        (line[0].recording.title, credit_text(line[0].recording.artist_credit)) for line in offers.candidates
    ] == list(CROWDED_PAIRS)
    surprises = offers.candidates[7][0]
    assert surprises.identifiers == (f"urn:isrc:{NO_SURPRISES_ISRC}", "spotify:track:" + surprises.urls[0][-22:])
    assert surprises.recording.duration_ms == 229_120
    assert surprises.recording.isrcs == (NO_SURPRISES_ISRC,)
    assert surprises.release is not None
    assert (surprises.release.title, surprises.release.date, surprises.release.track_count) == (
        "OK Computer",
        "1997",
        12,
    )
    assert (surprises.medium, surprises.position) == (1, 10)
    assert surprises.urls[0].startswith("https://open.spotify.com/track/")
    assert surprises.provider == "spotify"


def test_what_is_not_there_is_an_empty_line(provider: Spotify) -> None:
    nothing = Wanted(title="A song nobody made up", artist="Nobody")
    assert provider.offers([nothing, TEN_LINES[0]]).candidates[0] == ()


def test_the_score_comes_as_a_whole_album_and_line_by_line_from_it(provider: Spotify) -> None:
    offers = provider.offers(SCORE_LINES, SCORE)
    (release,) = offers.releases
    assert release.title == SCORE_TITLE
    assert [track.title for _, track in release.tracks] == [line.title for line in SCORE_LINES]
    assert all(uri.startswith("spotify:track:") for _, track in release.tracks for uri in track.identifiers)
    assert [line[0].position for line in offers.candidates] == list(range(1, 20))
    assert {line[0].release.title for line in offers.candidates if line[0].release} == {SCORE_TITLE}


def test_an_album_longer_than_a_page_is_read_whole() -> None:
    make = Maker(series=2)
    songs = [make.recording(f"Made-up cue {number}", "A Composer", length_ms=60_000) for number in range(120)]
    long_album = make.release("Made-up Long Score", "A Composer", songs)
    with SpotifyReplica(CATALOGUE.with_releases([long_album])) as replica:
        provider = Spotify(KEYS, replica.url, replica.url, bounds=QUICK)
        (release,) = provider.offers([], WantedRelease(title="Made-up Long Score", artist="A Composer")).releases
        assert [track.title for _, track in release.tracks] == [song.title for song in songs]
        assert replica.api_count == 4


@pytest.mark.parametrize(
    "wanted",
    [
        WantedRelease(title="Never Let Me Go", artist="Nobody at all"),
        WantedRelease(title="An album that is not there", artist="Rachel Portman"),
    ],
)
def test_a_release_that_is_not_there_leaves_the_lines_to_be_searched(
    replica: SpotifyReplica, provider: Spotify, wanted: WantedRelease
) -> None:
    offers = provider.offers(TEN_LINES[:3], wanted)
    assert offers.releases == ()
    assert [bool(line) for line in offers.candidates] == [True] * 3
    assert len(replica.searches) == 4


def test_lines_that_are_not_on_the_release_are_searched(replica: SpotifyReplica, provider: Spotify) -> None:
    offers = provider.offers([SCORE_LINES[0], TEN_LINES[6]], SCORE)
    assert [line[0].recording.title for line in offers.candidates] == ["The Pier", "Tender"]
    assert replica.api_count == 3


def test_karaoke_and_tribute_albums_are_not_taken_for_the_record() -> None:
    with SpotifyReplica(CATALOGUE.without(SCORE_TITLE, "Never Let Me Go")) as replica:
        provider = Spotify(KEYS, replica.url, replica.url, bounds=QUICK)
        assert provider.offers([], SCORE.replace(artist=None)).releases == ()
        assert replica._albums, "there is something to refuse"
        karaoke = WantedRelease(title="Never Let Me Go (Karaoke Version)")
        assert len(provider.offers([], karaoke).releases) == 1, "but where it is asked for"


def test_albums_of_the_same_title_do_not_hide_the_score() -> None:
    make = Maker(series=3)
    namesakes = [
        make.release(SCORE_TITLE, f"Made-up Namesake {number}", [make.recording("Song", "Somebody")])
        for number in range(12)
    ]
    with SpotifyReplica(Catalogue((*namesakes, *CATALOGUE.releases))) as replica:
        provider = Spotify(KEYS, replica.url, replica.url, bounds=QUICK)
        (release,) = provider.offers([], SCORE).releases
        assert credit_text(release.artist_credit) == "Rachel Portman"


def test_the_artist_is_part_of_the_query_or_the_crowd_hides_the_song() -> None:
    others = [(title, f"Made-up Namesake {number}") for title, _ in CROWDED_PAIRS[:3] for number in range(12)]
    crowded = CATALOGUE.with_releases(crowd(others, each=1))
    namesakes_first = Catalogue(tuple(reversed(crowded.releases)), crowded.standalone)
    with SpotifyReplica(namesakes_first) as replica:
        provider = Spotify(KEYS, replica.url, replica.url, bounds=QUICK)
        for wanted in TEN_LINES[:3]:
            assert first(provider, wanted) == (wanted.title, wanted.artist)


# How little is asked


def test_one_search_for_each_open_line_as_the_plan_says(replica: SpotifyReplica, provider: Spotify) -> None:
    plan = provider.plan(TEN_LINES)
    assert (plan.requests, plan.lines, replica.count) == (10, 10, 0)
    provider.offers(TEN_LINES)
    assert len(replica.searches) == replica.api_count == plan.requests
    assert replica.count == plan.requests + 1, "one log-in"
    assert all(seen.query["limit"] == "10" for seen in replica.seen if seen.path == "/v1/search")


def test_the_score_is_two_requests_as_the_plan_says(replica: SpotifyReplica, provider: Spotify) -> None:
    assert provider.plan(SCORE_LINES, SCORE).requests == 2
    provider.offers(SCORE_LINES, SCORE)
    assert replica.api_count == 2


def test_known_ids_are_looked_up_and_never_searched(replica: SpotifyReplica, provider: Spotify) -> None:
    lines = [known(line, f"spotify:track:{replica.id_of(line.title, line.artist or '')}") for line in TEN_LINES[1:4]]
    assert provider.plan(lines).requests == 3
    assert [line[0].recording.title for line in provider.offers(lines).candidates] == [line.title for line in lines]
    assert (replica.api_count, replica.searches) == (3, [])
    replica.forget()
    plan = provider.plan([*lines, *SCORE_LINES], SCORE)
    provider.offers([*lines, *SCORE_LINES], SCORE)
    assert (replica.api_count, len(replica.searches)) == (5, 1)
    assert plan.requests == 2, "it is not known beforehand what is not on the album"
    assert plan.at_most > 5


def test_a_dead_id_is_searched_for_instead(replica: SpotifyReplica, provider: Spotify) -> None:
    dead = known(TEN_LINES[6], "spotify:track:" + "9" * 22)
    assert first(provider, dead) == ("Tender", "Blur")
    assert replica.api_count == 2


def test_a_known_isrc_is_asked_for_by_itself(replica: SpotifyReplica, provider: Spotify) -> None:
    line = TEN_LINES[7].replace(isrcs=(NO_SURPRISES_ISRC,))
    assert first(provider, line) == ("No Surprises", "Radiohead")
    assert replica.searches == [f"isrc:{NO_SURPRISES_ISRC}"]


def test_an_isrc_that_is_not_there_gives_way_to_the_title(replica: SpotifyReplica, provider: Spotify) -> None:
    line = TEN_LINES[7].replace(isrcs=("XXZ999999999",))
    assert first(provider, line) == ("No Surprises", "Radiohead")
    assert len(replica.searches) == 2


def test_when_the_fields_find_nothing_free_words_are_tried_once(replica: SpotifyReplica, provider: Spotify) -> None:
    swapped = Wanted(title="Massive Attack", artist="Exchange")
    assert first(provider, swapped) == ("Exchange", "Massive Attack")
    assert replica.searches == ['track:"Massive Attack" artist:"Exchange"', "exchange massive attack"]


def test_no_line_costs_more_than_the_plan_says_at_most(replica: SpotifyReplica, provider: Spotify) -> None:
    lines = [
        known(Wanted(title=f"Nothing {n}", artist="Nobody", isrcs=("XXZ999999999",)), f"spotify:track:{n:022d}")
        for n in range(900, 903)
    ]
    provider.offers(lines, WantedRelease(title="No such album"))
    assert replica.api_count <= provider.plan(lines, WantedRelease(title="No such album")).at_most


@pytest.mark.parametrize(
    ("title", "artist", "query"),
    [
        ('A "quoted" title', "B", 'track:"A quoted title" artist:"B"'),
        ("“Curly”", "Don’t", 'track:"Curly" artist:"Don\'t"'),
        ("Alone", None, 'track:"Alone"'),
        ("artist:X OR * \\", "B", 'track:"artist:X OR * \\" artist:"B"'),
        ("two\nlines\tand  spaces", "B", 'track:"two lines and spaces" artist:"B"'),
    ],
)
def test_titles_stay_inside_their_quotes(
    replica: SpotifyReplica, provider: Spotify, title: str, artist: str | None, query: str
) -> None:
    provider.offers([Wanted(title=title, artist=artist)])
    assert replica.searches[0] == query


def test_no_query_is_longer_than_spotify_takes(replica: SpotifyReplica, provider: Spotify) -> None:
    offers = provider.offers([Wanted(title="long words " * 100, artist="x" * 1000)])
    assert (offers.candidates, offers.failed) == (((),), {})


def test_a_title_of_quotes_alone_asks_nothing(replica: SpotifyReplica, provider: Spotify) -> None:
    assert provider.offers([Wanted(title='""')]).candidates == ((),)
    assert provider.plan([Wanted(title='""')]).requests == replica.count == 0


def test_by_id_looks_up_tracks_and_isrcs_and_leaves_out_the_dead_and_the_foreign(
    replica: SpotifyReplica, provider: Spotify
) -> None:
    tender = "spotify:track:" + replica.id_of("Tender", "Blur")
    found = provider.by_id(
        [tender, tender, f"urn:isrc:{NO_SURPRISES_ISRC}", "spotify:track:" + "9" * 22, "https://www.deezer.com/track/1"]
    )
    assert {uri: candidate.recording.title for uri, candidate in found.items()} == {
        tender: "Tender",
        f"urn:isrc:{NO_SURPRISES_ISRC}": "No Surprises",
    }
    assert replica.api_count == 3


def test_progress_is_told_line_by_line(provider: Spotify) -> None:
    steps: list[tuple[int, int]] = []
    provider.offers(TEN_LINES[:3], progress=lambda done, whole: steps.append((done, whole)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_a_known_album_is_read_and_not_searched(replica: SpotifyReplica, provider: Spotify) -> None:
    (album,) = provider.offers([], SCORE).releases
    replica.forget()
    known_album = SCORE.replace(identifiers=(Said(uri=album.identifiers[0]),))
    assert provider.offers(SCORE_LINES, known_album).releases == (album,)
    assert provider.plan(SCORE_LINES, known_album).requests == replica.api_count == 1
    dead = SCORE.replace(identifiers=(Said(uri="spotify:album:" + "9" * 22),))
    assert provider.offers(SCORE_LINES, dead).releases == (album,)


# Log-in


def test_the_token_is_kept_for_the_next_run_and_only_its_owner_reads_it(
    replica: SpotifyReplica, provider: Spotify, home: Path
) -> None:
    provider.offers(TEN_LINES[:1])
    Spotify(KEYS, replica.url, replica.url).offers(TEN_LINES[:1])
    assert [seen.path for seen in replica.seen].count("/api/token") == 1
    (token,) = (home / "config").iterdir()
    assert stat.S_IMODE(token.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"belongs_to": 1}', "[" * 100_000, '{"token": {"access_token": 1}}']
)
def test_a_damaged_token_file_only_costs_a_log_in(
    replica: SpotifyReplica, provider: Spotify, home: Path, damage: str
) -> None:
    provider.offers(TEN_LINES[:1])
    (token,) = (home / "config").iterdir()
    token.write_text(damage)
    assert first(Spotify(KEYS, replica.url, replica.url), TEN_LINES[0])[0] == "Making Tea"
    assert [seen.path for seen in replica.seen].count("/api/token") == 2


def test_a_token_of_another_app_is_not_used(replica: SpotifyReplica, provider: Spotify) -> None:
    provider.offers(TEN_LINES[:1])
    with pytest.raises(ProviderAuthError):
        Spotify(Keys("another-app", CLIENT_SECRET), replica.url, replica.url).offers(TEN_LINES[:1])


def test_the_log_in_carries_the_keys_and_every_request_the_token(replica: SpotifyReplica, provider: Spotify) -> None:
    provider.offers(TEN_LINES[:2])
    pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    sent = [seen.headers["Authorization"] for seen in replica.seen]
    assert sent == [f"Basic {pair}", "Bearer made-up-token-1", "Bearer made-up-token-1"]


def test_nothing_is_written_to_the_working_folder(
    provider: Spotify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    provider.offers(TEN_LINES[:1])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_token_that_expires_anywhere_is_renewed_once(replica: SpotifyReplica, provider: Spotify, at: int) -> None:
    replica.fail(expired(), at=at, path="/v1/")
    offers = provider.offers(TEN_LINES[:3])
    assert (all(offers.candidates), offers.failed) == (True, {})
    assert [seen.path for seen in replica.seen].count("/api/token") == 2


def test_a_token_that_is_refused_again_and_again_is_not_renewed_for_ever(
    replica: SpotifyReplica, provider: Spotify
) -> None:
    replica.fail(expired(), at=(1, 3, 5), path="/v1/")
    failed = provider.offers(TEN_LINES).failed
    assert (set(failed), type(failed[9])) == (set(range(1, 10)), ProviderAuthError)
    assert replica.api_count == 3


def test_tokens_that_are_really_old_are_renewed(replica: SpotifyReplica, provider: Spotify) -> None:
    provider.offers(TEN_LINES[:1])
    replica.expire_tokens()
    assert first(provider, TEN_LINES[1])[1] == "MONO"


def test_a_token_that_is_never_accepted_is_told_to_the_user(replica: SpotifyReplica, provider: Spotify) -> None:
    replica.fail(expired(), path="/v1/")
    with pytest.raises(ProviderAuthError, match="check the keys"):
        provider.offers(TEN_LINES)
    assert replica.api_count == 2


def test_wrong_keys_are_told_to_the_user(replica: SpotifyReplica) -> None:
    with pytest.raises(ProviderAuthError, match="SPOTIPY_CLIENT_ID"):
        Spotify(Keys(CLIENT_ID, "wrong"), replica.url, replica.url).offers(TEN_LINES)
    assert replica.count == 1


def test_keys_come_from_the_environment_or_a_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys() is None
    keys_path().parent.mkdir()
    keys_path().write_text('client_id = "of-the-file"\nclient_secret = "s"\n')
    assert keys() == Keys("of-the-file", "s")
    monkeypatch.setenv("SPOTIPY_CLIENT_ID", "of-the-environment")
    monkeypatch.setenv("SPOTIPY_REDIRECT_URI", "http://127.0.0.1:8888/callback")
    assert keys() == Keys("of-the-environment", "s", "http://127.0.0.1:8888/callback")


@pytest.mark.parametrize("text", ["client_id = ", "client_id = 7", "\xff\xfe"])
def test_a_broken_file_of_keys_is_named(text: str) -> None:
    keys_path().parent.mkdir()
    keys_path().write_text(text, encoding="latin-1")
    with pytest.raises(DataError, match=r"spotify\.toml"):
        keys()


def test_without_keys_the_user_is_told_how_to_get_them() -> None:
    with pytest.raises(ProviderAuthError, match=r"SPOTIPY_CLIENT_ID.*SPOTIPY_CLIENT_SECRET.*spotify\.toml"):
        spotify()


def test_the_addresses_can_be_moved(replica: SpotifyReplica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTIPY_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("SPOTIPY_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("PLAYLISTS_SPOTIFY_API_URL", replica.url + "/")
    monkeypatch.setenv("PLAYLISTS_SPOTIFY_AUTH_URL", replica.url + "/")
    assert first(spotify(), TEN_LINES[0])[0] == "Making Tea"


@pytest.mark.parametrize(
    "failure",
    [
        None,
        expired(),
        no_premium(),
        quota_exceeded(),
        _server.json_status(400, {"error": {"message": f"you sent {CLIENT_SECRET} and made-up-token-1"}}),
        _server.status(400, f"you sent {CLIENT_SECRET} and made-up-token-1"),
        _server.garbled("<"),
        _server.cut(),
    ],
)
def test_no_secret_is_in_a_log_an_error_or_a_repr(
    replica: SpotifyReplica, provider: Spotify, caplog: pytest.LogCaptureFixture, failure: Failure | None
) -> None:
    caplog.set_level(logging.DEBUG)
    told = [repr(provider), repr(KEYS), repr(vars(provider))]
    if failure is not None:
        replica.fail(failure, path="/v1/")
    try:
        provider.offers(TEN_LINES[:2])
    except ProviderError as err:
        told += [str(err), repr(err), err.reason]
    told.append(caplog.text)
    pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    for secret in (CLIENT_SECRET, "made-up-token-", pair):
        assert not [text for text in told if secret in text]
    assert "/v1/search" in caplog.text, "the log shows nothing at all"
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], "noise on stderr"


# Failures


@pytest.mark.parametrize("at", [1, 3])
@pytest.mark.parametrize("name", FAILURES)
def test_every_failure_at_every_request_leaves_what_was_found(
    replica: SpotifyReplica, provider: Spotify, name: str, at: int
) -> None:
    failure, error = FAILURES[name]
    repeats = range(at, at + QUICK.again + 1) if error is ProviderUnavailableError else [at]
    replica.fail(failure, at=repeats, path="/v1/")
    started = time.monotonic()
    stopped = error is ProviderUnavailableError
    if stopped and at == 1:
        with pytest.raises(error):
            provider.offers(TEN_LINES[:3])
        assert time.monotonic() - started < 3
        return
    offers = provider.offers(TEN_LINES[:3])
    assert time.monotonic() - started < 3
    assert set(offers.failed) == (set(range(at - 1, 3)) if stopped else {at - 1})
    assert {type(err) for err in offers.failed.values()} == {error}
    assert [bool(line) for line in offers.candidates] == [index not in offers.failed for index in range(3)]


@pytest.mark.parametrize("name", FAILURES)
def test_every_failure_of_the_log_in_is_one_of_our_errors(
    replica: SpotifyReplica, provider: Spotify, name: str
) -> None:
    replica.fail(FAILURES[name][0], path="/api/token")
    with pytest.raises(ProviderError, match=r"^spotify: "):
        provider.offers(TEN_LINES)
    assert replica.api_count == 0
    replica.heal()
    assert first(provider, TEN_LINES[0])[0] == "Making Tea"


@pytest.mark.parametrize(
    "token",
    [
        {},
        {"access_token": "x"},
        {"access_token": None, "expires_in": 3600},
        {"access_token": "x\r\nEvil: 1", "expires_in": 3600},
        {"access_token": "x", "expires_in": "soon"},
        {"access_token": "\u00fc", "expires_in": 3600},
    ],
)
def test_a_log_in_that_answers_nonsense_is_understood_as_that(
    replica: SpotifyReplica, provider: Spotify, token: dict[str, object]
) -> None:
    replica.fail(_server.json_status(200, token), path="/api/token")
    with pytest.raises(ProviderResponseError, match="no token"):
        provider.offers(TEN_LINES)


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("name", FEW_FAILURES)
def test_a_failure_of_the_release_ends_in_order(replica: SpotifyReplica, provider: Spotify, name: str, at: int) -> None:
    failure, error = FAILURES[name]
    repeats = range(at, at + QUICK.again + 1) if error is ProviderUnavailableError else [at]
    replica.fail(failure, at=repeats, path="/v1/")
    if error is ProviderUnavailableError:
        with pytest.raises(ProviderUnavailableError):
            provider.offers(SCORE_LINES, SCORE)
    else:
        offers = provider.offers(SCORE_LINES, SCORE)
        assert (offers.releases, offers.failed, all(offers.candidates)) == ((), {}, True)


def test_where_albums_are_removed_too_the_lines_are_searched(replica: SpotifyReplica, provider: Spotify) -> None:
    replica.fail(removed(), path="/v1/albums")
    offers = provider.offers(SCORE_LINES, SCORE)
    assert (offers.failed, all(offers.candidates)) == ({}, True)
    assert replica.api_count == 2 + 19 <= provider.plan(SCORE_LINES, SCORE).at_most


def test_without_premium_the_user_is_told_and_nothing_more_is_asked(replica: SpotifyReplica, provider: Spotify) -> None:
    replica.fail(no_premium(), path="/v1/")
    with pytest.raises(ProviderAuthError, match="Premium"):
        provider.offers(SCORE_LINES, SCORE)
    assert replica.api_count == 1


@pytest.mark.parametrize("at", [1, 3])
def test_a_quota_that_is_used_up_stops_at_once(replica: SpotifyReplica, provider: Spotify, at: int) -> None:
    replica.fail(quota_exceeded(), at=range(at, 99), path="/v1/")
    try:
        failed = provider.offers(TEN_LINES).failed
    except ProviderUnavailableError as err:
        failed = dict.fromkeys(range(10), err)
    assert set(failed) == set(range(at - 1, 10))
    assert "quota" in failed[9].reason
    assert replica.api_count == at


def test_too_many_requests_are_waited_for_as_asked(replica: SpotifyReplica, provider: Spotify) -> None:
    replica.fail(too_many(1), at=2, path="/v1/")
    assert provider.offers(TEN_LINES[:3]).failed == {}
    _, _, refused, again, _ = replica.seen
    assert again.started - refused.started >= 1


def test_answers_without_sense_in_a_row_end_the_run(replica: SpotifyReplica, provider: Spotify) -> None:
    replica.fail(_server.garbled("<html>"), at=range(2, 99), path="/v1/")
    offers = provider.offers(TEN_LINES)
    assert set(offers.failed) == set(range(1, 10))
    assert replica.api_count == 4


def test_answers_without_sense_now_and_then_do_not(replica: SpotifyReplica, provider: Spotify) -> None:
    replica.fail(_server.garbled("<html>"), at=(1, 2, 4, 5, 7, 8), path="/v1/")
    assert set(provider.offers(TEN_LINES).failed) == {0, 1, 3, 4, 6, 7}


def test_unreachable_is_quick(replica: SpotifyReplica) -> None:
    nowhere = unreachable_url()
    started = time.monotonic()
    with pytest.raises(ProviderUnavailableError, match="refused"):
        Spotify(KEYS, nowhere, nowhere).offers(TEN_LINES)
    with pytest.raises(ProviderUnavailableError, match="refused"):
        Spotify(KEYS, nowhere, replica.url).offers(SCORE_LINES, SCORE)
    assert time.monotonic() - started < 1


def test_by_id_does_not_take_a_failure_for_a_dead_id(replica: SpotifyReplica, provider: Spotify) -> None:
    tender, bleed = (f"spotify:track:{replica.id_of(*pair)}" for pair in (("Tender", "Blur"), ("I Bleed", "Pixies")))
    replica.fail(_server.garbled("<"), at=2, path="/v1/")
    with pytest.raises(ProviderError):
        provider.by_id([tender, bleed])


def test_ctrl_c_is_answered_within_a_second(replica: SpotifyReplica) -> None:
    replica.fail(_server.hang(), at=2, path="/v1/")
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
    started = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        Spotify(KEYS, replica.url, replica.url).offers(TEN_LINES)
    assert time.monotonic() - started < 1.3
    timer.join()


def test_the_users_own_spotipy_stays_as_it_is(provider: Spotify) -> None:
    import spotipy

    provider.offers(TEN_LINES[:1])
    assert spotipy.Spotify(auth="x").prefix == "https://api.spotify.com/v1/"
    assert spotipy.SpotifyClientCredentials.OAUTH_TOKEN_URL == "https://accounts.spotify.com/api/token"
    for name in ("spotipy.client", "spotipy.oauth2", "urllib3"):
        log = logging.getLogger(name)
        assert (log.level, log.filters, log.disabled) == (logging.NOTSET, [], False)
    assert not [name for name in os.environ if name.startswith("SPOTIPY")]


def test_the_preview_and_the_like_are_not_kept(provider: Spotify) -> None:
    text = json.dumps([one.model_dump() for line in provider.offers(TEN_LINES).candidates for one in line])
    assert "preview" not in text
