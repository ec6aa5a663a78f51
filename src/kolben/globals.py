"""What is current: two context variables and the proxies that read them.

A request does not push an application context of its own. While no application
context was pushed after it, the one that belongs to it is current, and it is made
when somebody first asks for it (see ``RequestContext.app_ctx``).
"""

from __future__ import annotations

import typing as t
from contextvars import ContextVar

from werkzeug.local import LocalProxy

if t.TYPE_CHECKING:
    from .app import Kolben
    from .context import AppContext, RequestContext, _AppCtxGlobals
    from .request import Request
    from .sessions import SessionMixin

_NO_APP = """\
Working outside of application context.

`{name}` needs to know which application is meant. Inside a request or a CLI
command it does; elsewhere enclose the code in `with app.app_context():`.\
"""
_NO_REQUEST = """\
Working outside of request context.

`{name}` needs an active HTTP request. Use it in code that a view, a hook or a
template runs; in a test or a script enclose the code in
`with app.test_request_context():`. A streamed response needs
`stream_with_context`.\
"""

_cv_app: ContextVar[AppContext] = ContextVar("kolben.app_ctx")
_cv_request: ContextVar[RequestContext] = ContextVar("kolben.request_ctx")


def find_request_ctx() -> RequestContext | None:
    """The active request's context, or None outside of a request."""
    return _cv_request.get(None)


def find_app_ctx() -> AppContext | None:
    """The active application context, or None.

    In a request that is the request's own, unless another was pushed after it.
    """
    pushed = _cv_app.get(None)
    request_ctx = _cv_request.get(None)
    if request_ctx is None or pushed is not request_ctx._beneath:
        return pushed
    return request_ctx.app_ctx


def _get_app_ctx() -> AppContext:
    ctx = find_app_ctx()
    if ctx is None:
        raise RuntimeError(_NO_APP.format(name="app_ctx"))
    return ctx


def _get_current_app() -> Kolben:
    pushed = _cv_app.get(None)
    request_ctx = _cv_request.get(None)
    if request_ctx is not None and pushed is request_ctx._beneath:
        return request_ctx.app
    if pushed is None:
        raise RuntimeError(_NO_APP.format(name="current_app"))
    return pushed.app


def _get_g() -> _AppCtxGlobals:
    request_ctx = _cv_request.get(None)
    if request_ctx is not None and _cv_app.get(None) is request_ctx._beneath:
        return request_ctx.app_ctx.g
    ctx = find_app_ctx()
    if ctx is None:
        raise RuntimeError(_NO_APP.format(name="g"))
    return ctx.g


def _get_request_ctx() -> RequestContext:
    try:
        return _cv_request.get()
    except LookupError:
        raise RuntimeError(_NO_REQUEST.format(name="request_ctx")) from None


def _get_request() -> Request:
    try:
        return _cv_request.get().request
    except LookupError:
        raise RuntimeError(_NO_REQUEST.format(name="request")) from None


def _get_session() -> SessionMixin:
    try:
        return _cv_request.get().session
    except LookupError:
        raise RuntimeError(_NO_REQUEST.format(name="session")) from None


# Werkzeug's proxy finds every operation through a descriptor. What views use all day
# is written out here, the rest is inherited. ``__getattribute__`` and not
# ``__getattr__``: the latter is called only after a failed look-up has built an
# AttributeError. `bench/shortcuts.py` shows the difference.
_OWN = frozenset(dir(LocalProxy)) | {"_LocalProxy__wrapped"}


class _RequestProxy(LocalProxy["Request"]):
    __slots__ = ()

    def __getattribute__(self, name: str) -> t.Any:
        if name in _OWN:
            return object.__getattribute__(self, name)
        ctx = _cv_request.get(None)
        return getattr(_get_request() if ctx is None else ctx.request, name)


class _SessionProxy(LocalProxy["SessionMixin"]):
    __slots__ = ()

    def __getattribute__(self, name: str) -> t.Any:
        if name in _OWN:
            return object.__getattribute__(self, name)
        return getattr(_get_session(), name)

    def __getitem__(self, key: str) -> t.Any:
        return _get_session()[key]

    def __setitem__(self, key: str, value: t.Any) -> None:
        _get_session()[key] = value

    def __contains__(self, key: object) -> bool:
        return key in _get_session()


class _GProxy(LocalProxy["_AppCtxGlobals"]):
    __slots__ = ()

    def __getattribute__(self, name: str) -> t.Any:
        if name in _OWN:
            return object.__getattribute__(self, name)
        return getattr(_get_g(), name)

    def __setattr__(self, name: str, value: t.Any) -> None:
        setattr(_get_g(), name, value)


class _AppProxy(LocalProxy["Kolben"]):
    __slots__ = ()

    def __getattribute__(self, name: str) -> t.Any:
        if name in _OWN:
            return object.__getattribute__(self, name)
        return getattr(_get_current_app(), name)


for _proxy in (_RequestProxy, _SessionProxy, _GProxy, _AppProxy):
    # An unbound proxy shows the name of its class, which is Werkzeug's to users.
    _proxy.__name__ = LocalProxy.__name__


if t.TYPE_CHECKING:
    # A proxy behaves as the object it stands for; that is all a caller sees.
    app_ctx: AppContext
    current_app: Kolben
    g: _AppCtxGlobals
    request_ctx: RequestContext
    request: Request
    session: SessionMixin
else:
    app_ctx = LocalProxy(_get_app_ctx)
    current_app = _AppProxy(_get_current_app)
    g = _GProxy(_get_g)
    request_ctx = LocalProxy(_get_request_ctx)
    request = _RequestProxy(_get_request)
    session = _SessionProxy(_get_session)
