"""The catalogue: what faults say in each language.

Codes and parameters stay as they are; the words may be improved at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "choice": "must be one of {choices}",
        "depth": "is nested deeper than {limit} levels",
        "digits": "has more than {limit} digits",
        "empty": "is empty",
        "encoding": "is not encoded in UTF-8: byte {at} is wrong",
        "exclusive_maximum": "must be less than {limit}",
        "exclusive_minimum": "must be greater than {limit}",
        "format": "is no valid {expected}",
        "invalid": "{reason}",
        "malformed": "is no valid {expected}: {reason}",
        "max_items": "must have at most {limit} items",
        "max_length": "must have at most {limit} characters",
        "maximum": "must be at most {limit}",
        "min_items": "must have at least {limit} items",
        "min_length": "must have at least {limit} characters",
        "minimum": "must be at least {limit}",
        "missing": "is required",
        "multiple_of": "must be a multiple of {limit}",
        "no_timezone": "must not have a time zone",
        "pattern": "must match {pattern}",
        "range": "is a number out of range",
        "size": "is too large to be checked",
        "timezone": "must have a time zone",
        "too_many": "is given more than once",
        "type": "must be {expected}, not {found}",
        "unknown": "is not known",
    },
    "zh": {
        "choice": "必须是 {choices} 之一",
        "depth": "嵌套超过 {limit} 层",
        "digits": "数字超过 {limit} 位",
        "empty": "内容为空",
        "encoding": "不是 UTF-8 编码：第 {at} 个字节有误",
        "exclusive_maximum": "必须小于 {limit}",
        "exclusive_minimum": "必须大于 {limit}",
        "format": "不是有效的{expected}",
        "invalid": "无效：{reason}",
        "malformed": "不是有效的 {expected}：{reason}",
        "max_items": "最多只能有 {limit} 项",
        "max_length": "最多只能有 {limit} 个字符",
        "maximum": "不能大于 {limit}",
        "min_items": "至少要有 {limit} 项",
        "min_length": "至少要有 {limit} 个字符",
        "minimum": "不能小于 {limit}",
        "missing": "不能缺少",
        "multiple_of": "必须是 {limit} 的倍数",
        "no_timezone": "不能带时区",
        "pattern": "必须匹配 {pattern}",
        "range": "数值超出范围",
        "size": "过大，无法检查",
        "timezone": "必须带时区",
        "too_many": "只能给出一次",
        "type": "必须是{expected}，而不是{found}",
        "unknown": "不是已知的字段",
    },
}
LANGUAGES = tuple(WORDS)

#: What is expected and found, by JSON Schema's names for types and formats.
_NOUNS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "array": "an array",
        "boolean": "a boolean",
        "integer": "an integer",
        "number": "a number",
        "object": "an object",
        "string": "a string",
    },
    "zh": {
        "array": "数组",
        "base64": " Base64 文本",
        "boolean": "布尔值",
        "date": "日期",
        "date-time": "日期时间",
        "decimal": "小数",
        "duration": "时长",
        "integer": "整数",
        "null": " null",
        "number": "数字",
        "object": "对象",
        "string": "字符串",
        "time": "时间",
        "uuid": " UUID",
    },
}
_OR = {"en": " or ", "zh": "或"}
_BARE = frozenset({"format", "malformed"})


def say(code: str, params: Mapping[str, Any], language: str) -> str:
    """What a fault says in a language; in English if it is not in the catalogue."""
    if language not in WORDS:
        language = "en"
    # "no valid integer" has no article.
    nouns = {} if code in _BARE and language == "en" else _NOUNS[language]
    told = dict(params)
    for name in ("expected", "found"):
        value = told.get(name)
        if isinstance(value, str):
            told[name] = nouns.get(value, value)
        elif value is not None:
            told[name] = _OR[language].join(nouns.get(each, each) for each in value)
    if "choices" in told:
        choices = told["choices"]
        if not isinstance(choices, str):
            told["choices"] = ", ".join(map(_quote, choices))
    text = WORDS[language][code].format_map(told)
    return text.removesuffix("s") if _is_one(code, told) else text


def _is_one(code: str, params: Mapping[str, Any]) -> bool:
    """Whether an English text ends with a number of things that is one."""
    return params.get("limit") == 1 and code.endswith(("items", "length", "digits"))


def _quote(value: Any) -> str:
    return "null" if value is None else repr(value)
