"""The view function of a resource: what is left to do per request."""

from __future__ import annotations

import typing as t
from http import HTTPStatus
from types import CoroutineType

from werkzeug.wrappers import Response as BaseResponse

from ..answer import Encoded
from ..context import RequestContext
from ..globals import _get_request_ctx
from ..response import STATUS_LINES
from ..views import View as ViewClass
from .json_text import find_settings, write_json
from .marshalling import split
from .representations import output_json
from .resource import Resource, settle

if t.TYPE_CHECKING:
    from .api import Api

View = t.Callable[..., t.Any]
_JSON = "application/json"
#: What has a body, and no rule of its own for it; errors are for hooks to see.
_PLAIN = frozenset(
    code for code in STATUS_LINES if 200 <= code < 400 and code not in {204, 205, 304}
)


def compile_view(
    api: Api,
    resource: type[Resource],
    name: str,
    args: t.Sequence[t.Any],
    kwargs: t.Mapping[str, t.Any],
    *,
    is_seen: bool,
) -> View:
    """The view of `resource`, called `name`; the others are the class's arguments.

    With `is_seen` decorators of the namespace or the Api get the response.
    """
    if type(api)._makes_responses or not _is_usual(resource):
        view: t.Any = api.output(resource.as_view(name, api, *args, **kwargs))
    else:

        def view(**values: t.Any) -> t.Any:
            # The attribute: a test may put another class there.
            made = view.view_class(api, *args, **kwargs)
            rv = made.dispatch_request(**values)
            ctx = _get_request_ctx()
            if type(rv) is CoroutineType:
                rv = settle(ctx, rv)
            if isinstance(rv, BaseResponse):
                return rv
            if not isinstance(rv, tuple):
                if not is_seen and _is_direct(api, ctx):
                    return Encoded(write_json(rv), _JSON)
                return api.make_response(rv, HTTPStatus.OK, headers={})
            data, (code, headers) = split(rv)
            if not headers and not is_seen and code in _PLAIN and _is_direct(api, ctx):
                return Encoded(write_json(data), _JSON, int(code))
            return api.make_response(data, code, headers=headers)

        view.view_class = resource
        view.__name__ = name
        view.__qualname__ = f"{resource.__qualname__}.as_view.<locals>.{name}"
        view.__doc__ = resource.__doc__
        view.__module__ = resource.__module__
        view.methods = resource.methods
        view.provide_automatic_options = resource.provide_automatic_options
    view.api = api
    return t.cast(View, view)


def _is_usual(resource: type[Resource]) -> bool:
    """Whether nobody has a way of their own to make the view function."""
    return (
        getattr(resource.as_view, "__func__", None) is _as_view
        and resource.init_every_request
        and not resource.decorators
    )


_as_view = ViewClass.as_view.__func__  # type: ignore[attr-defined]  # a class method has it


def _is_direct(api: Api, ctx: RequestContext) -> bool:
    """Whether the answer is JSON whatever the client accepts, written as usual, and
    nothing of the app wants a response object for it."""
    plan = ctx.app._changes.plan
    return (
        plan is not None
        and plan.compiled
        and plan.plain_response
        and api.default_mediatype == _JSON
        and len(api.representations) == 1
        and api.representations.get(_JSON) is output_json
        and "make_response" not in api.__dict__
        and not find_settings(ctx.app)
    )
