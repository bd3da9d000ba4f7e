"""``playlists review``: decide open questions, in a dialogue or in a file."""

from __future__ import annotations

import argparse
import datetime
import os
import select
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from playlists import library, review, tables
from playlists.commands import DONE, asking, named, one_line, say, width
from playlists.commands.resolve import resolve_all
from playlists.library import Shelved
from playlists.models import Playlist, PlaylistItem
from soundtrack import files, identifiers
from soundtrack.errors import UsageError
from soundtrack.models import Candidate
from soundtrack.resolution import Resolver

HELP = "number: that one   n: none of these   /words: search with other words   o/p number: open or play it   "
HELP += "s: skip   u: undo   q: stop"


def run(args: argparse.Namespace) -> int:
    """Write the questions, apply the answers, or ask one after the other."""
    lists = named(args)
    if len(lists) > 1:
        raise UsageError(f"review one list at a time: {' or '.join(one.name for one in lists)}.")
    (one,) = lists
    if args.apply is not None:
        return _apply(args, one)
    ((_, playlist),) = resolve_all(args, lists)
    if args.file is not None:
        files.write_whole(args.file, review.to_toml(playlist, one.name, _today()))
        count = len(list(review.open_items(playlist)))
        say(
            f"{count} open questions in {args.file}; answer them, then: playlists review {one.name} --apply {args.file}"
        )
        return DONE
    Dialogue(one, playlist, asking.resolver(args)).run()
    return DONE


def _today() -> str:
    return datetime.date.today().isoformat()


def _apply(args: argparse.Namespace, one: Shelved) -> int:
    text = files.read_text(args.apply)
    playlist, count = review.apply_toml(one.playlist, text, args.apply)
    library.save_lock(one, playlist)
    say(f"{count} {'decision' if count == 1 else 'decisions'} kept in {one.lock_path}")
    return DONE


@dataclass
class _Shown:
    """The question on the screen."""

    item: PlaylistItem
    candidates: tuple[Candidate, ...]


class Dialogue:
    """One question after the other; every decision is kept at once, so that stopping loses nothing.

    Args:
        shelved: The list, for its lock.
        playlist: The list with what was found out.
        resolver: Whom to ask when the person searches with other words.
        read: Gives the person's next line; raises EOFError at the end.
    """

    def __init__(
        self, shelved: Shelved, playlist: Playlist, resolver: Resolver, read: Callable[[str], str] | None = None
    ) -> None:
        self.shelved = shelved
        self.playlist = playlist
        self.resolver = resolver
        self.read = read or _line
        self.undo: list[tuple[Playlist, str]] = []

    def run(self) -> None:
        """Ask until everything is decided or skipped, or the person stops."""
        questions = [item.id for _, item in review.open_items(self.playlist)]
        index = 0
        while 0 <= index < len(questions):
            step = self._ask(questions[index], index + 1, len(questions))
            if step is None:
                break
            index += step
        left = len(list(review.open_items(self.playlist)))
        say("everything is decided" if left == 0 else f"{left} still open; 'playlists review' goes on from here")

    def _ask(self, item_id: str, number: int, whole: int) -> int | None:
        """One question; how many to go on (-1 after an undo), None to stop."""
        item = self.playlist.item(item_id)
        assert item is not None
        shown = _Shown(item, review.offers(item))
        print(f"\n{number}/{whole}", end="  ")
        self._print(shown)
        while True:
            try:
                answer = self.read("> ").strip()
            except EOFError:
                return None
            match answer.split(maxsplit=1):
                case ["q"]:
                    return None
                case ["s"] | []:
                    return 1
                case ["u"] if self.undo:
                    self.playlist, undone = self.undo.pop()
                    self._keep()
                    say(f"undone: {undone}")
                    return -1
                case ["n"]:
                    return self._decide(shown.item, None)
                case [digits] if digits.isdecimal() and 1 <= int(digits) <= len(shown.candidates):
                    return self._decide(shown.item, shown.candidates[int(digits) - 1])
                case ["o" | "p" as how, digits] if digits.isdecimal() and 1 <= int(digits) <= len(shown.candidates):
                    _open(shown.candidates[int(digits) - 1], play=how == "p")
                case _ if answer.startswith("/") and answer[1:].strip():
                    shown = self._search(shown.item, answer[1:].strip())
                    self._print(shown)
                case _:
                    say(HELP)

    def _decide(self, item: PlaylistItem, choice: Candidate | None) -> int:
        self.undo.append((self.playlist, review.line_of(item.wanted)))
        self.playlist = review.with_item(self.playlist, review.decided(item, choice, _today()))
        self._keep()
        return 1

    def _keep(self) -> None:
        library.save_lock(self.shelved, self.playlist)

    def _search(self, item: PlaylistItem, words: str) -> _Shown:
        artist, dash, title = words.partition(" - ")
        wanted = item.wanted.replace(title=title if dash else words, artist=artist if dash else item.wanted.artist)
        (found,) = self.resolver.resolve([wanted])
        return _Shown(item, review.offers(item.replace(resolution=found)))

    def _print(self, shown: _Shown) -> None:
        print(tables.question(review.question(shown.item, shown.candidates), width=width()), end="")
        print(HELP)


def _line(prompt: str) -> str:
    """The next line that is typed; a Ctrl-C that comes just before the reading begins is not lost, as in input()."""
    print(prompt, end="", flush=True)
    while os.name == "posix" and not select.select([sys.stdin], [], [], 0.2)[0]:
        pass
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _open(candidate: Candidate, *, play: bool) -> None:
    """Open a candidate's page, or play its file, with the program that the desktop has for it."""
    pages = [url for url in (identifiers.parse(uri).url for uri in candidate.identifiers) if url]
    target = candidate.location if play else next(iter((*candidate.urls, *pages)), None)
    if target is None:
        say("there is no file of it" if play else "there is no page of it")
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        subprocess.Popen(
            [opener, target], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )
    except OSError:
        say(one_line(target))
