"""Documents of an API."""

import json
import os
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from kolben import Blueprint, Kolben
from kolben.cli.main import cli

# region: app
from kolben.openapi import OpenAPI
from kolben.typed import Query

app = Kolben(__name__)


class Post(msgspec.Struct):
    """What is written."""

    number: int
    title: Annotated[str, Meta(max_length=200, examples=["A day out"])]


@app.get("/posts/<int:number>")
def read_post(number: int, draft: Query[bool] = False) -> Post:
    """One post.

    A draft is there for its author only.
    """
    return Post(number, "A day out")


OpenAPI(app, title="Blog", version="1.4")
# endregion


# region: describe
from kolben.openapi import Answer, Content, describe


@app.get("/health")
def health():
    """Is everything well?"""
    return {"well": True}


schema = {"type": "object", "properties": {"well": {"type": "boolean"}}}
describe(
    health,
    tags=["operation"],
    answers=[Answer("200", "It is", {"application/json": Content(schema)})],
)
# endregion

# region: blueprint
from kolben.openapi import bearer

admin = Blueprint("admin", __name__, url_prefix="/admin")
OpenAPI(
    admin,
    title="Blog, for editors",
    version="1.4",
    description="Everything that readers do not see.",
    tags={"admin": "What editors do"},
    security_schemes={"bearer": bearer()},
    security=["bearer"],
    docs=None,
)


@admin.delete("/posts/<int:number>")
def remove_post(number: int, reason: str = "") -> None:
    """Take a post away."""


app.register_blueprint(admin)
# endregion


# region: amend
def add_logo(description):
    description.extensions["x-logo"] = {"url": "/static/logo.svg"}


api = OpenAPI(name="other", path="/other.json", docs=None, reference=None)
api.amendments.append(add_logo)
# endregion


def test_the_document_follows_the_code(client):
    document = client.get("/openapi.json").json
    assert document["info"] == {"title": "Blog", "version": "1.4"}
    assert list(document["paths"]) == ["/posts/{number}", "/health"]
    operation = document["paths"]["/posts/{number}"]["get"]
    assert operation["operationId"] == "read_post"
    assert operation["summary"] == "One post."
    assert operation["description"] == "A draft is there for its author only."
    assert [each["name"] for each in operation["parameters"]] == ["number", "draft"]
    assert document["paths"]["/health"]["get"]["tags"] == ["operation"]


def test_the_pages_are_there(client):
    assert "swagger-ui" in client.get("/docs").text
    assert "One post." in client.get("/reference").text
    policy = client.get("/docs").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")


def test_a_blueprint_has_its_own(client):
    document = client.get("/admin/openapi.json").json
    assert list(document["paths"]) == ["/admin/posts/{number}"]
    operation = document["paths"]["/admin/posts/{number}"]["delete"]
    assert operation["operationId"] == "remove_post"
    assert document["security"] == [{"bearer": []}]
    assert client.get("/admin/docs").status_code == 404


def test_a_document_is_amended():
    other = Kolben("other")
    api.init_app(other)
    document = other.test_client().get("/other.json").json
    assert document["x-logo"] == {"url": "/static/logo.svg"}


def test_a_copy_is_compared(runner, tmp_path):
    copy: Path = tmp_path / "openapi.json"
    os.environ["FLASK_APP"] = f"{__file__}:app"
    arguments = ["openapi", "--api", "openapi"]
    result = runner.invoke(cli, [*arguments, "--output", str(copy)])
    assert result.exit_code == 0, result.output
    document = json.loads(copy.read_text("utf-8"))
    schemas = document["components"]["schemas"]
    schemas["Post"]["properties"]["author"] = {"type": "string"}
    copy.write_text(json.dumps(document), "utf-8")
    result = runner.invoke(cli, [*arguments, "--check", str(copy)])
    assert result.exit_code == 1
    assert "GET /posts/{number} 200.author: is no longer there" in result.output
