"""Metadata as bytes for the index, and back: every value comes back as it was.

What JSON knows, dates among it, is kept as JSON, because that is read back quickest.
Metadata with anything else in them (sets, bytes, keys that are numbers, parts that
stand in two places) are kept as the YAML they came from. Nothing here can run code.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from . import front_matter

_JSON = b"j"
_YAML = b"y"
# A mapping of this one key stands for a date or a datetime.
_DATE = "\0date"
_DATETIME = "\0datetime"
_MAX_DEPTH = 50


class _NotPlainError(Exception):
    """JSON would not give the value back as it is."""


def pack(meta: dict[Any, Any], source: str) -> bytes:
    """The metadata as bytes; `source` is their YAML."""
    if not front_matter.is_customized():
        try:
            plain = _simplify(meta, set(), _MAX_DEPTH)
            text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        except (_NotPlainError, ValueError):
            pass
        else:
            return _JSON + text.encode("utf-8", "surrogatepass")
    return _YAML + source.encode("utf-8", "surrogatepass")


def unpack(packed: bytes, file: str) -> dict[Any, Any]:
    """The metadata out of what `pack` made. Raises ValueError for other bytes."""
    text = packed[1:].decode("utf-8", "surrogatepass")
    if packed[:1] == _YAML:
        return front_matter.parse(text, file)
    if packed[:1] == _JSON:
        meta, end = _DECODER.raw_decode(text)
        if isinstance(meta, dict) and end == len(text):
            return meta
    raise ValueError("these are no packed metadata")


def _simplify(value: Any, seen: set[int], depth: int) -> Any:
    kind = type(value)
    if kind is str or value is None or kind is bool or kind is int or kind is float:
        return value
    if kind is date:
        return {_DATE: value.isoformat()}
    if kind is datetime:
        return {_DATETIME: value.isoformat()}
    # A part in two places would come back as two parts, and a loop never ends.
    if not depth or id(value) in seen:
        raise _NotPlainError
    seen.add(id(value))
    if kind is list:
        return [_simplify(each, seen, depth - 1) for each in value]
    if kind is not dict:
        raise _NotPlainError
    plain = {}
    for key, each in value.items():
        if type(key) is not str or key.startswith("\0"):
            raise _NotPlainError
        plain[key] = _simplify(each, seen, depth - 1)
    return plain


def _restore(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        if _DATE in value:
            return date.fromisoformat(value[_DATE])
        if _DATETIME in value:
            return datetime.fromisoformat(value[_DATETIME])
    return value


_DECODER = json.JSONDecoder(object_hook=_restore)
