"""The page of an error in the debugger. Console and PIN are Werkzeug's."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from traceback import TracebackException
from typing import Any, ClassVar, cast

import werkzeug.debug
from markupsafe import escape
from werkzeug.debug.tbtools import DebugFrameSummary, DebugTraceback

from .console import is_loopback
from .frames import render_frames
from .variables import render_locals

_log = logging.getLogger(__name__)
# Characters of variables on one page: deep recursions have thousands of frames.
_MOST_TEXT = 200_000
# As many of a group as Python prints.
_MOST_MEMBERS = 15
_HERE = Path(__file__).parent
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} // Kolben debugger</title>
<link rel="icon" href="?__debugger__=yes&amp;cmd=resource&amp;f=console.png">
<style>
{style}</style>
<script src="?__debugger__=yes&amp;cmd=resource&amp;f=debugger.js"></script>
<script>
var CONSOLE_MODE = false,
    EVALEX = {evalex},
    EVALEX_TRUSTED = {trusted},
    SECRET = "{secret}";
{script}</script>
</head>
<body>
<div class="debugger">
<header>
<h1>{name}</h1>
<p class="errormsg">{message}</p>
<p class="copy"><button type="button" data-copy="#message">Copy the message</button>
<button type="button" data-copy="#text">Copy the traceback</button></p>
<textarea id="message" hidden readonly>{whole}</textarea>
<textarea id="text" hidden readonly>{text}</textarea>
</header>
<main class="traceback-list">
<h2>Traceback <em>(most recent call last)</em></h2>
<div class="traceback">
{sections}</div>
<details class="text"><summary>The traceback as text</summary>
<div class="plain"><textarea readonly rows="10">{text}</textarea></div></details>
</main>
<footer>{help}</footer>
</div>
<div class="pin-prompt"><div class="inner">
<h3>Console locked</h3>
<p>Enter the PIN that stands in the terminal where the server runs.</p>
<form><p><label>PIN: <input type="text" name="pin" size="14" autocomplete="off"></label>
<input type="submit" name="btn" value="Confirm PIN"></p></form>
</div></div>
<!--

{comment}

-->
</body>
</html>
"""
_HELP = """\
<p>A click on a frame shows more or less of its source. Its console runs Python there,
once the PIN from the terminal has been entered; <code>dump()</code> shows all of its
variables, <code>dump(obj)</code> what there is to know about an object.</p>
"""


class ErrorPage(DebugTraceback):
    """The page of a traceback: the message, the user's own frames, the rest in folds.

    Local variables are for those who may have the console: a browser that asks for a
    trusted host, and, where `needs_pin`, has entered the PIN.
    """

    needs_pin: ClassVar[bool] = False

    def __init__(
        self,
        exc: BaseException,
        te: TracebackException | None = None,
        *,
        skip: int = 0,
        hide: bool = True,
    ) -> None:
        super().__init__(exc, te, skip=skip, hide=hide)
        self._name = type(exc).__name__
        _prepare_groups(exc, self._te, hide)

    # Also for the console, which finds a frame among these.
    @cached_property
    def all_frames(self) -> list[DebugFrameSummary]:
        """The frames of the error, of those it came from, and of members of groups."""
        return list(_walk_frames(self._te))

    def render_debugger_html(
        self, evalex: bool, secret: str, evalex_trusted: bool
    ) -> str:
        """The page; Werkzeug's own where it cannot be made."""
        try:
            may_see = evalex and (evalex_trusted or not self.needs_pin)
            html = self._render(
                evalex, secret, evalex_trusted, _MOST_TEXT if may_see else 0
            )
        except Exception:
            _log.exception("The error page is shown as Werkzeug's")
            html = super().render_debugger_html(evalex, secret, evalex_trusted)
        # What the app says may have halves of characters, which no page can have.
        return html.encode("utf-8", "backslashreplace").decode("utf-8")

    def _render(self, evalex: bool, secret: str, trusted: bool, room: int) -> str:
        def render_below(frame: DebugFrameSummary) -> str:
            nonlocal room
            table = render_locals(frame.local_ns) if room > 0 else ""
            room -= len(table)
            return table

        def render_chain(te: TracebackException, is_last: bool) -> Iterator[str]:
            for link, one in reversed(_list_chain(te)):
                frames = cast("list[DebugFrameSummary]", one.stack)
                if link:
                    yield f'<div class="exc-divider">{link}:</div>\n'
                is_end = is_last and one is te
                items = render_frames(frames, render_below, is_last=is_end)
                if items:
                    yield f"<ul>{items}</ul>\n"
                yield f"<blockquote>{escape(_describe(one))}</blockquote>\n"
                members = one.exceptions or []
                for number, member in enumerate(members[:_MOST_MEMBERS], 1):
                    yield (
                        '<section class="member">'
                        f"<h3>{number} of {len(members)} in the group</h3>\n"
                    )
                    yield from render_chain(member, is_last=False)
                    yield "</section>\n"
                if more := len(members[_MOST_MEMBERS:]):
                    yield f"<p>and {more} more</p>\n"

        whole = _describe(self._te)
        title, message = _split(whole, self._name)
        text = "".join(self._te.format())
        return _PAGE.format(
            title=escape(title),
            style=(_HERE / "error_page.css").read_text("utf-8"),
            script=(_HERE / "error_page.js").read_text("utf-8"),
            evalex="true" if evalex else "false",
            trusted="true" if trusted else "false",
            secret=secret,
            name=escape(self._name),
            message=escape(message or "(without a message)"),
            whole=escape(whole),
            text=escape(text),
            sections="".join(render_chain(self._te, is_last=True)),
            help=_HELP if evalex else "",
            comment=re.sub("-{2,}", "-", text),
        )


class GuardedErrorPage(ErrorPage):
    """For a server that other machines can reach, where any header may be made up."""

    needs_pin = True


def install(host: str) -> None:
    """Have the debugger of this process, whose server is bound to `host`, use it."""
    # Werkzeug has no other way to give its debugger a page.
    page = ErrorPage if is_loopback(host) else GuardedErrorPage
    vars(werkzeug.debug)["DebugTraceback"] = page


def _describe(te: TracebackException) -> str:
    """The error with its notes, and without its frames."""
    return "".join(te.format_exception_only()).rstrip("\n")


def _split(whole: str, name: str) -> tuple[str, str]:
    """The line for the title, and the message without the error's name.

    What stands before the name, as the place of a SyntaxError, comes after it.
    """
    head, colon, message = whole.partition(f"{name}: ")
    place, _, module = head.rpartition("\n")
    if not colon:
        return whole.partition("\n")[0], "" if whole.endswith(name) else whole
    title = f"{module}{name}: {message}".partition("\n")[0]
    return title, f"{message}\n{place}" if place else message


def _list_chain(te: TracebackException) -> list[tuple[str, TracebackException]]:
    """An error and those it came from, each with how it came from the next."""
    found: list[tuple[str, TracebackException]] = []
    current: TracebackException | None = te
    while current is not None:
        if current.__cause__ is not None:
            link = "The above exception was the direct cause of the following exception"
            origin: TracebackException | None = current.__cause__
        elif current.__context__ is not None and not current.__suppress_context__:
            link = "During handling of the above exception, another exception occurred"
            origin = current.__context__
        else:
            link, origin = "", None
        found.append((link, current))
        current = origin
    return found


def _walk_frames(te: TracebackException) -> Iterator[DebugFrameSummary]:
    for _, one in _list_chain(te):
        yield from cast("list[DebugFrameSummary]", one.stack)
        for member in one.exceptions or ():
            yield from _walk_frames(member)


def _prepare_groups(exc: BaseException, te: TracebackException, hide: bool) -> None:
    """Give the members of groups frames with a console, as the error itself has."""
    error: BaseException | None = exc
    for _, one in _list_chain(te):
        if error is None:
            return
        members: Any = getattr(error, "exceptions", ())
        for member, its in zip(members, one.exceptions or (), strict=False):
            DebugTraceback(member, its, hide=hide)
            _prepare_groups(member, its, hide)
        error = error.__cause__ if one.__cause__ is not None else error.__context__
