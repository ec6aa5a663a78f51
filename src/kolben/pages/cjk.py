"""Markdown for Chinese and Japanese, which put no spaces between words.

CommonMark tells opening marks from closing ones by spaces and punctuation around
them, so `**注意!**内容` would stay as it is. Here a mark beside a Chinese or Japanese
character may open and close as between spaces. And a line break between two such
characters is no space.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_WIDE = re.compile(
    "["
    "\u2e80-\u2fdf"  # radicals
    "\u3000-\u30ff"  # punctuation, Hiragana, Katakana
    "\u3100-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u31c0-\u31ff\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\ufe30-\ufe4f\uff01-\uff9f\uffe0-\uffe6"  # forms of full and half width
    "\U0001aff0-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003ffff"
    "]"
)
# Marks that Western texts have too; beside a Chinese character they are Chinese.
_SHARED = frozenset("\u2018\u2019\u201c\u201d\u2026\u2014\u00b7")


def is_wide(character: str) -> bool:
    """Whether it is a character of Chinese or Japanese, punctuation included."""
    return _WIDE.match(character) is not None


def emphasis(state: StateInline, silent: bool) -> bool:
    """Inline rule in place of markdown-it's, for `*`, `_` and `~~`."""
    marker = state.src[state.pos]
    if silent or marker not in "*_~":
        return False
    length, can_open, can_close = scan(state.src, state.pos, state.posMax)
    if marker != "~":
        for _ in range(length):
            _push(state, marker, length, can_open, can_close)
    elif length == 2:
        # One or three are no mark: `~5` is "about five".
        _push(state, "~~", 0, can_open, can_close)
    else:
        state.push("text", "", 0).content = "~" * length
    state.pos += length
    return True


def scan(source: str, start: int, end: int) -> tuple[int, bool, bool]:
    """Length of the run of marks at `start`; whether it can open, can close."""
    marker = source[start]
    position = start
    while position < end and source[position] == marker:
        position += 1
    before = source[start - 1] if start > 0 else " "
    after = source[position] if position < end else " "
    space_before, space_after = _is_space(before), _is_space(after)
    mark_before, mark_after = _is_mark(before), _is_mark(after)
    wide_before, wide_after = is_wide(before), is_wide(after)
    opens = not space_after and (
        not mark_after or wide_after or space_before or mark_before or wide_before
    )
    closes = not space_before and (
        not mark_before or wide_before or space_after or mark_after or wide_after
    )
    # Both marks of a word in Chinese quotes stand between two characters.
    if before in _SHARED and wide_after:
        closes = True
    if after in _SHARED and wide_before:
        opens = True
    if marker == "_":
        # Within a word of Latin letters it is a part of the name.
        opens, closes = (
            opens and (not closes or mark_before),
            closes and (not opens or mark_after),
        )
    return position - start, opens, closes


def join_lines(state: StateCore) -> None:
    """Core rule: no space for a line break between two wide characters."""
    for token in state.tokens:
        before = " "
        # A break whose next character is not known yet.
        waiting: Token | None = None
        for child in token.children or ():
            if child.type == "softbreak":
                waiting = child if is_wide(before) else None
                before = " "
            elif child.type in ("text", "code_inline", "text_special"):
                if child.content:
                    if waiting is not None and is_wide(child.content[0]):
                        waiting.type, waiting.content = "text", ""
                    waiting, before = None, child.content[-1]
            elif child.nesting == 0:
                waiting, before = None, " "


def _push(
    state: StateInline, text: str, length: int, can_open: bool, can_close: bool
) -> None:
    from markdown_it.rules_inline.state_inline import Delimiter

    state.push("text", "", 0).content = text
    state.delimiters.append(
        Delimiter(
            marker=ord(text[0]),
            length=length,
            token=len(state.tokens) - 1,
            end=-1,
            open=can_open,
            close=can_close,
        )
    )


def _is_space(character: str) -> bool:
    from markdown_it.common.utils import isWhiteSpace

    return isWhiteSpace(ord(character))


def _is_mark(character: str) -> bool:
    from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

    return isMdAsciiPunct(ord(character)) or isPunctChar(character)
