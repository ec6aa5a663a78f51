"""Rules, converters, methods and URL building."""

import pytest
from werkzeug.routing import BuildError

from kolben import Kolben, url_for

# region: variables
app = Kolben(__name__)


@app.route("/user/<username>/post/<int:post_id>")
def post(username: str, post_id: int) -> str:
    return f"{username} {post_id}"


@app.route("/files/<path:name>")
def file(name: str) -> str:
    return name


@app.route("/<any(about, imprint):page>")
def fixed(page: str) -> str:
    return page


# endregion

# region: converter
from werkzeug.routing import BaseConverter


class Words(BaseConverter):
    """`a+b+c` in the URL, a list in the view."""

    def to_python(self, value: str) -> list[str]:
        return value.split("+")

    def to_url(self, value: list[str]) -> str:
        return "+".join(super(Words, self).to_url(word) for word in value)


app.url_map.converters["words"] = Words


@app.route("/tags/<words:tags>")
def tagged(tags: list[str]) -> list[str]:
    return tags


# endregion


# region: methods
@app.get("/item")
def show_item() -> str:
    return "shown"


@app.route("/item", methods=["POST", "PUT"])
def save_item() -> str:
    return "saved"


# endregion


# region: defaults
@app.route("/list/", defaults={"page": 1})
@app.route("/list/<int:page>")
def listing(page: int) -> str:
    return f"page {page}"


# endregion


# region: slashes
@app.route("/folder/")
def folder() -> str:
    return "a folder"


@app.route("/leaf")
def leaf() -> str:
    return "a leaf"


# endregion


def test_variables(client):
    assert client.get("/user/ada/post/3").text == "ada 3"
    assert client.get("/user/ada/post/x").status_code == 404
    assert client.get("/user/ada/post/-1").status_code == 404
    assert client.get("/user/ada/post/03").text == "ada 3"
    assert client.get("/files/a/b.txt").text == "a/b.txt"
    assert client.get("/imprint").text == "imprint"
    assert client.get("/other").status_code == 404


def test_converter(app, client):
    assert client.get("/tags/a+b").json == ["a", "b"]
    with app.test_request_context():
        assert url_for("tagged", tags=["x", "y"]) == "/tags/x+y"


def test_methods(client):
    assert client.get("/item").text == "shown"
    assert client.put("/item").text == "saved"
    refused = client.delete("/item")
    assert refused.status_code == 405
    assert set(refused.allow) == {"GET", "HEAD", "OPTIONS", "POST", "PUT"}


def test_head_and_options_are_automatic(client):
    head = client.head("/leaf")
    assert (head.status_code, head.data, head.content_length) == (200, b"", 6)
    options = client.options("/leaf")
    assert set(options.allow) == {"GET", "HEAD", "OPTIONS"}


def test_default_redirects_to_the_short_form(client):
    assert client.get("/list/").text == "page 1"
    assert client.get("/list/2").text == "page 2"
    answer = client.get("/list/1")
    assert (answer.status_code, answer.location) == (308, "http://localhost/list/")


def test_slashes(client):
    answer = client.get("/folder")
    assert (answer.status_code, answer.location) == (308, "http://localhost/folder/")
    assert client.get("/leaf/").status_code == 404
    assert client.get("/user//ada/post/3").status_code == 308


def test_literal_wins_over_variable_whatever_the_order():
    app = Kolben(__name__)
    app.add_url_rule("/<name>", "any", lambda name: "any")
    app.add_url_rule("/me", "me", lambda: "me")
    assert app.test_client().get("/me").text == "me"


def test_url_for(app):
    # region: url_for
    with app.test_request_context():
        assert url_for("leaf") == "/leaf"
        assert url_for("post", username="a b", post_id=3) == "/user/a%20b/post/3"
        assert url_for("leaf", q="x", page=None) == "/leaf?q=x"
        assert url_for("leaf", tag=["a", "b"]) == "/leaf?tag=a&tag=b"
        assert url_for("leaf", _anchor="top") == "/leaf#top"
        assert url_for("leaf", _external=True) == "http://localhost/leaf"
        assert url_for("leaf", _scheme="https") == "https://localhost/leaf"
        assert url_for("save_item", _method="PUT") == "/item"
    # endregion


def test_url_for_outside_a_request_needs_a_server_name(app):
    with app.app_context(), pytest.raises(RuntimeError, match="SERVER_NAME"):
        url_for("leaf")
    app.config["SERVER_NAME"] = "example.org"
    with app.app_context():
        assert url_for("leaf") == "http://example.org/leaf"


def test_hosts():
    # region: hosts
    app = Kolben(__name__, host_matching=True, static_host="static.example.org")

    @app.route("/", host="<tenant>.example.org")
    def tenant_home(tenant: str) -> str:
        return tenant

    # endregion
    client = app.test_client()
    assert client.get("/", base_url="http://ada.example.org").text == "ada"
    assert client.get("/", base_url="http://other.org").status_code == 404


def test_wrong_endpoint_names_the_nearest(app):
    guess = pytest.raises(BuildError, match="Did you mean 'leaf'")
    with app.test_request_context(), guess:
        url_for("lead")
