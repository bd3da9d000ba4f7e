"""Made-up lists whose items the replicas know, and a person who agrees."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from urllib.request import urlopen

from werkzeug.wrappers import Response

from playlists.ids import item_id
from playlists.models import Playlist, PlaylistItem
from soundtrack.models import ArtistCreditName, Candidate, Recording, Resolution, Wanted
from soundtrack.providers._http import Bounds
from soundtrack.providers._listenbrainz import ListenBrainz
from soundtrack.providers._spotify_account import SpotifyAccount
from soundtrack.providers._spotify_keys import App
from soundtrack.providers._spotify_login import UserLogIn
from soundtrack.story import Said
from tests.replicas._server import Exchange, Failure
from tests.replicas.listenbrainz import TOKEN, ListenBrainzReplica
from tests.replicas.spotify import CLIENT_ID, SpotifyReplica

QUICK = Bounds(patience=10, each=10, waiting=1.5, again=2, pause=0.01, size=3_000_000)


def mbid_uri(number: int) -> str:
    """The address of a made-up recording."""
    return f"https://musicbrainz.org/recording/00000000-0000-4000-8000-{number:012d}"


def track_uri(number: int) -> str:
    """A track of Spotify's replica, from 1."""
    return f"spotify:track:{number:022d}"


def a_list(uris: Sequence[str | None], *, title: str = "The Long Winter", note: str | None = None) -> Playlist:
    """A list of items that were matched with these identifiers; None: nothing is known."""
    seen: set[str] = set()
    items = []
    for number, uri in enumerate(uris, start=1):
        name = f"Piece {uri[-4:]}" if uri else f"Unknown {number}"
        resolution = None
        if uri is not None:
            resolution = Resolution(
                state="matched",
                candidate=Candidate(
                    provider="known",
                    recording=Recording(title=name, artist_credit=(ArtistCreditName(name="Jane Doe"),)),
                    identifiers=(uri,),
                ),
                confidence=1.0,
                identifiers=(Said(uri=uri, said_by=("known",)),),
            )
        items.append(
            PlaylistItem(id=item_id(name, seen), wanted=Wanted(title=name, artist="Jane Doe"), resolution=resolution)
        )
    return Playlist(title=title, note=note, items=tuple(items))


def lost() -> Failure:
    """It is carried out, and the answer never comes."""

    def fail(exchange: Exchange) -> Response:
        exchange.sound()
        exchange.cut()

    return fail


def agree(address: str) -> None:
    """Be the person at the browser: agree, and follow it back to loopback. Unlike requests, urllib logs nothing."""
    threading.Thread(target=lambda: urlopen(address, timeout=5).close(), daemon=True).start()


def spotify_account(
    replica: SpotifyReplica, ask: Callable[[str], None] = agree, *, patience: float = 10, bounds: Bounds = QUICK
) -> SpotifyAccount:
    log_in = UserLogIn(App(CLIENT_ID), replica.url, ask=ask, patience=patience, bounds=bounds)
    return SpotifyAccount(log_in, replica.url, bounds=bounds)


def listenbrainz_account(replica: ListenBrainzReplica, token: str | None = TOKEN) -> ListenBrainz:
    return ListenBrainz(token, replica.url, bounds=QUICK)
