"""The documents of the open API, and the page that shows them."""

import pytest
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
