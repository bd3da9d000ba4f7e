"""``playlists export``: the main job."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from playlists import library
from playlists.bundle import FOLDER, Bundle
from playlists.commands import named, one_line, print_json, say
from playlists.commands.asking import bar
from playlists.commands.resolve import finish, resolve_all
from playlists.commands.views import View, views
from playlists.exporters import FORMATS, render
from playlists.exporters.base import ExportOptions, LeftOut, Rendered
from playlists.profiles import settings
from soundtrack import files
from soundtrack.errors import UsageError

DEFAULT_FORMATS = "m3u8,json,html"


@dataclass(frozen=True)
class _File:
    path: Path
    rendered: Rendered


def run(args: argparse.Namespace) -> int:
    """Resolve, arrange, mask, render all; then write all."""
    lists = named(args)
    wanted = settings(
        args.profile,
        to=args.to,
        paths=args.paths,
        base_dir=args.base_dir,
        libraries=args.library or (),
        bundled=args.bundle is not None,
    )
    bundle = _bundle(args)
    formats = _formats(wanted.to, args.output)
    if not _format_of(args.output) and os.path.exists(args.output) and not os.path.isdir(args.output):
        raise UsageError(f"{args.output!r} is a file; -o wants a folder, or a file name with a suffix we write.")
    maps = _path_map(args.path_map)
    shown = views(resolve_all(args, lists), args)
    if bundle is not None:
        shown = [replace(view, playlist=bundle.with_list(view.playlist)) for view in shown]
    written: list[_File] = []
    for view, to, path in _targets(shown, formats, args.output):
        options = ExportOptions(
            folder=os.path.realpath(path.parent),
            base_dir=os.path.realpath(wanted.base_dir) if wanted.base_dir else None,
            paths=wanted.paths,
            path_map=maps,
            story=view.story,
            telling=args.telling,
            upto=args.upto,
            album_art=args.album_art,
        )
        written.append(_File(path, render(library.with_scenes(view.playlist, view.story), to, options)))
    if bundle is not None:
        _bring(bundle, args)
    for file in written:
        _write(file)
    if args.json:
        print_json([_row(file) for file in written])
    else:
        for file in written:
            print(one_line(os.fspath(file.path)))
    if not args.quiet:
        for warning in dict.fromkeys(warning for file in written for warning in file.rendered.warnings):
            say(f"note: {warning}")
        if wanted.advice is not None and bundle is None:
            say(f"note: {wanted.advice}")
    return finish([view.playlist for view in shown], args)


def _bundle(args: argparse.Namespace) -> Bundle | None:
    if args.bundle is None:
        if args.link:
            raise UsageError("--link says how --bundle DIR brings the files; give that too.")
        return None
    if args.output != ".":
        raise UsageError("--bundle names the folder for everything; leave -o out.")
    args.output = args.bundle
    return Bundle(Path(args.bundle))


def _bring(bundle: Bundle, args: argparse.Namespace) -> None:
    with bar("copying", quiet=args.quiet) as progress:
        brought = bundle.write(link=args.link, progress=lambda done, whole: progress("files", done, whole))
    if not args.quiet:
        say(f"{len(bundle.copies)} files in {one_line(os.path.join(args.bundle, FOLDER))}, {brought} of them new")
        for words in bundle.missing:
            say(one_line(f"its file is not there any more: {words}"))


def _formats(text: str | None, output: str) -> list[str]:
    if text is None:
        suffix = _format_of(output)
        return [suffix] if suffix else DEFAULT_FORMATS.split(",")
    formats = [one.strip().lower() for one in text.split(",") if one.strip()]
    for one in formats:
        if one not in FORMATS:
            raise UsageError(f"there is no format {one!r}; choose from {', '.join(FORMATS)}.")
    if not formats:
        raise UsageError(f"--to names no format; choose from {', '.join(FORMATS)}.")
    return list(dict.fromkeys(formats))


def _format_of(output: str) -> str | None:
    """The format that a file name asks for: the longest suffix that fits; None for a folder."""
    name = os.path.basename(output).lower()
    fits = [(len(one.suffix), to) for to, one in FORMATS.items() if name.endswith(one.suffix) and name != one.suffix]
    return max(fits)[1] if fits and not os.path.isdir(output) else None


def _targets(shown: list[View], formats: list[str], output: str) -> Iterator[tuple[View, str, Path]]:
    if not _format_of(output):
        for view in shown:
            for to in formats:
                yield view, to, Path(output) / f"{view.stem}{FORMATS[to].suffix}"
    elif len(shown) == 1 and len(formats) == 1:
        yield shown[0], formats[0], Path(output)
    else:
        raise UsageError(
            f"-o names one file, but {len(shown)} lists in {len(formats)} formats are to be written; name a folder."
        )


def _path_map(pairs: list[str]) -> tuple[tuple[str, str], ...]:
    maps = []
    for pair in pairs:
        old, equals, new = pair.partition("=")
        if not equals or not old:
            raise UsageError(f"--path-map wants OLD=NEW, not {pair!r}.")
        maps.append((old, new))
    return tuple(maps)


def _write(file: _File) -> None:
    files.write_whole(file.path, file.rendered.text)
    if file.rendered.left_out:
        rows = [_left(one) for one in file.rendered.left_out]
        name = file.path.name.removesuffix("".join(file.path.suffixes))
        text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        files.write_whole(file.path.with_name(f"{name}.skipped.json"), text)


def _left(one: LeftOut) -> dict[str, object]:
    return {"position": one.position, "title": one.title, "why": one.why}


def _row(file: _File) -> dict[str, object]:
    return {
        "path": os.fspath(file.path),
        "warnings": list(file.rendered.warnings),
        "left_out": [_left(one) for one in file.rendered.left_out],
    }
