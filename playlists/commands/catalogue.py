"""``playlists catalogue``: recordings by the million on this machine."""

from __future__ import annotations

import argparse
import os

from playlists.commands import DONE, OUR_ERROR, asking, print_json, say
from soundtrack.catalogue import Catalogue, build, names, path_of, remove
from soundtrack.errors import DataError


def run(args: argparse.Namespace) -> int:
    """Build, list or remove."""
    done: int = {"build": _build, "list": _list, "remove": _remove}[args.action](args)
    return done


def _build(args: argparse.Namespace) -> int:
    with asking.bar("building", quiet=args.quiet) as progress:
        path = build(
            args.name, args.source, form=args.format, progress=lambda done, whole: progress(args.name, done, whole)
        )
    with Catalogue.open(path) as built:
        rows = len(built)
    if not args.quiet:
        say(f"{rows} recordings in {path}, {_mebibytes(path):.1f} MiB")
    return DONE


def _list(args: argparse.Namespace) -> int:
    """All that were built; those that cannot be used are named on standard error."""
    found = []
    broken = 0
    for name in names():
        try:
            with Catalogue.open(name, verify=args.verify) as one:
                found.append({"name": name, "recordings": len(one), "mebibytes": round(_mebibytes(path_of(name)), 1)})
        except DataError as err:
            broken += 1
            say(f"playlists: {err}")
    if args.json:
        print_json(found)
    else:
        for one_found in found:
            print("{name}  {recordings} recordings, {mebibytes} MiB".format_map(one_found))
        if not found and not broken:
            say("No catalogue was built yet; start with: playlists catalogue build NAME FILE")
    return OUR_ERROR if broken else DONE


def _remove(args: argparse.Namespace) -> int:
    path = remove(args.name)
    if not args.quiet:
        say(f"removed {path}")
    return DONE


def _mebibytes(path: str | os.PathLike[str]) -> float:
    return os.path.getsize(path) / 2**20
