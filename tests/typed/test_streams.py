"""Streams and server-sent events of typed views."""

import msgspec
import pytest

from kolben import abort, request
from kolben.typed import SSE, AsyncSSE, AsyncStream, Event, Query, Stream, WrongAnswer


class Post(msgspec.Struct):
    number: int


LINES = '{"number":0}\n{"number":1}\n'


@pytest.fixture
def closed():
    return []


@pytest.fixture(params=["sync", "async"])
def stream(request, app, closed):
    if request.param == "sync":

        @app.get("/posts")
        def posts(count: int = 2) -> Stream[Post]:
            try:
                for number in range(count):
                    yield Post(number)
            finally:
                closed.append(True)

    else:

        @app.get("/posts")
        async def posts(count: int = 2) -> AsyncStream[Post]:
            try:
                for number in range(count):
                    yield Post(number)
            finally:
                closed.append(True)


@pytest.mark.parametrize("accept", [None, "*/*", "application/x-ndjson", "text/html"])
def test_items_are_lines(stream, client, closed, accept):
    headers = {} if accept is None else {"Accept": accept}
    answer = client.get("/posts", headers=headers, buffered=True)
    assert answer.content_type == "application/x-ndjson"
    assert answer.text == LINES
    assert "Accept" in answer.vary
    assert closed == [True]


def test_a_client_that_wants_json_gets_an_array(stream, client):
    headers = {"Accept": "application/json"}
    answer = client.get("/posts", headers=headers, buffered=True)
    assert answer.json == [{"number": 0}, {"number": 1}]
    answer = client.get("/posts?count=0", headers=headers, buffered=True)
    assert answer.json == []


def test_what_is_left_is_closed(stream, client, closed):
    answer = client.get("/posts?count=1000000")
    next(answer.iter_encoded())
    answer.close()
    assert closed == [True]


def test_nothing_is_sent_for_head(stream, client, closed):
    assert client.head("/posts", buffered=True).data == b""
    assert closed == [True]


def test_arguments_are_read_before(stream, client):
    assert client.get("/posts?count=x").status_code == 422


def test_items_are_made_one_by_one(app, client):
    made = []

    @app.get("/posts")
    def posts() -> Stream[Post]:
        for number in range(100):
            made.append(number)
            yield Post(number)

    answer = client.get("/posts")
    parts = answer.iter_encoded()
    next(parts)
    assert made == [0]
    next(parts)
    assert made == [0, 1]
    answer.close()


def test_an_error_before_the_first_item_is_answered(app, client):
    @app.get("/posts")
    def posts(number: Query[int]) -> Stream[Post]:
        if number:
            abort(404)
        yield Post(1)

    assert client.get("/posts?number=1").status_code == 404


def test_the_request_is_there_while_items_are_made(app, client):
    @app.get("/posts")
    def posts() -> Stream[str]:
        yield request.path
        yield request.args["q"]

    assert client.get("/posts?q=a", buffered=True).text == '"/posts"\n"a"\n'


def test_a_view_may_return_an_iterator_too(app, client):
    @app.get("/posts")
    def posts(count: int = 2) -> Stream[Post]:
        return iter([Post(0), Post(1)])

    assert client.get("/posts", buffered=True).text == LINES


def test_items_are_checked_in_tests(app, client):
    @app.get("/posts")
    def posts() -> Stream[Post]:
        yield "no post"

    with pytest.raises(WrongAnswer, match="answer"):
        client.get("/posts")


def events():
    yield "text"
    yield "two\nlines\r\nthree\rfour"
    yield Post(1)
    yield Event(Post(2), event="post", id="7", retry=1000)
    yield Event("é", id="8")


EVENTS = """data: text

data: two
data: lines
data: three
data: four

data: {"number":1}

event: post
id: 7
retry: 1000
data: {"number":2}

id: 8
data: é

"""


def test_events(app, client):
    @app.get("/events")
    def sync() -> SSE[Post | str]:
        yield from events()

    @app.get("/async-events")
    async def asynchronous() -> AsyncSSE[Post | str]:
        for event in events():
            yield event

    for path in ("/events", "/async-events"):
        answer = client.get(path, buffered=True)
        assert answer.content_type == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.text == EVENTS


@pytest.mark.parametrize("field", ["event", "id"])
def test_a_field_of_an_event_is_one_line(field):
    with pytest.raises(ValueError, match="is one line"):
        Event("x", **{field: "a\ndata: b"})
