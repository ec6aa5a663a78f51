"""Texts, numbers and truth values."""

from __future__ import annotations

import typing as t
from decimal import ROUND_HALF_EVEN, Decimal

from ..field import Convert, MarshallingError, Raw, Schema, quick
from ..inputs.literals import boolean
from .limits import NumberMixin, StringMixin

ZERO = Decimal()


class String(StringMixin, Raw):
    """A value as text; ``enum`` lists the texts there are.

    With ``discriminator`` it is the model's name, which tells models apart that
    inherit from one.
    """

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.enum = kwargs.pop("enum", None)
        self.discriminator = kwargs.pop("discriminator", None)
        super().__init__(*args, **kwargs)
        self.required = self.discriminator or self.required

    @quick(lambda field: str)  # noqa: ARG005  # the same for all fields
    def format(self, value: t.Any) -> t.Any:
        try:
            return str(value)
        except ValueError as error:
            raise MarshallingError(error) from error

    def schema(self) -> Schema:
        enum = self._v("enum")
        schema = super().schema()
        if enum:
            schema["enum"] = enum
            if schema["example"] is None:
                schema["example"] = enum[0]
        return schema


class Integer(NumberMixin, Raw):
    """A value as a whole number."""

    __schema_type__ = "integer"

    @quick(lambda field: int)  # noqa: ARG005  # the same for all fields
    def format(self, value: t.Any) -> t.Any:
        if value is None:
            return self.default
        try:
            return int(value)
        except (ValueError, TypeError) as error:
            raise MarshallingError(error) from error


class Float(NumberMixin, Raw):
    """A value as a number in double precision."""

    @quick(lambda field: float)  # noqa: ARG005  # the same for all fields
    def format(self, value: t.Any) -> t.Any:
        if value is None:
            return self.default
        try:
            return float(value)
        except (ValueError, TypeError) as error:
            raise MarshallingError(error) from error


class Arbitrary(NumberMixin, Raw):
    """A number of any precision, as text."""

    def format(self, value: t.Any) -> t.Any:
        return str(Decimal(value))


class Fixed(NumberMixin, Raw):
    """A number with a fixed count of ``decimals``, as text."""

    def __init__(self, decimals: int = 5, **kwargs: t.Any) -> None:
        super().__init__(**kwargs)
        self.precision = Decimal("0." + "0" * (decimals - 1) + "1")

    def format(self, value: t.Any) -> t.Any:
        number = Decimal(value)
        if not number.is_normal() and number != ZERO:
            raise MarshallingError("Invalid Fixed precision number.")
        return str(number.quantize(self.precision, rounding=ROUND_HALF_EVEN))


def _write_truth(value: t.Any) -> bool:
    return value if value is True or value is False else boolean(value)


_write_truth.short_way = (bool, "")  # type: ignore[attr-defined]  # see steps.py


def _choose_truth(field: Raw) -> Convert:  # noqa: ARG001  # the same for all fields
    return _write_truth


class Boolean(Raw):
    """True or false; what is empty is false."""

    __schema_type__ = "boolean"

    @quick(_choose_truth)
    def format(self, value: t.Any) -> t.Any:
        return boolean(value)
