"""``kolben serve``: the production server, Granian."""

from __future__ import annotations

import multiprocessing
import os
import time
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from ..devserver.port import find_port_problem, resolve_host
from ..errors import MissingExtra
from .dotenv import get_debug_flag
from .group import ScriptInfo, pass_script_info
from .options import make_app_option
from .reload import Reload
from .worker import check_app, explain_debug, start_worker

_FILE = click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path)


def count_cores() -> int:
    """The cores that this process may use, which in a container are not all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def count_threads() -> int:
    """Enough for views that wait, few enough not to fight for the interpreter."""
    # More than this per core, and Granian warns.
    return min(8, 2 * (os.cpu_count() or 1) + 1)


@click.command(
    "serve", short_help="Run the app for production.", params=[make_app_option()]
)
@click.option(
    "--host",
    "-h",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on.",
)
@click.option(
    "--port",
    "-p",
    type=click.IntRange(1, 65_535),
    default=8000,
    show_default=True,
    help="The port to listen on.",
)
@click.option(
    "--workers",
    "-w",
    type=click.IntRange(min=1),
    default=count_cores,
    show_default="one per core",
    help="Processes, each with the app loaded.",
)
@click.option(
    "--threads",
    "-t",
    type=click.IntRange(min=1),
    default=count_threads,
    show_default="8, or fewer on a small machine",
    help="Requests that one process works on at the same time.",
)
@click.option(
    "--backlog",
    type=click.IntRange(min=128),
    default=2048,
    show_default=True,
    help="Connections that may wait to be accepted.",
)
@click.option(
    "--graceful-timeout",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long a stopping process may take to finish what it has begun.",
)
@click.option(
    "--reload-timeout",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How long new code may take to load at a SIGHUP.",
)
@click.option(
    "--respawn/--no-respawn",
    default=True,
    show_default=True,
    help="Replace a process that died.",
)
@click.option(
    "--access-log/--no-access-log",
    default=False,
    show_default=True,
    help="Print a line for each request.",
)
@click.option("--cert", type=_FILE, help="Serve HTTPS with this certificate file.")
@click.option("--key", type=_FILE, help="The certificate's key file.")
@pass_script_info
def serve_command(
    info: ScriptInfo,
    host: str,
    port: int,
    workers: int,
    threads: int,
    backlog: int,
    graceful_timeout: int,
    reload_timeout: int,
    respawn: bool,
    access_log: bool,
    cert: Path | None,
    key: Path | None,
) -> None:
    """Run the app for production, with one process per core.

    SIGTERM or Ctrl-C stops it: no new connections, requests that have begun are
    answered, then the app's shutdown functions run. SIGHUP tries the app's new code in
    a process of its own, then replaces the processes one by one, while the port stays
    open. Code that cannot be loaded leaves everything as it is.
    """
    if (cert is None) != (key is None):
        raise click.UsageError("--cert and --key go together: give both, or neither.")
    if get_debug_flag():
        raise click.ClickException(explain_debug("debug mode is on"))
    make_server = _find_server()
    if problem := find_port_problem(host, port):
        raise click.ClickException(problem)

    # Each process imports the app itself instead of inheriting it: threads, locks and
    # connections that an import makes do not survive a fork.
    multiprocessing.set_start_method("spawn", force=True)
    _check_first(info.app_import_path or "")
    server = make_server(
        info.app_import_path or "",
        address=resolve_host(host),
        port=port,
        interface=import_module("granian.constants").Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=backlog,
        workers_kill_timeout=graceful_timeout,
        respawn_failed_workers=respawn,
        log_access=access_log,
        ssl_cert=cert,
        ssl_key=key,
        websockets=False,
    )
    reload = Reload(
        info.app_import_path or "",
        reload_timeout,
        go_on=server.signal_handler_reload,
        log=import_module("granian.log").logger,
    )
    server.signal_handler_reload = reload.ask
    server.on_startup(reload.start)
    server.on_shutdown(reload.stop)
    server.serve(target_loader=partial(start_worker, time.monotonic()))


def _find_server() -> Any:
    if find_spec("granian") is None:
        raise click.ClickException(str(MissingExtra("'kolben serve'", "serve")))
    # By name: the extra is optional and brings its own start-up cost.
    return import_module("granian.server.mp").MPServer


def _check_first(import_path: str) -> None:
    """Load the app once in a process of its own, so that a mistake is told once and
    not by each worker again and again.
    """
    process = multiprocessing.Process(target=check_app, args=(import_path,))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(1)
