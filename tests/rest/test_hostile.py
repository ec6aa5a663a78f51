"""What requests with bad intentions get out of an Api: nothing, and that soon."""

import json
import logging
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema._utils import uniq

from kolben.rest import Api, Resource, fields
from kolben.schema.json_schema_check import is_unique

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([1.0, -0.0, "1"]),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text("ab"), each),
    max_leaves=8,
)


class Secret:
    """Something with attributes that no answer shows."""

    password = "of the class"

    def __init__(self):
        self.password = "hunter2"


class Unequal(dict):
    """Counts how often it is compared."""

    compared = count()

    def __eq__(self, other):
        next(self.compared)
        return super().__eq__(other)

    __hash__ = None


@pytest.fixture
def api(app):
    app.testing = False
    return Api(app)


def add(api, **methods):
    api.add_resource(type("Thing", (Resource,), methods), "/thing")


# Bodies ------------------------------------------------------------------------------


@given(st.lists(JSON, max_size=6))
def test_items_are_unique_as_jsonschema_has_it(items):
    assert is_unique(items) == uniq(items)


def test_unique_items_are_not_compared_with_each_other(api):
    model = api.model("M", {"all": fields.List(fields.Raw, unique=True)})
    items = [Unequal(number=number) for number in range(2_000)]
    model.validate({"all": items})
    assert next(Unequal.compared) < len(items)


@pytest.mark.parametrize("options", [{}, {"multiple": 0.5}])
def test_duplicates_are_told_as_before(api, client, options):
    # The second is one that only jsonschema judges.
    inner = api.model("I", {"a": fields.Float(**options)})
    model = api.model("M", {"all": fields.List(fields.Nested(inner), unique=True)})
    add(api, post=api.expect(model, validate=True)(lambda self: "fine"))
    answer = client.post("/thing", json={"all": [{"a": 1}, {"a": 1.0}]})
    assert answer.status_code == 400
    assert answer.json["errors"] == {
        "all": "[{'a': 1}, {'a': 1.0}] has non-unique elements"
    }
    answer = client.post("/thing", json={"all": [{"a": 1}, {"a": 1.5}]})
    assert answer.json == "fine"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "9" * 4_000])
def test_numbers_that_are_none_are_400(api, client, number):
    model = api.model("M", {"a": fields.Float(multiple=0.1)})
    add(api, post=api.expect(model, validate=True)(lambda self: "fine"))
    data = f'{{"a": {number}}}'
    answer = client.post("/thing", data=data, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("depth", [300, 900, 5_000, 100_000])
def test_deep_bodies_are_400_where_they_are_checked(api, client, depth):
    model = api.model("M", {"n": fields.Float})
    model["a"] = fields.Nested(model)
    add(api, post=api.expect(model, validate=True)(lambda self: "fine"))
    data = '{"a":' * depth + '{"n":"x"}' + "}" * depth
    answer = client.post("/thing", data=data, content_type="application/json")
    assert answer.status_code == 400


# Masks -------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", ["any{password}", "any{*}", "any{__class__}"])
def test_a_mask_of_a_request_shows_nothing_that_the_answer_would_not(api, client, mask):
    model = api.model("M", {"any": fields.Raw})
    add(api, get=api.marshal_with(model)(lambda self: {"any": [Secret()]}))
    answer = client.get("/thing", headers={"X-Fields": mask})
    assert answer.status_code == 400
    assert b"hunter2" not in answer.data


def test_a_mask_of_the_app_still_reads_objects(api, client):
    model = api.model("M", {"any": fields.Raw})
    show = api.marshal_with(model, mask="any{password}")
    add(api, get=show(lambda self: {"any": Secret()}))
    assert client.get("/thing").json == {"any": {"password": "hunter2"}}
    # Nor does the one take the other's place.
    answer = client.get("/thing", headers={"X-Fields": "any{password}"})
    assert answer.status_code == 400


@pytest.mark.parametrize("value", [5, "text", True, [1]])
def test_a_mask_of_what_has_no_names_is_400(api, client, value):
    model = api.model("M", {"any": fields.Raw})
    add(api, get=api.marshal_with(model)(lambda self: {"any": value}))
    answer = client.get("/thing", headers={"X-Fields": "any{a}"})
    assert answer.json == {"message": "Mask error: Mask is inconsistent with model"}


@pytest.mark.parametrize(
    "mask", ["a{" * 40_000, "{" * 60_000, "a," * 40_000, "!" * 60_000, "}", "a{b", "ü{"]
)
def test_masks_of_any_kind_are_answered(api, client, mask):
    model = api.model("M", {"a": fields.String})
    add(api, get=api.marshal_with(model)(lambda self: {"a": "b"}))
    answer = client.get("/thing", headers={"X-Fields": mask})
    assert answer.status_code in (200, 400)
    assert len(answer.data) < 200


def test_masks_of_requests_do_not_pile_up(api, client):
    model = api.model("M", {"a": fields.String})
    add(api, get=api.marshal_with(model)(lambda self: {"a": "b"}))
    for number in range(200):
        client.get("/thing", headers={"X-Fields": f"a,b{number}"})
        client.get("/thing", headers={"X-Fields": f"a,b{number}{'c' * 500}"})
    assert len(model._compiled) <= 60
    assert all(len(str(key)) < 500 for key in model._compiled)


# Headers, errors, URLs ---------------------------------------------------------------


def test_accept_headers_are_kept_only_few_and_short(api, client):
    add(api, get=lambda self: {"a": 1})
    api.representation("text/x")(lambda data, code, headers: None)
    for number in range(600):
        client.get("/thing", headers={"Accept": f"application/json, a/b{number}"})
    long = "application/json, " + "a/b, " * 5_000
    assert client.get("/thing", headers={"Accept": long}).status_code == 200
    assert len(api._mediatypes) <= 256
    assert all(len(str(key)) < 1_000 for key in api._mediatypes)


@pytest.mark.parametrize(
    "accept", ["*/*;q=nan", "*/*;q=" + "9" * 9_000, 'a/b;c="' + '\\"' * 9_000, ",;,;"]
)
def test_odd_accept_headers_are_answered(api, client, accept):
    add(api, get=lambda self: {"a": 1})
    assert client.get("/thing", headers={"Accept": accept}).json == {"a": 1}


def test_what_an_unknown_exception_carries_is_not_sent(api, client, caplog):
    def get(self):
        error = OSError("select password from users")
        error.data = {"dsn": "postgres://user:hunter2@db"}
        raise error

    add(api, get=get)
    with caplog.at_level(logging.CRITICAL):
        answer = client.get("/thing")
    assert answer.status_code == 500
    assert answer.json == {"message": "Internal Server Error"}


def test_help_on_404_repeats_the_path_as_json_only(api, client):
    def get(self, rest):
        api.abort(404)

    api.add_resource(type("Thing", (Resource,), {"get": get}), "/thing/<path:rest>")
    answer = client.get("/thing/<script>")
    assert answer.mimetype == "application/json"
    assert "did you mean" in json.loads(answer.data)["message"]
    assert len(client.get("/thing/" + "a" * 50_000).data) < 300


@pytest.mark.parametrize("method", ["DISPATCH_REQUEST", "AS_VIEW", "__INIT__", "API"])
def test_only_http_methods_are_methods(api, client, method):
    add(api, get=lambda self: {"a": 1})
    assert client.open("/thing", method=method).status_code == 405


def test_the_pages_are_safe_with_any_title(app, client):
    attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    api = Api(app, title=attack, description=attack, doc="/docs/")
    names = api.namespace("a", attack)

    class Thing(Resource):
        def get(self):
            pass

    Thing.get.__doc__ = attack
    names.add_resource(Thing, "/thing")
    for url in ("/docs/", "/docs/reference.html"):
        page = client.get(url)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["..%2f..%2fpyproject.toml", "../x", "a%00b", "/etc"])
def test_files_of_the_pages_are_theirs_only(api, client, path):
    assert client.get(f"/swaggerui/{path}").status_code in (308, 404)
