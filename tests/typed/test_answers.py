"""What typed views return, and what is sent."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, TypedDict

import attrs
import msgspec
import pydantic
import pytest
from werkzeug.exceptions import NotFound

from kolben import Response, abort, jsonify, make_response
from kolben.typed import (
    Accepted,
    Answer,
    Created,
    NoContent,
    Query,
    Status,
    WrongAnswer,
)


class Post(msgspec.Struct):
    number: int
    title: str = "a"


class Problem(msgspec.Struct):
    text: str


@dataclasses.dataclass
class DataPost:
    number: int


@attrs.define
class AttrsPost:
    number: int


class DictPost(TypedDict):
    number: int


class PydanticPost(pydantic.BaseModel):
    number: int


@pytest.mark.parametrize("cls", [Post, DataPost, AttrsPost, DictPost, PydanticPost])
@pytest.mark.parametrize("many", [False, True])
def test_models_are_sent_as_json(app, client, cls, many):
    kind = list[cls] if many else cls

    @app.get("/post")
    def show(page: Query[int] = 1) -> kind:
        return [cls(number=1)] if many else cls(number=1)

    answer = client.get("/post")
    assert answer.content_type == "application/json"
    assert (answer.json[0] if many else answer.json)["number"] == 1


def test_dates_are_iso_and_decimals_exact(app, client):
    @app.get("/show")
    def show(page: int = 1) -> dict[str, Any]:
        return {
            "at": dt.datetime(2026, 11, 21, tzinfo=dt.UTC),
            "price": Decimal("1.10"),
            "key": uuid.UUID(int=1),
        }

    assert client.get("/show").json == {
        "at": "2026-11-21T00:00:00Z",
        "price": "1.10",
        "key": "00000000-0000-0000-0000-000000000001",
    }


def test_created_and_accepted_have_their_status(app, client):
    @app.post("/posts")
    def create() -> Created[Post]:
        return Post(1)

    @app.post("/jobs")
    def start() -> Accepted[Post]:
        return Answer(Post(2), location="/jobs/2", headers={"X-Job": "2"})

    assert client.post("/posts").status_code == 201
    answer = client.post("/jobs")
    assert (answer.status_code, answer.location) == (202, "/jobs/2")
    assert answer.headers["X-Job"] == "2"
    assert answer.json == {"number": 2, "title": "a"}


def test_the_name_of_an_answer_may_be_called(app, client):
    @app.post("/posts")
    def create() -> Created[Post]:
        return Created(Post(1), location="/posts/1")

    assert client.post("/posts").location == "/posts/1"


def test_no_content_has_neither_body_nor_type(app, client):
    @app.delete("/posts/<int:number>")
    def delete(number: int) -> NoContent:
        return NoContent(headers={"X-Gone": str(number)})

    @app.delete("/silent")
    def silent() -> NoContent: ...

    answer = client.delete("/posts/1")
    assert (answer.status_code, answer.data, answer.content_type) == (204, b"", None)
    assert answer.headers["X-Gone"] == "1"
    assert client.delete("/silent").status_code == 204


@pytest.fixture
def union(app):
    @app.get("/either")
    def either(
        which: str,
    ) -> Post | Annotated[Problem, Status(404)] | NoContent | Created[list[Post]]:
        made = {
            "post": Post(1),
            "problem": Problem("gone"),
            "nothing": NoContent(),
            "list": [Post(2)],
            "status": Answer(Post(3), status=203),
        }
        return made[which]


@pytest.mark.parametrize(
    ("which", "status"),
    [("post", 200), ("problem", 404), ("nothing", 204), ("list", 201), ("status", 203)],
)
def test_of_a_union_the_values_type_decides(union, client, which, status):
    assert client.get(f"/either?which={which}").status_code == status


def test_responses_and_errors_go_through_as_they_are(app, client):
    @app.get("/response")
    def response(kind: str) -> Post:
        if kind == "etag":
            made = make_response("text")
            made.set_etag("x")
            return made
        if kind == "tuple":
            return Post(1), 203, {"X-A": "1"}
        if kind == "json":
            return jsonify(a=1)
        if kind == "gone":
            abort(410)
        return NotFound()

    etag = client.get("/response?kind=etag")
    assert (etag.text, etag.headers["ETag"]) == ("text", '"x"')
    answer = client.get("/response?kind=tuple")
    assert (answer.status_code, answer.headers["X-A"]) == (203, "1")
    assert answer.json["number"] == 1
    assert client.get("/response?kind=json").json == {"a": 1}
    assert client.get("/response?kind=error").status_code == 404
    assert client.get("/response?kind=gone").status_code == 410


def test_without_an_annotation_answers_are_flasks(app, client):
    @app.get("/show")
    def show(kind: Query[str]):
        return {"text": "text", "dict": {"b": 1, "a": 2}}[kind]

    assert client.get("/show?kind=text").content_type == "text/html; charset=utf-8"
    assert client.get("/show?kind=dict").text == '{"a":2,"b":1}\n'


def test_text_is_html_as_ever(app, client):
    @app.get("/show")
    def show(q: str = "x") -> str:
        return f"<b>{q}</b>"

    assert client.get("/show").content_type == "text/html; charset=utf-8"


def test_text_with_a_status_is_json(app, client):
    @app.get("/show")
    def show(q: str = "x") -> Created[str]:
        return q

    assert client.get("/show").json == "x"


@pytest.mark.parametrize("rv", [{"number": 1}, Problem("x"), 3, None, "text"])
@pytest.mark.parametrize("setting", ["TESTING", "DEBUG"])
def test_a_wrong_answer_is_an_error_in_tests_and_debug(app, client, rv, setting):
    app.config.update(TESTING=False, DEBUG=False, PROPAGATE_EXCEPTIONS=True)
    app.config[setting] = True

    @app.get("/show")
    def show() -> Post:
        return rv

    with pytest.raises(WrongAnswer, match=r"test_answers\.py:\d+"):
        client.get("/show")


def test_headers_of_an_answer(app, client):
    @app.get("/show")
    def show(kind: str) -> Post:
        if kind == "location":
            return Answer(Post(1), location="/é b")
        if kind == "type":
            return Answer(Post(1), headers={"content-type": "application/x+json"})
        return Answer(Post(1), headers=[("X-A", "1"), ("X-A", "2")])

    answer = client.get("/show?kind=location")
    assert answer.headers["Location"] == "/%C3%A9%20b"
    assert answer.content_type == "application/json"
    answer = client.get("/show?kind=type")
    assert answer.headers.getlist("Content-Type") == ["application/x+json"]
    assert client.get("/show?kind=list").headers.getlist("X-A") == ["1", "2"]


@pytest.mark.parametrize("cls", [Answer, lambda _, headers: NoContent(headers=headers)])
def test_a_header_is_one_line(cls):
    with pytest.raises(ValueError, match="newline"):
        cls(Post(1), headers={"X-A": "a\r\nSet-Cookie: b=c"})


@pytest.mark.parametrize("status", [204, 299, 304, 599])
def test_any_status_can_be_sent(app, client, status):
    @app.get("/given")
    def given() -> Post:
        return Answer(Post(1), status=status)

    @app.get("/annotated")
    def annotated() -> Annotated[Post, Status(status)]:
        return Post(1)

    for path in ("/given", "/annotated"):
        answer = client.get(path)
        assert answer.status_code == status
        assert bool(answer.data) == (status not in {204, 304})


def test_models_need_no_annotation(app, client):
    @app.get("/struct")
    def struct(page: int = 1):
        return Post(page)

    @app.get("/data")
    def data(page: int = 1):
        return DataPost(page), 203

    @app.get("/pydantic")
    def pydantic_model(page: int = 1):
        return PydanticPost(number=page)

    assert client.get("/struct").json["number"] == 1
    assert client.get("/data").json == {"number": 1}
    assert client.get("/data").status_code == 203
    assert client.get("/pydantic").json == {"number": 1}


def test_a_tuple_may_be_annotated(app, client):
    @app.get("/show")
    def show(page: int = 1) -> tuple[Post, int]:
        return Post(page), 203

    answer = client.get("/show")
    assert (answer.status_code, answer.json["number"]) == (203, 1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (float, 3),
        (Sequence[Post], [Post(1)]),
        (Mapping[str, Post], {"a": Post(1)}),
        (DictPost | Post, {"number": 1}),
        (DictPost | Post, Post(1)),
        (Literal["a", "b"], "a"),
        (Post | None, None),
        (list[int] | int, 3),
        (set[int], {3}),
        (bool, True),
        (Any, {"a": 1}),
        (Any | Post, Post(1)),
    ],
)
@pytest.mark.parametrize("testing", [False, True])
def test_values_of_many_types(app, client, kind, value, testing):
    app.config.update(TESTING=testing, PROPAGATE_EXCEPTIONS=True)

    @app.get("/show")
    def show(page: Query[int] = 1) -> Created[kind]:
        return value

    answer = client.get("/show")
    assert answer.status_code == 201
    assert answer.data == msgspec.json.encode(value)


def test_wrong_parts_of_an_answer_are_named(app, client):
    @app.get("/show")
    def show() -> list[Post]:
        return [Post(1), Post("one")]

    with pytest.raises(WrongAnswer, match=r"answer\[1\]\.number"):
        client.get("/show")


def test_answers_are_not_checked_in_production(app, client):
    app.config["TESTING"] = False

    @app.get("/show")
    def show() -> Post:
        return Post("one")

    @app.get("/other")
    def other() -> Post:
        return {"number": "one"}

    assert client.get("/show").json["number"] == "one"
    assert client.get("/other").json["number"] == "one"


def test_head_has_the_headers_and_no_body(app, client):
    @app.get("/show")
    def show() -> Post:
        return Post(1)

    answer = client.head("/show")
    assert answer.data == b""
    assert answer.content_length == len(client.get("/show").data)


def test_hooks_get_a_response_object(app, client):
    @app.after_request
    def look(response):
        assert type(response) is Response
        response.headers["X-Size"] = str(response.content_length)
        return response

    @app.get("/show")
    def show() -> Post:
        return Post(1)

    answer = client.get("/show")
    assert int(answer.headers["X-Size"]) == len(answer.data)


def test_the_apps_response_class_is_used(app, client):
    class Own(Response):
        default_mimetype = "text/x-own"

    app.response_class = Own
    seen = []

    @app.after_request
    def look(response):
        seen.append(type(response))
        return response

    @app.get("/show")
    def show() -> Post:
        return Post(1)

    assert client.get("/show").content_type == "application/json"
    assert seen == [Own]


def test_an_app_that_makes_responses_itself_gets_what_it_knows(app):
    seen = []

    class Own(type(app)):
        def make_response(self, rv):
            seen.append(type(rv))
            if isinstance(rv, DataPost):
                rv = f"number {rv.number}"
            return super().make_response(rv)

    own = Own("own")

    @own.get("/plain")
    def plain() -> DataPost:
        return DataPost(1)

    @own.get("/typed")
    def typed(page: Query[int] = 1) -> Post:
        return Post(page)

    client = own.test_client()
    assert client.get("/plain").text == "number 1"
    assert client.get("/typed").json["number"] == 1
    assert seen == [DataPost, Response]


class SecretPost(Post):
    password: str = "secret"


@dataclasses.dataclass
class SecretDataPost(DataPost):
    password: str = "secret"


class SecretPydanticPost(PydanticPost):
    password: str = "secret"


class Shelf(msgspec.Struct):
    posts: dict[str, tuple[Post | list[int] | None, int]]


# What a type checker takes, and would tell clients what their type does not.
@pytest.mark.parametrize(
    ("kind", "value", "place"),
    [
        (Post, SecretPost(1), "answer.password"),
        (Post | None, SecretPost(1), "answer.password"),
        (list[Post], [Post(1), SecretPost(1)], r"answer\[1\].password"),
        (DataPost, SecretDataPost(1), "answer.password"),
        (DictPost, {"number": 1, "password": "x"}, "answer.password"),
        (Created[list[DictPost]], [{"number": 1, "a": 2}], r"answer\[0\].a"),
        (Shelf, Shelf({"a": (SecretPost(1), 2)}), r"answer.posts.a\[0\].password"),
    ],
)
def test_fields_that_a_type_does_not_have_are_a_wrong_answer(
    app, client, kind, value, place
):
    @app.get("/show")
    def show(q: int = 0) -> kind:
        return value

    with pytest.raises(WrongAnswer, match=f"{place}: its type has no such field"):
        client.get("/show")
    app.testing = False
    assert client.get("/show").status_code in (200, 201)


def test_pydantic_leaves_out_what_a_subclass_adds(app, client):
    @app.get("/show")
    def show(q: int = 0) -> list[PydanticPost]:
        return [SecretPydanticPost(number=1)]

    assert client.get("/show").json == [{"number": 1}]
