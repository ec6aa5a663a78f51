"""F8-F15: which hook runs when, and how often."""

from __future__ import annotations

import logging

import pytest


def log_hooks(target, log, name):
    """Put a hook of each kind on an app or blueprint that only writes to `log`."""

    @target.url_value_preprocessor
    def values(endpoint, view_args):
        log.append(f"values {name}")

    @target.before_request
    def before():
        log.append(f"before {name}")

    @target.after_request
    def after(response):
        log.append(f"after {name}")
        return response

    @target.teardown_request
    def teardown(exc):
        log.append(f"teardown {name}")


@pytest.fixture
def log():
    return []


@pytest.fixture
def nested(web, app, log):
    """An app with a blueprint in a blueprint, and two hooks of a kind on each."""
    outer = web.Blueprint("outer", "facts", url_prefix="/outer")
    inner = web.Blueprint("inner", "facts", url_prefix="/inner")
    inner.add_url_rule("/", "index", lambda: log.append("view") or "view")
    outer.add_url_rule("/", "index", lambda: log.append("view") or "view")
    app.add_url_rule("/", "index", lambda: log.append("view") or "view")
    for target, name in (inner, "inner"), (app, "app"), (outer, "outer"):
        log_hooks(target, log, f"{name} 1")
        log_hooks(target, log, f"{name} 2")
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/missing", 404), ("POST", "/slash/", 405), ("GET", "/slash", 308)],
)
def test_f08_app_hooks_run_when_no_view_does(app, client, log, method, path, status):
    log_hooks(app, log, "app")
    app.add_url_rule("/slash/", "slash", lambda: "slash")

    assert client.open(path, method=method).status_code == status
    assert log == ["values app", "before app", "after app", "teardown app"]


def test_f08_a_before_hook_can_answer_in_place_of_a_404(web, app, client):
    @app.before_request
    def answer():
        return f"{web.request.endpoint} {web.request.routing_exception.code}"

    assert client.get("/missing").text == "None 404"
    assert client.get("/missing").status_code == 200


def test_f08_blueprint_hooks_do_not_run_for_a_404_under_the_prefix(nested, client, log):
    assert client.get("/outer/missing").status_code == 404
    assert not [line for line in log if "outer" in line]
    assert "before app 1" in log


def test_f08_a_405_of_a_blueprint_url_runs_app_hooks_only(nested, client, log):
    assert client.post("/outer/inner/").status_code == 405
    assert {line.split()[1] for line in log} == {"app"}


def test_f08_after_hooks_see_the_error_answer(app, client):
    statuses = []

    @app.after_request
    def after(response):
        statuses.append(response.status_code)
        response.headers["X-After"] = "yes"
        return response

    assert client.get("/missing").headers["X-After"] == "yes"
    assert statuses == [404]


def test_f09_options_lists_all_methods_of_the_url(app, client):
    app.add_url_rule("/", "read", lambda: "read")
    app.add_url_rule("/", "write", lambda: "write", methods=["POST", "PUT"])

    answer = client.options("/")
    assert answer.status_code == 200
    assert answer.data == b""
    assert sorted(answer.allow) == ["GET", "HEAD", "OPTIONS", "POST", "PUT"]


def test_f09_options_is_answered_after_before_request(app, client):
    app.add_url_rule("/", "index", lambda: "index")
    app.before_request(lambda: ("stop", 418))
    assert client.options("/").status_code == 418


def test_f09_options_with_a_view_of_its_own(app, client):
    app.add_url_rule("/", "index", lambda: "own", methods=["GET", "OPTIONS"])
    assert client.options("/").text == "own"


@pytest.mark.parametrize("how", ["config", "attribute", "argument"])
def test_f09_automatic_options_can_be_turned_off(app, client, how):
    def index():
        return "index"

    options = {}
    if how == "config":
        app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    elif how == "attribute":
        index.provide_automatic_options = False
    else:
        options["provide_automatic_options"] = False
    app.add_url_rule("/", view_func=index, **options)

    answer = client.options("/")
    assert answer.status_code == 405
    assert sorted(answer.allow) == ["GET", "HEAD"]


def test_f09_the_view_can_bring_its_methods(app, client):
    def index():
        return "index"

    index.methods = ["POST"]
    index.required_methods = ["PUT"]
    app.add_url_rule("/", view_func=index)

    assert sorted(client.options("/").allow) == ["OPTIONS", "POST", "PUT"]
    assert client.get("/").status_code == 405


def test_f09_a_405_lists_the_allowed_methods(app, client):
    app.add_url_rule("/", "index", lambda: "index")
    answer = client.delete("/")
    assert answer.status_code == 405
    assert sorted(answer.allow) == ["GET", "HEAD", "OPTIONS"]


def test_f10_hooks_of_nested_blueprints_run_in_order(nested, client, log):
    client.get("/outer/inner/")

    assert log == [
        "values app 1",
        "values app 2",
        "values outer 1",
        "values outer 2",
        "values inner 1",
        "values inner 2",
        "before app 1",
        "before app 2",
        "before outer 1",
        "before outer 2",
        "before inner 1",
        "before inner 2",
        "view",
        "after inner 2",
        "after inner 1",
        "after outer 2",
        "after outer 1",
        "after app 2",
        "after app 1",
        "teardown inner 2",
        "teardown inner 1",
        "teardown outer 2",
        "teardown outer 1",
        "teardown app 2",
        "teardown app 1",
    ]


def test_f10_the_outer_blueprint_does_not_run_hooks_of_the_inner(nested, client, log):
    client.get("/outer/")
    assert not [line for line in log if "inner" in line]
    log.clear()
    client.get("/")
    assert {line.split()[1] for line in log if line != "view"} == {"app"}


def test_f10_a_before_hook_that_answers_skips_the_later_ones(web, app, client, log):
    bp = web.Blueprint("bp", "facts")
    log_hooks(bp, log, "bp")
    bp.add_url_rule("/", "index", lambda: log.append("view") or "view")
    app.before_request(lambda: log.append("stop") or "stopped")
    log_hooks(app, log, "app")
    app.register_blueprint(bp)

    assert client.get("/").text == "stopped"
    assert log == [
        "values app",
        "values bp",
        "stop",
        "after bp",
        "after app",
        "teardown bp",
        "teardown app",
    ]


def test_f10_value_preprocessors_change_the_arguments_of_the_view(web, app, client):
    @app.url_value_preprocessor
    def language(endpoint, values):
        web.g.language = values.pop("language")

    @app.get("/<language>/page")
    def page():
        return web.g.language

    assert client.get("/de/page").text == "de"


def test_f11_after_this_request_runs_first_and_in_order(web, app, client, log):
    log_hooks(app, log, "app")

    class Sessions(type(app.session_interface)):
        def save_session(self, app, session, response):
            log.append("save_session")
            return super().save_session(app, session, response)

    app.session_interface = Sessions()

    @app.get("/")
    def index():
        @web.after_this_request
        def first(response):
            log.append("this 1")
            response.headers["X-First"] = "1"
            return response

        @web.after_this_request
        def second(response):
            log.append("this 2")
            return response

        return "index"

    with web.request_finished.connected_to(
        lambda app, response: log.append("request_finished"), app
    ):
        assert client.get("/").headers["X-First"] == "1"

    assert log == [
        "values app",
        "before app",
        "this 1",
        "this 2",
        "after app",
        "save_session",
        "request_finished",
        "teardown app",
    ]


def test_f11_after_hooks_can_still_change_the_session(web, app, client):
    app.add_url_rule("/", "index", lambda: "index")

    @app.after_request
    def write(response):
        web.session["late"] = True
        return response

    client.get("/")
    with client.session_transaction() as session:
        assert session["late"] is True


def test_f11_request_finished_is_too_late_for_the_session(web, app, client):
    app.add_url_rule("/", "index", lambda: "index")

    def write(sender, response):
        web.session["late"] = True

    with web.request_finished.connected_to(write, app):
        assert "Set-Cookie" not in client.get("/").headers


def test_f11_an_after_hook_may_return_another_response(web, app, client):
    app.add_url_rule("/", "index", lambda: "index")
    app.after_request(lambda response: web.Response("other", 201))
    app.after_request(lambda response: response)
    assert client.get("/").text == "other"


def test_f12_after_request_that_raises_runs_twice(app, client, log):
    @app.after_request
    def never_reached(response):
        log.append("registered first")
        return response

    @app.after_request
    def fails(response):
        log.append("fails")
        raise RuntimeError("after")

    @app.after_request
    def works(response):
        log.append("works")
        return response

    app.add_url_rule("/", "index", lambda: "index")

    answer = client.get("/")
    assert answer.status_code == 500
    assert log == ["works", "fails", "works", "fails"]


def test_f12_the_second_failure_is_logged_only(app, client, caplog):
    @app.after_request
    def fails(response):
        raise RuntimeError("after")

    app.add_url_rule("/", "index", lambda: "index")
    with caplog.at_level(logging.ERROR):
        assert client.get("/").status_code == 500
    assert len(caplog.records) == 2
    assert all(record.exc_info[0] is RuntimeError for record in caplog.records)


def test_f12_a_failure_of_only_the_first_run_finishes_the_error_answer(
    app, client, log
):
    @app.after_request
    def fails_for_pages(response):
        log.append(response.status_code)
        if response.status_code == 200:
            raise RuntimeError("after")
        response.headers["X-After"] = "yes"
        return response

    app.add_url_rule("/", "index", lambda: "index")
    answer = client.get("/")
    assert answer.status_code == 500
    assert answer.headers["X-After"] == "yes"
    assert log == [200, 500]


def test_f12_an_after_request_that_aborts_is_not_an_http_answer(web, app, client):
    @app.after_request
    def stop(response):
        web.abort(418)

    app.add_url_rule("/", "index", lambda: "index")
    app.register_error_handler(418, lambda error: ("handled", 418))
    assert client.get("/").status_code == 500


def test_f13_signals_and_hooks_come_in_order(web, app, client, log):
    names = [
        "appcontext_pushed",
        "request_started",
        "before_render_template",
        "template_rendered",
        "request_finished",
        "request_tearing_down",
        "appcontext_tearing_down",
        "appcontext_popped",
    ]
    receivers = []
    for name in names:

        def receive(sender, name=name, **extra):
            log.append(name)

        receivers.append(receive)
        getattr(web, name).connect(receive, app)

    log_hooks(app, log, "app")
    app.teardown_appcontext(lambda exc: log.append("teardown_appcontext"))

    @app.get("/")
    def index():
        log.append("view")
        return web.render_template_string("{{ 1 }}")

    client.get("/")

    assert log == [
        "appcontext_pushed",
        "request_started",
        "values app",
        "before app",
        "view",
        "before_render_template",
        "template_rendered",
        "after app",
        "request_finished",
        "teardown app",
        "request_tearing_down",
        "teardown_appcontext",
        "appcontext_tearing_down",
        "appcontext_popped",
    ]


def test_f13_receivers_get_the_app_and_their_extras(web, app, client):
    seen = {}

    def started(sender, **extra):
        seen["started"] = (sender, sorted(extra))

    def finished(sender, response, **extra):
        seen["finished"] = (sender, response.status_code, sorted(extra))

    def tearing(sender, exc, **extra):
        seen["tearing"] = (sender, exc, sorted(extra))

    app.add_url_rule("/", "index", lambda: "index")
    with (
        web.request_started.connected_to(started, app),
        web.request_finished.connected_to(finished, app),
        web.request_tearing_down.connected_to(tearing, app),
    ):
        client.get("/")

    assert seen["started"] == (app, [])
    assert seen["finished"] == (app, 200, [])
    assert seen["tearing"] == (app, None, [])


def test_f13_a_receiver_connected_after_the_first_request_is_called(
    web, app, client, log
):
    app.add_url_rule("/", "index", lambda: "index")
    client.get("/")
    with web.request_started.connected_to(lambda app: log.append("started"), app):
        client.get("/")
    client.get("/")
    assert log == ["started"]


def test_f13_a_request_started_receiver_that_raises_goes_the_error_way(
    web, app, client
):
    app.add_url_rule("/", "index", lambda: "index")
    app.register_error_handler(KeyError, lambda error: ("handled", 409))

    def fails(sender):
        raise KeyError("started")

    with web.request_started.connected_to(fails, app):
        assert client.get("/").status_code == 409


def test_f13_message_flashed_carries_message_and_category(web, app, client):
    seen = []

    @app.get("/")
    def index():
        web.flash("done", "info")
        return ""

    def flashed(sender, message, category):
        seen.append((message, category))

    with web.message_flashed.connected_to(flashed, app):
        client.get("/")
    assert seen == [("done", "info")]


def test_f14_teardown_gets_an_unhandled_exception(app, client, log):
    app.teardown_request(log.append)
    app.teardown_appcontext(log.append)

    @app.get("/")
    def index():
        raise KeyError("view")

    assert client.get("/").status_code == 500
    assert [type(exc) for exc in log] == [KeyError, KeyError]


def test_f14_teardown_gets_none_when_a_handler_took_the_exception(app, client, log):
    app.teardown_request(log.append)
    app.register_error_handler(KeyError, lambda error: "handled")

    @app.get("/")
    def index():
        raise KeyError("view")

    client.get("/")
    assert log == [None]


def test_f14_a_handler_for_500_does_not_count_as_handled(app, client, log):
    app.teardown_request(log.append)
    app.register_error_handler(500, lambda error: ("sorry", 500))

    @app.get("/")
    def index():
        raise KeyError("view")

    assert client.get("/").text == "sorry"
    assert isinstance(log[0], KeyError)


def test_f14_http_errors_count_as_handled(web, app, client, log):
    app.teardown_request(log.append)

    @app.get("/")
    def index():
        web.abort(403)

    client.get("/")
    assert log == [None]


def test_f14_a_teardown_that_raises_skips_the_rest_of_the_request_teardown(
    app, client, log
):
    app.teardown_request(lambda exc: log.append("registered first"))
    app.teardown_appcontext(lambda exc: log.append(f"app {type(exc).__name__}"))

    @app.teardown_request
    def fails(exc):
        log.append("fails")
        raise RuntimeError("teardown")

    app.add_url_rule("/", "index", lambda: "index")

    started = []
    environ = app.test_request_context("/").request.environ
    with pytest.raises(RuntimeError, match="teardown"):
        app(environ, lambda status, headers, exc_info=None: started.append(status))

    assert started == ["200 OK"], "the answer had been started by then"
    assert log[0] == "fails"
    assert log[1].startswith("app ")
    assert "registered first" not in log


def test_f14_contexts_are_gone_after_a_teardown_that_raised(web, app, client):
    @app.teardown_request
    def fails(exc):
        raise RuntimeError("teardown")

    with pytest.raises(RuntimeError, match="teardown"):
        client.get("/missing")
    assert not web.has_request_context()
    assert not web.has_app_context()


def test_f15_a_context_pushed_twice_is_torn_down_once(app, log):
    app.teardown_request(lambda exc: log.append("request"))
    app.teardown_appcontext(lambda exc: log.append("app"))
    context = app.app_context()

    context.push()
    context.push()
    context.pop()
    assert log == []
    context.pop()
    assert log == ["app"]


def test_f15_teardown_of_the_request_comes_at_its_last_pop(web, app, log):
    app.teardown_request(lambda exc: log.append("request"))
    app.teardown_appcontext(lambda exc: log.append("app"))

    with app.test_request_context("/") as context:
        with context:
            assert web.request.path == "/"
        # request teardown runs at each pop of the request context in 3.1,
        # the app context only at the last
        assert "app" not in log
    assert log[-1] == "app"


def test_f15_a_client_block_runs_teardown_twice(web, app, client, log):
    app.teardown_request(lambda exc: log.append("request"))
    app.add_url_rule("/", "index", lambda: "index")

    with client:
        client.get("/?a=1")
        assert log == ["request"]
        assert web.request.args["a"] == "1"
    assert log == ["request", "request"]


def test_f15_a_stream_with_context_runs_teardown_twice(web, app, client, log):
    app.teardown_request(lambda exc: log.append("request"))

    @app.get("/")
    def index():
        def lines():
            log.append("line")
            yield web.request.path

        return web.Response(web.stream_with_context(lines()))

    assert client.get("/").text == "/"
    assert log == ["request", "line", "request"]


def test_f15_a_new_request_in_the_client_block_drops_the_kept_context(
    web, app, client, log
):
    app.teardown_request(lambda exc: log.append("request"))
    app.add_url_rule("/<name>", "index", lambda name: name)
    with client:
        client.get("/a")
        client.get("/b")
        assert web.request.path == "/b"
    assert log == ["request"] * 4
    assert not web.has_request_context()


@pytest.mark.parametrize("when", ["in the class", "in the constructor"])
def test_f08_a_host_that_the_request_class_does_not_trust_meets_no_view(
    web, app, client, log, when
):
    class Request(web.Request):
        if when == "in the class":
            trusted_hosts = ["example.org"]
        else:

            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.trusted_hosts = ["example.org"]

    app.request_class = Request
    app.add_url_rule("/", "index", lambda: log.append("view") or "view")

    assert client.get("/", headers={"Host": "evil.org"}).status_code == 400
    assert log == []
    assert client.get("/", headers={"Host": "example.org"}).text == "view"
