"""XSPF, read by defusedxml: entities are refused, so no file can blow up or reach out.

Takes any namespace, and the Windows paths and bare spaces that programs write into ``<location>``.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from playlists import paths
from playlists.importers import building, decoding
from playlists.models import Playlist
from soundtrack.errors import DataError

SCENES = "urn:x-soundtrack-companion:scenes:1"


def read(data: bytes, base: str | None = None, name: str | None = None) -> Playlist:
    """Read XSPF.

    Args:
        data: The file.
        base: Folder of relative locations; without it they are lost.
        name: The file's name: what the list is called where it has no title.

    Raises:
        DataError: It is no XML, holds entities, or is no XSPF; with the line where that is known.
    """
    root = _root(data)
    track_list = _child(root, "trackList")
    if _name(root) != "playlist" or track_list is None:
        raise DataError("this is no XSPF", remedy="it holds <playlist> with a <trackList>")
    tracks = [one for one in track_list if _name(one) == "track"]
    building.limited(len(tracks))
    items = building.Items()
    for track in tracks:
        _add(items, track, base)
    made = items.playlist(
        _text(root, "title"), name=name, creator=_text(root, "creator"), note=_text(root, "annotation")
    )
    ours = next((body for body in _bodies(root) if _name(body) == "list"), None)
    return made if ours is None else building.with_ids(made, ours.get("id"), ours.get("story"))


def _root(data: bytes) -> Element:
    decoding.not_more_than(data.count(b"<"), decoding.MAX_PARTS)
    try:
        root: Element = defusedxml.ElementTree.fromstring(data)
    except DefusedXmlException:
        raise DataError(
            "this XML declares entities, which no playlist needs", remedy="it may be made to do harm: leave it"
        ) from None
    except ParseError as err:
        what = str(err).partition(":")[0]
        raise DataError(
            f"this is not valid XML: {what}", line=err.position[0], remedy="was the file cut off or edited by hand"
        ) from None
    except (LookupError, ValueError) as err:
        raise DataError(f"this is not valid XML: {err}", remedy="save it as UTF-8") from None
    return root


def _add(items: building.Items, track: Element, base: str | None) -> None:
    places = _texts(track, "location")
    location = next((one for place in places if (one := paths.resolved(place, base)) is not None), None)
    bodies = list(_bodies(track))
    own = next((body.attrib for body in bodies if _name(body) == "item"), {})
    if own.get("masked") == "true":
        items.add_hidden(location)
        return
    found = (
        building.tie(body.get("scene"), body.get("basis"), body.text, (body.get("citations") or "").split())
        for body in bodies
        if _name(body) == "tie"
    )
    items.add(
        _text(track, "title"),
        artist=_text(track, "creator"),
        release=_text(track, "album"),
        position=building.number(_text(track, "trackNum")),
        duration_ms=building.number(_text(track, "duration")),
        uris=[*_texts(track, "identifier"), *places],
        location=location,
        note=own.get("note") if bodies else _text(track, "annotation"),
        ties=tuple(tie for tie in found if tie is not None),
        as_written=own.get("as-written"),
        credited_as=own.get("credited-as"),
        item_id=own.get("id"),
        state=own.get("state"),
    )


def _name(element: Element) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""  # a comment's tag is a function
    return tag.rpartition("}")[2]


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _name(child) == name), None)


def _texts(element: Element, name: str) -> list[str]:
    return [child.text.strip() for child in element if _name(child) == name and child.text and child.text.strip()]


def _text(element: Element, name: str) -> str | None:
    return next(iter(_texts(element, name)), None)


def _bodies(element: Element) -> Iterator[Element]:
    """What our extension holds."""
    for child in element:
        if _name(child) == "extension" and child.get("application") == SCENES:
            yield from child
