"""``kolben run``: the development server."""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING, Any

import click
from werkzeug.serving import is_running_from_reloader

from ..devserver import is_loopback, run_server, show_server_banner
from ..devserver.console import explain_exposure
from ..devserver.port import find_port_problem
from ..devserver.server import make_failing_app
from .certificate import CertParamType as CertParamType
from .certificate import _validate_key
from .dotenv import find_env_files, get_debug_flag
from .group import ScriptInfo, pass_script_info
from .import_failure import skip_own_frames
from .locate import FailedImport
from .options import debug_option, make_app_option

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class SeparatedPathType(click.Path):
    """Several paths in one value, separated as in ``PATH``."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        convert = super().convert
        return [convert(p, param, ctx) for p in self.split_envvar_value(value)]


@click.command(
    "run",
    short_help="Run a development server.",
    params=[make_app_option(), debug_option],
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
    type=click.IntRange(0, 65_535),
    default=5000,
    show_default=True,
    help="The port to listen on.",
)
@click.option(
    "--cert",
    type=CertParamType(),
    help="Serve HTTPS: a certificate file, 'adhoc', or an importable SSLContext.",
    is_eager=True,
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    callback=_validate_key,
    expose_value=False,
    help="The key file that belongs to the certificate file.",
)
@click.option(
    "--reload/--no-reload",
    default=None,
    help="Restart when a file changes. On in debug mode.",
)
@click.option(
    "--reloader-type",
    type=click.Choice(("auto", "stat", "watchdog")),
    default="auto",
    show_default=True,
    help=(
        "How changes are noticed: by watchdog, or by looking at every file each second,"
        " which also works on network and container mounts. 'auto': watchdog if it is"
        " installed."
    ),
)
@click.option(
    "--debugger/--no-debugger",
    default=None,
    help="Show errors in the browser, with a console. On in debug mode.",
)
@click.option(
    "--debugger-host",
    "debugger_hosts",
    multiple=True,
    metavar="NAME",
    help=(
        "A host name under which browsers may use the debugger's console. Needed,"
        " together with --debugger, where --host is not this machine alone."
    ),
)
@click.option(
    "--with-threads/--without-threads",
    default=True,
    help="Answer requests at the same time, or one after the other.",
)
@click.option(
    "--extra-files",
    default=None,
    type=SeparatedPathType(),
    help=f"Further files to restart for, separated by {os.path.pathsep!r}.",
)
@click.option(
    "--exclude-patterns",
    default=None,
    type=SeparatedPathType(),
    help=(
        f"Files not to restart for: fnmatch patterns, separated by {os.path.pathsep!r}."
    ),
)
@pass_script_info
def run_command(
    info: ScriptInfo,
    host: str,
    port: int,
    reload: bool | None,
    reloader_type: str,
    debugger: bool | None,
    debugger_hosts: tuple[str, ...],
    with_threads: bool,
    cert: Any,
    extra_files: list[str] | None,
    exclude_patterns: list[str] | None,
) -> None:
    """Run a server for development on this machine.

    It is neither fast nor safe enough for anything else: for that, use 'kolben serve'.
    In debug mode it restarts when a file changes and shows errors in the browser.
    """
    debug = get_debug_flag()
    _refuse_exposure(host, debug, debugger, debugger_hosts)
    if not is_running_from_reloader() and (problem := find_port_problem(host, port)):
        raise click.ClickException(problem)

    use_reloader = debug if reload is None else reload
    app = _load_app(info, use_reloader)
    show_server_banner(debug, info.app_import_path or getattr(app, "name", None))
    run_server(
        host,
        port,
        app,
        use_reloader=use_reloader,
        reloader_type=reloader_type,
        use_debugger=debug if debugger is None else debugger,
        debugger_hosts=debugger_hosts,
        threaded=with_threads,
        ssl_context=cert,
        extra_files=[*(extra_files or ()), *find_env_files()],
        exclude_patterns=exclude_patterns,
    )


def _load_app(info: ScriptInfo, use_reloader: bool) -> WSGIApplication:
    try:
        return info.load_app()
    except Exception as error:
        if is_running_from_reloader():
            _show_failure(error)
        # Saving a file mends the app's own mistakes; nothing on the command line does.
        elif not use_reloader or (
            isinstance(error, click.ClickException)
            and not isinstance(error, FailedImport)
        ):
            raise
        return make_failing_app(_find_origin(error))


def _find_origin(error: Exception) -> Exception:
    """The error in the app's own code, with no frames but those from there on."""
    if isinstance(error, FailedImport) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return error.with_traceback(skip_own_frames(error))


def _show_failure(error: Exception) -> None:
    if isinstance(error, click.ClickException):
        click.secho(f"Error: {error.format_message()}", fg="red", err=True)
    else:
        tb = skip_own_frames(error)
        click.echo(
            "".join(traceback.format_exception(type(error), error, tb)), err=True
        )
    click.echo(
        " * The browser shows this too. Mend it and save: the server loads it again.",
        err=True,
    )


def _refuse_exposure(
    host: str, debug: bool, debugger: bool | None, debugger_hosts: tuple[str, ...]
) -> None:
    """Stop unless the debugger is off, kept to this machine, or wanted twice."""
    if not (debug if debugger is None else debugger) or is_loopback(host):
        return
    if debugger and debugger_hosts:
        return
    raise click.ClickException(
        f"Not started: {explain_exposure(host)}\n\n"
        "Choose one:\n"
        "  --host 127.0.0.1     keep the debugger, for this machine alone\n"
        "  --no-debugger        keep the host and the reloader, without the debugger\n"
        "  --debugger --debugger-host NAME\n"
        "                       both, on a network you trust; NAME is the host name\n"
        "                       or address that the browser's address line shows\n\n"
        "The same from the environment: KOLBEN_RUN_HOST, KOLBEN_RUN_DEBUGGER and"
        " KOLBEN_RUN_DEBUGGER_HOSTS (or FLASK_RUN_...)."
    )
