"""Every form of a line that a track list is written in, around the same few lines; and what holds for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundtrack.tracklist import Tracklist, read

FAN = [
    ("Rachel Portman", "Making Tea"),
    ("MONO", "Memorie dal futuro"),
    ("Massive Attack", "Exchange"),
    ("Tamino", "Tummy"),
    ("Cigarettes After Sex", "Nothing's Gonna Hurt You Baby"),
    ("The Jesus and Mary Chain", "Happy When It Rains"),
]
TITLES = ["The Pier", "Bumper Crop", "To The Cottages", "The Boat", "Madame Is Coming", "Souls At All"]


def pairs(found: Tracklist) -> list[tuple[str | None, str]]:
    return [(row.artist, row.title) for row in found.rows]


def listed(template: str, joint: str = "\n", head: str = "", tail: str = "") -> str:
    lines = [
        template.format(n=n, nn=f"{n:02}", a=artist, t=title, m=n * 4, s=f"{(n * 17) % 60:02}", p=n - 1)
        for n, (artist, title) in enumerate(FAN, start=1)
    ]
    return head + joint.join(lines) + tail


# Each with the words that pages of its kind have around it.
ARTIST_AND_TITLE = {
    "1.": listed("{n}. {a} - {t}"),
    "01.": listed("{nn}. {a} – {t}"),
    "1)": listed("{n}) {a} — {t}"),
    "(1)": listed("({n}) {a} - {t}"),
    "[01]": listed("[{nn}] {a} - {t}"),
    "#1": listed("#{n} {a} - {t}"),
    "01 without a dot": listed("{nn} {a} - {t}"),
    "01 - Artist - Title": listed("{nn} - {a} - {t}"),
    "01:": listed("{nn}: {a} - {t}"),
    "Track 1:": listed("Track {n}: {a} - {t}"),
    "№": listed("№{n} {a} - {t}"),
    "countdown": "\n".join(f"{7 - n}. {a} - {t}" for n, (a, t) in enumerate(FAN, start=1)),
    "A1": "\n".join(f"{'A' if n < 4 else 'B'}{n if n < 4 else n - 3}. {a} - {t}" for n, (a, t) in enumerate(FAN, start=1)),
    "nothing in front": listed("{a} - {t}", head="Tracklist:\n\n"),
    "an empty line between": listed("{a} - {t}", joint="\n\n", head="Tracklist\n\n"),
    "bullets -": listed("- {a} - {t}"),
    "bullets *": listed("* {a} – {t}"),
    "bullets •": listed("• {a} – {t}"),
    "bullets of music": listed("🎵 {a} – {t}"),
    "a tight dash": listed("{n}. {a}—{t}"),
    "half a dash": listed("{n}. {a}- {t}"),
    "two hyphens": listed("{n}. {a} -- {t}"),
    "a slash": listed("{n}. {a} / {t}"),
    "a bar": listed("{n}. {a} | {t}"),
    "a tilde": listed("{n}. {a} ~ {t}"),
    "a colon": listed("- {a}: {t}", head="Playlist\n\n"),
    "title first": listed("{n}. {t} - {a}"),
    "title by artist": listed("{n}. {t} by {a}"),
    "bold title by artist": listed("- **{t}** by {a}"),
    "“Title” by Artist": listed("“{t}” by {a}", head="Songs:\n\n"),
    '"Title" by Artist': listed('{n}. "{t}" by {a}'),
    "Artist, “Title”": listed("• {a}, “{t}”"),
    "Artist “Title”": listed("{n}. {a} “{t}”"),
    "“Title” – Artist": listed("{n}. “{t}” – {a}"),
    "„Titel“ von": listed("{n}. „{t}“ von {a}"),
    "« Titre » de": listed("{n}. «{t}» de {a}"),
    "Artist – “Title”": listed("{n}. {a} – “{t}”"),
    "bold artist": listed("{n}. **{a}** – {t}"),
    "bold artist, no dash": listed("{n}. **{a}** {t}"),
    "italic title": listed("{n}. {a} – *{t}*"),
    "links": listed("{n}. [{a} - {t}](https://example.org/{n})"),
    "a link after": listed("{n}. {a} - {t} [YouTube](https://example.org/{n})"),
    "a bare address after": listed("{n}. {a} - {t} https://example.org/{n}"),
    "labels": listed("{n}. {a} - {t} [Some Label]"),
    "label and year": listed("{n}. {a} - {t} (Some Label, 1998)"),
    "years": listed("{n}. {a} - {t} (1998)"),
    "albums": listed("{n}. {a} – {t} from Some Album (1998)"),
    "(3:45)": listed("{n}. {a} - {t} (3:{s})"),
    "[3:45]": listed("{n}. {a} - {t} [3:{s}]"),
    "3:45": listed("{n}. {a} - {t} 3:{s}"),
    "- 3:45": listed("{n}. {a} - {t} - 3:{s}"),
    "3'45\"": listed("{n}. {a} - {t} 3'{s}\""),
    "(3m45s)": listed("{n}. {a} - {t} (3m{s}s)"),
    "dotted": listed("{n}. {a} - {t} ........ 3:{s}"),
    "starts": listed("{m:02}:{s} {a} - {t}"),
    "starts in brackets": listed("[{m:02}:{s}] {a} - {t}"),
    "starts with hours": listed("0:{m:02}:{s} - {a} - {t}"),
    "starts after": listed("{a} - {t} ({m:02}:{s})", head="Tracklist\n"),
    "times of day": listed("{m}:{s} PM {a} - {t}".replace("{m}", "9")),
    "number and start": listed("{nn}. [{m:02}:{s}] {a} - {t}"),
    "one paragraph": listed("{nn}. {a} – {t}", joint=" ", head="All in a row:\n\n"),
    "one paragraph, semicolons": listed("{a} – {t}", joint="; ", head="Playlist: "),
    "comments under the lines": listed("{n}. {a} - {t}\n   What I said about it that night.\n"),
    "comments between": listed("{n}. {a} - {t}\n\nWhat I said about it that night, and meant.\n", joint="\n"),
    "headings": listed("## {n}. {a} - {t}\n\nA few words about it, because it deserves them.\n"),
    "sides": "Side A\n\n" + "\n".join(f"{n}. {a} - {t}" for n, (a, t) in enumerate(FAN[:3], 1)) + "\n\nSide B\n\n"
    + "\n".join(f"{n}. {a} - {t}" for n, (a, t) in enumerate(FAN[3:], 1)),
    "columns": listed("{nn}\t{a}\t{t}"),
    "wide gaps": listed("{a}     {t}", head="Setlist\n\n"),
    "code": listed("{nn} {a} - {t}", head="```\n", tail="\n```\n"),
    "quote": listed("> {n}. {a} - {t}"),
    "table": listed("| {n} | {a} | {t} |", head="| # | Artist | Song |\n|---|---|---|\n"),
    "table, title first": listed("| {t} | {a} | 120 |", head="| Song | Artist | BPM |\n|---|---|---|\n"),
    "table in German": listed("{t} | {a}", head="Titel | Interpret\n--- | ---\n"),
    "table in French": listed("| {a} | {t} |", head="| Artiste | Titre |\n|---|---|\n"),
    "table in Spanish": listed("| {t} | {a} |", head="| Canción | Intérprete |\n|---|---|\n"),
    "table in Japanese": listed("| {n} | {t} | {a} |", head="| 曲順 | 曲名 | アーティスト |\n|---|---|---|\n"),
    "table, both in one": listed("| {n} | {a} - {t} |", head="| # | Track |\n|---|---|\n"),
    "front matter": listed('  - "{a} - {t}"', head="---\ntitle: Mix\ntracklist:\n", tail="\n---\nText.\n"),
    "front matter, fields": listed("  - artist: {a}\n    title: {t}", head="---\ntitle: Mix\ntracks:\n", tail="\n---\nText.\n"),
    "records": listed("Artist: {a}\nTitle: {t}\n"),
    "shortcodes": listed('{n}. {{{{< artist "{a}" >}}}} - {t}'),
    "<ol>": listed("<li>{a} - {t}</li>", head="<h2>Tracks</h2><ol>", tail="</ol>"),
    "<ul> without ends": listed("<li>{a} – {t}", head="<p>Playlist</p><ul>", tail="</ul>"),
    "<br>": listed("{n}. {a} - {t}", joint="<br>", head="<p>", tail="</p>"),
    "<table>": listed("<tr><td>{n}</td><td>{a}</td><td>{t}</td></tr>", head="<table><tr><th>#</th><th>Artist</th><th>Title</th></tr>", tail="</table>"),
    "<dl>": listed("<dt>{a}</dt><dd>{t}</dd>", head="<h3>Setlist</h3><dl>", tail="</dl>"),
    "<p> each": listed("<p>{nn}. {a} – {t}</p>"),
    "classes": listed('<div class="track"><span class="artist">{a}</span><span class="title">{t}</span></div>'),
    "block classes": listed('<div class="row"><div class="song-title">{t}</div><div class="artist">{a}</div></div>'),
    "artist headings": "# Songs of the year\n\n" + "".join(f"### {a}\n\n- {t}\n\n" for a, t in FAN),
    "1.)": listed("{n}.) {a} - {t}"),
    "1/.": listed("{n}/. {a} – {t}"),
    "places counted down, not all of them": "# Songs of the year\n\n" + "\n\n".join(f"## #{90 - 7 * n} – {t} ({a})\n\nA few words about it." for n, (a, t) in enumerate(FAN)),
    "Title (Artist)": listed("{n}. {t} ({a})", head="Playlist\n\n"),
    "Title (by Artist)": listed("{n}. **{t}** (by {a})"),
    "Title (Artist, film)": listed("{n}. {t} ({a}, Some Film {n})", head="Songs from films\n\n"),
    "Title（by Artist）": listed("{n}. **{t}**（by {a}）<br>\n   → and a comment", head="# Songs\n\n"),
    "Title - Artist 1968": listed("{n}. {t} - {a}  196{n}", head="Playlist\n\n"),
    "Title - Artist vom Album": listed("### “{t}” - {a} vom Album “Some Album {n}”\n\nEin paar Worte dazu.\n"),
    "a comment after a colon": listed("{n}. “{t}” by {a}: I have loved it ever since I heard it on the radio – at night – and could not sleep.\n"),
    "a comment after the title": listed("{n}. {a} – {t}: the one song that I would take with me if I could take only one, and so on.\n"),
    "a mark after the artist": listed("- *{t}* by {a} (db)", head="## Repertoire\n\n"),
    "wide gaps, title first": listed("  • {t}          {a}", head="Playlist\n\n"),
    "newest first": "\n".join(f"7:{57 - 4 * n:02} {a} – {t}" for n, (a, t) in enumerate(FAN)),
    "TRACK 01 ... INDEX": listed('TRACK {nn} "{t}," {a} INDEX: 0{n}:17:36', joint=" ", head="What I played. "),
    "one paragraph, colons": listed("{a}, “{t}”", joint=" : "),
    "one paragraph in a review": listed("{a} “{t}”", joint=", ", head="A fine sampler it is. The songs: "),
    "a number, then the fields": listed("{n}\n{t}\n{a}\n3:{s}", head="Playlist\n\n"),
    "the artist under the title": listed("{n}. {t}\n{a}", head="Playlist\n\n"),
    "two lines a paragraph": listed("{t}\n{a}\n", head="Playlist\n\n"),
    "cells on lines of their own": listed("{n} |\n{t} |\n{a} |", head="Playlist\n\n"),
    "bullets on lines of their own": listed("-\n{a}, “{t}”\nA comment about it that is longer than all of the titles here.", head="Best songs\n"),
    "comma-separated values": listed('{n},"{t}",{a},2010', head="As a file:\n\nPosition,Track Name,Artist Name,Year\n"),
    "a column called “Favorite Song”": listed("| Ada {n} | [{t}](https://example.org) by {a} |", head="| Who | Favorite Song with link |\n|---|---|\n"),
    "nested bullets": listed("- {a}\n  - {t}", head="## Playlist\n\n"),
}  # fmt: skip


@pytest.mark.parametrize("form", ARTIST_AND_TITLE)
def test_artists_and_titles_are_read_in_any_form(form: str) -> None:
    lists = read(ARTIST_AND_TITLE[form])
    assert [pairs(found) for found in lists] == [FAN]


TITLES_ALONE = {
    "cells on lines of their own": "\n".join(f"{n} |\n" + t.replace(" ", "\n", 1) + " |" for n, t in enumerate(TITLES, 1)),
    "numbers on lines of their own": "Track list\n\n" + "\n".join(f"{n}.\n{t}\n{n}:{n * 9:02}" for n, t in enumerate(TITLES, 1)),
    "credits under each": "\n".join(f"{n}. {t}\n作詞:つんく 作曲:はたけ" for n, t in enumerate(TITLES, 1)),
    "rules between rows": "Title |\n---|\n" + "\n---|\n".join(f"{n}. | “{t}” | 3:{n * 9:02} |" for n, t in enumerate(TITLES, 1)),
    "a set on one line": "Set I: " + " > ".join(TITLES[:3]) + ", " + ", ".join(TITLES[3:]),
    "bullets with comments": "\n".join(f"- {t}[0{n}:{n * 9:02}]\nOne of the singles." for n, t in enumerate(TITLES, 1)),
    "announced": "We heard these songs:\n\n" + "\n\n".join(TITLES) + "\n\nAnd then we all went home, because it was late.",
    "1.": "\n".join(f"{n}. {t}" for n, t in enumerate(TITLES, 1)),
    "quoted": "\n".join(f"{n}. “{t}”" for n, t in enumerate(TITLES, 1)),
    "straight quotes": "\n".join(f'{n}. "{t}"' for n, t in enumerate(TITLES, 1)),
    "lengths": "\n".join(f"{n}. {t} ({n}:{n * 9:02})" for n, t in enumerate(TITLES, 1)),
    "starts": "\n".join(f"{n * 3}:{n * 9:02} {t}" for n, t in enumerate(TITLES)),
    "bullets under a heading": "## Tracklist\n\n" + "\n".join(f"- {t}" for t in TITLES),
    "lines under a heading": "Setlist:\n" + "\n".join(TITLES),
    "A1": "\n".join(f"A{n} {t}" for n, t in enumerate(TITLES, 1)),
    "roman": "Track listing\n\n" + "\n".join(f"{r}. {t}" for r, t in zip(["I", "II", "III", "IV", "V", "VI"], TITLES, strict=True)),
    "commas": "Setlist: " + ", ".join(TITLES),
    "one paragraph": " ".join(f"{n}. {t}" for n, t in enumerate(TITLES, 1)),
    "table": "| # | Title | Length |\n|---|---|---|\n" + "\n".join(f"| {n} | {t} | {n}:{n * 9:02} |" for n, t in enumerate(TITLES, 1)),
    "<ol>": "<h2>Track list</h2><ol>" + "".join(f"<li>{t}</li>" for t in TITLES) + "</ol>",
}  # fmt: skip


@pytest.mark.parametrize("form", TITLES_ALONE)
def test_titles_alone_are_read_under_one_artist(form: str) -> None:
    text = "Rachel Portman: the soundtrack\n\n" + TITLES_ALONE[form]
    markup = "html" if form.startswith("<") else None
    (found,) = read(text, artist="Rachel Portman", release="Never Let Me Go", markup=markup)
    assert pairs(found) == [(None, title) for title in TITLES]
    assert (found.artist, found.release) == ("Rachel Portman", "Never Let Me Go")


@pytest.mark.parametrize(
    ("form", "duration_ms"),
    [
        ("(3:45)", 3_000 * 60 + 17_000),
        ("- 3:45", 197_000),
        ("3'45\"", 197_000),
        ("(3m45s)", 197_000),
        ("dotted", 197_000),
    ],
)
def test_a_duration_is_read_in_any_form(form: str, duration_ms: int) -> None:
    (found,) = read(ARTIST_AND_TITLE[form])
    assert found.rows[0].duration_ms == duration_ms


def test_a_duration_may_stand_under_the_line() -> None:
    (found,) = read(listed("{n}. **{t}** by {a}\n   - Album: Some Album\n   - Duration: 3:{s}\n"))
    assert pairs(found) == FAN
    assert found.rows[0].duration_ms == 197_000


@pytest.mark.parametrize("form", ["starts", "starts in brackets", "starts with hours", "starts after", "times of day"])
def test_a_start_is_no_duration(form: str) -> None:
    (found,) = read(ARTIST_AND_TITLE[form])
    assert {row.duration_ms for row in found.rows} == {None}


@pytest.mark.parametrize(("form", "number"), [("01.", "01"), ("1)", "1"), ("A1", "A1"), ("#1", "1"), ("table", "1")])
def test_the_number_is_kept_as_printed(form: str, number: str) -> None:
    (found,) = read(ARTIST_AND_TITLE[form])
    assert found.rows[0].number == number


@pytest.mark.parametrize(
    ("form", "note"), [("labels", "Some Label"), ("label and year", "Some Label, 1998"), ("years", "1998")]
)
def test_what_is_left_out_stays_as_a_note(form: str, note: str) -> None:
    (found,) = read(ARTIST_AND_TITLE[form])
    assert found.rows[0].note == note


def test_versions_and_guests_stay_in_the_title() -> None:
    text = (
        "1. Blur - Tender (Remix)\n2. Blur - Beetlebum [Live]\n3. Tamino - Habibi (feat. Nobody)\n4. Pixies - I Bleed"
    )
    (found,) = read(text)
    assert [row.title for row in found.rows] == [
        "Tender (Remix)",
        "Beetlebum [Live]",
        "Habibi (feat. Nobody)",
        "I Bleed",
    ]


def test_the_whole_list_decides_which_side_is_the_artist() -> None:
    text = "\n".join(
        f"{n}. {t} - {a}"
        for n, (t, a) in enumerate(
            [("Tender", "Blur"), ("Song 2", "Blur"), ("Parklife", "Blur"), ("I Bleed", "Pixies")], 1
        )
    )
    (found,) = read(text)
    assert [row.artist for row in found.rows] == ["Blur", "Blur", "Blur", "Pixies"]
    assert found.reading == "title - artist"


def test_two_possible_readings_are_said_to_be_doubtful() -> None:
    (found,) = read("Playlist\n\n1. Tummy - Tamino\n2. Exchange - Tender")
    assert found.doubtful


def test_two_lists_stay_two() -> None:
    first, second = read(
        listed("{n}. {a} - {t}", head="## First hour mix\n\n", tail="\n\n## Wedding songs\n\n")
        + listed("{n}. {a} - {t} (Live)")
    )
    assert (len(first.rows), len(second.rows)) == (6, 6)
    assert second.title == "Wedding songs"


NO_LISTS = {
    "sentences in Japanese": "今日は「港」まで歩いた。\nそれから「船」を見て、帰ってきた。\n雨だったが「傘」はなかった。",
    "headlines": "\n".join(
        f"- [「{w}」の話 - Nobody's News](https://example.org/{w})" for w in ("港", "船", "傘", "道")
    ),
    "listicle": "# Wedding music\n\n"
    + "\n\n".join(
        f"{n}. {t}\n\n" + "Take your time with this part of the party. " * 6 for n, t in enumerate(TITLES, 1)
    ),
    "bands": "The band plays music\n\nBands I recorded\n\n"
    + "\n".join(f"{n}. The {t}" for n, t in enumerate(TITLES, 1)),
    "fields": "# A mixtape\n\n- Title: the name of the list\n- Cover: an image of your own\n- Tracks: in the order they are played",
    "another table": "# Playlists\n\n| Method | Best for |\n|---|---|\n| Quick Share | Messaging apps |\n| Gift | Special days |\n| Code | Events |",
    "nested albums": "# Music\n\n- Albums\n" + "\n".join(f"  - {t} - {a}" for a, t in FAN),
    "files": "# Music tracks\n\n| File | Length |\n|---|---|\n| `menu.mp3` | 2-3 min |\n| `loop.mp3` | 1-2 min |\n| `end.mp3` | 8 sec |",
    "prose": "I like “The Pier” and “The Boat”. Nobody else does - or so they say.\n\nWell: we shall see.",
    "steps": "1. Open the lid.\n2. Press the button - the green one.\n3. Wait for a minute.",
    "changelog": "## 2.0\n\n- Fixed a bug - thanks!\n- Added tests\n- Removed `old.py`",
    "contents": "- [Install](#install)\n- [Usage](#usage)\n- [Licence](#licence)",
    "books": "## Books\n\n- The Remains of the Day by Kazuo Ishiguro\n- Klara and the Sun by Kazuo Ishiguro",
    "albums": "# Albums of the year\n\n- Blur - 13\n- Tamino - Amir\n- Massive Attack - Mezzanine",
    "ingredients": "Ingredients:\n\n- 200 g flour\n- 2 eggs\n- 1 l milk",
    "dates": "Tour dates\n\n- 12 May 2010 - London\n- 13 May 2010 - Leeds\n- 14 May 2010 - York",
    "code": "```python\na = 1 - 2\nb = 3 - 4\n```",
    "table": "| Option | Default |\n|---|---|\n| a | 1 |\n| b | 2 |",
    "empty": "",
}


@pytest.mark.parametrize("kind", NO_LISTS)
def test_other_lists_are_left_alone(kind: str) -> None:
    assert read(NO_LISTS[kind]) == ()


def test_as_written_is_found_in_the_text_and_at_its_place() -> None:
    text = ARTIST_AND_TITLE["one paragraph"]
    (found,) = read(text)
    for row in found.rows:
        assert text.splitlines()[row.line - 1][row.column - 1 :].startswith(row.as_written)


# -- for any text -----------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
BITS = st.sampled_from(
    ["1. ", "- ", "\n", " - ", " by ", "“", "”", '"', "(", ")", "[", "](", "|", "|---|", "<li>", "<table><tr><td>", "</ul>",
     "**", "*", "_", "3:45", "00:00 ", "#", "```", "---\n", "Tracklist:\n", "<", ">", "&amp;", ": ", "\t", "{{<", ">}}", "\x00"]
)  # fmt: skip


@given(st.lists(st.one_of(WORDS, BITS), max_size=60).map("".join), st.sampled_from([None, "text", "markdown", "html"]))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_it_fail(text: str, markup: str | None) -> None:
    for found in read(text, markup=markup):  # type: ignore[arg-type]
        assert [row.position for row in found.rows] == list(range(1, len(found.rows) + 1))
        assert all(row.title and 1 <= row.line <= text.count("\n") + text.count("\r") + 1 for row in found.rows)


NAMES = st.lists(
    st.sampled_from(["Ada", "Bea", "Cleo", "Dora", "Enid", "Fay", "Gwen", "Hope", "Ines", "June", "Kate", "Lois"]),
    min_size=1,
    max_size=3,
).map(" ".join)
SONGS = st.lists(
    st.sampled_from(["river", "winter", "stone", "letter", "garden", "window", "mirror", "shadow", "silver", "paper"]),
    min_size=1,
    max_size=4,
).map(lambda words: " ".join(words).capitalize())
LISTS = st.lists(st.tuples(NAMES, SONGS), min_size=4, max_size=12, unique_by=lambda pair: pair[1])
TEMPLATES = st.sampled_from(
    [
        "{n}. {a} - {t}",
        "{n:02} {a} – {t}",
        "#{n} {a} — {t}",
        "{n}) “{t}” by {a}",
        "{n}. {a}, “{t}”",
        "{n}. {a} – “{t}” (3:05)",
    ]
)


@given(LISTS, TEMPLATES)
@settings(max_examples=100, deadline=None)
def test_a_list_comes_back_as_it_was_rendered(rows: list[tuple[str, str]], template: str) -> None:
    lines = [template.format(n=n, a=artist, t=title) for n, (artist, title) in enumerate(rows, 1)]
    (found,) = read("Tracklist\n\n" + "\n".join(lines) + "\n\nThat was all.")
    assert [row.title for row in found.rows] == [title for _, title in rows]
    assert [row.as_written for row in found.rows] == lines
    if "“" in template:
        assert pairs(found) == rows


@pytest.mark.parametrize(
    "hostile",
    ["<" * 200_000, "[" * 200_000, "](" * 100_000, "<!--" * 50_000, "<table><tr><td>a" * 2_000, "<ul><li>" * 20_000, "*a " * 60_000,
     "- a\n" * 8_000, "a - b\n" * 8_000, "# a\n" * 8_000, "|a|b|\n|-|-|\n" * 3_000, "(" * 200_000, '"' * 200_000, "1. a " * 40_000],
    ids=lambda text: text[:12].replace("\n", " "),
)  # fmt: skip
def test_work_grows_with_the_length_and_no_faster(hostile: str) -> None:
    start = time.process_time()
    read(hostile)
    assert time.process_time() - start < 5.0


@pytest.mark.parametrize(
    "sentence",
    [
        "All songs by Rachel Portman.",
        "Alle Titel komponiert von Rachel Portman.",
        "Toutes les chansons sont interprétées par Rachel Portman.",
        "Todas las canciones son de Rachel Portman.",
        "Todas as músicas por Rachel Portman.",
        "Tutti i brani sono di Rachel Portman.",
        "Alle nummers geschreven door Rachel Portman.",
        "Wszystkie utwory skomponowane przez Rachel Portman.",
        "Все песни написала Rachel Portman.",
        "全曲演奏：Rachel Portman",
        "Music composed by Rachel Portman",
    ],
)
def test_one_artist_for_all_is_read_in_many_languages(sentence: str) -> None:
    (found,) = read("Track list\n\n" + "\n".join(f"{n}. {t}" for n, t in enumerate(TITLES, 1)) + f"\n\n{sentence}\n")
    assert found.artist == "Rachel Portman"


def test_the_line_at_the_top_of_a_plain_page_is_the_title_of_its_list() -> None:
    text = "Review: a quiet score\n\nby Nobody\n\n" + "\n".join(f"{n}. {t} ({n}:17)" for n, t in enumerate(TITLES, 1))
    (found,) = read(text)
    assert found.title == "Review: a quiet score"


def test_a_bullet_below_a_numbered_list_is_none_of_it() -> None:
    text = "\n".join(f"{n}. “{t}”" for n, t in enumerate(TITLES, 1)) + "\n\nComments are open.\n\n  • Recent post\n"
    (found,) = read(text)
    assert [row.title for row in found.rows] == TITLES


@pytest.mark.parametrize("over", ["", "My list:\n\n", "# For the train\n\n"])
@pytest.mark.parametrize("lines", [2, 3, 4])
@pytest.mark.parametrize("mark", ["", "{}. ", "- "])
def test_a_few_pasted_lines_and_nothing_else_are_a_list(over: str, lines: int, mark: str) -> None:
    pairs = [("Made-up Band", "First Song"), ("Another Band", "Second Song"), ("Third Band", "Third Song"), ("F", "G")]
    text = over + "".join(
        f"{mark.format(number)}{artist} – {title}\n" for number, (artist, title) in enumerate(pairs[:lines], start=1)
    )
    (found,) = read(text)
    assert [(row.artist, row.title) for row in found.rows] == pairs[:lines]


@pytest.mark.parametrize(
    "text",
    [
        "band one - first song\nband two - second song\nband three: third song\nband four - fourth song\n",
        "1. Band One, First Song, 1989\n2. Band Two, Second Song, 1999\n3. Band Three, Third Song, 1992\n",
    ],
)
def test_a_short_text_that_is_hardly_more_than_a_list_is_taken_for_one(text: str) -> None:
    (found,) = read(text)
    assert len(found.rows) >= 3
    assert (found.rows[0].artist or "").casefold() == "band one"
    assert found.rows[0].title.casefold() == "first song"
