"""What runs in the processes of ``kolben serve``: each loads the app for itself."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from typing import NoReturn

import click

from .. import compat, lifespan
from ..app import Kolben
from ..devserver.owner import find_package
from .group import ScriptInfo
from .locate import FailedImport

# Seconds in which a server has just been started: its workers fail at once, so that
# whoever started it sees that.
_NEW_SERVER = 10
# Seconds between two attempts to start a worker later on.
_PAUSE = 10
_LONGEST_LINE = 500


def load_for_serving(import_path: str) -> Kolben:
    """Load the app that ``--app`` named (or none named: ``""``), as it configures
    itself.
    """
    compat.install()
    return ScriptInfo(import_path or None, set_debug_flag=False).load_app()


def start_worker(server_began: float, import_path: str) -> Kolben:
    """Load the app and start it; it is stopped when this process has served its last
    request.

    ``server_began`` is of ``time.monotonic()``, which is one clock for all processes.
    """
    began = time.monotonic()
    _leave_interrupts_to_server()
    try:
        app = load_for_serving(import_path)
        lifespan.start(app)
    except BaseException as error:
        if began - server_began < _NEW_SERVER:
            raise
        # This one takes the place of a process that died, and the code is broken by
        # now. Were it to end at once, the server would give up, and the processes that
        # are left would stop serving.
        _show(error)
        click.echo(f"Not started; the next attempt is in {_PAUSE} seconds.", err=True)
        time.sleep(_PAUSE)
        raise SystemExit(1) from None
    # Not atexit: that comes after threads can no longer be started, and not at all
    # in a forked process.
    Finalize(None, lifespan.stop, args=(app,), exitpriority=100)
    return app


def check_app(import_path: str) -> None:
    """End this process with 0 when the app can be served, else say why and end
    with 1.
    """
    try:
        _load_and_check(import_path)
    except BaseException as error:
        _show(error)
        status = 1
    else:
        status = 0
    _end(status)


def try_app(import_path: str, report: Connection) -> None:
    """Do what a worker does, without serving, and end this process.

    Sent to ``report`` is ``""``, or in one line why the app cannot be served.
    """
    _leave_interrupts_to_server()
    try:
        app = _load_and_check(import_path)
        lifespan.start(app)
    except BaseException as error:
        _show(error)
        report.send(describe_failure(error))
    else:
        report.send("")
        lifespan.stop(app)
    _end(0)


def describe_failure(error: BaseException) -> str:
    """One line for the log: what the error is, and where in the app's own code."""
    if isinstance(error, FailedImport) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, click.ClickException):
        text, place = error.format_message(), None
    elif isinstance(error, SyntaxError):
        text = f"{type(error).__name__}: {error.msg}"
        place = (error.filename, error.lineno)
    else:
        text = traceback.format_exception_only(error)[0]
        place = _find_place(error)
    line = text.strip().partition("\n")[0][:_LONGEST_LINE].rstrip(".")
    return line if place is None else f"{line} ({place[0]}, line {place[1]})"


def _find_place(error: BaseException) -> tuple[str, int] | None:
    """The last line of the app's own, else the last of all."""
    places = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    own = [place for place in places if find_package(place[0]) is None]
    return next(reversed(own or places), None)


def _leave_interrupts_to_server() -> None:
    if hasattr(signal, "pthread_sigmask"):
        # A terminal sends Ctrl+C to every process. The server tells its workers to stop
        # anyway, and one that is told twice may hang until its time is up.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _load_and_check(import_path: str) -> Kolben:
    app = load_for_serving(import_path)
    if app.debug:
        raise click.ClickException(explain_debug("app.debug is set"))
    return app


def _show(error: BaseException) -> None:
    if isinstance(error, click.ClickException):
        error.show()
    else:
        traceback.print_exception(error)


def _end(status: int) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    # At once: a thread that the app has started must not keep the server waiting.
    os._exit(status)


def explain_debug(cause: str) -> str:
    """Why the production server does not take an app in debug mode."""
    return (
        f"Not served: {cause}. In debug mode errors show source code to visitors, and"
        " nothing is cached. Turn it off (KOLBEN_DEBUG=0, --no-debug, or app.debug ="
        " False where the code sets it), or use 'kolben run' for development."
    )
