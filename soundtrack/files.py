"""The disk: read or say in one sentence why not; write whole or not at all; where our own files live."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from soundtrack.errors import DataError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from platformdirs import PlatformDirs

MAX_BYTES = 64 * 1024 * 1024
"""No list, story or page is larger; a larger file is another kind of thing."""

APP = "soundtrack-companion"


def read_bytes(path: str | os.PathLike[str], *, limit: int = MAX_BYTES) -> bytes:
    """Return a file's bytes.

    Raises:
        DataError: It is missing, not readable, no regular file, or longer than *limit* bytes.
    """
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise DataError("this is not a file", path=path, remedy="name a file")
            data = file.read(limit + 1)
    except (OSError, ValueError) as err:
        raise DataError(_reason(err), path=path, remedy="check the name and the permissions") from err
    if len(data) > limit:
        raise DataError(
            f"the file is larger than {limit // (1024 * 1024)} MiB", path=path, remedy="is it a list at all"
        )
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a FIFO must not hang us


def read_text(path: str | os.PathLike[str], *, limit: int = MAX_BYTES) -> str:
    """Return a UTF-8 file's text, without a byte order mark.

    Raises:
        DataError: As :func:`read_bytes`, or the bytes are not UTF-8; then with the line.
    """
    data = read_bytes(path, limit=limit)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise DataError("the text is not UTF-8", path=path, line=line, remedy="save it as UTF-8") from None


def write_whole(path: str | os.PathLike[str], data: str | bytes, *, mode: int | None = None) -> None:
    """Write a file whole or not at all: a failure leaves what was there before.

    Args:
        path: Where; a symbolic link is followed, so that the file it names is replaced.
        data: Text is written as UTF-8.
        mode: Permissions; None keeps those of the file that is there, or takes the user's default.

    Raises:
        DataError: It could not be written.
    """
    target = Path(os.path.realpath(path))
    payload = data.encode() if isinstance(data, str) else data
    temporary: str | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError(21, "a folder of that name is there")
        descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        with open(descriptor, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode_for(target) if mode is None else mode)
        os.replace(temporary, target)
    except OSError as err:
        raise DataError(f"cannot write: {_reason(err)}", path=path, remedy="the file is as it was") from err
    finally:
        if temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)


def _mode_for(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _reason(err: Exception) -> str:
    if isinstance(err, FileNotFoundError):
        return "no such file"
    if isinstance(err, IsADirectoryError):
        return "this is a folder"
    if isinstance(err, OSError) and err.strerror:
        return err.strerror[0].lower() + err.strerror[1:]
    return str(err)


def data_dir() -> Path:
    """The folder of what must not be lost: user locks and the library index."""
    return _home() / "data" if _home_is_set() else Path(_platform().user_data_dir)


def cache_dir() -> Path:
    """The folder of what can be asked again."""
    return _home() / "cache" if _home_is_set() else Path(_platform().user_cache_dir)


def config_dir() -> Path:
    """The folder of settings and tokens."""
    return _home() / "config" if _home_is_set() else Path(_platform().user_config_dir)


def _home_is_set() -> bool:
    return bool(os.environ.get("PLAYLISTS_HOME"))


def _home() -> Path:
    return Path(os.environ["PLAYLISTS_HOME"]).expanduser()


def _platform() -> PlatformDirs:
    from platformdirs import PlatformDirs

    return PlatformDirs(APP, appauthor=False)


@contextlib.contextmanager
def errors_named(path: object) -> Iterator[None]:
    """Give a DataError that comes out of the block this file's name, if it has none."""
    try:
        yield
    except DataError as err:
        raise err.at(path) from err.__cause__
