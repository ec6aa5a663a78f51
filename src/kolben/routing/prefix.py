"""Which blueprints own the errors of a URL."""

from __future__ import annotations

import re
import typing as t

from .matcher import VARIABLE

if t.TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

#: Segments, letters outside of variables, and whether it is for one subdomain only.
_Rank = tuple[int, int, bool]


def _compile_prefix(prefix: str) -> re.Pattern[str]:
    """A pattern for the paths under a prefix, whose variables match any segment."""
    parts, end = [], 0
    for variable in VARIABLE.finditer(prefix):
        parts.append(re.escape(prefix[end : variable.start()]))
        parts.append(".+?" if variable["converter"] == "path" else "[^/]+")
        end = variable.end()
    parts.append(re.escape(prefix[end:]))
    return re.compile(f"{''.join(parts)}(?:/|\\Z)", re.DOTALL)


class ErrorOwners:
    """The blueprints with ``owns_errors``, and the prefixes they own."""

    def __init__(self) -> None:
        # (rank of the prefix, subdomain, pattern, name), longest first
        self._owners: list[tuple[_Rank, str | None, re.Pattern[str], str]] = []

    def __bool__(self) -> bool:
        return bool(self._owners)

    def add(self, name: str, prefix: str | None, subdomain: str | None) -> None:
        """Have blueprint ``name`` own what is under ``prefix``; None is everything."""
        cleaned = (prefix or "").rstrip("/")
        if cleaned and not cleaned.startswith("/"):
            cleaned = f"/{cleaned}"
        # Segments before letters: a variable's name makes no prefix longer.
        fixed = VARIABLE.sub("", cleaned)
        rank = fixed.count("/"), len(fixed), bool(subdomain)
        self._owners.append((rank, subdomain, _compile_prefix(cleaned), name))
        self._owners.sort(key=lambda owner: owner[0], reverse=True)

    def find(self, path: str, adapter: MapAdapter | None) -> list[str]:
        """The owners of ``path``, the one with the longest prefix first."""
        return [
            name
            for _, subdomain, pattern, name in self._owners
            if pattern.match(path)
            and (
                not subdomain
                or (adapter is not None and adapter.subdomain == subdomain)
            )
        ]
