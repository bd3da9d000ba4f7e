"""Bytes that programs wrote become text: UTF-8 first, then what else it can be.

Order: a byte order mark decides; then UTF-8; then UTF-16 without a mark, seen by its zeros; then older
encodings. Among these, Western text is taken as Windows-1252 (as Mac Roman where lines end in CR alone, which
only programs of the classic Mac do), Japanese is known by its kana, KOI8 by where its small letters are, the
rest is left to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re

from soundtrack.errors import DataError

MAX_LINE = 64 * 1024
"""Characters; a longer line is no entry of a list."""
_SMALL_SHARE = 0.75
MAX_PARTS = 4_000_000
"""Lines, elements or values in one file."""
_SAMPLE = 64 * 1024
_CONTROLS = 16
"""Control characters that names of files may hold between them; more, and every tenth, are no text."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = (
    *("cp1252", "cp1251", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
    *("cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "mac_roman"),
)
_BREAK = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_KANA = re.compile("[\u3041-\u30fe]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_IN_WORD_SIGN = re.compile(r"(?<=[^\W\d_])[¡-©«-±»¿×÷¤¦¬®³¹¶†‡‰ˆ˜€](?=[^\W\d_])")


def not_more_than(count: int, limit: int) -> None:
    """Refuse data with more parts than any list has, before time and memory are spent on them. Raises DataError."""
    if count > limit:
        raise DataError(f"the data has more than {limit:,} parts", remedy="is it a list at all")


def decoded(data: bytes) -> str:
    """Return the text in *data*, without a byte order mark.

    Raises:
        DataError: It is empty, no text, or in an encoding that cannot be told.
    """
    if not data.strip():
        raise DataError("the file is empty", remedy="name a file with a list in it")
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    zeros = data.count(0)
    if marked:
        text = _strictly(data, marked)
    elif zeros:
        text = _strictly(data, _utf16_without_mark(data, zeros))
    else:
        text = data.decode() if _is_utf8(data) else _legacy(data)
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(_CONTROLS, len(sample) // 10):
        raise _no_text()
    return text


def lines_of(text: str) -> list[str]:
    """Split at LF, CR LF and CR alone, and at nothing else. Raises DataError where a line is no line."""
    not_more_than(text.count("\n") + text.count("\r"), MAX_PARTS)
    lines = _BREAK.split(text)
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            raise DataError(f"the line is longer than {MAX_LINE} characters", line=number, remedy="is it a list at all")
    return lines


def path_lines(data: bytes) -> list[str]:
    """Return the lines of a list of paths.

    A list in UTF-8 may hold names of files that are not: such lines keep their bytes as surrogates
    (``os.fsencode`` gives them back), while a comment is read as Windows-1252. Raises DataError.
    """
    not_more_than(data.count(b"\n") + data.count(b"\r"), MAX_PARTS)
    if b"\0" not in data and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        raw = re.split(rb"\r\n|\n|\r", data)
        foreign = [line for line in raw if not line.isascii()]
        broken = sum(not _is_utf8(line) for line in foreign)
        if 0 < broken < len(foreign) / 2:
            return lines_of("\n".join(_path_line(line) for line in raw))
    return lines_of(decoded(data))


def _path_line(line: bytes) -> str:
    if line.startswith(b"#") and not _is_utf8(line):
        return line.decode("cp1252", "replace")
    return line.decode("utf-8", "surrogateescape")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(data: bytes, zeros: int) -> str:
    at_odd = data[1::2].count(0)
    if len(data) % 2 == 0 and zeros > len(data) // 8:
        if at_odd > 0.9 * zeros:
            return "utf-16-le"
        if at_odd < 0.1 * zeros:
            return "utf-16-be"
    raise _no_text()


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as err:
        raise DataError(
            f"the text is not valid {encoding.removesuffix('-sig').upper()}",
            line=data.count(b"\n", 0, err.start) + 1,
            remedy="save it as UTF-8",
        ) from None


def _legacy(data: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = b"\n".join(line for line in re.split(rb"[\r\n]+", data) if not line.isascii())[:_SAMPLE]
    encodings = {name for name in _LEGACY if _reads(data, name)}
    for name in ("cp932", "euc_jp"):
        text = data.decode(name) if name in encodings else ""
        if _HALF_WIDTH_KANA.search(text):
            encodings.discard(name)
        elif _KANA.search(text):
            return text
    if _looks_western(sample):
        if b"\n" not in data and "mac_roman" in encodings:
            return data.decode("mac_roman")
        if "cp1252" in encodings and not _IN_WORD_SIGN.search(data.decode("cp1252")):
            return data.decode("cp1252")
    elif "koi8_r" in encodings and _is_koi8(sample):
        return data.decode("koi8_r")
    best = from_bytes(sample, cp_isolation=sorted(encodings)).best() if encodings else None
    if best is None or best.encoding not in encodings:
        raise DataError("the encoding of the text cannot be told", remedy="save it as UTF-8")
    return data.decode(best.encoding)


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_western(sample: bytes) -> bool:
    """Accented letters stand alone among ASCII ones; other scripts write whole words beyond ASCII."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    letters = len(re.findall(rb"[A-Za-z]", sample))
    beyond = sum(map(len, runs))
    return beyond <= letters and beyond <= 1.5 * len(runs)


def _is_koi8(sample: bytes) -> bool:
    """KOI8 has its small letters where the other one-byte encodings have capitals."""
    beyond = re.findall(rb"[\x80-\xff]", sample)
    small = re.findall(rb"[\xc0-\xdf]", sample)
    return len(small) > _SMALL_SHARE * len(beyond)


def _no_text() -> DataError:
    return DataError("this is no text", remedy="name a file with a list in it")
