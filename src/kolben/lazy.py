"""Attributes that are made when they are first read."""

from __future__ import annotations

import typing as t

T = t.TypeVar("T")


class lazy(t.Generic[T]):  # used as a decorator
    """An attribute whose value ``make(self)`` gives at the first reading.

    From then on it is an ordinary attribute in the instance's ``__dict__``; set
    earlier, it is never made. Without the lock of Python 3.11's ``cached_property``:
    what uses it belongs to one request, hence to one thread.
    """

    def __init__(self, make: t.Callable[[t.Any], T]) -> None:
        self.make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @t.overload
    def __get__(self, instance: None, owner: type) -> lazy[T]: ...

    @t.overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> lazy[T] | T:
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.make(instance)
        return value
