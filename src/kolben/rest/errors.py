"""One format for all errors of an app, a blueprint or an Api.

``uniform_errors(api)`` switches it on. The errors themselves are in
:mod:`kolben.api_error` and can be imported from here.
"""

from __future__ import annotations

import importlib
import logging
import re
import typing as t

from werkzeug.exceptions import HTTPException

from ..api_error import ApiError as ApiError
from ..api_error import AuthorizationFailed as AuthorizationFailed
from ..api_error import BadParameter as BadParameter
from ..api_error import Conflict as Conflict
from ..api_error import Forbidden as Forbidden
from ..api_error import MethodNotHandled as MethodNotHandled
from ..api_error import RateLimited as RateLimited
from ..api_error import Replayed as Replayed
from ..api_error import ResourceNotFound as ResourceNotFound
from ..api_error import SignatureExpired as SignatureExpired
from ..api_error import SignatureMismatch as SignatureMismatch
from ..api_error import Success as Success
from ..api_error import TooLarge as TooLarge
from ..api_error import Unavailable as Unavailable
from ..api_error import Unprocessable as Unprocessable
from ..api_error import WrongClientType as WrongClientType
from ..api_error import WrongMediaType as WrongMediaType
from ..api_error import WrongUrl as WrongUrl
from ..api_error import describe_request, get_request_id, render
from ..blueprints import Blueprint
from ..errors import SetupError
from ..globals import _get_request_ctx
from ..request import REQUEST_ID
from ..scaffold import Scaffold
from .error_answers import from_exception, from_response, replace_content

if t.TYPE_CHECKING:
    from .. import typing as ft
    from ..app import Kolben
    from ..blueprints import BlueprintSetupState
    from ..context import RequestContext
    from ..openapi.operation import Description, Operation
    from ..response import Response


class _Api(t.Protocol):
    """As much of an Api as is needed here."""

    prefix: str

    def _when_on(self, function: t.Callable[[Kolben | Blueprint], None]) -> None: ...


def uniform_errors(target: Kolben | Blueprint | _Api) -> None:
    """Give every error of an app, a blueprint or an Api the format of an API.

    Under a blueprint's URL prefix that is also what no route matched (404, 405) and
    what fails before a view runs; so it is under the prefix of an Api on an app. An
    unhandled exception is logged and answered as 500; with ``TESTING``, in debug mode
    and by ``PROPAGATE_EXCEPTIONS`` it leaves the app, as everywhere. Answers of views
    and handlers with a status of 400 and more are rewritten, with the message that
    they have.

    Raises SetupError when it is called again for the same target.
    """
    if not isinstance(target, Scaffold):
        prefix = target.prefix.strip("/")
        target._when_on(lambda place: _make_uniform(place, prefix))
        return
    _refuse_twice(target.error_handler_spec[None][None], target)
    target.register_error_handler(HTTPException, _answer)
    target.register_error_handler(Exception, _pass_on)
    target.after_request(_rewrite)
    if isinstance(target, Blueprint):
        target.owns_errors = True
        target.record(_take_in)
    else:
        _complete(target, None, lambda _operation: True)


def _make_uniform(place: Kolben | Blueprint, prefix: str) -> None:
    """What an Api is on, which may have other Apis too."""
    if prefix and not isinstance(place, Blueprint):
        _own_prefix(place, f"/{prefix}")
    elif place.error_handler_spec[None][None].get(HTTPException) is not _answer:
        uniform_errors(place)


def is_uniform() -> bool:
    """Whether the errors of the present request have the format."""
    ctx = _get_request_ctx()
    return ctx.app._find_last_resort(ctx.request.blueprints) is not None


def _refuse_twice(handlers: dict[type[Exception], t.Any], target: object) -> None:
    if handlers.get(HTTPException) is _answer:
        raise SetupError(f"uniform_errors() has been called for {target!r} already.")


def _own_prefix(app: Kolben, prefix: str) -> None:
    """The same for what is under a prefix of an app, as for a blueprint there."""
    # No blueprint can have this name.
    name = f"errors under {prefix}/"
    handlers = app.error_handler_spec[name][None]
    _refuse_twice(handlers, f"the Api at {prefix}")
    handlers[HTTPException], handlers[Exception] = _answer, _pass_on
    app._own_errors(name, prefix, None)
    is_under = re.compile(f"{re.escape(prefix)}(?:/|$)").match

    def rewrite(response: Response) -> Response:
        return (
            _rewrite(response)
            if is_under(_get_request_ctx().request.path)
            else response
        )

    rewrite.for_errors_only = True  # type: ignore[attr-defined]  # as below
    app.after_request(rewrite)
    _complete(app, name, lambda operation: is_under(operation.path) is not None)


def _take_in(state: BlueprintSetupState) -> None:
    """What is to be done when a blueprint is registered."""
    name = f"{state.name_prefix}.{state.name}".lstrip(".")
    _complete(
        state.app, name, lambda operation: operation.endpoint.startswith(f"{name}.")
    )


def _complete(
    app: Kolben, name: str | None, has: t.Callable[[Operation], bool]
) -> None:
    """What no method of an app does. ``has`` tells which operations are meant."""
    app._last_resorts[name] = _answer

    def amend(description: Description) -> None:
        # By name: a worker that is never asked for a document does not pay for it.
        errors = importlib.import_module("kolben.openapi.errors")
        operations = list(filter(has, description.operations))
        errors.make_errors_uniform(description, operations)

    app.extensions.setdefault("kolben.openapi.amend", []).append(amend)


def _answer(error: HTTPException) -> ft.ResponseReturnValue | HTTPException:
    """The handler of HTTP errors, and of the 500 that an unhandled exception became."""
    ctx = _get_request_ctx()
    found = from_exception(error, ctx.request)
    if found is None:
        return error
    cause: BaseException | None = None
    if found.code >= 500:
        cause = getattr(error, "original_exception", None) or error
        if cause is not error and REQUEST_ID in ctx.environ:
            # The app's log has the traceback, with this id.
            cause = None
    return _write(ctx, found, cause)


def _pass_on(error: Exception) -> ft.ResponseReturnValue:
    """The handler of other exceptions: one further out, if it is for this very kind.

    A handler for all exceptions would be the site's page; those are not for an API.
    """
    ctx = _get_request_ctx()
    app = ctx.app
    kinds = type(error).__mro__
    for name in (*ctx.request.blueprints, None):
        handlers = app.error_handler_spec[name][None]
        for kind in kinds[: kinds.index(Exception)]:
            if kind in handlers:
                handler = handlers[kind]
                return t.cast("ft.ResponseReturnValue", app.ensure_sync(handler)(error))
    # The app logs it with this id.
    get_request_id(ctx.environ)
    raise error


def _rewrite(response: Response) -> Response:
    """After the view: an error that was answered in another form gets this one."""
    if response.status_code < 400:
        return response
    ctx = _get_request_ctx()
    known = ctx.environ.get(REQUEST_ID)
    if known is not None and response.headers.get("X-Request-ID") == known:
        return response
    replace_content(response, _write(ctx, from_response(response), None))
    return response


_rewrite.for_errors_only = True  # type: ignore[attr-defined]  # see dispatch._is_seen


def _write(
    ctx: RequestContext, error: ApiError, cause: BaseException | None
) -> Response:
    environ = ctx.environ
    request_id = get_request_id(environ)
    level = logging.ERROR if error.code >= 500 else logging.INFO
    if ctx.app.logger.isEnabledFor(level):
        ctx.app.logger.log(
            level,
            "%s: %d with error_code %d (%r) to %s; view %s, request %s",
            describe_request(environ),
            error.code,
            error.error_code,
            error.msg,
            environ.get("REMOTE_ADDR", "an unknown address"),
            ctx.request.endpoint or "none",
            request_id,
            exc_info=cause,
            extra={"request_id": request_id},
        )
    return ctx.app.make_response(render(error, environ, request_id))
