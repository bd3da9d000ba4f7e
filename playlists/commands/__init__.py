"""One module a command, each with ``run(args) -> int``; what all of them share is here."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from soundtrack.errors import SoundtrackError
from soundtrack.files import MAX_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from playlists.library import Shelved

DONE = 0
OUR_ERROR = 1
WRONG_USAGE = 2
UNRESOLVED = 3
INTERRUPTED = 130


def run(args: argparse.Namespace) -> int:
    """Run the chosen command; every error of ours becomes one sentence on standard error."""
    from importlib import import_module

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a file name may hold bytes that are no text
    try:
        status: int = import_module(args.module).run(args)
        sys.stdout.flush()
    except SoundtrackError as err:
        say(f"playlists: {one_line(str(err))}")
        return OUR_ERROR
    except KeyboardInterrupt:
        say("playlists: interrupted; what was found out so far is kept.")
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()  # the reader has gone: not our error
        return DONE
    except OSError as err:
        _close_output()
        where = f"{os.fsdecode(err.filename)}: " if isinstance(err.filename, str | bytes) else ""
        say(f"playlists: {one_line(where)}{(err.strerror or str(err)).lower()}.")
        return OUR_ERROR
    return status


def _close_output() -> None:
    """What is still to be printed goes nowhere, so that the interpreter does not try once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def one_line(text: str) -> str:
    """*text* with every control character shown as an escape, so that a name cannot draw on the terminal."""
    return "".join(
        char if char.isprintable() or char == " " else char.encode("unicode_escape").decode() for char in text
    )


def say(text: str) -> None:
    """Words for a person, on standard error."""
    print(text, file=sys.stderr)


def print_json(value: Any) -> None:
    """Data for a machine, on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def width() -> int:
    """Columns to write tables for."""
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 160))


def named(args: argparse.Namespace) -> list[Shelved]:
    """The lists that the command's NAME means, each with its story and what its lock knows.

    Raises:
        UsageError: There is none of that name.
        DataError: A file is not right.
    """
    from pathlib import Path

    from playlists import library

    if args.name == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        return [library.from_bytes(data, args.story)]
    # not list(...): once 'playlists list' has run in this process, that name is the module beside this one
    return [*library.find(args.name, args.story, Path(args.lock) if args.lock else None)]
