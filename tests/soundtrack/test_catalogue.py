"""A catalogue: what goes in comes out, what is asked is found, what is damaged is refused."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import soundtrack
from soundtrack import text
from soundtrack.catalogue import Catalogue, build, bulk, keys, names, path_of, remove
from soundtrack.catalogue.build import plain_title
from soundtrack.catalogue.postings import CROWD, Sorter, Table
from soundtrack.errors import DataError, ProviderUnavailableError, SoundtrackError, UsageError
from soundtrack.matching import decision
from soundtrack.matching.bulk import Query, Row, describe
from soundtrack.providers import catalogue as provider
from soundtrack.providers.base import Provider
from tests.benchmarks.recordings import SLIPS, Made, made_up_mbid

pytest.importorskip("numpy", reason="needs the extra [catalogue]")

ROOT = Path(__file__).parents[2]
WORDS = st.sampled_from(
    [
        "the",
        "a",
        "an",
        "love",
        "don't",
        "I'm",
        "remix",
        "live",
        "feat",
        "ft",
        "track",
        "unknown",
        "version",
        "Radio",
        "edit",
        "no",
        "Untitled",
        "n't",
        "IV",
        "part",
        "it's",
        "The",
        "by",
        "demo",
        "x",
    ]
)


def a_row(number: int, title: str, artist: str | None = "Somebody", **others: object) -> Row:
    return Row(made_up_mbid(number), title, artist, **others)  # type: ignore[arg-type]


def built(folder: Path, rows: list[Row] | Made) -> Catalogue:
    return Catalogue.open(build(folder / "c.catalogue", rows))


def a_table(folder: Path, pairs: list[tuple[int, int]]) -> Table:
    with ExitStack() as stack:
        sorter = Sorter(folder, "t", stack)
        for key, value in pairs:
            sorter.add([key], value)
        return Table(*(memoryview(path.read_bytes()) for path in sorter.finish().values()))


@given(
    st.lists(
        st.builds(
            Row,
            id=st.text(min_size=1) | st.integers(0, 99).map(made_up_mbid),
            title=st.text() | st.text(min_size=300, max_size=400),
            artist=st.none() | st.text(min_size=1, max_size=400),
            album=st.none() | st.text(min_size=1),
            duration_s=st.none() | st.floats(1, 9999, width=32),
        ),
        max_size=8,
    )
)
def test_every_row_comes_back_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    with built(tmp_path_factory.mktemp("c"), rows) as catalogue:
        assert [catalogue.row(number) for number in range(len(catalogue))] == rows
        for number, row in enumerate(rows):
            assert number in catalogue.numbers(row.id)


@given(st.lists(st.tuples(st.integers(0, 40) | st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=400))
def test_a_table_gives_back_every_value_of_a_key(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, int]]
) -> None:
    table = a_table(tmp_path_factory.mktemp("t"), pairs)
    for key, value in pairs:
        assert value in table.get(key).tolist()
    assert sum(len(table.get(key)) for key in {key for key, _ in pairs}) >= len(set(pairs))


def test_a_key_of_a_crowd_is_cut(tmp_path: Path) -> None:
    crowd = range(CROWD + 100)
    table = a_table(tmp_path, [*((7, value) for value in crowd), *((2**31 + value, value) for value in crowd)])
    assert table.get(7).tolist() == list(range(CROWD))
    assert CROWD + 50 in table.get(2**31 + CROWD + 50).tolist()


NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
TAILS = st.sampled_from(
    ["live", "2011 Remaster", "Radio Edit", "feat. Somebody", "Somebody's remix", "part 1", "Reprise"]
)


@given(
    NAMES
    | st.builds("{} ({})".format, NAMES, TAILS | NAMES)
    | st.builds("{} - {}".format, NAMES, TAILS | NAMES)
    | st.builds("{}, {}".format, NAMES, NAMES)
    | st.from_regex(r"[A-Za-z', ]{1,30}", fullmatch=True)
)
@example("The The")
@example("Home (2011 Remaster)")
@example("Home - Radio Edit")
@example("Music, Music")
@example("Untitled")
def test_the_short_way_through_a_plain_title_leads_where_the_long_one_does(title: str) -> None:
    plain = plain_title(title)
    if plain is not None:
        whole = text.title(title)
        assert plain == (whole.core_compact, whole.tokens)
        assert (whole.features, whole.subtitles, whole.lead, whole.head) == ((), (), None, "")
        assert list(keys.title_forms(whole)) == [plain[0]]


def test_most_titles_are_plain() -> None:
    assert plain_title("Nothing's Gonna Hurt You Baby") == (
        "nothingsgonnahurtyoubaby", ("nothings", "gonna", "hurt", "you", "baby")
    )  # fmt: skip


@given(st.text("abcde é", min_size=2, max_size=20), st.data())
def test_two_texts_a_slip_apart_share_a_key(written: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(written) - 1))
    letter = data.draw(st.sampled_from("abcxé"))
    for other in (
        written[:place] + written[place + 1 :],
        written[:place] + letter + written[place + 1 :],
        written[:place] + letter + written[place:],
    ):
        if len(other) > 1:
            assert set(keys.slips(written, keys.WORD)) & set(keys.slips(other, keys.WORD))


MADE = Made(2000)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return built(tmp_path_factory.mktemp("made"), MADE)


def test_a_row_asked_for_as_it_is_written_is_found(made: Catalogue) -> None:
    for row in islice(MADE, 0, None, 29):
        answer = made.answer(Query("q", row.title, row.artist, row.album))
        same = [one for one in made.numbers(answer.match_id or "") if made.row(one)[1:3] == row[1:3]]
        assert answer.state == "matched"
        assert answer.match_id == row.id or same


def test_the_index_loses_nothing_that_comparing_every_row_would_find(made: Catalogue) -> None:
    """Within a line of each kind; the benchmark measures the share on many lines."""
    everything = [describe(row) for row in MADE]
    lost = Counter[str]()
    asked = Counter[str]()
    for kind, query, truth in MADE.lines(36, seed=3):
        verdict = decision.judge(describe(query), everything)
        by_all = MADE.row(verdict.best).id if verdict.state == "matched" and verdict.best is not None else None
        answer = made.answer(query)
        by_index = answer.match_id if answer.state == "matched" else None
        asked[kind] += 1
        lost[kind] += by_all == truth and by_index != truth
    assert set(asked) == set(SLIPS)
    assert max(lost.values()) <= 1
    assert lost.total() <= 1


@pytest.mark.parametrize(
    ("title", "artist"),
    [
        ("Nothing's Gonna Hurt You Baby", "Cigarettes After Sex"),
        ("nothings gona hurt you baby", "Cigarette After Sex"),
        ("Cigarettes After Sex", "Nothing's Gonna Hurt You Baby"),
        ("Cigarettes After Sex - Nothing's Gonna Hurt You Baby", None),
        ("Nothing's Gonna Hurt You Baby (Official Video)", "Cigarettes After Sex"),
        ("Gonna Hurt Baby", "Cigaretes Aftr Sex"),
    ],
)
def test_a_line_is_found_however_it_is_written(made: Catalogue, tmp_path: Path, title: str, artist: str | None) -> None:
    wanted = a_row(1, "Nothing's Gonna Hurt You Baby", "Cigarettes After Sex")
    rows = [*islice(MADE, 100, 500), wanted, a_row(2, "Nothing's Gonna Hurt You", "Anybody Else")]
    with built(tmp_path, rows) as catalogue:
        numbers, _ = catalogue.judge(describe(Query("q", title, artist)))
        assert wanted in [catalogue.row(number) for number in numbers]


def test_a_version_nobody_asked_for_is_not_taken(tmp_path: Path) -> None:
    with built(tmp_path, [a_row(1, "Tender (live)", "Blur")]) as catalogue:
        answer = catalogue.answer(Query("q", "Tender", "Blur"))
    assert answer.state != "matched"
    assert answer.match_id == made_up_mbid(1)


def test_among_a_crowd_of_the_same_title_the_length_decides(tmp_path: Path) -> None:
    rows = [a_row(number, "Home", f"Band {number}", duration_s=100.0 + 7 * number) for number in range(60)]
    with built(tmp_path, rows) as catalogue:
        numbers, _ = catalogue.judge(describe(Query("q", "Home", None, None, 100.0 + 7 * 41)))
    assert numbers[0] == 41


def test_best_gives_resolutions_in_the_order_asked(tmp_path: Path) -> None:
    rows = [a_row(1, "Tender", "Blur", album="13", duration_s=459.5), a_row(2, "No Surprises", "Radiohead")]
    with built(tmp_path, rows) as catalogue:
        found = catalogue.best(
            [soundtrack.wanted("no suprises", "Radiohead"), soundtrack.wanted("Nowhere", "Nobody"), soundtrack.wanted("Tender", "Blur")]
        )  # fmt: skip
    assert [one.state for one in found] == ["matched", "missing", "matched"]
    assert found[2].candidate is not None
    assert found[2].candidate.identifiers == (f"https://musicbrainz.org/recording/{made_up_mbid(1)}",)
    assert found[2].candidate.recording.duration_ms == 459_500
    assert found[2].candidate.release == soundtrack.Release(title="13")


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_answers_are_the_same_however_many_work_on_them(made: Catalogue, tmp_path: Path, workers: int) -> None:
    lines = [query for _, query, _ in MADE.lines(20)] * 130
    path = build(tmp_path / "c.catalogue", MADE)
    once = list(made.answers(lines[:20]))
    assert list(bulk.match(iter(lines), path, workers=workers)) == once * 130


def test_lines_are_taken_only_as_answers_are_wanted(tmp_path: Path) -> None:
    path = build(tmp_path / "c.catalogue", [a_row(1, "Tender", "Blur")])
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield Query(str(taken), "Tender", "Blur")

    answers = bulk.match(endless(), path, workers=2)  # type: ignore[arg-type]
    assert [answer.id for answer in islice(answers, 5000)] == [str(number) for number in range(1, 5001)]
    answers.close()  # type: ignore[attr-defined]
    assert taken < 5000 + 10 * bulk.BATCH


def test_a_killed_workers_share_is_done_again(tmp_path: Path) -> None:
    from soundtrack.catalogue.workers import Workers

    path = build(tmp_path / "c.catalogue", [a_row(1, "Tender", "Blur")])
    team = Workers(1, path)
    try:
        query = Query("q", "Tender", "Blur")
        first = team.submit([query]).result()
        for child in team._children:
            child.kill()
            child.wait()
        assert team.submit([query]).result() == first
    finally:
        team.close()


def test_a_catalogue_that_goes_away_under_the_workers_is_said(tmp_path: Path) -> None:
    from soundtrack.catalogue.workers import Workers

    team = Workers(1, tmp_path / "none.catalogue")
    try:
        with pytest.raises(SoundtrackError, match="no such catalogue"):
            team.submit([Query("q", "Tender", "Blur")]).result()
    finally:
        team.close()


# --- names and files ---------------------------------------------------------------------------------------


def test_a_catalogue_lives_under_its_name(home: Path) -> None:
    assert names() == []
    path = build("mine", [a_row(1, "Tender", "Blur")])
    assert path == path_of("mine")
    assert home in path.parents
    assert names() == ["mine"]
    with soundtrack.Catalogue.open("mine") as catalogue:
        assert len(catalogue) == 1
    assert remove("mine") == path
    assert names() == []
    with pytest.raises(DataError, match="no such catalogue"):
        remove("mine")
    with pytest.raises(DataError, match="no such catalogue"):
        Catalogue.open("mine")


@pytest.mark.parametrize("name", ["", "..", "-x", "a b", "a\nb"])
def test_what_is_no_name_is_said(name: str) -> None:
    with pytest.raises(UsageError, match="no name"):
        path_of(name)


def test_the_same_rows_make_the_same_file(tmp_path: Path) -> None:
    one = build(tmp_path / "one.catalogue", islice(MADE, 200))
    two = build(tmp_path / "two.catalogue", islice(MADE, 200))
    assert one.read_bytes() == two.read_bytes()


def test_a_failed_build_leaves_what_was_there(tmp_path: Path) -> None:
    path = build(tmp_path / "c.catalogue", [a_row(1, "Tender", "Blur")])
    before = path.read_bytes()
    broken = tmp_path / "broken.csv"
    broken.write_text("id,title\n1,Tender\n,No id\n")
    with pytest.raises(DataError, match=r"broken\.csv:3: the row has no id"):
        build(path, broken)
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir() if one.name[0] != ".") == ["broken.csv", "c.catalogue"]
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("cut", [0, 10, 30, 200, -1])
def test_a_file_cut_short_is_refused_when_it_is_opened(tmp_path: Path, cut: int) -> None:
    path = build(tmp_path / "c.catalogue", [a_row(1, "Tender", "Blur")])
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match=r"c\.catalogue: .* build it again"):
        Catalogue.open(path)


@given(st.data())
def test_any_changed_byte_is_found_by_verifying(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = build(tmp_path_factory.mktemp("c") / "c.catalogue", [a_row(1, "Tender", "Blur")])
    whole = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    with pytest.raises(DataError, match="catalogue"):
        Catalogue.open(path, verify=True)


def test_another_build_of_the_same_name_is_told_to_wait(tmp_path: Path) -> None:
    def rows() -> object:
        yield a_row(1, "Tender", "Blur")
        with pytest.raises(DataError, match="being built"):
            build(tmp_path / "c.catalogue", [])

    assert len(Catalogue.open(build(tmp_path / "c.catalogue", rows()))) == 1  # type: ignore[arg-type]


def test_killed_at_any_moment_a_build_leaves_nothing_that_opens(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from soundtrack.catalogue import build; from tests.benchmarks.recordings import Made\n"
        "made = list(Made(2000)); print('go', flush=True); build(Path(sys.argv[1]), made)"
    )
    target = tmp_path / "c.catalogue"
    for wait in (0.0, 0.05, 0.1, 0.2, 0.3):
        job = subprocess.Popen(
            [sys.executable, "-c", script, target], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        assert job.stdout is not None
        job.stdout.readline()
        time.sleep(wait)
        job.send_signal(signal.SIGKILL)
        job.wait()
        job.stdout.close()
        if target.exists():  # it was done
            assert len(Catalogue.open(target, verify=True)) == 2000
            target.unlink()
    build(target, [a_row(1, "Tender", "Blur")])
    assert len(Catalogue.open(target, verify=True)) == 1
    assert not list(tmp_path.glob(".*.part"))


# --- the provider ------------------------------------------------------------------------------------------


def test_the_provider_offers_what_the_catalogues_have_and_knows_their_ids(home: Path) -> None:
    build("one", [a_row(1, "Tender", "Blur")])
    build("two", [a_row(2, "Tender", "Blur"), Row("not-an-mbid", "No Surprises", "Radiohead")])
    asked = provider()
    assert isinstance(asked, Provider)
    lines = [
        soundtrack.wanted("Tender", "Blur"),
        soundtrack.wanted("Nowhere Near", "Nobody"),
        soundtrack.wanted("No Surprises", "Radiohead"),
    ]
    steps: list[tuple[int, int]] = []
    offers = asked.offers(lines, progress=lambda done, whole: steps.append((done, whole)))
    assert [[one.recording.mbid for one in found] for found in offers.candidates] == [
        [made_up_mbid(1), made_up_mbid(2)], [], [None]
    ]  # fmt: skip
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert asked.plan(lines).at_most == 0
    known = [f"https://musicbrainz.org/recording/{made_up_mbid(number)}" for number in (2, 3)]
    assert list(asked.by_id([*known, "urn:isrc:GBAYE0000001"])) == known[:1]


def test_a_catalogue_that_cannot_be_opened_is_an_error_that_names_the_provider(home: Path) -> None:
    with pytest.raises(ProviderUnavailableError, match=r"catalogue: .*no such catalogue"):
        provider("mine").offers([soundtrack.wanted("Tender")])


# --- real lines --------------------------------------------------------------------------------------------


def test_real_lines_of_known_truth_are_answered_rightly(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "matching" / "catalogue_dev"
    with gzip.open(folder / "queries.jsonl.gz", "rt", encoding="utf-8") as file:
        asked = [json.loads(line) for line in file]
    right, whole = Counter[str](), Counter[str]()
    accepted = wrong = 0
    with Catalogue.open(build(tmp_path / "c.catalogue", folder / "catalogue.csv.gz")) as catalogue:
        for one in asked:
            line = Query(one["qid"], one["title"], one["artist"], one["album"], one["duration_s"] or None)
            answer = catalogue.answer(line)
            taken = answer.match_id if answer.state == "matched" else None
            whole[one["slice"]] += 1
            right[one["slice"]] += taken in one["truth"] if one["truth"] else taken is None
            accepted += taken is not None
            wrong += taken is not None and taken not in one["truth"]
    assert right["synthetic"] / whole["synthetic"] > 0.98
    assert right["hard"] / whole["hard"] > 0.96
    assert wrong / accepted < 1 / 200
