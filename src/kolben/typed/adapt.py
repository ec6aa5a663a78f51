"""The way in from the core, and what an app may say about its views."""

from __future__ import annotations

import importlib
import typing as t
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..errors import InvalidView
from ..view_kind import CHOICE, Kind, get_entry
from .program import OVERRIDES
from .view import OPERATIONS, TypedView

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

    from ..app import Kolben
    from ..openapi.operation import JSON, Operation

F = t.TypeVar("F", bound=Callable[..., t.Any])


def typed(view: F) -> F:
    """Mark a view as typed that is not seen to be: one behind a decorator, or one
    whose arguments have no annotations of ours."""
    setattr(view, CHOICE, True)
    return view


def untyped(view: F) -> F:
    """Mark a view as one that gets the values of its URL and nothing else."""
    setattr(view, CHOICE, False)
    return view


def adapt(app: Kolben, view: t.Any, rules: Sequence[Rule], kind: Kind) -> t.Any:
    """The view to store for an endpoint in place of a typed one.

    It stays open while its annotations name what does not exist yet.
    """
    try:
        entry = TypedView(app, view, rules, kind)
    except InvalidView:
        if kind is Kind.SCALARS:
            # Nothing in it is ours for certain, so it is left as every Flask view.
            return view
        raise
    if entry.program is None:
        app._open_views.append(entry.prepare)
    return entry.general


def adapt_methods(
    app: Kolben,
    endpoint: str,
    view: t.Any,
    rules: Sequence[Rule],
    kinds: dict[str, Kind],
) -> None:
    """Make the typed methods of a view class known to the app."""
    cls = view.view_class
    for name, kind in kinds.items():
        function = getattr(cls, name)
        entry = TypedView(app, function, rules, kind, method=name, owner=cls)
        app._typed_methods[endpoint, name] = entry.general
        if entry.program is None:
            app._open_views.append(entry.prepare)
    cls._has_typed = True
    before = getattr(view, OPERATIONS, None)
    if not isinstance(before, _Methods):
        setattr(view, OPERATIONS, _Methods(app, before))


@dataclass(frozen=True, slots=True)
class _Methods:
    """Describes a view class; `more` is what describes it otherwise, if anything."""

    app: Kolben
    more: t.Any

    def __call__(self, rule: Rule, method: str, schemas: dict[str, JSON]) -> t.Any:
        """The operation of a rule; None for a method that is not typed."""
        told = None if self.more is None else self.more(rule, method, schemas)
        methods = self.app._typed_methods
        view = methods.get((rule.endpoint, method.lower()))
        entry = get_entry(view or methods.get((rule.endpoint, "dispatch_request")))
        if entry is None or told is False:
            return told
        operation: Operation | t.Literal[False] = entry.describe(rule, method, schemas)
        if operation is None or told is None:
            return operation
        describe: t.Any = importlib.import_module(f"{__package__}.describe")
        joined: Operation = describe.join_operations(operation, told)
        return joined


@contextmanager
def override(
    app: Kolben, dependency: Callable[..., t.Any], replacement: Callable[..., t.Any]
) -> Iterator[None]:
    """Have ``Depends(dependency)`` call ``replacement`` instead, for tests."""
    overrides = app.extensions.setdefault(OVERRIDES, {})
    before = dict(overrides)
    overrides[dependency] = replacement
    _compile_again(app)
    try:
        yield
    finally:
        overrides.clear()
        overrides.update(before)
        _compile_again(app)


def _compile_again(app: Kolben) -> None:
    views = [*app.view_functions.values(), *app._typed_methods.values()]
    for view in views:
        entry = get_entry(view)
        if entry is not None:
            entry.compile_again()
