"""Where to search for an item by hand. A search is no match, and is labelled so wherever it is shown."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from playlists.lines import one_line
from soundtrack.models import Wanted

LABEL = "search, not a match"


def search_links(wanted: Wanted, artist: str | None = None) -> list[tuple[str, str]]:
    """Return ``(service, address)`` of searches for artist and title: Spotify, Deezer, YouTube, MusicBrainz.

    *artist* stands in where the line itself names nobody: the composer, the album's artist.
    """
    title = one_line(wanted.title)
    artist = one_line(wanted.artist or "") or one_line(artist or "")
    words = f"{artist} {title}".strip()
    lucene = " AND ".join(
        f'{field}:"{_quoted(text)}"' for field, text in (("recording", title), ("artist", artist)) if text
    )
    return [
        ("Spotify", f"https://open.spotify.com/search/{quote(words, safe='')}"),
        ("Deezer", f"https://www.deezer.com/search/{quote(words, safe='')}"),
        ("YouTube", f"https://www.youtube.com/results?search_query={quote_plus(words)}"),
        (
            "MusicBrainz",
            f"https://musicbrainz.org/search?type=recording&method=advanced&query={quote_plus(lucene)}",
        ),
    ]


def _quoted(text: str) -> str:
    r"""Inside a Lucene phrase only ``\`` and ``"`` have a meaning."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
