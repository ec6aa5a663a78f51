import json

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from kolben import Kolben
from kolben.openapi import OpenAPI
from kolben.openapi.document import write_document
from kolben.openapi.json_text import write_json
from kolben.openapi.operation import (
    Answer,
    Body,
    Content,
    Description,
    Header,
    Operation,
    Parameter,
    Tag,
)
from kolben.openapi.published import find_published


def check(document):
    validate(document, cls=OpenAPIV31SpecValidator)
    return document


def write_one(**facts):
    facts = {"method": "get", "path": "/a", **facts}
    document = check(write_document(Description(operations=[Operation(**facts)])))
    return document["paths"][facts["path"]][facts["method"]]


def test_the_document_of_typed_views_is_valid_and_says_all(document):
    check(document)
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Shop"
    assert list(document["paths"]) == [
        "/health",
        "/items/",
        "/items/{id}",
        "/items/{id}/picture",
    ]
    post = document["paths"]["/items/"]["post"]
    assert post["operationId"] == "items_add_item"
    assert post["tags"] == ["items"]
    content = post["requestBody"]["content"]["application/json"]
    assert content["example"] == {"title": "A kettle", "price": 12.5}
    assert {"201", "400", "422"} <= post["responses"].keys()
    assert document["tags"] == [
        {"name": "items", "description": "What there is to buy"},
        {"name": "health"},
    ]
    assert document["security"] == [{"key": []}]
    remove = document["paths"]["/items/{id}"]["delete"]
    assert remove["security"] == [{"bearer": ["items:write"]}]
    assert remove["responses"]["404"] == {"description": "No such item"}


def test_a_document_of_nothing_is_valid():
    assert check(write_document(Description())) == {
        "openapi": "3.1.1",
        "info": {"title": "API", "version": "1.0"},
        "paths": {},
    }


def test_everything_that_a_description_holds_is_written():
    description = Description(
        title="T",
        version="2",
        description="D",
        terms_of_service="https://example.org/terms",
        contact={"name": "N"},
        license={"name": "MIT"},
        servers=[{"url": "https://example.org"}],
        tags=[Tag("a", "A"), Tag("b")],
        schemas={"Z": {"type": "string"}, "A": {"type": "integer"}},
        answers={"Error": Answer("default", "Wrong")},
        security_schemes={"key": {"type": "apiKey", "in": "header", "name": "K"}},
        security=[{"key": []}],
        extensions={"x-more": 1},
        operations=[
            Operation(
                "post",
                "/a",
                operation_id="make",
                tags=["a", "c"],
                deprecated=True,
                security=[],
                extensions={"x-own": True},
                parameters=[
                    Parameter(
                        "q",
                        "query",
                        {"type": "string"},
                        description="Q",
                        deprecated=True,
                        example="x",
                        style="form",
                        explode=False,
                        extensions={"x-p": 1},
                    )
                ],
                body=Body(
                    {"text/plain": Content({}, examples={"one": {"value": "x"}})},
                    required=False,
                    description="B",
                ),
                answers=[
                    Answer(
                        "200",
                        content={"text/plain": Content({"type": "string"}, "x")},
                        headers={"X-H": Header({"type": "string"}, "H", True)},
                    ),
                    Answer("default", reference="Error"),
                ],
            )
        ],
    )
    document = check(write_document(description))
    assert list(document["components"]["schemas"]) == ["A", "Z"]
    assert [tag["name"] for tag in document["tags"]] == ["a", "b", "c"]
    assert document["x-more"] == 1
    operation = document["paths"]["/a"]["post"]
    assert operation["deprecated"] is operation["x-own"] is True
    assert operation["security"] == []
    assert operation["parameters"][0] == {
        "name": "q",
        "in": "query",
        "description": "Q",
        "deprecated": True,
        "schema": {"type": "string"},
        "example": "x",
        "style": "form",
        "explode": False,
        "x-p": 1,
    }
    assert operation["requestBody"] == {
        "description": "B",
        "content": {"text/plain": {"examples": {"one": {"value": "x"}}}},
    }
    assert operation["responses"] == {
        "200": {
            "description": "OK",
            "headers": {
                "X-H": {
                    "description": "H",
                    "required": True,
                    "schema": {"type": "string"},
                }
            },
            "content": {"text/plain": {"schema": {"type": "string"}, "example": "x"}},
        },
        "default": {"$ref": "#/components/responses/Error"},
    }


def test_an_operation_that_says_nothing_answers_something():
    assert write_one() == {"responses": {"200": {"description": "Success"}}}


def test_answers_stand_in_the_order_of_their_statuses():
    statuses = ["default", "404", "200", "4XX", "304", "201"]
    operation = write_one(answers=[Answer(each, "It is") for each in statuses])
    assert list(operation["responses"]) == [
        "200",
        "201",
        "304",
        "404",
        "4XX",
        "default",
    ]


def test_values_of_the_path_that_nobody_described_are_texts():
    written = write_one(path="/a/{x}/{y}", parameters=[])
    assert [each["name"] for each in written["parameters"]] == ["x", "y"]
    assert all(each["required"] for each in written["parameters"])


def test_fields_of_a_form_are_a_body():
    fields = [
        Parameter("a", "form", {"type": "string"}, required=True, description="A"),
        Parameter("b", "form", {"type": "integer"}, example=3, deprecated=True),
    ]
    body = write_one(method="post", parameters=fields)["requestBody"]
    assert body["required"] is True
    urlencoded, parts = body["content"].values()
    assert urlencoded == parts
    assert urlencoded["schema"] == {
        "type": "object",
        "properties": {
            "a": {"type": "string", "description": "A"},
            "b": {"type": "integer", "deprecated": True, "examples": [3]},
        },
        "required": ["a"],
    }


def test_a_form_with_a_file_is_sent_in_parts():
    fields = [Parameter("f", "form", {"type": "file"})]
    body = write_one(method="post", parameters=fields)["requestBody"]
    (media_type,) = body["content"]
    assert media_type == "multipart/form-data"
    file = body["content"][media_type]["schema"]["properties"]["f"]
    assert file == {"type": "string", "format": "binary"}


def test_lists_in_swaggers_way_are_lists_in_openapis():
    styles = {}
    for way in ("csv", "multi", "pipes", "ssv"):
        schema = {"type": "array", "items": {"type": "string"}}
        one = Parameter("q", "query", schema, collection_format=way)
        (written,) = write_one(parameters=[one])["parameters"]
        styles[way] = (written["style"], written["explode"])
    assert styles == {
        "csv": ("form", False),
        "multi": ("form", True),
        "pipes": ("pipeDelimited", False),
        "ssv": ("spaceDelimited", False),
    }


def test_operation_ids_that_are_used_twice_get_a_number():
    operations = [Operation("get", f"/{each}", operation_id="get") for each in "abc"]
    document = check(write_document(Description(operations=operations)))
    ids = [item["get"]["operationId"] for item in document["paths"].values()]
    assert ids == ["get", "get_2", "get_3"]


def test_of_two_operations_in_one_place_the_first_is_written():
    operations = [
        Operation("get", "/a/{x}", summary="First"),
        Operation("get", "/a/{x}", summary="Second"),
    ]
    document = check(write_document(Description(operations=operations)))
    assert document["paths"]["/a/{x}"]["get"]["summary"] == "First"


def test_five_hundred_routes_are_all_written():
    app = Kolben("many")
    for number in range(500):

        def view(id: int, limit: int = 10) -> dict[str, int]:  # noqa: A002
            """One of many."""
            return {}

        app.add_url_rule(f"/r{number}/<int:id>", f"r{number}", view)
    OpenAPI(app)
    (published,) = find_published(app)
    text = write_json(published.get_document())
    assert len(json.loads(text)["paths"]) == 500
