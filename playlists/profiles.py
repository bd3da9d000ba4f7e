"""What players want: which format, and paths in which form. Pure; rules of formats.md, measured there.

A profile is no more than defaults: what the user says wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playlists.exporters.base import Paths
from soundtrack.errors import UsageError


@dataclass(frozen=True)
class Profile:
    """Defaults for one player."""

    to: str
    """Format; players that read ``.m3u`` only get the same bytes under that name."""
    paths: Paths
    from_library: bool = False
    """Paths count from the music folder, not from the list."""
    advice: str = ""
    """Where the list has to stand; one sentence."""


PROFILES = {
    "navidrome": Profile("m3u8", "relative", advice="put the list into a folder of Navidrome's library"),
    "jellyfin": Profile("m3u8", "relative", advice="put the list into a folder of Jellyfin's music library"),
    "plex": Profile("m3u", "absolute", advice="Plex wants paths as its server sees them: --path-map says how"),
    "mpd": Profile("m3u", "relative", from_library=True, advice="put the list into MPD's playlist_directory"),
    "kodi": Profile("m3u", "relative", advice="keep the list where the paths in it lead to the files"),
    "phone": Profile("m3u8", "relative", advice="--bundle DIR takes the files along, under names every phone reads"),
}


@dataclass(frozen=True)
class Settings:
    """How lists are to be written."""

    to: str | None
    """Formats with commas between; None: the command's own default."""
    paths: Paths | None
    base_dir: str | None
    advice: str | None = None


def settings(
    name: str | None,
    *,
    to: str | None = None,
    paths: Paths | None = None,
    base_dir: str | None = None,
    libraries: Sequence[str] = (),
    bundled: bool = False,
) -> Settings:
    """Return how to write for the player *name*; None: just what the user said.

    Args:
        name: A key of :data:`PROFILES`.
        to: Said by the user; wins, as the next two.
        paths: Likewise.
        base_dir: Likewise.
        libraries: Music folders that the user named.
        bundled: The files come along with the list: then paths count from the list.

    Raises:
        UsageError: There is no such player, or it needs a music folder and there is not just one.
    """
    if name is None:
        return Settings(to, paths, base_dir)
    profile = PROFILES.get(name)
    if profile is None:
        raise UsageError(f"there is no profile {name!r}; choose from {', '.join(PROFILES)}.")
    if profile.from_library and base_dir is None and not bundled and (paths or profile.paths) == "relative":
        if len(libraries) != 1:
            raise UsageError(
                f"--profile {name} writes paths that count from the music folder; name it with --base-dir."
            )
        base_dir = libraries[0]
    return Settings(to or profile.to, paths or profile.paths, base_dir, profile.advice)
