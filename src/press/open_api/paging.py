"""Lists that are read a part at a time, each part from where the last one ended."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
#: Where an item stands in the order of its list. No two have the same.
Place = tuple[int | str, ...]
MOST = 100
# Room for the longest tag; folding makes it longer.
_LONGEST = 20_000


class UnknownCursor(ValueError):
    """A cursor that no list here has given."""


class Part(NamedTuple, Generic[T]):
    """Some items of a list. `next` is where the next part begins; None at the end."""

    items: Sequence[T]
    next: str | None


def get_part(
    items: Sequence[T], get_place: Callable[[T], Place], limit: int, cursor: str
) -> Part[T]:
    """The first items after `cursor`, in a list that is in the order of their places.

    An empty cursor is the beginning. What was added or removed since the cursor was
    given moves nothing: no item is left out, and none comes twice. Raises
    UnknownCursor.
    """
    start = 0
    if cursor:
        after = _read_cursor(cursor)
        try:
            start = bisect_right(items, after, key=get_place)
        except TypeError:
            # Of a list that has another order.
            raise UnknownCursor(cursor) from None
    part = items[start : start + limit]
    is_last = start + limit >= len(items)
    return Part(part, None if is_last else _make_cursor(get_place(part[-1])))


def _make_cursor(place: Place) -> str:
    text = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> Place:
    try:
        if len(cursor) > _LONGEST:
            raise ValueError("too long")
        text = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        place = json.loads(text)
        kinds = [type(each) for each in place] if isinstance(place, list) else []
        # A cursor has one spelling.
        if (
            not kinds
            or not {int, str}.issuperset(kinds)
            or _make_cursor(tuple(place)) != cursor
        ):
            raise ValueError("not made here")
    except (ValueError, RecursionError):
        raise UnknownCursor(cursor) from None
    return tuple(place)
