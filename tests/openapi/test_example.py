import jsonschema
import pytest

from kolben.openapi.curl import write_curl
from kolben.openapi.example import make_example

NODE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "next": {"$ref": "#/components/schemas/Node"},
    },
}


def find(reference):
    return NODE if reference.endswith("/Node") else None


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "minLength": 6}, "texttext"),
        ({"type": "string", "format": "date"}, "2026-01-31"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "integer", "exclusiveMinimum": 5}, 6),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "null"}, None),
        ({"enum": ["b", "a"]}, "b"),
        ({"const": 7}, 7),
        ({"type": "integer", "default": 20}, 20),
        ({"type": "integer", "examples": [3]}, 3),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"prefixItems": [{"type": "string"}], "type": "array"}, ["text"]),
        ({"additionalProperties": {"type": "integer"}}, {"name": 1}),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        ({"allOf": [{"properties": {"a": {"const": 1}}}],
          "properties": {"b": {"const": 2}}}, {"a": 1, "b": 2}),
        ({"type": "file"}, "text"),
        (True, None),
    ],
)  # fmt: skip
def test_an_example_fits_its_schema(schema, example):
    found = make_example(schema, find)
    assert found == example
    if schema != {"type": "file"} and schema is not True:
        jsonschema.validate(found, schema)


def test_a_type_that_holds_itself_has_an_example():
    found = make_example({"$ref": "#/components/schemas/Node"}, find)
    depth = 0
    while found is not None:
        found, depth = found.get("next"), depth + 1
    assert 1 <= depth < 8


def test_a_reference_to_nothing_has_none():
    assert make_example({"$ref": "#/components/schemas/Other"}, find) is None


def curl(operation, *schemes, method="get", path="/a"):
    return write_curl("http://h/", method, path, operation, list(schemes), find)


def test_a_command_has_only_what_is_needed():
    parameters = [
        {"name": "x", "in": "query", "required": True, "example": "a b&c"},
        {"name": "y", "in": "query"},
        {"name": "X-Z", "in": "header", "required": True, "example": "it's"},
        {"name": "c", "in": "cookie", "required": True, "schema": {"const": 1}},
        {"name": "id", "in": "path", "required": True, "example": "a/b"},
    ]
    assert curl({"parameters": parameters}, path="/a/{id}") == (
        "curl 'http://h/a/a%2Fb?x=a+b%26c' \\\n  -H 'X-Z: it'\"'\"'s' \\\n  -b 'c=1'"
    )


@pytest.mark.parametrize(
    ("scheme", "argument"),
    [
        ({"type": "http", "scheme": "bearer"}, "-H 'Authorization: Bearer TOKEN'"),
        ({"type": "http", "scheme": "basic"}, "-u NAME:PASSWORD"),
        ({"type": "oauth2"}, "-H 'Authorization: Bearer TOKEN'"),
        ({"type": "apiKey", "in": "header", "name": "K"}, "-H 'K: KEY'"),
        ({"type": "apiKey", "in": "cookie", "name": "K"}, "-b 'K=KEY'"),
        ({"type": "apiKey", "in": "query", "name": "K"}, "'http://h/a?K=KEY'"),
    ],
)
def test_a_command_shows_who_one_is(scheme, argument):
    assert argument in curl({}, scheme)


@pytest.mark.parametrize(
    ("content", "argument"),
    [
        ({"application/json": {"example": [1]}}, "-d '[1]'"),
        ({"text/plain": {"example": "hi"}}, "-d 'hi'"),
        ({"image/png": {}}, "--data-binary @FILE"),
        ({"application/x-www-form-urlencoded": {"example": {"a": [1, 2]}}},
         "--data-urlencode 'a=1' \\\n  --data-urlencode 'a=2'"),
        ({"multipart/form-data": {"schema": {"properties": {
            "f": {"type": "string", "format": "binary"}}}}}, "-F 'f=@FILE'"),
        ({"application/json": {"examples": {"a": {"value": 1}}}}, "-d '1'"),
    ],
)  # fmt: skip
def test_a_command_sends_the_body(content, argument):
    text = curl({"requestBody": {"content": content}}, method="post")
    assert text.startswith("curl -X POST 'http://h/a'")
    assert argument in text
