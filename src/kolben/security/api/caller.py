"""Who a request comes from, once that is proven."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Caller:
    """One who has signed the request, or whose token came with it."""

    #: The id of a client, or what a token was issued for.
    id: str
    scopes: frozenset[str]
    #: How it was proven.
    by: t.Literal["signature", "token"]
    #: The Client or the Grant behind it.
    about: t.Any = field(default=None, repr=False, compare=False)

    def may(self, *scopes: str) -> bool:
        """Whether all of these scopes are among its own."""
        return self.scopes.issuperset(scopes)
