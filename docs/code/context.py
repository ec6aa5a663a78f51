"""Contexts and the proxies that read them."""

from collections.abc import Iterator

import pytest

from kolben import (
    Kolben,
    copy_current_request_context,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
    stream_with_context,
)

app = Kolben(__name__)
app.secret_key = "a secret"


# region: g
def find_connection() -> dict[str, str]:
    """One connection per request, made when first asked for."""
    if "connection" not in g:
        g.connection = {"to": current_app.name}
    return g.connection


@app.teardown_appcontext
def close_connection(error: BaseException | None) -> None:
    connection = g.pop("connection", None)
    if connection is not None:
        connection.clear()


# endregion


@app.route("/g")
def use_g() -> str:
    assert find_connection() is find_connection()
    return find_connection()["to"]


# region: stream
@app.route("/stream")
def stream() -> Iterator[str]:
    @stream_with_context
    def parts() -> Iterator[str]:
        yield "path: "
        yield request.path

    return parts()


# endregion


@app.route("/bare-stream")
def bare_stream() -> Iterator[str]:
    def parts() -> Iterator[str]:
        yield request.path

    return parts()


# region: thread
@app.route("/thread")
def in_a_thread() -> str:
    from concurrent.futures import ThreadPoolExecutor

    @copy_current_request_context
    def work() -> str:
        return request.path

    with ThreadPoolExecutor() as pool:
        return pool.submit(work).result()


# endregion


def test_g(client):
    assert client.get("/g").text == app.name


def test_stream(client):
    assert client.get("/stream").text == "path: /stream"


def test_stream_without_context_has_no_request(app, client):
    with pytest.raises(RuntimeError, match="request"):
        client.get("/bare-stream").text  # noqa: B018


def test_thread(client):
    assert client.get("/thread").text == "/thread"


def test_push_by_hand(app):
    # region: push
    assert not has_app_context()
    with app.app_context():
        assert current_app.name == app.name
        assert not has_request_context()
    with app.test_request_context("/path?a=1", method="POST"):
        assert request.args["a"] == "1"
        session["seen"] = True
    # endregion


def test_request_shares_g_with_a_pushed_app_context(app, client):
    seen = []

    @app.before_request
    def count() -> None:
        g.count = g.get("count", 0) + 1
        seen.append(g.count)

    with app.app_context():
        client.get("/g")
        client.get("/g")
    client.get("/g")
    assert seen == [1, 2, 1]


def test_proxy_outside_a_context_says_what_to_do():
    with pytest.raises(RuntimeError, match="app_context"):
        current_app.name  # noqa: B018
