"""The keys of a Spotify app, by environment or file; apart from the provider, which is slow to load.

https://spotipy.readthedocs.io/en/2.26.0/#getting-started
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from soundtrack import files
from soundtrack.errors import DataError

APP_TOKEN = "spotify-app-token.json"
"""File of the app's token, in the folder of settings."""
USER_TOKEN = "spotify-user-token.json"
"""File of the user's token, likewise."""


@dataclass(frozen=True)
class App:
    """A Spotify app as a user's log-in names it."""

    client_id: str
    redirect_uri: str | None = None
    """As in :class:`Keys`."""


@dataclass(frozen=True)
class Keys:
    """The keys of a Spotify app, under the names that spotipy's users know."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str | None = None
    """Where Spotify sends a user back to who logs in: ``http://127.0.0.1:PORT/callback``."""


def keys_path() -> Path:
    """The file of keys, ``spotify.toml``, in the folder of settings."""
    return files.config_dir() / "spotify.toml"


def keys() -> Keys | None:
    """The keys of the environment (``SPOTIPY_CLIENT_ID``, ...) or of the file; None where there are none.

    Raises:
        DataError: The file cannot be read, or does not hold what it should.
    """
    said = _said()
    if not said["client_id"] or not said["client_secret"]:
        return None
    return Keys(said["client_id"], said["client_secret"], said["redirect_uri"])


def app() -> App | None:
    """What a user's own log-in needs of the app: its secret is not asked for. Raises DataError, as :func:`keys`."""
    said = _said()
    return App(said["client_id"], said["redirect_uri"]) if said["client_id"] else None


def _said() -> dict[str, Any]:
    said: dict[str, Any] = {}
    path = keys_path()
    if path.exists():
        try:
            said = tomllib.loads(files.read_text(path))
        except tomllib.TOMLDecodeError as err:
            raise DataError(f"this is not TOML: {err}", path=path, remedy='write client_id = "..."') from None
    for name in ("client_id", "client_secret", "redirect_uri"):
        said[name] = os.environ.get(f"SPOTIPY_{name.upper()}") or said.get(name)
        if said[name] is not None and not isinstance(said[name], str):
            raise DataError(f"{name} is not a text", path=path, remedy="put it between quotation marks")
    return said


def forget_tokens() -> list[Path]:
    """Remove every token of Spotify from this machine; returns the files that are gone. Raises DataError."""
    gone = []
    for name in (APP_TOKEN, USER_TOKEN):
        path = files.config_dir() / name
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as err:
            raise DataError(f"cannot remove it: {err.strerror}", path=path, remedy="remove it by hand") from err
        gone.append(path)
    return gone
