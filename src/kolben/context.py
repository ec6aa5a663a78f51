"""The application context and the request context.

Both are made cheaply and filled when touched: a request that never looks at
``request``, ``session`` or ``g`` never builds them.
"""

from __future__ import annotations

import sys
import typing as t
from functools import update_wrapper

from werkzeug.exceptions import HTTPException, NotFound

from . import typing as ft
from .globals import _cv_app, _cv_request, find_app_ctx
from .lazy import lazy
from .signals import appcontext_popped, appcontext_pushed, watched

if t.TYPE_CHECKING:
    from contextvars import Token
    from types import TracebackType

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.routing import MapAdapter, Rule

    from .app import Kolben
    from .request import Request
    from .response import Response
    from .sessions import SessionMixin

F = t.TypeVar("F", bound=t.Callable[..., t.Any])

# Stands for "not given" where None means "no exception".
_sentinel: t.Any = object()


class _AppCtxGlobals:
    """The plain object behind ``g``: attributes for the life of one app context."""

    if t.TYPE_CHECKING:
        # Anything may be set; a checker cannot know what.
        def __getattr__(self, name: str) -> t.Any: ...
        def __setattr__(self, name: str, value: t.Any) -> None: ...
        def __delattr__(self, name: str) -> None: ...

    def get(self, name: str, default: t.Any | None = None) -> t.Any:
        """The attribute ``name``, or ``default`` when it is not set."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: t.Any = _sentinel) -> t.Any:
        """Remove and return ``name``; without ``default`` a missing one is KeyError."""
        if default is _sentinel:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: t.Any = None) -> t.Any:
        """The attribute ``name``, set to ``default`` first when it is missing."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, item: str) -> bool:
        return item in self.__dict__

    def __iter__(self) -> t.Iterator[str]:
        return iter(self.__dict__)

    def __repr__(self) -> str:
        ctx = find_app_ctx()
        if ctx is None:
            return object.__repr__(self)
        return f"<flask.g of {ctx.app.name!r}>"


def after_this_request(
    f: ft.AfterRequestCallable[t.Any],
) -> ft.AfterRequestCallable[t.Any]:
    """Have ``f(response)`` called once, after this request's view.

    ``f`` returns the response to use. Raises RuntimeError outside of a request.
    """
    ctx = _cv_request.get(None)
    if ctx is None:
        raise RuntimeError(
            "'after_this_request' can only be used when a request"
            " context is active, such as in a view function."
        )
    ctx._after_request_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Wrap ``f`` so that it sees this request when another thread calls it.

    Request and session are shared with the original, ``g`` is a new one.
    Raises RuntimeError outside of a request.
    """
    original = _cv_request.get(None)
    if original is None:
        raise RuntimeError(
            "'copy_current_request_context' can only be used when a"
            " request context is active, such as in a view function."
        )
    ctx = original.copy()

    def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
        with ctx:
            return ctx.app.ensure_sync(f)(*args, **kwargs)

    return update_wrapper(wrapper, f)  # type: ignore[return-value]  # same call


def has_request_context() -> bool:
    """Whether ``request`` and ``session`` can be used here."""
    return _cv_request.get(None) is not None


def has_app_context() -> bool:
    """Whether ``current_app`` and ``g`` can be used here."""
    return _cv_app.get(None) is not None or _cv_request.get(None) is not None


class AppContext:
    """What belongs to one application while it works: the app, ``g``, URL building.

    Made by ``app.app_context()``; use it as a ``with`` block. It may be pushed more
    than once; teardown functions run at the last pop.
    """

    def __init__(self, app: Kolben) -> None:
        self.app = app
        self._cv_tokens: list[Token[AppContext]] = []

    #: How many requests it is current for without having been pushed.
    _held: int = 0

    @lazy
    def g(self) -> _AppCtxGlobals:
        """Free storage for the life of the context."""
        return self.app.app_ctx_globals_class()

    @lazy
    def url_adapter(self) -> MapAdapter | None:
        """Builds URLs outside of a request; None without ``SERVER_NAME``."""
        return self.app.create_url_adapter(None)

    def push(self) -> None:
        """Make this the current application context."""
        self._cv_tokens.append(_cv_app.set(self))
        if watched:
            appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Undo the last push; at the last one run the teardown functions.

        ``exc`` is what they are given; by default the exception being handled.
        Raises AssertionError when another context was pushed and not popped.
        """
        try:
            if len(self._cv_tokens) == 1 and not self._held:
                self.app.do_teardown_appcontext(
                    sys.exc_info()[1] if exc is _sentinel else exc
                )
        finally:
            current = _cv_app.get()
            _cv_app.reset(self._cv_tokens.pop())
        if current is not self:
            raise AssertionError(
                f"Popped wrong app context. ({current!r} instead of {self!r})"
            )
        if watched:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)

    def __enter__(self) -> AppContext:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.pop(exc_value)


class _Push(t.NamedTuple):
    """One push of a request context, and what to restore when it is undone."""

    token: Token[RequestContext]
    app_ctx: AppContext | None
    owns_app_ctx: bool
    beneath: AppContext | None


class RequestContext:
    """One request while it is handled: request, session, URL adapter, app context.

    Made by ``app.request_context(environ)`` and ``app.test_request_context()``.
    """

    # Defaults live on the class, so that a request which needs none of these does
    # not pay for setting them.
    url_rule: Rule | None = None
    view_args: dict[str, t.Any] | None = None
    routing_exception: HTTPException | None = None
    flashes: list[tuple[str, str]] | None = None
    #: It is known beforehand that no rule has to do with the URL.
    _is_unknown: bool = False
    #: What the request's host has been found among before there was a request object.
    _trusted_hosts: list[str] | None = None
    _session_value: SessionMixin | None = None
    _after: list[ft.AfterRequestCallable[t.Any]] | None = None
    #: What ``after_response`` was given and has not been queued yet.
    _jobs: list[tuple[t.Any, ...]] | None = None
    #: What is to be closed once the response is sent.
    _closers: list[t.Callable[[], t.Any]] | None = None
    #: The response on its way to the client, if it was made as an object.
    _response: Response | None = None
    _app_ctx: AppContext | None = None
    _owns_app_ctx: bool = True
    _beneath: AppContext | None = None
    _walk_token: Token[RequestContext] | None = None
    _pushes: list[_Push] | None = None

    def __init__(
        self,
        app: Kolben,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        self.app = app
        self.environ = environ
        if request is not None:
            self.__dict__["request"] = request
        if session is not None:
            self._session_value = session

    @lazy
    def request(self) -> Request:
        """The request object."""
        app = self.app
        request = app.request_class(self.environ)
        request.json_module = app.json
        if self._trusted_hosts is not None:
            request.trusted_hosts = self._trusted_hosts
        if self.url_rule is not None:
            request.url_rule = self.url_rule
            request.view_args = self.view_args
        return request

    @lazy
    def url_adapter(self) -> MapAdapter | None:
        """Matches and builds URLs; None when the host is refused."""
        try:
            return self.app.create_url_adapter(self.request)
        except HTTPException as e:
            self.request.routing_exception = e
            return None

    @property
    def app_ctx(self) -> AppContext:
        """The application context of this request, made when first asked for."""
        ctx = self._app_ctx
        if ctx is None:
            ctx = self._app_ctx = self.app.app_context()
            ctx._held += 1
        return ctx

    @property
    def g(self) -> _AppCtxGlobals:
        """``g`` of this request's application context."""
        return self.app_ctx.g

    @property
    def session(self) -> SessionMixin:
        """The session; looking at it here marks it as accessed (``Vary: Cookie``)."""
        session = self._session_value
        if session is None:
            session = self._open_session()
        session.accessed = True
        return session

    @property
    def _session(self) -> SessionMixin:
        # The session without marking it as accessed. Extensions assign to it.
        session = self._session_value
        return self._open_session() if session is None else session

    @_session.setter
    def _session(self, session: SessionMixin) -> None:
        self._session_value = session

    def _may_open_late(self) -> bool:
        """Whether nobody can tell when, or whether, the session was opened."""
        plan = self.app._changes.plan
        return plan is not None and plan.lazy_session

    def _open_session(self) -> SessionMixin:
        assert self._pushes or self._walk_token is not None, (
            "The session has not yet been opened: push the request context first,"
            " for example by using it as a `with` block."
        )
        interface = self.app.session_interface
        session = interface.open_session(self.app, self.request)
        if session is None:
            session = interface.make_null_session(self.app)
        self._session_value = session
        return session

    @property
    def _after_request_functions(self) -> list[ft.AfterRequestCallable[t.Any]]:
        if self._after is None:
            self._after = []
        return self._after

    def close_late(self, close: t.Callable[[], t.Any]) -> None:
        """Call ``close()`` once the response is sent, or when there will be none."""
        if self._closers is None:
            self._closers = []
        self._closers.append(close)

    def copy(self) -> RequestContext:
        """A context on the same request and session, to be pushed elsewhere."""
        # One that is opened late must be the same in both.
        is_pushed = self._pushes or self._walk_token is not None
        return self.__class__(
            self.app,
            environ=self.environ,
            request=self.request,
            session=self._session if is_pushed else self._session_value,
        )

    def match_request(self) -> None:
        """Find the rule for this request's URL; a subclass may do it otherwise."""
        request = self.request
        assert self.url_adapter is not None
        try:
            request.url_rule, request.view_args = self.url_adapter.match(  # type: ignore[assignment]  # Werkzeug says MutableMapping, gives a dict
                return_rule=True
            )
        except HTTPException as e:
            request.routing_exception = e

    def push(self) -> None:
        """Make this the current request, open its session and match its URL."""
        current = find_app_ctx()
        shared = current is not None and current.app is self.app
        app_ctx = current if shared else self._announce_app_ctx()
        push = _Push(
            _cv_request.set(self), self._app_ctx, self._owns_app_ctx, self._beneath
        )
        if self._pushes is None:
            self._pushes = []
        self._pushes.append(push)
        self._beneath = _cv_app.get(None)
        self._app_ctx = app_ctx
        self._owns_app_ctx = not shared
        # The session comes before the URL, so that converters may look at it, and
        # only once, so that a stream does not lose what the view put into it.
        if self._session_value is None and not self._may_open_late():
            self._open_session()
        if self._is_unknown:
            # What matching would come to. The adapter is made if somebody asks for it.
            self.request.routing_exception = NotFound()
        elif self.url_adapter is not None:
            self.match_request()

    def _announce_app_ctx(self) -> AppContext | None:
        """The app context to come with this request, if somebody waits for it.

        Receivers of ``appcontext_pushed`` find it current, and no request yet.
        """
        if not watched:
            return None
        ctx = self.app.app_context()
        ctx._held += 1
        token = _cv_app.set(ctx)
        try:
            appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)
        finally:
            _cv_app.reset(token)
        return ctx

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Undo the last push; at the last one run the teardown functions.

        ``exc`` is what they are given; by default the exception being handled.
        Raises AssertionError when another context was pushed and not popped.
        """
        if exc is _sentinel:
            exc = sys.exc_info()[1]
        pushes, walked = self._pushes, self._walk_token
        if not pushes and walked is None:
            raise AssertionError(f"{self!r} was popped more often than pushed.")
        last = not pushes or (len(pushes) == 1 and walked is None)
        try:
            if last:
                self.app.do_teardown_request(exc)
                self._close_request()
        finally:
            current = _cv_request.get()
            app_ctx, owned = self._app_ctx, self._owns_app_ctx
            if pushes:
                token, self._app_ctx, self._owns_app_ctx, self._beneath = pushes.pop()
            else:
                # The one push that the compiled request path made.
                assert walked is not None
                token, self._app_ctx, self._walk_token = walked, None, None
            _cv_request.reset(token)
            if last:
                if self._jobs:
                    self.app._queue_jobs(self, None)
                # There was no response to close them with.
                closers, self._closers = self._closers, None
                for close in closers or ():
                    close()
                if "request" in self.__dict__:
                    # Break the cycle, so that the collector has nothing to do.
                    self.environ["werkzeug.request"] = None
            if owned:
                self._pop_app_ctx(app_ctx, exc)
            if current is not self:
                raise AssertionError(
                    f"Popped wrong request context. ({current!r} instead of {self!r})"
                )

    def _close_request(self) -> None:
        request = self.__dict__.get("request")
        if request is not None:
            close = getattr(request, "close", None)
            if close is not None:
                close()

    def _pop_app_ctx(
        self, app_ctx: AppContext | None, exc: BaseException | None
    ) -> None:
        """End the app context that came with this request.

        It was current without having been pushed; its teardown functions find it
        pushed, and no request.
        """
        if app_ctx is None:
            app_ctx = self.app.app_context()
        else:
            app_ctx._held -= 1
        app_ctx._cv_tokens.append(_cv_app.set(app_ctx))
        app_ctx.pop(exc)

    def __enter__(self) -> RequestContext:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.pop(exc_value)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.request.url!r}"
            f" [{self.request.method}] of {self.app.name}>"
        )
