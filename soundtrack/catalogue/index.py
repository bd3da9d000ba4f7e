"""A catalogue that is open for questions."""

from __future__ import annotations

import os
import struct
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import TracebackType

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from soundtrack import matching
from soundtrack.catalogue import keys, probes
from soundtrack.catalogue.container import Container
from soundtrack.catalogue.folder import path_of
from soundtrack.catalogue.postings import CROWD, Table
from soundtrack.errors import DataError, IdentifierError
from soundtrack.identifiers import parse
from soundtrack.matching import _models, decision, words
from soundtrack.matching.bulk import Answer, Query, Row, describe
from soundtrack.matching.decision import Verdict
from soundtrack.matching.description import Description, Reading
from soundtrack.models import ArtistCreditName, Candidate, Recording, Release, Resolution, Wanted

SURE = 0.9
"""Confidence from which rows of the same title and artist need no others beside them."""
NEAR_ENOUGH = 80.0
"""Rows that look this much like a line (of 100) make the search by words superfluous."""
KEPT = 8
"""Candidates that are compared in full."""
BEHIND = 25.0
"""Rows that look this much less alike than the best are not."""
HOPELESS = 55.0
"""Rows that look no more alike are compared only where nothing looks better."""
FEW = 64
"""A name, or a title with a letter left out, that has more rows is not followed."""
MOST_FOUND = 256
"""Rows whose keys are counted in each search; runs that are longer come last and may be left out."""
LOOKED_AT = 24
"""Rows whose texts are read in each search."""
LOOKED_AT_WITHOUT_ARTIST = 200
"""Of a title alone there may be many."""
SAME_LENGTH = 4.0
"""Seconds."""
SPEAKS_FOR = 5.0
"""What the same length or album adds to a likeness of at most 100."""
MOST_WORDS = 8
MENDED_WORDS = 5
_LONG = struct.Struct("<I")
_KEPT_DESCRIPTIONS = 4096


class Catalogue:
    """Recordings in a mapped file; nothing is held in memory but what was asked for lately.

    Close it, or use it in a ``with``.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._map = container.map
        self._views: list[memoryview] = []
        self._texts = container.offset("texts")
        self._text, self._artist, self._album = (self._view(name).cast("I") for name in ("text", "artist", "album"))
        self._seconds = self._view("seconds").cast("f")
        self._rows = Table(*(self._view(f"rows.{kind}") for kind in ("ends", "marks", "values")))
        self._mended = Table(*(self._view(f"mended.{kind}") for kind in ("ends", "marks", "values")))
        self._described = lru_cache(maxsize=_KEPT_DESCRIPTIONS)(self._description)

    def _view(self, name: str) -> memoryview:
        return self._container.section(name)

    @classmethod
    def open(cls, name: str | os.PathLike[str], *, verify: bool = False) -> Catalogue:
        """Open a catalogue by its name or path.

        Args:
            name: As given to :func:`soundtrack.catalogue.build`.
            verify: Read it whole, and find any changed byte.

        Raises:
            DataError: There is none, it is damaged, or it was built by a version that folds otherwise.
        """
        container = Container(path_of(name), verify=verify)
        if container.facts["probes"] != probes.digest():
            raise DataError(
                "the catalogue was built by another version of this software",
                path=container.path,
                remedy="build it again with 'playlists catalogue build'",
            )
        return cls(container)

    def close(self) -> None:
        """Let the file go; ask nothing afterwards."""
        del self._text, self._artist, self._album, self._seconds, self._rows, self._mended
        self._map.close()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Rows."""
        return len(self._seconds)

    # --- rows ------------------------------------------------------------------------------------------

    def row(self, number: int) -> Row:
        """A row as it was given, by its number from 0."""
        row_id, after = self._id(self._text[number])
        return Row(
            row_id,
            self._read(after)[0],
            self._named(self._artist[number]),
            self._named(self._album[number]),
            self._seconds[number] or None,
        )

    def numbers(self, row_id: str) -> list[int]:
        """The numbers of the rows with this id."""
        return [number for number in self._rows.get(keys.identity(row_id)) if self._row_id(number) == row_id]

    def _row_id(self, number: int) -> str:
        return self._id(self._text[number])[0]

    def _id(self, place: int) -> tuple[str, int]:
        start = self._texts + place
        if self._map[start] == 0:
            return str(uuid.UUID(bytes=self._map[start + 1 : start + 17])), place + 17
        return self._read(place)

    def _read(self, place: int) -> tuple[str, int]:
        """The text at a place, and where the next one begins."""
        start = self._texts + place + 1
        length = self._map[start - 1]
        if length == 255:
            (length,) = _LONG.unpack(self._map[start : start + 4])
            start += 4
        end = start + length
        return self._map[start:end].decode("utf-8", "surrogatepass"), end - self._texts

    def _named(self, place: int) -> str | None:
        return self._read(place)[0] if place else None

    def _description(self, number: int) -> Description:
        return describe(self.row(number))

    # --- candidates ------------------------------------------------------------------------------------

    def candidates(self, line: Description) -> list[int]:
        """The numbers of the rows most worth comparing with *line*, the likeliest first; at most KEPT."""
        found = self._exact(line)
        ranked = self._ranked(found, line)
        for search in (self._as_written, self._read_otherwise, self._by_words):
            more = search(line) - found
            if more:
                found |= more
                ranked = sorted(ranked + self._ranked(more, line), key=_by_rank)
            if ranked and ranked[0][0] >= NEAR_ENOUGH:
                break
        return _worth_comparing(ranked)

    def _exact(self, line: Description) -> set[int]:
        """Rows with this title by this first artist."""
        return self._same(line.direct)

    def _same(self, reading: Reading) -> set[int]:
        names = keys.names(reading.credit)
        found: set[int] = set()
        if names:
            for form in keys.title_forms(reading.title):
                found.update(self._rows.get(keys.exact(form, names[0])))
        return found

    def _as_written(self, line: Description) -> set[int]:
        """Rows with a title or a name like the line's."""
        return self._near(line, [line.direct])

    def _read_otherwise(self, line: Description) -> set[int]:
        """The same for all other ways to read the line: fields swapped, joined, a number before the title."""
        return self._near(line, line.readings)

    def _near(self, line: Description, readings: Sequence[Reading]) -> set[int]:
        runs: dict[int, memoryview] = {}
        get = self._rows.get
        for reading in readings:
            names = {key for name in keys.names(reading.credit) for key in self._mend(name, keys.NAME)}
            for form in self._forms(reading):
                whole, *parts = keys.title_keys(form)
                runs[whole] = get(whole)
                for key in parts:
                    if len(run := get(key)) <= FEW:
                        runs[key] = run
                for name in names:
                    for key in keys.pair_keys(name, form):
                        runs[key] = get(key)
            for name in names:
                if len(run := get(name)) <= FEW:
                    runs[name] = run
        most = LOOKED_AT if any(reading.credit for reading in readings) else LOOKED_AT_WITHOUT_ARTIST
        return self._most_hit(((1.0 / (4 + len(run)), run) for run in runs.values() if run), most, line.seconds)

    @staticmethod
    def _forms(reading: Reading) -> Iterator[str]:
        yield from keys.title_forms(reading.title)
        for subtitle in reading.title.subtitles:
            yield subtitle.replace(" ", "")

    def _mend(self, written: str, kind: int) -> set[int]:
        """Keys of the names or words that are at most a slip away."""
        found: set[int] = set()
        for key in keys.slips(written, kind):
            found.update(self._mended.get(key))
        return found

    def _by_words(self, line: Description) -> set[int]:
        """Rows that share the rarest words, wherever those stand."""
        sought = sorted(
            dict.fromkeys(keys.words(line.direct.title, line.direct.credit)),
            key=lambda word: -words.weight(word) * len(word),
        )[:MOST_WORDS]
        runs: list[tuple[float, memoryview]] = []
        for place, word in enumerate(sought):
            own = keys.word_key(word)
            for key in {own, *self._mend(word, keys.WORD)} if place < MENDED_WORDS and len(word) > 3 else (own,):
                run = self._rows.get(key)
                if 0 < len(run) < CROWD:
                    runs.append((words.weight(word) / (1 + len(run) / 50) * (1.0 if key == own else 0.7), run))
        return self._most_hit(runs, LOOKED_AT, line.seconds)

    def _most_hit(self, runs: Iterable[tuple[float, memoryview]], most: int, seconds: float | None) -> set[int]:
        """The *most* rows that the most and the weightiest keys lead to, those of the line's length before others."""
        sums: dict[int, float] = {}
        for weight, run in sorted(runs, key=_by_length):
            if sums and len(sums) + len(run) > MOST_FOUND:
                break
            for number in run:
                sums[number] = sums.get(number, 0.0) + weight
        if len(sums) <= most:
            return set(sums)
        if seconds is not None:
            for number in sums:
                if abs(self._seconds[number] - seconds) < SAME_LENGTH:
                    sums[number] *= 2
        return set(sorted(sums, key=sums.__getitem__, reverse=True)[:most])

    # --- likeness --------------------------------------------------------------------------------------

    def _ranked(self, found: Iterable[int], line: Description) -> list[tuple[float, int]]:
        """How much rows look like the line, 0 to 100 and a little for length and album, the best first."""
        title, album = line.title_text.lower(), line.album_text.lower()
        by_people = line.direct.credit is not None
        sought = f"{title} {line.artist_text.lower()}" if by_people else title
        joined = by_people or " " in title
        seconds = line.seconds
        ranked = []
        for number in found:
            there = self._title(number)
            score = 0.0 if by_people else token_sort_ratio(sought, there)
            if joined:
                by = self._artist[number]
                whole = f"{there} {self._read(by)[0].lower()}" if by else there
                score = max(score, (token_sort_ratio(sought, whole) + token_set_ratio(sought, whole)) / 2)
            if seconds and abs(self._seconds[number] - seconds) < SAME_LENGTH:
                score += SPEAKS_FOR
            if album and (on := self._album[number]) and self._read(on)[0].lower() == album:
                score += SPEAKS_FOR
            ranked.append((score, number))
        ranked.sort(key=_by_rank)
        return ranked

    def _title(self, number: int) -> str:
        """A row's title in lower case: what is read most often."""
        data = self._map
        start = self._texts + self._text[number]
        length = data[start]
        if length == 255:
            start = self._texts + self._read(start - self._texts)[1]
        else:
            start += 1 + (length or 16)
        length = data[start]
        if length == 255:
            return self._read(start - self._texts)[0].lower()
        return data[start + 1 : start + 1 + length].decode("utf-8", "surrogatepass").lower()

    # --- answers ---------------------------------------------------------------------------------------

    def judge(self, line: Description) -> tuple[list[int], Verdict]:
        """Decide a line: the rows that were compared, and the verdict on them."""
        exact = self._exact(line)
        if exact:
            numbers = _worth_comparing(self._ranked(exact, line))
            verdict = self._verdict(line, numbers)
            if verdict.state == "matched" and (verdict.confidence or 0.0) >= SURE:
                return numbers, verdict
        numbers = self.candidates(line)
        return numbers, self._verdict(line, numbers)

    def _verdict(self, line: Description, numbers: Sequence[int]) -> Verdict:
        return decision.judge(line, [self._described(number) for number in numbers])

    def answer(self, query: Query) -> Answer:
        """Answer one line."""
        numbers, verdict = self.judge(describe(query))
        if verdict.best is None or verdict.confidence is None:
            return Answer(query.id, "missing", None, None, None)
        return Answer(
            query.id,
            verdict.state,
            self._row_id(numbers[verdict.best]),
            round(verdict.confidence, 4),
            None if verdict.runner_up is None else self._row_id(numbers[verdict.runner_up]),
        )

    def answers(self, queries: Iterable[Query]) -> Iterator[Answer]:
        """Answer every line, in order, as it comes, in this process; :mod:`soundtrack.catalogue.bulk` takes several."""
        return map(self.answer, queries)

    def offers(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """The rows that may be what a line asks for, the likeliest first."""
        return tuple(self.candidate(number) for number in self.candidates(_models.of_wanted(wanted)))

    def best(self, wanteds: Iterable[Wanted]) -> list[Resolution]:
        """Decide every line, in order, each by what its rows alone say."""
        return [matching.decide(wanted, self.offers(wanted)) for wanted in wanteds]

    def by_identifiers(self, uris: Sequence[str]) -> Mapping[str, Candidate]:
        """The rows whose ids these are: MBIDs of recordings, as URIs; others are left out."""
        found = {}
        for uri in uris:
            try:
                value = parse(uri).value
            except IdentifierError:
                continue
            for number in self.numbers(value)[:1]:
                candidate = self.candidate(number)
                if uri in candidate.identifiers:
                    found[uri] = candidate
        return found

    def candidate(self, number: int) -> Candidate:
        """A row as it is offered; an id that is a UUID is the MBID of a recording."""
        row = self.row(number)
        mbid = row.id if self._map[self._texts + self._text[number]] == 0 else None
        return Candidate(
            provider="catalogue",
            recording=Recording(
                title=row.title,
                artist_credit=() if row.artist is None else (ArtistCreditName(name=row.artist),),
                duration_ms=None if row.duration_s is None else max(1, round(row.duration_s * 1000)),
                mbid=mbid,
            ),
            release=None if row.album is None else Release(title=row.album),
            identifiers=() if mbid is None else (f"https://musicbrainz.org/recording/{mbid}",),
        )


def _by_rank(ranked: tuple[float, int]) -> tuple[float, int]:
    return -ranked[0], ranked[1]


def _by_length(run: tuple[float, memoryview]) -> int:
    return len(run[1])


def _worth_comparing(ranked: Sequence[tuple[float, int]]) -> list[int]:
    """The numbers of the first, without those that look much less alike than the best, or like nothing at all."""
    if not ranked:
        return []
    best = ranked[0][0]
    least = max(best - BEHIND, min(best, HOPELESS))
    return [number for score, number in ranked[:KEPT] if score >= least]
