"""Typed views: what their arguments and answers are to a type checker."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict, assert_type

import msgspec
from attrs import define
from pydantic import BaseModel

from kolben import Blueprint, Kolben, Response
from kolben.typed import (
    SSE,
    Accepted,
    Answer,
    AsyncSSE,
    AsyncStream,
    Body,
    Cookie,
    Created,
    Depends,
    Event,
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
    override,
    typed,
    untyped,
)
from kolben.views import MethodView

app = Kolben(__name__)
bp = Blueprint("shop", __name__)


class NewPost(msgspec.Struct):
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    tags: list[str] = []


class Post(msgspec.Struct):
    id: int
    title: str


@dataclass
class Box:
    name: str


@define
class Case:
    name: str


class Model(BaseModel):
    name: str


class Crate(TypedDict):
    name: str


@app.post("/posts")
def create(post: NewPost, draft: Query[bool] = False) -> Created[Post]:
    assert_type(draft, bool)
    assert_type(post.tags, list[str])
    return Post(id=1, title=post.title)


@app.post("/posts/headers")
def create_with_headers(post: NewPost) -> Created[Post]:
    return Answer(Post(id=1, title=post.title), location="/posts/1")


@bp.get("/posts/<int:id>")
def show(id: Path[int], token: Header[Annotated[str, Named("X-Token")]]) -> Post:
    assert_type(id, int)
    assert_type(token, str)
    return Post(id=id, title=token)


@app.get("/posts")
def index(
    page: Annotated[int, msgspec.Meta(ge=1)] = 1,
    tags: Query[list[str] | None] = None,
    seen: Cookie[str] = "",
) -> list[Post]:
    assert_type(tags, list[str] | None)
    return []


@app.post("/files")
def upload(name: Form[str], file: File[Upload], others: File[list[bytes]]) -> NoContent:
    assert_type(file, Upload)
    assert_type(others, list[bytes])
    return NoContent()


@app.put("/any")
def anything(values: Body[dict[str, int]]) -> dict[str, int]:
    return values


@app.post("/jobs")
async def job(post: NewPost) -> Accepted[Post] | NoContent | Response:
    if not post.tags:
        return NoContent()
    return Post(id=1, title=post.title)


class Problem(msgspec.Struct):
    text: str


@app.get("/either")
def either() -> Post | Annotated[Problem, Status(404)]:
    return Problem("gone")


@app.get("/stream")
def stream() -> Stream[Post]:
    yield Post(id=1, title="a")


@app.get("/async-stream")
async def async_stream() -> AsyncStream[Post]:
    yield Post(id=1, title="a")


@app.get("/events")
def events() -> SSE[Post]:
    yield Post(id=1, title="a")
    yield Event(Post(id=2, title="b"), id="2")


@app.get("/async-events")
async def async_events() -> AsyncSSE[str]:
    yield "a"


def get_session() -> Iterator[dict[str, Any]]:
    yield {}


Session = Annotated[dict[str, Any], Depends(get_session)]


@app.get("/session")
def with_session(session: Session, other: Box = Depends(get_session)) -> Box:
    assert_type(session, dict[str, Any])
    return other


@app.get("/attrs")
def attrs_class() -> Case:
    return Case("a")


@app.get("/pydantic")
def pydantic_model(model: Model) -> Model:
    return model


@app.get("/typed-dict")
def typed_dict(crate: Crate) -> Created[Crate]:
    return crate


@app.get("/explicit")
@typed
def explicit(text: str) -> str:
    return text


@app.get("/plain")
@untyped
def plain(text: str = "") -> str:
    return text


class Shop(MethodView):
    def get(self, id: int, page: Query[int] = 1) -> Post:
        return Post(id=id, title=str(page))


app.add_url_rule("/shop/<int:id>", view_func=Shop.as_view("class"))

with override(app, get_session, dict):
    pass
