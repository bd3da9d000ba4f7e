"""The one base of all models, and the types they share."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

SCHEMA_VERSION = 1
"""Version of every file format of this project; a file with a newer one is an error."""


class Model(BaseModel):
    """Frozen, strict, closed: what is not declared is an error, and nothing is converted behind one's back.

    Read JSON and TOML with ``model_validate_json``; ``model_copy(update=...)`` skips validation, so
    use :meth:`replace`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with *changes*, validated again."""
        return type(self).model_validate(dict(self) | changes)

    def dump_json(self) -> str:
        """Return compact JSON in field order, absent values left out."""
        return self.model_dump_json(exclude_none=True, exclude_defaults=True)


def _sorted_unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


def _no_lone_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text holds bytes that are not valid UTF-8") from None
    return text


Text = Annotated[str, AfterValidator(_no_lone_surrogates)]
"""Any text that can be written as UTF-8."""

Words = Annotated[Text, Field(min_length=1, pattern=r"\S")]
"""Text that is not blank."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
"""An id that people write: lower-case letters, digits and single hyphens."""

DurationMs = Annotated[int, Field(gt=0, lt=1000 * 60 * 60 * 24 * 30)]
"""Milliseconds, more than none and less than thirty days."""

Position = Annotated[int, Field(ge=1)]
"""A place in an order, from 1."""

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A number from 0 to 1."""

SortedTexts = Annotated[tuple[Text, ...], AfterValidator(_sorted_unique)]
"""A set of texts, kept as a sorted tuple without repeats so that every dump is the same bytes."""

__all__ = [
    "SCHEMA_VERSION",
    "AfterValidator",
    "BeforeValidator",
    "DurationMs",
    "Model",
    "Position",
    "Share",
    "Slug",
    "SortedTexts",
    "Text",
    "Words",
]
