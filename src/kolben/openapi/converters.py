"""What the variables of URLs take, by their converters."""

from __future__ import annotations

import typing as t

from .operation import JSON

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

_CONVERTERS: dict[str, JSON] = {
    "IntegerConverter": {"type": "integer"},
    "FloatConverter": {"type": "number"},
    "UUIDConverter": {"type": "string", "format": "uuid"},
}


def describe_converter(rule: Rule, name: str) -> JSON:
    """What the converter of a rule's value takes."""
    kind = type(rule._converters[name]).__name__ if name in rule._converters else ""
    converter = rule._converters.get(name)
    schema: JSON = dict(_CONVERTERS.get(kind, {"type": "string"}))
    for limit, key in (("min", "minimum"), ("max", "maximum")):
        value = getattr(converter, limit, None)
        if value is not None:
            schema[key] = value
    if kind == "AnyConverter":
        schema["enum"] = sorted(getattr(converter, "items", ()))
    return schema
