"""F43-F44: where a name in a template comes from, and what is escaped."""

from __future__ import annotations

import pytest

SCRIPT = "<script>"


@pytest.fixture
def app(web, tmp_path):
    app = web.Flask("facts", root_path=str(tmp_path))
    app.secret_key = "facts"
    (tmp_path / "templates").mkdir()
    return app


@pytest.fixture
def write(tmp_path):
    def write(name, source, folder="templates"):
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)

    return write


@pytest.fixture
def pages(web, app):
    """`/outer/inner/` renders page.html inside two blueprints, `/` outside."""
    outer = web.Blueprint("outer", "facts", url_prefix="/outer")
    inner = web.Blueprint("inner", "facts", url_prefix="/inner")

    def page():
        return web.render_template_string("{{ name }}")

    def given():
        return web.render_template_string("{{ name }}", name="argument")

    for target in app, inner:
        target.add_url_rule("/", "page", page)
        target.add_url_rule("/given", "given", given)

    def register():
        outer.register_blueprint(inner)
        app.register_blueprint(outer)
        return app.test_client()

    return inner, outer, register


def test_f43_arguments_beat_processors_beat_globals(app, pages):
    _, _, register = pages
    app.jinja_env.globals["name"] = "global"
    client = register()
    assert client.get("/").text == "global"


def test_f43_the_nearest_processor_wins(app, pages):
    inner, outer, register = pages
    app.jinja_env.globals["name"] = "global"
    app.context_processor(lambda: {"name": "app 1"})
    app.context_processor(lambda: {"name": "app 2"})
    outer.context_processor(lambda: {"name": "outer"})
    inner.context_processor(lambda: {"name": "inner"})
    client = register()
    assert client.get("/").text == "app 2"
    assert client.get("/outer/inner/").text == "inner"
    assert client.get("/outer/inner/given").text == "argument"


def test_f43_the_outer_processor_serves_the_inner_blueprint(app, pages):
    _, outer, register = pages
    app.context_processor(lambda: {"name": "app"})
    outer.context_processor(lambda: {"name": "outer"})
    assert register().get("/outer/inner/").text == "outer"


def test_f43_processors_may_hide_request_session_and_g(web, app, client):
    app.context_processor(lambda: {"request": "hidden"})
    app.add_url_rule("/", "x", lambda: web.render_template_string("{{ request }}"))
    assert client.get("/").text == "hidden"


def test_f43_request_session_and_g_are_there_in_imported_templates(
    web, app, client, write
):
    write(
        "macros.html",
        "{% macro show() %}{{ request.path }} {{ session.a }} {{ g.b }}{% endmacro %}",
    )
    write("page.html", "{% from 'macros.html' import show %}{{ show() }}")

    @app.get("/here")
    def index():
        web.session["a"] = 1
        web.g.b = 2
        return web.render_template("page.html")

    assert client.get("/here").text == "/here 1 2"


def test_f43_processors_are_not_seen_in_imported_templates(web, app, client, write):
    app.context_processor(lambda: {"name": "processor"})
    write("macros.html", "{% macro show() %}[{{ name }}]{% endmacro %}")
    write("page.html", "{% from 'macros.html' import show %}{{ show() }}")
    app.add_url_rule("/", "index", lambda: web.render_template("page.html"))
    assert client.get("/").text == "[]"


def test_f43_request_is_not_defined_outside_a_request(web, app):
    with app.app_context():
        source = "{{ request is defined and request.path }} {{ g.x }}"
        web.g.x = 1
        with pytest.raises(RuntimeError):
            web.render_template_string(source)
        assert web.render_template_string("{{ g.x }} {{ config.DEBUG }}") == "1 False"


def test_f43_app_templates_win_over_those_of_a_blueprint(web, app, client, write):
    bp = web.Blueprint(
        "bp", "facts", root_path=app.root_path, template_folder="bp_templates"
    )
    bp.add_url_rule("/<name>", "page", lambda name: web.render_template(name))
    app.register_blueprint(bp)
    write("both.html", "app")
    write("both.html", "bp", folder="bp_templates")
    write("one.html", "bp", folder="bp_templates")

    assert client.get("/both.html").text == "app"
    assert client.get("/one.html").text == "bp"


def test_f43_several_names_take_the_first_that_exists(web, app, client, write):
    write("b.html", "b")
    app.add_url_rule("/", "x", lambda: web.render_template(["a.html", "b.html"]))
    assert client.get("/").text == "b"


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("a.html", True),
        ("a.htm", True),
        ("a.xml", True),
        ("a.xhtml", True),
        ("a.svg", True),
        ("a.txt", False),
        ("a.js", False),
        ("a.j2", False),
        ("a.HTML", False),
        ("a", False),
        ("a.html.txt", False),
    ],
)
def test_f44_autoescape_goes_by_the_ending(web, app, write, name, escaped):
    write(name, "{{ value }}")
    with app.test_request_context("/"):
        text = web.render_template(name, value=SCRIPT)
    assert text == ("&lt;script&gt;" if escaped else SCRIPT)


def test_f44_strings_are_escaped(web, app):
    with app.test_request_context("/"):
        text = web.render_template_string("{{ value }}", value=SCRIPT)
    assert text == "&lt;script&gt;"


def test_f44_autoescape_can_be_turned_off_in_a_block(web, app):
    source = "{% autoescape false %}{{ value }}{% endautoescape %}"
    with app.test_request_context("/"):
        assert web.render_template_string(source, value=SCRIPT) == SCRIPT


def test_f44_jinja_options_are_read_when_the_environment_is_made(app):
    app.jinja_options["trim_blocks"] = True
    assert app.jinja_env.trim_blocks is True
    app.jinja_options["trim_blocks"] = False
    assert app.jinja_env.trim_blocks is True


@pytest.mark.parametrize(
    ("config", "reload"),
    [
        ({}, False),
        ({"DEBUG": True}, True),
        ({"TEMPLATES_AUTO_RELOAD": True}, True),
        ({"TEMPLATES_AUTO_RELOAD": False, "DEBUG": True}, False),
    ],
)
def test_f44_auto_reload_is_read_when_the_environment_is_made(app, config, reload):
    app.config.update(config)
    assert app.jinja_env.auto_reload is reload
    app.config["TEMPLATES_AUTO_RELOAD"] = not reload
    assert app.jinja_env.auto_reload is reload


def test_f44_globals_of_the_environment(app):
    names = {"url_for", "get_flashed_messages", "config", "request", "session", "g"}
    assert names <= set(app.jinja_env.globals)


def test_f44_filters_tests_and_globals_of_the_app(web, app):
    app.template_filter("twice")(lambda value: value * 2)
    app.template_test("seven")(lambda value: value == 7)
    app.template_global("eight")(lambda: 8)
    source = "{{ 'a'|twice }} {{ 7 is seven }} {{ eight() }}"
    with app.app_context():
        assert web.render_template_string(source) == "aa True 8"
