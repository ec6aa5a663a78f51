"""Defaults of dataclasses, which msgspec leaves to the class.

It makes an instance without them, as the attribute of the class is found all the same;
``vars`` of it lacks them then, and so does what msgspec writes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import inspect as kinds

from .annotation import FIELDS, walk


def make_completer(node: kinds.Type) -> Callable[[Any], Any] | None:
    """What gives the instances in a value their defaults, and returns it.

    None for a type whose values have all of theirs.
    """
    parts: dict[type, tuple[str, ...]] = {}
    incomplete = set()
    for part in walk(node):
        if isinstance(part, FIELDS) and not isinstance(part, kinds.TypedDictType):
            cls: type = getattr(part.cls, "__origin__", part.cls)
            parts[cls] = tuple(field.name for field in part.fields)
            if cls.__dictoffset__ and isinstance(part, kinds.DataclassType):
                own = [field.name for field in part.fields if not field.required]
                if any(hasattr(cls, name) for name in own):
                    incomplete.add(cls)
    if not incomplete:
        return None

    def complete(value: Any) -> Any:
        cls = type(value)
        names = parts.get(cls)
        if names is not None:
            if cls in incomplete:
                _complete(value, names)
            for name in names:
                complete(getattr(value, name))
        elif isinstance(value, dict):
            for each in value.values():
                complete(each)
        elif isinstance(value, (list, tuple, set, frozenset)):
            for each in value:
                complete(each)
        return value

    return complete


def _complete(value: Any, names: tuple[str, ...]) -> None:
    own = value.__dict__
    if not all(name in own for name in names):
        # Written in the order of the fields.
        whole = {name: getattr(value, name) for name in names}
        whole.update(own)
        own.clear()
        own.update(whole)
