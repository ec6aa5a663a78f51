"""What runs in the processes of ``kolben serve``: each loads the app for itself."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from multiprocessing.util import Finalize

import click

from .. import compat, lifespan
from ..app import Kolben
from .group import ScriptInfo


def load_for_serving(import_path: str) -> Kolben:
    """Load the app that ``--app`` named (or none named: ``""``), as it configures
    itself.
    """
    compat.install()
    return ScriptInfo(import_path or None, set_debug_flag=False).load_app()


def start_worker(import_path: str) -> Kolben:
    """Load the app and start it; it is stopped when this process has served its last
    request.
    """
    if hasattr(signal, "pthread_sigmask"):
        # A terminal sends Ctrl+C to every process. The server tells its workers to stop
        # anyway, and one that is told twice may hang until its time is up.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    app = load_for_serving(import_path)
    lifespan.start(app)
    # Not atexit: that comes after threads can no longer be started, and not at all
    # in a forked process.
    Finalize(None, lifespan.stop, args=(app,), exitpriority=100)
    return app


def check_app(import_path: str) -> None:
    """End this process with 0 when the app can be served, else say why and end
    with 1.
    """
    try:
        app = load_for_serving(import_path)
    except click.ClickException as error:
        error.show()
        status = 1
    except BaseException:
        traceback.print_exc()
        status = 1
    else:
        status = 0
        if app.debug:
            click.secho(f"Error: {explain_debug('app.debug is set')}", err=True)
            status = 1
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
