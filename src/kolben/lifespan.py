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

if t.TYPE_CHECKING:
    import queue

    from .app import Kolben

_Job = tuple[t.Callable[..., t.Any], tuple[t.Any, ...], dict[str, t.Any]]

_started: weakref.WeakSet[t.Any] = weakref.WeakSet()


class Lifespan:
    """The start-up and shutdown functions of one app, and its queue of late work."""

    def __init__(self) -> None:
        self.startup: list[t.Callable[[], t.Any]] = []
        self.shutdown: list[t.Callable[[], t.Any]] = []
        self.forget()

    def forget(self) -> None:
        """Be as before the start, as a forked child has to be."""
        self.started = False
        self.jobs: queue.Queue[_Job | None] | None = None
        self.thread: threading.Thread | None = None
        self.lock = threading.RLock()


def start(app: Kolben) -> None:
    """Run the ``on_startup`` functions, once in this process.

    What one of them raises is raised here, and the next call tries again.
    """
    span = app._lifespan
    if span.started:
        return
    with span.lock:
        if span.started:
            return
        if span.startup:
            with app.app_context():
                for function in span.startup:
                    app.ensure_sync(function)()
        span.started = True
        _started.add(app)


def stop(app: Kolben) -> None:
    """Finish the work queued by ``after_response``, then run ``on_shutdown``.

    The functions run in reverse order; one that fails is logged, the others still
    run. Work that is not done after ``AFTER_RESPONSE_DRAIN_SECONDS`` is logged and
    given up.
    """
    span = app._lifespan
    with span.lock:
        if not span.started:
            return
        span.started = False
        _started.discard(app)
        _drain(app, span)
        if span.shutdown:
            with app.app_context():
                for function in reversed(span.shutdown):
                    try:
                        app.ensure_sync(function)()
                    except Exception:
                        app.logger.exception("on_shutdown: %r failed", function)
    # Another request may still come, and starts the app again.
    app._changes.note()


def enqueue(app: Kolben, job: _Job) -> None:
    """Have ``job`` done by the app's background thread.

    When the queue is full the job is done here and now: the client waits, and
    nothing is lost.
    """
    import queue  # only an app that uses it loads it

    span = app._lifespan
    with span.lock:
        jobs = span.jobs
        if jobs is None:
            jobs = span.jobs = queue.Queue(app.config["AFTER_RESPONSE_QUEUE_SIZE"])
            span.thread = threading.Thread(
                target=_work,
                args=(app, jobs),
                name="kolben-after-response",
                daemon=True,
            )
            span.thread.start()
            span.started = True
            _started.add(app)
    try:
        jobs.put_nowait(job)
    except queue.Full:
        app.logger.warning(
            "after_response: the queue of %s is full, so %r runs in the request's own"
            " thread. Do less there, raise AFTER_RESPONSE_QUEUE_SIZE, or use a task"
            " queue.",
            jobs.maxsize,
            job[0],
        )
        _do(app, job)


def _work(app: Kolben, jobs: queue.Queue[_Job | None]) -> None:
    while True:
        job = jobs.get()
        if job is None:
            return
        _do(app, job)


def _do(app: Kolben, job: _Job) -> None:
    function, args, kwargs = job
    try:
        with app.app_context():
            app.ensure_sync(function)(*args, **kwargs)
    except Exception:
        app.logger.exception("after_response: %r failed", function)


def _drain(app: Kolben, span: Lifespan) -> None:
    import queue

    jobs, thread = span.jobs, span.thread
    if jobs is None or thread is None:
        return
    span.jobs = span.thread = None
    seconds = app.config["AFTER_RESPONSE_DRAIN_SECONDS"]
    try:
        jobs.put(None, timeout=seconds)
        thread.join(seconds)
    except queue.Full:
        pass
    if thread.is_alive():
        app.logger.error(
            "after_response: %s jobs were not done within %s seconds of shutdown and"
            " are given up",
            jobs.qsize(),
            seconds,
        )


def _stop_all() -> None:
    for app in list(_started):
        stop(app)


def _forget_all() -> None:
    for app in list(_started):
        app._lifespan.forget()
        app._changes.note()
    _started.clear()


atexit.register(_stop_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
