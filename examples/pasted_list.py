"""A pasted list to a playlist: any text with a track list in it, a web page or another program's playlist.

python examples/pasted_list.py MUSIC < page.txt > pasted.m3u8
"""

from __future__ import annotations

import os
import sys

import playlists
import soundtrack


def main(music: str) -> None:
    """Read standard input, find its lines below *music*, print a playlist for the folder we are in."""
    pasted = playlists.read(sys.stdin.buffer.read())
    print(f"{len(pasted.items)} items. {pasted.note or ''}".strip(), file=sys.stderr)
    done = playlists.resolve(pasted, soundtrack.Resolver([soundtrack.providers.local(music)]))
    rendered = playlists.render(done, "m3u8", playlists.ExportOptions(folder=os.getcwd()))
    sys.stdout.buffer.write(rendered.text.encode())
    print(playlists.summary([done]), *rendered.warnings, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/pasted_list.py MUSIC < page.txt > pasted.m3u8")
    try:
        main(sys.argv[1])
    except soundtrack.SoundtrackError as err:
        sys.exit(str(err))
