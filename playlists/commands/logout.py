"""``playlists logout``: no token stays on this machine."""

from __future__ import annotations

import argparse
import os

from playlists.commands import DONE, one_line, say
from soundtrack.providers._spotify_keys import forget_tokens, keys_path


def run(args: argparse.Namespace) -> int:
    """Remove every token that we keep, and say what is not ours to remove."""
    gone = forget_tokens()
    for path in gone:
        print(one_line(os.fspath(path)))
    if args.quiet:
        return DONE
    say("the tokens of Spotify are removed" if gone else "there was no token to remove")
    if gone:
        say("Spotify itself forgets them when you remove the app at https://www.spotify.com/account/apps/")
    if keys_path().exists():
        say(one_line(f"your own keys stay in {keys_path()}"))
    if os.environ.get("LISTENBRAINZ_TOKEN"):
        say("LISTENBRAINZ_TOKEN is set in your environment; it is kept nowhere else")
    return DONE
