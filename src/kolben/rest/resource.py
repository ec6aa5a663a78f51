"""`Resource`: a class whose methods are the HTTP methods of some URLs."""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Mapping
from types import CoroutineType

from werkzeug.wrappers import Response

from ..context import RequestContext
from ..globals import _get_request_ctx
from ..view_kind import Kind
from ..views import MethodView, _answer, _dispatches_as, _find_typed, http_method_funcs
from .documentation import ATTRIBUTE
from .marshalling import split
from .model import ModelBase

if t.TYPE_CHECKING:
    from .api import Api

Representation = t.Callable[..., t.Any]


class Resource(MethodView):
    """Something with URLs; `get`, `post` and so on answer the HTTP methods.

    A method returns data, or data, status and headers, or a response. `api` is the
    Api it belongs to. `representations` are writers by media type that go before the
    Api's; `method_decorators` are laid around each method, the last one outermost.
    """

    representations: Mapping[str, Representation] | None = None
    method_decorators: t.Sequence[t.Callable[..., t.Any]] = ()
    #: The endpoint and the media types of the request: set when it is added to an Api.
    endpoint: t.ClassVar[str]
    mediatypes: t.Any

    def __init__(
        self,
        api: Api | None = None,
        *args: t.Any,  # noqa: ARG002  # resource_class_args, for subclasses
        **kwargs: t.Any,  # noqa: ARG002  # the same
    ) -> None:
        self.api = api

    def dispatch_request(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """Call the method of the request, and write what it returns."""
        ctx = _get_request_ctx()
        request = ctx.__dict__.get("request")
        # The request object is made where somebody wants it.
        verb = ctx.environ["REQUEST_METHOD"] if request is None else request.method
        name = verb.lower()
        method = getattr(self, name, None)
        if method is None and name == "head":
            name = "get"
            method = getattr(self, name, None)
        if method is None:
            raise AssertionError(f"Unimplemented method {verb!r}")
        decorators = self.method_decorators
        for decorate in decorators:
            method = decorate(method)
        # Before the payload: it is nothing to strangers.
        for guard in getattr(method, "__guards__", ()):
            guard()
        self.validate_payload(method)
        if self._has_typed and not decorators and not args:
            rv = _answer(self, name, kwargs)
        else:
            rv = method(*args, **kwargs)
            if type(rv) is CoroutineType:
                rv = settle(ctx, rv)
        if not self.representations or isinstance(rv, Response):
            return rv
        accepted = ctx.request.accept_mimetypes
        best = accepted.best_match(self.representations)
        if best is None:
            return rv
        data, (code, headers) = split(rv if isinstance(rv, tuple) else (rv,))
        response = self.representations[best](data, code, headers)
        response.headers["Content-Type"] = best
        return response

    def validate_payload(self, func: t.Any) -> None:
        """Answer with 400 where the request does not fit what the method expects."""
        doc = getattr(func, ATTRIBUTE, None)
        if not doc:
            return
        api = self.api
        validate = doc.get("validate")
        if validate is None and api is not None:
            validate = api._validate
        if not validate:
            return
        for expected in doc.get("expect", ()):
            if isinstance(expected, ModelBase):
                self._validate(expected, collection=False)
            elif (
                isinstance(expected, list)
                and len(expected) == 1
                and isinstance(expected[0], ModelBase)
            ):
                self._validate(expected[0], collection=True)

    def _validate(self, model: ModelBase, collection: bool) -> None:
        data = _get_request_ctx().request.get_json()
        api = self.api
        resolver = api.refresolver if api is not None else None
        checker = api.format_checker if api is not None else None
        if not collection:
            model.validate(data, resolver, checker)
            return
        for each in data if isinstance(data, list) else [data]:
            model.validate(each, resolver, checker)

    @classmethod
    def _find_kinds(cls, names: Collection[str]) -> dict[str, Kind]:
        if not _dispatches_as(cls, Resource):
            return {}
        return _find_typed(cls, http_method_funcs, names)


def settle(ctx: RequestContext, coroutine: t.Coroutine[t.Any, t.Any, t.Any]) -> t.Any:
    """What a coroutine comes to: methods, and what decorates them, may be async."""

    async def wait() -> t.Any:
        return await coroutine

    return ctx.app.ensure_sync(wait)()
