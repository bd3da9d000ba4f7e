"""Identifiers of recordings, releases and artists: parse, check, format.

Inside, an identifier is one canonical URI, the form that playlists write (formats.md; XSPF, JSPF):

==================  ==========================================================
MusicBrainz         ``https://musicbrainz.org/recording/<mbid>`` (also artist, release, release-group, work)
ISRC                ``urn:isrc:GBAYE9700386``
Spotify             ``spotify:track:<22 characters>`` (also artist, album)
Deezer              ``https://www.deezer.com/track/<digits>`` (also artist, album)
==================  ==========================================================

Nothing here knows a model or the network.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from soundtrack.errors import IdentifierError

_MBID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", re.ASCII)
_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}", re.ASCII)
_DEEZER_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)

_MUSICBRAINZ_KINDS = ("recording", "release", "release-group", "artist", "work", "track")
_SPOTIFY_KINDS = ("track", "album", "artist")
_DEEZER_KINDS = ("track", "album", "artist")

_PATTERNS = (
    (
        "musicbrainz",
        re.compile(rf"https?://(?:beta\.)?musicbrainz\.org/({'|'.join(_MUSICBRAINZ_KINDS)})/([0-9a-fA-F-]{{36}})/?"),
    ),
    ("isrc", re.compile(r"(?:urn:)?isrc:([0-9A-Za-z -]{12,18})", re.IGNORECASE)),
    ("spotify", re.compile(rf"spotify:({'|'.join(_SPOTIFY_KINDS)}):([0-9A-Za-z]+)")),
    (
        "spotify",
        re.compile(
            rf"https?://open\.spotify\.com/(?:intl-[a-z]+/)?({'|'.join(_SPOTIFY_KINDS)})/([0-9A-Za-z]+)(?:\?.*)?"
        ),
    ),
    (
        "deezer",
        re.compile(rf"https?://(?:www\.)?deezer\.com/(?:[a-z]{{2}}/)?({'|'.join(_DEEZER_KINDS)})/(\d+)(?:\?.*)?"),
    ),
)


class Identifier(NamedTuple):
    """The parts of one identifier."""

    service: str
    """``musicbrainz``, ``isrc``, ``spotify`` or ``deezer``."""
    kind: str
    """``recording``, ``track``, ``release``, ``album``, ``artist``, ...; an ISRC is of kind ``recording``."""
    value: str
    """The bare id."""

    @property
    def uri(self) -> str:
        """The canonical URI."""
        if self.service == "musicbrainz":
            return f"https://musicbrainz.org/{self.kind}/{self.value}"
        if self.service == "isrc":
            return f"urn:isrc:{self.value}"
        if self.service == "spotify":
            return f"spotify:{self.kind}:{self.value}"
        return f"https://www.deezer.com/{self.kind}/{self.value}"

    @property
    def url(self) -> str | None:
        """A page a person can open; for an ISRC, MusicBrainz' page of it."""
        if self.service == "spotify":
            return f"https://open.spotify.com/{self.kind}/{self.value}"
        if self.service == "isrc":
            return f"https://musicbrainz.org/isrc/{self.value}"
        return self.uri

    @property
    def names_recording(self) -> bool:
        """True where it says which recording is meant: the track-level kinds."""
        return (self.service, self.kind) in {
            ("musicbrainz", "recording"),
            ("isrc", "recording"),
            ("spotify", "track"),
            ("deezer", "track"),
        }


def mbid(text: str) -> str:
    """Return an MBID in lower case.

    Raises:
        IdentifierError: It is not a UUID (https://musicbrainz.org/doc/MusicBrainz_Identifier).
    """
    value = text.strip().lower()
    if not _MBID.fullmatch(value):
        raise IdentifierError(f"{text!r} is not an MBID, which looks like a74b1b7f-71a5-4011-9441-d0b5e4122711")
    return value


def isrc(text: str) -> str:
    """Return an ISRC as 12 upper-case characters; hyphens and spaces are dropped.

    Raises:
        IdentifierError: It has another shape (https://isrc.ifpi.org/en/isrc-standard/structure).
    """
    value = re.sub(r"[\s-]", "", text).upper()
    if not _ISRC.fullmatch(value):
        raise IdentifierError(f"{text!r} is not an ISRC, which looks like GBAYE9700386")
    return value


def spotify_id(text: str) -> str:
    """Return a Spotify id: 22 letters and digits. Raises IdentifierError."""
    if not _SPOTIFY_ID.fullmatch(text):
        raise IdentifierError(f"{text!r} is not a Spotify id, which has 22 letters and digits")
    return text


def deezer_id(text: str) -> str:
    """Return a Deezer id: digits. Raises IdentifierError."""
    if not _DEEZER_ID.fullmatch(text):
        raise IdentifierError(f"{text!r} is not a Deezer id, which is a number")
    return text


_CHECKS = {"musicbrainz": mbid, "isrc": isrc, "spotify": spotify_id, "deezer": deezer_id}


def parse(text: str) -> Identifier:
    """Read a URI or a web address of one of the services.

    Raises:
        IdentifierError: It is none that we know, or its id is malformed.
    """
    text = text.strip()
    for service, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            *kind, value = found.groups()
            return Identifier(service, kind[0] if kind else "recording", _CHECKS[service](value))
    raise IdentifierError(
        f"{text!r} is not an identifier; write for example https://musicbrainz.org/recording/<mbid>, "
        "urn:isrc:GBAYE9700386, spotify:track:<id> or https://www.deezer.com/track/<id>"
    )


def canonical(text: str) -> str:
    """Return the canonical URI of *text*. Raises IdentifierError."""
    return parse(text).uri


def recording_uri(text: str) -> str:
    """Return the canonical MusicBrainz URI of a recording's MBID. Raises IdentifierError."""
    return Identifier("musicbrainz", "recording", mbid(text)).uri


def order(uri: str) -> tuple[int, str]:
    """Sort key of canonical URIs: MusicBrainz first, then ISRC, Spotify, Deezer (JSPF wants it so)."""
    services = ("musicbrainz", "isrc", "spotify", "deezer")
    return services.index(parse(uri).service), uri
