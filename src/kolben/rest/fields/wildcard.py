"""Names that only the object knows."""

from __future__ import annotations

import fnmatch
import inspect
import re
import typing as t
from collections import deque
from functools import lru_cache

from ..field import Raw, Schema
from ..marshalling import marshal
from .listed import make_container
from .nested import Nested


@lru_cache(256)
def _compile_pattern(pattern: str) -> t.Callable[[str], object]:
    return re.compile(fnmatch.translate(pattern), re.IGNORECASE).match


class Wildcard(Raw):
    """Every value of the object whose name fits the field's own, as in ``"tag_*"``.

    Names that an earlier field has written are left out. Each value is written by
    the field that it holds, a class or an instance; a None ends the row.
    """

    _is_wildcard = True

    #: Names that are not to be given.
    exclude: t.AbstractSet[str] = frozenset()
    # Where ``output`` is: the pairs that are left, of what, the names it has given.
    _flat: deque[tuple[str, t.Any]] | None = None
    _obj: t.Any = None
    _given: set[str] = set()  # noqa: RUF012  # never added to: reset() gives an own one
    _last: str | None = None

    def __init__(self, cls_or_instance: t.Any, **kwargs: t.Any) -> None:
        super().__init__(**kwargs)
        self.container = make_container(cls_or_instance, "wildcard")

    @property
    def key(self) -> str | None:
        """The name of the value that ``output`` gave last."""
        return self._last

    def reset(self) -> None:
        """Begin anew."""
        self.exclude = frozenset()
        self._flat = None
        self._obj = None
        self._given = set()
        self._last = None

    def output(self, key: t.Any, obj: t.Any, ordered: bool = False) -> t.Any:  # type: ignore[override]  # so does flask-restx
        """The next value of ``obj``; its name is then in ``key``."""
        value = self._find_next(key, obj, ordered)
        if value is None:
            if self.default is not None:
                return self.container.format(self.default)
            return None
        if isinstance(self.container, Nested):
            return marshal(
                value,
                self.container.nested,
                skip_none=self.container.skip_none,
                ordered=ordered,
            )
        return self.container.format(value)

    def _find_next(self, pattern: str, obj: t.Any, ordered: bool) -> t.Any:
        pairs = self._flatten(obj)
        # From the end unless ordered: that is the order flask-restx answers in.
        fits = _compile_pattern(pattern)
        while pairs:
            name, value = pairs.popleft() if ordered else pairs.pop()
            if name not in self._given and name not in self.exclude and fits(name):
                self._given.add(name)
                self._last = name
                return value
        return None

    def _flatten(self, obj: t.Any) -> deque[tuple[str, t.Any]] | None:
        if obj is None:
            return None
        if self._flat is not None and (obj is self._obj or obj == self._obj):
            return self._flat
        if isinstance(obj, dict):
            self._flat = deque(obj.items())
        else:
            self._flat = deque(
                (name, value)
                for name, value in inspect.getmembers(obj)
                if not inspect.isroutine(value)
                and not (name.startswith("__") and name.endswith("__"))
            )
        self._given = set()
        self._obj = obj
        return self._flat

    def _marshal_all(
        self, pattern: str, obj: t.Any, exclude: t.Iterable[str], ordered: bool
    ) -> list[tuple[str, t.Any]]:
        """Every name that fits, with its value written; at least one pair."""
        self.reset()
        self.exclude = set(exclude)
        value = self.output(pattern, obj, ordered=ordered)
        found = [(self.key or pattern, value)]
        while True:
            value = self.output(pattern, obj, ordered=ordered)
            if value is None or value == self.container.format(self.default):
                return found
            found.append((self.key or pattern, value))

    def schema(self) -> Schema:
        return {
            **super().schema(),
            "type": "object",
            "additionalProperties": self.container.__schema__,
        }

    def clone(self) -> Wildcard:
        """Another field of the same settings."""
        settings = self.__dict__.copy()
        return self.__class__(settings.pop("container"), **settings)
