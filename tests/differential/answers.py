"""Answers in the form in which two frameworks have to agree."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from itsdangerous import BadPayload, BadSignature, URLSafeTimedSerializer
from werkzeug.http import parse_date

SECRET_KEY = "differential"
#: Header → why it may differ.
IGNORED = {
    "date": "the time at which the answer was made",
    "expires": "that time and the max-age that Cache-Control tells",
}


@dataclasses.dataclass
class Answer:
    status: str | None
    headers: list[tuple[str, str]]
    body: str
    error: str | None
    log: list[str]
    made: list[str]
    left_over: list[bool]
    warnings: list[str]
    # Each framework words its errors in its own way.
    error_text: str | None = dataclasses.field(compare=False)


def read_answer(raw: dict[str, Any]) -> Answer:
    headers = [
        (name, READERS.get(name.lower(), str)(value))
        for name, value in raw["headers"]
        if name.lower() not in IGNORED
    ]
    return Answer(
        status=raw["status"],
        headers=sorted(headers),
        body=raw["body"],
        error=raw["error"],
        log=sort_receivers(line for line in raw["log"] if not is_made(line)),
        made=sorted({line for line in raw["log"] if is_made(line)}),
        left_over=raw["left over"],
        warnings=raw["warnings"],
        error_text=raw.get("error text"),
    )


def is_made(line: str) -> bool:
    """Whether a line tells that something was made; when and how often is free."""
    return line.startswith("made: ")


def sort_receivers(log: Iterable[str]) -> list[str]:
    """Blinker calls the receivers of one signal in the order of a set of numbers."""
    groups = groupby(log, lambda line: line.split()[:2] if "signal" in line else [])
    return [
        line for name, lines in groups for line in (sorted(lines) if name else lines)
    ]


def read_cookie(header: str) -> str:
    """A Set-Cookie header without what depends on the time of day.

    The signature of a session holds a timestamp: its payload is read in its place,
    which also holds that the signature is right.
    """
    first, *attributes = header.split("; ")
    name, _, value = first.partition("=")
    serializer = URLSafeTimedSerializer(
        SECRET_KEY,
        salt="cookie-session",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    )
    try:
        value = json.dumps(serializer.loads(value))
    except BadPayload:
        value = value.partition(".")[0]  # an app with a JSON of its own
    except BadSignature:
        pass  # another cookie
    for index, attribute in enumerate(attributes):
        if attribute.startswith("Expires="):
            date = parse_date(attribute.removeprefix("Expires="))
            assert date is not None
            # Two answers are made at different times, lifetimes are whole minutes.
            minutes = round((date.timestamp() - time.time()) / 60)
            attributes[index] = f"Expires in {minutes}" if minutes > 0 else "Expired"
    return "; ".join([f"{name}={value}", *attributes])


def read_methods(header: str) -> str:
    """The methods of an Allow header; their order is that of a set of strings."""
    return ", ".join(sorted(header.split(", ")))


#: Header → how to read what may be written in several ways.
READERS: dict[str, Callable[[str], str]] = {
    "set-cookie": read_cookie,
    "allow": read_methods,
}


class Jar:
    """The cookies one side has set, as a simple browser keeps them."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def keep(self, headers: list[list[str]]) -> None:
        for name, header in headers:
            if name.lower() != "set-cookie":
                continue
            key, _, value = header.partition(";")[0].partition("=")
            if re.search(r"Max-Age=0", header):
                self.cookies.pop(key, None)
            else:
                self.cookies[key] = value

    def headers(self) -> list[list[str]]:
        if not self.cookies:
            return []
        pairs = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        return [["Cookie", pairs]]
