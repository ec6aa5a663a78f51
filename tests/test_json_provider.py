"""kolben.json: the same bytes as Flask's provider, only sooner."""

import dataclasses
import datetime
import decimal
import enum
import io
import json
import threading
import uuid

import flask
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

import kolben.json
from kolben import Kolben, jsonify, request
from kolben.json.provider import DefaultJSONProvider, JSONProvider


@dataclasses.dataclass
class Point:
    x: int
    y: decimal.Decimal


class Colour(enum.IntEnum):
    RED = 1


KEYS = st.text(max_size=5)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.datetimes(timezones=st.none() | st.timezones())
    | st.dates()
    | st.decimals()
    | st.uuids()
    | st.text(max_size=5).map(Markup)
    | st.builds(Point, st.integers(), st.decimals())
    | st.just(Colour.RED)
    # None of JSON's, and none of the provider's.
    | st.binary(max_size=3)
    | st.just({1, 2})
    | st.just(3j)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.dictionaries(KEYS | st.integers() | st.none(), inner, max_size=3)
    ),
    max_leaves=12,
)


def outcome(function, *args, **kwargs):
    """What a call gives or raises, in a form that two frameworks have in common."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error), str(error)


def pair(**attributes):
    apps = Kolben("one"), flask.Flask("other")
    for app in apps:
        for name, value in attributes.items():
            setattr(app.json, name, value)
    return apps


ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "ensure_ascii": st.booleans(),
        "sort_keys": st.booleans(),
        "compact": st.sampled_from([True, False, None]),
    },
)
ARGUMENTS = st.sampled_from(
    [{}, {"separators": (",", ":")}, {"indent": 1}, {"sort_keys": False}, {"cls": None}]
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(VALUES, ATTRIBUTES, ARGUMENTS)
def test_dumps_as_flask_does(value, attributes, arguments):
    ours, theirs = pair(**attributes)
    expected = outcome(theirs.json.dumps, value, **arguments)
    assert outcome(ours.json.dumps, value, **arguments) == expected
    # Once more, with what the first call has kept.
    assert outcome(ours.json.dumps, value, **arguments) == expected


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(VALUES, ATTRIBUTES, st.booleans())
def test_responds_as_flask_does(value, attributes, debug):
    ours, theirs = pair(**attributes)
    ours.debug = theirs.debug = debug
    expected = outcome(lambda: theirs.json.response(value).get_data())
    assert outcome(lambda: ours.json.response(value).get_data()) == expected
    assert outcome(ours.json.encode, value) == expected


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary() | VALUES.map(repr))
def test_loads_as_flask_does(text):
    ours, theirs = pair()
    loaded = [outcome(app.json.loads, text) for app in (ours, theirs)]
    assert repr(loaded[0]) == repr(loaded[1])  # repr: NaN is not equal to itself


# F26, F27
def test_a_response_is_sorted_escaped_and_compact(app):
    response = app.json.response({"b": "ä", "a": 1})
    assert response.get_data() == b'{"a":1,"b":"\\u00e4"}\n'
    assert response.content_type == "application/json"


def test_a_response_is_indented_in_debug(app):
    app.debug = True
    assert app.json.response([1]).get_data() == b"[\n  1\n]\n"
    app.json.compact = True
    assert app.json.response([1]).get_data() == b"[1]\n"


def test_the_mimetype_can_be_another(app):
    app.json.mimetype = "application/vnd.api+json"
    assert app.json.response().mimetype == "application/vnd.api+json"


@pytest.mark.parametrize(
    ("args", "kwargs", "body"),
    [
        ((), {}, b"null\n"),
        (({},), {}, b"{}\n"),
        ((1, 2), {}, b"[1,2]\n"),
        ((), {"a": 1}, b'{"a":1}\n'),
    ],
)
def test_jsonify_takes_a_value_or_several_or_names(app, args, kwargs, body):
    with app.app_context():
        assert jsonify(*args, **kwargs).get_data() == body


def test_jsonify_does_not_take_both(app):
    with app.app_context(), pytest.raises(TypeError, match="not both"):
        jsonify(1, a=1)


def test_jsonify_needs_an_app():
    with pytest.raises(RuntimeError, match="application context"):
        jsonify()


def test_keys_of_several_types_cannot_be_sorted(app):
    with pytest.raises(TypeError):
        app.json.dumps({"a": 1, 1: 2})
    app.json.sort_keys = False
    assert app.json.dumps({"a": 1, 1: 2}) == '{"a": 1, "1": 2}'


def test_attributes_count_from_the_next_call_on(app):
    assert app.json.dumps({"b": "ä", "a": 1}) == '{"a": 1, "b": "\\u00e4"}'
    app.json.ensure_ascii = False
    app.json.sort_keys = False
    assert app.json.dumps({"b": "ä", "a": 1}) == '{"b": "ä", "a": 1}'
    app.json.default = lambda o: "set"
    assert app.json.dumps({1}) == '"set"'
    app.json.default = None
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        app.json.dumps({1})


def test_a_subclass_may_have_a_default_of_its_own():
    class SetProvider(DefaultJSONProvider):
        def default(self, o):
            return sorted(o) if isinstance(o, set) else super().default(o)

    class SetApp(Kolben):
        json_provider_class = SetProvider

    app = SetApp("sets")
    assert app.json.dumps({2, 1}) == "[1, 2]"
    assert app.json.encode({"a": {2, 1}, "b": uuid.UUID(int=0)}) == (
        b'{"a":[1,2],"b":"00000000-0000-0000-0000-000000000000"}\n'
    )


def test_a_new_default_for_every_call_does_not_pile_up(app):
    for number in range(100):
        app.json.default = lambda o, number=number: number
        assert app.json.dumps({1}) == str(number)
    assert len(app.json._encoders) < 50


def test_a_default_that_cannot_be_hashed(app):
    class Default(list):
        def __call__(self, o):
            return "default"

    app.json.default = Default()
    assert app.json.dumps({1}) == '"default"'


def test_an_object_that_contains_itself_is_told_so(app):
    circle = {}
    circle["self"] = circle
    with pytest.raises(ValueError, match="Circular reference"):
        app.json.dumps(circle)
    assert app.json.dumps({"fine": []}) == '{"fine": []}'


def test_an_object_that_is_only_deep_is_told_so(app):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(RecursionError):
        app.json.dumps(deep)


def test_one_object_in_two_places_is_no_circle(app):
    shared = [1]
    assert app.json.dumps([shared, shared]) == "[[1], [1]]"


def test_threads_may_write_the_same_object(app):
    value = {"a": [datetime.date(2020, 1, 1)] * 50}
    expected = app.json.dumps(value)
    wrong = []

    def write():
        for _ in range(50):
            if app.json.dumps(value) != expected:
                wrong.append(1)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_files(app):
    file = io.StringIO()
    app.json.dump({"a": uuid.UUID(int=0)}, file)
    file.seek(0)
    assert app.json.load(file) == {"a": "00000000-0000-0000-0000-000000000000"}


class BoxProvider(JSONProvider):
    """The least that a provider has to be."""

    def dumps(self, obj, **kwargs):
        return f"<{obj}>"

    def loads(self, s, **kwargs):
        return [s]


def test_a_provider_needs_only_dumps_and_loads(app):
    app.json = BoxProvider(app)
    response = app.json.response(1)
    assert response.get_data() == b"<1>"
    assert response.mimetype == "application/json"
    assert app.json.load(io.StringIO("x")) == ["x"]
    with pytest.raises(NotImplementedError):
        JSONProvider(app).dumps(1)
    with pytest.raises(NotImplementedError):
        JSONProvider(app).loads("1")


def test_encode_follows_an_overridden_dumps(app, monkeypatch):
    monkeypatch.setattr(app.json, "dumps", lambda obj, **kwargs: "other")
    assert app.json.encode({}) == b"other\n"


def test_the_module_asks_the_current_app(app):
    app.json = BoxProvider(app)
    with app.app_context():
        assert kolben.json.dumps(1) == "<1>"
        assert kolben.json.loads("x") == ["x"]
        file = io.StringIO()
        kolben.json.dump(1, file)
        file.seek(0)
        assert kolben.json.load(file) == ["<1>"]


def test_the_module_works_without_an_app():
    value = {"b": decimal.Decimal("1.5"), "a": [1]}
    text = '{"b": "1.5", "a": [1]}'
    assert kolben.json.dumps(value) == text
    assert kolben.json.loads(text) == json.loads(text)
    file = io.StringIO()
    kolben.json.dump(value, file)
    assert file.getvalue() == text
    file.seek(0)
    assert kolben.json.load(file) == json.loads(text)


def test_the_provider_does_not_keep_its_app_alive():
    provider = Kolben("short-lived").json
    with pytest.raises(ReferenceError):
        provider.response(1)


def test_text_that_is_nested_too_deeply_is_no_json(app, client):
    @app.post("/")
    def root():
        return request.get_json()

    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(ValueError, match="too deeply"):
        app.json.loads(deep)
    answer = client.post("/", data=deep, content_type="application/json")
    assert answer.status_code == 400
