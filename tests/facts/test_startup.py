"""F1-F4: registering routes, hooks and blueprints."""

from __future__ import annotations

import pytest

APP_SETUP = {
    "route": lambda app: app.route("/late")(lambda: ""),
    "get": lambda app: app.get("/late")(lambda: ""),
    "post": lambda app: app.post("/late")(lambda: ""),
    "add_url_rule": lambda app: app.add_url_rule("/late", "late", lambda: ""),
    "endpoint": lambda app: app.endpoint("late")(lambda: ""),
    "before_request": lambda app: app.before_request(lambda: None),
    "after_request": lambda app: app.after_request(lambda response: response),
    "teardown_request": lambda app: app.teardown_request(lambda exc: None),
    "teardown_appcontext": lambda app: app.teardown_appcontext(lambda exc: None),
    "context_processor": lambda app: app.context_processor(dict),
    "shell_context_processor": lambda app: app.shell_context_processor(dict),
    "url_value_preprocessor": lambda app: app.url_value_preprocessor(lambda e, v: None),
    "url_defaults": lambda app: app.url_defaults(lambda e, v: None),
    "errorhandler": lambda app: app.errorhandler(404)(lambda error: ""),
    "register_error_handler": lambda app: app.register_error_handler(404, str),
    "template_filter": lambda app: app.template_filter()(str.upper),
    "add_template_filter": lambda app: app.add_template_filter(str.upper),
    "template_test": lambda app: app.template_test()(str.isupper),
    "add_template_test": lambda app: app.add_template_test(str.isupper),
    "template_global": lambda app: app.template_global()(len),
    "add_template_global": lambda app: app.add_template_global(len),
}

BLUEPRINT_SETUP = {
    name: setup
    for name, setup in APP_SETUP.items()
    if "template" not in name and name not in {"teardown_appcontext"}
} | {
    "app_template_filter": lambda bp: bp.app_template_filter()(str.upper),
    "app_template_test": lambda bp: bp.app_template_test()(str.isupper),
    "app_template_global": lambda bp: bp.app_template_global()(len),
    "before_app_request": lambda bp: bp.before_app_request(lambda: None),
    "after_app_request": lambda bp: bp.after_app_request(lambda response: response),
    "teardown_app_request": lambda bp: bp.teardown_app_request(lambda exc: None),
    "app_context_processor": lambda bp: bp.app_context_processor(dict),
    "app_errorhandler": lambda bp: bp.app_errorhandler(404)(lambda error: ""),
    "app_url_value_preprocessor": lambda bp: bp.app_url_value_preprocessor(
        lambda e, v: None
    ),
    "app_url_defaults": lambda bp: bp.app_url_defaults(lambda e, v: None),
    "record": lambda bp: bp.record(lambda state: None),
    "record_once": lambda bp: bp.record_once(lambda state: None),
}
BLUEPRINT_SETUP.pop("shell_context_processor")


@pytest.mark.parametrize("name", APP_SETUP)
def test_f01_app_setup_after_the_first_request_is_an_assertion_error(app, name):
    APP_SETUP[name](app)

    app.test_client().get("/missing")

    with pytest.raises(AssertionError, match=name):
        APP_SETUP[name](app)


def test_f01_registering_a_blueprint_after_the_first_request_is_refused(web, app):
    app.test_client().get("/missing")
    with pytest.raises(AssertionError):
        app.register_blueprint(web.Blueprint("late", "facts"))


def test_f01_a_refused_setup_leaves_the_app_as_it_was(app, client):
    client.get("/")
    with pytest.raises(AssertionError):
        app.add_url_rule("/late", "late", lambda: "late")
    assert "late" not in app.view_functions
    assert client.get("/late").status_code == 404


def test_f01_app_context_alone_does_not_end_setup(app, client):
    with app.app_context(), app.test_request_context("/"):
        pass
    app.add_url_rule("/", "index", lambda: "index")
    assert client.get("/").text == "index"


@pytest.mark.parametrize("name", BLUEPRINT_SETUP)
def test_f01_blueprint_setup_after_registration_is_an_assertion_error(web, app, name):
    bp = web.Blueprint("bp", "facts")
    BLUEPRINT_SETUP[name](bp)
    app.register_blueprint(bp)

    with pytest.raises(AssertionError, match=name):
        BLUEPRINT_SETUP[name](bp)


def test_f01_nesting_into_a_registered_blueprint_is_refused(web, app):
    bp = web.Blueprint("bp", "facts")
    app.register_blueprint(bp)
    with pytest.raises(AssertionError):
        bp.register_blueprint(web.Blueprint("child", "facts"))


def test_f02_an_endpoint_may_be_added_again_with_the_same_function(app, client):
    def view():
        return "same"

    app.add_url_rule("/one", "page", view)
    app.add_url_rule("/two", "page", view)
    assert client.get("/one").text == client.get("/two").text == "same"


def test_f02_an_endpoint_with_another_function_is_refused(app):
    app.add_url_rule("/one", "page", lambda: "one")
    with pytest.raises(AssertionError, match="page"):
        app.add_url_rule("/two", "page", lambda: "two")


def test_f02_two_views_of_one_name_clash_by_their_endpoint(app):
    @app.route("/one")
    def page():
        return "one"

    def other():
        return "two"

    other.__name__ = "page"
    with pytest.raises(AssertionError, match="page"):
        app.route("/two")(other)


def test_f02_a_rule_without_view_waits_for_its_endpoint(app, client):
    app.add_url_rule("/", endpoint="index")
    assert "index" not in app.view_functions

    @app.endpoint("index")
    def anything():
        return "index"

    assert client.get("/").text == "index"


def test_f02_a_rule_left_without_view_is_a_500(app, client):
    app.add_url_rule("/", endpoint="index")
    assert client.get("/").status_code == 500


@pytest.mark.parametrize("name", ["", "a.b", "."])
def test_f03_blueprint_names_are_not_empty_and_have_no_dot(web, name):
    with pytest.raises(ValueError, match="name"):
        web.Blueprint(name, "facts")


def test_f03_blueprint_endpoints_have_no_dot(web):
    bp = web.Blueprint("bp", "facts")
    with pytest.raises(ValueError, match="endpoint"):
        bp.add_url_rule("/", endpoint="a.b", view_func=lambda: "")
    with pytest.raises(ValueError, match=r"\."):
        bp.route("/", endpoint="a.b")(lambda: "")


def test_f03_a_dot_in_the_view_name_of_a_blueprint_is_refused(web):
    bp = web.Blueprint("bp", "facts")

    def view():
        return ""

    view.__name__ = "a.b"
    with pytest.raises(ValueError, match="name"):
        bp.add_url_rule("/", view_func=view)


def test_f03_a_name_given_at_registration_replaces_the_own_one(web, app):
    bp = web.Blueprint("bp", "facts")
    app.register_blueprint(bp, name="x")
    assert set(app.blueprints) == {"x"}


def test_f03_a_dotted_endpoint_of_the_app_counts_as_a_blueprint(web, app, client):
    app.add_url_rule(
        "/", "a.b", lambda: [web.request.blueprint, *web.request.blueprints]
    )
    assert client.get("/").json == ["a", "a"]


def test_f04_one_blueprint_name_is_used_once(web, app):
    app.register_blueprint(web.Blueprint("bp", "facts"))
    with pytest.raises(ValueError, match="bp"):
        app.register_blueprint(web.Blueprint("bp", "facts"))


def test_f04_the_same_blueprint_again_needs_another_name(web, app, client):
    bp = web.Blueprint("bp", "facts")
    bp.add_url_rule("/", "index", lambda: web.request.endpoint)

    app.register_blueprint(bp, url_prefix="/one")
    with pytest.raises(ValueError, match="bp"):
        app.register_blueprint(bp, url_prefix="/two")
    app.register_blueprint(bp, url_prefix="/three", name="third")

    assert client.get("/one/").text == "bp.index"
    assert client.get("/three/").text == "third.index"


def test_f04_a_blueprint_cannot_contain_itself(web):
    bp = web.Blueprint("bp", "facts")
    with pytest.raises(ValueError, match="itself"):
        bp.register_blueprint(bp)


def test_f04_nested_blueprints_get_dotted_names(web, app, client):
    outer = web.Blueprint("outer", "facts", url_prefix="/outer")
    inner = web.Blueprint("inner", "facts", url_prefix="/inner")
    inner.add_url_rule("/", "index", lambda: web.request.blueprints)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)

    assert set(app.blueprints) == {"outer", "outer.inner"}
    assert client.get("/outer/inner/").json == ["outer.inner", "outer"]


def test_f04_two_children_of_one_name_clash(web, app):
    outer = web.Blueprint("outer", "facts")
    outer.register_blueprint(web.Blueprint("inner", "facts"))
    outer.register_blueprint(web.Blueprint("inner", "facts"))
    with pytest.raises(ValueError, match="inner"):
        app.register_blueprint(outer)


@pytest.mark.parametrize("outer_prefix", ["/outer", "/outer/"])
@pytest.mark.parametrize("inner_prefix", ["/inner", "inner", "/inner/"])
@pytest.mark.parametrize("path", ["/page", "page"])
def test_f04_prefixes_join_with_one_slash(
    web, app, client, outer_prefix, inner_prefix, path
):
    if path == "page" and not inner_prefix.endswith("/"):
        path = "/page"
    outer = web.Blueprint("outer", "facts", url_prefix=outer_prefix)
    inner = web.Blueprint("inner", "facts", url_prefix=inner_prefix)
    inner.add_url_rule(path, "page", lambda: "page")
    outer.register_blueprint(inner)
    app.register_blueprint(outer)

    assert client.get("/outer/inner/page").text == "page"


def test_f04_a_prefix_given_at_registration_wins(web, app, client):
    outer = web.Blueprint("outer", "facts", url_prefix="/outer")
    inner = web.Blueprint("inner", "facts", url_prefix="/inner")
    inner.add_url_rule("/", "index", lambda: web.request.path)
    outer.register_blueprint(inner, url_prefix="/given")
    app.register_blueprint(outer, url_prefix="/top")

    assert client.get("/top/given/").text == "/top/given/"


def test_f04_an_empty_rule_is_the_prefix_itself(web, app, client):
    bp = web.Blueprint("bp", "facts", url_prefix="/bp")
    bp.add_url_rule("", "bare", lambda: "bare")
    bp.add_url_rule("/", "slash", lambda: "slash")
    app.register_blueprint(bp)

    assert client.get("/bp").text == "bare"
    assert client.get("/bp/").text == "slash"


def test_f04_subdomains_join_with_a_dot(web, client):
    app = web.Flask("facts", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.org"
    outer = web.Blueprint("outer", "facts", subdomain="shop")
    inner = web.Blueprint("inner", "facts", subdomain="admin")
    inner.add_url_rule("/", "index", lambda: "inner")
    outer.register_blueprint(inner)
    app.register_blueprint(outer)

    answer = app.test_client().get("/", base_url="http://admin.shop.example.org")
    assert answer.text == "inner"
