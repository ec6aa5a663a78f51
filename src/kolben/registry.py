"""Registries that tell when they change.

A plan is made from an app's tables once. Extensions change these tables directly,
also late, so the tables are dicts that throw the plan away when a key changes. The
lists in them are plain: a plan holds the very lists and reads them for each request.
"""

from __future__ import annotations

import typing as t

from .errors import UnknownBlueprint
from .suggest import did_you_mean

if t.TYPE_CHECKING:
    from .blueprints import Blueprint
    from .plan import Plan

K = t.TypeVar("K")
V = t.TypeVar("V")


class Changes:
    """The current plan of one app, and the number of changes seen so far.

    Separate from the app so that tables can refer to it without a reference cycle.
    """

    __slots__ = ("count", "plan")

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.count = 0

    def note(self) -> None:
        """Something a plan is made of has changed."""
        self.count += 1
        self.plan = None


class Table(dict[K, V]):
    """A dict that notes its changes. ``default`` makes the value of a missing key."""

    __slots__ = ("changes", "default")

    def __init__(
        self, changes: Changes, default: t.Callable[[], V] | None = None
    ) -> None:
        super().__init__()
        self.changes = changes
        self.default = default

    def __missing__(self, key: K) -> V:
        if self.default is None:
            raise KeyError(key)
        value = self[key] = self.default()
        return value

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.changes.note()

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self.changes.note()

    def __ior__(self, other: t.Any) -> t.Self:  # type: ignore[override, misc]  # dict's takes more forms
        self.update(other)
        return self

    def setdefault(self, key: K, default: V = None) -> V:  # type: ignore[assignment]  # as dict's
        value = super().setdefault(key, default)
        self.changes.note()
        return value

    def update(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().update(*args, **kwargs)
        self.changes.note()

    def pop(self, *args: t.Any) -> t.Any:
        value = super().pop(*args)
        self.changes.note()
        return value

    def popitem(self) -> tuple[K, V]:
        item = super().popitem()
        self.changes.note()
        return item

    def clear(self) -> None:
        super().clear()
        self.changes.note()


class Blueprints(dict[str, "Blueprint"]):
    """An app's blueprints by full name; a wrong name is told the nearest one."""

    def __missing__(self, name: str) -> Blueprint:
        raise UnknownBlueprint(name, did_you_mean(str(name), self))
