"""A provider that remembers: the same verbs, but only what is not known is asked, and nothing twice.

Answers are kept line by line under what was asked: the provider and its address, the line's title, artist,
release, composers, ISRCs and identifiers, and the release that the whole list comes from. Failures are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from soundtrack import identifiers
from soundtrack.errors import IdentifierError, ProviderError, ProviderResponseError
from soundtrack.models import Candidate, Release, Wanted, WantedRelease
from soundtrack.providers.base import Offers, Plan, Progress, Provider
from soundtrack.store import Remembered, Store
from soundtrack.story import Said

T = TypeVar("T")

FOUND_SECONDS = 30 * 24 * 3600.0
"""So long an answer holds."""
NOTHING_SECONDS = 3 * 24 * 3600.0
"""So long it holds that there is nothing: services grow."""
LINES_AT_ONCE = 25
"""Lines after which answers are written down, where a provider asks line by line anyway: an interrupted run
loses no more."""

_ANSWERS = 1
"""Version of the answers; a change of what providers read out of an answer makes it a new one."""
_CANDIDATES = TypeAdapter(tuple[Candidate, ...])
_RELEASES = TypeAdapter(tuple[Release, ...])


class Cached:
    """*provider* with a memory.

    A provider's attributes ``scope`` (a text: the address it asks) and ``one_by_one`` (true where a line is
    a request) are minded where it has them.

    Args:
        provider: The one to ask.
        store: The memory; several may share it.
        offline: Ask nothing; what is known counts whatever its age, the rest stays unasked.
        refresh: Ask everything, as if nothing were known, and remember the new answers.
    """

    def __init__(self, provider: Provider, store: Store, *, offline: bool = False, refresh: bool = False) -> None:
        self.name = provider.name
        self._provider = provider
        self._store = store
        self._offline = offline
        self._refresh = refresh and not offline
        self._prefix = [_ANSWERS, provider.name, getattr(provider, "scope", "")]
        self._one_by_one: bool = getattr(provider, "one_by_one", False)

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:
        """What :meth:`offers` would send: nothing for what is known, nothing at all when offline."""
        plans = []
        if not self._offline:
            keys = [self._line_key(wanted, release) for wanted in wanteds]
            lines, releases = self._known(keys, release)
            still = release if releases is None else None
            unknown = [wanteds[index] for index in _first_of_each(keys) if keys[index] not in lines]
            plans = [self._provider.plan(part, still) for part in self._parts(unknown, still)]
        return Plan(
            provider=self.name,
            requests=sum(plan.requests for plan in plans),
            seconds=round(sum(plan.seconds for plan in plans), 1),
            at_most=sum(plan.at_most for plan in plans),
            lines=sum(plan.lines for plan in plans),
        )

    def offers(
        self,
        wanteds: Sequence[Wanted],
        release: WantedRelease | None = None,
        *,
        progress: Progress | None = None,
    ) -> Offers:
        """Offer candidates for every line, from memory where it has them.

        Raises:
            ProviderError: Nothing was known and nothing could be asked.
        """
        keys = [self._line_key(wanted, release) for wanted in wanteds]
        lines, releases = self._known(keys, release)
        failed: dict[str, ProviderError] = {}
        if not self._offline:
            still = release if releases is None else None
            unknown = [index for index in _first_of_each(keys) if keys[index] not in lines]
            parts = self._parts(unknown, still)
            asked = 0
            for part in parts:
                step = progress if len(parts) == 1 else _later(progress, asked, len(unknown))
                try:
                    offers = self._provider.offers([wanteds[index] for index in part], still, progress=step)
                except ProviderError as err:
                    if not lines and not releases:
                        raise
                    offers = Offers(((),) * len(part), failed=dict.fromkeys(range(len(part)), err))
                failed |= {keys[part[place]]: err for place, err in offers.failed.items()}
                new = {
                    keys[index]: offers.candidates[place]
                    for place, index in enumerate(part)
                    if place not in offers.failed
                }
                self._store.put({key: _text(_CANDIDATES, line) for key, line in new.items()})
                lines |= new
                if still is not None:
                    releases = offers.releases
                    # none where something failed: it may not have been looked for to the end
                    if releases or not offers.failed:
                        self._store.put({self._release_key(still): _text(_RELEASES, releases)})
                asked += len(part)
                stopped = _stopped(offers)
                if stopped is not None:
                    failed |= {keys[index]: stopped for index in unknown[asked:]}
                    break
        return Offers(
            tuple(lines.get(key, ()) for key in keys),
            releases or (),
            failed={index: failed[key] for index, key in enumerate(keys) if key in failed},
            unasked=frozenset(index for index, key in enumerate(keys) if key not in lines and key not in failed),
        )

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """Look up identifiers, in memory first; the dead are remembered too."""
        keys = {uri: self._key("id", uri) for uri in dict.fromkeys(uris)}
        known = self._read(keys, _CANDIDATES)
        unknown = [uri for uri in keys if uri not in known]
        if unknown and not self._offline:
            found = self._provider.by_id(unknown)
            new = {uri: (found[uri],) if uri in found else () for uri in unknown}
            self._store.put({keys[uri]: _text(_CANDIDATES, new[uri]) for uri in unknown})
            known |= new
        return {uri: known[uri][0] for uri in keys if known.get(uri)}

    def _parts(self, lines: Sequence[T], release: WantedRelease | None) -> list[Sequence[T]]:
        """What is asked for in one call each. A release is aligned with all its lines."""
        if not lines and release is None:
            return []
        if not self._one_by_one or release is not None:
            return [lines]
        return [lines[start : start + LINES_AT_ONCE] for start in range(0, len(lines), LINES_AT_ONCE)]

    def _known(
        self, keys: Sequence[str], release: WantedRelease | None
    ) -> tuple[dict[str, tuple[Candidate, ...]], tuple[Release, ...] | None]:
        """The lines that are known, by key, and the releases; None where they are not known."""
        lines = self._read({key: key for key in keys}, _CANDIDATES)
        if release is None:
            return lines, ()
        return lines, self._read({0: self._release_key(release)}, _RELEASES).get(0)

    def _read(self, keys: Mapping[Any, str], adapter: TypeAdapter[Any]) -> dict[Any, Any]:
        if self._refresh:
            return {}
        remembered = self._store.get(keys.values())
        found = {}
        for name, key in keys.items():
            if key in remembered:
                answer = self._holds(remembered[key], adapter)
                if answer is not None:
                    found[name] = answer
        return found

    def _holds(self, remembered: Remembered, adapter: TypeAdapter[Any]) -> Any:
        """The answer; None where it is too old or no longer understood."""
        try:
            answer = adapter.validate_json(remembered.value)
        except ValidationError:
            return None
        holds = FOUND_SECONDS if answer else NOTHING_SECONDS
        return answer if self._offline or remembered.age <= holds else None

    def _line_key(self, wanted: Wanted, release: WantedRelease | None) -> str:
        return self._key(
            "line",
            wanted.title,
            wanted.artist,
            wanted.release,
            wanted.composers,
            wanted.isrcs,
            self._minded(wanted.identifiers),
            None if release is None else self._about(release),
        )

    def _release_key(self, release: WantedRelease) -> str:
        return self._key("release", self._about(release))

    def _about(self, release: WantedRelease) -> list[Any]:
        return [
            release.model_dump(mode="json", exclude={"identifiers"}),
            self._minded(release.identifiers),
        ]

    def _minded(self, said: Iterable[Said]) -> list[str]:
        """The identifiers that this provider can use: its own, and ISRCs."""
        uris = set()
        for one in said:
            try:
                if identifiers.parse(one.uri).service in (self.name, "isrc"):
                    uris.add(one.uri)
            except IdentifierError:
                continue  # a citation may name things that are no music service's
        return sorted(uris)

    def _key(self, *parts: Any) -> str:
        return json.dumps([*self._prefix, *parts], sort_keys=True)


def _stopped(offers: Offers) -> ProviderError | None:
    """Why a provider gave up before the end; None where it did not, or only some answers made no sense."""
    last = offers.failed.get(len(offers.candidates) - 1)
    return None if isinstance(last, ProviderResponseError) else last


def _later(progress: Progress | None, done: int, whole: int) -> Progress | None:
    """*progress* for a part that begins after *done* of *whole*."""
    return None if progress is None else lambda some, _: progress(done + some, whole)


def _first_of_each(keys: Sequence[str]) -> list[int]:
    """Where each key stands first: a line that is there twice is asked for once."""
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        first.setdefault(key, index)
    return list(first.values())


def _text(adapter: TypeAdapter[Any], value: Any) -> str:
    return adapter.dump_json(value, exclude_none=True, exclude_defaults=True).decode()
