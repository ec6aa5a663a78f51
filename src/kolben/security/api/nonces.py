"""Which nonces have been used: in memory, in an SQL database or in Redis.

A store answers whether it sees a nonce for the first time. One that cannot know raises
StoreDown, and the request is answered with 503: what cannot be checked is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import heapq
import threading
import time
import typing as t

from ...errors import MissingExtra
from .breaker import Breaker
from .database import Connect, Database, Taken
from .store_down import StoreDown


class Nonces(t.Protocol):
    """Remembers nonces for the time in which a signature with them is valid."""

    def spend(self, key_id: str, nonce: str, lifetime: int) -> bool:
        """True for the first to ask, False for all others within `lifetime` seconds.
        Raises StoreDown when that cannot be told.
        """


def _digest(key_id: str, nonce: str) -> bytes:
    # One length for all, and neither part can run into the other.
    return hashlib.sha256(f"{key_id}\0{nonce}".encode()).digest()


class MemoryNonces:
    """Nonces of one process: with several, each would take every nonce once.

    At most `limit` at a time (some 50 MB by default); while it is full of nonces that
    may not be forgotten yet, nothing is taken. Only requests that are signed rightly
    get this far.
    """

    def __init__(
        self,
        *,
        limit: int = 250_000,
        clock: t.Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._known: set[bytes] = set()
        self._expiries: list[tuple[float, bytes]] = []

    def spend(self, key_id: str, nonce: str, lifetime: int) -> bool:
        digest = _digest(key_id, nonce)
        with self._lock:
            now = self._clock()
            while self._expiries and self._expiries[0][0] <= now:
                self._known.discard(heapq.heappop(self._expiries)[1])
            if digest in self._known:
                return False
            if len(self._known) >= self._limit:
                raise StoreDown(f"{self._limit} nonces are remembered already")
            self._known.add(digest)
            heapq.heappush(self._expiries, (now + lifetime, digest))
        return True

    def __len__(self) -> int:
        return len(self._known)


class SQLNonces:
    """Nonces in a table, for several processes and over restarts.

    `connect` returns a DB-API connection, which is closed after use: a function of a
    pool's, or `lambda: sqlite3.connect(path)`. `create()` makes the table.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        table: str = "api_nonces",
        clock: t.Callable[[], float] = time.time,
        sweep_every: float = 60,
        breaker: Breaker | None = None,
    ) -> None:
        self._database = Database(connect, breaker)
        self._table = table
        self._clock = clock
        self._sweep_every = sweep_every
        self._sweep_at = clock() + sweep_every

    def create(self) -> None:
        """Make the table, if there is none."""
        self._database.create(
            f"CREATE TABLE IF NOT EXISTS {self._table}"
            " (digest CHAR(64) NOT NULL PRIMARY KEY, expires BIGINT NOT NULL)"
        )

    def spend(self, key_id: str, nonce: str, lifetime: int) -> bool:
        now = self._clock()
        digest = _digest(key_id, nonce).hex()
        try:
            self._database.run(
                lambda transaction: transaction.change(
                    f"INSERT INTO {self._table} (digest, expires) VALUES (?, ?)",
                    digest,
                    int(now) + lifetime + 1,
                )
            )
        except Taken:
            return False
        if now >= self._sweep_at:
            # This nonce is spent, whatever becomes of the others.
            with contextlib.suppress(StoreDown):
                self.sweep()
        return True

    def sweep(self) -> None:
        """Delete what may be forgotten. `spend` does it once in a while."""
        now = self._clock()
        self._sweep_at = now + self._sweep_every
        self._database.run(
            lambda transaction: transaction.change(
                f"DELETE FROM {self._table} WHERE expires < ?", int(now)
            )
        )


class RedisNonces:
    """Nonces in Redis, for several processes and nodes.

    `client` is a `redis.Redis`; give it timeouts, or use `from_url`. Redis must not
    evict keys (`maxmemory-policy noeviction`): a nonce that is gone is new again.
    """

    def __init__(
        self,
        client: t.Any,
        *,
        prefix: str = "kolben:nonce:",
        breaker: Breaker | None = None,
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._breaker = breaker or Breaker()

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        timeout: float = 0.2,
        prefix: str = "kolben:nonce:",
        breaker: Breaker | None = None,
    ) -> RedisNonces:
        """The store at `redis://…`, which answers within `timeout` seconds or is
        down.
        """
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError:
            raise MissingExtra("RedisNonces", "redis") from None
        client = redis.Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # A nonce whose answer got lost is spent: asking again would call the
            # request a replay.
            retry=Retry(NoBackoff(), 0),
        )
        return cls(client, prefix=prefix, breaker=breaker)

    def spend(self, key_id: str, nonce: str, lifetime: int) -> bool:
        key = self._prefix + _digest(key_id, nonce).hex()
        self._breaker.ask()
        try:
            is_new = bool(self._client.set(key, b"1", nx=True, ex=lifetime))
        except Exception as error:
            down = StoreDown(f"{type(error).__name__}: {error}")
            self._breaker.failed(down)
            raise down from error
        self._breaker.answered()
        return is_new
