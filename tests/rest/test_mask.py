"""Masks: what can be written, what is refused, what they leave."""

from __future__ import annotations

import pytest

from kolben.rest import Mask, Model, fields, marshal
from kolben.rest.mask import MaskError, ParseError, apply


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("", {}),
        ("  ", {}),
        ("a", {"a": True}),
        ("{a,b}", {"a": True, "b": True}),
        ("a,\n b{c , d{e}}", {"a": True, "b": {"c": True, "d": {"e": True}}}),
        ("*,a-b:c_d", {"*": True, "a-b:c_d": True}),
        ("a{}", {"a": {}}),
    ],
)
def test_a_mask_is_read(text, parsed):
    assert Mask(text) == parsed
    assert Mask(str(Mask(text))) == parsed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{a", "Missing closing bracket"),
        ("a{b", "Missing closing bracket"),
        ("a}", "Unexpected closing bracket"),
        ("a,,b", "Unexpected comma"),
        (",a", "Unexpected comma"),
        ("a{,b}", "Unexpected comma"),
        ("a,{b}", "Unexpected opening bracket"),
        ("a{" * 5000 + "a" + "}" * 5000, "brackets in each other"),
    ],
)
def test_what_is_no_mask_is_refused(text, message):
    with pytest.raises(ParseError, match=message):
        Mask(text)


def test_a_mask_of_data():
    data = {"a": 1, "b": [{"c": 2, "d": 3}], "e": None}
    assert apply(data, "a,b{c},x") == {"a": 1, "b": [{"c": 2}], "x": None}
    assert apply(data, "b{d},x", skip=True) == {"b": [{"d": 3}]}
    assert apply(data, "b{*},*") == data


def test_a_mask_of_a_model():
    inner = Model("Inner", {"c": fields.Integer, "d": fields.Integer})
    model = Model(
        "Outer",
        {
            "a": fields.String,
            "one": fields.Nested(inner, allow_null=True),
            "many": fields.List(fields.Nested(inner)),
            "raw": fields.Raw(attribute="one"),
        },
    )
    data = {"a": 1, "one": {"c": 2, "d": 3}, "many": [{"c": 4, "d": 5}]}
    assert marshal(data, model, mask="one{c},many{d},raw{d}") == {
        "one": {"c": 2},
        "many": [{"d": 5}],
        "raw": {"d": 3},
    }
    with pytest.raises(MaskError, match="inconsistent with model"):
        marshal(data, model, mask="a{b}")
