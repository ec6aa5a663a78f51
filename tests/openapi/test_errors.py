"""What documents say of the errors of an API."""

from openapi_spec_validator import OpenAPIV2SpecValidator, validate

from kolben import Blueprint
from kolben.openapi.document import write_document
from kolben.openapi.errors import (
    make_error_answer,
    make_errors_uniform,
    make_swagger_uniform,
)
from kolben.openapi.operation import Answer, Content, Description, Operation
from kolben.rest.errors import uniform_errors


def make_operations():
    own = Content({"type": "string"})
    return [
        Operation("get", "/a", "a", answers=[Answer("200", "ok")], endpoint="api.a"),
        Operation(
            "get",
            "/b",
            "b",
            answers=[
                Answer("404", "no such b", content={"text/plain": own}),
                Answer("default", "whatever"),
            ],
            endpoint="other.b",
        ),
    ]


def test_errors_are_a_shared_answer_and_shared_schemas():
    described = Description(operations=make_operations())
    make_errors_uniform(described, described.operations)
    document = write_document(described)
    validate(document)
    components = document["components"]
    assert set(components["schemas"]) == {"Error", "Fault", "Problem"}
    answers = document["paths"]["/a"]["get"]["responses"]
    assert answers["default"] == {"$ref": "#/components/responses/Error"}
    content = components["responses"]["Error"]["content"]
    assert set(content) == {"application/json", "application/problem+json"}
    other = document["paths"]["/b"]["get"]["responses"]
    assert other["404"]["description"] == "no such b"
    assert other["404"]["content"] == content
    assert other["default"]["description"] == "whatever"


def test_only_operations_of_the_scope_are_amended(app):
    api = Blueprint("api", __name__, url_prefix="/api")
    uniform_errors(api)
    app.register_blueprint(api)
    described = Description(operations=make_operations())
    for amend in app.extensions["kolben.openapi.amend"]:
        amend(described)
    document = write_document(described)
    assert "default" in document["paths"]["/a"]["get"]["responses"]
    other = document["paths"]["/b"]["get"]["responses"]
    assert set(other["404"]["content"]) == {"text/plain"}


def test_nothing_is_added_to_a_document_without_operations_of_the_scope(app):
    api = Blueprint("api", __name__, url_prefix="/api")
    uniform_errors(api)
    app.register_blueprint(api)
    described = Description(operations=make_operations()[1:])
    for amend in app.extensions["kolben.openapi.amend"]:
        amend(described)
    assert not described.schemas
    assert not described.answers


def test_answer_of_one_error_brings_its_schemas():
    schemas = {}
    answer = make_error_answer("422", "does not fit", schemas)
    assert answer.status == "422"
    assert {"Error", "Fault", "Problem"} == set(schemas)


def test_swagger_says_the_same():
    document = {
        "swagger": "2.0",
        "info": {"title": "An API", "version": "1"},
        "paths": {
            "/a": {
                "parameters": [],
                "get": {
                    "responses": {
                        "200": {"description": "ok"},
                        "404": {"description": "no such a"},
                    }
                },
            }
        },
        "definitions": {"A": {"type": "object"}},
        "responses": {"ParseError": {"description": "a mask"}},
    }
    made = make_swagger_uniform(document)
    OpenAPIV2SpecValidator(made).validate()
    assert set(made["definitions"]) == {"A", "Error", "Fault"}
    answers = made["paths"]["/a"]["get"]["responses"]
    assert answers["200"] == {"description": "ok"}
    assert answers["404"]["schema"] == {"$ref": "#/definitions/Error"}
    assert answers["default"] == {"$ref": "#/responses/Error"}
    assert set(made["responses"]) == {"Error", "ParseError"}
    assert "default" not in document["paths"]["/a"]["get"]["responses"]


def test_answer_of_an_api_that_has_the_name_stays():
    own = Answer("404", "of the API")
    described = Description(operations=make_operations(), answers={"Error": own})
    make_errors_uniform(described, described.operations)
    make_errors_uniform(described, described.operations)
    assert described.answers["Error"] is own
    assert set(described.answers) == {"Error", "Error_"}
    document = write_document(described)
    validate(document)
    answers = document["paths"]["/a"]["get"]["responses"]
    assert answers["default"] == {"$ref": "#/components/responses/Error_"}
