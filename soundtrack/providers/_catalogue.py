"""Catalogues on this machine as a provider: all of MusicBrainz, where its dump was built, and no network."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from soundtrack.catalogue import Catalogue, names
from soundtrack.errors import DataError, ProviderUnavailableError
from soundtrack.models import Candidate, Wanted, WantedRelease
from soundtrack.providers.base import Offers, Plan, Progress


def catalogue(*chosen: str | os.PathLike[str]) -> CatalogueProvider:
    """Catalogues by their names or paths; none given: all that were built."""
    return CatalogueProvider(chosen)


class CatalogueProvider:
    """Answers from catalogues. They hold no track numbers: releases are not offered.

    Args:
        chosen: Names or paths; none: all that were built.
    """

    name = "catalogue"

    def __init__(self, chosen: Sequence[str | os.PathLike[str]] = ()) -> None:
        self._chosen = tuple(chosen)
        self._open: list[Catalogue] | None = None

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:  # noqa: ARG002 - the shape that all providers share
        """No request, ever."""
        return Plan(self.name, requests=0, seconds=0.0, at_most=0, lines=len(wanteds))

    def offers(
        self,
        wanteds: Sequence[Wanted],
        release: WantedRelease | None = None,
        *,
        progress: Progress | None = None,
    ) -> Offers:
        """Offer recordings for every line; where a release is wanted its title helps to tell recordings apart.

        Raises:
            ProviderUnavailableError: A catalogue is missing, damaged or of another version.
        """
        found = []
        for number, wanted in enumerate(wanteds, start=1):
            asked = _on_release(wanted, release)
            found.append(tuple(offer for one in self._catalogues() for offer in one.offers(asked)))
            if progress is not None:
                progress(number, len(wanteds))
        return Offers(tuple(found))

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """Recordings with these MBIDs.

        Raises:
            ProviderUnavailableError: As :meth:`offers`.
        """
        found: dict[str, Candidate] = {}
        for one in self._catalogues():
            found = {**one.by_identifiers(uris), **found}
        return found

    def _catalogues(self) -> list[Catalogue]:
        if self._open is None:
            try:
                self._open = [Catalogue.open(name) for name in self._chosen or names()]
            except DataError as err:
                raise ProviderUnavailableError(self.name, str(err).rstrip(".")) from err
        return self._open


def _on_release(wanted: Wanted, release: WantedRelease | None) -> Wanted:
    """The line with what is known of its list's release."""
    if release is None:
        return wanted
    return wanted.replace(artist=wanted.artist or release.artist, release=wanted.release or release.title)
