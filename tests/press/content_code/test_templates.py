"""The samples of the post about templates."""

import pytest
from jinja2 import UndefinedError

from kolben import render_template

from .conftest import CODE

POST = CODE.parent / "posts" / "en" / "11-templates.md"


@pytest.fixture
def app(load):
    return load("templates").app


@pytest.fixture
def client(app):
    return app.test_client()


def test_name_is_optional_and_escaped(client):
    assert "<h1>Hello World!</h1>" in client.get("/hello/").text
    assert "<h1>Hello &lt;b&gt;x!</h1>" in client.get("/hello/<b>x").text


def test_page_fills_the_frame(client):
    page = client.get("/").text
    assert "<title>Teas | Tea house</title>" in page
    assert "<li>Smoke &amp; &lt;Fire&gt;: 7.00 €</li>" in page
    assert "<footer><p>Open every day but Monday.</p></footer>" in page


def test_empty_list_has_its_own_text(app):
    with app.test_request_context():
        assert "Nothing left today." in render_template("shop.html", teas=[])


def test_argument_wins_over_the_context_processor(app):
    with app.test_request_context():
        page = render_template("shop.html", teas=[], shop="Coffee house")
    assert "<title>Teas | Coffee house</title>" in page


def test_template_knows_request_session_and_g(client):
    client.get("/who")
    page = client.get("/who").text
    assert "Hello stranger, this is /who." in page
    assert "You were here 2 times." in page


def test_filter_keeps_line_breaks_and_nothing_else(client):
    page = client.get("/who", query_string={"text": "a\n<script>"}).text
    assert "<p>a<br>&lt;script&gt;</p>" in page


def test_text_template_is_not_escaped(client):
    assert client.get("/mail").text.startswith("Dear <Ada>,")


def test_markup_prints_what_the_post_shows(run):
    done = run(CODE / "templates", "escape.py", PYTHONUTF8="1")
    assert f"$ python escape.py\n{done.stdout}```" in POST.read_text(encoding="utf-8")


def test_strict_template_refuses_an_unknown_name(load):
    app = load("templates", "strict").app
    app.testing = True
    with pytest.raises(UndefinedError, match="'nme' is undefined"):
        app.test_client().get("/")


def test_missing_template_names_the_nearest(app):
    with app.test_request_context(), pytest.raises(Exception, match=r"'shop\.html'\?"):
        render_template("shopp.html")
