"""Recordings by the million in one file: built once, opened in milliseconds, asked without a network.

What a catalogue answers it answers as :mod:`soundtrack.matching` would, had that compared every row.
"""

from __future__ import annotations

from soundtrack.catalogue.build import build
from soundtrack.catalogue.folder import names, path_of, remove
from soundtrack.catalogue.index import Catalogue

__all__ = ["Catalogue", "build", "names", "path_of", "remove"]
