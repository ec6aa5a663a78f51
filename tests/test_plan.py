"""A plan is thrown away when what it was made of changes, in either direction.

That each override point of a subclass and of a class is called: test_dispatch.py.
"""

import gc

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from kolben import (
    Kolben,
    Response,
    has_request_context,
    request,
    request_finished,
    session,
)

#: Override points that every plain request passes.
PASSED = (
    "request_context",
    "create_url_adapter",
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "finalize_request",
    "make_response",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
)


def recording(original, calls):
    def override(*args, **kwargs):
        calls.append(1)
        return original(*args, **kwargs)

    return override


def make_app():
    app = Kolben(__name__, static_folder=None)
    app.add_url_rule("/", "home", lambda: "home")
    return app


@pytest.mark.parametrize("is_warm", [False, True])
@pytest.mark.parametrize("point", PASSED)
def test_assignment_to_the_instance_is_called(point, is_warm):
    calls = []
    app = make_app()
    client = app.test_client()
    if is_warm:
        client.get("/")
    setattr(app, point, recording(getattr(app, point), calls))

    assert client.get("/").text == "home"
    assert calls


def test_removed_override_is_no_longer_called():
    calls = []
    app = make_app()
    client = app.test_client()
    app.make_response = recording(app.make_response, calls)
    client.get("/")
    del app.make_response

    assert client.get("/").text == "home"
    assert len(calls) == 1


def test_response_class_set_late_is_used():
    class Teapot(Response):
        default_status = 418

    app = make_app()
    client = app.test_client()
    client.get("/")
    app.response_class = Teapot

    assert client.get("/").status_code == 418


def test_hooks_appended_to_the_tables_after_the_first_request_run():
    app = make_app()
    client = app.test_client()
    client.get("/")
    seen = []

    def note(response):
        seen.append("after")
        return response

    app.before_request_funcs.setdefault(None, []).append(lambda: seen.append("before"))
    app.after_request_funcs.setdefault(None, []).append(note)
    app.teardown_request_funcs.setdefault(None, []).append(
        lambda error: seen.append("teardown")
    )
    client.get("/")

    assert seen == ["before", "after", "teardown"]


def test_table_replaced_by_a_plain_dict_is_used_also_when_changed_later():
    app = make_app()
    client = app.test_client()
    client.get("/")
    app.before_request_funcs = {}
    assert client.get("/").text == "home"
    app.before_request_funcs[None] = [lambda: "stopped"]

    assert client.get("/").text == "stopped"


def test_signal_connected_after_the_first_request_is_sent():
    app = make_app()
    client = app.test_client()
    client.get("/")
    heard = []

    def hear(sender, **values):
        heard.append(sender)

    with request_finished.connected_to(hear, app):
        client.get("/")
    client.get("/")

    assert heard == [app]


def test_before_hook_can_forgive_that_no_rule_matched():
    app = make_app()

    @app.before_request
    def forgive():
        request.routing_exception = None
        request.url_rule = next(app.url_map.iter_rules("home"))
        request.view_args = {}

    assert app.test_client().get("/missing").text == "home"


def test_start_response_that_raises_leaves_no_context_and_tears_down_once():
    app = make_app()
    errors = []
    app.teardown_request(errors.append)
    environ = EnvironBuilder().get_environ()

    def start_response(status, headers, exc_info=None):
        raise OSError("the client is gone")

    with pytest.raises(OSError, match="gone"):
        app.wsgi_app(environ, start_response)
    assert not has_request_context()
    assert len(errors) == 1


@pytest.mark.parametrize("path", ["/", "/args", "/session"])
def test_requests_leave_nothing_to_the_garbage_collector(path, monkeypatch):
    # So it is on the compiled walk only.
    monkeypatch.delenv("KOLBEN_GENERAL", raising=False)
    app = make_app()
    app.secret_key = "a key for tests only"
    app.add_url_rule("/args", "args", lambda: request.args.get("q", "none"))

    @app.get("/session")
    def count():
        session["count"] = 1
        return "counted"

    def call():
        environ = EnvironBuilder(path).get_environ()
        run_wsgi_app(app, environ)

    call()
    gc.collect()
    gc.disable()
    try:
        for _ in range(50):
            call()
        # What the test's own builder leaves is less than one object a request.
        assert gc.collect() < 50
    finally:
        gc.enable()
