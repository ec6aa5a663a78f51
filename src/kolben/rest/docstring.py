"""What a docstring says: its first line, the rest, and the errors it names."""

from __future__ import annotations

import inspect
import re
import typing as t

_RAISES = re.compile(
    r"^:raises\s+(?P<name>\w+)\s*:\s*(?P<description>.*)$", re.MULTILINE
)


class Docstring(t.NamedTuple):
    """`summary` ends at the first full stop; `raises` are texts by class name."""

    summary: str | None = None
    details: str | None = None
    raises: t.Mapping[str, str] = {}


def parse_docstring(obj: t.Any) -> Docstring:
    """The parts of an object's docstring; what it inherits counts."""
    raw = obj.__doc__
    if raw is not None and "\n" not in raw and "." not in raw:
        # As most are.
        return Docstring(raw.strip(" ") or None)
    raw = inspect.getdoc(obj)
    if not raw:
        return Docstring()
    summary = raw.strip(" \n").split("\n")[0].split(".")[0]
    details = raw.replace(summary, "").lstrip(". \n").strip(" \n")
    raises = {}
    for found in _RAISES.finditer(raw):
        raises[found["name"]] = found["description"]
        details = details.replace(found[0], "")
    return Docstring(summary or None, details or None, raises)
