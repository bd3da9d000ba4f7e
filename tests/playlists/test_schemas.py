from __future__ import annotations

import json

import pytest

from playlists import exporters, schemas
from soundtrack.errors import UsageError
from tests.playlists.making import the_long_winter


@pytest.mark.parametrize("name", schemas.NAMES)
def test_every_kind_of_file_has_a_schema_that_is_json(name: str) -> None:
    schema = schemas.schema(name)
    assert schema["$schema"] == schemas.DIALECT
    assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema


def test_toml_is_described_as_people_write_it() -> None:
    story = schemas.schema("story")
    assert {"telling", "scene", "fictional"} <= story["properties"].keys()
    assert "scenes" not in story["properties"]
    assert "telling" in story["required"]
    assert "tie" in schemas.schema("score")["$defs"]["Cue"]["properties"]
    assert "item" in schemas.schema("list")["properties"]


def test_our_json_has_the_keys_that_its_schema_has() -> None:
    schema = schemas.schema("playlist")
    written = json.loads(exporters.render(the_long_winter(), "json").text)
    assert written.keys() <= schema["properties"].keys()
    for item in written["items"]:
        assert item.keys() <= schema["$defs"]["ItemDocument"]["properties"].keys()


def test_an_unknown_schema_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="story, score, list, playlist, lock"):
        schemas.schema("nonsense")
