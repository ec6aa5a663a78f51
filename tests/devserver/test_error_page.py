import re

import pytest
from werkzeug.debug import DebuggedApplication
from werkzeug.test import Client

from kolben.devserver import error_page
from kolben.devserver.error_page import describe_value, render_locals


@pytest.fixture
def show(monkeypatch):
    """The error page of a function that raises."""
    monkeypatch.setattr("werkzeug.debug.DebugTraceback", None)

    def show(function, bound="127.0.0.1", asked="localhost", **options):
        error_page.install(bound)

        def app(environ, start_response):
            function()

        options = {"evalex": True, "pin_logging": False} | options
        debugged = DebuggedApplication(app, **options)
        response = Client(debugged).get("/", base_url=f"http://{asked}")
        assert response.status_code == 500
        assert int(response.headers["Content-Length"]) == len(response.data)
        return response.text

    return show


def fail_with_basket():
    basket = {"tea": 3}
    raise LookupError(f"no cake in {len(basket)}")


def fail_below():
    depth = "outer"
    try:
        fail_with_basket()
    except LookupError as error:
        raise ValueError(depth) from error


def test_each_frame_shows_its_variables(show):
    page = show(fail_below)
    tables = re.findall(r'<details class="locals">.*?</details>', page, re.DOTALL)
    assert any("basket" in table and "&#39;tea&#39;: 3" in table for table in tables)
    assert any("depth" in table and "outer" in table for table in tables)
    assert page.count("<details") == page.count('class="frame"')


def test_page_keeps_traceback_console_and_text_to_copy(show):
    page = show(fail_with_basket)
    assert "no cake in 1" in page
    assert "EVALEX = true" in page
    assert "<textarea" in page
    assert page.count('name="viewport"') == 1


def test_variables_are_for_those_who_may_have_the_console(show):
    for settings in (
        {"evalex": False},  # what app.run() makes of an address others can reach
        {"asked": "evil.example"},
        {"bound": "0.0.0.0"},  # until the PIN is entered
    ):
        page = show(fail_with_basket, **settings)
        assert "no cake in 1" in page
        assert 'name="viewport"' in page
        assert "<details" not in page
    assert "<details" in show(fail_with_basket, bound="0.0.0.0", pin_security=False)


def test_values_are_text_and_not_markup():
    html = render_locals({"name": "<script>alert(1)</script>", "<b>": 1})
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "name",
    ["password", "PASSWORD", "user_password", "api_key", "secret_key", "token",
     "access_token", "cookies", "authorization", "credentials", "passwd"],
)  # fmt: skip
def test_values_with_names_of_secrets_are_not_shown(name):
    html = render_locals({name: "hunter2", "plain": "seen"})
    assert "hunter2" not in html
    assert "seen" in html


@pytest.mark.parametrize("name", ["compass", "passenger", "key", "author", "pinned"])
def test_names_that_only_look_alike_are_shown(name):
    assert "value" in render_locals({name: "value"})


def test_hostile_values_do_not_break_the_page(show):
    class Hostile:
        def __repr__(self):
            raise RuntimeError("no")

    def fail():
        hostile = Hostile()
        loop = []
        loop.append(loop)
        long = "x" * 1_000_000
        raise ValueError(len(long), type(hostile), type(loop))

    page = show(fail)
    assert "its repr raises RuntimeError" in page or "<Hostile instance" in page
    assert len(page) < 300_000


def test_values_are_shortened():
    assert len(describe_value("x" * 10_000)) < 400
    assert len(describe_value(list(range(10_000)))) < 400
    assert len(describe_value(dict.fromkeys(range(100), "x" * 1000))) < 400


def test_many_variables_and_deep_recursion_stay_within_bounds(show):
    html = render_locals({f"v{n}": n for n in range(1000)})
    assert "and 940 more" in html

    def go_down(n):
        text = "x" * 250
        return go_down(n - 1) if n else 1 / n + len(text)

    assert len(show(lambda: go_down(300))) < 2_000_000


def test_page_is_werkzeugs_own_when_nothing_can_be_added(show, monkeypatch, caplog):
    monkeypatch.setattr(error_page, "render_locals", None)
    page = show(fail_with_basket)
    assert "no cake in 1" in page
    assert 'class="locals"' not in page
    assert "without local variables" in caplog.text
