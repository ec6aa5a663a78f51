"""What an error of any kind is in the format of an API."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.routing import RoutingException

from ..api_error import ApiError, WrongUrl, class_for
from ..request import Request
from ..response import Response

#: The texts of an answer that is a JSON object, by the names that are in use.
_TEXTS = ("msg", "message", "error", "detail", "description")
_MAX_TEXT = 500
_MAX_READ = 64 * 1024
#: Headers that belong to the content which the format replaces.
_OF_CONTENT = frozenset(
    (
        "accept-ranges",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-type",
        "etag",
        "last-modified",
    )
)


def from_exception(error: HTTPException, request: Request) -> ApiError | None:
    """The error in the format; None if it is no error, or the routing's own."""
    if isinstance(error, ApiError):
        return error
    # Without a code it carries a finished response.
    if error.code is None or error.code < 400 or isinstance(error, RoutingException):
        return None
    if isinstance(error, SecurityError):
        # The host is a part of the URL. Whatever it was, it is not repeated.
        return _make(WrongUrl, error.code)
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return ApiError()
    headers = error.get_headers(request.environ)
    if error.response is not None:
        headers = list(error.response.headers)
    kind = class_for(error.code)
    if error.code == 404 and request.url_rule is None:
        kind = WrongUrl
    data = getattr(error, "data", None)
    if isinstance(data, Mapping):
        # What the abort() of RESTPlus was given.
        return _from_object(data, kind, error.code, headers)
    return _make(kind, error.code, _find_text(error), headers)


def from_response(response: Response) -> ApiError:
    """The error that a view, a hook or a handler answered with in a form of its own."""
    headers = list(response.headers)
    kind = class_for(response.status_code)
    content = _read(response)
    if isinstance(content, Mapping):
        return _from_object(content, kind, response.status_code, headers)
    return _make(kind, response.status_code, content, headers)


def replace_content(response: Response, written: Response) -> None:
    """Give ``response`` the content of ``written``; its own headers stay."""
    if hasattr(response.response, "close"):
        response.response.close()
    response.direct_passthrough = False
    for name in _OF_CONTENT:
        response.headers.pop(name, None)
    response.set_data(written.get_data())
    for name in ("Content-Type", "X-Request-ID", "Cache-Control"):
        response.headers[name] = written.headers[name]
    response.vary.update(written.vary)


def _make(
    kind: type[ApiError],
    status: int,
    text: str | None = None,
    headers: t.Iterable[tuple[str, str]] = (),
    **more: t.Any,
) -> ApiError:
    """An error of ``kind`` with this status."""
    if text is None and kind is ApiError and status < 500:
        text = "The request is refused."
    kept = [(name, v) for name, v in headers if name.lower() not in _OF_CONTENT]
    error = kind(text, headers=Headers(kept), **more)
    error.code = status
    return error


def _find_text(error: HTTPException) -> str | None:
    """What the error was told to say; None if that is Werkzeug's text for everybody."""
    text = error.description
    if not isinstance(text, str) or not text:
        return None
    usual = {
        vars(cls).get("description")
        for cls in type(error).__mro__
        if cls.__module__.startswith("werkzeug.")
    }
    return None if text in usual else text


def _from_object(
    content: Mapping[str, t.Any],
    kind: type[ApiError],
    status: int,
    headers: t.Iterable[tuple[str, str]],
) -> ApiError:
    rest = dict(content)
    text = None
    for name in _TEXTS:
        if isinstance(rest.get(name), str):
            text = rest.pop(name)
            break
    faults = rest.pop("faults", None)
    if not isinstance(faults, list) or not all(isinstance(f, dict) for f in faults):
        faults = []
    errors = rest.get("errors")
    if isinstance(errors, Mapping) and not faults:
        # RESTPlus: {"name": "what is wrong with it"}
        del rest["errors"]
        faults = [{"place": str(k), "msg": str(v)} for k, v in errors.items()]
    code = rest.pop("error_code", None)
    error = _make(kind, status, text, headers, faults=faults, extra=rest)
    if type(code) is int:
        error.error_code = code  # type: ignore[misc]  # the answer's own, not the class's
    return error


def _read(response: Response) -> t.Any:
    """The JSON of an answer, or its text if it is a plain one, else None."""
    length = response.content_length
    if length is None and response.is_sequence:
        length = response.calculate_content_length()
    # What a stream would say is not waited for.
    if not length or length > _MAX_READ or response.direct_passthrough:
        return None
    data = response.get_data()
    if response.is_json:
        content = response.get_json(silent=True)
        if isinstance(content, Mapping):
            return content
        return content[:_MAX_TEXT] if isinstance(content, str) and content else None
    if not (response.mimetype or "").startswith("text/"):
        return None
    text = data.decode("utf-8", "replace").strip()
    is_plain = text and len(text) <= _MAX_TEXT and "<" not in text
    return text if is_plain else None
