"""Blocks of code: Pygments' classes, and the name of the file they are from."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from html import escape
from time import thread_time
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
_LONGEST = 100_000
# Some lexers take time that grows with the square of the length. The code of one text
# gets so many seconds, and so many more for each character, ten times what is usual.
_SECONDS = 1.0
_SECONDS_A_CHARACTER = 20e-6
_LEFT = "kolben.pages.code"
# What is looked at behind the fence; finding a name takes such time, too.
_LONGEST_INFO = 1000
_LANGUAGE = re.compile(r"[\w.+#-]+")
_FILE = re.compile(r"""\{[^{}]*?\bfile=(?:"([^"]*)"|'([^']*)'|([^\s{}]+))[^{}]*\}""")


def render_fence(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    place: int,
    _options: OptionsDict,
    env: EnvType,
) -> str:
    """Render rule for a block between fences."""
    info = tokens[place].info.strip()[:_LONGEST_INFO]
    match = _LANGUAGE.match(info)
    language = "" if match is None else match[0]
    block = render_code(tokens[place].content, language, env)
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


def render_code(
    code: str, language: str, env: MutableMapping[str, Any] | None = None
) -> str:
    """A block of code; of a language that Pygments does not know, as plain text.

    So is what takes too long. `env` is shared by the blocks of a text.
    """
    lexer = find_lexer(language.lower()) if len(code) <= _LONGEST else None
    html = None
    if lexer is not None:
        html = _highlight(code, lexer, {} if env is None else env)
    if html is None:
        html = escape(code, quote=False)
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


def _highlight(code: str, lexer: Lexer, env: MutableMapping[str, Any]) -> str | None:
    """The code as HTML; None when the time of the text is used up."""
    began = thread_time()
    end = began + env.get(_LEFT, _SECONDS) + _SECONDS_A_CHARACTER * len(code)
    html = io.StringIO()
    try:
        _make_formatter().format(_take_until(end, lexer.get_tokens(code)), html)
    except TimeoutError:
        return None
    finally:
        env[_LEFT] = max(0.0, end - thread_time())
    return html.getvalue()


def _take_until(
    end: float, tokens: Iterable[tuple[Any, str]]
) -> Iterator[tuple[Any, str]]:
    for number, token in enumerate(tokens):
        # Asking for the time takes as long as some tokens.
        if number % 16 == 0 and thread_time() > end:
            raise TimeoutError
        yield token


@functools.cache
def _make_formatter() -> HtmlFormatter[Any]:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True, classprefix=PREFIX)
