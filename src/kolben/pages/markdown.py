"""`Markdown`: from a text that nobody has checked to HTML that is safe to show.

Safe by construction: the parser knows no HTML, and links lead only to schemes in
`links.SCHEMES`. What comes out goes through `sanitizer.clean` all the same.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import cjk, comments, headings, links, tasks
from .code import render_fence, render_indented
from .headings import Heading, make_id
from .sanitizer import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

    from .flatpages import FlatPages
    from .page import Page

# Quotes within quotes, lists within lists: so deep, and the rest is text.
_DEEPEST = 20
# Characters that no HTML may have; "&#1;" becomes a replacement character as well.
_FORBIDDEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff"
    + "".join(
        chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)
    )
    + "]"
)
_ALIGNMENTS = {"left", "center", "right"}


class Html(str):
    """HTML as Markdown gave it. `toc` are its headings, in their order."""

    __slots__ = ("toc",)
    toc: tuple[Heading, ...]

    def __new__(cls, text: str, toc: tuple[Heading, ...] = ()) -> Html:
        html = super().__new__(cls, text)
        html.toc = toc
        return html

    def __html__(self) -> str:
        # Templates print it as it is.
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.toc


class Markdown:
    """Renders Markdown safely: CommonMark, tables, footnotes, task lists, code.

    An object of it is a renderer for FLATPAGES_HTML_RENDERER, and can be called
    with nothing but a text. HTML in the text is shown as text.
    """

    @cached_property
    def _parser(self) -> MarkdownIt:
        # A start whose pages are all in the index renders nothing, and does without.
        return make_parser()

    def __call__(
        self,
        text: str,
        pages: FlatPages | None = None,  # noqa: ARG002 - what a renderer is given
        page: Page | None = None,
    ) -> Html:
        """The text as HTML.

        With a `page` its path becomes a part of the ids of footnotes, so that
        several pages can be shown on one.
        """
        env: dict[str, Any] = {}
        if page is not None:
            env["docId"] = make_id(page.path)
        text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
        html = clean(self._parser.render(text, env))
        return Html(html, tuple(env["headings"]))


def make_parser() -> MarkdownIt:
    """markdown-it with everything that the pages of a site need."""
    # Not before it is needed, as Pygments and nh3 are not: this package is imported
    # in half the time without them.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    parser.validateLink = links.is_allowed_link  # type: ignore[method-assign]  # the way to configure it
    parser.use(footnote_plugin, inline=False)
    parser.block.ruler.before("paragraph", "comment", comments.comment_block)
    parser.inline.ruler.before("autolink", "comment", comments.comment)
    parser.inline.ruler.before("emphasis", "bare_link", links.bare_link)
    parser.inline.ruler.at("emphasis", cjk.emphasis)
    parser.inline.ruler.disable("strikethrough")
    parser.core.ruler.push("tasks", tasks.mark_tasks)
    parser.core.ruler.push("join_lines", cjk.join_lines)
    parser.core.ruler.push("attributes", set_attributes)
    parser.core.ruler.push("headings", headings.number_headings)
    parser.core.ruler.push("toc", headings.place_toc)
    parser.add_render_rule("fence", render_fence)
    parser.add_render_rule("code_block", render_indented)
    parser.add_render_rule("toc", render_content)
    parser.add_render_rule("task_box", render_content)
    return parser


def set_attributes(state: StateCore) -> None:
    """Core rule: images wait until they are seen; cells get a class, not a style."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            alignment = str(token.attrs.pop("style")).partition(":")[2]
            if alignment in _ALIGNMENTS:
                token.attrs["class"] = f"align-{alignment}"
        for child in token.children or ():
            if child.type == "image":
                child.attrs["loading"] = "lazy"


def render_content(
    _renderer: object, tokens: list[Token], place: int, _options: object, _env: object
) -> str:
    """Render rule for what one of the core rules has made HTML already."""
    return tokens[place].content
