"""JSPF: ListenBrainz', others' and our own (https://xspf.org/jspf).

Takes what programs really write: one text where an array belongs, lengths as text, extension bodies as an
object or as an array.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from playlists import paths
from playlists.importers import building, jsontext
from playlists.models import Playlist
from soundtrack.errors import DataError
from soundtrack.models import ArtistCreditName
from soundtrack.story import Tie

LISTENBRAINZ_TRACK = "https://musicbrainz.org/doc/jspf#track"
_NO_NUMBER = 1e12
SCENES = "urn:x-soundtrack-companion:scenes:1"


def read(data: bytes, base: str | None = None, name: str | None = None) -> Playlist:
    """Read JSPF.

    Args:
        data: The file.
        base: Folder of relative locations; without it they are lost.
        name: The file's name: what the list is called where it has no title.

    Raises:
        DataError: It is no JSON, or no JSPF.
    """
    return from_object(jsontext.parsed(data), base, name)


def from_object(content: dict[str, Any], base: str | None, name: str | None) -> Playlist:
    """Return the playlist that parsed JSON holds. Raises DataError."""
    playlist = content.get("playlist")
    tracks = playlist.get("track", []) if isinstance(playlist, dict) else None
    if not isinstance(playlist, dict) or not isinstance(tracks, list):
        raise DataError("this is no JSPF", remedy='it holds {"playlist": {"title": ..., "track": [...]}}')
    building.limited(len(tracks))
    items = building.Items()
    for number, track in enumerate(tracks, start=1):
        if not isinstance(track, dict):
            raise DataError(f"track {number} is no object", remedy="see https://xspf.org/jspf")
        _add(items, track, base)
    ours = next(_bodies(playlist), {})
    made = items.playlist(
        _text(playlist.get("title")),
        name=name,
        creator=_text(playlist.get("creator")),
        note=_text(playlist.get("annotation")),
    )
    return building.with_ids(made, _text(ours.get("id")), _text(ours.get("story")))


def _add(items: building.Items, track: dict[str, Any], base: str | None) -> None:
    located = (paths.resolved(one, base) for one in _texts(track.get("location")))
    location = next((one for one in located if one is not None), None)
    bodies = list(_bodies(track))
    about = next((body for body in bodies if "scene" not in body), {})
    details = next(_bodies(track, LISTENBRAINZ_TRACK), {})
    if about.get("masked") is True:
        items.add_hidden(location)
        return
    items.add(
        _text(track.get("title")),
        artist=_text(track.get("creator")),
        release=_text(track.get("album")),
        position=_number(track.get("trackNum")),
        duration_ms=_number(track.get("duration")),
        uris=[*_texts(track.get("identifier")), *_texts(track.get("location"))],
        location=location,
        note=_text(about.get("note")) if bodies else _text(track.get("annotation")),
        ties=tuple(_ties(bodies)),
        credit=tuple(_credit(details)),
        release_mbid=(_text(details.get("release_identifier")) or "").rpartition("/")[2] or None,
        item_id=_text(about.get("item")),
        as_written=_text(about.get("as_written")),
        credited_as=_text(about.get("credited_as")),
        state=_text(about.get("state")),
    )


def _credit(details: dict[str, Any]) -> Iterator[ArtistCreditName]:
    """The artist credit in parts, as ListenBrainz' track extension has it; nothing where a part is odd."""
    more = details.get("additional_metadata")
    artists = more.get("artists") if isinstance(more, dict) else None
    names = artists if isinstance(artists, list) else []
    try:
        yield from [
            ArtistCreditName(
                name=one["artist_credit_name"],
                join_phrase=one.get("join_phrase") or "",
                mbid=one.get("artist_mbid"),
            )
            for one in names
        ]
    except (ValidationError, TypeError, KeyError, AttributeError):
        return


def _bodies(owner: dict[str, Any], application: str = SCENES) -> Iterator[dict[str, Any]]:
    """An extension's bodies; ours unless another *application* is named."""
    extension = owner.get("extension")
    value = extension.get(application) if isinstance(extension, dict) else None
    for body in value if isinstance(value, list) else [value]:
        if isinstance(body, dict):
            yield body


def _ties(bodies: Sequence[dict[str, Any]]) -> Iterator[Tie]:
    for body in bodies:
        if "scene" in body:
            tie = building.tie(body.get("scene"), body.get("basis"), body.get("reason"), _texts(body.get("citations")))
            if tie is not None:
                yield tie


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _number(value: Any) -> int | None:
    if isinstance(value, str):
        return building.number(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _NO_NUMBER:
        return None
    return round(value)
