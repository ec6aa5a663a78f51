"""Which links a text may have, and addresses that are links without being marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

#: Schemes of links and images. A link without one stays on the site.
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_SCHEME = re.compile(r"\s*([^/?#:]*):")
# No space, nothing that could end or mark a text, and no punctuation of Chinese or
# Japanese, after which a sentence goes on without a space.
_ADDRESS = re.compile(
    r"://[^\s\x00-\x20\x7f<>\"`*\[\]{}|\\^"
    r"\u2018-\u201f\u2026\u3000-\u303f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20"
    r"\uff3b-\uff40\uff5b-\uff65]+"
)
_TRAILING = ".,:;!?'_~"


def is_allowed_link(url: str) -> bool:
    """Whether `url` may be the target of a link or of an image."""
    match = _SCHEME.match(url)
    return match is None or match[1].lower() in SCHEMES


def bare_link(state: StateInline, silent: bool) -> bool:
    """Inline rule: `https://…` in the middle of a text is a link."""
    if state.src[state.pos] != ":" or state.linkLevel > 0:
        return False
    # Before the address: that may go on to the end of the text, at every colon.
    scheme = find_scheme(state.pending)
    if scheme is None:
        return False
    match = _ADDRESS.match(state.src, state.pos, state.posMax)
    rest = "" if match is None else _trim(match[0])
    if len(rest) < 4:
        return False
    url = state.md.normalizeLink(scheme + rest)
    if not state.md.validateLink(url):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": url}
        token.markup = "linkify"
        token = state.push("text", "", 0)
        token.content = scheme + rest
        state.push("link_close", "a", -1).markup = "linkify"
    state.pos += len(rest)
    return True


def find_scheme(before: str) -> str | None:
    """The `http` or `https` that a text ends in, if it is a word of its own."""
    for scheme in ("https", "http"):
        if before[-len(scheme) :].lower() == scheme:
            previous = before[-len(scheme) - 1 : -len(scheme)]
            # A Chinese character is a letter too, but no part of the word.
            is_part = previous.isascii() and (previous.isalnum() or previous in "+-.")
            return None if previous and is_part else before[-len(scheme) :]
    return None


def _trim(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    end = len(address)
    # Brackets that the address closes and has not opened.
    closing = address.count(")") - address.count("(")
    while end:
        if address[end - 1] == ")":
            if closing <= 0:
                break
            closing -= 1
        elif address[end - 1] not in _TRAILING:
            break
        end -= 1
    return address[:end]
