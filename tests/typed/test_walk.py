"""What the walk leaves out must not be noticed: it answers as the general path does."""

import re
from io import BytesIO
from typing import Annotated, Any

import msgspec
import pytest

from kolben import Kolben, after_this_request, g, request, session
from kolben.signals import request_finished
from kolben.typed import Answer, Created, Depends, Header, NoContent, Query, Stream


class Post(msgspec.Struct):
    title: str
    stars: int = 0


def count(page: int = 1):
    yield page


def make_app():
    app = Kolben("walked")
    app.config.update(SECRET_KEY="a key for tests only", PROPAGATE_EXCEPTIONS=False)

    @app.post("/posts")
    def create(post: Post, draft: Query[bool] = False) -> Created[Post]:
        return Answer(post, headers={"X-Draft": str(draft)}) if draft else post

    @app.put("/posts/<int:number>")
    async def change(number: int, post: Post) -> Post | NoContent:
        return post if number else NoContent()

    @app.get("/posts")
    def index(tag: list[str], size: int = 2, x_token: Header[str] = "") -> list[Post]:
        return [Post(tag[0] + x_token, size)] * size

    @app.get("/stream")
    def stream(size: int = 2) -> Stream[Post]:
        for number in range(size):
            yield Post("a", number)

    @app.get("/session")
    def with_session(put: str | None = None) -> dict[str, Any]:
        if put is not None:
            session["put"] = put
        return {"had": session.get("put")}

    @app.get("/late")
    def late() -> dict[str, str]:
        @after_this_request
        def mark(response):
            response.headers["X-Late"] = "yes"
            return response

        return {"a": "b"}

    @app.get("/depends")
    def depends(page: Annotated[int, Depends(count, scope="response")]) -> int:
        g.page = page
        return page

    @app.get("/flask")
    def flasks(kind: Query[str]):
        if kind == "error":
            raise ValueError
        return {"text": "text", "dict": {"a": 1}, "tuple": ("t", 203)}[kind]

    @app.get("/body")
    def body(page: int = 1) -> dict[str, Any]:
        return {"data": request.get_data().decode(), "page": page}

    @app.errorhandler(422)
    def refuse(error):
        return {"faults": [fault.to_dict() for fault in error.faults]}, 422

    return app


JSON = {"content_type": "application/json"}
REQUESTS = [
    ("POST", "/posts", {"json": {"title": "a"}}),
    ("POST", "/posts?draft=1", {"json": {"title": "a"}}),
    ("POST", "/posts?draft=x", {"json": {"title": 1}}),
    ("POST", "/posts", {"data": {"title": "a", "stars": "3"}}),
    ("POST", "/posts", {"data": b"{", **JSON}),
    ("POST", "/posts", {"data": b"x", "content_type": "x/y"}),
    ("POST", "/posts", {"data": b""}),
    ("PUT", "/posts/1", {"json": {"title": "a"}}),
    ("PUT", "/posts/0", {"json": {"title": "a"}}),
    ("PUT", "/posts/x", {"json": {"title": "a"}}),
    ("GET", "/posts?tag=a&tag=b&size=3", {"headers": {"X-Token": "t"}}),
    ("HEAD", "/posts?tag=a", {}),
    ("OPTIONS", "/posts", {}),
    ("DELETE", "/posts", {}),
    ("GET", "/posts?size=9&tag=%ff%C3%A9+", {}),
    ("GET", "/stream", {}),
    ("GET", "/stream", {"headers": {"Accept": "application/json"}}),
    ("HEAD", "/stream", {}),
    ("GET", "/session?put=a", {}),
    ("GET", "/session", {}),
    ("GET", "/late", {}),
    ("HEAD", "/late", {}),
    ("GET", "/depends?page=3", {}),
    ("HEAD", "/depends", {}),
    ("GET", "/flask?kind=text", {}),
    ("GET", "/flask?kind=dict", {}),
    ("GET", "/flask?kind=tuple", {}),
    ("GET", "/flask?kind=error", {}),
    ("GET", "/body", {"input_stream": BytesIO(b"abc"), "content_length": 3}),
]


def send(app):
    """Every answer in full: status, all headers in order, and body."""
    client = app.test_client()
    for method, path, options in REQUESTS:
        stream = options.get("input_stream")
        if stream is not None:
            stream.seek(0)
        answer = client.open(path, method=method, buffered=True, **options)
        headers = [
            # Without the time at which a cookie was signed.
            (name, re.sub(r"\.[\w-]+\.[\w-]+;", ";", value))
            for name, value in answer.headers
            if name != "X-Request-ID"
        ]
        body = answer.data if b"request_id" not in answer.data else b""
        yield f"{method} {path}", answer.status, headers, body


def plain(app):
    return app


def with_hook(app):
    @app.after_request
    def look(response):
        response.headers["X-Seen"] = str(response.calculate_content_length())
        return response

    return app


def with_teardown(app):
    app.teardown_request(lambda error: None)
    return app


def with_before(app):
    app.before_request(lambda: request.args and None)
    return app


CHANGES = [plain, with_hook, with_teardown, with_before]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_walk_answers_as_the_general_path(change, monkeypatch):
    walked = list(send(change(make_app())))
    monkeypatch.setenv("KOLBEN_GENERAL", "1")
    generally = list(send(change(make_app())))
    for one, other in zip(walked, generally, strict=True):
        assert one == other


def test_a_receiver_of_signals_changes_nothing(monkeypatch):
    plainly = list(send(make_app()))
    seen = []
    app = make_app()

    def receive(sender, response, **more):
        seen.append(response.status_code)

    with request_finished.connected_to(receive, app):
        watched = list(send(app))
    assert watched == plainly
    assert seen == [int(status.split()[0]) for _, status, _, _ in watched]


def test_an_overridden_point_is_called():
    app = make_app()
    seen = []

    class Own(type(app)):
        def make_response(self, rv):
            response = super().make_response(rv)
            seen.append(response.status_code)
            return response

    app.__class__ = Own
    answers = list(send(app))
    assert [int(status.split()[0]) for _, status, _, _ in answers] == seen


def test_what_wraps_the_stored_view_is_called():
    app = make_app()
    inner = app.view_functions["index"]
    seen = []

    def wrapper(**values):
        response = inner(**values)
        seen.append(response.status_code)
        return response

    # As extensions do; functools.wraps would copy the attributes.
    wrapper.__dict__.update(inner.__dict__)
    app.view_functions["index"] = wrapper
    assert app.test_client().get("/posts?tag=a").json[0]["title"] == "a"
    assert seen == [200]
