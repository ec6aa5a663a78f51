"""Dates and times."""

from __future__ import annotations

import typing as t
from calendar import timegm
from datetime import date, datetime
from email.utils import formatdate

from ..field import Convert, MarshallingError, Raw, Schema, quick
from ..inputs.dates import (
    date_from_iso8601,
    datetime_from_iso8601,
    datetime_from_rfc822,
)
from .limits import MinMaxMixin


def _choose(field: DateTime) -> Convert | None:
    """The short way for a field that nobody has changed."""
    cls = type(field)
    as_usual = cls.format_iso8601 is DateTime.format_iso8601 and not (
        {"parse", "format_iso8601"} & field.__dict__.keys()
    )
    if not as_usual or field.dt_format != "iso8601":
        return None
    if cls.parse is DateTime.parse:
        wanted: type[date] = datetime
    elif cls.parse is Date.parse:
        wanted = date
    else:
        return None
    format_ = field.format

    def convert(value: t.Any) -> t.Any:
        return value.isoformat() if type(value) is wanted else format_(value)

    convert.short_way = (wanted, ".isoformat()")  # type: ignore[attr-defined]  # see steps.py
    return convert


class DateTime(MinMaxMixin, Raw):
    """A moment as text: ``dt_format`` is "iso8601" or "rfc822".

    The value is a datetime, a date or a text in that format.
    """

    __schema_type__ = "string"
    __schema_format__ = "date-time"

    def __init__(self, dt_format: str = "iso8601", **kwargs: t.Any) -> None:
        super().__init__(**kwargs)
        self.dt_format = dt_format

    def parse(self, value: t.Any) -> t.Any:
        """The value as a moment."""
        if value is None or isinstance(value, datetime):
            return value
        if isinstance(value, str):
            if self.dt_format == "iso8601":
                return datetime_from_iso8601(value)
            return datetime_from_rfc822(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)
        raise ValueError("Unsupported DateTime format")

    @quick(_choose)
    def format(self, value: t.Any) -> t.Any:
        try:
            value = self.parse(value)
            if self.dt_format == "iso8601":
                return self.format_iso8601(value)
            if self.dt_format == "rfc822":
                return self.format_rfc822(value)
            raise MarshallingError(f"Unsupported date format {self.dt_format}")
        except (AttributeError, ValueError) as error:
            raise MarshallingError(error) from error

    def format_rfc822(self, dt: datetime) -> str:
        """A moment as in the header of a mail."""
        return formatdate(timegm(dt.utctimetuple()))

    def format_iso8601(self, dt: date) -> str:
        """A moment or a date in ISO 8601."""
        return dt.isoformat()

    def _for_schema(self, name: str) -> t.Any:
        value = self.parse(self._v(name))
        return self.format(value) if value else None

    def schema(self) -> Schema:
        names = ("default", "minimum", "maximum")
        return super().schema() | {name: self._for_schema(name) for name in names}


class Date(DateTime):
    """A date as text in ISO 8601."""

    __schema_format__ = "date"

    def __init__(self, **kwargs: t.Any) -> None:
        kwargs.pop("dt_format", None)
        super().__init__(dt_format="iso8601", **kwargs)

    def parse(self, value: t.Any) -> t.Any:
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, str):
            return date_from_iso8601(value)
        raise ValueError("Unsupported Date format")
