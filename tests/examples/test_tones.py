"""The stand-ins are sound FLAC files: of the right length, and decoded without an error by a real decoder."""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.flac import FLAC

from tests.examples.running import EXAMPLES


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tones", EXAMPLES / "tones.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tones = load()


@given(pitch=st.integers(0, 40), duration_ms=st.integers(1_000, 20_000))
def test_a_tone_is_as_long_as_asked_to_a_hundredth_of_a_second(pitch: int, duration_ms: int) -> None:
    info = FLAC(io.BytesIO(tones.tone(pitch, duration_ms, {}))).info
    assert duration_ms / 1000 - 0.0125 < info.length <= duration_ms / 1000
    assert (info.sample_rate, info.channels, info.bits_per_sample) == (8_000, 1, 16)


def test_tags_are_kept_as_they_are() -> None:
    tags = {"title": "Tō–kyō 🎵", "artist": "A = B", "comment": "a tone"}
    assert {key: FLAC(io.BytesIO(tones.tone(3, 1_000, tags)))[key] for key in tags} == {
        key: [value] for key, value in tags.items()
    }


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize(("pitch", "duration_ms"), [(0, 1_000), (7, 2_500), (28, 61_234), (5, 460_000)])
def test_a_real_decoder_finds_every_checksum_right(pitch: int, duration_ms: int) -> None:
    data = tones.tone(pitch, duration_ms, {})
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-err_detect", "crccheck+bitstream+explode", "-i", "-", "-f", "md5", "-"],
        input=data,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert done.stdout.strip() == f"MD5={FLAC(io.BytesIO(data)).info.md5_signature:032x}".encode()
