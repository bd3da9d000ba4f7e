"""Tags: every format says the same, and reading fast reads what ``mutagen.File`` reads."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import mutagen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack.errors import DataError
from soundtrack.library.tags import FileTags, from_mutagen, read_tags
from tests import audio

MADE_UP = "00000000-0000-4000-8000-000000000007"
OF_RELEASE = "00000000-0000-4000-8000-000000000001"


def as_mutagen_has_it(path: Path) -> FileTags | None:
    """The fields of ``mutagen.File``; None where it finds no audio or raises."""
    try:
        file = mutagen.File(path)
    except Exception:  # noqa: BLE001 - whatever it is, mutagen cannot read this file
        return None
    return None if file is None else from_mutagen(file)


def ours(path: Path) -> FileTags | None:
    try:
        return read_tags(path)
    except DataError:
        return None


def encoders() -> list[bool]:
    return [False, True] if audio.has_ffmpeg() else [False]


@pytest.mark.parametrize("encoded", encoders())
@pytest.mark.parametrize("picture", [0, 70_000])
@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("extension", audio.FORMATS)
def test_every_format_tells_all_fields(
    tmp_path: Path, extension: str, version: int, picture: int, encoded: bool
) -> None:
    tags = audio.full_tags(7) | {"artist": "Ann feat. Bo", "artists": ["Ann", "Bo"], "discnumber": "2/3"}
    path = audio.write(
        tmp_path / f"a.{extension}", seconds=2.0, tags=tags, picture=picture, version=version, encoded=encoded
    )
    found = read_tags(path)
    assert abs((found.duration_ms or 0) - 2000) < 150
    assert found._replace(duration_ms=None) == FileTags(
        title="Title 7",
        artist="Ann feat. Bo",
        artists=("Ann", "Bo"),
        album="Album 0",
        album_artist="Artist 0",
        composers=("Composer",),
        track=8,
        disc=2,
        isrcs=("QZES50000007",),
        recording_mbid=MADE_UP,
        track_mbid=MADE_UP,
        release_mbid=OF_RELEASE,
        release_group_mbid=OF_RELEASE,
        artist_mbids=(OF_RELEASE,),
    )
    assert found == as_mutagen_has_it(path)


# --- odd tags ----------------------------------------------------------------------------------------------


def id3(version: int, frames: bytes, *, flags: int = 0, padding: int = 0) -> bytes:
    size = len(frames) + padding
    synchsafe = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, flags]) + synchsafe + frames + bytes(padding)


def frame(name: bytes, content: bytes, *, flags: int = 0, version: int = 3) -> bytes:
    if version == 2:
        return name + struct.pack(">I", len(content))[1:] + content
    size = len(content)
    if version == 4:
        size = sum((size >> 7 * place & 0x7F) << 8 * place for place in range(4))
    return name + struct.pack(">IH", size, flags) + content


TITLE = frame(b"TIT2", b"\x03The Title")
V1 = (
    b"TAG"
    + b"Old Title".ljust(30, b"\0")
    + b"Old Artist".ljust(30, b"\0")
    + bytes(30)
    + b"1999"
    + bytes(28)
    + b"\0\7\x0c"
)
APE_ITEM = struct.pack("<II", 8, 0) + b"Title\0" + b"From APE"
APE_FOOT = b"APETAGEX" + struct.pack("<IIII", 2000, 32 + len(APE_ITEM), 1, 0) + bytes(8)


def unsynchronised(data: bytes) -> bytes:
    return data.replace(b"\xff", b"\xff\0")


def odd_files() -> dict[str, bytes]:
    sound, opus, vorbis = audio.mp3(), audio.opus(), audio.ogg()
    utf16 = "Tïtle".encode("utf-16")
    with_ff = frame(b"TIT2", b"\x01" + "ÿ title".encode("utf-16"))
    compressed = struct.pack(">I", 6) + zlib.compress(b"\x03Zipped")
    return {
        "none.mp3": sound,
        "vbr-with-header.mp3": audio.mp3_with_header(3),
        "v22.mp3": id3(2, frame(b"TT2", b"\0Two Two", version=2) + frame(b"TP1", b"\0Who", version=2)) + sound,
        "v22-names-in-v23.mp3": id3(3, frame(b"TT2\0", b"\0Short") + TITLE) + sound,
        "unsynchronised-v23.mp3": id3(3, unsynchronised(with_ff), flags=0x80) + sound,
        "unsynchronised-v24.mp3": id3(4, frame(b"TIT2", unsynchronised(with_ff[10:]), version=4), flags=0x80) + sound,
        "unsynchronised-frame.mp3": id3(4, frame(b"TIT2", unsynchronised(with_ff[10:]), flags=2, version=4)) + sound,
        "compressed-v23.mp3": id3(3, frame(b"TIT2", compressed, flags=0x80) + frame(b"TPE1", b"\0Who")) + sound,
        "compressed-v24.mp3": id3(4, frame(b"TIT2", compressed, flags=0x09, version=4)) + sound,
        "plain-sizes-v24.mp3": id3(4, frame(b"TIT2", b"\x03" + b"t" * 200) + frame(b"TPE1", b"\x03Who")) + sound,
        "synchsafe-v24.mp3": id3(4, frame(b"TIT2", b"\x03" + b"t" * 200, version=4) + frame(b"TPE1", b"\x03Who"))
        + sound,
        "extended-header.mp3": id3(3, struct.pack(">IHI", 6, 0, 0) + TITLE, flags=0x40) + sound,
        "padding.mp3": id3(3, TITLE, padding=500) + sound,
        "two-tags.mp3": id3(3, TITLE) + id3(3, TITLE) + sound,
        "utf16.mp3": id3(3, frame(b"TIT2", b"\x01" + utf16)) + sound,
        "utf16-padded.mp3": id3(3, frame(b"TIT2", b"\x01" + utf16 + bytes(6))) + sound,
        "utf16-without-mark.mp3": id3(3, frame(b"TIT2", b"\x01" + "Tïtle".encode("utf-16-le"))) + sound,
        "utf16-cut.mp3": id3(3, frame(b"TIT2", b"\x01" + utf16[:-1])) + sound,
        "utf16-two-values.mp3": id3(4, frame(b"TPE1", b"\x01" + utf16 + b"\0\0" + utf16, version=4)) + sound,
        "utf16-big.mp3": id3(3, frame(b"TIT2", b"\x02" + "Tïtle".encode("utf-16-be"))) + sound,
        "many-values.mp3": id3(4, frame(b"TPE1", b"\x03Ann\0Bo\0\0", version=4)) + sound,
        "same-frame-twice.mp3": id3(3, frame(b"TPE1", b"\0Ann") + frame(b"TPE1", b"\0Bo")) + sound,
        "invalid-utf8.mp3": id3(3, frame(b"TIT2", b"\x03\xff\xfe\xfd") + frame(b"TPE1", b"\0Who")) + sound,
        "unknown-encoding.mp3": id3(3, frame(b"TIT2", b"\x09Title")) + sound,
        "empty-title.mp3": id3(3, frame(b"TIT2", b"\x03") + frame(b"TALB", b"\x03\0")) + sound,
        "blank-title.mp3": id3(3, frame(b"TIT2", b"\x03  \x00")) + sound,
        "unknown-frames.mp3": id3(3, frame(b"XYZ1", b"what") + TITLE + frame(b"\xe9ABC", b"what")) + sound,
        "frame-too-long.mp3": id3(3, TITLE + b"TPE1" + struct.pack(">IH", 9000, 0) + b"\0Who") + sound,
        "other-user-text.mp3": id3(3, frame(b"TXXX", b"\0mood\0sad") + TITLE) + sound,
        "user-text-in-capitals.mp3": id3(3, frame(b"TXXX", b"\0ARTISTS\0Ann") + frame(b"TPE1", b"\0Ann & Bo")) + sound,
        "foreign-ufid.mp3": id3(3, frame(b"UFID", b"http://example.org\0x") + TITLE) + sound,
        "bad-mbid.mp3": id3(3, frame(b"UFID", b"http://musicbrainz.org\0not-an-mbid") + TITLE) + sound,
        "v1.mp3": sound + V1,
        "v1-and-v2.mp3": id3(3, TITLE) + sound + V1,
        "v1-cut.mp3": sound + V1[:100],
        "ape.mp3": sound + APE_ITEM + APE_FOOT,
        "ape-and-v1.mp3": sound + APE_ITEM + APE_FOOT + V1,
        "flac-called.mp3": audio.flac(),
        "mp3-called.flac": id3(3, TITLE) + sound,
        "mp3-called.ogg": id3(3, TITLE) + sound,
        "wav-called.mp3": audio.wav(),
        "m4a-called.mp3": audio.m4a(),
        "vorbis-called.opus": vorbis,
        "opus-called.ogg": opus,
        "tag-before.flac": id3(3, TITLE) + audio.flac(),
        "chained.ogg": vorbis + vorbis,
        "chained.opus": opus + opus,
        "noise-behind.ogg": vorbis + b"noise" * 100,
        "nought-behind.ogg": vorbis + bytes(1000),
        "no-brand.m4a": audio.m4a().replace(b"ftyp", b"free", 1),
        "empty.mp3": b"",
        "empty.flac": b"",
        "noughts.mp3": bytes(5000),
        "words.mp3": b"This is not music at all.\n" * 100,
        "only-a-tag.mp3": id3(3, TITLE),
        "endless-tag.mp3": b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + TITLE,
        "html.wma": b"<html>404</html>",
    }


@pytest.mark.parametrize("name", sorted(odd_files()))
def test_odd_files_are_read_as_mutagen_reads_them(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(odd_files()[name])
    assert ours(path) == as_mutagen_has_it(path)


@pytest.mark.parametrize("extension", audio.FORMATS)
def test_truncated_files_are_read_as_mutagen_reads_them(tmp_path: Path, extension: str) -> None:
    whole = audio.write(tmp_path / f"a.{extension}", tags=audio.full_tags(), picture=20_000).read_bytes()
    path = tmp_path / f"cut.{extension}"
    for size in [*range(0, 200, 7), *range(200, len(whole), len(whole) // 60)]:
        path.write_bytes(whole[:size])
        assert ours(path) == as_mutagen_has_it(path), f"cut after {size} bytes"


@given(data=st.data())
def test_id3_of_any_content_is_read_as_mutagen_reads_it(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    version = data.draw(st.sampled_from([3, 4]))
    text = st.text(st.characters(codec="utf-8"), max_size=12)
    encoded = st.one_of(
        text.map(lambda value: b"\0" + value.encode("latin-1", "replace")),
        text.map(lambda value: b"\1" + value.encode("utf-16")),
        text.map(lambda value: b"\3" + value.encode()),
        st.tuples(text, text).map(lambda two: b"\3" + "\0".join(two).encode() + b"\0"),
        st.tuples(text, text).map(lambda two: b"\1" + two[0].encode("utf-16") + b"\0\0" + two[1].encode("utf-16")),
        text.map(lambda value: b"\3Artists\0" + value.encode()),
        text.map(lambda value: b"\1" + "artists".encode("utf-16") + b"\0\0" + value.encode("utf-16")),
        text.map(lambda value: b"http://musicbrainz.org\0" + value.encode()),
        st.binary(max_size=20),
    )
    names = st.sampled_from([b"TIT2", b"TPE1", b"TALB", b"TRCK", b"TSRC", b"TXXX", b"UFID", b"COMM", b"APIC", b"QQQQ"])
    flags = st.sampled_from([0] * 9 + [0x80, 0x02, 0x01])
    frames = data.draw(st.lists(st.tuples(names, encoded, flags), max_size=8))
    body = b"".join(frame(name, content, flags=flag, version=version) for name, content, flag in frames)
    tag = id3(
        version, body, padding=data.draw(st.sampled_from([0, 3, 30])), flags=data.draw(st.sampled_from([0, 0, 0x80]))
    )
    path = tmp_path_factory.mktemp("fuzz") / "a.mp3"
    path.write_bytes(tag + audio.mp3() + data.draw(st.sampled_from([b"", V1])))
    assert ours(path) == as_mutagen_has_it(path)


@given(
    comments=st.lists(
        st.binary(max_size=24) | st.sampled_from([b"TITLE=a", b"title=b", b"Artist=\xff", b"=x", b"\xe4=x"]), max_size=6
    ),
    more=st.integers(-1, 1),
)
def test_vorbis_comments_of_any_content_are_read_as_mutagen_reads_them(
    comments: list[bytes], more: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    block = struct.pack("<I", 0) + struct.pack("<I", max(0, len(comments) + more))
    block += b"".join(struct.pack("<I", len(comment)) + comment for comment in comments)
    plain = audio.flac()
    path = tmp_path_factory.mktemp("fuzz") / "a.flac"
    head = plain[:4] + bytes([plain[4] & 0x7F]) + plain[5:42]
    path.write_bytes(head + b"\x84" + len(block).to_bytes(3, "big") + block + plain[42:])
    assert ours(path) == as_mutagen_has_it(path)


def test_an_ogg_comment_over_many_pages_is_read(tmp_path: Path) -> None:
    path = audio.write(tmp_path / "a.ogg", tags=audio.full_tags(), picture=400_000)
    assert read_tags(path).title == "Title 1"


# --- our units ---------------------------------------------------------------------------------------------


def test_isrcs_are_bare_sorted_and_malformed_ones_left_out(tmp_path: Path) -> None:
    path = audio.write(tmp_path / "a.flac", tags={"isrc": ["qz-es5-00-00002", "nonsense", "QZES50000001"]})
    assert read_tags(path).isrcs == ("QZES50000001", "QZES50000002")


@pytest.mark.parametrize(
    ("written", "number"), [("7", 7), ("07/19", 7), ("0", None), ("A7", None), ("", None), ("9999999", None)]
)
def test_a_track_number_is_what_a_value_begins_with(tmp_path: Path, written: str, number: int | None) -> None:
    assert read_tags(audio.write(tmp_path / "a.flac", tags={"tracknumber": written})).track == number


def test_control_characters_and_white_space_are_no_part_of_a_title(tmp_path: Path) -> None:
    path = audio.write(tmp_path / "a.flac", tags={"title": " a\nb\x1fc\u2028 "})
    assert read_tags(path).title == "a b c"


def test_a_file_without_tags_says_nothing_but_its_length(tmp_path: Path) -> None:
    assert read_tags(audio.write(tmp_path / "a.wav", seconds=1.5)) == FileTags(duration_ms=1500)


def test_what_is_no_audio_is_an_error_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"words " * 50)
    with pytest.raises(DataError, match=r"^[^\n]*a\.mp3: this audio file is broken"):
        read_tags(path)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp3")
    with pytest.raises(DataError, match="not a file"):
        read_tags(tmp_path / "a.mp3")
