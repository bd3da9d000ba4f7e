"""Hypothesis strategies for what the packages meet: hostile texts, stories, items, resolutions, playlists.

``texts()`` are single hostile strings; ``playlists()`` are whole lists that hang together: distinct ids, ties to
scenes of ``stories()`` where a story is given. Identifiers are visibly made up.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from playlists.models import NearMiss, Playlist, PlaylistItem
from playlists.paths import uri_of
from soundtrack.models import (
    ArtistCreditName,
    Asked,
    Candidate,
    Correction,
    Evidence,
    Pin,
    Recording,
    Release,
    Resolution,
    Rival,
    Similarity,
    Wanted,
    WantedRelease,
)
from soundtrack.story import Citation, Part, Said, Scene, Story, Telling, Tie

T = TypeVar("T")

NASTY = (
    "#EXTM3U",
    "#EXTINF:1,x",
    "EXTVLCOPT:x",
    "Artist - Title",
    " - ",
    "- a -",
    "a\nb",
    "a\r\nb",
    "\u2028",
    "\u2029x",
    "tab\there",
    "\x00",
    "\x1b[31mred",
    "\x85",
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "&amp;&lt;]]>",
    '"quoted", comma; semicolon',
    "'=1+1",
    "=cmd()",
    "+44",
    "-1",
    "@home",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "..",
    "../../x",
    "100%",
    "%41%2F",
    "a#b?c",
    "null",
    "Ａｅ̈",
    "e\u0301",
    "\u00e9",
    "İstanbul",
    "ß",
    "日本語の歌",
    "Песня",
    "أغنية",
    "\u202egnos",
    "👩\u200d🎤",
    "🎵",
    "\ufeffbom",
    "\ufffe",
    "|pipe| `code` *bold* [link](x)",
    "x" * 300,
)
"""Texts that break careless writers."""


@cache
def maybe(strategy: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """None, or a value. Strategies are made once: making them costs more than drawing from them."""
    return st.none() | strategy


@cache
def few(strategy: SearchStrategy[T], most: int = 2) -> SearchStrategy[tuple[T, ...]]:
    """A tuple of no, one or at *most* so many values."""
    return st.lists(strategy, max_size=most).map(tuple)


_SOURCE = st.sampled_from(["source-1", "source-2"])
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_VISIBLE = [text for text in NASTY if any(not char.isspace() for char in text)]


@cache
def texts() -> SearchStrategy[str]:
    """Any text that can be written as UTF-8, hostile ones often."""
    return st.one_of(st.sampled_from(NASTY), _ANY, st.builds("{}{}".format, st.sampled_from(NASTY), _ANY))


@cache
def words() -> SearchStrategy[str]:
    """Text that is not blank."""
    return st.one_of(st.sampled_from(_VISIBLE), st.builds("{}{}".format, st.sampled_from(_VISIBLE), _ANY), _SOME)


_SOME = _ANY.filter(lambda text: any(not char.isspace() for char in text))


@cache
def plain_words() -> SearchStrategy[str]:
    """One line of visible text without white space at its ends, as a title usually is."""
    letters = st.characters(categories=["L", "N", "P", "S"], exclude_characters="-")
    return st.builds(" ".join, st.lists(st.text(letters, min_size=1, max_size=8), min_size=1, max_size=4))


@cache
def slugs() -> SearchStrategy[str]:
    """An id as people write it."""
    return st.from_regex(r"\A[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}\Z")


@cache
def durations_ms() -> SearchStrategy[int]:
    """Milliseconds, from one to ten hours."""
    return st.integers(1, 36_000_000)


@cache
def mbids() -> SearchStrategy[str]:
    """MBIDs that are visibly made up."""
    return st.integers(1, 99).map(lambda number: f"00000000-0000-4000-8000-{number:012}")


@cache
def isrcs() -> SearchStrategy[str]:
    """ISRCs of a country that does not exist."""
    return st.integers(0, 99).map(lambda number: f"ZZZ{number:09}"[:12])


@cache
def recording_uris() -> SearchStrategy[str]:
    """Canonical identifiers of recordings at every service."""
    return st.one_of(
        mbids().map("https://musicbrainz.org/recording/{}".format),
        isrcs().map("urn:isrc:{}".format),
        st.integers(0, 99).map(lambda number: f"spotify:track:{number:022}"),
        st.integers(1, 99).map("https://www.deezer.com/track/{}".format),
    )


@cache
def said(cited: bool = True) -> SearchStrategy[Said]:
    """An identifier with who said so."""
    who = ["musicbrainz", "spotify", "pin"] + (["citation:source-1"] if cited else [])
    return st.builds(
        lambda uri, by: Said(uri=uri, said_by=tuple(by)),
        recording_uris(),
        st.lists(st.sampled_from(who), min_size=1, max_size=2),
    )


@cache
def path_names() -> SearchStrategy[bytes]:
    """Names of files, with bytes that are no UTF-8 too."""
    return (
        st.one_of(
            words().map(str.encode),
            st.binary(min_size=1, max_size=12),
            st.sampled_from(
                [b"#1 hit.mp3", b" lead.flac", b"trail ", b"a?b.mp3", b"100%.mp3", b"%41.mp3", b"caf\xe9.ogg"]
            ),
        )
        .map(lambda name: name.replace(b"/", b"_").replace(b"\0", b"_")[:80])
        .filter(lambda name: name not in {b".", b".."})
    )


@cache
def locations() -> SearchStrategy[str]:
    """``file://`` URIs of absolute paths."""
    return st.lists(path_names(), min_size=1, max_size=3).map(lambda names: uri_of(b"/" + b"/".join(names)))


@cache
def plain_locations() -> SearchStrategy[str]:
    """Locations that every format can carry: UTF-8, no line break, no white space at the end."""
    return plain_words().map(lambda name: uri_of(f"/music/{name.replace('/', '_')}.flac".encode()))


@cache
def artist_credits() -> SearchStrategy[tuple[ArtistCreditName, ...]]:
    """Artist credits of no, one or two names."""
    name = st.builds(
        ArtistCreditName,
        name=words(),
        join_phrase=st.sampled_from(["", " & ", " feat. "]),
        mbid=maybe(mbids()),
    )
    return few(name)


@cache
def recordings() -> SearchStrategy[Recording]:
    """Recordings as a provider tells of them."""
    return st.builds(
        Recording,
        title=texts(),
        artist_credit=artist_credits(),
        duration_ms=maybe(durations_ms()),
        isrcs=few(isrcs(), 2),
        mbid=maybe(mbids()),
        disambiguation=maybe(texts()),
    )


@cache
def releases() -> SearchStrategy[Release]:
    """Releases without their tracks."""
    return st.builds(
        Release, title=texts(), mbid=maybe(mbids()), secondary_types=st.sampled_from([(), ("soundtrack",)])
    )


@cache
def candidates(place: SearchStrategy[str | None] | None = None) -> SearchStrategy[Candidate]:
    """What providers offer."""
    return st.builds(
        Candidate,
        provider=st.sampled_from(["musicbrainz", "local", "spotify"]),
        recording=recordings(),
        release=maybe(releases()),
        position=st.none() | st.integers(1, 99),
        identifiers=few(recording_uris(), 2),
        location=maybe(locations()) if place is None else place,
    )


@cache
def shares() -> SearchStrategy[float]:
    """Numbers from 0 to 1."""
    return st.floats(0, 1)


@cache
def similarities() -> SearchStrategy[Similarity]:
    """Similarities with evidence."""
    evidence = st.builds(Evidence, field=st.sampled_from(["title", "artist"]), text=words(), weight=st.floats(-9, 9))
    return st.builds(Similarity, value=shares(), intercept=st.floats(-9, 9), evidence=few(evidence))


@cache
def rivals() -> SearchStrategy[Rival]:
    """Candidates that lost."""
    loser = st.builds(Candidate, provider=st.just("deezer"), recording=st.builds(Recording, title=texts()))
    return st.builds(Rival, candidate=loser, value=shares(), why=words())


@cache
def asked() -> SearchStrategy[Asked]:
    """Providers' parts in a resolution."""
    outcomes = st.sampled_from(["answered", "nothing", "failed"])
    return st.builds(
        Asked, provider=st.sampled_from(["musicbrainz", "deezer"]), outcome=outcomes, reason=maybe(texts())
    )


@cache
def pins() -> SearchStrategy[Pin]:
    """People's decisions."""
    decisions = st.sampled_from(["recording", "none"])
    return st.builds(Pin, decision=decisions, date=st.just("2026-11-22"), reason=maybe(texts()))


@cache
def corrections() -> SearchStrategy[Correction]:
    """Mistakes of sources."""
    return st.builds(Correction, as_written=words(), correct=words(), why=words())


@cache
def near_misses() -> SearchStrategy[NearMiss]:
    """Recordings that an item does not mean."""
    return st.builds(NearMiss, title=words(), why=words())


@st.composite
def resolutions(draw: st.DrawFn, place: SearchStrategy[str] | None = None) -> Resolution:
    """Resolutions in every state; only matched ones have a location."""
    state = draw(st.sampled_from(["matched", "matched", "ambiguous", "missing", "failed"]))
    matched = state == "matched"
    candidate = draw(candidates() if matched else maybe(candidates()))
    return Resolution(
        state=state,
        candidate=candidate,
        confidence=draw(shares()) if candidate else None,
        similarity=draw(maybe(similarities())) if candidate else None,
        refused=None if matched or candidate is None else draw(words()),
        runner_up=draw(maybe(rivals())),
        rivals=draw(few(rivals(), 2)) if state == "ambiguous" else (),
        identifiers=draw(few(said(), 3)) if matched else (),
        location=draw(st.none() | (locations() if place is None else place)) if matched else None,
        asked=draw(few(asked())),
        pin=draw(maybe(pins())),
    )


@cache
def wanteds(title: SearchStrategy[str] | None = None) -> SearchStrategy[Wanted]:
    """What lines ask for."""
    line = words() if title is None else title
    return st.builds(
        Wanted,
        as_written=maybe(texts()),
        title=line,
        artist=maybe(line),
        release=maybe(line),
        position=st.none() | st.integers(1, 99),
        duration_ms=maybe(durations_ms()),
        isrcs=few(isrcs(), 2),
        identifiers=few(said(), 2),
        credited_as=maybe(words()),
        composers=few(words(), 2),
        citation=maybe(texts()),
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A story of one or two tellings with parts and scenes in order; sources that are cited."""
    sources = tuple(Citation(id=f"source-{n}", what=draw(words()), where=draw(words())) for n in (1, 2))
    tellings: list[Telling] = []
    scenes: list[Scene] = []
    for telling_id, kind in (("film", "film"), ("novel", "novel"))[: draw(st.integers(1, 2))]:
        parts = tuple(
            Part(number=number, title=draw(maybe(words()))) for number in range(1, draw(st.integers(1, 3)) + 1)
        )
        tellings.append(Telling(id=telling_id, kind=kind, parts=parts))
        scenes += [
            Scene(
                id=f"{draw(slugs())}-{order}",
                telling=telling_id,
                order=order,
                order_certainty=draw(st.sampled_from(["certain", "approximate"])),
                part=draw(st.none() | st.integers(1, len(parts))),
                title=draw(words()),
                summary=draw(words()),
                people=draw(few(words())),
                citations=draw(few(_SOURCE, 1)),
            )
            for order in range(1, draw(st.integers(1, 4)) + 1)
        ]
    return Story(id=draw(slugs()), title=draw(words()), tellings=tuple(tellings), scenes=tuple(scenes), sources=sources)


@cache
def ties(refs: tuple[str, ...]) -> SearchStrategy[Tie]:
    """Ties to one of *refs*."""
    return st.builds(
        Tie,
        scene=st.sampled_from(refs),
        basis=st.sampled_from(["stated", "titled", "inferred", "editorial", "author"]),
        why=words(),
        citations=st.lists(_SOURCE, max_size=2, unique=True).map(tuple),
    )


@st.composite
def items(
    draw: st.DrawFn,
    item_id: str = "item",
    refs: tuple[str, ...] = ("film/the-sale", "novel/the-boat"),
    title: SearchStrategy[str] | None = None,
    place: SearchStrategy[str] | None = None,
) -> PlaylistItem:
    """Items in every state; *title* and *place* draw their words and their files."""
    return PlaylistItem(
        id=item_id,
        wanted=draw(wanteds(title)),
        ties=draw(few(ties(refs), 2)),
        note=draw(maybe(texts())),
        corrections=draw(few(corrections(), 1)),
        avoid=draw(few(near_misses(), 1)),
        safe=draw(st.booleans()),
        diegetic=draw(maybe(st.booleans())),
        citations=draw(few(_SOURCE, 1)),
        resolution=draw(maybe(resolutions(place))),
    )


@st.composite
def playlists(
    draw: st.DrawFn,
    story: Story | None = None,
    max_items: int = 3,
    title: SearchStrategy[str] | None = None,
    place: SearchStrategy[str] | None = None,
) -> Playlist:
    """Whole lists, none of them masked; tied to scenes of *story* where one is given."""
    refs = tuple(scene.ref for scene in story.scenes) if story else ("film/the-sale", "novel/the-boat")
    ids = draw(st.lists(slugs(), max_size=max_items, unique=True))
    line = words() if title is None else title
    return Playlist(
        id=draw(maybe(slugs())),
        title=draw(line),
        creator=draw(maybe(line)),
        story=story.id if story else draw(maybe(slugs())),
        note=draw(maybe(texts())),
        release=draw(st.none() | st.builds(WantedRelease, title=line, artist=maybe(line))),
        items=tuple(draw(items(item_id, refs, title, place)) for item_id in ids),
        scenes=story.scenes if story else (),
        sources=story.sources if story else (),
    )


@st.composite
def masked_playlists(draw: st.DrawFn, story: Story | None = None) -> Playlist:
    """Lists in which some items are masked but still hold everything, as a careless masking would leave them."""
    playlist = draw(playlists(story))
    return playlist.replace(items=tuple(item.replace(masked=draw(st.booleans())) for item in playlist.items))
