"""Put a list where people listen: Spotify and ListenBrainz.

A service is a module here with a class of the verbs of :class:`~playlists.publish.base.Service`;
:mod:`~playlists.publish.run` makes a plan out of a list and what is there, carries it out, reads back and compares.
"""

from __future__ import annotations

from importlib import import_module

from soundtrack.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from playlists.publish.base import Service

SERVICES = ("spotify", "listenbrainz")
"""Where to; each is the name of its module."""


def service(name: str, *, ask: Callable[[str], None] | None = None) -> Service:
    """The service of that name, for the person's account.

    Args:
        name: One of :data:`SERVICES`.
        ask: Shows a person the address to agree at, where the service needs that; None: its own way.

    Raises:
        UsageError: There is none of that name.
    """
    if name not in SERVICES:
        raise UsageError(f"there is no service {name!r} to publish to; choose from {', '.join(SERVICES)}.")
    made: Service = import_module(f"playlists.publish.{name}").service(ask)
    return made
