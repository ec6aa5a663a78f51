"""One event loop per process, on a thread of its own, for the app's coroutines.

A loop that lives as long as its process lets coroutines keep what is tied to a loop,
such as a connection pool, from one request to the next. In exchange all of them share
one thread: a coroutine that blocks holds up every other. A task that a coroutine
leaves behind goes on running.
"""

from __future__ import annotations

import atexit
import functools
import os
import sys
import threading
import typing as t
from collections.abc import Awaitable, Callable
from contextvars import Context, copy_context

# asyncio is imported where it is used: an app without coroutines should not pay for
# it at every start.
if t.TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future, ThreadPoolExecutor

_P = t.ParamSpec("_P")
_R = t.TypeVar("_R")

# How long the tasks that are left when the process ends have to clean up.
_SECONDS_TO_END = 5.0

_UNSET = object()


def async_to_sync(func: Callable[_P, Awaitable[_R]]) -> Callable[_P, _R]:
    """An ordinary function that runs a coroutine function by `run`."""

    # Without the attributes: among them may be the mark of a coroutine function.
    @functools.wraps(func, updated=())
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        return run(func, *args, **kwargs)

    return call


def run(
    function: Callable[_P, Awaitable[_R]], /, *args: _P.args, **kwargs: _P.kwargs
) -> _R:
    """Run a coroutine function on the process's loop and wait for its result.

    It sees the caller's context variables, and the caller sees what it changed.
    Raises RuntimeError in a thread whose own event loop is running.
    """
    _refuse_where_a_loop_runs(function)
    call = _Call(_get_worker().loop, functools.partial(function, *args, **kwargs))
    try:
        if _gevent_patched():
            _wait_as_greenlet(call)
        else:
            _wait(call)
    except BaseException:  # the waiting was interrupted, as by Ctrl-C
        call.loop.call_soon_threadsafe(call.cancel)
        raise
    _adopt(call.context)
    return call.result()


def close() -> None:
    """End the loop and cancel what runs on it. The next `run` makes a new one."""
    global _worker
    with _lock:
        worker, _worker = _worker, None
    if worker is not None:
        worker.stop()


class _Call(t.Generic[_R]):
    """One coroutine on the loop, for which one thread waits."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, make: Callable[[], Awaitable[_R]]
    ) -> None:
        self.loop = loop
        self.make = make
        self.context = copy_context()
        self.handling = sys.exception()
        self.done: Callable[[], t.Any] = bool
        self.task: asyncio.Task[None] | None = None
        self.value: list[_R] = []
        self.error: BaseException | None = None

    def start(self) -> None:
        """To be called on the loop's thread, as `cancel`."""
        self.task = self.loop.create_task(self._run(), context=self.context)
        # The loop itself keeps only a weak reference to a task.
        _tasks.add(self.task)
        self.task.add_done_callback(self._finish)

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def result(self) -> _R:
        if self.value:
            return self.value.pop()
        assert self.task is not None
        try:
            if self.error is None:
                self.task.result()  # raises CancelledError: it was never begun
            raise t.cast(BaseException, self.error)
        finally:
            # Else the error's traceback and this frame would keep each other alive.
            self.error = self.handling = None

    async def _run(self) -> None:
        # asyncio lets KeyboardInterrupt and SystemExit out of a task and out of the
        # loop; here they belong to the caller as every other exception does.
        try:
            self.value.append(await self._answer())
        except BaseException as error:
            self.error = error

    async def _answer(self) -> _R:
        handling = self.handling
        if handling is None:
            return await self.make()
        # An error handler expects sys.exc_info() to hold the error it is called for.
        traceback = handling.__traceback__
        try:
            raise handling
        except BaseException:
            handling.__traceback__ = traceback
            return await self.make()

    def _finish(self, task: asyncio.Task[None]) -> None:
        _tasks.discard(task)
        self.done()


_tasks: set[asyncio.Task[None]] = set()


def _wait(call: _Call[t.Any]) -> None:
    pending = threading.Lock()
    pending.acquire()
    call.done = pending.release
    call.loop.call_soon_threadsafe(call.start)
    pending.acquire()


def _adopt(context: Context) -> None:
    for variable, value in context.items():
        if variable.get(_UNSET) is not value:
            variable.set(value)


def _refuse_where_a_loop_runs(function: Callable[..., t.Any]) -> None:
    find = getattr(sys.modules.get("asyncio"), "_get_running_loop", None)
    if find is None or find() is None:
        return
    name = getattr(function, "__qualname__", repr(function))
    raise RuntimeError(
        f"{name} is async and was called by sync code in a thread whose event loop is"
        f" running. To wait for it here would stop that loop. Either await {name}"
        " itself, or call the sync code with `await asyncio.to_thread(...)`."
    )


class _Worker:
    """A loop and the thread that runs it."""

    def __init__(self) -> None:
        import asyncio

        patched = _gevent_patched()
        self.loop = _make_gevent_proof_loop() if patched else asyncio.new_event_loop()
        self.stopped = _original("_thread", "allocate_lock")()
        self.stopped.acquire()
        if patched:
            _original("_thread", "start_new_thread")(self._serve, ())
        else:
            threading.Thread(
                target=self._serve, name="kolben-loop", daemon=True
            ).start()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.stopped.acquire(True, 2 * _SECONDS_TO_END)

    def _serve(self) -> None:
        while True:
            try:
                self.loop.run_forever()
                break
            except (KeyboardInterrupt, SystemExit) as error:
                # From a task that nobody waits for: it ends that task, not the loop.
                self.loop.call_exception_handler(
                    {"message": "A task tried to end the process", "exception": error}
                )
        try:
            self._end_tasks()
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
        finally:
            self.stopped.release()

    def _end_tasks(self) -> None:
        import asyncio

        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            ending = asyncio.wait(tasks, timeout=_SECONDS_TO_END)
            self.loop.run_until_complete(ending)


_worker: _Worker | None = None
_lock = threading.Lock()

# Loops of the parent process. Closing one would take the parent's sockets out of the
# poll object that both processes hold.
_inherited: list[_Worker] = []


def _get_worker() -> _Worker:
    global _worker
    worker = _worker
    if worker is None:
        with _lock:
            worker = _worker
            if worker is None:
                worker = _worker = _Worker()
    return worker


def _after_fork() -> None:
    global _lock, _worker
    _lock = threading.Lock()
    _tasks.clear()
    if _worker is not None:
        _inherited.append(_worker)
        _worker = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
atexit.register(close)


# gevent turns threads into greenlets and sockets into waits for its hub. The loop
# stays on a real thread with a real selector, so that both go on at the same time.


def _gevent_patched() -> bool:
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and bool(monkey.is_module_patched("threading"))


def _original(module: str, name: str) -> t.Any:
    if _gevent_patched():
        return sys.modules["gevent.monkey"].get_original(module, name)
    return getattr(sys.modules[module], name)


def _make_gevent_proof_loop() -> asyncio.AbstractEventLoop:
    import asyncio

    loop = asyncio.SelectorEventLoop(_original("selectors", "DefaultSelector")())
    loop.set_default_executor(_make_real_threads(loop))
    return loop


def _make_real_threads(loop: asyncio.AbstractEventLoop) -> ThreadPoolExecutor:
    """For `asyncio.to_thread` and name look-ups. The threads of an ordinary pool would
    be greenlets of the loop's thread, where no hub runs them.
    """
    from concurrent.futures import Future, ThreadPoolExecutor

    class RealThreads(ThreadPoolExecutor):
        def submit(
            self, fn: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs
        ) -> Future[_R]:
            future: Future[_R] = Future()
            work = functools.partial(fn, *args, **kwargs)
            start = _original("_thread", "start_new_thread")
            # Not before the loop has asked the future to report back: the lock in it
            # is gevent's, and two threads that want it at once would wait for a hub.
            loop.call_soon(start, _settle, (future, work))
            return future

    return RealThreads(max_workers=1)


def _settle(future: Future[_R], work: Callable[[], _R]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
    finally:
        # What used gevent in this thread has made it a hub, with files open.
        sys.modules["gevent"].get_hub().destroy(destroy_loop=True)


def _wait_as_greenlet(call: _Call[t.Any]) -> None:
    event = sys.modules["gevent.event"].Event()
    # The one thing of gevent's that another thread may touch.
    bell = sys.modules["gevent"].get_hub().loop.async_()
    bell.start(event.set)
    call.done = bell.send
    call.loop.call_soon_threadsafe(call.start)
    try:
        event.wait()
    finally:
        bell.stop()
    # After an interruption it may still be rung, and is left to the collector.
    bell.close()
