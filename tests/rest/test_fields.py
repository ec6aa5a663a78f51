"""Fields one by one: what they write and what they say in Swagger 2.0."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from kolben import Kolben
from kolben.rest import Model, fields, marshal
from kolben.rest.fields import get_value, to_marshallable_type
from kolben.rest.lookup import is_indexable_but_not_string, is_integer_indexable


class Thing:
    def __init__(self, **values):
        self.__dict__.update(values)


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        (fields.Raw, [1], [1]),
        (fields.String, 5, "5"),
        (fields.Integer, "5", 5),
        (fields.Integer, 5.9, 5),
        (fields.Float, "5.5", 5.5),
        (fields.Boolean, "false", False),
        (fields.Boolean, {}, False),
        (fields.Boolean, "on", True),
        (fields.Arbitrary, "634271127864378216478362784632784678324.23432", None),
        (fields.Fixed(decimals=2), "3.14159", "3.14"),
        (fields.Fixed(decimals=2), Decimal("2.675"), "2.68"),
        (fields.DateTime, datetime(2020, 1, 2, 3, 4, tzinfo=UTC), None),
        (fields.DateTime, date(2020, 1, 2), "2020-01-02T00:00:00"),
        (fields.DateTime, "2020-01-02T03:04:05Z", "2020-01-02T03:04:05+00:00"),
        (
            fields.DateTime(dt_format="rfc822"),
            datetime(2020, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=1))),
            "Thu, 02 Jan 2020 02:04:00 -0000",
        ),
        (fields.Date, datetime(2020, 1, 2, 3, 4), "2020-01-02"),
        (fields.List(fields.Integer), {"7"}, [7]),
        (fields.List(fields.String), None, None),
        (
            fields.List(fields.Integer(attribute="n")),
            [Thing(n="1"), Thing(n=2)],
            [1, 2],
        ),
        (fields.List(fields.Nested({"n": fields.Raw})), [{"n": 1}, None], None),
    ],
)
def test_a_value_is_written(field, value, written):
    found = marshal({"x": value}, {"x": field})["x"]
    if written is None and value is not None:
        written = {
            fields.Arbitrary: value,
            fields.DateTime: "2020-01-02T03:04:00+00:00",
        }.get(field, [{"n": 1}, {"n": None}])
    assert found == written
    assert type(found) is type(written)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (fields.Integer, "five", "invalid literal"),
        (fields.Float, "five", "could not convert"),
        (fields.Fixed, "NaN", "Invalid Fixed precision number"),
        (fields.DateTime, 5, "Unsupported DateTime format"),
        (fields.DateTime, "tomorrow", "Invalid date literal"),
        (
            fields.DateTime(dt_format="other"),
            date(2020, 1, 1),
            "Unsupported date format",
        ),
        (fields.Date, 5, "Unsupported Date format"),
        (fields.List(fields.Integer), ["a"], "invalid literal"),
    ],
)
def test_a_value_that_does_not_fit_is_a_marshalling_error(field, value, message):
    with pytest.raises(fields.MarshallingError, match=message):
        marshal({"x": value}, {"x": field})


def test_a_value_is_found_by_name_path_index_and_function():
    data = {"a": Thing(b=[{"c": 1}, {"c": 2}]), "items": 3}
    assert get_value("a.b.1.c", data) == 2
    assert get_value(0, ["x"]) == "x"
    assert get_value(len, data) == 2
    assert get_value("items", data) == 3
    assert get_value("a.nothing.c", data, "else") == "else"
    assert get_value("upper", "text") != "else"


def test_what_can_be_indexed():
    assert is_indexable_but_not_string([])
    assert not is_indexable_but_not_string("text")
    assert is_integer_indexable(())
    assert not is_integer_indexable({})


def test_an_object_says_how_it_is_written():
    class Own:
        def __marshallable__(self):
            return {"id": 1}

    assert to_marshallable_type(Own()) == {"id": 1}
    assert to_marshallable_type(Thing(a=1)) == {"a": 1}
    assert to_marshallable_type(None) is None


def test_a_default_may_be_a_function_and_is_formatted():
    model = {
        "a": fields.Integer(default=lambda: "3"),
        "b": fields.String(default=0),
        "c": fields.Nested({}, default={"no": "one"}),
        "d": fields.Nested({"e": fields.String}, allow_null=True),
        "f": fields.List(fields.String, default=list),
    }
    found = marshal({}, model)
    assert found == {"a": 3, "b": 0, "c": {"no": "one"}, "d": None, "f": []}


def test_texts_from_the_whole_object():
    model = {
        "greeting": fields.FormattedString("Hello {name}"),
        "kind": fields.ClassName(dash=True),
        "class": fields.ClassName,
    }

    class BlogPost(Thing):
        pass

    wanted = {"greeting": "Hello you", "kind": "blog_post", "class": "BlogPost"}
    assert marshal(BlogPost(name="you"), model) == wanted
    assert marshal({"name": "x"}, model)["class"] == "object"
    with pytest.raises(fields.MarshallingError):
        marshal([None], model)


def test_a_url_is_built_from_the_object():
    app = Kolben("fields")

    @app.get("/posts/<int:id>")
    def post(id):  # noqa: A002  # the rule's variable
        model = {
            "uri": fields.Url("post"),
            "own": fields.Url(),
            "all": fields.Url("post", absolute=True, scheme="https"),
        }
        return marshal({"id": id + 1, "other": "x"}, model)

    assert app.test_client().get("/posts/4").get_json() == {
        "uri": "/posts/5",
        "own": "/posts/5",
        "all": "https://localhost/posts/5",
    }


def test_a_wildcard_takes_the_names_that_fit():
    model = {
        "id": fields.Integer,
        "tag_*": fields.Wildcard(fields.String),
        "*": fields.Wildcard(fields.Integer, default=0),
    }
    data = {"id": "1", "tag_a": 1, "TAG_B": 2, "c": "3"}
    written = marshal(data, model, skip_none=True)
    assert written == {"id": 1, "tag_a": 1, "TAG_B": 2, "c": 3}
    ordered = marshal(data, {"*": fields.Wildcard(fields.String)}, ordered=True)
    assert list(ordered.items()) == [
        *(("id", "1"), ("tag_a", "1"), ("TAG_B", "2"), ("c", "3"))
    ]


def test_a_wildcard_of_many_names_takes_no_longer_per_name():
    data = {f"name{number}": number for number in range(20_000)}
    field = fields.Wildcard(fields.Integer)
    assert marshal(data, {"*": field}, ordered=True) == data


def test_a_class_decides_on_the_model():
    base = Model("Pet", {"kind": fields.String(discriminator=True)})
    cat = base.inherit("Cat", {"lives": fields.Integer})
    dog = base.inherit("Dog", {"tricks": fields.List(fields.String)})

    class Cat(Thing):
        pass

    class Dog(Thing):
        pass

    model = {"pets": fields.List(fields.Polymorph({Cat: cat, Dog: dog}))}
    data = {"pets": [Cat(lives=9), Dog(tricks=["sit"]), Cat(lives=1)]}
    assert marshal(data, model) == {
        "pets": [
            {"kind": "Cat", "lives": 9},
            {"kind": "Dog", "tricks": ["sit"]},
            {"kind": "Cat", "lives": 1},
        ]
    }
    with pytest.raises(ValueError, match="Unknown class: Thing"):
        marshal({"pets": [Thing()]}, model)


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        (fields.Raw(), {"type": "object"}),
        (
            fields.String(min_length=1, max_length=9, pattern="x", enum=lambda: ["x"]),
            {
                "type": "string",
                "minLength": 1,
                "maxLength": 9,
                "pattern": "x",
                "enum": ["x"],
                "example": "x",
            },
        ),
        (
            fields.Integer(min=0, max=9, exclusiveMin=1, multiple=2, default=4),
            {
                "type": "integer",
                "minimum": 0,
                "maximum": 9,
                "exclusiveMinimum": 1,
                "multipleOf": 2,
                "default": 4,
            },
        ),
        (
            fields.DateTime(min=date(2020, 1, 1), readonly=True, title="When"),
            {
                "type": "string",
                "format": "date-time",
                "minimum": "2020-01-01T00:00:00",
                "readOnly": True,
                "title": "When",
            },
        ),
        (
            fields.List(fields.Float, min_items=1, max_items=2, unique=True),
            {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 1,
                "maxItems": 2,
                "uniqueItems": True,
            },
        ),
        (fields.Nested(Model("M", {})), {"$ref": "#/definitions/M"}),
        (
            fields.Nested(Model("M", {}), description="d"),
            {"description": "d", "allOf": [{"$ref": "#/definitions/M"}]},
        ),
        (
            fields.Nested(Model("M", {}), as_list=True),
            {"type": "array", "items": {"$ref": "#/definitions/M"}},
        ),
        (
            fields.Nested(Model("M", {}), nullable=True),
            {"anyOf": [{"$ref": "#/definitions/M"}, {"type": "null"}]},
        ),
        (
            fields.Wildcard(fields.String),
            {"type": "object", "additionalProperties": {"type": "string"}},
        ),
    ],
)
def test_a_field_describes_itself(field, schema):
    assert field.__schema__ == schema


def test_a_field_of_ones_own_describes_itself():
    class Color(fields.Raw):
        __schema_type__ = "string"
        __schema_format__ = "color"
        __schema_example__ = "#fff"

        def schema(self):
            return {**super().schema(), "x-hint": "hex"}

    assert Color().__schema__ == {
        "type": "string",
        "format": "color",
        "example": "#fff",
        "x-hint": "hex",
    }


@pytest.mark.parametrize("kind", [fields.List, fields.Wildcard])
def test_a_container_holds_fields_only(kind):
    with pytest.raises(fields.MarshallingError, match="must be a subclass of"):
        kind(str)
