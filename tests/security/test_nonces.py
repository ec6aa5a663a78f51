"""Stores of nonces: the same tests for all of them, and what each has of its own."""

import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from kolben.errors import SetupError
from kolben.security.api import MemoryNonces, SQLNonces, StoreDown

from .servers import Redis


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["memory", "sqlite", "redis"])
def nonces(request, tmp_path):
    if request.param == "memory":
        return MemoryNonces()
    if request.param == "redis":
        server = request.getfixturevalue("redis")
        return server.make_nonces(prefix=f"{tmp_path}:", timeout=5)
    store = SQLNonces(lambda: sqlite3.connect(tmp_path / "nonces.db", timeout=30))
    store.create()
    return store


def test_a_nonce_is_new_once(nonces):
    assert nonces.spend("key", "nonce", 600)
    assert not nonces.spend("key", "nonce", 600)
    assert nonces.spend("key", "another", 600)


def test_a_nonce_belongs_to_its_key(nonces):
    assert nonces.spend("a", "bc", 600)
    assert nonces.spend("ab", "c", 600)
    assert nonces.spend("b", "bc", 600)


def test_of_many_that_ask_at_once_one_is_the_first(nonces):
    start = threading.Barrier(8)

    def spend(_):
        start.wait(30)
        return [nonces.spend("key", f"nonce {n}", 600) for n in range(5)]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(spend, range(8)))
    assert [sum(column) for column in zip(*answers, strict=True)] == [1] * 5


def test_memory_forgets_what_has_expired():
    clock = SimpleNamespace(now=0.0)
    nonces = MemoryNonces(clock=lambda: clock.now)
    assert nonces.spend("key", "one", 10)
    clock.now = 5
    assert nonces.spend("key", "two", 10)
    clock.now = 9.9
    assert not nonces.spend("key", "one", 10)
    clock.now = 10
    assert nonces.spend("key", "one", 10)
    assert len(nonces) == 2


def test_memory_that_is_full_takes_nothing():
    clock = SimpleNamespace(now=0.0)
    nonces = MemoryNonces(limit=2, clock=lambda: clock.now)
    assert nonces.spend("key", "one", 10)
    assert nonces.spend("key", "two", 10)
    with pytest.raises(StoreDown):
        nonces.spend("key", "three", 10)
    assert not nonces.spend("key", "two", 10)
    clock.now = 10
    assert nonces.spend("key", "three", 10)


def test_sql_remembers_over_a_restart(tmp_path):
    def open_store():
        return SQLNonces(lambda: sqlite3.connect(tmp_path / "nonces.db"))

    open_store().create()
    assert open_store().spend("key", "nonce", 600)
    open_store().create()
    assert not open_store().spend("key", "nonce", 600)


def test_sql_sweeps_once_in_a_while(tmp_path):
    clock = SimpleNamespace(now=1000.0)
    nonces = SQLNonces(
        lambda: sqlite3.connect(tmp_path / "nonces.db"), clock=lambda: clock.now
    )
    nonces.create()

    def count():
        connection = sqlite3.connect(tmp_path / "nonces.db")
        (number,) = connection.execute("SELECT count(*) FROM api_nonces").fetchone()
        connection.close()
        return number

    for n in range(3):
        assert nonces.spend("key", f"nonce {n}", 10)
    clock.now += 20
    assert nonces.spend("key", "later", 10)
    assert count() == 4
    clock.now += 50
    assert nonces.spend("key", "much later", 10)
    assert count() == 1


def test_sql_without_its_table_is_down(tmp_path):
    nonces = SQLNonces(lambda: sqlite3.connect(tmp_path / "nonces.db"))
    with pytest.raises(StoreDown, match="no such table"):
        nonces.spend("key", "nonce", 600)


def test_sql_that_cannot_be_reached_is_down(tmp_path):
    nonces = SQLNonces(lambda: sqlite3.connect(tmp_path / "none" / "nonces.db"))
    with pytest.raises(StoreDown, match="no connection"):
        nonces.spend("key", "nonce", 600)


class FormatDriver:
    """A driver that takes values as "%s", as those of MySQL and PostgreSQL do."""

    paramstyle = "pyformat"

    class Connection(sqlite3.Connection):
        def cursor(self):
            return FormatDriver.Cursor(self)

    class Cursor(sqlite3.Cursor):
        def execute(self, statement, values=()):
            assert "?" not in statement
            return super().execute(statement.replace("%s", "?"), values)


def test_sql_writes_values_as_the_driver_wants_them(tmp_path, monkeypatch):
    monkeypatch.setattr(FormatDriver.Connection, "__module__", "format_driver.inner")
    monkeypatch.setitem(sys.modules, "format_driver", FormatDriver)
    path = tmp_path / "nonces.db"
    nonces = SQLNonces(lambda: sqlite3.connect(path, factory=FormatDriver.Connection))
    nonces.create()
    assert nonces.spend("key", "nonce", 600)
    assert not nonces.spend("key", "nonce", 600)


def test_sql_takes_what_a_pool_lends(tmp_path):
    class Lent:
        def __init__(self):
            self.driver_connection = sqlite3.connect(tmp_path / "nonces.db")
            for name in ("cursor", "commit", "rollback", "close"):
                setattr(self, name, getattr(self.driver_connection, name))

    nonces = SQLNonces(Lent)
    nonces.create()
    assert nonces.spend("key", "nonce", 600)
    assert not nonces.spend("key", "nonce", 600)


def test_sql_says_which_drivers_it_knows():
    nonces = SQLNonces(lambda: SimpleNamespace(rollback=int, close=int))
    with pytest.raises(SetupError, match="known here are qmark, format and pyformat"):
        nonces.create()


def test_redis_keeps_a_nonce_as_long_as_it_is_told(redis):
    nonces = redis.make_nonces(prefix="lifetime:", timeout=5)
    nonces.spend("key", "nonce", 660)
    (key,) = nonces._client.keys("lifetime:*")
    assert 600 < nonces._client.ttl(key) <= 660


@pytest.mark.slow
def test_redis_that_is_away_or_hangs_is_down_at_once_and_comes_back(tmp_path):
    server = Redis(tmp_path)
    server.start()
    nonces = server.make_nonces()
    try:
        assert nonces.spend("key", "one", 600)
        for away, back in ((server.hang, server.go_on), (server.stop, server.start)):
            away()
            start = time.monotonic()
            with pytest.raises(StoreDown):
                nonces.spend("key", f"while {away.__name__}", 600)
            assert time.monotonic() - start < 2
            back()
            assert nonces.spend("key", f"after {back.__name__}", 600)
    finally:
        server.stop()
