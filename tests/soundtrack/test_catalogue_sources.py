"""Rows out of files: every format gives the same rows, every mistake its place."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from soundtrack.catalogue.sources import form_of, queries, rows
from soundtrack.errors import DataError, UsageError
from soundtrack.matching.bulk import Query, Row
from tests.benchmarks.recordings import HEADERS, made_up_mbid

ROWS = [
    Row("a1", "Tender", "Blur", "13", 459.5),
    Row("a2", "Für “Elise”, twice", None, None, None),
    Row("a3", "もののけ姫", "久石譲", None, 213.0),
]
CSV = (
    "id,title,artist,album,duration_s\n"
    "a1,Tender,Blur,13,459.5\n"
    'a2,"Für “Elise”, twice",,,\n'
    "\n"
    "a3,もののけ姫,久石譲,,213\n"
)


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def jsonl() -> str:
    return "".join(json.dumps(row._asdict()) + "\n" for row in ROWS)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rows.csv", CSV),
        ("rows.csv", "\ufeff" + CSV.replace("\n", "\r\n")),
        ("rows.CSV.gz", gzip.compress(CSV.encode())),
        ("rows.jsonl", jsonl()),
        ("rows.ndjson", "\n" + jsonl()),
        ("rows.tsv", CSV.replace('"Für “Elise”, twice"', "@").replace(",", "\t").replace("@", "Für “Elise”, twice")),
    ],
)
def test_every_format_gives_the_same_rows(tmp_path: Path, name: str, data: str | bytes) -> None:
    assert list(rows(put(tmp_path, name, data))) == ROWS


def test_parquet_gives_the_same_rows(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra [catalogue]")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.Table.from_pylist([row._asdict() for row in ROWS]), tmp_path / "rows.parquet")
    steps: list[tuple[int, int]] = []
    assert list(rows(tmp_path / "rows.parquet", progress=lambda done, whole: steps.append((done, whole)))) == ROWS
    assert steps
    with pytest.raises(DataError, match=r"no\.parquet: this is not Parquet"):
        list(rows(put(tmp_path, "no.parquet", b"no parquet at all")))


DUMP = (
    f"{','.join(HEADERS)},year\n"
    f'1,7,{made_up_mbid(9)},"Blur, and Others",{made_up_mbid(8)},13,{made_up_mbid(1)},Tender,blurtender,12,1999\n'
)
IN_DUMP = [Row(made_up_mbid(1), "Tender", "Blur, and Others", "13", None)]


def tarred(name: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for path, data in (("dump/README", b"words"), (f"dump/canonical/{name}", DUMP.encode())):
            member = tarfile.TarInfo(path)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def test_the_canonical_dump_is_read_bare_and_out_of_its_archive(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard", reason="needs the extra [catalogue]")
    name = "canonical_musicbrainz_data.csv"
    assert list(rows(put(tmp_path, name, DUMP))) == IN_DUMP
    whole = zstandard.compress(tarred(name))
    assert list(rows(put(tmp_path, "musicbrainz-canonical-dump-20261101-080003.tar.zst", whole))) == IN_DUMP
    assert list(rows(put(tmp_path, f"{name}.zst", zstandard.compress(DUMP.encode())))) == IN_DUMP
    with pytest.raises(DataError, match=r"there is no canonical_musicbrainz_data\.csv in the archive"):
        list(rows(put(tmp_path, "x.tar.zst", zstandard.compress(tarred("other.csv")))))
    for damaged in (whole[: len(whole) // 2], b"no archive"):
        with pytest.raises(DataError, match=r"y\.tar\.zst"):
            list(rows(put(tmp_path, "y.tar.zst", damaged)))


@pytest.mark.parametrize(
    ("headers", "cells", "query"),
    [
        ("qid,name,artists,release,length", "7,Tender,Blur,13,7:39", Query("7", "Tender", "Blur", "13", 459.0)),
        ("Track ID,Track Name,Artist Name", "7,Tender,Blur", Query("7", "Tender", "Blur")),
        ("title,ID,duration_ms", "Tender,7,459500", Query("7", "Tender", None, None, 459.5)),
        ("id;title;artist", '7;"Tender";Blur', Query("7", "Tender", "Blur")),
        ("id,title,duration", "7,Tender,0", Query("7", "Tender")),
        ("id,title,duration", "7,,1:02:03", Query("7", "", None, None, 3723.0)),
    ],
)
def test_headers_may_be_called_what_others_call_them(tmp_path: Path, headers: str, cells: str, query: Query) -> None:
    assert list(queries(put(tmp_path, "q.csv", f"{headers}\n{cells}\n"))) == [query]


def test_a_list_of_artists_is_one_credit(tmp_path: Path) -> None:
    path = put(tmp_path, "q.jsonl", '{"id": 7, "title": "Tender", "artists": ["Blur", "Others"]}\n')
    assert list(queries(path)) == [Query("7", "Tender", "Blur, Others")]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("q.csv", "", r"q\.csv: the file is empty; begin it"),
        ("q.csv", "title,artist\nTender,Blur\n", r"q\.csv:1: there is no column for the id; name one of them"),
        ("q.csv", "id,title\n1,Tender\n2\n", r"q\.csv:3: the row has 1 fields"),
        ("q.csv", "id,title\n1,Tender\n,Song 2\n", r"q\.csv:3: the row has no id"),
        ("q.csv", "id,title,duration_s\n1,Tender,long\n", r"q\.csv:2: the length 'long' is no number"),
        ("q.csv", "id,title,duration_s\n1,Tender,nan\n", r"q\.csv:2: the length 'nan' is no number"),
        ("q.csv", "id,title,duration_s\n1,Tender,-3\n", r"q\.csv:2: the length '-3' is no number"),
        ("q.csv", b"id,title\n1,T\xe9nder\n", r"q\.csv:2: the text is not UTF-8"),
        ("q.csv.gz", b"no gzip at all", r"q\.csv\.gz: cannot read"),
        ("q.jsonl", '{"id": "1", "title": "Tender"}\n{"id": \n', r"q\.jsonl:2: this is not JSON"),
        ("q.jsonl", "[1]\n", r"q\.jsonl:1: this is no JSON object"),
        ("q.jsonl", '{"id": "1", "name_": "Tender"}\n', r"q\.jsonl:1: there is no name for the title"),
        ("q.jsonl", '{"id": {}, "title": "Tender"}\n', r"q\.jsonl:1: id is neither text nor number"),
        ("q.jsonl", '{"id": "1", "title": "T", "duration_s": []}\n', r"q\.jsonl:1: the length '\[\]' is no number"),
        ("q.jsonl", b'{"id": "1", "title": "\xe9"}\n', r"q\.jsonl:1: the text is not UTF-8"),
        ("q.jsonl", '{"id": "1", "title": "\\ud800"}\n', r"q\.jsonl:1: this is not JSON"),
        ("q.txt", "", r"q\.txt: its name does not tell its format"),
    ],
)
def test_a_mistake_is_said_with_file_line_and_remedy(tmp_path: Path, name: str, data: str | bytes, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        list(queries(put(tmp_path, name, data)))
    assert caught.value.remedy


def test_what_is_before_a_mistake_is_given(tmp_path: Path) -> None:
    stream = queries(put(tmp_path, "q.csv", "id,title\n1,Tender\n2\n"))
    assert next(stream).id == "1"
    with pytest.raises(DataError):
        next(stream)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.csv: cannot read: no such file"):
        list(rows(tmp_path / "none.csv"))
    with pytest.raises(UsageError, match="no format 'xml'"):
        list(rows(tmp_path / "none.csv", "xml"))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("canonical_musicbrainz_data.csv", "canonical"),
        ("musicbrainz-canonical-dump-20261101-080003.tar.zst", "canonical"),
        ("x.csv.zst", "csv"),
        ("x.parquet", "parquet"),
        ("x", None),
        ("x.toml", None),
    ],
)
def test_the_name_tells_the_format(name: str, form: str | None) -> None:
    assert form_of(name) == form


def test_progress_ends_with_the_whole_file(tmp_path: Path) -> None:
    path = put(tmp_path, "rows.csv", "id,title\n" + "".join(f"{number},Tender\n" for number in range(12_000)))
    steps: list[tuple[int, int]] = []
    assert len(list(rows(path, progress=lambda done, whole: steps.append((done, whole))))) == 12_000
    size = path.stat().st_size
    assert steps == sorted(steps)
    assert steps[-1] == (size, size)
    assert len(steps) == 4
