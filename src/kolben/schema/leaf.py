"""Types without parts, by msgspec's description of them: back to annotations."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Annotated, Any, Literal

import msgspec
from msgspec import inspect as kinds

#: The Python type behind each kind of leaf.
PYTHON: dict[type[kinds.Type], Any] = {
    kinds.BoolType: bool,
    kinds.ByteArrayType: bytearray,
    kinds.BytesType: bytes,
    kinds.DateTimeType: datetime.datetime,
    kinds.DateType: datetime.date,
    kinds.DecimalType: decimal.Decimal,
    kinds.FloatType: float,
    kinds.IntType: int,
    kinds.MemoryViewType: memoryview,
    kinds.NoneType: None,
    kinds.StrType: str,
    kinds.TimeDeltaType: datetime.timedelta,
    kinds.TimeType: datetime.time,
    kinds.UUIDType: uuid.UUID,
}
_LIMITS = (
    *("gt", "ge", "lt", "le", "multiple_of"),
    *("min_length", "max_length", "pattern", "tz"),
)


def rebuild(node: kinds.Type) -> Any:
    """The annotation that a description without parts came from."""
    if isinstance(node, kinds.LiteralType):
        return Literal[node.values]
    if isinstance(node, kinds.EnumType | kinds.CustomType):
        return node.cls
    if isinstance(node, kinds.AnyType):
        return Any
    if isinstance(node, kinds.Metadata):
        return rebuild(node.type)
    if isinstance(node, kinds.UnionType):
        built: Any = rebuild(node.types[0])
        for each in node.types[1:]:
            built = built | rebuild(each)
        return built
    if isinstance(node, kinds.DictType):
        return dict[rebuild(node.key_type), Any]  # type: ignore[misc]  # made at run time
    python = PYTHON[type(node)]
    limits = {
        name: value
        for name in _LIMITS
        if (value := getattr(node, name, None)) is not None
    }
    return Annotated[python, msgspec.Meta(**limits)] if limits else python


def fits(node: kinds.Type, value: Any) -> bool:
    """Whether msgspec takes a value out of JSON for a type without parts."""
    try:
        msgspec.convert(value, rebuild(node), str_keys=True)
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError):
        return False
    return True
