"""Documents as YAML text. No library is needed to write what JSON can hold."""

from __future__ import annotations

import json
import re
import typing as t
from collections.abc import Iterator

from .json_text import make_plain
from .operation import JSON

# Others are quoted: they could be read as something else than a text.
_PLAIN_KEY = re.compile(r"[A-Za-z_$/][\w$/.{}-]*\Z", re.ASCII)
_WORDS = frozenset({"false", "n", "no", "null", "off", "on", "true", "y", "yes"})
#: What JSON leaves as it is, and YAML does not take.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def write_yaml(document: JSON) -> bytes:
    """UTF-8; what reads it gets what it would get from the JSON."""
    lines = list(_write_mapping(make_plain(document), "")) or ["{}"]
    return ("\n".join(lines) + "\n").encode()


def _write_mapping(mapping: JSON, indent: str) -> Iterator[str]:
    for key, value in mapping.items():
        yield from _write_entry(f"{indent}{_write_key(key)}:", value, indent)


def _write_entry(start: str, value: t.Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield start
        yield from _write_mapping(value, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield start
        for item in value:
            yield from _write_item(item, f"{indent}  ")
    else:
        yield f"{start} {_write_scalar(value)}"


def _write_item(item: t.Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict) and item:
        lines = _write_mapping(item, f"{indent}  ")
        # The first member stands behind the dash.
        yield f"{indent}- {next(lines).lstrip(' ')}"
        yield from lines
    elif isinstance(item, list) and item:
        yield f"{indent}-"
        for each in item:
            yield from _write_item(each, f"{indent}  ")
    else:
        yield f"{indent}- {_write_scalar(item)}"


def _write_key(key: str) -> str:
    if _PLAIN_KEY.match(key) and key.lower() not in _WORDS:
        return key
    # Longer ones have to be announced, and none is.
    return _write_scalar(key)


def _write_scalar(value: t.Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and "." not in text:
        # YAML takes 1e+16 for a text.
        text = text.replace("e", ".0e")
    if not isinstance(value, str):
        return text
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
