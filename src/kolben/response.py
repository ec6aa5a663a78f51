"""The response object, and the functions that make one."""

from __future__ import annotations

import typing as t
from http import HTTPStatus

from werkzeug import exceptions
from werkzeug.datastructures import Headers
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.utils import get_content_type
from werkzeug.utils import redirect as _redirect
from werkzeug.wrappers import Response as WerkzeugResponse

from . import json
from .globals import _cv_request, current_app
from .lazy import lazy

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: Status lines as Werkzeug writes them.
STATUS_LINES = {
    code: f"{code} {name.upper()}" for code, name in HTTP_STATUS_CODES.items()
}
#: Codes whose answers have a body and plain headers in every case.
BODIED = frozenset(
    code for code in STATUS_LINES if code >= 200 and code not in (204, 304)
)
#: Content types by mimetype; filled as they are used.
_content_types: dict[str, str] = {}
#: Content types known to be one line.
_checked_types: set[str] = set()
#: How many of either are kept: a view may take them from its clients.
_MOST_TYPES = 1_000


class Response(WerkzeugResponse):
    """What is sent back. See ``docs/response.md`` and Werkzeug's Response.

    A body of text or bytes with at most a status and a mimetype is the common case.
    It is kept as it came; the header object is made when somebody looks at it.
    """

    default_mimetype: str | None = "text/html"
    json_module = json
    autocorrect_location_header = False

    # Set where the common case was taken: the body list, its length, content type.
    _plain: list[bytes] | None = None
    _plain_length: int = 0
    _plain_type: str | None = None
    # Whether this class sends its answers the way this module does.
    _sends_plainly: t.ClassVar[bool] = True

    if not t.TYPE_CHECKING:
        direct_passthrough = False
        _status = "200 OK"
        _status_code = 200

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        # What overrides nothing inherits the answer, which `check_patches` may change.
        if any(getattr(cls, name) is not _made_of[name] for name in _SENDING):
            cls._sends_plainly = False

    def __init__(
        self,
        response: t.Any = None,
        status: int | str | HTTPStatus | None = None,
        headers: t.Any = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        kind = type(response)
        if (
            (kind is not str and kind is not bytes)
            or headers is not None
            or direct_passthrough
            or (status is not None and status not in STATUS_LINES)
            or not self._sends_plainly
        ):
            super().__init__(
                response, status, headers, mimetype, content_type, direct_passthrough
            )
            return
        body: bytes = response.encode() if kind is str else response
        if content_type is None:
            if mimetype is None:
                mimetype = self.default_mimetype
            if mimetype is not None:
                content_type = _get_content_type(mimetype)
        elif content_type not in _checked_types:
            _check_type(content_type)
        self.response = self._plain = [body]
        self._plain_length = len(body)
        self._plain_type = content_type
        if status is None:
            if self.default_status != 200:
                self.status = self.default_status
        elif status != 200:
            self._status = STATUS_LINES[status]
            self._status_code = int(status)

    if not t.TYPE_CHECKING:

        @lazy
        def headers(self) -> Headers:
            """The headers; made of the plain ones when first looked at."""
            headers = Headers()
            # As its constructor would, without a check per header: these are ours.
            headers._list = self._plain_headers()
            return headers

        @lazy
        def _on_close(self) -> list[t.Callable[[], t.Any]]:
            return []

    def _plain_headers(self) -> list[tuple[str, str]]:
        headers = []
        if self._plain_type is not None:
            headers.append(("Content-Type", self._plain_type))
        # The class's: Werkzeug decides when the response is made, so that one set on
        # the instance later takes no length away.
        if self._plain is not None and type(self).automatically_set_content_length:
            headers.append(("Content-Length", str(self._plain_length)))
        return headers

    @property
    def max_cookie_size(self) -> int:  # type: ignore[override]  # read-only here
        """``MAX_COOKIE_SIZE``: a longer cookie causes a warning (RFC 6265, 6.1)."""
        if current_app:
            size: int = current_app.config["MAX_COOKIE_SIZE"]
            return size
        return WerkzeugResponse.max_cookie_size

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        """Send the answer: status and headers now, the body as what is returned."""
        if self._sends_plainly and self._status_code in BODIED:
            headers = self._find_final_headers()
            if headers is not None:
                start_response(self._status, headers)
                if environ["REQUEST_METHOD"] == "HEAD":
                    return []
                body: list[bytes] = self.response  # type: ignore[assignment]  # _find_final_headers saw a list of bytes
                return body
        return super().__call__(environ, start_response)

    def _find_final_headers(self) -> list[tuple[str, str]] | None:
        """The headers to send if they are certain without Werkzeug's general way.

        That is so for a body of one bytes object, with nothing to do on close, no
        URL to correct and a length that is known.
        """
        state = self.__dict__
        body = state["response"]
        if (
            type(body) is not list
            or len(body) != 1
            or type(body[0]) is not bytes
            or state.get("_on_close")
        ):
            return None
        headers = state.get("headers")
        if headers is None:
            if body is not self._plain or not self.automatically_set_content_length:
                return None
            return self._plain_headers()
        if type(headers) is not Headers:
            return None  # a view may assign a plain dict
        final: list[tuple[str, str]] = (
            headers._list.copy() if type(headers) is Headers else headers.to_wsgi_list()
        )
        has_length = False
        for name, _ in final:
            size = len(name)
            if size == 14:
                has_length = has_length or name.lower() == "content-length"
            elif (size == 8 and name.lower() == "location") or (
                size == 16 and name.lower() == "content-location"
            ):
                return None
        return final if has_length else None


#: What decides how a response is sent; a class with one of these of its own is
#: sent in Werkzeug's general way.
_SENDING = (
    "__call__",
    "get_wsgi_response",
    "get_wsgi_headers",
    "get_app_iter",
    "iter_encoded",
    "close",
    "set_data",
)


#: Response as this module made it, by name of what a patch may replace.
_made_of: dict[str, t.Any] = {
    name: getattr(Response, name)
    for name in (
        *_SENDING,
        "__init__",
        "automatically_set_content_length",
        "default_mimetype",
        "default_status",
    )
}


def check_patches() -> bool:
    """Whether nobody has put something else into Response itself; else it is minded.

    Looked at once per plan, so before an app's first request, not for each answer.
    """
    patched = {
        name for name, value in _made_of.items() if getattr(Response, name) is not value
    }
    Response._sends_plainly = patched.isdisjoint(_SENDING)
    return not patched


def _get_content_type(mimetype: str) -> str:
    content_type = _content_types.get(mimetype)
    if content_type is None:
        content_type = get_content_type(mimetype, "utf-8")
        _check_type(content_type)
        if len(_content_types) < _MOST_TYPES:
            _content_types[mimetype] = content_type
    return content_type


def _check_type(content_type: str) -> None:
    """Refuse, as Werkzeug's header object does, what would begin another header."""
    Headers().add("Content-Type", content_type)
    if len(_checked_types) < _MOST_TYPES:
        _checked_types.add(content_type)


def make_response(*args: t.Any) -> Response:
    """Turn what a view could return into a response, to change it further.

    Without arguments an empty response; several are taken as one tuple.
    """
    if not args:
        return current_app.response_class()
    if len(args) == 1:
        args = args[0]
    return current_app.make_response(args)


def redirect(
    location: str, code: int = 302, Response: type[WerkzeugResponse] | None = None
) -> WerkzeugResponse:
    """A response that sends the client to ``location``.

    Uses ``current_app.redirect`` where there is an app.
    """
    ctx = _cv_request.get(None)
    if ctx is not None or current_app:
        return current_app.redirect(location, code=code)
    return _redirect(location, code=code, Response=Response)


def abort(code: int | WerkzeugResponse, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
    """Raise the HTTP error for ``code``, or have a response sent as it is.

    Uses ``current_app.aborter`` where there is an app. An unknown code is a
    LookupError.
    """
    if current_app:
        current_app.aborter(code, *args, **kwargs)
    exceptions.abort(code, *args, **kwargs)
