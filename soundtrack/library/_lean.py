"""mutagen's classes, reading only what we use of the tags.

mutagen decodes every frame of a tag, UTF-16 one byte at a time, copies the rest of a tag after each frame, and
walks through pictures page by page; a scan of a big folder would spend most of its time there. The classes here
read the usual spelling of the few fields we use. Whatever is unusual (flags, compression, unsynchronisation,
missing byte order marks, invalid text, pages out of order) is left to mutagen's own code, so the result is the same.

They hook into methods that mutagen does not promise to keep; a mutagen that no longer calls them reads as always,
only slower, and tests compare with ``mutagen.File``.
"""

# mypy: disallow-untyped-calls=False
# mutagen is typed in part

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, BinaryIO

from mutagen.aiff import _IFFID3, AIFF, AIFFInfo
from mutagen.asf import ASF
from mutagen.flac import FLAC, VCFLACDict
from mutagen.id3 import ID3, Frames, ID3NoHeaderError
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4, MP4Tags
from mutagen.oggopus import OggOpus, OggOpusVComment
from mutagen.oggvorbis import OggVCommentDict, OggVorbis
from mutagen.wave import WAVE, WaveStreamInfo, _WaveID3

from soundtrack.library._fields import ID3_FIELDS, MP4_FIELDS, VORBIS_FIELDS

# --- ID3: https://id3.org/Developer%20Information -----------------------------------------------------------

_LATIN1, _UTF16, _UTF8 = 0, 1, 3
_CODECS = {_LATIN1: "latin-1", _UTF16: "utf-16", _UTF8: "utf-8"}
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_V23, _V24 = (2, 3, 0), (2, 4, 0)
_FRAMES = frozenset(key.partition(":")[0] for key in ID3_FIELDS)
_HEADER = struct.Struct(">4sLH")
_DESCRIPTIONS = sorted(f"{key.partition(':')[2]}\0" for key in ID3_FIELDS if key.startswith("TXXX:"))
_DESCRIBED = tuple(text.encode() for text in _DESCRIPTIONS)
_DESCRIBED_UTF16 = tuple(b"\xff\xfe" + text.encode("utf-16-le") for text in _DESCRIPTIONS)


class _Lean:
    """Beside a class of ID3 tags: reads the frames we use into ``quick``, or nothing, and mutagen reads."""

    quick: dict[str, list[str]]
    """Values by key, as ``TIT2`` or ``TXXX:Artists``."""

    def _read(self, header: Any, data: bytes) -> Any:
        quick = _quick(header, data)
        if quick is None:
            return super()._read(header, data)  # type: ignore[misc]  # of the tags' class
        self.quick = quick
        return b""

    def getall(self, key: str) -> Any:
        """What mutagen asks before it takes a value from an ID3v1 tag."""
        return [quick] if (quick := getattr(self, "quick", {}).get(key)) else super().getall(key)  # type: ignore[misc]


class LeanID3(_Lean, ID3):
    """The ID3 tag of an MP3."""


class _LeanWaveID3(_Lean, _WaveID3):
    pass


class _LeanAiffID3(_Lean, _IFFID3):
    pass


def _quick(header: Any, data: bytes) -> dict[str, list[str]] | None:
    """The values of the frames we use; None where anything about the tag is unusual."""
    frames = _frames(header, data)
    if frames is None:
        return None
    found: dict[str, list[str]] = {}
    is_v24 = header.version >= _V24
    for name, start, end in frames:
        content = data[start:end]
        if name == "TXXX" and _is_other_user_text(content):
            continue
        read = _owned(content) if name == "UFID" else _values(name, content, is_v24)
        if read is None:
            return None
        key, values = read
        if name != "UFID" and key in found:
            found[key] += [value for value in values if value not in found[key]]
        else:
            found[key] = values
    return found


def _frames(header: Any, data: bytes) -> list[tuple[str, int, int]] | None:
    """Name, start and end of the frames we use."""
    if header.version < _V23 or header.f_unsynch:
        return None
    is_v24 = header.version >= _V24
    found: list[tuple[str, int, int]] = []
    at, end = 0, len(data)
    while end - at >= _HEADER.size:
        raw, size, flags = _HEADER.unpack_from(data, at)
        if raw[0] == 0:
            return found if raw == b"\0\0\0\0" else None
        name = raw.decode("latin-1")
        if is_v24:
            if size & 0x80808080 or name not in Frames:
                return None  # perhaps iTunes, which wrote plain sizes into ID3v2.4
            size = (size >> 3 & 0xFE00000) | (size >> 2 & 0x1FC000) | (size >> 1 & 0x3F80) | size & 0x7F
        elif raw[3] == 0:
            return None  # an ID3v2.2 name in an ID3v2.3 tag
        at += _HEADER.size
        if size and name in _FRAMES:
            if flags:
                return None
            found.append((name, at, at + size))
        at += size
    return found if at <= end or not is_v24 else None


def _is_other_user_text(data: bytes) -> bool:
    """True for a user-defined text that is surely none of those we use."""
    start = data[1:80].lower()
    if data[:1] in (b"\0", b"\3"):
        return not start.startswith(_DESCRIBED)
    return data[:3] == b"\1\xff\xfe" and not start.startswith(_DESCRIBED_UTF16)


def _values(name: str, data: bytes, is_v24: bool) -> tuple[str, list[str]] | None:
    """Key and values of a text frame as mutagen has them."""
    codec = _CODECS.get(data[0]) if len(data) > 1 else None
    if codec is None or (codec == "utf-16" and data[1:3] not in _BYTE_ORDER_MARKS):
        return None
    try:
        text = data[1:].decode(codec)
    except UnicodeDecodeError:
        return None
    # at the end: of ID3v2.4 one terminator, and more are empty values; before, padding
    text = text.removesuffix("\0") if is_v24 else text.rstrip("\0")
    is_utf16 = codec == "utf-16"
    if name != "TXXX":
        # in UTF-16 each value has its own byte order mark
        return None if is_utf16 and "\0" in text else (name, text.split("\0"))
    description, _, value = text.partition("\0")
    if is_utf16:
        if not value.startswith("\ufeff") or "\0" in value:
            return None
        value = value[1:]
    return (f"TXXX:{description}", value.split("\0")) if value else None


def _owned(data: bytes) -> tuple[str, list[str]] | None:
    owner, _, value = data.partition(b"\0")
    return (f"UFID:{owner.decode('latin-1')}", [value.decode("ascii", "replace")]) if value else None


_ID3_OPTIONS = {"translate": False, "load_v1": True}


def mp3(file: BinaryIO) -> Any:
    """Read an MP3."""
    return MP3(file, ID3=LeanID3, **_ID3_OPTIONS)


class _LeanWave(WAVE):
    def load(self, file: BinaryIO, **_options: object) -> None:
        self.info = WaveStreamInfo(file)
        self.tags = _found(_LeanWaveID3, file)


class _LeanAiff(AIFF):
    def load(self, file: BinaryIO, **_options: object) -> None:
        self.tags = _found(_LeanAiffID3, file)
        file.seek(0)
        self.info = AIFFInfo(file)


def _found(kind: Any, file: BinaryIO) -> Any:
    file.seek(0)
    try:
        return kind(file, **_ID3_OPTIONS)
    except ID3NoHeaderError:
        return None


# --- Vorbis comments: https://www.xiph.org/vorbis/doc/v-comment.html -----------------------------------------

_LENGTH = struct.Struct("<I")
_WANTED_COMMENTS = frozenset(name.encode() for name in VORBIS_FIELDS)


class _LeanComments:
    """Beside a class of Vorbis comments: decodes only those we use."""

    def load(self, fileobj: BinaryIO, errors: str = "replace", framing: bool = True) -> None:
        start = fileobj.tell()
        found = _comments(fileobj, framing)
        if found is None:
            fileobj.seek(start)
            super().load(fileobj, errors, framing)  # type: ignore[misc]  # of the comments' class
        else:
            self.extend(found)  # type: ignore[attr-defined]  # they are a list


def _comments(file: BinaryIO, framing: bool) -> list[tuple[str, str]] | None:
    """The comments we use; None where anything about them is unusual."""
    found = []
    try:
        (length,) = _LENGTH.unpack(file.read(4))
        file.read(length)
        (count,) = _LENGTH.unpack(file.read(4))
        for _ in range(count):
            (length,) = _LENGTH.unpack(file.read(4))
            comment = file.read(length)
            name, equals, value = comment.partition(b"=")
            if len(comment) != length or not equals:
                return None
            if name.lower() in _WANTED_COMMENTS:
                found.append((name.decode("ascii"), value.decode("utf-8", "replace")))
        if framing and not file.read(1)[0] & 1:
            return None
    except (struct.error, IndexError, OverflowError, MemoryError, OSError):
        return None
    return found


class _LeanFlacComments(_LeanComments, VCFLACDict):  # type: ignore[misc]  # its bases disagree on __hash__
    def load(self, fileobj: BinaryIO, errors: str = "replace", framing: bool = False) -> None:
        super().load(fileobj, errors, framing)


class LeanFLAC(FLAC):
    """A FLAC file."""

    METADATA_BLOCKS = [_LeanFlacComments if block is VCFLACDict else block for block in FLAC.METADATA_BLOCKS]  # noqa: RUF012


class _LeanVorbisComments(_LeanComments, OggVCommentDict):  # type: ignore[misc]  # as above
    def __init__(self, fileobj: BinaryIO, info: Any) -> None:
        packet = _packet(fileobj, info.serial, b"\x03vorbis")
        if packet is None:
            OggVCommentDict.__init__(self, fileobj, info)
        else:
            super(OggVCommentDict, self).__init__(packet)


class _LeanOpusComments(_LeanComments, OggOpusVComment):  # type: ignore[misc]  # as above
    def __init__(self, fileobj: BinaryIO, info: Any) -> None:
        packet = _packet(fileobj, info.serial, b"OpusTags")
        if packet is None:
            OggOpusVComment.__init__(self, fileobj, info)
        else:
            super(OggOpusVComment, self).__init__(packet, framing=False)


_PAGE = struct.Struct("<4sBBqIIIB")


def _packet(file: BinaryIO, serial: int, magic: bytes) -> bytes | None:
    """The packet that begins on the next page, without *magic*; None, and the place in the file as it was, where
    anything is unusual. https://www.xiph.org/ogg/doc/framing.html
    """
    start = file.tell()
    parts: list[bytes] = []
    expected = None
    while len(head := file.read(_PAGE.size)) == _PAGE.size:
        capture, version, flags, _, owner, sequence, _, segments = _PAGE.unpack(head)
        lacing = file.read(segments)
        content = file.read(sum(lacing))
        is_continued = bool(flags & 1)
        if capture != b"OggS" or version or owner != serial or is_continued != bool(parts):
            break
        if expected not in (None, sequence) or not lacing or len(content) != sum(lacing):
            break
        expected = sequence + 1
        whole = len(lacing) - len(lacing.lstrip(b"\xff"))  # segments before the one that ends the packet
        parts.append(content[: sum(lacing[: whole + 1])])
        if whole < len(lacing):
            packet = b"".join(parts)
            if packet.startswith(magic):
                return packet[len(magic) :]
            break
    file.seek(start)
    return None


class LeanOggVorbis(OggVorbis):
    """A Vorbis file."""

    _Tags = _LeanVorbisComments


class LeanOggOpus(OggOpus):
    """An Opus file."""

    _Tags = _LeanOpusComments


# --- MPEG-4 --------------------------------------------------------------------------------------------------

_WANTED_ATOMS = frozenset({b"----", *(key.encode("latin-1") for key in MP4_FIELDS if len(key) == 4)})


class _LeanMP4Tags(MP4Tags):
    def load(self, atoms: Any, fileobj: BinaryIO) -> None:
        end = fileobj.seek(0, 2)
        items = atoms[b"moov.udta.meta.ilst"]
        if all(atom.offset + atom.length <= end for atom in items.children):
            items.children[:] = [atom for atom in items.children if atom.name in _WANTED_ATOMS]
        super().load(atoms, fileobj)

    def __setitem__(self, key: str, value: object) -> None:
        super(MP4Tags, self).__setitem__(key, value)  # what was just parsed need not be tried in writing


class LeanMP4(MP4):
    """An MPEG-4 audio file."""

    MP4Tags = _LeanMP4Tags


# --- which file is read by which class -----------------------------------------------------------------------


def _is_mp3(header: bytes) -> bool:
    return header[:3] == b"ID3" or header[:2] in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")


def _is_flac(header: bytes) -> bool:
    return header[:4] == b"fLaC"


def _is_mp4(header: bytes) -> bool:
    return header[4:8] == b"ftyp"


def _is_vorbis(header: bytes) -> bool:
    return header[:4] == b"OggS" and header[28:35] == b"\x01vorbis" and b"theora" not in header


def _is_opus(header: bytes) -> bool:
    return header[:4] == b"OggS" and header[28:36] == b"OpusHead"


def _is_asf(header: bytes) -> bool:
    return header[:4] == b"\x30\x26\xb2\x75"


def _is_wave(header: bytes) -> bool:
    return header[:4] == b"RIFF" and header[8:12] == b"WAVE"


def _is_aiff(header: bytes) -> bool:
    return header[:4] == b"FORM"


READERS: dict[str, tuple[Callable[[bytes], bool], Callable[[BinaryIO], Any]]] = {
    ".mp3": (_is_mp3, mp3),
    ".flac": (_is_flac, LeanFLAC),
    ".m4a": (_is_mp4, LeanMP4),
    ".m4b": (_is_mp4, LeanMP4),
    ".ogg": (_is_vorbis, LeanOggVorbis),
    ".oga": (_is_vorbis, LeanOggVorbis),
    ".opus": (_is_opus, LeanOggOpus),
    ".wma": (_is_asf, ASF),
    ".wav": (_is_wave, _LeanWave),
    ".aiff": (_is_aiff, _LeanAiff),
    ".aif": (_is_aiff, _LeanAiff),
}
"""By extension: what the first bytes must be for mutagen.File to choose this class, and the class."""
