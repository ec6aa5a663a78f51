"""The life of a request, as a chain of stages. ``docs/lifecycle.md`` is the same list.

There are two ways through it. The *general path* is the chain of the app's override
points (``wsgi_app`` → ``full_dispatch_request`` → ``preprocess_request`` →
``dispatch_request`` → ``finalize_request`` → ``process_response``), each of which a
subclass or an extension may replace; the functions below are what they do by
default. The *walk* does the same for a request whose rule the compiled matcher knows
in an app that replaces none of them: it reads the plan's ``Step`` instead of
looking things up, and leaves out what nobody can notice. Wherever anything is out
of the ordinary it calls the functions of the general path.
"""

from __future__ import annotations

import sys
import typing as t
from inspect import iscoroutinefunction
from types import CoroutineType

from werkzeug.exceptions import BadRequestKeyError, HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect, RoutingException
from werkzeug.wsgi import get_host

from . import typing as ft
from .answer import Encoded
from .context import RequestContext, _sentinel
from .errors import FormDataRoutingRedirect
from .globals import _cv_app, _cv_request, _get_request_ctx, find_app_ctx
from .plan import Plan, Step, get_points
from .request import Request, decode_wsgi
from .response import STATUS_LINES, Response
from .signals import (
    got_request_exception,
    request_finished,
    request_started,
    request_tearing_down,
    watched,
)
from .view_kind import get_entry

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .app import Kolben

_HTML = ("Content-Type", "text/html; charset=utf-8")
_OK = STATUS_LINES[200]
#: Host headers seen so far that are sound; a few in an honest world.
_sound_hosts: set[str] = {""}
_MAX_SOUND_HOSTS = 1000
#: Scheme, Host header and TRUSTED_HOSTS of requests that have been found trusted.
_trusted_hosts: set[tuple[str, ...]] = set()
_MAX_TRUSTED_HOSTS = 1000


def run(
    app: Kolben, environ: WSGIEnvironment, start_response: StartResponse
) -> t.Iterable[bytes]:
    """Answer one request: the walk where it is certain to do, else the general path."""
    plan = app._changes.plan
    if plan is None:
        plan = app._make_plan()
    if (
        plan.compiled
        and not watched
        and _cv_request.get(None) is None
        and _cv_app.get(None) is None
        and "HTTP_UPGRADE" not in environ
        and "werkzeug.debug.preserve_context" not in environ
        and ((host := environ.get("HTTP_HOST", "")) in _sound_hosts or _is_sound(host))
        and (
            (trusted := app.config["TRUSTED_HOSTS"]) is None
            or _is_trusted(host, environ, trusted)
        )
        and get_points(type(app)) == plan.points
    ):
        path = environ.get("PATH_INFO", "")
        if not path.isascii():
            path = decode_wsgi(path)
        found = plan.find(path, environ["REQUEST_METHOD"])
        if found is not None:
            step, values = found
            return walk(app, plan, step, values, environ, start_response, trusted)
        if plan.is_unknown(path):
            return run_generally(
                app, environ, start_response, is_unknown=True, trusted=trusted
            )
    return run_generally(app, environ, start_response)


def _is_sound(host: str) -> bool:
    """Whether a Host header has a name with which the URL map will work.

    It answers 400 where IDNA fails: an empty label, or one of more than 63 letters.
    """
    sound = len(host) < 64 and not host.startswith(".") and ".." not in host
    if sound and len(_sound_hosts) < _MAX_SOUND_HOSTS:
        _sound_hosts.add(host)
    return sound


def _is_trusted(host: str, environ: WSGIEnvironment, trusted: t.Any) -> bool:
    """Whether ``TRUSTED_HOSTS`` has the host; False as well where Werkzeug must say.

    The key is all that the judgement depends on: the list may be changed in place.
    """
    if not host or (type(trusted) is not list and type(trusted) is not tuple):
        return False
    key = (environ["wsgi.url_scheme"], host, *trusted)
    try:
        if key in _trusted_hosts:
            return True
        get_host(environ, trusted)
    except Exception:
        # The general path comes to the same, and has an answer for it.
        return False
    if len(_trusted_hosts) >= _MAX_TRUSTED_HOSTS:
        # Names made up under a trusted domain must not keep out the honest ones.
        _trusted_hosts.clear()
    _trusted_hosts.add(key)
    return True


# The walk ---------------------------------------------------------------------------


def walk(
    app: Kolben,
    plan: Plan,
    step: Step,
    view_args: dict[str, t.Any],
    environ: WSGIEnvironment,
    start_response: StartResponse,
    trusted: list[str] | None = None,
) -> t.Iterable[bytes]:
    """Answer a request whose rule is known and whose app overrides nothing.

    ``trusted`` are the hosts that its host has been found among.
    """
    ctx = RequestContext(app, environ)
    if trusted is not None:
        ctx._trusted_hosts = trusted
    if plan.lazy_session:
        ctx.url_rule = step.rule
        ctx.view_args = view_args
    ctx._walk_token = _cv_request.set(ctx)
    error: BaseException | None = None
    rerouted = False
    body: bytes | None = None
    status = _OK
    try:
        try:
            if not plan.lazy_session:
                # A session interface of the user's is asked before the URL is known.
                ctx._open_session()
                ctx.url_rule = ctx.request.url_rule = step.rule
                ctx.view_args = ctx.request.view_args = view_args
            try:
                rv: t.Any = _run_before(app, step, ctx)
                if rv is None:
                    request = ctx.__dict__.get("request")
                    if request is None:
                        rv = step.view(**view_args) if view_args else step.view()
                    elif _is_unchanged(request, step):
                        rv = step.view(**request.view_args)
                    else:
                        rerouted = True
                        rv = app.dispatch_request()
            except Exception as e:
                rv = app.handle_user_exception(e)
            if rerouted:
                response = app.finalize_request(rv)
            else:
                kind = type(rv)
                if (
                    (
                        kind is str
                        # Hooks for errors only are not seen below.
                        or (kind is Encoded and rv.status < 400)
                        or ((kind is dict or kind is list) and plan.plain_json)
                    )
                    and plan.plain_response
                    and Response.default_mimetype == "text/html"
                    and not _is_seen(app, step, ctx)
                ):
                    # Nobody is left who could look at a response object.
                    if kind is str:
                        body = rv.encode()
                        content_type = _HTML
                    elif kind is Encoded:
                        body = rv.body
                        content_type = ("Content-Type", rv.content_type)
                        status = STATUS_LINES[rv.status]
                    else:
                        body = app.json.encode(rv)  # type: ignore[attr-defined]  # plain_json: Kolben's own provider
                        content_type = ("Content-Type", app.json.mimetype)  # type: ignore[attr-defined]  # the same
                else:
                    response = _process(app, step, ctx, app.make_response(rv))
        except Exception as e:
            error = e
            body = None
            response = app.handle_exception(e)
        except BaseException as e:
            error = e
            raise
        if body is None:
            return _send(app, ctx, response, environ, start_response)
        start_response(status, [content_type, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
    finally:
        if error is not None and app.should_ignore_error(error):
            error = None
        if rerouted or error is not None or _is_entangled(app, step, ctx):
            ctx.pop(error)
        else:
            _cv_request.reset(ctx._walk_token)
            ctx._walk_token = None


def _run_before(app: Kolben, step: Step, ctx: RequestContext) -> t.Any:
    """URL value preprocessors, then ``before_request``; an answer ends it."""
    for preprocessors in step.url_values:
        for preprocess in preprocessors:
            preprocess(ctx.request.endpoint, ctx.request.view_args)
    for hooks in step.before:
        for hook in hooks:
            rv = hook()
            if rv is not None:
                rv = _settle(app, hook, rv)
                if rv is not None:
                    return rv
    return None


def _settle(app: Kolben, function: t.Callable[..., t.Any], rv: t.Any) -> t.Any:
    """What a hook returned; if the hook is a coroutine function, what it comes to."""
    if type(rv) is CoroutineType and iscoroutinefunction(function):
        coroutine = rv

        async def settle() -> t.Any:
            return await coroutine

        return app.ensure_sync(settle)()
    return rv


def _is_unchanged(request: Request, step: Step) -> bool:
    """Whether the request still goes where its URL led: a hook may redirect it."""
    return (
        request.url_rule is step.rule
        and request.routing_exception is None
        and request.view_args is not None
    )


def _is_seen(app: Kolben, step: Step, ctx: RequestContext) -> bool:
    """Whether anything would see or change this request's response object."""
    for hooks in step.after:
        for hook in hooks:
            # The answers in question are no errors.
            if not getattr(hook, "for_errors_only", False):
                return True
    if ctx._after or ctx._jobs or ctx._closers or watched:
        return True
    return not _is_session_untouched(app, ctx)


def _is_session_untouched(app: Kolben, ctx: RequestContext) -> bool:
    """Whether nothing of the session can show in the response."""
    if ctx._session_value is not None:
        return False
    plan = app._changes.plan
    if plan is None or not plan.lazy_session:
        return False
    cookies = ctx.environ.get("HTTP_COOKIE")
    return not cookies or app.session_interface.untouched(app, cookies)  # type: ignore[attr-defined]  # lazy_session: it is the cookie interface


def _process(
    app: Kolben, step: Step, ctx: RequestContext, response: Response
) -> Response:
    """``after_this_request``, ``after_request`` and the session; then the signal."""
    if ctx._after:
        for function in ctx._after:
            response = _settle(app, function, function(response))
    for hooks in step.after:
        for hook in reversed(hooks):
            response = _settle(app, hook, hook(response))
    _save_session(app, ctx, response)
    if watched:
        request_finished.send(app, _async_wrapper=app.ensure_sync, response=response)
    return response


def _send(
    app: Kolben,
    ctx: RequestContext,
    response: Response,
    environ: WSGIEnvironment,
    start_response: StartResponse,
) -> t.Iterable[bytes]:
    ctx._response = response
    if ctx._jobs is not None:
        app._queue_jobs(ctx, response)
    if ctx._closers is not None:
        app._close_late(ctx, response)
    return response(environ, start_response)


def _is_entangled(app: Kolben, step: Step, ctx: RequestContext) -> bool:
    """Whether ending the request is more than forgetting it."""
    for hooks in step.teardown:
        if hooks:
            return True
    app_ctx = ctx._app_ctx
    if (
        (app_ctx is not None and app_ctx._cv_tokens)
        or ctx._pushes
        or app.teardown_appcontext_funcs
        or watched
        or _cv_request.get() is not ctx
    ):
        return True
    request = ctx.__dict__.get("request")
    if request is not None:
        if "files" in request.__dict__ or type(request).close is not Request.close:
            return True
        # Break the cycle, so that the collector has nothing to do.
        ctx.environ["werkzeug.request"] = None
    return False


# The general path, stage by stage ----------------------------------------------------


def run_generally(
    app: Kolben,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    is_unknown: bool = False,
    trusted: list[str] | None = None,
) -> t.Iterable[bytes]:
    """Answer a request through the app's override points.

    With ``is_unknown`` it is certain that no rule has to do with its URL; ``trusted``
    are then the hosts that its host has been found among.
    """
    ctx = app.request_context(environ)
    if is_unknown:
        ctx._is_unknown = True
        ctx._trusted_hosts = trusted
    error: BaseException | None = None
    try:
        try:
            ctx.push()
            response = app.full_dispatch_request()
        except Exception as e:
            error = e
            response = app.handle_exception(e)
        except BaseException as e:
            error = e
            raise
        return _send(app, ctx, response, environ, start_response)
    finally:
        preserve = environ.get("werkzeug.debug.preserve_context")
        if preserve is not None:
            preserve(find_app_ctx())
            preserve(_cv_request.get(None))
        if error is not None and app.should_ignore_error(error):
            error = None
        ctx.pop(error)


def full_dispatch_request(app: Kolben) -> Response:
    """Hooks, view, errors: everything between the URL and the response."""
    if not app._got_first_request:
        app._got_first_request = True
    try:
        if watched:
            request_started.send(app, _async_wrapper=app.ensure_sync)
        rv = app.preprocess_request()
        if rv is None:
            rv = app.dispatch_request()
    except Exception as e:
        rv = app.handle_user_exception(e)
    return app.finalize_request(rv)


def preprocess_request(
    app: Kolben, ctx: RequestContext
) -> ft.ResponseReturnValue | None:
    """URL value preprocessors, then ``before_request``; an answer ends it."""
    request = ctx.request
    names: list[str | None] = [None, *reversed(request.blueprints)]
    for name in names:
        if name in app.url_value_preprocessors:
            for preprocess in app.url_value_preprocessors[name]:
                preprocess(request.endpoint, request.view_args)
    for name in names:
        if name in app.before_request_funcs:
            for hook in app.before_request_funcs[name]:
                rv: ft.ResponseReturnValue | None = app.ensure_sync(hook)()
                if rv is not None:
                    return rv
    return None


def dispatch_request(app: Kolben, ctx: RequestContext) -> ft.ResponseReturnValue:
    """Raise what matching the URL ended in, or call the view."""
    request = ctx.request
    if request.routing_exception is not None:
        app.raise_routing_exception(request)
    rule = request.url_rule
    assert rule is not None
    if (
        getattr(rule, "provide_automatic_options", False)
        and request.method == "OPTIONS"
    ):
        return app.make_default_options_response()
    view_args: dict[str, t.Any] = request.view_args  # type: ignore[assignment]  # set together with url_rule
    view = app.view_functions[rule.endpoint]
    entry = get_entry(view)
    call = app.ensure_sync(view) if entry is None else entry.call
    rv: ft.ResponseReturnValue = call(**view_args)
    return rv


def raise_routing_exception(app: Kolben, request: Request) -> t.NoReturn:
    """Raise the 404, 405 or redirect that matching the URL ended in.

    In debug mode a redirect after which the browser would drop the body is an error.
    """
    exception = request.routing_exception
    assert exception is not None
    if (
        not app.debug
        or not isinstance(exception, RequestRedirect)
        or exception.code in {307, 308}
        or request.method in {"GET", "HEAD", "OPTIONS"}
    ):
        raise exception
    raise FormDataRoutingRedirect(request)


def finalize_request(
    app: Kolben,
    rv: ft.ResponseReturnValue | HTTPException,
    from_error_handler: bool = False,
) -> Response:
    """Make the response and let the hooks have it.

    With ``from_error_handler`` a hook that fails is logged and otherwise ignored.
    """
    response = app.make_response(rv)
    try:
        response = app.process_response(response)
        if watched:
            request_finished.send(
                app, _async_wrapper=app.ensure_sync, response=response
            )
    except Exception:
        if not from_error_handler:
            raise
        app.logger.exception(
            "Request finalizing failed with an error while handling an error"
        )
    return response


def process_response(app: Kolben, ctx: RequestContext, response: Response) -> Response:
    """``after_this_request``, ``after_request`` and the session, in this order."""
    for function in ctx._after_request_functions:
        response = app.ensure_sync(function)(response)
    names: list[str | None] = [*ctx.request.blueprints, None]
    for name in names:
        if name in app.after_request_funcs:
            for hook in reversed(app.after_request_funcs[name]):
                response = app.ensure_sync(hook)(response)
    _save_session(app, ctx, response)
    return response


def _save_session(app: Kolben, ctx: RequestContext, response: Response) -> None:
    if _is_session_untouched(app, ctx):
        return
    session = ctx._session
    if not app.session_interface.is_null_session(session):
        app.session_interface.save_session(app, session, response)


def get_error(exc: BaseException | None) -> BaseException | None:
    """``exc``, or when it was not given the exception being handled."""
    return sys.exc_info()[1] if exc is _sentinel else exc


def do_teardown_request(
    app: Kolben, ctx: RequestContext, exc: BaseException | None
) -> None:
    """``teardown_request`` functions, inner blueprint first, then the signal."""
    rule = ctx.request.url_rule if "request" in ctx.__dict__ else ctx.url_rule
    names: list[str | None] = [None]
    if rule is not None and "." in rule.endpoint:
        names = [*ctx.request.blueprints, None]
    for name in names:
        if name in app.teardown_request_funcs:
            for function in reversed(app.teardown_request_funcs[name]):
                app.ensure_sync(function)(exc)
    if watched:
        request_tearing_down.send(app, _async_wrapper=app.ensure_sync, exc=exc)


# Errors -----------------------------------------------------------------------------


def handle_user_exception(
    app: Kolben, e: Exception
) -> HTTPException | ft.ResponseReturnValue:
    """Answer an exception of a hook or a view with its handler, or raise it again."""
    if isinstance(e, BadRequestKeyError) and (
        app.debug or app.config["TRAP_BAD_REQUEST_ERRORS"]
    ):
        e.show_exception = True
    if isinstance(e, HTTPException) and not app.trap_http_exception(e):
        return app.handle_http_exception(e)
    handler = find_error_handler(app, e)
    if handler is None:
        raise
    rv: ft.ResponseReturnValue = app.ensure_sync(handler)(e)
    return rv


def handle_http_exception(
    app: Kolben, e: HTTPException
) -> HTTPException | ft.ResponseReturnValue:
    """Answer an HTTP error with its handler, or with the error itself."""
    # Without a code it carries a response; routing's own are no errors.
    if e.code is None or isinstance(e, RoutingException):
        return e
    handler = find_error_handler(app, e)
    if handler is None:
        return e
    rv: ft.ResponseReturnValue = app.ensure_sync(handler)(e)
    return rv


def handle_exception(app: Kolben, e: Exception) -> Response:
    """Answer an exception that no handler took: log it, and 500; or raise it again."""
    exc_info = sys.exc_info()
    if watched:
        got_request_exception.send(app, _async_wrapper=app.ensure_sync, exception=e)
    propagate = app.config["PROPAGATE_EXCEPTIONS"]
    if propagate is None:
        propagate = app.testing or app.debug
    if propagate:
        # Raised again as it is, the traceback stays that of the view.
        if exc_info[1] is e:
            raise
        raise e
    app.log_exception(exc_info)
    answer: InternalServerError | ft.ResponseReturnValue
    answer = server_error = InternalServerError(original_exception=e)
    handler = find_error_handler(app, server_error)
    if handler is not None:
        answer = _ask(app, handler, server_error)
    return app.finalize_request(answer, from_error_handler=True)


def _ask(
    app: Kolben, handler: ft.ErrorHandlerCallable, error: InternalServerError
) -> ft.ResponseReturnValue:
    """A 500 handler's answer. Its own failure leaves the app, as with Flask, unless
    there is a last resort."""
    last = app._find_last_resort(_get_request_ctx().request.blueprints)
    if last is None or last is handler:
        return t.cast(ft.ResponseReturnValue, app.ensure_sync(handler)(error))
    try:
        return app.make_response(app.ensure_sync(handler)(error))
    except Exception:
        app.logger.exception("The error handler of an exception failed itself")
        return t.cast(ft.ResponseReturnValue, last(error))


def find_error_handler(app: Kolben, e: Exception) -> ft.ErrorHandlerCallable | None:
    """The handler for ``e`` in the current request, or None."""
    return app._find_error_handler(e, _cv_request.get().request.blueprints)
