"""Templates: folders, variables, filters, streams."""

from collections.abc import Iterator

import pytest
from jinja2 import DictLoader, TemplateNotFound

from kolben import (
    Kolben,
    get_template_attribute,
    render_template,
    render_template_string,
    stream_template,
)

app = Kolben(__name__)
app.jinja_loader = DictLoader(
    {
        "page.html": "<h1>{{ title }}</h1>",
        "plain.txt": "{{ title }}",
        "macros.html": "{% macro shout(text) %}{{ text|upper }}!{% endmacro %}",
        "rows.html": "{% for row in rows %}{{ row }};{% endfor %}",
    }
)


# region: render
@app.route("/")
def index() -> str:
    return render_template("page.html", title="Tea & cake")


# endregion


# region: extend
@app.template_filter()
def price(cents: int) -> str:
    return f"{cents / 100:.2f} €"


@app.template_test()
def cheap(cents: int) -> bool:
    return cents < 300


@app.template_global()
def year() -> int:
    return 2026


@app.context_processor
def shop() -> dict[str, str]:
    return {"shop": "Tea house"}


# endregion


# region: stream
@app.route("/rows")
def rows() -> Iterator[str]:
    return stream_template("rows.html", rows=range(1000))


# endregion


def test_html_is_escaped_and_text_is_not(app, client):
    assert client.get("/").text == "<h1>Tea &amp; cake</h1>"
    with app.app_context():
        assert render_template("plain.txt", title="Tea & cake") == "Tea & cake"
        assert render_template_string("{{ a }}", a="<") == "&lt;"


def test_extensions(app):
    source = "{{ 250|price }} {{ 250 is cheap }} {{ year() }} {{ shop }}"
    with app.app_context():
        assert render_template_string(source) == "2.50 € True 2026 Tea house"


def test_argument_wins_over_processor_and_processor_over_global(app):
    app.jinja_env.globals["shop"] = "global"
    with app.app_context():
        assert render_template_string("{{ shop }}") == "Tea house"
        assert render_template_string("{{ shop }}", shop="mine") == "mine"


def test_stream(client):
    assert client.get("/rows").text.startswith("0;1;2;")


def test_macro_from_python(app):
    # region: macro
    with app.app_context():
        shout = get_template_attribute("macros.html", "shout")
        assert shout("tea") == "TEA!"
    # endregion


def test_request_values_are_there(app):
    with app.test_request_context("/here"):
        assert render_template_string("{{ request.path }}") == "/here"


def test_wrong_name_names_the_nearest(app):
    with app.app_context(), pytest.raises(TemplateNotFound, match=r"page\.html"):
        render_template("pages.html")
