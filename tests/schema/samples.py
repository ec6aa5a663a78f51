"""Types of all kinds, and JSON that nearly fits them, for Hypothesis."""

import datetime
import decimal
import enum
import json
import uuid
from dataclasses import make_dataclass
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NamedTuple,
    NotRequired,
    TypedDict,
    TypeVar,
    Union,
)

import msgspec
from hypothesis import strategies as st
from msgspec import Meta
from msgspec import inspect as kinds

T = TypeVar("T")


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2


class Place(NamedTuple):
    x: int
    y: float = 0.0


class Movie(TypedDict):
    name: str
    year: NotRequired[int]


class Page(msgspec.Struct, Generic[T]):
    items: list[T]
    after: str | None = None


class Tree(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    node_name: Annotated[str, Meta(min_length=1)]
    child_nodes: list["Tree"] = []


class Cat(msgspec.Struct, tag=True):
    lives: Annotated[int, Meta(ge=0, le=9)]


class Dog(msgspec.Struct, tag=True):
    name: str


class Point(msgspec.Struct, tag_field="kind", tag="point", array_like=True):
    x: int
    y: int = 0


class Line(msgspec.Struct, tag_field="kind", tag="line", array_like=True):
    ends: list[int]


class Even(msgspec.Struct):
    number: int

    def __post_init__(self):
        if self.number % 2:
            raise ValueError("the number has to be even")


LEAVES = [
    *(Any, None, bool, bytes, float, int, str, uuid.UUID, decimal.Decimal),
    *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta),
    *(Colour, Size, Place, Movie, Page[int], Tree, Cat, Point, Even),
    *(Literal["a", "b"], Literal[1, "x", None]),
    Annotated[int, Meta(ge=0, lt=10)],
    Annotated[int, Meta(gt=-5, multiple_of=3)],
    Annotated[float, Meta(ge=0.5, le=2)],
    Annotated[str, Meta(min_length=1, max_length=3)],
    Annotated[str, Meta(pattern="^[a-c]+$")],
    Annotated[bytes, Meta(max_length=2)],
    Annotated[datetime.datetime, Meta(tz=True)],
    Annotated[datetime.time, Meta(tz=False)],
]
HASHABLE = [int, str, float, Colour, datetime.date, uuid.UUID, tuple[int, str]]
KEYS = [
    *(str, int, float, Colour, Size, uuid.UUID, datetime.date, Literal["a", "b"]),
    Annotated[str, Meta(min_length=2)],
    Annotated[int, Meta(ge=1)],
]
UNIONS = [
    *(int | None, str | int, Cat | Dog, Cat | Dog | None, float | bool | None),
    *(list[int] | str, Tree | int, dict[str, int] | None, Colour | int),
    *(uuid.UUID | None, Point | Line | None, list[Tree] | None, int | Place | Movie),
    Annotated[int, Meta(ge=3)] | Annotated[str, Meta(max_length=2)],
]


def _contain(inner):
    sizes = st.sampled_from([None, Meta(min_length=1), Meta(max_length=1)])
    return st.one_of(
        st.builds(_limit, st.builds(lambda each: list[each], inner), sizes),
        st.builds(lambda each: tuple[each, ...], inner),
        st.builds(lambda *both: tuple[both], inner, inner),
        st.builds(
            _limit,
            st.builds(lambda key, each: dict[key, each], st.sampled_from(KEYS), inner),
            sizes,
        ),
        st.builds(_make_struct, inner, inner, st.integers(0, 3)),
        st.builds(
            lambda each: make_dataclass("Data", [("one", each), ("two", int, 0)]),
            inner,
        ),
    )


def _limit(kind, meta):
    return Annotated[kind, meta] if meta is not None else kind


def _make_struct(one, two, shape):
    options = [
        {"rename": "upper"},
        {"forbid_unknown_fields": True, "kw_only": True},
        {"array_like": True},
        {"tag": "s", "tag_field": "kind"},
    ][shape]
    optional = Union[two, None]  # noqa: UP007
    fields = [("one", one), ("two", optional, None)]
    return msgspec.defstruct("Made", fields, **options)


def types():
    """Types of all kinds that are supported."""
    leaves = st.one_of(
        st.sampled_from(LEAVES),
        st.sampled_from(UNIONS),
        st.sampled_from(HASHABLE).map(lambda each: set[each]),
        st.sampled_from(HASHABLE).map(lambda each: frozenset[each]),
    )
    return st.recursive(leaves, _contain, max_leaves=5)


TEXTS = [
    *("", "a", "ab", "red", "green", "x", "1", "2", "0.5", "-3", "abcd", "YQ=="),
    *("2026-11-21", "2026-11-21T10:00:00Z", "2026-11-21T10:00:00", "10:00:00"),
    *("10:00:00+01:00", "P1D", "PT1H", "1e5", "NaN", "Infinity", "1e99999", "no b64!"),
    *("4b7c1e1a-9a5d-4c55-9d6b-6a0f7f2f7a11", "Cat", "Dog", "point", "s", "\U0001f600"),
]
NUMBERS = [*range(-3, 13), 0.5, 1.0, 1.5, 2.5, -1e300, 2**63, 2**64, -(2**65), 10**300]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(TEXTS)
    | st.text(max_size=5)
    | st.sampled_from(NUMBERS)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["one", "two", "ONE", "type", "kind", "1", "lives", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def values(node, depth=0):
    """JSON that is near to what a type takes."""
    if depth > 6:
        return JSON
    while isinstance(node, kinds.Metadata):
        node = node.type
    fitting = _fitting(node, depth)
    if fitting is None:
        return JSON
    # Mostly fitting, so that faults deep inside are come to.
    return st.integers(0, 9).flatmap(lambda n: JSON if n == 0 else fitting)


def _fitting(node, depth):
    inner = depth + 1
    if isinstance(node, kinds.UnionType):
        return st.sampled_from(list(node.types)).flatmap(lambda arm: values(arm, inner))
    if isinstance(node, kinds.StructType) and node.array_like:
        fields = [values(field.type, inner) for field in node.fields]
        tag = [st.just(node.tag)] if node.tag_field else []
        return st.tuples(*tag, *fields).map(list)
    if isinstance(node, kinds.DataclassType | kinds.StructType | kinds.TypedDictType):
        required = {
            field.encode_name: values(field.type, inner)
            for field in node.fields
            if field.required
        }
        optional = {
            field.encode_name: values(field.type, inner)
            for field in node.fields
            if not field.required
        }
        if getattr(node, "tag_field", None):
            optional[node.tag_field] = st.just(node.tag)
        optional["further"] = JSON
        return st.fixed_dictionaries(required, optional=optional)
    if isinstance(node, kinds.NamedTupleType):
        return st.tuples(*(values(field.type, inner) for field in node.fields)).map(
            list
        )
    if isinstance(node, kinds.TupleType):
        return st.tuples(*(values(each, inner) for each in node.item_types)).map(list)
    if isinstance(node, kinds.DictType):
        keys = st.sampled_from([each for each in TEXTS if each])
        return st.dictionaries(keys, values(node.value_type, inner), max_size=3)
    if hasattr(node, "item_type"):
        return st.lists(values(node.item_type, inner), max_size=4)
    if isinstance(node, kinds.IntType | kinds.FloatType):
        return st.sampled_from(NUMBERS)
    if isinstance(node, kinds.BoolType):
        return st.booleans()
    if isinstance(node, kinds.NoneType | kinds.AnyType):
        return st.none()
    return st.sampled_from(TEXTS) | st.sampled_from(NUMBERS[:8])


def write(value):
    return json.dumps(value, ensure_ascii=False).encode()


def has_whole_floats(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return any(map(has_whole_floats, value))
    return isinstance(value, float) and value.is_integer()
