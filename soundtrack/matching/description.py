"""A line or a recording in the light, parsed form in which it is compared: built once, compared often."""

from __future__ import annotations

import re

from soundtrack import text
from soundtrack.matching import store
from soundtrack.text import Credit, Title

MAX_READINGS = 12


class Reading:
    """One way to read a description: which words are the title, which the artist, which the album."""

    __slots__ = ("album", "credit", "doubtful", "kind", "title")

    def __init__(
        self, kind: str, title: Title, credit: Credit | None, album: Title | None, *, doubtful: bool = False
    ) -> None:
        self.kind = kind
        """``as written``, ``numbered``, ``swapped``, ``joined``, ``joined, artist left out``, ``with album``,
        ``bare version``, ``cut``."""
        self.doubtful = doubtful
        """It holds only if the other side confirms it: by the same artist, album or version."""
        self.title = title
        self.credit = credit
        self.album = album


class Description:
    """What is known of one recording or wanted line. Every field but the title may be unknown (None)."""

    __slots__ = (
        "_divided", "_readings", "album_text", "artist_text", "direct", "glued", "identifiers", "isrcs",
        "on_live_release", "others", "position", "seconds", "title_text",
    )  # fmt: skip

    def __init__(
        self,
        title: str,
        artist: str | None = None,
        album: str | None = None,
        seconds: float | None = None,
        *,
        position: int | None = None,
        isrcs: frozenset[str] = frozenset(),
        identifiers: frozenset[str] = frozenset(),
        others: tuple[str, ...] = (),
        on_live_release: bool = False,
    ) -> None:
        title_as_given = title
        title, length = store.without_tail(title)
        self.glued = length is not None or title != title_as_given
        self.title_text = title
        seconds = seconds or length
        self.artist_text = artist or ""
        self.album_text = album or ""
        self.seconds = seconds if seconds and seconds > 0 else None
        self.position = position
        self.isrcs = isrcs
        self.identifiers = identifiers
        """Canonical URIs of track level."""
        self.on_live_release = on_live_release
        """A database says that the release it was seen on holds live recordings."""
        self.others = tuple(filter(None, (known(name) for name in others)))
        """Other names under which the same people may be credited: aliases, composers, performers."""
        self.direct = Reading(
            "as written",
            text.title(title),
            known(self.artist_text),
            _album(self.album_text),
        )
        self._readings: tuple[Reading, ...] | None = None
        self._divided: tuple[Reading, ...] | None = None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Other ways to read it than as written; made when first asked for."""
        if self._readings is None:
            self._readings = (*_swapped(self), *self.divided)
        return self._readings

    @property
    def divided(self) -> tuple[Reading, ...]:
        """Those of them that keep every field in its place: one side of a comparison may be read swapped, not both."""
        if self._divided is None:
            self._divided = tuple(_divided(self))
        return self._divided


def known(name: str) -> Credit | None:
    """The credit, or None where nobody or a placeholder is named."""
    if not name or name.isspace():
        return None
    credit = text.credit(name)
    return credit if credit.names else None


def _album(name: str) -> Title | None:
    if not name or name.isspace():
        return None
    album = text.title(name)
    return None if text.is_placeholder(album.full) else album


_SEPARATOR = re.compile(r"\s+[-–—~|/:]+\s+|:\s+|\s+[-–—]|[–—]\s+|\sâ\s|\s//\s", re.ASCII)
_BARE_VERSION = re.compile(
    r"\s(live|demo|acoustic|instrumental|karaoke|remix|version|mix|edit|unplugged)$", re.IGNORECASE
)
_BY = re.compile(r"\s+by\s+", re.IGNORECASE)


def _swapped(it: Description) -> list[Reading]:
    direct = it.direct
    by = known(direct.title.lead or direct.title.raw)
    if direct.credit is None or by is None:
        return []
    artist = text.title(it.artist_text)
    found = [Reading("swapped", artist, by, direct.album)]
    if artist.lead:
        found.append(Reading("swapped", text.title(artist.lead), by, direct.album))
    return found


def _divided(it: Description) -> list[Reading]:
    direct = it.direct
    found: list[Reading] = []
    raw = direct.title.raw
    lead = direct.title.lead
    if lead:
        raw = lead
        found.append(Reading("numbered", text.title(lead), direct.credit, direct.album))
    bare = _BARE_VERSION.search(raw)
    if bare:
        words = raw.split()
        for count in (
            range(1, min(4, len(words))) if bare[1].casefold() in ("version", "mix", "remix", "edit") else (1,)
        ):
            said = f"{' '.join(words[:-count])} ({' '.join(words[-count:])})"
            found.append(Reading("bare version", text.title(said), direct.credit, direct.album, doubtful=True))
    if len(raw) > 300:
        return found
    cuts = [(m.start(), m.end()) for m in _SEPARATOR.finditer(raw)]
    if any(raw[start] != ":" for start, _ in cuts):
        cuts = [cut for cut in cuts if raw[cut[0]] != ":"]  # a dash divides more than a colon
    cuts = cuts[:2] + cuts[2:][-1:]
    joined = "joined" if direct.credit is None else "joined, artist left out"
    for start, end in cuts:
        left, right = raw[:start].strip(), raw[end:].strip()
        if not left or not right:
            continue
        doubtful = text.aside(right) is not None
        colon = ":" in raw[start:end]
        right_title, left_title = text.title(right), text.title(left)
        if right_title.lead:
            right_title = text.title(right_title.lead)
        left_credit, right_credit = known(left), known(right)
        if left_credit is not None:
            found.append(Reading(joined, right_title, left_credit, direct.album, doubtful=doubtful))
        if right_credit is not None and not doubtful:
            found.append(Reading(joined, left_title, right_credit, direct.album))
        if direct.album is None and not colon:
            found.append(Reading("with album", left_title, direct.credit, right_title, doubtful=doubtful))
    for match in list(_BY.finditer(raw))[-1:]:
        by = known(raw[match.end() :])
        if by is not None and direct.credit is None:
            found.append(Reading("joined", text.title(raw[: match.start()]), by, direct.album))
    return found[:MAX_READINGS]
