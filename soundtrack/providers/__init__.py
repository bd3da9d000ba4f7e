"""Whom we ask. Each is met in one module and loaded when it is first used.

Adding one: a module, a function here, a replica in ``tests/replicas``, a line in the README.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from soundtrack.providers._catalogue import catalogue
    from soundtrack.providers._deezer import deezer
    from soundtrack.providers._local import local
    from soundtrack.providers._musicbrainz import musicbrainz
    from soundtrack.providers._spotify import spotify

_NAMES = ("catalogue", "deezer", "local", "musicbrainz", "spotify")
__all__ = ["catalogue", "deezer", "local", "musicbrainz", "spotify"]


def __getattr__(name: str) -> object:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}._{name}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_NAMES})
