"""The errors of an Api: which are its own, and what is answered."""

from __future__ import annotations

import difflib
import re
import sys
import typing as t
from http import HTTPStatus

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response

from ..api_error import ApiError
from ..globals import _get_request_ctx
from ..signals import got_request_exception
from .errors import is_uniform
from .mask import MaskError, ParseError
from .rest_error import RestError

if t.TYPE_CHECKING:
    from ..app import Kolben
    from ..request import Request
    from .api import Api

#: Headers that belong to another body.
_OF_BODY = ("Content-Length",)
_VARIABLES = re.compile(r"<.*>")


def answer_parse_error(error: ParseError) -> tuple[dict[str, str], HTTPStatus]:
    """Answer a mask that cannot be read."""
    return {"message": f"Mask parse error: {error}"}, HTTPStatus.BAD_REQUEST


def answer_mask_error(error: MaskError) -> tuple[dict[str, str], HTTPStatus]:
    """Answer a mask that does not fit the model."""
    return {"message": f"Mask error: {error}"}, HTTPStatus.BAD_REQUEST


def route_error(
    api: Api, otherwise: t.Callable[[t.Any], t.Any], error: Exception
) -> t.Any:
    """Answer an error of the Api's routes as the Api does, others with `otherwise`.

    Where errors are uniform only those that the Api has a handler for are its own.
    """
    ctx = _get_request_ctx()
    if is_uniform() and (ctx.request.url_rule is None or not _has_handler(api, error)):
        return otherwise(error)
    if not _is_for(api, ctx.app, ctx.request):
        return otherwise(error)
    try:
        return api.handle_error(error)
    except Exception as raised:
        return otherwise(raised)


def _has_handler(api: Api, error: Exception) -> bool:
    if isinstance(error, tuple(api._own_and_child_error_handlers)):
        return True
    is_http = isinstance(error, HTTPException)
    return api._default_error_handler is not None and not is_http


def _is_for(api: Api, app: Kolben, request: Request) -> bool:
    if request.url_rule is not None:
        return api.owns_endpoint(request.url_rule.endpoint)
    error = request.routing_exception
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        # Whether another method of this URL is the Api's.
        adapter = app.create_url_adapter(request)
        assert adapter is not None
        method = next(iter(error.valid_methods))
        rule, _ = adapter.match(method=method, return_rule=True)
        return api.owns_endpoint(rule.endpoint)
    # A redirect, or a host that is not trusted, is nobody's.
    return api.catch_all_404s and isinstance(error, NotFound)


def answer_error(api: Api, error: Exception) -> t.Any:
    """The response for an error of the Api.

    Raises it again if it is for nobody here and the app lets its errors through.
    """
    app = _get_request_ctx().app
    config = app.config
    handlers = api._own_and_child_error_handlers
    handler = next((h for kind, h in handlers.items() if isinstance(error, kind)), None)
    if handler is None and isinstance(error, ApiError):
        # It has a form of its own.
        return app.make_response(error)
    is_http = isinstance(error, HTTPException)
    if handler is None and not is_http:
        handler = api._default_error_handler
        if handler is None and _is_propagated(app):
            raise error
    with_message = config.get("ERROR_INCLUDE_MESSAGE", True)
    data: t.Any = {}
    headers: t.Any = Headers()
    if handler is not None:
        result = app.ensure_sync(handler)(error)
        if isinstance(result, Response):
            return result
        data, code, headers = api.unpack(result, HTTPStatus.INTERNAL_SERVER_ERROR)
    else:
        got_request_exception.send(app, _async_wrapper=app.ensure_sync, exception=error)
        text: str | None
        if isinstance(error, HTTPException):
            found = error.get_response()
            code = error.code if error.code is not None else found.status_code
            headers = Headers(found.headers)
            text = error.description or _get_phrase(code)
        else:
            code = HTTPStatus.INTERNAL_SERVER_ERROR
            text = HTTPStatus.INTERNAL_SERVER_ERROR.phrase
        if with_message:
            data = {"message": text}
    code = int(code)
    if with_message and isinstance(data, dict):
        data["message"] = data.get("message", str(error))
    if is_http or handler is not None or isinstance(error, RestError):
        # Exceptions of others have data too, which is for nobody outside.
        data = getattr(error, "data", data)
    fallback = None
    if code >= 500:
        info = sys.exc_info()
        app.log_exception(info if info[1] is not None else None)  # type: ignore[arg-type]  # None: no traceback, as logging has it
    elif code == 404 and with_message and _helps_on_404(app):
        data = {**data, "message": help_on_404(app, data.get("message"))}
    elif code == 406 and api.default_mediatype is None:
        # Something that is understood, or the answer would be this error again.
        fallback = next(iter(api.representations), "text/plain")
    headers = Headers(headers or {})
    for name in _OF_BODY:
        headers.pop(name, None)
    response = api.make_response(data, code, headers, fallback_mediatype=fallback)
    return api.unauthorized(response) if code == 401 else response


def _get_phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return f"Error {code}"


def _is_propagated(app: Kolben) -> bool:
    propagate = app.config["PROPAGATE_EXCEPTIONS"]
    return bool(app.testing or app.debug) if propagate is None else bool(propagate)


def _helps_on_404(app: Kolben) -> bool:
    config = app.config
    return bool(
        config.get("RESTX_ERROR_404_HELP", config.get("RESTPLUS_ERROR_404_HELP", True))
    )


def help_on_404(app: Kolben, message: str | None) -> str | None:
    """The message with the URLs that are like the one asked for."""
    rules = {
        _VARIABLES.sub("", rule.rule): rule.rule
        for rule in app.url_map.iter_rules()
        # Pages for developers are not what was meant.
        if not rule.endpoint.rpartition(".")[2].startswith("rest_")
    }
    path = _get_request_ctx().request.path
    # Comparing takes time that grows with the square of the length.
    matches = difflib.get_close_matches(path, rules) if len(path) <= 200 else []
    if not matches:
        return message
    start = f"{message.rstrip('.')}. " if message else ""
    found = " or ".join(rules[match] for match in matches)
    return f"{start}You have requested this URI [{path}] but did you mean {found} ?"
