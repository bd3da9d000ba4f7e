"""Spotify: the log-in on loopback, tokens that nobody else sees, what a playlist says, and what is not carried."""

from __future__ import annotations

import logging
import signal
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from werkzeug.wrappers import Response

from playlists.exporters.base import ExportOptions
from playlists.masking import upto
from playlists.models import Playlist
from playlists.publish import service
from playlists.publish.base import Service
from playlists.publish.memory import Remembered
from playlists.publish.run import carry_out, difference, plan
from playlists.publish.spotify import MOST_DESCRIPTION, SpotifyService, description
from playlists.review import decided, with_item
from soundtrack.errors import DataError, ProviderAuthError, ProviderError, ProviderUnavailableError, UsageError
from soundtrack.place import parse
from soundtrack.providers._spotify_account import spotify_account as from_environment
from soundtrack.providers._spotify_keys import App, forget_tokens, keys_path
from soundtrack.providers._spotify_login import SCOPES, UserLogIn
from soundtrack.stories import load_story
from soundtrack.story import Tie
from tests.playlists.making import STORY, the_long_winter
from tests.playlists.publish import lists
from tests.playlists.publish.lists import a_list, agree, lost, spotify_account
from tests.replicas import _server
from tests.replicas._server import Exchange
from tests.replicas.spotify import CLIENT_ID, SpotifyReplica, expired
from tests.replicas.spotify import Playlist as Theirs
from tests.soundtrack.providers.asking import CATALOGUE

FOUR_HUNDRED = 400


@pytest.fixture(scope="module")
def _replica() -> Iterator[SpotifyReplica]:
    with SpotifyReplica(CATALOGUE) as replica:
        yield replica


@pytest.fixture
def replica(_replica: SpotifyReplica) -> SpotifyReplica:
    _replica.heal()
    _replica.forget()
    _replica.playlists.clear()
    return _replica


def tracks(replica: SpotifyReplica, count: int) -> list[str]:
    return [f"spotify:track:{track}" for track in list(replica._by_id)[:count]]


def published(there: Service, playlist: Playlist, options: ExportOptions | None = None) -> str:
    remembered = Remembered(there.name, "a/list")
    return carry_out(plan(there.target(playlist, options or ExportOptions()), there, remembered), there, remembered).id


# Log-in


def test_the_person_is_asked_once_for_the_scopes_and_sent_back_to_loopback_by_number(replica: SpotifyReplica) -> None:
    shown: list[str] = []

    def ask(address: str) -> None:
        shown.append(address)
        agree(address)

    for _ in range(2):
        list(spotify_account(replica, ask).mine())
    asked = {key: values[0] for key, values in parse_qs(urlsplit(shown[0]).query).items()}
    assert len(shown) == 1
    assert asked["scope"].split() == list(SCOPES)
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert len(asked["state"]) >= 32
    assert asked["code_challenge_method"] == "S256"


def test_a_callback_with_another_state_is_turned_away_and_the_right_one_still_counts(replica: SpotifyReplica) -> None:
    turned_away: list[int] = []

    def ask(address: str) -> None:
        back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        wrong = ("?code=evil&state=guessed", "?code=evil", "?state=", "?error=access_denied", "/elsewhere")
        turned_away.extend(requests.get(f"{back}{one}", timeout=5).status_code for one in wrong)
        agree(address)

    list(spotify_account(replica, ask).mine())
    assert turned_away == [400, 400, 400, 400, 404]
    assert [seen.path for seen in replica.seen].count("/api/token") == 1, "a code of somebody else was used"


def test_silent_connections_do_not_keep_the_person_from_coming_back(replica: SpotifyReplica) -> None:
    held: list[socket.socket] = []

    def ask(address: str) -> None:
        split = urlsplit(parse_qs(urlsplit(address).query)["redirect_uri"][0])
        held.extend(socket.create_connection(("127.0.0.1", split.port or 0)) for _ in range(3))
        agree(address)

    list(spotify_account(replica, ask).mine())
    for one in held:
        one.close()


def test_who_does_not_agree_is_told_that_nothing_was_done(replica: SpotifyReplica) -> None:
    def refuse(address: str) -> None:
        asked = parse_qs(urlsplit(address).query)
        back = f"{asked['redirect_uri'][0]}?error=access_denied&state={asked['state'][0]}"
        threading.Thread(target=lambda: requests.get(back, timeout=5), daemon=True).start()

    with pytest.raises(ProviderAuthError, match="did not agree"):
        list(spotify_account(replica, refuse).mine())
    with pytest.raises(ProviderAuthError, match="nobody agreed"):
        list(spotify_account(replica, lambda _: None, patience=0.1).mine())


@pytest.mark.parametrize("wrong", ["http://localhost:8888/callback", "https://127.0.0.1/x", "http://[::1/", "nonsense"])
def test_a_redirect_that_is_not_on_loopback_is_refused_before_anything_is_sent(
    replica: SpotifyReplica, wrong: str
) -> None:
    with pytest.raises(ProviderAuthError, match=r"127\.0\.0\.1"):
        UserLogIn(App(CLIENT_ID, wrong), replica.url, ask=agree).make_ready()
    assert replica.count == 0


def test_a_port_that_is_taken_is_named(replica: SpotifyReplica) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        redirect = f"http://127.0.0.1:{other.getsockname()[1]}/callback"
        with pytest.raises(ProviderAuthError, match="another port"):
            UserLogIn(App(CLIENT_ID, redirect), replica.url, ask=agree).make_ready()


def test_a_token_that_expires_is_renewed_without_the_person(replica: SpotifyReplica) -> None:
    account = spotify_account(replica)
    list(account.mine())
    replica.expire_tokens()
    list(spotify_account(replica, pytest.fail).mine())
    replica.fail(expired(), at=1, path="/v1/")
    list(spotify_account(replica, pytest.fail).mine())


def test_a_token_that_is_refused_for_good_is_forgotten(replica: SpotifyReplica, home: Path) -> None:
    replica.fail(expired(), path="/v1/")
    with pytest.raises(ProviderAuthError, match="log in again"):
        list(spotify_account(replica).mine())
    assert not list((home / "config").glob("*.json"))


def test_a_renewal_that_is_refused_asks_the_person_again(replica: SpotifyReplica) -> None:
    list(spotify_account(replica).mine())
    replica.expire_tokens()
    replica._refresh.clear()
    shown: list[str] = []
    list(spotify_account(replica, lambda address: (shown.append(address), agree(address))[1]).mine())
    assert len(shown) == 1


def test_a_renewal_whose_answer_is_lost_costs_one_log_in(replica: SpotifyReplica) -> None:
    list(spotify_account(replica).mine())
    replica.expire_tokens()
    replica.fail(lost(), path="/api/token")
    with pytest.raises(ProviderUnavailableError):
        list(spotify_account(replica, pytest.fail).mine())
    replica.heal()
    list(spotify_account(replica).mine())


def test_ctrl_c_while_waiting_for_the_person_is_answered_at_once(replica: SpotifyReplica) -> None:
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.1, signal.pthread_kill, (main, signal.SIGINT))
    started = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        list(spotify_account(replica, lambda _: None, patience=30).mine())
    assert time.monotonic() - started < 1.1
    timer.join()


def test_a_log_in_that_is_busy_keeps_the_token_for_later(replica: SpotifyReplica) -> None:
    list(spotify_account(replica).mine())
    replica.expire_tokens()
    replica.fail(_server.status(503), path="/api/token")
    with pytest.raises(ProviderUnavailableError):
        list(spotify_account(replica, pytest.fail).mine())
    replica.heal()
    list(spotify_account(replica, pytest.fail).mine())


@pytest.mark.parametrize("failure", [_server.garbled("<"), _server.garbled("{}"), _server.cut(), _server.status(400)])
def test_a_log_in_that_fails_is_one_of_our_errors(replica: SpotifyReplica, failure: _server.Failure) -> None:
    replica.fail(failure, path="/api/token")
    with pytest.raises(ProviderError, match=r"^spotify: "):
        list(spotify_account(replica).mine())


def test_without_a_client_id_the_person_is_told_how_to_get_one() -> None:
    with pytest.raises(ProviderAuthError, match=r"SPOTIPY_CLIENT_ID"):
        from_environment()
    with pytest.raises(UsageError, match="spotify, listenbrainz"):
        service("myspace")


# Tokens


def test_tokens_are_readable_by_their_owner_alone_and_gone_after_logout(replica: SpotifyReplica, home: Path) -> None:
    list(spotify_account(replica).mine())
    (kept,) = (home / "config").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "made-up-refresh-" in kept.read_text()
    (home / "config" / "spotify-app-token.json").write_text("{}")
    keys_path().write_text('client_id = "mine"\n')
    assert len(forget_tokens()) == 2
    assert [path.name for path in (home / "config").iterdir()] == ["spotify.toml"]
    assert forget_tokens() == []


def echo(exchange: Exchange) -> Response:
    """An error that says the token it was sent."""
    return Response(f"not for {exchange.seen.headers['Authorization']}", 400)


@pytest.mark.parametrize(
    "failure",
    [None, _server.cut(), expired(), echo, _server.status(500)],
)
def test_no_secret_is_in_a_log_an_error_or_on_the_screen(
    replica: SpotifyReplica,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    failure: _server.Failure | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    if failure is not None:
        replica.fail(failure, at=range(2, 99), path="/v1/")
    there = SpotifyService(lambda: spotify_account(replica))
    try:
        published(there, a_list(tracks(replica, 2)))
        replica.expire_tokens()
        published(there, a_list(tracks(replica, 3)))
    except ProviderError as err:
        told += [str(err), repr(err)]
    told += [caplog.text, *capfd.readouterr(), repr(vars(there))]
    forms = [parse_qs(seen.body.decode()) for seen in replica.seen if seen.path == "/api/token"]
    used = {form[key][0] for form in forms for key in ("code", "code_verifier", "refresh_token") if key in form}
    assert used
    for secret in ("made-up-token-", "made-up-refresh-", "made-up-code-", *used):
        assert not [text for text in told if secret in text], f"{secret} is told"
    assert "/v1/me/playlists" in caplog.text, "the log shows nothing at all"


# What is published


def test_what_has_no_spotify_id_is_left_out_and_named(replica: SpotifyReplica) -> None:
    one, two = tracks(replica, 2)
    target = SpotifyService(lambda: spotify_account(replica)).target(a_list([one, None, two]), ExportOptions())
    assert target.uris == (one, two)
    assert [(left.position, left.title) for left in target.left_out] == [(2, "Unknown 2")]


def test_a_list_without_any_spotify_id_is_an_error_that_names_the_remedy(replica: SpotifyReplica) -> None:
    there = SpotifyService(lambda: spotify_account(replica))
    with pytest.raises(UsageError, match="playlists resolve"):
        plan(there.target(a_list([None]), ExportOptions()), there, Remembered("spotify", "a/list"))


def test_masked_items_are_never_published_and_their_titles_never_named(replica: SpotifyReplica) -> None:
    story = load_story("never-let-me-go")
    first, last = (scene for scene in (story.scenes_of("film")[0], story.scenes_of("film")[-1]))
    playlist = a_list(tracks(replica, 2))
    ties = [(Tie(scene=scene.ref, basis="author", why="It is so."),) for scene in (first, last)]
    playlist = playlist.replace(
        items=tuple(item.replace(ties=tied) for item, tied in zip(playlist.items, ties, strict=True))
    )
    shown = upto(playlist, story, parse("film:part1", story), keep_paths=True)
    there = SpotifyService(lambda: spotify_account(replica))
    target = there.target(shown, ExportOptions(story=story))
    assert target.uris == playlist_uris(playlist)[:1]
    assert [left.title for left in target.left_out] == ["Hidden item 2"]
    assert last.title not in target.description
    assert first.title in target.description


def test_a_hidden_item_of_a_list_from_elsewhere_is_not_published_though_its_track_is_known(
    replica: SpotifyReplica,
) -> None:
    target = SpotifyService(lambda: spotify_account(replica)).target(the_long_winter(), ExportOptions(story=STORY))
    assert target.uris == (lists.track_uri(1),)
    assert target.left_out[-1].title == "Hidden item 7"


def playlist_uris(playlist: Playlist) -> tuple[str, ...]:
    return tuple(item.resolution.identifiers[0].uri for item in playlist.items if item.resolution)


def test_what_a_person_refused_is_not_published_though_it_is_cited(replica: SpotifyReplica) -> None:
    one, two = tracks(replica, 2)
    playlist = a_list([one, two])
    cited = playlist.items[0].replace(
        wanted=playlist.items[0].wanted.replace(identifiers=playlist.items[0].resolution.identifiers)
    )
    refused = with_item(playlist, decided(cited, None, "2026-11-22"))
    target = SpotifyService(lambda: spotify_account(replica)).target(refused, ExportOptions())
    assert target.uris == (two,)


def test_the_first_plan_asks_nothing_and_nobody(replica: SpotifyReplica) -> None:
    there = SpotifyService(lambda: spotify_account(replica, pytest.fail))
    planned = plan(there.target(a_list(tracks(replica, 3)), ExportOptions()), there, Remembered("spotify", "a/list"))
    assert [str(change) for change in planned.changes] == ["create the playlist", "add 3 entries at 1"]
    assert [(sign, place) for sign, place, _ in difference(planned)] == [("+", 1), ("+", 2), ("+", 3)]
    assert replica.count == 0


def test_a_plan_writes_nothing_and_shows_what_comes_and_goes(replica: SpotifyReplica) -> None:
    one, two, three = tracks(replica, 3)
    there = SpotifyService(lambda: spotify_account(replica))
    published(there, a_list([one, two]))
    replica.forget()
    planned = plan(there.target(a_list([three, two]), ExportOptions()), there, Remembered("spotify", "a/list"))
    assert [(sign, place, entry.uri) for sign, place, entry in difference(planned)] == [("-", 1, one), ("+", 1, three)]
    assert {seen.method for seen in replica.seen} == {"GET"}


def test_changes_made_there_are_told_before_they_are_undone(replica: SpotifyReplica) -> None:
    one, two = tracks(replica, 2)
    there = SpotifyService(lambda: spotify_account(replica))
    made = published(there, a_list([one]))
    target, remembered = there.target(a_list([one, two]), ExportOptions()), Remembered("spotify", "a/list")
    assert plan(target, there, remembered).notes == ()
    replica.playlists[made].uris.append(one)
    replica.playlists[made].version += 1
    assert "changed there" in plan(target, there, remembered).notes[0]


def test_a_playlist_of_ones_own_can_be_taken_over_and_nobody_elses(replica: SpotifyReplica) -> None:
    one, two = tracks(replica, 2)
    mine, theirs = "0" * 21 + "1", "0" * 21 + "2"
    replica.playlists[mine] = Theirs(mine, "Old", uris=[two, two])
    replica.playlists[theirs] = Theirs(theirs, "Theirs", owner="somebody-else", uris=[two])
    there = SpotifyService(lambda: spotify_account(replica))
    target, remembered = there.target(a_list([one]), ExportOptions()), Remembered("spotify", "a/list")
    onto = there.parse(f"https://open.spotify.com/playlist/{mine}?si=x")
    carry_out(plan(target, there, remembered, onto=onto), there, remembered)
    assert (replica.playlists[mine].uris, replica.playlists[mine].name) == ([one], "The Long Winter")
    with pytest.raises(UsageError, match="of yours"):
        plan(target, there, remembered, onto="9" * 22)
    with pytest.raises(UsageError, match="no Spotify playlist"):
        there.parse("https://listenbrainz.org/playlist/00000000-0000-4000-8000-000000000001")


def test_it_is_private_unless_told_otherwise_and_stays_as_the_person_has_it(replica: SpotifyReplica) -> None:
    there = SpotifyService(lambda: spotify_account(replica))
    made = published(there, a_list(tracks(replica, 1)))
    assert replica.playlists[made].public is False
    published(there, a_list(tracks(replica, 1)), ExportOptions(public=True))
    assert replica.playlists[made].public is True
    published(there, a_list(tracks(replica, 2)))
    assert replica.playlists[made].public is True


def test_the_description_tells_story_and_scenes_on_one_line_within_the_limit() -> None:
    story = load_story("never-let-me-go")
    items = a_list([lists.track_uri(number) for number in range(1, 19)]).items
    scenes = story.scenes_of("film")
    tied = a_list([]).replace(
        items=tuple(
            item.replace(ties=(Tie(scene=scene.ref, basis="author", why="It is so."),))
            for item, scene in zip(items, scenes, strict=True)
        )
    )
    text = description(tied, ExportOptions(story=story))
    assert text.startswith(f"Music for {story.title}. Scenes: {scenes[0].title}; {scenes[1].title}")
    assert " more." in text
    assert len(text) <= MOST_DESCRIPTION
    few = tied.replace(items=tied.items[:2])
    assert description(few, ExportOptions(story=story)) == (
        f"Music for {story.title}. Scenes: {scenes[0].title}; {scenes[1].title}."
    )


@pytest.mark.parametrize("note", [None, "A note\nof <b>two</b> lines & more", "x" * FOUR_HUNDRED])
def test_a_description_is_never_empty_too_long_or_marked_up(note: str | None) -> None:
    text = description(a_list([], note=note), ExportOptions())
    assert 0 < len(text) <= MOST_DESCRIPTION
    assert not set("<>\n") & set(text)


def test_a_description_with_signs_comes_back_as_it_went_and_costs_no_second_write(replica: SpotifyReplica) -> None:
    there = SpotifyService(lambda: spotify_account(replica))
    playlist = a_list(tracks(replica, 1), note='Tom & Ruth\'s "song" <3')
    published(there, playlist)
    planned = plan(there.target(playlist, ExportOptions()), there, Remembered("spotify", "a/list"))
    assert planned.changes == ()


def test_a_long_title_is_cut_where_spotify_cuts_it(replica: SpotifyReplica) -> None:
    target = SpotifyService(lambda: spotify_account(replica)).target(
        a_list([], title="T" * FOUR_HUNDRED), ExportOptions()
    )
    assert len(target.title) == 100


# Memory


def test_two_runs_at_once_do_not_make_two_playlists() -> None:
    with (
        Remembered("spotify", "a/list").exclusively(),
        pytest.raises(UsageError, match="another run"),
        Remembered("spotify", "a/list").exclusively(),
    ):
        raise AssertionError("two runs at once")
    with Remembered("spotify", "a/list").exclusively(), Remembered("spotify", "b/list").exclusively():
        pass


def test_a_damaged_memory_is_named_with_the_remedy() -> None:
    remembered = Remembered("spotify", "a/list")
    with remembered.exclusively():
        remembered.path.write_text("{}")
    with pytest.raises(DataError, match="--onto"):
        remembered.read()


def test_made_up_scenes_without_a_story_have_names_too() -> None:
    playlist = a_list([lists.track_uri(1)])
    tied = playlist.replace(
        items=(playlist.items[0].replace(ties=(Tie(scene="film/the-hall", basis="author", why="So."),)),)
    )
    assert description(tied, ExportOptions()) == "Made with soundtrack-companion. Scenes: The hall."
    assert description(tied, ExportOptions(story=STORY)).startswith("Music for The Long Winter. Scenes: The hall")
