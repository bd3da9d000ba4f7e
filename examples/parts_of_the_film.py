"""One playlist for each part of the film, out of the score and the fan's list.

python examples/parts_of_the_film.py MUSIC OUT
"""

from __future__ import annotations

import os
import sys

import playlists
import soundtrack
from playlists.arrange import alternating, split_by_part
from soundtrack.files import write_whole


def main(music: str, out: str) -> None:
    """Write ``film-part-1.m3u8`` and so on into *out*, with the files below *music*."""
    story = soundtrack.load_story("never-let-me-go")
    resolver = soundtrack.Resolver([soundtrack.providers.local(music)])
    score, fan = (playlists.load(f"never-let-me-go/{name}") for name in ("score", "bookmark"))
    both = playlists.resolve(alternating(score, fan), resolver)
    options = playlists.ExportOptions(folder=os.path.abspath(out), story=story, telling="film")
    for key, part in split_by_part(both, story, telling="film").items():
        write_whole(os.path.join(out, f"{key}.m3u8"), playlists.render(part, "m3u8", options).text)
        print(f"{key}.m3u8: {playlists.summary([part])}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python examples/parts_of_the_film.py MUSIC OUT")
    try:
        main(*sys.argv[1:])
    except soundtrack.SoundtrackError as err:
        sys.exit(str(err))
