"""From lines to recordings: plan, ask the providers, decide; with what is already known.

A :class:`Resolver` asks its providers in order. Lines whose identifiers are known are looked up, not
searched; what one provider found out (an ISRC, say) helps to ask the next. All candidates of all providers
are judged together, so one item gets all its identifiers, each with who said so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from soundtrack import identifiers
from soundtrack.errors import ProviderError
from soundtrack.matching import best_release, decide, decide_on_release, same_recording, similarity
from soundtrack.models import (
    LOCAL,
    Asked,
    Candidate,
    Pin,
    Release,
    Resolution,
    Wanted,
    WantedRelease,
    merged_said,
)
from soundtrack.providers.base import Offers, Plan, Provider
from soundtrack.story import Said

Progress = Callable[[str, int, int], None]
"""Called with a provider's name, what is done and the whole."""


@dataclass(frozen=True)
class Known:
    """What is known about a line before anybody is asked."""

    said: tuple[Said, ...] = ()
    """Identifiers, cited or found before."""
    candidate: Candidate | None = None
    """The recording that an earlier run matched; it stays the one."""
    confidence: float | None = None
    """Of that earlier match."""
    asked: frozenset[str] = frozenset()
    """Providers that answered in that earlier run: they are not asked again."""
    pin: Pin | None = None
    """A person's decision: the line is not judged any more."""


NOTHING_KNOWN = Known()


@dataclass
class _Line:
    """A line on its way."""

    wanted: Wanted
    known: Known
    candidates: list[Candidate] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def to_ask(self) -> Wanted:
        """The line with the ISRCs that are known by now, for the next provider."""
        best = self.known.candidate or self._best()
        found = () if best is None else best.recording.isrcs
        parsed = [identifiers.parse(said.uri) for said in self.said()]
        cited = tuple(one.value for one in parsed if one.service == "isrc")
        return self.wanted.replace(isrcs=(*self.wanted.isrcs, *found, *cited), identifiers=self.said())

    def said(self) -> tuple[Said, ...]:
        """Identifiers that are known, the line's own included."""
        return merged_said((*self.wanted.identifiers, *self.known.said))

    def _best(self) -> Candidate | None:
        if not self.candidates:
            return None
        resolution = decide(self.wanted, self.candidates)
        return resolution.candidate if resolution.state == "matched" else None


class Resolver:
    """Asks providers which recordings lines mean, and decides.

    Args:
        providers: In the order they are asked; the first has the say where several offer the same.
    """

    def __init__(self, providers: Sequence[Provider]) -> None:
        self.providers = tuple(providers)

    def plan(
        self,
        wanteds: Sequence[Wanted],
        release: WantedRelease | None = None,
        known: Sequence[Known] | None = None,
    ) -> tuple[Plan, ...]:
        """What :meth:`resolve` would ask of each provider for the same arguments. Sends nothing."""
        lines = _lines(wanteds, known)
        plans = []
        for provider in self.providers:
            open_lines = _open(lines, provider)
            plans.append(provider.plan([line.to_ask() for line in open_lines], release if open_lines else None))
        return tuple(plans)

    def resolve(
        self,
        wanteds: Sequence[Wanted],
        release: WantedRelease | None = None,
        known: Sequence[Known] | None = None,
        progress: Progress | None = None,
    ) -> tuple[Resolution | None, ...]:
        """Find out which recording every line means.

        Args:
            wanteds: The lines.
            release: The release they all come from, where that is known; it is then aligned as a whole.
            known: One for each line; None where nothing is known of any.
            progress: Called while a provider is asked.

        Returns:
            One for each line, in order; None where nothing is known and no provider could be asked at all
            (there are none, or they were told to stay offline).
        """
        lines = _lines(wanteds, known)
        releases: list[Release] = []
        for provider in self.providers:
            releases += self._ask(provider, _open(lines, provider), release, progress)
        judged = decide_on_release(
            [line.wanted for line in lines],
            [line.candidates for line in lines],
            best_release([line.wanted for line in lines], releases, release),
        )
        return tuple(_concluded(line, resolution) for line, resolution in zip(lines, judged, strict=True))

    def _ask(
        self,
        provider: Provider,
        lines: Sequence[_Line],
        release: WantedRelease | None,
        progress: Progress | None,
    ) -> tuple[Release, ...]:
        if not lines:
            return ()
        wanteds = [line.to_ask() for line in lines]

        def step(done: int, whole: int) -> None:
            if progress is not None:
                progress(provider.name, done, whole)

        try:
            offers = provider.offers(wanteds, release, progress=step)
        except ProviderError as err:
            offers = Offers(tuple(() for _ in lines), failed=dict.fromkeys(range(len(lines)), err))
        for index, line in enumerate(lines):
            line.candidates += offers.candidates[index]
            if index in offers.unasked:
                continue
            failure = offers.failed.get(index)
            if failure is not None:
                line.asked.append(Asked(provider=provider.name, outcome="failed", reason=failure.reason))
            else:
                found = bool(offers.candidates[index])
                line.asked.append(Asked(provider=provider.name, outcome="answered" if found else "nothing"))
        return offers.releases


def _lines(wanteds: Sequence[Wanted], known: Sequence[Known] | None) -> list[_Line]:
    pairs = zip(wanteds, known or [NOTHING_KNOWN] * len(wanteds), strict=True)
    return [_Line(wanted, what) for wanted, what in pairs]


def _open(lines: Sequence[_Line], provider: Provider) -> list[_Line]:
    """Lines that this provider has not answered before.

    A local library is looked at every time: its answers are remembered nowhere. What a person has decided is asked
    of nobody else.
    """
    return [
        line
        for line in lines
        if provider.name not in line.known.asked
        and (line.known.pin is None or (provider.name == LOCAL and line.known.pin.decision == "recording"))
    ]


def _concluded(line: _Line, judged: Resolution) -> Resolution | None:
    """Add to a decision what matching does not know: who was asked, identifiers, locations, pins."""
    asked = _all_asked(line)
    if line.known.pin is not None:
        return _pinned(line, judged, line.said(), asked)
    if line.known.candidate is not None:
        return _kept(line, line.known.candidate, asked)
    if not asked:
        return None
    if judged.state == "matched" and judged.candidate is not None:
        return _matched(judged, line.said(), (judged.candidate, *judged.same), asked)
    failed = any(one.outcome == "failed" for one in asked)
    return judged.replace(
        state="failed" if failed and judged.state == "missing" else judged.state,
        identifiers=tuple(one for one in line.said() if _is_cited(one)),
        asked=asked,
    )


def _all_asked(line: _Line) -> tuple[Asked, ...]:
    now = {one.provider for one in line.asked}
    earlier = [Asked(provider=name, outcome="answered") for name in sorted(line.known.asked - now)]
    return (*earlier, *line.asked)


def _kept(line: _Line, known: Candidate, asked: tuple[Asked, ...]) -> Resolution:
    """An earlier run's match stays; what is the same recording adds its identifiers and its location."""
    same = tuple(one for one in line.candidates if same_recording(known, one))
    judged = Resolution(
        state="matched",
        candidate=known,
        confidence=line.known.confidence,
        similarity=similarity(line.wanted, known),
        same=same,
    )
    resolution = _matched(judged, line.said(), same, asked)
    return resolution.replace(location=resolution.location or known.location)  # a playlist may name its own files


def _matched(
    judged: Resolution, said: tuple[Said, ...], together: tuple[Candidate, ...], asked: tuple[Asked, ...]
) -> Resolution:
    found = [Said(uri=uri, said_by=(one.provider,)) for one in together for uri in one.identifiers]
    return judged.replace(
        identifiers=merged_said((*said, *found)),
        location=next((one.location for one in together if one.location is not None), None),
        asked=asked,
    )


def _pinned(line: _Line, judged: Resolution, said: tuple[Said, ...], asked: tuple[Asked, ...]) -> Resolution:
    pin = line.known.pin
    if pin is not None and pin.decision == "none":
        why = "a person decided that none of the offers is right"
        return Resolution(state="missing", refused=why, asked=asked, pin=pin)
    pinned = {one.uri for one in said if "pin" in one.said_by}
    chosen = line.known.candidate
    fits = tuple(
        one
        for one in line.candidates
        if pinned & set(one.identifiers) or (chosen is not None and same_recording(chosen, one))
    )
    candidate = fits[0] if fits else chosen
    decided = Resolution(
        state="matched",
        candidate=candidate,
        confidence=None if candidate is None else 1.0,
        similarity=judged.similarity if judged.candidate == candidate else None,
        identifiers=said,
        pin=pin,
    )
    return _matched(decided, said, fits, asked)


def _is_cited(said: Said) -> bool:
    return any(who.startswith("citation:") for who in said.said_by)
