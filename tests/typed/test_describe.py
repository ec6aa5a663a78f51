"""What typed views say of themselves in API documents."""

import datetime as dt
import enum
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta
from openapi_spec_validator import validate

from kolben import Blueprint
from kolben.openapi import OpenAPI
from kolben.openapi.operation import UNSET, Answer, Content, describe
from kolben.typed import (
    SSE,
    Accepted,
    Body,
    Cookie,
    Created,
    Depends,
    File,
    Form,
    Header,
    Named,
    NoContent,
    Path,
    Query,
    Status,
    Stream,
    Upload,
)
from kolben.views import MethodView


class Colour(enum.Enum):
    red = "r"


class NewPost(msgspec.Struct):
    title: Annotated[str, Meta(min_length=1)]


class Post(msgspec.Struct):
    number: int
    title: str


class Problem(msgspec.Struct):
    text: str


class Paging(msgspec.Struct):
    page: Annotated[int, Meta(ge=1, description="From 1.")] = 1
    size: int = 20


POST = {"$ref": "#/components/schemas/Post"}


@pytest.fixture
def operation_of(app):
    """The operation of an endpoint's first rule, and the schemas it shares."""

    def make(endpoint, method="GET", schemas=None):
        view = app.view_functions[endpoint]
        rule = next(app.url_map.iter_rules(endpoint))
        return view.__operations__(rule, method, {} if schemas is None else schemas)

    return make


def by_name(operation):
    return {(each.place, each.name): each for each in operation.parameters}


def test_parameters_with_their_schemas(app, operation_of):
    @app.get("/posts/<int(min=1):number>/<kind>")
    def show(
        number: int,
        kind: Path[Colour],
        q: Annotated[str, Query(description="Words", examples=["tea"])],
        page: Annotated[int, Meta(ge=1)] = 1,
        day: dt.date | None = None,
        old: Annotated[int, Query(deprecated=True)] = 0,
        token: Header[Annotated[str, Named("X-Token")]] = "",
        seen: Cookie[bool] = False,
    ) -> Post: ...

    schemas = {}
    operation = operation_of("show", schemas=schemas)
    assert (operation.method, operation.path) == ("get", "/posts/{number}/{kind}")
    found = by_name(operation)
    assert found["path", "number"].schema == {"type": "integer", "minimum": 1}
    assert found["path", "number"].required
    assert found["path", "kind"].schema["$ref"] == "#/components/schemas/Colour"
    q = found["query", "q"]
    assert (q.required, q.description, q.example) == (True, "Words", "tea")
    assert found["query", "page"].schema == {
        "type": "integer",
        "minimum": 1,
        "default": 1,
    }
    assert not found["query", "page"].required
    assert found["query", "day"].schema == {"type": "string", "format": "date"}
    assert found["query", "old"].deprecated
    assert found["header", "X-Token"].schema["type"] == "string"
    assert found["cookie", "seen"].schema == {"type": "boolean", "default": False}
    assert set(schemas) == {"Colour", "Post", "Error", "Fault", "Problem"}
    assert [each.status for each in operation.answers] == ["200", "422", "404"]


def test_a_model_of_the_query_is_its_fields(app, operation_of):
    @app.get("/posts")
    def index(paging: Query[Paging]) -> list[Post]: ...

    found = by_name(operation_of("index"))
    assert found["query", "page"].schema["minimum"] == 1
    assert found["query", "page"].description == "From 1."
    assert ("query", "paging") not in found


def test_the_body_by_content_type_and_the_answers(app, operation_of):
    @app.post("/posts")
    def create(
        post: NewPost,
    ) -> Created[Post] | Annotated[Problem, Status(409, "Taken")] | NoContent:
        """Make a post.

        It is not shown at once.

        Example:
            {"title": "tea"}
        """

    operation = operation_of("create", "POST")
    assert operation.summary == "Make a post."
    assert operation.description == "It is not shown at once."
    assert list(operation.body.content) == [
        "application/json",
        "application/msgpack",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ]
    content = operation.body.content["application/json"]
    assert content.schema == {"$ref": "#/components/schemas/NewPost"}
    assert content.example == {"title": "tea"}
    answers = {each.status: each for each in operation.answers}
    assert list(answers) == ["201", "409", "204", "400", "413", "415", "422"]
    assert answers["201"].content["application/json"].schema == POST
    assert answers["409"].description == "Taken"
    assert answers["204"].content == {}
    problem = answers["422"].content["application/json"].schema
    assert problem == {"$ref": "#/components/schemas/Error"}


def test_two_answers_of_one_status_are_either(app, operation_of):
    @app.get("/posts")
    def show() -> Post | Problem: ...

    (answer,) = operation_of("show").answers
    assert answer.content["application/json"].schema == {
        "anyOf": [POST, {"$ref": "#/components/schemas/Problem"}]
    }


def test_models_may_have_the_names_of_the_errors_schemas(app, operation_of):
    @app.get("/posts")
    def show(page: int = 1) -> Problem: ...

    schemas = {}
    for _ in range(2):
        ok, refused = operation_of("show", schemas=schemas).answers
        reference = ok.content["application/json"].schema["$ref"]
        other = refused.content["application/problem+json"].schema["$ref"]
        assert reference.endswith("/Problem")
        assert other.endswith("/Problem2")
    assert set(schemas["Problem"]["properties"]) == {"text"}
    assert "faults" in schemas["Problem2"]["properties"]


def test_the_document_of_all_kinds_of_views_is_valid(app, client):
    @app.post("/posts/<int:number>")
    def change(
        number: int, post: NewPost, token: Header[str] = ""
    ) -> Created[Post] | Annotated[Problem, Status(409)]: ...

    @app.post("/upload")
    def upload(title: Form[str], file: File[Upload]) -> NoContent: ...

    @app.get("/posts")
    def posts(paging: Query[Paging], colour: Colour | None = None) -> Stream[Post]: ...

    OpenAPI(app, title="Shop", version="1")
    document = client.get("/openapi.json").json
    validate(document)
    assert set(document["paths"]) == {"/posts/{number}", "/upload", "/posts"}


def test_forms_and_files(app, operation_of):
    @app.post("/upload")
    def upload(
        title: Form[str], file: File[Upload], more: File[list[bytes] | None] = None
    ) -> Accepted[dict[str, Any]]: ...

    body = operation_of("upload", "POST").body
    assert list(body.content) == ["multipart/form-data"]
    schema = body.content["multipart/form-data"].schema
    assert schema["required"] == ["title", "file"]
    assert schema["properties"]["more"]["type"] == "array"


def test_an_optional_body_is_not_required(app, operation_of):
    @app.post("/posts")
    def create(post: Body[NewPost | None] = None) -> str: ...

    assert operation_of("create", "POST").body.required is False


def test_parameters_of_dependencies(app, operation_of):
    def get_user(token: Header[str], page: int = 1) -> str: ...

    @app.get("/posts")
    def index(user: Annotated[str, Depends(get_user)], page: int = 1) -> Post: ...

    assert list(by_name(operation_of("index"))) == [
        ("query", "page"),
        ("header", "token"),
    ]


def test_streams(app, operation_of):
    @app.get("/posts")
    def posts() -> Stream[Post]: ...

    @app.get("/events")
    def events() -> SSE[Post]: ...

    (answer,) = operation_of("posts").answers
    assert answer.content["application/x-ndjson"].schema == POST
    assert answer.content["application/json"].schema == {"type": "array", "items": POST}
    (answer,) = operation_of("events").answers
    event = answer.content["text/event-stream"].schema["properties"]
    assert event["data"]["contentSchema"] == POST


def test_blueprints_are_tags_and_facts_win(app, operation_of):
    bp = Blueprint("shop", __name__)

    @bp.get("/one")
    def one(page: int = 1) -> Post:
        """From the docstring."""

    @bp.get("/two")
    def two(page: int = 1) -> Post: ...

    @bp.get("/hidden")
    def hidden(page: int = 1) -> Post: ...

    teapot = Answer("418", "A teapot", {"text/plain": Content({"type": "string"})})
    describe(two, summary="Told", tags=["x"], deprecated=True, answers=[teapot])
    describe(hidden, hidden=True)
    app.register_blueprint(bp)
    assert operation_of("shop.one").tags == ["shop"]
    assert operation_of("shop.one").summary == "From the docstring."
    told = operation_of("shop.two")
    assert (told.summary, told.tags, told.deprecated) == ("Told", ["x"], True)
    assert [each.status for each in told.answers] == ["200", "422", "418"]
    assert operation_of("shop.hidden") is False


def test_view_classes_by_method(app, operation_of):
    class Posts(MethodView):
        def get(self, page: Query[int] = 1) -> list[Post]:
            """All posts."""

        def post(self, post: NewPost) -> Created[Post]: ...

        def delete(self): ...

    describe(Posts, tags=["all"])
    app.add_url_rule("/posts", view_func=Posts.as_view("posts"))
    assert operation_of("posts", "GET").tags == ["all"]
    assert operation_of("posts", "GET").summary == "All posts."
    assert operation_of("posts", "POST").body is not None
    assert operation_of("posts", "DELETE") is None


def test_a_docstring_with_an_example_that_is_none(app, operation_of):
    @app.get("/show")
    def show(page: int = 1) -> Post:
        """Show it.

        Example:
            look at it
        """

    operation = operation_of("show")
    assert operation.description.startswith("Example:")
    assert operation.body is None
    assert operation.parameters[0].example is UNSET


def test_defaults_of_a_rule_are_no_parameters(app, operation_of):
    @app.get("/posts/", defaults={"page": 1})
    def index(page: int, q: str = "") -> Post: ...

    assert list(by_name(operation_of("index"))) == [("query", "q")]
