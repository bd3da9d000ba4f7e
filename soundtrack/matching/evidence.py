"""A comparison's features in words for people."""

from __future__ import annotations

from soundtrack.matching import model
from soundtrack.matching.compare import Comparison
from soundtrack.matching.description import Description, Reading
from soundtrack.models import Evidence, Similarity

_FIELDS = (
    (
        "title",
        (
            "title",
            "titles",
            "subtitle",
            "words",
            "brackets",
            "generic",
            "number missing",
            "numbers differ",
            "year",
            "part",
        ),
    ),
    ("artist", ("artist", "both artists", "names")),
    ("version", ("version", "maker", "wanted", "unasked", "live by", "album says live", "imitation")),
    ("duration", ("length",)),
    ("position", ("position", "number", "place and")),
    ("release", ("album", "place on")),
    ("identifier", ("isrc", "identifier")),
    ("reading", ("reading",)),
)


def similarity(comparison: Comparison, wanted: Description, offered: Description) -> Similarity:
    """The evidence, one entry per field, strongest first; with the intercept it sums to the value's logit."""
    sums: dict[str, float] = {}
    texts: dict[str, list[tuple[float, str]]] = {}
    for name, amount in comparison.features:
        field = _field(name)
        weight = model.WEIGHTS[name] * amount
        sums[field] = sums.get(field, 0.0) + weight
        said = _words(name, comparison.wanted, comparison.offered, wanted, offered)
        if said:
            texts.setdefault(field, []).append((-abs(weight), said))
    evidence = [
        Evidence(field=field, text=_together(texts.get(field, [])) or field, weight=weight)
        for field, weight in sorted(sums.items(), key=lambda item: (-abs(item[1]), item[0]))
        if weight or texts.get(field)
    ]
    # the value is made of the rounded sum's own parts, so that both always agree
    total = model.INTERCEPT + sum(entry.weight for entry in evidence)
    return Similarity(value=model.probability(total), intercept=model.INTERCEPT, evidence=tuple(evidence))


def _together(texts: list[tuple[float, str]]) -> str:
    """What weighs most first, nothing twice."""
    return "; ".join(dict.fromkeys(text for _, text in sorted(texts)))


def _field(name: str) -> str:
    if name == "album says live":
        return "version"
    if name in ("number missing", "numbers differ", "part missing"):
        return "title"
    for field, starts in _FIELDS:
        if name.startswith(starts):
            return field
    raise KeyError(name)


def _words(name: str, rw: Reading, ro: Reading, wanted: Description, offered: Description) -> str:  # noqa: C901
    w, o = rw.title, ro.title
    credit_w = rw.credit.full if rw.credit else ""
    credit_o = ro.credit.full if ro.credit else ""
    versions_w, versions_o = _versions(w.versions, w.makers), _versions(o.versions, o.makers)
    match name:
        case "title same":
            return f"same title: {w.raw}"
        case "title near" | "title part" | "title cut off" | "title is subtitle" | "title differs":
            how = {
                "title near": "title almost the same",
                "title part": "one title is a part of the other",
                "title cut off": "title cut off",
                "title is subtitle": "one title is the other's subtitle",
                "title differs": "another title",
            }[name]
            return f"{how}: {w.raw} / {o.raw}"
        case "title unknown":
            return "no title known on both sides"
        case "subtitle missing":
            return f"subtitle on one side only: {' '.join(w.subtitles or o.subtitles)}"
        case "words after a dash missing":
            return f"one title says more after a dash: {w.raw} / {o.raw}"
        case "subtitle differs":
            return f"other subtitle: {' '.join(w.subtitles)} / {' '.join(o.subtitles)}"
        case "numbers differ" | "number missing" | "year missing" | "part missing":
            return f"numbers differ: {_list(w.numbers)} / {_list(o.numbers)}"
        case "brackets differ":
            return f"another piece in brackets: {w.raw} / {o.raw}"
        case "generic title":
            return "many scores have a piece of this name, and nothing else tells which"
        case "artist same" | "artist primary same":
            return f"same artist: {credit_w}"
        case "artist near" | "artist words near":
            return f"artist almost the same: {credit_w} / {credit_o}"
        case "artist part" | "artist initials":
            return f"artist in another form: {credit_w} / {credit_o}"
        case "artist shares a name":
            return f"artists share a name: {credit_w} / {credit_o}"
        case "artist related":
            return f"credited otherwise, but the same people: {credit_w} / {credit_o}"
        case "artist differs":
            return f"another artist: {credit_w} / {credit_o}"
        case "artist unknown":
            return "artist not known on both sides"
        case "version same":
            return f"same version: {versions_w}"
        case "maker differs" | "maker missing" | "versions differ":
            return f"another version: {versions_w or 'none said'} / {versions_o or 'none said'}"
        case "wanted version missing" | "wanted edit missing":
            return f"asked for {versions_w}, which the other does not say"
        case "unasked version" | "unasked edit" | "unasked version of a name":
            return f"another version: {versions_o or 'live, by the release it is on'}"
        case "live by album" | "album says live":
            return "live, by the album's name"
        case "imitation by album or artist":
            return "karaoke or a tribute, by the album's or artist's name"
        case "unasked version of that length":
            return "the length asked for is that version's"
        case "wanted version by length and album":
            return "but the release is that version's, and the length"
        case "isrc same":
            return "same ISRC"
        case "isrc differs":
            return "another ISRC"
        case "place on the list's release":
            return "the whole list is on this release, and this is the line's place there"
        case "identifier same":
            return "same identifier"
        case "position same" | "number same":
            return f"same track number: {wanted.position}"
        case "place and length same":
            return "the same place on the same release, and as long"
        case "position differs" | "number differs":
            return f"another track number: {wanted.position} / {offered.position}"
    if name.startswith("length"):
        return f"lengths {_clock(wanted.seconds)} / {_clock(offered.seconds)}"
    if name == "album unknown on one side":
        return "release known on one side only"
    if name.startswith("album") and rw.album and ro.album:
        said = _ALBUMS.get(name)
        return f"{said}: {rw.album.raw} / {ro.album.raw}" if said else ""
    if name.startswith("reading"):
        return _READINGS.get((rw if rw.kind != "as written" else ro).kind, "")
    return ""


_ALBUMS = {"album same": "same release", "album near": "release almost the same", "album differs": "another release"}
_READINGS = {
    "numbered": "read without the number before it",
    "swapped": "read with title and artist swapped",
    "joined": "read as artist and title in one",
    "joined, artist left out": "read as artist and title in one, the artist given beside it left out",
    "with album": "read as title and release in one",
    "bare version": "read with the last words as the version",
    "cut": "read with the artist's name cut out of the title",
}


def _versions(versions: frozenset[str], makers: frozenset[str]) -> str:
    return " ".join([*sorted(makers), *sorted(versions)])


def _list(numbers: frozenset[str]) -> str:
    return ", ".join(sorted(numbers)) or "none"


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "unknown"
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
