"""Types that are or hold models of pydantic's: its own validator reads them.

Loaded by name, and only where pydantic is.
"""

from __future__ import annotations

import dataclasses
import typing as t
from typing import Any

import msgspec
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from pydantic_core import ErrorDetails

from .components import JSON, PREFIX, merge
from .fault import Collector, Faults, Malformed
from .types import Type, UnsupportedAnnotation, describe

#: pydantic's kinds of errors, as faults: the code and the limit's name in its context.
_CODES = {
    "missing": ("missing", None),
    "extra_forbidden": ("unknown", None),
    "string_too_short": ("min_length", "min_length"),
    "string_too_long": ("max_length", "max_length"),
    "too_short": ("min_items", "min_length"),
    "too_long": ("max_items", "max_length"),
    "greater_than": ("exclusive_minimum", "gt"),
    "greater_than_equal": ("minimum", "ge"),
    "less_than": ("exclusive_maximum", "lt"),
    "less_than_equal": ("maximum", "le"),
    "multiple_of": ("multiple_of", "multiple_of"),
    "recursion_loop": ("depth", None),
}


def has_models(annotation: Any) -> bool:
    """Whether there is a model of pydantic's in an annotation."""
    if isinstance(annotation, type) and not t.get_args(annotation):
        return issubclass(annotation, BaseModel) or hasattr(
            annotation, "__pydantic_core_schema__"
        )
    return any(has_models(each) for each in t.get_args(annotation))


class PydanticType(Type):
    """A type whose values pydantic reads and writes."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        try:
            self._adapter: TypeAdapter[Any] = TypeAdapter(annotation)
            schema = self._adapter.json_schema()
        except PydanticUserError as error:
            raise UnsupportedAnnotation(
                f"{describe(annotation)} cannot be read from a request: {error}"
            ) from error
        arms = t.get_args(annotation)
        self.optional = type(None) in arms
        kind = schema.get("type")
        self.kind = {"array": "sequence", "object": "struct"}.get(
            str(kind), "struct" if "$ref" in schema or self.optional else "union"
        )
        self._lists = frozenset(
            name
            for name, each in schema.get("properties", {}).items()
            if each.get("type") == "array"
        )

    def decode_json(self, data: bytes, place: str = "body") -> Any:
        try:
            return self._adapter.validate_json(data)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            if first["type"] == "json_invalid":
                raise Malformed(f"This is no valid JSON: {first['msg']}.") from None
            raise _translate(error, place) from None

    def decode_msgpack(self, data: bytes, place: str = "body") -> Any:
        try:
            plain = msgspec.msgpack.decode(data)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise Malformed(f"This is no valid MessagePack: {error}.") from None
        return self.convert(plain, place)

    def encode_json(self, value: Any) -> bytes:
        return self._adapter.dump_json(value, by_alias=True)

    def convert(self, value: Any, place: str, *, text: bool = False) -> Any:
        if text and isinstance(value, dict):
            value = {
                name: texts if name in self._lists or len(texts) != 1 else texts[0]
                for name, texts in value.items()
            }
        try:
            return self._adapter.validate_python(value, from_attributes=True)
        except ValidationError as error:
            raise _translate(error, place) from None

    def convert_text(self, texts: t.Sequence[str], place: str) -> Any:
        return self.convert(list(texts) if len(texts) != 1 else texts[0], place)

    def to_builtins(self, value: Any) -> Any:
        return self._adapter.dump_python(value, mode="json", by_alias=True)

    def json_schema(self, components: dict[str, JSON]) -> JSON:
        schema = self._adapter.json_schema(ref_template=PREFIX + "{model}")
        found = schema.pop("$defs", {})
        if "properties" in schema and isinstance(self.annotation, type):
            found[self.annotation.__name__] = schema
            schema = {"$ref": PREFIX + self.annotation.__name__}
        return merge(schema, found, components)


def _translate(error: ValidationError, place: str) -> Faults:
    found = Collector()
    for each in error.errors(include_url=False):
        at = place + "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in each["loc"]
        )
        _add(found, at, each)
    return Faults(found.faults, found.more)


def _add(found: Collector, place: str, error: ErrorDetails) -> None:
    code, limit = _CODES.get(error["type"], ("invalid", None))
    value = ... if code == "missing" else error["input"]
    if dataclasses.is_dataclass(value):
        value = ...
    if limit is not None:
        found.add(place, code, value, limit=error.get("ctx", {}).get(limit))
    elif code == "invalid":
        words = error["msg"]
        found.add(place, code, value, reason=words[:1].lower() + words[1:])
    else:
        found.add(place, code, value)
