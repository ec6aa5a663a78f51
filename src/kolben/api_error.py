"""Errors of an API: a class with a code, a status and a text, and how it is written.

    ApiError 999                 anything else (500)
    ├── Success 0                no error: for answers of the same shape (200)
    ├── BadParameter 1000        cannot be read (400)
    │   └── Unprocessable        can be read, but does not fit (422)
    ├── ResourceNotFound 1001    (404)
    ├── SignatureMismatch 1002   (401)
    ├── SignatureExpired 1003    (401)
    ├── Forbidden 1004           the scope does not reach (403)
    ├── AuthorizationFailed 1005 (401)
    ├── WrongClientType 1006     (403)
    ├── WrongUrl 1007            no route for the URL (404)
    ├── MethodNotHandled 1008    (405)
    ├── Replayed 1009            a nonce came twice (401)
    ├── RateLimited 1010         (429)
    ├── Conflict 1011            (409)
    ├── TooLarge 1012            (413)
    ├── WrongMediaType 1013      (415)
    └── Unavailable 1014         (503)

Each is Werkzeug's exception for its status as well, so that ``errorhandler(404)`` gets
it. ``kolben.rest.errors`` gives all other errors of an API the same form.
"""

from __future__ import annotations

import json
import re
import secrets
import typing as t
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from werkzeug.datastructures import Headers, LanguageAccept, MIMEAccept
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.http import HTTP_STATUS_CODES, http_date, parse_accept_header
from werkzeug.wrappers import Response

from .errors import SetupError
from .request import REQUEST_ID, decode_wsgi

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

JSON = dict[str, t.Any]

PROBLEM_TYPE = "application/problem+json"

_MAX_REQUEST = 200
# The longest tag of a language that is looked at; RFC 5646, 4.4.1, speaks of 35.
_MAX_TAG = 100
_well_formed_id = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
# By top-level package too: of two that do not know each other both may have 2001.
_declared: WeakValueDictionary[tuple[str, int], type[ApiError]] = WeakValueDictionary()
_OWN = __name__.partition(".")[0]


class _ErrorType(type):
    """Makes every error a subclass of Werkzeug's for its status too."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: JSON, **options: t.Any
    ) -> _ErrorType:
        inherited = next((code for b in bases if (code := getattr(b, "code", 0))), 0)
        known = default_exceptions.get(namespace.get("code", inherited))
        is_root = bases == (HTTPException,)
        if known and not is_root and not any(issubclass(b, known) for b in bases):
            bases = (*bases, known)
        return super().__new__(mcs, name, bases, namespace, **options)


class ApiError(HTTPException, metaclass=_ErrorType):
    """An error that is answered as JSON. Declare your own as a subclass::

        class OutOfStock(ApiError, zh="卖完了。"):
            error_code = 2001
            code = 409
            msg = "There is nothing left of it."

    Class keywords are the text in other languages, by their tags (``zh_Hant`` is
    zh-Hant). A text given to the instance replaces all of them. No two classes of
    one package may have the same ``error_code``, nor one of those here, except that
    subclasses inherit it.
    """

    error_code: t.ClassVar[int] = 999
    code: int = 500
    msg: str = "Sorry, we made a mistake."
    texts: t.ClassVar[Mapping[str, str]] = {"zh": "服务器出错了。"}
    #: The ``type`` of RFC 9457: a URL that explains this error.
    type_uri: t.ClassVar[str] = "about:blank"

    # What handlers for Werkzeug's classes may ask for.
    original_exception: BaseException | None = None
    valid_methods: Iterable[str] | None = None
    www_authenticate: t.Any = None
    length: int | None = None
    units = "bytes"

    def __init__(
        self,
        msg: str | None = None,
        *,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        faults: Iterable[t.Any] = (),
        retry_after: float | timedelta | datetime | None = None,
        extra: Mapping[str, t.Any] | None = None,
    ) -> None:
        super().__init__(msg)
        #: Whether the text is the class's, which other languages have too.
        self.has_own_text = msg is not None
        if msg is not None:
            self.msg = msg
        self.headers = Headers(headers)
        self.faults = tuple(faults)
        self.retry_after = retry_after
        #: Further members of the answer; those of the format win.
        self.extra = dict(extra or {})

    def __init_subclass__(cls, **texts: str) -> None:
        super().__init_subclass__()
        _check(cls)
        if "msg" in vars(cls):
            cls.description = cls.msg
            # Not the parent's, which say something else.
            cls.texts = {tag.replace("_", "-"): text for tag, text in texts.items()}

    def to_dict(self, request: str = "", language: str = "en") -> JSON:
        """The answer's content. ``request`` is the method and path."""
        text = self.msg if self.has_own_text else self.texts.get(language, self.msg)
        content: JSON = {
            "error_code": self.error_code,
            "msg": text,
            "request": request,
        }
        if self.faults:
            content["faults"] = [_write_fault(each, language) for each in self.faults]
        return content | {k: v for k, v in self.extra.items() if k not in content}

    def get_headers(self, environ: t.Any = None, scope: t.Any = None) -> t.Any:  # noqa: ARG002  # Werkzeug's signature
        """The headers besides those of the content."""
        headers = list(self.headers)
        if self.retry_after is not None:
            headers.append(("Retry-After", _write_moment(self.retry_after)))
        return headers

    def get_response(self, environ: t.Any = None, scope: t.Any = None) -> t.Any:  # noqa: ARG002  # Werkzeug's signature
        """The JSON answer."""
        environ = getattr(environ, "environ", environ) or {}
        return render(self, environ, get_request_id(environ))


def _check(cls: type[ApiError]) -> None:
    """Refuse a class that says nothing sound, or has the code of another."""
    where = f"{cls.__module__}.{cls.__qualname__}"
    if type(cls.error_code) is not int or cls.error_code < 0:
        raise SetupError(
            f"{where}: error_code is {cls.error_code!r}. It has to be a whole number;"
            " those from 2000 on are yours."
        )
    if type(cls.code) is not int or not 200 <= cls.code < 600:
        raise SetupError(
            f"{where}: code is {cls.code!r}. It has to be an HTTP status such as 409."
        )
    if not isinstance(cls.msg, str) or not cls.msg:
        raise SetupError(f"{where}: msg has to be the text that clients get.")
    if "error_code" not in vars(cls):
        return
    package = cls.__module__.partition(".")[0]
    known = _declared.get((_OWN, cls.error_code)) or _declared.get(
        (package, cls.error_code)
    )
    if (
        known is not None
        and not issubclass(cls, known)
        # The module was loaded again.
        and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__)
    ):
        raise SetupError(
            f"{where}: error_code {cls.error_code} is that of"
            f" {known.__module__}.{known.__qualname__}. Choose another, or make it a"
            " subclass."
        )
    # One made in a function is made anew with each call.
    if known is None and "<locals>" not in cls.__qualname__:
        _declared[package, cls.error_code] = cls


_declared[_OWN, ApiError.error_code] = ApiError
ApiError.description = ApiError.msg


class Success(ApiError, zh="成功"):
    error_code = 0
    code = 200
    msg = "ok"


class BadParameter(ApiError, zh="请求无法解析。"):
    error_code = 1000
    code = 400
    msg = "The request cannot be read."


class Unprocessable(BadParameter, zh="请求中有不符合要求的参数。"):
    code = 422
    msg = "The request has values that do not fit."


class ResourceNotFound(ApiError, zh="资源不存在。"):
    error_code = 1001
    code = 404
    msg = "There is no such resource."


class SignatureMismatch(ApiError, zh="签名不匹配。"):
    error_code = 1002
    code = 401
    msg = "The signature does not match the request."


class SignatureExpired(ApiError, zh="签名时间超过允许的范围。"):
    error_code = 1003
    code = 401
    msg = "The signature was made too long ago, or in the future."


class Forbidden(ApiError, zh="禁止访问。"):
    error_code = 1004
    code = 403
    msg = "You may not do this."


class AuthorizationFailed(ApiError, zh="授权失败。"):
    error_code = 1005
    code = 401
    msg = "Authorisation failed."


class WrongClientType(ApiError, zh="客户端类型错误。"):
    error_code = 1006
    code = 403
    msg = "This is not for clients of this type."


class WrongUrl(ApiError, zh="请求的网址错误。"):
    error_code = 1007
    code = 404
    msg = "There is nothing at this URL."


class MethodNotHandled(ApiError, zh="无法处理该请求方法。"):
    error_code = 1008
    code = 405
    msg = "This URL does not take this method."


class Replayed(ApiError, zh="重复的请求。"):
    error_code = 1009
    code = 401
    msg = "This request was sent before."


class RateLimited(ApiError, zh="请求过于频繁。请稍后再试。"):
    error_code = 1010
    code = 429
    msg = "Too many requests. Try again later."


class Conflict(ApiError, zh="与当前状态冲突。"):
    error_code = 1011
    code = 409
    msg = "This conflicts with the present state."


class TooLarge(ApiError, zh="请求内容过大。"):
    error_code = 1012
    code = 413
    msg = "The request is too large."


class WrongMediaType(ApiError, zh="不支持的媒体类型。"):
    error_code = 1013
    code = 415
    msg = "Content of this type is not taken."


class Unavailable(ApiError, zh="服务暂时不可用。请稍后再试。"):
    error_code = 1014
    code = 503
    msg = "The service is not available now. Try again later."


#: The class whose code and text an error of a status has that names none itself.
_by_status: dict[int, type[ApiError]] = {
    400: BadParameter,
    401: AuthorizationFailed,
    403: Forbidden,
    404: ResourceNotFound,
    405: MethodNotHandled,
    406: WrongMediaType,
    409: Conflict,
    410: ResourceNotFound,
    411: BadParameter,
    412: Conflict,
    413: TooLarge,
    414: TooLarge,
    415: WrongMediaType,
    416: BadParameter,
    417: BadParameter,
    421: WrongUrl,
    422: Unprocessable,
    423: Conflict,
    424: Conflict,
    428: BadParameter,
    429: RateLimited,
    431: TooLarge,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def class_for(status: int | None) -> type[ApiError]:
    """The error that stands for an HTTP status; ``ApiError`` for the other ones."""
    return _by_status.get(status or 500, ApiError)


def code_for(status: int | None) -> int:
    """The ``error_code`` of an error that has none of its own."""
    return class_for(status).error_code


# Writing ----------------------------------------------------------------------------


def get_request_id(environ: WSGIEnvironment) -> str:
    """The request's id: its ``X-Request-ID`` if that is well formed, or a new one.

    Well formed are 1 to 64 letters, digits, dots, dashes and underscores.
    """
    known: str | None = environ.get(REQUEST_ID)
    if known is None:
        sent = environ.get("HTTP_X_REQUEST_ID", "")
        known = sent if _well_formed_id.fullmatch(sent) else secrets.token_hex(16)
        environ[REQUEST_ID] = known
    return known


def describe_request(environ: WSGIEnvironment) -> str:
    """Method and path, without the query, fit to be shown."""
    if "REQUEST_METHOD" not in environ:
        return ""
    path = decode_wsgi(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
    line = f"{environ['REQUEST_METHOD'][:20]} {path}"
    if len(line) > _MAX_REQUEST:
        line = f"{line[: _MAX_REQUEST - 1]}…"
    return "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line
    )


def render(error: ApiError, environ: WSGIEnvironment, request_id: str) -> Response:
    """The answer: JSON, or problem details where the client prefers them."""
    language = _find_language(error, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    content = error.to_dict(describe_request(environ), language)
    content["request_id"] = request_id
    content_type = "application/json"
    if error.code >= 400 and _prefers_problem(environ.get("HTTP_ACCEPT", "")):
        content_type = PROBLEM_TYPE
        content = _make_problem(error, content)
    # As in a script element, so that nobody can take it for HTML.
    text = json.dumps(content, ensure_ascii=False, default=str).replace("<", "\\u003c")
    response = Response(
        text.encode("utf-8", "replace") + b"\n", error.code, content_type=content_type
    )
    response.headers["X-Request-ID"] = request_id
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    for name, _ in (headers := error.get_headers(environ)):
        response.headers.pop(name, None)
    response.headers.extend(headers)
    return response


def _make_problem(error: ApiError, content: JSON) -> JSON:
    title = HTTP_STATUS_CODES.get(error.code, "Unknown Error")
    problem: JSON = {
        "type": error.type_uri,
        # RFC 9457, 4.2.1: about:blank says no more than the status does.
        "title": title if error.type_uri == "about:blank" else type(error).msg,
        "status": error.code,
        "detail": content["msg"],
    }
    return problem | {k: v for k, v in content.items() if k not in problem}


def _prefers_problem(accept: str) -> bool:
    if "problem+json" not in accept:
        return False
    accepted = parse_accept_header(accept, MIMEAccept)
    return accepted.best_match(["application/json", PROBLEM_TYPE]) == PROBLEM_TYPE


def _find_language(error: ApiError, accept: str) -> str:
    """The tag of the text that the client would read first; English by default."""
    # Faults have texts of their own, for an error that has none in this language.
    known: dict[str, str] = {
        tag.lower(): tag for tag in ("en", *(error.texts or ("zh",)))
    }
    for tag, quality in parse_accept_header(accept, LanguageAccept):
        # Cutting one part after the other off takes time by the square of the length.
        if len(tag) > _MAX_TAG:
            continue
        # zh-Hans-CN: zh-hans-cn, zh-hans, zh
        wanted: str = tag.lower().replace("_", "-")
        while wanted and quality:
            if wanted in known:
                return known[wanted]
            wanted = wanted.rpartition("-")[0]
    return "en"


def _write_fault(fault: t.Any, language: str) -> JSON:
    if isinstance(fault, Mapping):
        return dict(fault)
    written: JSON = fault.to_dict(language)
    return written


def _write_moment(moment: float | timedelta | datetime) -> str:
    if isinstance(moment, datetime):
        return http_date(moment)
    seconds = moment.total_seconds() if isinstance(moment, timedelta) else moment
    # Never early: a client that comes back then must not be refused again.
    return str(max(0, -int(-seconds // 1)))
