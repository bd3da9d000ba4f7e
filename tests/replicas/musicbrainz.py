"""MusicBrainz WS/2 as XML over a made-up catalogue: searches, look-ups, its errors, its limit of one a second.

https://musicbrainz.org/doc/MusicBrainz_API. Only what our client sends is here; the rest is an error, so that a
change of our requests is noticed. Answers have the shape of today's servers: search answers with credited names
everywhere and the score in a second namespace, look-ups with only what differs.
"""

from __future__ import annotations

import functools
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence

from werkzeug.wrappers import Response

from tests.replicas import musicbrainz_query
from tests.replicas._server import Replica, Seen, as_xml
from tests.replicas.catalogue import (
    Artist,
    Catalogue,
    Credited,
    Medium,
    Recording,
    Release,
    Track,
    never_let_me_go,
)
from tests.replicas.musicbrainz_query import Index, QueryError

RECORDING_FIELDS = frozenset(
    [
        "recording",
        "alias",
        "artist",
        "artistname",
        "creditname",
        "arid",
        "rid",
        "tid",
        "reid",
        "rgid",
        "release",
        "isrc",
        "dur",
        "qdur",
        "firstreleasedate",
        "date",
        "country",
        "format",
        "position",
        "tnum",
        "tracks",
        "primarytype",
        "secondarytype",
        "status",
        "tag",
        "comment",
        "video",
    ]
)
RELEASE_FIELDS = frozenset(
    [
        "release",
        "alias",
        "artist",
        "artistname",
        "creditname",
        "arid",
        "reid",
        "rgid",
        "date",
        "country",
        "format",
        "tracks",
        "primarytype",
        "secondarytype",
        "status",
        "tag",
        "comment",
        "barcode",
        "catno",
        "label",
        "mediums",
        "lang",
        "script",
    ]
)
_RELATIONS = {f"{kind}-rels" for kind in ("artist", "work", "url", "recording", "release", "label")}
INCLUDES = {
    "recording": {"artists", "artist-credits", "isrcs", "releases", "media", "aliases", "work-level-rels"} | _RELATIONS,
    "release": {
        "artists",
        "artist-credits",
        "isrcs",
        "recordings",
        "media",
        "release-groups",
        "labels",
        "aliases",
    }
    | {"recording-level-rels", "work-level-rels"}
    | _RELATIONS,
    "isrc": {"artists", "artist-credits", "isrcs", "releases"},
}
MOST_LINKED = 25
"""Releases that a look-up of a recording lists; the rest must be browsed."""
_MBID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_NAMESPACE = "http://musicbrainz.org/ns/mmd-2.0#"
_USAGE = "For usage, please see: https://musicbrainz.org/development/mmd"
_TOO_FAST = "Your requests are exceeding the allowable rate limit. Please see https://musicbrainz.org/doc/XML_Web_Service/Rate_Limiting for more information."


class MusicBrainzReplica(Replica):
    """The web service.

    Args:
        catalogue: What it knows.
        interval: Seconds that must lie between the starts of two requests, else both are answered 503; 0 for
            no limit. The real one is 1.0, by average.
        port: A free one unless named.
    """

    def __init__(self, catalogue: Catalogue | None = None, *, interval: float = 0.0, port: int = 0) -> None:
        super().__init__(port=port)
        self.catalogue = never_let_me_go() if catalogue is None else catalogue
        self.too_fast = 0
        """Requests refused because they came too soon."""
        self._interval = interval
        self._last = float("-inf")
        self._pace = threading.Lock()
        self._recordings = {one.mbid: one for one in self.catalogue.recordings}
        self._releases = {one.mbid: one for one in self.catalogue.releases}
        self._recording_index, self._release_index = _indexes(self.catalogue)

    def answer(self, seen: Seen) -> Response:
        """Answer as the service does."""
        if self._came_too_soon(seen):
            return _error(503, _TOO_FAST)
        if seen.query.get("fmt", "xml") != "xml":
            return _error(400, "This replica speaks XML only.")
        found = re.fullmatch(r"/ws/2/(recording|release|isrc)(?:/([^/]*))?", seen.path)
        if found is None or seen.method != "GET":
            return _error(404, "Not Found")
        entity, key = found[1], found[2] or ""
        return self._look_up(entity, key, seen) if key else self._search(entity, seen)

    def _came_too_soon(self, seen: Seen) -> bool:
        with self._pace:
            too_soon = seen.started - self._last < self._interval
            self._last = seen.started
            self.too_fast += too_soon
            return too_soon

    # Searches

    def _search(self, entity: str, seen: Seen) -> Response:
        unknown = set(seen.query) - {"query", "limit", "offset", "fmt"}
        if unknown or entity == "isrc":
            return _error(400, f"{', '.join(sorted(unknown)) or entity} is not replicated.")
        text = seen.query.get("query", "")
        if not text.strip():
            return _error(400, "Must specify a least one parameter for 'query'.")
        fields, index = (
            (RECORDING_FIELDS, self._recording_index)
            if entity == "recording"
            else (RELEASE_FIELDS, self._release_index)
        )
        try:
            hits = index.rank(musicbrainz_query.parse(text, fields))
        except QueryError as err:
            return _error(400, f"Unable to parse search: {err}")
        offset = _number(seen.query.get("offset"), 0)
        page = hits[offset : offset + _limit(seen.query.get("limit"))]
        best = hits[0][1] if hits and hits[0][1] > 0 else 1.0
        metadata = ET.Element(
            "metadata",
            {
                "created": "2026-11-01T10:00:00.000Z",
                "xmlns": _NAMESPACE,
                "xmlns:ns2": "http://musicbrainz.org/ns/ext#-2.0",
            },
        )
        listed = _add(metadata, f"{entity}-list", count=str(len(hits)), offset=str(offset))
        for number, weight in page:
            score = {"ns2:score": str(round(100 * weight / best))}
            if entity == "recording":
                self._recording_hit(listed, self.catalogue.recordings[number], score)
            else:
                _release_hit(listed, self.catalogue.releases[number], score)
        return _xml(metadata, standalone=True)

    def _recording_hit(self, parent: ET.Element, recording: Recording, score: dict[str, str]) -> None:
        element = _add(parent, "recording", id=recording.mbid, **score)
        _text(element, "title", recording.title)
        _text(element, "length", recording.length_ms)
        _text(element, "disambiguation", recording.disambiguation)
        _credit(element, recording.credit, always_named=True, with_aliases=True)
        places = self.catalogue.places[recording.mbid]
        _text(
            element,
            "first-release-date",
            min((release.date for release, _, _ in places if release.date), default=""),
        )
        if places:
            listed = _add(element, "release-list")
            for release, medium, track in places:
                _release_of_hit(listed, recording, release, medium, track)
        _isrcs(element, recording, counted=False)

    # Look-ups

    def _look_up(self, entity: str, key: str, seen: Seen) -> Response:
        includes = set(seen.query.get("inc", "").split())
        wrong = sorted(includes - INCLUDES[entity])
        if wrong:
            return _error(400, f"{wrong[0]} is not a valid inc parameter for the {entity} resource.")
        if entity == "isrc":
            return self._look_up_isrc(key, includes)
        if not _MBID.fullmatch(key):
            return _error(400, "Invalid mbid.")
        mbid = self.catalogue.merged.get(key.lower(), key.lower())
        metadata = ET.Element("metadata", {"xmlns": _NAMESPACE})
        if entity == "recording" and mbid in self._recordings:
            self._recording(metadata, self._recordings[mbid], includes)
        elif entity == "release" and mbid in self._releases:
            _release(metadata, self._releases[mbid], includes)
        else:
            return _error(404, "Not Found")
        return _xml(metadata)

    def _look_up_isrc(self, key: str, includes: set[str]) -> Response:
        if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", key):
            return _error(400, "Invalid isrc.")
        found = [one for one in self.catalogue.recordings if key in one.isrcs]
        if not found:
            return _error(404, "Not Found")
        metadata = ET.Element("metadata", {"xmlns": _NAMESPACE})
        listed = _add(_add(metadata, "isrc", id=key), "recording-list", count=str(len(found)))
        for recording in found:
            self._recording(listed, recording, includes)
        return _xml(metadata)

    def _recording(self, parent: ET.Element, recording: Recording, includes: set[str]) -> None:
        element = _recording(parent, recording, includes)
        places = self.catalogue.places[recording.mbid]
        dates = [release.date for release, _, _ in places if release.date]
        _text(element, "first-release-date", min(dates, default=""))
        if "releases" in includes and places:
            listed = _add(element, "release-list", count=str(len(places)))
            for release, medium, track in places[:MOST_LINKED]:
                inner = _add(listed, "release", id=release.mbid)
                _release_head(inner, release)
                if "media" in includes:
                    _medium_of_track(inner, release, medium, track)
        _isrcs(element, recording, counted=True, asked="isrcs" in includes)
        _recording_relations(element, recording, includes)


@functools.lru_cache(maxsize=1)
def _indexes(catalogue: Catalogue) -> tuple[Index, Index]:
    """Of recordings and of releases; kept for the next replica of the same catalogue."""
    recordings = [_recording_document(catalogue, one) for one in catalogue.recordings]
    return Index(recordings), Index([_release_document(one) for one in catalogue.releases])


def _recording_document(catalogue: Catalogue, recording: Recording) -> dict[str, list[str]]:
    places = catalogue.places[recording.mbid]
    releases = [release for release, _, _ in places]
    document = {
        "recording": [recording.title, *(track.title for _, _, track in places if track.title)],
        "rid": [recording.mbid],
        "isrc": list(recording.isrcs),
        "dur": [str(recording.length_ms)] if recording.length_ms else [],
        "comment": [recording.disambiguation],
        "release": [release.title for release in releases],
        "reid": [release.mbid for release in releases],
        "rgid": [release.group_mbid for release in releases],
        "status": [release.status for release in releases],
        "primarytype": [release.primary_type for release in releases],
        "secondarytype": [kind for release in releases for kind in release.secondary_types],
        "date": [release.date for release in releases],
        "country": [release.country for release in releases],
    }
    return document | _credit_document(recording.credit)


def _credit_document(credit: Sequence[Credited]) -> dict[str, list[str]]:
    return {
        "artist": ["".join(one.name + one.join for one in credit)],
        "artistname": [one.artist.name for one in credit],
        "creditname": [one.name for one in credit],
        "arid": [one.artist.mbid for one in credit],
    }


def _release_document(release: Release) -> dict[str, list[str]]:
    document = {
        "release": [release.title],
        "reid": [release.mbid],
        "rgid": [release.group_mbid],
        "date": [release.date],
        "country": [release.country],
        "format": [medium.format for medium in release.media],
        "tracks": [str(len(release.tracks))],
        "mediums": [str(len(release.media))],
        "primarytype": [release.primary_type],
        "secondarytype": list(release.secondary_types),
        "status": [release.status],
        "comment": [release.disambiguation],
        "barcode": [release.barcode],
        "label": [release.label],
    }
    return document | _credit_document(release.credit)


# Elements


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, attributes)


def _text(parent: ET.Element, tag: str, value: object) -> None:
    if value:
        _add(parent, tag).text = str(value)


def _credit(
    parent: ET.Element, credit: Sequence[Credited], *, always_named: bool = False, with_aliases: bool = False
) -> None:
    element = _add(parent, "artist-credit")
    for one in credit:
        name = _add(element, "name-credit", **({"joinphrase": one.join} if one.join else {}))
        if always_named or one.as_name:
            _text(name, "name", one.name)
        _artist(name, one.artist, with_aliases)


def _artist(parent: ET.Element, artist: Artist, with_aliases: bool = False) -> None:
    element = _add(parent, "artist", id=artist.mbid, type=artist.type)
    _text(element, "name", artist.name)
    _text(element, "sort-name", artist.name)
    _text(element, "disambiguation", artist.disambiguation)
    if with_aliases and artist.aliases:
        listed = _add(element, "alias-list")
        for alias in artist.aliases:
            _add(listed, "alias", **{"sort-name": alias}).text = alias


def _release_head(element: ET.Element, release: Release) -> None:
    _text(element, "title", release.title)
    _text(element, "status", release.status)
    _text(element, "disambiguation", release.disambiguation)
    _text(element, "date", release.date)
    _text(element, "country", release.country)


def _group(parent: ET.Element, release: Release) -> None:
    kind = release.secondary_types[0] if release.secondary_types else release.primary_type
    element = _add(parent, "release-group", id=release.group_mbid, type=kind)
    _text(element, "title", release.title)
    _text(element, "primary-type", release.primary_type)
    if release.secondary_types:
        listed = _add(element, "secondary-type-list")
        for secondary in release.secondary_types:
            _text(listed, "secondary-type", secondary)


def _medium_of_track(
    parent: ET.Element, release: Release, medium: Medium, track: Track, *, searched: bool = False
) -> None:
    listed = _add(parent, "medium-list", count=str(len(release.media)))
    if searched:
        _text(listed, "track-count", len(release.tracks))
    element = _add(listed, "medium")
    _text(element, "position", medium.position)
    _text(element, "format", medium.format)
    tracks = _add(element, "track-list", count=str(len(medium.tracks)), offset=str(track.position - 1))
    inner = _add(tracks, "track", id=track.mbid)
    if not searched:
        _text(inner, "position", track.position)
    _text(inner, "number", track.position)
    _text(inner, "title", track.title or track.recording.title)
    _text(inner, "length", track.recording.length_ms)


def _release_of_hit(parent: ET.Element, recording: Recording, release: Release, medium: Medium, track: Track) -> None:
    element = _add(parent, "release", id=release.mbid)
    _release_head(element, release)
    if release.credit != recording.credit:
        _credit(element, release.credit, always_named=True)
    _group(element, release)
    _medium_of_track(element, release, medium, track, searched=True)


def _release_hit(parent: ET.Element, release: Release, score: dict[str, str]) -> None:
    element = _add(parent, "release", id=release.mbid, **score)
    _release_head(element, release)
    _credit(element, release.credit, always_named=True, with_aliases=True)
    _group(element, release)
    _text(element, "barcode", release.barcode)
    _labels(element, release)
    listed = _add(element, "medium-list", count=str(len(release.media)))
    _text(listed, "track-count", len(release.tracks))
    for medium in release.media:
        inner = _add(listed, "medium")
        _text(inner, "format", medium.format)
        _add(inner, "disc-list", count="0")
        _add(inner, "track-list", count=str(len(medium.tracks)))


def _labels(parent: ET.Element, release: Release) -> None:
    if release.label:
        info = _add(_add(parent, "label-info-list", count="1"), "label-info")
        _text(_add(info, "label", id="00000000-0000-4000-8009-000000000001"), "name", release.label)


def _release(parent: ET.Element, release: Release, includes: set[str]) -> None:
    element = _add(parent, "release", id=release.mbid)
    _release_head(element, release)
    _text(element, "quality", "normal")
    if "artist-credits" in includes:
        _credit(element, release.credit)
    if "release-groups" in includes:
        _group(element, release)
    _text(element, "barcode", release.barcode)
    art = _add(element, "cover-art-archive")
    has_art = release.status == "Official"
    for tag, value in (("artwork", has_art), ("count", int(has_art)), ("front", has_art), ("back", False)):
        _add(art, tag).text = str(value).lower()
    if "labels" in includes:
        _labels(element, release)
    if "recordings" in includes or "media" in includes:
        listed = _add(element, "medium-list", count=str(len(release.media)))
        for medium in release.media:
            _medium(listed, medium, includes)
    if "url-rels" in includes and release.urls:
        relations = _add(element, "relation-list", **{"target-type": "url"})
        for kind, target in release.urls:
            relation = _add(relations, "relation", type=kind)
            _add(relation, "target", id="00000000-0000-4000-8008-000000000001").text = target
            _text(relation, "direction", "forward")


def _medium(parent: ET.Element, medium: Medium, includes: set[str]) -> None:
    element = _add(parent, "medium")
    _text(element, "position", medium.position)
    _text(element, "format", medium.format)
    tracks = _add(element, "track-list", count=str(len(medium.tracks)), offset="0")
    if "recordings" not in includes:
        return
    for track in medium.tracks:
        inner = _add(tracks, "track", id=track.mbid)
        _text(inner, "position", track.position)
        _text(inner, "number", track.position)
        _text(inner, "title", track.title)  # only where it differs from the recording's
        _text(inner, "length", track.recording.length_ms)
        recording = _recording(inner, track.recording, includes)
        _isrcs(recording, track.recording, counted=True, asked="isrcs" in includes)
        if "recording-level-rels" in includes:
            _recording_relations(recording, track.recording, includes)


def _recording(parent: ET.Element, recording: Recording, includes: set[str]) -> ET.Element:
    element = _add(parent, "recording", id=recording.mbid)
    _text(element, "title", recording.title)
    _text(element, "length", recording.length_ms)
    _text(element, "disambiguation", recording.disambiguation)
    if includes & {"artist-credits", "artists"}:
        _credit(element, recording.credit, with_aliases="aliases" in includes)
    return element


def _isrcs(parent: ET.Element, recording: Recording, *, counted: bool, asked: bool = True) -> None:
    if asked and recording.isrcs:
        listed = _add(parent, "isrc-list", **({"count": str(len(recording.isrcs))} if counted else {}))
        for isrc in recording.isrcs:
            _add(listed, "isrc", id=isrc)


def _recording_relations(element: ET.Element, recording: Recording, includes: set[str]) -> None:
    if "artist-rels" in includes:
        _artist_relations(element, recording.relations)
    if "work-rels" in includes and recording.works:
        listed = _add(element, "relation-list", **{"target-type": "work"})
        for work in recording.works:
            relation = _relation(listed, "performance", work.mbid, "forward")
            inner = _add(relation, "work", id=work.mbid)
            _text(inner, "title", work.title)
            if "work-level-rels" in includes and "artist-rels" in includes:
                _artist_relations(inner, work.relations)


def _artist_relations(element: ET.Element, relations: Iterable[tuple[str, Artist]]) -> None:
    relations = list(relations)
    if relations:
        listed = _add(element, "relation-list", **{"target-type": "artist"})
        for kind, artist in relations:
            _artist(_relation(listed, kind, artist.mbid, "backward"), artist)


def _relation(parent: ET.Element, kind: str, target: str, direction: str) -> ET.Element:
    element = _add(parent, "relation", type=kind)
    _text(element, "target", target)
    _text(element, "direction", direction)
    return element


# Answers


def _xml(metadata: ET.Element, *, standalone: bool = False) -> Response:
    alone = ' standalone="yes"' if standalone else ""
    body = ET.tostring(metadata, encoding="unicode")
    return as_xml(f'<?xml version="1.0" encoding="UTF-8"{alone}?>{body}')


def _error(code: int, message: str) -> Response:
    root = ET.Element("error")
    for text in (message, _USAGE):
        _text(root, "text", text)
    return as_xml('<?xml version="1.0" encoding="UTF-8"?>' + ET.tostring(root, encoding="unicode"), code)


def _limit(text: str | None) -> int:
    """Searches take 25 for any limit outside 1 to 100."""
    limit = _number(text, 25)
    return limit if 1 <= limit <= 100 else 25


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() else default
