"""Values that fit a schema, for where nobody gave an example."""

from __future__ import annotations

import typing as t

from .operation import JSON

# Far enough for what people nest, and a recursive type comes to an end.
_DEEPEST = 6
_BY_FORMAT: dict[str, t.Any] = {
    "binary": "(a file)",
    "byte": "aGVsbG8=",
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "duration": "PT1H",
    "email": "someone@example.org",
    "hostname": "example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "12:00:00",
    "uri": "https://example.org/",
    "uuid": "9b2c1f5e-6d1a-4c55-8f0e-2d2f5a3c7b10",
}


def make_example(
    schema: t.Any, find: t.Callable[[str], JSON | None], depth: int = 0
) -> t.Any:
    """A value for a schema; ``find`` gives the schema of a reference."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return None
    for key in ("example", "default", "const"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        listed = schema.get(key)
        if isinstance(listed, list) and listed:
            return listed[0]
    if "$ref" in schema:
        return make_example(find(schema["$ref"]), find, depth + 1)
    if "allOf" in schema:
        return _make_whole(schema, find, depth)
    for key in ("anyOf", "oneOf"):
        arms = [each for each in schema.get(key, ()) if each != {"type": "null"}]
        if arms:
            return make_example(arms[0], find, depth + 1)
    kind = find_type(schema)
    if kind == "object":
        return _make_object(schema, find, depth)
    if kind == "array":
        return _make_list(schema, find, depth)
    return _make_scalar(schema, kind)


def find_type(schema: JSON) -> str:
    """The type of a schema that names one; of several the first that is not null."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if isinstance(kind, str):
        return kind
    if "properties" in schema or "additionalProperties" in schema:
        return "object"
    return "array" if "items" in schema else "any"


def _make_whole(
    schema: JSON, find: t.Callable[[str], JSON | None], depth: int
) -> t.Any:
    own = {key: value for key, value in schema.items() if key != "allOf"}
    parts = [make_example(each, find, depth + 1) for each in schema["allOf"]]
    if own.get("properties"):
        parts.append(make_example(own, find, depth))
    objects = [each for each in parts if isinstance(each, dict)]
    if not objects:
        return parts[0] if parts else None
    return {name: value for each in objects for name, value in each.items()}


def _make_object(
    schema: JSON, find: t.Callable[[str], JSON | None], depth: int
) -> JSON:
    members = schema.get("properties") or {}
    found = {}
    for name, member in members.items():
        value = make_example(member, find, depth + 1)
        if value is not None or depth < 2 or name in schema.get("required", ()):
            found[name] = value
    extra = schema.get("additionalProperties")
    if not found and isinstance(extra, dict):
        found["name"] = make_example(extra, find, depth + 1)
    return found


def _make_list(
    schema: JSON, find: t.Callable[[str], JSON | None], depth: int
) -> list[t.Any]:
    prefix = schema.get("prefixItems")
    if isinstance(prefix, list):
        return [make_example(each, find, depth + 1) for each in prefix]
    one = make_example(schema.get("items"), find, depth + 1)
    count = min(int(schema.get("minItems", 1)), 3)
    return [] if one is None else [one] * max(count, 1)


def _make_scalar(schema: JSON, kind: str) -> t.Any:
    if kind == "boolean":
        return True
    if kind in {"integer", "number"}:
        return _make_number(schema)
    if kind == "null":
        return None
    if kind == "any":
        return {}
    text: str = _BY_FORMAT.get(schema.get("format", ""), "text")
    least = schema.get("minLength", 0)
    # A pattern's text is anybody's guess.
    return (text * (least // len(text) + 1))[:100] if least > len(text) else text


def _make_number(schema: JSON) -> t.Any:
    step = schema.get("multipleOf", 1)
    if "minimum" in schema:
        return schema["minimum"]
    if "exclusiveMinimum" in schema:
        return schema["exclusiveMinimum"] + step
    if "maximum" in schema:
        return min(schema["maximum"], step)
    if "exclusiveMaximum" in schema:
        return min(schema["exclusiveMaximum"] - step, step)
    return step
