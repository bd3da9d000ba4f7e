"""One audio file → what its tags say, in our units.

mutagen reads; here its many spellings of one thing become one. Tag names are those that MusicBrainz Picard
writes: https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html
"""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO, NamedTuple

import mutagen

from soundtrack import identifiers
from soundtrack.errors import DataError, IdentifierError
from soundtrack.library._fields import APE_FIELDS, APPLE, ASF_FIELDS, ID3_FIELDS, MP4_FIELDS, VORBIS_FIELDS

EXTENSIONS = frozenset(
    {"aac", "ac3", "aif", "aifc", "aiff", "ape", "asf", "dff", "dsf", "flac", "m4a", "m4b", "mp2", "mp3", "mpc"}
    | {"mpga", "oga", "ogg", "ofr", "ofs", "opus", "spx", "tak", "tta", "wav", "wave", "wma", "wv"}
)
"""Names of files that we take for music, without the dot, in lower case. Films (``.mp4``, ``.wmv``) are not."""

MAX_TEXT = 1000
"""Characters of a title or name that are kept; what is longer is not a title."""

_MAX_NUMBER = 100_000
_MAX_DURATION_MS = 30 * 24 * 60 * 60 * 1000


class FileTags(NamedTuple):
    """What a file says about itself. Nothing is made up: what it does not say is None or empty."""

    title: str | None = None
    artist: str | None = None
    """The credit as printed: ``A feat. B``."""
    artists: tuple[str, ...] = ()
    """The names in it, where the file has them apart; else the credit alone."""
    album: str | None = None
    album_artist: str | None = None
    composers: tuple[str, ...] = ()
    track: int | None = None
    """From 1."""
    disc: int | None = None
    """From 1."""
    duration_ms: int | None = None
    """Milliseconds; None where the file does not tell."""
    isrcs: tuple[str, ...] = ()
    """Sorted, without repeats; malformed ones are left out, as are malformed MBIDs below."""
    recording_mbid: str | None = None
    track_mbid: str | None = None
    """Of the track on the release."""
    release_mbid: str | None = None
    release_group_mbid: str | None = None
    artist_mbids: tuple[str, ...] = ()
    """In the order of ``artists``."""


_Values = Mapping[str, list[str]]
"""Field name to the values that the file has for it, uncleaned."""


def read_tags(path: str | os.PathLike[str]) -> FileTags:
    """Read one audio file.

    Raises:
        DataError: It is no audio file that mutagen reads, or it is broken.
        OSError: It cannot be opened or read now.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise DataError("this is not a file", path=path)
        audio = _by_extension(file, os.fspath(path))
        if audio is None:
            audio = _by_content(file, path)
    return from_mutagen(audio)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a FIFO must not hang us


# --- mutagen -----------------------------------------------------------------------------------------------

_BROKEN = (
    mutagen.MutagenError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What mutagen raises on files that are not what they say: its own error, and these where it did not expect them."""


def _by_extension(file: BinaryIO, name: str | bytes) -> Any:
    """The file read by the class that its name and first bytes agree on; None where that is not so simple."""
    from soundtrack.library._lean import READERS

    fits, reader = READERS.get(os.path.splitext(os.fsdecode(name))[1].lower(), (None, None))
    if fits is None or reader is None or not fits(file.read(128)):
        return None
    file.seek(0)
    try:
        return reader(file)
    except _BROKEN:
        return None


def _by_content(file: BinaryIO, path: str | os.PathLike[str]) -> Any:
    file.seek(0)
    try:
        audio = mutagen.File(file, filename=os.fspath(path))
    except _BROKEN as err:
        cause = err.__cause__ or err.__context__
        if isinstance(cause, OSError) and cause.errno is not None:
            raise cause from None  # the disk's fault, not the file's
        words = str(err).strip() or type(err).__name__
        raise DataError(f"this audio file is broken ({words[:200]})", path=path) from None
    if audio is None:
        raise DataError("this is no audio file that we can read", path=path)
    return audio


# --- fields ------------------------------------------------------------------------------------------------


def from_mutagen(audio: Any) -> FileTags:
    """What a file that mutagen has read says about itself; *audio* is one of mutagen's ``FileType``."""
    values = _values(audio.tags)
    artists = _texts(values.get("artist", ()))
    names = _texts(values.get("artists", ())) or artists
    return FileTags(
        title=_first(_texts(values.get("title", ()))),
        artist=", ".join(artists) or None,
        artists=names,
        album=_first(_texts(values.get("album", ()))),
        album_artist=", ".join(_texts(values.get("album_artist", ()))) or None,
        composers=_texts(values.get("composer", ())),
        track=_number(values.get("track", ())),
        disc=_number(values.get("disc", ())),
        duration_ms=_milliseconds(getattr(audio.info, "length", None)),
        isrcs=tuple(sorted(set(_isrcs(values.get("isrc", ()))))),
        recording_mbid=_first(_mbids(values.get("recording", ()))),
        track_mbid=_first(_mbids(values.get("track_on_release", ()))),
        release_mbid=_first(_mbids(values.get("release", ()))),
        release_group_mbid=_first(_mbids(values.get("release_group", ()))),
        artist_mbids=_mbids(values.get("artist_ids", ())),
    )


def _values(tags: Any) -> _Values:
    """The values of the fields we read; one reader for each kind of tag that mutagen has."""
    if tags is None:
        return {}
    for parent in type(tags).__mro__:
        reader = _READERS.get(parent.__name__)
        if reader is not None:
            return reader(tags)
    return {}


def _from_id3(tags: Any) -> _Values:
    found: dict[str, list[str]] = {}
    for key, frame in (*getattr(tags, "quick", {}).items(), *tags.items()):
        kind, colon, description = key.partition(":")
        field = ID3_FIELDS.get(f"TXXX:{description.lower()}" if kind == "TXXX" else key)
        if field is None:
            continue
        if isinstance(frame, list):
            texts = frame
        elif colon and kind == "UFID":
            texts = [frame.data.decode("ascii", "replace")]
        else:
            texts = list(frame.text)
        found.setdefault(field, []).extend(texts)
    return found


def _from_pairs(tags: Any) -> _Values:
    found: dict[str, list[str]] = {}
    for key, value in list.__iter__(tags):
        field = VORBIS_FIELDS.get(key.lower())
        if field is not None:
            found.setdefault(field, []).append(value)
    return found


def _from_mp4(tags: Any) -> _Values:
    found: dict[str, list[str]] = {}
    for key, values in tags.items():
        freeform = key.lower().startswith(APPLE)
        field = MP4_FIELDS.get(key[len(APPLE) :].lower() if freeform else key)
        if field is None:
            continue
        if freeform:
            texts = [bytes(value).decode("utf-8", "replace") for value in values]
        elif field in ("track", "disc"):
            texts = [str(number) for number, _ in values]
        else:
            texts = [str(value) for value in values]
        found.setdefault(field, []).extend(texts)
    return found


def _from_asf(tags: Any) -> _Values:
    found: dict[str, list[str]] = {}
    for key, value in list.__iter__(tags):
        field = ASF_FIELDS.get(key)
        if field is not None:
            found.setdefault(field, []).append(str(value))
    return found


def _from_ape(tags: Any) -> _Values:
    return {
        APE_FIELDS[key.lower()]: [str(text) for text in value]
        for key, value in tags.items()
        if key.lower() in APE_FIELDS and getattr(value, "kind", None) == 0  # text, not binary and not a link
    }


_READERS: dict[str, Callable[[Any], _Values]] = {
    "ID3Tags": _from_id3,
    "VComment": _from_pairs,
    "MP4Tags": _from_mp4,
    "ASFTags": _from_asf,
    "APEv2": _from_ape,
}
"""By the name of mutagen's class, so that none of its modules is imported before a file needs it."""


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    """Values without white space around and control characters within, empty ones and repeats left out."""
    return tuple(dict.fromkeys(text for text in map(_clean, values) if text))


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _clean(text: str) -> str:
    if not text.isprintable():
        text = _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()
    return text.strip()[:MAX_TEXT].strip()


def _first(values: tuple[str, ...]) -> str | None:
    return values[0] if values else None


_LEADING_NUMBER = re.compile(r"\s*(\d{1,6})", re.ASCII)


def _number(values: Iterable[str]) -> int | None:
    """The number that the first value begins with: 7 for ``7/19``; None for none, nought, or nonsense."""
    for value in values:
        found = _LEADING_NUMBER.match(value)
        number = int(found[1]) if found else 0
        return number if 0 < number < _MAX_NUMBER else None
    return None


def _milliseconds(seconds: float | None) -> int | None:
    """Mutagen's length in milliseconds; None for nought, less, not a number, or thirty days and more."""
    if not seconds or not 0 < seconds * 1000 < _MAX_DURATION_MS:
        return None
    return round(seconds * 1000) or None


def _isrcs(values: Iterable[str]) -> Iterable[str]:
    for value in values:
        for part in re.split(r"[\0,;/]", value):
            try:
                yield identifiers.isrc(part)
            except IdentifierError:
                continue


_MBID = re.compile(r"(?<![0-9a-f-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])")


def _mbids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mbid for value in values for mbid in _MBID.findall(value.lower())))
