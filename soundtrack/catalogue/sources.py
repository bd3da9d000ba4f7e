"""Rows and lines out of files: CSV, JSONL, Parquet, and MusicBrainz's canonical dump; as they come, never whole.

The dump is ``canonical_musicbrainz_data.csv``, bare or inside its ``.tar.zst``:
https://musicbrainz.org/doc/Canonical_MusicBrainz_data
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from importlib import import_module
from typing import IO, Any, BinaryIO

from soundtrack.errors import DataError, UsageError
from soundtrack.matching.bulk import Query, Row

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and those that there are."""

FORMATS = ("csv", "jsonl", "parquet", "canonical")
_EVERY = 5000
"""Rows between two reports of progress."""
_BUFFER = 1 << 18
_DUMP = "canonical_musicbrainz_data.csv"
_HEADERS = {
    "id": ("recording_mbid", "id", "qid", "query_id", "track_id", "mbid", "musicbrainz_trackid", "spotify_id"),
    "title": ("title", "recording_name", "track_name", "track_title", "name", "track", "song"),
    "artist": ("artist", "artist_credit_name", "artist_name", "artists", "artist_credit", "performer", "creator"),
    "album": ("album", "release_name", "album_name", "release", "album_title"),
    "duration_s": ("duration_s", "seconds", "length_s", "duration_seconds"),
    "duration_ms": ("duration_ms", "length_ms", "milliseconds"),
    "duration": ("duration", "length", "time"),
}
"""What the columns may be called, the surest first; compared in lower case with ``_`` for spaces."""


def rows(path: str | os.PathLike[str], form: str | None = None, progress: Progress | None = None) -> Iterator[Row]:
    """The recordings of a file, as they come.

    Args:
        path: The file; ``.gz`` and ``.zst`` are unpacked on the way.
        form: One of FORMATS; None tells by the name.
        progress: Told how far it is.

    Raises:
        DataError: The file cannot be read, or a row is not right; with the line.
    """
    return map(Row._make, _records(path, form, progress))


def queries(path: str | os.PathLike[str], progress: Progress | None = None) -> Iterator[Query]:
    """The lines of a CSV, JSONL or Parquet file that are to be matched, as they come.

    Raises:
        DataError: As :func:`rows`.
    """
    return map(Query._make, _records(path, None, progress))


def form_of(path: str | os.PathLike[str]) -> str | None:
    """The format that a file's name tells; None where it tells none."""
    name = os.path.basename(os.fspath(path)).lower()
    if _DUMP in name or ("canonical" in name and name.endswith((".tar.zst", ".tar"))):
        return "canonical"
    name = name.removesuffix(".gz").removesuffix(".zst")
    for suffix, form in ((".csv", "csv"), (".tsv", "csv"), (".jsonl", "jsonl"), (".ndjson", "jsonl"),
                         (".parquet", "parquet"), (".tar", "canonical")):  # fmt: skip
        if name.endswith(suffix):
            return form
    return None


def needed(module: str) -> Any:
    """Import a package of the extra ``[catalogue]``.

    Raises:
        UsageError: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(f"this needs the package {module}: pip install 'soundtrack-companion[catalogue]'.") from None


_Fields = tuple[str, str, str | None, str | None, float | None]
"""id, title, artist, album, seconds."""


def _seconds(length: object, unit: float, path: object, line: int) -> float | None:
    """Seconds of a number, or of ``3:24`` and ``1:02:03``; None where there is none or it is 0."""
    if length is None or length == "":
        return None
    seconds = -1.0
    with suppress(TypeError, ValueError):
        if isinstance(length, str) and ":" in length:
            seconds = 0.0
            for part in length.split(":"):
                seconds = seconds * 60 + float(part)
        elif isinstance(length, str | int | float):
            seconds = float(length) * unit
    if not 0 <= seconds < math.inf:
        raise DataError(
            f"the length {str(length)[:40]!r} is no number of seconds",
            path=path,
            line=line,
            remedy="correct it or leave it out",
        )
    return seconds or None


def _no_id(path: object, line: int) -> DataError:
    return DataError("the row has no id", path=path, line=line, remedy="give it one or leave it out")


# --- records -----------------------------------------------------------------------------------------------


def _records(path: str | os.PathLike[str], form: str | None, progress: Progress | None) -> Iterator[_Fields]:
    form = form or form_of(path)
    if form is None:
        raise DataError("its name does not tell its format", path=path, remedy="name it .csv, .jsonl or .parquet")
    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}; choose from {', '.join(FORMATS)}.")
    try:
        with ExitStack() as stack:
            raw = stack.enter_context(open(path, "rb"))
            whole = os.fstat(raw.fileno()).st_size
            if form == "parquet":
                yield from _parquet(raw, path, progress, whole)
                return
            text = io.TextIOWrapper(_unpacked(raw, os.fspath(path), form, stack), "utf-8-sig", newline="")
            read = _jsonl if form == "jsonl" else _csv
            for number, fields in enumerate(read(text, path)):
                if progress is not None and number % _EVERY == 0:
                    progress(raw.tell(), whole)
                yield fields
            if progress is not None:
                progress(whole, whole)
    except UnicodeDecodeError:
        place = _first_line_that_is_no_text(path, form)
        raise DataError("the text is not UTF-8", path=path, line=place, remedy="save it as UTF-8") from None
    except (OSError, EOFError, zlib.error) as err:
        reason = getattr(err, "strerror", None) or str(err)
        raise DataError(f"cannot read: {reason[:1].lower()}{reason[1:]}", path=path, remedy="check the file") from err


def _first_line_that_is_no_text(path: str | os.PathLike[str], form: str) -> int | None:
    with ExitStack() as stack:
        raw = stack.enter_context(open(path, "rb"))
        for line, written in enumerate(_unpacked(raw, os.fspath(path), form, stack), start=1):
            try:
                written.decode()
            except UnicodeDecodeError:
                return line
    return None


def _unpacked(raw: BinaryIO, name: str, form: str, stack: ExitStack) -> IO[bytes]:
    """The bytes inside the file's wrappings."""
    stream: IO[bytes] = raw
    lower = name.lower()
    if lower.endswith(".gz"):
        stream = _Unpacking(stack.enter_context(gzip.GzipFile(fileobj=raw)), name).buffered()
    elif lower.endswith(".zst"):
        zstandard = needed("zstandard")
        reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        stream = _Unpacking(reader, name, zstandard.ZstdError).buffered()
    if form == "canonical" and lower.removesuffix(".zst").removesuffix(".gz").endswith(".tar"):
        try:
            archive = stack.enter_context(tarfile.open(fileobj=stream, mode="r|"))  # noqa: SIM115 - the stack closes it
            for member in archive:
                found = archive.extractfile(member) if os.path.basename(member.name) == _DUMP else None
                if found is not None:
                    return _Unpacking(found, name, tarfile.TarError).buffered()
        except tarfile.TarError as err:
            raise DataError(f"the archive cannot be read: {err}", path=name, remedy="download it again") from None
        raise DataError(f"there is no {_DUMP} in the archive", path=name, remedy="take the canonical data dump")
    return stream


class _Unpacking(io.RawIOBase):
    """Reads what another reader unpacks; its own errors become ours."""

    def __init__(self, reader: Any, name: str, error: type[Exception] = EOFError) -> None:
        self._reader = reader
        self._name = name
        self._error = error

    def buffered(self) -> io.BufferedReader:
        return io.BufferedReader(self, _BUFFER)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._reader.read(len(buffer))
        except self._error as err:
            raise DataError(f"the file is damaged: {err}", path=self._name, remedy="download it again") from None
        buffer[: len(data)] = data
        return len(data)


def _csv(text: io.TextIOWrapper, path: object) -> Iterator[_Fields]:
    reader = None
    try:
        head = text.readline()
        if not head.strip():
            raise DataError("the file is empty", path=path, remedy="begin it with a line of headers")
        delimiter = max(",;\t", key=head.count)
        columns = _columns([name.strip() for name in next(csv.reader([head], delimiter=delimiter))], path)
        reader = csv.reader(text, delimiter=delimiter)
        wanted = [columns.get(name, -1) for name in ("id", "title", "artist", "album", "length")]
        unit = columns["unit"]
        width = max(wanted) + 1
        i, t, a, b, d = wanted
        for cells in reader:
            if len(cells) < width:
                if not cells:
                    continue
                raise DataError(
                    f"the row has {len(cells)} fields, its headers need {width}",
                    path=path, line=reader.line_num + 1, remedy="check its commas and quotes",
                )  # fmt: skip
            if not (row_id := cells[i].strip()):
                raise _no_id(path, reader.line_num + 1)
            yield (
                row_id,
                cells[t],
                (cells[a] or None) if a >= 0 else None,
                (cells[b] or None) if b >= 0 else None,
                _seconds(cells[d].strip(), unit, path, reader.line_num + 1) if d >= 0 else None,
            )
    except csv.Error as err:
        line = 1 if reader is None else reader.line_num + 1
        raise DataError(f"this is not CSV: {err}", path=path, line=line, remedy="check its quotes") from None


def _columns(headers: Sequence[str], path: object) -> dict[str, Any]:
    """Where the columns stand; ``length`` is that of the length, ``unit`` its unit in seconds."""
    places = {name.lower().replace(" ", "_"): number for number, name in reversed(list(enumerate(headers)))}
    found: dict[str, Any] = {}
    for field, choices in _HEADERS.items():
        known = next((name for name in choices if name in places), None)
        if known is not None:
            found[field] = places[known]
    for field in ("id", "title"):
        if field not in found:
            names = ", ".join(_HEADERS[field][:3])
            raise DataError(
                f"there is no column for the {field}", path=path, line=1, remedy=f"name one of them {names}"
            )
    found["unit"] = 1.0
    for field, unit in (("duration", 1.0), ("duration_ms", 0.001), ("duration_s", 1.0)):
        if field in found:
            found["length"], found["unit"] = found.pop(field), unit
    return found


def _jsonl(text: io.TextIOWrapper, path: object) -> Iterator[_Fields]:
    for line, written in enumerate(text, start=1):
        if written.isspace():
            continue
        try:
            record = json.loads(written)
            if "\\ud" in written or "\\uD" in written:
                json.dumps(record, ensure_ascii=False).encode()  # half a character is none
        except (ValueError, RecursionError) as err:
            raise DataError(f"this is not JSON: {err}", path=path, line=line, remedy="correct the line") from None
        if not isinstance(record, dict):
            raise DataError("this is no JSON object", path=path, line=line, remedy="one object to a line")
        yield _of_mapping(record, path, line)


def _of_mapping(record: Mapping[str, Any], path: object, line: int) -> _Fields:
    columns = _known_columns(tuple(record), path, line)

    def words(field: str) -> str:
        name = columns.get(field)
        value = None if name is None else record[name]
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return ", ".join(value)
        if value is not None and not isinstance(value, str | int):
            raise DataError(f"{name} is neither text nor number", path=path, line=line, remedy="correct the line")
        return "" if value is None else str(value)

    row_id = words("id").strip()
    if not row_id:
        raise _no_id(path, line)
    length = None if "length" not in columns else record[columns["length"]]
    return (
        row_id,
        words("title"),
        words("artist") or None,
        words("album") or None,
        _seconds(length, columns["unit"], path, line),
    )


_known: dict[tuple[str, ...], dict[str, Any]] = {}
"""Of the sets of names met lately: the lines of a file mostly have the same."""


def _known_columns(names: tuple[str, ...], path: object, line: int) -> dict[str, Any]:
    known = _known.get(names)
    if known is None:
        try:
            places = _columns(names, path)
        except DataError as err:
            raise DataError(err.message.replace("column", "name"), path=path, line=line, remedy=err.remedy) from None
        known = {name: place if name == "unit" else names[place] for name, place in places.items()}
        if len(_known) > 100:
            _known.clear()
        _known[names] = known
    return known


def _parquet(raw: BinaryIO, path: object, progress: Progress | None, whole: int) -> Iterator[_Fields]:
    pyarrow = needed("pyarrow")
    parquet = needed("pyarrow.parquet")
    try:
        file = parquet.ParquetFile(raw)
        columns = _known_columns(tuple(file.schema_arrow.names), path, 1)
        names = [str(name) for field, name in columns.items() if field != "unit"]
        line, total = 0, file.metadata.num_rows
        for batch in file.iter_batches(batch_size=_EVERY, columns=names):
            if progress is not None:
                progress(whole * line // max(1, total), whole)
            for record in batch.to_pylist():
                line += 1
                yield _of_mapping(record, path, line)
    except pyarrow.ArrowException as err:
        reason = str(err).partition("\n")[0]
        raise DataError(f"this is not Parquet: {reason}", path=path, remedy="check the file") from None
