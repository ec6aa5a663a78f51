"""Masks: which fields of an answer are wanted, as `name,author{name},*`."""

from __future__ import annotations

import re
import typing as t
from collections import OrderedDict
from collections.abc import Mapping

import msgspec

from .field import Raw
from .rest_error import RestError

_TOKEN = re.compile(r"[{},]|[\w:*-]+")
# A mask comes from the request, and each level of it is a call deeper.
_MAX_DEPTH = 50


class MaskError(RestError):
    """A mask that does not fit what it is applied to."""


class ParseError(MaskError):
    """A mask that cannot be read."""


class Wanted(str):
    """The text of a mask that came with a request.

    It chooses from what the answer would show. A mask of the app's own may also choose
    from the attributes of objects, which nobody outside is to name.
    """


class Mask(OrderedDict[str, t.Any]):
    """Names to keep, each with True or with the mask of what it holds.

    With ``skip`` a name that the data lack is left out, else it becomes None. The
    name ``*`` stands for all that are not named.
    """

    def __init__(self, mask: t.Any = None, skip: bool = False, **kwargs: t.Any) -> None:
        self.skip = skip
        self._is_foreign = isinstance(mask, Wanted)
        if isinstance(mask, str):
            super().__init__()
            self.parse(mask)
        elif isinstance(mask, dict):
            super().__init__(mask, **kwargs)
        else:
            super().__init__(**kwargs)

    def parse(self, mask: str) -> None:
        """Add what the text says; characters that mean nothing are passed over."""
        mask = self.clean(mask)
        current = self
        outer: list[Mask] = []
        previous = ""
        for token in _TOKEN.findall(mask):
            if token == "{":
                if previous not in current:
                    raise ParseError("Unexpected opening bracket")
                if len(outer) >= _MAX_DEPTH:
                    raise ParseError(f"More than {_MAX_DEPTH} brackets in each other")
                outer.append(current)
                inner = current[previous] = Mask(skip=self.skip)
                inner._is_foreign = self._is_foreign
                current = inner
            elif token == "}":
                if not outer:
                    raise ParseError("Unexpected closing bracket")
                current = outer.pop()
            elif token == ",":
                if previous in ("", ",", "{"):
                    raise ParseError("Unexpected comma")
            else:
                current[token] = True
            previous = token
        if outer:
            raise ParseError("Missing closing bracket")

    def clean(self, mask: str) -> str:
        """The text without what may stand around it."""
        mask = mask.replace("\n", "").strip()
        if not mask.startswith("{"):
            return mask
        if not mask.endswith("}"):
            raise ParseError("Missing closing bracket")
        return mask[1:-1]

    def apply(self, data: t.Any) -> t.Any:
        """What the mask leaves of data, of a model or of a field.

        Raises MaskError for a field that holds nothing to choose from.
        """
        if isinstance(data, (list, tuple, set)):
            return [self.apply(item) for item in data]
        if isinstance(data, Raw):
            if data._is_container:
                return data.clone(self)  # type: ignore[attr-defined]  # containers have it
            if type(data) is not Raw:
                raise MaskError("Mask is inconsistent with model")
            return Raw(default=data.default, attribute=data.attribute, mask=self)
        if data is Raw:
            return Raw(mask=self)
        if isinstance(data, type) and issubclass(data, Raw):
            raise MaskError("Mask is inconsistent with model")
        if not isinstance(data, dict):
            if self._is_foreign:
                data = _read_shown(data)
            elif hasattr(data, "__dict__"):
                data = data.__dict__
        return self.filter_data(data)

    def filter_data(self, data: t.Any) -> dict[str, t.Any]:
        """What the mask leaves of a mapping."""
        kept: dict[str, t.Any] = {}
        for name, inner in self.items():
            if name == "*":
                continue
            if isinstance(inner, Mask):
                value = data.get(name)
                if value is not None:
                    kept[name] = inner.apply(value)
                elif not self.skip:
                    kept[name] = None
            elif not self.skip or name in data:
                kept[name] = data.get(name)
        if "*" in self:
            for name, value in data.items():
                kept.setdefault(name, value)
        return kept

    def __str__(self) -> str:
        names = (
            f"{name}{inner}" if isinstance(inner, Mask) else name
            for name, inner in self.items()
        )
        return f"{{{','.join(names)}}}"


def _read_shown(data: t.Any) -> Mapping[str, t.Any]:
    """What JSON shows of an object."""
    if not isinstance(data, Mapping):
        try:
            data = msgspec.to_builtins(data)
        except TypeError:
            data = None
    if not isinstance(data, Mapping):
        raise MaskError("Mask is inconsistent with model")
    return data


def apply(data: t.Any, mask: t.Any, skip: bool = False) -> t.Any:
    """What a mask, or its text, leaves of data, of a model or of a field."""
    return Mask(mask, skip).apply(data)
