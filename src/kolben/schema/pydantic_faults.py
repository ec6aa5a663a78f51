"""What pydantic finds wrong, in our codes, places and words."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .fault import Collector, Enough, Faults, step
from .guards import MOST_DIGITS

#: By pydantic's kinds: our code, and what our parameter is called in its context.
_LIMITS = {
    "bytes_too_long": ("max_length", "max_length"),
    "bytes_too_short": ("min_length", "min_length"),
    "greater_than": ("exclusive_minimum", "gt"),
    "greater_than_equal": ("minimum", "ge"),
    "less_than": ("exclusive_maximum", "lt"),
    "less_than_equal": ("maximum", "le"),
    "multiple_of": ("multiple_of", "multiple_of"),
    "string_too_long": ("max_length", "max_length"),
    "string_too_short": ("min_length", "min_length"),
    "too_long": ("max_items", "max_length"),
    "too_short": ("min_items", "min_length"),
}
_TYPES = {
    "bool_type": "boolean",
    "dict_type": "object",
    "float_type": "number",
    "frozen_set_type": "array",
    "int_from_float": "integer",
    "int_type": "integer",
    "list_type": "array",
    "model_attributes_type": "object",
    "model_type": "object",
    "set_type": "array",
    "string_type": "string",
    "tuple_type": "array",
}
_FORMATS = {
    "bool_parsing": "boolean",
    "bytes_type": "base64",
    "date_from_datetime_parsing": "date",
    "date_parsing": "date",
    "date_type": "date",
    "datetime_from_date_parsing": "date-time",
    "datetime_parsing": "date-time",
    "datetime_type": "date-time",
    "decimal_parsing": "decimal",
    "decimal_type": "decimal",
    "float_parsing": "number",
    "int_parsing": "integer",
    "time_delta_parsing": "duration",
    "time_delta_type": "duration",
    "time_parsing": "time",
    "time_type": "time",
    "uuid_parsing": "uuid",
    "uuid_type": "uuid",
}
_CODES = {
    "extra_forbidden": "unknown",
    "finite_number": "range",
    "timezone_aware": "timezone",
    "timezone_naive": "no_timezone",
}
_NAMES: dict[type, str] = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}


def translate(error: ValidationError, value: Any, place: str) -> Faults:
    """The faults that pydantic found in a value."""
    found = Collector()
    with suppress(Enough):
        for each in _choose_arms(error.errors(include_url=False), value):
            at = _find_place(each, value, place)
            _add(found, at, each)
    return Faults(found.faults, found.more)


def _choose_arms(errors: list[ErrorDetails], value: Any) -> list[ErrorDetails]:
    """The errors, of a union's those of the arm that fits best.

    pydantic tells what is wrong by each arm; they contradict each other. Where no arm
    is of the type of what was sent, all are told.
    """
    arms: dict[Any, dict[Any, list[ErrorDetails]]] = {}
    for each in errors:
        at = _find_arm(each, value)
        if at is not None:
            above, arm = each["loc"][:at], each["loc"][at]
            arms.setdefault(above, {}).setdefault(arm, []).append(each)
    left_out: set[int] = set()
    for above, found in arms.items():
        rank = {arm: _rank(those, len(above)) for arm, those in found.items()}
        best = min(rank, key=rank.__getitem__)
        if rank[best][0] == 0:
            for arm, those in found.items():
                if arm != best:
                    left_out.update(map(id, those))
    return [each for each in errors if id(each) not in left_out]


def _find_arm(error: ErrorDetails, value: Any) -> int | None:
    """Where in the location of an error the arm of a union stands."""
    most = len(error["loc"]) - (error["type"] == "missing")
    for at, part in enumerate(error["loc"][:most]):
        if not _has(value, part):
            return at
        value = value[part]
    return None


def _rank(errors: list[ErrorDetails], depth: int) -> tuple[int, bool, int]:
    """How far an arm is from what was sent: errors of the arm itself, of what tells
    arms apart, and of all."""
    own = sum(len(each["loc"]) == depth + 1 for each in errors)
    return own, any(each["type"] == "literal_error" for each in errors), len(errors)


def _find_place(error: ErrorDetails, value: Any, place: str) -> str:
    """Where it is: without the names of the arms of unions, which pydantic adds."""
    for part in error["loc"][:-1]:
        if _has(value, part):
            place, value = _go(place, part), value[part]
    for part in error["loc"][-1:]:
        if error["type"] == "missing" or _has(value, part):
            place = _go(place, part)
    if error["type"].startswith("union_tag"):
        place = step(place, str(error.get("ctx", {})["discriminator"]).strip("'"))
    return place


def _has(value: Any, part: int | str) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def _go(place: str, part: int | str) -> str:
    return f"{place}[{part}]" if isinstance(part, int) else step(place, part)


def _add(found: Collector, place: str, error: ErrorDetails) -> None:
    kind = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    value = error["input"]
    if kind in ("missing", "union_tag_not_found"):
        found.add(place, "missing")
    elif kind in _LIMITS:
        code, name = _LIMITS[kind]
        found.add(place, code, value, limit=context.get(name))
    elif kind in _TYPES:
        name = _NAMES.get(type(value), type(value).__name__)
        found.add(place, "type", value, expected=_TYPES[kind], found=name)
    elif kind in _FORMATS:
        found.add(place, "format", value, expected=_FORMATS[kind])
    elif kind in _CODES:
        found.add(place, _CODES[kind], value)
    elif kind == "int_parsing_size":
        found.add(place, "digits", value, limit=MOST_DIGITS)
    elif kind == "string_pattern_mismatch":
        found.add(place, "pattern", value, pattern=context["pattern"])
    elif kind in ("literal_error", "enum"):
        found.add(place, "choice", value, choices=_list(context["expected"]))
    elif kind == "union_tag_invalid":
        choices = _list(context["expected_tags"])
        found.add(place, "choice", context["tag"], choices=choices)
    else:
        words = error["msg"].removeprefix("Value error, ")
        found.add(place, "invalid", value, reason=words[:1].lower() + words[1:])


def _list(told: str) -> Any:
    """The choices that pydantic tells, "'a', 'b' or 3", as a list."""
    first, found, last = told.rpartition(" or ")
    try:
        return ast.literal_eval(f"[{first}, {last}]" if found else f"[{told}]")
    except (SyntaxError, ValueError):
        # Some text has such a word in it.
        return told
