"""Models: families, what they say in Swagger 2.0, checking input."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import BadRequest

from kolben.rest import Model, OrderedModel, SchemaModel, fields, marshal
from kolben.rest.payload import Definitions

BASE = {"id": fields.Integer(required=True), "name": fields.String}


def test_a_model_is_a_dict_of_its_fields():
    model = Model("Base", BASE)
    assert isinstance(model, dict)
    assert list(model) == ["id", "name"]
    assert model.__apidoc__ == {"name": "Base"}
    assert str(model) == "Model(Base,{id,name})"


def test_inherit_refers_and_clone_copies():
    base = Model("Base", BASE)
    child = base.inherit("Child", {"more": fields.String})
    assert child.__schema__ == {
        "allOf": [
            {"$ref": "#/definitions/Base"},
            {"type": "object", "properties": {"more": {"type": "string"}}},
        ]
    }
    assert child.ancestors == {"Base", "Child"}
    assert child.get_parent("Base") is base
    with pytest.raises(ValueError, match="Parent Nobody not found"):
        child.get_parent("Nobody")
    clone = Model.clone("Clone", base, {"more": fields.String})
    assert list(clone) == ["id", "name", "more"]
    assert clone["id"] is not base["id"]
    with pytest.warns(DeprecationWarning, match="use clone"):
        assert list(base.extend("Extended", {"x": fields.Raw})) == ["id", "name", "x"]


def test_inherited_fields_are_written():
    base = Model("Base", BASE)
    one = Model.inherit("One", base, {"a": fields.Raw})
    two = one.inherit("Two", {"b": fields.Raw})
    data = {"id": 1, "name": "n", "a": 2, "b": 3}
    assert marshal(data, two) == data


def test_one_discriminator_at_most():
    twice = {name: fields.String(discriminator=True) for name in "ab"}
    with pytest.raises(ValueError, match="only be one discriminator"):
        marshal({}, Model("Twice", twice))


def test_a_discriminator_is_each_models_own_name_whatever_is_written_first():
    base = Model("Base", {"kind": fields.String(discriminator=True)})
    one, two = base.inherit("One", {}), base.inherit("Two", {})
    for model in (two, one, two, base, one):
        assert marshal({}, model) == {"kind": model.name}
    assert base.__schema__["discriminator"] == "kind"
    assert base.__schema__["required"] == ["kind"]


def test_a_mask_is_the_models_default():
    model = OrderedModel("Masked", BASE, mask="name")
    assert marshal({"id": 1, "name": "n"}, model) == {"name": "n"}
    assert marshal({"id": 1, "name": "n"}, model, mask="id") == {"id": 1}
    assert model.__schema__["x-mask"] == "{name}"


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"id": 1}, None),
        ({"name": "x"}, {"id": "'id' is a required property"}),
        ({"id": "1"}, {"id": "'1' is not of type 'integer'"}),
        ([], {"": "[] is not of type 'object'"}),
        (
            {"id": 1, "more": 2},
            {
                "": "Additional properties are not allowed ('more' was unexpected)",
            },
        ),
    ],
)
def test_input_is_checked(data, errors):
    model = Model("Checked", BASE, strict=True)
    if errors is None:
        model.validate(data)
        return
    with pytest.raises(BadRequest) as raised:
        model.validate(data)
    assert raised.value.data == {
        "message": "Input payload validation failed",
        "errors": errors,
    }


def test_input_is_checked_by_the_models_that_a_model_refers_to():
    inner = Model("Inner", {"n": fields.Integer})
    outer = Model(
        "Outer", {"inner": fields.Nested(inner), "l": fields.List(fields.Raw)}
    )
    definitions = {"Inner": inner.__schema__, "Outer": outer.__schema__}
    outer.validate({"inner": {"n": 1}}, definitions)
    with pytest.raises(BadRequest) as raised:
        outer.validate({"inner": {"n": "1"}, "l": {}}, definitions)
    assert set(raised.value.data["errors"]) == {"inner.n", "l"}


def test_a_schema_model_checks_by_json_schema():
    schema = {"type": "object", "properties": {"a": {"enum": [1, 2]}}}
    model = SchemaModel("Plain", schema)
    assert model.__schema__ == schema
    with pytest.raises(BadRequest) as raised:
        model.validate({"a": 3})
    assert raised.value.data["errors"] == {"a": "3 is not one of [1, 2]"}


def test_a_huge_number_of_faults_is_an_answer():
    model = Model("Many", {"n": fields.List(fields.Integer)})
    with pytest.raises(BadRequest) as raised:
        model.validate({"n": ["x"] * 5000})
    assert len(raised.value.data["errors"]) == 100


def test_input_that_is_too_deep_for_a_model_that_holds_itself_is_refused():
    node = Model("Node", {"n": fields.Integer})
    node["inner"] = fields.Nested(node)
    data = {}
    for _ in range(900):
        data = {"inner": data}
    with pytest.raises(BadRequest) as raised:
        node.validate(data, {"Node": node.__schema__})
    assert raised.value.data == {"message": "Input payload is nested too deeply"}


def test_a_number_too_large_to_be_checked_is_refused():
    model = Model("Half", {"n": fields.Float(multiple=0.5)})
    with pytest.raises(BadRequest) as raised:
        model.validate({"n": 10**400})
    assert raised.value.data == {
        "message": "Input payload has a number that is too large"
    }


def test_definitions_follow_the_models_that_they_are_made_from():
    inner = Model("Inner", {"n": fields.Integer})
    outer = Model("Outer", {"inner": fields.Nested(inner)})
    models = {"Inner": inner}
    definitions = Definitions(models)
    outer.validate({"inner": {"n": 1, "m": "x"}}, definitions)
    with pytest.raises(BadRequest):
        outer.validate({"inner": {"n": "x"}}, definitions)
    inner["m"] = fields.Integer
    with pytest.raises(BadRequest):
        outer.validate({"inner": {"m": "x"}}, definitions)
    models["Inner"] = Model("Inner", {"n": fields.String})
    outer.validate({"inner": {"n": "x"}}, definitions)
    outer["k"] = fields.Integer(required=True)
    with pytest.raises(BadRequest):
        outer.validate({}, definitions)
