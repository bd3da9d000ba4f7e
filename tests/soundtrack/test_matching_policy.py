"""What is never taken for the recording that a line means, however well the rest fits."""

from __future__ import annotations

import pytest

from soundtrack.given import candidate, wanted
from soundtrack.matching import decide
from soundtrack.models import Candidate, Wanted


def on_live_release(title: str, artist: str, release: str, duration_ms: int) -> Candidate:
    offer = candidate(title, artist=artist, release=release, duration_ms=duration_ms)
    assert offer.release is not None
    return offer.replace(release=offer.release.replace(secondary_types=("live",)))


SURPRISES = wanted("No Surprises", artist="Radiohead", release="OK Computer", duration_ms=229_000)
TENDER = wanted("Tender", artist="Blur", duration_ms=460_000)
BLEED = wanted("I Bleed", artist="Pixies", release="Doolittle", duration_ms=154_000)


@pytest.mark.parametrize(
    ("want", "offer", "why"),
    [
        (SURPRISES, candidate("No Surprises", artist="Radiohead Tribute Band", duration_ms=229_000), "tribute"),
        (SURPRISES, candidate("No Surprises", artist="Made-up Radiohead Tribute", duration_ms=229_000), "tribute"),
        (TENDER, candidate("Tender", artist="Blur", duration_ms=270_000), "lengths 7:40 / 4:30"),
        (BLEED, candidate("I Bleed (Radio Session)", artist="Pixies", duration_ms=190_000), "live"),
        (BLEED, on_live_release("I Bleed", "Pixies", "Made-up Hall", 154_000), "live, by the release it is on"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_refused_with_the_reason(want: Wanted, offer: Candidate, why: str) -> None:
    resolution = decide(want, [offer])
    assert resolution.state == "missing"
    assert resolution.confidence is not None
    assert resolution.confidence < 0.5
    assert why in str(resolution.refused)


def test_a_line_that_names_the_live_release_gets_what_is_on_it() -> None:
    want = wanted("Tender", artist="Blur", release="Made-up Hall")
    assert decide(want, [on_live_release("Tender", "Blur", "Made-up Hall", 500_000)]).state == "matched"


def test_a_length_in_another_unit_is_no_other_length() -> None:
    seconds_for_minutes = wanted("Tender", artist="Blur", duration_ms=7_667)
    assert decide(seconds_for_minutes, [candidate("Tender", artist="Blur", duration_ms=460_000)]).state == "matched"
