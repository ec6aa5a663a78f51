"""Short ways from text to the commonest scalars.

Each gives what ``Type.convert_text`` gives, or leaves the text to it.
"""

from __future__ import annotations

import types
import typing as t
from collections.abc import Callable

import msgspec

#: From a text to a value, or `UNCLEAR`.
Quick = Callable[[str], t.Any]
UNCLEAR: t.Any = object()

#: Digits of which no interpreter has too many.
_FEW = 18
#: How many texts a parameter remembers; pages and sizes are few.
_MOST = 256


def find_quick(annotation: t.Any) -> Quick | None:
    """The short way for a type, or None."""
    inner = _without_none(annotation)
    base, constrained = inner, False
    if t.get_origin(inner) is t.Annotated:
        base, constrained = inner.__origin__, True
    quick = _QUICK.get(base)
    if quick is None:
        return None
    if constrained:
        return _make_checked(quick, inner, remembers=base is int)
    if base is str and inner is not annotation:
        return None
    return quick


def _without_none(annotation: t.Any) -> t.Any:
    if t.get_origin(annotation) in (t.Union, types.UnionType):
        arms = [arm for arm in t.get_args(annotation) if arm is not type(None)]
        if len(arms) == 1:
            return arms[0]
    return annotation


class _Known(dict[str, t.Any]):
    """Texts with their values; what is not among them is asked of ``read``.

    PERF bench/rest.py: looking it up is no call of a Python function.
    """

    def __init__(self, values: dict[str, t.Any], read: Quick) -> None:
        super().__init__(values)
        self.read = read

    def __missing__(self, text: str) -> t.Any:
        return self.read(text)


def _read_int(text: str) -> t.Any:
    if text.isdigit() and text.isascii() and len(text) <= _FEW:
        return int(text)
    return UNCLEAR


def _read_float(text: str) -> t.Any:
    if text.replace(".", "", 1).isdigit() and text.isascii() and len(text) <= _FEW:
        return float(text)
    return UNCLEAR


def _read_none(_text: str) -> t.Any:
    return UNCLEAR


_INTEGERS = _Known({str(number): number for number in range(1000)}, _read_int)
_BOOLEANS = _Known({"true": True, "1": True, "false": False, "0": False}, _read_none)
_QUICK: dict[t.Any, Quick] = {
    bool: _BOOLEANS.__getitem__,
    float: _read_float,
    int: _INTEGERS.__getitem__,
    # What is text already.
    str: str,
}


class _Remembered(dict[str, t.Any]):
    """The first texts that ``read`` knew the values of, with these."""

    def __init__(self, read: Quick) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> t.Any:
        value = self.read(text)
        if value is not UNCLEAR and len(self) < _MOST:
            self[text] = value
        return value


def _make_checked(quick: Quick, annotation: t.Any, *, remembers: bool) -> Quick:
    convert = msgspec.convert

    def read(text: str) -> t.Any:
        value = quick(text)
        if value is UNCLEAR:
            return UNCLEAR
        try:
            return convert(value, annotation)
        except msgspec.ValidationError:
            return UNCLEAR

    return _Remembered(read).__getitem__ if remembers else read
