"""What a value has beyond its type: fields that the type does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import inspect as kinds

from .annotation import COLLECTIONS, FIELDS, is_array, strip
from .fault import step


def find_surplus(node: Any, value: Any, place: str) -> Iterator[str]:
    """The places of fields that a value of a type has in addition.

    The value is what JSON gave, and one that the type takes. What may be anything is
    not looked at.
    """
    node = strip(node)
    if isinstance(node, kinds.UnionType):
        node = _choose(node, value)
    if isinstance(node, FIELDS) and isinstance(value, dict):
        types = {field.encode_name: field.type for field in node.fields}
        tag = getattr(node, "tag_field", None)
        for name, each in value.items():
            if name in types:
                yield from find_surplus(types[name], each, step(place, name))
            elif name != tag:
                yield step(place, name)
    elif isinstance(node, kinds.DictType) and isinstance(value, dict):
        for name, each in value.items():
            yield from find_surplus(node.value_type, each, step(place, name))
    elif isinstance(node, COLLECTIONS) and isinstance(value, list):
        for at, each in enumerate(value):
            yield from find_surplus(node.item_type, each, f"{place}[{at}]")
    elif isinstance(node, kinds.TupleType) and isinstance(value, list):
        for at, (part, each) in enumerate(zip(node.item_types, value, strict=False)):
            yield from find_surplus(part, each, f"{place}[{at}]")


def _choose(union: kinds.UnionType, value: Any) -> Any:
    """The arm of a union that an object or a list is of, or None."""
    arms: list[Any] = [strip(arm) for arm in union.types]
    if isinstance(value, list):
        return next((arm for arm in arms if isinstance(arm, COLLECTIONS)), None)
    if not isinstance(value, dict):
        return None
    objects: list[Any] = [
        arm
        for arm in arms
        if isinstance(arm, (*FIELDS, kinds.DictType)) and not is_array(arm)
    ]
    for arm in objects:
        tag = getattr(arm, "tag_field", None)
        if tag is not None and value.get(tag) == arm.tag:
            return arm
    return objects[0] if len(objects) == 1 else None
