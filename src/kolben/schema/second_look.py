"""The second look at a value that was refused: everything that is wrong with it.

It walks msgspec's own description of the type beside the value. What is no container
is judged by msgspec itself, so that both looks agree; the words come from here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import inspect as kinds

from .fault import MOST_FAULTS, Collector
from .leaf import PYTHON

_KINDS: dict[type, str] = {
    bool: "a boolean",
    dict: "an object",
    float: "a number",
    int: "an integer",
    list: "an array",
    str: "a string",
    type(None): "null",
}
_FORMATS: dict[type[kinds.Type], str] = {
    kinds.ByteArrayType: "base64",
    kinds.BytesType: "base64",
    kinds.DateTimeType: "date-time",
    kinds.DateType: "date",
    kinds.DecimalType: "decimal",
    kinds.MemoryViewType: "base64",
    kinds.TimeDeltaType: "duration",
    kinds.TimeType: "time",
    kinds.UUIDType: "uuid",
}
_SEQUENCES = (
    kinds.CollectionType,
    kinds.FrozenSetType,
    kinds.ListType,
    kinds.SetType,
    kinds.VarTupleType,
)
_FIELDS = (kinds.DataclassType, kinds.StructType, kinds.TypedDictType)
Fits = Callable[[kinds.Type, Any], bool]


def find_faults(
    node: kinds.Type, value: Any, place: str, found: Collector, fits: Fits
) -> None:
    """Add to `found` all that keeps `value` from being of the type `node`.

    `fits` tells of a node without parts whether msgspec takes the value.
    """
    if isinstance(node, kinds.Metadata):
        find_faults(node.type, value, place, found, fits)
    elif isinstance(node, kinds.AnyType | kinds.RawType):
        pass
    elif isinstance(node, kinds.UnionType):
        _look_at_union(node, value, place, found, fits)
    elif isinstance(node, _FIELDS):
        _look_at_fields(node, value, place, found, fits)
    elif isinstance(node, kinds.NamedTupleType):
        _look_at_named_tuple(node, value, place, found, fits)
    elif isinstance(node, _SEQUENCES):
        if _is_kind(list, value, place, found):
            _check_size(node, value, place, found)
            for at, item in enumerate(value):
                find_faults(node.item_type, item, f"{place}[{at}]", found, fits)
    elif isinstance(node, kinds.TupleType):
        if _is_kind(list, value, place, found):
            _look_at_tuple(node, value, place, found, fits)
    elif isinstance(node, kinds.DictType):
        if _is_kind(dict, value, place, found):
            _check_size(node, value, place, found)
            for key, item in value.items():
                inner = f"{place}.{key}"
                find_faults(node.value_type, item, inner, found, fits)
                if not isinstance(node.key_type, kinds.AnyType) and not fits(
                    kinds.DictType(node.key_type, kinds.AnyType()), {key: None}
                ):
                    found.add(inner, "unknown", key)
    else:
        _look_at_leaf(node, value, place, found, fits)


def _is_kind(kind: type, value: Any, place: str, found: Collector) -> bool:
    if type(value) is kind:
        return True
    found.add(place, "type", value, expected=_KINDS[kind], found=_name(value))
    return False


def _name(value: Any) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _check_size(node: Any, value: Any, place: str, found: Collector) -> None:
    if node.min_length is not None and len(value) < node.min_length:
        found.add(place, "min_items", value, limit=node.min_length)
    if node.max_length is not None and len(value) > node.max_length:
        found.add(place, "max_items", value, limit=node.max_length)


def _look_at_fields(
    node: Any, value: Any, place: str, found: Collector, fits: Fits
) -> None:
    if isinstance(node, kinds.StructType) and node.array_like:
        if _is_kind(list, value, place, found):
            _look_at_array(node, value, place, found, fits)
        return
    if not _is_kind(dict, value, place, found):
        return
    known = set()
    tag = getattr(node, "tag_field", None)
    if tag is not None:
        known.add(tag)
        if tag in value and value[tag] != node.tag:
            found.add(f"{place}.{tag}", "choice", value[tag], choices=repr(node.tag))
    for field in node.fields:
        name = field.encode_name
        known.add(name)
        if name in value:
            find_faults(field.type, value[name], f"{place}.{name}", found, fits)
        elif field.required:
            found.add(f"{place}.{name}", "missing")
    if getattr(node, "forbid_unknown_fields", False):
        for name in value:
            if name not in known:
                found.add(f"{place}.{name}", "unknown", value[name])


def _look_at_array(
    node: kinds.StructType, value: list[Any], place: str, found: Collector, fits: Fits
) -> None:
    items = list(value)
    if node.tag_field is not None:
        if not items or items[0] != node.tag:
            found.add(f"{place}[0]", "choice", choices=repr(node.tag))
            return
        items = items[1:]
    first = len(value) - len(items)
    for at, field in enumerate(node.fields):
        inner = f"{place}[{first + at}]"
        if at < len(items):
            find_faults(field.type, items[at], inner, found, fits)
        elif field.required:
            found.add(inner, "missing")
    if node.forbid_unknown_fields and len(items) > len(node.fields):
        found.add(place, "max_items", value, limit=first + len(node.fields))


def _look_at_named_tuple(
    node: kinds.NamedTupleType, value: Any, place: str, found: Collector, fits: Fits
) -> None:
    if not _is_kind(list, value, place, found):
        return
    for at, field in enumerate(node.fields):
        if at < len(value):
            find_faults(field.type, value[at], f"{place}[{at}]", found, fits)
        elif field.required:
            found.add(f"{place}[{at}]", "missing")
    if len(value) > len(node.fields):
        found.add(place, "max_items", value, limit=len(node.fields))


def _look_at_tuple(
    node: kinds.TupleType, value: list[Any], place: str, found: Collector, fits: Fits
) -> None:
    if len(value) != len(node.item_types):
        short = len(value) < len(node.item_types)
        code = "min_items" if short else "max_items"
        found.add(place, code, value, limit=len(node.item_types))
    for at, (item_type, item) in enumerate(zip(node.item_types, value, strict=False)):
        find_faults(item_type, item, f"{place}[{at}]", found, fits)


def _look_at_union(
    node: kinds.UnionType, value: Any, place: str, found: Collector, fits: Fits
) -> None:
    arms = [_strip(arm) for arm in node.types]
    tagged = [arm for arm in arms if getattr(arm, "tag_field", None) is not None]
    if tagged and type(value) is dict:
        field = tagged[0].tag_field
        if field not in value:
            if len(tagged) == len([arm for arm in arms if _takes(arm, value)]):
                found.add(f"{place}.{field}", "missing")
                return
        else:
            for arm in tagged:
                if arm.tag == value[field]:
                    find_faults(arm, value, place, found, fits)
                    return
            choices = ", ".join(repr(arm.tag) for arm in tagged)
            found.add(f"{place}.{field}", "choice", value[field], choices=choices)
            return
    likely = [arm for arm in arms if _takes(arm, value)]
    tries = []
    for arm in likely:
        attempt = Collector()
        find_faults(arm, value, place, attempt, fits)
        if not attempt.faults:
            return
        tries.append(attempt)
    if not tries:
        expected = " or ".join(dict.fromkeys(_expect(arm) for arm in arms))
        found.add(place, "type", value, expected=expected, found=_name(value))
        return
    nearest = min(tries, key=lambda attempt: len(attempt.faults) + attempt.more)
    for fault in nearest.faults:
        if len(found.faults) < MOST_FAULTS:
            found.faults.append(fault)
        else:
            found.more += 1
    found.more += nearest.more


def _strip(node: Any) -> Any:
    while isinstance(node, kinds.Metadata):
        node = node.type
    return node


def _takes(node: Any, value: Any) -> bool:
    """Whether a value of this JSON kind may be of the type, whatever is in it."""
    kind = type(value)
    if isinstance(node, kinds.AnyType | kinds.RawType):
        return True
    if isinstance(node, (*_SEQUENCES, kinds.TupleType, kinds.NamedTupleType)):
        return kind is list
    if isinstance(node, (*_FIELDS, kinds.DictType)):
        array = isinstance(node, kinds.StructType) and node.array_like
        return kind is (list if array else dict)
    if isinstance(node, kinds.NoneType):
        return value is None
    if isinstance(node, kinds.BoolType):
        return kind is bool
    if isinstance(node, kinds.IntType):
        return kind is int
    if isinstance(node, kinds.FloatType):
        return kind is int or kind is float
    if isinstance(node, kinds.LiteralType):
        return any(type(each) is kind for each in node.values)
    if isinstance(node, kinds.EnumType):
        return any(type(each.value) is kind for each in node.cls)
    if isinstance(node, kinds.DecimalType):
        return kind in (str, int, float)
    return kind is str


def _expect(node: Any) -> str:
    """What a type takes, in words."""
    node = _strip(node)
    if isinstance(node, kinds.NoneType):
        return "null"
    if isinstance(node, kinds.BoolType):
        return "a boolean"
    if isinstance(node, kinds.IntType):
        return "an integer"
    if isinstance(node, kinds.FloatType | kinds.DecimalType):
        return "a number"
    if isinstance(node, (*_SEQUENCES, kinds.TupleType, kinds.NamedTupleType)):
        return "an array"
    if isinstance(node, (*_FIELDS, kinds.DictType)):
        return "an object"
    return "a string"


def _look_at_leaf(
    node: Any, value: Any, place: str, found: Collector, fits: Fits
) -> None:
    if fits(node, value):
        return
    before = len(found.faults) + found.more
    if isinstance(node, kinds.LiteralType):
        choices = ", ".join(map(repr, node.values))
        found.add(place, "choice", value, choices=choices)
    elif isinstance(node, kinds.EnumType):
        choices = ", ".join(repr(each.value) for each in node.cls)
        found.add(place, "choice", value, choices=choices)
    elif not _takes(node, value):
        expected = _expect(node)
        found.add(place, "type", value, expected=expected, found=_name(value))
    elif type(node) in _FORMATS:
        _look_at_format(node, value, place, found)
    elif isinstance(node, kinds.StrType):
        _look_at_string(node, value, place, found)
    elif isinstance(node, kinds.IntType | kinds.FloatType):
        _look_at_number(node, value, place, found)
    if len(found.faults) + found.more == before:
        found.add(place, "invalid", value, reason=f"is no valid {_expect(node)[2:]}")


def _look_at_format(node: Any, value: Any, place: str, found: Collector) -> None:
    plain = type(node)()
    try:
        msgspec.convert(value, PYTHON[type(node)])
    except (msgspec.ValidationError, ValueError, OverflowError):
        found.add(place, "format", value, expected=_FORMATS[type(node)])
        return
    timezone = getattr(node, "tz", None)
    if timezone is not None and timezone is not getattr(plain, "tz", None):
        found.add(place, "timezone" if timezone else "no_timezone", value)
        return
    if getattr(node, "min_length", None) is not None:
        found.add(place, "min_length", value, limit=node.min_length)
    elif getattr(node, "max_length", None) is not None:
        found.add(place, "max_length", value, limit=node.max_length)


def _look_at_string(
    node: kinds.StrType, value: str, place: str, found: Collector
) -> None:
    if node.min_length is not None and len(value) < node.min_length:
        found.add(place, "min_length", value, limit=node.min_length)
    if node.max_length is not None and len(value) > node.max_length:
        found.add(place, "max_length", value, limit=node.max_length)
    elif node.pattern is not None and re.search(node.pattern, value) is None:
        # Not for what is too long as well: time that a pattern takes has no bound.
        found.add(place, "pattern", value, pattern=node.pattern)


def _look_at_number(node: Any, value: Any, place: str, found: Collector) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        found.add(place, "range", value)
        return
    if node.gt is not None and not value > node.gt:
        found.add(place, "exclusive_minimum", value, limit=node.gt)
    if node.ge is not None and not value >= node.ge:
        found.add(place, "minimum", value, limit=node.ge)
    if node.lt is not None and not value < node.lt:
        found.add(place, "exclusive_maximum", value, limit=node.lt)
    if node.le is not None and not value <= node.le:
        found.add(place, "maximum", value, limit=node.le)
    if node.multiple_of is not None and value % node.multiple_of:
        found.add(place, "multiple_of", value, limit=node.multiple_of)
