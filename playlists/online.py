"""A person's own playlists at Spotify and ListenBrainz as lists; order and repeats stay.

A name is ``spotify:playlist:ID``, ``https://open.spotify.com/playlist/ID`` or
``https://listenbrainz.org/playlist/MBID``. Since 2026 Spotify shows apps only playlists that are the person's own
or that the person works on.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from soundtrack import identifiers
from soundtrack.errors import IdentifierError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from playlists.importers.building import Items
    from playlists.models import Playlist
    from soundtrack.providers._listenbrainz import ListenBrainz
    from soundtrack.providers._spotify_account import Entry, SpotifyAccount

_SPOTIFY = re.compile(r"(?:spotify:playlist:|https?://open\.spotify\.com/(?:intl-[a-z]+/)?playlist/)(\w+)/?(?:\?.*)?")
_LISTENBRAINZ = re.compile(r"https?://(?:www\.|beta\.)?listenbrainz\.org/playlist/([0-9a-fA-F-]{36})/?(?:\?.*)?")
_BLOCKS = re.compile(r"</(?:p|li|ul)>|<br\s*/?>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Address:
    """Where a playlist is."""

    service: str
    """``spotify`` or ``listenbrainz``."""
    id: str

    @property
    def name(self) -> str:
        """The one way to write it."""
        if self.service == "spotify":
            return f"spotify:playlist:{self.id}"
        return f"https://listenbrainz.org/playlist/{self.id}"


def address(text: str) -> Address | None:
    """Where *text* says that a playlist is; None where it is no such address."""
    for service, pattern, checked in (
        ("spotify", _SPOTIFY, identifiers.spotify_id),
        ("listenbrainz", _LISTENBRAINZ, identifiers.mbid),
    ):
        found = pattern.fullmatch(text.strip())
        if found is not None:
            try:
                return Address(service, checked(found[1]))
            except IdentifierError:
                return None
    return None


def read(where: Address) -> Playlist:
    """Read a playlist; a person may have to log in.

    Raises:
        UsageError: There is none, or the service does not show it.
        ProviderError: The service could not be asked.
    """
    if where.service == "spotify":
        from soundtrack.providers._spotify_account import spotify_account

        return from_spotify(spotify_account(), where)
    from soundtrack.providers._listenbrainz import listenbrainz_account

    return from_listenbrainz(listenbrainz_account(needs_token=False), where)


def from_spotify(account: SpotifyAccount, where: Address) -> Playlist:
    """Read a playlist of Spotify; what is no track there any more keeps its place. Raises as :func:`read`."""
    from playlists.importers.building import Items
    from soundtrack.providers._spotify import NotThereError

    listed = account.playlist(where.id)
    if listed is None:
        raise _not_there(where)
    try:
        entries = account.entries(where.id)
    except NotThereError:
        raise _not_there(where) from None
    items = Items()
    for entry in entries:
        _add(items, entry)
    return _named(items.playlist(listed.title, name=None, note=listed.description))


def from_listenbrainz(account: ListenBrainz, where: Address) -> Playlist:
    """Read a playlist of ListenBrainz. Raises as :func:`read`."""
    from playlists.importers import jspf

    inside = account.playlist(where.id)
    if inside is None:
        raise _not_there(where)
    playlist = _named(jspf.from_object({"playlist": inside}, None, None))
    if playlist.note is None:
        return playlist
    plain = html.unescape(_TAGS.sub("", _BLOCKS.sub("\n", playlist.note)))
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    noted: Playlist = playlist.replace(note="\n".join(lines) or None)
    return noted


def _named(playlist: Playlist) -> Playlist:
    """With an id, after which its files are called."""
    from playlists import ids

    named: Playlist = playlist.replace(id=ids.slug(playlist.title))
    return named


def _add(items: Items, entry: Entry) -> None:
    from soundtrack.models import credit_text

    candidate = entry.candidate
    if candidate is None:
        items.add(entry.title)
        return
    recording, release = candidate.recording, candidate.release
    items.add(
        recording.title,
        artist=credit_text(recording.artist_credit) or None,
        release=release.title if release is not None else None,
        position=candidate.position,
        duration_ms=recording.duration_ms,
        uris=candidate.identifiers,
    )


def _not_there(where: Address) -> UsageError:
    own = "; Spotify shows apps only your own playlists" if where.service == "spotify" else " that you may see"
    return UsageError(f"there is no playlist {where.name}{own}.")
