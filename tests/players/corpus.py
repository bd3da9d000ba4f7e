"""A folder of music in five formats by real encoders, under names that are hard to carry in a list."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ENCODERS = {"mp3": "libmp3lame", "flac": "flac", "ogg": "libvorbis", "opus": "libopus", "m4a": "aac"}


@dataclass(frozen=True)
class Song:
    """A file and its tags."""

    name: bytes
    """Below the folder, with its own bytes."""
    artist: str
    title: str


def _song(number: int, name: str | bytes, title: str | None = None, artist: str = "The Testers") -> Song:
    return Song(os.fsencode(name), artist, title or f"Song number {number}")


CARRIED = tuple(
    _song(number, *words)
    for number, words in enumerate(
        [
            ("#1 hash first.mp3",),
            ("Battle: Reprise.flac",),
            ("-dash first.ogg",),
            ("One, two - three - four.opus", "Hyphens - and - more, with a comma"),
            ("Cafe\u0301 decomposed.m4a", "Cafe\u0301"),
            ("Caf\u00e9 composed.mp3", "Th\u00e9"),
            ("Caf\u00e9 twin.flac", "Twin, composed"),
            ("Cafe\u0301 twin.ogg", "Twin, decomposed"),
            ("100% sure.opus", "100 % sure, #1?"),
            ("escaped %41 %20.m4a",),
            ("\"double\" and 'single'.mp3", "\"Double\" and 'single'"),
            ("what? now.flac",),
            ("back\\slash.ogg",),
            (f"{'long ' * 48}name.opus", f"{'Long ' * 60}title"),
            (
                "\U0001f3bb \U0001f469\u200d\U0001f3a4.m4a",
                "\U0001f469\u200d\U0001f3a4 \u97f3\u697d",
                "\u6771\u4eac - \u5927\u962a",
            ),
            ("dots in the end.../file...mp3",),
            (" space first.flac",),
            ("&amp; <b>.ogg", "<b>&amp;</b>"),
            ("file:x;[1]{2}$HOME`~!=+@.opus",),
            ("EXTINF:1,Nobody - Nothing.m4a", "EXTVLCOPT:no-audio"),
            ("hash #2 inside.mp3",),
        ],
        start=1,
    )
)
"""Names that M3U can carry, whatever single players make of them."""

NOT_CARRIED = (
    _song(91, b"latin-1 caf\xe9.mp3"),
    _song(92, "two\nlines.flac"),
)
"""Names that no line of text can carry."""


def make(folder: Path) -> Path:
    """Encode two seconds of sound for every song below *folder*, five at a time."""
    running: list[subprocess.Popen[bytes]] = []
    for song in (*CARRIED, *NOT_CARRIED):
        path = os.path.join(os.fsencode(folder), song.name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        encoder = ENCODERS[os.fsdecode(path).rpartition(".")[2]]
        command: list[str | bytes] = ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "sine=duration=2"]
        command += ["-metadata", f"title={song.title}", "-metadata", f"artist={song.artist}", "-c:a", encoder]
        running.append(subprocess.Popen([*command, b"file:" + path]))
        if len(running) == len(ENCODERS):
            _finish(running)
    _finish(running)
    return folder


def _finish(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.wait():
            raise RuntimeError("ffmpeg failed")
    running.clear()
