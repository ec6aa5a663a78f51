"""Responses whose body is made while it is sent."""

import pytest

from kolben import Response, g, request, session, stream_with_context


def test_stream_keeps_request_session_and_g(app, client):
    app.secret_key = "key"

    @app.get("/")
    def index():
        session["name"] = "ada"
        g.word = "hello"

        def body():
            yield g.word
            yield session["name"]
            yield request.args["end"]

        return Response(stream_with_context(body()))

    assert client.get("/?end=!").text == "helloada!"


def test_decorated_function_keeps_the_context(app, client):
    @app.get("/")
    def index():
        @stream_with_context
        def body(first):
            yield first
            yield request.path

        return body("a")

    assert client.get("/").text == "a/"


def test_stream_without_the_context_has_no_request(app, client):
    @app.get("/")
    def index():
        def body():
            yield request.path

        return body()

    with pytest.raises(RuntimeError, match="stream_with_context"):
        client.get("/").get_data()


def test_generator_is_closed_also_when_nobody_reads_it(app, client):
    closed = []

    class Body:
        def __iter__(self):
            return self

        def __next__(self):
            raise StopIteration

        def close(self):
            closed.append(1)

    app.add_url_rule("/", "index", lambda: Response(stream_with_context(Body())))
    client.get("/", buffered=True)
    client.head("/", buffered=True)
    assert closed == [1, 1]


def test_outside_of_a_request_it_is_refused():
    with pytest.raises(RuntimeError, match="request context is active"):
        stream_with_context(iter("a"))
