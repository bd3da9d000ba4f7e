"""The command ``playlists``: parse, call the library, render.

Data goes to standard output, words to standard error. Status 0: done; 1: our error, one sentence with the remedy;
2: wrong usage; 3: done, but items are unresolved and ``--strict`` was given; 130: interrupted, state kept.
"""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PLACE_HELP = "a place in the story, inclusive: film:part2, novel:ch9, film:the-sale"
NAME_HELP = (
    "never-let-me-go/score, a story (all its lists), a file in any format we read, the address of your own playlist "
    "at Spotify or ListenBrainz, or - for standard input"
)


def parser() -> argparse.ArgumentParser:
    """The whole command line. Loads nothing that it does not need itself."""
    top = argparse.ArgumentParser(
        prog="playlists",
        description="A companion for the music of a story: lists in words become playlists that play, tied to scenes.",
        epilog="Start with: playlists export never-let-me-go -o out",
    )
    top.add_argument("--version", action=_Version, help="print the version and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _list(commands)
    _show(commands)
    _export(commands)
    _resolve(commands)
    _review(commands)
    _merge(commands)
    _publish(commands)
    _logout(commands)
    _parse(commands)
    _scan(commands)
    _catalogue(commands)
    _match(commands)
    _check(commands)
    _new(commands)
    _completion(commands)
    return top


class _Version(argparse.Action):
    def __init__(self, option_strings: list[str], dest: str, help: str) -> None:  # noqa: A002 - argparse names it
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, *_: object) -> None:
        from soundtrack._version import __version__

        print(f"playlists {__version__}")
        sys.exit(0)


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def _command(commands: Commands, name: str, summary: str, description: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=description)
    command.set_defaults(module=f"playlists.commands.{name}")
    command.add_argument("-q", "--quiet", action="store_true", help="no words and no progress, only data and errors")
    command.add_argument("-v", "--verbose", action="store_true", help="say more about what is done")
    return command


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")


def _name(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAME", help=NAME_HELP)
    command.add_argument(
        "--story", metavar="STORY", help="the story that the list belongs to, where it does not say so"
    )


def _asking(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--provider",
        metavar="A,B",
        help="whom to ask: local, catalogue, musicbrainz, deezer, spotify (default: all that can be)",
    )
    command.add_argument("--library", metavar="DIR", action="append", help="scan this folder and use its files")
    command.add_argument("--lock", metavar="FILE", help="read and write what was found out here")
    command.add_argument("--offline", action="store_true", help="ask no service; use what is known")
    command.add_argument("--refresh", action="store_true", help="ask again for what is known; pins stay")
    command.add_argument("--strict", action="store_true", help="status 3 when an item is not matched")


def _viewing(command: argparse.ArgumentParser) -> None:
    hiding = command.add_argument_group("hiding what comes later")
    hiding.add_argument("--upto", metavar="PLACE", help=f"hide what comes later than {PLACE_HELP}")
    hiding.add_argument("--omit", action="store_true", help="leave hidden items out")
    hiding.add_argument(
        "--keep-paths", action="store_true", help="hidden items stay playable; the names of files may tell"
    )
    choosing = command.add_argument_group("choosing and arranging")
    choosing.add_argument("--by-scene", action="store_true", help="in the order of the story's scenes")
    choosing.add_argument("--by-part", action="store_true", help="by part, and in a part in the list's own order")
    choosing.add_argument("--per-part", action="store_true", help="a list for each part")
    choosing.add_argument("--alternate", action="store_true", help="two lists in turn, as one")
    choosing.add_argument("--part", metavar="N", type=int, help="only what belongs to a scene of this part")
    choosing.add_argument("--theme", metavar="THEME", help="only what belongs to a scene with this theme")
    choosing.add_argument("--person", metavar="NAME", help="only what belongs to a scene with this person")
    choosing.add_argument("--diegetic", action="store_true", help="only what the characters hear themselves")
    choosing.add_argument("--length", metavar="MINUTES", help="as much as fits into this time: 40 or 1:10:00")
    choosing.add_argument("--telling", metavar="T", help="the telling whose scenes count, such as film or novel")


def _list(commands: Commands) -> None:
    command = _command(
        commands,
        "list",
        "stories and lists that are there",
        "Stories and lists: bundled, and in the working folder.",
    )
    _json(command)


def _show(commands: Commands) -> None:
    command = _command(
        commands,
        "show",
        "a story's scenes with their music, a list, one item explained",
        "A story's scenes with their music; a list's items with scene and state; or one item explained: why this "
        "recording, why not the others.",
    )
    _name(command)
    command.add_argument("--item", metavar="N", help="explain one item, by its position or id")
    command.add_argument("--lock", metavar="FILE", help="what was found out, where it is not beside the list")
    _viewing(command)
    _json(command)


def _export(commands: Commands) -> None:
    command = _command(
        commands,
        "export",
        "write playlists: the main job",
        "Resolve what is not yet known, and write playlists. Items that were not found keep their place.",
    )
    _name(command)
    command.add_argument(
        "--to",
        metavar="FORMATS",
        default=None,
        help="m3u8, m3u, json, jspf, listenbrainz, xspf, html, md, csv, with commas between (default: m3u8,json,html)",
    )
    command.add_argument("-o", "--output", metavar="DIR|FILE", default=".", help="where to (default: here)")
    command.add_argument(
        "--profile",
        choices=("navidrome", "jellyfin", "plex", "mpd", "kodi", "phone"),
        help="formats and paths as this player wants them; other options win",
    )
    command.add_argument(
        "--bundle",
        metavar="DIR",
        help="a folder to take along: the files themselves, under names that every system takes, and the playlists",
    )
    command.add_argument("--link", action="store_true", help="with --bundle: links instead of copies, where possible")
    _asking(command)
    _viewing(command)
    command.add_argument(
        "--paths",
        choices=("relative", "absolute", "uri"),
        help="how files are named (default: the format's own way)",
    )
    command.add_argument("--album-art", action="store_true", help="in M3U, link the cover (Navidrome and VLC show it)")
    command.add_argument("--base-dir", metavar="D", help="name files relative to this folder")
    command.add_argument(
        "--path-map",
        metavar="A=B",
        action="append",
        default=[],
        help="replace the start A of file names by B",
    )
    _json(command)


def _resolve(commands: Commands) -> None:
    command = _command(
        commands,
        "resolve",
        "find out which recordings are meant",
        "Find out which recording every item means, and remember it in the list's lock.",
    )
    _name(command)
    _asking(command)
    command.add_argument("--dry-run", action="store_true", help="print what would be asked; send nothing")
    _viewing(command)
    _json(command)


def _review(commands: Commands) -> None:
    command = _command(
        commands,
        "review",
        "decide what the machine could not",
        "Decide open questions: in a dialogue, or in a file that is written with --file, edited, and read with "
        "--apply. A decision is kept in the lock and outranks the machine.",
    )
    _name(command)
    which = command.add_mutually_exclusive_group()
    which.add_argument("--file", metavar="F", help="write the open questions into this file")
    which.add_argument("--apply", metavar="F", help="apply the answers of this file")
    _asking(command)


def _merge(commands: Commands) -> None:
    command = _command(
        commands,
        "merge",
        "two locks of one list as one",
        "Merge two locks of one list, such as the two sides of a version control merge. A person's decision outranks "
        "a machine's, the later one the earlier; what the two disagree about is named, and the status is 1.",
    )
    command.add_argument("ours", metavar="OURS", help="a lock; it is replaced unless -o is given")
    command.add_argument("theirs", metavar="THEIRS", help="another lock of the same list")
    command.add_argument("-o", "--output", metavar="FILE", help="write here instead")


def _publish(commands: Commands) -> None:
    command = _command(
        commands,
        "publish",
        "put a list where people listen",
        "Make a playlist at Spotify or ListenBrainz, or change the one that an earlier run made, to exactly this list; "
        "then read it back and compare. Shows what would change, and does nothing, unless --yes is given.",
    )
    _name(command)
    command.add_argument("--to", choices=("spotify", "listenbrainz"), required=True, help="where to")
    command.add_argument("--yes", action="store_true", help="do it")
    command.add_argument("--public", action="store_true", help="let others see it (default: only you)")
    command.add_argument("--onto", metavar="ADDRESS", help="change this playlist of yours, and remember it")
    command.add_argument("--lock", metavar="FILE", help="what was found out, where it is not beside the list")
    command.add_argument(
        "--skipped", metavar="FILE", help="write here what was not carried (default: LIST.SERVICE.skipped.json)"
    )
    command.add_argument("--no-browser", action="store_true", help="only print where to log in")
    _viewing(command)
    _json(command)


def _logout(commands: Commands) -> None:
    _command(
        commands,
        "logout",
        "remove all tokens from this machine",
        "Remove every token that logging in left on this machine. Keys that you wrote yourself stay.",
    )


def _completion(commands: Commands) -> None:
    command = _command(
        commands,
        "completion",
        "let the shell complete this command",
        "Print a script that lets a shell complete commands, options and files: "
        'eval "$(playlists completion bash)" in ~/.bashrc, eval "$(playlists completion zsh)" in ~/.zshrc, '
        "playlists completion fish > ~/.config/fish/completions/playlists.fish.",
    )
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="which shell")
    command.set_defaults(whole=parser)


def _parse(commands: Commands) -> None:
    command = _command(
        commands,
        "parse",
        "a track list out of prose or a saved web page",
        "Read a track list out of prose, a saved web page or a playlist of another program, and print it as TOML "
        "that can be edited.",
    )
    command.add_argument(
        "file",
        metavar="FILE",
        help="the text, a playlist's address at Spotify or ListenBrainz, or - for standard input",
    )
    command.add_argument(
        "--into",
        metavar="LIST",
        help="bring this list up to date instead: ties and all you wrote stay with their items",
    )
    command.add_argument("--artist", metavar="A", help="the one artist of the list, where the text does not say")
    command.add_argument("--release", metavar="R", help="the release the list comes from")
    _json(command)


def _scan(commands: Commands) -> None:
    command = _command(
        commands,
        "scan",
        "look through folders of local music",
        "Read the tags of the music in folders into an index. What has not changed is not read again.",
    )
    command.add_argument("folders", metavar="DIR", nargs="+", help="a folder with music")
    _json(command)


def _catalogue(commands: Commands) -> None:
    command = commands.add_parser(
        "catalogue",
        help="recordings by the million, to match without a network",
        description="Build, list and remove catalogues: indexes of recordings that answer without a network.",
    )
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = _command(
        actions,
        "build",
        "index a file of recordings",
        "Index a file of recordings: CSV, JSONL or Parquet with columns id, title, artist, album, duration_s, or "
        "MusicBrainz's canonical data (canonical_musicbrainz_data.csv, or the .tar.zst as it is downloaded).",
    )
    build.add_argument("name", metavar="NAME", help="what to call it; or a path")
    build.add_argument("source", metavar="FILE", help="the recordings; .gz and .zst are unpacked on the way")
    build.add_argument("--format", choices=("csv", "jsonl", "parquet", "canonical"), help="if its name does not tell")
    listing = _command(actions, "list", "what was built", "Catalogues that were built, with their size.")
    listing.add_argument("--verify", action="store_true", help="read each whole, and find any changed byte")
    _json(listing)
    remove = _command(actions, "remove", "delete one", "Delete a catalogue.")
    remove.add_argument("name", metavar="NAME", help="its name; or a path")
    for action in (build, listing, remove):
        action.set_defaults(module="playlists.commands.catalogue")


def _match(commands: Commands) -> None:
    command = _command(
        commands,
        "match",
        "match any number of lines with a catalogue",
        "Match lines with a catalogue. Prints a line of JSON for every line asked, in order: id, state, match_id (the "
        "best candidate; accepted only where the state is matched), confidence, runner_up_id.",
    )
    command.add_argument(
        "queries", metavar="QUERIES", help="CSV, JSONL or Parquet with columns id, title, artist, album, duration_s"
    )
    command.add_argument(
        "--against", metavar="CATALOGUE", required=True, help="a catalogue's name or path, or a file of recordings"
    )
    command.add_argument("-o", "--output", metavar="FILE", help="write here instead of to standard output")
    command.add_argument(
        "--workers", metavar="N", type=int, help="processes (default: all cores); the output is the same"
    )


def _check(commands: Commands) -> None:
    command = _command(
        commands,
        "check",
        "look for mistakes in what people wrote",
        "Check a story, a list or a lock: every mistake with its file, line and remedy.",
    )
    command.add_argument("name", metavar="NAME|FILE", help=NAME_HELP)
    command.add_argument("--online", action="store_true", help="also ask the services what the identifiers are today")
    command.add_argument("--provider", metavar="A,B", help="with --online: whom to ask")
    _json(command)


def _new(commands: Commands) -> None:
    command = _command(
        commands,
        "new",
        "begin a story of one's own",
        "Write a commented story and list into a new folder: a start that passes 'playlists check'.",
    )
    command.add_argument("folder", metavar="DIR", help="a folder that does not exist yet or is empty")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    args = parser().parse_args(argv)
    try:
        from playlists.commands import run

        return run(args)
    except KeyboardInterrupt:
        return 130  # too early for anything to be interrupted


if __name__ == "__main__":
    sys.exit(main())
