"""Folding, and the anatomy of titles and credits.

A title as people and services write it holds more than the song's name: ``07. Heroes (feat. X) [Live] - 2017
Remaster``. Here it comes apart into its *core* (the name), *subtitles* in brackets, the *version* that makes it
another recording (live, remix by whom, karaoke, ...), *edition* words that do not (remaster, album version, from
the film), *credits* and *numbers*. A credit comes apart into its names.

Only the standard library; pure functions; results are cached where the same text comes back often.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# --- folding -----------------------------------------------------------------------------------------------

_APOSTROPHES = "'’‘`´ʼ′＇"
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
    }
)
_TOKENISED = re.compile(rf"\s+(?=(?:n[{_APOSTROPHES}]t|[{_APOSTROPHES}](?:s|m|re|ve|ll|d))\b)", re.IGNORECASE)
"""``do n't``, ``I 've``: apostrophes torn off by software that cuts text into words."""
_STYLED_S = re.compile(r"(?<=\w)\$(?=\w)|\$(?=[a-z])(?![\d ])")
_STYLED_I = re.compile(r"(?<=[a-z])!(?=[a-z])")
_DROPPED = re.compile(rf"[{_APOSTROPHES}]|(?<=\b\w)\.(?=\w\b)|[\u0300-\u036f\u200b-\u200f\ufe0e\ufe0f]")
_AND = re.compile(r"\s*[&+＆]\s*")
_ASCII_OTHER = re.compile(r"[^a-z0-9]+")
_MOJIBAKE = re.compile(r"[ÃÂâ][\u0080-\u00bf\u20ac\u2018-\u2026\u0152-\u0178\u02c6\u02dc\u2122]|[ÐÑ][\u0080-\u00bf]{1}")


def repair(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 or Windows-1252 (``NuÃ±ez``); any other text comes back as it is."""
    if text.isascii() or not _MOJIBAKE.search(text):
        return text
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = _TOKENISED.sub("", text)
    text = _STYLED_I.sub("i", _STYLED_S.sub("s", text)) if ("$" in text or "!" in text) else text
    text = _DROPPED.sub("", text)
    text = _AND.sub(" and ", text)
    if text.isascii():
        folded = _ASCII_OTHER.sub(" ", text).strip()
    else:
        text = unicodedata.normalize("NFC", text)
        folded = " ".join("".join(c if _is_word(c) else " " for c in text).split())
    return folded or "".join(text.split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return *text* as it is compared: lower case, no accents, no punctuation, ``&`` as ``and``.

    Folding twice is folding once. Letters and digits of all scripts stay; a text without any (``!!!``, an emoji)
    keeps its signs, so nothing folds to the empty string but white space and invisible characters.
    """
    folded = _fold_once(repair(text))
    while not folded.isascii():
        again = _fold_once(folded)
        if again == folded:
            break
        folded = again
    return folded


def compact(folded: str) -> str:
    """A folded text without its spaces: ``shad eof soul`` and ``shade of soul`` differ no longer."""
    return folded.replace(" ", "")


_SOUNDS = (("ph", "f"), ("ck", "k"), ("ks", "x"), ("qu", "k"), ("ou", "u"))
_SOUND_LETTERS = str.maketrans("cqzyjv", "kksiif")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=32768)
def sound(compacted: str) -> str:
    """Roughly how a compact text sounds: ``poket`` as ``pocket``, ``dmks`` as ``dmx``. Letters only change."""
    for written, heard in _SOUNDS:
        if written in compacted:
            compacted = compacted.replace(written, heard)
    return _DOUBLED.sub(r"\1", compacted.translate(_SOUND_LETTERS))


# --- numbers -----------------------------------------------------------------------------------------------

_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "xi": "11", "xii": "12", "xiii": "13", "xiv": "14",
}  # fmt: skip
_ROMAN_AFTER_WORD = _ROMAN | {"i": "1", "v": "5", "x": "10"}
_NUMBERED = frozenset(
    {
        "pt",
        "pts",
        "part",
        "no",
        "nos",
        "op",
        "act",
        "scene",
        "book",
        "chapter",
        "vol",
        "volume",
        "number",
        "movement",
    }
)
_PARTS = frozenset(
    {"pt", "pts", "part", "act", "scene", "book", "chapter", "vol", "volume", "movement", "no", "number"}
)
_SPELLED = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
}  # fmt: skip
_DIGITS = re.compile(r"\d+")


def numbers(tokens: tuple[str, ...], raw: str) -> tuple[frozenset[str], frozenset[str]]:
    """The numbers among folded words, in digits: they are what tells ``Part I`` from ``Part II``.

    Args:
        tokens: The words.
        raw: The text they come from: what is no Latin letter there is no Roman numeral (``ÌÏ``).

    Returns:
        All of them, and those that count a part.
    """
    romans = raw.isascii()
    written = "" if romans else raw.casefold()
    found = set()
    parts = set()
    previous = ""
    for token in tokens:
        if token.isascii():
            number = ""
            if token.isdigit():
                number = token.lstrip("0") or "0"
            elif token in _ROMAN:
                if romans or token in written:
                    number = _ROMAN[token]
            elif previous in _NUMBERED:
                number = _ROMAN_AFTER_WORD.get(token) or _SPELLED.get(token, "")
            elif len(token) > 1 and not token.isalpha():
                found.update(digits.lstrip("0") or "0" for digits in _DIGITS.findall(token))
            if number:
                found.add(number)
                if previous in _PARTS or token in _ROMAN:
                    parts.add(number)
        previous = token
    return frozenset(found), frozenset(parts)


# --- versions and editions ---------------------------------------------------------------------------------

_YEAR = r"(?:19|20)\d\d"
_LANGUAGES = "english|spanish|french|german|italian|japanese|portuguese|korean|chinese|mandarin|russian|espanol|swedish"
_EDITION = re.compile(
    rf"""^(?:
      (?:digital(?:ly)?\s|{_YEAR}\s|the\s|new\s|\d{{2}}bit\s|original\s)*
      (?:re?\s?master(?:ed|ing|izado|izada|isado|s)?|remast|remasterizado|remasterizada|remasterise|remasterisee?|versao\sremasterizada)
      (?:\sversion|\sstereo|\smono|stereo|mono|\sin\s\w+|\s\d+th\sanniversary|\sedition|\salbum|\ssingle|\smix|\s{_YEAR}|\sfrom\s.*)*
    | {_YEAR}(?:\srelease|\sversion|\sedition)?
    | (?:released?|recorded)\s(?:in\s)?{_YEAR}
    | (?:the\s)?(?:full\s)?(?:original\s)?(?:album|lp|single|standard|main|studio|original|full|film|movie|stereo|mono|explicit|clean|edited|uncensored|
        deluxe|7|7\sinch|7in|ep|cd|us|uk|international|vocal|soundtrack|full\slength|hq|hd|video)\s(?:version|mix|ver|recording)(?:\s(?:explicit|clean|edited|mono|stereo|{_YEAR}))*
    | versao\soriginal|version\soriginal|original
    | (?:super\s)?(?:deluxe|special|expanded|limited|anniversary|collectors?|bonus|premium)(?:\sfan)?(?:\s(?:edition|version|track|disc|cd|remaster(?:ed)?))*
    | \d+th\sanniversary(?:\s.*)?
    | explicit(?:\scontent|\slyrics)?|clean|edited|uncensored|dirty|censored|album\sversion\sedited|radio\sclean
    | (?:mono|stereo)(?:\s(?:version|mix|{_YEAR}.*))?|{_YEAR}\s(?:mono|stereo)(?:\s(?:version|mix))?
    | (?:the\s)?official(?:\s(?:music|lyrics?|hd|4k))*(?:\s(?:video|audio|clip|visuali[sz]er|lyrics?))?|official
    | (?:music\s|lyrics?\s|with\s)?(?:video|videoclip|clip|lyrics?|audio|visuali[sz]er)|audio\sonly|full\ssong
    | h[qd]|4k|full\shd|hd\s\d+p?|1080p|720p|m\s?v
    | (?:music\s|songs?\s|theme\s|love\stheme\s|main\stheme\s|title\strack\s|title\ssong\s)?(?:from|featured\sin|taken\sfrom|as\sheard\s(?:in|on)|inspired\sby|aus|dal\sfilm|de\sla\spelicula|bande\soriginale|du\sfilm)(?:\s.*)
    | (?:the\s)?(?:original\s)?(?:motion\spicture\s|film\s|movie\s|tv\s|television\s|game\s|cast\s)?(?:soundtrack|score|cast\srecording|broadway\scast(?:\srecording)?)(?:\s.*)?
    | ost|o\ss\st|digital\sbooklet|video|digital|booklet|ep|single|bonus|interlude\salbum|album|lp
    | official\ssoundtrack|end\scredits\sversion
    )$""",
    re.VERBOSE,
)
"""Words that make no other recording."""

_VERSIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:^|\s)(?:{pattern})(?=\s|$)"))
    for name, pattern in (
        (
            "live",
            rf"unplugged|ao\svivo|en\svivo|en\sdirecto|en\sdirect|dal\svivo|en\spublic|in\sconcert|en\sconcierto|ライブ"
            rf"|(?<!to\s)(?<!we\s)(?<!i\s)(?<!you\s)live(?=$|\s(?:at|in|from|on|version|ver|acoustic|session|sessions|performance|recording|room|studio|mix|radio|bbc|tour|concert|edit|(?:\w+\s){{0,4}}{_YEAR}|\d+)(?:\s|$))"
            rf"|the\slive\sroom|concert\sversion|bbc\ssessions?|peel\ssessions?",
        ),
        ("karaoke", r"karaoke|in\sthe\sstyle\sof\s.*|made\sfamous\sby\s.*|originally\sperformed\sby\s.*|tribute(?:\sto\s.*|\sversion)?|backing\strack|playback|sing\salong|cover|cover\sversion|as\sperformed\sby\s.*"),
        ("instrumental", r"instrumental|instrumentals|no\svocals|instr|instrumental\sversion"),
        ("acappella", r"a\s?cap?pella|acappella|vocals\sonly"),
        ("acoustic", r"acoustic|acustico|acustica|akustik|acoustique|stripped|strip\sback|piano\sversion|piano\ssolo"),
        ("demo", r"demos?|rough\smix|work\stape|sketch"),
        ("remix", r"remix|remixed|rmx|remixx|bootleg|mash\s?up|rework|reworked|refix|re\s?fix|flip|vip(?=$|\smix)|dub(?=$|\smix|\sversion|\sdub)|megamix|reconstruction|reinterpretation|remode?l|\w*remix"),
        ("edit", r"(?:radio|single|video|short|album|tv|movie)\sedit|edit(?=$|\s\d+)|radio\s(?:version|mix|cut|remix)|short\s(?:version|cut|mix)"),
        ("extended", r"extended|(?:long|longer|full\s?length|12|12\sinch|12in|maxi|club)\s(?:version|mix|ver|edit)|xtended|maxi\ssingle"),
        ("alternate", r"alternate|alternative|alt(?=\sversion|\stake|\smix)|outtakes?|take\s?\d+|early\s(?:version|take|mix)|rehearsal|unreleased\sversion|session|sessions|first\stake"),
        ("reprise", r"reprise|interlude"),
        ("tempo", r"sped\sup|slowed|slowed\sdown|reverb|nightcore|8d\saudio|8d|speed\sup|chopped\sand\sscrewed"),
        ("language", rf"(?:{_LANGUAGES})(?=\sversion|\sver|\sedition|$)|en\sespanol|version\sespanola|version\sfrancaise|deutsche\sversion"),
        ("mix", r"mix(?=$|\s\d+)|mixed|cut(?=$)"),
        ("version", r"version|versao|ver(?=$)|versione|arrangement|orchestral|symphonic"),
    )
)  # fmt: skip
"""Classes of versions, the first that fits wins where one word could be two things (``club mix``)."""

HARD_VERSIONS = frozenset(
    {
        "live",
        "karaoke",
        "instrumental",
        "acappella",
        "acoustic",
        "demo",
        "remix",
        "reprise",
        "tempo",
        "language",
        "alternate",
    }
)
"""A line that asks for one of these is not answered by a title that does not say it."""

_NO_MAKER = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "at",
        "on",
        "from",
        "by",
        "for",
        "to",
        "with",
        "and",
        "&",
        "version",
        "ver",
        "mix",
        "remix",
        "edit",
        "live",
        "radio",
        "single",
        "album",
        "extended",
        "club",
        "original",
        "acoustic",
        "demo",
        "instrumental",
        "karaoke",
        "take",
        "session",
        "sessions",
        "recording",
        "recorded",
        "vocal",
        "mono",
        "stereo",
        "remaster",
        "remastered",
        "digital",
        "explicit",
        "clean",
        "edited",
        "feat",
        "ft",
        "featuring",
        "long",
        "short",
        "official",
        "video",
        "audio",
        "ao",
        "vivo",
        "en",
        "bonus",
        "track",
        "deluxe",
        "main",
        "studio",
        "full",
        "re",
        "rmx",
        "remixed",
        "cover",
        "style",
        "made",
        "famous",
        "alternate",
        "alternative",
        "reprise",
        "rework",
        "dub",
    ]
)
_TYPICAL = (
    "radio edit", "original mix", "album version", "single version", "official video", "official audio",
    "official music video", "lyrics", "remastered", "remaster", "explicit", "karaoke version", "club remix",
    "acoustic", "instrumental", "bonus track", "extended mix", "extended version",
)  # fmt: skip


def one_deletion(word: str) -> set[str]:
    """*word* and all it becomes with one character left out.

    Two words at most one slip apart (a letter lost, doubled, changed, two swapped) share one of these.
    """
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


_TYPICAL_BY_SLIP = {slip: phrase for phrase in _TYPICAL for slip in one_deletion(phrase)}


class Aside:
    """What a bracket or a suffix of a title says."""

    __slots__ = ("edition", "features", "makers", "versions")

    def __init__(
        self,
        versions: frozenset[str] = frozenset(),
        makers: frozenset[str] = frozenset(),
        edition: str = "",
        features: tuple[str, ...] = (),
    ) -> None:
        self.versions = versions
        self.makers = makers
        self.edition = edition
        self.features = features


_FEATURE = r"(?:feat|ft|featuring|f/|w/|with|con|duet\swith|starring)"
_FEATURED = re.compile(r"^(?:feat|ft|featuring|with|duet with|w|duet|starring)\b\s*(.*)$")
_FEATURE_WITHIN = re.compile(r"\s(?:feat|ft|featuring)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)


@lru_cache(maxsize=16384)
def aside(text: str) -> Aside | None:
    """Read a bracket or suffix such as ``2011 Remaster``, ``feat. X``, ``Dave Clarke remix``.

    Returns:
        None when it is none of these: then it is part of the name, a subtitle.
    """
    # "Feat. Chris Willis; Continuous Mix Version": the last part may be the version
    folded = fold(text)
    if not folded:
        return None
    featured = _FEATURED.match(folded)
    if featured and len(folded) > 2:
        names = credit(re.sub(r"(?i)^\s*" + _FEATURE + r"\b\.?", "", repair(text))).names
        later = text.rpartition(";")[2] if ";" in text else ""
        more = aside(later) if later else None
        if more is not None:
            return Aside(more.versions, more.makers, more.edition, names)
        if folded.endswith((" remix", " mix")):
            return _version(folded)
        return Aside(features=names)
    if _EDITION.match(folded):
        return Aside(edition=folded)
    found = _version(folded)
    if found is None and 5 < len(folded) < 24:
        typical = next((_TYPICAL_BY_SLIP[s] for s in one_deletion(folded) if s in _TYPICAL_BY_SLIP), None)
        if typical and typical != folded:
            return aside(typical)
    if found is None and len(folded) < 60:
        mended = " ".join(_mended(word) for word in folded.split())
        if mended != folded:
            found = _version(mended)
    return found


_WORDS_BY_SLIP = {
    slip: word
    for word in (
        "remix",
        "remixed",
        "acoustic",
        "instrumental",
        "karaoke",
        "extended",
        "version",
        "unplugged",
        "remaster",
    )
    for slip in one_deletion(word)
}


def _mended(word: str) -> str:
    """A version's word with one slip in it, put right."""
    if len(word) < 5:
        return word
    return next((_WORDS_BY_SLIP[slip] for slip in one_deletion(word) if slip in _WORDS_BY_SLIP), word)


def _version(folded: str) -> Aside | None:
    rest = folded
    classes = []
    for name, pattern in _VERSIONS:
        rest, count = pattern.subn(" ", rest)
        if count:
            classes.append(name)
    if not classes:
        return None
    if len(classes) > 1 and "version" in classes:
        classes.remove("version")
    if len(classes) > 1 and "mix" in classes:
        classes.remove("mix")
    makers = frozenset(
        word for word in rest.split() if word not in _NO_MAKER and not re.fullmatch(_YEAR + r"|\d{1,2}", word)
    )
    return Aside(frozenset(classes), makers)


# --- titles ------------------------------------------------------------------------------------------------

_BRACKET = re.compile(r"[(\[{<（【〔［「『]([^()\[\]{}<>（）【】〔〕［］「」『』]*)[)\]}>）】〕］」』]")
_OPEN_BRACKET = re.compile(r"\s[(\[{]([^()\[\]{}]+)$")
_DASH = re.compile(r"\s+[-–—−]\s+|\s+[-–—]$")
_LEAD = re.compile(r"^\s*(?:#\s*)?(\d{1,3})\s*(?:[.)\]:]|[-–—]\s)\s*(?=\S)|^\s*(\d\d)\s+(?=\S)")
_TRAILING = re.compile(
    r"""\s+(?:
      remix(?:ed)?
    | (?:(?:19|20)\d\d\s)?remaster(?:ed|izado|izada)?(?:\s(?:19|20)\d\d)?(?:\sversion)?
    | radio\sedit|album\sversion|single\sversion|original\smix|official(?:\smusic)?\svideo|official\saudio|music\svideo|lyrics\svideo|bonus\strack
    | h[qd]|explicit|karaoke\sversion|acoustic\sversion|live\sversion|instrumental\sversion|extended\s(?:mix|version)
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_TITLE = frozenset(
    {
        "",
        "-",
        "?",
        "unknown",
        "unk",
        "unk nown",
        "n a",
        "na",
        "n/a",
        "title",
        "no title",
        "unknown title",
        "unbekannt",
        "none",
        "track",
    }
)
_TRACK_NUMBER = re.compile(r"^(?:audio ?)?(?:track|titel|piste|pista|trak|spur) ?\d+$")
_TRUNCATED = re.compile(r"(?:\.{3}|…)\s*$")
_ARTICLE = re.compile(r"^(?:the|a|an) (?=\S)")


class Title:
    """A title's anatomy. All texts are folded."""

    __slots__ = (
        "bracketed", "compact", "core", "core_compact", "edition", "features", "full", "head", "lead", "makers", "numbers",
        "parts", "raw", "subtitles", "tokens", "truncated", "unknown", "versions",
    )  # fmt: skip

    raw: str
    """As written, repaired."""
    core: str
    """The name alone: no subtitle, version, edition, credit."""
    full: str
    """The name with its subtitles, in the order written."""
    compact: str
    """``full`` without its article and spaces."""
    core_compact: str
    """``core`` without its article and spaces."""
    head: str
    """What stands before the first dash, compact; empty where there is none."""
    tokens: tuple[str, ...]
    """Words of ``full``."""
    subtitles: tuple[str, ...]
    versions: frozenset[str]
    """Classes of versions said: ``live``, ``remix``, ..."""
    makers: frozenset[str]
    """Words that say whose remix, where live."""
    edition: frozenset[str]
    features: tuple[str, ...]
    """Names credited inside the title."""
    numbers: frozenset[str]
    parts: frozenset[str]
    """Those of the numbers that count a part: ``Pt. 2``, ``III.``."""
    bracketed: bool
    """The whole title stands in brackets, as ``(Exchange)``."""
    unknown: bool
    """No name at all: empty, ``unknown``, ``n.a.``, ``Track 3``."""
    truncated: bool
    """It ends in dots: the rest was cut off."""
    lead: str | None
    """What follows a number at the beginning that may be a track number, as written."""

    def __repr__(self) -> str:
        return f"Title({self.raw!r})"


@lru_cache(maxsize=32768)
def title(text: str) -> Title:
    """Take a title apart."""
    raw = _spaced(repair(text).strip())
    it = Title()
    it.raw = raw
    versions: set[str] = set()
    makers: set[str] = set()
    editions: set[str] = set()
    features: list[str] = []
    subtitles: list[str] = []

    def take(found: Aside) -> None:
        versions.update(found.versions)
        makers.update(found.makers)
        if found.edition:
            editions.add(found.edition)
        features.extend(found.features)

    it.truncated = bool(_TRUNCATED.search(raw))
    it.bracketed = False
    rest = raw
    if len(raw) > 600:
        raw = rest = raw[:600]
    if any(c in rest for c in "([{<（【〔［「『"):
        whole = _BRACKET.fullmatch(rest)
        if whole and aside(whole[1]) is None:
            it.bracketed = rest[0] == "("
            rest = whole[1]
        rest = _without_brackets(rest, take, subtitles)
        rest = rest.strip()
    # a suffix after a dash, the last first
    while True:
        parts = list(_DASH.finditer(rest))
        if not parts:
            break
        last = parts[-1]
        head, tail = rest[: last.start()], rest[last.end() :]
        said = aside(tail) if tail.strip() else Aside()
        if said is None or not head.strip():
            break
        take(said)
        rest = head
    featured = _FEATURE_WITHIN.search(rest)
    if featured and featured.start() > 0:
        tail = rest[featured.end() :]
        if tail.lower().endswith(" remix"):
            versions.add("remix")
            tail = tail[:-6]
        trailing = _TRAILING.search(" " + tail)
        if trailing:
            take(aside(trailing[0].strip()) or Aside())
            tail = (" " + tail)[: trailing.start()]
        features.extend(credit(tail).names)
        rest = rest[: featured.start()]
    while True:
        rest = rest.rstrip()
        trailing = _TRAILING.search(rest)
        if not trailing or trailing.start() == 0:
            break
        take(aside(trailing[0].strip()) or Aside())
        rest = rest[: trailing.start()]
    core = fold(rest.replace("\x00", " "))
    if not core or (not any(_is_word(c) for c in core) and any(_is_word(c) for c in raw)):
        core = fold(raw)
        versions.clear()
        makers.clear()
        subtitles.clear()
    it.core = core
    it.full = " ".join([core, *subtitles]) if subtitles else core
    it.compact = compact(_ARTICLE.sub("", it.full))
    it.core_compact = compact(_ARTICLE.sub("", core))
    dash = _DASH.search(rest)
    it.head = compact(_ARTICLE.sub("", fold(rest[: dash.start()]))) if dash else ""
    it.tokens = tuple(it.full.split())
    it.subtitles = tuple(subtitles)
    it.versions = frozenset(versions)
    it.makers = frozenset(makers)
    it.edition = frozenset(editions)
    it.features = tuple(features)
    it.numbers, it.parts = numbers(it.tokens, raw)
    it.unknown = core in _NO_TITLE or bool(_TRACK_NUMBER.match(core))
    found = _LEAD.match(raw)
    it.lead = raw[found.end() :] if found and found.end() < len(raw) else None
    return it


def _spaced(raw: str) -> str:
    """Give a file name's ``_`` or ``-`` back the spaces that they stand for: ``John_Cage_-_Sonata_IV``."""
    if " " in raw or len(raw) < 8:
        return raw
    if raw.count("_") > 1:
        return raw.replace("_", " ").strip()
    if raw.count("-") > 2:
        return re.sub(r"-{3}", " \x00 ", raw).replace("-", " ").replace("\x00", "-").strip()
    return raw


def _without_brackets(text: str, take: object, subtitles: list[str]) -> str:
    assert callable(take)
    for _ in range(4):  # brackets in brackets
        found = False
        out = []
        end = 0
        for match in _BRACKET.finditer(text):
            found = True
            out.append(text[end : match.start()])
            end = match.end()
            said = aside(match[1])
            if said is not None:
                take(said)
            else:
                folded = fold(match[1])
                if folded and match[1].strip() and not is_placeholder(folded):
                    subtitles.append(folded)
            out.append(" ")
        if not found:
            break
        text = "".join(out) + text[end:]
    unclosed = _OPEN_BRACKET.search(text)
    if unclosed:
        said = aside(unclosed[1])
        if said is not None:
            take(said)
            text = text[: unclosed.start()]
    return text


# --- credits -----------------------------------------------------------------------------------------------

_PLACEHOLDERS = frozenset(
    """various artists|various|various artist|va|v a|unknown artist|unknown|[unknown]|no artist|artist|soundtrack|
    original soundtrack|ost|n a|na|n/a|unk|?|-|--|none|null|nan|diverse|verschiedene interpreten|varios artistas|varios|artistes varies|
    aa vv|divers|anonymous|various composers|original motion picture soundtrack|unknown interpret|interpret unbekannt|
    unbekannt|unbekannter kunstler|desconocido|inconnu|artiste inconnu|sconosciuto|multiple artists|audio track|
    various performers|original cast|the|tba|untitled artist|misc|miscellaneous""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_PLACEHOLDERS_BY_SLIP = frozenset(
    slip for name in ("various artists", "unknown artist") for slip in one_deletion(name) | one_deletion(name[:-1])
)
_JOIN = re.compile(
    r"\s*(?:[;/|、，]|,(?!\s*(?:jr|sr|inc|the)\b)|\s(?:feat|ft|featuring|with|vs|versus|presents|pres|meets|and|x|y|e|und|et|con|starring)\b\.?|[&＆×]|\s\+)\s*(?=\S)",
    re.IGNORECASE,
)


class Credit:
    """Who a recording is credited to. All texts are folded; the names without their article."""

    __slots__ = ("compact", "full", "initials", "names", "primary", "tokens")

    full: str
    names: tuple[str, ...]
    """Each name once, the first one first."""
    primary: str
    """The first name."""
    compact: str
    """The whole without joining words and spaces."""
    tokens: frozenset[str]
    initials: str
    """First letters of the whole, when it has three words or more: ``ccr``."""

    def __repr__(self) -> str:
        return f"Credit({self.full!r})"


_THE = frozenset(one_deletion("the"))
_NOT_THE = frozenset(
    {"she", "he", "te", "they", "then", "them", "thy", "h", "e", "t", "th", "tie", "toe", "hey", "her", "hoe"}
)


def _bare(name: str) -> str:
    """A folded name without its article, wherever that stands."""
    first, _, rest = name.partition(" ")
    if rest and (first == "the" or (first not in _NOT_THE and not one_deletion(first).isdisjoint(_THE))):
        name = rest
    return name.removesuffix(" the") or name


def is_placeholder(folded: str) -> bool:
    """Whether a folded credit names nobody: ``various artists``, ``unknown``, ``?``; slips included."""
    if folded in _PLACEHOLDERS:
        return True
    return 12 < len(folded) < 17 and not one_deletion(folded).isdisjoint(_PLACEHOLDERS_BY_SLIP)


@lru_cache(maxsize=32768)
def credit(text: str) -> Credit:
    """Take a credit apart. A placeholder (``Various Artists``) has no names."""
    raw = repair(text)[:400]
    it = Credit()
    whole = _bare(fold(raw))
    if is_placeholder(whole):
        whole = ""
    it.full = whole
    names: dict[str, None] = {}
    if whole:
        for part in _JOIN.split(re.sub(r"[(\[{)\]}]", " ", raw)):
            name = _bare(fold(part))
            if name and name not in _PLACEHOLDERS:
                names[name] = None
    it.names = tuple(names) or ((whole,) if whole else ())
    it.primary = it.names[0] if it.names else ""
    it.tokens = frozenset(token for name in it.names for token in name.split())
    it.compact = "".join(name.replace(" ", "") for name in it.names)
    words = whole.split()
    it.initials = "".join(word[0] for word in words) if len(words) > 2 else ""
    return it
