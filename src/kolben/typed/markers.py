"""What a typed view writes into its signature beyond plain types.

A type checker sees ``Query[bool]`` as ``bool``, and ``Created[Post]`` as a ``Post`` or
an ``Answer[Post]``. At run time each is an ``Annotated`` type.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping, Sequence

from werkzeug.datastructures import FileStorage, Headers

T = t.TypeVar("T")

#: Stands for "not given" where None has a meaning.
UNSET: t.Any = type("UNSET", (), {"__repr__": lambda _: "UNSET"})()

GivenHeaders = Mapping[str, str] | Sequence[tuple[str, str]]
Scope = t.Literal["view", "response"]


class _Mark:
    """Base of what makes a view typed; see ``view_kind.MARK``."""

    __kolben_marker__ = True


class Marker(_Mark):
    """Where an argument comes from, and under which name.

    ``alias`` is the name in the request; by default the parameter's, in a header with
    ``-`` for ``_``. Of a body, ``max_size`` is the most bytes, and ``media_types`` are
    the only content types. The constraints are those of ``msgspec.Meta``: ``ge``,
    ``min_length``, ``pattern``, …
    """

    place: t.ClassVar[str] = ""

    def __init__(
        self,
        default: t.Any = UNSET,
        *,
        alias: str | None = None,
        description: str | None = None,
        examples: list[t.Any] | None = None,
        deprecated: bool = False,
        max_size: int | None = None,
        media_types: Sequence[str] = (),
        **constraints: t.Any,
    ) -> None:
        unknown = constraints.keys() - _CONSTRAINTS
        if unknown:
            raise TypeError(
                f"{type(self).__name__}() has no option {min(unknown)!r}; it has"
                f" {', '.join(sorted(_OPTIONS | _CONSTRAINTS))}."
            )
        self.default = None if default is ... else default
        if default is ...:
            self.default = UNSET
        self.alias = alias
        self.description = description
        self.examples = examples
        self.deprecated = deprecated
        self.max_size = max_size
        self.media_types = media_types
        self.constraints = constraints

    def __class_getitem__(cls, item: t.Any) -> t.Any:
        return t.Annotated[item, cls()]

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


_OPTIONS = frozenset(
    {"alias", "deprecated", "description", "examples", "max_size", "media_types"}
)
_CONSTRAINTS = frozenset(
    {"ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of", "pattern"}
)


class Named(_Mark):
    """The name in the request: ``Header[Annotated[str, Named("X-Token")]]``.

    As ``Header(alias="X-Token")``, in a form that every type checker takes.
    """

    def __init__(self, name: str) -> None:
        self.name = name


class Status(_Mark):
    """The status of an answer: ``Annotated[Post, Status(203)]``."""

    def __init__(self, code: int, description: str | None = None) -> None:
        self.code = code
        self.description = description


class Answer(_Mark, t.Generic[T]):
    """A value to send, with headers, or a status other than the annotation's.

    ``location`` is the ``Location`` header.
    """

    __slots__ = ("headers", "status", "value")

    def __init__(
        self,
        value: T,
        *,
        status: int | None = None,
        headers: GivenHeaders | None = None,
        location: str | None = None,
    ) -> None:
        self.value = value
        self.status = status
        self.headers = _check_headers(headers)
        if location is not None:
            self.headers += _check_headers({"Location": location})


def _check_headers(headers: GivenHeaders | None) -> list[tuple[str, str]]:
    """Headers as a list; a ValueError for one with the end of a line in it."""
    return list(Headers(headers)) if headers else []


class NoContent(_Mark):
    """An answer without a body: 204."""

    __slots__ = ("headers",)

    def __init__(self, *, headers: GivenHeaders | None = None) -> None:
        self.headers = _check_headers(headers)


class Event(_Mark, t.Generic[T]):
    """One server-sent event, with more than its data."""

    __slots__ = ("data", "event", "id", "retry")

    def __init__(
        self,
        data: T,
        *,
        event: str | None = None,
        id: str | None = None,  # noqa: A002  # the field's name
        retry: int | None = None,
    ) -> None:
        for name, value in (("event", event), ("id", id)):
            if value is not None and not {"\n", "\r", "\0"}.isdisjoint(value):
                raise ValueError(
                    f"{name} of a server-sent event is one line: {value!r}"
                )
        self.data = data
        self.event = event
        self.id = id
        self.retry = None if retry is None else int(retry)


class Streamed(_Mark):
    """That an answer is sent item by item; see ``stream.py``."""

    def __init__(self, events: bool = False) -> None:
        self.events = events


class Dependency(_Mark):
    """A value that ``function`` makes; see ``Depends``."""

    def __init__(
        self, function: t.Any = None, *, cache: bool = True, scope: Scope = "view"
    ) -> None:
        if scope not in {"view", "response"}:
            raise ValueError(f"scope is 'view' or 'response', not {scope!r}")
        self.function = function
        self.cache = cache
        self.scope = scope


if t.TYPE_CHECKING:
    #: A parameter of the query string.
    Query = t.Annotated[T, Marker()]
    #: A header of the request.
    Header = t.Annotated[T, Marker()]
    #: A cookie.
    Cookie = t.Annotated[T, Marker()]
    #: A field of a form, or with a model the whole form.
    Form = t.Annotated[T, Marker()]
    #: An uploaded file: ``File[FileStorage]``, ``File[bytes]``, or a list of them.
    File = t.Annotated[T, Marker()]
    #: A value of the URL.
    Path = t.Annotated[T, Marker()]
    #: The body; what is no model has to be marked: ``Body[dict[str, int]]``.
    Body = t.Annotated[T, Marker()]

    #: Status 201.
    Created = t.Annotated[T | Answer[T], Status(201)]
    #: Status 202.
    Accepted = t.Annotated[T | Answer[T], Status(202)]
    #: Items one by one: NDJSON, or a JSON array for a client that wants JSON.
    Stream = t.Annotated[t.Iterator[T], Streamed()]
    #: The same by an ``async def`` with ``yield``.
    AsyncStream = t.Annotated[t.AsyncIterator[T], Streamed()]
    #: Server-sent events; each item is the data of one, or an Event.
    SSE = t.Annotated[t.Iterator[T | Event[T]], Streamed()]
    #: The same by an ``async def`` with ``yield``.
    AsyncSSE = t.Annotated[t.AsyncIterator[T | Event[T]], Streamed()]

    def Depends(
        function: Callable[..., t.Any], *, cache: bool = True, scope: Scope = "view"
    ) -> t.Any:
        """What ``function`` returns or yields, called before the view.

        Its parameters are read like those of a view. It is called once per request,
        or with ``cache=False`` for each use. What it does after a ``yield`` is done
        once the view's answer is made; with ``scope="response"`` once it is sent.
        """

else:

    class Query(Marker):
        place = "query"

    class Header(Marker):
        place = "header"

    class Cookie(Marker):
        place = "cookie"

    class Form(Marker):
        place = "form"

    class File(Marker):
        place = "file"

    class Path(Marker):
        place = "path"

    class Body(Marker):
        place = "body"

    class _StatusAlias(_Mark):
        code = 200

        def __new__(cls, value: t.Any, **options: t.Any) -> t.Any:
            return Answer(value, status=cls.code, **options)

        def __class_getitem__(cls, item: t.Any) -> t.Any:
            return t.Annotated[item, Status(cls.code)]

    class Created(_StatusAlias):
        code = 201

    class Accepted(_StatusAlias):
        code = 202

    class Stream(_Mark):
        def __class_getitem__(cls, item: t.Any) -> t.Any:
            return t.Annotated[t.Iterator[item], Streamed()]

    class SSE(_Mark):
        def __class_getitem__(cls, item: t.Any) -> t.Any:
            return t.Annotated[t.Iterator[item], Streamed(events=True)]

    AsyncStream = Stream
    AsyncSSE = SSE
    Depends = Dependency

#: What `File` gives: see Werkzeug's FileStorage.
Upload = FileStorage
