"""A story of one's own: a folder with two or three text files, here Joyce's “The Dead” with its songs.

    python examples/own_story.py [FOLDER]

``playlists new FOLDER`` begins one, ``playlists check FOLDER`` finds its mistakes, and every command takes it by name.
"""

from __future__ import annotations

import sys
from pathlib import Path

import playlists
import soundtrack

THE_DEAD = Path(__file__).with_name("the_dead")


def main(folder: Path) -> None:
    """Print the scenes in order, each with its music and why it is there."""
    story = soundtrack.load_story(folder)
    songs = playlists.load(folder)
    for telling in story.tellings:
        print(f"{story.title} ({', '.join(telling.creators)}, {telling.year})")
        for scene in story.scenes_of(telling.id):
            print(f"{scene.order}. {scene.title}")
            for item in songs.items:
                for tie in item.ties:
                    if tie.scene == scene.ref:
                        print(f"   {item.wanted.title} [{tie.basis}] {tie.why}")
    print(playlists.summary([songs]))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else THE_DEAD)
    except soundtrack.SoundtrackError as err:
        sys.exit(str(err))
