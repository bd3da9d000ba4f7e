"""Quiet tones as FLAC files, written without an encoder: 8 kHz, mono, 16 bits, about 1 KB a second.

A triangle wave bends only at its peaks, so FLAC's second-order predictor leaves nearly every sample with a
residual of 0, which takes one bit (https://www.rfc-editor.org/rfc/rfc9639).
"""

from __future__ import annotations

import hashlib
import io
from functools import cache

import mutagen

RATE = 8_000
"""Samples a second."""
QUIET_BITS = 7
"""Every sample is shifted left by this: a rise of 1 from sample to sample would not be heard."""
BLOCK = 4_000
"""Samples a frame, at most."""


def tone(pitch: int, duration_ms: int, tags: dict[str, str]) -> bytes:
    """Return a whole FLAC file with *tags*, as long as *duration_ms* to a hundredth of a second.

    Args:
        pitch: From 0; each is a little lower than the one before it (400 Hz, 364 Hz, 333 Hz, ...).
        duration_ms: Milliseconds, from a second to some hours.
        tags: Vorbis comments: ``title``, ``artist``, ``album``, ``tracknumber``, ``comment``, ...
    """
    half = 10 + pitch
    wave = [abs(place - half) - half // 2 for place in range(2 * half)]
    block = BLOCK // len(wave) * len(wave)  # frames of whole waves are all alike
    samples = duration_ms * RATE // 1000 // len(wave) * len(wave)
    lengths = [block] * (samples // block) + [samples % block] * (samples % block > 0)
    bodies = {length: _subframe(wave, length) for length in set(lengths)}
    frames = b"".join(_frame(number, length, bodies[length]) for number, length in enumerate(lengths))
    file = io.BytesIO(b"fLaC" + _stream_info(wave, block, samples) + frames)
    flac = mutagen.File(file)
    flac.update(tags)
    file.seek(0)
    flac.save(file)
    return file.getvalue()


def _stream_info(wave: list[int], block: int, samples: int) -> bytes:
    """The metadata block that every FLAC file begins with; sizes of frames are left unknown (0)."""
    pcm = b"".join((value << QUIET_BITS).to_bytes(2, "little", signed=True) for value in wave)
    bits = f"{1:01b}{0:07b}{34:024b}{block:016b}{block:016b}{0:048b}{RATE:020b}{0:03b}{15:05b}{samples:036b}"
    return _bytes(bits) + hashlib.md5(pcm * (samples // len(wave)), usedforsecurity=False).digest()


def _frame(number: int, length: int, subframe: bytes) -> bytes:
    """A frame of *length* samples: sync code, fixed block size, 8 kHz, mono, 16 bits."""
    header = _bytes(f"{0b11111111111110:014b}00{0b0111:04b}{0b0100:04b}0000{0b100:03b}0")
    header += chr(number).encode("utf-8") + (length - 1).to_bytes(2, "big")
    header += _crc(header, 8, 0x07)
    return header + subframe + _crc(header + subframe, 16, 0x8005)


def _subframe(wave: list[int], length: int) -> bytes:
    """Predict every sample from the two before it; write what is missing as a Rice code with parameter 0."""
    bits = f"0{0b001010:06b}1" + "0" * (QUIET_BITS - 1) + "1"
    width = 16 - QUIET_BITS
    bits += "".join(f"{value % (1 << width):0{width}b}" for value in wave[:2]) + f"{0:010b}"
    missing = [wave[place] - 2 * wave[place - 1] + wave[place - 2] for place in range(len(wave))]
    codes = ["0" * (2 * one if one >= 0 else -2 * one - 1) + "1" for one in missing]
    return _bytes(bits + ("".join(codes) * (length // len(wave)))[len(codes[0] + codes[1]) :])


def _bytes(bits: str) -> bytes:
    """Binary digits as bytes, filled up with zeros."""
    whole = -(-len(bits) // 8)
    return int(bits.ljust(whole * 8, "0"), 2).to_bytes(whole, "big")


def _crc(data: bytes, width: int, polynomial: int) -> bytes:
    table, mask, value = _crc_table(width, polynomial), (1 << width) - 1, 0
    for byte in data:
        value = (value << 8) & mask ^ table[value >> (width - 8) ^ byte]
    return value.to_bytes(width // 8, "big")


@cache
def _crc_table(width: int, polynomial: int) -> list[int]:
    table = [byte << (width - 8) for byte in range(256)]
    for _ in range(8):
        table = [value << 1 ^ (polynomial | 1 << width if value >> (width - 1) else 0) for value in table]
    return table
