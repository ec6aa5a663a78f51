"""What runs when a worker starts and stops, and after a response."""

import gc
import logging
import os
import subprocess
import sys
import threading
import weakref

import pytest

from kolben import Kolben, current_app, has_app_context
from kolben.lifespan import start, stop

WAIT = 10  # seconds after which a thread that should have moved has not


@pytest.fixture
def jobs(app):
    """The app, stopped at the end so that its thread is not left behind."""
    yield app
    stop(app)


def test_startup_runs_once_in_an_app_context_before_the_first_request(app):
    calls = []

    @app.on_startup
    def open_pool():
        calls.append(("startup", current_app.name))

    @app.get("/")
    def index():
        calls.append("request")
        return ""

    client = app.test_client()
    client.get("/")
    client.get("/")
    assert calls == [("startup", app.name), "request", "request"]


def test_startup_and_shutdown_may_be_coroutine_functions(app):
    calls = []

    @app.on_startup
    async def open_pool():
        calls.append("open")

    @app.on_shutdown
    async def close_pool():
        calls.append("close")

    start(app)
    stop(app)
    assert calls == ["open", "close"]


def test_failed_startup_is_raised_and_tried_again_without_repeating_the_others(app):
    app.testing = True
    calls = []

    @app.on_startup
    def first():
        calls.append("first")

    @app.on_startup
    def second():
        calls.append("second")
        if calls.count("second") == 1:
            raise OSError("the database is not there yet")

    app.add_url_rule("/", "index", lambda: "up")
    client = app.test_client()
    with pytest.raises(OSError, match="not there yet"):
        client.get("/")
    assert client.get("/").text == "up"
    assert calls == ["first", "second", "second"]


def test_startup_of_many_first_requests_at_once_runs_once(app):
    calls = []
    ready = threading.Barrier(8)
    app.on_startup(lambda: calls.append("startup"))
    app.add_url_rule("/", "index", lambda: "up")
    texts = []

    def ask():
        ready.wait(WAIT)
        texts.append(app.test_client().get("/").text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert texts == ["up"] * 8
    assert calls == ["startup"]


def test_startup_may_send_requests_to_its_own_app(app):
    app.add_url_rule("/", "index", lambda: "up")
    warmed = []
    app.on_startup(lambda: warmed.append(app.test_client().get("/").text))
    assert app.test_client().get("/").text == "up"
    assert warmed == ["up"]


def test_shutdown_runs_in_reverse_and_goes_on_after_an_error(app, caplog):
    calls = []
    app.on_shutdown(lambda: calls.append("first"))

    @app.on_shutdown
    def broken():
        raise ValueError("cannot close")

    app.on_shutdown(lambda: calls.append("last"))
    start(app)
    stop(app)
    assert calls == ["last", "first"]
    assert "cannot close" in caplog.text


def test_shutdown_does_not_run_for_an_app_that_was_never_started(app):
    calls = []
    app.on_shutdown(lambda: calls.append("shutdown"))
    stop(app)
    assert calls == []


def test_request_after_the_stop_starts_the_app_again(app):
    calls = []
    app.on_startup(lambda: calls.append("startup"))
    app.add_url_rule("/", "index", lambda: "up")
    app.test_client().get("/")
    stop(app)
    app.test_client().get("/")
    assert calls == ["startup", "startup"]


def test_after_response_runs_when_the_response_is_closed(jobs):
    done = threading.Event()
    seen = []

    def work(value, *, name):
        seen.append((value, name, has_app_context()))
        done.set()

    @jobs.get("/")
    def index():
        jobs.after_response(work, 1, name="x")
        return "accepted"

    response = jobs.test_client().get("/")
    assert seen == []
    response.close()
    assert done.wait(WAIT)
    assert seen == [(1, "x", True)]


@pytest.mark.parametrize("kind", ["text", "json", "stream", "error"])
def test_after_response_follows_every_kind_of_answer(jobs, kind):
    jobs.testing = False
    done = threading.Event()

    @jobs.get("/")
    def index():
        jobs.after_response(done.set)
        if kind == "error":
            raise ValueError("handled as 500")
        return {"text": "a", "json": {"a": 1}, "stream": iter("abc")}[kind]

    jobs.test_client().get("/", buffered=True)
    assert done.wait(WAIT)


def test_after_response_outside_of_a_request_is_queued_at_once(jobs):
    done = threading.Event()
    jobs.after_response(done.set)
    assert done.wait(WAIT)


def test_full_queue_has_the_caller_do_the_work_with_a_warning(jobs, caplog):
    jobs.config["AFTER_RESPONSE_QUEUE_SIZE"] = 1
    begun, release = threading.Event(), threading.Event()
    threads = []

    def block():
        begun.set()
        release.wait(WAIT)

    jobs.after_response(block)
    assert begun.wait(WAIT)
    jobs.after_response(lambda: threads.append(threading.current_thread()))
    jobs.after_response(lambda: threads.append(threading.current_thread()))
    assert threads == [threading.current_thread()]
    assert "AFTER_RESPONSE_QUEUE_SIZE" in caplog.text
    release.set()
    stop(jobs)
    assert len(threads) == 2


def test_stop_finishes_what_is_queued(app):
    results = []
    for number in range(50):
        app.after_response(results.append, number)
    stop(app)
    assert results == list(range(50))


def test_stop_gives_up_after_the_configured_time_and_says_how_much(app, caplog):
    app.config["AFTER_RESPONSE_DRAIN_SECONDS"] = 0.01
    release = threading.Event()
    app.after_response(release.wait, WAIT)
    app.after_response(print)
    stop(app)
    release.set()
    assert "2 jobs were not done" in caplog.text


def test_error_in_a_job_is_logged_and_the_next_one_still_runs(jobs, caplog):
    done = threading.Event()

    def broken():
        raise ValueError("mail server is gone")

    with caplog.at_level(logging.ERROR):
        jobs.after_response(broken)
        jobs.after_response(done.set)
        assert done.wait(WAIT)
    assert "mail server is gone" in caplog.text


def test_app_with_jobs_done_is_freed():
    app = Kolben("freed")
    done = threading.Event()
    app.after_response(done.set)
    assert done.wait(WAIT)
    stop(app)
    reference = weakref.ref(app)
    del app
    gc.collect()
    assert reference() is None


@pytest.mark.slow
def test_interpreter_end_drains_the_queue_and_shuts_down():
    code = """
from kolben import Kolben
app = Kolben("ending")
app.on_shutdown(lambda: print("shutdown"))
app.add_url_rule("/", "index", lambda: "")
app.test_client().get("/")
app.after_response(print, "late work")
"""
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert output.stdout.split("\n") == ["late work", "shutdown", ""]
    assert output.stderr == ""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_forked_child_starts_anew_and_works_off_its_own_queue():
    code = """
import os
from kolben import Kolben
app = Kolben("forking")
app.on_startup(lambda: print("startup", os.getpid() == parent, flush=True))
app.add_url_rule("/", "index", lambda: "")
parent = os.getpid()
app.test_client().get("/")
app.after_response(int)
child = os.fork()
app.test_client().get("/")
if child == 0:
    app.after_response(print, "child's work", flush=True)
else:
    os.waitpid(child, 0)
"""
    output = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert output.stdout.splitlines() == [
        "startup True",
        "startup False",
        "child's work",
    ]


def test_job_may_queue_another_one_while_the_app_stops(app):
    done = []
    release = threading.Event()

    def first():
        release.wait(WAIT)
        app.after_response(done.append, "second")

    app.after_response(first)
    release.set()
    stop(app)
    assert done == ["second"]


def test_exit_in_a_job_does_not_end_the_thread_of_the_others(app, caplog):
    done = []
    app.after_response(sys.exit)
    app.after_response(done.append, "after the exit")
    stop(app)
    assert done == ["after the exit"]
    assert "SystemExit" in caplog.text


def test_work_queued_before_the_first_request_does_not_stand_for_the_start(app):
    started = []
    app.on_startup(lambda: started.append(1))
    app.add_url_rule("/", "index", lambda: "")
    app.after_response(int)
    assert started == []
    app.test_client().get("/").close()
    assert started == [1]
    stop(app)


@pytest.mark.parametrize("hook", ["after_request", "teardown_request"])
def test_after_response_may_be_called_in_a_hook_after_the_view(app, hook):
    done = []

    def late(value):
        app.after_response(done.append, hook)
        return value

    getattr(app, hook)(late)
    app.add_url_rule("/", "index", lambda: "")
    app.test_client().get("/").close()
    stop(app)
    assert done == [hook]


def test_after_response_survives_a_hook_that_replaces_the_response(app):
    done = []

    @app.get("/")
    def index():
        app.after_response(done.append, "done")
        return ""

    app.after_request(lambda _: app.response_class("another"))
    app.test_client().get("/").close()
    stop(app)
    assert done == ["done"]


def test_after_response_is_kept_when_an_error_leaves_the_app(app):
    done = []

    @app.get("/")
    def index():
        app.after_response(done.append, "done")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        app.test_client().get("/")
    stop(app)
    assert done == ["done"]
