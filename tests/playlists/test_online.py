"""One's own playlists at Spotify and ListenBrainz become lists: every entry, in order, as often as it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response

from playlists import library, online
from playlists.models import Playlist
from playlists.online import Address
from playlists.renewed import renewed
from playlists.written import list_toml
from soundtrack.errors import DataError, ProviderAuthError, ProviderError, UsageError
from soundtrack.story import Tie
from tests.playlists.publish.lists import a_list, listenbrainz_account, mbid_uri, spotify_account
from tests.replicas import _server
from tests.replicas._server import Exchange
from tests.replicas.listenbrainz import OTHER_TOKEN, ListenBrainzReplica
from tests.replicas.listenbrainz import Playlist as TheirList
from tests.replicas.spotify import Playlist as Theirs
from tests.replicas.spotify import SpotifyReplica
from tests.soundtrack.providers.asking import CATALOGUE

SPOTIFY_ID = "0" * 21 + "7"
MBID = "00000000-0000-4000-9000-000000000001"


@pytest.fixture(scope="module")
def _spotify() -> Iterator[SpotifyReplica]:
    with SpotifyReplica(CATALOGUE) as replica:
        yield replica


@pytest.fixture
def spotify(_spotify: SpotifyReplica) -> SpotifyReplica:
    _spotify.heal()
    _spotify.forget()
    _spotify.playlists.clear()
    return _spotify


@pytest.fixture
def listenbrainz() -> Iterator[ListenBrainzReplica]:
    with ListenBrainzReplica() as replica:
        yield replica


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"spotify:playlist:{SPOTIFY_ID}", Address("spotify", SPOTIFY_ID)),
        (f"https://open.spotify.com/playlist/{SPOTIFY_ID}?si=abc", Address("spotify", SPOTIFY_ID)),
        (f"https://open.spotify.com/intl-de/playlist/{SPOTIFY_ID}", Address("spotify", SPOTIFY_ID)),
        (f" https://listenbrainz.org/playlist/{MBID.upper()}/", Address("listenbrainz", MBID)),
        ("spotify:playlist:short", None),
        (f"spotify:track:{SPOTIFY_ID}", None),
        (f"https://example.org/playlist/{MBID}", None),
        (f"https://listenbrainz.org/playlist/{'-' * 36}", None),
        ("never-let-me-go/score", None),
        ("list.toml", None),
        ("", None),
    ],
)
def test_addresses_are_known_in_every_form_and_nothing_else_is_taken_for_one(
    text: str, expected: Address | None
) -> None:
    assert online.address(text) == expected
    if expected is not None:
        assert online.address(expected.name) == expected


def test_a_playlist_of_spotify_is_read_whole_in_order_with_repeats(spotify: SpotifyReplica) -> None:
    known = [f"spotify:track:{track}" for track in spotify._by_id]
    uris = [*known[:60], known[3], known[3], *known[60:70]]
    spotify.playlists[SPOTIFY_ID] = Theirs(SPOTIFY_ID, "Of mine & yours", description="For <you>", uris=uris)
    playlist = online.from_spotify(spotify_account(spotify), Address("spotify", SPOTIFY_ID))
    assert [item.wanted.identifiers[-1].uri for item in playlist.items] == uris
    assert (playlist.title, playlist.note, playlist.id) == ("Of mine & yours", "For <you>", "of-mine-yours")
    first = playlist.items[0].wanted
    assert (first.title, first.artist) == (spotify.places[0].title, spotify.places[0].artists[0])
    assert first.release
    assert first.duration_ms
    assert len({item.id for item in playlist.items}) == len(uris)


@pytest.mark.parametrize("key", ["item", "track"])
def test_what_is_no_track_any_more_keeps_its_place(spotify: SpotifyReplica, key: str) -> None:
    spotify.playlists[SPOTIFY_ID] = Theirs(SPOTIFY_ID, "Mixed")
    track = {"type": "track", "name": "A song", "uri": f"spotify:track:{SPOTIFY_ID}", "id": SPOTIFY_ID, "artists": []}
    local = {
        "type": "track",
        "name": "My tape",
        "uri": "spotify:local:a:b:c:1",
        "id": None,
        "artists": [{"name": "Me"}],
    }
    contents = [None, {"type": "episode", "name": "A talk", "uri": "spotify:episode:x"}, local, track]
    page = {"items": [{key: content} for content in contents], "total": 4, "next": "http://127.0.0.1:9/"}
    spotify.fail(_server.json_status(200, page), path=f"/v1/playlists/{SPOTIFY_ID}/items")
    playlist = online.from_spotify(spotify_account(spotify), Address("spotify", SPOTIFY_ID))
    assert [item.wanted.title for item in playlist.items] == ["Untitled", "A talk", "My tape", "A song"]
    assert [bool(item.wanted.identifiers) for item in playlist.items] == [False, False, False, True]


def test_other_peoples_playlists_are_told_apart_from_failures(spotify: SpotifyReplica) -> None:
    account = spotify_account(spotify)
    with pytest.raises(UsageError, match="only your own"):
        online.from_spotify(account, Address("spotify", SPOTIFY_ID))
    spotify.playlists[SPOTIFY_ID] = Theirs(SPOTIFY_ID, "Theirs", owner="somebody-else")
    with pytest.raises(ProviderAuthError, match="only your own"):
        online.from_spotify(account, Address("spotify", SPOTIFY_ID))
    spotify.fail(_server.cut(), path="/v1/")
    with pytest.raises(ProviderError):
        online.from_spotify(account, Address("spotify", SPOTIFY_ID))


def test_a_playlist_of_listenbrainz_is_read_with_its_note_as_plain_text(listenbrainz: ListenBrainzReplica) -> None:
    numbers = [5, 1, 5, 2]
    listenbrainz.playlists[MBID] = TheirList(
        MBID,
        "Mine",
        "made-up-user",
        "<p>A &amp; B</p><ul><li><b>Hall</b> x</li></ul>",
        recordings=[mbid_uri(number)[-36:] for number in numbers],
    )
    playlist = online.from_listenbrainz(listenbrainz_account(listenbrainz), Address("listenbrainz", MBID))
    assert [item.wanted.identifiers[0].uri for item in playlist.items] == [mbid_uri(number) for number in numbers]
    assert playlist.note == "A & B\nHall x"
    assert playlist.items[0].wanted.duration_ms == 200_000


def test_what_is_public_is_read_without_a_token_and_what_is_not_is_not(listenbrainz: ListenBrainzReplica) -> None:
    listenbrainz.playlists[MBID] = TheirList(MBID, "Open", "somebody-else", public=True)
    where = Address("listenbrainz", MBID)
    assert online.from_listenbrainz(listenbrainz_account(listenbrainz, None), where).title == "Open"
    listenbrainz.playlists[MBID].public = False
    for token in (None, OTHER_TOKEN[:-1] + "9"):
        with pytest.raises(UsageError, match="that you may see"):
            online.from_listenbrainz(listenbrainz_account(listenbrainz, token), where)


def test_the_address_is_a_name_like_any_other_and_its_lock_is_found_again(
    listenbrainz: ListenBrainzReplica, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("PLAYLISTS_LISTENBRAINZ_URL", listenbrainz.url)
    listenbrainz.playlists[MBID] = TheirList(MBID, "Mine", "x", public=True, recordings=[mbid_uri(1)[-36:]])
    (shelved,) = library.find(f"https://listenbrainz.org/playlist/{MBID}?x", "never-let-me-go")
    assert (shelved.stem, shelved.playlist.story) == ("mine", "never-let-me-go")
    assert shelved.key == shelved.name == f"https://listenbrainz.org/playlist/{MBID}"
    done = shelved.playlist.replace(
        items=tuple(
            item.replace(resolution=a_list([mbid_uri(1)]).items[0].resolution) for item in shelved.playlist.items
        )
    )
    assert library.save_lock(shelved, done)
    assert shelved.lock_path is not None
    assert home in shelved.lock_path.parents
    assert library.load(shelved.name).items[0].status == "matched"


def test_spotify_without_a_client_id_says_how_to_get_one() -> None:
    with pytest.raises(ProviderAuthError, match="SPOTIPY_CLIENT_ID"):
        library.load(f"spotify:playlist:{SPOTIFY_ID}")


def test_an_answer_that_never_ends_its_pages_ends(spotify: SpotifyReplica) -> None:
    def turning(exchange: Exchange) -> Response:
        return _server.as_json({"items": [], "total": 10**9, "next": None})

    spotify.playlists[SPOTIFY_ID] = Theirs(SPOTIFY_ID, "Endless")
    spotify.fail(turning, path=f"/v1/playlists/{SPOTIFY_ID}/items")
    with pytest.raises(ProviderError):
        online.from_spotify(spotify_account(spotify), Address("spotify", SPOTIFY_ID))
    assert spotify.count < 10


# Importing again

HALL = Tie(scene="film/the-hall", basis="author", why="It plays there.")


def by_hand(playlist: Playlist) -> str:
    """The list as its author goes on with it: a comment, a tie, another title."""
    first, *rest = playlist.items
    tied = playlist.replace(items=(first.replace(ties=(HALL,)), *rest))
    text = list_toml(tied)
    return "# My own list\n" + text.replace("Piece 0001", "Piece 0001 (my favourite)", 1)


def read(text: str) -> Playlist:
    from playlists import importers

    return importers.read(text.encode(), format="toml")


def listed(numbers: list[int]) -> Playlist:
    """A list of made-up recordings as a service gives it."""
    return a_list([]).replace(
        items=tuple(
            item.replace(
                wanted=item.wanted.replace(identifiers=item.resolution.identifiers if item.resolution else ()),
                resolution=None,
            )
            for item in a_list([mbid_uri(number) for number in numbers]).items
        )
    )


def test_ties_and_words_survive_importing_again_in_the_sources_order() -> None:
    written = by_hand(listed([1, 2, 3]))
    renewal = renewed(written, listed([3, 4, 1, 1]))
    again = read(renewal.text)
    assert [item.wanted.identifiers[0].uri for item in again.items] == [mbid_uri(number) for number in (3, 4, 1, 1)]
    assert again.items[2].ties == (HALL,)
    assert again.items[2].wanted.title == "Piece 0001 (my favourite)"
    assert again.items[3].ties == ()
    assert [item.wanted.title for item in renewal.gone] == ["Piece 0002"]
    assert [item.wanted.title for item in renewal.added] == ["Piece 0004", "Piece 0001"]
    assert renewal.text.startswith("# My own list\n")


def test_a_source_that_did_not_change_leaves_every_byte() -> None:
    written = by_hand(listed([1, 2, 2, 3]))
    assert renewed(written, listed([1, 2, 2, 3])).text == written


def test_items_without_identifiers_are_known_by_their_words() -> None:
    fresh = a_list([None, None])
    written = by_hand(fresh).replace("Unknown 2", "UNKNOWN — 2")
    renewal = renewed(written, fresh.replace(items=fresh.items[::-1]))
    assert (renewal.added, renewal.gone) == ((), ())
    assert [item.id for item in read(renewal.text).items] == [item.id for item in fresh.items[::-1]]


@given(st.lists(st.integers(1, 5), max_size=8), st.lists(st.integers(1, 5), max_size=8))
def test_importing_again_gives_the_sources_order_and_loses_no_item_that_is_still_there(
    before: list[int], after: list[int]
) -> None:
    renewal = renewed(list_toml(listed(before)), listed(after))
    again = read(renewal.text)
    assert [item.wanted.identifiers[0].uri for item in again.items] == [mbid_uri(number) for number in after]
    stayed = sum(min(before.count(number), after.count(number)) for number in set(before))
    assert len(renewal.gone) == len(before) - stayed
    assert len(renewal.added) == len(after) - stayed
    assert renewed(renewal.text, listed(after)).text == renewal.text


@pytest.mark.parametrize("text", ["", "title = 1", "schema_version = 99\ntitle = 'x'", "{"])
def test_what_is_no_list_is_an_error_with_its_name(text: str) -> None:
    with pytest.raises(DataError, match=r"mine\.toml"):
        renewed(text, listed([1]), "mine.toml")


def test_a_score_is_not_brought_up_to_date() -> None:
    from soundtrack.stories import story_folder

    text = (story_folder("never-let-me-go") / "score.toml").read_text()
    with pytest.raises(DataError, match="item"):
        renewed(text, listed([1]))
