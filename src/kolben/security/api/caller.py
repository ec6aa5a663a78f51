"""Who a request comes from, once that is proven."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ...globals import find_request_ctx

if t.TYPE_CHECKING:
    from ...request import Request
    from ...response import Response

# What proves it: an answer to one caller is none to another, and none to a cache.
_PROOFS = ("Authorization", "Signature")
# On the request object: a copy of its environ must not carry a proof that belonged to
# another URL.
_KEPT = "_kolben_api_caller"


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
    #: The client's type, or that of the client that a token was issued to.
    client_type: str = ""

    def may(self, *scopes: str) -> bool:
        """Whether all of these scopes are among its own."""
        return self.scopes.issuperset(scopes)


def remember(request: Request, by: object, caller: Caller) -> None:
    """Keep who the request comes from, as `by` has found out."""
    vars(request)[_KEPT] = (by, caller)
    ctx = find_request_ctx()
    # Nothing but what is got is ever kept by a cache.
    if ctx is not None and request.method in {"GET", "HEAD"}:
        ctx._after_request_functions.append(_vary)


def _vary(response: Response) -> Response:
    response.vary.update(_PROOFS)
    return response


def recall(request: Request, by: object) -> Caller | None:
    """Who the request comes from, if `by` has found it out before."""
    found, caller = vars(request).get(_KEPT, (None, None))
    return t.cast("Caller | None", caller) if found is by else None


def is_identified(request: Request) -> bool:
    """Whether somebody has found out who the request comes from."""
    return _KEPT in vars(request)
