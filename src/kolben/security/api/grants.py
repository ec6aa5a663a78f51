"""Where tokens are kept: never they themselves, only their SHA-256.

A token is 256 random bits, so there is nothing for a slow hash to make harder. All
tokens that follow from one login belong to one grant, and end with it.
"""

from __future__ import annotations

import threading
import typing as t
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .database import Connect, Database

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
    ) -> None:
        self._database = Database(connect)
        self._grants = grants
        self._tokens = tokens

    def create(self) -> None:
        """Make the tables, if there are none."""
        with self._database.transaction() as run:
            run(
                f"CREATE TABLE IF NOT EXISTS {self._grants}"
                " (id CHAR(32) NOT NULL PRIMARY KEY, holder VARCHAR(255) NOT NULL,"
                " scopes TEXT NOT NULL, created BIGINT NOT NULL,"
                " expires BIGINT NOT NULL, revoked SMALLINT NOT NULL)"
            )
            run(
                f"CREATE TABLE IF NOT EXISTS {self._tokens}"
                " (digest CHAR(64) NOT NULL PRIMARY KEY, grant_id CHAR(32) NOT NULL,"
                " kind VARCHAR(7) NOT NULL, scopes TEXT NOT NULL,"
                " expires BIGINT NOT NULL, used SMALLINT NOT NULL)"
            )

    def add(self, grant: Grant, tokens: Iterable[StoredToken]) -> None:
        with self._database.transaction() as run:
            run(
                f"INSERT INTO {self._grants}"
                " (id, holder, scopes, created, expires, revoked)"
                " VALUES (?, ?, ?, ?, ?, 0)",
                grant.id,
                grant.holder,
                _write_scopes(grant.scopes),
                grant.created,
                grant.expires,
            )
            self._keep(run, tokens)

    def find(self, digest: str) -> tuple[StoredToken, Grant] | None:
        with self._database.transaction() as run:
            row = run(
                "SELECT t.kind, t.scopes, t.expires, t.used,"
                " g.id, g.holder, g.scopes, g.created, g.expires, g.revoked"
                f" FROM {self._tokens} t JOIN {self._grants} g ON g.id = t.grant_id"
                " WHERE t.digest = ?",
                digest,
            ).fetchone()
        if row is None:
            return None
        kind, scopes, expires, used, *of_grant = row
        grant_id, holder, all_scopes, created, ends, revoked = of_grant
        return (
            StoredToken(
                digest, grant_id, kind, _read_scopes(scopes), expires, bool(used)
            ),
            Grant(
                grant_id,
                holder,
                _read_scopes(all_scopes),
                created,
                ends,
                bool(revoked),
            ),
        )

    def exchange(self, digest: str, tokens: Iterable[StoredToken]) -> bool:
        with self._database.transaction() as run:
            # The condition makes one of several that come at once the first.
            changed = run(
                f"UPDATE {self._tokens} SET used = 1 WHERE digest = ? AND used = 0",
                digest,
            )
            if changed.rowcount != 1:
                return False
            self._keep(run, tokens)
        return True

    def revoke(self, grant_id: str) -> None:
        with self._database.transaction() as run:
            run(f"UPDATE {self._grants} SET revoked = 1 WHERE id = ?", grant_id)

    def revoke_all(self, holder: str) -> None:
        with self._database.transaction() as run:
            run(f"UPDATE {self._grants} SET revoked = 1 WHERE holder = ?", holder)

    def sweep(self, now: int) -> None:
        with self._database.transaction() as run:
            run(
                f"DELETE FROM {self._tokens} WHERE kind = 'access' AND expires <= ?",
                now,
            )
            run(
                f"DELETE FROM {self._tokens} WHERE grant_id IN"
                f" (SELECT id FROM {self._grants} WHERE expires <= ?)",
                now,
            )
            run(f"DELETE FROM {self._grants} WHERE expires <= ?", now)

    def _keep(self, run: t.Callable[..., t.Any], tokens: Iterable[StoredToken]) -> None:
        for token in tokens:
            run(
                f"INSERT INTO {self._tokens}"
                " (digest, grant_id, kind, scopes, expires, used)"
                " VALUES (?, ?, ?, ?, ?, 0)",
                token.digest,
                token.grant_id,
                token.kind,
                _write_scopes(token.scopes),
                token.expires,
            )


def _write_scopes(scopes: frozenset[str]) -> str:
    return " ".join(sorted(scopes))


def _read_scopes(text: str) -> frozenset[str]:
    return frozenset(text.split())
