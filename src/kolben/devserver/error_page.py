"""What Kolben adds to the debugger's error page: local variables, and room on a phone.

Traceback, source, console and PIN are Werkzeug's.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from reprlib import Repr
from types import ModuleType
from typing import Any, ClassVar

import werkzeug.debug
from markupsafe import escape
from werkzeug.debug.tbtools import DebugTraceback

from .console import is_loopback

_log = logging.getLogger(__name__)
# Whoever looks over a shoulder, or at a screenshot, must not read these.
_SECRET = re.compile(
    r"pass(word|wd|phrase)|secret|token|api_?key|private|credential|cookie"
    r"|authori[sz]ation|^pin$",
    re.IGNORECASE,
)
_MASK = "(not shown: its name is that of a secret)"
_MOST_VARIABLES = 60
_LONGEST_VALUE = 300
# Characters of one page: deep recursions have thousands of frames.
_MOST_TEXT = 200_000
_FRAME = re.compile(r'id="frame-(\d+)">.*?</div>\n</div>\n', re.DOTALL)
_HEAD = """\
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  div.traceback pre { overflow-x: auto; }
  div.detail p, div.traceback blockquote, div.traceback h4, cite {
    overflow-wrap: anywhere;
  }
  div.traceback h4 { font-size: 14px; }
  div.plain textarea { box-sizing: border-box; width: 100%; }
  details.locals { margin: 2px 0 10px; font-size: 14px; }
  details.locals summary { cursor: pointer; padding: 4px 2px; color: #11557C; }
  details.locals table { border-collapse: collapse; width: 100%; }
  details.locals :is(th, td) {
    padding: 3px 8px 3px 0; text-align: left; vertical-align: top;
    border-bottom: 1px solid #D3E7E9; font-weight: normal;
  }
  details.locals code { overflow-wrap: anywhere; }
  details.locals td:nth-child(2) { color: #555; }
  @media (hover: none) { div.traceback pre img { display: block; } }
  @media (max-width: 40rem) {
    body { margin: 0; }
    h1 { font-size: 24px; overflow-wrap: anywhere; }
    div.traceback { padding: 6px; }
    div.traceback ul { padding: 0; }
    div.pin-prompt div.inner { width: auto; margin: 40px 8px; padding: 12px; }
  }
</style>
</head>"""


class ErrorPage(DebugTraceback):
    """Werkzeug's page of a traceback, with the local variables of every frame.

    Variables are for those who may have the console: a browser that asks for a trusted
    host, and, where `needs_pin`, has entered the PIN.
    """

    needs_pin: ClassVar[bool] = False

    def render_debugger_html(
        self, evalex: bool, secret: str, evalex_trusted: bool
    ) -> str:
        """The page; Werkzeug's own if nothing can be added to it."""
        html = super().render_debugger_html(evalex, secret, evalex_trusted)
        try:
            may_see = evalex and (evalex_trusted or not self.needs_pin)
            return self._add(html, _MOST_TEXT if may_see else 0)
        except Exception:
            _log.exception("The error page is shown without local variables")
            return html

    def _add(self, html: str, room: int) -> str:
        frames = {id(frame): frame for frame in self.all_frames}

        def add_table(found: re.Match[str]) -> str:
            nonlocal room
            table = render_locals(frames[int(found[1])].local_ns) if room > 0 else ""
            room -= len(table)
            return found[0] + table

        head, _, rest = html.partition("</head>")
        return f"{head}{_HEAD}{_FRAME.sub(add_table, rest)}"


class GuardedErrorPage(ErrorPage):
    """For a server that other machines can reach, where any header may be made up."""

    needs_pin = True


def install(host: str) -> None:
    """Have the debugger of this process, whose server is bound to `host`, use it."""
    # Werkzeug has no other way to give its debugger a page.
    page = ErrorPage if is_loopback(host) else GuardedErrorPage
    vars(werkzeug.debug)["DebugTraceback"] = page


def render_locals(variables: Mapping[str, Any]) -> str:
    """The variables as a table that can be unfolded; nothing if there are none.

    Values are shortened, and those with names of secrets are not shown.
    """
    rows = list(_list_rows(variables.items()))
    if not rows:
        return ""
    more = ""
    if len(rows) > _MOST_VARIABLES:
        more = f"<p>and {len(rows) - _MOST_VARIABLES} more</p>"
    return (
        f'<details class="locals"><summary>Local variables ({len(rows)})</summary>'
        f"<table>{''.join(rows[:_MOST_VARIABLES])}</table>{more}</details>\n"
    )


def describe_value(value: object) -> str:
    """A short text for a value, whatever its own ``repr`` does."""
    try:
        text = _SHORT.repr(value)
    except Exception as error:
        return f"(its repr raises {type(error).__name__})"
    if len(text) > _LONGEST_VALUE:
        text = text[:_LONGEST_VALUE] + "…"
    return text


def _list_rows(variables: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, value in list(variables):
        if name.startswith("__") or isinstance(value, ModuleType):
            continue
        text = _MASK if _SECRET.search(name) else describe_value(value)
        yield (
            f"<tr><th><code>{escape(name)}</code></th>"
            f"<td>{escape(type(value).__name__)}</td>"
            f"<td><code>{escape(text)}</code></td></tr>"
        )


_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _LONGEST_VALUE
_SHORT.maxdict = _SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxset = 12
