"""mpv, asked over its JSON IPC (https://mpv.io/manual/stable/#json-ipc)."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from tests.players._entry import Entry

SECONDS = 30
NAME = "mpv"


def missing() -> str | None:
    """Why it cannot be asked here; None when it can."""
    return None if shutil.which("mpv") else "mpv is not installed"


def entries(list_file: Path) -> list[Entry]:
    """Open the list as a user does, play the start of every entry, and return them in order."""
    ours, theirs = socket.socketpair()
    command = ["mpv", "--no-config", "--load-scripts=no", "--no-terminal", "--idle=yes", "--ao=null", "--no-video"]
    command += ["--end=0.05", f"--input-ipc-client=fd://{theirs.fileno()}"]
    with ours, subprocess.Popen(command, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        ours.settimeout(SECONDS)
        try:
            with ours.makefile("rw", encoding="utf-8", errors="surrogateescape") as wire:
                return _played(wire, os.fspath(list_file.absolute()))
        finally:
            process.terminate()


def _played(wire: Any, name: str) -> list[Entry]:
    _say(wire, "loadfile", name)
    decoded = set()
    begun = False
    while True:
        event = json.loads(wire.readline())
        begun = begun or event.get("event") == "start-file"
        if event.get("event") == "end-file" and event["reason"] == "eof":
            decoded.add(event["playlist_entry_id"])
        if event.get("event") == "idle" and begun:
            break
    _say(wire, "get_property", "playlist")
    listed = json.loads(wire.readline())["data"]
    return [Entry(one.get("title", ""), os.path.normpath(one["filename"]), one["id"] in decoded) for one in listed]


def _say(wire: Any, *command: str) -> None:
    wire.write(json.dumps({"command": command}) + "\n")
    wire.flush()
