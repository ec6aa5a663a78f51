"""The frames of a traceback on the error page: what is the user's own stands open, what
is a package's, or repeats, is folded into a line.
"""

from __future__ import annotations

import ast
import linecache
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from .owner import find_package

if TYPE_CHECKING:
    from werkzeug.debug.tbtools import DebugFrameSummary

# As often as Python itself prints a line that repeats.
_MOST_ALIKE = 3
_CONTEXT = 5
_LONGEST_LINE = 2_000


def render_frames(
    frames: Sequence[DebugFrameSummary],
    render_below: Callable[[DebugFrameSummary], str],
    *,
    is_last: bool,
) -> str:
    """The items of a list. ``render_below`` gives what stands below a frame.

    With ``is_last`` the last frame of the user's own is marked as the place to look at.
    """
    own = [frame for frame in frames if find_package(frame.filename) is None]
    # Where there is nothing but packages, that is what there is to see.
    shown = own or list(frames)
    here = shown[-1] if shown else None
    kinds = _list_kinds(frames, {id(frame) for frame in shown}, here)
    parts = []
    for kind, group in groupby(zip(kinds, frames, strict=True), lambda pair: pair[0]):
        members = [frame for _, frame in group]
        items = "".join(
            _render_item(
                frame,
                render_below(frame),
                is_open=kind == "shown" and (bool(own) or frame is here),
                is_here=is_last and frame is here,
                has_context=kind != "repeated",
            )
            for frame in members
        )
        if kind != "shown":
            line = _describe(kind, members)
            items = (
                f'<li class="folded"><details><summary>{line}</summary>'
                f"<ul>{items}</ul></details>\n"
            )
        parts.append(items)
    return "".join(parts)


def _list_kinds(
    frames: Sequence[DebugFrameSummary],
    shown: set[int],
    here: DebugFrameSummary | None,
) -> Iterator[str]:
    seen: Counter[tuple[str, int | None, str]] = Counter()
    for frame in frames:
        key = (frame.filename, frame.lineno, frame.name)
        seen[key] += 1
        if seen[key] > _MOST_ALIKE and frame is not here:
            yield "repeated"
        else:
            yield "shown" if id(frame) in shown else "packages"


def _describe(kind: str, frames: Sequence[DebugFrameSummary]) -> Markup:
    number = "1 frame" if len(frames) == 1 else f"{len(frames)} frames"
    if kind == "repeated":
        return escape(f"{number} that repeat those above")
    found = dict.fromkeys(find_package(frame.filename) or "" for frame in frames)
    names = list(found)
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more"]
    *most, last = names
    return escape(f"{number} of {', '.join(most)}{' and ' if most else ''}{last}")


def _render_item(
    frame: DebugFrameSummary,
    below: str,
    *,
    is_open: bool,
    is_here: bool,
    has_context: bool,
) -> str:
    title = f' title="{escape(frame.info)}"' if frame.info else ""
    place = ' class="here"' if is_here else ""
    expanded = " expanded" if is_open else ""
    source = "".join(_render_source(frame, _CONTEXT if has_context else 0))
    return (
        f"<li{place}{title}>"
        f'<div class="frame" id="frame-{id(frame)}">\n'
        f'<h4>File <cite class="filename">"{escape(frame.filename)}"</cite>, line'
        f' <em class="line">{frame.lineno}</em>, in'
        f' <code class="function">{escape(frame.name)}</code></h4>\n'
        f'<div class="source{expanded}">{source}</div>\n'
        f"</div>\n{below}"
    )


def _render_source(frame: DebugFrameSummary, context: int) -> Iterator[str]:
    lines = linecache.getlines(frame.filename)
    current = (frame.lineno or 0) - 1
    if not 0 <= current < len(lines):
        # A line all the same: the console opens from it.
        yield '<pre class="line current none">(the source is not at hand)</pre>'
        return
    first = max(0, current - context)
    around = lines[first : current + context + 1]
    for number, line in enumerate(around, first):
        kind = "before" if number < current else "after"
        if number == current:
            kind = "current"
        text = line.rstrip()[:_LONGEST_LINE].expandtabs()
        code = text.lstrip()
        indent = " " * (len(text) - len(code))
        marked = _mark(line, frame) if number == current else None
        yield (
            f'<pre class="line {kind}" data-line="{number + 1}"><span class="ws">'
            f"{indent}</span>{marked or escape(code) or ' '}</pre>"
        )


def _mark(line: str, frame: DebugFrameSummary) -> str | None:
    """The line with the part of it marked where the error arose; None if it is all."""
    begin, end = getattr(frame, "colno", None), getattr(frame, "end_colno", None)
    if (
        begin is None
        or end is None
        or len(line) > _LONGEST_LINE
        or "\t" in line.strip()
    ):
        return None
    data = line.encode("utf-8", "surrogatepass")
    try:
        # Python counts bytes.
        head, part, tail = (
            piece.decode("utf-8", "surrogatepass")
            for piece in (data[:begin], data[begin:end], data[end:])
        )
        # The end may belong to another line, which a frame does not tell.
        ast.parse(part)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    head, tail = head.lstrip(), tail.rstrip()
    if not part.strip() or not (head or tail):
        return None
    return f"{escape(head)}<mark>{escape(part)}</mark>{escape(tail)}"
