"""``playlists resolve``: fill the lock."""

from __future__ import annotations

import argparse

from playlists import library
from playlists.commands import DONE, UNRESOLVED, asking, named, print_json, say
from playlists.commands.views import print_items, views
from playlists.library import Shelved
from playlists.models import Playlist


def run(args: argparse.Namespace) -> int:
    """Resolve every list of that name, or print the plan."""
    lists = named(args)
    if args.dry_run:
        return _plan(args, lists)
    shown = views(resolve_all(args, lists), args)
    print_items(shown, args)
    return finish([view.playlist for view in shown], args)


def resolve_all(args: argparse.Namespace, lists: list[Shelved]) -> list[tuple[Shelved, Playlist]]:
    """Resolve lists one after the other; each one's lock is written as soon as it is known."""
    resolver = asking.resolver(args)
    done = []
    for one in lists:
        with asking.bar(one.name, quiet=args.quiet) as progress:
            playlist = library.resolve(one.playlist, resolver, refresh=args.refresh, progress=progress)
        library.save_lock(one, playlist)
        done.append((one, playlist))
    return done


def finish(playlists: list[Playlist], args: argparse.Namespace) -> int:
    """Say the summary, and why a provider could not be asked; the status that ``--strict`` asks for."""
    if not args.quiet:
        say(library.summary(playlists))
    if args.verbose:
        for provider, reason in library.failures(playlists).items():
            say(f"{provider}: {reason}")
    unresolved = any(item.status != "matched" for playlist in playlists for item in playlist.items)
    return UNRESOLVED if args.strict and unresolved else DONE


def _plan(args: argparse.Namespace, lists: list[Shelved]) -> int:
    resolver = asking.resolver(args)
    requests: dict[str, list[float]] = {}
    for one in lists:
        for plan in library.plan(one.playlist, resolver, refresh=args.refresh):
            row = requests.setdefault(plan.provider, [0, 0.0, 0, 0])
            for index, value in enumerate((plan.requests, plan.seconds, plan.at_most, plan.lines)):
                row[index] += value
    if args.json:
        print_json(
            {
                "providers": [
                    {
                        "provider": provider,
                        "requests": int(row[0]),
                        "seconds": round(row[1], 1),
                        "at_most": int(row[2]),
                        "lines": int(row[3]),
                    }
                    for provider, row in requests.items()
                ]
            }
        )
        return DONE
    for provider, (count, seconds, most, lines) in requests.items():
        worst = f" (at most {int(most)})" if most > count else ""
        print(f"{provider:<12} {int(count):>3} requests{worst}, about {seconds:.0f} s, for {int(lines)} lines")
    return DONE
