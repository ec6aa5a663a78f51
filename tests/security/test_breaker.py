"""What keeps requests from waiting for a store that does not answer."""

import sqlite3
import time

import pytest

from kolben.security.api import Breaker, RedisNonces, SQLNonces, StoreDown

from .servers import Redis


class Store:
    """A client of Redis that answers or does not, and counts who asks."""

    def __init__(self):
        self.asked = 0
        self.is_down = False
        self.known = set()

    def set(self, key, value, nx, ex):
        self.asked += 1
        if self.is_down:
            raise TimeoutError("no answer")
        is_new = key not in self.known
        self.known.add(key)
        return is_new or None


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def nonces(store, clock):
    return RedisNonces(store, breaker=Breaker(failures=3, pause=1, clock=clock))


def fail(nonces, nonce="while down"):
    with pytest.raises(StoreDown) as caught:
        nonces.spend("key", nonce, 600)
    return str(caught.value)


def test_after_some_failures_in_a_row_nobody_asks(nonces, store):
    store.is_down = True
    for _ in range(3):
        assert fail(nonces) == "TimeoutError: no answer"
    for _ in range(10):
        assert fail(nonces) == (
            "not asked, after 3 failures in a row: TimeoutError: no answer"
        )
    assert store.asked == 3


def test_failures_with_answers_between_them_do_not_add_up(nonces, store):
    for n in range(10):
        store.is_down = n % 3 > 0
        if store.is_down:
            fail(nonces)
        else:
            assert nonces.spend("key", str(n), 600)
    assert store.asked == 10


def test_after_the_pause_one_asks_for_all(nonces, store, clock):
    store.is_down = True
    for _ in range(3):
        fail(nonces)
    for asked in (4, 5):
        clock.now += 1
        for _ in range(5):
            fail(nonces)
        assert store.asked == asked
        clock.now += 0.5
        fail(nonces)
        assert store.asked == asked
        clock.now += 0.5
    store.is_down = False
    for n in range(5):
        assert nonces.spend("key", str(n), 600)


def test_while_one_asks_the_others_are_refused(nonces, store, clock):
    store.is_down = True
    for _ in range(3):
        fail(nonces)
    clock.now += 1
    breaker = nonces._breaker
    breaker.ask()
    fail(nonces)
    # It never tells, so another one asks.
    clock.now += 1
    store.is_down = False
    assert nonces.spend("key", "nonce", 600)
    assert store.asked == 4


def test_a_nonce_spent_before_is_never_new_again(nonces, store, clock):
    assert nonces.spend("key", "nonce", 600)
    store.is_down = True
    for _ in range(5):
        fail(nonces, "nonce")
    clock.now += 1
    fail(nonces, "nonce")
    store.is_down = False
    fail(nonces, "nonce")
    clock.now += 1
    assert not nonces.spend("key", "nonce", 600)
    assert not nonces.spend("key", "nonce", 600)


def test_a_store_that_says_no_has_answered(tmp_path, clock):
    nonces = SQLNonces(
        lambda: sqlite3.connect(tmp_path / "nonces.db"),
        breaker=Breaker(failures=2, clock=clock),
    )
    nonces.create()
    assert nonces.spend("key", "nonce", 600)
    for _ in range(5):
        assert not nonces.spend("key", "nonce", 600)
    assert nonces.spend("key", "another", 600)


def test_a_database_that_is_away_is_not_asked_either(tmp_path, clock):
    asked = []

    def connect():
        asked.append(clock.now)
        return sqlite3.connect(tmp_path / "later" / "nonces.db")

    nonces = SQLNonces(connect, breaker=Breaker(failures=2, pause=1, clock=clock))
    for _ in range(10):
        fail(nonces)
    assert len(asked) == 2
    (tmp_path / "later").mkdir()
    nonces.create()
    fail(nonces)
    clock.now += 1
    assert nonces.spend("key", "nonce", 600)


def test_stores_in_one_server_may_share_a_breaker(store, clock):
    breaker = Breaker(failures=2, clock=clock)
    first, second = (RedisNonces(store, breaker=breaker) for _ in range(2))
    store.is_down = True
    fail(first)
    fail(second)
    fail(first)
    assert store.asked == 2


@pytest.mark.slow
def test_a_redis_that_hangs_costs_its_timeout_a_few_times_only(tmp_path, clock):
    server = Redis(tmp_path)
    server.start()
    breaker = Breaker(failures=3, pause=1, clock=clock)
    nonces = server.make_nonces(breaker=breaker)
    try:
        assert nonces.spend("key", "before", 600)
        server.hang()
        for _ in range(3):
            fail(nonces)
        begun = time.monotonic()
        for _ in range(1000):
            fail(nonces, "before")
        # It would be 200 seconds.
        assert time.monotonic() - begun < 5
        server.go_on()
        clock.now += 1
        assert not nonces.spend("key", "before", 600)
        assert nonces.spend("key", "after", 600)
    finally:
        server.stop()
