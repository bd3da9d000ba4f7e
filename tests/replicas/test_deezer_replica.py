"""The Deezer replica is what services.md says: errors as HTTP 200, a quota, shapes as recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.replicas.catalogue import NO_SURPRISES_ISRC, never_let_me_go
from tests.replicas.deezer import DeezerReplica

CATALOGUE = never_let_me_go()


@pytest.fixture
def replica() -> Iterator[DeezerReplica]:
    with DeezerReplica(CATALOGUE) as replica:
        yield replica


def get(replica: DeezerReplica, path: str, **query: Any) -> Any:
    answer = requests.get(replica.url + path, params=query, timeout=5)
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("query", ['title:"x"', 'track:"x', 'track:""', "a : b", ""])
def test_a_query_that_is_none_is_an_error_of_http_200(replica: DeezerReplica, query: str) -> None:
    assert get(replica, "/search/track", q=query)["error"]["code"] == 500


def test_errors_are_as_recorded(replica: DeezerReplica, shared_data: Path) -> None:
    folder = shared_data / "fixtures" / "deezer" / "deezer-python"
    recorded = json.loads((folder / "TestClient_test_no_track_raise.json").read_text())
    assert get(replica, "/track/1") == get(replica, "/album/1") == get(replica, "/track/isrc:X") == recorded
    unknown = requests.get(f"{replica.url}/does-not-exist", timeout=5)
    assert (unknown.status_code, unknown.json()) == (
        404,
        json.loads((folder / "TestClient_test_request_404.json").read_text()),
    )


def test_its_bodies_have_no_field_that_the_recorded_ones_lack(replica: DeezerReplica, shared_data: Path) -> None:
    fixtures = shared_data / "fixtures" / "deezer"
    number = replica.id_of("Tender", "Blur")
    track = get(replica, f"/track/{number}")
    pairs = (
        (track, "harmony/com_deezer_api_track_2947516331.json"),
        (get(replica, f"/album/{track['album']['id']}"), "harmony/com_deezer_api_album_629506181.json"),
        (
            get(replica, "/search/track", q="Tender", limit=2),
            "deezer-python/TestClient_test_search_pagination_params0_2_.json",
        ),
    )
    for ours, name in pairs:
        theirs = json.loads((fixtures / name).read_text())
        assert set(ours) <= set(theirs)
        for key in ("album", "artist"):
            assert set(ours.get(key, ())) <= set(theirs.get(key, ()))
    hit = json.loads((fixtures / pairs[2][1]).read_text())["data"][0]
    assert set(pairs[2][0]["data"][0]) <= set(hit)


def test_searches_are_paged(replica: DeezerReplica) -> None:
    page = get(replica, "/search/track", q="made up", limit=3)
    assert len(page["data"]) == 3
    more = requests.get(page["next"], timeout=5).json()
    assert len(more["data"]) == 3
    assert page["data"][0]["id"] != more["data"][0]["id"]


def test_an_isrc_leads_to_its_track(replica: DeezerReplica) -> None:
    track = get(replica, f"/track/isrc:{NO_SURPRISES_ISRC}")
    assert (track["title"], track["isrc"], track["track_position"]) == ("No Surprises", NO_SURPRISES_ISRC, 10)


def test_more_than_the_quota_is_refused_until_the_window_ends() -> None:
    with DeezerReplica(CATALOGUE, quota=3, window=60) as replica:
        codes = [get(replica, "/track/1")["error"]["code"] for _ in range(5)]
    assert codes == [800, 800, 800, 4, 4]
