"""What a view may return."""

from collections.abc import Iterator

import pytest

from kolben import Kolben, after_this_request, make_response, redirect

app = Kolben(__name__)


# region: values
@app.route("/text")
def text() -> str:
    return "text/html, UTF-8"


@app.route("/json")
def data() -> dict[str, int]:
    return {"a": 1}  # a list works too


@app.route("/status")
def status() -> tuple[str, int]:
    return "made", 201


@app.route("/headers")
def headers() -> tuple[str, int, dict[str, str]]:
    return "made", 201, {"X-Number": "7"}


@app.route("/stream")
def stream() -> Iterator[str]:
    return (f"{number}\n" for number in range(3))


# endregion


# region: response
@app.route("/cookie")
def cookie():
    response = make_response("set", 200)
    response.set_cookie("theme", "dark", samesite="Lax")
    response.cache_control.no_store = True
    return response


@app.route("/old")
def old():
    return redirect("/text")


# endregion


# region: after
@app.route("/counted")
def counted() -> str:
    @after_this_request
    def count(response):
        response.headers["X-Count"] = "1"
        return response

    return "counted"


# endregion


@app.route("/nothing")
def nothing():
    return None


@app.route("/number")
def number():
    return 7


def test_values(client):
    assert client.get("/text").content_type == "text/html; charset=utf-8"
    assert client.get("/json").data == b'{"a":1}\n'
    assert client.get("/status").status_code == 201
    assert client.get("/headers").headers["X-Number"] == "7"
    assert client.get("/stream").text == "0\n1\n2\n"


def test_response(client):
    answer = client.get("/cookie")
    assert answer.headers["Set-Cookie"] == "theme=dark; Path=/; SameSite=Lax"
    assert answer.headers["Cache-Control"] == "no-store"
    answer = client.get("/old")
    assert (answer.status_code, answer.location) == (302, "/text")


def test_after_this_request_runs_for_one_request(client):
    assert client.get("/counted").headers["X-Count"] == "1"
    assert "X-Count" not in client.get("/text").headers


def test_wrong_value_names_the_view(app):
    app.testing = True
    for path, name in {"/nothing": "nothing", "/number": "number"}.items():
        with pytest.raises(TypeError, match=name):
            app.test_client().get(path)


def test_wrong_value_is_a_500_for_the_client(client):
    assert client.get("/number").status_code == 500


def test_headers_of_a_tuple_replace_those_of_a_response():
    app = Kolben(__name__)
    pairs = [("X-A", "1"), ("X-A", "2")]
    app.add_url_rule("/text", "text", lambda: ("", pairs))
    app.add_url_rule("/response", "response", lambda: (make_response(""), pairs))
    client = app.test_client()
    assert client.get("/text").headers.getlist("X-A") == ["1", "2"]
    assert client.get("/response").headers.getlist("X-A") == ["2"]
