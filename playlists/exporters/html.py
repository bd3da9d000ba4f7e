"""One web page: the story as a drawing, the music, liner notes scene by scene. Nothing is fetched from anywhere.

Texts are escaped by the template (Jinja2 with autoescape); styles and script are ours, inline, and the only ones
that the page's own Content-Security-Policy lets through, by their hashes
(https://www.w3.org/TR/CSP3/#grammardef-hash-source). Without the script the page reads the same: the script only
hides what is later than a place the reader chooses.
"""

from __future__ import annotations

import base64
import functools
import hashlib

import jinja2
from markupsafe import Markup

from playlists import paths
from playlists.exporters.base import ExportOptions, Rendered
from playlists.exporters.links import LABEL
from playlists.exporters.notes import BASIS_WORDS, Entry, liner_notes
from playlists.exporters.timeline import NARROW, WIDE, drawing
from playlists.models import Playlist


def render(playlist: Playlist, options: ExportOptions) -> Rendered:
    """Return *playlist* as one self-contained page (UTF-8, suffix ``.html``).

    Files are linked relative to ``options.folder`` unless the options say otherwise. With ``options.story`` the
    story is drawn and told; a masked list needs a masked story (:func:`playlists.masking.masked_story`).
    """
    notes = liner_notes(playlist, options)
    drawn = any(told.moments for told in notes.tellings)
    page = _template().render(
        notes=notes,
        drawings=[drawing(notes, shape) for shape in (WIDE, NARROW)] if drawn else [],
        bases=[basis for basis in BASIS_WORDS if any(tie.basis == basis for one in notes.entries for tie in one.ties)],
        basis_words=BASIS_WORDS,
        search_label=LABEL,
        source_of=functools.partial(_source_of, options),
        style=_inline("page.css"),
        script=_inline("page.js"),
        style_hash=_hash(_inline("page.css")),
        script_hash=_hash(_inline("page.js")),
    )
    return Rendered(page)


def _source_of(options: ExportOptions, entry: Entry) -> str | None:
    """What the page's player opens, or None: a percent-encoded URI reference, whatever the file's name."""
    return None if entry.location is None else paths.written_uri(entry.location, options)


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("playlists.exporters", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template() -> jinja2.Template:
    return _environment().get_template("page.html.jinja")


@functools.cache
def _inline(name: str) -> Markup:
    """One of our own files, to stand in the page as it is."""
    environment = _environment()
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0].strip())


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
