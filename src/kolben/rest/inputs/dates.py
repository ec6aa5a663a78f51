"""Dates, times and intervals."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from datetime import date as Date
from email.utils import mktime_tz, parsedate_tz
from typing import Any

START_OF_DAY = time(0, 0, 0, tzinfo=UTC)
END_OF_DAY = time(23, 59, 59, 999999, tzinfo=UTC)

time_regex = re.compile(r"\d{2}:\d{2}")
# What nearly all moments look like; Python reads them faster and alike. Not the
# offset -00:00, which ISO 8601 forbids.
_USUAL = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+\d\d:\d\d)?", re.ASCII
)
# No date is longer; what is, is not looked at.
_MAX_LENGTH = 200


def iso8601interval(
    value: str, argument: str = "argument"
) -> tuple[datetime, datetime]:
    """Begin and end, in UTC, of an interval in ISO 8601.

    A single date is its day, a single time the hour, minute or second that it names.
    """
    if not value:
        raise ValueError("Expected a valid ISO8601 date/time interval.")
    try:
        if len(value) > _MAX_LENGTH:
            raise ValueError("too long")
        start, end = _parse_interval(value)
        if end is None:
            end = start + _find_length(start, value)
        return _to_utc(start), _to_utc(end)
    except (ValueError, OverflowError, TypeError) as error:
        raise ValueError(
            f"Invalid {argument}: {value}. {argument} must be a valid ISO8601 date/time"
            " interval."
        ) from error


def _load_parser() -> Any:
    """The parser of all that ISO 8601 has, which few dates need."""
    import aniso8601  # type: ignore[import-untyped]  # it has no types

    return aniso8601


def _parse_interval(value: str) -> tuple[Any, Any]:
    aniso8601 = _load_parser()
    try:
        start, end = sorted(aniso8601.parse_interval(value))
    except ValueError:
        try:
            return aniso8601.parse_datetime(value), None
        except ValueError:
            return aniso8601.parse_date(value), None
    return start, end


def _find_length(start: Any, value: str) -> timedelta:
    if not isinstance(start, datetime):
        return timedelta(days=1)
    clock = re.split("[+-]", value.split("T")[1], maxsplit=1)[0]
    units = ("hours", "minutes", "seconds")
    return timedelta(**{units[min(clock.count(":"), 2)]: 1})


def _to_utc(moment: Any) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, START_OF_DAY)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def date(value: str) -> datetime:
    """Midnight of a day that is written as ``2012-01-31``."""
    return datetime.strptime(value, "%Y-%m-%d")


def datetime_from_rfc822(value: str) -> datetime:
    """The moment that a date as in mails and HTTP headers names."""
    text = value if time_regex.search(value) else f"{value} 00:00:00"
    try:
        parsed = parsedate_tz(text)
        if parsed is None:
            raise ValueError(text)
        stamp = mktime_tz(parsed)
        if parsed[-1] is None:
            return datetime.fromtimestamp(stamp).replace(tzinfo=UTC)
        return datetime.fromtimestamp(stamp, UTC)
    except Exception:
        raise ValueError(f'Invalid date literal "{value}"') from None


def datetime_from_iso8601(value: str) -> datetime:
    """The moment that a text in ISO 8601 names; midnight of it for a mere day."""
    try:
        if _USUAL.fullmatch(value):
            try:
                return datetime.fromisoformat(value)
            except ValueError:
                pass  # 24:00, or no date at all
        if len(value) > _MAX_LENGTH:
            raise ValueError("too long")
        aniso8601 = _load_parser()
        try:
            moment: datetime = aniso8601.parse_datetime(value)
        except ValueError:
            day = aniso8601.parse_date(value)
            return datetime(day.year, day.month, day.day)
    except Exception:
        raise ValueError(f'Invalid date literal "{value}"') from None
    return moment


def date_from_iso8601(value: str) -> Date:
    """The day that a text in ISO 8601 names."""
    return datetime_from_iso8601(value).date()


for _function, _schema in (
    (date, {"type": "string", "format": "date"}),
    (date_from_iso8601, {"type": "string", "format": "date"}),
    (datetime_from_iso8601, {"type": "string", "format": "date-time"}),
    (iso8601interval, {"type": "string", "format": "iso8601-interval"}),
):
    setattr(_function, "__schema__", _schema)  # noqa: B010  # functions have none for mypy
