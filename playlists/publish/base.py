"""What is to be published, what is there, and the requests that lead from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from playlists.exporters.base import ExportOptions, LeftOut
from playlists.models import Playlist, PlaylistItem

HIDDEN = "it is hidden"

Verb = Literal["create", "details", "replace", "insert", "delete"]


@dataclass(frozen=True)
class Entry:
    """An entry as a service has it."""

    uri: str
    """What the service knows it by; empty where it no longer does."""
    label: str
    """For a person: ``Blur - Tender``."""


@dataclass(frozen=True)
class Target:
    """What the service shall hold."""

    title: str
    description: str
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    public: bool = False
    """True makes it public; False makes it private when it is created and leaves it as it is later."""

    @property
    def uris(self) -> tuple[str, ...]:
        """What the service knows the entries by."""
        return tuple(entry.uri for entry in self.entries)


@dataclass(frozen=True)
class Remote:
    """What a service holds."""

    id: str
    title: str
    description: str
    public: bool | None
    entries: tuple[Entry, ...]
    snapshot: str | None = None
    """Changes with every write."""

    @property
    def uris(self) -> tuple[str, ...]:
        """What the service knows the entries by."""
        return tuple(entry.uri for entry in self.entries)


@dataclass(frozen=True)
class Change:
    """One request that writes."""

    verb: Verb
    """``create`` the playlist, change its ``details``, ``replace`` all entries, ``insert`` or ``delete`` some."""
    at: int = 0
    """Place from 0, in the list as it is when the turn of this change comes."""
    uris: tuple[str, ...] = ()
    count: int = 0
    """How many entries ``delete`` takes away."""

    def __str__(self) -> str:
        match self.verb:
            case "create":
                return f"create the playlist{entries(len(self.uris), ' with ')}"
            case "details":
                return "change its title, description or whether it is public"
            case "replace":
                return f"put {entries(len(self.uris)) or 'nothing'} in the place of all"
            case "insert":
                return f"add {entries(len(self.uris))} at {self.at + 1}"
            case "delete":
                return f"take {entries(self.count)} away from {self.at + 1}"


@dataclass(frozen=True)
class Plan:
    """What publishing would do."""

    service: str
    target: Target
    remote: Remote | None
    """None: a new playlist is created."""
    changes: tuple[Change, ...]
    """One request each, in order."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What publishing did; what is there now was read back and is what was meant."""

    id: str
    url: str
    writes: int
    """Requests that wrote."""


class Service(Protocol):
    """Where a list is published. What could not be done is a ProviderError."""

    name: str

    def target(self, playlist: Playlist, options: ExportOptions) -> Target:
        """What the service shall hold of a list. Sends nothing."""

    def changes(self, target: Target, remote: Remote) -> tuple[Change, ...]:
        """The requests that make *remote* hold *target*. Sends nothing."""

    def blank(self, target: Target) -> Remote:
        """What is there after :meth:`create`. Sends nothing."""

    def url(self, remote_id: str) -> str:
        """The playlist's page."""

    def parse(self, address: str) -> str:
        """The id in a playlist's address or URI. Raises UsageError."""

    def read(self, remote_id: str) -> Remote | None:
        """What is there; None where the person has no such playlist any more."""

    def unclaimed(self, title: str, uris: Sequence[str]) -> str | None:
        """The id of a playlist of the person with just this title and these entries, or None."""

    def create(self, target: Target) -> str:
        """Make the playlist; returns its id."""

    def write(self, remote: Remote, target: Target, change: Change) -> None:
        """Send one change, once."""


def fitting(remote: Remote | None, target: Target) -> bool:
    """Whether what is there is what was meant."""
    return remote is not None and remote.uris == target.uris and remote.title == target.title


def carried(item: PlaylistItem) -> PlaylistItem:
    """The item without the identifiers that a person has refused: *none of these* outranks every citation."""
    resolution = item.resolution
    if resolution is None or resolution.pin is None or resolution.pin.decision != "none":
        return item
    refused: PlaylistItem = item.replace(
        wanted=item.wanted.replace(identifiers=(), isrcs=()), resolution=resolution.replace(identifiers=())
    )
    return refused


def entries(count: int, before: str = "") -> str:
    """``3 entries``, with *before* in front; empty for none."""
    return f"{before}{count} {'entry' if count == 1 else 'entries'}" if count else ""
