"""The user's own music as a provider: nothing is sent, and what is found can be played."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from soundtrack.errors import DataError, ProviderUnavailableError
from soundtrack.library.index import Library
from soundtrack.library.scan import scan
from soundtrack.models import Candidate, Wanted, WantedRelease
from soundtrack.providers.base import Offers, Plan, Progress
from soundtrack.text import fold


def local(
    *folders: str | os.PathLike[str],
    index: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    scanning: Callable[[int, int], None] | None = None,
) -> Local:
    """Music on this machine.

    Args:
        folders: Looked at now, so that the index is up to date; the answers come from them alone. None given:
            all that was ever scanned, as the index has it.
        index: The file that the index is kept in; None is the user's own.
        workers: Processes that read new files; None chooses by the machine.
        scanning: Called with the files done and the files there are, while the folders are looked at.

    Raises:
        DataError: A folder does not exist, or the index cannot be used.
    """
    if folders:
        scan(folders, index, workers=workers, progress=scanning)
    return Local(index, within=folders)


class Local:
    """Answers from the index of local music.

    Args:
        index: The file; None is the user's own.
        within: Answers come only from these folders and below; none: from everywhere.
    """

    name = "local"

    def __init__(
        self, index: str | os.PathLike[str] | None = None, *, within: Sequence[str | os.PathLike[str]] = ()
    ) -> None:
        self._index = None if index is None else Path(index)
        self._within = tuple(within)

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
        """Offer files for every line; for a wanted release also the releases that there are files of.

        Raises:
            ProviderUnavailableError: The index cannot be used.
        """
        with self._open() as library:
            releases = () if release is None else library.releases(release)
            files = [file for _, together in releases for file in together]
            found = []
            for number, wanted in enumerate(wanteds, start=1):
                offered = (*library.candidates(wanted), *(file for file in files if _may_be(wanted, file)))
                found.append(tuple({file.location: file for file in offered}.values()))
                if progress is not None:
                    progress(number, len(wanteds))
            return Offers(tuple(found), releases=tuple(whole for whole, _ in releases))

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """Files that carry these ISRCs or recording MBIDs.

        Raises:
            ProviderUnavailableError: The index cannot be used.
        """
        with self._open() as library:
            return library.by_identifiers(uris)

    def _open(self) -> Library:
        try:
            return Library.open(self._index, within=self._within)
        except DataError as err:
            raise ProviderUnavailableError(self.name, str(err)) from err


def _may_be(wanted: Wanted, file: Candidate) -> bool:
    """A file of the wanted release that stands where the line stands, or has its title."""
    return file.position == wanted.position or fold(file.recording.title) == fold(wanted.title)
