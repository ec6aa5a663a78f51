"""Structured field values (RFC 9651): the part that message signatures are written in.

A dictionary of inner lists and byte sequences, with parameters. Stricter than the RFC
in one thing: a key that stands twice is refused, where the RFC takes the last.
"""

from __future__ import annotations

import base64
import binascii
import re
import typing as t
from dataclasses import dataclass, field

#: A bare item: an integer, a string, a byte sequence or a Boolean; a token is a Token.
Bare = int | str | bytes | bool


class Token(str):
    """A word without quotation marks."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A value with its parameters, in their order."""

    value: Bare
    parameters: dict[str, Bare] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InnerList:
    """Items in parentheses, and the parameters of the list."""

    items: tuple[Item, ...]
    parameters: dict[str, Bare] = field(default_factory=dict)


Member = Item | InnerList


class Malformed(ValueError):
    """The text is no structured field of the kind that is wanted."""


_KEY = re.compile(r"[a-z*][a-z0-9_\-.*]*")
_INTEGER = re.compile(r"-?[0-9]{1,15}(?![0-9.])")
_STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_BYTES = re.compile(r":([A-Za-z0-9+/=]*):")
_TOKEN = re.compile(r"[A-Za-z*][A-Za-z0-9!#$%&'*+\-.^_`|~:/]*")
_BOOLEAN = re.compile(r"\?([01])")
_BETWEEN = re.compile(r"[ \t]*,[ \t]*")
_SPACES = re.compile(r" *")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        return match

    def need(self, pattern: re.Pattern[str], what: str) -> str:
        match = self.take(pattern)
        if match is None:
            raise Malformed(f"{what} expected at character {self.at}")
        return match[0]

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip(self, character: str) -> bool:
        found = self.peek() == character
        self.at += found
        return found


def parse_dictionary(text: str) -> dict[str, Member]:
    """The members of a dictionary field. Raises Malformed."""
    reader = _Reader(text.strip(" "))
    members: dict[str, Member] = {}
    if not reader.text:
        return members
    while True:
        key = reader.need(_KEY, "a key")
        if key in members:
            raise Malformed(f"{key!r} stands twice")
        if reader.skip("="):
            members[key] = _read_member(reader)
        else:
            members[key] = Item(True, _read_parameters(reader))
        if reader.at == len(reader.text):
            return members
        reader.need(_BETWEEN, "a comma")


def _read_member(reader: _Reader) -> Member:
    if not reader.skip("("):
        return _read_item(reader)
    items: list[Item] = []
    while True:
        spaces = reader.need(_SPACES, "a space")
        if reader.skip(")"):
            return InnerList(tuple(items), _read_parameters(reader))
        if items and not spaces:
            raise Malformed(f"a space expected at character {reader.at}")
        items.append(_read_item(reader))


def _read_item(reader: _Reader) -> Item:
    return Item(_read_bare(reader), _read_parameters(reader))


def _read_parameters(reader: _Reader) -> dict[str, Bare]:
    parameters: dict[str, Bare] = {}
    while reader.skip(";"):
        reader.take(_SPACES)
        key = reader.need(_KEY, "a parameter")
        if key in parameters:
            raise Malformed(f"the parameter {key!r} stands twice")
        parameters[key] = _read_bare(reader) if reader.skip("=") else True
    return parameters


def _read_bare(reader: _Reader) -> Bare:
    for pattern, convert in _BARE:
        match = reader.take(pattern)
        if match is not None:
            return convert(match)
    raise Malformed(f"a value expected at character {reader.at}")


def _decode_bytes(match: re.Match[str]) -> bytes:
    try:
        value = base64.b64decode(match[1], validate=True)
    except binascii.Error:
        raise Malformed("a byte sequence is not in base64") from None
    # Bits that decoding drops must be zero: one value, one spelling.
    if base64.b64encode(value).decode() != match[1]:
        raise Malformed("a byte sequence is not in canonical base64")
    return value


_BARE: tuple[tuple[re.Pattern[str], t.Callable[[re.Match[str]], Bare]], ...] = (
    (_STRING, lambda match: re.sub(r"\\(.)", r"\1", match[1])),
    (_INTEGER, lambda match: int(match[0])),
    (_BYTES, _decode_bytes),
    (_BOOLEAN, lambda match: match[1] == "1"),
    (_TOKEN, lambda match: Token(match[0])),
)


def write_member(member: Member) -> str:
    """The one spelling of a member. Raises Malformed for what cannot be written."""
    if isinstance(member, InnerList):
        inner = " ".join(write_member(item) for item in member.items)
        return f"({inner}){_write_parameters(member.parameters)}"
    return _write_bare(member.value) + _write_parameters(member.parameters)


def write_dictionary(members: dict[str, Member]) -> str:
    """A dictionary field in its one spelling."""
    return ", ".join(f"{key}={write_member(value)}" for key, value in members.items())


def _write_parameters(parameters: dict[str, Bare]) -> str:
    return "".join(
        f";{key}" if value is True else f";{key}={_write_bare(value)}"
        for key, value in parameters.items()
    )


def _write_bare(value: Bare) -> str:
    if isinstance(value, bool):
        return "?1" if value else "?0"
    if isinstance(value, int):
        if abs(value) > 999_999_999_999_999:
            raise Malformed("an integer has 15 digits at most")
        return str(value)
    if isinstance(value, bytes):
        return f":{base64.b64encode(value).decode()}:"
    if isinstance(value, Token):
        return str(value)
    if not (value.isascii() and value.isprintable()):
        raise Malformed("a string holds printable ASCII only")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
