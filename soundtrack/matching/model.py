"""The learned part: one weight per feature, in a text file that people can read and review."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from typing import Any


def _load() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files("soundtrack.matching").joinpath("weights.json").read_text("utf-8"))
    return data


_DATA = _load()
INTERCEPT: float = _DATA["intercept"]
"""Log-odds before any evidence."""
WEIGHTS: dict[str, float] = _DATA["weights"]
"""Log-odds of each feature, times its amount."""
CONFIDENCE: dict[str, float] = _DATA["confidence"]
"""The same for the decision, see :mod:`soundtrack.matching.decision`."""


def logit(features: list[tuple[str, float]]) -> float:
    """Log-odds that two descriptions with these features are one recording."""
    weights = WEIGHTS
    return INTERCEPT + sum([weights[name] * amount for name, amount in features])


def probability(logit: float) -> float:
    """0 to 1 from log-odds."""
    if logit >= 0:
        return 1.0 / (1.0 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1.0 + odds)
