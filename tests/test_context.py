"""Contexts and the proxies that read them."""

import gc
import threading
import weakref

import pytest
from werkzeug.local import LocalProxy
from werkzeug.test import create_environ

from kolben import (
    Kolben,
    Request,
    after_this_request,
    copy_current_request_context,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
)
from kolben.globals import app_ctx, request_ctx


def test_nothing_is_made_that_nobody_looks_at(app, client):
    made = []

    class Counting(Request):
        def __getattribute__(self, name: str) -> object:
            made.append(name)
            return super().__getattribute__(name)

    app.request_class = Counting
    app.add_url_rule("/", "index", lambda: "up")
    assert client.get("/").text == "up"
    assert made == []


@pytest.mark.parametrize(
    "proxy",
    [current_app, g, request, session, app_ctx],
    ids=["current_app", "g", "request", "session", "app_ctx"],
)
def test_proxy_outside_of_a_context_says_what_to_do(proxy):
    assert not proxy
    assert repr(proxy) == "<LocalProxy unbound>"
    assert isinstance(proxy, LocalProxy)
    with pytest.raises(RuntimeError, match=r"with app\.(app|test_request)_context"):
        _ = proxy.anything


def test_proxies_behave_as_what_they_stand_for(app):
    with app.test_request_context("/?a=1"):
        assert isinstance(request, Request)
        assert request == request_ctx.request
        assert "args" in dir(request)
        assert current_app._get_current_object() is app
        g.name = "ada"
        assert "name" in g
        assert list(g) == ["name"]
        del g.name
        assert g.get("name", "nobody") == "nobody"
        with pytest.raises(AttributeError):
            _ = g.name
        assert g.setdefault("x", 1) == g.pop("x") == 1


def test_request_shares_g_with_a_pushed_context_of_its_app_only(app):
    other = Kolben("other")
    with app.app_context():
        g.name = "outer"
        with app.test_request_context():
            assert g.name == "outer"
        with other.test_request_context():
            assert "name" not in g
            assert current_app._get_current_object() is other
        assert g.name == "outer"


def test_app_context_pushed_in_a_request_is_current_until_it_is_popped(app):
    other = Kolben("other")
    with app.test_request_context("/here"):
        g.name = "request's"
        with other.app_context():
            assert current_app.name == "other"
            assert "name" not in g
            assert request.path == "/here"
        assert g.name == "request's"


def test_app_context_of_a_request_keeps_its_identity(app):
    with app.test_request_context():
        first = app_ctx._get_current_object()
        assert app_ctx._get_current_object() is first
        assert weakref.ref(first)() is first
        assert weakref.ref(request_ctx._get_current_object())() is not None


def test_context_pushed_twice_is_torn_down_at_the_last_pop(app):
    calls = []
    app.teardown_request(lambda _: calls.append("request"))
    app.teardown_appcontext(lambda _: calls.append("app"))
    ctx = app.test_request_context()
    with ctx:
        with ctx:
            pass
        assert calls == []
    assert calls == ["request", "app"]


def test_own_app_context_pushed_again_in_the_view_is_torn_down_once(app, client):
    calls = []
    app.teardown_appcontext(lambda _: calls.append("app"))

    @app.get("/")
    def index():
        with app_ctx:
            pass
        return str(len(calls))

    assert client.get("/").text == "0"
    assert calls == ["app"]


def test_own_request_context_pushed_again_in_the_view_is_torn_down_once(app, client):
    calls = []
    app.teardown_request(lambda _: calls.append("request"))

    @app.get("/")
    def index():
        environ = request.environ
        with request_ctx:
            assert environ["werkzeug.request"] is not None
        return f"{len(calls)} {request.path}"

    assert client.get("/").text == "0 /"
    assert calls == ["request"]


@pytest.mark.parametrize("path", ["/", "/404"])
def test_ended_request_is_cut_off_from_its_environ(app, path):
    app.add_url_rule("/", "index", lambda: request.method)
    app.teardown_request(lambda _: None)
    environ = create_environ(path)
    app(environ, lambda *_: None)
    assert environ["werkzeug.request"] is None


def test_pop_without_push_is_refused(app):
    ctx = app.test_request_context()
    with ctx:
        pass
    with pytest.raises(AssertionError, match="more often than pushed"):
        ctx.pop()


def test_pop_in_the_wrong_order_is_refused(app):
    outer, inner = app.test_request_context("/1"), app.test_request_context("/2")
    outer.push()
    inner.push()
    with pytest.raises(AssertionError, match="Popped wrong request context"):
        outer.pop()
    assert not has_request_context()


def test_teardown_runs_with_the_app_and_without_the_request(app, client):
    seen = []

    @app.teardown_appcontext
    def look(_):
        seen.append((has_app_context(), has_request_context(), g.get("name")))

    @app.get("/")
    def index():
        g.name = "ada"
        return ""

    client.get("/")
    assert seen == [(True, False, "ada")]


def test_copied_context_carries_the_request_into_a_thread_with_a_new_g(app, client):
    seen = []

    @app.get("/<name>")
    def index(name):
        g.name = name

        @copy_current_request_context
        def work():
            seen.append((request.view_args, "name" in g))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return ""

    client.get("/ada")
    assert seen == [({"name": "ada"}, False)]


@pytest.mark.parametrize("function", [after_this_request, copy_current_request_context])
def test_function_for_requests_is_refused_outside_of_one(function):
    with pytest.raises(RuntimeError, match="request context is active"):
        function(lambda: None)


@pytest.mark.parametrize("path", ["/", "/args?a=1", "/session", "/404"])
def test_requests_leave_nothing_for_the_collector(app, path):
    app.secret_key = "key"
    app.add_url_rule("/", "index", lambda: "up")
    app.add_url_rule("/args", "args", lambda: request.args["a"])
    app.add_url_rule("/session", "session", lambda: str(session.setdefault("n", 1)))

    def ask():
        environ = create_environ(path)
        for _ in app(environ, lambda *_: lambda _: None):
            pass

    ask()
    ask()
    gc.collect()
    gc.disable()
    try:
        before = gc.get_count()[0]
        for _ in range(20):
            ask()
        left = gc.collect()
    finally:
        gc.enable()
    # An error refers to its traceback, hence to the frames that hold it.
    assert left == 0 or path == "/404", before
