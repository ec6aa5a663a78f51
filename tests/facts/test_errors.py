"""F16-F23: which handler is asked, and what it gets."""

from __future__ import annotations

import logging

import pytest
from werkzeug.exceptions import (
    BadRequestKeyError,
    Forbidden,
    HTTPException,
    InternalServerError,
    NotFound,
)
from werkzeug.wrappers import Response as BaseResponse


def name_handler(name):
    """An error handler that tells its name and what it was given."""

    def handle(error):
        return f"{name} {type(error).__name__}", 418

    return handle


def failing(error):
    def view():
        raise error

    return view


@pytest.fixture
def nested(web, app):
    """Inner and outer blueprint, each with a view that is forbidden."""
    outer = web.Blueprint("outer", "facts", url_prefix="/outer")
    inner = web.Blueprint("inner", "facts", url_prefix="/inner")
    for target in app, outer, inner:
        target.add_url_rule("/deny", "deny", failing(Forbidden()))
        target.add_url_rule("/key", "key", failing(KeyError("key")))

    def register():
        outer.register_blueprint(inner)
        app.register_blueprint(outer)
        return app.test_client()

    return inner, outer, register


def test_f16_code_handlers_of_the_app_beat_class_handlers_of_a_blueprint(app, nested):
    inner, _outer, register = nested
    inner.register_error_handler(HTTPException, name_handler("inner class"))
    app.register_error_handler(403, name_handler("app code"))
    client = register()
    assert client.get("/outer/inner/deny").text == "app code Forbidden"


def test_f16_the_inner_blueprint_is_asked_first(app, nested):
    inner, outer, register = nested
    for target, name in (app, "app"), (outer, "outer"), (inner, "inner"):
        target.register_error_handler(403, name_handler(name))
    client = register()
    assert client.get("/outer/inner/deny").text == "inner Forbidden"
    assert client.get("/outer/deny").text == "outer Forbidden"
    assert client.get("/deny").text == "app Forbidden"


def test_f16_the_outer_blueprint_serves_the_inner_one_without_handler(app, nested):
    _inner, outer, register = nested
    outer.register_error_handler(KeyError, name_handler("outer"))
    app.register_error_handler(KeyError, name_handler("app"))
    client = register()
    assert client.get("/outer/inner/key").text == "outer KeyError"
    assert client.get("/key").text == "app KeyError"


def test_f16_a_near_base_class_beats_a_far_one(app, nested):
    _, _, register = nested
    app.register_error_handler(LookupError, name_handler("lookup"))
    app.register_error_handler(Exception, name_handler("any"))
    client = register()
    assert client.get("/key").text == "lookup KeyError"
    assert client.get("/deny").text == "any Forbidden"


def test_f16_a_blueprint_base_class_beats_an_app_exact_class(app, nested):
    inner, _, register = nested
    inner.register_error_handler(LookupError, name_handler("inner"))
    app.register_error_handler(KeyError, name_handler("app"))
    assert register().get("/outer/inner/key").text == "inner KeyError"


def test_f16_a_class_of_http_error_is_filed_under_its_code(app, nested):
    inner, _, register = nested
    inner.register_error_handler(HTTPException, name_handler("inner"))
    app.register_error_handler(Forbidden, name_handler("app"))
    assert register().get("/outer/inner/deny").text == "app Forbidden"


def test_f16_the_last_handler_registered_for_a_class_wins(app, nested):
    _, _, register = nested
    app.register_error_handler(KeyError, name_handler("one"))
    app.register_error_handler(KeyError, name_handler("two"))
    assert register().get("/key").text == "two KeyError"


@pytest.mark.parametrize("what", [999, "x", KeyError("x"), int, 3.5])
def test_f16_nonsense_is_refused_as_an_error_class(app, what):
    with pytest.raises((ValueError, TypeError, KeyError)):
        app.register_error_handler(what, lambda error: "")


@pytest.mark.parametrize("answer", [None, 5, ("a",), object()])
def test_f17_a_wrong_return_value_does_not_reach_type_error_handlers(
    app, client, answer
):
    app.register_error_handler(TypeError, name_handler("type"))
    app.add_url_rule("/", "index", lambda: answer)
    assert client.get("/").status_code == 500


@pytest.mark.parametrize("what", [500, InternalServerError, HTTPException, Exception])
def test_f17_a_wrong_return_value_reaches_the_handlers_of_server_errors(
    app, client, what
):
    seen = []

    @app.errorhandler(what)
    def handle(error):
        seen.append(error)
        return "handled", 500

    app.add_url_rule("/", "index", lambda: None)
    assert client.get("/").text == "handled"
    assert type(seen[0]) is InternalServerError
    assert type(seen[0].original_exception) is TypeError


def test_f17_the_message_names_the_endpoint(app, client):
    app.testing = True
    app.add_url_rule("/", "that_view", lambda: None)
    with pytest.raises(TypeError, match="that_view"):
        client.get("/")


@pytest.mark.parametrize("what", [500, InternalServerError, HTTPException])
def test_f18_server_error_handlers_get_the_original_exception(app, client, what):
    error = KeyError("view")

    @app.errorhandler(what)
    def handle(given):
        assert type(given) is InternalServerError
        return [type(given).__name__, given.original_exception is error]

    app.add_url_rule("/", "index", failing(error))
    assert client.get("/").json == ["InternalServerError", True]


def test_f18_abort_500_has_no_original_exception(web, app, client):
    @app.errorhandler(500)
    def handle(given):
        return [given.original_exception]

    @app.get("/")
    def index():
        web.abort(500)

    assert client.get("/").json == [None]


def test_f18_a_handler_that_raises_leads_to_the_500_handler(app, client):
    @app.errorhandler(KeyError)
    def fails(error):
        raise ValueError("handler")

    @app.errorhandler(500)
    def handle(error):
        return repr(error.original_exception)

    app.add_url_rule("/", "index", failing(KeyError("view")))
    assert client.get("/").text == "ValueError('handler')"


def test_f18_exception_handler_catches_404_but_no_redirect(app, client):
    app.register_error_handler(Exception, name_handler("any"))
    app.add_url_rule("/slash/", "slash", lambda: "slash")
    assert client.get("/missing").text == "any NotFound"
    assert client.get("/slash").status_code == 308


def test_f18_exception_handler_gets_the_exception_itself(app, client):
    app.register_error_handler(Exception, name_handler("any"))
    app.add_url_rule("/", "index", failing(KeyError("view")))
    assert client.get("/").text == "any KeyError"


def test_f18_http_exception_handler_does_not_get_user_errors_unwrapped(app, client):
    app.register_error_handler(HTTPException, name_handler("http"))
    app.add_url_rule("/", "index", failing(KeyError("view")))
    assert client.get("/").text == "http InternalServerError"


@pytest.mark.parametrize(
    ("config", "raises"),
    [
        ({}, False),
        ({"TESTING": True}, True),
        ({"DEBUG": True}, True),
        ({"PROPAGATE_EXCEPTIONS": True}, True),
        ({"TESTING": True, "PROPAGATE_EXCEPTIONS": False}, False),
        ({"DEBUG": True, "PROPAGATE_EXCEPTIONS": False}, False),
    ],
)
def test_f19_errors_propagate_in_testing_and_debug(app, client, config, raises):
    app.config.update(config)
    app.add_url_rule("/", "index", failing(KeyError("view")))
    if raises:
        with pytest.raises(KeyError, match="view"):
            client.get("/")
    else:
        assert client.get("/").status_code == 500


def test_f19_got_request_exception_comes_before_propagation(web, app, client):
    app.testing = True
    error = KeyError("view")
    seen = []
    app.add_url_rule("/", "index", failing(error))

    def receive(sender, exception):
        seen.append(exception)

    with (
        web.got_request_exception.connected_to(receive, app),
        pytest.raises(KeyError),
    ):
        client.get("/")
    assert seen == [error]


def test_f19_got_request_exception_is_not_sent_for_handled_errors(web, app, client):
    seen = []
    app.register_error_handler(KeyError, lambda error: "handled")
    app.add_url_rule("/", "index", failing(KeyError("view")))

    def receive(sender, exception):
        seen.append(exception)

    with web.got_request_exception.connected_to(receive, app):
        client.get("/")
        client.get("/missing")
    assert seen == []


def test_f19_an_unhandled_error_is_logged_with_path_and_method(app, client, caplog):
    app.add_url_rule("/broken", "index", failing(KeyError("view")))
    with caplog.at_level(logging.ERROR):
        client.get("/broken")
    (record,) = caplog.records
    assert record.name == "facts"
    assert "/broken" in record.getMessage()
    assert "GET" in record.getMessage()
    assert record.exc_info[0] is KeyError


def test_f20_a_missing_form_key_is_a_400_outside_debug(web, app, client):
    app.add_url_rule(
        "/", "index", lambda: web.request.form["name"], methods=["GET", "POST"]
    )
    answer = client.post("/")
    assert answer.status_code == 400
    assert "name" not in answer.text


def test_f20_a_missing_form_key_propagates_in_debug_and_names_the_key(web, app, client):
    app.debug = True
    app.add_url_rule("/", "index", lambda: web.request.form["the_key"])
    with pytest.raises(BadRequestKeyError, match="the_key"):
        client.get("/")


def test_f20_trap_bad_request_errors_decides_over_debug(web, app, client):
    app.debug = True
    app.config["TRAP_BAD_REQUEST_ERRORS"] = False
    app.add_url_rule("/", "index", lambda: web.request.form["the_key"])
    answer = client.get("/")
    assert answer.status_code == 400
    assert "the_key" in answer.text, "debug shows the key in the page"


def test_f20_trap_bad_request_errors_outside_debug(web, app, client):
    app.testing = True
    app.config["TRAP_BAD_REQUEST_ERRORS"] = True
    app.add_url_rule("/", "index", lambda: web.request.form["the_key"])
    with pytest.raises(BadRequestKeyError):
        client.get("/")


def test_f20_trap_http_exceptions_treats_http_errors_as_any_other(app, client):
    app.testing = True
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    with pytest.raises(NotFound):
        client.get("/missing")


def test_f20_trapped_http_exceptions_are_a_500_without_a_handler(app, client):
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    assert client.get("/missing").status_code == 500


def test_f20_trapped_http_exceptions_still_look_for_a_handler_by_code(app, client):
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    app.register_error_handler(404, name_handler("404"))
    assert client.get("/missing").text == "404 NotFound"


def test_f20_trapped_http_exceptions_still_look_for_a_handler_by_class(app, client):
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    app.register_error_handler(Exception, name_handler("any"))
    assert client.get("/missing").text == "any NotFound"


def test_f21_abort_with_a_response_bypasses_the_handlers(web, app, client):
    app.register_error_handler(404, name_handler("404"))

    @app.get("/")
    def index():
        web.abort(web.Response("as it is", 404))

    @app.get("/plain")
    def plain():
        web.abort(BaseResponse("plain", 404))

    assert client.get("/").text == "as it is"
    assert client.get("/plain").text == "plain"


def test_f21_abort_by_code_asks_the_handlers(web, app, client):
    app.register_error_handler(404, name_handler("404"))

    @app.get("/")
    def index():
        web.abort(404, "nothing here")

    assert client.get("/").text == "404 NotFound"


def test_f21_abort_uses_the_aborter_of_the_app(web, app, client):
    class Teapot(HTTPException):
        code = 999
        description = "own"

    app.aborter.mapping[999] = Teapot

    @app.get("/")
    def index():
        web.abort(999)

    assert client.get("/").status_code == 999


@pytest.mark.parametrize("what", [308, HTTPException, Exception])
def test_f21_routing_exceptions_reach_no_handler(app, client, what):
    if what != 308:
        app.register_error_handler(what, name_handler("any"))
    app.add_url_rule("/slash/", "slash", lambda: "slash")
    assert client.get("/slash").status_code == 308


def test_f22_handlers_of_a_blueprint_are_not_asked_for_its_prefix(web, app, client):
    bp = web.Blueprint("bp", "facts", url_prefix="/bp")
    bp.register_error_handler(404, name_handler("bp"))
    bp.register_error_handler(405, name_handler("bp"))
    bp.add_url_rule("/page", "page", lambda: "page")
    app.register_blueprint(bp)

    assert client.get("/bp/missing").status_code == 404
    assert client.post("/bp/page").status_code == 405


def test_f22_a_blueprint_handles_a_404_raised_in_its_views(web, app, client):
    bp = web.Blueprint("bp", "facts", url_prefix="/bp")
    bp.register_error_handler(404, name_handler("bp"))
    bp.add_url_rule("/page", "page", failing(NotFound()))
    app.register_blueprint(bp)
    assert client.get("/bp/page").text == "bp NotFound"


def test_f22_app_errorhandler_of_a_blueprint_is_one_of_the_app(web, app, client):
    bp = web.Blueprint("bp", "facts", url_prefix="/bp")
    bp.app_errorhandler(404)(name_handler("bp"))
    app.register_blueprint(bp)
    assert client.get("/anywhere").text == "bp NotFound"


def test_f23_slash_redirects_are_308_with_an_absolute_location(app, client):
    app.add_url_rule("/slash/", "slash", lambda: "slash")
    answer = client.get("/slash?a=1&b=%20", base_url="http://example.org:8080")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "http://example.org:8080/slash/?a=1&b=%20"


def test_f23_redirect_stays_relative(web, app, client):
    app.add_url_rule("/", "index", lambda: web.redirect("/other"))
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/other"


@pytest.mark.parametrize("debug", [False, True])
def test_f23_post_without_the_slash_is_a_308_in_debug_too(app, client, debug):
    app.debug = debug
    app.add_url_rule("/slash/", "slash", lambda: "slash", methods=["POST"])
    answer = client.post("/slash", data={"a": "1"})
    assert answer.status_code == 308
    assert answer.headers["Location"] == "http://localhost/slash/"


def test_f23_slash_redirects_keep_the_script_name(app, client):
    app.add_url_rule("/slash/", "slash", lambda: "slash")
    answer = client.get("/slash", base_url="http://example.org/mounted")
    assert answer.headers["Location"] == "http://example.org/mounted/slash/"
