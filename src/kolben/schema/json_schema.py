"""JSON Schema 2020-12 of types, from msgspec's description of them.

It says what is taken: generated data that fit the schema are not refused. So it is
narrower than msgspec in two places, where a client is better off with the one form:
decimals are texts, and times have a zone unless ``Meta(tz=False)`` forbids it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import inspect as kinds

from .annotation import COLLECTIONS, SETS, is_array, strip, without_none
from .components import JSON, PREFIX, merge

_whole = r"^(0|-?[1-9][0-9]{0,18})$"
_decimal = r"^-?[0-9]{1,100}(\.[0-9]{1,100})?([Ee][+-]?[0-9]{1,3})?$"
_duration = (
    r"^-?P([0-9]{1,8}D(T[0-9]{1,8}(\.[0-9]{1,6})?S)?"
    r"|T([0-9]{1,6}H)?([0-9]{1,6}M)?[0-9]{1,8}(\.[0-9]{1,6})?S"
    r"|T([0-9]{1,6}H)?[0-9]{1,6}M|T[0-9]{1,6}H)$"
)
_clock = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
_naive = {"date-time": rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_clock}$"}
_naive["time"] = f"^{_clock}$"
_unfit = re.compile(r"[^A-Za-z0-9._-]")
_TYPES: dict[type, str] = {
    bool: "boolean",
    float: "number",
    int: "integer",
    str: "string",
    type(None): "null",
}
_LIMITS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "max_length": "maxLength",
    "min_length": "minLength",
    "multiple_of": "multipleOf",
    "pattern": "pattern",
}


def add_schema(node: kinds.Type, components: dict[str, JSON]) -> JSON:
    """The schema of a type; what has a name is added to `components`.

    A name that is taken by another schema gets a number: ``Post2``.
    """
    writer = _Writer()
    schema = writer.write(node)
    return merge(schema, writer.found, components)


class _Writer:
    """Writes one schema, and keeps those that it refers to."""

    def __init__(self) -> None:
        self.found: dict[str, JSON] = {}
        self._names: dict[Any, str] = {}

    def write(self, node: Any) -> JSON:
        if isinstance(node, kinds.Metadata):
            # Beside a $ref as well: 2020-12 has nothing against it.
            return {**self.write(node.type), **(node.extra_json_schema or {})}
        if isinstance(node, COLLECTIONS):
            return self.write_items(node)
        writer = _WRITERS[type(node)]
        return writer(self, node)

    def write_items(self, node: Any) -> JSON:
        schema: JSON = {"type": "array"}
        items = self.write(node.item_type)
        if items:
            schema["items"] = items
        if isinstance(node, SETS):
            schema["uniqueItems"] = True
        return schema | _limit(node, "Items")

    def write_tuple(self, node: Any) -> JSON:
        return _list_items([self.write(each) for each in node.item_types])

    def write_dict(self, node: Any) -> JSON:
        schema: JSON = {"type": "object"}
        values = self.write(node.value_type)
        if values:
            schema["additionalProperties"] = values
        if isinstance(strip(node.key_type), kinds.IntType | kinds.FloatType):
            schema["propertyNames"] = {"pattern": _whole}
        else:
            names = self.write(node.key_type)
            if names not in ({}, {"type": "string"}):
                schema["propertyNames"] = names
        return schema | _limit(node, "Properties")

    def write_union(self, node: Any) -> JSON:
        inner = without_none(node)
        if inner is not node:
            written = self.write(inner)
            arms = written["anyOf"] if set(written) == {"anyOf"} else [written]
            return {"anyOf": [*arms, {"type": "null"}]}
        schema = {"anyOf": [self.write(arm) for arm in node.types]}
        tagged = [strip(arm) for arm in node.types]
        if all(getattr(arm, "tag_field", None) for arm in tagged) and not any(
            map(is_array, tagged)
        ):
            return schema | {
                "discriminator": {
                    "propertyName": tagged[0].tag_field,
                    "mapping": {
                        str(arm.tag): self.refer(arm)["$ref"] for arm in tagged
                    },
                }
            }
        return schema

    def write_literal(self, node: Any) -> JSON:
        return _list_values(node.values)

    # What has a name ------------------------------------------------------------

    def refer(self, node: Any) -> JSON:
        name = self._names.get(node.cls)
        if name is None:
            plain = name = _unfit.sub("_", _title(node.cls))
            number = 1
            while name in self.found:
                number += 1
                name = f"{plain}{number}"
            self._names[node.cls] = name
            # Its place, until it is known: it may refer to itself.
            self.found[name] = {}
            schema: JSON = {"title": _title(node.cls)}
            text = _find_text(node.cls)
            if text:
                schema["description"] = text
            self.found[name] = schema | _DEFINITIONS[type(node)](self, node)
        return {"$ref": PREFIX + name}

    def define_enum(self, node: Any) -> JSON:
        return _list_values([each.value for each in node.cls])

    def define_named_tuple(self, node: Any) -> JSON:
        return self._define_array(node, [])

    def define_fields(self, node: Any) -> JSON:
        tag = getattr(node, "tag_field", None)
        if is_array(node):
            first = [_list_values([node.tag])] if tag is not None else []
            schema = self._define_array(node, first)
            if not node.forbid_unknown_fields:
                del schema["maxItems"]
            return schema
        properties: JSON = {}
        required = []
        if tag is not None:
            properties[tag] = _list_values([node.tag])
            required.append(tag)
        for field in node.fields:
            properties[field.encode_name] = self._write_field(field)
            if field.required:
                required.append(field.encode_name)
        schema = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        if getattr(node, "forbid_unknown_fields", False):
            schema["additionalProperties"] = False
        return schema

    def _define_array(self, node: Any, first: list[JSON]) -> JSON:
        items = [*first, *map(self._write_field, node.fields)]
        least = len(first) + sum(field.required for field in node.fields)
        return _list_items(items) | {"minItems": least, "maxItems": len(items)}

    def _write_field(self, field: Any) -> JSON:
        schema = self.write(field.type)
        if field.required:
            return schema
        default = field.default
        if default is msgspec.NODEFAULT:
            if field.default_factory not in (list, dict, set, tuple, frozenset):
                return schema
            default = field.default_factory()
        try:
            return schema | {"default": msgspec.to_builtins(default, str_keys=True)}
        except (TypeError, ValueError):
            # One that no client can send.
            return schema


def _list_items(items: list[JSON]) -> JSON:
    schema: JSON = {"type": "array", "minItems": len(items), "maxItems": len(items)}
    # An empty one is no schema.
    return schema | ({"prefixItems": items} if items else {})


def _limit(node: Any, things: str) -> JSON:
    written = {}
    if node.min_length is not None:
        written[f"min{things}"] = node.min_length
    if node.max_length is not None:
        written[f"max{things}"] = node.max_length
    return written


def _list_values(values: Any) -> JSON:
    values = list(values)
    types = list(dict.fromkeys(_TYPES[type(value)] for value in values))
    schema: JSON = {"type": types[0] if len(types) == 1 else types}
    return schema | ({"const": values[0]} if len(values) == 1 else {"enum": values})


def _title(cls: Any) -> str:
    """The name of a class, with what it is made of: ``Page[int]``."""
    if not hasattr(cls, "__origin__"):
        return str(getattr(cls, "__name__", None) or repr(cls).replace("typing.", ""))
    parts = ", ".join(map(_title, cls.__args__))
    return f"{cls.__origin__.__name__}[{parts}]"


def _find_text(cls: Any) -> str:
    """A docstring that its author wrote."""
    cls = getattr(cls, "__origin__", cls)
    text = vars(cls).get("__doc__") or ""
    # dataclasses and named tuples write the signature.
    return "" if text.startswith(f"{cls.__name__}(") else cleandoc(text)


def _scalar(kind: str) -> Callable[[_Writer, Any], JSON]:
    def write(_: _Writer, node: Any) -> JSON:
        schema: JSON = {"type": kind}
        for name, keyword in _LIMITS.items():
            value = getattr(node, name, None)
            if value is not None:
                schema[keyword] = value
        return schema

    return write


def _moment(form: str) -> Callable[[_Writer, Any], JSON]:
    def write(_: _Writer, node: Any) -> JSON:
        if node.tz is False:
            return {"type": "string", "pattern": _naive[form]}
        return {"type": "string", "format": form}

    return write


def _text(**facts: Any) -> Callable[[_Writer, Any], JSON]:
    return lambda _, __: {"type": "string", **facts}


def _write_bytes(_: _Writer, node: Any) -> JSON:
    schema: JSON = {"type": "string", "contentEncoding": "base64"}
    # Four letters for three bytes, begun or not.
    if node.min_length is not None:
        schema["minLength"] = -(-node.min_length // 3) * 4
    if node.max_length is not None:
        schema["maxLength"] = -(-node.max_length // 3) * 4
    return schema


_WRITERS: dict[type, Callable[[_Writer, Any], JSON]] = {
    kinds.AnyType: lambda _, __: {},
    kinds.BoolType: _scalar("boolean"),
    kinds.ByteArrayType: _write_bytes,
    kinds.BytesType: _write_bytes,
    kinds.DataclassType: _Writer.refer,
    kinds.DateTimeType: _moment("date-time"),
    kinds.DateType: _text(format="date"),
    kinds.DecimalType: _text(format="decimal", pattern=_decimal),
    kinds.DictType: _Writer.write_dict,
    kinds.EnumType: _Writer.refer,
    kinds.FloatType: _scalar("number"),
    kinds.IntType: _scalar("integer"),
    kinds.LiteralType: _Writer.write_literal,
    kinds.MemoryViewType: _write_bytes,
    kinds.NamedTupleType: _Writer.refer,
    kinds.NoneType: _scalar("null"),
    kinds.RawType: lambda _, __: {},
    kinds.StrType: _scalar("string"),
    kinds.StructType: _Writer.refer,
    kinds.TimeDeltaType: _text(format="duration", pattern=_duration),
    kinds.TimeType: _moment("time"),
    kinds.TupleType: _Writer.write_tuple,
    kinds.TypedDictType: _Writer.refer,
    kinds.UUIDType: _text(format="uuid"),
    kinds.UnionType: _Writer.write_union,
}
_DEFINITIONS: dict[type, Callable[[_Writer, Any], JSON]] = {
    kinds.DataclassType: _Writer.define_fields,
    kinds.EnumType: _Writer.define_enum,
    kinds.NamedTupleType: _Writer.define_named_tuple,
    kinds.StructType: _Writer.define_fields,
    kinds.TypedDictType: _Writer.define_fields,
}
