"""Where tokens are kept: never they themselves, only their SHA-256.

A token is 256 random bits, so there is nothing for a slow hash to make harder. All
tokens that follow from one login belong to one grant, and end with it.
"""

from __future__ import annotations

import hashlib
import threading
import typing as t
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from .breaker import Breaker
from .database import Connect, Database, Transaction

Kind = t.Literal["access", "refresh"]


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted, and to whom, until it expires or is revoked."""

    id: str
    holder: str
    scopes: frozenset[str]
    created: int
    expires: int
    revoked: bool = False
    client_type: str = ""


@dataclass(frozen=True, slots=True)
class StoredToken:
    """One token of a grant, by its digest."""

    digest: str
    grant_id: str
    kind: Kind
    scopes: frozenset[str]
    expires: int
    used: bool = False


class Grants(t.Protocol):
    """Keeps grants and their tokens. Raises StoreDown when it cannot."""

    def add(self, grant: Grant, tokens: Iterable[StoredToken]) -> None:
        """Keep a new grant with its first tokens."""

    def find(self, digest: str) -> tuple[StoredToken, Grant] | None:
        """The token with this digest and its grant."""

    def exchange(self, digest: str, tokens: Iterable[StoredToken]) -> bool:
        """Mark a refresh token as used and keep those that come instead, both or
        nothing. False when it was used already, whoever was faster.
        """

    def revoke(self, grant_id: str) -> None:
        """End a grant, with whatever tokens it has and is just getting."""

    def revoke_all(self, holder: str) -> None:
        """End all grants of one holder."""

    def sweep(self, now: int) -> None:
        """Forget the tokens and grants that have expired."""


class MemoryGrants:
    """Grants of one process, gone when it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._grants: dict[str, Grant] = {}
        self._tokens: dict[str, StoredToken] = {}

    def add(self, grant: Grant, tokens: Iterable[StoredToken]) -> None:
        with self._lock:
            self._grants[grant.id] = grant
            self._keep(tokens)

    def find(self, digest: str) -> tuple[StoredToken, Grant] | None:
        with self._lock:
            token = self._tokens.get(digest)
            return None if token is None else (token, self._grants[token.grant_id])

    def exchange(self, digest: str, tokens: Iterable[StoredToken]) -> bool:
        with self._lock:
            token = self._tokens.get(digest)
            if token is None or token.used:
                return False
            self._tokens[digest] = replace(token, used=True)
            self._keep(tokens)
        return True

    def revoke(self, grant_id: str) -> None:
        with self._lock:
            self._end(grant_id)

    def revoke_all(self, holder: str) -> None:
        with self._lock:
            for grant in list(self._grants.values()):
                if grant.holder == holder:
                    self._end(grant.id)

    def sweep(self, now: int) -> None:
        with self._lock:
            gone = {each.id for each in self._grants.values() if each.expires <= now}
            self._grants = {
                key: each for key, each in self._grants.items() if key not in gone
            }
            # Those used stay as long as their grant: they tell of a theft.
            self._tokens = {
                key: each
                for key, each in self._tokens.items()
                if each.grant_id not in gone
                and (each.kind == "refresh" or each.expires > now)
            }

    def _keep(self, tokens: Iterable[StoredToken]) -> None:
        self._tokens.update((token.digest, token) for token in tokens)

    def _end(self, grant_id: str) -> None:
        if grant_id in self._grants:
            self._grants[grant_id] = replace(self._grants[grant_id], revoked=True)


class SQLGrants:
    """Grants in two tables, for several processes and over restarts.

    `connect` is as for SQLNonces. `create()` makes the tables.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        grants: str = "api_grants",
        tokens: str = "api_tokens",
        breaker: Breaker | None = None,
    ) -> None:
        self._database = Database(connect, breaker)
        self._grants = grants
        self._tokens = tokens

    def create(self) -> None:
        """Make the tables, if there are none."""
        # Compared are only texts that are the same in every character set and
        # collation. The holder's own may be "Zoë", which is "zoe " to some databases.
        self._database.create(
            f"CREATE TABLE IF NOT EXISTS {self._grants}"
            " (id CHAR(32) NOT NULL PRIMARY KEY, holder TEXT NOT NULL,"
            " holder_digest CHAR(64) NOT NULL, client_type VARCHAR(64) NOT NULL,"
            " scopes TEXT NOT NULL, created BIGINT NOT NULL,"
            " expires BIGINT NOT NULL, revoked SMALLINT NOT NULL)",
            f"CREATE TABLE IF NOT EXISTS {self._tokens}"
            " (digest CHAR(64) NOT NULL PRIMARY KEY, grant_id CHAR(32) NOT NULL,"
            " kind VARCHAR(7) NOT NULL, scopes TEXT NOT NULL,"
            " expires BIGINT NOT NULL, used SMALLINT NOT NULL)",
        )

    def add(self, grant: Grant, tokens: Iterable[StoredToken]) -> None:
        tokens = tuple(tokens)

        def add(transaction: Transaction) -> None:
            transaction.change(
                f"INSERT INTO {self._grants}"
                " (id, holder, holder_digest, client_type, scopes, created, expires,"
                " revoked) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                grant.id,
                _write_holder(grant.holder),
                _digest_holder(grant.holder),
                grant.client_type,
                _write_scopes(grant.scopes),
                grant.created,
                grant.expires,
            )
            self._keep(transaction, tokens)

        self._database.run(add)

    def find(self, digest: str) -> tuple[StoredToken, Grant] | None:
        # Names of their own: connections that make dicts of rows have one for each.
        row = self._database.run(
            lambda transaction: transaction.find(
                "SELECT t.kind, t.scopes AS token_scopes, t.expires AS token_expires,"
                " t.used, g.id, g.holder, g.scopes, g.created, g.expires, g.revoked,"
                f" g.client_type FROM {self._tokens} t JOIN {self._grants} g"
                " ON g.id = t.grant_id WHERE t.digest = ?",
                digest,
            )
        )
        if row is None:
            return None
        kind, scopes, expires, used, *of_grant = row
        grant_id, holder, all_scopes, created, ends, revoked, client_type = of_grant
        return (
            StoredToken(
                digest, grant_id, kind, _read_scopes(scopes), expires, bool(used)
            ),
            Grant(
                grant_id,
                _read_holder(holder),
                _read_scopes(all_scopes),
                created,
                ends,
                bool(revoked),
                client_type,
            ),
        )

    def exchange(self, digest: str, tokens: Iterable[StoredToken]) -> bool:
        tokens = tuple(tokens)

        def exchange(transaction: Transaction) -> bool:
            # The condition makes one of several that come at once the first.
            changed = transaction.change(
                f"UPDATE {self._tokens} SET used = 1 WHERE digest = ? AND used = 0",
                digest,
            )
            if changed != 1:
                return False
            self._keep(transaction, tokens)
            return True

        return self._database.run(exchange)

    def revoke(self, grant_id: str) -> None:
        # What is revoked is not written again: of many that revoke at once in strict
        # isolation, each that writes makes all others start again.
        self._database.run(
            lambda transaction: transaction.change(
                f"UPDATE {self._grants} SET revoked = 1 WHERE id = ? AND revoked = 0",
                grant_id,
            )
        )

    def revoke_all(self, holder: str) -> None:
        self._database.run(
            lambda transaction: transaction.change(
                f"UPDATE {self._grants} SET revoked = 1"
                " WHERE holder_digest = ? AND revoked = 0",
                _digest_holder(holder),
            )
        )

    def sweep(self, now: int) -> None:
        def sweep(transaction: Transaction) -> None:
            transaction.change(
                f"DELETE FROM {self._tokens} WHERE kind = 'access' AND expires <= ?",
                now,
            )
            transaction.change(
                f"DELETE FROM {self._tokens} WHERE grant_id IN"
                f" (SELECT id FROM {self._grants} WHERE expires <= ?)",
                now,
            )
            transaction.change(f"DELETE FROM {self._grants} WHERE expires <= ?", now)

        self._database.run(sweep)

    def _keep(self, transaction: Transaction, tokens: Iterable[StoredToken]) -> None:
        for token in tokens:
            transaction.change(
                f"INSERT INTO {self._tokens}"
                " (digest, grant_id, kind, scopes, expires, used)"
                " VALUES (?, ?, ?, ?, ?, 0)",
                token.digest,
                token.grant_id,
                token.kind,
                _write_scopes(token.scopes),
                token.expires,
            )


def _write_holder(holder: str) -> str:
    # ASCII without signs that some database cannot hold; most holders stay readable.
    return quote(holder, safe="@:/+", errors="surrogatepass")


def _read_holder(text: str) -> str:
    return unquote(text, errors="surrogatepass")


def _digest_holder(holder: str) -> str:
    return hashlib.sha256(_write_holder(holder).encode()).hexdigest()


def _write_scopes(scopes: frozenset[str]) -> str:
    return " ".join(sorted(scopes))


def _read_scopes(text: str) -> frozenset[str]:
    return frozenset(text.split())
