"""The Music Player Daemon, asked over its own protocol (https://mpd.readthedocs.io/en/stable/protocol.html)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.players._entry import Entry, PlayerError

SECONDS = 30
NAME = "MPD"


def missing() -> str | None:
    """Why it cannot be asked here; None when it can."""
    return None if shutil.which("mpd") else "mpd is not installed"


def entries(list_file: Path) -> list[Entry]:
    """Load a list that stands in its music directory, play every entry, and return them in order."""
    with _running(music=list_file.parent) as daemon:
        daemon.say("load", list_file.name)
        return daemon.queue(list_file.parent)


def stored_entries(list_file: Path, music: Path) -> list[Entry]:
    """Load a list of its playlist directory, whose paths count from the music directory."""
    with _running(music=music, lists=list_file.parent) as daemon:
        daemon.say("load", list_file.stem)
        return daemon.queue(music)


class _Daemon:
    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire.makefile("rw", encoding="utf-8", errors="surrogateescape", newline="\n")
        self._wire.readline()

    def say(self, command: str, *arguments: str) -> list[tuple[str, str]]:
        """Send a command; the answer as pairs of key and value."""
        quoted = ['"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"' for one in arguments]
        self._wire.write(" ".join([command, *quoted]) + "\n")
        self._wire.flush()
        answer = []
        while (line := self._wire.readline().rstrip("\n")) != "OK":
            if not line or line.startswith("ACK"):
                raise PlayerError(f"MPD on {command}: {line or 'hung up'}")
            key, _, value = line.partition(": ")
            answer.append((key, value))
        return answer

    def wait(self, key: str, *values: str | None) -> dict[str, str]:
        """Wait until the status has one of these values (None: has no such key)."""
        deadline = time.monotonic() + SECONDS
        while (status := dict(self.say("status"))).get(key) not in values:
            if time.monotonic() > deadline:
                raise PlayerError(f"MPD: {key} is {status.get(key)} after {SECONDS} s")
            time.sleep(0.005)
        return status

    def queue(self, music: Path) -> list[Entry]:
        """What was loaded, each played on its own to its end."""
        songs: list[dict[str, str]] = []
        for key, value in self.say("playlistinfo"):
            if key == "file":
                songs.append({})
            songs[-1][key] = value
        self.say("single", "1")
        found = []
        for song in songs:
            self.say("clearerror")
            self.say("playid", song["Id"])
            status = self.wait("state", "stop", "pause")  # it pauses where another song would follow
            path = os.path.join(music, song["file"])
            found.append(Entry(song.get("Name", ""), path, "error" not in status))
        return found


@contextmanager
def _running(music: Path, lists: Path | None = None) -> Iterator[_Daemon]:
    with tempfile.TemporaryDirectory() as own:  # a socket's path has room for 108 bytes, fewer than pytest's folders
        config = Path(own, "mpd.conf")
        config.write_text(
            f'music_directory "{music}"\nplaylist_directory "{lists or own}"\ndb_file "{own}/db"\n'
            f'log_file "{own}/log"\nbind_to_address "{own}/socket"\n'
            'audio_output {\n type "null"\n name "null"\n sync "no"\n}\n'
        )
        with subprocess.Popen(["mpd", "--no-daemon", config], stderr=subprocess.DEVNULL) as process:
            try:
                with _connected(f"{own}/socket", process) as wire:
                    daemon = _Daemon(wire)
                    daemon.say("update")
                    daemon.wait("updating_db", None)
                    yield daemon
            finally:
                process.terminate()


def _connected(path: str, process: subprocess.Popen[bytes]) -> socket.socket:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(SECONDS)
        try:
            wire.connect(path)
        except OSError:
            wire.close()
            time.sleep(0.01)
        else:
            return wire
    raise PlayerError("MPD did not start")
