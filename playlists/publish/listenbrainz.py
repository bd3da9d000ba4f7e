"""Publish to ListenBrainz: a playlist of recordings by MBID, the scenes as its annotation."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from playlists import online
from playlists.exporters import listenbrainz as exporter
from playlists.exporters.base import ExportOptions
from playlists.lines import hidden_title
from playlists.models import Playlist
from playlists.publish import steps
from playlists.publish.base import Change, Entry, Remote, Target, carried
from soundtrack import identifiers
from soundtrack.errors import UsageError
from soundtrack.providers._listenbrainz import (
    MOST_ADDED,
    PLAYLIST,
    ListenBrainz,
    extension,
    listenbrainz_account,
    mbid_of,
    recordings,
)


def service(ask: Callable[[str], None] | None = None) -> ListenBrainzService:  # noqa: ARG001 - its token is given
    """The person's playlists."""
    return ListenBrainzService(listenbrainz_account)


class ListenBrainzService:
    """A person's playlists at ListenBrainz, see :class:`~playlists.publish.base.Service`.

    Args:
        log_in: Gives the account; called when something is to be asked, so that a first plan needs none.
    """

    name = "listenbrainz"

    def __init__(self, log_in: Callable[[], ListenBrainz]) -> None:
        self._log_in = log_in

    @cached_property
    def _account(self) -> ListenBrainz:
        return self._log_in()

    def target(self, playlist: Playlist, options: ExportOptions) -> Target:
        """What our export for ListenBrainz holds: recordings with an MBID, the scenes as annotation."""
        playlist = playlist.replace(items=tuple(map(carried, playlist.items)))
        rendered = exporter.render(playlist, options)
        inside = json.loads(rendered.text)["playlist"]
        masked = {position for position, item in playlist.numbered() if item.masked}
        return Target(
            inside["title"],
            inside.get("annotation", ""),
            _entries(inside),
            tuple(
                replace(one, title=hidden_title(one.position)) if one.position in masked else one
                for one in rendered.left_out
            ),
            options.public,
        )

    def changes(self, target: Target, remote: Remote) -> tuple[Change, ...]:
        """Deletions and insertions; details last, and only if they differ."""
        changes = steps.editing(remote.uris, target.uris, MOST_ADDED)
        if (
            remote.title != target.title
            or _plain(remote.description) != _plain(target.description)
            or (target.public and remote.public is False)
        ):
            changes = [*changes, Change("details")]
        return tuple(changes)

    def blank(self, target: Target) -> Remote:
        """Everything: it is made by one request, however long."""
        return Remote("", target.title, target.description, target.public, target.entries)

    def url(self, remote_id: str) -> str:
        """The playlist's page."""
        return f"https://listenbrainz.org/playlist/{remote_id}"

    def parse(self, address: str) -> str:
        """The MBID in an address. Raises UsageError."""
        found = online.address(address)
        if found is None or found.service != self.name:
            raise UsageError(f"{address!r} is no ListenBrainz playlist; write https://listenbrainz.org/playlist/...")
        return found.id

    def read(self, remote_id: str) -> Remote | None:
        """What is there; None where it was deleted."""
        inside = self._account.playlist(remote_id)
        if inside is None:
            return None
        about = extension(inside)
        public = about.get("public")
        return Remote(
            remote_id,
            str(inside.get("title") or ""),
            str(inside.get("annotation") or ""),
            public if isinstance(public, bool) else None,
            _entries(inside),
            str(about["last_modified_at"]) if about.get("last_modified_at") else None,
        )

    def unclaimed(self, title: str, uris: Sequence[str]) -> str | None:
        """A playlist of that title with just these recordings."""
        for inside in self._account.mine():
            mbid = mbid_of(inside)
            if mbid is not None and inside.get("title") == title:
                remote = self.read(mbid)
                if remote is not None and list(remote.uris) == list(uris):
                    return mbid
        return None

    def create(self, target: Target) -> str:
        """Make it, with all its entries."""
        tracks = [{"identifier": [entry.uri], "title": entry.label} for entry in target.entries]
        return self._account.create(_head(target, public=target.public) | {"track": tracks})

    def write(self, remote: Remote, target: Target, change: Change) -> None:
        """Send one change, once."""
        match change.verb:
            case "details":
                self._edit(remote, target)
            case "delete":
                self._account.delete(remote.id, change.at, change.count)
            case _:
                mbids = [uri.rpartition("/")[2] for uri in change.uris]
                self._account.add(remote.id, mbids, change.at)

    def _edit(self, remote: Remote, target: Target) -> None:
        """Change the details; collaborators, which an edit would take away, are sent along."""
        head = _head(target, public=target.public or bool(remote.public))
        collaborators = extension(self._account.playlist(remote.id) or {}).get("collaborators")
        if collaborators:
            head["extension"][PLAYLIST]["collaborators"] = collaborators
        self._account.edit(remote.id, head)


def _head(target: Target, *, public: bool) -> dict[str, Any]:
    return {
        "title": target.title,
        "annotation": target.description,
        "extension": {PLAYLIST: {"public": public}},
    }


def _entries(inside: dict[str, Any]) -> tuple[Entry, ...]:
    return tuple(Entry(identifiers.recording_uri(mbid) if mbid else "", label) for mbid, label in recordings(inside))


def _plain(annotation: str) -> str:
    """An annotation as it reads: the server may write its tags and entities in another way."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", annotation)).split())
