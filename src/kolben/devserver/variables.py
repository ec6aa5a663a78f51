"""The local variables of a frame on the error page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from reprlib import Repr
from types import ModuleType
from typing import Any

from markupsafe import escape

# Whoever looks over a shoulder, or at a screenshot, must not read these.
_SECRET = re.compile(
    r"pass(word|wd|phrase)|secret|token|api_?key|private|credential|cookie"
    r"|authori[sz]ation|^pin$",
    re.IGNORECASE,
)
_MASK = "(not shown: its name is that of a secret)"
_MOST_VARIABLES = 60
_LONGEST_VALUE = 300


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
    except (Exception, SystemExit) as error:
        return f"(its repr raises {type(error).__name__})"
    if len(text) > _LONGEST_VALUE:
        text = text[:_LONGEST_VALUE] + "…"
    return text


def _list_rows(variables: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, value in list(variables):
        # By its type: an object may tell any class, or raise when it is asked.
        if name.startswith("__") or issubclass(type(value), ModuleType):
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
