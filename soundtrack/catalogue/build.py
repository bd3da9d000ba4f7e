"""Building a catalogue: one pass over the rows, sorting on disk, one rename at the end.

Killed at any moment it leaves nothing that could be taken for a catalogue; the next build clears what is left.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import tempfile
from array import array
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from soundtrack import text
from soundtrack.catalogue import container, keys, probes
from soundtrack.catalogue.folder import path_of
from soundtrack.catalogue.postings import Sorter
from soundtrack.catalogue.sources import Progress, needed, rows
from soundtrack.errors import DataError
from soundtrack.matching import store
from soundtrack.matching.bulk import Row
from soundtrack.matching.description import Description, known

NO_TEXT = 0
"""The place of a text that is not there."""
_MOST_TEXT = 0xFFFFFFFF
_REMEMBERED = 300_000
"""Artists and albums that are written once; beyond, one may be written again."""
_LONG = struct.Struct("<I")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIVIDED = re.compile(r"\s[~|/]+\s|\sby\s", re.IGNORECASE)
"""What an artist's name pasted into a title is divided by, besides dashes."""
_PLAIN = re.compile(
    r"""(?P<name>[A-Za-z]+(?:'[A-Za-z]+)?(?:,?[ ][A-Za-z]+(?:'[A-Za-z]+)?)*)
        (?:[ ]\((?P<bracket>[A-Za-z0-9][A-Za-z0-9 .,'&/]*)\)|[ ]-[ ](?P<suffix>[A-Za-z][A-Za-z ']*))?""",
    re.VERBOSE,
)
_LONGEST_PLAIN = 200
_ARTICLES = frozenset({"the", "a", "an"})
_TELLING = frozenset(
    {
        "acoustic", "audio", "by", "demo", "edit", "explicit", "feat", "featuring", "ft", "hd", "hq", "instrumental",
        "karaoke", "live", "mix", "n", "na", "none", "nown", "nt", "pista", "piste", "remaster", "remastered",
        "remasterizada", "remasterizado", "remix", "remixed", "spur", "titel", "title", "track", "trak", "unbekannt",
        "unk", "unknown", "unplugged", "untitled", "version", "video",
    }
)  # fmt: skip
"""Words by which a title may say more than a name, and those that stand for none."""


def build(
    name: str | os.PathLike[str],
    source: str | os.PathLike[str] | Iterable[Row],
    *,
    form: str | None = None,
    progress: Progress | None = None,
) -> Path:
    """Build a catalogue and give it its name; one that had the name before is replaced when this one is whole.

    Args:
        name: A plain word, or a path.
        source: A file (see :func:`soundtrack.catalogue.sources.rows`), or rows.
        form: The file's format; None tells by its name.
        progress: Called with the bytes of the file that are done and those that there are.

    Returns:
        The catalogue's file.

    Raises:
        DataError: A row is not right, or nothing can be written; what was there before stays.
        UsageError: The extra ``[catalogue]`` is not installed.
    """
    needed("numpy")
    target = path_of(name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / f".{target.name}.lock", timeout=0):
            for left in target.parent.glob(f".{target.name}.*.part"):
                shutil.rmtree(left, ignore_errors=True)
            with (
                tempfile.TemporaryDirectory(prefix=f".{target.name}.", suffix=".part", dir=target.parent) as folder,
                ExitStack() as open_files,
            ):
                writer = _Writer(Path(folder), open_files)
                stream = rows(source, form, progress) if isinstance(source, str | os.PathLike) else source
                for row in stream:
                    writer.add(row)
                facts, sections = writer.finish()
                container.write(target, Path(folder) / "whole", facts, sections)
    except Timeout:
        raise DataError("it is being built by another process", path=target, remedy="wait for that") from None
    except OSError as err:
        raise DataError(f"cannot write: {err.strerror or err}", path=target, remedy="nothing was changed") from err
    return target


class _Writer:
    """Takes rows; memory grows by twenty bytes a row."""

    def __init__(self, folder: Path, open_files: ExitStack) -> None:
        self._folder = folder
        self._texts = open_files.enter_context((folder / "texts").open("wb", buffering=1 << 20))
        self._texts.write(b"\0")
        self._end = 1
        self._written: dict[str, int] = {}
        self._columns = {name: array("I") for name in ("text", "artist", "album")}
        self._seconds = array("f")
        self._rows = Sorter(folder, "rows", open_files)
        self._mended = Sorter(folder, "mended", open_files)
        self._words: dict[str, int] = {}
        self._artists: dict[str, tuple[str, tuple[int, ...], tuple[int, ...]]] = {}

    def add(self, row: Row) -> None:
        """Write a row down and find its keys."""
        number = len(self._seconds)
        self._columns["text"].append(self._text(_id_bytes(row.id) + _sized(row.title)))
        self._columns["artist"].append(self._once(row.artist))
        self._columns["album"].append(self._once(row.album))
        self._seconds.append(row.duration_s or 0.0)
        self._rows.add(self._keys(row), number)

    def _text(self, data: bytes) -> int:
        place = self._end
        self._end += len(data)
        if self._end > _MOST_TEXT:
            raise DataError("the rows hold more than 4 GiB of text", remedy="build several catalogues")
        self._texts.write(data)
        return place

    def _once(self, value: str | None) -> int:
        if not value:
            return NO_TEXT
        place = self._written.get(value)
        if place is None:
            if len(self._written) > _REMEMBERED:
                self._written.clear()
            place = self._written[value] = self._text(_sized(value))
        return place

    def _keys(self, row: Row) -> list[int]:
        primary, names, of_artist = self._of_artist(row.artist or "")
        found = [keys.identity(row.id), *of_artist]
        plain = plain_title(row.title)
        if plain is not None:
            form, tokens = plain
            found += _title_keys(form, primary, names)
        else:
            title = text.title(store.without_tail(row.title)[0])
            tokens = title.tokens
            for form in keys.title_forms(title):
                found += _title_keys(form, primary, names)
            for subtitle in title.subtitles:
                found.append(keys.title_keys(subtitle.replace(" ", ""))[0])
            for feature in title.features:
                tokens += tuple(feature.split())
            if title.head or title.lead or not primary or _DIVIDED.search(row.title):
                found += self._divided(row)
        for word in tokens:
            key = self._words.get(word)
            found.append(self._new_word(word) if key is None else key)
        return found

    def _new_word(self, word: str) -> int:
        if len(self._words) > _REMEMBERED:
            self._words.clear()
        key = self._words[word] = keys.word_key(word)
        self._mended.add(keys.slips(word, keys.WORD), key)
        return key

    def _of_artist(self, artist: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        """The first name, the keys of all names, and with them those of their words."""
        known_keys = self._artists.get(artist)
        if known_keys is None:
            credit = known(artist)
            names = list(dict.fromkeys(keys.names(credit)))
            words = () if credit is None else dict.fromkeys(word for name in credit.names for word in name.split())
            name_keys = tuple(map(keys.name_key, names))
            word_keys = tuple(self._words.get(word) or self._new_word(word) for word in words)
            for written, key in zip(names, name_keys, strict=True):
                self._mended.add(keys.slips(written, keys.NAME), key)
            if len(self._artists) > _REMEMBERED:
                self._artists.clear()
            known_keys = self._artists[artist] = (names[0] if names else "", name_keys, name_keys + word_keys)
        return known_keys

    def _divided(self, row: Row) -> list[int]:
        """Keys of other ways to read the row: a number before the title, an artist pasted into it."""
        found: list[int] = []
        for reading in Description(row.title, row.artist).divided:
            names = keys.names(reading.credit)
            for form in keys.title_forms(reading.title):
                found.append(keys.exact(form, names[0] if names else ""))
                found += keys.title_keys(form)
                for name in names:
                    key = keys.name_key(name)
                    found += keys.pair_keys(key, form)
                    self._mended.add(keys.slips(name, keys.NAME), key)
        return found

    def finish(self) -> tuple[dict[str, object], dict[str, Path]]:
        """Write all sections; returns facts for the header, and the sections' files."""
        self._texts.close()
        sections = {"texts": self._folder / "texts"}
        columns: dict[str, array[int] | array[float]] = {**self._columns, "seconds": self._seconds}
        for name, column in columns.items():
            sections[name] = self._folder / name
            with open(sections[name], "wb") as file:
                column.tofile(file)
        sections |= self._rows.finish() | self._mended.finish()
        return {"rows": len(self._seconds), "probes": probes.digest()}, sections


def _title_keys(form: str, primary: str, names: tuple[int, ...]) -> list[int]:
    found = [keys.exact(form, primary), *keys.title_keys(form)]
    for name in names:
        found += keys.pair_keys(name, form)
    return found


def plain_title(title: str) -> tuple[str, tuple[str, ...]] | None:
    """The compact form and the words of a title of plain words, with a version or edition behind; None for any other.

    What :func:`soundtrack.text.title` finds in most titles, several times faster.
    """
    found = _PLAIN.fullmatch(title)
    if found is None or len(title) > _LONGEST_PLAIN:
        return None
    name, bracket, suffix = found.groups()
    words = tuple(name.lower().replace("'", "").replace(",", "").split(" "))
    if not _TELLING.isdisjoint(words):
        return None
    tail = bracket or suffix
    if tail:
        said = text.aside(tail)
        if said is None or said.features or store.without_tail(title)[0] != title:
            return None
    return "".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words), words


def _id_bytes(row_id: str) -> bytes:
    """An id with its length; a UUID in its sixteen bytes, with the length 0."""
    if len(row_id) == 36 and _UUID.fullmatch(row_id):
        return b"\0" + bytes.fromhex(row_id.replace("-", ""))
    return _sized(row_id)


def _sized(value: str) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    if len(data) < 255:
        return bytes((len(data),)) + data
    return b"\xff" + _LONG.pack(len(data)) + data
