"""The names of scopes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...errors import SetupError

# RFC 6749, section 3.3: they are written one beside the other, with spaces between.
_SCOPE = re.compile(r"[!#-\[\]-~]{1,128}")


class BadScope(SetupError, ValueError):
    """A scope whose name cannot be used."""


def check_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes as a set. Raises BadScope."""
    if isinstance(scopes, str):
        raise BadScope(f"Scopes come in a list: [{scopes!r}], not {scopes!r}.")
    names = frozenset(scopes)
    for name in names:
        if not isinstance(name, str) or not _SCOPE.fullmatch(name):
            raise BadScope(
                f"{name!r} is no name for a scope. Take ASCII letters, digits and"
                ' signs as in "posts:write", without spaces.'
            )
    return names
