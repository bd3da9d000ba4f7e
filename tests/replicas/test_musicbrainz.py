"""The MusicBrainz replica answers and refuses as services.md says, in the shape of recorded answers."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import requests

from tests.replicas.catalogue import MERGED_INTO_MAKING_TEA, SCORE_TITLE, crowd, never_let_me_go
from tests.replicas.coverart import CoverArtReplica
from tests.replicas.musicbrainz import MusicBrainzReplica

NS = {"m": "http://musicbrainz.org/ns/mmd-2.0#"}
SCORE = "{http://musicbrainz.org/ns/ext#-2.0}score"
ALL_OF_A_RELEASE = (
    "recordings artist-credits isrcs media release-groups labels url-rels artist-rels work-rels "
    "recording-level-rels work-level-rels"
)


@pytest.fixture
def replica() -> Iterator[MusicBrainzReplica]:
    with MusicBrainzReplica() as musicbrainz:
        yield musicbrainz


def get(replica: MusicBrainzReplica, path: str, **query: str) -> requests.Response:
    return requests.get(f"{replica.url}/ws/2/{path}", params=query, timeout=5)


def root(answer: requests.Response) -> ET.Element:
    assert answer.status_code == 200, answer.text
    return ET.fromstring(answer.content)


def test_scores_are_relative_to_the_best_hit_even_a_wrong_one(replica: MusicBrainzReplica) -> None:
    found = root(get(replica, "recording/", query='recording:"main title" OR recording:"main titles"'))
    scores = [int(hit.get(SCORE, "")) for hit in found.iterfind(".//m:recording", NS)]
    assert scores[0] == 100
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] < 100


@pytest.mark.parametrize(("limit", "told"), [("3", 3), ("100", 100), ("0", 25), ("101", 25), ("many", 25)])
def test_a_search_tells_25_unless_1_to_100_are_asked_for(limit: str, told: int) -> None:
    with MusicBrainzReplica(never_let_me_go().with_releases(crowd([("Tender", "Blur")]))) as replica:
        found = root(get(replica, "recording/", query='recording:"tender"', limit=limit))
    listed = found.find("m:recording-list", NS)
    assert listed is not None
    assert len(listed) == told
    assert int(listed.get("count", "")) > 110


@pytest.mark.parametrize(
    ("path", "query", "code", "text"),
    [
        ("recording/", {"query": ""}, 400, "parameter"),
        ("recording/", {"query": 'title:"x"'}, 400, "no field"),
        ("recording/", {"query": 'recording:"x'}, 400, "not closed"),
        ("release/not-an-mbid", {}, 400, "Invalid mbid."),
        ("release/00000000-0000-4000-8000-00000000dead", {}, 404, "Not Found"),
        ("release/00000000-0000-4000-8000-00000000dead", {"inc": "tracks"}, 400, "tracks is not a valid inc parameter"),
        ("isrc/XXZ999999999", {}, 404, "Not Found"),
    ],
)
def test_errors_are_the_services(
    replica: MusicBrainzReplica, path: str, query: dict[str, str], code: int, text: str
) -> None:
    answer = get(replica, path, **query)
    assert answer.status_code == code
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    error = ET.fromstring(answer.content)
    assert error.tag == "error"
    assert text in (error[0].text or "")
    assert error[1].text == "For usage, please see: https://musicbrainz.org/development/mmd"


def test_a_merged_mbid_answers_with_another(replica: MusicBrainzReplica) -> None:
    recording = root(get(replica, f"recording/{MERGED_INTO_MAKING_TEA}")).find("m:recording", NS)
    assert recording is not None
    assert recording.get("id") == replica.catalogue.find("Making Tea", "Rachel Portman").mbid


def test_a_look_up_tells_only_what_was_included(replica: MusicBrainzReplica) -> None:
    mbid = next(one for one in replica.catalogue.releases if one.urls).mbid
    bare = root(get(replica, f"release/{mbid}"))
    full = root(get(replica, f"release/{mbid}", inc=ALL_OF_A_RELEASE))
    for what in ("artist-credit", "medium-list", "release-group", "relation-list", "isrc-list", "label-info-list"):
        assert bare.find(f".//m:{what}", NS) is None
        assert full.find(f".//m:{what}", NS) is not None


def test_too_fast_is_503_for_everything_until_the_rate_drops() -> None:
    with MusicBrainzReplica(interval=0.15) as replica:
        mbid = replica.catalogue.releases[0].mbid
        codes = [get(replica, f"release/{mbid}").status_code for _ in range(3)]
        time.sleep(0.2)
        codes.append(get(replica, f"release/{mbid}").status_code)
    assert codes == [200, 503, 503, 200]
    assert replica.too_fast == 2


def steps(element: ET.Element) -> set[tuple[str, str]]:
    """Every element under its parent, and every attribute of it."""
    found = {(element.tag, f"@{name}") for name in element.attrib}
    for child in element:
        found |= {(element.tag, child.tag)} | steps(child)
    return found


def recorded(folder: Path, patterns: Iterable[str]) -> set[tuple[str, str]]:
    files = [file for pattern in patterns for file in sorted(folder.glob(pattern))]
    assert files
    texts = [file.read_text("utf-8") for file in files]
    return set().union(*(steps(ET.fromstring(text[text.index("<?xml") :])) for text in texts))


def test_searches_have_the_shape_of_recorded_ones(replica: MusicBrainzReplica, shared_data: Path) -> None:
    known = recorded(shared_data / "fixtures/musicbrainz", ["mb-solr/re*.xml", "live-2021/*", "*/search-re*.xml"])
    known |= {("{http://musicbrainz.org/ns/mmd-2.0#}metadata", "@created")}
    plain = {step.replace("{http://musicbrainz.org/ns/mmd-2.0#}", "") for _, step in known}
    for entity, query in (("recording", 'recording:"never let me go"'), ("release", 'release:"never let me go"')):
        ours = steps(root(get(replica, f"{entity}/", query=query)))
        strange = {
            (a, b) for a, b in ours - known if b.replace("{http://musicbrainz.org/ns/mmd-2.0#}", "") not in plain
        }
        assert not strange


def test_look_ups_have_the_shape_of_recorded_ones(replica: MusicBrainzReplica, shared_data: Path) -> None:
    known = recorded(shared_data / "fixtures/musicbrainz", ["musicbrainz-server-tests/*/*.xml"])
    known.add((f"{{{NS['m']}}}release", f"{{{NS['m']}}}disambiguation"))  # documented, in no recorded answer
    release = next(one for one in replica.catalogue.releases if one.urls)
    recording = release.tracks[0][1].recording
    includes = "artist-credits isrcs releases media aliases artist-rels work-rels work-level-rels"
    for path, inc in (
        (f"release/{release.mbid}", ALL_OF_A_RELEASE),
        (f"recording/{recording.mbid}", includes),
        (f"isrc/{recording.isrcs[0]}", "artists isrcs releases"),
    ):
        assert not steps(root(get(replica, path, inc=inc))) - known


def test_cover_art_is_listed_and_redirected_to() -> None:
    catalogue = never_let_me_go()
    album = catalogue.release(SCORE_TITLE, "Rachel Portman")
    promotion = next(one for one in catalogue.releases if one.status == "Promotion")
    with CoverArtReplica(catalogue) as replica:
        (image,) = requests.get(f"{replica.url}/release/{album.mbid}/", timeout=5).json()["images"]
        front = requests.get(f"{replica.url}/release/{album.mbid}/front-250", timeout=5, allow_redirects=False)
        none = requests.get(f"{replica.url}/release/{promotion.mbid}/", timeout=5)
        assert requests.get(image["image"], timeout=5).headers["Content-Type"] == "image/png"
    assert (front.status_code, front.headers["Location"]) == (307, image["image"])
    assert none.status_code == 404


def test_made_up_identifiers_look_made_up() -> None:
    catalogue = never_let_me_go().with_releases(crowd(each=2))
    real = {"0b6b4ba0-d36f-47bd-b4ea-6a5b91842d29"}  # cited by the bundled list
    mbids = [one.mbid for one in catalogue.recordings] + [
        one.mbid for one in catalogue.releases if one.mbid not in real
    ]
    assert all(mbid.startswith("00000000-") for mbid in mbids)
    assert len(set(mbids)) == len(mbids)
    isrcs = [isrc for one in catalogue.recordings for isrc in one.isrcs]
    assert {isrc for isrc in isrcs if not isrc.startswith("XX")} == {"GBAYE9700386"}
