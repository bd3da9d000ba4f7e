"""``playlists scan``: the index of local music."""

from __future__ import annotations

import argparse
import os

from playlists.commands import DONE, asking, print_json


def run(args: argparse.Namespace) -> int:
    """Scan the folders and print what changed."""
    report = asking.scanned(args.folders, quiet=args.quiet or args.json)
    counts = {name: getattr(report, name) for name in ("seen", "added", "changed", "moved", "deleted", "unchanged")}
    if args.json:
        broken = [{"path": os.fsdecode(path), "reason": reason} for path, reason in report.broken]
        print_json({**counts, "broken": broken})
        return DONE
    print(", ".join(f"{count} {name}" for name, count in counts.items()) + f", {len(report.broken)} broken")
    return DONE
