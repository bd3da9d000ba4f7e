from __future__ import annotations

import pytest

from playlists import importers
from playlists.models import Playlist, PlaylistItem
from soundtrack.errors import DataError

SPOTIFY = "spotify:track:0000000000000000000001"


def read(text: str | bytes, name: str = "liste.csv") -> Playlist:
    return importers.read(text if isinstance(text, bytes) else text.encode(), name=name)


def only(text: str | bytes) -> PlaylistItem:
    (item,) = read(text).items
    return item


def test_the_older_exportify() -> None:
    item = only(
        "Spotify URI,Track Name,Artist Name,Album Name,Disc Number,Track Number,Track Duration (ms),Added By,Added At\n"
        f'"{SPOTIFY}","A - B, C","Jane Doe","Album","1","6","1000","spotify:user:x","2018-12-09T18:01:18Z"\n'
    )
    wanted = item.wanted
    assert (wanted.title, wanted.artist, wanted.release) == ("A - B, C", "Jane Doe", "Album")
    assert (wanted.position, wanted.duration_ms) == (6, 1000)
    assert [said.uri for said in wanted.identifiers] == [SPOTIFY]
    assert item.resolution is None


def test_the_newer_exportify() -> None:
    item = only(
        '"Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name","Album Artist URI(s)",'
        '"Album Artist Name(s)","Album Release Date","Album Image URL","Disc Number","Track Number",'
        '"Track Duration (ms)","Track Preview URL","Explicit","Popularity","ISRC","Added By","Added At"\n'
        f'"{SPOTIFY}","One","spotify:artist:1","Jane Doe, Tyler\\, the Made Up","spotify:album:1","Album","x","Various",'
        '"2010","https://i.example/x","1","7","214600","","false","1","ZZZZZ0000001","u","2020"\n'
    )
    assert item.wanted.artist == "Jane Doe, Tyler, the Made Up"
    assert item.wanted.release == "Album"
    assert item.wanted.isrcs == ("ZZZZZ0000001",)
    assert (item.wanted.position, item.wanted.duration_ms) == (7, 214_600)
    assert {said.uri for said in item.wanted.identifiers} == {SPOTIFY, "urn:isrc:ZZZZZ0000001"}


@pytest.mark.parametrize(
    "header",
    [
        "Track-URI,Track-Name,Künstlername(n),Album-Name,Track-Dauer (ms)",
        "URI de la canción,Nombre de la canción,Nombre(s) del artista,Nombre del álbum,Duración de la canción (ms)",
        "URI du titre,Nom du titre,Nom(s) de l'artiste,Nom de l'album,Durée du titre (ms)",
        "URI della traccia,Nome della traccia,Nome dell'artista,Nome dell'album,Durata della traccia (ms)",
        "トラックURI,トラック名,アーティスト名,アルバム名,トラックの長さ（ミリ秒）",
        "Nummer URI,Nummernaam,Naam van artiest,Naam van album,Nummerduur (ms)",
        "URI da faixa,Nome da faixa,Nome(s) do artista,Nome do álbum,Duração da faixa (ms)",
        "Låtens URI,Låtens namn,Artistens namn,Albumets namn,Låtlängd (ms)",
        "Parça URI,Parça Adı,Sanatçı Adı,Albüm Adı,Parça Süresi (ms)",
        "URI κομματιού,Όνομα κομματιού,Όνομα/τα καλλιτέχνη,Όνομα άλμπουμ,Διάρκεια κομματιού (ms)",
        "رابط الأغنية (URI),اسم الأغنية,أسماء الفنانين,اسم الألبوم,مدة الأغنية (بالمللي ثانية)",
    ],
)
def test_exportify_in_its_languages(header: str) -> None:
    item = only(f"{header}\n{SPOTIFY},One,Jane,Album,2999\n")
    assert (item.wanted.title, item.wanted.artist, item.wanted.release) == ("One", "Jane", "Album")
    assert item.wanted.duration_ms == 2999
    assert len(item.wanted.identifiers) == 1


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("title;artist;album;isrc", "One;Jane;Album;ZZZZZ0000001"),
        ("Titel\tInterpret\tAlbum\tLänge", "One\tJane\tAlbum\t3:35"),
        ("Titre;Artiste;Album;Durée", "One;Jane;Album;3:35"),
        ("Título|Artista|Álbum", "One|Jane|Album"),
        ("Tytuł,Wykonawca,Album", "One,Jane,Album"),
        ("Название;Исполнитель;Альбом", "One;Jane;Album"),
        ("曲名,アーティスト,アルバム", "One,Jane,Album"),
        ("#,Track,Title,Artist,Album,Time", "1,4,One,Jane,Album,215"),
        ("sep=;\nTitle;Artist;Album", "One;Jane;Album"),
        ("My list\n\nArtist,Song,Album", "Jane,One,Album"),
        ("Name\tArtist\tComposer\tAlbum\tTime", "One\tJane\tX\tAlbum\t215"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_other_headers_delimiters_and_encodings(header: str, row: str, encoding: str) -> None:
    item = only(f"{header}\r\n{row}\r\n".encode(encoding))
    assert (item.wanted.title, item.wanted.artist, item.wanted.release) == ("One", "Jane", "Album")
    assert item.wanted.duration_ms in {None, 215_000}


@pytest.mark.parametrize(
    ("header", "cell", "duration_ms"),
    [
        ("Duration (ms)", "900", 900),
        ("Duration", "215", 215_000),
        ("Duration", "214600", 214_600),
        ("Duration", "1:02:03", 3_723_000),
        ("Duration (s)", "5000", 5_000_000),
        ("Duration", "", None),
        ("Duration", "unknown", None),
    ],
)
def test_lengths_are_taken_by_their_header_else_by_their_values(
    header: str, cell: str, duration_ms: int | None
) -> None:
    assert only(f"Title,{header}\nOne,{cell}\n").wanted.duration_ms == duration_ms


def test_tune_my_music_keeps_lists_apart_and_splits_titles_of_videos() -> None:
    data = (
        b"Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\n"
        b"One,Jane,Album,First,Playlist,ZZZZZ0000001,0000000000000000000001\n"
        b"Joan - Two,,,Second,Playlist,,\n"
        b",,,Second,Playlist,,\n"
        b"Three,Jane,,Second,Playlist,,\n"
    )
    first, second = importers.read_all(data, name="export.csv")
    assert (first.title, second.title) == ("First", "Second")
    assert {said.uri for said in first.items[0].wanted.identifiers} == {SPOTIFY, "urn:isrc:ZZZZZ0000001"}
    assert [(item.wanted.artist, item.wanted.title) for item in second.items] == [("Joan", "Two"), ("Jane", "Three")]
    largest = importers.read(data, name="export.csv")
    assert largest.items == second.items
    assert largest.note == "The largest of 2 lists in one file; also there: “First” (1)."


def test_order_and_duplicates_stay_and_ids_differ() -> None:
    playlist = read("Title,Artist\nB,X\nA,X\nB,X\n")
    assert [item.wanted.title for item in playlist.items] == ["B", "A", "B"]
    assert [item.id for item in playlist.items] == ["x-b", "x-a", "x-b-2"]


def test_quoted_cells_may_hold_commas_quotes_and_line_breaks() -> None:
    assert only('Title,Artist\n"He said ""no"",\nthen",X\n').wanted.title == 'He said "no", then'


def test_a_table_without_titles_is_told_with_its_columns() -> None:
    with pytest.raises(DataError, match=r"x\.csv:1: no column is known to hold titles .*'foo', 'bar'.*'title'"):
        importers.read(b"foo,bar\n1,2\n", name="x.csv")
