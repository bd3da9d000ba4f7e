"""Names of columns in tables of music, by what they hold; folded as :func:`folded` does.

English, then German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Japanese, Swedish, Turkish,
Greek, Arabic, Chinese, Korean: Exportify's own translations, and what players and people write.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping

_NAMES = {
    "title": """
        track name, track title, song title, song name, trackname, song, title, name, recording, titelname,
        songtitel, liedtitel, titel, lied, stück, nom du titre, titre, morceau, chanson, nom de la piste, nom,
        nombre de la canción, canción, título, título de la canción, nombre, tema, nome della traccia, titolo,
        brano, canzone, nome, nome da faixa, título da faixa, música, nome da música, nummernaam, nummer titel, naam
        van nummer, liedje, naam, tytuł, tytuł utworu, nazwa utworu, utwór, piosenka, nazwa, название, название
        трека, название песни, песня, композиция, имя, トラック名, 曲名, タイトル, 楽曲名, 曲, låtens namn, låt,
        låtnamn, låttitel, parça adı, şarkı, şarkı adı, όνομα κομματιού, τίτλος, اسم الأغنية, العنوان, 曲目, 歌名,
        歌曲, 标题, 歌曲名, 標題, 제목, 노래, 곡명, track, piste, pista, traccia, faixa, nummer, трек, parça,
        κομμάτι, 트랙
    """,
    "artist": """
        artist name s, artist names, artist name, track artist, artist s, artists, artist, performer, performers,
        künstlername n, künstlername, künstler, interpret, interpreten, interpret in, nom s de l artiste, nom de l
        artiste, artiste, artistes, interprète, nombre s del artista, nombre del artista, artista, artistas,
        intérprete, nome dell artista, artisti, interprete, nome s do artista, nome do artista, naam van artiest,
        artiest, artiesten, uitvoerende, wykonawca, artysta, wykonawcy, исполнитель, артист, исполнители, имя
        исполнителя, アーティスト名, アーティスト, artistens namn, sanatçı adı, sanatçı, όνομα τα καλλιτέχνη,
        καλλιτέχνης, أسماء الفنانين, الفنان, 艺术家, 歌手, 艺人, 藝人, 演出者, 아티스트, 가수
    """,
    "album": """
        album name, album title, albumname, album, release, release name, release title, record, albumtitel, nom de
        l album, titre de l album, nombre del álbum, álbum, nome dell album, nome do álbum, naam van album, nazwa
        albumu, альбом, название альбома, アルバム名, アルバム, albumets namn, albüm adı, albüm, όνομα άλμπουμ,
        άλμπουμ, اسم الألبوم, الألبوم, 专辑, 專輯, 앨범
    """,
    "album_artist": """
        album artist name s, album artist names, album artist name, album artist, albumartist, album künstlername n,
        albumkünstler, artiste de l album, nom s de l artiste de l album, artista del álbum, nombre s del artista
        del álbum, artista dell album, nome dell artista dell album, artista do álbum, nome s do artista do álbum,
        albumartiest, naam van artiest op het album, アルバムアーティスト名
    """,
    "track_number": """
        track number, tracknumber, track no, track nr, track num, track, album track number, track nummer,
        titelnummer, numéro du titre, numéro de piste, número de la canción, número de pista, numero della traccia,
        número da faixa, nummernummer, numer utworu, номер трека, トラック番号, låtnummer, parça numarası, αριθμός
        κομματιού, رقم الأغنية
    """,
    "duration": """
        track duration ms, duration ms, track duration, duration sec, duration seconds, duration s, durationms,
        duration, length, time, total time, milliseconds, length ms, runtime, track dauer ms, dauer, länge,
        spieldauer, dauer ms, durée du titre ms, durée, duración de la canción ms, duración, durata della traccia
        ms, durata, duração da faixa ms, duração, nummerduur ms, duur, lengte, czas trwania, czas, długość,
        длительность, продолжительность, время, トラックの長さ ミリ秒, 長さ, 再生時間, 時間, låtlängd ms, längd,
        parça süresi ms, süre, διάρκεια κομματιού ms, διάρκεια, مدة الأغنية بالمللي ثانية, المدة, 时长, 時長, 길이,
        재생시간
    """,
    "isrc": """
        isrc, isrc code, isrcs, track isrc
    """,
    "uri": """
        track uri, spotify uri, spotify track uri, uri, spotify, spotify id, spotify track id, track id, trackid,
        spotify url, track url, url, link, deezer, deezer id, deezer url, musicbrainz, musicbrainz recording id,
        musicbrainz track id, recording mbid, mbid, recording id, uri de la canción, uri du titre, uri della
        traccia, nummer uri, uri da faixa, トラックuri, låtens uri, parça uri, uri κομματιού, رابط الأغنية uri
    """,
    "note": """
        note, notes, comment, comments, anmerkung, kommentar, notiz, commentaire, remarque, nota, notas, comentario,
        commento, comentário, opmerking, uwagi, komentarz, комментарий, заметка, コメント, メモ
    """,
    "location": """
        location, file, filename, file path, filepath, path, datei, pfad, fichier, chemin, archivo, ruta
    """,
    "playlist": """
        playlist name, playlist, playlist title, wiedergabeliste, nom de la playlist, lista de reproducción
    """,
    "id": """
        id
    """,
    "state": """
        state
    """,
    "ties": """
        ties
    """,
}
"""Of two columns that hold the same the one named earlier counts; what may be a number comes last."""


def fields_of(header: str) -> Mapping[str, int]:
    """What a column of that name may hold, each with its rank among the names for it; empty when unknown."""
    return _known().get(folded(header), {})


@functools.cache
def _known() -> dict[str, dict[str, int]]:
    known: dict[str, dict[str, int]] = {}
    for field, names in _NAMES.items():
        for rank, name in enumerate(names.split(",")):
            known.setdefault(folded(name), {}).setdefault(field, rank)
    return known


def folded(header: str) -> str:
    """A header's words in lower case without accents and punctuation: ``Artist Name(s)`` is ``artist name s``."""
    plain = unicodedata.normalize("NFKD", header.strip().strip("\ufeff")[:200].casefold())
    letters = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(letters).split())
