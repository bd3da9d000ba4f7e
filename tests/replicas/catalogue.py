"""A made-up catalogue for all replicas: the real names of the story's music, its near misses, and a crowd.

Titles, artists and the lengths of the fan's songs are facts; *every identifier, every other length and all filler
is made up*, and looks it: MBIDs begin with ``00000000-``, ISRCs with ``XX``. Only two identifiers are real, as the
bundled lists cite them: the ISRC of "No Surprises" and the MBID of one release of its album.

It is neutral: artists, recordings, releases with media and tracks. Each replica shows it in its service's shape.
The traps are here too: other songs of a wanted title, the bracketed twin on one album, radio edit, demo, long
version, other composers' "Main Titles", karaoke and tribute albums.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

VARIOUS_ARTISTS_MBID = "89ad4ac3-39f7-470e-963a-56509c546377"
"""MusicBrainz' special purpose artist (https://musicbrainz.org/doc/Special_Purpose_Artist)."""
NO_SURPRISES_ISRC = "GBAYE9700386"
OK_COMPUTER_MBID = "0b6b4ba0-d36f-47bd-b4ea-6a5b91842d29"

SCORE_TITLE = "Never Let Me Go (Original Motion Picture Soundtrack)"
SCORE_TRACKS = (
    "The Pier", "Main Titles", "Bumper Crop", "To The Cottages", "The Boat", "Madame Is Coming", "Ruth’s Betrayal",
    "Making Tea", "Evening Visit", "Kathy And Tommy", "Kathy Watches Behind Screen", "Life As A Carer",
    "Kingsfield Recovery Centre", "Unseen Tides", "The Worst Thing I Ever Did", "Souls At All", "We All Complete",
    "Hailsham School Song", "Never Let Me Go",
)  # fmt: skip


@dataclass(frozen=True)
class Artist:
    """A person, group or character."""

    name: str
    mbid: str
    type: str = "Group"
    disambiguation: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credited:
    """A name of a credit."""

    artist: Artist
    as_name: str | None = None
    """As printed; None when it is the artist's own name."""
    join: str = ""

    @property
    def name(self) -> str:
        """As printed."""
        return self.as_name or self.artist.name


@dataclass(frozen=True)
class Work:
    """A composition with its composers and writers."""

    title: str
    mbid: str
    relations: tuple[tuple[str, Artist], ...] = ()


@dataclass(frozen=True)
class Recording:
    """Distinct audio."""

    title: str
    mbid: str
    credit: tuple[Credited, ...]
    length_ms: int | None = None
    isrcs: tuple[str, ...] = ()
    disambiguation: str = ""
    works: tuple[Work, ...] = ()
    relations: tuple[tuple[str, Artist], ...] = ()
    """Performers, conductors, ...: type of the relationship and who."""

    @property
    def artist(self) -> str:
        """The credit as printed."""
        return printed(self.credit)


@dataclass(frozen=True)
class Track:
    """A recording's place on a medium."""

    recording: Recording
    position: int
    mbid: str
    title: str | None = None
    """As printed on the release; None when it is the recording's."""


@dataclass(frozen=True)
class Medium:
    """A disc."""

    tracks: tuple[Track, ...]
    position: int = 1
    format: str = "CD"


@dataclass(frozen=True)
class Release:
    """An issued product."""

    title: str
    mbid: str
    group_mbid: str
    credit: tuple[Credited, ...]
    media: tuple[Medium, ...]
    date: str = ""
    country: str = "GB"
    label: str = ""
    barcode: str = ""
    primary_type: str = "Album"
    secondary_types: tuple[str, ...] = ()
    status: str = "Official"
    disambiguation: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    """Type of the relationship and address."""

    @property
    def artist(self) -> str:
        """The credit as printed."""
        return printed(self.credit)

    @property
    def tracks(self) -> tuple[tuple[Medium, Track], ...]:
        """All tracks, in order."""
        return tuple((medium, track) for medium in self.media for track in medium.tracks)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything a replica knows."""

    releases: tuple[Release, ...]
    standalone: tuple[Recording, ...] = ()
    """Recordings on no release."""
    merged: dict[str, str] = field(default_factory=dict)
    """MBIDs that were merged into others."""

    @cached_property
    def recordings(self) -> tuple[Recording, ...]:
        """Every recording once, in the order of the releases."""
        seen = {track.recording.mbid: track.recording for release in self.releases for _, track in release.tracks}
        return (*seen.values(), *self.standalone)

    @cached_property
    def places(self) -> dict[str, list[tuple[Release, Medium, Track]]]:
        """Where each recording stands, by its MBID."""
        found: dict[str, list[tuple[Release, Medium, Track]]] = {one.mbid: [] for one in self.recordings}
        for release in self.releases:
            for medium, track in release.tracks:
                found[track.recording.mbid].append((release, medium, track))
        return found

    def with_releases(self, releases: Iterable[Release]) -> Catalogue:
        """The same and more."""
        return Catalogue((*self.releases, *releases), self.standalone, dict(self.merged))

    def without(self, *titles: str) -> Catalogue:
        """The same without the releases of these titles."""
        kept = tuple(release for release in self.releases if release.title not in titles)
        return Catalogue(kept, self.standalone, dict(self.merged))

    def find(self, title: str, artist: str, on: str | None = None) -> Recording:
        """The one recording of exactly that title and printed credit, on that release if one is named."""
        found = [
            one
            for one in self.recordings
            if (one.title, one.artist) == (title, artist)
            and (on is None or any(release.title == on for release, _, _ in self.places[one.mbid]))
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} recordings of {artist} - {title} on {on}")
        return found[0]

    def release(self, title: str, artist: str) -> Release:
        """The first release of exactly that title and printed credit."""
        return next(one for one in self.releases if (one.title, one.artist) == (title, artist))


def printed(credit: Sequence[Credited]) -> str:
    """A credit as it is printed."""
    return "".join(one.name + one.join for one in credit)


class Maker:
    """Makes entities with identifiers that nobody could take for real ones.

    Args:
        series: Put into every identifier; two makers of different series never make the same one.
    """

    _KINDS = ("artist", "recording", "release", "release-group", "track", "work")

    def __init__(self, series: int = 0) -> None:
        self._series = series
        self._counts = dict.fromkeys(self._KINDS, 0)
        self._artists: dict[tuple[str, str], Artist] = {}
        self._isrcs = 0

    def mbid(self, kind: str) -> str:
        """A fresh made-up MBID."""
        self._counts[kind] += 1
        return f"00000000-{self._series:04d}-4000-8{self._KINDS.index(kind):03d}-{self._counts[kind]:012d}"

    def isrc(self) -> str:
        """A fresh made-up ISRC: no country has the code XX."""
        self._isrcs += 1
        return f"XXZ{self._series % 100:02d}{self._isrcs:07d}"

    def artist(self, name: str, kind: str = "Group", disambiguation: str = "", aliases: tuple[str, ...] = ()) -> Artist:
        """The artist of that name and disambiguation, made when first asked for."""
        key = name, disambiguation
        if key not in self._artists:
            mbid = VARIOUS_ARTISTS_MBID if name == "Various Artists" else self.mbid("artist")
            self._artists[key] = Artist(name, mbid, kind, disambiguation, aliases)
        return self._artists[key]

    def credit(self, *names: str | Artist | Credited) -> tuple[Credited, ...]:
        """A credit of names joined by `` & ``."""
        credited = [
            one if isinstance(one, Credited) else Credited(one if isinstance(one, Artist) else self.artist(one))
            for one in names
        ]
        last = len(credited) - 1
        return tuple(
            Credited(one.artist, one.as_name, one.join or (" & " if place < last else ""))
            for place, one in enumerate(credited)
        )

    def recording(
        self,
        title: str,
        *names: str | Artist | Credited,
        length_ms: int | None = None,
        isrcs: tuple[str, ...] | None = None,
        disambiguation: str = "",
        works: tuple[Work, ...] = (),
        relations: tuple[tuple[str, Artist], ...] = (),
    ) -> Recording:
        """A recording; it gets an ISRC of its own unless *isrcs* says otherwise."""
        return Recording(
            title,
            self.mbid("recording"),
            self.credit(*names),
            length_ms,
            (self.isrc(),) if isrcs is None else isrcs,
            disambiguation,
            works,
            relations,
        )

    def work(self, title: str, *relations: tuple[str, Artist]) -> Work:
        """A work."""
        return Work(title, self.mbid("work"), relations)

    def release(
        self,
        title: str,
        artist: str | Artist | Credited,
        recordings: Sequence[Recording],
        *,
        mbid: str | None = None,
        group: Release | None = None,
        date: str = "",
        country: str = "GB",
        label: str = "",
        barcode: str = "",
        primary_type: str = "Album",
        secondary_types: tuple[str, ...] = (),
        status: str = "Official",
        disambiguation: str = "",
        carrier: str = "CD",
        urls: tuple[tuple[str, str], ...] = (),
    ) -> Release:
        """A release of one medium with these recordings in order."""
        tracks = tuple(
            Track(recording, position, self.mbid("track")) for position, recording in enumerate(recordings, start=1)
        )
        return Release(
            title,
            mbid or self.mbid("release"),
            self.mbid("release-group") if group is None else group.group_mbid,
            self.credit(artist),
            (Medium(tracks, 1, carrier),),
            date,
            country,
            label,
            barcode,
            primary_type,
            secondary_types,
            status,
            disambiguation,
            urls,
        )

    def album_with(self, title: str, artist: str, known: dict[int, Recording], tracks: int, **about: Any) -> Release:
        """An album where only some tracks matter; the places between hold visible fillers."""
        recordings = [
            known.get(place) or self.recording(f"Made-up track {place} of {title}", artist, length_ms=100_000 + place)
            for place in range(1, tracks + 1)
        ]
        return self.release(title, artist, recordings, **about)


@cache
def never_let_me_go() -> Catalogue:
    """The story's music with its near misses and traps; nothing in it is crowded out."""
    make = Maker()
    score = list(_scores(make))
    return Catalogue(
        releases=(
            *score,
            *_other_never_let_me_go(make),
            *_fan_songs(make),
            *_namesakes(make),
            *_filler(make),
        ),
        standalone=(make.recording("Tender", "Blur", length_ms=281_000, disambiguation="demo nobody released"),),
        merged={"00000000-0000-4000-8001-999999999999": score[0].media[0].tracks[7].recording.mbid},
    )


MERGED_INTO_MAKING_TEA = "00000000-0000-4000-8001-999999999999"
"""A made-up MBID that answers with the recording it was merged into."""


def _scores(make: Maker) -> Iterable[Release]:
    portman = make.artist("Rachel Portman", "Person", "composer", ("Rachel Mary Berkeley Portman",))
    monheit = make.artist("Jane Monheit", "Person", "jazz singer")
    dixon = make.artist("Luther Dixon", "Person")
    snell = make.artist("David Snell", "Person", "conductor")
    recordings = []
    for number, title in enumerate(SCORE_TRACKS, start=1):
        length_ms = (131 + 5 * (number - 10)) * 1000  # made up: no source gives the lengths, only their sum
        if number == len(SCORE_TRACKS):
            work = make.work(title, ("writer", dixon))
            recordings.append(
                make.recording(
                    title, monheit, length_ms=length_ms + 5000, works=(work,), relations=(("vocal", monheit),)
                )
            )
        else:
            work = make.work(title, ("composer", portman))
            recordings.append(
                make.recording(title, portman, length_ms=length_ms, works=(work,), relations=(("conductor", snell),))
            )
    album = make.release(
        SCORE_TITLE,
        portman,
        recordings,
        date="2010-09-14",
        country="US",
        label="Varèse Sarabande",
        barcode="000000000019",
        secondary_types=("Soundtrack",),
    )
    yield album
    yield make.release(
        SCORE_TITLE,
        portman,
        recordings,
        group=album,
        date="2010-09-02",
        country="XW",
        label="Varèse Sarabande",
        secondary_types=("Soundtrack",),
        carrier="Digital Media",
        urls=(("free streaming", "https://open.spotify.com/album/0000000000000000000019"),),
    )
    yield make.release(
        SCORE_TITLE,
        portman,
        recordings[:12],
        group=album,
        date="2010-08",
        secondary_types=("Soundtrack",),
        status="Promotion",
        disambiguation="for your consideration, made up",
    )
    main_title = make.recording("Main Title", portman, length_ms=187_466)
    yield make.release(
        "Chocolat (Original Motion Picture Soundtrack)",
        portman,
        [main_title, make.recording("Made-up cue of Chocolat", portman, length_ms=95_000)],
        date="2000",
        secondary_types=("Soundtrack",),
    )
    yield make.release(
        "The Duchess (Original Motion Picture Soundtrack)",
        portman,
        [
            make.recording("Opening", portman, length_ms=140_000),
            make.recording("End Titles", portman, length_ms=128_320),
        ],
        date="2008",
        secondary_types=("Soundtrack",),
    )


def _other_never_let_me_go(make: Maker) -> Iterable[Release]:
    """Albums of the score's name that are not the score, and songs of that title that are not its song."""
    fuller = make.artist("Rachel Fuller", "Person", "singer-songwriter")
    yield make.release(
        "Never Let Me Go",
        fuller,
        [
            make.recording(title, fuller, length_ms=200_000 + place * 7000)
            for place, title in enumerate(("Never Let Me Go", "The Boat", "Made-up song", "Souls at All"))
        ],
        date="2011",
    )
    imitators = make.artist("The Made-up Tribute Ensemble")
    yield make.release(
        "Never Let Me Go (Music from the Motion Picture): A Tribute to Rachel Portman",
        imitators,
        [
            make.recording(title, imitators, length_ms=120_000 + place * 1000)
            for place, title in enumerate(SCORE_TRACKS)
        ],
        date="2012",
        secondary_types=("Soundtrack",),
        disambiguation="tribute",
    )
    karaoke = make.artist("Made-up Karaoke Stars")
    yield make.release(
        "Never Let Me Go (Karaoke Version)",
        karaoke,
        [make.recording("Never Let Me Go (Karaoke Version)", karaoke, length_ms=228_000)],
        date="2013",
    )
    for artist, album, length_ms in (
        ("Stacey Kent", "Breakfast on the Morning Tram", 278_000),
        ("Johnny Ace", "Made-up Johnny Ace Collection", 170_000),
        ("Made-up Crooner", "Made-up Standards", 201_000),
        ("Jane Made-up", "Jane Sings", 215_000),
    ):
        yield make.album_with(album, artist, {2: make.recording("Never Let Me Go", artist, length_ms=length_ms)}, 4)
    yield make.album_with(
        "Surrender",
        "Jane Monheit",
        {3: make.recording("A Time for Love", "Jane Monheit", length_ms=299_000)},
        5,
    )


def _fan_songs(make: Maker) -> Iterable[Release]:
    mono = make.artist("MONO", "Group", "Japanese post-rock band")
    memorie = make.recording("Memorie dal Futuro", mono, length_ms=None)
    yield make.release(
        "Memorie dal Futuro",
        mono,
        [memorie, make.recording("Made-up B side", mono, length_ms=300_000)],
        date="2006-11-01",
        primary_type="EP",
        label="Vinyl Films",
        carrier='10" Vinyl',
    )
    yield make.release(
        "Gone: A Collection of EPs 2000–2007",
        mono,
        [make.recording("Made-up opener", mono), memorie],
        date="2007",
        secondary_types=("Compilation",),
    )

    exchange = make.recording("Exchange", "Massive Attack", length_ms=251_000)
    yield make.album_with(
        "Mezzanine",
        "Massive Attack",
        {
            1: make.recording("Angel", "Massive Attack", length_ms=379_533),
            3: make.recording("Teardrop", "Massive Attack", length_ms=330_773),
            5: exchange,
            11: make.recording("(Exchange)", "Massive Attack", length_ms=248_000),
        },
        11,
        date="1998-04-20",
        label="Virgin",
    )

    tummy = make.recording("Tummy", "Tamino", length_ms=238_000)
    yield make.album_with("Amir", "Tamino", {4: tummy}, 12, date="2018-10-19", label="Communion")
    demo = make.recording("Tummy (demo)", "Tamino", length_ms=226_000)
    yield make.album_with("Amir (Deluxe)", "Tamino", {4: tummy, 14: demo}, 15, date="2019-10-18", label="Communion")

    baby = make.recording("Nothing's Gonna Hurt You Baby", "Cigarettes After Sex", length_ms=286_000)
    yield make.album_with("I.", "Cigarettes After Sex", {1: baby}, 4, date="2012", primary_type="EP")

    rains = make.recording("Happy When It Rains", "The Jesus and Mary Chain", length_ms=216_000)
    yield make.album_with(
        "Darklands", "The Jesus and Mary Chain", {3: rains}, 10, date="1987-08-31", label="Blanco y Negro"
    )
    long_version = make.recording("Happy When It Rains (long version)", "The Jesus and Mary Chain", length_ms=262_000)
    yield make.album_with(
        "Happy When It Rains",
        "The Jesus and Mary Chain",
        {1: long_version},
        3,
        date="1987",
        primary_type="Single",
    )

    tender = make.recording("Tender", "Blur", length_ms=460_000)
    yield make.album_with("13", "Blur", {1: tender}, 13, date="1999-03-15", label="Food")
    radio_edit = make.recording("Tender (radio edit)", "Blur", length_ms=270_000)
    yield make.album_with("Tender", "Blur", {1: radio_edit, 2: tender}, 4, date="1999-02-22", primary_type="Single")

    no_surprises = make.recording("No Surprises", "Radiohead", length_ms=229_120, isrcs=(NO_SURPRISES_ISRC,))
    yield make.album_with(
        "OK Computer",
        "Radiohead",
        {
            2: make.recording("Paranoid Android", "Radiohead", length_ms=383_506),
            6: make.recording("Karma Police", "Radiohead", length_ms=261_640),
            10: no_surprises,
        },
        12,
        mbid=OK_COMPUTER_MBID,
        date="1997",
    )
    for place in ("Made-up Arena", "Made-up Festival"):
        live = make.recording("No Surprises", "Radiohead", length_ms=236_000, disambiguation=f"live, {place}")
        yield make.release(f"Live at {place}", "Radiohead", [live], status="Bootleg", secondary_types=("Live",))

    bleed = make.recording("I Bleed", "Pixies", length_ms=154_000)
    yield make.album_with("Doolittle", "Pixies", {4: bleed}, 15, date="1989", label="4AD")
    session = make.recording("I Bleed (made-up radio session)", "Pixies", length_ms=150_000)
    yield make.album_with("Made-up Radio Sessions", "Pixies", {2: session}, 3, secondary_types=("Live",))
    mind = make.recording("Where Is My Mind?", "Pixies", length_ms=231_666)
    yield make.album_with("Death to the Pixies", "Pixies", {7: mind}, 9, date="1997")


def _namesakes(make: Maker) -> Iterable[Release]:
    """Other people's music of the wanted titles."""
    for title, artist, length_ms in (
        ("Exchange", "Bryson Tiller", 194_000),
        ("Making Tea", "Made-up Kettle Orchestra", 150_000),
        ("Main Titles", "Made-up Composer One", 131_000),
        ("Main Titles", "Made-up Composer Two", 91_000),
        ("Main Titles", "Rachel Made-up", 91_500),
        ("The Boat", "Made-up Shanty Choir", 106_000),
        ("The Pier", "Made-up Sea Band", 86_000),
        ("Tummy", "Made-up Children's Choir", 238_000),
        ("Tender", "Made-up Soul Singer", 460_000),
        ("I Bleed", "Made-up Goth Band", 154_000),
        ("No Surprises", "Made-up Radiohead Tribute", 229_000),
        ("Happy When It Rains", "Garbage Made-up Covers", 216_000),
    ):
        recording = make.recording(title, artist, length_ms=length_ms)
        yield make.release(f"{title} and Other Made-up Songs", artist, [recording], date="2005")
    other_mono = make.artist("Mono", "Group", "made-up namesake")
    yield make.release(
        "Made-up Mono Album", other_mono, [make.recording("Life in Mono", other_mono, length_ms=229_000)]
    )
    lullaby = make.recording("No Surprises (Lullaby Version)", "Made-up Lullaby Players", length_ms=229_000)
    baby = make.recording("Nothing's Gonna Hurt You Baby (Karaoke)", "Made-up Karaoke Stars", length_ms=286_000)
    yield make.release("Made-up Covers for Sleep", "Various Artists", [lullaby, baby], secondary_types=("Compilation",))


_ADJECTIVES = (
    "Quiet",
    "Golden",
    "Broken",
    "Northern",
    "Paper",
    "Silver",
    "Distant",
    "Electric",
    "Hollow",
    "Early",
)
_NOUNS = ("River", "Window", "Garden", "Signal", "Harbour", "Mirror", "Winter", "Engine", "Letter", "Morning")


def _filler(make: Maker) -> Iterable[Release]:
    """Two hundred recordings that nobody asks for, so that words have their rarity."""
    for number, adjective in enumerate(_ADJECTIVES):
        artist = f"The {adjective} Fillers"
        recordings = [
            make.recording(f"{adjective} {noun} {half}", artist, length_ms=150_000 + 1000 * (number + place))
            for place, noun in enumerate(_NOUNS)
            for half in ("Song", "Again")
        ]
        yield make.release(f"{adjective} Filler Album", artist, recordings, date=f"20{number:02d}")


CROWDED_PAIRS = (
    ("Making Tea", "Rachel Portman"), ("Memorie dal Futuro", "MONO"), ("Exchange", "Massive Attack"),
    ("Tummy", "Tamino"), ("Nothing's Gonna Hurt You Baby", "Cigarettes After Sex"),
    ("Happy When It Rains", "The Jesus and Mary Chain"), ("Tender", "Blur"), ("No Surprises", "Radiohead"),
    ("I Bleed", "Pixies"), ("Never Let Me Go", "Jane Monheit"),
)  # fmt: skip


def crowd(pairs: Sequence[tuple[str, str]] = CROWDED_PAIRS, *, each: int = 110) -> list[Release]:
    """Concert recordings of famous songs: *each* per pair, official and with exactly the song's title."""
    make = Maker(series=1)
    return [
        make.release(
            f"Made-up Concert {number} of {artist}",
            artist,
            [
                make.recording(
                    title,
                    artist,
                    length_ms=240_000 + number,
                    disambiguation=f"live, made-up concert {number}",
                )
            ],
            secondary_types=("Live",),
        )
        for title, artist in pairs
        for number in range(1, each + 1)
    ]
