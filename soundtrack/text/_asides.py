"""What brackets and suffixes of a title say: a version, an edition, a credit."""

from __future__ import annotations

import re
from functools import lru_cache

from soundtrack.text._credits import credit
from soundtrack.text._folding import fold, one_deletion, repair


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


YEAR = r"(?:19|20)\d\d"
_LANGUAGE = _any(
    "english", "spanish", "french", "german", "italian", "japanese", "portuguese", "korean", "chinese",
    "mandarin", "russian", "espanol", "swedish",
)  # fmt: skip

# --- editions: words that make no other recording ----------------------------------------------------------------

_REMASTER = (
    rf"(?:(?:digital(?:ly)?|{YEAR}|the|new|\d\dbit|original)\s)*"
    r"(?:re?\s?master(?:ed|ing|izado|izada|isado|s)?|remast|remasterise(?:e)?|versao\sremasterizada)"
    rf"(?:\s?(?:stereo|mono)|\s(?:version|in\s\w+|\d+th\sanniversary|edition|album|single|mix|{YEAR}|from\s.*))*"
)
_PLAIN_VERSION = (
    r"(?:the\s)?(?:full\s)?(?:original\s)?"
    + _any(
        "album", "lp", "single", "standard", "main", "studio", "original", "full", "film", "movie", "stereo",
        "mono", "explicit", "clean", "edited", "uncensored", "deluxe", "7", "7in", "ep", "cd", "us", "uk",
        "international", "vocal", "soundtrack", "hq", "hd", "video",
        r"7\sinch", r"full\slength",
    )
    + rf"\s(?:version|mix|ver|recording)(?:\s(?:explicit|clean|edited|mono|stereo|{YEAR}))*"
)  # fmt: skip
_DELUXE = (
    r"(?:super\s)?(?:deluxe|special|expanded|limited|anniversary|collectors?|bonus|premium)(?:\sfan)?"
    r"(?:\s(?:edition|version|track|disc|cd|remaster(?:ed)?))*"
)
_VIDEO = (
    r"(?:the\s)?official(?:\s(?:music|lyrics?|hd|4k))*(?:\s(?:video|audio|clip|visuali[sz]er|lyrics?))?",
    r"(?:music\s|lyrics?\s|with\s)?(?:video|videoclip|clip|lyrics?|audio|visuali[sz]er)",
    r"audio\sonly|full\ssong|h[qd]|4k|full\shd|hd\s\d+p?|1080p|720p|m\s?v",
)
_FROM = (
    r"(?:(?:music|songs?|theme|love\stheme|main\stheme|title\strack|title\ssong)\s)?"
    r"(?:from|featured\sin|taken\sfrom|as\sheard\s(?:in|on)|inspired\sby|aus|dal\sfilm|de\sla\spelicula"
    r"|bande\soriginale|du\sfilm)\s.*"
)
_SOUNDTRACK = (
    r"(?:the\s)?(?:original\s|official\s)?(?:(?:motion\spicture|film|movie|tv|television|game|cast)\s)?"
    r"(?:soundtrack|score|cast\srecording|broadway\scast(?:\srecording)?)(?:\s.*)?"
)
_EDITION = re.compile(
    _any(
        _REMASTER,
        _PLAIN_VERSION,
        _DELUXE,
        *_VIDEO,
        _FROM,
        _SOUNDTRACK,
        rf"{YEAR}(?:\s(?:release|version|edition))?",
        rf"(?:released?|recorded)\s(?:in\s)?{YEAR}",
        rf"(?:mono|stereo)(?:\s(?:version|mix|{YEAR}.*))?|{YEAR}\s(?:mono|stereo)(?:\s(?:version|mix))?",
        r"\d+th\sanniversary(?:\s.*)?",
        r"versao\soriginal|version\soriginal|original",
        r"explicit(?:\s(?:content|lyrics))?|clean|edited|uncensored|censored|dirty|radio\sclean|album\sversion\sedited",
        r"ost|o\ss\st|digital\sbooklet|digital|booklet|ep|single|bonus|album|lp|end\scredits\sversion",
    )
)

# --- versions: another recording ---------------------------------------------------------------------------------

_AFTER_LIVE = _any(
    "at", "in", "from", "on", "version", "ver", "acoustic", "sessions?", "performance", "recording", "room",
    "studio", "mix", "radio", "bbc", "tour", "concert", "edit",
    rf"(?:\w+\s){{0,4}}{YEAR}", r"\d+",
)  # fmt: skip
_VERSIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:^|\s){_any(*patterns)}(?=\s|$)"))
    for name, patterns in (
        (
            "live",
            (
                r"unplugged|in\sconcert|concert\sversion|the\slive\sroom",
                r"(?:aol|bbc|itunes|kexp|live|peel|radio|spotify|studio|xfm)\s(?:live\s)?sessions?",
                r"ao\svivo|en\svivo|en\sdirecto|en\sconcierto|en\sdirect|en\spublic|dal\svivo|ライブ",
                rf"(?<!to\s)(?<!we\s)(?<!i\s)(?<!you\s)live(?=$|\s{_AFTER_LIVE}(?:\s|$))",
            ),
        ),
        (
            "karaoke",
            (
                r"karaoke|backing\strack|playback|sing\salong|tribute(?:\sto\s.*|\sversion)?|cover(?:\sversion)?",
                r"in\sthe\sstyle\sof\s.*|made\sfamous\sby\s.*|(?:originally|as)\sperformed\sby\s.*",
            ),
        ),
        ("instrumental", (r"instrumentals?(?:\sversion)?|no\svocals|instr",)),
        ("acappella", (r"a\s?cap?pella|vocals\sonly",)),
        ("acoustic", (r"acoustic|acustico|acustica|akustik|acoustique|stripped|strip\sback|piano\s(?:version|solo)",)),
        ("demo", (r"demos?|rough\smix|work\stape|sketch",)),
        (
            "remix",
            (
                r"\w*remix|remixed|remixx|rmx|bootleg|mash\s?up|rework|reworked|re\s?fix|flip|megamix|remode?l",
                r"vip(?=$|\smix)|dub(?=$|\smix|\sversion|\sdub)|reconstruction|reinterpretation",
            ),
        ),
        (
            "edit",
            (
                r"(?:radio|single|video|short|album|tv|movie)\sedit|edit(?=$|\s\d+)",
                r"radio\s(?:version|mix|cut|remix)|short\s(?:version|cut|mix)",
            ),
        ),
        (
            "extended",
            (
                r"x?extended|xtended|maxi\ssingle",
                r"(?:long|longer|full\s?length|12|12\sinch|12in|maxi|club)\s(?:version|mix|ver|edit)",
            ),
        ),
        (
            "alternate",
            (
                r"alternate|alternative|alt(?=\s(?:version|take|mix))|outtakes?|take\s?\d+|first\stake",
                r"early\s(?:version|take|mix)|rehearsal|unreleased\sversion|sessions?",
            ),
        ),
        ("reprise", (r"reprise|interlude",)),
        ("tempo", (r"sped\sup|speed\sup|slowed(?:\sdown)?|reverb|nightcore|8d(?:\saudio)?|chopped\sand\sscrewed",)),
        (
            "language",
            (
                rf"{_LANGUAGE}(?=\s(?:version|ver|edition)|$)",
                r"en\sespanol|version\s(?:espanola|francaise)|deutsche\sversion",
            ),
        ),
        ("mix", (r"mix(?=$|\s\d+)|mixed|cut(?=$)",)),
        ("version", (r"version|versao|versione|ver(?=$)|arrangement|orchestral|symphonic",)),
    )
)
"""Classes of versions; the first that fits wins where a word could be two things (``club mix``)."""

HARD_VERSIONS = frozenset(
    {
        "live", "karaoke", "instrumental", "acappella", "acoustic", "demo", "remix", "reprise", "tempo",
        "language", "alternate",
    }
)  # fmt: skip
"""A line that asks for one of these is not answered by a title that does not say it."""

_NO_MAKER = frozenset(
    {
        "a", "an", "the", "of", "in", "at", "on", "from", "by", "for", "to", "with", "and", "version", "ver",
        "mix", "remix", "edit", "live", "radio", "single", "album", "extended", "club", "original",
        "acoustic", "demo", "instrumental", "karaoke", "take", "session", "sessions", "recording", "recorded",
        "vocal", "mono", "stereo", "remaster", "remastered", "digital", "explicit", "clean", "edited", "feat",
        "ft", "featuring", "long", "short", "official", "video", "audio", "ao", "vivo", "en", "bonus",
        "track", "deluxe", "main", "studio", "full", "re", "rmx", "remixed", "cover", "style", "made",
        "famous", "alternate", "alternative", "reprise", "rework", "dub",
    }
)  # fmt: skip
_YEAR_OR_NUMBER = re.compile(YEAR + r"|\d{1,2}")
_TYPICAL = (
    "radio edit", "original mix", "album version", "single version", "official video", "official audio",
    "official music video", "lyrics", "remastered", "remaster", "explicit", "karaoke version", "club remix",
    "acoustic", "instrumental", "bonus track", "extended mix", "extended version",
)  # fmt: skip
_TYPICAL_BY_SLIP = {slip: phrase for phrase in _TYPICAL for slip in one_deletion(phrase)}
_VERSION_WORDS = (
    "remix", "remixed", "acoustic", "instrumental", "karaoke", "extended", "version", "unplugged", "remaster",
)  # fmt: skip
_WORDS_BY_SLIP = {slip: word for word in _VERSION_WORDS for slip in one_deletion(word)}

_FEATURED = re.compile(r"(?:feat|ft|featuring|with|duet with|w|duet|starring)\b")
_FEATURING = re.compile(r"\s*(?:feat|ft|featuring|f/|w/|with|duet\swith|starring)\b\.?", re.IGNORECASE)


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
        """Classes of versions, as ``remix``."""
        self.makers = makers
        """Words that say whose remix, where live."""
        self.edition = edition
        """The whole folded text, where it makes no other recording."""
        self.features = features
        """Names that are credited."""


@lru_cache(maxsize=16384)
def aside(text: str) -> Aside | None:
    """Read a bracket or suffix such as ``2011 Remaster``, ``feat. X``, ``Dave Clarke remix``.

    Returns:
        None when it is none of these: then it is part of the name, a subtitle.
    """
    folded = fold(text)
    if not folded:
        return None
    if _FEATURED.match(folded) and len(folded) > 2:
        return _featuring(text, folded)
    if _EDITION.fullmatch(folded):
        return Aside(edition=folded)
    return _version(folded) or _with_a_slip(folded)


def _featuring(text: str, folded: str) -> Aside | None:
    names = credit(_FEATURING.sub("", repair(text), count=1)).names
    more = aside(text.rpartition(";")[2]) if ";" in text else None  # "Feat. Ann; Continuous Mix Version"
    if more is not None:
        return Aside(more.versions, more.makers, more.edition, names)
    if folded.endswith((" remix", " mix")):
        return _version(folded)
    return Aside(features=names)


def _version(folded: str) -> Aside | None:
    rest = folded
    classes = set()
    for name, pattern in _VERSIONS:
        rest, count = pattern.subn(" ", rest)
        if count:
            classes.add(name)
    if not classes:
        return None
    for vague in ("version", "mix"):
        if len(classes) > 1:
            classes.discard(vague)
    makers = (word for word in rest.split() if word not in _NO_MAKER and not _YEAR_OR_NUMBER.fullmatch(word))
    return Aside(frozenset(classes), frozenset(makers))


def _with_a_slip(folded: str) -> Aside | None:
    """One slip in a well-known phrase, or in a version's word: ``orgiinal mix``, ``97 remiz``."""
    if 5 < len(folded) < 24:
        typical = next((_TYPICAL_BY_SLIP[s] for s in one_deletion(folded) if s in _TYPICAL_BY_SLIP), folded)
        if typical != folded:
            return aside(typical)
    if len(folded) < 60:
        mended = " ".join(map(_mended, folded.split()))
        if mended != folded:
            return _version(mended)
    return None


def _mended(word: str) -> str:
    if len(word) < 5:
        return word
    return next((_WORDS_BY_SLIP[slip] for slip in one_deletion(word) if slip in _WORDS_BY_SLIP), word)
