"""F45-F47: coroutines, copied contexts and streams."""

from __future__ import annotations

import asyncio
import contextvars
import threading

import pytest

VARIABLE: contextvars.ContextVar[str] = contextvars.ContextVar("facts", default="none")


def test_f45_async_views_hooks_and_handlers_are_awaited(web, app, client):
    log = []

    @app.before_request
    async def before():
        log.append("before")

    @app.after_request
    async def after(response):
        log.append("after")
        return response

    @app.teardown_request
    async def teardown(exc):
        log.append("teardown")

    @app.errorhandler(KeyError)
    async def handle(error):
        return "handled"

    @app.get("/<name>")
    async def view(name):
        await asyncio.sleep(0)
        if name == "fail":
            raise KeyError(name)
        return web.request.path

    assert client.get("/fine").text == "/fine"
    assert log == ["before", "after", "teardown"]
    assert client.get("/fail").text == "handled"


def test_f45_context_variables_go_in_and_come_back(app, client):
    seen = []

    @app.before_request
    async def before():
        VARIABLE.set("hook")

    @app.get("/")
    async def view():
        seen.append(VARIABLE.get())
        VARIABLE.set("view")
        return ""

    @app.after_request
    def after(response):
        seen.append(VARIABLE.get())
        return response

    contextvars.copy_context().run(client.get, "/")
    assert seen == ["hook", "view"]


def test_f45_g_and_session_are_those_of_the_request(web, app, client):
    @app.before_request
    async def before():
        web.g.a = 1

    @app.get("/")
    async def view():
        web.session["b"] = web.g.a
        return ""

    client.get("/")
    with client.session_transaction() as session:
        assert session["b"] == 1


def test_f45_flask_runs_each_call_on_a_loop_of_its_own_kolben_on_one(web, app, client):
    loops = []

    @app.before_request
    async def before():
        loops.append(asyncio.get_running_loop())

    @app.get("/")
    async def view():
        loops.append(asyncio.get_running_loop())
        return ""

    client.get("/")
    client.get("/")

    different = len({id(loop) for loop in loops})
    assert different == (4 if web.__name__ == "flask" else 1)


def test_f45_flask_cancels_tasks_left_over_kolben_lets_them_go_on(web, app, client):
    ended = threading.Event()
    log = []
    tasks = []

    async def background(go_on):
        try:
            await go_on.wait()
            log.append("went on")
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        finally:
            ended.set()

    @app.get("/start")
    async def start():
        go_on = asyncio.Event()
        tasks.append((asyncio.create_task(background(go_on)), go_on))
        await asyncio.sleep(0)
        return "started"

    @app.get("/release")
    async def release():
        tasks[0][1].set()
        return "released"

    assert client.get("/start").text == "started"
    if web.__name__ != "flask":
        assert not ended.is_set()
        client.get("/release")
    assert ended.wait(5)
    assert log == ["cancelled" if web.__name__ == "flask" else "went on"]


def test_f45_an_exception_keeps_its_type_and_traceback(app, client):
    app.testing = True

    @app.get("/")
    async def the_view():
        raise KeyError("inside")

    with pytest.raises(KeyError, match="inside") as caught:
        client.get("/")
    assert "the_view" in {entry.name for entry in caught.traceback}


def test_f45_ensure_sync_leaves_plain_functions_alone(app):
    def plain():
        return 1

    async def coroutine():
        return 2

    assert app.ensure_sync(plain) is plain
    assert app.ensure_sync(coroutine)() == 2
    assert app.async_to_sync(coroutine)() == 2


def test_f45_overridden_async_to_sync_is_used(web):
    class Own(web.Flask):
        def async_to_sync(self, func):
            return lambda *args, **kwargs: "own way"

    app = Own("facts")

    @app.get("/")
    async def view():
        return "awaited"

    assert app.test_client().get("/").text == "own way"


def test_f45_methods_of_async_class_views(part, app, client):
    views = part("views")

    class Page(views.MethodView):
        async def get(self):
            return "got"

    class Single(views.View):
        methods = ["POST"]  # noqa: RUF012

        async def dispatch_request(self):
            return "posted"

    app.add_url_rule("/", view_func=Page.as_view("page"))
    app.add_url_rule("/single", view_func=Single.as_view("single"))
    assert client.get("/").text == "got"
    assert client.post("/single").text == "posted"


def test_f46_a_copied_context_shares_the_request_but_not_g(web, app, client):
    seen = []

    @app.get("/")
    def index():
        web.g.a = 1
        web.session["b"] = 2
        web.request.mark = 3

        @web.copy_current_request_context
        def run():
            seen.append(
                (
                    web.request.path,
                    web.request.mark,
                    web.session["b"],
                    web.g.get("a"),
                    web.current_app.name,
                )
            )
            return "returned"

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        seen.append(run())
        return ""

    client.get("/")
    assert seen[0] == ("/", 3, 2, None, "facts")
    assert seen[-1] == "returned"


def test_f46_a_context_cannot_be_copied_outside_a_request(web, app):
    with app.app_context(), pytest.raises(RuntimeError):
        web.copy_current_request_context(lambda: None)


def test_f46_the_copy_outlives_the_request(web, app, client):
    kept = []

    @app.get("/<name>")
    def index(name):
        kept.append(web.copy_current_request_context(lambda: web.request.path))
        return ""

    client.get("/a")
    client.get("/b")
    assert [run() for run in kept] == ["/a", "/b"]


def test_f47_a_generator_has_no_request_of_its_own(web, app, client):
    @app.get("/")
    def index():
        def lines():
            yield web.request.path

        return lines()

    with pytest.raises(RuntimeError, match="request context"):
        client.get("/", buffered=True)


def test_f47_a_generator_view_body_runs_after_the_request(web, app, client):
    seen = []

    @app.get("/")
    def index():
        seen.append((web.has_request_context(), web.has_app_context()))
        yield "a"

    assert client.get("/").text == "a"
    assert seen == [(False, False)]


def test_f47_stream_with_context_keeps_request_session_and_g(web, app, client):
    @app.get("/")
    def index():
        web.g.a = 1
        web.session["b"] = 2

        def lines():
            yield web.request.path
            yield f"{web.g.a}{web.session['b']}"

        return web.Response(web.stream_with_context(lines()))

    assert client.get("/").text == "/12"
    assert not web.has_request_context()


def test_f47_stream_with_context_as_a_decorator(web, app, client):
    @app.get("/<name>")
    def index(name):
        @web.stream_with_context
        def lines(count):
            for number in range(count):
                yield f"{web.request.path}{number}"

        return lines(2)

    assert client.get("/x").text == "/x0/x1"


def test_f47_session_changes_inside_a_stream_are_lost(web, app, client):
    @app.get("/")
    def index():
        def lines():
            web.session["late"] = True
            yield "a"

        return web.Response(web.stream_with_context(lines()))

    @app.get("/read")
    def read():
        return [web.session.get("late")]

    assert client.get("/").text == "a"
    assert client.get("/read").json == [None]


def test_f47_a_stream_that_is_closed_early_lets_go_of_its_context(web, app, client):
    closed = []

    @app.get("/")
    def index():
        def lines():
            try:
                yield "a"
                yield "b"
            finally:
                closed.append(web.request.path)

        return web.Response(web.stream_with_context(lines()))

    answer = client.get("/")
    answer.close()
    assert closed == ["/"]
    assert not web.has_request_context()
