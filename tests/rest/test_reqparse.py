"""Arguments of requests: where they are found, and what becomes of them."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from kolben import Kolben
from kolben.rest import Model, SpecsError, fields, inputs
from kolben.rest.reqparse import Argument, FileStorage, ParseResult, RequestParser


@pytest.fixture
def app():
    return Kolben("reqparse")


@pytest.fixture
def parse(app):
    """``parse(argument, …, **request)``: the arguments of such a request."""

    def parse(*arguments, parser=None, strict=False, **request):
        parser = parser or RequestParser()
        for argument in arguments:
            parser.add_argument(argument)
        with app.test_request_context("/", **request):
            return parser.parse_args(strict=strict)

    return parse


def errors_of(raised):
    assert raised.value.data["message"] == "Input payload validation failed"
    return raised.value.data["errors"]


@pytest.mark.parametrize(
    ("location", "request_", "value"),
    [
        ("args", {"query_string": "a=1"}, "1"),
        ("form", {"method": "POST", "data": {"a": "2"}}, "2"),
        ("values", {"method": "POST", "data": {"a": "2"}}, "2"),
        ("json", {"json": {"a": 3}}, "3"),
        ("headers", {"headers": {"A": "4"}}, "4"),
        ("cookies", {"headers": {"Cookie": "a=5"}}, "5"),
        (("json", "args"), {"json": {"a": 6}, "query_string": "a=7"}, "6"),
        (("headers", "args"), {"query_string": "a=7"}, "7"),
        (["json", "values"], {"query_string": "a=7"}, "7"),
        ("nowhere", {"query_string": "a=7"}, None),
    ],
)
def test_an_argument_is_found_where_it_is_said_to_be(parse, location, request_, value):
    found = parse(Argument("a", location=location), **request_)
    assert found == {"a": value}
    assert found.a == value
    assert isinstance(found, ParseResult)


def test_a_file_is_an_argument(parse):
    found = parse(
        Argument("file", type=FileStorage, location="files"),
        method="POST",
        data={"file": (io.BytesIO(b"content"), "a.txt")},
    )
    assert found.file.filename == "a.txt"


@pytest.mark.parametrize(
    ("options", "query", "value"),
    [
        ({"type": int}, "a=5", 5),
        ({"type": Decimal}, "a=1.5", Decimal("1.5")),
        ({"type": inputs.boolean}, "a=false", False),
        ({"type": lambda value, name: f"{name}:{value}"}, "a=x", "a:x"),
        ({"type": lambda value, name, op: op + value}, "a=x", "=x"),
        ({"action": "append", "type": int}, "a=1&a=2", [1, 2]),
        ({"action": "split", "type": int}, "a=1,2", [1, 2]),
        ({"action": "split", "choices": ("x", "y")}, "a=x,y", ["x", "y"]),
        ({}, "a=1&a=2", "1"),
        ({"action": "last"}, "a=1&a=2", ["1", "2"]),
        ({"trim": True}, "a=%20x%20", "x"),
        ({"case_sensitive": False, "choices": ["X"]}, "a=x", "x"),
        ({"ignore": True, "type": int, "default": 7}, "a=x", 7),
        ({"operators": ("=", ">=")}, "a>=5", "5"),
        ({"default": lambda: "made"}, "", "made"),
        ({}, "", None),
    ],
)
def test_an_argument_becomes_a_value(parse, options, query, value):
    found = parse(Argument("a", location="args", **options), query_string=query)
    assert found == {"a": value}


@pytest.mark.parametrize(
    ("options", "request_", "message"),
    [
        (
            {"required": True},
            {},
            "Missing required parameter in the JSON body or the post body or the query"
            " string",
        ),
        (
            {"required": True, "location": "headers"},
            {},
            "Missing required parameter in the HTTP headers",
        ),
        (
            {"type": int},
            {"query_string": "a=x"},
            "invalid literal for int() with base 10: 'x'",
        ),
        (
            {"type": int, "help": "A number."},
            {"query_string": "a=x"},
            "A number. invalid literal for int() with base 10: 'x'",
        ),
        (
            {"choices": ("x", "y")},
            {"query_string": "a=z"},
            "The value 'z' is not a valid choice for 'a'.",
        ),
        (
            {"choices": {"x"}, "location": "json", "type": list},
            {"json": {"a": ["x"]}},
            "The value '['x']' is not a valid choice for 'a'.",
        ),
        ({"nullable": False}, {"json": {"a": None}}, "Must not be null!"),
    ],
)
def test_what_does_not_fit_is_told_by_name(parse, options, request_, message):
    with pytest.raises(BadRequest) as raised:
        parse(Argument("a", **options), **request_)
    assert errors_of(raised) == {"a": message}


@pytest.mark.parametrize("by", ["parser", "config"])
def test_errors_may_be_bundled(app, parse, by):
    app.config["BUNDLE_ERRORS"] = by == "config"
    arguments = [Argument("a", required=True), Argument("b", type=int), Argument("c")]
    with pytest.raises(BadRequest) as raised:
        parse(
            *arguments,
            parser=RequestParser(bundle_errors=by == "parser"),
            query_string="b=x&c=1",
        )
    assert set(errors_of(raised)) == {"a", "b"}


def test_what_is_missing_may_be_left_out(parse):
    found = parse(
        Argument("a", store_missing=False, default=1),
        Argument("b", dest="bee", default=2),
    )
    assert found == {"bee": 2}
    with pytest.raises(AttributeError):
        found.a  # noqa: B018  # the attribute is the test


def test_strict_refuses_what_was_not_declared(parse):
    assert parse(Argument("a"), strict=True, query_string="a=1") == {"a": "1"}
    with pytest.raises(BadRequest, match="Unknown arguments: c, b"):
        parse(Argument("a"), strict=True, query_string="a=1&b=2", json={"c": 3})


@pytest.mark.parametrize(
    "body",
    ["[1]", "5", '"a"', "null", "{", pytest.param("[" * 100_000, id="deep")],
)
@pytest.mark.parametrize("location", ["json", ("json", "args")])
def test_a_body_that_is_no_object_has_no_arguments(parse, body, location):
    found = parse(
        Argument("a", location=location),
        method="POST",
        data=body,
        content_type="application/json",
    )
    assert found == {"a": None}


def test_a_model_is_a_type(parse):
    model = Model("Part", {"n": fields.Integer})
    found = parse(Argument("a", type=model, location="json"), json={"a": {"n": "5"}})
    assert found == {"a": {"n": 5}}


def test_a_parser_is_copied_and_changed():
    parser = RequestParser(trim=True, bundle_errors=True)
    parser.add_argument("a", type=int).add_argument("b", trim=False).add_argument("c")
    copy = parser.copy()
    copy.replace_argument("a", type=float).remove_argument("b").remove_argument("z")
    copy.replace_argument("z", type=int)
    assert [argument.name for argument in copy.args] == ["c", "a"]
    assert copy.args[1].type is float
    assert (copy.trim, copy.bundle_errors) == (True, True)
    assert [argument.trim for argument in parser.args] == [True, False, True]
    assert parser.args[0].type is int


def test_own_classes_are_used(parse):
    class Loud(Argument):
        def convert(self, value, op):
            return value.upper()

    class Result(dict):
        pass

    parser = RequestParser(argument_class=Loud, result_class=Result)
    parser.add_argument("a")
    found = parse(parser=parser, query_string="a=x")
    assert (found, type(found)) == ({"a": "X"}, Result)


def test_a_parser_describes_itself():
    parser = RequestParser()
    parser.add_argument("q", required=True, help="What to find", location="args")
    parser.add_argument("n", type=int, default=lambda: 5, location="headers")
    parser.add_argument("tags", action="append", type=inputs.regex("^a"))
    parser.add_argument("ids", action="split", type=int, choices=(1, 2))
    parser.add_argument("page", type=inputs.natural, location=["args", "json"])
    parser.add_argument("secret", location="cookie")
    query = {"in": "query", "type": "string"}
    assert parser.__schema__ == [
        {**query, "name": "q", "required": True, "description": "What to find"},
        {"name": "n", "in": "header", "type": "integer", "default": 5},
        {
            **query,
            "name": "tags",
            "type": "array",
            "items": {"type": "string", "pattern": "^a"},
            "collectionFormat": "multi",
        },
        {
            **query,
            "name": "ids",
            "type": "array",
            "items": {"type": "integer"},
            "collectionFormat": "csv",
            "enum": (1, 2),
        },
        {**query, "name": "page", "type": "integer", "minimum": 0},
    ]


def test_a_form_and_a_body_at_once_cannot_be_described():
    parser = RequestParser()
    parser.add_argument("file", type=FileStorage, location="files")
    assert parser.__schema__ == [{"name": "file", "in": "formData", "type": "file"}]
    parser.add_argument("part", location="json")
    with pytest.raises(SpecsError, match="formData and body"):
        parser.__schema__  # noqa: B018  # making it is the test


def test_an_argument_reads_nothing_of_a_request_but_itself(app):
    class Endless(list):
        def __iter__(self):
            raise AssertionError

    class Sent:
        values = MultiDict([("b", "2"), ("b", "3")])

        def __init__(self):
            self.unparsed_arguments = {}

        def get_json(self, silent):
            return {"a": ["1", "2"], "huge": Endless()}

    with app.app_context():
        assert Argument("a", action="append").parse(Sent()) == (["1", "2"], True)
        assert Argument("b", action="append").parse(Sent()) == (["2", "3"], True)
        assert Argument("c").parse(Sent()) == (None, False)
