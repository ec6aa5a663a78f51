import jinja2
import pytest
from jinja2 import DictLoader
from jinja2.nativetypes import NativeEnvironment
from jinja2.sandbox import SandboxedEnvironment, SecurityError
from jinja2.utils import LRUCache

import kolben
from kolben import signals, templating
from kolben.blueprints import Blueprint


def give(app, **templates):
    """Have the app use these templates; the last underscore stands for the dot."""
    names = (name.rpartition("_") for name in templates)
    app.jinja_loader = DictLoader(
        {
            f"{stem}.{ending}": text
            for (stem, _, ending), text in zip(names, templates.values(), strict=True)
        }
    )
    return app


@pytest.fixture
def ctx(app):
    with app.test_request_context("/?q=1") as ctx:
        yield ctx


# Variables


def test_arguments_win_over_processors_and_those_over_globals(app, ctx):
    give(app, page_html="{{ a }}{{ b }}{{ c }}")
    app.jinja_env.globals.update(a="global", b="global", c="global ")
    app.context_processor(lambda: {"a": "processor", "b": "processor "})
    assert kolben.render_template("page.html", a="argument ") == (
        "argument processor global "
    )


def test_processors_run_from_the_app_to_the_innermost_blueprint(app, client):
    order = []

    def processor(name):
        def run():
            order.append(name)
            return {"who": name, name: name}

        return run

    inner = Blueprint("inner", __name__)
    outer = Blueprint("outer", __name__)
    app.context_processor(processor("app"))
    outer.context_processor(processor("outer"))
    inner.context_processor(processor("inner"))
    outer.app_context_processor(processor("everywhere"))
    inner.add_url_rule(
        "/", view_func=lambda: kolben.render_template_string("{{ who }} {{ app }}")
    )
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    assert client.get("/").text == "inner app"
    assert order == ["app", "everywhere", "outer", "inner"]


def test_processor_may_be_a_coroutine_function(app, ctx):
    async def processor():
        return {"name": "async"}

    app.context_processor(processor)
    assert kolben.render_template_string("{{ name }}") == "async"


def test_request_g_session_and_config_are_there(app, ctx):
    kolben.g.name = "g"
    kolben.session["name"] = "s"
    text = "{{ request.args.q }} {{ g.name }} {{ session.name }} {{ config.TESTING }}"
    assert kolben.render_template_string(text) == "1 g s True"


def test_imported_macro_without_context_reads_the_request(app, ctx):
    give(
        app,
        macros_html="{% macro q() %}{{ request.args.q }}{% endmacro %}",
        page_html="{% from 'macros.html' import q %}{{ q() }}",
    )
    assert kolben.render_template("page.html") == "1"


def test_request_given_as_an_argument_is_kept(app, ctx):
    assert kolben.render_template_string("{{ request }}", request="mine") == "mine"


def test_default_processor_can_be_removed(app, ctx):
    app.template_context_processors[None].clear()
    assert kolben.render_template_string("{{ request.args.q }}") == "1"
    seen = []
    with signals.template_rendered.connected_to(
        lambda sender, context, **_: seen.append(context), app
    ):
        kolben.render_template_string("")
    assert seen == [{}]


def test_reading_the_session_in_a_template_is_noticed(app, client):
    app.add_url_rule(
        "/", view_func=lambda: kolben.render_template_string("{{ session.name }}")
    )
    app.add_url_rule("/no", "no", lambda: kolben.render_template_string("{{ g }}"))
    assert client.get("/").vary.as_set() == {"cookie"}
    assert client.get("/no").vary.as_set() == set()


def test_overridden_update_template_context_is_called(app, ctx, monkeypatch):
    monkeypatch.setattr(
        app, "update_template_context", lambda context: context.update(name="own")
    )
    assert kolben.render_template_string("{{ name }}") == "own"


def test_rendering_needs_no_request_but_an_app(app):
    with app.app_context():
        assert kolben.render_template_string("{{ g is defined }}") == "True"
    with pytest.raises(RuntimeError, match="application context"):
        kolben.render_template_string("")


def test_other_apps_context_inside_a_request_renders_for_the_other(app, ctx):
    other = give(kolben.Kolben("other"), page_html="of the other")
    with other.app_context():
        assert kolben.render_template("page.html") == "of the other"


# Jinja's semantics


def test_autoescape_goes_by_the_ending(app, ctx):
    text = "{{ '<' }}"
    give(app, a_html=text, a_svg=text, a_txt=text, a_xml=text)
    rendered = [kolben.render_template(f"a.{end}") for end in ("html", "svg", "xml")]
    assert rendered == ["&lt;"] * 3
    assert kolben.render_template("a.txt") == "<"
    assert kolben.render_template_string(text) == "&lt;"


def test_list_of_names_takes_the_first_that_exists(app, ctx):
    give(app, one_html="one", two_html="two")
    assert kolben.render_template(["none.html", "two.html", "one.html"]) == "two"
    assert kolben.render_template(("one.html",)) == "one"
    template = app.jinja_env.from_string("object")
    assert kolben.render_template(template) == "object"
    assert kolben.render_template(["none.html", template]) == "object"


def test_globals_added_late_are_seen_by_templates_in_the_cache(app, ctx):
    give(app, page_html="{{ late }}")
    assert kolben.render_template("page.html") == ""
    app.jinja_env.globals["late"] = "now"
    assert kolben.render_template("page.html") == "now"


def test_globals_of_one_template_stay_its_own(app, ctx):
    give(app, page_html="{{ own }}", other_html="{{ own }}")
    template = app.jinja_env.get_template("page.html", globals={"own": "mine"})
    app.jinja_env.globals["own"] = "theirs"
    assert template.render() == "mine"
    assert kolben.render_template("page.html") == "mine"
    assert kolben.render_template("other.html") == "theirs"


def test_context_is_the_one_that_jinja_makes(app):
    globals_ = {"a": 1, "b": 2}
    app.jinja_env.globals["c"] = 3
    ours = app.jinja_env.from_string("{% block x %}{% endblock %}", globals_)
    theirs = jinja2.Template.from_code(
        app.jinja_env,
        app.jinja_env.compile("{% block x %}{% endblock %}"),
        ours.globals,
    )
    assert type(ours) is templating.Template
    assert type(theirs) is jinja2.Template
    for arguments in (
        {},
        {"vars": {"a": 9, "d": 4}},
        {"vars": {"d": 4}, "shared": True},
        {"vars": {"d": 4}, "shared": True, "locals": {"e": 5}},
    ):
        one, other = ours.new_context(**arguments), theirs.new_context(**arguments)
        assert list(one.parent.items()) == list(other.parent.items())
        assert one.globals_keys == other.globals_keys
        assert one.blocks.keys() == other.blocks.keys()


def test_extends_include_and_import_work_from_the_cache(app, ctx):
    give(
        app,
        base_html="[{% block body %}{% endblock %}]",
        part_html="part {{ local }} ",
        macros_html="{% macro m() %}macro{% endmacro %}",
        page_html=(
            "{% extends 'base.html' %}{% block body %}"
            "{% set local = 'seen' %}{% include 'part.html' %}"
            "{% import 'macros.html' as macros %}{{ macros.m() }}"
            "{% include 'none.html' ignore missing %}{% endblock %}"
        ),
    )
    for _ in range(3):
        assert kolben.render_template("page.html") == "[part seen macro]"


def test_changed_template_is_read_again_only_with_auto_reload(tmp_path):
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "page.html"
    for reload, expected in ((True, "new"), (False, "old")):
        app = kolben.Kolben("reloading", root_path=str(tmp_path))
        app.config["TEMPLATES_AUTO_RELOAD"] = reload
        with app.app_context():
            page.write_text("old")
            assert kolben.render_template("page.html") == "old"
            page.write_text("new")
            page.touch()
            app.jinja_env.get_template("page.html")._uptodate = lambda: False
            assert kolben.render_template("page.html") == expected


def test_cleared_or_absent_cache_is_respected(app, ctx):
    give(app, page_html="old")
    assert kolben.render_template("page.html") == "old"
    give(app, page_html="new")
    assert kolben.render_template("page.html") == "old"
    app.jinja_env.cache.clear()
    assert kolben.render_template("page.html") == "new"
    app.jinja_env.cache = None
    give(app, page_html="newest")
    assert kolben.render_template("page.html") == "newest"


def test_full_cache_throws_out_what_was_unused_longest(app, ctx):
    app.jinja_options = {"cache_size": 4}
    give(app, **{f"t{number}_html": str(number) for number in range(9)})
    for number in range(1, 9):
        kolben.render_template("t0.html")
        kolben.render_template(f"t{number}.html")
    cache = app.jinja_env.cache
    assert isinstance(cache, LRUCache)
    assert {name for _, name in cache} >= {"t0.html", "t8.html", "t7.html"}
    assert len(cache) == 4


def test_overridden_get_template_is_called(app, ctx):
    class Themed(templating.Environment):
        def get_template(self, name, parent=None, globals=None):  # noqa: A002
            return super().get_template(f"theme/{name}", parent, globals)

    app.jinja_environment = Themed
    app.jinja_loader = DictLoader({"theme/page.html": "themed"})
    assert kolben.render_template("page.html") == "themed"


def test_template_class_of_a_mixin_is_kept(app, ctx):
    class Native(templating.Environment, NativeEnvironment):
        pass

    app.jinja_environment = Native
    assert kolben.render_template_string("{{ [1, 2] }}") == [1, 2]


def test_plain_jinja_environment_renders_too(app, ctx):
    class Plain(jinja2.Environment):
        def __init__(self, app, **options):
            super().__init__(loader=app.create_global_jinja_loader(), **options)

    give(app, page_html="plain {{ request.args.q }}")
    app.jinja_environment = Plain
    assert kolben.render_template("page.html") == "plain 1"


def test_filters_tests_and_globals_of_the_app(app, ctx):
    app.template_filter("double")(lambda value: value * 2)
    app.template_test("small")(lambda value: value < 3)
    app.template_global("three")(lambda: 3)
    text = "{{ 2|double }} {{ 2 is small }} {{ three() }}"
    assert kolben.render_template_string(text) == "4 True 3"


# Signals and streams


def test_signals_tell_template_and_context(app, ctx):
    give(app, page_html="{{ a }}{{ b }}")
    seen = []

    def before(sender, template, context, **_):
        context["b"] = "changed"
        seen.append((sender, template.name))

    def after(sender, template, context, **_):
        seen.append((template.name, context["a"], context["request"]))

    with (
        signals.before_render_template.connected_to(before, app),
        signals.template_rendered.connected_to(after, app),
    ):
        assert kolben.render_template("page.html", a="a ") == "a changed"
    assert seen == [(app, "page.html"), ("page.html", "a ", ctx.request)]


def test_stream_keeps_the_request_and_tells_its_end(app, client):
    give(app, page_html="{% for n in items %}{{ n }}{{ request.args.q }} {% endfor %}")
    seen = []

    def numbers():
        for number in range(3):
            seen.append(number)
            yield number

    app.add_url_rule(
        "/", view_func=lambda: kolben.stream_template("page.html", items=numbers())
    )

    def after(sender, **_):
        seen.append("end")

    with signals.template_rendered.connected_to(after, app):
        assert client.get("/?q=x").text == "0x 1x 2x "
    assert seen == [0, 1, 2, "end"]


def test_stream_is_made_piece_by_piece(app):
    with app.app_context():
        pieces = kolben.stream_template_string(
            "{% for n in items %}{{ n }}{% endfor %}", items=iter([1, 2])
        )
        assert next(pieces) == "1"
        assert "".join(pieces) == "2"


def test_get_template_attribute_gives_macros(app, ctx):
    give(app, macros_html="{% macro hi(name) %}Hi {{ name }}{% endmacro %}")
    assert kolben.get_template_attribute("macros.html", "hi")("<") == "Hi &lt;"


def test_attributes_and_items_are_found_as_jinja_does(app):
    class Odd:
        value = None

        @property
        def broken(self):
            raise AttributeError("inside")

        def __getitem__(self, name):
            return f"item {name}"

    theirs = jinja2.Environment()
    ours = app.jinja_env
    for obj in ({"items": 1, "a": 2}, Odd(), [1], None, jinja2.Undefined(name="x")):
        for name in ("items", "a", "value", "broken", "absent", "__class__"):
            try:
                expected = theirs.getattr(obj, name)
            except jinja2.UndefinedError as e:
                with pytest.raises(jinja2.UndefinedError, match=str(e)):
                    ours.getattr(obj, name)
                continue
            found = ours.getattr(obj, name)
            assert type(found) is type(expected)
            if isinstance(expected, jinja2.Undefined):
                assert found._undefined_message == expected._undefined_message


def test_error_inside_a_property_is_raised(app, ctx):
    class Broken:
        @property
        def name(self):
            return 1 / 0

    with pytest.raises(ZeroDivisionError):
        kolben.render_template_string("{{ obj.name }}", obj=Broken())


def test_sandbox_keeps_its_say_on_attributes(app, ctx):
    class Boxed(templating.Environment, SandboxedEnvironment):
        pass

    class MoreBoxed(Boxed):
        pass

    for environment in (Boxed, MoreBoxed):
        env = environment(app)
        with pytest.raises(SecurityError):
            env.from_string("{{ ''.__class__.__mro__ }}").render()
