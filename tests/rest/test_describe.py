"""What each declaration of an Api gives in its OpenAPI 3.1 document."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.datastructures import FileStorage

from kolben import Blueprint
from kolben.openapi import OpenAPI, describe
from kolben.openapi.published import find_published
from kolben.rest import Api, Resource, fields, inputs
from kolben.security.api import requires
from kolben.typed import Created

#: Prints the documents of the cases that tests/contract has, by name.
SHOW_CASES = """
import json
import sys
import kolben.compat

kolben.compat.install(instead_of=["flask", "flask_restx"])
sys.path[:0] = sys.argv[1:]
import document_cases
from rich_app import make_app, make_blueprint_app

from kolben.openapi.published import find_published

for app in (make_app(), make_blueprint_app()):
    print(json.dumps(["rich", find_published(app)[0].get_document()]))
cases = [(each[0].__name__, *each) for each in document_cases.CASES]
for seed in range(40):
    case, config, more = document_cases.generated(seed)
    cases.append((case.__name__, case, config, more))
for name, case, config, more in cases:
    if more.get("on", "app") == "app":
        app = document_cases.Flask("case")
        app.url_map.converters["upper"] = document_cases.Upper
        app.config.update(config)
        more = {key: value for key, value in more.items() if key != "on"}
        try:
            case(document_cases.Api(app, **more))
            document = find_published(app)[0].get_document()
        except ValueError:
            continue
        print(json.dumps([name, document]))
"""
#: Their declarations contradict themselves.
WRONG = {"authorizations_of_namespaces", "fields_of_all_kinds"}


class Post(msgspec.Struct):
    title: str


@pytest.fixture
def api(app):
    return Api(app)


@pytest.fixture
def get_document(app):
    """The document, which has to be valid, with a call."""

    def get():
        document = json.loads(json.dumps(find_published(app)[0].get_document()))
        errors = OpenAPIV31SpecValidator(document).iter_errors()
        assert [error.message for error in errors] == []
        return document

    return get


@pytest.fixture
def get_schema(api, get_document):
    """The shared schema of a model of these fields, with a call."""

    def get(**content):
        model = api.model("Model", content)

        @api.route("/model")
        class Models(Resource):
            @api.response(200, "One", model)
            def get(self):
                """Nothing"""

        return get_document()["components"]["schemas"]["Model"]["properties"]

    return get


def test_documents_of_all_declarations_are_valid():
    tests = Path(__file__).parents[1]
    folders = [str(tests / "contract"), str(tests / "rest")]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SHOW_CASES, *folders],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) > 60
    for name, document in found:
        if name not in WRONG:
            errors = OpenAPIV31SpecValidator(document).iter_errors()
            assert [(name, error.message) for error in errors] == []


def test_the_whole_is_said_as_the_api_says_it(app, get_document):
    Api(
        app,
        title=lambda: "Ships",
        version="2",
        description="Of the harbour",
        terms_url="/terms",
        contact="Ann",
        contact_url="https://example.com/",
        license="MIT",
        tags=["one", ("two", "The second")],
    )
    document = get_document()
    assert document["info"] == {
        "title": "Ships",
        "version": "2",
        "description": "Of the harbour",
        "termsOfService": "/terms",
        "contact": {"name": "Ann", "url": "https://example.com/"},
        "license": {"name": "MIT"},
    }
    assert document["tags"] == [
        {"name": "one"},
        {"name": "two", "description": "The second"},
    ]


def test_authorizations_are_security_schemes(app, get_document):
    api = Api(
        app,
        security=["basic", {"code": ["read"]}],
        authorizations={
            "basic": {"type": "basic", "description": "By name"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "code": {
                "type": "oauth2",
                "flow": "accessCode",
                "authorizationUrl": "/auth",
                "tokenUrl": "/token",
                "scopes": {"read": "Read"},
            },
            "client": {"type": "oauth2", "flow": "application", "tokenUrl": "/token"},
            "new": {"type": "http", "scheme": "bearer"},
        },
    )

    @api.route("/open")
    class Open(Resource):
        @api.doc(security=None)
        def get(self):
            """Nothing"""

    document = get_document()
    assert document["components"]["securitySchemes"] == {
        "basic": {"type": "http", "scheme": "basic", "description": "By name"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "code": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "/auth",
                    "tokenUrl": "/token",
                    "scopes": {"read": "Read"},
                }
            },
        },
        "client": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
        },
        "new": {"type": "http", "scheme": "bearer"},
    }
    assert document["security"] == [{"basic": []}, {"code": ["read"]}]
    assert document["paths"]["/open"]["get"]["security"] == []


def test_arguments_of_parsers_are_parameters_or_the_body(api, get_document):
    query = api.parser()
    query.add_argument("page", type=inputs.positive, default=1, help="Which")
    query.add_argument("tags", action="append", choices=("a", "b"))
    query.add_argument("ids", type=int, action="split")
    query.add_argument("X-Trace", location="headers")
    query.add_argument("session", location="cookies", required=True)
    form = api.parser()
    form.add_argument("name", location="form", required=True)
    files = form.copy()
    files.add_argument("file", location="files", type=FileStorage, required=True)
    body = api.parser()
    body.add_argument("count", location="json", type=int)

    @api.route("/things")
    class Things(Resource):
        @api.expect(query)
        def get(self):
            """Nothing"""

        @api.expect(form)
        def post(self):
            """Nothing"""

        @api.expect(files)
        def put(self):
            """Nothing"""

        @api.expect(body)
        def patch(self):
            """Nothing"""

    item = get_document()["paths"]["/things"]
    assert item["get"]["parameters"] == [
        {
            "name": "page",
            "in": "query",
            "description": "Which",
            "schema": {"type": "integer", "exclusiveMinimum": 0, "default": 1},
        },
        {
            "name": "tags",
            "in": "query",
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": ["a", "b"]},
            },
            "style": "form",
            "explode": True,
        },
        {
            "name": "ids",
            "in": "query",
            "schema": {"type": "array", "items": {"type": "integer"}},
            "style": "form",
            "explode": False,
        },
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
        {
            "name": "session",
            "in": "cookie",
            "required": True,
            "schema": {"type": "string"},
        },
    ]
    fields_of_form = {
        "schema": {
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "required": ["name"],
        }
    }
    assert item["post"]["requestBody"] == {
        "content": {
            "application/x-www-form-urlencoded": fields_of_form,
            "multipart/form-data": fields_of_form,
        },
        "required": True,
    }
    content = item["put"]["requestBody"]["content"]
    assert list(content) == ["multipart/form-data"]
    assert content["multipart/form-data"]["schema"]["properties"]["file"] == {
        "type": "string",
        "contentMediaType": "application/octet-stream",
    }
    assert item["patch"]["requestBody"]["content"] == {
        "application/json": {
            "schema": {"type": "object", "properties": {"count": {"type": "integer"}}}
        }
    }


def test_expected_models_are_the_body(api, get_document):
    model = api.model("Ship", {"name": fields.String(required=True)})

    @api.route("/ships")
    class Ships(Resource):
        @api.expect(([model], "Many"))
        def post(self):
            """Nothing"""

    document = get_document()
    assert document["paths"]["/ships"]["post"]["requestBody"] == {
        "description": "Many",
        "content": {
            "application/json": {
                "schema": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Ship"},
                }
            }
        },
        "required": True,
    }
    assert document["components"]["schemas"]["Ship"] == {
        "type": "object",
        "properties": {"name": {"type": "string"}},
        "required": ["name"],
    }


def test_variables_of_urls_say_what_their_converters_take(api, get_document):
    @api.route("/<uuid:key>/<int(min=3):number>/<any(a, b):kind>")
    class Things(Resource):
        @api.param("number", "Which", "path")
        def get(self, key, number, kind):
            """Nothing"""

    (item,) = get_document()["paths"].values()
    schemas = {each["name"]: each["schema"] for each in item["get"]["parameters"]}
    assert schemas == {
        "key": {"type": "string", "format": "uuid"},
        "number": {"type": "integer", "minimum": 3},
        "kind": {"type": "string", "enum": ["a", "b"]},
    }


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        (fields.String(example="x"), {"type": "string", "examples": ["x"]}),
        (fields.String(readonly=True), {"type": "string", "readOnly": True}),
        (
            fields.Integer(min=1, exclusiveMin=True),
            {"type": "integer", "exclusiveMinimum": 1},
        ),
        (fields.Integer(max=5, exclusiveMax=False), {"type": "integer", "maximum": 5}),
        (
            fields.String(enum=["a"], default="none"),
            {"type": "string", "enum": ["a"], "examples": ["a"]},
        ),
        (
            fields.Wildcard(fields.Integer),
            {"type": "object", "additionalProperties": {"type": "integer"}},
        ),
    ],
)
def test_fields_are_json_schema(get_schema, field, wanted):
    assert get_schema(field=field)["field"] == wanted


def test_nullable_has_null_among_its_types(api, get_document):
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": ["a"], "x-nullable": True},
            "other": {"$ref": "#/definitions/Other", "x-nullable": True},
            "pair": {"type": "array", "items": [{"type": "string"}, {"type": "file"}]},
        },
    }
    model = api.schema_model("Model", schema)
    api.model("Other", {"id": fields.Integer})

    @api.route("/models")
    class Models(Resource):
        @api.response(200, "One", model)
        def get(self):
            """Nothing"""

    schemas = get_document()["components"]["schemas"]
    # Swagger 2.0 of Flask-RESTX leaves out what schemas by hand refer to.
    assert set(schemas) == {"Model", "Other"}
    assert schemas["Model"]["properties"] == {
        "name": {"type": ["string", "null"], "enum": ["a", None]},
        "other": {"anyOf": [{"$ref": "#/components/schemas/Other"}, {"type": "null"}]},
        "pair": {
            "type": "array",
            "prefixItems": [
                {"type": "string"},
                {"type": "string", "contentMediaType": "application/octet-stream"},
            ],
        },
    }
    assert schema["properties"]["name"] == {
        "type": "string",
        "enum": ["a"],
        "x-nullable": True,
    }


def test_a_discriminator_names_the_schemas_of_its_values(api, get_document):
    cargo = api.model("Cargo", {"kind": fields.String(discriminator=True)})
    coal = api.inherit("Black coal", cargo, {"grade": fields.String})
    api.inherit("Fruit", cargo, {"ripe": fields.Boolean})

    @api.route("/cargo")
    class Cargos(Resource):
        @api.marshal_with(coal)
        def get(self):
            """Nothing"""

    schemas = get_document()["components"]["schemas"]
    assert schemas["Cargo"]["discriminator"] == {
        "propertyName": "kind",
        "mapping": {
            "Cargo": "#/components/schemas/Cargo",
            "Black coal": "#/components/schemas/Black_coal",
            "Fruit": "#/components/schemas/Fruit",
        },
    }
    assert schemas["Black_coal"]["title"] == "Black coal"
    assert schemas["Black_coal"]["allOf"][0] == {"$ref": "#/components/schemas/Cargo"}


def test_models_may_hold_themselves(api, get_document):
    node = api.model("Node", {"name": fields.String})
    node["children"] = fields.List(fields.Nested(node))

    @api.route("/nodes")
    class Nodes(Resource):
        @api.marshal_with(node)
        def get(self):
            """Nothing"""

    properties = get_document()["components"]["schemas"]["Node"]["properties"]
    assert properties["children"]["items"] == {"$ref": "#/components/schemas/Node"}


def test_answers_have_schemas_headers_and_the_media_types_of_the_api(api, get_document):
    model = api.model("Ship", {"name": fields.String})
    api.representation("text/csv")(lambda data, code, headers: None)

    @api.route("/ships")
    class Ships(Resource):
        @api.marshal_with(model, envelope="ship")
        @api.header("X-Count", "How many", type=int)
        def get(self):
            """Nothing"""

        @api.produces(["image/png"])
        @api.response(200, "A picture", fields.String)
        @api.response("4XX", "Your fault")
        def post(self):
            """Nothing"""

    item = get_document()["paths"]["/ships"]
    answer = item["get"]["responses"]["200"]
    assert list(answer["content"]) == ["application/json", "text/csv"]
    assert answer["content"]["text/csv"]["schema"] == {
        "type": "object",
        "properties": {"ship": {"$ref": "#/components/schemas/Ship"}},
    }
    assert answer["headers"] == {
        "X-Count": {"description": "How many", "schema": {"type": "integer"}}
    }
    assert item["get"]["parameters"][0]["name"] == "X-Fields"
    assert item["post"]["responses"] == {
        "200": {
            "description": "A picture",
            "content": {"image/png": {"schema": {"type": "string"}}},
        },
        "4XX": {"description": "Your fault"},
    }


def test_several_models_for_one_status_are_alternatives(api, get_document, client):
    cat = api.model("Cat", {"name": fields.String})
    dog = api.model("Dog", {"name": fields.String})

    class Base(Resource):
        @api.response(200, "Of the base", cat)
        def put(self):
            """Nothing"""

    @api.route("/pets")
    class Pets(Base):
        @api.response(200, "A cat or a dog", dog)
        @api.response(200, "A cat", cat, envelope="cat")
        @api.response(200, "A dog", dog)
        def get(self):
            """Nothing"""

        @api.response(200, "Only this", dog)
        def put(self):
            """Nothing"""

    def read(document, method):
        return document["paths"]["/pets"][method]["responses"]["200"]

    new = get_document()
    dog_ref = {"$ref": "#/components/schemas/Dog"}
    assert read(new, "get")["content"]["application/json"]["schema"] == {
        "anyOf": [
            dog_ref,
            {
                "type": "object",
                "properties": {"cat": {"$ref": "#/components/schemas/Cat"}},
            },
        ]
    }
    assert read(new, "put")["content"]["application/json"]["schema"] == dog_ref
    old = client.get("/swagger.json").json
    assert read(old, "get") == {
        "description": "A cat or a dog",
        "schema": {"$ref": "#/definitions/Dog"},
    }


def test_errors_named_in_docstrings_are_shared_answers(api, get_document):
    problem = api.model("Problem", {"message": fields.String})

    @api.errorhandler(KeyError)
    @api.marshal_with(problem, code=404)
    def handle(error):
        """Not there"""

    @api.route("/things")
    class Things(Resource):
        def get(self):
            """Get it

            :raises KeyError: always
            """

    document = get_document()
    assert document["paths"]["/things"]["get"]["responses"] == {
        "404": {"$ref": "#/components/responses/KeyError"}
    }
    assert document["components"]["responses"] == {
        "KeyError": {
            "description": "Not there",
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    }


def test_what_is_hidden_stays_so(api, get_document):
    @api.route("/hidden")
    @api.hide
    class Hidden(Resource):
        def get(self):
            """Nothing"""

    @api.route("/half")
    class Half(Resource):
        @api.hide
        @requires("never:seen")
        def get(self):
            """Nothing"""

        @api.deprecated
        @api.vendor(level="low")
        def post(self):
            """Seen"""

    paths = get_document()["paths"]
    assert list(paths) == ["/half"]
    assert list(paths["/half"]) == ["post"]
    assert paths["/half"]["post"]["deprecated"] is True
    assert paths["/half"]["post"]["x-level"] == "low"


def test_describe_goes_before_the_decorators_of_the_api(api, get_document):
    @api.route("/things")
    class Things(Resource):
        @api.doc("of_the_api", description="Of the Api")
        def get(self):
            """Of the docstring"""

    describe(Things.get, operation_id="told", description="Told", tags=["told"])
    operation = get_document()["paths"]["/things"]["get"]
    assert operation["operationId"] == "told"
    assert operation["description"] == "Told"
    assert operation["summary"] == "Of the docstring"
    assert operation["tags"] == ["told"]


def test_typed_methods_of_resources_say_what_they_take(app, api, get_document):
    ns = api.namespace("posts")

    @ns.route("/")
    class Posts(Resource):
        @ns.response(409, "There is one")
        @ns.doc("write_post")
        def post(self, post: Post, draft: bool = False) -> Created[Post]:
            """Write a post"""
            return post

        @ns.doc("list_posts")
        def get(self):
            """List posts"""
            return []

    @ns.route("/<int:number>")
    class OnePost(Resource):
        def put(self, number: int, post: Post) -> Created[Post]:
            return post

    @app.post("/plain")
    def plain(post: Post) -> Created[Post]:
        return post

    document = get_document()
    # Not what is said of a method that says nothing of its answers.
    put = document["paths"]["/posts/{number}"]["put"]
    assert "201" in put["responses"]
    assert "200" not in put["responses"]
    operation = document["paths"]["/posts/"]["post"]
    assert operation["operationId"] == "write_post"
    assert operation["summary"] == "Write a post"
    assert operation["tags"] == ["posts"]
    assert [each["name"] for each in operation["parameters"]] == ["draft"]
    content = operation["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Post"}
    assert {"201", "409", "422"} <= set(operation["responses"])
    assert document["paths"]["/posts/"]["get"]["operationId"] == "list_posts"
    # Typed routes of the scope are in the same document.
    assert "post" in document["paths"]["/plain"]


def test_a_model_and_a_type_of_one_name_are_told_apart(app, api, get_document):
    model = api.model("Post", {"text": fields.String})

    @api.route("/rest")
    class Rest(Resource):
        @api.marshal_with(model)
        def get(self):
            """Nothing"""

    @app.post("/typed")
    def typed(post: Post) -> Post:
        return post

    document = get_document()
    schemas = document["components"]["schemas"]
    names = {
        tuple(schemas[name]["properties"])
        for name in ("Post", "Post2")
        if name in schemas
    }
    assert names == {("text",), ("title",)}


def test_each_registration_of_a_url_has_its_own_operation(app):
    outer = Blueprint("outer", __name__, url_prefix="/outer/<tenant>")
    blueprint = Blueprint("part", __name__, url_prefix="/part")
    api = Api(blueprint, prefix="/v1")

    @api.route("/a", "/b/a", doc={"description": "Of the route"})
    class Things(Resource):
        def get(self, tenant):
            """Nothing"""

    outer.register_blueprint(blueprint)
    app.register_blueprint(outer)
    document = find_published(app)[0].get_document()
    assert list(document["paths"]) == [
        "/outer/{tenant}/part/v1/a",
        "/outer/{tenant}/part/v1/b/a",
    ]
    ids = [item["get"]["operationId"] for item in document["paths"].values()]
    assert len(set(ids)) == 2


def test_another_document_of_the_app_has_the_resources_if_the_api_has_none(app):
    api = Api()

    @api.errorhandler(KeyError)
    @api.response(404, "Not there")
    def handle(error):
        """Not there"""

    @api.route("/things")
    class Things(Resource):
        def get(self):
            """Get it

            :raises KeyError: always
            """

    api.init_app(app, add_specs=False)
    openapi = OpenAPI(title="All")
    openapi.init_app(app)
    (published,) = find_published(app)
    operation = published.get_document()["paths"]["/things"]["get"]
    assert operation["responses"] == {"404": {"description": "Not there"}}
