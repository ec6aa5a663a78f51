"""Names for the types that views, hooks and handlers take and return."""

from __future__ import annotations

import typing as t
from collections.abc import (
    AsyncIterable,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)

from werkzeug.datastructures import Headers
from werkzeug.sansio.response import Response

if t.TYPE_CHECKING:
    from wsgiref.types import WSGIApplication
else:  # a module that nothing else loads, for one name
    WSGIApplication = Callable[..., t.Any]

ResponseValue = (
    Response
    | str
    | bytes
    | list[t.Any]
    # Mapping, not dict: a TypedDict is no dict to a type checker.
    | Mapping[str, t.Any]
    | Iterator[str]
    | Iterator[bytes]
    # A view that also runs on an ASGI framework may return these.
    | AsyncIterable[str]
    | AsyncIterable[bytes]
)

StatusCode = int

HeaderName = str
HeaderValue = str | list[str] | tuple[str, ...]
HeadersValue = (
    Headers
    | Mapping[HeaderName, HeaderValue]
    | Sequence[tuple[HeaderName, HeaderValue]]
)

ResponseReturnValue = (
    ResponseValue
    | tuple[ResponseValue, HeadersValue]
    | tuple[ResponseValue, StatusCode]
    | tuple[ResponseValue, StatusCode, HeadersValue]
    | WSGIApplication
)

#: Bound to Werkzeug's class, so that a hook written for a base response still
#: type-checks when the app has a response class of its own.
ResponseClass = t.TypeVar("ResponseClass", bound=Response)

#: None for the app's own registrations, a blueprint's full name for its.
AppOrBlueprintKey = str | None

AfterRequestCallable = (
    Callable[[ResponseClass], ResponseClass]
    | Callable[[ResponseClass], Awaitable[ResponseClass]]
)
BeforeFirstRequestCallable = Callable[[], None] | Callable[[], Awaitable[None]]
BeforeRequestCallable = (
    Callable[[], ResponseReturnValue | None]
    | Callable[[], Awaitable[ResponseReturnValue | None]]
)
ShellContextProcessorCallable = Callable[[], dict[str, t.Any]]
TeardownCallable = (
    Callable[[BaseException | None], None]
    | Callable[[BaseException | None], Awaitable[None]]
)
TemplateContextProcessorCallable = (
    Callable[[], dict[str, t.Any]] | Callable[[], Awaitable[dict[str, t.Any]]]
)
TemplateFilterCallable = Callable[..., t.Any]
TemplateGlobalCallable = Callable[..., t.Any]
TemplateTestCallable = Callable[..., bool]
URLDefaultCallable = Callable[[str, dict[str, t.Any]], None]
URLValuePreprocessorCallable = Callable[[str | None, dict[str, t.Any] | None], None]

#: The argument is Any: a handler names the one exception class it is registered
#: for, and callables are contravariant, so Exception would refuse every handler.
ErrorHandlerCallable = (
    Callable[[t.Any], ResponseReturnValue]
    | Callable[[t.Any], Awaitable[ResponseReturnValue]]
)

RouteCallable = (
    Callable[..., ResponseReturnValue] | Callable[..., Awaitable[ResponseReturnValue]]
)
