"""MusicBrainz: keyless, one request a second, so a list is asked for in as few requests as can be.

A score is a release search and one look-up. Lines of all kinds go ten to a query; only what was crowded out of its
answer is asked for again. Known identifiers are looked up, never searched. https://musicbrainz.org/doc/MusicBrainz_API
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from soundtrack import identifiers
from soundtrack.errors import IdentifierError, ProviderError, ProviderResponseError, UsageError
from soundtrack.models import Candidate, Release, Wanted, WantedRelease
from soundtrack.providers._lines import MISUNDERSTOOD_IN_A_ROW, known_ids, on_release
from soundtrack.providers._musicbrainz import choice, query, translate
from soundtrack.providers._musicbrainz.client import NAME, Client
from soundtrack.providers.base import Offers, Plan, Progress

T = TypeVar("T")

URL = "https://musicbrainz.org"
INTERVAL = 1.1
"""Seconds between the starts of two requests: the service allows one a second by average."""
CONTACT = "no contact was set"
DEADLINE = 20.0
PATIENCE = 60.0


def musicbrainz(url: str | None = None, interval: float | None = None, contact: str | None = None) -> MusicBrainz:
    """MusicBrainz, or a mirror or replica of it.

    Args:
        url: Its address; else ``PLAYLISTS_MUSICBRAINZ_URL``, else musicbrainz.org.
        interval: Seconds between two requests; else ``PLAYLISTS_MUSICBRAINZ_INTERVAL``, else 1.1. A mirror of your
            own may allow 0.
        contact: An address or page, so that MusicBrainz can reach you; else ``PLAYLISTS_CONTACT``.

    Raises:
        UsageError: The address or the interval is none.
    """
    if interval is None:
        interval = _interval(os.environ.get("PLAYLISTS_MUSICBRAINZ_INTERVAL"))
    return MusicBrainz(
        url or os.environ.get("PLAYLISTS_MUSICBRAINZ_URL") or URL,
        interval=interval,
        contact=contact or os.environ.get("PLAYLISTS_CONTACT") or CONTACT,
    )


def _interval(text: str | None) -> float:
    try:
        interval = float(text) if text else INTERVAL
    except ValueError:
        interval = -1.0
    if not 0 <= interval <= 60:
        raise UsageError("PLAYLISTS_MUSICBRAINZ_INTERVAL must be a number of seconds from 0 to 60, such as 1.1")
    return interval


class MusicBrainz:
    """MusicBrainz as a provider.

    A request that fails in passing is tried five times; the first that is given up ends the run, so a service that
    cannot be reached costs :data:`~soundtrack.providers._musicbrainz.client.CONNECT_SECONDS`, and one that fails
    *patience* in all.

    Args:
        url: Scheme, host and port.
        interval: Seconds between the starts of two requests, over all threads and processes of the user.
        contact: Sent in the User-Agent, as MusicBrainz asks.
        deadline: Seconds for one try of a request, from its start to the last byte.
        patience: Seconds for one request with all its tries and the pauses between them.

    Raises:
        UsageError: *url* is no address of a server.
    """

    name = NAME

    def __init__(
        self,
        url: str = URL,
        *,
        interval: float = INTERVAL,
        contact: str = CONTACT,
        deadline: float = DEADLINE,
        patience: float = PATIENCE,
    ) -> None:
        self.scope = url.rstrip("/")
        self._interval = interval
        self._client = Client(self.scope, interval, contact, deadline, patience)

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:
        """What :meth:`offers` would send; tries again after failures are not counted."""
        if release is not None:
            requests = 1 if _release_ids(release) else 2
        else:
            known = sum(1 for wanted in wanteds if known_ids(NAME, wanted))
            requests = known + len(query.batches([query.strict(one) for one in wanteds if not known_ids(NAME, one)]))
        return Plan(
            provider=NAME,
            requests=requests,
            seconds=round(requests * self._interval, 1),
            at_most=_most(wanteds, release),
            lines=len(wanteds),
        )

    def offers(
        self,
        wanteds: Sequence[Wanted],
        release: WantedRelease | None = None,
        *,
        progress: Progress | None = None,
    ) -> Offers:
        """Offer candidates for every line.

        Raises:
            ProviderError: Nothing could be asked.
        """
        return _Run(self._client, wanteds, release, progress).offers()

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """Look up recordings by MBID or ISRC; a merged MBID answers with the recording it was merged into.

        Raises:
            ProviderError: One of them could not be asked.
        """
        found = {}
        for uri in dict.fromkeys(uris):
            places = self._places(uri)
            if places:
                found[uri] = choice.any_release(places)
        return found

    def _places(self, uri: str) -> tuple[Candidate, ...]:
        try:
            identifier = identifiers.parse(uri)
        except IdentifierError:
            return ()
        if identifier.service == "isrc":
            payloads = self._client.recordings_of_isrc(identifier.value)
            return translate.candidates(payloads[0]) if payloads else ()
        if (identifier.service, identifier.kind) != (NAME, "recording"):
            return ()
        payload = self._client.recording(identifier.value)
        return () if payload is None else translate.candidates(payload)


def _release_ids(release: WantedRelease) -> list[str]:
    """The MBIDs that are known for a release."""
    ids = []
    for said in release.identifiers:
        try:
            identifier = identifiers.parse(said.uri)
        except IdentifierError:
            continue  # a citation may name things that are no music service's
        if (identifier.service, identifier.kind) == (NAME, "release"):
            ids.append(identifier.value)
    return ids


def _most(wanteds: Sequence[Wanted], release: WantedRelease | None) -> int:
    """Requests never exceeded: one more than there are lines.

    Or what the first question about everything costs, should that be more: an identifier that is dead leaves its
    line to be searched for.
    """
    most = len(wanteds) + 1 if wanteds else 0
    batches = len(query.batches([query.strict(wanted) for wanted in wanteds]))
    if release is not None:
        return max(most, len(_release_ids(release)[:1]) + 2 + batches)
    return max(most, sum(1 for wanted in wanteds if known_ids(NAME, wanted)) + batches)


class _StoppedError(Exception):
    """The service cannot be asked any more in this run."""

    def __init__(self, reason: ProviderError) -> None:
        self.reason = reason
        super().__init__(reason)


class _Run:
    """One call of ``offers``: what is found, what failed, and how many requests are left."""

    def __init__(
        self, client: Client, wanteds: Sequence[Wanted], release: WantedRelease | None, progress: Progress | None
    ) -> None:
        self._client = client
        self._wanteds = wanteds
        self._release = release
        self._progress = progress
        self._left = _most(wanteds, release)
        self._found: list[dict[str | None, Candidate]] = [{} for _ in wanteds]
        """Per line, by MBID: a later answer may repeat an earlier one."""
        self._releases: list[Release] = []
        self._open = set(range(len(wanteds)))
        self._failed: dict[int, ProviderError] = {}
        self._misunderstood = 0

    def offers(self) -> Offers:
        """Ask.

        Raises:
            ProviderError: Nothing could be asked.
        """
        reason: ProviderError | None = None
        try:
            if self._release is not None:
                self._ask_for_release(self._release)
            else:
                self._look_up_known()
            self._search(sorted(self._open))
        except _StoppedError as stopped:
            reason = stopped.reason
            self._failed |= dict.fromkeys(self._open, reason)
        if len(self._failed) == len(self._wanteds) and not any(self._found) and not self._releases:
            reason = reason or next(iter(self._failed.values()), None)
            if reason is not None:
                raise reason
        candidates = tuple(tuple(found.values()) for found in self._found)
        return Offers(candidates, tuple(self._releases), failed=dict(sorted(self._failed.items())))

    def _ask_for_release(self, wanted: WantedRelease) -> None:
        """Find the release, look it up whole, and offer its tracks; lines that are not on it stay open."""
        payload = None
        for mbid in _release_ids(wanted)[:1]:
            payload = self._asked(self._open, functools.partial(self._client.release, mbid))
        if payload is None and (chosen := self._chosen_release(wanted)) is not None:
            payload = self._asked(self._open, functools.partial(self._client.release, chosen))
        if payload is None:
            return
        self._releases.append(translate.release(payload))
        lines = on_release(self._wanteds, translate.tracks(payload))
        for index, tracks in lines.items():
            self._found[index] |= {track.recording.mbid: track for track in tracks}
        self._settle(lines)

    def _chosen_release(self, wanted: WantedRelease) -> str | None:
        """The MBID of the release that a search offers; None where none fits."""
        hits = self._asked(self._open, lambda: self._client.search_releases(query.release(wanted)))
        chosen = choice.of_release(wanted, map(translate.release, hits or ()), len(self._wanteds))
        return None if chosen is None else chosen.mbid

    def _look_up_known(self) -> None:
        """Look up the recordings whose MBID is known; a line whose MBID is dead stays open."""
        for index, wanted in enumerate(self._wanteds):
            for mbid in known_ids(NAME, wanted)[:1]:
                payload = self._asked([index], functools.partial(self._client.recording, mbid))
                places = () if payload is None else translate.candidates(payload)
                if places:
                    self._found[index][mbid] = choice.best_place(wanted, places)
                    self._settle([index])

    def _search(self, lines: Sequence[int]) -> None:
        """Ask for all lines in batches, then once more for those that have no answer.

        In an answer that holds all hits a line without one was missed by the query: those are asked for together,
        less strictly. In a crowded one it may have been crowded out: those are asked for alone, as far as the
        requests reach.
        """
        missed: list[int] = []
        crowded_out: list[int] = []
        clauses = [query.strict(self._wanteds[index]) for index in lines]
        for group in query.batches(clauses):
            crowded = self._ask_for([lines[one] for one in group], [clauses[one] for one in group])
            open_still = [lines[one] for one in group if lines[one] in self._open]
            (crowded_out if crowded else missed).extend(open_still)
        alone = min(len(crowded_out), self._left - bool(missed))
        for start in range(alone):
            self._ask_again(crowded_out[start::alone], query.alone)
        clauses = [query.loose(self._wanteds[index]) for index in missed]
        for group in query.batches(clauses)[: self._left]:
            self._ask_again([missed[one] for one in group], query.loose)
        self._settle([*missed, *crowded_out])

    def _ask_again(self, lines: Sequence[int], clause: Callable[[Wanted], str]) -> None:
        clauses = [clause(self._wanteds[index]) for index in lines]
        if not query.fits(clauses):
            clauses = [query.strict(self._wanteds[index]) for index in lines]
        self._ask_for(lines, clauses)
        self._settle(lines)

    def _ask_for(self, lines: Sequence[int], clauses: Sequence[str]) -> bool:
        """Send one search for some lines and keep what answers them; True when there were more hits than told."""
        answer = self._asked(lines, lambda: self._client.search_recordings(query.joined(clauses)))
        if answer is None:
            return False
        payloads, count = answer
        crowded = count > len(payloads)
        hits = [translate.candidates(payload) for payload in payloads]
        for index in lines:
            wanted = self._wanteds[index]
            candidates = choice.of_line(wanted, hits)
            self._found[index] |= {one.recording.mbid: one for one in candidates}
            if choice.is_answered(wanted, candidates, crowded=crowded):
                self._settle([index])
        return crowded

    def _asked(self, lines: Iterable[int], ask: Callable[[], T]) -> T | None:
        """Send one request; None where its answer made no sense, which fails its lines.

        Raises:
            _StoppedError: There is no point in asking on.
        """
        self._left -= 1
        try:
            answer = ask()
        except ProviderResponseError as err:
            self._misunderstood += 1
            if self._misunderstood == MISUNDERSTOOD_IN_A_ROW:
                raise _StoppedError(err) from None
            failed = set(lines)
            self._failed |= dict.fromkeys(failed, err)
            self._settle(failed)
            return None
        except ProviderError as err:
            raise _StoppedError(err) from None
        self._misunderstood = 0
        return answer

    def _settle(self, lines: Iterable[int]) -> None:
        self._open -= set(lines)
        if self._progress is not None:
            self._progress(len(self._wanteds) - len(self._open), len(self._wanteds))
