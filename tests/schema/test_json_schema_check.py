"""The quick check against jsonschema: never a yes to what it would refuse."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kolben.schema.json_schema_check import compile_check

from .samples import JSON

TREE = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "description": "Its name."},
        "kids": {"type": "array", "items": {"$ref": "#/definitions/Tree"}},
    },
    "additionalProperties": False,
}
DEFINITIONS = {"Tree": TREE, "Size": {"type": "integer", "minimum": 1}}


def is_valid(schema, value):
    whole = {"definitions": DEFINITIONS, **schema}
    return Draft202012Validator(whole).is_valid(value)


def check(schema, value):
    made = compile_check(schema, DEFINITIONS)
    assert made is not None, schema
    return made(value)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [1, 1.0, -5], [True, 1.5, "1", None]),
        ({"type": "number", "minimum": 0}, [0, 1.5, 1e300], [-1, False, "0"]),
        ({"type": ["string", "null"]}, ["", None], [0, []]),
        ({"enum": ["a", 1, None]}, ["a", 1, 1.0, None], [True, "b", []]),
        ({"exclusiveMaximum": 3}, [2, "x", True, None], [3, 4.0]),
        ({"maxLength": 2, "pattern": "b"}, ["ab", 5], ["abc", "a"]),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True},
         [[], ["a", "b"]], [["a", "a"], [1], {}]),
        ({"$ref": "#/definitions/Size"}, [1, 2.0], [0, "1"]),
        ({"allOf": [{"$ref": "#/definitions/Size"}, {"maximum": 3}]}, [3], [0, 4]),
        ({"anyOf": [{"type": "null"}, {"$ref": "#/definitions/Size"}]}, [None, 1], [0]),
        ({"properties": {"a": {"multipleOf": 2}}}, [{}, {"a": 4}, []], [{"a": 3}]),
        ({"additionalProperties": {"type": "string"}}, [{"a": "b"}], [{"a": 1}]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}, 1], [{}]),
        (TREE, [{"name": "a", "kids": [{"name": "b", "kids": []}]}],
         [{}, {"name": ""}, {"name": "a", "x": 1}, {"name": "a", "kids": [{}]}, 1]),
    ],
)  # fmt: skip
def test_it_judges_as_jsonschema_does(schema, good, bad):
    for value in good:
        assert is_valid(schema, value)
        assert check(schema, value)
    for value in bad:
        assert not is_valid(schema, value)
        assert not check(schema, value)


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{"type": "string"}, {"pattern": "a"}]},
        {"not": {}},
        {"type": "file"},
        {"$ref": "#/definitions/Missing"},
        {"$ref": "http://elsewhere/x"},
        {"minimum": 1, "exclusiveMinimum": True},
        {"required": True},
        {"enum": [[1], {}]},
        {"multipleOf": 0.1},
        {"items": [{"type": "string"}]},
        {"pattern": "("},
        {"$schema": "http://json-schema.org/draft-04/schema#"},
        {"patternProperties": {}},
        {"properties": {"a": {"const": 1}}},
        {"$id": "x"},
    ],
)
def test_what_it_does_not_know_it_leaves_to_jsonschema(schema):
    assert compile_check(schema, DEFINITIONS) is None


def test_formats_are_looked_at_only_when_they_are_to_be():
    schema = {"type": "string", "format": "date"}
    assert check(schema, "soon")
    assert compile_check(schema, formats=True) is None


def test_values_as_deep_as_the_stack_get_no_yes():
    value = {"name": "a"}
    for _ in range(20_000):
        value = {"name": "a", "kids": [value]}
    assert check(TREE, value) is False


def schemas():
    numbers = st.integers(-3, 5) | st.sampled_from([0.5, 1.0, 2.5])
    sizes = st.integers(0, 3)
    plain = st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["string", "integer", "number", "boolean", "null", "array", "object"]
            )
            | st.just(["string", "null"])
            | st.just(["integer", "array"]),
            "minimum": numbers,
            "maximum": numbers,
            "exclusiveMinimum": numbers,
            "multipleOf": st.integers(1, 4),
            "minLength": sizes,
            "maxLength": sizes,
            "pattern": st.sampled_from(["^a", "b$", "[0-9]"]),
            "minItems": sizes,
            "maxItems": sizes,
            "minProperties": sizes,
            "maxProperties": sizes,
            "uniqueItems": st.booleans(),
            "description": st.just("x"),
            "format": st.just("date"),
        },
    )
    plain |= st.sampled_from(
        [
            *({}, {"$ref": "#/definitions/Tree"}, {"$ref": "#/definitions/Size"}),
            *({"enum": ["a", "ab", 1, 2.5, None]}, {"enum": [True, "x", 0]}),
        ]
    )
    names = st.sampled_from(["one", "two", "name", "kids"])
    return st.recursive(
        plain,
        lambda inner: (
            st.fixed_dictionaries(
                {},
                optional={
                    "type": st.just("object"),
                    "properties": st.dictionaries(names, inner, max_size=3),
                    "required": st.lists(names, unique=True, max_size=2),
                    "additionalProperties": st.booleans() | inner,
                },
            )
            | st.builds(lambda each: {"type": "array", "items": each}, inner)
            | st.builds(lambda each: {"allOf": each}, st.lists(inner, min_size=1))
            | st.builds(lambda each: {"anyOf": each}, st.lists(inner, min_size=1))
        ),
        max_leaves=5,
    )


@pytest.mark.slow
@given(schemas(), JSON)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_schema_of_fields_and_any_json(schema, value):
    made = compile_check(schema, DEFINITIONS)
    if made is None:
        return
    if made(value):
        assert is_valid(schema, value)
    elif "uniqueItems" not in str(schema) and "multipleOf" not in str(schema):
        assert not is_valid(schema, value)
