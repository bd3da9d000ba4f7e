"""The resolver: whom it asks for what, and what it makes of the answers. Providers are fakes with the same verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from soundtrack.errors import ProviderError, ProviderUnavailableError
from soundtrack.models import KNOWN, ArtistCreditName, Candidate, Pin, Recording, Release, Wanted, WantedRelease
from soundtrack.providers.base import Offers, Plan, Progress
from soundtrack.resolution import Known, Resolver
from soundtrack.story import Said

MBID = "00000000-0000-4000-8000-00000000000{}"
RECORDING = "https://musicbrainz.org/recording/" + MBID
SPOTIFY = "spotify:track:" + "0" * 21


def offer(
    title: str, artist: str, *, provider: str = "musicbrainz", uris: tuple[str, ...] = (), **more: object
) -> Candidate:
    fields = {key: more.pop(key) for key in ("location", "release") if key in more}
    recording = Recording.model_validate({"title": title, "artist_credit": (ArtistCreditName(name=artist),), **more})
    return Candidate.model_validate({"provider": provider, "recording": recording, "identifiers": uris, **fields})


class Fake:
    """A provider that has some candidates and notes what it was asked."""

    def __init__(
        self, name: str, *catalogue: Candidate, error: ProviderError | None = None, releases: tuple[Release, ...] = ()
    ) -> None:
        self.name = name
        self.catalogue = catalogue
        self.error = error
        self.releases = releases
        self.asked: list[Wanted] = []

    def plan(self, wanteds: Sequence[Wanted], release: WantedRelease | None = None) -> Plan:  # noqa: ARG002
        return Plan(self.name, requests=len(wanteds), seconds=0.0, at_most=len(wanteds), lines=len(wanteds))

    def offers(
        self, wanteds: Sequence[Wanted], release: WantedRelease | None = None, *, progress: Progress | None = None
    ) -> Offers:
        self.asked += wanteds
        if self.error is not None:
            raise self.error
        if progress is not None:
            progress(len(wanteds), len(wanteds))
        words = [wanted.title.casefold().split()[0] for wanted in wanteds]
        return Offers(
            tuple(tuple(one for one in self.catalogue if word in one.recording.title.casefold()) for word in words),
            releases=self.releases if release is not None else (),
        )

    def by_id(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        return {uri: one for one in self.catalogue for uri in one.identifiers if uri in uris}


TENDER = Wanted(title="Tender", artist="Blur", duration_ms=460_000)


def test_one_item_gets_all_its_identifiers_each_with_who_said_so() -> None:
    musicbrainz = Fake("musicbrainz", offer("Tender", "Blur", duration_ms=460_000, uris=(RECORDING.format(1),)))
    spotify = Fake("spotify", offer("Tender", "Blur", provider="spotify", duration_ms=461_000, uris=(SPOTIFY + "1",)))
    (resolution,) = Resolver([musicbrainz, spotify]).resolve([TENDER])
    assert resolution is not None
    assert resolution.state == "matched"
    assert [(said.uri, said.said_by) for said in resolution.identifiers] == [
        (RECORDING.format(1), ("musicbrainz",)),
        (SPOTIFY + "1", ("spotify",)),
    ]


def test_an_isrc_that_one_provider_found_helps_to_ask_the_next() -> None:
    musicbrainz = Fake("musicbrainz", offer("Tender", "Blur", duration_ms=460_000, isrcs=("ZZAAA0000001",)))
    spotify = Fake("spotify")
    Resolver([musicbrainz, spotify]).resolve([TENDER])
    assert [wanted.isrcs for wanted in spotify.asked] == [("ZZAAA0000001",)]
    assert musicbrainz.asked[0].isrcs == ()


def test_a_cited_identifier_goes_along_with_the_question_and_stays_with_its_citation() -> None:
    cited = TENDER.replace(identifiers=(Said(uri=SPOTIFY + "1", said_by=("citation:made-up",)),))
    spotify = Fake("spotify", offer("Tender", "Blur", provider="spotify", duration_ms=460_000, uris=(SPOTIFY + "1",)))
    (resolution,) = Resolver([spotify]).resolve([cited])
    assert spotify.asked[0].identifiers == cited.identifiers
    assert resolution is not None
    assert resolution.identifiers == (Said(uri=SPOTIFY + "1", said_by=("citation:made-up", "spotify")),)


def test_a_wrong_version_is_missing_with_the_reason_and_not_matched() -> None:
    (resolution,) = Resolver([Fake("musicbrainz", offer("Tender (Live)", "Blur", duration_ms=470_000))]).resolve(
        [TENDER]
    )
    assert resolution is not None
    assert (resolution.state, resolution.identifiers) == ("missing", ())
    assert resolution.candidate is not None
    assert resolution.refused


def test_missing_at_one_and_failed_at_another_is_failed_with_the_reason() -> None:
    broken = Fake("deezer", error=ProviderUnavailableError("deezer", "no network"))
    (resolution,) = Resolver([Fake("musicbrainz"), broken]).resolve([TENDER])
    assert resolution is not None
    assert resolution.state == "failed"
    assert [(one.provider, one.outcome, one.reason) for one in resolution.asked] == [
        ("musicbrainz", "nothing", None),
        ("deezer", "failed", "no network"),
    ]


def test_matched_at_one_stays_matched_when_another_fails() -> None:
    broken = Fake("deezer", error=ProviderUnavailableError("deezer", "no network"))
    (resolution,) = Resolver([broken, Fake("musicbrainz", offer("Tender", "Blur", duration_ms=460_000))]).resolve(
        [TENDER]
    )
    assert resolution is not None
    assert resolution.state == "matched"


def test_nobody_asked_is_no_resolution() -> None:
    assert Resolver([]).resolve([TENDER]) == (None,)


def test_what_an_earlier_run_found_is_not_asked_again_and_a_new_provider_adds_to_it() -> None:
    found = offer("Tender", "Blur", provider=KNOWN, duration_ms=460_000, uris=(RECORDING.format(1),))
    known = Known(
        said=(Said(uri=RECORDING.format(1), said_by=("musicbrainz",)),),
        candidate=found,
        confidence=0.99,
        asked=frozenset({"musicbrainz"}),
    )
    musicbrainz = Fake("musicbrainz")
    spotify = Fake("spotify", offer("Tender", "Blur", provider="spotify", duration_ms=460_000, uris=(SPOTIFY + "1",)))
    resolver = Resolver([musicbrainz, spotify])
    assert [plan.lines for plan in resolver.plan([TENDER], known=[known])] == [0, 1]
    (resolution,) = resolver.resolve([TENDER], known=[known])
    assert musicbrainz.asked == []
    assert resolution is not None
    assert resolution.state == "matched"
    assert [(said.uri, said.said_by) for said in resolution.identifiers] == [
        (RECORDING.format(1), ("musicbrainz",)),
        (SPOTIFY + "1", ("spotify",)),
    ]
    assert {one.provider for one in resolution.asked} == {"musicbrainz", "spotify"}


def test_a_file_of_the_matched_recording_makes_it_playable() -> None:
    local = Fake(
        "local", offer("Tender", "Blur", provider="local", duration_ms=459_000, location="file:///made/up.flac")
    )
    musicbrainz = Fake("musicbrainz", offer("Tender", "Blur", duration_ms=460_000, uris=(RECORDING.format(1),)))
    for providers in ([local, musicbrainz], [musicbrainz, local]):
        (resolution,) = Resolver(providers).resolve([TENDER])
        assert resolution is not None
        assert resolution.location == "file:///made/up.flac"
        assert [said.uri for said in resolution.identifiers] == [RECORDING.format(1)]


def test_a_file_of_another_version_does_not_play_in_its_place() -> None:
    local = Fake(
        "local",
        offer("Tender (Radio Edit)", "Blur", provider="local", duration_ms=270_000, location="file:///edit.flac"),
    )
    musicbrainz = Fake("musicbrainz", offer("Tender", "Blur", duration_ms=460_000, uris=(RECORDING.format(1),)))
    (resolution,) = Resolver([local, musicbrainz]).resolve([TENDER])
    assert resolution is not None
    assert (resolution.state, resolution.location) == ("matched", None)


@pytest.mark.parametrize("decision", ["recording", "none"])
def test_a_pin_outranks_the_machine(decision: str) -> None:
    pin = Pin.model_validate({"decision": decision, "date": "2026-01-02", "reason": "I have the record"})
    said = (Said(uri=RECORDING.format(2), said_by=("pin",)),) if decision == "recording" else ()
    better = Fake("musicbrainz", offer("Tender", "Blur", duration_ms=460_000, uris=(RECORDING.format(1),)))
    (resolution,) = Resolver([better]).resolve([TENDER], known=[Known(said=said, pin=pin)])
    assert better.asked == []
    assert resolution is not None
    assert resolution.pin == pin
    assert resolution.state == ("matched" if decision == "recording" else "missing")
    assert [one.uri for one in resolution.identifiers] == ([RECORDING.format(2)] if decision == "recording" else [])


def test_progress_names_the_provider() -> None:
    steps: list[tuple[str, int, int]] = []
    Resolver([Fake("musicbrainz")]).resolve([TENDER, TENDER], progress=lambda *step: steps.append(step))
    assert steps == [("musicbrainz", 2, 2)]


def test_a_release_is_wanted_only_while_lines_of_it_are_open() -> None:
    found = offer("Tender", "Blur", provider=KNOWN, uris=(RECORDING.format(1),))
    known = Known(candidate=found, asked=frozenset({"musicbrainz"}))
    musicbrainz = Fake("musicbrainz")
    Resolver([musicbrainz]).resolve([TENDER], WantedRelease(title="13"), known=[known])
    assert musicbrainz.asked == []
