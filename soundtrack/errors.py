"""Every error that the two packages raise on purpose.

::

    SoundtrackError
      IdentifierError (also ValueError)   this is no MBID, ISRC, ...
      DataError .path .line .remedy       a file or a text is not what it should be: the user mends it
      UsageError                          what was asked for cannot be: no such list, place, format
      ProviderError .provider
        ProviderUnavailableError          could not be asked now: try again
        ProviderAuthError                 the user acts: keys, log-in, Premium
        ProviderResponseError             an answer that we do not understand: we act

The message of each is one sentence for a person, with the remedy where there is one.
"""

from __future__ import annotations


class SoundtrackError(Exception):
    """Base of all our errors."""


class IdentifierError(SoundtrackError, ValueError):
    """A text is no valid identifier of the kind that was asked for."""


class UsageError(SoundtrackError):
    """What was asked for does not exist or does not fit together."""


class DataError(SoundtrackError):
    """A file or text is not what it should be.

    Args:
        message: What is wrong, without the file's name and without a full stop.
        path: The file as the user named it; None for text that came from nowhere.
        line: 1-based line; None where it is not known.
        remedy: What the user can do, without a full stop.
    """

    def __init__(
        self, message: str, *, path: object | None = None, line: int | None = None, remedy: str | None = None
    ) -> None:
        self.message = message
        self.path = path
        self.line = line
        self.remedy = remedy
        super().__init__(message)

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}"
        if self.line is not None:
            where += f":{self.line}" if where else f"line {self.line}"
        text = f"{where}: {self.message}" if where else self.message
        return f"{text}; {self.remedy}." if self.remedy else f"{text}."

    def at(self, path: object) -> DataError:
        """Return the same error with the file's name, if it has none yet."""
        if self.path is not None:
            return self
        return DataError(self.message, path=path, line=self.line, remedy=self.remedy)


class ProviderError(SoundtrackError):
    """A provider could not answer.

    Args:
        provider: Its name, such as ``musicbrainz``.
        reason: What happened, in words that hold no credentials.
    """

    def __init__(self, provider: str, reason: str) -> None:
        self.provider = provider
        self.reason = reason
        super().__init__(f"{provider}: {reason}")


class ProviderUnavailableError(ProviderError):
    """The provider could not be asked now (no network, busy, out of quota): try again later."""


class ProviderAuthError(ProviderError):
    """The provider refuses who we are: the user acts (keys, log-in, Premium)."""


class ProviderResponseError(ProviderError):
    """The provider answered something that we do not understand: a bug of ours or a change of theirs."""
