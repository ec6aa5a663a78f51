"""Types that are or hold models of pydantic's: its own validator reads them.

Loaded by name, and only where pydantic is.
"""

from __future__ import annotations

import re
import types
import typing as t
from typing import Any

import msgspec
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError

from .annotation import UnsupportedAnnotation, describe
from .components import JSON, PREFIX, merge
from .fault import Collector, Fault, Faults, Malformed
from .guards import MOST_LEVELS, is_too_deep, measure
from .pydantic_faults import translate
from .types import Type, compile_type

#: pydantic takes them for numbers; JSON has no such.
_CONSTANTS = (b"NaN", b"Infinity")


#: What is not in the name of a component.
_ODD = re.compile(r"[^A-Za-z0-9._-]")
#: Modules of what limits a type for pydantic, and means nothing to msgspec.
_PYDANTICS = ("pydantic", "annotated_types")


def has_models(annotation: Any) -> bool:
    """Whether there is a model of pydantic's in an annotation, or a limit of its."""
    if isinstance(annotation, type) and not t.get_args(annotation):
        return (
            issubclass(annotation, BaseModel)
            or hasattr(annotation, "__pydantic_core_schema__")
            or hasattr(annotation, "__get_pydantic_core_schema__")
        )
    if t.get_origin(annotation) is t.Annotated:
        of_pydantic = any(map(_is_pydantics, annotation.__metadata__))
        return of_pydantic or has_models(annotation.__origin__)
    return any(has_models(each) for each in t.get_args(annotation))


def _is_pydantics(metadata: Any) -> bool:
    module = type(metadata).__module__.partition(".")[0]
    return module in _PYDANTICS or hasattr(metadata, "__get_pydantic_core_schema__")


def _translate(annotation: Any) -> Any:
    """An annotation with the limits that are msgspec's as pydantic's."""
    origin, arms = t.get_origin(annotation), t.get_args(annotation)
    if origin is t.Annotated:
        # The limits first, so that they are about what was sent, not about what
        # functions made of it.
        limits, others = [], []
        for each in annotation.__metadata__:
            if isinstance(each, msgspec.Meta):
                limits.append(_make_field(each))
            else:
                others.append(each)
        return t.Annotated[(_translate(annotation.__origin__), *limits, *others)]
    if origin in (t.Union, types.UnionType):
        return t.Union[tuple(map(_translate, arms))]  # noqa: UP007  # of a tuple
    return annotation


def _make_field(meta: msgspec.Meta) -> Any:
    told = {name: getattr(meta, name) for name in _META}
    return Field(**{name: value for name, value in told.items() if value is not None})


_META = (
    *("ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of", "pattern"),
    *("description", "examples", "title"),
)


class PydanticType(Type):
    """A type whose values pydantic reads and writes."""

    is_msgspecs = False

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        try:
            self._adapter: TypeAdapter[Any] = TypeAdapter(_translate(annotation))
            schema = self._adapter.json_schema()
        except PydanticUserError as error:
            raise UnsupportedAnnotation(
                f"{describe(annotation)} cannot be read from a request: {error}"
            ) from error
        self._any = compile_type(Any)
        definitions = schema.get("$defs", {})
        arms = [_resolve(arm, definitions) for arm in _get_arms(schema)]
        wanted = [arm for arm in arms if arm.get("type") != "null"]
        self.optional = len(wanted) < len(arms)
        found = {
            {"array": "sequence", "object": "struct"}.get(str(arm.get("type")), "union")
            for arm in wanted
        }
        self.kind = found.pop() if len(found) == 1 else "union"
        json_types = {arm.get("type") for arm in wanted}
        self._takes_text = not json_types.isdisjoint({"string", None})
        self._takes_one = json_types.isdisjoint({"array", None})
        fields: dict[str, Any] = {}
        for arm in wanted:
            fields.update(arm.get("properties", {}))
        types = {
            name: {_resolve(arm, definitions).get("type") for arm in _get_arms(each)}
            for name, each in fields.items()
        }
        self._lists = {name for name, each in types.items() if "array" in each}
        self._needed_lists = {
            name
            for arm in wanted
            for name in arm.get("required", ())
            if name in self._lists
        }
        self._nullable = {
            name
            for name, each in types.items()
            if "null" in each and "string" not in each
        }

    def decode_json(self, data: bytes, place: str = "body") -> Any:
        if is_too_deep(data):
            raise Malformed(Fault(place, "depth", {"limit": MOST_LEVELS}))
        if any(each in data for each in _CONSTANTS):
            self._any.decode_json(data, place)
        try:
            return self._adapter.validate_json(data)
        except ValidationError as error:
            # First for what is no JSON at all.
            plain = self._any.decode_json(data, place)
            raise translate(error, plain, place) from None

    def decode_msgpack(self, data: bytes, place: str = "body") -> Any:
        return self.convert(self._any.decode_msgpack(data, place), place)

    def encode_json(self, value: Any) -> bytes:
        return self._adapter.dump_json(value, by_alias=True)

    def check(self, value: Any, place: str = "answer") -> None:
        # Of a subclass, pydantic writes the fields of the type only.
        self.decode_json(self.encode_json(value), place)

    def convert(self, value: Any, place: str, *, text: bool = False) -> Any:
        if text and isinstance(value, dict):
            # A form cannot say an empty list in another way.
            missing: dict[str, Any] = {
                name: [] for name in self._needed_lists if name not in value
            }
            value = missing | {
                name: self._pick(name, texts) for name, texts in value.items()
            }
        elif measure(value) > MOST_LEVELS:
            raise Faults([Fault(place, "depth", {"limit": MOST_LEVELS})])
        try:
            return self._adapter.validate_python(value, from_attributes=True)
        except ValidationError as error:
            raise translate(error, value, place) from None

    def find_faults(self, value: Any, place: str = "body") -> Collector:
        found = Collector()
        try:
            self.convert(value, place)
        except Faults as faults:
            found.faults += faults.faults
            found.more = faults.more
        return found

    def _pick(self, name: str, texts: t.Sequence[str]) -> Any:
        """The texts of a name as pydantic would have them."""
        if name in self._lists or len(texts) != 1:
            return texts
        return None if texts[0] == "" and name in self._nullable else texts[0]

    def convert_text(self, texts: t.Sequence[str], place: str) -> Any:
        if len(texts) > 1 and self._takes_one:
            found = Collector()
            found.add(place, "too_many", list(texts))
            raise Faults(found.faults)
        if self.optional and not self._takes_text and list(texts) == [""]:
            return None
        whole = self.kind == "sequence" or len(texts) != 1
        return self.convert(list(texts) if whole else texts[0], place)

    def to_builtins(self, value: Any) -> Any:
        return self._adapter.dump_python(value, mode="json", by_alias=True)

    def json_schema(self, components: dict[str, JSON]) -> JSON:
        schema = self._adapter.json_schema(ref_template=PREFIX + "{model}")
        found = schema.pop("$defs", {})
        if "properties" in schema and isinstance(self.annotation, type):
            # Of a generic model it is "Page[Item]", which no component may be called.
            name = _ODD.sub("_", self.annotation.__name__)
            found[name] = schema
            schema = {"$ref": PREFIX + name}
        return merge(schema, found, components)


def _get_arms(schema: JSON) -> list[JSON]:
    arms: list[JSON] = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return arms


def _resolve(schema: JSON, definitions: dict[str, JSON]) -> JSON:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return definitions.get(name, schema)
