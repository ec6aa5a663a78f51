"""What documents say of types, and that they say the truth."""

import dataclasses
import datetime
import json
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import Meta

from kolben.schema import Faults, compile_type
from kolben.schema.types import Type

from .samples import (
    Cat,
    Colour,
    Dog,
    Movie,
    Page,
    Place,
    Point,
    Tree,
    types,
    values,
    write,
)

few = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


class Note(msgspec.Struct, rename="camel"):
    """A note.

    With a second line.
    """

    note_text: Annotated[str, Meta(min_length=1, examples=["Hi"])]
    written_at: Annotated[
        datetime.datetime | None, Meta(title="When", description="In any zone.")
    ] = None
    replies: list["Note"] = []


def make_schema(annotation):
    components = {}
    schema = compile_type(annotation).json_schema(components)
    for each in (schema, *components.values()):
        Draft202012Validator.check_schema(each)
    return schema, components


def test_classes_are_components_with_their_text_and_wire_names():
    schema, components = make_schema(list[Note])
    assert schema == {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}
    assert components == {
        "Note": {
            "title": "Note",
            "description": "A note.\n\nWith a second line.",
            "type": "object",
            "properties": {
                "noteText": {"type": "string", "minLength": 1, "examples": ["Hi"]},
                "writtenAt": {
                    "anyOf": [
                        {"type": "string", "format": "date-time"},
                        {"type": "null"},
                    ],
                    "title": "When",
                    "description": "In any zone.",
                    "default": None,
                },
                "replies": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Note"},
                    "default": [],
                },
            },
            "required": ["noteText"],
        }
    }


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (bool, {"type": "boolean"}),
        (None, {"type": "null"}),
        (Any, {}),
        (Annotated[int, Meta(gt=1, le=5)],
         {"type": "integer", "exclusiveMinimum": 1, "maximum": 5}),
        (Annotated[str, Meta(pattern="^a")], {"type": "string", "pattern": "^a"}),
        (Annotated[bytes, Meta(max_length=4)],
         {"type": "string", "contentEncoding": "base64", "maxLength": 8}),
        (set[int],
         {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}),
        (tuple[int, str],
         {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}],
          "minItems": 2, "maxItems": 2}),
        (tuple[()], {"type": "array", "minItems": 0, "maxItems": 0}),
        (dict[str, int],
         {"type": "object", "additionalProperties": {"type": "integer"}}),
        (Annotated[list[Any], Meta(min_length=2)], {"type": "array", "minItems": 2}),
        (Literal["a"], {"type": "string", "const": "a"}),
        (Literal["a", 1], {"type": ["string", "integer"], "enum": ["a", 1]}),
        (datetime.date, {"type": "string", "format": "date"}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (int | str | None,
         {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}),
        (Annotated[int, Meta(extra_json_schema={"deprecated": True})],
         {"type": "integer", "deprecated": True}),
    ],
)  # fmt: skip
def test_schemas_without_components(annotation, expected):
    schema, components = make_schema(annotation)
    if isinstance(schema.get("enum"), list):
        schema["enum"].sort(key=str, reverse=True)
        schema["type"].sort(reverse=True)
    assert schema == expected
    assert components == {}


def test_tagged_unions_have_a_discriminator():
    schema, components = make_schema(Cat | Dog | None)
    union, null = schema["anyOf"]
    assert null == {"type": "null"}
    assert union["discriminator"] == {
        "propertyName": "type",
        "mapping": {
            "Cat": "#/components/schemas/Cat",
            "Dog": "#/components/schemas/Dog",
        },
    }
    assert components["Cat"]["properties"]["type"] == {"type": "string", "const": "Cat"}
    assert components["Cat"]["required"] == ["type", "lives"]


def test_classes_of_all_kinds():
    @dataclasses.dataclass
    class Size:
        wide: int
        tags: list[str] = dataclasses.field(default_factory=list)

    _, components = make_schema(
        tuple[Size, Movie, Place, Colour, Page[int], Page[Tree], Point]
    )
    assert sorted(components) == [
        *("Colour", "Movie", "Page_Tree_", "Page_int_", "Place", "Point"),
        *("Size", "Tree"),
    ]
    assert components["Size"]["required"] == ["wide"]
    assert components["Movie"]["required"] == ["name"]
    assert components["Place"]["minItems"] == 1
    assert components["Place"]["maxItems"] == 2
    assert components["Colour"]["enum"] == ["red", "green"]
    assert components["Page_int_"]["title"] == "Page[int]"
    assert components["Tree"]["additionalProperties"] is False
    assert components["Point"]["prefixItems"][0]["const"] == "point"


def make_class(name, **fields):
    return msgspec.defstruct(name, list(fields.items()))


def test_other_classes_of_the_same_name_get_a_number():
    components = {}
    first, second = make_class("Post", a=int), make_class("Post", b=str)
    same = make_class("Post", a=int)
    refs = [
        compile_type(each).json_schema(components)["$ref"].rpartition("/")[2]
        for each in (first, second, same, second)
    ]
    assert refs == ["Post", "Post2", "Post", "Post2"]
    assert list(components["Post2"]["properties"]) == ["b"]


def test_two_classes_of_one_name_in_one_type():
    class Holder(NamedTuple):
        one: make_class("Part", a=int)
        two: make_class("Part", b=int)

    _, components = make_schema(Holder)
    assert sorted(components) == ["Holder", "Part", "Part2"]
    refs = [each["$ref"] for each in components["Holder"]["prefixItems"]]
    assert refs == ["#/components/schemas/Part", "#/components/schemas/Part2"]


def make_loop(*extra):
    """Two classes that hold each other."""
    space = {"__annotations__": {"other": "Two | None", **dict(extra)}}
    one = type(msgspec.Struct)("One", (msgspec.Struct,), space)
    two = msgspec.defstruct("Two", [("one", one | None)])
    globals()["Two"] = two
    compile_type(one)
    return one, two


def test_recursive_classes_of_the_same_name_are_told_apart_once():
    components = {}
    first, second = make_loop(("x", int)), make_loop(("x", str))
    for _ in range(3):
        for one, two in (first, second):
            globals()["Two"] = two
            compile_type(one).json_schema(components)
            compile_type(two).json_schema(components)
    assert sorted(components) == ["One", "One2", "Two", "Two2"]
    arms = components["One2"]["properties"]["other"]["anyOf"]
    assert arms[0] == {"$ref": "#/components/schemas/Two2"}


def validate(schema, components, value):
    whole = {**schema, "components": {"schemas": components}}
    return Draft202012Validator(whole).is_valid(value)


@pytest.mark.slow
@few
@given(st.data())
def test_values_that_are_sent_fit_the_schema(data):
    type_ = Type(data.draw(types()))
    text = write(data.draw(values(type_.node)))
    try:
        value = type_.decode_json(text)
    except Faults:
        assume(False)
    components = {}
    schema = type_.json_schema(components)
    sent = json.loads(type_.encode_json(value))
    assert validate(schema, components, sent)


@pytest.mark.slow
@few
@given(st.data())
def test_what_fits_the_schema_is_taken(data):
    type_ = Type(data.draw(types()))
    components = {}
    schema = type_.json_schema(components)
    told = json.dumps([schema, components])
    # jsonschema does not look into what has these; nor at what a class says.
    assume(not any(each in told for each in ('"format"', '"contentE', '"Even"')))
    value = data.draw(values(type_.node))
    assume(validate(schema, components, value))
    type_.decode_json(write(value))


def test_decimals_and_durations_have_patterns_that_hold():
    for annotation, good, bad in (
        (Decimal, ["1", "-1.50", "1e5"], ["NaN", "1e9999", "x"]),
        (
            datetime.timedelta,
            ["P1D", "PT1H2M3.5S", "P1DT1S", "-PT1S"],
            ["P", "PT", "1"],
        ),
        (Annotated[datetime.time, Meta(tz=False)], ["10:00:00"], ["10:00:00Z", "1"]),
    ):
        type_ = compile_type(annotation)
        schema, _ = make_schema(annotation)
        for text in good:
            assert validate(schema, {}, text)
            type_.decode_json(write(text))
        for text in bad:
            assert not validate(schema, {}, text)
            with pytest.raises(Faults):
                type_.decode_json(write(text))
