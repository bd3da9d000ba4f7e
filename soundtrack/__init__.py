"""The music of a story: what it is, and which recording a line means.

>>> import soundtrack
>>> want = soundtrack.wanted("Nothing's gonna hurt you baby", artist="Cigarette After Sex")
>>> offer = soundtrack.candidate("Nothing's Gonna Hurt You Baby", artist="Cigarettes After Sex")
>>> soundtrack.decide(want, [offer]).state
'matched'

Everything is loaded when it is first used, so that importing this costs nothing.
"""

from __future__ import annotations

from soundtrack._version import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from soundtrack import providers
    from soundtrack.catalogue import Catalogue
    from soundtrack.errors import (
        DataError,
        IdentifierError,
        ProviderAuthError,
        ProviderError,
        ProviderResponseError,
        ProviderUnavailableError,
        SoundtrackError,
        UsageError,
    )
    from soundtrack.given import candidate, wanted
    from soundtrack.matching import decide, same_recording, similarity
    from soundtrack.models import Candidate, Recording, Release, Resolution, Score, Similarity, Wanted
    from soundtrack.resolution import Resolver
    from soundtrack.stories import bundled_stories, load_score, load_story
    from soundtrack.story import Citation, Scene, Story, Telling, Tie

_NAMES = {
    "catalogue": ("Catalogue",),
    "errors": (
        "DataError",
        "IdentifierError",
        "ProviderAuthError",
        "ProviderError",
        "ProviderResponseError",
        "ProviderUnavailableError",
        "SoundtrackError",
        "UsageError",
    ),
    "given": ("candidate", "wanted"),
    "matching": ("decide", "same_recording", "similarity"),
    "models": ("Candidate", "Recording", "Release", "Resolution", "Score", "Similarity", "Wanted"),
    "resolution": ("Resolver",),
    "stories": ("bundled_stories", "load_score", "load_story"),
    "story": ("Citation", "Scene", "Story", "Telling", "Tie"),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "Candidate",
    "Catalogue",
    "Citation",
    "DataError",
    "IdentifierError",
    "ProviderAuthError",
    "ProviderError",
    "ProviderResponseError",
    "ProviderUnavailableError",
    "Recording",
    "Release",
    "Resolution",
    "Resolver",
    "Scene",
    "Score",
    "Similarity",
    "SoundtrackError",
    "Story",
    "Telling",
    "Tie",
    "UsageError",
    "Wanted",
    "bundled_stories",
    "candidate",
    "decide",
    "load_score",
    "load_story",
    "providers",
    "same_recording",
    "similarity",
    "wanted",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name == "providers":
        return import_module("soundtrack.providers")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
