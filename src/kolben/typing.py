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

if t.TYPE_CHECKING:
    # By what makes each of them one, so that no library of models is needed.
    class _Struct(t.Protocol):
        __struct_fields__: t.ClassVar[tuple[str, ...]]

    class _Dataclass(t.Protocol):
        __dataclass_fields__: t.ClassVar[dict[str, t.Any]]

    class _Attrs(t.Protocol):
        __attrs_attrs__: t.ClassVar[t.Any]

    class _Pydantic(t.Protocol):
        __pydantic_fields__: t.ClassVar[dict[str, t.Any]]

    class _Answer(t.Protocol):
        __kolben_marker__: bool

    #: What typed views return besides: models, and answers with a status or headers.
    _Model = _Struct | _Dataclass | _Attrs | _Pydantic | _Answer
    TypedReturnValue = _Model | Iterator[_Model | Mapping[str, t.Any] | str]
else:
    TypedReturnValue = t.Any

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
    Callable[..., ResponseReturnValue | TypedReturnValue]
    | Callable[..., Awaitable[ResponseReturnValue | TypedReturnValue]]
    # Streams of typed views.
    | Callable[..., AsyncIterable[t.Any]]
)
