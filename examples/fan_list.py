"""A fan's list against a folder of music: what of it do I have, and where?

python examples/fan_list.py MUSIC OUT.m3u8
"""

from __future__ import annotations

import os
import sys

import playlists
import soundtrack
from soundtrack.files import write_whole


def main(music: str, out: str) -> None:
    """Resolve the blog's ten lines with the files below *music*; write what plays to *out*."""
    fan = playlists.load("never-let-me-go/bookmark")
    done = playlists.resolve(fan, soundtrack.Resolver([soundtrack.providers.local(music)]))
    for position, item in done.numbered():
        print(f"{position:>2} {item.status:<9} {item.wanted.as_written}")
    rendered = playlists.render(done, "m3u8", playlists.ExportOptions(folder=os.path.dirname(os.path.abspath(out))))
    write_whole(out, rendered.text)
    print(playlists.summary([done]))
    for warning in rendered.warnings:
        print(f"note: {warning}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python examples/fan_list.py MUSIC OUT.m3u8")
    try:
        main(*sys.argv[1:])
    except soundtrack.SoundtrackError as err:
        sys.exit(str(err))
