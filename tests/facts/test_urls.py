"""F31-F34: building URLs and matching them."""

from __future__ import annotations

import pytest
from werkzeug.routing import BuildError


def test_f31_server_name_does_not_limit_routing(app, client):
    app.config["SERVER_NAME"] = "example.org"
    app.add_url_rule("/", "index", lambda: "index")
    assert client.get("/", base_url="http://other.test").text == "index"


@pytest.mark.filterwarnings("ignore:Current server name")
def test_f31_a_foreign_host_is_a_404_with_subdomain_matching(web):
    app = web.Flask("facts", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.org"
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/", "shop", lambda: "shop", subdomain="shop")
    client = app.test_client()

    assert client.get("/").text == "index"
    assert client.get("/", base_url="http://shop.example.org").text == "shop"
    assert client.get("/", base_url="http://other.test").status_code == 404
    assert client.get("/", base_url="http://a.shop.example.org").status_code == 404


@pytest.mark.filterwarnings("ignore:Current server name")
def test_f31_a_foreign_host_has_a_subdomain_no_name_can_have(web):
    app = web.Flask("facts", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.org"
    app.add_url_rule("/", "shop", lambda shop: [shop], subdomain="<shop>")
    answer = app.test_client().get("/", base_url="http://other.test")
    assert answer.json == ["<invalid>"]


def test_f31_host_matching_ignores_server_name(web):
    app = web.Flask("facts", host_matching=True, static_host="static.test")
    app.config["SERVER_NAME"] = "example.org"
    app.add_url_rule("/", "one", lambda: "one", host="one.test")
    app.add_url_rule("/", "two", lambda name: name, host="<name>.two.test")
    client = app.test_client()

    assert client.get("/", base_url="http://one.test").text == "one"
    assert client.get("/", base_url="http://x.two.test").text == "x"
    assert client.get("/", base_url="http://example.org").status_code == 404


def test_f31_the_session_cookie_has_no_domain_from_server_name(web, app, client):
    app.config["SERVER_NAME"] = "example.org"

    @app.get("/")
    def index():
        web.session["a"] = 1
        return ""

    assert "Domain" not in client.get("/").headers["Set-Cookie"]


@pytest.fixture
def urls(web, app):
    """`url_for` inside a request to a page of a blueprint."""
    bp = web.Blueprint("bp", "facts", url_prefix="/bp")
    bp.add_url_rule("/page/<name>", "page", lambda name: name)
    bp.add_url_rule("/post", "post", lambda: "", methods=["POST"])
    app.add_url_rule("/page/<name>", "page", lambda name: name)
    app.add_url_rule("/items", "items", lambda: "")
    app.add_url_rule(
        "/items/new", "items", app.view_functions["items"], methods=["PUT"]
    )
    app.register_blueprint(bp)
    return web.url_for


def test_f32_urls_are_relative_inside_a_request(app, urls):
    with app.test_request_context("/bp/page/x", base_url="http://example.org/mount"):
        assert urls("page", name="y") == "/mount/page/y"
        assert urls(".page", name="y") == "/mount/bp/page/y"
        assert urls("bp.page", name="y") == "/mount/bp/page/y"
        external = urls("page", name="y", _external=True)
        assert external == "http://example.org/mount/page/y"


def test_f32_urls_are_external_outside_a_request(app, urls):
    app.config.update(
        SERVER_NAME="example.org",
        APPLICATION_ROOT="/mount",
        PREFERRED_URL_SCHEME="https",
    )
    with app.app_context():
        assert urls("page", name="y") == "https://example.org/mount/page/y"
        assert urls("page", name="y", _external=False) == "/mount/page/y"


def test_f32_without_server_name_urls_need_a_request(app, urls):
    with app.app_context(), pytest.raises(RuntimeError, match="SERVER_NAME"):
        urls("page", name="y")


def test_f32_scheme_implies_external(app, urls):
    with app.test_request_context("/"):
        assert urls("items", _scheme="https") == "https://localhost/items"
        with pytest.raises(ValueError, match="_external"):
            urls("items", _scheme="https", _external=False)


def test_f32_scheme_and_external_false_outside_a_request(app, urls):
    app.config["SERVER_NAME"] = "example.org"
    with app.app_context(), pytest.raises(ValueError, match="_external"):
        urls("items", _scheme="https", _external=False)


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({"a": None}, "/items"),
        ({"a": [1, 2]}, "/items?a=1&a=2"),
        ({"a": "x y&z"}, "/items?a=x+y%26z"),
        ({"a": "ä", "_anchor": "x y/ä"}, "/items?a=%C3%A4#x%20y/%C3%A4"),
        ({"_anchor": ""}, "/items#"),
        ({"_anchor": None}, "/items"),
        ({"_method": "PUT"}, "/items/new"),
        ({"b": 2, "a": 1}, "/items?b=2&a=1"),
        ({"a": True, "b": 0, "c": ""}, "/items?a=True&b=0&c="),
    ],
)
def test_f32_values_become_the_query(app, urls, values, url):
    with app.test_request_context("/"):
        assert urls("items", **values) == url


def test_f32_values_in_the_path_are_quoted(app, urls):
    with app.test_request_context("/"):
        assert urls("page", name="a b/ä?#%") == "/page/a%20b/%C3%A4%3F%23%25"


def test_f32_the_app_builds_urls_without_a_proxy(app, urls):
    with app.test_request_context("/"):
        assert app.url_for("items", a=1) == "/items?a=1"


def test_f32_a_relative_endpoint_needs_a_blueprint_only_if_there_is_one(app, urls):
    with app.test_request_context("/"):
        assert urls(".items") == "/items"


def test_f32_unknown_endpoints_and_missing_values_are_build_errors(app, urls):
    with app.test_request_context("/"):
        with pytest.raises(BuildError, match="nowhere"):
            urls("nowhere")
        with pytest.raises(BuildError, match="name"):
            urls("page")


def test_f33_url_defaults_run_by_the_endpoint(web, app):
    one = web.Blueprint("one", "facts", url_prefix="/one")
    two = web.Blueprint("two", "facts", url_prefix="/two")
    log = []
    for bp in one, two:
        bp.add_url_rule("/<x>", "page", lambda x: "")

        @bp.url_defaults
        def defaults(endpoint, values, name=bp.name):
            log.append((name, endpoint))
            values.setdefault("x", name)

        app.register_blueprint(bp)

    @app.url_defaults
    def defaults_of_app(endpoint, values):
        log.append(("app", endpoint))

    with app.test_request_context("/one/1"):
        assert web.url_for("two.page") == "/two/two"
    assert log == [("app", "two.page"), ("two", "two.page")]


def test_f33_url_defaults_run_outer_to_inner(web, app):
    outer = web.Blueprint("outer", "facts", url_prefix="/outer")
    inner = web.Blueprint("inner", "facts", url_prefix="/inner")
    inner.add_url_rule("/", "page", lambda: "")
    log = []
    for target, name in (inner, "inner"), (outer, "outer"), (app, "app"):
        target.url_defaults(lambda endpoint, values, name=name: log.append(name))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    with app.test_request_context("/"):
        web.url_for("outer.inner.page")
    assert log == ["app", "outer", "inner"]


def test_f33_build_error_handlers_are_asked_in_order_and_may_pass(web, app):
    log = []

    def passes(error, endpoint, values):
        log.append("passes")

    def raises(error, endpoint, values):
        log.append("raises")
        raise error

    def answers(error, endpoint, values):
        log.append((endpoint, values))
        return "/built"

    app.url_build_error_handlers += [passes, raises, answers]
    with app.test_request_context("/"):
        assert web.url_for("nowhere", a=1, _anchor="x") == "/built"
    assert log[:2] == ["passes", "raises"]
    endpoint, values = log[2]
    assert endpoint == "nowhere"
    assert values["a"] == 1


def test_f33_when_all_handlers_pass_the_first_error_is_raised(web, app):
    app.url_build_error_handlers.append(lambda error, endpoint, values: None)
    with app.test_request_context("/"), pytest.raises(BuildError):
        web.url_for("nowhere")


def test_f34_a_literal_wins_over_a_variable_in_any_order(app, client):
    app.add_url_rule("/<name>", "variable", lambda name: name)
    app.add_url_rule("/<int:number>", "number", lambda number: f"int {number}")
    app.add_url_rule("/literal", "literal", lambda: "the literal")
    assert client.get("/literal").text == "the literal"
    assert client.get("/7").text == "int 7"
    assert client.get("/other").text == "other"


def test_f34_double_slashes_are_merged_by_redirect(app, client):
    app.add_url_rule("/a/b", "page", lambda: "page")
    answer = client.get("/a///b?x=1")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "http://localhost/a/b?x=1"


def test_f34_merge_slashes_can_be_turned_off(app, client):
    app.url_map.merge_slashes = False
    app.add_url_rule("/a/b", "page", lambda: "page")
    app.add_url_rule("/p/<path:rest>", "rest", lambda rest: rest)
    assert client.get("/a//b").status_code == 404
    assert client.get("/p/x//y").text == "x//y"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/1", 200), ("/01", 200), ("/-1", 404), ("/+1", 404), ("/1.0", 404), ("/x", 404)],
)
def test_f34_int_takes_digits_only(app, client, path, status):
    app.add_url_rule("/<int:number>", "number", lambda number: str(number))
    assert client.get(path).status_code == status


def test_f34_signed_numbers_have_to_be_asked_for(app, client):
    app.add_url_rule("/<int(signed=True):number>", "number", lambda number: [number])
    assert client.get("/-12").json == [-12]


def test_f34_an_encoded_slash_is_a_slash_by_the_time_of_routing(app, client):
    app.add_url_rule("/<string:name>", "name", lambda name: name)
    assert client.get("/a%2Fb").status_code == 404


def test_f34_defaults_redirect_to_the_shorter_url(app, client):
    app.add_url_rule("/p/", "page", lambda number: f"{number}", defaults={"number": 1})
    app.add_url_rule("/p/<int:number>", "page", app.view_functions["page"])
    answer = client.get("/p/1")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "http://localhost/p/"
    assert client.get("/p/").text == "1"
    assert client.get("/p/2").text == "2"


def test_f34_a_rule_without_strict_slashes_takes_both(app, client):
    app.add_url_rule("/a/", "a", lambda: "a", strict_slashes=False)
    app.add_url_rule("/b", "b", lambda: "b", strict_slashes=False)
    for path in "/a", "/a/", "/b", "/b/":
        assert client.get(path).status_code == 200


def test_f34_redirect_to(app, client):
    app.add_url_rule("/old/<name>", "old", redirect_to="new/<name>")
    app.add_url_rule("/new/<name>", "new", lambda name: name)
    answer = client.get("/old/x")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "http://localhost/new/x"
