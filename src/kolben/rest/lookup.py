"""How a field finds its value in an object, a mapping or a sequence."""

from __future__ import annotations

import typing as t

Key = str | int | t.Callable[[t.Any], t.Any]


def get_value(key: Key, obj: t.Any, default: t.Any = None) -> t.Any:
    """What ``obj`` has under ``key``, else ``default``.

    ``key`` is a name, several joined by dots, an index, or a function of ``obj``.
    Items come before attributes.
    """
    if isinstance(key, int):
        return _find(key, obj, default)
    if callable(key):
        return key(obj)
    for part in key.split("."):
        obj = _find(part, obj, default)
    return obj


def _find(key: t.Any, obj: t.Any, default: t.Any) -> t.Any:
    if type(obj) is dict:
        # What follows, without its questions.
        try:
            return obj[key]
        except (TypeError, KeyError):
            return getattr(obj, key, default)
    if is_indexable_but_not_string(obj):
        try:
            return obj[key]
        except (IndexError, TypeError, KeyError):
            pass
        if is_integer_indexable(obj):
            try:
                return obj[int(key)]
            except (IndexError, TypeError, ValueError):
                pass
    return getattr(obj, key, default)


def is_indexable_but_not_string(obj: t.Any) -> bool:
    """Whether ``obj`` can be gone through and is no text."""
    return not hasattr(obj, "strip") and hasattr(obj, "__iter__")


def is_integer_indexable(obj: t.Any) -> bool:
    """Whether ``obj`` is a list or a tuple."""
    return isinstance(obj, (list, tuple))


def to_marshallable_type(obj: t.Any) -> t.Any:
    """``obj`` as something that can be indexed.

    That is what its ``__marshallable__`` gives, itself, or its attributes.
    """
    if obj is None:
        return None
    if hasattr(obj, "__marshallable__"):
        return obj.__marshallable__()
    if hasattr(obj, "__getitem__"):
        return obj
    return dict(obj.__dict__)
