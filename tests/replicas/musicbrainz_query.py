"""The search language of MusicBrainz, as far as we send it; anything else is an error.

https://musicbrainz.org/doc/Indexed_Search_Syntax

::

    query   = clause (("AND" clause)* | ("OR" clause)* | clause*)     without an operator: OR
    clause  = "NOT"? ( "(" query ")" | field ":" ( "phrase" | word ) )

Operators of one level must be the same: Lucene's precedence of a mixture surprises everybody, so we never send one.
A phrase stands in a value where its words follow one another; case and accents are folded. Rare phrases in short
values weigh more, as in Lucene.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SPECIAL = frozenset('+-&|!(){}[]^"~*?:\\/')
"""Characters that need a backslash: https://lucene.apache.org/core/4_3_0/queryparser/ (Escaping)."""

Document = Mapping[str, Sequence[str]]
"""A document's values by field."""


class QueryError(Exception):
    """The query is not in the language, or names a field that the entity does not have."""


@dataclass(frozen=True)
class Phrase:
    """Words that follow one another in a field."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Clauses of which all (AND) or any (OR) hold."""

    operator: str
    clauses: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """A clause that must not hold."""

    clause: Node


Node = Phrase | Group | Not


def words(text: str) -> tuple[str, ...]:
    """Fold and cut as the index does: no case, no accents, no apostrophes, letters and digits only."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(char for char in folded if not unicodedata.combining(char) and char not in "'’")
    return tuple(re.findall(r"[^\W_]+", folded))


def parse(query: str, fields: frozenset[str]) -> Node:
    """Read a query whose fields are among *fields*.

    Raises:
        QueryError: It is blank, malformed, or uses what we do not know.
    """
    parser = _Parser(_tokens(query), fields)
    node = parser.query()
    parser.must_be_at_end()
    return node


def _tokens(query: str) -> list[tuple[str, str]]:
    """Cut into ``(kind, text)``: kinds ``(``, ``)``, ``:``, ``word``, ``phrase``, ``end``."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(query):
        char = query[at]
        if char.isspace():
            at += 1
        elif char in "():":
            tokens.append((char, char))
            at += 1
        elif char == '"':
            text, at = _until(query, at + 1, lambda one: one == '"', forbidden="")
            if at >= len(query):
                raise QueryError("a phrase is not closed")
            tokens.append(("phrase", text))
            at += 1
        else:
            text, at = _until(query, at, lambda one: one.isspace() or one in '():"', forbidden="".join(SPECIAL))
            tokens.append(("word", text))
    return [*tokens, ("end", "")]


def _until(query: str, at: int, ends: Callable[[str], bool], *, forbidden: str) -> tuple[str, int]:
    text = ""
    while at < len(query) and not ends(query[at]):
        if query[at] == "\\":
            at += 1
            if at == len(query):
                raise QueryError("a backslash at the end")
        elif query[at] in forbidden:
            raise QueryError(f"{query[at]!r} needs a backslash here")
        text += query[at]
        at += 1
    return text, at


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], fields: frozenset[str]) -> None:
        self._tokens = tokens
        self._fields = fields
        self._at = 0

    def query(self) -> Node:
        clauses = [self._clause()]
        operators: set[str] = set()
        while self._kind not in (")", "end"):
            operators.add(self._operator())
            clauses.append(self._clause())
        if len(operators) > 1:
            raise QueryError("AND and OR in one level: use brackets")
        if len(clauses) == 1:
            return clauses[0]
        return Group(operators.pop(), tuple(clauses))

    def must_be_at_end(self) -> None:
        if self._kind != "end":
            raise QueryError("a bracket too many")

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    def _take(self, kind: str) -> str:
        found, text = self._tokens[self._at]
        if found != kind:
            raise QueryError(f"expected {kind}, not {text!r}")
        self._at += 1
        return text

    def _operator(self) -> str:
        if self._tokens[self._at] in (("word", "AND"), ("word", "OR")):
            return self._take("word")
        return "OR"

    def _clause(self) -> Node:
        if self._tokens[self._at] == ("word", "NOT"):
            self._take("word")
            return Not(self._clause())
        if self._kind == "(":
            self._take("(")
            node = self.query()
            self._take(")")
            return node
        field = self._take("word")
        if self._kind != ":":
            raise QueryError(f"{field!r} names no field")
        self._take(":")
        if field not in self._fields:
            raise QueryError(f"there is no field {field!r}")
        return Phrase(field, words(self._take("phrase" if self._kind == "phrase" else "word")))


class Index:
    """Documents that can be ranked by a query."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = [
            {field: [words(value) for value in values] for field, values in document.items()} for document in documents
        ]
        self._holding: dict[tuple[str, str], set[int]] = {}
        for number, document in enumerate(self._documents):
            for field, values in document.items():
                for value in values:
                    for word in value:
                        self._holding.setdefault((field, word), set()).add(number)

    def rank(self, node: Node) -> list[tuple[int, float]]:
        """Numbers of the documents that the query finds, with their weights; best first, ties in their order."""
        found = self._weigh(node)
        return sorted(found.items(), key=lambda hit: (-hit[1], hit[0]))

    def _weigh(self, node: Node) -> dict[int, float]:
        if isinstance(node, Phrase):
            return self._weigh_phrase(node)
        if isinstance(node, Not):
            without = self._weigh(node.clause)
            return {number: 0.0 for number in range(len(self._documents)) if number not in without}
        parts = [self._weigh(clause) for clause in node.clauses]
        numbers = set.intersection(*map(set, parts)) if node.operator == "AND" else set.union(*map(set, parts))
        return {number: sum(part.get(number, 0.0) for part in parts) for number in numbers}

    def _weigh_phrase(self, phrase: Phrase) -> dict[int, float]:
        if not phrase.words:
            return {}
        numbers = set.intersection(*(self._holding.get((phrase.field, word), set()) for word in phrase.words))
        shares = {number: self._share(phrase, number) for number in numbers}
        found = {number: share for number, share in shares.items() if share}
        rarity = math.log(1 + len(self._documents) / max(1, len(found)))
        return {number: rarity * share for number, share in found.items()}

    def _share(self, phrase: Phrase, number: int) -> float:
        """How much of the best value the phrase is; 0 where it does not stand."""
        size = len(phrase.words)
        return max(
            (
                math.sqrt(size / len(value))
                for value in self._documents[number][phrase.field]
                if any(value[at : at + size] == phrase.words for at in range(len(value) - size + 1))
            ),
            default=0.0,
        )
