"""Makes tagged audio files: by ffmpeg where it is installed, else small files of our own that players and mutagen read.

Silence, mostly: what matters is length and tags.
"""

from __future__ import annotations

import base64
import functools
import shutil
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

FORMATS = ("mp3", "flac", "m4a", "ogg", "opus", "wma", "aiff", "wav")

RATE = 8000
"""Samples a second of what we write ourselves."""


def has_ffmpeg() -> bool:
    return shutil.which("ffmpeg") is not None


def write(path: Path, *, seconds: float = 1.0, tags: Mapping[str, str | Sequence[str]] | None = None,
          picture: int = 0, version: int = 4, encoded: bool = False) -> Path:  # fmt: skip
    """Write one file; its name's extension is the format.

    Args:
        path: Where; folders are made.
        seconds: Length.
        tags: Values by Vorbis comment name (``title``, ``musicbrainz_trackid``); each goes where MusicBrainz
            Picard puts it in this format.
        picture: Bytes of a cover picture (not an image that shows); 0: none.
        version: Of ID3v2, 3 or 4; 3 is written in UTF-16, as most taggers do.
        encoded: By a real encoder (ffmpeg must be there), not by us.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    extension = path.suffix[1:].lower()
    path.write_bytes(_encoded(extension, seconds) if encoded else _MAKERS[extension](seconds))
    listed = {name: [value] if isinstance(value, str) else list(value) for name, value in (tags or {}).items()}
    if listed or picture:
        _TAGGERS[extension](path, listed, picture, version)
    return path


@functools.cache
def _encoded(extension: str, seconds: float) -> bytes:
    codec = {"mp3": "libmp3lame", "m4a": "aac", "ogg": "libvorbis", "opus": "libopus", "wma": "wmav2"}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"tone.{extension}"
        tone = f"sine=frequency=440:sample_rate=22050:duration={seconds}"
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", tone]
        if extension in codec:
            command += ["-c:a", codec[extension], "-b:a", "48k"]
        subprocess.run([*command, str(file)], check=True, stdin=subprocess.DEVNULL)
        return file.read_bytes()


# --- sound -------------------------------------------------------------------------------------------------


def mp3(seconds: float = 1.0) -> bytes:
    """MPEG-2 layer III, 24 kHz, mono, 8 kbit/s: frames of 24 bytes, 24 ms each, all silent."""
    return b"\xff\xf3\x14\xc4".ljust(24, b"\0") * max(8, round(seconds / 0.024))


def mp3_with_header(seconds: float = 1.0) -> bytes:
    """As :func:`mp3` at 32 kbit/s, with a Xing header that tells the number of frames."""
    frame = b"\xff\xf3\x44\xc4".ljust(96, b"\0")
    frames = max(8, round(seconds / 0.024))
    told = frame[:13] + b"Xing" + struct.pack(">II", 1, frames)
    return told.ljust(96, b"\0") + frame * frames


def wav(seconds: float = 1.0) -> bytes:
    """PCM, 8 bit, mono."""
    sound = b"\x80" * round(RATE * seconds)
    sound += b"\0" * (len(sound) % 2)
    head = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE, 1, 8)
    body = b"WAVE" + head + b"data" + struct.pack("<I", round(RATE * seconds)) + sound
    return b"RIFF" + struct.pack("<I", len(body)) + body


def aiff(seconds: float = 1.0) -> bytes:
    """PCM, 8 bit, mono; the rate is an 80-bit float."""
    samples = round(RATE * seconds)
    exponent = RATE.bit_length() - 1
    rate = struct.pack(">HQ", 16383 + exponent, RATE << (63 - exponent))
    common = b"COMM" + struct.pack(">IhIh", 18, 1, samples, 8) + rate
    sound = b"\0" * samples
    body = b"AIFF" + common + b"SSND" + struct.pack(">III", 8 + samples, 0, 0) + sound + b"\0" * (samples % 2)
    return b"FORM" + struct.pack(">I", len(body)) + body


def flac(seconds: float = 1.0) -> bytes:
    """Mono, 16 bit, 8 kHz; every frame is one constant subframe."""
    block, samples = 4096, round(RATE * seconds)
    info = struct.pack(">HH", block, block) + bytes(6)
    info += ((RATE << 44) | (0 << 41) | (15 << 36) | samples).to_bytes(8, "big") + bytes(16)
    frames = [_flac_frame(number, min(block, samples - number * block)) for number in range(-(-samples // block))]
    return b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info + b"".join(frames)


def _flac_frame(number: int, samples: int) -> bytes:
    coded = chr(number).encode() if number < 0x80 or number > 0x7FF else bytes([0xC0 | number >> 6, 0x80 | number & 63])
    head = b"\xff\xf8" + bytes([0x74, 0x08]) + coded + struct.pack(">H", samples - 1)
    head += bytes([_crc(head, 0x07, 8)])
    body = head + b"\0" + b"\0\0"
    return body + struct.pack(">H", _crc(body, 0x8005, 16))


def _crc(data: bytes, polynomial: int, bits: int) -> int:
    value, top, mask = 0, 1 << (bits - 1), (1 << bits) - 1
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = ((value << 1) ^ polynomial if value & top else value << 1) & mask
    return value


def opus(seconds: float = 1.0) -> bytes:
    """Opus in Ogg: packets of silence, 20 ms each, fifty on a page."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    packets = [b"\xf8\xff\xfe"] * max(1, round(seconds * 50))
    samples = 312 + round(seconds * 48000)
    return _ogg(head, b"OpusTags" + _comments({}), packets, samples)


def ogg(seconds: float = 1.0) -> bytes:
    """The headers of Vorbis in Ogg, with empty packets: tags and length are right, but nothing plays."""
    head = b"\x01vorbis" + struct.pack("<IBIIIIBB", 0, 1, RATE, 0, 8000, 0, 0x88, 1)
    packets = [b"\0"] * max(1, round(seconds * 50))
    return _ogg(head, b"\x03vorbis" + _comments({}) + b"\x01", [b"\x05vorbis" + bytes(24), *packets],
                round(RATE * seconds))  # fmt: skip


def _comments(values: Mapping[str, Sequence[str]]) -> bytes:
    pairs = [f"{name}={value}".encode() for name, listed in values.items() for value in listed]
    return (
        struct.pack("<I", 5) + b"tests" + struct.pack("<I", len(pairs))
        + b"".join(struct.pack("<I", len(pair)) + pair for pair in pairs)
    )  # fmt: skip


def _ogg(head: bytes, comment: bytes, packets: Sequence[bytes], samples: int) -> bytes:
    pages = [(2, 0, [head]), (0, 0, [comment])]
    groups = [packets[at : at + 50] for at in range(0, len(packets), 50)]
    pages += [(0, round(samples * (at + 1) / len(groups)), list(group)) for at, group in enumerate(groups)]
    flags, _, last = pages[-1]
    pages[-1] = (flags | 4, samples, last)
    return b"".join(ogg_page(number, *page) for number, page in enumerate(pages))


def ogg_page(number: int, flags: int, position: int, packets: Sequence[bytes], serial: int = 7) -> bytes:
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, serial, number, 0) + bytes([len(lacing)]) + lacing
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_crc(page)) + page[26:]


def _ogg_crc(data: bytes) -> int:
    """Ogg's checksum is zlib's with every byte's and the sum's own bits the other way round, from nought."""
    flipped = data.translate(_FLIPPED)
    value = zlib.crc32(flipped, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{value:032b}"[::-1], 2)


_FLIPPED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def m4a(seconds: float = 1.0) -> bytes:
    """The boxes of an MPEG-4 file with one audio track and no sound: tags and length are right."""
    samples = round(RATE * seconds)
    header = _full(b"mvhd", struct.pack(">IIII", 0, 0, RATE, samples) + bytes(80))
    media = _full(b"mdhd", struct.pack(">IIIIHH", 0, 0, RATE, samples, 0x55C4, 0))
    handler = _full(b"hdlr", struct.pack(">I4s", 0, b"soun") + bytes(13))
    table = _box(b"stbl", _full(b"stsd", struct.pack(">I", 0)))
    track = _box(b"trak", _box(b"mdia", media + handler + _box(b"minf", table)))
    return _box(b"ftyp", b"M4A \0\0\0\0M4A mp42isom") + _box(b"moov", header + track) + _box(b"mdat", bytes(64))


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def _full(name: bytes, content: bytes) -> bytes:
    return _box(name, bytes(4) + content)


def wma(seconds: float = 1.0) -> bytes:
    """The header objects of an ASF file: tags and length are right, but nothing plays."""
    properties = bytes(16) + struct.pack("<QQQ", 0, 0, 0) + struct.pack("<QQQ", round(seconds * 10_000_000), 0, 0)
    properties += struct.pack("<IIII", 0, 0, 0, 8000)
    stream = _guid("F8699E40-5B4D-11CF-A8FD-00805F5C442B") + bytes(16) + struct.pack("<QIIHI", 0, 18, 0, 1, 0)
    stream += struct.pack("<HHIIHHH", 0x161, 1, RATE, 1000, 1, 16, 0)
    extension = _guid("ABD3D211-A9BA-11CF-8EE6-00C00C205365") + struct.pack("<HI", 6, 0)
    objects = [
        ("8CABDCA1-A947-11CF-8EE4-00C00C205365", properties),
        ("B7DC0791-A9B7-11CF-8EE6-00C00C205365", stream),
        ("5FBF03B5-A92E-11CF-8EE3-00C00C205365", extension),
    ]
    body = b"".join(_guid(guid) + struct.pack("<Q", 24 + len(data)) + data for guid, data in objects)
    head = struct.pack("<QIBB", 30 + len(body), len(objects), 1, 2)
    return _guid("75B22630-668E-11CF-A6D9-00AA0062CE6C") + head + body


def _guid(text: str) -> bytes:
    first, second, third, fourth, fifth = text.split("-")
    numbers = struct.pack("<IHH", int(first, 16), int(second, 16), int(third, 16))
    return numbers + bytes.fromhex(fourth + fifth)


_MAKERS: dict[str, Callable[[float], bytes]] = {
    "mp3": mp3, "flac": flac, "m4a": m4a, "ogg": ogg, "opus": opus, "wma": wma, "aiff": aiff, "wav": wav,
}  # fmt: skip

# --- tags --------------------------------------------------------------------------------------------------

_ID3_TEXTS = {
    "title": "TIT2", "artist": "TPE1", "album": "TALB", "albumartist": "TPE2", "composer": "TCOM",
    "tracknumber": "TRCK", "discnumber": "TPOS", "isrc": "TSRC", "date": "TDRC", "genre": "TCON",
}  # fmt: skip
_PICARD = {
    "artists": "Artists", "musicbrainz_albumid": "MusicBrainz Album Id",
    "musicbrainz_artistid": "MusicBrainz Artist Id", "musicbrainz_trackid": "MusicBrainz Track Id",
    "musicbrainz_releasegroupid": "MusicBrainz Release Group Id",
    "musicbrainz_releasetrackid": "MusicBrainz Release Track Id", "barcode": "BARCODE", "isrc": "ISRC",
}  # fmt: skip
_MP4_TEXTS = {
    "title": "\xa9nam", "artist": "\xa9ART", "album": "\xa9alb", "albumartist": "aART", "composer": "\xa9wrt",
    "date": "\xa9day", "genre": "\xa9gen",
}  # fmt: skip
_ASF = {
    "title": "Title", "artist": "Author", "artists": "WM/ARTISTS", "album": "WM/AlbumTitle",
    "albumartist": "WM/AlbumArtist", "composer": "WM/Composer", "tracknumber": "WM/TrackNumber",
    "discnumber": "WM/PartOfSet", "isrc": "WM/ISRC", "date": "WM/Year", "genre": "WM/Genre",
    "musicbrainz_trackid": "MusicBrainz/Track Id", "musicbrainz_albumid": "MusicBrainz/Album Id",
    "musicbrainz_artistid": "MusicBrainz/Artist Id", "musicbrainz_releasegroupid": "MusicBrainz/Release Group Id",
    "musicbrainz_releasetrackid": "MusicBrainz/Release Track Id", "barcode": "WM/Barcode",
}  # fmt: skip

Tags = Mapping[str, Sequence[str]]


def _noise(size: int) -> bytes:
    return (b"\x89picture" * (size // 8 + 1))[:size]


def _tag_id3(path: Path, tags: Tags, picture: int, version: int) -> None:
    from mutagen import id3
    from mutagen.aiff import AIFF
    from mutagen.mp3 import MP3
    from mutagen.wave import WAVE

    file = {"mp3": MP3, "wav": WAVE, "aiff": AIFF}[path.suffix[1:]](path)
    if file.tags is None:
        file.add_tags()
    encoding = id3.Encoding.UTF8 if version == 4 else id3.Encoding.UTF16
    for name, values in tags.items():
        if name == "musicbrainz_trackid":
            file.tags.add(id3.UFID(owner="http://musicbrainz.org", data=values[0].encode()))
        elif name in _ID3_TEXTS:
            file.tags.add(getattr(id3, _ID3_TEXTS[name])(encoding=encoding, text=list(values)))
        else:
            file.tags.add(id3.TXXX(encoding=encoding, desc=_PICARD.get(name, name), text=list(values)))
    if picture:
        file.tags.add(id3.APIC(encoding=0, mime="image/png", type=3, desc="", data=_noise(picture)))
    file.save(v2_version=version, v23_sep=None)


def _tag_vorbis(path: Path, tags: Tags, picture: int, version: int) -> None:
    from mutagen.flac import FLAC, Picture
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    file = {"flac": FLAC, "ogg": OggVorbis, "opus": OggOpus}[path.suffix[1:]](path)
    for name, values in tags.items():
        file[name] = list(values)
    if picture:
        image = Picture()
        image.type, image.mime, image.data = 3, "image/png", _noise(picture)
        if isinstance(file, FLAC):
            file.add_picture(image)
        else:
            file["metadata_block_picture"] = base64.b64encode(image.write()).decode()
    file.save()


def _tag_mp4(path: Path, tags: Tags, picture: int, version: int) -> None:
    from mutagen.mp4 import MP4, MP4Cover

    file = MP4(path)
    for name, values in tags.items():
        if name in ("tracknumber", "discnumber"):
            number, _, total = values[0].partition("/")
            file["trkn" if name == "tracknumber" else "disk"] = [(int(number), int(total or 0))]
        elif name in _MP4_TEXTS:
            file[_MP4_TEXTS[name]] = list(values)
        else:
            file[f"----:com.apple.iTunes:{_PICARD.get(name, name)}"] = [value.encode() for value in values]
    if picture:
        file["covr"] = [MP4Cover(_noise(picture), MP4Cover.FORMAT_PNG)]
    file.save()


def _tag_asf(path: Path, tags: Tags, picture: int, version: int) -> None:
    from mutagen.asf import ASF, ASFByteArrayAttribute

    file = ASF(path)
    for name, values in tags.items():
        file[_ASF.get(name, name)] = list(values)
    if picture:
        file["WM/Picture"] = [ASFByteArrayAttribute(_noise(picture))]
    file.save()


_TAGGERS: dict[str, Callable[[Path, Tags, int, int], None]] = {
    "mp3": _tag_id3, "wav": _tag_id3, "aiff": _tag_id3, "flac": _tag_vorbis, "ogg": _tag_vorbis,
    "opus": _tag_vorbis, "m4a": _tag_mp4, "wma": _tag_asf,
}  # fmt: skip


def full_tags(number: int = 1, **more: str) -> dict[str, str | Sequence[str]]:
    """Tags as MusicBrainz Picard writes them, twelve tracks to a release; the identifiers are visibly made up."""
    made_up, of_release = (f"00000000-0000-4000-8000-{one:012d}" for one in (number, number // 12 + 1))
    return {
        "title": f"Title {number}", "artist": f"Artist {number // 12}", "artists": f"Artist {number // 12}",
        "album": f"Album {number // 12}", "albumartist": f"Artist {number // 12}", "composer": "Composer",
        "tracknumber": f"{number % 12 + 1}/12", "discnumber": "1/1", "isrc": f"QZES5{number % 10_000_000:07d}",
        "date": "2010-09-14", "genre": "Soundtrack", "barcode": "000000000000",
        "musicbrainz_trackid": made_up, "musicbrainz_albumid": of_release, "musicbrainz_artistid": of_release,
        "musicbrainz_releasegroupid": of_release, "musicbrainz_releasetrackid": made_up,
        "MusicBrainz Album Type": "album/soundtrack", "MusicBrainz Album Status": "official",
        "MusicBrainz Album Release Country": "US", "CATALOGNUMBER": "000", "SCRIPT": "Latn", "ASIN": "none",
        "originalyear": "2010", "Acoustid Id": made_up, "replaygain_track_gain": "-7.03 dB",
        "replaygain_track_peak": "0.988", "replaygain_album_gain": "-7.03 dB", **more,
    }  # fmt: skip
