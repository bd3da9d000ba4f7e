"""Markup inside one line of Markdown: emphasis, links, code, escapes, the HTML that people mix in."""

from __future__ import annotations

import html
import re

from soundtrack.tracklist.lines import Builder, Span

# Every repetition is bounded or stops at the next delimiter: a line may be megabytes long.
_TOKEN = re.compile(
    r"""
    \\(?P<escape>[!-/:-@\[-`{-~])
    |(?P<shortcode>\{[{%][^{}]{0,500}[}%]\})                       # Liquid, Jinja, Hugo
    |(?P<drop>
        \{:[^{}]{0,200}\}                                         # kramdown attributes
        |!\[[^\[\]]{0,500}\](?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,600}\)|\[[^\[\]]{0,200}\])   # image
        |\[\^[^\[\]\s]{1,60}\]                                     # footnote
        |<!--(?:(?!-->).){0,2000}-->
        |<https?://[^<>\s]{1,2000}>
        |<sup\b[^<>]{0,200}>.{0,200}?</sup>
    )
    |(?P<br><br\s*/?>)
    |<(?P<shut>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,15})(?:\s[^<>]{0,2000})?/?>
    |(?P<url>(?<![\w(="'])https?://[^\s<>)\]]+)
    |(?P<entity>&(?:\#\d{1,7}|\#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,32});)
    |`+(?P<code>[^`]+)`+
    |(?P<open>\[)
    |\](?P<link>\((?:[^()\n]|\([^()\n]{0,300}\)){0,900}\)(?:\{:[^{}]{0,200}\})?|\[[^\[\]]{0,200}\])
    |(?P<close>\])
    |(?P<emph>\*{1,3}|_{1,3}|~~)
    """,
    re.VERBOSE,
)
_ARGUMENT = re.compile(r'"([^"]*)"')
_PLAIN = re.compile(r"[\\{!\[\]<&`*_~]|https?:")
_TAG_KINDS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "a": "a", "code": "code"}

Piece = tuple[str, tuple[Span, ...], int]
"""Text, spans, and the offset of its first character."""


class _Inline:
    """State of reading one source line."""

    def __init__(self, source: str, at: int) -> None:
        self.source = source
        self.at = at
        self.out: list[Piece] = []
        self.builder = Builder()
        self.links: list[int] = []
        self.open: list[tuple[str, int]] = []

    def read(self) -> list[Piece]:
        done = 0
        for match in _TOKEN.finditer(self.source):
            if match.start() > done:
                self.builder.add(self.source[done : match.start()], self.at + done)
            done = match.end()
            self._token(match)
        self.builder.add(self.source[done:], self.at + done)
        self._line_break()
        return self.out

    def _token(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        at = self.at + match.start()
        if kind == "escape":
            self.builder.add(match["escape"], at)
        elif kind == "shortcode":
            self._shortcode(match[0], at)
        elif kind == "br":
            self._line_break()
        elif kind == "tag":
            self._tag(match["tag"].lower(), bool(match["shut"]))
        elif kind == "entity":
            self.builder.add(html.unescape(match["entity"]), at)
        elif kind == "code":
            index = self.builder.add(match["code"], at)
            self.builder.mark(index, index + 1, "code")
        elif kind == "open":
            self.links.append(self.builder.add("[", at))
        elif kind in ("link", "close"):
            self._bracket(match, at)
        elif kind == "emph":
            self._emphasis(match, at)
        # "drop" and "url" leave nothing for a reader

    def _shortcode(self, code: str, at: int) -> None:
        """Keep the one quoted text of ``{{< artist "Name" >}}``, which the site prints."""
        quoted = _ARGUMENT.findall(code)
        if len(quoted) == 1 and not re.search(r"[/=]|\.\w{2,4}$", quoted[0]) and "=" not in code:
            self.builder.add(quoted[0], at + code.index(quoted[0]))

    def _bracket(self, match: re.Match[str], at: int) -> None:
        opened = self.links.pop() if self.links else None
        if match["link"] is None or opened is None:
            self.builder.add(match[0], at)
            return
        self.builder.blank(opened)
        self.builder.mark(opened, len(self.builder.pieces), "a")

    def _emphasis(self, match: re.Match[str], at: int) -> None:
        marker = match["emph"]
        before = self.source[match.start() - 1 : match.start()]
        after = self.source[match.end() : match.end() + 1]
        inside_word = marker[0] == "_" and (before.isalnum() and after.isalnum())
        index = self.builder.add(marker, at)
        if inside_word:
            return
        if before.strip():
            marker = self._closed(marker, index)
            if not marker:
                return
        if after.strip():
            self.open.append((marker, index))

    def _closed(self, marker: str, index: int) -> str:
        """Close what the marker can close; return what is left of it. ``***`` may end as ``**`` and ``*``."""
        for depth in range(len(self.open) - 1, max(-1, len(self.open) - 10), -1):
            opener, opened = self.open[depth]
            if opener[0] != marker[0]:
                continue
            width = min(len(opener), len(marker))
            del self.open[depth:]
            self.builder.mark(opened, index, "b" if width > 1 else "i")
            self.builder.pieces[opened] = opener[width:]
            if len(opener) > width:
                self.open.append((opener[width:], opened))
            marker = marker[width:]
            self.builder.pieces[index] = marker
            if not marker:
                return ""
        return marker

    def _tag(self, name: str, shut: bool) -> None:
        kind = _TAG_KINDS.get(name)
        if kind is None:
            return
        if not shut:
            self.open.append((f"<{kind}", len(self.builder.pieces)))
            return
        for depth in range(len(self.open) - 1, max(-1, len(self.open) - 10), -1):
            if self.open[depth][0] == f"<{kind}":
                self.builder.mark(self.open[depth][1], len(self.builder.pieces), kind)
                del self.open[depth:]
                return

    def _line_break(self) -> None:
        text, spans = self.builder.finish()
        if text:
            start = self.builder.start
            self.out.append((text, spans, self.at if start is None else start))
        self.builder = Builder()
        self.links = []
        self.open = []


def read_inline(source: str, at: int) -> list[Piece]:
    """Read the Markdown of one line that stands at offset *at*.

    Returns:
        One piece; several where ``<br>`` breaks the line; none where nothing is left to read.
    """
    if not _PLAIN.search(source):
        text = " ".join(source.split())
        return [(text, (), at + len(source) - len(source.lstrip()))] if text else []
    return _Inline(source, at).read()
