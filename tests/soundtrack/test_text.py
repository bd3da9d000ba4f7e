"""Folding, and the anatomy of titles and credits."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundtrack import text

ANY_TEXT = st.text(max_size=60) | st.text(alphabet="aeßñ́ガ가ІÃ±©''’ -–()[]feat.&+$!0123ⅣﬁŁΣς", max_size=30)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(any_text: str) -> None:
    once = text.fold(any_text)
    assert text.fold(once) == once


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Nothing’s Gonna Hurt You Baby", "nothings gonna hurt you baby"),
        ("I Ca n't Go There", "i cant go there"),
        ("Beyoncé", "beyonce"),
        ("Mötley Crüe", "motley crue"),
        ("Sigur Rós & Ólafur", "sigur ros and olafur"),
        ("AC/DC", "ac dc"),
        ("R.E.M.", "rem"),
        ("A$AP Rocky", "asap rocky"),
        ("P!nk", "pink"),
        ("Jasiel NuÃ±ez", "jasiel nunez"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
        ("Straße", "strasse"),
        ("Ω", "ω"),
    ],
)
def test_what_people_write_differently_folds_alike(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@pytest.mark.parametrize(
    "written", ["長く短い祭", "ガ", "キ", "Όσο Και Να", "Родившийся", "חמה", "سلام", "서울", "ไทย", "नमस्ते"]
)
def test_letters_of_every_script_stay(written: str) -> None:
    kept = text.fold(written)
    assert sum(c.isalpha() for c in kept) == sum(c.isalpha() for c in written)


def test_letters_that_marks_tell_apart_stay_apart() -> None:
    assert text.fold("ガ") != text.fold("カ")


@pytest.mark.parametrize("signs", ["!!!", "?", "💔", "★", "..."])
def test_a_title_of_signs_alone_keeps_them(signs: str) -> None:
    assert text.fold(signs)
    assert text.title(signs).core


@pytest.mark.parametrize(
    ("written", "core", "versions", "makers"),
    [
        ("Tummy (demo)", "tummy", {"demo"}, set()),
        ("Tender (Radio Edit)", "tender", {"edit"}, set()),
        ("Happy When It Rains (long version)", "happy when it rains", {"extended"}, set()),
        ("G.U.Y. (KDrew Remix)", "guy", {"remix"}, {"kdrew"}),
        ("Our Time - Mr. Bill Remix", "our time", {"remix"}, {"mr", "bill"}),
        ("Saturday [Live]", "saturday", {"live"}, set()),
        ("Verdadeiro Amor - Ao Vivo", "verdadeiro amor", {"live"}, set()),
        ("Believe (Karaoke Version)", "believe", {"karaoke"}, set()),
        ("Believe - Instrumental", "believe", {"instrumental"}, set()),
        ("FRANCHISE (feat. Future) - REMIX", "franchise", {"remix"}, set()),
        ("Titanium (Spanish Version)", "titanium", {"language"}, set()),
        ("Take Three (Take 2)", "take three", {"alternate"}, set()),
        ("Metal Generation - 97 Remiz", "metal generation", {"remix"}, set()),
    ],
)
def test_a_version_is_known_by_its_class_and_maker(
    written: str, core: str, versions: set[str], makers: set[str]
) -> None:
    title = text.title(written)
    assert (title.core, set(title.versions), set(title.makers)) == (core, versions, makers)


@pytest.mark.parametrize(
    "edition",
    [
        "(2011 Remaster)", "- Remastered 2009", "(Album Version)", "- Single Version", "(Original Mix)", "[Explicit]",
        "[Clean]", "(Mono)", "- Stereo Version", '(From "Chocolat")', "(Original Motion Picture Soundtrack)",
        "(Deluxe Edition)", "(Bonus Track)", "(Official Video)", "[HD]", "(Lyrics)", "- 1999", "(Album Version (Edited))",
        "- Versão remasterizada",
    ],
)  # fmt: skip
def test_edition_words_make_no_other_recording(edition: str) -> None:
    title = text.title(f"Never Let Me Go {edition}")
    assert title.core == "never let me go"
    assert not title.versions
    assert title.edition


@pytest.mark.parametrize("name", ["Live and Let Die", "Long Live", "Live", "Remix", "Demo", "Cover Me", "Mix"])
def test_a_name_that_is_a_version_s_word_is_a_name(name: str) -> None:
    title = text.title(name)
    assert title.core == text.fold(name)
    assert not title.versions


def test_other_brackets_are_subtitles() -> None:
    title = text.title("I Can See It (But I Can't Feel It)")
    assert (title.core, title.subtitles) == ("i can see it", ("but i cant feel it",))
    assert text.title("Love (I'm Gonna Live Forever)").subtitles == ("im gonna live forever",)


def test_a_title_wholly_in_round_brackets_says_so() -> None:
    assert text.title("(Exchange)").bracketed
    assert not text.title("Exchange").bracketed
    assert text.title("(Exchange)").core == text.title("Exchange").core
    assert not text.title("[untitled]").bracketed


@pytest.mark.parametrize(
    ("written", "credited"),
    [
        ("Dreams (feat. Dana Jean Phoenix)", ("dana jean phoenix",)),
        ("For The Love ft Amy True", ("amy true",)),
        ("For The Love feat.Amy True", ("amy true",)),
        ("Money Right (feat. Rick Ross & Brisco)", ("rick ross", "brisco")),
        ("Lucky Old Sun [With Willie Nelson]", ("willie nelson",)),
        ("Birds Without a Feather", ()),
    ],
)
def test_credits_inside_a_title_are_found(written: str, credited: tuple[str, ...]) -> None:
    assert text.title(written).features == credited


@pytest.mark.parametrize(
    ("written", "rest"), [("07. Heroes", "Heroes"), ("11) Four", "Four"), ("26 - Marilyn", "Marilyn"), ("05 X", "X"), ("365", None), ("4 Minutes", None)]
)  # fmt: skip
def test_a_number_before_the_title_may_be_the_track_s(written: str, rest: str | None) -> None:
    assert text.title(written).lead == rest


@pytest.mark.parametrize(
    ("one", "other"), [("Part I", "Part II"), ("Sonata No. 1", "Sonata No. 2"), ("Pt. 2", "Pt. Three")]
)
def test_parts_are_numbers_however_written(one: str, other: str) -> None:
    a, b = text.title(f"Shine On, {one}"), text.title(f"Shine On, {other}")
    assert a.parts
    assert b.parts
    assert a.parts != b.parts
    assert text.title("Shine On, Pt. 2").numbers == text.title("Shine On, Part II").numbers


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("The Beatles", ("beatles",)),
        ("Ne-Yo feat. Pitbull & Afrojack", ("ne yo", "pitbull", "afrojack")),
        ("Florence + the Machine", ("florence", "machine")),
        ("Peabo Bryson & Regina Belle", ("peabo bryson", "regina belle")),
        ("Various Artists", ()),
        ("Variou Artists", ()),
        ("Unknowb Artist", ()),
        ("[unknown]", ()),
        ("?", ()),
        ("椎名林檎", ("椎名林檎",)),
    ],
)
def test_a_credit_is_its_names_and_a_placeholder_nobody(written: str, names: tuple[str, ...]) -> None:
    assert text.credit(written).names == names


def test_words_that_sound_alike_are_heard_alike() -> None:
    for one, other in (("dmks", "dmx"), ("poket", "pocket"), ("snoozed", "snuzed"), ("rokio", "rocio")):
        assert text.sound(one) == text.sound(other)


@given(ANY_TEXT)
def test_no_text_breaks_the_parsers(any_text: str) -> None:
    title = text.title(any_text)
    assert title.core or not text.fold(any_text)
    text.credit(any_text)
    text.aside(any_text)


@pytest.mark.parametrize(
    "long",
    ["(" * 5000, "a (" * 2000, " - " * 3000, "feat. " * 2000, "0" * 10000, "live " * 3000, "[a] " * 2000, "$1.29 " * 2000, "Pop , " * 3000, "x" * 100_000, "ÃÂ" * 5000],
)  # fmt: skip
def test_long_texts_cost_milliseconds(long: str) -> None:
    begun = time.process_time()
    text.title.__wrapped__(long)
    text.credit.__wrapped__(long)
    assert time.process_time() - begun < 0.25
