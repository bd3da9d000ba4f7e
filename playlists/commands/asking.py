"""Whom the command asks: providers by name, the local index, what is remembered; with progress."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playlists.commands import one_line, say
from soundtrack import catalogue, providers
from soundtrack.errors import UsageError
from soundtrack.library._database import default_path
from soundtrack.library.scan import ScanReport, scan
from soundtrack.providers._cached import Cached
from soundtrack.providers._local import Local
from soundtrack.providers._spotify_keys import keys as spotify_keys
from soundtrack.providers.base import Provider
from soundtrack.resolution import Progress, Resolver
from soundtrack.store import Store

SERVICES = ("musicbrainz", "deezer", "spotify")
NAMES = ("local", "catalogue", *SERVICES)
MOST_NAMED = 20
"""Broken files that are named one by one."""


def resolver(args: argparse.Namespace) -> Resolver:
    """The resolver that the options ask for.

    Raises:
        UsageError: An unknown provider.
        DataError: A folder that cannot be scanned.
    """
    return Resolver(list(_providers(args)))


def remembering(args: argparse.Namespace) -> Resolver:
    """A resolver that sends nothing: local files, and what services answered earlier."""
    quiet = argparse.Namespace(provider=None, library=None, offline=True, refresh=False, quiet=args.quiet)
    return Resolver(list(_providers(quiet)))


def _providers(args: argparse.Namespace) -> Iterator[Provider]:
    names = _chosen(args.provider)
    folders: Sequence[str] = args.library or ()
    if folders:
        scanned(folders, quiet=args.quiet)
    if "local" in names and (folders or default_path().is_file()):
        yield Local(within=folders)
    if "catalogue" in names and (args.provider or catalogue.names()):
        yield providers.catalogue()
    store = Store()
    for service in services(args):
        yield Cached(service, store, offline=args.offline, refresh=args.refresh)


def services(args: argparse.Namespace) -> Iterator[Provider]:
    """The services that are to be asked, each bare: nothing is remembered. Raises UsageError."""
    names = _chosen(args.provider)
    for name in SERVICES:
        if name in names and (args.provider or name != "spotify" or spotify_keys() is not None):
            service: Provider = getattr(providers, name)()
            yield service


def _chosen(text: str | None) -> tuple[str, ...]:
    if text is None:
        return NAMES
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in NAMES:
            raise UsageError(f"there is no provider {name!r}; choose from {', '.join(NAMES)}.")
    return names


def scanned(folders: Sequence[str], *, quiet: bool) -> ScanReport:
    """Bring the index up to date with *folders*, and name the files that could not be read."""
    with bar("scanning", quiet=quiet) as progress:
        report = scan(folders, progress=lambda done, whole: progress("files", done, whole))
    if not quiet:
        for path, reason in report.skipped:
            say(f"not looked at: {one_line(os.fsdecode(path))}: {reason}")
    if report.broken and not quiet:
        for path, reason in report.broken[:MOST_NAMED]:
            say(f"not readable as music: {one_line(os.fsdecode(path))}: {reason}")
        if len(report.broken) > MOST_NAMED:
            say(f"and {len(report.broken) - MOST_NAMED} more; 'playlists scan --json' names them all")
    return report


@contextmanager
def bar(what: str, *, quiet: bool) -> Iterator[Progress]:
    """A progress bar on standard error, shown on a terminal when it takes longer than a second."""
    from tqdm import tqdm

    with tqdm(desc=what, delay=1, leave=False, disable=True if quiet else not sys.stderr.isatty()) as line:

        def progress(who: str, done: int, whole: int) -> None:
            line.set_description(f"{what} {who}", refresh=False)
            line.total = whole
            line.update(done - line.n)

        yield progress
