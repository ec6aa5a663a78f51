"""What is wrong with a value: where, what, and in words.

A fault has a code that stays and parameters; the words are those of a catalogue, in
the language that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from reprlib import Repr
from typing import Any

#: How many faults one answer lists.
MOST_FAULTS = 100
_LONGEST_VALUE = 80

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "choice": "must be one of {choices}",
        "depth": "is nested too deeply",
        "exclusive_maximum": "must be less than {limit}",
        "exclusive_minimum": "must be greater than {limit}",
        "format": "is no valid {expected}",
        "invalid": "{reason}",
        "max_items": "must have at most {limit} items",
        "max_length": "must have at most {limit} characters",
        "maximum": "must be at most {limit}",
        "min_items": "must have at least {limit} items",
        "min_length": "must have at least {limit} characters",
        "minimum": "must be at least {limit}",
        "missing": "is required",
        "multiple_of": "must be a multiple of {limit}",
        "no_timezone": "must not have a time zone",
        "not_unique": "is there more than once",
        "pattern": "must match {pattern}",
        "range": "is a number out of range",
        "timezone": "must have a time zone",
        "too_many": "is given more than once",
        "type": "must be {expected}, not {found}",
        "unknown": "is not known",
    },
    "zh": {
        "choice": "必须是 {choices} 之一",
        "depth": "嵌套过深",
        "exclusive_maximum": "必须小于 {limit}",
        "exclusive_minimum": "必须大于 {limit}",
        "format": "不是有效的 {expected}",
        "invalid": "{reason}",
        "max_items": "最多只能有 {limit} 项",
        "max_length": "最多只能有 {limit} 个字符",
        "maximum": "不能大于 {limit}",
        "min_items": "至少要有 {limit} 项",
        "min_length": "至少要有 {limit} 个字符",
        "minimum": "不能小于 {limit}",
        "missing": "不能缺少",
        "multiple_of": "必须是 {limit} 的倍数",
        "no_timezone": "不能带时区",
        "not_unique": "重复出现",
        "pattern": "必须匹配 {pattern}",
        "range": "数值超出范围",
        "timezone": "必须带时区",
        "too_many": "只能给出一次",
        "type": "必须是 {expected} 而不是 {found}",
        "unknown": "不是已知的字段",
    },
}
LANGUAGES = tuple(_WORDS)
#: The names of kinds, of which several may be joined by " or ".
_KINDS_ZH = {
    "a boolean": "布尔值",
    "a number": "数字",
    "a string": "字符串",
    "an array": "数组",
    "an integer": "整数",
    "an object": "对象",
    "boolean": "布尔值",
    "integer": "整数",
    "null": "null",
    "number": "数字",
}


def _translate(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return "或".join(_KINDS_ZH.get(part, part) for part in value.split(" or "))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a value.

    `place` is where, in the names of the wire: ``body.tags[3]``, ``query.draft``.
    `value` is a short text for what was found there; None where nothing was.
    """

    place: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    value: str | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.say("en")

    def say(self, language: str) -> str:
        """What is wrong, in a language of `LANGUAGES`; in English for any other."""
        words = _WORDS.get(language, _WORDS["en"])
        params: Mapping[str, Any] = self.params
        if language == "zh":
            params = {name: _translate(value) for name, value in params.items()}
        return words[self.code].format_map(params)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The fault as answers have it."""
        told: dict[str, Any] = {
            "place": self.place,
            "code": self.code,
            "msg": self.say(language),
        }
        if self.value is not None:
            told["value"] = self.value
        return told


class Malformed(ValueError):
    """Data that cannot be parsed at all; the message says where it breaks off."""


class Faults(ValueError):
    """Data that can be parsed and do not fit; `faults` is all that is wrong.

    At most `MOST_FAULTS` are listed; `more` is how many there are beyond.
    """

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = tuple(faults)
        self.more = more
        super().__init__("; ".join(f"{f.place} {f.message}" for f in self.faults))


class Collector:
    """Faults as they are found; beyond `MOST_FAULTS` they are only counted."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.more = 0

    def add(self, place: str, code: str, value: object = ..., **params: object) -> None:
        """Note a fault at a place; `value` is what was found there, `...` nothing."""
        if len(self.faults) >= MOST_FAULTS:
            self.more += 1
            return
        shown = None if value is ... else shorten(value)
        self.faults.append(Fault(place, code, params, shown))


_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = _LONGEST_VALUE
_SHORT.maxlevel = 2
_SHORT.maxdict = _SHORT.maxlist = 4


def shorten(value: object) -> str:
    """A value in at most 80 characters, as JSON has it where that is short."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    text = _SHORT.repr(value)
    if len(text) > _LONGEST_VALUE:
        text = text[: _LONGEST_VALUE - 1] + "…"
    return text.encode("utf-8", "backslashreplace").decode()
