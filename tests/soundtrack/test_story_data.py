"""The bundled story as written: it hangs together, and it says nothing that was not read somewhere.

The files are read with plain ``tomllib`` and ``json``, so that these rules hold whatever the models accept.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

STORY_FOLDER = resources.files("soundtrack") / "data" / "never_let_me_go"
LISTS_FOLDER = resources.files("playlists") / "data" / "never_let_me_go"
STORY, SCORE, SOURCES = (
    tomllib.loads((STORY_FOLDER / name).read_text(encoding="utf-8"))
    for name in ("story.toml", "score.toml", "sources.toml")
)
BOOKMARK = tomllib.loads((LISTS_FOLDER / "bookmark.toml").read_text(encoding="utf-8"))
LOCKS = {
    name: json.loads((LISTS_FOLDER / f"{name}.lock.json").read_text(encoding="utf-8")) for name in ("score", "bookmark")
}
ENTRIES = {"score": SCORE["track"], "bookmark": BOOKMARK["item"]}

SCENES = {f"{scene['telling']}/{scene['id']}": scene for scene in STORY["scene"]}
SOURCE_IDS = [source["id"] for source in SOURCES["source"]]
INTERVIEWS = {"interview-1", "interview-2", "interview-3"}
UNTIED_CUES = ["Making Tea", "Evening Visit", "Kathy And Tommy", "Kathy Watches Behind Screen"]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MBID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NAMES_A_RECORDING = re.compile(
    rf"https://musicbrainz\.org/recording/{MBID}|urn:isrc:[A-Z]{{2}}[A-Z0-9]{{3}}\d{{7}}"
    r"|spotify:track:[A-Za-z0-9]{22}|https://www\.deezer\.com/track/\d+"
)
NAMES_MORE_THAN_A_RECORDING = re.compile(
    rf"https://musicbrainz\.org/(artist|release)/{MBID}|spotify:(artist|album):[A-Za-z0-9]{{22}}"
    r"|https://www\.deezer\.com/(artist|album)/\d+"
)


def within(value: object) -> Iterator[dict[str, Any]]:
    """Every table in *value*, itself included."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner)


def texts(value: object) -> Iterator[str]:
    """Every string in *value*."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def cited(value: object) -> set[str]:
    """Every source that something in *value* cites, as a citation or as who said an identifier."""
    return {
        citation.removeprefix("citation:")
        for table in within(value)
        for citation in (*table.get("citations", ()), *table.get("said_by", ()))
    }


def scenes_of(telling: str) -> list[dict[str, Any]]:
    return [scene for scene in STORY["scene"] if scene["telling"] == telling]


def identifiers(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [*entry["identifiers"], *entry.get("related", ())]


# ------------------------------------------------------------------ it hangs together


def test_there_are_18_scenes_of_the_film_26_of_the_novel_19_tracks_and_10_lines() -> None:
    assert Counter(scene["telling"] for scene in STORY["scene"]) == {"film": 18, "novel": 26}
    assert [track["position"] for track in SCORE["track"]] == list(range(1, 20))
    assert len(BOOKMARK["item"]) == 10


@pytest.mark.parametrize("telling", ["film", "novel"])
def test_scenes_stand_in_the_order_of_their_telling(telling: str) -> None:
    scenes = scenes_of(telling)
    assert [scene["order"] for scene in scenes] == list(range(1, len(scenes) + 1))
    for key in ("part", "chapter", "year"):
        places = [scene[key] for scene in scenes if key in scene]
        assert places == sorted(places), key


def test_a_scene_lies_in_the_chapters_of_its_part() -> None:
    novel = next(telling for telling in STORY["telling"] if telling["id"] == "novel")
    chapters = {part["number"]: tuple(map(int, part["chapters"].split("-"))) for part in novel["parts"]}
    assert [first for first, _ in chapters.values()] == [1, *(last + 1 for _, last in chapters.values())][:-1]
    assert max(last for _, last in chapters.values()) == novel["chapters"]
    for scene in scenes_of("novel"):
        first, last = chapters[scene["part"]]
        assert first <= scene["chapter"] <= last, scene["id"]


def test_a_scene_has_the_year_of_its_part_and_outside_all_parts_it_names_its_section() -> None:
    film = next(telling for telling in STORY["telling"] if telling["id"] == "film")
    years = {part["number"]: part.get("year") for part in film["parts"]}
    for scene in scenes_of("film"):
        assert ("part" in scene) != ("section" in scene), scene["id"]
        assert scene.get("year") == years.get(scene.get("part")), scene["id"]


def test_ids_are_slugs_and_occur_once() -> None:
    for entries in (STORY["scene"], STORY["theme"], SCORE["track"], BOOKMARK["item"], SOURCES["source"]):
        ids = [(entry.get("telling"), entry["id"]) for entry in entries]
        assert len(set(ids)) == len(ids)
        assert all(SLUG.fullmatch(entry_id) for _, entry_id in ids)


def test_every_citation_leads_to_a_source_and_every_source_is_cited() -> None:
    assert cited([STORY, SCORE, BOOKMARK, LOCKS]) == set(SOURCE_IDS)


def test_every_fact_cites_something() -> None:
    facts = [
        *STORY["telling"],
        *(part for telling in STORY["telling"] for part in telling["parts"]),
        *(entry for kind in ("scene", "difference", "theme", "fictional") for entry in STORY[kind]),
        SCORE,
        *SCORE["track"],
        BOOKMARK,
        *BOOKMARK["item"],
        *(table for table in within([SCORE, BOOKMARK]) if "why" in table),
    ]
    assert [fact for fact in facts if not fact.get("citations")] == []


def test_the_same_moment_is_linked_from_both_sides_and_across_tellings() -> None:
    links = {(ref, other) for ref, scene in SCENES.items() for other in scene.get("same_moment", ())}
    assert links
    assert {(other, ref) for ref, other in links} == links
    assert all(ref.split("/")[0] != other.split("/")[0] for ref, other in links)
    assert {other for _, other in links} <= SCENES.keys()


def test_linked_moments_come_in_the_same_order_in_both_tellings() -> None:
    linked = [
        [SCENES[other]["order"] for other in scene["same_moment"]]
        for scene in scenes_of("film")
        if "same_moment" in scene
    ]
    assert all(earlier[0] <= later[0] and earlier[-1] <= later[-1] for earlier, later in pairwise(linked))


def test_scenes_and_themes_that_are_named_exist() -> None:
    named = {ref for difference in STORY["difference"] for ref in difference["scenes"]}
    assert named <= SCENES.keys()
    assert {theme for scene in STORY["scene"] for theme in scene.get("themes", ())} == {
        theme["id"] for theme in STORY["theme"]
    }


def test_themes_cite_the_director() -> None:
    assert all(set(theme["citations"]) <= INTERVIEWS for theme in STORY["theme"])


@pytest.mark.parametrize("name", ENTRIES)
def test_every_tie_leads_to_a_scene_once_and_says_why(name: str) -> None:
    for entry in ENTRIES[name]:
        scenes = [tie["scene"] for tie in entry.get("tie", ())]
        assert set(scenes) <= SCENES.keys()
        assert len(set(scenes)) == len(scenes)
        assert all(re.fullmatch(r"\S.*\.", tie["why"]) for tie in entry.get("tie", ()))


def test_exactly_four_cues_are_untied_and_say_so() -> None:
    untied = [track for track in SCORE["track"] if not track.get("tie")]
    assert [track["title"] for track in untied] == UNTIED_CUES
    assert all(track["note"].startswith("Untied:") for track in untied)


def test_nothing_is_suggested_for_the_score_and_nothing_put_into_the_bloggers_mouth() -> None:
    score = {tie["basis"] for track in SCORE["track"] for tie in track.get("tie", ())}
    assert score == {"stated", "titled", "inferred"}
    for item in BOOKMARK["item"]:
        for tie in item.get("tie", ()):
            assert tie["basis"] != "author"
            assert (tie["basis"] == "editorial") == tie["why"].startswith("Our suggestion")


def test_a_line_from_the_score_has_the_ties_of_its_cue() -> None:
    cues = {track["id"]: track for track in SCORE["track"]}
    from_the_score = [item for item in BOOKMARK["item"] if "score_track" in item]
    assert [item["score_track"] for item in from_the_score] == ["making-tea", "never-let-me-go"]
    for item in from_the_score:
        cue = cues[item["score_track"]]
        assert item["title"] == cue["title"]
        assert item["release"] == SCORE["title"]
        assert [tie for tie in item.get("tie", ()) if tie["basis"] != "editorial"] == cue.get("tie", [])


def test_other_lines_are_tied_by_suggestion_only() -> None:
    others = [item for item in BOOKMARK["item"] if "score_track" not in item]
    assert {tie["basis"] for item in others for tie in item.get("tie", ())} == {"editorial"}
    assert [item["id"] for item in others if not item.get("tie")] == ["tummy"]


def test_who_sings_is_the_real_performer_and_the_fictional_name_is_only_a_credit() -> None:
    performers = {entry["name"]: entry["performed_by"] for entry in STORY["fictional"] if entry["kind"] == "artist"}
    assert performers == {"Judy Bridgewater": "Jane Monheit"}
    credited = [entry for entry in (*SCORE["track"], *BOOKMARK["item"]) if "credited_as" in entry]
    assert len(credited) == 2
    assert all(entry["artist"] == performers[entry["credited_as"]] for entry in credited)
    assert all(entry.get("artist") not in performers for entry in (*SCORE["track"], *BOOKMARK["item"]))


def test_texts_are_single_trimmed_lines() -> None:
    for text in texts([STORY, SCORE, SOURCES, BOOKMARK, LOCKS]):
        assert text == " ".join(text.split())
        assert text.isprintable()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_every_entry_in_the_order_of_its_list(name: str) -> None:
    assert LOCKS[name]["list"] == f"never-let-me-go/{name}"
    assert list(LOCKS[name]["items"]) == [entry["id"] for entry in ENTRIES[name]]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_written_as_locks_are(name: str) -> None:
    written = (LISTS_FOLDER / f"{name}.lock.json").read_text(encoding="utf-8")
    assert written == json.dumps(LOCKS[name], indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", LOCKS)
def test_no_identifier_without_a_citation(name: str) -> None:
    for entry in LOCKS[name]["items"].values():
        for identifier in identifiers(entry):
            assert identifier["said_by"] == sorted(set(identifier["said_by"]))
            assert identifier["said_by"]
            assert {f"citation:{source}" for source in SOURCE_IDS} >= set(identifier["said_by"])
    assert all(one["said_by"] for telling in STORY["telling"] for one in telling.get("identifiers", ()))


@pytest.mark.parametrize("name", LOCKS)
def test_identifiers_name_recordings_and_related_ones_name_artists_and_releases(name: str) -> None:
    for entry in LOCKS[name]["items"].values():
        assert all(NAMES_A_RECORDING.fullmatch(one["uri"]) for one in entry["identifiers"])
        assert all(NAMES_MORE_THAN_A_RECORDING.fullmatch(one["uri"]) for one in entry.get("related", ()))


def test_no_recording_of_the_score_is_cited() -> None:
    """Nobody read an identifier of any of its tracks: only of the artists."""
    assert all(entry["identifiers"] == [] for entry in LOCKS["score"]["items"].values())


# ------------------------------------------------------------------ it agrees with what was read


@pytest.fixture(scope="module")
def shared() -> Path:
    folder = os.environ.get("PLAYLISTS_TEST_DATA", "")
    if not (folder and Path(folder, "story", "facts.json").is_file()):
        pytest.skip("PLAYLISTS_TEST_DATA does not name a folder with story/facts.json")
    return Path(folder)


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared / "story" / "facts.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def prose(shared: Path) -> str:
    seeds = shared.parent / "seeds"
    if not seeds.is_dir():
        pytest.skip("the folder with the reviews and interviews is not there")
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt")))


@pytest.fixture(scope="module")
def fact_scenes(facts: dict[str, Any]) -> dict[str, str]:
    """Our reference of each scene of the facts."""
    ours = {(scene["telling"], scene["order"]): ref for ref, scene in SCENES.items()}
    return {scene["id"]: ours[scene["medium"], scene["order"]] for scene in facts["scenes"]}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub("[’']", "", text.casefold()))


def test_every_scene_says_what_was_read_of_it(facts: dict[str, Any]) -> None:
    parts = {"Hailsham": 1, "The Cottages": 2, "One": 1, "Two": 2, "Three": 3}
    ours = {(scene["telling"], scene["order"]): scene for scene in STORY["scene"]}
    assert len(facts["scenes"]) == len(ours)
    for fact in facts["scenes"]:
        scene = ours[fact["medium"], fact["order"]]
        for key in ("title", "chapter", "year", "start", "order_certainty"):
            assert scene.get(key) == fact.get(key), (fact["id"], key)
        assert scene.get("people", []) == fact["people"]
        assert scene.get("setting", "not stated") == fact["place"]
        assert set(scene["citations"]) - INTERVIEWS == set(fact["source"])
        part = fact.get("part", "prologue")  # the captions open the prologue; the facts name no part for them
        if part in ("prologue", "epilogue"):
            assert scene["section"] == part
        else:
            assert scene["part"] == parts.get(part, 3)


def test_tellings_and_parts_are_those_that_were_read(facts: dict[str, Any]) -> None:
    film, novel = STORY["telling"]
    read = facts["score"]["film"]
    assert (film["title"], film["year"]) == (read["title"], read["year"])
    assert film["creators"] == [read["director"], read["screenplay"]]
    assert [one["uri"] for one in film["identifiers"]] == [f"https://www.imdb.com/title/{read['imdb']}/"]
    assert str(read["runtime_min"]) in STORY["note"]
    shooting = {source for place in facts["structure"]["film"]["shooting"] for source in place["sources"]}
    for part, fact in zip(film["parts"], facts["structure"]["film"]["parts"], strict=True):
        assert [part["number"], part.get("title"), part.get("year")] == [
            fact["order"],
            fact.get("title"),
            fact.get("year"),
        ]
        assert set(part["citations"]) - shooting <= set(fact["sources"])
    read = facts["structure"]["novel"]
    assert (novel["creators"], novel["year"], novel["chapters"]) == (
        [read["author"]],
        read["year"],
        read["chapters"],
    )
    assert [part["chapters"] for part in novel["parts"]] == [part["chapters"] for part in read["parts"]]
    assert set(novel["citations"]) == set(read["sources"])


def test_differences_are_those_that_were_read(facts: dict[str, Any]) -> None:
    read = facts["structure"]["film_vs_novel"]
    assert [set(difference["citations"]) for difference in STORY["difference"]] == [
        set(difference["sources"]) for difference in read
    ]
    for ours, theirs in zip(STORY["difference"], read, strict=True):
        for telling in ("film", "novel"):
            assert re.findall(r"\d+", ours["tellings"][telling]) == re.findall(r"\d+", theirs[telling])


def test_the_fictional_record_is_the_one_that_was_read(facts: dict[str, Any]) -> None:
    singer, record = STORY["fictional"]
    read = facts["fictional_album"]
    assert [record["name"], record["artist"], record["year"], record["format"], record["titles"]] == [
        read["album"],
        read["artist"],
        read["story_year"],
        read["format"],
        read["prop_sleeve_titles"],
    ]
    assert record["titles"][read["song_position"] - 1] == read["song"]
    assert record["citations"] == read["sources"]
    assert singer["name"] == read["artist"]


def test_the_score_is_the_one_that_was_read(facts: dict[str, Any]) -> None:
    read = facts["score"]
    assert SCORE["title"] == read["album_title"]
    assert SCORE["artist"] == read["album_artist"]
    assert SCORE["duration_ms"] == read["total_duration_s"] * 1000
    for key in (
        "release_date",
        "digital_release_on_or_before",
        "label",
        "studio",
        "recorded_year",
        "producers",
        "conductor",
        "orchestrators",
    ):
        assert SCORE[key] == read[key], key
    assert set(SCORE["citations"]) <= set(read["sources"])


def test_every_track_says_what_was_read_of_it(facts: dict[str, Any]) -> None:
    evidence: dict[str, set[str]] = {}
    for cue in facts["cue_scene_evidence"]:
        evidence.setdefault(cue["track"], set()).update(cue["source"])
    for track, read in zip(SCORE["track"], facts["score"]["tracks"], strict=True):
        assert (track["position"], track["title"]) == (read["number"], read["title"])
        assert track.get("artist", SCORE["artist"]) == read["artist"]
        assert track.get("composers", []) == [read[key] for key in ("composer",) if key in read]
        assert track.get("writers", []) == [read[key] for key in ("writer",) if key in read]
        assert track.get("credited_as") == read.get("fictional_credit")
        assert set(track["citations"]) <= set(read["sources"]) | evidence[track["title"]]


def test_corrections_are_those_that_were_read(facts: dict[str, Any]) -> None:
    read = [*facts["score"]["corrections"], *facts["fan_playlist"]["corrections"]]
    known = {(one["as_written"].split(" (body")[0], one["correct"], tuple(one["source"])) for one in read}
    ours = {
        (table["as_written"], table["correct"], tuple(table["citations"]))
        for table in within([SCORE, BOOKMARK])
        if "correct" in table
    }
    assert ours <= known
    assert [correct for _, correct, _ in known - ours] == ["Kathy (Kathy H.)"]  # of the post, not of a line
    assert BOOKMARK["note"].endswith("The post calls the narrator Kate; she is Kathy.")


def test_cues_are_tied_to_the_scenes_for_which_there_is_evidence_and_to_no_others(
    facts: dict[str, Any], fact_scenes: dict[str, str]
) -> None:
    read: dict[str, dict[str, set[str]]] = {track["title"]: {} for track in SCORE["track"]}
    for cue in facts["cue_scene_evidence"]:
        for scene in cue["scene_ids"]:
            read[cue["track"]][fact_scenes[scene]] = set(cue["source"])
    for track in SCORE["track"]:
        ties = {tie["scene"]: set(tie["citations"]) for tie in track.get("tie", ())}
        assert ties.keys() == read[track["title"]].keys()
        assert all(sources <= read[track["title"]][scene] for scene, sources in ties.items())


def test_a_tie_claims_no_more_than_its_evidence(facts: dict[str, Any], fact_scenes: dict[str, str]) -> None:
    bases = {(track["title"], tie["scene"]): tie["basis"] for track in SCORE["track"] for tie in track.get("tie", ())}
    for cue in facts["cue_scene_evidence"]:
        strength = cue["strength"]
        for scene in cue["scene_ids"]:
            basis = bases[cue["track"], fact_scenes[scene]]
            if "title" in strength:
                assert basis == "titled", cue
            elif "inferred" in strength:
                assert basis == "inferred", cue
            elif basis == "stated":
                assert strength.startswith("strong"), cue


def test_every_line_is_as_written_and_as_read(facts: dict[str, Any]) -> None:
    titles = {track["number"]: track["title"] for track in facts["score"]["tracks"]}
    tracks = {track["id"]: track["title"] for track in SCORE["track"]}
    allowed = {source for correction in facts["fan_playlist"]["corrections"] for source in correction["source"]}
    assert BOOKMARK["title"] == facts["fan_playlist"]["title"]
    for item, read in zip(BOOKMARK["item"], facts["fan_playlist"]["tracks"], strict=True):
        assert [item["as_written"], item["artist"], item["title"]] == [
            read["as_written"],
            read["artist"],
            read["title"],
        ]
        assert read["album"] == item["release"] or read["album"].startswith(f"{item['release']} (")
        assert item.get("duration_ms") == (round(read["duration_s"] * 1000) if "duration_s" in read else None)
        assert item.get("credited_as") == read.get("fictional_credit")
        assert tracks.get(item.get("score_track")) == titles.get(read.get("score_track"))
        assert set(item["citations"]) <= {"graseed", *read["sources"]}
        avoided = {source for table in item.get("avoid", ()) for source in table["citations"]}
        assert avoided <= {*read["sources"], *allowed}


def test_what_is_easily_confused_is_what_was_read(facts: dict[str, Any]) -> None:
    ours = {
        (item["title"], near["title"]): near.get("duration_ms")
        for item in BOOKMARK["item"]
        for near in item.get("avoid", ())
        if "score_track" not in item
    }
    read = {}
    for track in facts["fan_playlist"]["tracks"]:
        if "do_not_confuse_with" in track:
            near = track["do_not_confuse_with"]
            read[track["title"], near["title"]] = near["duration_s"] * 1000 if "duration_s" in near else None
    assert ours == read


def test_identifiers_are_all_those_that_were_read_and_no_others(facts: dict[str, Any]) -> None:
    forms = {
        "mb_artist": "https://musicbrainz.org/artist/{}",
        "mb_release": "https://musicbrainz.org/release/{}",
        "isrc": "urn:isrc:{}",
        "spotify_artist": "spotify:artist:{}",
        "spotify_album": "spotify:album:{}",
        "spotify_track": "spotify:track:{}",
        "spotify_track_alt": "spotify:track:{}",
        "deezer_artist": "https://www.deezer.com/artist/{}",
        "deezer_album": "https://www.deezer.com/album/{}",
        "deezer_track": "https://www.deezer.com/track/{}",
    }
    of_artists = {artist["name"]: set(artist["sources"]) for artist in facts["artists"]}
    for name, tracks in (("score", facts["score"]["tracks"]), ("bookmark", facts["fan_playlist"]["tracks"])):
        for entry, read in zip(LOCKS[name]["items"].values(), tracks, strict=True):
            expected = {
                forms[kind].format(value)
                for kind, given in read["ids"].items()
                if kind in forms
                for value in (given if isinstance(given, list) else [given])
            }
            assert {one["uri"] for one in identifiers(entry)} == expected
            assert cited(identifiers(entry)) <= {*read["sources"], *of_artists[read["artist"]]}


def test_no_made_up_identifier_has_come_in(facts: dict[str, Any]) -> None:
    forbidden = re.findall(MBID, " ".join(entry["what"] for entry in facts["do_not_use"]))
    written = "\n".join(texts([STORY, SCORE, SOURCES, BOOKMARK, LOCKS]))
    assert forbidden
    assert not any(match in written for match in forbidden)
    assert not cited([STORY, SCORE, BOOKMARK, LOCKS]) & {s for e in facts["do_not_use"] for s in e["source"]}


def test_sources_are_those_that_were_read_and_the_interviews(facts: dict[str, Any]) -> None:
    read = {source["id"]: source for source in facts["sources"]}
    assert set(SOURCE_IDS) - read.keys() == INTERVIEWS
    for source in SOURCES["source"]:
        if source["id"] not in INTERVIEWS:
            assert source["where"] == read[source["id"]]["where"]
            assert source["trust"] == read[source["id"]]["trust"]


def test_every_large_number_was_read_somewhere(facts: dict[str, Any], prose: str) -> None:
    """Years, catalogue numbers, barcodes: none comes from memory."""
    read = set(re.findall(r"\d{4,}", json.dumps(facts) + prose))
    assert set(re.findall(r"\d{4,}", "\n".join(texts([STORY, SCORE, SOURCES, BOOKMARK])))) <= read


def test_nothing_is_copied_from_the_reviews_and_interviews(prose: str) -> None:
    run = 11
    spoken = words(prose)
    phrases = {tuple(spoken[start : start + run]) for start in range(len(spoken) - run + 1)}
    for text in texts([STORY, SCORE, SOURCES, BOOKMARK]):
        ours = words(text)
        assert not {tuple(ours[start : start + run]) for start in range(len(ours) - run + 1)} & phrases, text
