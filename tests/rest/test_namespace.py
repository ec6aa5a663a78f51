"""Namespaces: paths, decorators, and what they note for the documents."""

import logging

import pytest

from kolben import Kolben
from kolben.rest import (
    Api,
    Model,
    Namespace,
    OrderedModel,
    Resource,
    SchemaModel,
    fields,
    reqparse,
)
from kolben.rest.documentation import merge


@pytest.mark.parametrize(
    ("given", "path"),
    [(None, "/names"), ("/", ""), ("/a/b/", "/a/b"), ("/a", "/a")],
)
def test_the_path_is_the_name_unless_given(given, path):
    assert Namespace("names", path=given).path == path


def test_paths_may_hold_variables(app, client):
    api = Api(app, prefix="/v1")
    shelves = Namespace("shelves", path="/shops/<int:shop>/shelves")

    @shelves.route("/<name>")
    class Shelf(Resource):
        def get(self, shop, name):
            return [shop, name]

    api.add_namespace(shelves)
    assert client.get("/v1/shops/3/shelves/top").json == [3, "top"]


def test_decorators_of_a_namespace_are_inside_those_of_the_api(app, client):
    def add(letter):
        def decorate(view):
            def call(*args, **kwargs):
                response = view(*args, **kwargs)
                response.headers["X-Order"] = (
                    response.headers.get("X-Order", "") + letter
                )
                return response

            call.__name__ = view.__name__
            return call

        return decorate

    api = Api(app, decorators=[add("c")])
    names = api.namespace("names", decorators=[add("a"), add("b")])

    @names.route("/")
    class Names(Resource):
        def get(self):
            return []

    assert client.get("/names/").headers["X-Order"] == "abc"


def test_loggers_of_namespaces_write_where_the_app_does():
    # Loggers last: this one is nobody else's.
    app = Kolben("loggers of namespaces")
    handler = logging.NullHandler()
    app.logger.addHandler(handler)
    app.logger.setLevel(logging.WARNING)
    names = Namespace("logging names")
    Api(app).add_namespace(names)
    assert handler in names.logger.handlers
    assert names.logger.level == logging.WARNING


def test_models_are_known_by_their_names():
    names = Namespace("names")
    base = names.model("Base", {"id": fields.Integer}, mask="{id}", strict=True)
    clone = names.clone("Clone", base, {"name": fields.String})
    child = names.inherit("Child", base, {"name": fields.String})
    schema = names.schema_model("Schema", {"type": "object"})
    assert names.models == {
        "Base": base,
        "Clone": clone,
        "Child": child,
        "Schema": schema,
    }
    assert set(clone) == {"id", "name"}
    assert set(child) == {"name"}
    assert isinstance(base, Model)
    assert isinstance(schema, SchemaModel)
    assert isinstance(Namespace("o", ordered=True).model("M", {}), OrderedModel)
    assert isinstance(names.parser(), reqparse.RequestParser)


def test_extend_is_clone_with_a_warning():
    names = Namespace("names")
    base = names.model("Base", {"id": fields.Integer})
    with pytest.warns(DeprecationWarning, match="clone"):
        longer = names.extend("Longer", base, {"name": fields.String})
    assert set(longer) == {"id", "name"}
    assert names.models["Longer"] is longer


def test_what_is_said_of_a_resource_adds_up():
    names = Namespace("names")
    model = names.model("Thing", {"id": fields.Integer})

    @names.doc(description="Things", params={"id": "Its number"})
    @names.response(404, "None")
    @names.header("X-A", "a", type=int)
    @names.vendor({"x-b": 1}, c=2)
    @names.produces(["text/csv"])
    @names.deprecated
    class Thing(Resource):
        @names.doc("get_thing", responses={200: "Fine"})
        @names.param("page", "Which page", type=int, _in="header")
        @names.expect(model, validate=True)
        @names.marshal_with(model, code=201, description="It")
        def get(self):
            """Get it."""

    assert Thing.__apidoc__ == {
        "description": "Things",
        "params": {"id": {"description": "Its number"}},
        "responses": {"404": ("None", None, {})},
        "headers": {"X-A": {"description": "a", "type": int}},
        "vendor": {"x-b": 1, "c": 2},
        "produces": ["text/csv"],
        "deprecated": True,
    }
    assert Thing.get.__apidoc__ == {
        "id": "get_thing",
        "responses": {"201": ("It", model, {}), 200: "Fine"},
        "params": {"page": {"type": int, "in": "header", "description": "Which page"}},
        "expect": [model],
        "validate": True,
        "__mask__": True,
    }


def test_a_subclass_says_more_without_changing_its_base():
    names = Namespace("names")

    @names.doc(params={"a": "A"})
    class Base(Resource):
        pass

    @names.doc(params={"b": "B"})
    class Child(Base):
        pass

    assert set(Base.__apidoc__["params"]) == {"a"}
    assert set(Child.__apidoc__["params"]) == {"a", "b"}


def test_what_is_said_of_one_route_is_not_said_of_others(app):
    api = Api(app)

    @api.route("/one", doc={"description": "first", "get": {"expect": "Model"}})
    @api.route("/two", doc=False)
    @api.route("/three")
    class Thing(Resource):
        def get(self):
            return None

    docs = [route.route_doc for route in api.default_namespace.resources]
    assert docs == [{}, False, {"description": "first", "get": {"expect": ["Model"]}}]
    assert not hasattr(Thing, "__apidoc__")


def test_hidden_resources_and_methods_are_left_out(app, client):
    api = Api(app)

    @api.route("/hidden")
    @api.hide
    class Hidden(Resource):
        def get(self):
            return "there"

    @api.route("/half")
    class Half(Resource):
        @api.hide
        def get(self):
            return "there"

        def post(self):
            return "there"

    assert client.get("/hidden").json == "there"
    paths = client.get("/swagger.json").json["paths"]
    assert list(paths) == ["/half"]
    assert list(paths["/half"]) == ["post"]


@pytest.mark.parametrize("old", ["body", "parser"])
def test_old_words_for_expect_warn(old):
    names = Namespace("names")
    model = names.model("Thing", {})
    with pytest.warns(DeprecationWarning, match="expect"):

        @names.doc(**{old: model})
        class Thing(Resource):
            pass

    assert Thing.__apidoc__ == {"expect": [model]}


def test_marshal_with_writes_and_documents(app, client):
    api = Api(app)
    model = api.model("Thing", {"id": fields.Integer})

    @api.route("/things")
    class Things(Resource):
        @api.marshal_list_with(model, envelope="all")
        def get(self):
            return [{"id": "1", "secret": 2}]

        @api.marshal_with(model, code=201)
        def post(self):
            return {"id": 3, "secret": 4}, 201, {"Location": "/things/3"}

    assert client.get("/things").json == {"all": [{"id": 1}]}
    made = client.post("/things")
    assert (made.status_code, made.json) == (201, {"id": 3})
    assert made.headers["Location"] == "/things/3"
    assert api.marshal({"id": 5, "x": 6}, model) == {"id": 5}


def test_merging_dicts_leaves_both_as_they_were():
    first, second = {"a": {"b": 1}, "c": [1]}, {"a": {"d": 2}, "c": [2]}
    merged = merge(first, second)
    assert merged == {"a": {"b": 1, "d": 2}, "c": [2]}
    merged["a"]["b"] = merged["c"][0] = 9
    assert (first, second) == (
        {"a": {"b": 1}, "c": [1]},
        {"a": {"d": 2}, "c": [2]},
    )
    assert merge(first, False) is False
