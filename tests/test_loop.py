"""kolben.loop: coroutines of all threads on one loop that stays."""

import asyncio
import contextvars
import functools
import inspect
import logging
import os
import subprocess
import sys
import threading
import traceback

import pytest

from kolben import loop, request

number = contextvars.ContextVar("number")


async def double(value):
    await asyncio.sleep(0)
    return value * 2


@pytest.fixture(autouse=True)
def closed_loop():
    yield
    loop.close()


def in_threads(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


def test_the_result_comes_back():
    assert loop.run(double, 4) == 8
    assert loop.run(double, value=4) == 8


def test_a_sync_function_is_made_of_a_coroutine_function():
    sync = loop.async_to_sync(double)
    assert sync(4) == 8
    assert sync.__name__ == "double"
    assert not inspect.iscoroutinefunction(sync)


def test_other_awaitables_are_awaited_too():
    class Callable:
        def __call__(self, value):
            return double(value)

    assert loop.run(Callable(), 4) == 8
    assert loop.async_to_sync(functools.partial(double, 4))() == 8


def test_calls_share_one_loop():
    async def get_loop():
        return asyncio.get_running_loop()

    first = loop.run(get_loop)
    found = []
    in_threads(*[lambda: found.append(loop.run(get_loop)) for _ in range(3)])
    assert found == [first] * 3


def test_what_is_tied_to_the_loop_lasts_from_call_to_call():
    async def make():
        return asyncio.Event(), asyncio.create_task(double(4))

    async def use(event, task):
        event.set()
        return await event.wait(), await task

    assert loop.run(use, *loop.run(make)) == (True, 8)


def test_threads_run_at_the_same_time():
    barrier = None

    async def meet():
        nonlocal barrier
        barrier = barrier or asyncio.Barrier(3)
        await asyncio.wait_for(barrier.wait(), 10)

    in_threads(*[functools.partial(loop.run, meet) for _ in range(3)])
    assert barrier.n_waiting == 0


# Context variables


def test_context_variables_go_in_and_come_back():
    async def increase():
        number.set(number.get() + 1)
        await asyncio.sleep(0)
        number.set(number.get() + 1)

    number.set(1)
    loop.run(increase)
    assert number.get() == 3


def test_a_new_context_variable_comes_back():
    fresh = contextvars.ContextVar("fresh")

    async def set_it():
        fresh.set("set")

    contextvars.copy_context().run(loop.run, set_it)
    with pytest.raises(LookupError):
        fresh.get()
    loop.run(set_it)
    assert fresh.get() == "set"


def test_changes_come_back_with_an_exception_too():
    async def fail():
        number.set(7)
        raise KeyError("x")

    number.set(1)
    with pytest.raises(KeyError):
        loop.run(fail)
    assert number.get() == 7


def test_threads_keep_their_contexts_apart():
    seen = {}

    async def read(name):
        await asyncio.sleep(0)
        seen[name] = number.get()

    def work(name):
        number.set(name)
        for _ in range(20):
            loop.run(read, name)

    in_threads(*[functools.partial(work, name) for name in range(4)])
    assert seen == {name: name for name in range(4)}


# Exceptions


@pytest.mark.parametrize(
    "error", [ValueError("x"), SystemExit(3), KeyboardInterrupt(), StopAsyncIteration()]
)
def test_exceptions_are_raised_to_the_caller(error):
    async def fail():
        await asyncio.sleep(0)
        raise error

    with pytest.raises(type(error)) as caught:
        loop.run(fail)
    assert caught.value is error
    assert loop.run(double, 4) == 8


def test_the_traceback_leads_to_the_coroutine():
    async def fail_here():
        raise ValueError("x")

    with pytest.raises(ValueError, match="x") as caught:
        loop.run(fail_here)
    frames = [frame.name for frame in traceback.extract_tb(caught.tb)]
    assert frames[0] == "test_the_traceback_leads_to_the_coroutine"
    assert frames[-1] == "fail_here"


def test_a_coroutine_may_cancel_itself():
    async def give_up():
        asyncio.current_task().cancel()
        await asyncio.sleep(0)

    with pytest.raises(asyncio.CancelledError):
        loop.run(give_up)


def test_an_error_that_is_being_handled_is_known_to_the_coroutine():
    async def describe():
        await asyncio.sleep(0)
        return sys.exception(), traceback.format_exc()

    try:
        raise ValueError("being handled")
    except ValueError as handled:
        error, before = handled, traceback.format_exc()
        found, after = loop.run(describe), traceback.format_exc()
    assert found == (error, before)
    assert after == before
    assert loop.run(describe)[0] is None


def test_a_task_that_ends_the_process_ends_only_itself(caplog):
    async def start():
        async def leave():
            raise SystemExit(3)

        return asyncio.create_task(leave())

    task = loop.run(start)
    assert loop.run(double, 4) == 8
    assert task.done()
    assert "A task tried to end the process" in caplog.text
    assert isinstance(task.exception(), SystemExit)


# Sync and async in turns


def test_sync_code_in_a_thread_of_the_coroutine_may_call_async_code():
    def sync(value):
        number.set(number.get() + 1)
        return loop.run(double, value)

    async def outer(value):
        return await asyncio.to_thread(sync, value) + 1

    number.set(1)
    assert loop.run(outer, 4) == 9


def test_a_call_on_the_loops_own_thread_is_refused():
    async def outer():
        return loop.run(double, 4)

    with pytest.raises(RuntimeError, match=r"double is async .*Either await double"):
        loop.run(outer)
    assert loop.run(double, 4) == 8


def test_a_call_in_a_thread_with_another_running_loop_is_refused():
    async def main():
        with pytest.raises(RuntimeError, match="event loop is running"):
            loop.run(double, 4)
        return await asyncio.to_thread(loop.run, double, 4)

    assert asyncio.run(main()) == 8


def test_an_async_view_sees_its_request(app, client):
    @app.get("/<int:value>")
    async def index(value):
        number.set(await double(value))
        await asyncio.sleep(0)
        return {"path": request.path, "twice": number.get()}

    @app.after_request
    async def add_number(response):
        response.headers["X-Number"] = str(number.get())
        return response

    response = client.get("/4")
    assert response.json == {"path": "/4", "twice": 8}
    assert response.headers["X-Number"] == "8"


def test_an_async_error_handler_can_log_the_error(app, client, caplog):
    @app.errorhandler(ValueError)
    async def handle(error):
        app.logger.exception("handled")
        return "handled"

    @app.get("/")
    def index():
        raise ValueError("from the view")

    assert client.get("/").text == "handled"
    assert "ValueError: from the view" in caplog.text


# The life of the loop


def test_tasks_that_are_left_go_on():
    done = threading.Event()

    async def start():
        async def later():
            await asyncio.sleep(0.01)
            done.set()

        start.task = asyncio.create_task(later())

    loop.run(start)
    assert done.wait(10)


def test_closing_cancels_what_is_left_and_the_next_call_starts_anew():
    cancelled = threading.Event()

    async def start():
        async def forever():
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                cancelled.set()

        start.task = asyncio.create_task(forever())
        await asyncio.sleep(0)
        return asyncio.get_running_loop()

    old = loop.run(start)
    loop.close()
    assert cancelled.is_set()
    assert old.is_closed()
    loop.close()
    assert loop.run(double, 4) == 8


def test_a_closing_loop_leaves_no_waiting_thread():
    waiting = threading.Event()
    outcome = []

    async def forever():
        waiting.set()
        await asyncio.Event().wait()

    def work():
        try:
            loop.run(forever)
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert waiting.wait(10)
    loop.close()
    thread.join(10)
    assert isinstance(outcome[0], asyncio.CancelledError)


def run_python(code):
    """What a program prints, with every warning an error of its own."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.split()


DOUBLE = """
import asyncio, os, signal, sys, threading
from kolben import loop

async def double(value):
    await asyncio.sleep(0)
    return value * 2
"""


@pytest.mark.slow
def test_a_process_ends_with_tasks_left():
    code = """
async def start():
    async def forever():
        try:
            await asyncio.Event().wait()
        finally:
            print("cancelled")
    start.task = asyncio.create_task(forever())
    await asyncio.sleep(0)

loop.run(start)
print("end")
"""
    assert run_python(DOUBLE + code) == ["end", "cancelled"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_gets_a_loop_of_its_own():
    code = """
import warnings
# Python warns of any fork while there are threads, which is what is tried here.
warnings.simplefilter("ignore", DeprecationWarning)
print(loop.run(double, 1), flush=True)
child = os.fork()
print(loop.run(double, 2 if child else 20), flush=True)
if not child:
    sys.exit()
assert os.waitpid(child, 0)[1] == 0
print(loop.run(double, 3))
"""
    assert sorted(run_python(DOUBLE + code), key=int) == ["2", "4", "6", "40"]


@pytest.mark.slow
def test_an_interruption_cancels_the_coroutine():
    code = """
cancelled = threading.Event()

async def forever():
    asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        cancelled.set()
        raise

try:
    loop.run(forever)
except KeyboardInterrupt:
    print("interrupted", cancelled.wait(10))
print(loop.run(double, 4))
"""
    assert run_python(DOUBLE + code) == ["interrupted", "True", "8"]


GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent
from gevent.server import StreamServer
"""


@pytest.mark.slow
def test_greenlets_go_on_while_one_waits_for_the_loop():
    code = """
events = []

async def work():
    events.append("work begins")
    while "other" not in events:
        await asyncio.sleep(0.001)
    events.append("work ends")
    return "result"

waiting = gevent.spawn(loop.run, work)
gevent.spawn(lambda: events.append("other"))
print(waiting.get(timeout=10), *events, sep="\\n")
"""
    lines = run_python(GEVENT + DOUBLE + code)
    assert " ".join(lines) == "result other work begins work ends" or (
        " ".join(lines) == "result work begins other work ends"
    )


@pytest.mark.slow
def test_coroutines_reach_the_network_and_threads_under_gevent():
    code = """
def shout(connection, address):
    connection.sendall(connection.recv(10).upper())

async def ask(port):
    reader, writer = await asyncio.open_connection("localhost", port)
    writer.write(b"hi")
    answer = await reader.read(10)
    writer.close()
    await writer.wait_closed()
    return answer.decode()

async def in_thread(value):
    return await asyncio.to_thread(loop.run, double, value)

server = StreamServer(("127.0.0.1", 0), shout)
server.start()
print(loop.run(ask, server.server_port))
before = len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else 0
for _ in range(5):
    loop.run(ask, server.server_port)
gevent.sleep(0.05)
after = len(os.listdir("/proc/self/fd")) if before else 0
print("leaked" if after > before + 4 else "closed")
server.stop()
print(loop.run(in_thread, 4))
"""
    assert run_python(GEVENT + DOUBLE + code) == ["HI", "closed", "8"]


@pytest.mark.slow
def test_a_greenlet_that_is_killed_cancels_its_coroutine():
    code = """
began, cancelled = [], []

async def forever():
    began.append(True)
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        cancelled.append(True)
        raise

waiting = gevent.spawn(loop.run, forever)
while not began:
    gevent.sleep(0.001)
waiting.kill()
while not cancelled:
    gevent.sleep(0.001)
print(type(waiting.value).__name__)
print(loop.run(double, 4))
"""
    assert run_python(GEVENT + DOUBLE + code) == [
        "GreenletExit",
        "8",
    ]


def test_logging_is_quiet(caplog):
    with caplog.at_level(logging.WARNING):
        loop.run(double, 4)
        loop.close()
    assert not caplog.records
