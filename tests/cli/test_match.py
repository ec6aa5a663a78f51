import functools

import pytest

from kolben import Blueprint, Kolben
from kolben.cli.match import explain_match
from kolben.views import MethodView


@pytest.fixture
def site():
    return Kolben("site", static_folder=None)


def explain(app, method, url):
    """The answer as a dict: label → text, continuation lines joined."""
    lines = list(explain_match(app, method, url))
    assert lines[0] == f"{method.upper()} {url}"
    answer: dict[str, list[str]] = {}
    label = ""
    for line in lines[1:]:
        label = line[2:11].strip() or label
        answer.setdefault(label, []).append(" ".join(line[12:].split()))
    return {label: "\n".join(texts) for label, texts in answer.items()}


def test_rule_view_and_values(site):
    @site.get("/user/<username>/post/<int:post_id>")
    def show_post(username, post_id): ...

    answer = explain(site, "get", "/user/bob/post/3?page=2")
    assert answer["rule"].startswith("/user/<username>/post/<int:post_id> ")
    assert answer["endpoint"] == "show_post"
    line = show_post.__code__.co_firstlineno
    assert answer["view"].startswith("show_post (")
    assert answer["view"].endswith(f"test_match.py:{line})")
    assert answer["values"] == "username='bob', post_id=3"
    assert answer["hooks"] == "none"


def test_a_decorated_view_is_told_by_what_is_inside(site):
    def shown(): ...

    @site.get("/")
    @functools.wraps(shown)
    def wrapper():
        return shown()

    line = shown.__code__.co_firstlineno
    assert explain(site, "GET", "/")["view"].endswith(f"test_match.py:{line})")


def test_a_method_view_is_told_by_its_method(site):
    class Items(MethodView):
        def get(self): ...

        def post(self): ...

    site.add_url_rule("/", view_func=Items.as_view("items"))
    assert explain(site, "POST", "/")["view"].startswith("Items.post ")
    assert explain(site, "HEAD", "/")["view"].startswith("Items.get ")
    assert "automatically" in explain(site, "OPTIONS", "/")["view"]


def test_an_endpoint_without_a_view_is_told(site):
    site.add_url_rule("/", endpoint="empty")
    assert "has no view function" in explain(site, "GET", "/")["view"]


def test_hooks_are_in_their_order(site):
    outer = Blueprint("outer", "site", url_prefix="/outer")
    inner = Blueprint("inner", "site")

    def make(name):
        def hook(*args): ...

        hook.__qualname__ = name
        return hook

    for owner, name in ((site, "app"), (outer, "outer"), (inner, "inner")):
        owner.url_value_preprocessor(make(f"{name}_values"))
        owner.before_request(make(f"{name}_before"))
        owner.after_request(make(f"{name}_after_1"))
        owner.after_request(make(f"{name}_after_2"))
        owner.teardown_request(make(f"{name}_teardown"))
    site.teardown_appcontext(make("app_context"))
    inner.add_url_rule("/", "index", make("index"))
    outer.register_blueprint(inner)
    site.register_blueprint(outer)

    answer = explain(site, "GET", "/outer/")
    names = [line.split()[2] for line in answer["hooks"].splitlines()]
    assert names == [
        *("app_values", "outer_values", "inner_values"),
        *("app_before", "outer_before", "inner_before"),
        *("inner_after_2", "inner_after_1", "outer_after_2", "outer_after_1"),
        *("app_after_2", "app_after_1"),
        *("inner_teardown", "outer_teardown", "app_teardown"),
        "app_context",
    ]
    assert "of blueprint 'outer.inner'" in answer["hooks"]
    # Without a rule there is no blueprint: the app's alone.
    assert "inner" not in explain(site, "GET", "/nowhere")["hooks"]


def test_a_slash_redirect_says_why(site):
    site.add_url_rule("/about/", "about")
    answer = explain(site, "GET", "/about")
    assert answer["ends in"] == "308 redirect to http://localhost/about/"
    assert "ends in a slash" in answer["because"]


def test_merged_slashes_say_why(site):
    site.add_url_rule("/a/b", "b")
    answer = explain(site, "GET", "/a//b")
    assert answer["ends in"] == "308 redirect to http://localhost/a/b"
    assert "merge_slashes" in answer["because"]


def test_an_alias_says_why(site):
    site.add_url_rule("/old", "old", redirect_to="/new")
    assert "alias" in explain(site, "GET", "/old")["because"]


def test_a_wrong_method_shows_the_rules_of_the_path(site):
    site.add_url_rule("/a", "read", methods=["GET"])
    site.add_url_rule("/a", "write", methods=["POST"])
    answer = explain(site, "DELETE", "/a")
    assert answer["ends in"] == "405 Method Not Allowed"
    assert "none for DELETE" in answer["because"]
    assert "-> read" in answer["because"]
    assert "-> write" in answer["because"]


def test_an_unknown_path_shows_the_nearest_rules(site):
    site.add_url_rule("/users/<name>/posts", "posts")
    site.add_url_rule("/completely/different", "other")
    answer = explain(site, "GET", "/user/bob/posts")
    assert answer["ends in"] == "404 Not Found"
    assert "/users/<name>/posts" in answer["because"]
    assert "different" not in answer["because"]


def test_a_value_that_the_converter_refuses_is_told_from_an_unknown_path(site):
    site.add_url_rule("/post/<int:id>", "post")
    assert "does not accept" in explain(site, "GET", "/post/abc")["because"]
    assert explain(site, "GET", "/zzz")["because"] == "no rule has this path"


def test_the_handler_of_an_error_is_told(site):
    api = Blueprint("api", "site", url_prefix="/api", owns_errors=True)

    @site.errorhandler(404)
    def page_not_found(error): ...

    @api.errorhandler(404)
    def json_not_found(error): ...

    site.register_blueprint(api)
    site.add_url_rule("/a", "a")
    assert explain(site, "GET", "/b")["handler"].startswith("page_not_found ")
    assert explain(site, "GET", "/api/b")["handler"].startswith("json_not_found ")
    assert explain(site, "PUT", "/a")["handler"] == "none: the standard page"


def test_an_untrusted_host_is_a_400(site):
    site.config["TRUSTED_HOSTS"] = ["example.com"]
    answer = explain(site, "GET", "http://evil.example/")
    assert answer["ends in"] == "400 Bad Request"


def test_a_url_may_have_a_host():
    app = Kolben("x", static_folder=None, host_matching=True)
    app.add_url_rule("/", "api", host="api.example")
    assert explain(app, "GET", "http://api.example/")["endpoint"] == "api"
    assert "another host" in explain(app, "GET", "http://www.example/")["because"]


def test_two_slashes_begin_a_path_not_a_host(site):
    site.add_url_rule("/a", "a")
    assert explain(site, "GET", "//a")["endpoint"] == "a"
