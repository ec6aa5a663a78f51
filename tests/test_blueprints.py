"""Registration of blueprints, and the errors of the prefix that one owns."""

import pytest
from werkzeug.exceptions import HTTPException

from kolben import Blueprint, Kolben, abort, request


def make_api(name="api", prefix="/api", *, owns_errors=True, **options):
    api = Blueprint(name, __name__, url_prefix=prefix, owns_errors=owns_errors)

    def answer(error):
        return {"by": name, "code": error.code}, error.code

    for code in options.get("codes", (400, 404, 405, 413, 415, 500)):
        api.register_error_handler(code, answer)
    return api


def test_prefixes_join_with_one_slash_and_names_with_a_dot(app, client):
    outer = Blueprint("outer", __name__, url_prefix="/outer/")
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    inner.add_url_rule("/page", "page", lambda: request.endpoint)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    assert client.get("/outer/inner/page").text == "outer.inner.page"
    assert list(app.blueprints) == ["outer", "outer.inner"]


@pytest.mark.parametrize("name", ["", "a.b"])
def test_name_that_cannot_be_part_of_an_endpoint_is_refused(name):
    with pytest.raises(ValueError, match="'name' may not"):
        Blueprint(name, __name__)


def test_second_registration_needs_another_name(app, client):
    page = Blueprint("page", __name__)
    page.add_url_rule("/", "show", lambda: request.endpoint)
    app.register_blueprint(page, url_prefix="/a")
    with pytest.raises(ValueError, match="Use 'name=' to provide a unique name"):
        app.register_blueprint(page, url_prefix="/b")
    app.register_blueprint(page, url_prefix="/b", name="other")
    assert client.get("/b/").text == "other.show"


def test_change_after_the_registration_is_refused_with_the_method_and_the_name(app):
    page = Blueprint("page", __name__)
    app.register_blueprint(page)
    with pytest.raises(AssertionError, match=r"'route'.*'page'"):
        page.route("/")


def test_blueprint_on_itself_is_refused():
    page = Blueprint("page", __name__)
    with pytest.raises(ValueError, match="itself"):
        page.register_blueprint(page)


def test_owner_answers_a_path_that_no_rule_matches(app, client):
    app.register_blueprint(make_api())
    answer = client.get("/api/nothing/here")
    assert (answer.status_code, answer.json) == (404, {"by": "api", "code": 404})


def test_owner_answers_the_bare_prefix(app, client):
    app.register_blueprint(make_api())
    assert client.get("/api").json == {"by": "api", "code": 404}


def test_path_that_only_begins_alike_is_not_the_owners(app, client):
    app.register_blueprint(make_api())
    assert client.get("/apix").mimetype == "text/html"


def test_owner_answers_a_wrong_method_and_keeps_allow(app, client):
    api = make_api()
    api.add_url_rule("/item", "item", lambda: "")
    app.register_blueprint(api)
    answer = client.delete("/api/item")
    assert answer.json == {"by": "api", "code": 405}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "x", "content_type": "text/plain"}, 415),
        ({"data": b"x" * 200, "content_type": "application/json"}, 413),
    ],
)
def test_owner_answers_a_body_that_cannot_be_read(app, client, sent, code):
    app.config["MAX_CONTENT_LENGTH"] = 100
    api = make_api()
    app.register_blueprint(api)
    app.add_url_rule("/api/app", "app_view", lambda: request.json, methods=["POST"])
    assert client.post("/api/app", **sent).json == {"by": "api", "code": code}


def test_owner_answers_an_unhandled_error_of_the_apps_own_view(app, client):
    app.testing = False
    app.register_blueprint(make_api())

    @app.get("/api/broken")
    def broken():
        raise ZeroDivisionError

    assert client.get("/api/broken").json == {"by": "api", "code": 500}


def test_longest_prefix_is_asked_first_and_passes_what_it_does_not_handle(app, client):
    app.register_blueprint(make_api("outer", "/api"))
    app.register_blueprint(make_api("inner", "/api/v2", codes=(404,)))
    app.add_url_rule("/api/v2/view", "view", lambda: abort(400))
    assert client.get("/api/v2/nothing").json["by"] == "inner"
    assert client.get("/api/v1/nothing").json["by"] == "outer"
    assert client.get("/api/v2/view").json == {"by": "outer", "code": 400}


def test_nested_owner_owns_the_joined_prefix(app, client):
    outer = Blueprint("outer", __name__, url_prefix="/a")
    outer.register_blueprint(make_api("inner", "/b"))
    app.register_blueprint(outer)
    assert client.get("/a/b/nothing").json == {"by": "inner", "code": 404}
    assert client.get("/a/nothing").mimetype == "text/html"


def test_variables_in_the_prefix_stand_for_any_segment(app, client):
    app.register_blueprint(make_api("tenant", "/<tenant>/api"))
    assert client.get("/acme/api/nothing").json["by"] == "tenant"
    assert client.get("/acme/other/nothing").mimetype == "text/html"


def test_blueprint_owns_nothing_unless_it_says_so(app, client):
    app.register_blueprint(make_api(owns_errors=False))
    assert client.get("/api/nothing").mimetype == "text/html"


def test_app_handlers_stay_for_everything_outside(app, client):
    app.register_blueprint(make_api())
    app.register_error_handler(404, lambda _: ("the site's page", 404))
    assert client.get("/nothing").text == "the site's page"
    assert client.get("/api/nothing").json["by"] == "api"


def make_catch_all(name, prefix, *, owns_errors=True):
    blueprint = Blueprint(name, __name__, url_prefix=prefix, owns_errors=owns_errors)
    blueprint.register_error_handler(
        HTTPException, lambda error: (f"{name} caught {error.code}", error.code)
    )
    return blueprint


def test_owner_with_a_handler_by_class_comes_before_the_apps_by_code(app, client):
    api = make_catch_all("api", "/api")
    api.add_url_rule("/own", "own", lambda: abort(404))
    app.register_blueprint(api)
    app.register_error_handler(404, lambda _: ("the site's page", 404))
    assert client.get("/api/nothing").text == "api caught 404"
    assert client.get("/api/own").text == "api caught 404"
    assert client.get("/nothing").text == "the site's page"


def test_inner_owner_by_class_comes_before_the_outer_one_by_code(app, client):
    outer = make_api("outer", "/api")
    outer.register_blueprint(make_catch_all("inner", "/v2"))
    app.register_blueprint(outer)
    assert client.get("/api/v2/nothing").text == "inner caught 404"
    assert client.get("/api/nothing").json["by"] == "outer"


def test_without_an_owner_the_apps_code_comes_before_a_blueprints_class(app, client):
    api = make_catch_all("api", "/api", owns_errors=False)
    api.add_url_rule("/own", "own", lambda: abort(404))
    app.register_blueprint(api)
    app.register_error_handler(404, lambda _: ("the site's page", 404))
    assert client.get("/api/own").text == "the site's page"


def test_every_registration_owns_its_prefix(app, client):
    api = make_api()
    app.register_blueprint(api)
    app.register_blueprint(api, name="again", url_prefix="/again")
    assert client.get("/api/nothing").json == {"by": "api", "code": 404}
    assert client.get("/again/nothing").json == {"by": "api", "code": 404}


def test_owner_of_a_subdomain_owns_nothing_of_the_others():
    app = Kolben(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = "site.test"
    api = make_api(prefix=None)
    api.subdomain = "api"
    app.register_blueprint(api)
    client = app.test_client()
    assert client.get("/x", subdomain="api").json == {"by": "api", "code": 404}
    assert client.get("/x").mimetype == "text/html"


def test_refused_host_below_the_prefix_is_the_owners(app, client):
    app.config["TRUSTED_HOSTS"] = ["site.test"]
    app.register_blueprint(make_api())
    assert client.get("/api/x").json == {"by": "api", "code": 400}


def test_wrong_name_of_a_blueprint_is_answered_with_the_nearest(app):
    app.register_blueprint(Blueprint("admin", __name__))
    with pytest.raises(KeyError) as caught:
        app.blueprints["admni"]
    assert str(caught.value) == (
        "No blueprint is registered as 'admni'. Did you mean 'admin'?"
    )
    assert app.blueprints.get("admni") is None
    assert "admni" not in app.blueprints
