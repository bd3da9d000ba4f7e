"""``playlists match``: any number of lines against a catalogue."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from playlists.commands import DONE, asking, say
from soundtrack.catalogue import bulk, sources
from soundtrack.errors import DataError, UsageError
from soundtrack.matching.bulk import Answer


def run(args: argparse.Namespace) -> int:
    """Write one line of JSON for every line asked, in order."""
    if args.workers is not None and args.workers < 1:
        raise UsageError("--workers is a number from 1 on.")
    states: Counter[str] = Counter()
    with asking.bar("matching", quiet=args.quiet) as progress, _output(args.output) as output:
        lines = sources.queries(args.queries, lambda done, whole: progress("lines", done, whole))
        for answer in bulk.match(lines, args.against, workers=args.workers):
            output.write(_json(answer))
            states[answer.state] += 1
    if not args.quiet:
        say(f"{states.total()} lines: " + ", ".join(f"{states[s]} {s}" for s in ("matched", "ambiguous", "missing")))
    return DONE


def _json(answer: Answer) -> str:
    return json.dumps(answer._asdict(), ensure_ascii=False) + "\n"


@contextmanager
def _output(path: str | None) -> Iterator[IO[str]]:
    """Standard output, or a file that is there when all of it is."""
    if path is None:
        yield sys.stdout
        return
    target = os.path.realpath(path)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", prefix=".", suffix=".part", dir=os.path.dirname(target), delete=False
        ) as file:
            temporary = file.name
            yield file
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, target)
    except OSError as err:
        raise DataError(f"cannot write: {err.strerror or err}", path=path, remedy="nothing was changed") from err
    finally:
        if temporary is not None:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
