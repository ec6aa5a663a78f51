"""Numbers, truth values and texts of a pattern."""

from __future__ import annotations

import re
from typing import Any


class regex:
    """A text in which `pattern` is found."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.re = re.compile(pattern)

    def __call__(self, value: str) -> str:
        if not self.re.search(value):
            raise ValueError(f'Value does not match pattern: "{self.pattern}"')
        return value

    def __deepcopy__(self, memo: dict[int, Any]) -> regex:
        return regex(self.pattern)

    @property
    def __schema__(self) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern}


def _get_integer(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value} is not a valid integer") from None


def natural(value: Any, argument: str = "argument") -> int:
    """An integer from 0 on."""
    number = _get_integer(value)
    if number < 0:
        raise ValueError(
            f"Invalid {argument}: {number}. {argument} must be a non-negative integer"
        )
    return number


def positive(value: Any, argument: str = "argument") -> int:
    """An integer from 1 on."""
    number = _get_integer(value)
    if number < 1:
        raise ValueError(
            f"Invalid {argument}: {number}. {argument} must be a positive integer"
        )
    return number


class int_range:
    """An integer from `low` to `high`, both included."""

    def __init__(self, low: int, high: int, argument: str = "argument") -> None:
        self.low = low
        self.high = high
        self.argument = argument

    def __call__(self, value: Any) -> int:
        number = _get_integer(value)
        if not self.low <= number <= self.high:
            raise ValueError(
                f"Invalid {self.argument}: {number}. {self.argument} must be within"
                f" the range {self.low} - {self.high}"
            )
        return number

    @property
    def __schema__(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


def boolean(value: Any) -> bool:
    """True for ``true``, ``1`` and ``on``, in any case; False for ``false``, ``0``
    and what is empty."""
    if isinstance(value, bool):
        return value
    if value is None:
        raise ValueError("boolean type must be non-null")
    if not value:
        return False
    text = str(value).lower()
    if text in ("true", "1", "on"):
        return True
    if text in ("false", "0"):
        return False
    raise ValueError(f"Invalid literal for boolean(): {text}")


for _function, _schema in (
    (boolean, {"type": "boolean"}),
    (natural, {"type": "integer", "minimum": 0}),
    (positive, {"type": "integer", "minimum": 0, "exclusiveMinimum": True}),
):
    setattr(_function, "__schema__", _schema)  # noqa: B010  # functions have none for mypy
