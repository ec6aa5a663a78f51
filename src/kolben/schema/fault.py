"""What is wrong with a value: where, what, and in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from .words import say

#: What msgspec raises for a value that does not fit, or data that are none. Its own
#: errors are no ValueErrors before 0.22.
REFUSALS = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
#: How many faults one answer lists.
MOST_FAULTS = 100
#: Where counting those beyond ends.
MOST_COUNTED = 1000
_LONGEST_VALUE = 80
_LONGEST_NAME = 40
_plain_name = re.compile(r"[^\s.\[\]\"'\x00-\x1f\x7f]{1,64}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a value.

    `place` is where, in the names of the wire: ``body.tags[3]``, ``query.draft``.
    `code` and `params` are for programs, and stay; `value` is a short text for what
    was found there, None where nothing was.
    """

    place: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    value: str | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return say(self.code, self.params, "en")

    def say(self, language: str) -> str:
        """What is wrong, in a language of `LANGUAGES`; in English for any other."""
        return say(self.code, self.params, language)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The fault as answers have it."""
        told: dict[str, Any] = {
            "place": self.place,
            "code": self.code,
            "msg": self.say(language),
        }
        if self.params:
            told["params"] = dict(self.params)
        if self.value is not None:
            told["value"] = self.value
        return told


class Malformed(ValueError):
    """Data that cannot be parsed at all; `fault` says where it breaks off."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"{fault.place} {fault.message}")


class Faults(ValueError):
    """Data that can be parsed and do not fit; `faults` is all that is wrong.

    At most `MOST_FAULTS` are listed; `more` is how many there are beyond them,
    counted up to `MOST_COUNTED` in all.
    """

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = tuple(faults)
        self.more = more
        listed = "; ".join(f"{f.place} {f.message}" for f in self.faults)
        super().__init__(f"{listed}; and {more} more" if more else listed)


class Enough(Exception):
    """As many faults are found as anybody wants to know."""


class Collector:
    """Faults as they are found; beyond `MOST_FAULTS` they are only counted.

    `add` and `take` raise Enough at `MOST_COUNTED`.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.more = 0

    def __len__(self) -> int:
        return len(self.faults) + self.more

    def add(self, place: str, code: str, value: object = ..., **params: object) -> None:
        """Note a fault at a place; `value` is what was found there, `...` nothing."""
        if len(self.faults) < MOST_FAULTS:
            shown = None if value is ... else shorten(value)
            self.faults.append(Fault(place, code, params, shown))
        else:
            self._count(1)

    def take(self, other: Collector) -> None:
        """Add the faults of another."""
        free = MOST_FAULTS - len(self.faults)
        self.faults += other.faults[:free]
        self._count(len(other.faults[free:]) + other.more)

    def _count(self, number: int) -> None:
        self.more += number
        if len(self) >= MOST_COUNTED:
            self.more = MOST_COUNTED - len(self.faults)
            raise Enough


def step(place: str, name: str) -> str:
    """The place of a member: ``body.name``, ``body["a b"]``."""
    if _plain_name.fullmatch(name):
        return f"{place}.{name}"
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME - 1] + "…"
    return f"{place}[{_encode(name)}]"


def shorten(value: object) -> str:
    """A value as JSON writes it, in at most 80 characters.

    What is cut off is an ellipsis; never more than the beginning is looked at.
    """
    text = "".join(_write(value, 0)[:_LONGEST_VALUE])
    if len(text) > _LONGEST_VALUE:
        text = text[: _LONGEST_VALUE - 1] + "…"
    return text


def _write(value: object, level: int) -> list[str]:
    """The beginning of a value, in pieces."""
    if isinstance(value, str):
        cut = len(value) > _LONGEST_VALUE
        return [_encode(value[:_LONGEST_VALUE] + ("…" if cut else ""))]
    members: Iterable[tuple[Any, Any]]
    if isinstance(value, dict):
        brackets, members = "{}", value.items()
    elif isinstance(value, list | tuple):
        brackets, members = "[]", enumerate(value)
    else:
        return [_write_scalar(value)]
    if level == 3 and value:
        return [brackets[0], "…", brackets[1]]
    pieces = [brackets[0]]
    length = 0
    for at, (key, member) in enumerate(members):
        if length > _LONGEST_VALUE:
            break
        written = [", "] if at else []
        if brackets == "{}":
            written += [*_write(str(key)[: _LONGEST_VALUE + 1], 3), ": "]
        written += _write(member, level + 1)
        length += sum(map(len, written))
        pieces += written
    return [*pieces, brackets[1]]


def _write_scalar(value: object) -> str:
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and value.bit_length() > 1000:
        # Digits of many thousands take long, and Python may refuse.
        return "a very long number"
    if isinstance(value, bytes | bytearray | memoryview):
        value = bytes(value[:_LONGEST_VALUE])
    text = value.text if isinstance(value, HugeNumber) else str(value)
    return text[: _LONGEST_VALUE + 1].encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class HugeNumber:
    """A number that no Python number is made of, by its text."""

    text: str


def _encode(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return written.encode("utf-8", "backslashreplace").decode()
