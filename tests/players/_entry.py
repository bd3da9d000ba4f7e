"""What every player's module returns: siblings with the verbs ``missing()`` and ``entries(list_file)``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One entry of a list as the player has it."""

    title: str
    """What the player shows of the list's own words; empty where it took none."""
    path: str
    """The file, absolute, as the player understood the line."""
    plays: bool
    """Its sound was decoded without an error."""


class PlayerError(Exception):
    """The player itself failed, or did not answer in time."""
