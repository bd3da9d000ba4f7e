from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists import paths
from playlists.exporters.base import ExportOptions
from tests import strategies


@given(strategies.locations())
def test_a_location_is_its_path_and_back(location: str) -> None:
    assert paths.uri_of(paths.path_of(location)) == location


@given(strategies.locations(), st.sampled_from([None, "relative", "absolute", "uri"]))
def test_what_is_written_is_found_again(location: str, how: paths.Paths | None) -> None:
    options = ExportOptions(folder="/music/lists", paths=how)
    assert paths.located(paths.written_path(location, options), "/music/lists") == location
    assert paths.resolved(paths.written_uri(location, options), "/music/lists") == location


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (ExportOptions(), "/srv/music/A/b.mp3"),
        (ExportOptions(folder="/srv/lists"), "../music/A/b.mp3"),
        (ExportOptions(folder="/srv/lists", paths="absolute"), "/srv/music/A/b.mp3"),
        (ExportOptions(folder="/srv/lists", base_dir="/srv/music"), "./A/b.mp3"),
        (ExportOptions(folder="/srv/lists", path_map=(("/srv/music", "/data"),)), "/data/A/b.mp3"),
        (ExportOptions(folder="/srv/lists", path_map=(("/srv/mus", "/data"),)), "../music/A/b.mp3"),
        (ExportOptions(folder="/srv/lists", path_map=(("/srv/music/", "Z:\\Musik\\"),)), "Z:/Musik/A/b.mp3"),
        (
            ExportOptions(folder="/x", base_dir="/data", path_map=(("/no", "/y"), ("/srv/music", "/data"))),
            "./A/b.mp3",
        ),
        (
            ExportOptions(folder="/srv/music/lists", paths="relative", path_map=(("/srv/music", "/data"),)),
            "../A/b.mp3",
        ),
        (ExportOptions(folder="/srv/lists", path_map=(("/srv/music", "music"),)), "./music/A/b.mp3"),
    ],
)
def test_path_options(options: ExportOptions, line: str) -> None:
    assert paths.written_path("file:///srv/music/A/b.mp3", options).decode() == line


@pytest.mark.parametrize(
    ("options", "reference"),
    [
        (ExportOptions(folder="/srv/lists"), "../music/a%20%23b.mp3"),
        (ExportOptions(folder="/srv/lists", paths="uri"), "file:///srv/music/a%20%23b.mp3"),
        (ExportOptions(folder="/srv/lists", paths="absolute"), "file:///srv/music/a%20%23b.mp3"),
        (ExportOptions(), "file:///srv/music/a%20%23b.mp3"),
    ],
)
def test_references_are_percent_encoded(options: ExportOptions, reference: str) -> None:
    assert paths.written_uri("file:///srv/music/a%20%23b.mp3", options) == reference


@pytest.mark.parametrize(
    ("reference", "location"),
    [
        ("./a%20b.mp3", "file:///m/a%20b.mp3"),
        ("../a b.mp3", "file:///a%20b.mp3"),
        ("file:///x/a.mp3", "file:///x/a.mp3"),
        ("file://localhost/x/a.mp3", "file:///x/a.mp3"),
        ("file:/x/a.mp3", "file:///x/a.mp3"),
        ("FILE:///x/%c3%a9", "file:///x/%C3%A9"),
        ("C:\\M\\a b.mp3", "file:///C:/M/a%20b.mp3"),
        ("file:///C:/M/a.mp3", "file:///C:/M/a.mp3"),
        ("file://C:/M/a.mp3", "file:///C:/M/a.mp3"),
        ("\\\\nas\\M\\a.mp3", "file:////nas/M/a.mp3"),
        ("https://example.org/a.mp3", None),
        ("spotify:track:0000000000000000000001", None),
        ("", None),
        ("file:///a%00b", None),
    ],
)
def test_references_as_programs_write_them(reference: str, location: str | None) -> None:
    assert paths.resolved(reference, "/m") == location


def test_a_relative_path_without_a_base_is_no_location() -> None:
    assert paths.located("a.mp3", None) is None
    assert paths.resolved("a.mp3", None) is None
