"""Starts Werkzeug's development server."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import werkzeug.serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def run_server(
    host: str,
    port: int,
    app: WSGIApplication,
    *,
    use_debugger: bool,
    debugger_hosts: Sequence[str] = (),
    **options: Any,
) -> None:
    """Serve an app until it is stopped; ``options`` go to ``run_simple``.

    ``debugger_hosts`` are further host names under which browsers may use the
    debugger's console.
    """
    if use_debugger:
        # By name, because it brings the debugger, which takes long to import.
        importlib.import_module(f"{__package__}.error_page").install(host)
    if options.get("use_reloader"):
        importlib.import_module(f"{__package__}.reloader").install()
    if use_debugger and debugger_hosts:
        # Here for the same reason.
        from werkzeug.debug import DebuggedApplication

        # run_simple lets in the host it binds to, which for 0.0.0.0 is nobody's name.
        debugged = DebuggedApplication(app, evalex=True)
        debugged.trusted_hosts.extend(debugger_hosts)
        app, use_debugger = debugged, False
    # Through the module: tests of apps put their own function there.
    werkzeug.serving.run_simple(host, port, app, use_debugger=use_debugger, **options)


def make_failing_app(error: Exception) -> WSGIApplication:
    """An app that answers every request with an error that occurred before."""
    # Each raise lengthens the traceback of the error it raises.
    origin = error.__traceback__

    def fail(
        environ: WSGIEnvironment,  # noqa: ARG001 - WSGI's signature
        start_response: StartResponse,  # noqa: ARG001
    ) -> Iterable[bytes]:
        # Read by the debugger, whose page shall begin with the app's own code.
        __traceback_hide__ = True
        raise error.with_traceback(origin) from None

    return fail
