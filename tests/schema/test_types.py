"""Which annotations mean a type, and what is said of those that do not."""

import datetime
import typing as t
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import attrs
import msgspec
import pytest
from msgspec import Meta

from kolben.schema import Faults, UnsupportedAnnotation, compile_type

from .samples import Cat, Colour, Dog, Movie, Page, Place, Point, Tree


@attrs.define
class Coin:
    value: Annotated[int, Meta(ge=1)]
    name: str = "penny"


@dataclass(frozen=True)
class Spot:
    x: int


@dataclass
class Heap:
    items: list[int]


class Thing:
    pass


@pytest.mark.parametrize(
    ("annotation", "kind", "optional"),
    [
        (int, "scalar", False),
        (Colour | None, "scalar", True),
        (datetime.date, "scalar", False),
        (list[int] | None, "sequence", True),
        (tuple[int, str], "sequence", False),
        (Place, "sequence", False),
        (Point, "sequence", False),
        (dict[str, Any], "mapping", False),
        (Tree, "struct", False),
        (Movie, "struct", False),
        (Coin, "struct", False),
        (Spot | None, "struct", True),
        (Cat | Dog | None, "struct", True),
        (Page[int], "struct", False),
        (int | list[int], "union", False),
        (Any, "any", False),
        (Annotated[int, Meta(ge=1)] | None, "scalar", True),
    ],
)
def test_kinds(annotation, kind, optional):
    type_ = compile_type(annotation)
    assert (type_.kind, type_.optional) == (kind, optional)
    assert compile_type(annotation) is type_


def test_an_attrs_class_is_read_checked_and_described():
    type_ = compile_type(Coin)
    assert type_.decode_json(b'{"value": 2}') == Coin(2)
    with pytest.raises(Faults) as error:
        type_.decode_json(b'{"value": 0, "name": 1}')
    assert [each.place for each in error.value.faults] == ["body.value", "body.name"]
    components = {}
    type_.json_schema(components)
    assert components["Coin"]["required"] == ["value"]
    assert type_.to_builtins(Coin(1)) == {"value": 1, "name": "penny"}


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (Thing, "Make it a dataclass"),
        (Path, "nothing is known of the parts of pathlib"),
        (list[Thing], "Thing"),
        (complex, "complex"),
        (Heap | Spot, "Make them msgspec.Structs with tags"),
        (datetime.date | str, "A text cannot tell"),
        (list[int] | tuple[int, ...], "Keep one of them"),
        (Annotated[Decimal, Meta(ge=0)], "have a class check it"),
        (dict[tuple[int, int], int], "list of pairs"),
        (set, "Say what is in it, set[str]"),
        (set[list[int]], "use tuples"),
        (frozenset[Heap], "frozen classes"),
        (set[Tree], "frozen classes"),
        (t.ClassVar[int], "cannot be read from a request"),
        (t.Callable[[], int], "cannot be read from a request"),
        ("int", "cannot be read from a request"),
    ],
)
def test_what_is_no_type_is_refused_with_the_fix(annotation, words):
    with pytest.raises(UnsupportedAnnotation) as error:
        compile_type(annotation)
    assert words in str(error.value)


def test_a_name_that_is_not_there_is_named():
    class Broken(msgspec.Struct):
        other: "Missing"  # noqa: F821  # what the test is about

    with pytest.raises(UnsupportedAnnotation, match="'Missing' is not defined"):
        compile_type(Broken)


def test_sets_of_what_has_a_hash():
    frozen = msgspec.defstruct("Frozen", [("a", int)], frozen=True)
    for annotation in (set[Spot], set[tuple[int, str]], frozenset[str], set[frozen]):
        assert compile_type(annotation).decode_json(b"[]") == annotation()
    holds_a_list = msgspec.defstruct("Frozen", [("a", list[int])], frozen=True)
    with pytest.raises(UnsupportedAnnotation):
        compile_type(set[holds_a_list])


def test_values_are_written_as_json_and_builtins():
    type_ = compile_type(dict[str, set[int]])
    assert type_.encode_json({"a": {1}}) == b'{"a":[1]}'
    assert compile_type(datetime.date).to_builtins(datetime.date(2026, 1, 2)) == (
        "2026-01-02"
    )


@dataclass
class Parcel:
    to: str
    country: str = "here"
    tags: list[str] = field(default_factory=list)
    inner: "Parcel | None" = None


class Crate(msgspec.Struct):
    parcels: list[Parcel]
    first: dict[str, Parcel] = {}


@dataclass(slots=True)
class Slotted:
    a: int
    b: int = 2


def test_dataclasses_have_their_defaults_themselves_and_are_written_with_them():
    parcel = {"to": "x", "country": "here", "tags": [], "inner": None}
    one = compile_type(Parcel)
    made = one.decode_json(b'{"to": "x", "inner": {"to": "y"}}')
    assert vars(made) == {**parcel, "inner": Parcel("y")}
    assert list(vars(made)) == ["to", "country", "tags", "inner"]
    assert vars(made.inner)["country"] == "here"
    assert msgspec.json.decode(one.encode_json(made)) == {
        **parcel,
        "inner": {**parcel, "to": "y"},
    }
    form = one.convert({"to": ["x"]}, "form", text=True)
    assert vars(form) == parcel
    crate = compile_type(Crate).convert(
        {"parcels": [{"to": "x"}], "first": {"a": {"to": "x"}}}, "body"
    )
    assert vars(crate.parcels[0]) == vars(crate.first["a"]) == parcel
    (listed,) = compile_type(list[Parcel]).convert_text(['{"to": "x"}'], "query.p")
    assert vars(listed) == parcel
    assert compile_type(Slotted).decode_json(b'{"a": 1}') == Slotted(1)
