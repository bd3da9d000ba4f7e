"""Playlists tied to the scenes of a story: load, resolve, arrange, export.

>>> import playlists
>>> fan = playlists.load("never-let-me-go/bookmark")
>>> len(fan.items)
10
>>> print(playlists.render(fan, to="m3u8").text.splitlines()[0])
#EXTM3U

Everything is loaded when it is first used, so that importing this costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from playlists.arrange import by_scene
    from playlists.exporters import render
    from playlists.exporters.base import ExportOptions, Rendered
    from playlists.importers import read, read_file
    from playlists.library import find, load, plan, resolve, summary, with_scenes
    from playlists.masking import upto
    from playlists.models import Playlist, PlaylistItem

_NAMES = {
    "arrange": ("by_scene",),
    "exporters": ("render",),
    "exporters.base": ("ExportOptions", "Rendered"),
    "importers": ("read", "read_file"),
    "library": ("find", "load", "plan", "resolve", "summary", "with_scenes"),
    "masking": ("upto",),
    "models": ("Playlist", "PlaylistItem"),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "ExportOptions",
    "Playlist",
    "PlaylistItem",
    "Rendered",
    "by_scene",
    "find",
    "load",
    "plan",
    "read",
    "read_file",
    "render",
    "resolve",
    "summary",
    "upto",
    "with_scenes",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
