"""The words by which a list, its headings and its columns are known, in the languages that pages come in."""

from __future__ import annotations

import re


def _any(*words: str) -> re.Pattern[str]:
    """Compile alternatives: whole words where the script has word boundaries."""
    plain = [w for w in words if w.isascii() or not any(c > "\u3000" for c in w)]
    ideographic = [w for w in words if w not in plain]
    parts = [r"(?<!\w)(?:" + "|".join(plain) + r")(?!\w)", *ideographic]
    return re.compile("|".join(parts), re.IGNORECASE)


LIST = _any(
    "track[ -]?lists?", "track[ -]?list?ings?", "tracks", "set[ -]?lists?", "play[ -]?lists?", "songs?",
    "song[ -]?list",
    "cue (?:list|sheet)", "running order", "mix ?tapes?", "tunes", "spins", "music played",
    "what (?:i|we) played",
    "titelliste", "trackliste", "titel", "lieder(?:liste)?", "songliste", "setliste", "spielliste", "stücke",
    "liste des (?:titres|pistes|morceaux|chansons)", "titres", "pistes", "morceaux", "chansons",
    "lista de (?:canciones|temas|pistas|faixas|m[uú]sicas)", "canciones", "temas", "pistas", "repertorio",
    "repertório",
    "faixas", "m[uú]sicas tocadas", "brani", "tracce", "scaletta", "canzoni", "lista tracce", "låtlista",
    "låtar",
    "spellista", "spor(?:liste)?", "sanger", "låter", "spilleliste", "numre", "sange", "nummers",
    "tracklijst",
    "nummerlijst", "afspeellijst", "kappaleet", "kappalelista", "biisit", "utwory", "lista utworów",
    "piosenki", "skladby",
    "seznam skladeb", "písně", "számlista", "dalok", "şarkılar", "parça listesi", "трек-?лист",
    "треклист", "трэклист",
    "плейлист", "композиции", "список композиций", "песни", "セットリスト", "セトリ", "収録曲", "曲目", "曲順",
    "トラックリスト", "プレイリスト", "歌单", "曲目列表", "收錄曲目", "收录", "수록곡", "트랙리스트", "셋리스트",
)  # fmt: skip
"""Words that announce a track list."""

MUSIC = _any(
    "mix(?:es|ed)?", "dj", "radio", "show", "broadcast", "episode", "album", "soundtrack", "score", "ost",
    "music(?:al)?", "concert", "gig", "live", "listen(?:ing|ed)?", "vinyl", "cd", "ep", "lp", "spotify",
    "soundcloud", "bandcamp", "mixcloud", "band", "artists?", "remix", "compos(?:er|ed)", "singer", "wedding",
    "dance", "party", "karaoke", "tape", "cassette", "record(?:s|ing|ed)?", "track", "bpm", "compilation",
    "covers?", "musik", "musique", "música", "musica", "muzyka", "muziek", "музыка", "альбом", "радио",
    "disco", "discos", "canta(?:nte|utore|utor)?", "conciertos?", "concerto", "concerti", "koncert", "konzert",
    "zespół", "płyta", "płyty", "album[ua]?", "chanteu(?:r|se)", "sänger(?:in)?", "platte", "концерт",
    "группа", "диск", "공연", "콘서트", "밴드", "보컬", "앵콜", "가수", "演唱會", "演唱会", "專輯", "歌手",
    "バンド", "コンサート", "アンコール", "発売", "音楽", "ライブ", "アルバム", "音乐", "专辑", "음악", "앨범",
)  # fmt: skip
"""Words that say that a page is about music."""

_MADE = r"(?:[\w()]+(?:,| and| et| und| y| e| en| i)?\s+){0,5}?"
ALL_BY = re.compile(
    r"(?:\b(?:all|every)\s+(?:(?:songs?|tracks?|music|titles?|pieces?|compositions?|cues?)\s+)+(?:(?:is|are|was|were)\s+)?"
    r"(?:(?:composed|written|performed|conducted|produced|arranged|played|made)(?:(?:,| and|,? &)\s+\w+)*\s+)?by"
    r"|^(?:original\s+)?(?:music|score|soundtrack)(?:\s+(?:composed|written|performed|and|conducted|produced))*\s+by"
    rf"|\balle\s+(?:lieder|titel|songs|stücke|tracks)\s+{_MADE}von|^musik(?:\s+komponiert)?\s+von"
    rf"|\btou(?:s|tes)\s+les\s+(?:chansons|titres|morceaux|pistes)\s+{_MADE}(?:de|par)|^musique\s+(?:composée\s+)?(?:de|par)"
    rf"|\btod[ao]s\s+(?:las|los|as|os)\s+(?:canciones|temas|pistas|canções|músicas|faixas)\s+{_MADE}(?:de|por)"
    rf"|\btutt[ei]\s+(?:i|le)\s+(?:brani|canzoni|tracce)\s+{_MADE}(?:di|da)|\balle\s+(?:nummers|liedjes)\s+{_MADE}(?:van|door)"
    rf"|\balla\s+låtar\s+{_MADE}av|\bwszystkie\s+(?:utwory|piosenki)\s+{_MADE}(?:przez|autorstwa)"
    r"|\bвсе\s+(?:песни|композиции|треки)\s+(?:исполняет|исполнил[аи]?|написал[аи]?|автор)"
    r"|全曲\s*(?:作詞[・、/／]?作曲|歌|演奏)\s*(?=[:：は])(?:[:：]|は)|全曲\s*by)"
    r"\s*[:：]?\s*(?P<who>[^.;\n(。]{2,60})",
    re.IGNORECASE,
)
"""The one artist of a whole list, in a sentence or a line of its own."""

SIDE = re.compile(
    r"^\W*(?:(?:the\s+)?(?:side|dis[ck]|cd|lp|part|hour|set|act|seite|face|lado|cara|lato|сторона|диск|teil|"
    r"heure|hora|ora|"
    r"stunde|reel|volume|vol\.?|tape|cassette|platte|disque|disco|disque|schijf|kant|sida|skiva|часть|"
    r"час)\s*[-:#.]?\s*"
    r"(?:[a-h]{1,2}|\d{1,2}|one|two|three|four|five|six|i{1,3}|iv|vi?)\b"
    r"|(?:first|second|third|fourth|1st|2nd|3rd|[1-4]\.|1ère|2ème|erste|zweite|primera|segunda|prima|"
    r"seconda)\s+"
    r"(?:hour|set|half|side|dis[ck]|part|stunde|heure|hora|ora|seite|teil|face|cara)\b"
    r"|encores?\b|[a-h]\s*面|アンコール|本編|disc\s*\d)",
    re.IGNORECASE,
)
"""A heading over a part of one list: side, disc, hour, set, encore."""

OTHER = _any(
    "ingredients?", "zutaten", "ingrédients", "ingredientes", "steps?", "instructions?", "directions",
    "installation", "install(?:ing)?", "setup", "usage", "requirements", "change ?log", "changes", "fixed",
    "added", "removed", "deprecated", "security", "bug ?fixes", "features?", "books?", "bücher", "livres",
    "libros", "livros", "reading list", "films?", "movies?", "references", "contents", "equipment", "gear",
    "kit", "personnel", "see also", "related", "categories", "navigation", "menu", "recent (?:posts|comments)",
    "archives?", "faq", "recipes?", "method", "how to", "todo", "tasks?",
    "(?:the |my |favou?rite |top |other |most \\w+ )*(?:artists|bands|musicians|venues|singers)",
    "bands i \\w+", "bookmarks?", "参考", "ブックマーク", "関連", "literatur", "quellen", "enlaces", "liens",
    "referencias", "источники", "lesezeichen", "équipement", "künstler", "artistas", "festivals?", "movies?",
    "radio shows", "podcast episodes", "episodes", "links", "resources", "sources", "credits",
    "further reading", "footnotes", "notes", "line[ -]?up", "members", "cast", "musicians", "tour dates",
    "dates", "upcoming", "prerequisites", "dependencies", "commands?", "settings", "options", "conclusion",
    "summary", "authors?", "games?", "podcasts?", "articles?", "guests?", "podcast", "commits?", "tutorials?",
)  # fmt: skip
"""Words of headings over lists of something else."""

ALBUMS = _any(
    "albums", "lps", "eps", "discograph(?:y|ies)", "discografía", "discographie", "diskographie",
    "discografia", "álbumes",
    "alben", "records of", "releases", "アルバム一覧", "ディスコグラフィ", "альбомы", "дискография", "vinyl collection",
    "record collection", "best albums?", "top \\w+ albums", "new releases", "albums of the year", "aoty",
)  # fmt: skip
"""Words of headings over lists of albums."""

VERSION = re.compile(
    r"\b(?:remix(?:es|ed)?|mix|rmx|edit(?:ed|ion)?|version|versión|versão|versione|live|remaster(?:ed)?|"
    r"instrumental|"
    r"acoustic|demo|dub|rework(?:ed)?|bootleg|vip|cover|reprise|interlude|intro|outro|suite|overture|"
    r"extended|original|"
    r"radio|mono|stereo|session|sessions|take|alternate|unplugged|refix|flip|mashup|medley|instr\.?|pt\.?|"
    r"part|prod\.?|"
    r"feat\.?|ft\.?|featuring|with|from|club|clean|explicit|explizit|karaoke|unreleased|bonus|theme|"
    r"main title|end credits|"
    r"a\s?cappella|cut|vocal|re-?edit|orchestral|deluxe|single|tribute|skit|snippet|w/)\b",
    re.IGNORECASE,
)
"""Words in brackets that belong to a title: which version it is, who is featured."""


FIELD = re.compile(
    r"^\W*(?:title|artists?|album|label|year|genre|format|released?(?: date)?|producers?|cover|tracks?|length|"
    r"duration|name|date|country|style|bpm|key|price|menu|step \d+|author|type|size|version|status|description|"
    r"website|location|venue|guitar|bass|drums|vocals?|keyboards?|piano|titel|jahr|länge|besetzung|título|año|titre|"
    r"année|durée|anno|durata|"
    r"год|жанр|страна|формат|название|исполнитель)s?\W*$",
    re.IGNORECASE,
)
"""Keys of a record about something: what stands after them is no title."""

ASIDE = re.compile(
    r"^(?:see|cf\.?|via|thanks|album|label|from the album|link|listen|watch|video|out (?:on|now)|whom?|"
    r"which|forthcoming)\b",
    re.IGNORECASE,
)
"""First words of a bracket that is a comment."""

LINK_TEXT = re.compile(
    r"[\s|,·•/–—-]*[\[(]?\s*(?:(?:listen|watch|buy|stream|download|backup|play|hear|get)(?:\s+(?:it|now|"
    r"here|on|at|from))*\s*:?\s*)?"
    r"(?:you\s?tube|spotify|i\s?tunes|apple music|soundcloud|bandcamp|deezer|tidal|amazon|beatport|discogs|"
    r"mp3|video|audio|"
    r"listen|watch|buy|link|lyrics|download|last\.?fm|mixcloud|vimeo|juno|yt|sc|bc|here)\s*[\])]?$",
    re.IGNORECASE,
)
"""The text of a link to somewhere, at the end of a line."""

TITLE_COLUMN = re.compile(
    r"^\W*(?:song|track|title|name|tune|piece|cue|single|composition|work)s?(?:[ /-](?:title|name|"
    r"titel))?s?\W*$|"
    r"^\W*(?:titel|lied|stück|titre|morceau|chanson|piste|canción|cancion|tema|título|titulo|pista|faixa|"
    r"música|musica|brano|"
    r"titolo|traccia|canzone|låt|spår|sang|nummer(?:titel)?|kappale|utwór|tytuł|piosenka|skladba|název|"
    r"píseň|cím|dal|şarkı|"
    r"parça|τραγούδι|название|песня|композиция|трек|曲名|曲目|楽曲|タイトル|トラック|歌名|歌曲|标题|名称|曲|제목|곡명?|노래)\W*"
    r"(?:name|titel)?$",
    re.IGNORECASE,
)
SONG_COLUMN = re.compile(
    r"\b(?:songs?|tracks?|tunes?|lied(?:er)?|chansons?|canci[oó]n(?:es)?|temas?|m[uú]sicas?|faixas?|brano|brani|canzon[ei]|låt|utwór|песн[яи])\b"
    r"|曲|歌|노래",
    re.IGNORECASE,
)
"""In the name of a column, however long."""
ARTIST_COLUMN = re.compile(
    r"^\W*(?:(?:original |performing |track )?(?:artist|performer|band|group|singer|act|dj|producer|"
    r"composer|musician)s?|by|"
    r"performed by|artist[/ ,&]+.*|interpret(?:en|in)?|künstler(?:in)?|komponist(?:in)?|artiste?s?|"
    r"interprète|groupe|"
    r"compositeur|artista(?:s| original)?|int[eé]rprete|grupo|banda|compositor|cantante|autor(?:e|es)?|"
    r"interprete|"
    r"compositore|artiest|uitvoerende|artisti?|kunstner|esittäjä|artysta|wykonawca|zespół|interpret|előadó|"
    r"sanatçı|"
    r"исполнитель|артист|группа|композитор|アーティスト|歌手|演奏|作曲|艺术家|艺人|演唱|가수|아티스트)\W*(?:\([^()]*\))?\W*$",
    re.IGNORECASE,
)
BOTH_COLUMN = re.compile(
    r"^\W*(?:artist\W+(?:and\W+)?(?:title|song|track)|(?:title|song|"
    r"track)\W+(?:and\W+)?artist)\w*\W*$",
    re.IGNORECASE,
)
NUMBER_COLUMN = re.compile(
    r"^\W*(?:#|№|n[or°º]?\.?|num(?:ber|mer|éro|ero|ero)?|track ?(?:#|no\.?|number)|pos(?:ition)?\.?|order|"
    r"side|rank|place|"
    r"lfd\.? ?nr\.?|id|index|曲順|番号|序号|번호)?\W*$",
    re.IGNORECASE,
)
TIME_COLUMN = re.compile(
    r"^\W*(?:length|duration|running ?time|time|len|dauer|länge|zeit|laufzeit|durée|temps|duración|duracion|"
    r"tiempo|duração|"
    r"tempo|durata|duur|längd|tid|varighed|varighet|længde|kesto|czas(?: trwania)?|délka|čas|hossz|süre|"
    r"длительность|время|"
    r"продолжительность|時間|再生時間|演奏時間|长度|时长|時長|시간|길이)\W*$",
    re.IGNORECASE,
)
OTHER_COLUMN = re.compile(
    r"\b(?:author|director|isbn|publisher|version|price|description|command|option|type|default|cost|"
    r"platform|percentage|"
    r"status|email|page|count|total|quantity|amount|role|instrument|actor|character|date|venue|city|country|"
    r"event|genre of)\b",
    re.IGNORECASE,
)
ALBUM_COLUMN = re.compile(
    r"^\W*(?:albums?|lp|release|record|disque|disco|álbum|álbuns|アルバム|专辑|앨범|альбом)\W*(?:title|name)?\W*$",
    re.IGNORECASE,
)

_GIVEN_NAMES = """
    aaron adam adele al alan albert alex alice alicia alison amy andrea andrew andy angel angela ann anna anne
    annie anthony antonio aretha art arthur barbara barry bella ben benny bernard beth betty bill billie billy bob
    bobby bonnie boris brad brandi brenda brian britney bruce bruno bryan buddy calvin carl carlos carly carole
    caroline carrie cat cesar charles charlie charlotte cheryl chet chris christina christopher chuck cliff
    clifton clint conor courtney craig curtis cyndi dan daniel danny dave david dean debbie dee demi dennis diana
    diane dick dina dinah dolly don donald donna donny doris dr duke dusty dwight ed eddie edgar edith edwin ella
    ellie elliott elton elvis emily emma ennio enrique eric erik erykah etta eva fats felix fiona florence frank
    frankie franz fred freddie gary gene george georgia gino gloria gordon grace graham grant greg gwen hank hans
    harry helen henry herb howard hugh ian iggy irene isaac ivan jack jackie jacques jaime jake james jamie jan
    jane janet janis jared jason jay jean jeff jennifer jenny jeremy jerry jesse jessica jessie jim jimi jimmy
    joan joanna joe joel johann john johnny joni jorge jose joseph josh juan judy julia julian julie justin kanye
    karen kate kathy katie katy keith kelly ken kendrick kenny kevin kim kirsty kris kurt kyle kylie lady lana
    larry laura lauren lee lena lenny leon leonard leslie lewis lil linda lindsey lionel lisa liz lonnie loretta
    lou louis lucinda lucy luis luke luther mac marc maria mariah marianne marie mario mark marlene martha martin
    marty marvin mary matt max meat michael michel michelle mick miguel mike miles miley miranda muddy nancy nat
    natalie neil nelly nick nicki nicole nina noel norah norman olivia oscar otis ozzy pat patrick patsy patti
    paul paula peggy percy pete peter phil philip pierre ray rebecca reinhard ricardo richard rick ricky rita rob
    robbie robert roberta robin rod roger ron ronnie rosanne roy rufus ruth ryan sam samantha sandy sara sarah
    scott sean selena sergio shania shawn sheryl shirley simon sonny stan stephen steve steven stevie stuart
    sufjan susan suzanne taylor ted teddy terry tex thomas tim tina tito todd tom tommy toni tony tori townes
    tracy travis tyler van vanessa vic victor vince vincent wanda warren wayne whitney wilco will willie wilson
    woody yoko zara josé алексей алла анна борис валерий виктор владимир дмитрий игорь константин мария михаил
    николай ольга сергей юрий
"""
GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())
"""First words of many names."""
NAME_LIKE = re.compile(
    r"^(?:the|dj|mc|lil|los|las|les|die|der|dr\.?|mr\.?|mrs\.?|sir|king|queen|big|young|saint|st\.)\s|"
    r"\b(?:band|orchestra|orchester|quartet|quintet|trio|ensemble|sisters|brothers|boys|girls|crew|choir|"
    r"chorus|symphony|"
    r"philharmonic|collective|project|singers|players|all[- ]?stars|gang|family|cast|jr\.?|sound ?system|"
    r"unit|duo)$|"
    r"\s(?:&|vs\.?|x|and (?:the|his|her))\s",
    re.IGNORECASE,
)
TITLE_LIKE = re.compile(
    r"\b(?:i|you|me|my|your|we|us|it|is|are|was|don't|don’t|can't|can’t|won't|won’t|i'm|i’m|it's|it’s|in|on|"
    r"to|for|with|from|what|how|"
    r"when|love|this|that|not|no|never|gonna|wanna|let|be|do|go|all|like|never|mi|tu|te|je|ich|du)\b",
    re.IGNORECASE,
)
VERB_FIRST = re.compile(
    r"^(?:search(?: for)?|send|share|upload|drag|tap|visit|log in|sign (?:in|up)|"
    r"add|fix|remove|update|use|click|open|run|install|create|set|make sure|check|copy|paste|download|"
    r"go to|select|type|"
    r"enter|press|choose|save|mix|stir|bake|cook|place|put|turn|preheat|pour|whisk|chop|serve|combine|let|"
    r"allow|now|then|"
    r"ensure|enable|disable|configure|build|start|stop|change[sd]?|added|fixed|removed|updated|improved|"
    r"support|moved|"
    r"renamed|refactor(?:ed)?|bump|replaced?|implement(?:ed)?|deprecated?)\b",
    re.IGNORECASE,
)
