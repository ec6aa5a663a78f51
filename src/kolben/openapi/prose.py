"""Descriptions as HTML: the part of Markdown that they are mostly written in.

Paragraphs, lists with ``-`` or ``*``, fenced and inline code, emphasis, and links.
Everything else stands as it is; there is no way for a tag to get through.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_FENCE = re.compile(r"(?m)^```[^\n]*\n(.*?)(?:^```[ \t]*$|\Z)", re.DOTALL)
_ITEM = re.compile(r"[ \t]*[-*+][ \t]+")
_SPAN = re.compile(
    r"`([^`]+)`|\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(((?:https?://|[./#])[^)\s]*)\)"
)


def to_html(text: str | None) -> Markup:
    """A description as HTML."""
    parts = _FENCE.split((text or "").strip())
    return Markup("").join(
        Markup("<pre><code>{}</code></pre>").format(part) if index % 2 else _flow(part)
        for index, part in enumerate(parts)
    )


def to_line(text: str | None) -> Markup:
    """A description without its paragraphs, for a row of a table."""
    return _spans(" ".join((text or "").split()))


def _flow(text: str) -> Markup:
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    return Markup("").join(_block(block) for block in blocks)


def _block(block: str) -> Markup:
    found = Markup("")
    lines: list[str] = []
    items: list[str] = []
    for line in block.strip("\n").split("\n"):
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line, count=1))
        elif items:
            items[-1] += f"\n{line.strip()}"
        else:
            lines.append(line.strip())
    if lines:
        found += Markup("<p>{}</p>").format(_spans("\n".join(lines)))
    if items:
        listed = Markup("").join(
            Markup("<li>{}</li>").format(_spans(item)) for item in items
        )
        found += Markup("<ul>{}</ul>").format(listed)
    return found


def _spans(text: str) -> Markup:
    found: list[Markup] = []
    end = 0
    for match in _SPAN.finditer(text):
        found.append(escape(text[end : match.start()]))
        code, strong, label, url = match.groups()
        if code is not None:
            found.append(Markup("<code>{}</code>").format(code))
        elif strong is not None:
            found.append(Markup("<strong>{}</strong>").format(strong))
        else:
            link = Markup('<a href="{}" rel="noreferrer">{}</a>')
            found.append(link.format(url, label))
        end = match.end()
    found.append(escape(text[end:]))
    return Markup("").join(found)
