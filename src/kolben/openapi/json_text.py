"""Documents as JSON text."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum

from .operation import JSON


def write_json(document: JSON, indent: int | None = None) -> bytes:
    """UTF-8. Defaults and examples that JSON has no word for become texts."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        document,
        ensure_ascii=False,
        indent=indent,
        separators=separators,
        default=to_plain,
    )
    # A lone surrogate, as in a pattern of somebody's, has no UTF-8.
    return text.encode("utf-8", "backslashreplace")


def make_plain(document: JSON) -> JSON:
    """The document as it is read back: of dicts, lists, texts and numbers only."""
    plain: JSON = json.loads(write_json(document))
    return plain


def to_plain(value: t.Any) -> t.Any:
    """What stands in a document for a value that JSON has no word for."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
