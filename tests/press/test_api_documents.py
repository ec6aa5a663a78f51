"""The documents of the open API, and the page that shows them."""

import pytest
from openapi_spec_validator import OpenAPIV2SpecValidator, validate
from press_site import write_post

POSTS = {"posts/en/01-hello.md": write_post("Hello, World")}


@pytest.fixture
def client(publish):
    return publish(POSTS).test_client()


def test_page_and_document_are_there(client):
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "OpenApi"
    assert document["info"]["version"] == "1.0"
    assert document["info"]["description"] == "The Open Api Service"
    assert "/api/v1/posts/{uri}" in document["paths"]
    assert "Error" in document["components"]["schemas"]
    page = client.get("/api/")
    assert page.status_code == 200
    assert page.mimetype == "text/html"


def test_every_page_of_the_site_leads_to_the_page_of_the_api(client):
    assert '<a href="/api/">API</a>' in client.get("/").text
    assert '<a href="/api/">API</a>' in client.get("/zh/").text


def test_documents_are_valid(client):
    validate(client.get("/api/v1/openapi.json").json)
    OpenAPIV2SpecValidator(client.get("/api/v1/swagger.json").json).validate()


def test_document_names_everything_that_is_asked_for(client):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    asked = {
        path: [each["name"] for each in item["get"].get("parameters", [])]
        for path, item in paths.items()
    }
    assert asked == {
        "/api/v1/posts": ["limit", "cursor", "language", "tag"],
        "/api/v1/posts/search": ["limit", "cursor", "language", "q"],
        "/api/v1/posts/{uri}": ["uri"],
        "/api/v1/tags": ["limit", "cursor", "language"],
        "/api/v1/tags/{name}": ["name"],
    }
    for item in paths.values():
        answers = item["get"]["responses"]
        assert answers["default"] == {"$ref": "#/components/responses/Error"}
        assert {"200", "404"} <= set(answers)
