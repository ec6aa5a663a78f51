"""Typed views."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from kolben import Kolben, abort
from kolben.errors import InvalidView
from kolben.typed import (
    SSE,
    Answer,
    Body,
    Created,
    Depends,
    Event,
    File,
    Form,
    Header,
    Named,
    NoContent,
    Query,
    Status,
    Stream,
    Upload,
    override,
    untyped,
)
from kolben.views import MethodView

app = Kolben(__name__)
posts: dict[int, "Post"] = {}


# region: first
class NewPost(msgspec.Struct):
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    tags: list[str] = []


class Post(msgspec.Struct):
    number: int
    title: str
    draft: bool


@app.post("/posts")
def create(post: NewPost, draft: Query[bool] = False) -> Created[Post]:
    made = Post(len(posts) + 1, post.title, draft)
    posts[made.number] = made
    return made


@app.get("/posts")
def index(q: str = "", page: Annotated[int, Meta(ge=1)] = 1) -> list[Post]:
    found = [post for post in posts.values() if q in post.title]
    return found[(page - 1) * 20 : page * 20]


# endregion


# region: others
@dataclasses.dataclass
class Period:
    since: dt.date
    until: dt.date | None = None


@app.get("/report/<kind>")
def report(
    kind: str,
    period: Query[Period],
    tags: list[str],
    token: Header[Annotated[str, Named("X-Token")]] = "",
) -> dict[str, str | int]:
    return {"kind": kind, "since": str(period.since), "tags": len(tags)}


@app.post("/pictures")
def upload(title: Form[str], picture: File[Upload]) -> dict[str, str | None]:
    return {"title": title, "name": picture.filename}


@app.put("/counts")
def put_counts(counts: Body[dict[str, int]]) -> int:
    return sum(counts.values())


# endregion


# region: answers
class Problem(msgspec.Struct):
    text: str


@app.get("/posts/<int:number>")
def show(number: int) -> Post | Annotated[Problem, Status(404, "No such post")]:
    return posts.get(number) or Problem(f"There is no post {number}.")


@app.post("/posts/<int:number>/copy")
def copy(number: int) -> Created[Post]:
    if number not in posts:
        abort(404)
    copied = msgspec.structs.replace(posts[number], number=len(posts) + 1)
    posts[copied.number] = copied
    return Answer(copied, location=f"/posts/{copied.number}")


@app.delete("/posts/<int:number>")
def delete(number: int) -> NoContent:
    if posts.pop(number, None) is None:
        abort(404)
    return NoContent()


# endregion


# region: streams
@app.get("/export")
def export() -> Stream[Post]:
    yield from posts.values()


@app.get("/events")
def events() -> SSE[Post]:
    for post in posts.values():
        yield Event(post, event="post", id=str(post.number))


# endregion


# region: depends
class Session:
    is_open = True

    def close(self) -> None:
        self.is_open = False


def get_session() -> Iterator[Session]:
    session = Session()
    try:
        yield session
    finally:
        session.close()


def get_user(
    session: Annotated[Session, Depends(get_session)],
    authorization: Header[str] = "",
) -> str:
    if not authorization:
        abort(401)
    return authorization.removeprefix("Bearer ")


User = Annotated[str, Depends(get_user)]


@app.get("/me")
def me(user: User) -> dict[str, str]:
    return {"name": user}


# endregion


# region: class
class TagView(MethodView):
    def get(self, tag: str, page: Query[int] = 1) -> list[Post]:
        return []

    def put(self, tag: str, post: NewPost) -> NewPost:
        return post


app.add_url_rule("/tags/<tag>", view_func=TagView.as_view("tag"))
# endregion


# region: untyped
@app.get("/report")
@untyped
def old_report(kind: str = "day") -> str:
    return f"the report of the {kind}"


# endregion


def test_first(client):
    answer = client.post("/posts?draft=true", json={"title": "Tea"})
    assert answer.status_code == 201
    assert answer.json == {"number": 1, "title": "Tea", "draft": True}
    assert client.get("/posts?q=Te").json == [answer.json]


def test_faults(client):
    # region: faults
    answer = client.post("/posts?draft=perhaps", json={"title": "", "tags": ["tea", 3]})
    assert answer.status_code == 422
    for fault in answer.json["faults"]:
        print(fault["place"], fault["msg"])
    # body.title must have at least 1 character
    # body.tags[1] must be a string, not an integer
    # query.draft is no valid boolean
    # endregion
    places = {fault["place"] for fault in answer.json["faults"]}
    assert places == {"body.title", "body.tags[1]", "query.draft"}


def test_others(client):
    answer = client.get("/report/day?since=2026-11-21&tags=a&tags=b")
    assert answer.json == {"kind": "day", "since": "2026-11-21", "tags": 2}
    assert client.put("/counts", json={"a": 1, "b": 2}).json == 3
    refused = client.post("/pictures", data={"title": "Tea"})
    assert refused.json["faults"][0]["place"] == "file.picture"


def test_answers(client):
    client.post("/posts", json={"title": "Tea"})
    assert client.get("/posts/1").json["title"] == "Tea"
    assert client.get("/posts/9").status_code == 404
    assert client.get("/posts/9").json == {"text": "There is no post 9."}
    assert client.post("/posts/1/copy").location == "/posts/2"
    assert client.delete("/posts/2").status_code == 204
    assert client.delete("/posts/2").status_code == 404


def test_streams(client):
    client.post("/posts", json={"title": "Tea"})
    lines = client.get("/export", buffered=True)
    assert lines.text == '{"number":1,"title":"Tea","draft":false}\n'
    events = client.get("/events", buffered=True)
    assert events.text.startswith("event: post\nid: 1\ndata: {")


def test_depends(client):
    assert client.get("/me").status_code == 401
    headers = {"Authorization": "Bearer ada"}
    assert client.get("/me", headers=headers).json == {"name": "ada"}


def test_override(client):
    # region: override
    with override(app, get_user, lambda: "grace"):
        assert client.get("/me").json == {"name": "grace"}
    # endregion


def test_class(client):
    assert client.get("/tags/a?page=x").status_code == 422
    assert client.put("/tags/a", json={"title": "Tea"}).json["title"] == "Tea"


def test_untyped(client):
    assert client.get("/report?kind=year").text == "the report of the day"


def test_mistake():
    try:
        # region: mistake
        @app.post("/two")
        def two(post: NewPost, other: NewPost) -> NewPost:
            return post

        # endregion
    except InvalidView as error:
        assert "'post' and 'other' are both the body" in str(error)  # noqa: PT017  # as a program would
    else:
        raise AssertionError
