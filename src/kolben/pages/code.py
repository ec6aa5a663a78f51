"""Blocks of code: Pygments' classes, and the name of the file they are from."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it.renderer import RendererProtocol
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

#: The class around a block, and what the classes of its words begin with.
BLOCK_CLASS = "highlight"
PREFIX = "hl-"
# Some lexers take time that grows with the square of the length.
_LONGEST = 100_000
# What is looked at behind the fence; finding a name takes such time, too.
_LONGEST_INFO = 1000
_LANGUAGE = re.compile(r"[\w.+#-]+")
_FILE = re.compile(r"""\{[^{}]*?\bfile=(?:"([^"]*)"|'([^']*)'|([^\s{}]+))[^{}]*\}""")


def render_fence(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    place: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    """Render rule for a block between fences."""
    info = tokens[place].info.strip()[:_LONGEST_INFO]
    match = _LANGUAGE.match(info)
    language = "" if match is None else match[0]
    block = render_code(tokens[place].content, language)
    named = _FILE.search(info)
    if named is None:
        return block
    # What stands behind a "#" names lines in the file: for writers, not for readers.
    name = escape((named[1] or named[2] or named[3] or "").partition("#")[0])
    return f'<figure class="code">\n<figcaption>{name}</figcaption>\n{block}</figure>\n'


def render_indented(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    place: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    """Render rule for a block that is code because it is indented."""
    return render_code(tokens[place].content, "")


def render_code(code: str, language: str) -> str:
    """A block of code; of a language that Pygments does not know, as plain text."""
    lexer = find_lexer(language.lower()) if len(code) <= _LONGEST else None
    html = escape(code, quote=False) if lexer is None else _highlight(code, lexer)
    named = f' class="language-{escape(language)}"' if language else ""
    return f'<div class="{BLOCK_CLASS}"><pre><code{named}>{html}</code></pre></div>\n'


@functools.lru_cache(maxsize=64)
def find_lexer(language: str) -> Lexer | None:
    """Pygments' lexer for a name of a language, or None."""
    # Not before it is needed: a start would take longer by it.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if not language:
        return None
    try:
        lexer: Lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
    return lexer


def _highlight(code: str, lexer: Lexer) -> str:
    import pygments

    html: str = pygments.highlight(code, lexer, _make_formatter())
    return html


@functools.cache
def _make_formatter() -> HtmlFormatter[Any]:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True, classprefix=PREFIX)
