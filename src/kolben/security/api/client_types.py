"""Types of clients: an API says which it has, such as "web", "app" and "partner"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...errors import SetupError

_TYPE = re.compile(r"[!#-\[\]-~]{1,64}")


class BadClientType(SetupError, ValueError):
    """A client type whose name cannot be used."""


def check_client_type(name: str) -> str:
    """The type of one client; "" is none. Raises BadClientType."""
    if name != "" and (not isinstance(name, str) or not _TYPE.fullmatch(name)):
        raise BadClientType(
            f"{name!r} is no name for a type of clients. Take 1 to 64 ASCII letters,"
            ' digits and signs as in "partner", without spaces.'
        )
    return name


def check_client_types(names: str | Iterable[str]) -> frozenset[str]:
    """The types that a view is for, one or several. Raises BadClientType."""
    found = frozenset([names] if isinstance(names, str) else names)
    if not found or "" in found:
        raise BadClientType(
            "client_type=... names no type. Leave it out where all types may come."
        )
    return frozenset(check_client_type(name) for name in found)
