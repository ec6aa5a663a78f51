"""Objects to data: the compiled steps, the decorators and streams."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections import OrderedDict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolben import Kolben
from kolben.rest import (
    Api,
    Model,
    OrderedModel,
    Resource,
    compiled,
    fields,
    marshal,
    marshal_with,
)
from kolben.rest.field import Changes, Raw
from kolben.rest.marshalling import marshal_stream, marshal_with_field


class Thing:
    def __init__(self, values):
        self.__dict__.update(values)


class Shout(fields.String):
    def format(self, value):
        return super().format(value).upper()


class Kind(fields.Raw):
    def output(self, key, obj, **kwargs):
        return f"{key}: {type(obj).__name__}"


NAMES = st.sampled_from(["a", "b", "c", "sub", "sub.a"])
PLAIN = st.sampled_from(
    [
        fields.Raw,
        fields.String,
        fields.Integer,
        fields.Float,
        fields.Boolean,
        fields.DateTime,
        fields.Date,
        fields.Arbitrary,
        fields.Fixed,
        fields.ClassName,
        Shout,
        Kind,
    ]
)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "attribute": st.sampled_from(["a", "sub.a", "sub.b.c", "items", len]),
        "default": st.sampled_from([0, 1, "1", "2020-01-01", lambda: "made", []]),
    },
)
FIELDS = st.deferred(
    lambda: (
        PLAIN
        | st.builds(lambda kind, options: kind(**options), PLAIN, SETTINGS)
        | st.builds(
            lambda model, null, skip, options: fields.Nested(
                model, allow_null=null, skip_none=skip, **options
            ),
            MODELS,
            st.booleans(),
            st.booleans(),
            SETTINGS,
        )
        | st.builds(
            lambda held, o: fields.List(held, **o), FIELDS.filter(is_field), SETTINGS
        )
        | st.dictionaries(NAMES, PLAIN, max_size=2)
    )
)
MODELS = st.builds(
    lambda kind, made: kind(made) if kind is dict else kind("M", made),
    st.sampled_from([Model, OrderedModel, dict]),
    st.dictionaries(NAMES, FIELDS, max_size=4),
)
SCALARS = st.sampled_from(
    [
        *(None, 0, 1, "", "1", "x", 2.5, True, Decimal("1.5"), date(2020, 1, 2)),
        *(datetime(2020, 1, 2, 3, tzinfo=UTC), "2020-01-02", b"x"),
    ]
)
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.builds(
            lambda kind, values: kind(values),
            st.sampled_from([dict, OrderedDict, Thing]),
            st.dictionaries(NAMES, inner, max_size=4),
        )
    ),
    max_leaves=12,
)


def is_field(given):
    return isinstance(given, Raw) or (
        isinstance(given, type) and issubclass(given, Raw)
    )


def outcome(*args, **kwargs):
    """What marshalling gives; of an error its kind and its text."""
    try:
        return repr(marshal(*args, **kwargs))
    except Exception as error:
        return type(error), str(error)


@given(MODELS, DATA, st.booleans(), st.booleans())
@settings(max_examples=250, deadline=None)
def test_steps_and_functions_made_of_them_give_what_output_gives(
    model, data, skip_none, ordered
):
    def marshal_anew():
        Changes.count += 1
        return outcome(data, model, skip_none=skip_none, ordered=ordered)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "BUILD_AFTER", 10_000)
        by_steps = marshal_anew()
        patch.setattr(compiled, "BUILD_AFTER", 0)
        by_function = marshal_anew()
        for kind in (Raw, fields.Nested, fields.List):
            patch.setattr(kind, "_compile", lambda self, ordered: None)
        assert by_steps == by_function == marshal_anew()
    Changes.count += 1


def test_a_field_that_overrides_anything_is_asked():
    class Named(fields.Nested):
        @property
        def nested(self):
            return {"b": fields.String}

    class Year(fields.DateTime):
        def format_iso8601(self, dt):
            return dt.year

    class From(fields.String):
        @property
        def attribute(self):
            return "b"

        @attribute.setter
        def attribute(self, value):
            pass

    on_instance = fields.String()
    on_instance.format = lambda value: "patched"
    model = Model(
        "M",
        {
            "shout": Shout(attribute="a"),
            "kind": Kind,
            "named": Named({}, attribute="sub"),
            "year": Year,
            "from": From,
            "a": on_instance,
        },
    )
    data = {"a": "a", "b": "b", "sub": {"b": 1}, "year": datetime(2020, 1, 1)}
    assert marshal(data, model) == {
        "shout": "A",
        "kind": "kind: dict",
        "named": {"b": "1"},
        "year": 2020,
        "from": "b",
        "a": "patched",
    }


def test_a_class_is_made_anew_for_each_object():
    class Counter(fields.Raw):
        made = 0

        def __init__(self):
            super().__init__()
            Counter.made += 1

    marshal([{}, {}], Model("M", {"a": Counter}))
    assert Counter.made == 2


def test_an_output_of_old_restplus_needs_not_know_ordered():
    class Old(fields.Raw):
        def output(self, key, obj):
            return f"{key} of old"

    assert marshal({}, {"a": Old, "b": Old()}) == {"a": "a of old", "b": "b of old"}


def test_an_error_names_the_field_and_the_value():
    with pytest.raises(fields.MarshallingError, match=r'field "n" value "x": invalid'):
        marshal({"n": "x"}, {"n": fields.Integer})
    with pytest.raises(fields.MarshallingError, match=r'field "1" value "x": invalid'):
        marshal({"n": ["1", "x"]}, {"n": fields.List(fields.Integer)})


def test_a_changed_model_is_written_as_changed():
    inner = Model("Inner", {"a": fields.String})
    outer = Model("Outer", {"inner": fields.Nested(inner), "b": fields.String})
    child = outer.inherit("Child", {"c": fields.String})
    data = {"inner": {"a": 1, "d": 2}, "b": 3, "c": 4, "e": 5}
    assert marshal(data, child) == {"c": "4", "b": "3", "inner": {"a": "1"}}
    inner["d"] = fields.Integer
    outer.update(e=fields.Integer)
    del outer["b"]
    wanted = {"c": "4", "inner": {"a": "1", "d": 2}, "e": 5}
    assert marshal(data, child) == wanted
    child.pop("c")
    child |= {"b": fields.Float}
    assert marshal(data, child) == {"b": 3.0, "inner": {"a": "1", "d": 2}, "e": 5}


def test_a_model_may_hold_itself():
    node = Model("Node", {"name": fields.String})
    node["children"] = fields.List(fields.Nested(node))
    node["parent"] = fields.Nested(node, allow_null=True)
    tree = {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]}
    written = marshal(tree, node)
    assert written["children"][0]["children"][0]["name"] == "c"
    assert written["parent"] is None
    assert node.__schema__["properties"]["parent"] == {"$ref": "#/definitions/Node"}


def test_wildcards_of_several_threads_do_not_meet():
    wildcard = fields.Wildcard(fields.Integer)
    model = Model("M", {"a": fields.String, "*": wildcard})
    assert marshal({"a": 1, "b": 2, "c": "3"}, model) == {"a": "1", "b": 2, "c": 3}
    assert wildcard.key is None


MODEL = Model("M", {"a": fields.Integer, "b": fields.String})


@pytest.fixture
def app():
    return Kolben("marshalling")


@pytest.mark.parametrize("setting", [None, "RESTX_MASK_HEADER", "RESTPLUS_MASK_HEADER"])
def test_a_header_says_which_fields_are_wanted(app, setting):
    if setting:
        app.config[setting] = "X-Wanted"
    view = marshal_with(MODEL, mask="a")(lambda: {"a": "1", "b": "2"})
    assert view() == {"a": 1}
    with app.test_request_context("/"):
        assert view() == {"a": 1}
    headers = {"X-Wanted" if setting else "X-Fields": "b"}
    with app.test_request_context("/", headers=headers):
        assert view() == {"b": "2"}


def test_a_cache_is_told_of_the_mask(app):
    view = marshal_with(MODEL)(lambda: {"a": "1", "b": "2"})
    app.add_url_rule("/", view_func=view)
    client = app.test_client()
    assert "Vary" not in client.get("/").headers
    answer = client.get("/", headers={"X-Fields": "a"})
    assert (answer.json, answer.headers["Vary"]) == ({"a": 1}, "X-Fields")
    refused = client.get("/", headers={"X-Fields": "a{b}"})
    assert (refused.status_code, refused.headers["Vary"]) == (400, "X-Fields")


def test_status_and_headers_are_passed_on(app):
    view = marshal_with(MODEL, envelope="data")(lambda: ({"a": 1}, 201, {"X": "y"}))
    assert view() == ({"data": {"a": 1, "b": None}}, 201, {"X": "y"})
    with pytest.raises(ValueError, match="4 parts"):
        marshal_with(MODEL)(lambda: ({}, 201, {}, 4))()


def test_async_views_are_awaited():
    @marshal_with(MODEL, skip_none=True)
    async def view():
        return {"a": "5"}

    @marshal_with_field(fields.List(fields.Integer))
    async def numbers():
        return ["1", 2.5], 202

    assert asyncio.run(view()) == {"a": 5}
    assert asyncio.run(numbers()) == ([1, 2], 202, {})


# --- streams -------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 1000])
@pytest.mark.parametrize("envelope", [None, "data"])
def test_a_stream_is_the_json_of_the_list(count, envelope):
    objects = [{"a": number, "b": "é,]"} for number in range(count)]
    text = b"".join(marshal_stream(iter(objects), MODEL, envelope))
    assert json.loads(text) == marshal(objects, MODEL, envelope)


def test_a_stream_of_many_objects_takes_little_memory():
    objects = ({"a": number, "b": "text"} for number in range(100_000))
    tracemalloc.start()
    try:
        sizes = [len(piece) for piece in marshal_stream(objects, MODEL)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(sizes) > 2_000_000
    assert max(sizes) < 5_000
    assert peak < 400_000


def test_a_view_may_answer_a_stream(app):
    closed = []

    def rows():
        try:
            for number in range(200):
                yield {"a": number}
        finally:
            closed.append(True)

    @app.get("/<int:status>")
    @marshal_with(MODEL, envelope="data", skip_none=True, stream=True)
    def view(status):
        return rows(), status, {"X-Total": "200"}

    response = app.test_client().get("/202", headers={"X-Fields": "a"}, buffered=True)
    assert (response.status_code, response.mimetype) == (202, "application/json")
    assert response.headers["X-Total"] == "200"
    assert response.get_json() == {"data": [{"a": number} for number in range(200)]}
    assert closed == [True]


def test_an_error_in_the_first_objects_of_a_stream_is_an_error_of_the_view(app):
    @app.get("/")
    @marshal_with(MODEL, stream=True)
    def view():
        return [{"a": "no number"}]

    assert app.test_client().get("/").status_code == 500


def test_a_stream_that_is_not_read_to_its_end_closes_its_source(app):
    closed = []

    def rows():
        try:
            while True:
                yield {"a": 1}
        finally:
            closed.append(True)

    pieces = marshal_stream(rows(), MODEL)
    next(pieces)
    pieces.close()
    assert closed == [True]


def test_urls_can_be_built_in_a_stream(app):
    model = Model("Linked", {"uri": fields.Url("item")})

    @app.get("/items/<int:id>")
    def item(id):  # noqa: A002  # the rule's variable
        return str(id)

    @app.get("/items")
    @marshal_with(model, stream=True)
    def items():
        return ({"id": number} for number in range(100))

    found = app.test_client().get("/items").get_json()
    assert found[99] == {"uri": "/items/99"}


# --- what is kept --------------------------------------------------------------------


def test_a_changed_field_is_written_as_changed():
    inner = {"a": fields.String()}
    plain = {"n": fields.Integer(), "when": fields.DateTime(), "inner": dict(inner)}
    nested = {
        "n": fields.List(fields.Nested(inner)),
        "m": fields.List(fields.Integer()),
    }
    data = {"n": "1", "o": "2", "when": datetime(2020, 1, 1), "a": "x"}
    lists = {"n": [{"a": 1, "b": 2}], "m": [1, None]}
    for _ in range(2):
        assert marshal(data, plain)["n"] == 1
        assert marshal(lists, nested) == {"n": [{"a": "1"}], "m": [1, None]}
    plain["n"].attribute = "o"
    plain["n"].format = lambda value: f"<{value}>"
    plain["when"].dt_format = "rfc822"
    plain["inner"]["a"] = fields.String(attribute="o")
    inner["b"] = fields.Integer()
    nested["m"].container.default = 5
    assert marshal(data, plain) == {
        "n": "<2>",
        "when": "Wed, 01 Jan 2020 00:00:00 -0000",
        "inner": {"a": "2"},
    }
    assert marshal(lists, nested) == {"n": [{"a": "1", "b": 2}], "m": [1, 5]}


def test_masks_of_requests_are_kept_to_a_number(app):
    view = marshal_with(MODEL)(lambda: {"a": "1", "b": "2"})
    for number in range(1000):
        with app.test_request_context("/", headers={"X-Fields": f"a,x{number}"}):
            assert view() == {"a": 1}
    assert len(MODEL._compiled) < 100


@pytest.mark.parametrize("debug", [False, True])
def test_a_stream_through_an_api(debug):
    app = Kolben("marshalling")
    app.debug = debug
    api = Api(app, doc=False)

    @api.route("/rows")
    class Rows(Resource):
        @api.marshal_list_with(MODEL, envelope="rows", stream=True)
        def get(self):
            return ({"b": f"é{number}"} for number in range(100)), 202, {"X": "y"}

    answer = app.test_client().get("/rows", headers={"X-Fields": "b"})
    assert (answer.status_code, answer.headers["X"]) == (202, "y")
    assert answer.data.startswith(b'{"rows": [{"b": "\\u00e90"}, {"b"')
    assert answer.get_json() == {"rows": [{"b": f"é{number}"} for number in range(100)]}


# --- asynchronous streams ------------------------------------------------------------


def make_rows(closed, count=200):
    async def rows():
        try:
            for number in range(count):
                await asyncio.sleep(0)
                yield {"a": number}
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    return rows


@pytest.mark.parametrize("count", [0, 1, 64, 65, 200])
def test_a_view_may_be_an_asynchronous_generator_or_return_one(app, count):
    closed = []
    rows = make_rows(closed, count)
    marshalled = marshal_with(MODEL, envelope="data", stream=True)

    app.get("/generator")(marshalled(rows))

    @app.get("/plain")
    @marshalled
    def plain():
        return rows(), 202

    @app.get("/coroutine")
    @marshalled
    async def coroutine():
        await asyncio.sleep(0)
        return rows(), 202, {"X-Total": count}

    client = app.test_client()
    for path, status in (("/generator", 200), ("/plain", 202), ("/coroutine", 202)):
        response = client.get(path, headers={"X-Fields": "a"}, buffered=True)
        assert response.status_code == status
        assert response.get_json() == {"data": [{"a": each} for each in range(count)]}
    assert response.headers["X-Total"] == str(count)
    assert closed == [True] * 3


def test_a_resource_may_stream_asynchronously():
    app = Kolben("marshalling")
    api = Api(app, doc=False)

    @api.route("/generator")
    class Generator(Resource):
        @api.marshal_list_with(MODEL, stream=True)
        async def get(self):
            for number in range(100):
                yield {"b": number}

    @api.route("/coroutine")
    class Coroutine(Resource):
        @api.marshal_list_with(MODEL, stream=True)
        async def get(self):
            return Generator().get.__wrapped__(self), 202

    client = app.test_client()
    for path in ("/generator", "/coroutine"):
        answer = client.get(path, headers={"X-Fields": "b"})
        assert answer.get_json() == [{"b": str(number)} for number in range(100)]


def test_an_asynchronous_stream_of_many_objects_takes_little_memory(app):
    async def rows():
        for number in range(50_000):
            yield {"a": number, "b": "text"}

    with app.app_context():
        b"".join(marshal_stream(make_rows([], 1)(), MODEL))
        tracemalloc.start()
        try:
            total = sum(len(piece) for piece in marshal_stream(rows(), MODEL))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert total > 1_000_000
    assert peak < 400_000


@pytest.mark.parametrize("kind", ["generator", "coroutine"])
def test_an_error_in_the_first_objects_of_an_asynchronous_stream_is_the_views(
    app, kind
):
    closed = []

    async def rows():
        try:
            yield {"a": "no number"}
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    async def coroutine():
        return rows()

    view = {"generator": rows, "coroutine": coroutine}[kind]
    app.get("/")(marshal_with(MODEL, stream=True)(view))
    assert app.test_client().get("/").status_code == 500
    assert closed == [True]


@pytest.mark.parametrize("make_view", [lambda rows: rows, lambda rows: rows_of(rows)])
def test_a_later_error_of_an_asynchronous_stream_ends_it_before_its_bracket(
    app, make_view
):
    closed = []

    async def rows():
        try:
            for number in range(100):
                yield {"a": number}
            raise OSError("The database is gone.")
        finally:
            closed.append(True)

    app.get("/")(marshal_with(MODEL, stream=True)(make_view(rows)))
    pieces = iter(app.test_client().get("/").response)
    sent = next(pieces)
    with pytest.raises(OSError, match="is gone"):
        sent += b"".join(pieces)
    assert sent.startswith(b"[")
    assert not sent.rstrip().endswith(b"]")
    assert closed == [True]


def rows_of(rows):
    async def view():
        return rows()

    return view


def test_an_asynchronous_stream_that_is_not_read_to_its_end_is_closed(app):
    closed = []
    app.get("/")(marshal_with(MODEL, stream=True)(make_rows(closed)))
    response = app.test_client().get("/")
    next(iter(response.response))
    assert closed == []
    response.close()
    assert closed == [True]
