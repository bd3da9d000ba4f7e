"""Identifiers: what is one, and its one canonical form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack import identifiers
from soundtrack.errors import IdentifierError

MBID = "00000000-0000-4000-8000-00000000abcd"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (f"https://musicbrainz.org/recording/{MBID}", f"https://musicbrainz.org/recording/{MBID}"),
        (f"http://musicbrainz.org/recording/{MBID.upper()}", f"https://musicbrainz.org/recording/{MBID}"),
        (f"https://beta.musicbrainz.org/release-group/{MBID}/", f"https://musicbrainz.org/release-group/{MBID}"),
        ("urn:isrc:zz-aaa-00-00001", "urn:isrc:ZZAAA0000001"),
        ("isrc:ZZAAA0000001", "urn:isrc:ZZAAA0000001"),
        ("spotify:track:" + "0" * 22, "spotify:track:" + "0" * 22),
        ("https://open.spotify.com/intl-de/track/" + "0" * 22 + "?si=x", "spotify:track:" + "0" * 22),
        ("https://www.deezer.com/en/track/1", "https://www.deezer.com/track/1"),
        ("https://deezer.com/album/22?utm=x", "https://www.deezer.com/album/22"),
    ],
)
def test_every_way_of_writing_an_identifier_has_one_canonical_form(written: str, canonical: str) -> None:
    assert identifiers.canonical(written) == canonical
    assert identifiers.canonical(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spotify:track:short",
        "https://musicbrainz.org/recording/" + "x" * 36,
        "urn:isrc:GB1234567890123",
        "https://www.deezer.com/track/0",
        "https://example.org/recording/" + MBID,
        "spotify:track:" + "é" * 22,
        "urn:isrc:ZZAAA000000١",
    ],
)
def test_what_is_no_identifier_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(IdentifierError, match="is not"):
        identifiers.parse(text)


@given(st.text())
def test_any_text_is_an_identifier_or_an_error_of_ours(text: str) -> None:
    try:
        parsed = identifiers.parse(text)
    except IdentifierError:
        return
    assert identifiers.parse(parsed.uri) == parsed


def test_musicbrainz_comes_first_as_jspf_wants_it() -> None:
    uris = ["https://www.deezer.com/track/1", "urn:isrc:ZZAAA0000001", f"https://musicbrainz.org/recording/{MBID}"]
    assert min(uris, key=identifiers.order).startswith("https://musicbrainz.org/")


@pytest.mark.parametrize(
    ("uri", "names"),
    [
        (f"https://musicbrainz.org/recording/{MBID}", True),
        (f"https://musicbrainz.org/artist/{MBID}", False),
        ("urn:isrc:ZZAAA0000001", True),
        ("spotify:album:" + "0" * 22, False),
    ],
)
def test_only_track_level_identifiers_name_a_recording(uri: str, names: bool) -> None:
    assert identifiers.parse(uri).names_recording is names
