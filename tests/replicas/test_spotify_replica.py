"""The Spotify replica is what services.md says, seen through spotipy itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import spotipy
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.exceptions import SpotifyException, SpotifyOauthError
from spotipy.oauth2 import SpotifyClientCredentials, SpotifyPKCE

from tests.replicas.catalogue import never_let_me_go
from tests.replicas.spotify import CITED, CLIENT_ID, CLIENT_SECRET, USER, Playlist, SpotifyReplica, track_id

CATALOGUE = never_let_me_go()
REDIRECT = "http://127.0.0.1:8765/callback"
SCOPES = "playlist-modify-private playlist-read-private"


@pytest.fixture
def replica() -> Iterator[SpotifyReplica]:
    with SpotifyReplica(CATALOGUE) as replica:
        yield replica


def client(replica: SpotifyReplica, auth: Any) -> spotipy.Spotify:
    auth.OAUTH_TOKEN_URL = f"{replica.url}/api/token"
    spotify = spotipy.Spotify(auth_manager=auth, requests_session=requests.Session())
    spotify.prefix = f"{replica.url}/v1/"
    return spotify


@pytest.fixture
def app(replica: SpotifyReplica) -> spotipy.Spotify:
    auth = SpotifyClientCredentials(CLIENT_ID, CLIENT_SECRET, cache_handler=MemoryCacheHandler())
    return client(replica, auth)


def pkce(replica: SpotifyReplica, redirect: str = REDIRECT, scope: str = SCOPES) -> SpotifyPKCE:
    auth = SpotifyPKCE(CLIENT_ID, redirect, state="made-up-state", scope=scope, cache_handler=MemoryCacheHandler())
    auth.OAUTH_TOKEN_URL = f"{replica.url}/api/token"
    auth.OAUTH_AUTHORIZE_URL = f"{replica.url}/authorize"
    return auth


def agree(auth: SpotifyPKCE) -> dict[str, str]:
    """What the browser of a person who agrees is sent back with."""
    answer = requests.get(auth.get_authorize_url(), allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {key: value for key, (value,) in query.items()}


@pytest.fixture
def user(replica: SpotifyReplica) -> spotipy.Spotify:
    auth = pkce(replica)
    auth.get_access_token(agree(auth)["code"], check_cache=False)
    return client(replica, auth)


def refused(call: Any, *arguments: Any, **options: Any) -> int:
    with pytest.raises(SpotifyException) as caught:
        call(*arguments, **options)
    return int(caught.value.http_status)


def uris(replica: SpotifyReplica, count: int) -> list[str]:
    return [f"spotify:track:{track_id(place)}" for place in replica.places[:count]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_removed_endpoints_are_forbidden(app: spotipy.Spotify) -> None:
    one = "0" * 22
    for call in (
        lambda: app.tracks([one]),
        lambda: app.albums([one]),
        lambda: app.artists([one]),
        lambda: app.artist_top_tracks(one),
        app.new_releases,
        app.categories,
        app.available_markets,
        lambda: app.user(USER),
        lambda: app.user_playlists(USER),
        lambda: app.recommendations(seed_tracks=[one]),
        lambda: app.audio_features([one]),
        lambda: app.current_user_unfollow_playlist(one),
    ):
        assert refused(call) == 403


@pytest.mark.parametrize("limit", [0, 11, 50, "x"])
def test_a_search_for_more_than_ten_is_refused(app: spotipy.Spotify, limit: Any) -> None:
    assert refused(app.search, "Tender", limit=limit) == 400


@pytest.mark.parametrize("query", ['title:"x"', 'track:"x', 'x "y', 'track:""', "", "a : b", "x" * 251])
def test_a_query_that_is_none_is_refused(app: spotipy.Spotify, query: str) -> None:
    assert refused(app.search, query) == 400


def test_searches_are_paged_and_two_isrcs_give_nothing(replica: SpotifyReplica, app: spotipy.Spotify) -> None:
    page = app.search("made up", limit=10)["tracks"]
    more = app.next(page)["tracks"]
    assert (len(page["items"]), len(more["items"]), more["offset"]) == (10, 10, 10)
    assert page["total"] > 20
    assert page["items"][0]["id"] != more["items"][0]["id"]
    one, two = (place.isrc for place in replica.places[:2])
    assert app.search(f"isrc:{one}")["tracks"]["total"] == 1
    assert app.search(f"isrc:{one} OR isrc:{two}")["tracks"]["total"] == 0


def test_what_development_mode_leaves_out_is_left_out(replica: SpotifyReplica, app: spotipy.Spotify) -> None:
    track = app.track(replica.id_of("Tender", "Blur"))
    album = app.album(track["album"]["id"])
    assert not {"popularity", "available_markets", "linked_from"} & set(track)
    assert not {"popularity", "available_markets", "label"} & set(album)
    assert track["external_ids"]["isrc"]
    assert track["preview_url"] is None
    assert "external_ids" not in album["tracks"]["items"][0]


def test_its_tracks_have_the_fields_of_the_recorded_ones(
    replica: SpotifyReplica, app: spotipy.Spotify, shared_data: Path
) -> None:
    recorded = json.loads((shared_data / "fixtures" / "spotify" / "beets" / "track_info.json").read_text())
    dropped = {"popularity", "available_markets"}
    track = app.track(replica.id_of("Tender", "Blur"))
    assert set(track) == set(recorded) - dropped
    assert set(track["album"]) == set(recorded["album"]) - dropped
    assert {type(track[key]) for key in ("duration_ms", "track_number")} == {int}


@pytest.mark.parametrize("cited", [key for keys in CITED.values() for key in keys])
def test_the_cited_ids_can_be_looked_up(app: spotipy.Spotify, cited: str) -> None:
    assert app.track(cited)["id"] == cited


def test_what_is_not_there_is_404(app: spotipy.Spotify) -> None:
    assert refused(app.track, "9" * 22) == refused(app.album, "9" * 22) == 404


def test_without_a_token_nothing_is_answered(replica: SpotifyReplica) -> None:
    for headers in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic made-up-token-1"}):
        assert requests.get(f"{replica.url}/v1/search?q=x&type=track", headers=headers, timeout=5).status_code == 401


def test_wrong_keys_get_no_token(replica: SpotifyReplica) -> None:
    auth = SpotifyClientCredentials(CLIENT_ID, "wrong", cache_handler=MemoryCacheHandler())
    with pytest.raises(SpotifyOauthError, match="invalid_client"):
        client(replica, auth).search("Tender")


def test_an_app_has_no_playlists(app: spotipy.Spotify) -> None:
    assert refused(app.current_user_playlists) == refused(app.current_user_playlist_create, "P") == 403


def test_a_user_logs_in_by_pkce_and_the_state_comes_back(replica: SpotifyReplica) -> None:
    auth = pkce(replica)
    back = agree(auth)
    assert back["state"] == "made-up-state"
    assert auth.get_access_token(back["code"], check_cache=False)
    with pytest.raises(SpotifyOauthError):
        auth.get_access_token(back["code"], check_cache=False)  # a code is good for once


def test_a_code_is_worth_nothing_without_its_verifier(replica: SpotifyReplica) -> None:
    thief, auth = pkce(replica), pkce(replica)
    code = agree(auth)["code"]
    thief.get_pkce_handshake_parameters()
    with pytest.raises(SpotifyOauthError):
        thief.get_access_token(code, check_cache=False)


@pytest.mark.parametrize("redirect", ["http://localhost:8765/callback", "https://example.org/callback"])
def test_users_are_sent_back_to_loopback_by_number_only(replica: SpotifyReplica, redirect: str) -> None:
    answer = requests.get(pkce(replica, redirect).get_authorize_url(), allow_redirects=False, timeout=5)
    assert answer.status_code == 400


def test_old_tokens_are_renewed_and_a_refresh_token_is_good_for_once(
    replica: SpotifyReplica, user: spotipy.Spotify
) -> None:
    replica.expire_tokens()
    assert refused(user.me) == 401
    held = user.auth_manager.cache_handler.get_cached_token()["refresh_token"]
    user.auth_manager.refresh_access_token(held)
    assert user.me()["id"] == USER
    with pytest.raises(SpotifyOauthError):
        user.auth_manager.refresh_access_token(held)


def test_scopes_are_minded(replica: SpotifyReplica) -> None:
    auth = pkce(replica, scope="playlist-read-private")
    auth.get_access_token(agree(auth)["code"], check_cache=False)
    reader = client(replica, auth)
    assert reader.current_user_playlists()["items"] == []
    assert refused(reader.current_user_playlist_create, "P") == 403


def test_a_playlist_keeps_order_positions_and_duplicates(replica: SpotifyReplica, user: spotipy.Spotify) -> None:
    playlist = user.current_user_playlist_create("Made-up list", public=False, description="d")
    one, two, three, four = uris(replica, 4)
    first = user.playlist_add_items(playlist["id"], [one, two, one])
    second = user.playlist_add_items(playlist["id"], [three], position=1)
    assert first["snapshot_id"] != second["snapshot_id"]
    user.playlist_add_items(playlist["id"], [four], position=0)
    assert replica.playlists[playlist["id"]].uris == [four, one, three, two, one]
    items = user.playlist_items(playlist["id"], limit=2, offset=2)
    assert [item["item"]["uri"] for item in items["items"]] == [three, two]
    assert "track" not in items["items"][0]
    assert [item["item"]["uri"] for item in user.next(items)["items"]] == [one]
    user.playlist_replace_items(playlist["id"], [two, two])
    assert replica.playlists[playlist["id"]].uris == [two, two]
    user.playlist_replace_items(playlist["id"], [])
    shown = user.playlist(playlist["id"])
    assert (shown["items"]["total"], shown["name"], shown["description"], shown["public"]) == (
        0,
        "Made-up list",
        "d",
        False,
    )
    assert "tracks" not in shown


@pytest.mark.parametrize(
    ("move", "order"),
    [((0, 3, 1), "bcad"), ((2, 0, 2), "cdab"), ((0, 4, 2), "cdab"), ((1, 1, 1), "abcd"), ((3, 1, 1), "adbc")],
)
def test_items_are_moved_as_spotify_moves_them(
    replica: SpotifyReplica, user: spotipy.Spotify, move: tuple[int, int, int], order: str
) -> None:
    names = dict(zip(uris(replica, 4), "abcd", strict=True))
    key = user.current_user_playlist_create("P")["id"]
    user.playlist_add_items(key, list(names))
    user.playlist_reorder_items(key, *move)
    assert "".join(names[uri] for uri in replica.playlists[key].uris) == order


def test_items_are_removed_wherever_they_stand(replica: SpotifyReplica, user: spotipy.Spotify) -> None:
    one, two = uris(replica, 2)
    key = user.current_user_playlist_create("P")["id"]
    user.playlist_add_items(key, [one, two, one])
    user.playlist_remove_all_occurrences_of_items(key, [one])
    assert replica.playlists[key].uris == [two]


def test_what_spotify_refuses_to_write(replica: SpotifyReplica, user: spotipy.Spotify) -> None:
    key = user.current_user_playlist_create("P")["id"]
    many = uris(replica, 101)
    assert refused(user.playlist_add_items, key, many) == 400
    assert refused(user.playlist_replace_items, key, many) == 400
    assert refused(user.playlist_add_items, key, ["spotify:track:" + "9" * 22]) == 400
    assert refused(user.playlist_add_items, key, many[:1], position=5) == 400
    assert refused(user.playlist_add_items, "8" * 22, many[:1]) == 404
    assert refused(user.playlist_items, key, limit=51) == 400
    assert refused(user.current_user_playlist_create, "") == 400
    assert refused(user.current_user_playlist_create, "P", description="x" * 301) == 400
    assert replica.playlists[key].uris == []


def test_details_change_and_playlists_are_listed_by_pages(replica: SpotifyReplica, user: spotipy.Spotify) -> None:
    keys = [user.current_user_playlist_create(f"P{number}")["id"] for number in range(3)]
    user.playlist_change_details(keys[0], name="Other", description="new")
    page = user.current_user_playlists(limit=2)
    assert [one["name"] for one in page["items"]] == ["Other", "P1"]
    assert [one["name"] for one in user.next(page)["items"]] == ["P2"]


def test_other_peoples_playlists_are_closed(replica: SpotifyReplica, user: spotipy.Spotify) -> None:
    key = "8" * 22
    replica.playlists[key] = Playlist(key, "Theirs", owner="somebody-else", uris=uris(replica, 1))
    assert refused(user.playlist_items, key) == 403
    assert refused(user.playlist_add_items, key, uris(replica, 1)) == 403
    assert user.playlist(key)["name"] == "Theirs"
