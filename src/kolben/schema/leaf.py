"""What is wrong with a value that has no parts."""

from __future__ import annotations

import datetime
import math
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import inspect as kinds

from .annotation import FIELDS, SEQUENCES, is_array, strip
from .fault import REFUSALS, Collector, HugeNumber
from .guards import MOST_DIGITS, is_plain

_NAMES: dict[type, str] = {
    bool: "boolean",
    dict: "object",
    float: "number",
    HugeNumber: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}
FORMATS: dict[type, str] = {
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
_PLAIN: dict[type, Any] = {
    kinds.ByteArrayType: bytearray,
    kinds.BytesType: bytes,
    kinds.DateTimeType: datetime.datetime,
    kinds.DateType: datetime.date,
    kinds.MemoryViewType: bytes,
    kinds.TimeDeltaType: datetime.timedelta,
    kinds.TimeType: datetime.time,
    kinds.UUIDType: uuid.UUID,
}
_TAKEN: dict[type, tuple[type, ...]] = {
    kinds.BoolType: (bool,),
    kinds.DecimalType: (str, int, float, HugeNumber),
    kinds.DictType: (dict,),
    kinds.FloatType: (float, int, HugeNumber),
    kinds.IntType: (int,),
    kinds.NamedTupleType: (list, tuple),
    kinds.NoneType: (type(None),),
    kinds.StrType: (str,),
    kinds.TimeDeltaType: (str,),
    **dict.fromkeys(SEQUENCES, (list, tuple)),
}


def name(value: Any) -> str:
    """JSON's name for the type of a value."""
    return _NAMES.get(type(value), type(value).__name__)


def takes(node: Any, value: Any) -> bool:
    """Whether a value of this JSON type may be of the type, whatever is in it."""
    kind = type(value)
    if isinstance(node, kinds.AnyType | kinds.RawType):
        return True
    if isinstance(node, FIELDS):
        return kind is (list if is_array(node) else dict)
    if isinstance(node, kinds.LiteralType):
        return any(type(each) is kind for each in node.values)
    if isinstance(node, kinds.EnumType):
        return any(type(each.value) is kind for each in node.cls)
    taken = _TAKEN.get(type(node))
    if taken is None:
        # A string in JSON; MessagePack has types of its own for some.
        return kind is str or kind not in _NAMES
    return kind in taken


def expect(node: Any) -> tuple[str, ...]:
    """What a type takes, by JSON's names."""
    node = strip(node)
    if isinstance(node, kinds.UnionType):
        arms = [each for arm in node.types for each in expect(arm)]
        return tuple(dict.fromkeys(arms))
    if isinstance(node, kinds.LiteralType):
        return tuple(dict.fromkeys(map(name, node.values)))
    if isinstance(node, kinds.EnumType):
        return tuple(dict.fromkeys(name(each.value) for each in node.cls))
    if isinstance(node, FIELDS):
        return ("array" if is_array(node) else "object",)
    if isinstance(node, kinds.FloatType | kinds.DecimalType):
        return ("number",)
    return (_NAMES[_TAKEN.get(type(node), (str,))[0]],)


def add_type(node: Any, value: Any, place: str, found: Collector) -> None:
    """Note that a value is not of the JSON type that is expected."""
    names = expect(node)
    expected = names[0] if len(names) == 1 else names
    if isinstance(value, HugeNumber):
        add_huge(value, place, found)
    else:
        found.add(place, "type", value, expected=expected, found=name(value))


def add_huge(value: HugeNumber, place: str, found: Collector) -> None:
    """Note a number that no Python number is made of."""
    if value.text.lstrip("-").isdigit():
        found.add(place, "digits", value, limit=MOST_DIGITS)
    else:
        found.add(place, "range", value)


def find_leaf_faults(
    node: Any, value: Any, place: str, found: Collector, reason: str
) -> None:
    """Say why a value that is refused does not fit; ``reason`` is msgspec's word."""
    before = len(found)
    choices = get_choices(node)
    if choices is not None:
        found.add(place, "choice", value, choices=choices)
    elif not takes(node, value):
        add_type(node, value, place, found)
    else:
        look = _LOOKS.get(type(node), _look_at_format)
        look(node, value, place, found)
    if len(found) == before:
        found.add(place, "invalid", value, reason=reason.partition(" - at `")[0])


def get_choices(node: Any) -> tuple[Any, ...] | None:
    """The values of a type that lists them, or None."""
    if isinstance(node, kinds.LiteralType):
        return tuple(node.values)
    if isinstance(node, kinds.EnumType):
        return tuple(each.value for each in node.cls)
    return None


def _look_at_string(node: Any, value: Any, place: str, found: Collector) -> None:
    if node.min_length is not None and len(value) < node.min_length:
        found.add(place, "min_length", value, limit=node.min_length)
    if node.max_length is not None and len(value) > node.max_length:
        found.add(place, "max_length", value, limit=node.max_length)
    elif node.pattern is not None and re.search(node.pattern, value) is None:
        # Not for what is too long as well: time that a pattern takes has no bound.
        found.add(place, "pattern", value, pattern=node.pattern)


def _look_at_number(node: Any, value: Any, place: str, found: Collector) -> None:
    if isinstance(value, HugeNumber):
        add_huge(value, place, found)
        return
    if isinstance(node, kinds.FloatType) and not _is_finite(value):
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
    # What is left is this, or nothing that has a name.
    if node.multiple_of is not None and _leaves_rest(value, node.multiple_of):
        found.add(place, "multiple_of", value, limit=node.multiple_of)


def _leaves_rest(value: float, unit: float) -> bool:
    return math.fmod(value, unit) != 0 if _is_finite(value) else True


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _look_at_decimal(_: Any, value: Any, place: str, found: Collector) -> None:
    try:
        text = value.text if isinstance(value, HugeNumber) else str(value)
        number = Decimal(text)
    except ArithmeticError:
        found.add(place, "format", value, expected="decimal")
        return
    if not is_plain(number):
        if number.is_finite() and len(number.as_tuple().digits) > MOST_DIGITS:
            found.add(place, "digits", value, limit=MOST_DIGITS)
        else:
            found.add(place, "range", value)


def _look_at_format(node: Any, value: Any, place: str, found: Collector) -> None:
    kind = _PLAIN.get(type(node))
    if kind is None:
        return
    try:
        made = msgspec.convert(value, kind)
    except REFUSALS:
        found.add(place, "format", value, expected=FORMATS[type(node)])
        return
    zone = getattr(node, "tz", None)
    if zone is not None and (getattr(made, "tzinfo", None) is None) is zone:
        found.add(place, "timezone" if zone else "no_timezone", value)
    elif getattr(node, "min_length", None) is not None and len(made) < node.min_length:
        found.add(place, "min_length", value, limit=node.min_length)
    elif getattr(node, "max_length", None) is not None and len(made) > node.max_length:
        found.add(place, "max_length", value, limit=node.max_length)


_Look = Callable[[Any, Any, str, Collector], None]
_LOOKS: dict[type, _Look] = {
    kinds.DecimalType: _look_at_decimal,
    kinds.FloatType: _look_at_number,
    kinds.IntType: _look_at_number,
    kinds.StrType: _look_at_string,
}
