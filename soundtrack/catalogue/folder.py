"""Where catalogues live: in a folder of their own, each under its name."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from soundtrack import files
from soundtrack.errors import DataError, UsageError

SUFFIX = ".catalogue"
_NAME = re.compile(r"[\w][\w.-]{0,99}")


def home() -> Path:
    """The folder; it may not exist yet."""
    return files.data_dir() / "catalogues"


def path_of(name: str | os.PathLike[str]) -> Path:
    """The file of a catalogue: a plain word is a name, anything with a separator or the suffix is a path.

    Raises:
        UsageError: It is neither.
    """
    text = os.fspath(name)
    if os.sep in text or "/" in text or text.endswith(SUFFIX):
        return Path(text).expanduser()
    if not _NAME.fullmatch(text):
        raise UsageError(f"{text!r} is no name for a catalogue; take letters, digits, dashes.")
    return home() / f"{text}{SUFFIX}"


def names() -> list[str]:
    """The names of all that were built, sorted."""
    with contextlib.suppress(FileNotFoundError):
        return sorted(path.name.removesuffix(SUFFIX) for path in home().iterdir() if _is_built(path))
    return []


def _is_built(path: Path) -> bool:
    return path.name.endswith(SUFFIX) and not path.name.startswith(".")


def remove(name: str | os.PathLike[str]) -> Path:
    """Delete a catalogue; returns the file that was.

    Raises:
        DataError: There is none, or it cannot be deleted.
    """
    path = path_of(name)
    try:
        path.unlink()
    except FileNotFoundError:
        raise DataError("there is no such catalogue", path=name, remedy="see 'playlists catalogue list'") from None
    except OSError as err:
        raise DataError(f"cannot delete: {err.strerror}", path=path, remedy="check the permissions") from err
    return path
