"""VLC, by its engine libVLC, which also runs as root, where the program itself refuses to.

Run as a program of its own (``python vlc.py LIST``), so that a crash in there fails one test only; prints JSON.
https://videolan.videolan.me/vlc-3.0/group__libvlc.html
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from ctypes import c_char_p, c_int, c_void_p
from ctypes.util import find_library
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

SECONDS = 30
NAME = "VLC"

_TITLE, _ARTIST = 0, 1
_SKIPPED, _PARSED = 1, 4
_ENDED, _ERROR = 6, 7
_STATISTICS, _DECODED_AUDIO = 15, 7  # fields of libvlc_media_stats_t, and which of them counts decoded blocks
_CALLS: dict[str, tuple[Any, ...]] = {  # name: result, arguments
    "new": (c_void_p, c_int, c_void_p),
    "media_new_path": (c_void_p, c_void_p, c_char_p),
    "media_parse_with_options": (c_int, c_void_p, c_int, c_int),
    "media_get_parsed_status": (c_int, c_void_p),
    "media_subitems": (c_void_p, c_void_p),
    "media_list_count": (c_int, c_void_p),
    "media_list_item_at_index": (c_void_p, c_void_p, c_int),
    "media_get_meta": (c_char_p, c_void_p, c_int),
    "media_get_mrl": (c_char_p, c_void_p),
    "media_player_new_from_media": (c_void_p, c_void_p),
    "media_player_play": (c_int, c_void_p),
    "media_player_get_state": (c_int, c_void_p),
    "media_player_stop": (None, c_void_p),
    "media_get_stats": (c_int, c_void_p, c_void_p),
}


def missing() -> str | None:
    """Why it cannot be asked here; None when it can."""
    return None if find_library("vlc") else "VLC (libvlc) is not installed"


def entries(list_file: Path) -> list[Any]:
    """Open the list, play the start of every entry, and return them in order."""
    from tests.players._entry import Entry, PlayerError

    done = subprocess.run(
        [sys.executable, __file__, list_file], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise PlayerError(f"VLC: {done.stderr}")
    return [Entry(**one) for one in json.loads(done.stdout)]


class _Vlc:
    def __init__(self) -> None:
        self._library = ctypes.CDLL(find_library("vlc") or "libvlc.so.5")
        options = [b"--quiet", b"--aout=dummy", b"--no-video"]
        self._instance = self.call("new", len(options), (c_char_p * len(options))(*options))

    def call(self, name: str, *arguments: Any) -> Any:
        function = getattr(self._library, f"libvlc_{name}")
        function.restype, *function.argtypes = _CALLS[name]
        return function(*arguments)

    def entries(self, path: str) -> list[dict[str, object]]:
        media = self.call("media_new_path", self._instance, os.fsencode(path))
        self.call("media_parse_with_options", media, 0, SECONDS * 1000)
        while not (status := self.call("media_get_parsed_status", media)):
            time.sleep(0.005)
        if status not in (_SKIPPED, _PARSED):
            raise SystemExit(f"{path} was not parsed: {status}")
        listed = self.call("media_subitems", media)
        items = [
            self.call("media_list_item_at_index", listed, place)
            for place in range(self.call("media_list_count", listed))
        ]
        words = [self._words(item) for item in items]  # before they play: then VLC takes the file's tags
        return [
            {"title": title, "path": path, "plays": plays}
            for (title, path), plays in zip(words, self._played(items), strict=True)
        ]

    def _words(self, item: int) -> tuple[str, str]:
        words = [self.call("media_get_meta", item, field) for field in (_ARTIST, _TITLE)]
        mrl = self.call("media_get_mrl", item).removeprefix(b"file://")
        return " - ".join(word.decode() for word in words if word), os.fsdecode(unquote_to_bytes(mrl))

    def _played(self, items: list[int]) -> list[bool]:
        """Play all at once, each until some of its sound was decoded or it ends; which of them were heard."""
        players = [self.call("media_player_new_from_media", item) for item in items]
        for player in players:
            self.call("media_player_play", player)
        waiting = set(range(len(items)))
        deadline = time.monotonic() + SECONDS / 2
        while waiting and time.monotonic() < deadline:
            for place in sorted(waiting):
                over = self.call("media_player_get_state", players[place]) in (_ENDED, _ERROR)
                if over or self._was_heard(items[place]):
                    waiting.discard(place)
            time.sleep(0.01)
        for player in players:
            self.call("media_player_stop", player)
        return [self._was_heard(item) for item in items]

    def _was_heard(self, item: int) -> bool:
        statistics = (c_int * _STATISTICS)()
        self.call("media_get_stats", item, statistics)
        return statistics[_DECODED_AUDIO] > 0


if __name__ == "__main__":
    print(json.dumps(_Vlc().entries(os.path.abspath(sys.argv[1]))))
