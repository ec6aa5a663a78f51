"""The second wall: whatever the renderer gave, only these elements come through."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from .links import SCHEMES

if TYPE_CHECKING:
    import nh3

#: Attributes by element; the elements are those that can be written in Markdown.
ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in ("br", "em", "p", "s", "strong", "tbody", "thead", "tr")},
    **{tag: {"class"} for tag in ("div", "figure", "nav", "pre", "span", "sup")},
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "a": {"class", "href", "id", "title"},
    "blockquote": set(),
    "code": {"class"},
    "figcaption": set(),
    "hr": {"class"},
    "img": {"alt", "loading", "src", "title"},
    "input": {"checked", "class", "disabled", "type"},
    "li": {"class", "id"},
    "ol": {"class", "start"},
    "section": {"class"},
    "table": set(),
    "td": {"class"},
    "th": {"class"},
    "ul": {"class"},
}


def clean(html: str) -> str:
    """The HTML without anything that is not allowed, and well formed."""
    return _make_cleaner().clean(html)


@functools.cache
def _make_cleaner() -> nh3.Cleaner:
    # Not before it is needed: a start would take longer by it.
    import nh3

    return nh3.Cleaner(
        tags=set(ALLOWED),
        clean_content_tags={"script", "style"},
        attributes=ALLOWED,
        url_schemes=set(SCHEMES),
        strip_comments=True,
        link_rel=None,
    )
