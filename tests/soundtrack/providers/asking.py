"""What the tests of all line-by-line providers ask for, and how a service fails under them."""

from __future__ import annotations

from soundtrack.errors import ProviderError, ProviderResponseError, ProviderUnavailableError
from soundtrack.models import Wanted, WantedRelease
from soundtrack.providers._http import Bounds
from soundtrack.story import Said
from tests.replicas import _server
from tests.replicas._server import Failure
from tests.replicas.catalogue import CROWDED_PAIRS, SCORE_TITLE, SCORE_TRACKS, never_let_me_go

QUICK = Bounds(patience=0.3, each=0.3, waiting=1.0, again=2, pause=0.01, size=300_000)

CATALOGUE = never_let_me_go()
TEN_LINES = [Wanted(title=title, artist=artist) for title, artist in CROWDED_PAIRS]
SCORE_LINES = [
    Wanted(
        title=title,
        artist="Jane Monheit" if title == SCORE_TRACKS[-1] else "Rachel Portman",
        release=SCORE_TITLE,
        position=position,
    )
    for position, title in enumerate(SCORE_TRACKS, start=1)
]
SCORE = WantedRelease(title=SCORE_TITLE, artist="Rachel Portman", year=2010, track_count=19)

FAILURES: dict[str, tuple[Failure, type[ProviderError]]] = {
    "cut": (_server.cut(), ProviderUnavailableError),
    "half": (_server.half(), ProviderUnavailableError),
    "drip": (_server.drip(0.02), ProviderUnavailableError),
    "hang": (_server.hang(), ProviderUnavailableError),
    "500": (_server.status(500, "<html>oh dear"), ProviderUnavailableError),
    "503": (_server.status(503), ProviderUnavailableError),
    "429 for an hour": (_server.status(429, headers={"Retry-After": "3600"}), ProviderUnavailableError),
    "endless": (_server.endless(), ProviderResponseError),
    "redirect": (_server.redirect("http://127.0.0.1:9/"), ProviderResponseError),
    "no JSON": (_server.garbled("<html>"), ProviderResponseError),
    "empty": (_server.garbled(""), ProviderResponseError),
    "another JSON": (_server.garbled("[1, 2]"), ProviderResponseError),
    "null": (_server.garbled("null"), ProviderResponseError),
    "without end of depth": (_server.garbled("[" * 100_000), ProviderResponseError),
    "not what was asked": (_server.garbled('{"something": "else"}'), ProviderResponseError),
    "empty object": (_server.garbled("{}"), ProviderResponseError),
    "400": (_server.json_status(400, {"error": {"status": 400, "message": "no"}}), ProviderResponseError),
    "400 in words": (_server.json_status(400, {"error": "no"}), ProviderResponseError),
}
"""Failures that meet one request and come again however often it is repeated; and what they are."""

FEW_FAILURES = ("hang", "503", "no JSON", "400")
"""Of each way it goes on one."""


def known(wanted: Wanted, *uris: str) -> Wanted:
    """*wanted*, its identifiers known."""
    said = tuple(Said(uri=uri, said_by=("citation:test",)) for uri in uris)
    changed: Wanted = wanted.replace(identifiers=said)
    return changed
