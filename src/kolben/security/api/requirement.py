"""What the caller of a view must have."""

from __future__ import annotations

import asyncio
import functools
import inspect
import typing as t

from ...api_error import ApiError
from ...errors import SetupError
from ...globals import request as current_request
from ...openapi.operation import FACTS, Answer, describe, facts_of
from ...views import http_method_funcs
from .caller import Caller, is_identified
from .client_types import check_client_types
from .scope_names import check_scopes

if t.TYPE_CHECKING:
    from ...request import Request

V = t.TypeVar("V", bound=t.Callable[..., t.Any])

#: On a guarded view: functions to be called before anything is read for it. They
#: raise for those who may not call it.
GUARDS = "__guards__"
#: On a guarded view: the scopes that all of its requirements ask for.
SCOPES = "__scopes__"
#: On a guarded view: the types of clients that all of its requirements let in, if any
#: of them asks.
CLIENT_TYPES = "__client_types__"
#: Where documents tell these types.
IN_DOCUMENTS = "x-client-types"
#: How callers can prove who they are, by the names of schemes in documents.
WAYS = frozenset({"bearer", "signature"})
#: What a guarded view may answer besides its own.
ANSWERS = {
    "401": "The caller is not known.",
    "403": "The caller may not do this.",
}


class KnowsCallers(t.Protocol):
    """What a requirement wants of an ApiSecurity."""

    def identify(self, request: Request) -> Caller:
        """Who the request comes from. Raises an ApiError."""

    def forbid(
        self, request: Request, caller: Caller, scopes: t.Collection[str]
    ) -> ApiError:
        """The error for a caller who lacks one of these scopes."""

    def forbid_type(self, request: Request, caller: Caller) -> ApiError:
        """The error for a caller whose client has another type."""


def get_request() -> Request:
    """The request at hand, not the proxy to it."""
    found: Request = current_request._get_current_object()  # type: ignore[attr-defined]  # of the proxy
    return found


class Requirement:
    """What the caller of a view must have; made by `requires`."""

    def __init__(
        self,
        scopes: t.Iterable[str],
        find_security: t.Callable[[], KnowsCallers],
        ways: t.Collection[str] = WAYS,
        *,
        client_type: str | t.Collection[str] | None = None,
    ) -> None:
        scopes = tuple(scopes)
        if any(callable(scope) for scope in scopes):
            raise SetupError(
                "Write @requires() with its parentheses, and scopes in them."
            )
        self.scopes = check_scopes(scopes)
        #: None: all of them.
        self.client_types = (
            None if client_type is None else check_client_types(client_type)
        )
        self._find_security = find_security
        self._ways = sorted(ways)

    def check(self) -> None:
        """Raise an ApiError unless the caller of the request at hand has the scopes,
        and its client the type.

        As a hook it guards a whole blueprint: `bp.before_request(requires(...).check)`.
        """
        security = self._find_security()
        request = get_request()
        caller = security.identify(request)
        types = self.client_types
        if types is not None and caller.client_type not in types:
            raise security.forbid_type(request, caller)
        if not caller.may(*self.scopes):
            raise security.forbid(request, caller, self.scopes)

    def __call__(self, view: V) -> V:
        """Guard a view, or all methods of a class."""
        if isinstance(view, type):
            return t.cast(V, self._guard_class(view))
        return t.cast(V, self._guard_function(view))

    def _guard_function(self, view: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        guarded: t.Callable[..., t.Any]
        if inspect.iscoroutinefunction(view):

            @functools.wraps(view)
            async def guarded(*args: t.Any, **kwargs: t.Any) -> t.Any:
                # Stores answer when they do; the loop has other requests, too.
                if not is_identified(get_request()):
                    await asyncio.to_thread(self.check)
                self.check()
                return await view(*args, **kwargs)

        else:

            @functools.wraps(view)
            def guarded(*args: t.Any, **kwargs: t.Any) -> t.Any:
                self.check()
                return view(*args, **kwargs)

        self._mark(guarded, view)
        return guarded

    def _guard_class(self, cls: t.Any) -> t.Any:
        dispatch = getattr(cls, "dispatch_request", None)
        if dispatch is None:
            raise SetupError(
                f"requires(...) is for views, and {cls.__name__} is a class without"
                " dispatch_request(). Put it on a View, MethodView or Resource, or on"
                " a function."
            )
        # Both: a subclass may replace the method, and who makes an instance without
        # as_view() passes by the decorators.
        cls.dispatch_request = self._guard_function(dispatch)
        cls.decorators = [*getattr(cls, "decorators", ()), self._guard_function]
        self._mark(cls, cls)
        for name in http_method_funcs & vars(cls).keys():
            # What a method asks for comes on top.
            method = vars(cls)[name]
            if hasattr(method, SCOPES):
                self._describe(method, method)
        return cls

    def _mark(self, guarded: t.Any, view: t.Any) -> None:
        setattr(guarded, GUARDS, (self.check, *getattr(view, GUARDS, ())))
        self._describe(guarded, view)

    def _describe(self, view: t.Any, inner: t.Any) -> None:
        """Write down for documents what a view asks for, on top of what is in it."""
        scopes = self.scopes | getattr(inner, SCOPES, frozenset())
        types = _both(self.client_types, getattr(inner, CLIENT_TYPES, None))
        if types is not None:
            describe(view, extensions={IN_DOCUMENTS: sorted(types)})
            setattr(view, CLIENT_TYPES, types)
        facts = dict(facts_of(view))
        before = getattr(view, SCOPES, None)
        if before is not None and facts.get("security") == self._write(before):
            # For fewer scopes, and lists would add up.
            del facts["security"]
            setattr(view, FACTS, facts)
        if "security" not in facts:
            describe(view, security=self._write(scopes))
        known = {answer.status for answer in facts.get("answers", ())}
        new = [Answer(*each) for each in ANSWERS.items() if each[0] not in known]
        describe(view, answers=new)
        setattr(view, SCOPES, scopes)

    def _write(self, scopes: frozenset[str]) -> list[dict[str, list[str]]]:
        return [{way: sorted(scopes)} for way in self._ways]


def _both(
    first: frozenset[str] | None, second: frozenset[str] | None
) -> frozenset[str] | None:
    """What both let in, of whom None lets all in."""
    if first is None or second is None:
        return second if first is None else first
    return first & second
