"""JSON made by msgspec is what Python's json module writes, byte by byte."""

from __future__ import annotations

import enum
import json
from collections import OrderedDict
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolben import Kolben
from kolben.rest.json_text import find_settings, write_json


class Name(str):
    __slots__ = ()


class Size(enum.IntEnum):
    BIG = 5


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.floats(-1e-3, 1e-3)
    | st.text()
    | st.sampled_from(["1e5", "e1,", "a\x7f", "0.0000", "é", "中文", "😀", "\ud800"])
    | st.sampled_from([Name("x"), Size.BIG, 10**30, 2**63, -(2**63), 1e16, -1e-5])
)
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers() | st.none(), inner)
    ),
    max_leaves=15,
)


@given(DATA)
@settings(max_examples=200, deadline=None)
def test_the_text_is_that_of_json_dumps(data):
    assert write_json(data).decode() == f"{json.dumps(data)}\n"


@pytest.mark.parametrize("data", [[1.5, 1e300], {"a": "1e5,"}, OrderedDict(b=1, a=2)])
def test_texts_that_look_like_numbers_stay(data):
    assert json.loads(write_json(data)) == data


def test_what_json_does_not_have_is_null_everywhere():
    nothing = float("nan")
    assert write_json([nothing, 1]) == b"[null, 1]\n"
    assert write_json([nothing, 1e-5, "é"]) == b'[null, 1e-05, "\\u00e9"]\n'


def test_dates_are_text_and_unknown_objects_an_error():
    assert write_json([date(2020, 1, 2)]) == b'["2020-01-02"]\n'
    assert write_json({None: date(2020, 1, 2)}) == b'{"null": "2020-01-02"}\n'
    with pytest.raises(TypeError):
        write_json([object()])


def test_settings_of_the_app_are_used():
    app = Kolben("json_text")
    data = {"b": "é", "a": [1]}
    app.config["RESTPLUS_JSON"] = {"sort_keys": True, "ensure_ascii": False}
    assert write_json(data, find_settings(app)).decode() == '{"a": [1], "b": "é"}\n'
    app.config["RESTX_JSON"] = {"separators": (",", ":")}
    assert write_json(data, find_settings(app)) == b'{"b":"\\u00e9","a":[1]}\n'
    del app.config["RESTX_JSON"], app.config["RESTPLUS_JSON"]
    app.debug = True
    assert write_json([[1]], find_settings(app)) == b"[\n    [\n        1\n    ]\n]\n"


class Encoder(json.JSONEncoder):
    def default(self, o):
        return f"on {o}" if isinstance(o, date) else super().default(o)


@pytest.mark.parametrize("debug", [False, True])
def test_an_encoder_of_the_app_is_asked_before_anything_else(debug):
    app = Kolben("json")
    app.debug = debug
    app.config["RESTX_JSON"] = {"cls": Encoder}
    text = write_json({"a": date(2020, 1, 2), "b": UUID(int=1)}, find_settings(app))
    assert json.loads(text) == {"a": "on 2020-01-02", "b": str(UUID(int=1))}
    with pytest.raises(TypeError):
        write_json(object(), find_settings(app))
