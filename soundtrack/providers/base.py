"""What every provider can do: few verbs, in batches, so that an implementation can ask little."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from soundtrack.errors import ProviderError
from soundtrack.models import Candidate, Release, Wanted, WantedRelease

Progress = Callable[[int, int], None]
"""Called with what is done and the whole, in the provider's own steps."""


@dataclass(frozen=True)
class Plan:
    """What asking would cost."""

    provider: str
    requests: int
    """Requests when nothing unusual happens."""
    seconds: float
    """About how long they take."""
    at_most: int
    """Requests in the worst case (crowded results, fallbacks); never exceeded."""
    lines: int = 0
    """Lines that would be asked for; the rest is known."""


@dataclass(frozen=True)
class Offers:
    """A provider's answer for some lines."""

    candidates: tuple[tuple[Candidate, ...], ...]
    """One tuple per line, in the order asked; empty where nothing was found."""
    releases: tuple[Release, ...] = ()
    """Whole releases with their tracks, where a release was wanted: to align the list with."""
    unasked: frozenset[int] = frozenset()
    """Lines (by index) that were not asked because the provider was told to stay offline."""
    failed: Mapping[int, ProviderError] = field(default_factory=dict)
    """Lines (by index) that could not be asked, and why. What was found before a failure is kept."""


@runtime_checkable
class Provider(Protocol):
    """A service, an index or a folder that offers candidates.

    ``offers`` and ``by_id`` raise :class:`ProviderError` only where nothing at all could be asked;
    a failure in the middle is told per line in :attr:`Offers.failed`.
    """

    name: str

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:
        """What :meth:`offers` would send for the same arguments. Sends nothing."""
        ...

    def offers(
        self,
        wanteds: Sequence[Wanted],
        release: WantedRelease | None = None,
        *,
        progress: Progress | None = None,
    ) -> Offers:
        """Offer candidates for every line."""
        ...

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """Look up identifiers (canonical URIs); those that are not this provider's or are dead are left out."""
        ...
