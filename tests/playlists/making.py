"""Small visibly made-up playlists for the tests of formats."""

from __future__ import annotations

from playlists.models import Playlist, PlaylistItem
from soundtrack.models import (
    ArtistCreditName,
    Asked,
    Candidate,
    Evidence,
    Recording,
    Release,
    Resolution,
    Rival,
    Similarity,
    Wanted,
    WantedRelease,
)
from soundtrack.story import Citation, Part, Said, Scene, Story, Telling, Tie

RECORDING = "https://musicbrainz.org/recording/00000000-0000-4000-8000-000000000001"


def an_item(
    title: str = "The Hall",
    artist: str | None = "Jane Doe",
    *,
    item_id: str = "the-hall",
    duration_ms: int | None = None,
    location: str | None = None,
    matched: bool = False,
    scene: str | None = None,
    note: str | None = None,
    masked: bool = False,
) -> PlaylistItem:
    resolution = None
    if location is not None or matched:
        resolution = Resolution(
            state="matched",
            candidate=Candidate(provider="local", recording=Recording(title=title)),
            confidence=0.9,
            identifiers=(Said(uri=RECORDING, said_by=("musicbrainz",)),) if matched else (),
            location=location,
        )
    return PlaylistItem(
        id=item_id,
        wanted=Wanted(title=title, artist=artist, duration_ms=duration_ms),
        ties=(Tie(scene=scene, basis="author", why="It says so."),) if scene else (),
        note=note,
        masked=masked,
        resolution=resolution,
    )


def a_playlist(*items: PlaylistItem, title: str = "The Long Winter") -> Playlist:
    return Playlist(title=title, items=items)


STORY = Story(
    id="the-long-winter",
    title="The Long Winter",
    tellings=(
        Telling(id="film", kind="film", parts=(Part(number=1, title="Snow"), Part(number=2)), citations=("source-1",)),
        Telling(id="novel", kind="novel", chapters=9, parts=(Part(number=1, chapters="1-9"),)),
    ),
    scenes=(
        Scene(
            id="the-hall",
            telling="film",
            order=1,
            part=1,
            title="The hall",
            summary="Somebody enters a hall.",
            same_moment=("novel/the-hall",),
            citations=("source-1",),
        ),
        Scene(id="the-letter", telling="film", order=2, part=2, title="The letter", summary="A letter is read."),
        Scene(id="the-hall", telling="novel", order=1, part=1, chapter=3, title="The hall", summary="A hall."),
    ),
    sources=(Citation(id="source-1", what="a made-up review", where="https://example.org/review"),),
)


def the_long_winter() -> Playlist:
    """Every kind of item: found with and without a file, cited, ambiguous, missing, failed, open, hidden."""
    hall = Candidate(
        provider="musicbrainz",
        recording=Recording(
            title="The Hall",
            artist_credit=(
                ArtistCreditName(name="Jane Doe", join_phrase=" & ", mbid="00000000-0000-4000-8000-00000000000a"),
                ArtistCreditName(name="The Nobodies", mbid="00000000-0000-4000-8000-00000000000b"),
            ),
            duration_ms=214_600,
            isrcs=("ZZZZZ0000001",),
            mbid="00000000-0000-4000-8000-000000000001",
        ),
        release=Release(
            title="The Long Winter (Score)",
            mbid="00000000-0000-4000-8000-00000000000c",
            cover="https://coverartarchive.org/release/00000000-0000-4000-8000-00000000000c/front-500",
        ),
        position=3,
        location="file:///home/nobody/Music/The%20Long%20Winter/03%20The%20Hall.flac",
    )
    items = (
        PlaylistItem(
            id="the-hall",
            wanted=Wanted(as_written="3. The Hall (3:35)", title="The Hall", artist="Jane Doe", position=3),
            ties=(
                Tie(scene="novel/the-hall", basis="editorial", why="A hall there, too."),
                Tie(scene="film/the-hall", basis="stated", why="The review says so.", citations=("source-1",)),
            ),
            note="The first entrance.",
            resolution=Resolution(
                state="matched",
                candidate=hall,
                confidence=0.97,
                similarity=Similarity(
                    value=0.98, intercept=-3.0, evidence=(Evidence(field="title", text="the same title", weight=6.9),)
                ),
                runner_up=Rival(
                    candidate=Candidate(provider="deezer", recording=Recording(title="The Hall (Live)")),
                    value=0.2,
                    why="it is a live version",
                ),
                identifiers=(
                    Said(uri=RECORDING, said_by=("musicbrainz",)),
                    Said(uri="urn:isrc:ZZZZZ0000001", said_by=("deezer", "musicbrainz")),
                ),
                location=hall.location,
                asked=(Asked(provider="musicbrainz", outcome="answered"),),
            ),
        ),
        an_item("The Letter", item_id="the-letter", duration_ms=215_000, scene="film/the-letter"),
        an_item("The Reply", item_id="the-reply", duration_ms=130_000, matched=True, scene="film/the-letter"),
        an_item("The Reply", item_id="the-reply-2", duration_ms=130_000, matched=True),
        PlaylistItem(
            id="rave",
            wanted=Wanted(
                title='=Rave - "On", & <On>',
                artist="Björk – Þór",
                identifiers=(Said(uri="spotify:track:0000000000000000000001", said_by=("citation:source-1",)),),
                composers=("A. Composer",),
            ),
            resolution=Resolution(
                state="failed", asked=(Asked(provider="deezer", outcome="failed", reason="no answer"),)
            ),
        ),
        an_item("#1 Hit? 100%41", item_id="hit", location="file:///home/nobody/Music/%231%20Hit%3F%20100%2541.mp3"),
        PlaylistItem(
            id="we-all-die",
            wanted=Wanted(title="We All Die", artist="Secret Singer"),
            note="The end is told here.",
            masked=True,
            resolution=Resolution(
                state="matched",
                identifiers=(Said(uri="spotify:track:0000000000000000000007", said_by=("spotify",)),),
            ),
        ),
    )
    return Playlist(
        id="score",
        title="The Long Winter – score",
        creator="Nobody",
        story="the-long-winter",
        note="A made-up list.",
        release=WantedRelease(title="The Long Winter (Score)", artist="Jane Doe"),
        items=items,
        scenes=STORY.scenes,
        sources=STORY.sources,
    )
