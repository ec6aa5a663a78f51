"""A model out of the texts of a form or a query string."""

from __future__ import annotations

import types
import typing as t
from collections.abc import Callable, Mapping

from msgspec import inspect as kinds

from ..schema import Fault, Faults, Type, compile_type

Texts = Mapping[str, list[str]]
_SEQUENCES = (list, set, frozenset, tuple)


def make_model_converter(type_: Type) -> Callable[[Texts, str], t.Any]:
    """From texts by name to an object; a field that is an array takes all of a name.

    An empty text is no value for a field that is not required and is no string, as
    browsers send one for every input. Raises Faults.
    """
    node = getattr(type_, "node", None)
    if not isinstance(
        node, (kinds.DataclassType, kinds.StructType, kinds.TypedDictType)
    ):
        return _make_loose_converter(type_)
    hints = t.get_type_hints(node.cls, include_extras=True)
    fields = [
        (each.encode_name, compile_type(hints[each.name]), each.required)
        for each in node.fields
    ]
    tag_field = getattr(node, "tag_field", None)

    def convert(texts: Texts, place: str) -> t.Any:
        values: dict[str, t.Any] = {}
        faults: list[Fault] = []
        for name, field, required in fields:
            found = texts.get(name)
            if found is None or (found == [""] and not required and _skips(field)):
                if required:
                    faults.append(Fault(f"{place}.{name}", "missing"))
                continue
            try:
                values[name] = field.convert_text(found, f"{place}.{name}")
            except Faults as e:
                faults.extend(e.faults)
        if tag_field is not None and tag_field in texts:
            values[tag_field] = texts[tag_field][0]
        if faults:
            raise Faults(faults)
        return type_.convert(values, place)

    return convert


def _skips(field: Type) -> bool:
    return not isinstance(getattr(field, "node", None), kinds.StrType)


def _make_loose_converter(type_: Type) -> Callable[[Texts, str], t.Any]:
    """For what reads text by itself, as models of pydantic do, and for dicts."""
    fields: Mapping[str, t.Any] = getattr(type_.annotation, "model_fields", {})
    lists = {
        getattr(field, "alias", None) or name
        for name, field in fields.items()
        if _is_list(field.annotation)
    }

    def convert(texts: Texts, place: str) -> t.Any:
        values = {
            name: found if name in lists or len(found) != 1 else found[0]
            for name, found in texts.items()
        }
        return type_.convert(values, place)

    return convert


def _is_list(annotation: t.Any) -> bool:
    origin = t.get_origin(annotation)
    if origin in (t.Union, types.UnionType):
        return any(map(_is_list, t.get_args(annotation)))
    return (origin or annotation) in _SEQUENCES
