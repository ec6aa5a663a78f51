"""The application object.

``registration.App`` is what is put together; ``Kolben`` adds how a request is
handled, as override points: methods that a subclass or an extension may replace and
that ``dispatch`` implements. To follow a request, read ``plan.py``, ``dispatch.py``
and ``routing/`` next.
"""

from __future__ import annotations

import importlib
import os
import typing as t
from functools import partial
from inspect import iscoroutinefunction

import click
from werkzeug.exceptions import BadRequest, BadRequestKeyError, HTTPException
from werkzeug.serving import is_running_from_reloader
from werkzeug.utils import redirect as _redirect
from werkzeug.wsgi import ClosingIterator, get_host

from . import answer, devserver, dispatch, lifespan, loop
from . import typing as ft
from .cli.dotenv import (
    find_debug_setting,
    find_env_files,
    get_load_dotenv,
    read_setting,
    warn_of_env_setting,
)
from .cli.dotenv import load_dotenv as _load_dotenv
from .context import AppContext, RequestContext, _sentinel
from .flashing import get_flashed_messages
from .globals import _get_request_ctx, find_request_ctx, g, request, session
from .plan import POINTS, Plan, get_plan
from .registration import App
from .request import REQUEST_ID, Request, decode_wsgi
from .signals import appcontext_tearing_down, watched
from .templating import update_template_context
from .urls import build_url

if t.TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.routing import MapAdapter
    from werkzeug.wrappers import Response as WerkzeugResponse

    from .response import Response
    from .templating import Environment
    from .testing import KolbenClient, KolbenCliRunner


def _load_testing() -> t.Any:
    """``kolben.testing``, by name: it stands on click.testing, which loads pdb, and no
    worker that serves is to pay for that (`bench/startup.py`)."""
    return importlib.import_module(f"{__package__}.testing")


class Kolben(App):
    """A WSGI application with Flask's API.

    ``import_name`` is usually ``__name__``: templates, static files and the instance
    folder are found by it.
    """

    #: The points of a plan as this class defines them; see ``plan.POINTS``.
    _originals: t.ClassVar[dict[str, t.Any]]

    # WSGI -----------------------------------------------------------------------

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        """What a WSGI server calls."""
        return self.wsgi_app(environ, start_response)

    def wsgi_app(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        """The application itself; to be wrapped: ``app.wsgi_app = M(app.wsgi_app)``."""
        return dispatch.run(self, environ, start_response)

    def _make_plan(self) -> Plan:
        """The plan for the next requests. The first one starts the app."""
        if self._open_views:
            self._look_again()
        started = lifespan.start(self)
        if not self._got_first_request:
            self._got_first_request = True
        if started:
            return get_plan(self, self._originals)
        # Not kept: the requests of others wait until the app has started.
        return Plan(self, self._originals)

    # Override points, in the order in which a request meets them --------------------

    def app_context(self) -> AppContext:
        """An application context, to be used as a ``with`` block."""
        return AppContext(self)

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """The request context for a WSGI environ."""
        return RequestContext(self, environ)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches and builds URLs for a request, or for work outside of one.

        Outside it needs ``SERVER_NAME``, else None. Raises SecurityError (400) for a
        host that is not one of ``TRUSTED_HOSTS``.
        """
        if request is not None:
            trusted = self.config["TRUSTED_HOSTS"]
            if trusted is not None:
                request.trusted_hosts = trusted
            environ = request.environ
            host = request.host = get_host(environ, request.trusted_hosts)
            server_name = self.config["SERVER_NAME"]
            subdomain = None
            if self.url_map.host_matching:
                # With a server name the host of the request would not be looked at.
                server_name = None
            elif not self.subdomain_matching:
                subdomain = self.url_map.default_subdomain or ""
                if server_name is None and "HTTP_UPGRADE" not in environ:
                    # What bind_to_environ comes to, without asking for the host
                    # again.
                    return self.url_map.bind(
                        host,
                        script_name=decode_wsgi(environ.get("SCRIPT_NAME", "")),
                        subdomain=subdomain,
                        url_scheme=environ["wsgi.url_scheme"],
                        default_method=environ["REQUEST_METHOD"],
                        path_info=decode_wsgi(environ.get("PATH_INFO", "/")),
                        query_args=decode_wsgi(environ.get("QUERY_STRING", "")),
                    )
            return self.url_map.bind_to_environ(
                environ, server_name=server_name, subdomain=subdomain
            )
        if self.config["SERVER_NAME"] is None:
            return None
        return self.url_map.bind(
            self.config["SERVER_NAME"],
            script_name=self.config["APPLICATION_ROOT"],
            url_scheme=self.config["PREFERRED_URL_SCHEME"],
        )

    def full_dispatch_request(self) -> Response:
        """Hooks, view, error handlers and hooks again."""
        return dispatch.full_dispatch_request(self)

    def preprocess_request(self) -> ft.ResponseReturnValue | None:
        """URL value preprocessors and ``before_request`` functions."""
        return dispatch.preprocess_request(self, _get_request_ctx())

    def dispatch_request(self) -> ft.ResponseReturnValue:
        """Call the view, or raise what matching the URL ended in."""
        return dispatch.dispatch_request(self, _get_request_ctx())

    def raise_routing_exception(self, request: Request) -> t.NoReturn:
        """Raise the 404, 405 or redirect of a request that no rule matched."""
        dispatch.raise_routing_exception(self, request)

    def make_default_options_response(self) -> Response:
        """The automatic answer to OPTIONS: the methods that the URL allows."""
        adapter = _get_request_ctx().url_adapter
        assert adapter is not None
        response = self.response_class()
        response.allow.update(adapter.allowed_methods())
        return response

    def ensure_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """``func``, or if it is a coroutine function, a plain one that waits for it."""
        if iscoroutinefunction(func):
            return self.async_to_sync(func)
        return func

    def async_to_sync(
        self, func: t.Callable[..., t.Coroutine[t.Any, t.Any, t.Any]]
    ) -> t.Callable[..., t.Any]:
        """A plain function that runs ``func`` on the worker's event loop."""
        return loop.async_to_sync(func)

    def finalize_request(
        self,
        rv: ft.ResponseReturnValue | HTTPException,
        from_error_handler: bool = False,
    ) -> Response:
        """Make the response and run the hooks that come after the view."""
        return dispatch.finalize_request(self, rv, from_error_handler)

    def make_response(self, rv: ft.ResponseReturnValue) -> Response:
        """A response out of what a view returned. TypeError if it cannot be sent."""
        return answer.make_response(self, rv)

    def process_response(self, response: Response) -> Response:
        """``after_request`` functions, then the session is saved."""
        return dispatch.process_response(self, _get_request_ctx(), response)

    def do_teardown_request(self, exc: BaseException | None = _sentinel) -> None:
        """``teardown_request`` functions, with the unhandled exception or None."""
        dispatch.do_teardown_request(self, _get_request_ctx(), dispatch.get_error(exc))

    def do_teardown_appcontext(self, exc: BaseException | None = _sentinel) -> None:
        """``teardown_appcontext`` functions, last one first."""
        exc = dispatch.get_error(exc)
        for function in reversed(self.teardown_appcontext_funcs):
            self.ensure_sync(function)(exc)
        if watched:
            appcontext_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=exc)

    # Override points for errors -----------------------------------------------------

    def handle_user_exception(
        self, e: Exception
    ) -> HTTPException | ft.ResponseReturnValue:
        """Answer an exception with its handler, or raise it again."""
        return dispatch.handle_user_exception(self, e)

    def handle_http_exception(
        self, e: HTTPException
    ) -> HTTPException | ft.ResponseReturnValue:
        """Answer an HTTP error with its handler, or with itself."""
        return dispatch.handle_http_exception(self, e)

    def handle_exception(self, e: Exception) -> Response:
        """Answer an exception nobody handled with 500, or raise it again."""
        return dispatch.handle_exception(self, e)

    def trap_http_exception(self, e: Exception) -> bool:
        """Whether an HTTP error is to be treated as any other exception.

        By ``TRAP_HTTP_EXCEPTIONS`` and ``TRAP_BAD_REQUEST_ERRORS``; in debug mode a
        missing form key is.
        """
        if self.config["TRAP_HTTP_EXCEPTIONS"]:
            return True
        trap_bad_request = self.config["TRAP_BAD_REQUEST_ERRORS"]
        if trap_bad_request is None and self.debug:
            return isinstance(e, BadRequestKeyError)
        return bool(trap_bad_request) and isinstance(e, BadRequest)

    def should_ignore_error(self, error: BaseException | None) -> bool:  # noqa: ARG002  # for overriding
        """Whether teardown functions are not to be told of ``error``."""
        return False

    def log_exception(
        self,
        exc_info: (tuple[type, BaseException, TracebackType] | tuple[None, None, None]),
    ) -> None:
        """Log an exception that nobody handled, with the request's id if it has one."""
        request_id = request.environ.get(REQUEST_ID)
        suffix = f", request {request_id}" if request_id else ""
        self.logger.error(
            f"Exception on {request.path} [{request.method}]{suffix}",
            exc_info=exc_info,
        )

    # What views and templates use ----------------------------------------------------

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: t.Any,
    ) -> str:
        """The URL of ``endpoint``. See :func:`kolben.url_for`."""
        return build_url(self, endpoint, _anchor, _method, _scheme, _external, values)

    def redirect(self, location: str, code: int = 302) -> WerkzeugResponse:
        """A response that sends the client elsewhere."""
        return _redirect(location, code=code, Response=self.response_class)

    def create_jinja_environment(self) -> Environment:
        """Make :attr:`jinja_env`; may be overridden."""
        options = dict(self.jinja_options)
        if "autoescape" not in options:
            options["autoescape"] = self.select_jinja_autoescape
        if "auto_reload" not in options:
            auto_reload = self.config["TEMPLATES_AUTO_RELOAD"]
            options["auto_reload"] = self.debug if auto_reload is None else auto_reload
        environment = self.jinja_environment(self, **options)
        environment.globals.update(
            url_for=self.url_for,
            get_flashed_messages=get_flashed_messages,
            config=self.config,
            # Templates have these from the context processor; imported ones get
            # the proxies.
            request=request,
            session=session,
            g=g,
        )
        environment.policies["json.dumps_function"] = self.json.dumps
        return environment

    def update_template_context(self, context: dict[str, t.Any]) -> None:
        """Add what the context processors give, without overwriting anything."""
        update_template_context(self, context)

    def make_shell_context(self) -> dict[str, t.Any]:
        """The names that ``kolben shell`` starts with."""
        context: dict[str, t.Any] = {"app": self, "g": g}
        for processor in self.shell_context_processors:
            context.update(processor())
        return context

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> t.IO[t.Any]:
        """Open a file relative to :attr:`instance_path`; writing is allowed."""
        path = os.path.join(self.instance_path, resource)
        return open(path, mode, encoding=None if "b" in mode else encoding)

    def after_response(
        self, function: t.Callable[..., t.Any], *args: t.Any, **kwargs: t.Any
    ) -> None:
        """Call ``function(*args, **kwargs)`` once the client has its answer.

        It runs in an app context on a thread of the worker, behind a bounded queue
        that is worked off at shutdown. It is for work that may be lost if the machine
        is: this is no job queue. Errors are logged. Outside of a request it is queued
        at once.
        """
        job = (function, args, kwargs)
        ctx = find_request_ctx()
        if ctx is None:
            lifespan.enqueue(self, job)
            return
        if ctx._jobs is None:
            ctx._jobs = []
        ctx._jobs.append(job)
        response = ctx._response
        if response is not None:
            # On its way already, as for a stream and for teardown functions.
            self._queue_jobs(ctx, None if response.direct_passthrough else response)

    def _queue_jobs(self, ctx: RequestContext, response: Response | None) -> None:
        """Queue the late work of a request when ``response`` is closed; None: now."""
        jobs, ctx._jobs = ctx._jobs or [], None
        for job in jobs:
            queue = partial(lifespan.enqueue, self, job)
            if response is None:
                queue()
            elif response.direct_passthrough:
                # The server gets the body itself and closes that alone.
                response.response = ClosingIterator(response.response, queue)  # type: ignore[arg-type]  # passed through, so bytes
            else:
                response.call_on_close(queue)

    def _close_late(self, ctx: RequestContext, response: Response) -> None:
        """Have ``response`` close, when it is closed, what lives until then."""
        closers, ctx._closers = ctx._closers or [], None
        for close in closers:
            if response.direct_passthrough:
                response.response = ClosingIterator(response.response, close)  # type: ignore[arg-type]  # passed through, so bytes
            else:
                response.call_on_close(close)

    # Running and testing --------------------------------------------------------------

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        load_dotenv: bool = True,
        **options: t.Any,
    ) -> None:
        """Serve the app with the development server, which is not for production.

        Host and port default to those of ``SERVER_NAME``, then to 127.0.0.1:5000.
        Does nothing under ``kolben run``, which serves the app itself.
        """
        if read_setting("RUN_FROM_CLI") == "true":
            if not is_running_from_reloader():
                click.secho(
                    " * Ignoring a call to 'app.run()' that would block the current"
                    " command.\n   Only call 'app.run()' in an 'if __name__ =="
                    ' "__main__"\' guard.',
                    fg="red",
                )
            return
        if get_load_dotenv(load_dotenv):
            _load_dotenv()
            warn_of_env_setting()
            set_by_environment = find_debug_setting()
            if set_by_environment is not None:
                self.debug = set_by_environment
        if debug is not None:
            self.debug = bool(debug)
        named_host, _, named_port = (self.config.get("SERVER_NAME") or "").partition(
            ":"
        )
        host = host or named_host or "127.0.0.1"
        port = int(port if port is not None and port != "" else (named_port or 5000))  # type: ignore[comparison-overlap]  # as from an environment variable
        options.setdefault("use_reloader", self.debug)
        options.setdefault("use_debugger", self.debug)
        options.setdefault("threaded", True)
        if files := find_env_files():
            options["extra_files"] = [*(options.get("extra_files") or ()), *files]
        devserver.guard_console(host, options)
        devserver.show_server_banner(self.debug, self.name)
        try:
            devserver.run_server(host, port, self, **options)
        finally:
            # So that it can be set up further and run again, as in a shell.
            self._got_first_request = False

    def test_client(self, use_cookies: bool = True, **kwargs: t.Any) -> KolbenClient:
        """A client that sends requests to the app without a server."""
        cls = self.test_client_class or _load_testing().KolbenClient
        return cls(self, self.response_class, use_cookies=use_cookies, **kwargs)

    def test_cli_runner(self, **kwargs: t.Any) -> KolbenCliRunner:
        """A runner for the app's commands."""
        cls = self.test_cli_runner_class or _load_testing().KolbenCliRunner
        return cls(self, **kwargs)

    def test_request_context(self, *args: t.Any, **kwargs: t.Any) -> RequestContext:
        """A request context for a made-up request; arguments as of EnvironBuilder."""
        builder = _load_testing().EnvironBuilder(self, *args, **kwargs)
        try:
            return self.request_context(builder.get_environ())
        finally:
            builder.close()


Kolben._originals = {name: getattr(Kolben, name) for name in POINTS}
