"""HTML comments in Markdown: notes of the author, which nobody else gets to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline


def comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a comment that has its lines to itself, empty ones included."""
    if state.is_code_block(start) or not _get_line(state, start).startswith("<!--"):
        return False
    line = start
    while line < end and "-->" not in _get_line(state, line)[4 * (line == start) :]:
        line += 1
        if line < end and state.sCount[line] < state.blkIndent:
            return False
    if line >= end or not _get_line(state, line).rstrip().endswith("-->"):
        return False
    if not silent:
        state.line = line + 1
    return True


def comment(state: StateInline, silent: bool) -> bool:  # noqa: ARG001 - nothing to push
    """Inline rule: a comment within a text."""
    if not state.src.startswith("<!--", state.pos):
        return False
    # Looked for once in a text, however many comments in it never end.
    if state.html_terminator_last("-->") < state.pos + 4:
        return False
    end = state.src.find("-->", state.pos + 4)
    if end + 3 > state.posMax:
        return False
    state.pos = end + 3
    return True


def _get_line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
