"""One file with named sections: written whole or not at all, mapped when read.

    magic (16 bytes) | length of header, its CRC (8) | header, JSON | sections, each at a multiple of 8

The header tells every section's place, length and CRC, so that a file that was cut short or is of another version is
found out when it is opened, and any changed byte when it is verified.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

from soundtrack.errors import DataError

MAGIC = b"soundtrack.cat\r\n"
FORMAT = 1
_LENGTHS = struct.Struct("<II")
_CHUNK = 1 << 20
_REMEDY = "build it again with 'playlists catalogue build'"


def write(target: Path, temporary: Path, facts: Mapping[str, Any], sections: Mapping[str, Path]) -> None:
    """Join the files *sections* (each is removed) into *temporary*, then make that *target* in one step."""
    places: dict[str, dict[str, int]] = {}
    offset = 0
    for name, path in sections.items():
        length = path.stat().st_size
        places[name] = {"offset": offset, "length": length, "crc": crc32(_padding(length), _crc_of(path))}
        offset += _padded(length)
    header = json.dumps({"format": FORMAT, **facts, "sections": places}, sort_keys=True).encode()
    with open(temporary, "wb") as file:
        file.write(MAGIC + _LENGTHS.pack(len(header), crc32(header)) + header)
        file.write(_padding(file.tell()))
        for path in sections.values():
            with open(path, "rb") as section:
                while chunk := section.read(_CHUNK):
                    file.write(chunk)
            file.write(_padding(file.tell()))
            path.unlink()
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)


def _crc_of(path: Path) -> int:
    crc = 0
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            crc = crc32(chunk, crc)
    return crc


def _padding(length: int) -> bytes:
    return b"\0" * (-length % 8)


def _padded(length: int) -> int:
    return length + -length % 8


class Container:
    """A file of sections, mapped. Opening reads its header alone.

    Raises:
        DataError: It is missing, no catalogue, of another version, cut short or, with *verify*, changed.
    """

    def __init__(self, path: Path, *, verify: bool = False) -> None:
        self.path = path
        try:
            with open(path, "rb") as file:
                self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise DataError("there is no such catalogue", path=path, remedy="see 'playlists catalogue list'") from None
        except (OSError, ValueError) as err:
            reason = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
            raise DataError(f"this catalogue cannot be read: {reason}", path=path, remedy=_REMEDY) from err
        try:
            self.facts = self._header()
            if verify:
                self._verify()
        except DataError:
            self.map.close()
            raise

    def _header(self) -> dict[str, Any]:
        start = len(MAGIC) + _LENGTHS.size
        if len(self.map) < start or self.map[: len(MAGIC)] != MAGIC:
            raise DataError("this is not a catalogue", path=self.path, remedy=_REMEDY)
        length, crc = _LENGTHS.unpack(self.map[len(MAGIC) : start])
        header = self.map[start : start + length]
        if len(header) != length or crc32(header) != crc:
            raise DataError("the catalogue is damaged", path=self.path, remedy=_REMEDY)
        facts: dict[str, Any] = json.loads(header)
        if facts["format"] != FORMAT:
            raise DataError(
                f"the catalogue has format {facts['format']}, we read {FORMAT}", path=self.path, remedy=_REMEDY
            )
        self._header_end = start + length
        self._start = _padded(self._header_end)
        whole = self._start + sum(_padded(place["length"]) for place in facts["sections"].values())
        if len(self.map) != whole:
            raise DataError(
                f"the catalogue is {len(self.map)} bytes long instead of {whole}", path=self.path, remedy=_REMEDY
            )
        return facts

    def _verify(self) -> None:
        if any(self.map[self._header_end : self._start]):
            raise DataError("the catalogue is damaged behind its header", path=self.path, remedy=_REMEDY)
        for name, place in self.facts["sections"].items():
            start = self.offset(name)
            if crc32(self.map[start : start + _padded(place["length"])]) != place["crc"]:
                raise DataError(f"the catalogue is damaged in its part {name}", path=self.path, remedy=_REMEDY)

    def offset(self, name: str) -> int:
        """Where a section begins in the file."""
        return self._start + int(self.facts["sections"][name]["offset"])

    def section(self, name: str) -> memoryview:
        """The bytes of a section, where they lie."""
        place = self.facts["sections"][name]
        return memoryview(self.map)[self.offset(name) : self.offset(name) + place["length"]]
