"""The types, values and limits that one schema allows and another does not."""

from __future__ import annotations

import json
import math
import typing as t
from dataclasses import replace

from .change import Change
from .example import find_type
from .operation import JSON

_MORE = ("minLength", "minItems", "minProperties")
_LESS = ("maxLength", "maxItems", "maxProperties")
_WORDS = ("pattern", "format", "contentEncoding", "contentMediaType")
Bound = tuple[float, int] | None


def find_kind(schema: JSON) -> str:
    """The type, also of a schema that only lists values."""
    kind = find_type(schema)
    if kind == "any":
        values = [schema["const"]] if "const" in schema else schema.get("enum")
        kinds = {_KINDS.get(type(each), "any") for each in values or ()}
        if len(kinds) == 1:
            return kinds.pop()
    return kind


_KINDS = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}


def label_schema(schema: JSON) -> str:
    """What alternatives that are meant to be the same have in common."""
    title = schema.get("title", "") if find_kind(schema) == "object" else ""
    return f"{find_kind(schema)} {title} {_write(schema.get('const', ''))}"


def name_schema(schema: JSON) -> str:
    """A word for a schema in a message."""
    kind = find_kind(schema)
    if "const" in schema:
        return _write(schema["const"])
    return str(schema.get("title") or ("anything" if kind == "any" else kind))


def compare_types(old: JSON, new: JSON, sent: bool) -> t.Iterator[Change]:
    """What it means that a type is another."""
    before, after = find_kind(old), find_kind(new)
    if before == after:
        return
    wider = after == "any" or (before, after) == ("integer", "number")
    narrower = before == "any" or (before, after) == ("number", "integer")
    breaking = not wider if sent else not narrower
    text = f"was {name_schema(old)}, is {name_schema(new)}"
    if before == "any" or after == "any" or name_schema(old) == name_schema(new):
        words = {"any": "anything"}
        text = f"was {words.get(before, before)}, is {words.get(after, after)}"
    yield Change("", "type", breaking, text)


def _list_values(schema: JSON) -> list[str] | None:
    if "const" in schema:
        return [_write(schema["const"])]
    values = schema.get("enum")
    return [_write(each) for each in values] if isinstance(values, list) else None


def compare_values(old: JSON, new: JSON, sent: bool) -> t.Iterator[Change]:
    """What it means that values, or the default, are others."""
    before, after = _list_values(old), _list_values(new)
    if before is None and after is not None:
        text = f"is now one of {', '.join(after)}"
        yield Change("", "enum", sent, text)
    elif before is not None and after is None:
        text = f"is no longer only one of {', '.join(before)}"
        yield Change("", "enum", not sent, text)
    elif before is not None and after is not None:
        gone = [each for each in before if each not in after]
        come = [each for each in after if each not in before]
        if gone:
            text = f"can no longer be {', '.join(gone)}"
            yield Change("", "enum", sent, text)
        if come:
            text = f"can now also be {', '.join(come)}"
            yield Change("", "enum", not sent, text)
    if old.get("default") != new.get("default"):
        text = f"default was {_tell(old, 'default')}, is {_tell(new, 'default')}"
        yield Change("", "default", False, text)


def compare_limits(old: JSON, new: JSON, sent: bool) -> t.Iterator[Change]:
    """What it means that limits are others."""

    def tell(key: str, narrower: bool) -> Change:
        text = f"{key} was {_tell(old, key)}, is {_tell(new, key)}"
        return Change("", "limits", sent and narrower, text)

    for key, sign in (("minimum", 1), ("maximum", -1)):
        before, after = _find_bound(old, key, sign), _find_bound(new, key, sign)
        if before != after:
            text = f"{key} was {_write_bound(before, sign)}"
            text += f", is {_write_bound(after, sign)}"
            narrower = after is not None and (before is None or after > before)
            yield Change("", "limits", sent and narrower, text)
    for keys, sign in ((_MORE, 1), (_LESS, -1)):
        for key in keys:
            first = old.get(key, 0 if sign > 0 else math.inf)
            second = new.get(key, 0 if sign > 0 else math.inf)
            if first != second:
                yield tell(key, second * sign > first * sign)
    for key in _WORDS:
        if old.get(key) != new.get(key):
            change = tell(key, key in new)
            # Those who read a date do not read an address.
            lost = not sent and key != "pattern" and key in old
            yield replace(change, breaking=change.breaking or lost)
    step, other = old.get("multipleOf"), new.get("multipleOf")
    if step != other:
        yield tell("multipleOf", not (other is None or (step and step % other == 0)))
    if bool(old.get("uniqueItems")) != bool(new.get("uniqueItems")):
        yield tell("uniqueItems", bool(new.get("uniqueItems")))


def _find_bound(schema: JSON, key: str, sign: int) -> Bound:
    """The limit, turned so that more is narrower, and whether it is shut out."""
    found: list[tuple[float, int]] = []
    if isinstance(schema.get(key), int | float):
        found.append((schema[key] * sign, 0))
    shut = schema.get(f"exclusive{key.capitalize()}")
    if isinstance(shut, int | float) and not isinstance(shut, bool):
        if find_kind(schema) == "integer":
            found.append((math.floor(shut * sign) + 1, 0))
        else:
            found.append((shut * sign, 1))
    return max(found, default=None)


def _write_bound(bound: Bound, sign: int) -> str:
    if bound is None:
        return "not set"
    return f"{bound[0] * sign:g}" + (" (shut out)" if bound[1] else "")


def _tell(schema: JSON, key: str) -> str:
    return _write(schema[key]) if key in schema else "not set"


def _write(value: t.Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
