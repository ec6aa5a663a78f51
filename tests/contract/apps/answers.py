"""What every app of this folder prints: the answers it got, in a comparable form."""

from __future__ import annotations

import re
from typing import Any

# Differ between two runs of one program on one framework.
VOLATILE_HEADERS = {"Date", "ETag", "Last-Modified", "Set-Cookie", "Expires"}

_masks: list[tuple[re.Pattern[str], str]] = [
    # Itsdangerous and JWT tokens, then addresses of objects.
    (
        re.compile(r"[A-Za-z0-9_=-]{12,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}"),
        "TOKEN",
    ),
    (re.compile(r"0x[0-9a-f]{6,}"), "0x"),
]


def mask(pattern: str, text: str) -> None:
    """From now on, print `text` for what `pattern` matches."""
    _masks.append((re.compile(pattern), text))


def say(label: str, value: Any) -> None:
    """Print one answer."""
    text = value if isinstance(value, str) else repr(value)
    for pattern, replacement in _masks:
        text = pattern.sub(replacement, text)
    print(f"{label}: {text}")


def show(label: str, response: Any, body: bool = True) -> Any:
    """Print a response: status, headers, cookie names, body."""
    say(f"{label} status", response.status)
    for name, value in sorted(response.headers.items()):
        if name == "Allow":
            # Werkzeug writes a set: the order is by chance.
            value = ", ".join(sorted(value.split(", ")))
        if name not in VOLATILE_HEADERS and (body or name != "Content-Length"):
            say(f"{label} {name}", value)
    names = [
        cookie.partition("=")[0] for cookie in response.headers.getlist("Set-Cookie")
    ]
    say(f"{label} cookies", sorted(names))
    if body:
        say(f"{label} body", response.get_data(as_text=True))
    return response
