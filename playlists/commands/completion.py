"""``playlists completion``: a script by which a shell completes our command line."""

from __future__ import annotations

import argparse
import sys

from playlists.commands import DONE

_FILES = {"name", "file", "output", "lock", "apply", "base_dir", "folder", "folders", "ours", "theirs", "skipped"}
_FOLDERS = {"library", "folder", "folders", "base_dir", "bundle"}


def run(args: argparse.Namespace) -> int:
    """Print the script; it is made from the parser, so it knows every option and needs no Python when it runs."""
    import shtab

    sys.stdout.write(shtab.complete(_described(args.whole()), shell=args.shell).rstrip() + "\n")
    return DONE


def _described(top: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser, with what is a file or a folder said to shtab."""
    import shtab

    (commands,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    for command in commands.choices.values():
        for action in command._actions:
            if action.dest in _FOLDERS:
                action.complete = shtab.DIRECTORY
            elif action.dest in _FILES:
                action.complete = shtab.FILE
    return top
