"""``playlists merge``: two locks of one list as one."""

from __future__ import annotations

import argparse
from pathlib import Path

from playlists import lock, review
from playlists.commands import DONE, OUR_ERROR, one_line, say


def run(args: argparse.Namespace) -> int:
    """Write the merged lock; status 1 when the two disagree, with every disagreement named."""
    ours, theirs = Path(args.ours), Path(args.theirs)
    merged, conflicts = review.merged(lock.read(ours), lock.read(theirs))
    target = Path(args.output) if args.output else ours
    lock.write(target, merged)
    for conflict in conflicts:
        say(f"conflict: {one_line(conflict)}")
    print(target)
    return OUR_ERROR if conflicts else DONE
