"""A playing result without owning the music: a quiet tone stands in for every recording of both lists.

    python examples/demo.py OUT

The tones are tagged as the music is, say in their comment that they are stand-ins, and are as long as the lists
say where they say it. Then both lists are resolved against them, offline, and exported into OUT. It can be run
again; only tones and earlier exports of the same lists are overwritten.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tones import tone

import playlists
import soundtrack
from soundtrack.files import write_whole
from soundtrack.models import Wanted

LISTS = ("never-let-me-go/score", "never-let-me-go/bookmark")
FORMATS = ("m3u8", "m3u", "xspf", "jspf", "json", "html", "md", "csv")
STAND_IN = "A quiet tone that stands in for music which is not here; made by examples/demo.py."
NOTE = "STAND-INS.txt"
SHORT_MS = 2_500


def main(out: Path) -> None:
    """Make the tones, find them, export."""
    lists = [playlists.load(name) for name in LISTS]
    music: dict[Path, Wanted] = {}
    for item in (item for one in lists for item in one.items):
        music.setdefault(_path(out, item.wanted), item.wanted)  # two recordings are in both lists
    exports = {out / f"{one.id}.{to}": (number, to) for number, one in enumerate(lists) for to in FORMATS}
    _check(dict.fromkeys([out / NOTE, *music], STAND_IN))
    _check({path: lists[number].items[0].wanted.title for path, (number, _) in exports.items()})

    write_whole(out / NOTE, f"{STAND_IN}\nDelete the folder 'music' when you have heard enough.\n")
    for pitch, (path, wanted) in enumerate(music.items()):
        write_whole(path, tone(pitch, wanted.duration_ms or SHORT_MS, _tags(wanted)))
    minutes = sum(wanted.duration_ms or SHORT_MS for wanted in music.values()) / 60_000
    print(f"{out / 'music'}: {len(music)} tones, {minutes:.0f} minutes in all; none of them is the music")

    story = soundtrack.load_story("never-let-me-go")
    resolver = soundtrack.Resolver([soundtrack.providers.local(out / "music")])
    done = [playlists.resolve(one, resolver) for one in lists]
    options = playlists.ExportOptions(folder=os.path.abspath(out), story=story)
    for path, (number, to) in exports.items():
        write_whole(path, playlists.render(playlists.with_scenes(done[number], story), to, options).text)
        print(path)
    print(f"{playlists.summary(done)}; open score.m3u8 in a player, score.html in a browser")


def _path(out: Path, wanted: Wanted) -> Path:
    return out / "music" / f"{wanted.artist} - {wanted.title}.flac".replace("/", "_")


def _tags(wanted: Wanted) -> dict[str, str]:
    known = {
        "title": wanted.title,
        "artist": wanted.artist,
        "album": wanted.release,
        "tracknumber": wanted.position,
        "comment": STAND_IN,
    }
    return {name: str(value) for name, value in known.items() if value is not None}


def _check(marks: dict[Path, str]) -> None:
    """Stop before anything is written where a file does not hold the words that ours would hold."""
    for path, words in marks.items():
        if path.exists() and (not path.is_file() or words.encode() not in path.read_bytes()):
            sys.exit(f"{path} is there and not ours; move it away, or name another folder.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/demo.py OUT")
    with tempfile.TemporaryDirectory() as home:
        os.environ["PLAYLISTS_HOME"] = home  # the user's index of music and what was found out before stay apart
        try:
            main(Path(sys.argv[1]))
        except soundtrack.SoundtrackError as err:
            sys.exit(str(err))
