"""What each declaration gives in the Swagger 2.0 document of an Api."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV2SpecValidator
from werkzeug.datastructures import FileStorage
from werkzeug.routing import BaseConverter

from kolben import Blueprint
from kolben.rest import Api, Namespace, Resource, fields, inputs, reqparse
from kolben.rest.swagger import Swagger

#: Prints the Swagger documents of the rich app, which imports flask and flask_restx.
SHOW_RICH_APP = """
import json
import sys
import kolben.compat

kolben.compat.install(instead_of=["flask", "flask_restx"])
sys.path.insert(0, sys.argv[1])
from rich_app import make_app, make_blueprint_app

pairs = [(make_app(), "/swagger.json"), (make_blueprint_app(), "/api/v1/swagger.json")]
print(json.dumps([app.test_client().get(url).json for app, url in pairs]))
"""
#: What Flask-RESTX writes against the specification, and clients of it know.
OLD_FAULTS = (
    # exclusiveMinimum with a number, of an exclusive bound of a field.
    "not of type 'boolean'",
    'not of type "boolean"',
    # Defaults that their fields do not allow.
    "'deckhand' is not one of",
    "'none' is not of type 'object'",
    # One resource on several URLs has one id.
    "is not unique",
    # The answer of an error handler without a docstring.
    '"description" is a required property',
)


@pytest.fixture
def api(app):
    return Api(app)


@pytest.fixture
def document(app, client):
    """The document, asked for with a call; it has to be valid unless told otherwise."""

    def get(url="/swagger.json", *, is_valid=True):
        answer = client.get(url)
        assert answer.status_code == 200, answer.json
        if is_valid:
            errors = OpenAPIV2SpecValidator(answer.json).iter_errors()
            assert [error.message for error in errors] == []
        return answer.json

    return get


@pytest.fixture
def get_doc(api, document):
    """The operation that `get` of a resource has in the document."""

    def get(*decorators, **kwargs):
        method = nothing()
        for decorate in decorators:
            method = decorate(method)
        api.add_resource(type("Thing", (Resource,), {"get": method}), "/thing")
        return document(**kwargs)["paths"]["/thing"]["get"]

    return get


def add(api, url="/thing", **methods):
    """A resource whose methods do nothing but are documented like the given ones."""
    resource = type("Thing", (Resource,), methods)
    api.add_resource(resource, url)
    return resource


def nothing():
    """A method, for one resource: decorators write on it."""

    def method(self, **values):
        return None

    return method


# The whole ---------------------------------------------------------------------------


def test_an_empty_api_has_a_title_and_a_version(api, document):
    assert document() == {
        "swagger": "2.0",
        "basePath": "/",
        "paths": {},
        "info": {"title": "API", "version": "1.0"},
        "produces": ["application/json"],
        "consumes": ["application/json"],
        "tags": [],
        "responses": {
            "ParseError": {"description": "Answer a mask that cannot be read"},
            "MaskError": {"description": "Answer a mask that does not fit the model"},
        },
    }


def test_arguments_of_the_api_are_its_info(app, document):
    Api(
        app,
        version="2",
        title="Harbour",
        description="Ships",
        terms_url="https://a.example/terms",
        license="BSD",
        license_url="https://a.example/license",
        contact="Office",
        contact_url="https://a.example/",
        contact_email="office@a.example",
    )
    assert document()["info"] == {
        "title": "Harbour",
        "version": "2",
        "description": "Ships",
        "termsOfService": "https://a.example/terms",
        "license": {"name": "BSD", "url": "https://a.example/license"},
        "contact": {
            "name": "Office",
            "url": "https://a.example/",
            "email": "office@a.example",
        },
    }


def test_info_may_be_given_as_functions(app, document):
    Api(app, title=lambda: "Late", version=lambda: "3", license=lambda: "MIT")
    assert document()["info"] == {
        "title": "Late",
        "version": "3",
        "license": {"name": "MIT"},
    }


def test_a_contact_without_an_address_is_left_out(app, document):
    Api(app, contact="Office")
    assert "contact" not in document()["info"]


@pytest.mark.parametrize(
    ("prefix", "base"), [("", "/"), ("/v1", "/v1"), ("/v1/", "/v1")]
)
def test_base_path_is_the_prefix_without_a_slash(app, prefix, base):
    api = Api(app, prefix=prefix)
    with app.test_request_context():
        assert api.__schema__["basePath"] == base


def test_on_a_blueprint_the_base_path_has_its_prefix(app, document):
    blueprint = Blueprint("v1", __name__, url_prefix="/api")
    add(Api(blueprint, prefix="/v1"), get=nothing())
    app.register_blueprint(blueprint)
    found = document("/api/v1/swagger.json")
    assert (found["basePath"], list(found["paths"])) == ("/api/v1", ["/thing"])


def test_server_name_is_the_host(app, api, client):
    app.config["SERVER_NAME"] = "a.example:8000"
    found = client.get("/swagger.json", base_url="http://a.example:8000").json
    assert found["host"] == "a.example:8000"


def test_subdomain_of_the_blueprint_is_in_the_host(app):
    app.config["SERVER_NAME"] = "a.example"
    app.url_map.host_matching = False
    blueprint = Blueprint("v1", __name__, subdomain="api")
    api = Api(blueprint)
    app.register_blueprint(blueprint)
    with app.test_request_context():
        assert api.__schema__["host"] == "api.a.example"


def test_the_file_may_have_another_name(app, document):
    Api(app, default_swagger_filename="api.json")
    assert document("/api.json")["swagger"] == "2.0"


def test_representations_are_what_the_api_produces(api, document):
    api.representation("text/csv")(lambda data, code, headers: None)
    assert document()["produces"] == ["application/json", "text/csv"]


def test_the_document_is_made_once(app, api):
    add(api, get=nothing())
    with app.test_request_context():
        assert api.__schema__ is api.__schema__


# Tags --------------------------------------------------------------------------------


def test_tags_are_texts_pairs_or_dicts(app, document):
    more = {"name": "c", "externalDocs": {"url": "https://a.example"}}
    Api(app, tags=["a", ("b", "second"), more])
    assert document()["tags"] == [
        {"name": "a"},
        {"name": "b", "description": "second"},
        more,
    ]


def test_a_namespace_is_a_tag_and_describes_one_of_its_name(app, document):
    api = Api(app, tags=["ships"])
    for name in ("ships", "berths"):
        add(api.namespace(name, f"All {name}"), get=api.doc(name)(nothing()))
    assert document()["tags"] == [
        {"name": "ships", "description": "All ships"},
        {"name": "berths", "description": "All berths"},
    ]


def test_a_namespace_with_nothing_to_show_is_no_tag(api, document):
    api.namespace("empty", "Nothing")
    secret = api.namespace("secret", "Nothing")
    secret.route("/a")(api.hide(type("A", (Resource,), {"get": nothing()})))
    secret.route("/b", doc=False)(type("B", (Resource,), {"get": nothing()}))
    found = document()
    assert (found["tags"], found["paths"]) == ([], {})


def test_operations_have_the_name_of_their_namespace_as_tag(api, document):
    add(api.namespace("ships"), get=nothing())
    add(api, "/other", get=api.doc("other")(nothing()))
    paths = document()["paths"]
    assert paths["/ships/thing"]["get"]["tags"] == ["ships"]
    assert paths["/other"]["get"]["tags"] == ["default"]


# Paths -------------------------------------------------------------------------------


def test_variables_of_urls_are_parameters_with_the_types_of_their_converters(
    api, document
):
    url = "/<a>/<int:b>/<float:c>/<string(length=2):d>/<uuid:e>/<path:f>"
    add(api, url, get=nothing())
    item = document()["paths"]["/{a}/{b}/{c}/{d}/{e}/{f}"]
    assert [(each["name"], each["type"]) for each in item["parameters"]] == [
        ("a", "string"),
        ("b", "integer"),
        ("c", "number"),
        ("d", "string"),
        ("e", "string"),
        ("f", "string"),
    ]
    assert all(each["required"] for each in item["parameters"])
    assert {each["in"] for each in item["parameters"]} == {"path"}


def test_converters_of_the_app_are_texts(app, api, document):
    app.url_map.converters["upper"] = BaseConverter
    add(api, "/<upper:name>", get=nothing())
    (found,) = document()["paths"]["/{name}"]["parameters"]
    assert found["type"] == "string"


def test_paths_are_sorted_and_each_url_has_one(api, document):
    resource = type("Thing", (Resource,), {"get": nothing()})
    api.add_resource(resource, "/b", "/a")
    found = document(is_valid=False)["paths"]
    assert list(found) == ["/a", "/b"]
    assert found["/a"] == found["/b"]


def test_only_the_methods_of_the_route_are_shown(api, document):
    resource = type("Thing", (Resource,), {"get": nothing(), "post": nothing()})
    api.add_resource(resource, "/thing", methods=["GET"])
    assert list(document()["paths"]["/thing"]) == ["get"]


def test_what_is_hidden_is_left_out(api, document):
    secret = api.doc(False)(type("Secret", (Resource,), {"get": nothing()}))
    api.add_resource(secret, "/secret")
    by_class = type("ByClass", (Resource,), {"get": nothing(), "put": nothing()})
    api.add_resource(api.doc(put=False)(by_class), "/by-class")

    class Half(Resource):
        def get(self):
            return None

        @api.hide
        def post(self):
            return None

    api.add_resource(Half, "/half")
    found = document()["paths"]
    assert {path: list(item) for path, item in found.items()} == {
        "/by-class": ["get"],
        "/half": ["get"],
    }


def test_one_resource_on_several_routes_has_an_id_for_each(api, document):
    @api.route("/one", doc={"description": "The first"})
    @api.route("/two", doc={"params": {"q": "What to find"}}, endpoint="two")
    class Thing(Resource):
        get = nothing()

    paths = document()["paths"]
    assert paths["/one"]["get"]["description"] == "The first"
    assert "parameters" not in paths["/one"]
    assert paths["/two"]["parameters"] == [
        {"name": "q", "in": "query", "type": "string", "description": "What to find"}
    ]
    ids = {item["get"]["operationId"] for item in paths.values()}
    assert ids == {"get_thing_/one", "get_thing_/two"}


# Operations --------------------------------------------------------------------------


def test_docstrings_are_summary_and_description(api, document):
    class Thing(Resource):
        def get(self):
            """Find a thing. By its name.

            Slowly, sometimes.
            """

        def put(self):
            """Put it down"""

        def post(self):
            pass

    api.add_resource(Thing, "/thing")
    found = document()["paths"]["/thing"]
    assert found["get"]["summary"] == "Find a thing"
    assert found["get"]["description"] == "By its name.\n\nSlowly, sometimes."
    assert found["put"]["summary"] == "Put it down"
    assert found["post"].keys() == {"responses", "operationId", "tags"}


def test_descriptions_of_resource_method_and_docstring_are_joined(api, document):
    @api.route("/thing")
    @api.doc(description="Of all.")
    class Thing(Resource):
        @api.doc(description="Of this one.")
        def get(self):
            """Summary

            Details.
            """

    operation = document()["paths"]["/thing"]["get"]
    assert operation["description"] == "Of all.\nOf this one.\nDetails."


def test_ids_are_made_of_method_and_resource(api, get_doc):
    assert get_doc()["operationId"] == "get_thing"


def test_ids_may_be_given(api, get_doc):
    assert get_doc(api.doc("find_it"))["operationId"] == "find_it"
    assert api.doc(id="other")(nothing()).__apidoc__["id"] == "other"


def test_the_api_may_make_ids_its_own_way(app, document):
    api = Api(app, default_id=lambda resource, method: f"{resource}.{method}")
    add(api, get=nothing())
    assert document()["paths"]["/thing"]["get"]["operationId"] == "Thing.get"


def test_deprecated_of_a_method_or_of_all(api, document):
    @api.route("/one")
    class One(Resource):
        @api.deprecated
        def get(self):
            pass

        def put(self):
            pass

    @api.route("/all")
    @api.deprecated
    class All(Resource):
        get = nothing()

    paths = document()["paths"]
    assert paths["/one"]["get"]["deprecated"] is True
    assert "deprecated" not in paths["/one"]["put"]
    assert paths["/all"]["get"]["deprecated"] is True


def test_vendor_extensions_begin_with_x(api, get_doc):
    found = get_doc(api.vendor({"x-level": 1}, state="old"), api.vendor({"b": [2]}))
    assert (found["x-level"], found["x-state"], found["x-b"]) == (1, "old", [2])


def test_produces_of_a_method(api, get_doc):
    assert get_doc(api.produces(["text/csv"]))["produces"] == ["text/csv"]


def test_declarations_for_a_method_may_be_on_the_class(api, document):
    model = api.model("M", {"a": fields.Integer})

    @api.route("/thing")
    @api.doc(
        params={"q": "For all"},
        post={"expect": model, "params": {"r": "For post"}, "id": "make"},
    )
    class Thing(Resource):
        get = nothing()
        post = nothing()

    item = document()["paths"]["/thing"]
    assert [each["name"] for each in item["parameters"]] == ["q"]
    assert [each["name"] for each in item["post"]["parameters"]] == ["payload", "r"]
    assert (item["post"]["operationId"], item["get"]["operationId"]) == (
        "make",
        "get_thing",
    )


def test_declarations_of_a_parent_class_count(api, document):
    @api.doc(params={"q": "Inherited"}, responses={404: "Not here"})
    class Parent(Resource):
        @api.doc(id="parents")
        def get(self):
            """Parents"""

    @api.route("/child")
    @api.doc(description="Own")
    class Child(Parent):
        pass

    @api.route("/other")
    class Other(Parent):
        def get(self):
            """Its own"""

    paths = document()["paths"]
    assert paths["/child"]["parameters"][0]["name"] == "q"
    assert paths["/child"]["get"]["operationId"] == "parents"
    assert "404" in paths["/child"]["get"]["responses"]
    assert paths["/other"]["get"]["operationId"] == "get_other"


# Parameters --------------------------------------------------------------------------


def test_a_parameter_is_a_text_of_the_query_unless_told_otherwise(api, get_doc):
    found = get_doc(
        api.doc(params={"a": "First", "b": {"in": "header", "type": int}}),
        api.param("c", "Third", _in="formData", type=bool, required=True),
        api.param("d", "Fourth", type="integer", enum=[1, 2]),
        api.param("e", "Fifth", type=[float], collectionFormat="multi"),
    )
    a, b, c, d, e = sorted(found["parameters"], key=lambda each: each.pop("name"))
    assert a == {"in": "query", "type": "string", "description": "First"}
    assert b == {"in": "header", "type": "integer"}
    assert (c["in"], c["type"], c["required"]) == ("formData", "boolean", True)
    assert (d["in"], d["type"], d["enum"]) == ("query", "integer", [1, 2])
    assert (e["type"], e["items"]) == ("array", {"type": "number"})
    assert e["collectionFormat"] == "multi"


def test_a_variable_of_the_url_may_be_described(api, document):
    @api.route("/<int:number>")
    @api.param("number", "Its number", _in="path")
    class Thing(Resource):
        def get(self, number):
            pass

        @api.doc(params={"number": {"description": "Which to delete", "in": "path"}})
        def delete(self, number):
            pass

    item = document()["paths"]["/{number}"]
    described = {"name": "number", "in": "path", "required": True, "type": "integer"}
    # A parameter that a method says more of is said for each method.
    assert "parameters" not in item
    assert item["get"]["parameters"] == [{**described, "description": "Its number"}]
    assert item["delete"]["parameters"] == [
        {**described, "description": "Which to delete"}
    ]


def test_forms_are_consumed_as_forms_and_files_as_multipart(api, document):
    class Thing(Resource):
        @api.param("a", _in="formData", description="Text")
        def post(self):
            pass

        @api.param("f", _in="formData", type="file", description="File")
        def put(self):
            pass

        def get(self):
            pass

    api.add_resource(Thing, "/thing")
    item = document()["paths"]["/thing"]
    both = ["application/x-www-form-urlencoded", "multipart/form-data"]
    assert item["post"]["consumes"] == both
    assert item["put"]["consumes"] == ["multipart/form-data"]
    assert "consumes" not in item["get"]


# Bodies and parsers ------------------------------------------------------------------


def body(schema, **more):
    """The parameter of a body."""
    return {"name": "payload", "required": True, "in": "body", "schema": schema, **more}


REF = {"$ref": "#/definitions/M"}


@pytest.mark.parametrize(
    ("expected", "wanted"),
    [
        (lambda model: model, body(REF)),
        (lambda model: [model], body({"type": "array", "items": REF})),
        (lambda model: (model, "What to add"), body(REF, description="What to add")),
        (
            lambda model: ([model], "Many"),
            body({"type": "array", "items": REF}, description="Many"),
        ),
        (
            lambda model: [fields.Integer()],
            body({"type": "array", "items": {"type": "integer"}}),
        ),
    ],
    ids=["model", "list", "described", "described list", "list of a field"],
)
def test_expected_models_are_the_body(api, get_doc, expected, wanted):
    model = api.model("M", {"a": fields.Integer})
    (found,) = get_doc(api.expect(expected(model)))["parameters"]
    assert found == wanted


def test_expected_parsers_are_parameters(api, get_doc):
    parser = reqparse.RequestParser()
    parser.add_argument("page", type=int, default=1, help="Which page")
    parser.add_argument("tag", action="append", choices=("a", "b"), location="args")
    parser.add_argument("since", type=inputs.date, required=True)
    parser.add_argument("X-Token", location="headers", dest="token")
    found = get_doc(api.expect(parser))["parameters"]
    assert {each["name"]: (each["in"], each["type"]) for each in found} == {
        "page": ("query", "integer"),
        "tag": ("query", "array"),
        "since": ("query", "string"),
        "X-Token": ("header", "string"),
    }
    by_name = {each["name"]: each for each in found}
    assert by_name["page"]["default"] == 1
    assert by_name["page"]["description"] == "Which page"
    assert by_name["since"]["required"] is True
    assert by_name["since"]["format"] == "date"
    assert by_name["tag"]["enum"] == ["a", "b"]


def test_files_and_forms_of_parsers(api, document):
    parser = api.parser()
    parser.add_argument("file", type=FileStorage, location="files")
    parser.add_argument("note", location="form")
    add(api, post=api.expect(parser)(nothing()))
    found = document()["paths"]["/thing"]["post"]
    places = [(each["name"], each["in"], each["type"]) for each in found["parameters"]]
    assert places == [("file", "formData", "file"), ("note", "formData", "string")]
    assert found["consumes"] == ["multipart/form-data"]


def test_json_arguments_of_a_parser_are_one_body(api, document):
    parser = api.parser()
    parser.add_argument("a", type=int, location="json")
    parser.add_argument("b", location="json")
    parser.add_argument("q")
    add(api, post=api.expect(parser)(nothing()))
    found = document()["paths"]["/thing"]["post"]["parameters"]
    properties = {"a": {"type": "integer"}, "b": {"type": "string"}}
    assert [each["name"] for each in found] == ["q", "payload"]
    assert found[1] == body({"type": "object", "properties": properties})


def test_several_things_may_be_expected(api, document):
    model = api.model("M", {"a": fields.Integer})
    parser = api.parser()
    parser.add_argument("q", location="args")
    add(api, post=api.expect(parser, model)(nothing()))
    found = document()["paths"]["/thing"]["post"]["parameters"]
    assert [each["name"] for each in found] == ["q", "payload"]


def test_parser_and_body_of_old_apps_are_expected_with_a_warning(api, get_doc):
    parser = api.parser()
    parser.add_argument("q")
    with pytest.warns(DeprecationWarning, match=r"use expect\(\)"):
        decorate = api.doc(parser=parser)(nothing())
    assert decorate.__apidoc__["expect"] == [parser]


# Answers -----------------------------------------------------------------------------


def test_without_a_word_an_operation_answers_200(get_doc):
    assert get_doc()["responses"] == {"200": {"description": "Success"}}


def test_declared_responses_are_instead_of_that(api, get_doc):
    model = api.model("M", {"a": fields.Integer})
    found = get_doc(
        api.response(404, "Not here"),
        api.response(201, "Made", model, headers={"Location": "Where"}),
        api.response("default", "Anything", [model]),
        api.doc(responses={409: ("Taken", model), 410: "Gone"}),
    )["responses"]
    assert found == {
        "404": {"description": "Not here"},
        "201": {
            "description": "Made",
            "schema": REF,
            "headers": {"Location": {"description": "Where", "type": "string"}},
        },
        "default": {
            "description": "Anything",
            "schema": {"type": "array", "items": REF},
        },
        "409": {"description": "Taken", "schema": REF},
        "410": {"description": "Gone"},
    }


def test_responses_of_class_and_method_are_together(api, document):
    @api.route("/thing")
    @api.response(404, "Of all")
    @api.response(500, "Of all")
    class Thing(Resource):
        @api.response(404, "Of this")
        def get(self):
            pass

        def put(self):
            pass

    item = document()["paths"]["/thing"]
    texts = {
        code: each["description"] for code, each in item["get"]["responses"].items()
    }
    assert texts == {"404": "Of this", "500": "Of all"}
    assert set(item["put"]["responses"]) == {"404", "500"}


def test_headers_are_on_every_answer(api, get_doc):
    found = get_doc(
        api.header("X-Count", "How many", type=int),
        api.header("X-Tags", type=[str]),
        api.header("X-When", "When", type=inputs.date),
        api.response(200, "Fine"),
        api.response(404, "Not here"),
        is_valid=False,
    )["responses"]
    for code in ("200", "404"):
        headers = found[code]["headers"]
        assert headers["X-Count"] == {"type": "integer", "description": "How many"}
        assert headers["X-Tags"] == {"type": "array", "items": {"type": "string"}}
        assert headers["X-When"]["format"] == "date"


@pytest.mark.parametrize(
    ("arguments", "options", "code", "schema"),
    [
        ((), {}, "200", REF),
        ((True,), {}, "200", {"type": "array", "items": REF}),
        ((), {"code": 201}, "201", REF),
        ((), {"envelope": "data"}, "200", {"properties": {"data": REF}}),
        (
            (),
            {"as_list": True, "envelope": "all"},
            "200",
            {"properties": {"all": {"type": "array", "items": REF}}},
        ),
    ],
    ids=["plain", "list", "code", "envelope", "list in an envelope"],
)
def test_marshalled_models_are_the_answer(
    app, api, get_doc, arguments, options, code, schema
):
    app.config["RESTX_MASK_SWAGGER"] = False
    model = api.model("M", {"a": fields.Integer})
    found = get_doc(api.marshal_with(model, *arguments, **options))
    assert found["responses"] == {code: {"description": "Success", "schema": schema}}
    assert "parameters" not in found


def test_marshal_list_with_is_a_list(api, get_doc):
    model = api.model("M", {"a": fields.Integer})
    found = get_doc(api.marshal_list_with(model, description="All of them"))
    assert found["responses"]["200"] == {
        "description": "All of them",
        "schema": {"type": "array", "items": REF},
    }


def test_what_is_marshalled_takes_a_mask(api, get_doc):
    model = api.model("M", {"a": fields.Integer})
    (found,) = get_doc(api.marshal_with(model, mask="{a}"))["parameters"]
    assert found == {
        "name": "X-Fields",
        "in": "header",
        "type": "string",
        "format": "mask",
        "description": "An optional fields mask",
        "default": "{a}",
    }


def test_the_header_of_masks_may_have_another_name(app, api, get_doc):
    app.config["RESTX_MASK_HEADER"] = "X-Mask"
    model = api.model("M", {"a": fields.Integer})
    (found,) = get_doc(api.marshal_with(model))["parameters"]
    assert found["name"] == "X-Mask"
    assert "default" not in found


def test_models_declared_by_doc_answer_with_the_default_code(api, get_doc):
    model = api.model("M", {"a": fields.Integer})
    found = get_doc(api.doc(model=[model], default_code=202))["responses"]
    schema = {"type": "array", "items": REF}
    assert found == {"202": {"description": "Success", "schema": schema}}


@pytest.mark.parametrize(
    ("declared", "schema"),
    [
        (fields.String, {"type": "string"}),
        (fields.Integer(min=1), {"type": "integer", "minimum": 1}),
        (
            fields.List(fields.Date),
            {"type": "array", "items": {"type": "string", "format": "date"}},
        ),
        (int, {"type": "integer"}),
        (None, {"type": "void"}),
        ("M", REF),
    ],
    ids=["field class", "field", "list", "type", "nothing", "name"],
)
def test_an_answer_may_be_a_field_a_type_or_a_name(api, get_doc, declared, schema):
    api.model("M", {"a": fields.Integer})
    # Swagger 2.0 has no "void", but Flask-RESTX writes it.
    found = get_doc(api.doc(model=declared), is_valid=declared is not None)
    assert found["responses"]["200"]["schema"] == schema


# Models ------------------------------------------------------------------------------


def test_models_that_are_used_are_definitions_with_all_they_refer_to(api, document):
    owner = api.model("Owner", {"name": fields.String})
    base = api.model("Base", {"id": fields.Integer})
    ship = api.inherit(
        "Ship",
        base,
        {
            "owner": fields.Nested(owner),
            "crew": fields.List(fields.Nested(api.model("Sailor", {}))),
        },
    )
    api.model("Unused", {"a": fields.String})
    add(api, get=api.marshal_with(ship)(nothing()))
    found = document()["definitions"]
    assert set(found) == {"Owner", "Base", "Ship", "Sailor"}
    assert found["Ship"]["allOf"][0] == {"$ref": "#/definitions/Base"}


def test_all_models_are_shown_where_that_is_asked_for(app, api, document):
    app.config["RESTX_INCLUDE_ALL_MODELS"] = True
    api.model("Unused", {"a": fields.String})
    assert set(document()["definitions"]) == {"Unused"}


def test_names_of_models_are_quoted_in_references(api, get_doc):
    model = api.model("A/B c", {"a": fields.Integer})
    found = get_doc(api.marshal_with(model), is_valid=False)
    wanted = {"$ref": "#/definitions/A%2FB%20c"}
    assert found["responses"]["200"]["schema"] == wanted


def test_schema_models_are_shown_as_they_are(api, document):
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    model = api.schema_model("S", schema)
    add(api, post=api.expect(model)(nothing()))
    assert document()["definitions"] == {"S": schema}


def test_polymorph_fields_show_all_their_models(api, document):
    class Coal:
        pass

    class Fruit:
        pass

    base = api.model("Cargo", {"kind": fields.String(discriminator=True)})
    coal = api.inherit("Coal", base, {"grade": fields.String})
    fruit = api.inherit("Fruit", base, {"ripe": fields.Boolean})
    either = fields.Polymorph({Coal: coal, Fruit: fruit})
    model = api.model("Berth", {"cargo": either})
    add(api, get=api.marshal_with(model)(nothing()))
    found = document()["definitions"]
    assert set(found) == {"Berth", "Cargo", "Coal", "Fruit"}
    assert found["Berth"]["properties"]["cargo"] == {"$ref": "#/definitions/Cargo"}


# Security ----------------------------------------------------------------------------


KEY = {"apikey": {"type": "apiKey", "in": "header", "name": "X-KEY"}}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("apikey", [{"apikey": []}]),
        (["apikey", "other"], [{"apikey": []}, {"other": []}]),
        ({"oauth": "read"}, [{"oauth": ["read"]}]),
        ({"oauth": ["read", "write"]}, [{"oauth": ["read", "write"]}]),
        ([{"a": [], "b": "x"}, "c"], [{"a": [], "b": ["x"]}, {"c": []}]),
    ],
)
def test_security_is_named_in_several_forms(app, document, given, wanted):
    api = Api(app, security=given)
    add(api, get=api.doc(security=given)(nothing()))
    found = document()
    assert found["security"] == wanted
    assert found["paths"]["/thing"]["get"]["security"] == wanted


def test_security_of_a_method_is_instead_of_the_classes(app, document):
    api = Api(app, authorizations=KEY, security="apikey")

    @api.route("/thing")
    @api.doc(security={"oauth": "read"})
    class Thing(Resource):
        def get(self):
            pass

        @api.doc(security=None)
        def put(self):
            pass

        @api.doc(security=[])
        def post(self):
            pass

    found = document()
    assert found["securityDefinitions"] == KEY
    item = found["paths"]["/thing"]
    assert item["get"]["security"] == [{"oauth": ["read"]}]
    assert item["put"]["security"] == item["post"]["security"] == []


def test_authorizations_of_namespaces_are_added(app, document):
    other = {"basic": {"type": "basic"}}
    api = Api(app, authorizations=KEY)
    api.add_namespace(Namespace("a", authorizations=other))
    assert document()["securityDefinitions"] == {**KEY, **other}


# Errors ------------------------------------------------------------------------------


class Storm(Exception):
    pass


def test_error_handlers_are_shared_answers_and_raises_refers_to_them(api, document):
    model = api.model("Sorry", {"message": fields.String})

    @api.errorhandler(Storm)
    @api.marshal_with(model, code=503)
    @api.header("Retry-After", "When to come back", type=int)
    def handle(error):
        """No ship sails."""

    @api.errorhandler(KeyError)
    def handle_key(error):
        """Says nothing of its status"""

    class Thing(Resource):
        def get(self):
            """Get it

            :raises Storm: in bad weather
            :raises KeyError: not shown, its status is not known
            :raises Unknown: not shown
            """

    api.add_resource(Thing, "/thing")
    found = document()
    assert found["responses"]["Storm"] == {
        "description": "No ship sails",
        "schema": {"$ref": "#/definitions/Sorry"},
        "headers": {
            "Retry-After": {"type": "integer", "description": "When to come back"}
        },
    }
    assert found["responses"]["KeyError"]["description"].startswith("Says nothing")
    operation = found["paths"]["/thing"]["get"]
    assert operation["responses"]["503"] == {"$ref": "#/responses/Storm"}
    assert operation["summary"] == "Get it"
    assert ":raises" not in operation.get("description", "")


# What cannot be shown ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("decorate", "message"),
    [
        (lambda api: api.doc(model="Unknown"), "Model Unknown not registered"),
        (lambda api: api.doc(model=object()), "not registered"),
        (
            lambda api: api.doc(responses={200: ("a", None, {}, "too much")}),
            "Unsupported response specification",
        ),
    ],
    ids=["unknown name", "no model", "long response"],
)
def test_what_cannot_be_shown_is_logged_and_answered_with_500(
    api, client, caplog, decorate, message
):
    add(api, get=decorate(api)(nothing()))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/swagger.json")
    assert answer.status_code == 500
    assert answer.json == {"error": "Unable to render schema"}
    assert message in caplog.text


def test_a_tag_without_a_name_cannot_be_shown(app, client, caplog):
    Api(app, tags=[{"description": "of nothing"}])
    assert client.get("/swagger.json").status_code == 500
    assert "Unsupported tag format" in caplog.text


def test_a_model_of_another_api_cannot_be_shown(app, api, client, caplog):
    model = Api().model("Foreign", {"a": fields.String})
    add(api, get=api.marshal_with(model)(nothing()))
    assert client.get("/swagger.json").status_code == 500
    assert "Model Foreign not registered" in caplog.text


def test_a_document_leaves_what_was_declared_as_it_was(app, api, client):
    given = {"a": {"description": "First"}, "b": "Second"}
    parser = api.parser().add_argument("page", type=int, location="args")

    @api.route("/thing/<int:a>", "/other/<a>")
    @api.doc(params=given, get={"description": "More"})
    class Thing(Resource):
        @api.expect(parser)
        @api.doc(params={"b": "The method's own"})
        @api.response(404, "Nothing", headers={"X-Why": "The reason"})
        def get(self, a):
            return None

        @api.doc(params={"a": {"description": "Another"}})
        def put(self, a):
            return None

    def declared():
        every = (Thing, Thing.get, Thing.put)
        return repr([given, *(each.__apidoc__ for each in every)])

    before = declared()
    document = client.get("/swagger.json").json
    assert declared() == before
    item = document["paths"]["/other/{a}"]
    assert [each["name"] for each in item["get"]["parameters"]] == ["b", "page", "a"]
    with app.test_request_context():
        assert json.loads(json.dumps(Swagger(api).as_dict())) == document


def test_a_decorator_may_be_used_for_several_methods(api, document):
    missing, counted = (
        api.response(404, "Nothing"),
        api.param("count", "How many", type=int),
    )

    @api.route("/thing")
    class Thing(Resource):
        @missing
        @counted
        def get(self):
            return None

        @missing
        @counted
        @api.param("more", "Or more")
        @api.response(409, "Twice")
        def put(self):
            return None

    item = document()["paths"]["/thing"]
    assert [set(item[name]["responses"]) for name in ("get", "put")] == [
        {"404"},
        {"404", "409"},
    ]
    assert [len(item[name]["parameters"]) for name in ("get", "put")] == [1, 2]


# All together ------------------------------------------------------------------------


def test_the_documents_of_the_rich_app_are_valid():
    done = subprocess.run(
        [sys.executable, "-c", SHOW_RICH_APP, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    documents = json.loads(done.stdout)
    assert [len(each["paths"]) for each in documents] == [17, 8]
    for each in documents:
        errors = [error.message for error in OpenAPIV2SpecValidator(each).iter_errors()]
        assert [e for e in errors if not any(old in e for old in OLD_FAULTS)] == []
