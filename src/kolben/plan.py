"""What can be known before a request: frozen once, thrown away when it changes.

A plan belongs to one app. It is made at the first request and again after a change:
the app's tables, its URL map and its attributes note their changes
(``registry.Changes``). It holds, for every rule, a ``Step``: the view made callable
and the very lists of hooks that apply, so that a hook appended to a list late is
still called.

``plan.compiled`` says whether the short walk through ``dispatch`` may be taken at
all. It may not where an override point of Flask's is overridden by a subclass, on
the instance, or by assignment to the class; then the general path calls each of
them. Overrides on a class can come after the plan was made, so ``get_points`` is
compared again for each request.

``KOLBEN_GENERAL=1`` in the environment keeps every request on the general path.
"""

from __future__ import annotations

import os
import typing as t
from operator import attrgetter

from . import typing as ft
from .json.provider import DefaultJSONProvider
from .registry import Table
from .request import Request, split_blueprint_path
from .response import Response, check_patches
from .routing.map import UrlMap
from .routing.matcher import Matcher, compile_matcher
from .sessions import SecureCookieSessionInterface
from .view_kind import get_entry

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

    from .app import Kolben

#: Flask's override points that the short walk does not call.
POINTS = (
    "request_context",
    "app_context",
    "create_url_adapter",
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "finalize_request",
    "make_response",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
    "ensure_sync",
    "async_to_sync",
    "request_class",
    "response_class",
    "session_interface",
)
#: The points of a class, to be compared with those that the plan was made for.
get_points: t.Callable[[type], tuple[t.Any, ...]] = attrgetter(*POINTS)

#: App attributes that a plan is made of: setting one makes a new plan.
PLANNED = frozenset(POINTS) | {
    "_got_first_request",
    "after_request_funcs",
    "before_request_funcs",
    "json",
    "subdomain_matching",
    "teardown_request_funcs",
    "url_map",
    "url_value_preprocessors",
    "view_functions",
}

_TABLES = (
    "after_request_funcs",
    "before_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
    "view_functions",
)
#: What makes a session late and JSON short, as it was imported: a patch of the
#: class itself is another function too.
_SESSION_POINTS = {
    name: getattr(SecureCookieSessionInterface, name)
    for name in (
        "get_cookie_name",
        "is_null_session",
        "make_null_session",
        "open_session",
        "save_session",
    )
}
_JSON_POINTS = {
    name: getattr(DefaultJSONProvider, name)
    for name in ("_prepare_response_obj", "dumps", "encode", "response")
}


class Step:
    """All that is known of a rule: its view, and the hooks around it in order."""

    __slots__ = (
        "after",
        "before",
        "endpoint",
        "rule",
        "teardown",
        "url_values",
        "view",
    )

    def __init__(self, app: Kolben, rule: Rule, view: ft.RouteCallable) -> None:
        endpoint: str = rule.endpoint
        blueprint = endpoint.rpartition(".")[0]
        inner_to_outer: list[str | None] = [
            *(split_blueprint_path(blueprint) if blueprint else ()),
            None,
        ]
        outer_to_inner = inner_to_outer[::-1]
        self.rule = rule
        self.endpoint = endpoint
        entry = get_entry(view)
        # A typed view has a way of its own for the walk, where it may leave out the
        # response object.
        self.view: t.Callable[..., t.Any] = (
            app.ensure_sync(view) if entry is None else entry.get_walk()
        )
        self.url_values = _pick(app.url_value_preprocessors, outer_to_inner)
        self.before = _pick(app.before_request_funcs, outer_to_inner)
        self.after = _pick(app.after_request_funcs, inner_to_outer)
        self.teardown = _pick(app.teardown_request_funcs, inner_to_outer)


F = t.TypeVar("F")


def _pick(
    table: dict[str | None, list[F]], names: t.Iterable[str | None]
) -> tuple[list[F], ...]:
    """The live lists of ``names``, in this order; missing ones are left out.

    One that is added later makes a new plan.
    """
    # Of most tables there is nothing.
    return tuple([table[name] for name in names if name in table]) if table else ()


class Plan:
    """Frozen knowledge about one app. See the module."""

    __slots__ = (
        "compiled",
        "find",
        "is_unknown",
        "lazy_session",
        "plain_json",
        "plain_response",
        "points",
    )

    def __init__(self, app: Kolben, originals: dict[str, t.Any]) -> None:
        cls = type(app)
        self.points = get_points(cls)
        self.plain_response = check_patches() and app.response_class is Response
        self.lazy_session = _is_cookie_session(app)
        self.plain_json = _is_plain_json(app)
        self.compiled = (
            not os.environ.get("KOLBEN_GENERAL")
            and not _is_overridden(app, cls, originals)
            and all(isinstance(getattr(app, name), Table) for name in _TABLES)
            and isinstance(app.url_map, UrlMap)
            and not app.subdomain_matching
            and _is_made_late(app.request_class)
        )
        matcher: Matcher[Step] = (
            compile_matcher(
                t.cast(UrlMap, app.url_map), lambda rule: _make_step(app, rule)
            )
            if self.compiled
            else Matcher()
        )
        self.find = matcher.find
        self.is_unknown = matcher.is_unknown


def _make_step(app: Kolben, rule: Rule) -> Step | None:
    view = app.view_functions.get(rule.endpoint)
    return None if view is None else Step(app, rule, view)


#: Points that are classes or objects: another one of these is no override of how a
#: request is handled; what matters of them is looked at one by one.
_VALUES = frozenset({"request_class", "response_class", "session_interface"})


def _is_overridden(app: Kolben, cls: type[Kolben], originals: dict[str, t.Any]) -> bool:
    own = vars(app)
    return any(
        name in own or getattr(cls, name) is not originals[name]
        for name in POINTS
        if name not in _VALUES
    )


def _is_made_late(request_class: type[Request]) -> bool:
    """Whether nobody can tell when, or whether, a request object is made.

    One that has trusted hosts, or may set them as it is made, refuses others.
    """
    return (
        request_class.__init__ is Request.__init__
        and request_class.__new__ is object.__new__
        and request_class.trusted_hosts is None
    )


def _is_cookie_session(app: Kolben) -> bool:
    """Whether the session is the signed cookie, opened and saved as Kolben does.

    Only then it makes no difference to open it late or not at all.
    """
    interface = app.session_interface
    cls = type(interface)
    return isinstance(interface, SecureCookieSessionInterface) and all(
        getattr(cls, name) is value and name not in vars(interface)
        for name, value in _SESSION_POINTS.items()
    )


def _is_plain_json(app: Kolben) -> bool:
    """Whether dicts and lists become JSON in the provided way."""
    provider = app.json
    return isinstance(provider, DefaultJSONProvider) and all(
        getattr(type(provider), name) is value and name not in vars(provider)
        for name, value in _JSON_POINTS.items()
    )


def get_plan(app: Kolben, originals: dict[str, t.Any]) -> Plan:
    """The app's plan, made now if there is none for its present state.

    ``originals`` are the :data:`POINTS` as Kolben itself defines them.
    """
    changes = app._changes
    while changes.plan is None:
        count = changes.count
        plan = Plan(app, originals)
        # A change during the making, by another thread, wants another plan.
        if changes.count == count:
            changes.plan = plan
    return changes.plan
