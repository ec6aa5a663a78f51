"""What keeps data that were made to hurt from doing so.

All of it is known before anything of the size of the data is built, or is bounded by
the size of the data: how deep they are nested, how many digits a number has, how far
a decimal reaches, how many numbers a set or a mapping looks up.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from math import isfinite
from typing import Any

from .fault import HugeNumber

#: How deeply what has no type of its own may be nested: ``Any``, a tree.
MOST_LEVELS = 64
#: Of whole numbers and decimals; what Python itself makes of a text.
MOST_DIGITS = 4300
#: Items of a set, or a mapping by numbers, that has no max_length of its own.
MOST_LOOKUPS = 4096
#: A body below this has no room for so many.
SMALL = 2 * MOST_LOOKUPS

# Possessive: no text, closed or not, is read twice.
_strings = re.compile(rb'"(?:[^"\\]+|\\.)*+"?', re.DOTALL)
_brackets = bytes.maketrans(b"{}", b"[]")
_no_brackets = bytes(each for each in range(256) if each not in b"[]{}")
# Texts too, so that nothing in them is taken for a number; and numbers without a
# fraction, so that their digits are not tried one after the other.
_tokens = re.compile(
    _strings.pattern + rb"|[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+", re.DOTALL
)
_MOST_REWRITTEN = 1 << 20
# In texts too, of which decimals may be made, and there as escapes or as the digits
# of any script. All of it in small letters.
_digit = rb"(?:[0-9._]|[\x80-\xff]|\\u[0-9a-f]{4})"
_no_number = re.compile(rb'"(?:\s|\\.)*[+-]?(?:s?nan|inf)|\\u00[2-7]')
_far = re.compile(rb"e[+-]?%b{4}" % _digit)
_long = re.compile(rb"%b{%d}" % (_digit, MOST_DIGITS + 1))


def is_too_deep(data: bytes) -> bool:
    """Whether JSON is nested deeper than `MOST_LEVELS`; in time linear in its size."""
    if data.count(b"[") + data.count(b"{") <= MOST_LEVELS:
        return False
    left = _strings.sub(b"", data).translate(_brackets, _no_brackets)
    for _ in range(MOST_LEVELS):
        # Takes the innermost level away.
        shorter = left.replace(b"[]", b"")
        if len(shorter) == len(left):
            # What is left is not closed: the parser says where.
            return left.count(b"[") > MOST_LEVELS
        left = shorter
    return bool(left)


def measure(value: Any) -> int:
    """How deeply lists and dicts are nested; not beyond ``MOST_LEVELS + 1``."""
    level = [value]
    for depth in range(MOST_LEVELS + 1):
        containers = [each for each in level if type(each) in (dict, list, tuple)]
        if not containers:
            return depth
        level = []
        for each in containers:
            level += each.values() if type(each) is dict else each
    return MOST_LEVELS + 1


def check_plain(value: Any) -> None:
    """Raise ValueError for what MessagePack can say and JSON cannot.

    That are numbers that are none, and keys that are neither texts nor numbers.
    """
    left = [value]
    while left:
        value = left.pop()
        if type(value) is list:
            left += value
        elif type(value) is dict:
            left += value.values()
            if not all(type(key) is str or type(key) is int for key in value):
                raise ValueError("a key is neither a text nor a whole number")
        elif type(value) is float and not isfinite(value):
            raise ValueError("it has a number that is none")


def make_whole(value: Any) -> Any:
    """A value with whole numbers for those that have a zero fraction.

    To JSON Schema 1.0 is an integer, to msgspec it is none.
    """
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is list:
        return [make_whole(each) for each in value]
    if type(value) is dict:
        return {key: make_whole(each) for key, each in value.items()}
    return value


def write_whole(data: bytes) -> bytes:
    """As `make_whole`, in the text of JSON: decimals keep all of their digits."""
    if len(data) > _MOST_REWRITTEN:
        return data
    return _tokens.sub(_write_whole, data)


def _write_whole(match: re.Match[bytes]) -> bytes:
    token = match[0]
    if token[:1] == b'"' or token.isdigit():
        return token
    number = Decimal(token.decode())
    if abs(number.adjusted()) > 400 or number != number.to_integral_value():
        return token
    return b"%d" % int(number)


def has_odd_decimals(data: bytes) -> bool:
    """Whether JSON may hold a decimal that `is_plain` refuses; at times in error."""
    data = data.lower()
    # Found at once, and rare: the patterns are not.
    odd = b"nan" in data or b"inf" in data or b"\\u00" in data
    if (odd and _no_number.search(data)) or _far.search(data):
        return True
    return len(data) > MOST_DIGITS and _long.search(data) is not None


def is_plain(number: Decimal) -> bool:
    """Whether arithmetic with a decimal takes no more room than it did itself."""
    return (
        number.is_finite()
        and len(number.as_tuple().digits) <= MOST_DIGITS
        and abs(number.adjusted()) <= MOST_DIGITS
    )


def parse_leniently(data: bytes) -> Any:
    """JSON with the numbers that msgspec refuses as `HugeNumber`.

    Raises ValueError or RecursionError for what is no JSON.
    """
    return json.loads(
        data,
        parse_int=lambda text: (
            int(text) if len(text) <= MOST_DIGITS else HugeNumber(text)
        ),
        parse_float=_parse_float,
        parse_constant=_refuse_constant,
    )


def _parse_float(text: str) -> float | HugeNumber:
    number = float(text)
    return HugeNumber(text) if number in (float("inf"), float("-inf")) else number


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")
