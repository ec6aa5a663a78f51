"""What runs when a worker starts and stops, and after a response.

Per process, not per machine: each worker of a server has its own. ``start`` runs
before the first request of a worker (servers call it earlier), ``stop`` when the
interpreter ends or the server says so. A forked child starts anew.
"""

from __future__ import annotations

import atexit
import os
import threading
import typing as t
import weakref
from contextvars import ContextVar
from inspect import iscoroutinefunction

from . import loop

if t.TYPE_CHECKING:
    import queue

    from .app import Kolben

Job = tuple[t.Callable[..., t.Any], tuple[t.Any, ...], dict[str, t.Any]]
# The app goes with each job and not with the thread, which would keep it alive.
_Jobs: t.TypeAlias = "queue.SimpleQueue[tuple[Kolben, Job] | None]"

#: Apps that have something to stop, or to forget in a forked child.
_known: weakref.WeakSet[t.Any] = weakref.WeakSet()
#: Apps whose start-up functions called what runs here.
_starting: ContextVar[tuple[t.Any, ...]] = ContextVar("_starting", default=())


class Lifespan:
    """The start-up and shutdown functions of one app, and its queue of late work."""

    def __init__(self) -> None:
        self.startup: list[t.Callable[[], t.Any]] = []
        self.shutdown: list[t.Callable[[], t.Any]] = []
        self.forget()

    def forget(self) -> None:
        """Be as before the start, as a forked child has to be."""
        self.started = False
        #: How many of the start-up functions have done their work.
        self.done = 0
        self.lock = threading.RLock()
        self.jobs: _Jobs | None = None
        self.thread: threading.Thread | None = None
        #: While true, no thread is there for jobs.
        self.stopping = False
        # Apart from the other lock: a job may queue another one during the stop.
        self.queue_lock = threading.Lock()


def start(app: Kolben) -> bool:
    """Run the ``on_startup`` functions, once in this process.

    What one of them raises is raised here, and the next call tries it again. False
    when one of them is calling, as by a request of its own: the start goes on.
    """
    span = app._lifespan
    if span.started:
        return True
    if any(each is app for each in _starting.get()):
        return False
    with span.lock:
        if span.started:
            return True
        _known.add(app)
        if span.done < len(span.startup):
            token = _starting.set((*_starting.get(), app))
            try:
                with app.app_context():
                    while span.done < len(span.startup):
                        app.ensure_sync(span.startup[span.done])()
                        span.done += 1
            finally:
                _starting.reset(token)
        if any(iscoroutinefunction(function) for function in span.shutdown):
            # At the interpreter's end no thread can be started for the loop.
            loop.run(_do_nothing)
        span.started = True
    return True


async def _do_nothing() -> None:
    pass


def stop(app: Kolben) -> None:
    """Finish the work queued by ``after_response``, then run ``on_shutdown``.

    The functions run in reverse order; one that fails is logged, the others still
    run. Work that is not done after ``AFTER_RESPONSE_DRAIN_SECONDS`` is logged and
    given up.
    """
    span = app._lifespan
    with span.lock:
        _known.discard(app)
        span.stopping = True
        try:
            _drain(app, span)
            if span.started:
                span.started = False
                span.done = 0
                _shut_down(app, span)
        finally:
            span.stopping = False
    # Another request may still come, and starts the app again.
    app._changes.note()


def _shut_down(app: Kolben, span: Lifespan) -> None:
    if not span.shutdown:
        return
    with app.app_context():
        for function in reversed(span.shutdown):
            try:
                app.ensure_sync(function)()
            except Exception:
                app.logger.exception("on_shutdown: %r failed", function)


def enqueue(app: Kolben, job: Job) -> None:
    """Have ``job`` done by the app's background thread.

    When the queue is full, or the app is being stopped, the job is done here and now:
    who calls waits, and nothing is lost.
    """
    span = app._lifespan
    size = app.config["AFTER_RESPONSE_QUEUE_SIZE"]
    with span.queue_lock:
        stopping = span.stopping
        if not stopping:
            jobs = span.jobs or _start_thread(app, span)
            if jobs.qsize() < size:
                jobs.put((app, job))
                return
    if not stopping:
        app.logger.warning(
            "after_response: the queue of %s is full, so %r runs in the request's own"
            " thread. Do less there, raise AFTER_RESPONSE_QUEUE_SIZE, or use a task"
            " queue.",
            size,
            job[0],
        )
    _do(app, job)


def _start_thread(app: Kolben, span: Lifespan) -> _Jobs:
    import queue  # only an app that uses it loads it

    jobs: _Jobs = queue.SimpleQueue()
    thread = threading.Thread(
        target=_work, args=(jobs,), name="kolben-after-response", daemon=True
    )
    thread.start()
    # The thread ends with the app; a SimpleQueue may be told so by the collector.
    weakref.finalize(app, jobs.put, None).atexit = False
    span.jobs, span.thread = jobs, thread
    _known.add(app)
    return jobs


def _work(jobs: _Jobs) -> None:
    while True:
        item = jobs.get()
        if item is None:
            return
        app, job = item
        try:
            _do(app, job)
        except BaseException:
            # As by sys.exit(): the thread is there for the jobs to come.
            app.logger.exception("after_response: %r failed", job[0])
        # Nothing may keep the app alive during the wait for the next one.
        del item, app, job


def _do(app: Kolben, job: Job) -> None:
    function, args, kwargs = job
    try:
        with app.app_context():
            app.ensure_sync(function)(*args, **kwargs)
    except Exception:
        app.logger.exception("after_response: %r failed", function)


def _drain(app: Kolben, span: Lifespan) -> None:
    with span.queue_lock:
        jobs, thread = span.jobs, span.thread
        span.jobs = span.thread = None
    if jobs is None or thread is None:
        return
    seconds = app.config["AFTER_RESPONSE_DRAIN_SECONDS"]
    jobs.put(None)
    thread.join(seconds)
    if not thread.is_alive():
        return
    given_up = 1  # the one at work
    while not jobs.empty():
        given_up += jobs.get() is not None
    jobs.put(None)
    app.logger.error(
        "after_response: %s jobs were not done within %s seconds of shutdown and are"
        " given up",
        given_up,
        seconds,
    )


def _stop_all() -> None:
    for app in list(_known):
        try:
            stop(app)
        except Exception:
            # As in a teardown function: the other apps are stopped all the same.
            app.logger.exception("The app could not be stopped")


def _forget_all() -> None:
    for app in list(_known):
        app._lifespan.forget()
        app._changes.note()
    _known.clear()


# After that of the loop, hence before it: shutdown functions may be coroutines.
atexit.register(_stop_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
