"""Writers of playlists, one module per format, all with the verb ``render(playlist, options) -> Rendered``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module

from soundtrack.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from playlists.exporters.base import ExportOptions, Rendered
    from playlists.models import Playlist


@dataclass(frozen=True)
class Format:
    """A format we write."""

    module: str
    """Name of its module in this package, imported on use."""
    suffix: str
    """What a file's name ends in: ``.listenbrainz.jspf``."""


FORMATS = {
    "m3u8": Format("m3u", ".m3u8"),
    "m3u": Format("m3u", ".m3u"),
    "json": Format("json_", ".json"),
    "jspf": Format("jspf", ".jspf"),
    "listenbrainz": Format("listenbrainz", ".listenbrainz.jspf"),
    "xspf": Format("xspf", ".xspf"),
    "html": Format("html", ".html"),
    "md": Format("md", ".md"),
    "csv": Format("csv_", ".csv"),
}


def render(playlist: Playlist, to: str, options: ExportOptions | None = None) -> Rendered:
    """Return *playlist* in the format *to*, a key of :data:`FORMATS`.

    Raises:
        UsageError: There is no such format.
    """
    if to not in FORMATS:
        raise UsageError(f"there is no format {to!r}; there are {', '.join(FORMATS)}.")
    if options is None:
        from playlists.exporters.base import ExportOptions as Options

        options = Options()
    rendered: Rendered = import_module(f"playlists.exporters.{FORMATS[to].module}").render(playlist, options)
    kept = sum(item.masked and item.location is not None for item in playlist.items)
    if kept:
        noun = "hidden item keeps its path" if kept == 1 else "hidden items keep their paths"
        rendered = replace(rendered, warnings=(*rendered.warnings, f"{kept} {noun}: names of files may tell"))
    return rendered
