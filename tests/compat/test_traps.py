"""The seven places where a stand-in for Flask was seen to break a real extension."""

from __future__ import annotations

import gc
import importlib.metadata
import sys
import weakref
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("compat")


def test_1_one_set_of_classes_and_context_variables() -> None:
    import flask.app
    import flask.ctx
    import flask.globals
    import flask.wrappers

    app = flask.Flask("trap")
    with app.test_request_context("/here"):
        assert flask.globals.request.path == "/here"
        assert isinstance(flask.request._get_current_object(), flask.wrappers.Request)
        context = flask.globals.request_ctx._get_current_object()
        assert flask.globals._cv_request.get() is context
    loaded = {id(m) for n, m in sys.modules.items() if n.startswith("kolben.app")}
    assert id(sys.modules[flask.app.Flask.__module__]) in loaded


def test_2_submodules_after_a_bare_import() -> None:
    import flask

    assert flask.globals.request_ctx is not None
    assert flask.cli.with_appcontext is not None
    assert flask.signals is sys.modules["flask.signals"]


def test_3_the_version_is_three() -> None:
    assert importlib.metadata.version("flask").split(".")[0] == "3"


@pytest.mark.parametrize("when", ["before the first request", "after it"])
@pytest.mark.parametrize(
    "name", ["wsgi_app", "dispatch_request", "full_dispatch_request"]
)
def test_4_a_method_replaced_on_the_app_is_called(name: str, when: str) -> None:
    import flask

    app = flask.Flask("trap")
    called: list[str] = []

    @app.get("/")
    def index() -> str:
        return "index"

    client = app.test_client()
    if when == "after it":
        assert client.get("/").text == "index"
    original = getattr(app, name)

    def replaced(*args: Any) -> Any:
        called.append(name)
        return original(*args)

    setattr(app, name, replaced)
    assert client.get("/").text == "index"
    assert called == [name]


@pytest.mark.parametrize("when", ["before the first request", "after it"])
@pytest.mark.parametrize("name", ["handle_exception", "handle_user_exception"])
def test_4_an_error_reaches_what_was_put_on_the_app(name: str, when: str) -> None:
    import flask

    app = flask.Flask("trap")

    @app.get("/")
    def index() -> str:
        raise LookupError("broken")

    client = app.test_client()
    if when == "after it":
        assert client.get("/").status_code == 500
    setattr(app, name, lambda error: app.make_response((f"seen: {error}", 418)))
    answer = client.get("/")
    assert (answer.status_code, answer.text) == (418, "seen: broken")


def test_4_call_replaced_on_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    import flask

    app = flask.Flask("trap")
    called: list[str] = []
    original = flask.Flask.__call__

    def replaced(self: Any, environ: Any, start_response: Any) -> Any:
        called.append(environ["PATH_INFO"])
        return original(self, environ, start_response)

    assert app.test_client().get("/one").status_code == 404
    monkeypatch.setattr(flask.Flask, "__call__", replaced)
    assert app.test_client().get("/two").status_code == 404
    assert called == ["/two"]


def test_5_contexts_are_weakly_referenced_and_keep_their_identity() -> None:
    import flask
    from flask.globals import app_ctx, request_ctx

    app = flask.Flask("trap")
    seen = {}

    @app.get("/")
    def index() -> str:
        seen["app"] = weakref.ref(app_ctx._get_current_object())
        seen["request"] = weakref.ref(request_ctx._get_current_object())
        first = id(app_ctx._get_current_object())
        flask.g.anything = True
        assert id(app_ctx._get_current_object()) == first
        assert seen["request"]() is request_ctx._get_current_object()
        return str(first)

    @app.teardown_appcontext
    def same(error: BaseException | None) -> None:
        seen["at teardown"] = id(app_ctx._get_current_object())

    answer = app.test_client().get("/")
    assert seen["at teardown"] == int(answer.text)
    gc.collect()
    assert seen["app"]() is None
    assert seen["request"]() is None
    with pytest.raises(RuntimeError):
        app_ctx._get_current_object()


@pytest.mark.parametrize("where", [None, "bp"])
def test_6_late_changes_to_the_registries_are_seen(where: str | None) -> None:
    import flask

    app = flask.Flask("trap")
    bp = flask.Blueprint("bp", "trap")
    log: list[str] = []

    @bp.get("/")
    def index() -> str:
        return "index"

    app.register_blueprint(bp)
    client = app.test_client()
    assert client.get("/").text == "index"

    def before() -> None:
        log.append("before")

    def after(response: Any) -> Any:
        log.append("after")
        return response

    def teardown(error: BaseException | None) -> None:
        log.append("teardown")

    app.before_request_funcs.setdefault(where, []).append(before)
    app.after_request_funcs.setdefault(where, []).append(after)
    app.teardown_request_funcs.setdefault(where, []).append(teardown)
    client.get("/")
    assert log == ["before", "after", "teardown"]
    app.before_request_funcs[where].remove(before)
    app.after_request_funcs[where].remove(after)
    app.teardown_request_funcs[where] = []
    client.get("/")
    assert log == ["before", "after", "teardown"]
    assert type(app.before_request_funcs[where]) is list


def test_7_the_old_stacks_are_absent_not_broken() -> None:
    import flask

    for name in ("_request_ctx_stack", "_app_ctx_stack"):
        assert not hasattr(flask, name)
        assert not hasattr(flask.globals, name)
        with pytest.raises(ImportError):
            exec(f"from flask import {name}", {})


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("client", "_add_cookies_to_wsgi"),
        ("client", "_request_from_builder_args"),
        ("app", "_got_first_request"),
        ("app", "_method_route"),
        ("request context", "_session"),
    ],
)
def test_private_attributes_that_extensions_use_are_there(kind: str, name: str) -> None:
    import flask

    app = flask.Flask("trap")
    with app.test_request_context() as context:
        owner = {"client": app.test_client(), "app": app, "request context": context}
        assert hasattr(owner[kind], name)
