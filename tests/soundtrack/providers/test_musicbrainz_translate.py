"""Recorded answers, served to the real client, become our models; what is unknown or wrong is passed over."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response

from soundtrack.errors import ProviderResponseError
from soundtrack.models import credit_text
from soundtrack.providers._musicbrainz import translate
from soundtrack.providers._musicbrainz.client import Client
from tests.replicas._server import Replica, Seen, as_xml

MBID = "00000000-0000-4000-8000-000000000001"


class Recorded(Replica):
    """Answers everything with one body."""

    body = ""

    def answer(self, _: Seen) -> Response:
        return as_xml(self.body)


@pytest.fixture(scope="module")
def server() -> Iterator[Recorded]:
    with Recorded() as recorded:
        yield recorded


@pytest.fixture
def client(server: Recorded) -> Client:
    return Client(server.url, 0.0001, "test", 5, 5)


def serve(server: Recorded, file: Path) -> str:
    """Serve a fixture's body; return what its root holds."""
    text = file.read_text("utf-8")
    server.body = text[text.index("<?xml") :]
    return ET.fromstring(server.body)[0].tag.partition("}")[2]


def test_every_recorded_answer_is_understood_or_refused_as_one_of_our_errors(
    server: Recorded, client: Client, shared_data: Path
) -> None:
    folder = shared_data / "fixtures/musicbrainz"
    understood: dict[str, int] = {}
    for file in sorted([*folder.rglob("*.xml"), *folder.rglob("*.http")]):
        kind = serve(server, file)
        if kind == "recording":
            found = client.recording(MBID)
            assert found is not None
            assert translate.candidates(found), file
        elif kind == "release":
            whole = client.release(MBID)
            assert whole is not None
            assert translate.release(whole).title, file
            translate.tracks(whole)
        elif kind == "recording-list":
            hits, _ = client.search_recordings("x")
            assert all(translate.candidates(hit) for hit in hits), file
        elif kind == "release-list":
            assert all(translate.release(hit).mbid for hit in client.search_releases("x")), file
        elif kind == "isrc":
            assert all(translate.candidates(hit) for hit in client.recordings_of_isrc("XXZ000000001")), file
        else:
            with pytest.raises(ProviderResponseError):
                client.recording(MBID)
        understood[kind] = understood.get(kind, 0) + 1
    assert {"recording", "release", "recording-list", "release-list", "isrc", "artist", "work"} <= set(understood)


def test_a_hit_of_a_search(server: Recorded, client: Client, shared_data: Path) -> None:
    serve(server, shared_data / "fixtures/musicbrainz/mb-solr/recording-list.xml")
    (hit, *_), count = client.search_recordings("x")
    assert count == 1
    candidate = translate.candidates(hit)[0]
    assert (candidate.recording.title, candidate.recording.duration_ms) == ("Roots and Beginnings", 391_000)
    (shore,) = candidate.recording.artist_credit
    assert (shore.name, shore.artist) == ("Howard Shore", None)
    assert "Howard Shaw" in shore.aliases
    assert candidate.release is not None
    assert candidate.release.title == "The Lord of the Rings: The Return of the King: The Complete Recordings"
    assert (candidate.release.primary_type, candidate.release.status) == ("album", "official")
    assert "soundtrack" in candidate.release.secondary_types
    assert (candidate.release.track_count, candidate.release.media) == (106, ())
    assert (candidate.medium, candidate.position) == (1, 1)
    assert candidate.urls == (f"https://musicbrainz.org/recording/{candidate.recording.mbid}",)


def test_a_live_answer_of_2021(server: Recorded, client: Client, shared_data: Path) -> None:
    serve(server, shared_data / "fixtures/musicbrainz/live-2021/recording-search.http")
    hits, count = client.search_recordings("x")
    assert (len(hits), count) == (1, 10)
    (candidate,) = translate.candidates(hits[0])
    assert candidate.recording.title == "Winter Wonderland"
    assert candidate.release is not None
    assert credit_text(candidate.release.artist_credit) == "Various Artists"
    assert (candidate.release.status, candidate.release.date) == ("promotion", "2002")
    assert (candidate.medium, candidate.position) == (1, 8)


def test_composers_of_works(server: Recorded, client: Client, shared_data: Path) -> None:
    folder = shared_data / "fixtures/musicbrainz/musicbrainz-server-tests/LookupRelationship"
    (file,) = folder.glob("08-*.xml")
    serve(server, file)
    payload = client.recording(MBID)
    assert payload is not None
    (work,) = translate.recording(payload).works
    assert (work.title, [(one.role, one.name) for one in work.credits]) == ("Asseswaving", [("composer", "Distance")])


def test_a_track_credited_to_the_composer_of_a_recording_credited_to_its_players(
    server: Recorded, client: Client, shared_data: Path
) -> None:
    folder = shared_data / "fixtures/musicbrainz/musicbrainz-server-tests/LookupRelease"
    (file,) = folder.glob("20-*.xml")
    serve(server, file)
    payload = client.release(MBID)
    assert payload is not None
    ((_, track),) = translate.release(payload).tracks
    assert track.title == "Symphony no. 2 in C minor: I. Allegro maestoso"
    assert credit_text(track.artist_credit) == "Gustav Mahler"
    assert credit_text(track.recording.artist_credit) == "Chicago Symphony Orchestra"
    assert track.recording.artist_credit[0].aliases == ("CSO",)


def test_an_isrc_with_its_releases(server: Recorded, client: Client, shared_data: Path) -> None:
    folder = shared_data / "fixtures/musicbrainz/musicbrainz-server-tests/LookupNonCore"
    (file,) = folder.glob("02-*.xml")
    serve(server, file)
    (payload,) = client.recordings_of_isrc("JPA600102460")
    candidates = translate.candidates(payload)
    assert [one.release.status for one in candidates if one.release] == ["pseudo-release", "official"]
    assert {one.recording.isrcs for one in candidates} == {("JPA600102460",)}


def test_a_credit_keeps_what_is_printed_what_stands_between_and_who_it_is() -> None:
    feature, to = translate.credit(
        [
            {
                "name": "Judy B.",
                "artist": {"id": MBID, "name": "Jane", "alias-list": [{"alias": "J"}, {"alias": None}]},
            },
            " feat. ",
            {"artist": {"name": "The Band"}},
        ]
    )
    assert (feature.name, feature.artist, feature.join_phrase, feature.mbid) == ("Judy B.", "Jane", " feat. ", MBID)
    assert feature.aliases == ("J",)
    assert (to.name, to.artist, to.join_phrase) == ("The Band", None, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("length", "0"), ("length", "-5"), ("length", "long"), ("length", "9" * 30), ("isrc-list", ["none"]),
        ("isrc-list", "XXZ"), ("first-release-date", "19??"), ("artist-credit", "Blur"), ("artist-credit", [None, 3]),
        ("release-list", [None]), ("release-list", {}), ("work-relation-list", [{"work": {"title": ""}}]),
        ("artist-relation-list", [{"type": "mixer", "artist": {"name": "X"}}]), ("disambiguation", None),
        ("title", None), ("title", "\ud800"),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_passed_over(field: str, value: object) -> None:
    sound = translate.candidates({"id": MBID, "title": "T"})
    found = translate.candidates({"id": MBID, "title": "T", field: value})
    if field == "title":
        assert found[0].recording.title in ("", "?")
    elif field == "release-list":
        assert len(found) == 1
    else:
        assert found == sound


def test_without_an_mbid_there_is_no_candidate() -> None:
    assert translate.candidates({"title": "T"}) == ()
    assert translate.candidates({"id": "T-1", "title": "T"}) == ()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(MBID),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "title",
                    "name",
                    "length",
                    "artist",
                    "artist-credit",
                    "release-list",
                    "medium-list",
                    "track-list",
                    "recording",
                    "position",
                    "number",
                    "isrc-list",
                    "work-relation-list",
                    "artist-relation-list",
                    "work",
                    "type",
                    "release-group",
                    "secondary-type-list",
                    "date",
                    "url-relation-list",
                    "target",
                    "label-info-list",
                    "label",
                    "medium-track-count",
                    "medium-count",
                    "track-count",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(["id", "title", "release-list", "medium-list", "artist-credit"]), VALUES))
def test_no_payload_makes_it_fall_over(payload: dict[str, object]) -> None:
    for candidate in translate.candidates(payload):
        assert candidate.recording.mbid
    assert len(translate.tracks(payload)) <= len(translate.release(payload).tracks)
