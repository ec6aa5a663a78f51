"""Bearer tokens: random, kept as digests, with an end, scopes and a way back."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
import typing as t
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from ...errors import SetupError
from .client_types import check_client_type
from .grants import Grant, Grants, Kind, StoredToken
from .scope_names import check_scopes

_RANDOM_BYTES = 32
_PREFIX = re.compile(r"[a-z][a-z0-9]{1,15}")


class BadToken(ValueError):
    """A token that opens nothing. The text is for the log, not for the client."""


class ReusedToken(BadToken):
    """A refresh token that was exchanged before: one of two who had it is a thief.
    All that follows from the same login is revoked.
    """


@dataclass(frozen=True, slots=True)
class Issued:
    """New tokens. Their texts are here and nowhere else."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    scopes: frozenset[str]
    grant_id: str

    def to_dict(self) -> dict[str, t.Any]:
        """The body of an OAuth 2 token answer (RFC 6749, section 5.1)."""
        return {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "refresh_token": self.refresh_token,
            "scope": " ".join(sorted(self.scopes)),
        }


class Tokens:
    """Issues, checks, exchanges and revokes tokens.

    `prefix` is what the texts begin with, so that a scanner for leaked secrets finds
    them. Times are seconds: of an access token, of a refresh token, and of all that
    follows from one login, however often it is refreshed.
    """

    def __init__(
        self,
        grants: Grants,
        *,
        prefix: str = "kolben",
        access_seconds: int = 3600,
        refresh_seconds: int = 30 * 86400,
        grant_seconds: int = 90 * 86400,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise SetupError(
                f"{prefix!r} is no prefix for tokens. Take 2 to 16 small letters and"
                " digits, a letter first."
            )
        self._grants = grants
        self._prefix = prefix
        self._access_seconds = access_seconds
        self._refresh_seconds = refresh_seconds
        self._grant_seconds = grant_seconds
        self._clock = clock

    def issue(
        self, holder: str, scopes: Collection[str] = (), *, client_type: str = ""
    ) -> Issued:
        """The first tokens of a new grant. `holder` is who they are for: a user's or
        a client's id. `client_type` is what they were logged in with.
        """
        now = int(self._clock())
        grant = Grant(
            secrets.token_hex(16),
            holder,
            check_scopes(scopes),
            now,
            now + self._grant_seconds,
            client_type=check_client_type(client_type),
        )
        issued, stored = self._make(grant, grant.scopes, now)
        self._grants.add(grant, stored)
        return issued

    def check(self, text: str) -> Grant:
        """The grant of an access token, with the token's scopes. Raises BadToken."""
        token, grant = self._find(text, "access")
        return self._narrowed(grant, token.scopes)

    def refresh(self, text: str, scopes: Collection[str] | None = None) -> Issued:
        """New tokens for a refresh token, which is used up by that; with `scopes`,
        access to fewer of them. Raises BadToken.

        One that is used up already revokes the grant (RFC 9700, section 4.14).
        """
        token, grant = self._find(text, "refresh")
        wanted = grant.scopes if scopes is None else check_scopes(scopes)
        if not wanted <= grant.scopes:
            raise BadToken("scopes were asked for that are not granted")
        issued, stored = self._make(grant, wanted, int(self._clock()))
        if not self._grants.exchange(token.digest, stored):
            self._grants.revoke(grant.id)
            raise ReusedToken(f"refresh token of grant {grant.id} was used twice")
        return issued

    def revoke(self, text: str) -> bool:
        """End the grant of an access or refresh token; False for an unknown token,
        which is no error (RFC 7009, section 2.2).
        """
        found = self._grants.find(_digest(text))
        if found is None:
            return False
        self._grants.revoke(found[1].id)
        return True

    def revoke_all(self, holder: str) -> None:
        """End all grants of one holder: after a changed password, or "log me out
        everywhere".
        """
        self._grants.revoke_all(holder)

    def sweep(self) -> None:
        """Forget what has expired. Call it once a day or so."""
        self._grants.sweep(int(self._clock()))

    def _find(self, text: str, kind: Kind) -> tuple[StoredToken, Grant]:
        found = self._grants.find(_digest(text))
        if found is None:
            raise BadToken("unknown token")
        token, grant = found
        now = self._clock()
        if token.kind != kind:
            raise BadToken(f"a token for {token.kind}, used for {kind}")
        if grant.revoked:
            raise BadToken(f"grant {grant.id} is revoked")
        if token.used:
            self._grants.revoke(grant.id)
            raise ReusedToken(f"refresh token of grant {grant.id} was used before")
        if now >= token.expires or now >= grant.expires:
            raise BadToken(f"token of grant {grant.id} has expired")
        return token, grant

    def _make(
        self, grant: Grant, scopes: frozenset[str], now: int
    ) -> tuple[Issued, tuple[StoredToken, StoredToken]]:
        access, refresh = self._new_text("at"), self._new_text("rt")
        access_end = min(now + self._access_seconds, grant.expires)
        refresh_end = min(now + self._refresh_seconds, grant.expires)
        issued = Issued(access, refresh, access_end - now, scopes, grant.id)
        return issued, (
            StoredToken(_digest(access), grant.id, "access", scopes, access_end),
            StoredToken(
                _digest(refresh), grant.id, "refresh", grant.scopes, refresh_end
            ),
        )

    def _new_text(self, kind: str) -> str:
        return f"{self._prefix}_{kind}_{secrets.token_urlsafe(_RANDOM_BYTES)}"

    def _narrowed(self, grant: Grant, scopes: frozenset[str]) -> Grant:
        return replace(grant, scopes=scopes & grant.scopes)


def _digest(text: str) -> str:
    # Surrogates come from headers that are no UTF-8.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
