"""Headings: their ids, which keep letters of every script, and tables of contents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_LONGEST = 80
# Ids that footnotes have.
_RESERVED = re.compile(r"fn(ref)?[-\d]")


class Heading(NamedTuple):
    """A heading of a text: its level from 1 to 6, its id, and what it says."""

    level: int
    id: str
    text: str


def make_id(text: str) -> str:
    """An id out of any text: letters and digits, `-` for what is between words."""
    text = unicodedata.normalize("NFKC", text).lower()
    words = re.findall(r"\w+", text)
    made = unicodedata.normalize("NFC", "-".join(words))[:_LONGEST].strip("-_")
    if not made or _RESERVED.match(made):
        return f"section-{made}" if made else "section"
    return made


def number_headings(state: StateCore) -> None:
    """Core rule: give every heading an id of its own and list them in `env`."""
    counts: dict[str, int] = {}
    used: set[str] = set()
    found: list[Heading] = []
    tokens = state.tokens
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = " ".join("".join(_find_texts(tokens[place + 1].children or ())).split())
        wanted = made = make_id(text)
        while made in used:
            counts[wanted] = counts.get(wanted, 1) + 1
            made = f"{wanted}-{counts[wanted]}"
        used.add(made)
        token.attrs["id"] = made
        found.append(Heading(int(token.tag[1]), made, text))
    state.env["headings"] = found


def place_toc(state: StateCore) -> None:
    """Core rule: `[TOC]` alone in a paragraph stands for the table of contents."""
    from markdown_it.token import Token

    tokens = state.tokens
    for place in range(len(tokens) - 2):
        first = tokens[place]
        if first.type == "paragraph_open" and tokens[place + 1].content == "[TOC]":
            toc = Token("toc", "", 0, content=render_toc(state.env["headings"]))
            nothing = Token("toc", "", 0)
            tokens[place : place + 3] = [toc, nothing, nothing]
            # One is enough; a thousand would be a thousand times as long.
            return


def render_toc(headings: Sequence[Heading]) -> str:
    """Links to the headings in lists within lists."""
    if not headings:
        return ""
    parts = ['<nav class="toc">\n']
    levels: list[int] = []
    for heading in headings:
        while len(levels) > 1 and heading.level < levels[-1]:
            levels.pop()
            parts.append("</li>\n</ul>\n")
        if not levels or heading.level > levels[-1]:
            levels.append(heading.level)
            parts.append("<ul>\n")
        else:
            levels[-1] = heading.level
            parts.append("</li>\n")
        parts.append(f'<li><a href="#{heading.id}">{escape(heading.text)}</a>')
    parts.append("</li>\n</ul>\n" * len(levels) + "</nav>\n")
    return "".join(parts)


def _find_texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type == "image":
            yield from _find_texts(token.children or ())
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
