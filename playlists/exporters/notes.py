"""Liner notes: what the page (``html``) and the blog post (``md``) say, apart from how they look.

Every text in here stands on one line without control characters, and every address is one that a browser may
be sent to; escaping is the format's own task.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from playlists.exporters import labels, links
from playlists.exporters.base import ExportOptions
from playlists.lines import minutes, one_line
from playlists.models import Playlist, PlaylistItem
from soundtrack import identifiers
from soundtrack.errors import IdentifierError, UsageError
from soundtrack.models import KNOWN, Correction, Resolution
from soundtrack.place import describe, linked, parse, spans
from soundtrack.story import Basis, Citation, Difference, FictionalName, Part, Scene, Story, Telling, Tie

BASIS_WORDS: Mapping[Basis, str] = {
    "stated": "a source says so",
    "titled": "the title names it",
    "inferred": "our reading",
    "editorial": "our suggestion",
    "author": "the list’s author says so",
}
"""What a tie rests on, for readers."""

STATE_WORDS = {
    "matched": "Found",
    "ambiguous": "Several recordings fit",
    "missing": "Not found",
    "failed": "Could not be looked up",
    "cited": "Cited, not checked",
    "open": "Not looked up yet",
}
"""An item's status, for readers."""

_CONFIDENCE = ((0.995, "as good as certain"), (0.95, "very likely"), (0.8, "likely"), (0.5, "more likely than not"))

_PROVIDERS = {"musicbrainz": "MusicBrainz", "spotify": "Spotify", "deezer": "Deezer", "local": "local music"}


@dataclass(frozen=True)
class Link:
    """A text that may lead somewhere."""

    text: str
    url: str | None = None
    """``https`` or ``http``; None for plain text."""


@dataclass(frozen=True)
class Source:
    """A citation with its number on this page."""

    number: int
    id: str
    what: str
    where: Link
    trust: str


@dataclass(frozen=True)
class Tied:
    """One tie, seen from either side."""

    item: str
    """Id of the item."""
    position: int
    """Its place in the list."""
    title: str
    scene: str
    """``telling/scene``."""
    label: str
    """Telling, part and title of the scene."""
    scene_title: str
    telling: str
    """Name of the telling, such as ``film``."""
    basis: Basis
    why: str
    sources: tuple[Source, ...]

    @property
    def basis_words(self) -> str:
        """What the tie rests on, for readers."""
        return BASIS_WORDS[self.basis]


@dataclass(frozen=True)
class Corrected:
    """A mistake in a source."""

    as_written: str
    correct: str
    why: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Near:
    """A recording that is not the one meant."""

    title: str
    why: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Entry:
    """An item of the list."""

    id: str
    position: int
    title: str
    artist: str
    credited_as: str
    composers: str
    release: str
    length: str
    """``m:ss``; empty when unknown."""
    masked: bool
    safe: bool
    diegetic: bool
    location: str | None
    """``file://`` URI of where it plays."""
    status: str
    state: str
    """:data:`STATE_WORDS`."""
    by: str
    """Who found it, or why it is not found."""
    confidence: str
    """In words, with the number; empty when there is none."""
    evidence: tuple[str, ...]
    identifiers: tuple[Link, ...]
    searches: tuple[Link, ...]
    """Where to look for it; empty when it was matched and plays here. A search, not a match."""
    cover: str | None
    as_written: str
    """The line, unless a correction quotes it whole."""
    written_at: str
    corrections: tuple[Corrected, ...]
    avoid: tuple[Near, ...]
    note: str
    ties: tuple[Tied, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Moment:
    """A scene with its music."""

    ref: str
    number: int
    """Its order in the telling."""
    title: str
    where: str
    """Chapter, time and setting."""
    people: str
    summary: str
    approximate: bool
    earliest: int
    latest: int
    """Where in its telling it can stand (:func:`soundtrack.place.spans`)."""
    same: tuple[tuple[str, str], ...]
    """The same moment in other tellings: reference and label."""
    themes: tuple[str, ...]
    music: tuple[Tied, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Chapter:
    """A part of a telling, with its scenes."""

    title: str
    """``Part 1: Hailsham, 1978``; empty where a telling has no parts."""
    short_title: str
    """``Part 1``."""
    note: str
    moments: tuple[Moment, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Told:
    """One telling, part by part."""

    id: str
    name: str
    """``film``; the telling's id where two are of one kind."""
    title: str
    byline: str
    """Creators and year."""
    identifiers: tuple[Link, ...]
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]

    @property
    def moments(self) -> tuple[Moment, ...]:
        """All its scenes in order."""
        return tuple(moment for chapter in self.chapters for moment in chapter.moments)


@dataclass(frozen=True)
class Compared:
    """A difference between tellings."""

    point: str
    tellings: tuple[tuple[str, str], ...]
    """Name of the telling and what it has."""
    scenes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Remark:
    """A theme, or a name that exists only inside the story."""

    title: str
    note: str
    scenes: tuple[tuple[str, str], ...]
    """Reference and title of the scenes that carry it."""
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Notes:
    """Everything there is to say about a list and its story."""

    title: str
    creator: str
    story: str
    """Title of the story; empty when none is known."""
    note: str
    story_note: str
    summary: str
    """How much of the list was found."""
    release: str
    release_links: tuple[Link, ...]
    cover: str | None
    """Address of a page with the cover of the release."""
    corrections: tuple[Corrected, ...]
    list_sources: tuple[Source, ...]
    entries: tuple[Entry, ...]
    tellings: tuple[Told, ...]
    differences: tuple[Compared, ...]
    themes: tuple[Remark, ...]
    names: tuple[Remark, ...]
    sources: tuple[Source, ...]
    hidden: int
    """How many items are masked."""
    told: frozenset[str]
    """References of the scenes that are told here."""
    upto: str
    """The place up to which everything is shown, in words; empty where nothing is hidden."""


def liner_notes(playlist: Playlist, options: ExportOptions) -> Notes:
    """Gather what there is to say; sources are numbered in the order in which they are read."""
    shown = labels.without_hidden(playlist)
    story = options.story or _snapshot(shown)
    told = _Teller(shown, story, options)
    corrections = told.corrections(shown.corrections)
    list_sources = told.sources(shown.citations)
    entries = tuple(told.entry(position, item) for position, item in shown.numbered())
    tellings = tuple(told.telling(telling, entries) for telling in _in_order(story, options.telling))
    differences = tuple(told.difference(one) for one in story.differences)
    release = shown.release
    release_uris = [said.uri for said in release.identifiers] if release else []
    covers = [entry.cover for entry in entries if entry.cover and release]
    return Notes(
        title=_title(shown.title),
        creator=one_line(shown.creator or ""),
        story=one_line(options.story.title) if options.story else "",
        note=one_line(shown.note or ""),
        story_note=one_line(story.note or ""),
        summary=_summary(shown),
        release=_release_words(shown),
        release_links=_links(release_uris),
        cover=next(iter(covers), None),
        corrections=corrections,
        list_sources=list_sources,
        entries=entries,
        tellings=tellings,
        differences=differences,
        themes=told.themes(),
        names=told.names(),
        sources=told.numbered(),
        hidden=sum(item.masked for item in shown.items),
        told=frozenset(scene.ref for scene in story.scenes),
        upto=_place_words(options),
    )


def _place_words(options: ExportOptions) -> str:
    if options.upto is None:
        return ""
    with suppress(UsageError):  # a masked story may not have the place itself, and a caller may write any words
        if options.story is not None:
            return one_line(describe(parse(options.upto, options.story), options.story))
    return one_line(options.upto)


def _in_order(story: Story, first: str | None) -> list[Telling]:
    return sorted(story.tellings, key=lambda telling: telling.id != first)


def _snapshot(playlist: Playlist) -> Story:
    """A story of the scenes that the list itself brings along; without scenes it is an empty one."""
    scenes = {scene.ref: scene for scene in playlist.scenes}
    tellings = []
    for telling_id in dict.fromkeys(scene.telling for scene in scenes.values()):
        numbers = sorted({one.part for one in scenes.values() if one.telling == telling_id and one.part})
        parts = tuple(Part(number=number) for number in numbers)
        tellings.append(Telling(id=telling_id, kind=telling_id.replace("-", " "), parts=parts))
    # A snapshot comes out of a file that anybody may have written, so its references are mended, not checked.
    return Story.model_construct(
        id=playlist.story or "story",
        title=playlist.title,
        tellings=tuple(tellings),
        scenes=tuple(
            scene.replace(themes=(), same_moment=tuple(ref for ref in scene.same_moment if ref in scenes))
            for scene in scenes.values()
        ),
    )


class _Teller:
    """Puts models into words, and numbers the sources as they come up."""

    def __init__(self, playlist: Playlist, story: Story, options: ExportOptions) -> None:
        self._playlist = playlist
        self._story = story
        self._labels = labels.SceneLabels(playlist, options)
        self._scenes = {scene.ref: scene for scene in story.scenes}
        self._places = {ref: place for place, ref in enumerate(self._scenes)}
        self._linked = linked(story)
        self._known = {one.id: one for one in (*playlist.sources, *story.sources)}
        self._numbers: dict[str, int] = {}
        kinds = [telling.kind for telling in story.tellings]
        self._names = {
            one.id: one_line(one.kind) if kinds.count(one.kind) == 1 else one.id.replace("-", " ")
            for one in story.tellings
        }

    def sources(self, ids: Iterable[str]) -> tuple[Source, ...]:
        return tuple(sorted((self._source(one) for one in dict.fromkeys(ids)), key=lambda source: source.number))

    def numbered(self) -> tuple[Source, ...]:
        return tuple(self._source(one) for one in self._numbers)

    def _source(self, citation_id: str) -> Source:
        number = self._numbers.setdefault(citation_id, len(self._numbers) + 1)
        citation = self._known.get(citation_id) or Citation(id=citation_id, what=citation_id, where=citation_id)
        where = one_line(citation.where)
        return Source(
            number=number,
            id=citation_id,
            what=one_line(citation.what),
            where=Link(where, web_address(where)),
            trust=one_line(citation.trust or ""),
        )

    def corrections(self, corrections: Iterable[Correction]) -> tuple[Corrected, ...]:
        return tuple(
            Corrected(one_line(one.as_written), one_line(one.correct), one_line(one.why), self.sources(one.citations))
            for one in corrections
        )

    def entry(self, position: int, item: PlaylistItem) -> Entry:
        resolution = item.resolution
        artist = "" if item.masked else labels.artist_of(item, self._playlist)
        duration_ms = labels.duration_of(item)
        matched = resolution is not None and resolution.state == "matched"
        searched = not item.masked and not (matched and item.location is not None)
        searches = links.search_links(item.wanted.replace(artist=artist or None)) if searched else []
        return Entry(
            id=item.id,
            position=position,
            title=_title(item.wanted.title),
            artist=artist,
            credited_as=one_line(item.wanted.credited_as or ""),
            composers=_names(name for name in item.wanted.composers if one_line(name) != artist),
            release="" if item.masked else labels.release_of(item, self._playlist),
            length=minutes(duration_ms) if duration_ms else "",
            masked=item.masked,
            safe=item.safe,
            diegetic=bool(item.diegetic),
            location=item.location,
            status=item.status,
            state=STATE_WORDS[item.status],
            by=_by(resolution),
            confidence=_confidence(resolution),
            evidence=_evidence(resolution),
            identifiers=_links(labels.identifiers_of(item)),
            searches=tuple(Link(service, url) for service, url in searches),
            cover=labels.cover_of(item),
            as_written=_unless_corrected(item),
            written_at=one_line(item.wanted.citation or ""),
            corrections=self.corrections(item.corrections),
            avoid=tuple(
                Near(
                    " – ".join(
                        filter(None, (one_line(one.artist or ""), one_line(one.title), one_line(one.release or "")))
                    ),
                    one_line(one.why),
                    self.sources(one.citations),
                )
                for one in item.avoid
            ),
            note=one_line(item.note or ""),
            ties=tuple(self._tied(position, item, tie) for tie in self._labels.ties(item)),
            sources=self.sources(item.citations),
        )

    def _tied(self, position: int, item: PlaylistItem, tie: Tie) -> Tied:
        telling, scene_id = tie.scene.split("/")
        scene = self._scenes.get(tie.scene)
        return Tied(
            item=item.id,
            position=position,
            title=_title(item.wanted.title),
            scene=tie.scene,
            label=self._labels.label(tie.scene),
            scene_title=_title(scene.title) if scene else scene_id.replace("-", " "),
            telling=self._names.get(telling, telling.replace("-", " ")),
            basis=tie.basis,
            why=one_line(tie.why),
            sources=self.sources(tie.citations),
        )

    def telling(self, telling: Telling, entries: tuple[Entry, ...]) -> Told:
        scenes = self._story.scenes_of(telling.id)
        where = spans(scenes)
        music: dict[str, list[Tied]] = {}
        for entry in entries:
            for tie in entry.ties:
                music.setdefault(tie.scene, []).append(tie)
        chapters = []
        for (part, section), inside in groupby(scenes, key=lambda scene: (scene.part, scene.section)):
            moments = tuple(self._moment(scene, where[scene.ref], music.get(scene.ref, [])) for scene in inside)
            about = next((one for one in telling.parts if one.number == part), None)
            chapters.append(
                Chapter(
                    title=_part_title(about, section),
                    short_title=f"Part {about.number}" if about else _part_title(None, section),
                    note=one_line(about.note or "") if about else "",
                    moments=moments,
                    sources=self.sources(about.citations) if about else (),
                )
            )
        return Told(
            id=telling.id,
            name=self._names[telling.id],
            title=one_line(telling.title or self._story.title),
            byline=", ".join(filter(None, (_names(telling.creators), str(telling.year or "")))),
            identifiers=_links(said.uri for said in telling.identifiers),
            chapters=tuple(chapters),
            sources=self.sources(telling.citations),
        )

    def _moment(self, scene: Scene, span: tuple[int, int], music: list[Tied]) -> Moment:
        themes = {theme.id: theme.title for theme in self._story.themes}
        where = [
            f"chapter {scene.chapter}" if scene.chapter is not None else "",
            one_line(scene.start or ""),
            one_line(scene.setting or ""),
        ]
        others = sorted(self._linked[scene.ref] - {scene.ref}, key=self._places.__getitem__)
        return Moment(
            ref=scene.ref,
            number=scene.order,
            title=_title(scene.title),
            where=" · ".join(filter(None, where)),
            people=_names(scene.people),
            summary=one_line(scene.summary),
            approximate=scene.order_certainty == "approximate",
            earliest=span[0],
            latest=span[1],
            same=tuple((ref, self._labels.label(ref)) for ref in others),
            themes=tuple(one_line(themes[theme]) for theme in scene.themes),
            music=tuple(music),
            sources=self.sources(scene.citations),
        )

    def difference(self, difference: Difference) -> Compared:
        return Compared(
            point=one_line(difference.point),
            tellings=tuple((self._names[telling], one_line(has)) for telling, has in difference.tellings.items()),
            scenes=difference.scenes,
            sources=self.sources(difference.citations),
        )

    def themes(self) -> tuple[Remark, ...]:
        return tuple(
            Remark(
                title=one_line(theme.title),
                note=one_line(theme.note or ""),
                scenes=tuple(
                    (scene.ref, _title(scene.title)) for scene in self._story.scenes if theme.id in scene.themes
                ),
                sources=self.sources(theme.citations),
            )
            for theme in self._story.themes
        )

    def names(self) -> tuple[Remark, ...]:
        return tuple(
            Remark(
                title=one_line(name.name),
                note=_about_name(name),
                scenes=(),
                sources=self.sources(name.citations),
            )
            for name in self._story.fictional
        )


def _title(text: str) -> str:
    return one_line(text) or "Untitled"


def _unless_corrected(item: PlaylistItem) -> str:
    quoted = {correction.as_written for correction in item.corrections}
    return "" if item.wanted.as_written in quoted else one_line(item.wanted.as_written or "")


def _about_name(name: FictionalName) -> str:
    facts = [
        f"In truth performed by {name.performed_by}" if name.performed_by else "",
        ", ".join(filter(None, (name.artist, str(name.year or ""), name.format))),
        f"Titles: {', '.join(name.titles)}" if name.titles else "",
        name.note or "",
    ]
    return " ".join(f"{line.rstrip('.')}." for fact in facts if (line := one_line(fact)))


def _names(names: Iterable[str]) -> str:
    return ", ".join(one_line(name) for name in names)


def _part_title(part: Part | None, section: str | None) -> str:
    if part is None:
        text = one_line(section or "")
        return text[:1].upper() + text[1:]
    text = f"Part {part.number}"
    if part.title:
        text += f": {one_line(part.title)}"
    if part.year is not None:
        text += f", {part.year}"
    if part.chapters is not None:
        text += f", chapters {part.chapters.replace('-', '–')}"
    return text


def _release_words(playlist: Playlist) -> str:
    release = playlist.release
    if release is None:
        return ""
    facts = [release.title, release.artist, release.label, str(release.year) if release.year else None]
    facts.append(minutes(release.duration_ms) if release.duration_ms else None)
    lines = dict.fromkeys(one_line(fact) for fact in facts if fact)
    already = {one_line(playlist.title), one_line(playlist.creator or "")}
    return " · ".join(line for line in lines if line and line not in already)


def _summary(playlist: Playlist) -> str:
    counts = {state: sum(item.status == state for item in playlist.items if not item.masked) for state in STATE_WORDS}
    playable = sum(item.location is not None for item in playlist.items)
    number = len(playlist.items)
    words = [f"{number} item" if number == 1 else f"{number} items"]
    words += [f"{counts['matched']} found"] if counts["matched"] else []
    words += [f"{playable} with a file here"] if playable else []
    words += [f"{counts['cited']} cited"] if counts["cited"] else []
    still_open = sum(counts[state] for state in ("ambiguous", "missing", "failed", "open"))
    words += [f"{still_open} open"] if still_open else []
    hidden = sum(item.masked for item in playlist.items)
    words += [f"{hidden} hidden"] if hidden else []
    return ", ".join(words)


def _by(resolution: Resolution | None) -> str:
    """What follows the state in a sentence, with the mark that parts them; empty where nothing is known."""
    if resolution is None:
        return ""
    if resolution.pin is not None:
        reason = f": {one_line(resolution.pin.reason)}" if resolution.pin.reason else ""
        return f", decided by a person on {resolution.pin.date}{reason}"
    if resolution.state == "matched":
        who = resolution.candidate.provider if resolution.candidate else KNOWN
        return f" by {_provider(who)}" if who != KNOWN else _earlier(resolution)
    if resolution.state == "failed":
        failed = [one for one in resolution.asked if one.outcome == "failed"]
        reasons = (f"{_provider(one.provider)}: {one_line(one.reason or 'no reason given')}" for one in failed)
        return f" ({'; '.join(reasons)})"
    asked = [_provider(one.provider) for one in resolution.asked if one.outcome != "failed"]
    return f"; asked: {', '.join(asked)}" if asked else ""


def _earlier(resolution: Resolution) -> str:
    """Who found what a lock remembers: those who gave its identifiers."""
    said = dict.fromkeys(who for one in resolution.identifiers for who in one.said_by if who in _PROVIDERS)
    return f" by {' and '.join(map(_provider, said))}" if said else " earlier"


def _provider(name: str) -> str:
    return _PROVIDERS.get(name, one_line(name))


def _confidence(resolution: Resolution | None) -> str:
    if resolution is None or resolution.confidence is None:
        return ""
    value = resolution.confidence
    words = next((words for least, words in _CONFIDENCE if value >= least), "doubtful")
    return f"{words} ({percent(value)})"


def percent(share: float) -> str:
    """A share as per cent: never rounded to all or nothing."""
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        return "over 99 %"
    return "under 1 %" if rounded == 0 and share > 0 else f"{rounded} %"


def _evidence(resolution: Resolution | None) -> tuple[str, ...]:
    if resolution is None:
        return ()
    said = [one_line(one.text) for one in (resolution.similarity.evidence if resolution.similarity else ())]
    if resolution.refused:
        said.append(f"refused: {one_line(resolution.refused)}")
    if resolution.runner_up is not None:
        other = resolution.runner_up.candidate.recording
        said.append(f"not {one_line(other.title)}: {one_line(resolution.runner_up.why)}")
    return tuple(said)


def _links(uris: Iterable[str]) -> tuple[Link, ...]:
    return tuple(_identifier_link(one_line(uri)) for uri in dict.fromkeys(uris))


def _identifier_link(uri: str) -> Link:
    try:
        parsed = identifiers.parse(uri)
    except IdentifierError:
        address = web_address(uri)
        return Link(urlsplit(uri).netloc.removeprefix("www.") if address else uri, address)
    if parsed.service == "isrc":
        return Link(f"ISRC {parsed.value}", parsed.url)
    return Link(f"{_provider(parsed.service)} {parsed.kind}", parsed.url)


def web_address(text: str) -> str | None:
    """*text* where it is an ``https`` or ``http`` address of some host; None for everything else."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    plain = parts.scheme in {"http", "https"} and bool(host) and not any(char.isspace() for char in text)
    return text if plain else None
