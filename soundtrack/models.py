"""Recordings, releases and what a line asks for; what was found, and how sure we are.

Names are MusicBrainz' (https://musicbrainz.org/doc/MusicBrainz_Entity): a *recording* is distinct audio, a
*track* its place on a medium of a *release*, a *work* the composition.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from soundtrack import identifiers
from soundtrack.base import DurationMs, Model, Position, Share, Slug, SortedTexts, Text, Words
from soundtrack.story import CitationIds, Said, Tie

Mbid = Annotated[str, AfterValidator(identifiers.mbid)]
Isrc = Annotated[str, AfterValidator(identifiers.isrc)]
Isrcs = Annotated[tuple[Isrc, ...], AfterValidator(lambda isrcs: tuple(sorted(set(isrcs))))]
IdentifierUri = Annotated[str, AfterValidator(identifiers.canonical)]
IdentifierUris = Annotated[
    tuple[IdentifierUri, ...], AfterValidator(lambda uris: tuple(sorted(set(uris), key=identifiers.order)))
]
FileUri = Annotated[str, StringConstraints(pattern=r"^file:///")]
"""Where a local file plays: ``file://`` with every byte that needs it percent-encoded, so no name is lost."""
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""Year, year and month, or the day."""


class ArtistCreditName(Model):
    """One name of an artist credit."""

    name: Words
    """The name as it is credited here."""
    join_phrase: Text = ""
    """What stands between this name and the next: ``' feat. '``, ``' & '``."""
    artist: Text | None = None
    """The artist's own name where the credit prints another; None when it is the same."""
    mbid: Mbid | None = None
    aliases: SortedTexts = ()


ArtistCredit = tuple[ArtistCreditName, ...]


def credit_text(credit: ArtistCredit) -> str:
    """The credit as printed; empty when nobody is credited."""
    return "".join(name.name + name.join_phrase for name in credit).strip()


class Credit(Model):
    """Somebody's part in a recording or work, as a database relates it."""

    role: Words
    """``composer``, ``performer``, ``conductor``, ``vocal``, ... (MusicBrainz' relationship types)."""
    name: Words
    mbid: Mbid | None = None


class Work(Model):
    """A composition, apart from any recording of it."""

    title: Words
    mbid: Mbid | None = None
    credits: tuple[Credit, ...] = ()


class Recording(Model):
    """Distinct audio; many tracks on many releases may point to it."""

    title: Text
    artist_credit: ArtistCredit = ()
    duration_ms: DurationMs | None = None
    """None when nobody has measured it."""
    isrcs: Isrcs = ()
    mbid: Mbid | None = None
    disambiguation: Text | None = None
    """The database's own remark that tells it from others, such as ``live, 1997-06-28``."""
    first_release_date: PartialDate | None = None
    video: bool = False
    credits: tuple[Credit, ...] = ()
    works: tuple[Work, ...] = ()


class Track(Model):
    """A recording's place on a medium."""

    position: Position
    title: Text
    """As printed on this release; it may differ from the recording's."""
    number: Text | None = None
    """As printed: ``7``, ``A2``."""
    artist_credit: ArtistCredit = ()
    duration_ms: DurationMs | None = None
    recording: Recording
    identifiers: IdentifierUris = ()
    """At the service that the release was read from, where its recording's own do not say it (Spotify, Deezer)."""


class Medium(Model):
    """A disc, a side of which the tracks are numbered, a download."""

    position: Position = 1
    format: Text | None = None
    track_count: int | None = None
    tracks: tuple[Track, ...] = ()


class Release(Model):
    """An issued product."""

    title: Text
    artist_credit: ArtistCredit = ()
    mbid: Mbid | None = None
    release_group: Mbid | None = None
    primary_type: Text | None = None
    """``Album``, ``Single``, ...; the provider's own words, in lower case."""
    secondary_types: SortedTexts = ()
    """``soundtrack``, ``live``, ``compilation``, ``karaoke``..., in lower case."""
    status: Text | None = None
    """``official``, ``bootleg``, ...; None when not said."""
    disambiguation: Text | None = None
    date: PartialDate | None = None
    country: Text | None = None
    label: Text | None = None
    barcode: Text | None = None
    track_count: int | None = None
    media: tuple[Medium, ...] = ()
    """Empty where only the release's name is known."""
    cover: Text | None = None
    """Address of the front cover, where the provider says that there is one: to link, not to copy."""
    identifiers: IdentifierUris = ()

    @property
    def tracks(self) -> tuple[tuple[Medium, Track], ...]:
        """Every track with its medium, in order."""
        return tuple((medium, track) for medium in self.media for track in medium.tracks)


def merged_said(said: Iterable[Said]) -> tuple[Said, ...]:
    """One entry for each identifier, with everybody who said so; in the order that JSPF wants."""
    together: dict[str, set[str]] = {}
    for one in said:
        together.setdefault(one.uri, set()).update(one.said_by)
    return tuple(Said(uri=uri, said_by=tuple(together[uri])) for uri in sorted(together, key=identifiers.order))


class WantedRelease(Model):
    """The release that a whole list comes from: a score album."""

    title: Words
    artist: Text | None = None
    year: int | None = None
    label: Text | None = None
    track_count: int | None = None
    duration_ms: DurationMs | None = None
    identifiers: tuple[Said, ...] = ()


class Wanted(Model):
    """What a line asks for. All but the title may be unknown."""

    as_written: Text | None = None
    """The line as its author wrote it; None where there was no line."""
    title: Words
    artist: Text | None = None
    """The real performer (or the composer of a score); for a fictional singer see ``credited_as``."""
    release: Text | None = None
    position: Position | None = None
    """Track number on that release."""
    duration_ms: DurationMs | None = None
    isrcs: Isrcs = ()
    identifiers: tuple[Said, ...] = ()
    credited_as: Text | None = None
    """The name the line gives, where it exists only inside the story."""
    composers: tuple[Words, ...] = ()
    citation: Text | None = None
    """Where the line stands: ``page.html:12``, a citation id."""


LOCAL = "local"
"""Provider name of the user's own files: they are looked at every time, and no lock remembers them."""
KNOWN = "known"
"""Provider name of a candidate that an earlier run found and a lock remembers."""


class Candidate(Model):
    """What a provider offers for a line."""

    provider: Words
    recording: Recording
    release: Release | None = None
    """The release it was seen on, without its tracks."""
    medium: Position | None = None
    """Number of the disc on that release."""
    position: Position | None = None
    """Track number on that disc."""
    identifiers: IdentifierUris = ()
    urls: tuple[Text, ...] = ()
    """Pages a person can open."""
    location: FileUri | None = None
    """Where it plays, for files."""


class Evidence(Model):
    """One reason for or against, in words and in log-odds."""

    field: Words
    """``title``, ``artist``, ``version``, ``duration``, ``release``, ``identifier``, ..."""
    text: Words
    """For a person: ``artist one letter off: Cigarette / Cigarettes``."""
    weight: Annotated[float, Field(allow_inf_nan=False)]
    """Natural log-odds; above 0 speaks for, below 0 against."""


class Similarity(Model):
    """How alike two descriptions are: no more than what both say."""

    value: Share
    intercept: float
    """Log-odds before any evidence; with the evidence's weights they sum to logit of ``value``."""
    evidence: tuple[Evidence, ...] = ()


class Rival(Model):
    """A candidate that was not chosen, and why."""

    candidate: Candidate
    value: Share
    """Its similarity."""
    why: Words


class Asked(Model):
    """One provider's part in a resolution."""

    provider: Words
    outcome: Literal["answered", "nothing", "failed"]
    reason: Text | None = None
    """Why it failed."""


State = Literal["matched", "ambiguous", "missing", "failed"]


class Pin(Model):
    """A person's decision; it outranks every machine."""

    decision: Literal["recording", "none"]
    """``none``: the person says that none of what was offered is right."""
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    reason: Text | None = None


class Resolution(Model):
    """What is known about which recording a line means."""

    state: State
    """``matched``; ``ambiguous``: two or more different recordings stay, see ``rivals``; ``missing``: asked,
    nothing right; ``failed``: a provider could not be asked."""
    candidate: Candidate | None = None
    """The chosen recording when matched; else the best that was refused; None when there was none."""
    confidence: Share | None = None
    """Probability that ``candidate`` is the right recording; None without a candidate."""
    similarity: Similarity | None = None
    """Of the line and ``candidate``."""
    refused: Text | None = None
    """Why ``candidate`` was not accepted; None when matched."""
    runner_up: Rival | None = None
    """The best candidate that is a different recording, and why it lost."""
    rivals: tuple[Rival, ...] = ()
    """When ambiguous: the different recordings that stay."""
    same: tuple[Candidate, ...] = ()
    """Other candidates that are the same recording as ``candidate``."""
    identifiers: tuple[Said, ...] = ()
    """All identifiers of the recording with who said so; when not matched, only cited ones."""
    location: FileUri | None = None
    """Where it plays; None when no file is known."""
    asked: tuple[Asked, ...] = ()
    pin: Pin | None = None

    @model_validator(mode="after")
    def _matched_has_something(self) -> Resolution:
        if self.state == "matched" and self.candidate is None and not self.identifiers:
            raise ValueError("a matched resolution needs a candidate or an identifier")
        return self


class Correction(Model):
    """What a source has wrong, and what is right."""

    as_written: Words
    correct: Words
    why: Words
    citations: CitationIds = ()


class Cue(Model):
    """A track of a score album: one entrance of the music, as the album has it."""

    id: Slug
    position: Position
    title: Words
    artist: Text | None = None
    """Only where it is not the score's own."""
    composers: tuple[Words, ...] = ()
    writers: tuple[Words, ...] = ()
    credited_as: Text | None = None
    diegetic: bool | None = None
    """Heard by the characters; None when no source says."""
    pre_existing: bool | None = None
    """Older than the film; None when no source says."""
    duration_ms: DurationMs | None = None
    safe: bool = False
    """The author says that neither the title nor a place in the list gives anything away."""
    note: Text | None = None
    ties: tuple[Tie, ...] = ()
    citations: CitationIds = ()


class Score(Model):
    """The music composed for a film, as its album has it."""

    schema_version: Literal[1] = 1
    id: Slug
    story: Slug
    title: Words
    artist: Words
    release_date: PartialDate | None = None
    digital_release_on_or_before: PartialDate | None = None
    label: Text | None = None
    duration_ms: DurationMs | None = None
    studio: Text | None = None
    recorded_year: int | None = None
    producers: tuple[Words, ...] = ()
    conductor: Text | None = None
    orchestrators: tuple[Words, ...] = ()
    ensemble: Text | None = None
    note: Text | None = None
    identifiers: tuple[Said, ...] = ()
    corrections: tuple[Correction, ...] = ()
    tracks: tuple[Cue, ...]
    citations: CitationIds = ()
