"""What several kinds of fields can be limited by, for documentation and checking."""

from __future__ import annotations

import typing as t

from ..field import Raw, Schema

# The mixins stand before Raw among a field's bases and call its methods.
if t.TYPE_CHECKING:
    _Base = Raw
else:
    _Base = object


class StringMixin(_Base):
    """Text with ``min_length``, ``max_length`` and ``pattern``."""

    __schema_type__ = "string"

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.min_length = kwargs.pop("min_length", None)
        self.max_length = kwargs.pop("max_length", None)
        self.pattern = kwargs.pop("pattern", None)
        super().__init__(*args, **kwargs)

    def schema(self) -> Schema:
        return {
            **super().schema(),
            "minLength": self._v("min_length"),
            "maxLength": self._v("max_length"),
            "pattern": self._v("pattern"),
        }


class MinMaxMixin(_Base):
    """What has an order: ``min``, ``max``, ``exclusiveMin`` and ``exclusiveMax``."""

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.minimum = kwargs.pop("min", None)
        self.exclusiveMinimum = kwargs.pop("exclusiveMin", None)
        self.maximum = kwargs.pop("max", None)
        self.exclusiveMaximum = kwargs.pop("exclusiveMax", None)
        super().__init__(*args, **kwargs)

    def schema(self) -> Schema:
        names = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
        return {**super().schema(), **{name: self._v(name) for name in names}}


class NumberMixin(MinMaxMixin):
    """Numbers, which may have to be a ``multiple`` of one."""

    __schema_type__ = "number"

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.multiple = kwargs.pop("multiple", None)
        super().__init__(*args, **kwargs)

    def schema(self) -> Schema:
        return {**super().schema(), "multipleOf": self._v("multiple")}
