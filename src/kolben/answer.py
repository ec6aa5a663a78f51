"""From what a view returned, or an error, to a response of the app's class."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator
from types import CoroutineType

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from .globals import _cv_request
from .response import Response

if t.TYPE_CHECKING:
    from .app import Kolben


class Encoded:
    """An answer in bytes already, which needs no response object to be sent.

    It has no headers but its type and length, and a status with a body.
    """

    __slots__ = ("body", "content_type", "status")

    def __init__(self, body: bytes, content_type: str, status: int = 200) -> None:
        self.body = body
        self.content_type = content_type
        self.status = status


def make_response(app: Kolben, rv: t.Any) -> Response:
    """Turn what a view returned into a response of the app's class.

    Raises TypeError, naming the view, for None and for what cannot be sent.
    """
    status = headers = None
    if isinstance(rv, tuple):
        rv, status, headers = _unpack(rv)
    if rv is None:
        raise TypeError(
            f"The view function for {_get_endpoint()!r} did not return a valid"
            " response. The function either returned None or ended without a return"
            " statement: return something on every way through it, '' if nothing"
            " else."
        )
    cls = app.response_class
    if not isinstance(rv, cls):
        if type(rv) is Encoded:
            rv = cls(rv.body, rv.status, content_type=rv.content_type)
        elif isinstance(rv, (str, bytes, bytearray, Iterator)):
            # The class sets status and headers itself, so that it may have its own
            # way with them.
            rv = cls(rv, status=status, headers=headers)
            status = headers = None
        elif isinstance(rv, (dict, list)):
            rv = app.json.response(rv)
        elif isinstance(rv, WerkzeugResponse) or callable(rv):
            rv = _force_response(app, rv)
        else:
            raise TypeError(_describe_wrong_type(rv))
    if status is not None:
        if isinstance(status, (str, bytes, bytearray)):
            rv.status = status
        else:
            rv.status_code = status
    if headers:
        rv.headers.update(headers)
    response: Response = rv
    return response


def _unpack(rv: tuple[t.Any, ...]) -> tuple[t.Any, t.Any, t.Any]:
    """``(body, status, headers)`` out of a tuple of two or three."""
    if len(rv) == 3:
        return rv
    if len(rv) == 2:
        body, second = rv
        if isinstance(second, (Headers, dict, tuple, list)):
            return body, None, second
        return body, second, None
    raise TypeError(
        f"The view function for {_get_endpoint()!r} did not return a valid response"
        f" tuple: it has {len(rv)} items. The tuple must have the form (body, status,"
        " headers), (body, status), or (body, headers)."
    )


#: What an HTTP error's answer comes from; a class with one of its own is asked.
_ERROR_POINTS = (
    "__call__",
    "get_body",
    "get_description",
    "get_headers",
    "get_response",
    "name",
)
#: Response's own, to tell whether somebody has put another into the class.
_init = Response.__init__
#: The page of each plain HTTP error class, which is always the same.
_error_pages: dict[type[HTTPException], bytes | None] = {}


def _find_error_page(error: HTTPException) -> bytes | None:
    """The page of an error that says no more than its class; None for others."""
    cls = type(error)
    if cls not in _error_pages:
        # A description that is a property tells of the one error.
        plain = type(cls.description) is str and all(
            getattr(cls, name) is getattr(HTTPException, name) for name in _ERROR_POINTS
        )
        _error_pages[cls] = error.get_body().encode() if plain else None
    return _error_pages[cls]


def _force_response(app: Kolben, rv: t.Any) -> t.Any:
    """A response of the app's class out of another class's, or a WSGI callable."""
    if (
        isinstance(rv, HTTPException)
        # Another class is not asked to make a response here, only to take one over.
        and app.response_class is Response
        and Response.__init__ is _init
        and rv.response is None
        and "description" not in rv.__dict__
        and "code" not in rv.__dict__
    ):
        page = _find_error_page(rv)
        if page is not None and _cv_request.get().environ["REQUEST_METHOD"] != "HEAD":
            return Response(page, rv.code, mimetype="text/html")
    try:
        return app.response_class.force_type(rv, _cv_request.get().environ)
    except TypeError as e:
        raise TypeError(f"{e}\n{_describe_wrong_type(rv)}").with_traceback(
            e.__traceback__
        ) from None


def _describe_wrong_type(rv: t.Any) -> str:
    advice = ""
    if type(rv) is CoroutineType:
        advice = " Write the view as `async def`, or await inside of it."
    return (
        f"The view function for {_get_endpoint()!r} did not return a valid response."
        " The return type must be a string, dict, list, tuple with headers or status,"
        " Response instance, or WSGI callable, but it was a"
        f" {type(rv).__name__}.{advice}"
    )


def _get_endpoint() -> str | None:
    ctx = _cv_request.get(None)
    return None if ctx is None else ctx.request.endpoint
