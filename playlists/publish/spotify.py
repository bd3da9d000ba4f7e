"""Publish to Spotify: a playlist of the person's own, with the tracks that have a Spotify id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from playlists import online
from playlists.exporters import labels
from playlists.exporters.base import ExportOptions, LeftOut
from playlists.lines import hidden_title, one_line
from playlists.models import Playlist, PlaylistItem
from playlists.publish import steps
from playlists.publish.base import HIDDEN, Change, Entry, Remote, Target, carried
from soundtrack.errors import UsageError
from soundtrack.models import credit_text
from soundtrack.providers._spotify_account import MOST_URIS, Listed, SpotifyAccount, spotify_account
from soundtrack.providers._spotify_account import Entry as Theirs
from soundtrack.providers._spotify_login import ask_in_browser

MOST_TITLE = 100
"""Characters that the app takes for a title."""
MOST_DESCRIPTION = 300
"""Characters of a description; it has no line breaks and no markup."""


def service(ask: Callable[[str], None] | None = None) -> SpotifyService:
    """The person's playlists."""
    return SpotifyService(partial(spotify_account, ask=ask or ask_in_browser))


class SpotifyService:
    """A person's playlists at Spotify, see :class:`~playlists.publish.base.Service`.

    Args:
        log_in: Gives the account; called when something is to be asked, so that a first plan needs none.
    """

    name = "spotify"

    def __init__(self, log_in: Callable[[], SpotifyAccount]) -> None:
        self._log_in = log_in

    @cached_property
    def _account(self) -> SpotifyAccount:
        return self._log_in()

    def target(self, playlist: Playlist, options: ExportOptions) -> Target:
        """Entries with a Spotify id; the rest is left out. The description tells story and scenes."""
        entries: list[Entry] = []
        left_out: list[LeftOut] = []
        for position, item in playlist.numbered():
            uri = None if item.masked else _track_uri(carried(item))
            if uri is not None:
                entries.append(Entry(uri, _label(item, playlist)))
            elif item.masked:
                left_out.append(LeftOut(position, hidden_title(position), HIDDEN))
            else:
                left_out.append(LeftOut(position, labels.title_of(item), "no Spotify track is known for it"))
        title = labels.list_title(playlist)[:MOST_TITLE].strip()
        return Target(title, description(playlist, options), tuple(entries), tuple(left_out), options.public)

    def changes(self, target: Target, remote: Remote) -> tuple[Change, ...]:
        """Insertions where they do, else everything anew in hundreds; details last, and only if they differ."""
        by_replacing = steps.replacing(target.uris, MOST_URIS)
        by_inserting = steps.inserting(remote.uris, target.uris, MOST_URIS)
        changes = by_replacing if by_inserting is None or len(by_replacing) < len(by_inserting) else by_inserting
        if (remote.title, remote.description) != (target.title, target.description) or (
            target.public and remote.public is False
        ):
            changes = [*changes, Change("details")]
        return tuple(changes)

    def blank(self, target: Target) -> Remote:
        """An empty playlist."""
        return Remote("", target.title, target.description, target.public, ())

    def url(self, remote_id: str) -> str:
        """The playlist's page."""
        return f"https://open.spotify.com/playlist/{remote_id}"

    def parse(self, address: str) -> str:
        """The id in an address. Raises UsageError."""
        found = online.address(address)
        if found is None or found.service != self.name:
            raise UsageError(f"{address!r} is no Spotify playlist; write https://open.spotify.com/playlist/...")
        return found.id

    def read(self, remote_id: str) -> Remote | None:
        """What is there; what the person has deleted is not, though Spotify would still change it."""
        for listed in self._account.mine():
            if listed.id == remote_id:
                return _remote(listed, self._account.entries(remote_id))
        return None

    def unclaimed(self, title: str, uris: Sequence[str]) -> str | None:
        """An empty playlist of that title: a new one is made without entries."""
        empty = (one.id for one in self._account.mine() if one.title == title and one.total == len(uris) == 0)
        return next(empty, None)

    def create(self, target: Target) -> str:
        """Make it, empty."""
        return self._account.create(target.title, target.description, public=target.public)

    def write(self, remote: Remote, target: Target, change: Change) -> None:
        """Send one change, once."""
        match change.verb:
            case "details":
                public = True if target.public else None
                self._account.change(remote.id, target.title, target.description, public=public)
            case "replace":
                self._account.replace(remote.id, change.uris)
            case _:
                self._account.add(remote.id, change.uris, change.at)


def description(playlist: Playlist, options: ExportOptions) -> str:
    """Story and scenes on one line of at most 300 characters; scenes that have no room are counted."""
    if options.story is not None:
        head = f"Music for {one_line(options.story.title)}."
    else:
        head = one_line(playlist.note or "") or "Made with soundtrack-companion."
    scene_labels = labels.SceneLabels(playlist, options)
    refs = (tie.scene for item in playlist.items if not item.masked for tie in scene_labels.ties(item)[:1])
    titles = list(dict.fromkeys(scene_labels.label(ref).partition(": ")[2] for ref in refs))
    text = head
    for shown in range(len(titles), 0, -1):
        more = f", and {len(titles) - shown} more" if shown < len(titles) else ""
        text = f"{head} Scenes: {'; '.join(titles[:shown])}{more}."
        if len(text) <= MOST_DESCRIPTION:
            break
    else:
        text = head
    plain = text.replace("<", "‹").replace(">", "›")
    return plain if len(plain) <= MOST_DESCRIPTION else plain[: MOST_DESCRIPTION - 1].rstrip() + "…"


def _track_uri(item: PlaylistItem) -> str | None:
    """The Spotify track that was matched, else the first that is known."""
    resolution = item.resolution
    chosen = resolution.candidate if resolution is not None and resolution.state == "matched" else None
    for uri in (*(chosen.identifiers if chosen is not None else ()), *labels.identifiers_of(item)):
        if uri.startswith("spotify:track:"):
            return uri
    return None


def _label(item: PlaylistItem, playlist: Playlist) -> str:
    return " - ".join(filter(None, (labels.artist_of(item, playlist), labels.title_of(item))))


def _remote(listed: Listed, entries: Sequence[Theirs]) -> Remote:
    return Remote(
        listed.id,
        listed.title,
        listed.description,
        listed.public,
        tuple(Entry(one.uri or "", _their_label(one)) for one in entries),
        listed.snapshot,
    )


def _their_label(entry: Theirs) -> str:
    artist = credit_text(entry.candidate.recording.artist_credit) if entry.candidate else ""
    return " - ".join(filter(None, (artist, entry.title))) or entry.uri or "what is no more"
