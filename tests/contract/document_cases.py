"""Declarations of every kind, with the Swagger documents and Postman collections.

    python document_cases.py 200                          on Flask with Flask-RESTX
    python on_own.py flask_restx document_cases.py 200    on Kolben

Each line is the name of a case and what it makes. Those of `CASES` are written out, the
number given says how many more are made from a generator with a fixed seed.
"""

# ruff: noqa: A002, RUF012  # written as users write such apps

import json
import logging
import random
import sys
import warnings

from flask import Blueprint, Flask
from flask_restx import (
    Api,
    Namespace,
    OrderedModel,
    Resource,
    cors,
    fields,
    inputs,
    marshal_with_field,
    reqparse,
)
from werkzeug.datastructures import FileStorage
from werkzeug.routing import BaseConverter

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
CASES = []


def case(config=None, **settings):
    """Register a function that declares something on an Api with these settings."""

    def add(function):
        CASES.append((function, config or {}, settings))
        return function

    return add


class Upper(BaseConverter):
    """A converter of the app's own."""


def make(declare, config, settings):
    """The document of what a function declares."""
    settings = dict(settings)
    on = settings.pop("on", "app")
    subdomain = settings.pop("subdomain", None)
    app = Flask("documents")
    app.url_map.converters["upper"] = Upper
    app.config.update(config)
    path = f"/{settings.get('default_swagger_filename', 'swagger.json')}"
    path = settings.get("prefix", "") + path
    if on == "app":
        api = Api(app, **settings)
        declare(api)
    elif on == "later":
        api = Api(**settings)
        declare(api)
        api.init_app(app)
    else:
        blueprint = Blueprint("part", __name__, url_prefix="/part", subdomain=subdomain)
        api = Api(blueprint, **settings)
        declare(api)
        path = f"/part{path}"
        if on == "nested":
            outer = Blueprint("outer", __name__, url_prefix="/outer")
            outer.register_blueprint(blueprint)
            path = f"/outer{path}"
            blueprint = outer
        app.register_blueprint(blueprint)
    base = "http://localhost"
    if config.get("SERVER_NAME"):
        base = f"http://{config['SERVER_NAME']}"
        if subdomain:
            base = f"http://{subdomain}.{config['SERVER_NAME']}"
    response = app.test_client().get(path, base_url=base)
    with app.test_request_context("/"):
        try:
            postman = api.as_postman(urlvars=len(path) % 2 > 0, swagger=True)
            json.dumps(postman)
        except Exception as error:
            postman = type(error).__name__
    return [response.status_code, response.mimetype, response.get_json(), postman]


def say(name, declare, config, settings):
    try:
        result = make(declare, config, settings)
    except Exception as error:
        result = ["raised", type(error).__name__]
    print(json.dumps([name, result], sort_keys=True), flush=True)


# --- the whole -----------------------------------------------------------------------


@case()
def nothing(api):
    pass


@case(
    title="Everything",
    version="3.1",
    description="All that an Api may say of itself.",
    terms_url="/terms",
    license="MIT",
    license_url="/mit",
    contact="Ann",
    contact_email="ann@example.com",
    contact_url="/ann",
    authorizations={"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    security=["key", {"oauth": ["read", "write"]}],
    tags=["one", ("two", "The second"), {"name": "three", "x-own": 1}],
    default="first",
    default_label="The first",
    prefix="/v1",
    default_swagger_filename="document.json",
)
def everything_said(api):
    @api.route("/a")
    class A(Resource):
        def get(self):
            """Get it. Rest of the line

            More of it.
            """


@case(
    title=lambda: "Made",
    version=lambda: "9",
    description=lambda: "Made too",
    terms_url=lambda: "/t",
    license=lambda: "L",
    license_url=lambda: "/l",
    contact=lambda: "C",
    contact_email=lambda: "e@x.y",
    contact_url=lambda: "/u",
)
def said_by_functions(api):
    pass


@case(contact="Only a name", license="Only a name")
def contact_without_address(api):
    pass


@case(contact="A name", contact_url="/only/url", license_url="/no/name")
def contact_with_url(api):
    pass


@case(tags=["default", "other"], default_label="A label")
def tag_of_a_namespace(api):
    api.namespace("other", "Said of the namespace").route("/x")(Empty)
    api.namespace("third").route("/y")(Empty)
    api.namespace("nothing in it", "Left out")
    hidden = api.namespace("hidden")
    hidden.hide(hidden.route("/h")(type("Hidden", (Resource,), {})))
    hidden.route("/h2", doc=False)(Empty)


@case(tags=[5])
def tag_of_no_kind(api):
    pass


@case(tags=[{"description": "nameless"}])
def tag_without_name(api):
    pass


class Empty(Resource):
    def get(self):
        pass


@case(security="key")
def security_by_name(api):
    add_secured(api)


@case(security={"oauth": "read"})
def security_by_scope(api):
    add_secured(api)


@case(security=[])
def security_empty(api):
    add_secured(api)


@case(security=5)
def security_of_no_kind(api):
    add_secured(api)


def add_secured(api):
    @api.route("/s")
    @api.doc(security="of the class")
    class Secured(Resource):
        def get(self):
            pass

        @api.doc(security=None)
        def put(self):
            pass

        @api.doc(security=[])
        def post(self):
            pass

        @api.doc(security=["a", {"b": ["c"]}, {"d": "e"}])
        def delete(self):
            pass

        @api.doc(security={"a": [], "b": "c"})
        def patch(self):
            pass

    api.route("/t")(type("Open", (Empty,), {}))


@case(authorizations={"a": {"type": "basic"}})
def authorizations_of_namespaces(api):
    other = {"a": {"type": "apiKey"}, "b": {"type": "basic", "x": {"y": 1}}}
    api.namespace("one", authorizations=other).route("/a")(Empty)
    api.namespace("two", authorizations={"b": {"x": {"z": 2}}}).route("/b")(Empty)


@case()
def authorizations_of_one_namespace(api):
    api.namespace("one", authorizations={"a": {"type": "basic"}})


@case(config={"SERVER_NAME": "example.com:8080"})
def with_a_host(api):
    pass


@case(config={"SERVER_NAME": "example.com"}, on="blueprint", subdomain="sub")
def with_a_subdomain(api):
    pass


@case(on="blueprint", prefix="/v2")
def on_a_blueprint(api):
    api.namespace("one").route("/<int:id>")(Empty)


@case(on="nested", doc="/doc/")
def on_a_nested_blueprint(api):
    api.route("/<int:id>")(Empty)


@case(on="later", prefix="/late", doc=False)
def on_an_app_later(api):
    ns = Namespace("one", path="/given")
    ns.route("/a")(Empty)
    api.add_namespace(ns)
    ns.route("/b", endpoint="b")(type("After", (Empty,), {}))
    other = Namespace("two")
    other.route("/c")(Empty)
    api.add_namespace(other, path="/elsewhere/<upper:where>")


@case(config={"RESTX_INCLUDE_ALL_MODELS": True})
def all_models(api):
    api.model("Unused", {"a": fields.String})
    parent = api.model("Parent", {"b": fields.Integer})
    api.inherit("Child", parent, {"c": fields.Float})
    api.schema_model("Schema", {"type": "object"})


@case(config={"RESTX_MASK_SWAGGER": False})
def masks_not_said(api):
    add_marshalled(api)


@case(config={"RESTX_MASK_HEADER": "X-Some"})
def masks_by_another_name(api):
    add_marshalled(api)


@case(config={"RESTPLUS_MASK_HEADER": "X-Old"})
def masks_by_the_old_name(api):
    add_marshalled(api)


@case(default_id=lambda resource, method: f"{resource}::{method}")
def ids_by_a_function(api):
    add_marshalled(api)


@case()
def representations(api):
    api.representation("text/csv")(lambda data, code, headers: None)
    api.representation("application/xml")(lambda data, code, headers: None)

    @api.route("/a")
    class A(Resource):
        @api.produces(["text/csv"])
        def get(self):
            pass

        @api.doc(produces=["image/png"], consumes=["text/xml"])
        def post(self):
            pass


# --- resources -----------------------------------------------------------------------


@case()
def methods_and_their_texts(api):
    @api.route("/a", "/b/<int:id>", "/c/<path:rest>")
    class A(Resource):
        """The class says this."""

        def get(self):
            """One line"""

        def post(self):
            """First. Second sentence

            Third.
            """

        def put(self):
            """

            Late start

            :raises Nobody: never said
            """

        def delete(self):
            """.hidden first full stop"""

        def patch(self):
            """Same. Same. Same"""

        def options(self):
            """Indented.

            Code::

                x = 1
            """

        def head(self):
            """Head of it"""

    class Child(A):
        def post(self):
            pass

        def put(self):
            ""

    api.add_resource(Child, "/child")


@case()
def descriptions(api):
    @api.route("/a", doc={"description": "Of the route"})
    @api.doc(description="Of the class")
    class A(Resource):
        @api.doc(description="Of the method")
        def get(self):
            """Summary.

            Of the docstring
            """

        def post(self):
            """Only a summary"""

    @api.route("/b")
    @api.doc(get={"description": "Of get, on the class", "params": {"q": "A query"}})
    @api.doc(post=False, description=None)
    class B(Resource):
        def get(self):
            pass

        def post(self):
            pass

        @api.doc(summary="not a fact")
        def put(self):
            pass


@case()
def hidden_things(api):
    @api.route("/a")
    @api.hide
    class A(Resource):
        def get(self):
            pass

    @api.route("/b", doc=False)
    class B(Resource):
        def get(self):
            pass

    @api.route("/c")
    class C(Resource):
        @api.hide
        def get(self):
            pass

        @api.doc(False)
        def put(self):
            pass

        def post(self):
            pass

    @api.route("/d")
    class D(Resource):
        @api.hide
        def get(self):
            pass


@case()
def ids(api):
    @api.route("/a", "/a2")
    class Named(Resource):
        @api.doc("by_position")
        def get(self):
            pass

        @api.doc(id="by_name")
        def post(self):
            pass

    @api.route("/b", doc={"params": {"x": "y"}})
    class ByRoute(Resource):
        def get(self):
            pass

    @api.route("/c", doc={"get": {"id": "from_route"}})
    @api.doc(get={"id": "from_class"})
    class HTTPThingXML2(Resource):
        def get(self):
            pass

        def put(self):
            pass


@case()
def limited_methods(api):
    @api.route("/a", methods=["GET", "Put"])
    class A(Resource):
        def get(self):
            pass

        def post(self):
            pass

        def put(self):
            pass


@case()
def deprecations_and_vendor(api):
    @api.route("/a")
    @api.deprecated
    class A(Resource):
        def get(self):
            pass

    @api.route("/b")
    @api.vendor(of_class=1)
    class B(Resource):
        @api.deprecated
        @api.vendor({"x-one": 1, "two": [2]}, three={"a": None}, x_four="4")
        def get(self):
            pass

        @api.doc(vendor={"y": 1}, deprecated=False)
        def post(self):
            pass


@case()
def inherited_documentation(api):
    model = api.model("M", {"a": fields.String})

    @api.doc(params={"p": "Of the base"}, responses={404: "Not there"})
    class Base(Resource):
        @api.marshal_with(model)
        def get(self):
            """Of the base"""

        @api.expect(model)
        def post(self):
            """Of the base"""

    @api.route("/a")
    class A(Base):
        pass

    @api.route("/b")
    @api.doc(params={"q": "Of the child"})
    class B(Base):
        def get(self):
            """Of the child"""

    @api.route("/c")
    @api.doc(get={"params": {"r": "Only get"}, "responses": {400: "Bad"}})
    class C(B):
        pass


@case()
def decorated_resources(api):
    def passing(function):
        def inner(*args, **kwargs):
            return function(*args, **kwargs)

        return inner

    @api.route("/a")
    class A(Resource):
        method_decorators = [passing]

        @passing
        def get(self):
            """Lost"""

        @cors.crossdomain(origin="*")
        def post(self):
            """Kept"""

        @marshal_with_field(fields.Integer)
        def put(self):
            """Kept too"""

        @staticmethod
        def patch():
            """Static"""

        @classmethod
        def delete(cls):
            """Of the class"""


# --- parameters ----------------------------------------------------------------------


@case()
def path_parameters(api):
    rules = [
        "/<name>",
        "/<string:name>/s",
        "/<string(length=2):name>/s2",
        "/<int:name>/i",
        "/<int(min=1, max=5):name>/i2",
        "/<float:name>/f",
        "/<path:name>/p",
        "/<uuid:name>/u",
        "/<any(a, b):name>/any",
        "/<upper:name>/up",
        "/<int:name>-<float:other>/<third>",
    ]
    for number, rule in enumerate(rules):
        api.route(rule)(type(f"R{number}", (Resource,), {"get": lambda self, **_: 1}))


@case()
def parameters_of_paths_described(api):
    @api.route("/<int:id>/<name>", "/<id>")
    @api.param("id", "Its number", type="string", default=5)
    @api.doc(params={"name": "Its name"})
    class A(Resource):
        def get(self, id):
            pass

        @api.param("id", "Its number here")
        def put(self, id):
            pass

        @api.doc(params={"id": {"description": "As dict", "in": "path", "x": 1}})
        def post(self, id):
            pass

        @api.param("id", "In the query", _in="query", type=int)
        def delete(self, id):
            pass


@case()
def params_of_all_kinds(api):
    @api.route("/a")
    @api.param("shared", "Of all", enum=["a", "b"])
    @api.doc(
        params={
            "text": "A text",
            "dict": {"description": "D", "in": "header", "type": int, "default": 3},
            "form": {"in": "formData", "type": float},
            "none": {"type": None},
        }
    )
    class A(Resource):
        @api.param("list", type=[int], collectionFormat="pipes")
        @api.param("strings", type=["string"])
        @api.param("dates", type=("date",))
        @api.param("none")
        def get(self):
            pass

        @api.param("X", "A header", "header", required=True, format="uuid")
        @api.param("cookie", _in="cookie")
        @api.param("shared", "Own", type=bool)
        def post(self):
            pass

        @api.doc(params={"file": {"in": "formData", "type": "file"}})
        def put(self):
            pass

        @api.doc(params={"form": {"in": "formData", "type": "file"}})
        def patch(self):
            pass

        @api.doc(params={"form": "Only words"})
        def delete(self):
            pass

    @api.route("/b")
    class B(Resource):
        @api.param("b", "Last")
        @api.param("a", "First", default=None)
        @api.param("b", type=int)
        def get(self):
            pass

        @api.doc(params={"payload": {"in": "body", "schema": {"type": "object"}}})
        def patch(self):
            pass

        @api.doc(params={"other": {"in": "body", "description": "by hand"}})
        def delete(self):
            pass


@case()
def parsers(api):
    parser = api.parser()
    parser.add_argument("plain")
    parser.add_argument("required", required=True, help="Must be there")
    parser.add_argument("int", type=int, default=5, location="args")
    parser.add_argument("float", type=float, default=lambda: 1.5)
    parser.add_argument("bool", type=bool, location="args")
    parser.add_argument("boolean", type=inputs.boolean)
    parser.add_argument("append", type=int, action="append")
    parser.add_argument("split", type=inputs.natural, action="split")
    parser.add_argument("choices", choices=("a", "b"))
    parser.add_argument("many", choices=["a", "b"], action="append", default=["a"])
    parser.add_argument("X-Header", location="headers", dest="header")
    parser.add_argument("cookie", location="cookies")
    parser.add_argument("both", location=("args", "headers"))
    parser.add_argument("values", location="values")
    parser.add_argument("help", help={"a": 1})
    parser.add_argument("ignored", ignore=True, store_missing=False, trim=True)
    form = parser.copy()
    form.add_argument("field", location="form", type=int)
    form.remove_argument("both")
    form.replace_argument("int", type=str, required=True, location="args")
    files = api.parser()
    files.add_argument("file", type=FileStorage, location="files", required=True)
    files.add_argument("files", type=FileStorage, location="files", action="append")
    body = api.parser()
    body.add_argument("name", location="json", required=True)
    body.add_argument("count", location="json", type=int, help="How many")
    body.add_argument("list", location="json", type=int, action="append")
    body.add_argument("page", location="args", type=int)

    @api.route("/a/<int:int>")
    @api.expect(parser)
    class A(Resource):
        def get(self):
            pass

        @api.expect(form)
        def post(self):
            pass

        @api.expect(files)
        def put(self):
            pass

        @api.expect(body)
        def patch(self):
            pass

        @api.doc(parser=files)
        def delete(self):
            pass

    @api.route("/b")
    class B(Resource):
        @api.expect(parser, body)
        @api.doc(params={"plain": "Said here", "int": {"type": "string", "in": "path"}})
        def get(self):
            pass

        @api.expect(form, files)
        def post(self):
            pass


@case()
def types_of_inputs(api):
    parser = api.parser()
    for number, kind in enumerate(
        [
            inputs.url,
            inputs.URL(),
            inputs.URL(ip=True, schemes=["ftp"]),
            inputs.email(),
            inputs.email(domains=["x.y"]),
            inputs.ip,
            inputs.ipv4,
            inputs.ipv6,
            inputs.regex("^x$"),
            inputs.natural,
            inputs.positive,
            inputs.int_range(1, 7),
            inputs.int_range(1, 7, "n"),
            inputs.date,
            inputs.datetime_from_iso8601,
            inputs.datetime_from_rfc822,
            inputs.date_from_iso8601,
            inputs.iso8601interval,
            list,
            dict,
            str,
            lambda value: value,
            api.model("Typed", {"a": fields.String}),
        ]
    ):
        parser.add_argument(f"a{number}", type=kind, location="args")

    @api.route("/a")
    class A(Resource):
        @api.expect(parser)
        def get(self):
            pass


# --- bodies and answers --------------------------------------------------------------


@case()
def expectations(api):
    one = api.model("One", {"a": fields.String(required=True)})
    two = api.model("Two", {"b": fields.Nested(one)})
    free = api.schema_model("Free", {"type": "object", "additionalProperties": True})

    @api.route("/a")
    @api.expect(one)
    class A(Resource):
        def get(self):
            pass

        @api.expect(two)
        def put(self):
            pass

        @api.expect([two])
        def post(self):
            pass

        @api.expect((two, "With words"))
        def patch(self):
            pass

        @api.expect(([two], "A list with words"), validate=True)
        def delete(self):
            pass

        @api.expect(free, validate=False)
        def options(self):
            pass

    @api.route("/b")
    @api.doc(get={"expect": two})
    class B(Resource):
        def get(self):
            pass

        @api.doc(body=one)
        def put(self):
            pass

        @api.doc(body=(two, "Words"))
        def post(self):
            pass

        @api.expect(fields.Integer)
        def patch(self):
            pass

        @api.expect([fields.String])
        def delete(self):
            pass


@case()
def answers(api):
    one = api.model("One", {"a": fields.String})
    two = api.model("Two", {"b": fields.List(fields.Nested(one))})

    @api.route("/a")
    @api.response(404, "Not there")
    @api.response("default", "Of the class", one)
    @api.header("X-Class", "Of the class")
    class A(Resource):
        def get(self):
            pass

        @api.response(200, "Fine", one)
        @api.response(404, "Here", two)
        @api.response(500, None)
        @api.header("X-Number", "A number", type=int)
        @api.header("X-List", type=[int])
        def put(self):
            pass

        @api.response(200, "List", [one])
        @api.response(201, "Type", int)
        @api.response(202, "Field", fields.DateTime(description="When"))
        @api.response(203, "Field class", fields.Float)
        @api.response(204, "Types", [str])
        @api.response(205, "Name", "Two")
        @api.response(
            206, "Headers", one, headers={"X-More": "More", "X": {"type": bool}}
        )
        @api.response(207, "Envelope", two, envelope="data")
        def post(self):
            pass

        @api.doc(responses={200: "Text", 400: ("Pair", one), 401: ("T", two, {})})
        def patch(self):
            pass

        @api.doc(model=one)
        def delete(self):
            pass

        @api.doc(model=[two], default_code=201)
        def options(self):
            pass


def add_marshalled(api):
    one = api.model("One", {"a": fields.String})
    two = api.model("Two", {"b": fields.Nested(one)}, mask="{b}")

    @api.route("/m")
    class M(Resource):
        @api.marshal_with(one)
        def get(self):
            pass

        @api.marshal_list_with(one, code=201, description="Many")
        def put(self):
            pass

        @api.marshal_with(two, as_list=True, envelope="data")
        def post(self):
            pass

        @api.marshal_with(one, mask="a", skip_none=True)
        @api.response(404, "Not there")
        def delete(self):
            pass

        @api.marshal_with(one, code=202)
        @api.marshal_with(two)
        def patch(self):
            pass

        @api.doc(False)
        @api.marshal_with(one)
        def options(self):
            pass


case()(add_marshalled)


@case()
def models_named_twice(api):
    one = api.model("One", {"a": fields.String})
    two = api.model("Two", {"b": fields.String})

    @api.route("/a")
    class A(Resource):
        @api.doc(model=one)
        @api.doc(model=two)
        def get(self):
            pass


@case()
def error_handlers(api):
    one = api.model("Problem", {"a": fields.String})

    class Said(Exception):
        pass

    class Plain(Exception):
        pass

    class Headed(Exception):
        pass

    class Handled(Exception):
        pass

    @api.errorhandler(Said)
    @api.marshal_with(one, code=400)
    @api.header("X-Why", "Why")
    def said(error):
        """What was said. Not more"""

    @api.errorhandler(Plain)
    def plain(error):
        pass

    @api.errorhandler(Headed)
    @api.header("X-Why", "Why", type=int)
    @api.response(503, "Later", one)
    @api.response(504, "Never", one)
    def headed(error):
        """Headers only"""

    ns = api.namespace("other")

    @ns.errorhandler(Handled)
    @ns.response(418, "Tea", one)
    def handled(error):
        """Of a namespace"""

    @api.errorhandler
    def rest(error):
        """All others"""

    @ns.route("/a")
    class A(Resource):
        def get(self):
            """Do it

            :raises Said: now and then
            :raises Plain: without a code
            :raises Headed: often
            """

        @api.response(400, "Own text")
        def put(self):
            """
            Do it.

            :raises Said : with a space
            :raises Unknown: nobody knows
            :raises Handled: of the namespace
            Tail of it
            """


@case()
def answers_of_unknown_models(api):
    @api.route("/a")
    class A(Resource):
        @api.response(200, "OK", "Nobody")
        def get(self):
            pass


@case()
def answers_of_odd_models(api):
    @api.route("/a")
    class A(Resource):
        @api.response(200, "OK", object())
        def get(self):
            pass


@case()
def answers_of_odd_shapes(api):
    @api.route("/a")
    class A(Resource):
        @api.doc(responses={200: ("a", None, {}, 4)})
        def get(self):
            pass


@case()
def unknown_converters(api):
    api.ns_paths[api.default_namespace] = "/<nobody:x>"
    api.default_namespace.resources.append(
        type(api.default_namespace.resources)
        and __import__("flask_restx.namespace", fromlist=["x"]).ResourceRoute(
            Empty, ("/a",), None, {}
        )
    )


# --- models --------------------------------------------------------------------------


@case()
def fields_of_all_kinds(api):
    nested = api.model("Nested", {"a": fields.String})
    ordered = api.model("More", {"z": fields.Raw, "a": fields.Raw})
    api.models["Ordered"] = OrderedModel("Ordered", {"z": fields.Raw, "a": fields.Raw})
    model = api.model(
        "All",
        {
            "raw": fields.Raw,
            "raw2": fields.Raw(
                title="T",
                description="D",
                required=True,
                readonly=True,
                example={"a": 1},
            ),
            "string": fields.String(
                min_length=1, max_length=5, pattern="^a", enum=["a"], default="a"
            ),
            "discriminator": fields.String(discriminator=True),
            "enum": fields.String(enum=lambda: ["b", "c"], example="b"),
            "integer": fields.Integer(min=1, max=5, multiple=2, default=0),
            "exclusive": fields.Integer(
                min=1, max=5, exclusiveMin=True, exclusiveMax=True
            ),
            "float": fields.Float(min=lambda: 0.5, example=1.5),
            "arbitrary": fields.Arbitrary(multiple=lambda: 3),
            "fixed": fields.Fixed(decimals=2, max=3),
            "boolean": fields.Boolean(default=True),
            "datetime": fields.DateTime(min="2020-01-01T00:00:00", max=None),
            "rfc": fields.DateTime(dt_format="rfc822"),
            "date": fields.Date(exclusiveMin="2020-01-01"),
            "url": fields.Url("x", absolute=True),
            "formatted": fields.FormattedString("{a}"),
            "class": fields.ClassName(dash=True),
            "nested": fields.Nested(nested),
            "nested2": fields.Nested(
                nested, as_list=True, required=True, description="Many", readonly=True
            ),
            "nested3": fields.Nested(nested, allow_null=True, skip_none=True),
            "nested4": fields.Nested(nested, title="T", example={"a": "b"}),
            "more": fields.Nested(ordered, default={"a": 1}),
            "list": fields.List(fields.Integer(min=1)),
            "list2": fields.List(
                fields.Nested(nested), min_items=1, max_items=5, unique=True
            ),
            "list3": fields.List(fields.String, description="L", example=["a"]),
            "list4": fields.List(fields.List(fields.Float)),
            "null": fields.String(x_nullable=True),
            "default": fields.Float(default=lambda: 2.5),
            "*": fields.Wildcard(fields.Integer, description="Rest"),
            "wild*": fields.Wildcard(fields.Nested(nested)),
        },
        mask="{raw}",
    )
    strict = api.model("Strict", {"a": fields.Nested(model)}, strict=True)

    @api.route("/a")
    class A(Resource):
        @api.response(200, "A", model)
        @api.response(201, "B", strict)
        @api.response(202, "C", "Ordered")
        def get(self):
            pass


@case()
def models_that_inherit(api):
    base = api.model(
        "Base with space/slash",
        {"kind": fields.String(discriminator=True), "a": fields.Raw(required=True)},
    )
    one = api.inherit("One", base, {"b": fields.Integer(required=True)})
    two = api.inherit("Two", base, {"c": fields.Nested(one)})
    three = api.inherit("Three", one, two, {"d": fields.String})
    api.clone("Clone", three, {"e": fields.Float})
    api.model("Plain", {}).inherit("Method", base, {"x": fields.Raw})
    poly = api.model(
        "Poly",
        {
            "it": fields.Polymorph({int: one, str: two}, required=True),
            "them": fields.List(fields.Polymorph({int: one, str: two})),
            "some": fields.Polymorph({int: one, str: two}, description="S"),
        },
    )

    @api.route("/a")
    class A(Resource):
        @api.response(200, "A", poly)
        @api.response(201, "B", three)
        @api.response(202, "C", [base])
        @api.response(203, "D", "Clone")
        def get(self):
            pass


@case()
def models_by_schema(api):
    address = api.schema_model(
        "Address",
        {"properties": {"road": {"type": "string"}}, "type": "object"},
    )
    person = api.schema_model(
        "Person",
        {
            "required": ["address"],
            "properties": {
                "name": {"type": "string"},
                "address": {"$ref": "#/definitions/Address"},
            },
            "type": "object",
        },
    )

    @api.route("/a")
    class A(Resource):
        @api.expect(person)
        @api.response(200, "A", address)
        @api.response(201, "B", [person])
        def get(self):
            pass


@case()
def models_that_refer_to_themselves(api):
    node = api.model("Node", {"name": fields.String})
    node["children"] = fields.List(fields.Nested(node))
    node["parent"] = fields.Nested(node, allow_null=True)

    @api.route("/a")
    class A(Resource):
        @api.marshal_with(node)
        def get(self):
            pass


@case()
def fields_of_ones_own(api):
    class Money(fields.Raw):
        __schema_type__ = "number"
        __schema_format__ = "money"
        __schema_example__ = 5

    class Any(fields.Raw):
        __schema_type__ = ["string", "null"]

    class Odd(fields.String):
        def schema(self):
            return {**super().schema(), "x-odd": True}

    model = api.model("M", {"a": Money, "b": Any(required=True), "c": Odd(default=1)})

    @api.route("/a")
    class A(Resource):
        @api.response(200, "A", model)
        @api.response(201, "B", Money)
        @api.response(202, "C", Odd(description="here"))
        def get(self):
            pass


@case()
def models_in_fields_of_answers(api):
    model = api.model("M", {"a": fields.String})

    @api.route("/a")
    class A(Resource):
        @api.response(200, "A", fields.Nested(model))
        @api.response(201, "B", fields.List(fields.Nested(model)))
        @api.response(202, "C", model)
        def get(self):
            pass


@case()
def models_of_namespaces(api):
    first = Namespace("first")
    second = Namespace("second")
    one = first.model("Same", {"a": fields.String})
    two = second.model("Same", {"b": fields.String})
    first.route("/a")(answering(first, one))
    second.route("/b")(answering(second, two))
    api.add_namespace(first)
    api.add_namespace(second)
    late = second.model("Late", {"c": fields.String})
    second.route("/c")(answering(second, late, "Late"))


def answering(api, model, name="Answering"):
    made = type(name, (Resource,), {"get": lambda self: None})
    return api.response(200, "OK", model)(made)


# --- generated -----------------------------------------------------------------------

WORDS = ["name", "id", "kind", "page", "X-Trace", "when", "tags", "größe"]
METHODS = ["get", "post", "put", "patch", "delete", "options", "head"]
LOCATIONS = [
    *("args", "form", "json", "headers", "cookies", "values", "files"),
    ("args", "headers"),
]


def make_field(rng, models, depth=2):
    options = {}
    for key, some in {
        "description": ["Words"],
        "title": ["A title"],
        "required": [True, False],
        "readonly": [True],
        "example": ["e", 5, None, {"a": [1]}],
        "default": [None, "d", 0, lambda: "made"],
        "min": [0, 1.5],
        "max": [9],
        "exclusiveMin": [True, 3],
        "multiple": [2],
        "min_length": [1],
        "max_length": [lambda: 8],
        "pattern": ["^x"],
        "enum": [["x", "y"], lambda: ["z"]],
        "discriminator": [True, False],
        "min_items": [1],
        "unique": [True],
        "x_unknown": [1],
        "mask": ["{name}"],
    }.items():
        if rng.random() < 0.12:
            options[key] = rng.choice(some)
    simple = [
        *(fields.Raw, fields.String, fields.Integer, fields.Float, fields.Boolean),
        *(fields.Arbitrary, fields.Fixed, fields.ClassName),
    ]
    kind = rng.randrange(10)
    if depth and kind == 6 and models:
        for key in ("allow_null", "as_list", "skip_none"):
            if rng.random() < 0.3:
                options[key] = True
        return fields.Nested(rng.choice(models), **options)
    if depth and kind == 7:
        return fields.List(make_field(rng, models, depth - 1), **options)
    if depth and kind == 8:
        return fields.Wildcard(make_field(rng, models, depth - 1), **options)
    if kind == 9:
        options = {key: options[key] for key in options if key != "min"}
        return rng.choice([fields.Date, fields.DateTime])(
            **{key: v for key, v in options.items() if key not in ("max", "default")}
        )
    chosen = rng.choice(simple)
    if rng.random() < 0.2:
        return chosen
    return chosen(**options)


def make_models(rng, api):
    models = []
    for number in range(rng.randrange(1, 5)):
        name = f"{rng.choice(['Thing', 'Größe', 'a b'])}{number}"
        content = {
            word: make_field(rng, models)
            for word in rng.sample(WORDS, rng.randrange(5))
        }
        options = {}
        if rng.random() < 0.2:
            options["strict"] = True
        if rng.random() < 0.2:
            options["mask"] = "{id}"
        how = rng.randrange(6)
        if how == 0 and models:
            models.append(api.inherit(name, rng.choice(models), content))
        elif how == 1 and models:
            models.append(api.clone(name, rng.choice(models), content))
        elif how == 2 and models:
            api.models[name] = OrderedModel(name, content)
            models.append(api.models[name])
        else:
            models.append(api.model(name, content, **options))
    return models


def make_parser(rng, models):
    parser = reqparse.RequestParser()
    for word in rng.sample(WORDS, rng.randrange(1, 4)):
        options = {}
        for key, some in {
            "type": [int, float, bool, str, inputs.natural, inputs.date, list],
            "required": [True],
            "default": [None, 5, "x", lambda: 7, ["a"]],
            "help": ["Help", {"a": "b"}],
            "action": ["append", "split"],
            "choices": [("a", "b"), ["c"]],
            "location": LOCATIONS,
        }.items():
            if rng.random() < 0.3:
                options[key] = rng.choice(some)
        if options.get("location") == "files":
            options["type"] = FileStorage
        parser.add_argument(word, **options)
    return parser


def make_model(rng, models):
    model = rng.choice(models)
    return rng.choice([model, [model], model.name, int, fields.String, [str], None])


def make_param(rng):
    param = {}
    for key, some in {
        "description": ["Words", None],
        "in": ["query", "header", "path", "formData", "body", "cookie"],
        "type": [int, str, bool, float, "string", "file", [int], ["x"], None],
        "required": [True, False],
        "default": [1, None],
        "enum": [[1, 2]],
        "format": ["date"],
    }.items():
        if rng.random() < 0.35:
            param[key] = rng.choice(some)
    return rng.choice([param, param, "Only words"])


def make_doc(rng, models, method=True):
    doc = {}
    if rng.random() < 0.5:
        names = rng.sample(WORDS, rng.randrange(3))
        doc["params"] = {name: make_param(rng) for name in names}
    if rng.random() < 0.4:
        doc["responses"] = {
            rng.choice([200, 201, 404, "default", "4XX"]): rng.choice(
                ["Text", ("Pair", make_model(rng, models)), ("None", None, {})]
            )
        }
    for key, some in {
        "description": ["Words", "More words.\nOn two lines"],
        "deprecated": [True, False],
        "security": [None, [], "key", {"oauth": ["read"]}, ["key", {"o": "w"}]],
        "model": [[rng.choice(models)]],
        "default_code": [201, "default"],
        "headers": [{"X-One": "One"}, {"X-Two": {"type": int, "description": "2"}}],
        "produces": [["text/csv"]],
        "vendor": [{"a": 1}, {"x-b": [2]}],
        "id": ["some_id"],
    }.items():
        if rng.random() < 0.15 and (method or key != "id"):
            doc[key] = rng.choice(some)
    if rng.random() < 0.05:
        return False
    return doc


DOCSTRINGS = [
    None,
    "Words",
    "Words. More words",
    "Words\n\n    And details.\n    ",
    "Words.\n\n    :raises Boom: sometimes\n    :raises Bang: too\n    ",
    "",
    "  \n  Late. Start\n",
]


def make_method(rng, api, models):
    def method(self, **kwargs):
        pass

    method.__doc__ = rng.choice(DOCSTRINGS)
    decorators = [
        lambda: with_doc(rng, api, models),
        lambda: api.expect(make_parser(rng, models)),
        lambda: api.expect(rng.choice(models), validate=rng.random() < 0.5),
        lambda: api.expect([rng.choice(models)]),
        lambda: api.expect((rng.choice(models), "Described")),
        lambda: api.marshal_with(
            rng.choice(models),
            as_list=rng.random() < 0.3,
            **some(rng, code=201, description="Given", mask="{id}", envelope="data"),
        ),
        lambda: api.marshal_list_with(rng.choice(models)),
        lambda: api.response(
            rng.choice([200, 400, 404]), "Answer", make_model(rng, models)
        ),
        lambda: api.param(
            rng.choice(WORDS), "Param", rng.choice(["query", "header", "path"])
        ),
        lambda: api.header(rng.choice(["X-A", "X-B"]), "Header", **some(rng, type=int)),
        lambda: api.deprecated,
        lambda: api.hide,
        lambda: api.produces(["text/plain"]),
        lambda: api.vendor(x=1),
    ]
    weights = [4, 4, 3, 1, 1, 4, 1, 3, 3, 2, 1, 0.3, 1, 1]
    for decorator in rng.choices(decorators, weights, k=rng.randrange(4)):
        if getattr(method, "__apidoc__", None) is False:
            break
        method = decorator()(method)
    return method


def some(rng, **options):
    return {key: value for key, value in options.items() if rng.random() < 0.3}


def with_doc(rng, api, models):
    doc = make_doc(rng, models)
    if doc is False:
        return api.doc(False)
    if rng.random() < 0.2:
        return api.doc("short_id", **{k: v for k, v in doc.items() if k != "id"})
    return api.doc(**doc)


def make_resource(rng, api, models, number):
    methods = {
        name: make_method(rng, api, models)
        for name in rng.sample(METHODS, rng.randrange(1, 4))
    }
    resource = type(
        f"Some{rng.choice(['Thing', 'HTTPThing'])}{number}", (Resource,), methods
    )
    for _ in range(rng.randrange(3)):
        if getattr(resource, "__apidoc__", None) is False:
            break
        if rng.random() < 0.3:
            resource = api.doc(**{rng.choice(METHODS): make_doc(rng, models)})(resource)
        elif rng.random() < 0.3:
            resource = api.expect(make_parser(rng, models))(resource)
        else:
            resource = with_doc(rng, api, models)(resource)
    if rng.random() < 0.2:
        resource = type(f"Child{number}", (resource,), {})
    return resource


def generated(seed):
    def declare(api):
        rng = random.Random(seed)

        class Boom(Exception):
            pass

        class Bang(Exception):
            pass

        models = make_models(rng, api)
        boom = api.marshal_with(models[0], code=503)(lambda error: None)
        api.errorhandler(Boom)(boom)
        api.errorhandler(Bang)(lambda error: None)
        number = 0
        for name in rng.sample(["one", "two", "three"], rng.randrange(1, 4)):
            ns = api.namespace(
                name, **some(rng, description="Words", path=f"/p/{name}", ordered=True)
            )
            for _ in range(rng.randrange(4)):
                number += 1
                resource = make_resource(rng, ns, models, number)
                urls = rng.sample(
                    ["/a", "/<int:id>", "/<name>/<path:when>", "/<float:page>"],
                    rng.randrange(1, 3),
                )
                urls = [f"/{number}{url}" for url in urls]
                options = {}
                if rng.random() < 0.2:
                    options["doc"] = make_doc(rng, models, method=False)
                if rng.random() < 0.1:
                    options["methods"] = ["GET", "POST"]
                ns.route(*urls, **options)(resource)

    declare.__name__ = f"generated {seed}"
    rng = random.Random(-seed - 1)
    config = some(rng, RESTX_INCLUDE_ALL_MODELS=True, RESTX_MASK_SWAGGER=False)
    settings = some(
        rng,
        prefix="/v1",
        ordered=True,
        security=rng.choice(["key", ["key"], {"o": "w"}]),
        tags=["one", ("two", "Second")],
        title="Title",
    )
    settings["on"] = rng.choice(["app", "app", "later", "blueprint"])
    return declare, config, settings


def main():
    for declare, config, settings in CASES:
        say(declare.__name__, declare, config, settings)
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 0):
        declare, config, settings = generated(seed)
        say(declare.__name__, declare, config, settings)


if __name__ == "__main__":
    main()
