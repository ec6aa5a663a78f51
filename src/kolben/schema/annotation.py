"""What an annotation is: its kind, what its parts are, and whether it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import inspect as kinds

#: Kinds whose parts have names.
FIELDS = (kinds.DataclassType, kinds.StructType, kinds.TypedDictType)
#: Kinds with parts of one type.
COLLECTIONS = (
    kinds.CollectionType,
    kinds.FrozenSetType,
    kinds.ListType,
    kinds.SetType,
    kinds.VarTupleType,
)
#: Kinds that JSON writes as arrays.
SEQUENCES = (*COLLECTIONS, kinds.TupleType)
SETS = (kinds.FrozenSetType, kinds.SetType)
_UNHASHABLE = (
    *(kinds.ByteArrayType, kinds.CollectionType, kinds.DictType, kinds.ListType),
    *(kinds.SetType, kinds.TypedDictType),
)
_TAGS = (
    "Make them msgspec.Structs with tags, class A(msgspec.Struct, tag=True), so that"
    " the data say which of them they are."
)
_TEXTS = (
    "A text cannot tell which of them it is: keep one, or take str and convert it in"
    " the view."
)
# A part of msgspec's complaint: what to do about it. The first that fits is told.
_FIXES = {
    "more than one str-like": _TEXTS,
    "more than one dict-like": _TAGS,
    "more than one dataclass": _TAGS,
    "more than one TypedDict": _TAGS,
    "more than one": "Keep one of them.",
    "on a numeric type": (
        "There are limits of numbers for int and float only: have a class check it in"
        " its __post_init__, or take pydantic's Field."
    ),
    "is not defined": (
        "Import it where the class is defined, not only under TYPE_CHECKING."
    ),
}


class UnsupportedAnnotation(TypeError):
    """An annotation that nothing can be read or written by; the message says why."""


def describe(annotation: Any) -> str:
    """An annotation as its author would write it."""
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        return f"{annotation.__module__}.{annotation.__qualname__}"
    return repr(annotation).replace("typing.", "")


def inspect(annotation: Any) -> kinds.Type:
    """msgspec's description of a type. Raises UnsupportedAnnotation."""
    try:
        node = kinds.type_info(annotation)
    except (TypeError, NameError, RecursionError) as error:
        raise refuse(annotation, error) from error
    for part in walk(node):
        _check(annotation, part)
    return node


def refuse(annotation: Any, error: Exception) -> UnsupportedAnnotation:
    """What to raise for an annotation that msgspec does not take."""
    words = str(error).rstrip(".")
    # The second half names the type once more.
    words = words.partition(" - type `")[0]
    fix = next((fix for sign, fix in _FIXES.items() if sign in words), "")
    told = f"{describe(annotation)} cannot be read from a request: {words}. {fix}"
    return UnsupportedAnnotation(told.rstrip())


def strip(node: Any) -> Any:
    """A description without what is only for documents."""
    while isinstance(node, kinds.Metadata):
        node = node.type
    return node


def without_none(node: Any) -> Any:
    """What an optional type is when it is not None."""
    if isinstance(node, kinds.UnionType):
        arms = [arm for arm in node.types if not isinstance(arm, kinds.NoneType)]
        if len(arms) < len(node.types):
            return strip(arms[0]) if len(arms) == 1 else kinds.UnionType(tuple(arms))
    return node


def find_kind(node: Any) -> str:
    """``scalar``, ``struct``, ``mapping``, ``sequence``, ``union`` or ``any``."""
    if isinstance(node, kinds.UnionType):
        inner = without_none(node)
        if not isinstance(inner, kinds.UnionType):
            return find_kind(inner)
        parts = {find_kind(strip(arm)) for arm in inner.types}
        return parts.pop() if len(parts) == 1 else "union"
    if isinstance(node, kinds.AnyType | kinds.RawType):
        return "any"
    if isinstance(node, (*SEQUENCES, kinds.NamedTupleType)):
        return "sequence"
    if isinstance(node, kinds.DictType):
        return "mapping"
    if isinstance(node, FIELDS):
        return "sequence" if is_array(node) else "struct"
    return "scalar"


def is_array(node: Any) -> bool:
    """Whether JSON writes a value with fields as an array."""
    return isinstance(node, kinds.StructType) and node.array_like


def get_parts(node: Any) -> list[kinds.Type]:
    """The descriptions directly below one."""
    if isinstance(node, kinds.Metadata):
        return [node.type]
    if isinstance(node, kinds.DictType):
        return [node.key_type, node.value_type]
    if isinstance(node, (*FIELDS, kinds.NamedTupleType)):
        return [field.type for field in node.fields]
    if isinstance(node, kinds.UnionType):
        return list(node.types)
    if isinstance(node, kinds.TupleType):
        return list(node.item_types)
    return [node.item_type] if isinstance(node, COLLECTIONS) else []


def walk(node: kinds.Type) -> Iterator[kinds.Type]:
    """A description and all below it, each once."""
    seen = {id(node)}
    left = [node]
    while left:
        node = left.pop()
        yield node
        for part in get_parts(node):
            if id(part) not in seen:
                seen.add(id(part))
                left.append(part)


def is_recursive(node: kinds.Type) -> bool:
    """Whether values may be nested without an end."""

    def holds(node: kinds.Type, above: frozenset[int]) -> bool:
        if id(node) in above:
            return True
        if id(node) in known:
            return False
        known.add(id(node))
        inner = above | {id(node)}
        return any(holds(part, inner) for part in get_parts(node))

    known: set[int] = set()
    return holds(node, frozenset())


def _check(annotation: Any, node: Any) -> None:
    """Raise for what msgspec knows nothing of, or fails at with some data."""
    if isinstance(node, kinds.CustomType | kinds.ExtType):
        name = describe(getattr(node, "cls", "msgspec.msgpack.Ext"))
        raise UnsupportedAnnotation(
            f"{describe(annotation)} cannot be read from a request: nothing is known"
            f" of the parts of {name}. Make it a dataclass, a msgspec.Struct, a"
            " TypedDict, an attrs class or a pydantic model."
        )
    if isinstance(node, kinds.DictType) and find_kind(strip(node.key_type)) not in (
        "scalar",
        "any",
    ):
        raise UnsupportedAnnotation(
            f"{describe(annotation)} cannot be read from a request: the keys of an"
            " object are texts. Use str, a number, a date, an UUID or an Enum of texts,"
            " or make it a list of pairs."
        )
    if isinstance(node, SETS) and not _is_hashable(node.item_type):
        raise UnsupportedAnnotation(
            f"{describe(annotation)} cannot be read from a request: a set holds only"
            " what has a hash. Say what is in it, set[str]; use tuples for lists and"
            " frozen classes; or make it a list."
        )


def _is_hashable(node: Any, above: frozenset[int] = frozenset()) -> bool:
    node = strip(node)
    if id(node) in above:
        return True
    if isinstance(node, (kinds.AnyType, kinds.RawType, *_UNHASHABLE)):
        return False
    if isinstance(node, kinds.StructType):
        config = getattr(node.cls, "__struct_config__", None)
        origin = getattr(node.cls, "__origin__", None)
        config = config or getattr(origin, "__struct_config__", None)
        if not getattr(config, "frozen", False):
            return False
    if isinstance(node, kinds.DataclassType):
        cls = getattr(node.cls, "__origin__", node.cls)
        if cls.__hash__ is None or cls.__hash__ is object.__hash__:
            return cls.__hash__ is not None
    inner = above | {id(node)}
    return all(_is_hashable(part, inner) for part in get_parts(node))
