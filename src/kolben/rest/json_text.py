"""JSON as Python's json module writes it, made by msgspec, which is faster.

The text is the same to the byte: a blank after commas and colons, ASCII with escapes.
Beyond it, what msgspec knows can be written too (dates, UUIDs, dataclasses), and what
JSON does not have, NaN and the infinities, is null.
"""

from __future__ import annotations

import codecs
import json
import re
import typing as t
from functools import lru_cache

import msgspec

if t.TYPE_CHECKING:
    from ..app import Kolben

_encode = msgspec.json.Encoder().encode
# Floats that Python writes with another exponent. A regular expression that begins with
# a letter is searched for quickest; what follows the digits tells them from text.
_EXPONENT = re.compile(rb"e(?<=[0-9]e)-?[0-9]+[,\]}\s]")
# First bytes in UTF-8 of what "backslashreplace" does not write as JSON: the characters
# before U+0100 and those after U+FFFF.
_SHORT_OR_LONG = b"\xc2\xc3\xf0\xf1\xf2\xf3\xf4"
_INDENTED = {"indent": 4}


def write_json(data: t.Any, settings: dict[str, t.Any] | None = None) -> bytes:
    """The data as a line of JSON; the settings are arguments of ``json.dumps``."""
    settings = dict(settings or ())
    # Python's json does with keys and subclasses what msgspec refuses.
    if settings and settings != _INDENTED:
        if "cls" in settings:
            settings["cls"] = _extend(settings["cls"])
        else:
            settings.setdefault("default", msgspec.to_builtins)
        return _dump(data, settings)
    try:
        text = _encode(data)
    except (TypeError, ValueError):
        return _dump(data, {"default": msgspec.to_builtins, **settings})
    if not settings:
        text = msgspec.json.format(text, indent=0)
        if b"0.0000" not in text and b"\x7f" not in text:
            text += b"\n"
            if _EXPONENT.search(text) is None:
                return text if text.isascii() else _escape(text)
    return _dump(json.loads(text), settings)


@lru_cache(16)
def _extend(encoder: type[json.JSONEncoder]) -> type[json.JSONEncoder]:
    """The class, which is asked first, with what msgspec knows in addition."""

    class Extended(encoder):  # type: ignore[misc,valid-type]  # a class of the app's
        def default(self, o: t.Any) -> t.Any:
            try:
                return super().default(o)
            except TypeError:
                return msgspec.to_builtins(o)

    return Extended


def _dump(data: t.Any, settings: dict[str, t.Any]) -> bytes:
    # With a line break at the end, for those who read it in a terminal.
    return f"{json.dumps(data, **settings)}\n".encode()


def find_settings(app: Kolben) -> dict[str, t.Any]:
    """The arguments of ``json.dumps`` that an app asks for.

    They are in RESTX_JSON, or RESTPLUS_JSON; in debug mode the text is indented.
    """
    config = app.config
    settings: dict[str, t.Any]
    settings = config.get("RESTX_JSON") or config.get("RESTPLUS_JSON") or {}
    return {**_INDENTED, **settings} if config["DEBUG"] else settings


def _escape(text: bytes) -> bytes:
    quick = not any(byte in text for byte in _SHORT_OR_LONG)
    return text.decode().encode("ascii", "backslashreplace" if quick else "kolben.json")


@lru_cache(1000)
def _escape_characters(text: str) -> str:
    return json.dumps(text)[1:-1]


def _escape_part(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end]
    write = _escape_characters if len(text) < 3 else _escape_characters.__wrapped__
    return write(text), error.end


codecs.register_error("kolben.json", _escape_part)
