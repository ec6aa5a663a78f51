"""What msgspec itself says of a part of a type, by its description of the part.

The second look asks it, so that both looks agree.
"""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import inspect as kinds

from .annotation import FIELDS, strip
from .fault import REFUSALS, HugeNumber
from .guards import is_plain

_PYTHON: dict[type[kinds.Type], Any] = {
    kinds.AnyType: Any,
    kinds.BoolType: bool,
    kinds.ByteArrayType: bytearray,
    kinds.BytesType: bytes,
    kinds.CollectionType: list,
    kinds.DateTimeType: datetime.datetime,
    kinds.DateType: datetime.date,
    kinds.DecimalType: decimal.Decimal,
    kinds.FloatType: float,
    kinds.FrozenSetType: frozenset,
    kinds.IntType: int,
    kinds.ListType: list,
    kinds.MemoryViewType: memoryview,
    kinds.NoneType: None,
    kinds.RawType: msgspec.Raw,
    kinds.SetType: set,
    kinds.StrType: str,
    kinds.TimeDeltaType: datetime.timedelta,
    kinds.TimeType: datetime.time,
    kinds.UUIDType: uuid.UUID,
}
_LIMITS = (
    *("gt", "ge", "lt", "le", "multiple_of"),
    *("min_length", "max_length", "pattern", "tz"),
)
#: Items of a list that are judged at once.
STRIDE = 256


class Judge:
    """Judges values by the parts of one type, which it keeps."""

    def __init__(self) -> None:
        # By id: descriptions of recursive types cannot be hashed. The node is kept so
        # that the id stays its own.
        self._annotations: dict[int, tuple[kinds.Type, Any]] = {}

    def refuse(self, node: kinds.Type, value: Any) -> str | None:
        """Why msgspec does not take a value for the part; None where it does."""
        if isinstance(node, kinds.DecimalType) and isinstance(value, HugeNumber):
            value = value.text
        try:
            made = msgspec.convert(value, self.annotate(node), str_keys=True)
        except REFUSALS as error:
            return str(error) or "does not fit"
        if type(made) is decimal.Decimal and not is_plain(made):
            return "is out of range"
        return None

    def refuse_key(self, node: kinds.Type, key: Any) -> str | None:
        """Why msgspec does not take a value as a key of an object."""
        try:
            kind: Any = dict[self.annotate(node), Any]  # type: ignore[misc]  # made at run time
            msgspec.convert({key: None}, kind, str_keys=True)
        except REFUSALS as error:
            return str(error) or "does not fit"
        return None

    def takes_all(self, node: kinds.Type, values: list[Any]) -> bool:
        """Whether msgspec takes all items of a short list for the part."""
        try:
            msgspec.convert(values, list[self.annotate(node)], str_keys=True)  # type: ignore[misc]  # made at run time
        except REFUSALS:
            return False
        return True

    def annotate(self, node: kinds.Type) -> Any:
        """The annotation that a description came from."""
        known = self._annotations.get(id(node))
        if known is None:
            known = self._annotations[id(node)] = node, _annotate(node)
        return known[1]


def _annotate(node: Any) -> Any:
    """As `Judge.annotate`; classes with fields end the recursion."""
    node = strip(node)
    if isinstance(node, (*FIELDS, kinds.NamedTupleType, kinds.EnumType)):
        return node.cls
    if isinstance(node, kinds.LiteralType):
        return Literal[node.values]
    if isinstance(node, kinds.UnionType):
        return Union[tuple(map(_annotate, node.types))]  # noqa: UP007  # made at run time
    if isinstance(node, kinds.TupleType):
        return tuple[tuple(map(_annotate, node.item_types))]  # type: ignore[misc]  # made at run time
    made: Any
    if isinstance(node, kinds.DictType):
        made = dict[_annotate(node.key_type), _annotate(node.value_type)]  # type: ignore[misc]  # made at run time
    elif isinstance(node, kinds.VarTupleType):
        made = tuple[_annotate(node.item_type), ...]  # type: ignore[misc]  # made at run time
    else:
        made = _PYTHON[type(node)]
        if hasattr(node, "item_type"):
            made = made[_annotate(node.item_type)]
    limits = {
        name: value
        for name in _LIMITS
        if (value := getattr(node, name, None)) is not None
    }
    return Annotated[made, msgspec.Meta(**limits)] if limits else made
