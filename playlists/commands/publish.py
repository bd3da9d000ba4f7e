"""``playlists publish``: put a list where people listen."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from playlists.commands import DONE, asking, named, one_line, print_json, say
from playlists.commands.views import View, views
from playlists.exporters.base import ExportOptions, LeftOut
from playlists.library import Shelved
from playlists.publish import service
from playlists.publish.base import Outcome, Plan, Service, entries
from playlists.publish.memory import Remembered
from playlists.publish.run import carry_out, difference, plan
from soundtrack import files
from soundtrack.errors import ProviderError, UsageError

MOST_SHOWN = 40
"""Entries that come or go that are printed one by one."""


def run(args: argparse.Namespace) -> int:
    """Show what would change; with ``--yes`` do it."""
    lists = named(args)
    shown = views([(one, one.playlist) for one in lists], args)
    for option in ("onto", "skipped"):
        if getattr(args, option) is not None and len(shown) > 1:
            raise UsageError(f"--{option} is for one list, and here are {len(shown)}: name one.")
    keys = _keys(lists, shown, args)
    there = service(args.to, ask=say_where if args.no_browser else None)
    rows = [_published(view, key, there, args) for view, key in zip(shown, keys, strict=True)]
    if args.json:
        print_json(rows[0] if len(rows) == 1 else rows)
    return DONE


def _keys(lists: Sequence[Shelved], shown: Sequence[View], args: argparse.Namespace) -> list[str]:
    """What each list is remembered by; one that was made of others, by theirs and its own name."""
    keys = [one.key for one in lists if one.key is not None]
    if len(keys) < len(lists):
        raise UsageError("publish wants a list with a name, so that the next run knows it again; save it as a file.")
    if args.alternate or args.per_part:
        return [f"{' + '.join(keys)}: {view.stem}" for view in shown]
    return keys


def say_where(address: str) -> None:
    """Print where to agree, and open nothing."""
    say(f"Agree at:\n  {address}")


def _published(view: View, key: str, there: Service, args: argparse.Namespace) -> dict[str, object]:
    options = ExportOptions(story=view.story, telling=args.telling, upto=args.upto, public=args.public)
    target = there.target(view.playlist, options)
    remembered = Remembered(there.name, key)
    outcome = None
    with remembered.exclusively():
        onto = there.parse(args.onto) if args.onto is not None else None
        planned = plan(target, there, remembered, onto=onto)
        if not args.json:
            _print(planned, there)
        if args.yes:
            outcome = _carried_out(planned, there, remembered, args)
    skipped = _skipped(view.stem, there, target.left_out, args)
    if not args.quiet:
        _say(planned, outcome, skipped)
    return _row(planned, there, outcome, skipped)


def _carried_out(planned: Plan, there: Service, remembered: Remembered, args: argparse.Namespace) -> Outcome:
    try:
        with asking.bar("publishing", quiet=args.quiet) as bar:
            return carry_out(planned, there, remembered, lambda done, whole: bar(there.name, done, whole))
    except ProviderError:
        say("What was written so far stays; the same command goes on from there.")
        raise


def _print(planned: Plan, there: Service) -> None:
    """The plan as words: what comes and goes, then the requests."""
    target = planned.target
    where = there.url(planned.remote.id) if planned.remote is not None else "a new playlist"
    print(one_line(f"{target.title} -> {there.name}: {where}, {entries(len(target.entries))}"))
    rows = difference(planned)
    for sign, place, entry in rows[:MOST_SHOWN]:
        print(one_line(f"  {sign} {place:>3}. {entry.label}"))
    if len(rows) > MOST_SHOWN:
        print(f"  and {len(rows) - MOST_SHOWN} more")
    for number, change in enumerate(planned.changes, start=1):
        print(f"  request {number}: {change}")
    if not planned.changes:
        print("  nothing to change")


def _skipped(stem: str, there: Service, left_out: tuple[LeftOut, ...], args: argparse.Namespace) -> Path | None:
    """Write what could not be carried into a file, when something was done; a dry run writes nothing."""
    if not left_out or not args.yes:
        return None
    path = Path(args.skipped) if args.skipped else Path(f"{stem}.{there.name}.skipped.json")
    files.write_whole(path, json.dumps([asdict(one) for one in left_out], ensure_ascii=False, indent=2) + "\n")
    return path


def _say(planned: Plan, outcome: Outcome | None, skipped: Path | None) -> None:
    left_out = planned.target.left_out
    for note in planned.notes:
        say(f"note: {note}")
    for one in left_out:
        say(one_line(f"not carried: {one.position}. {one.title}: {one.why}"))
    if skipped is not None:
        say(one_line(f"what was not carried is in {os.fspath(skipped)}"))
    if outcome is None:
        say("Nothing was sent that writes; --yes does it.")
    elif outcome.writes:
        requests = "request" if outcome.writes == 1 else "requests"
        say(f"{outcome.writes} {requests} written, read back and compared: {outcome.url}")
    else:
        say(f"It is there already: {outcome.url}")


def _row(planned: Plan, there: Service, outcome: Outcome | None, skipped: Path | None) -> dict[str, object]:
    remote = outcome.id if outcome is not None else planned.remote.id if planned.remote is not None else None
    return {
        "service": planned.service,
        "title": planned.target.title,
        "url": there.url(remote) if remote is not None else None,
        "done": outcome is not None,
        "entries": len(planned.target.entries),
        "requests": [str(change) for change in planned.changes],
        "left_out": [asdict(one) for one in planned.target.left_out],
        "skipped_file": os.fspath(skipped) if skipped is not None else None,
        "notes": list(planned.notes),
    }
