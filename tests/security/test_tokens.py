"""Bearer tokens, with each store."""

import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kolben.errors import SetupError
from kolben.security.api import (
    BadToken,
    MemoryGrants,
    ReusedToken,
    SQLGrants,
    StoreDown,
    Tokens,
)

DAY = 86400


@pytest.fixture(params=["memory", "sqlite"])
def grants(request, tmp_path):
    if request.param == "memory":
        return MemoryGrants()
    store = SQLGrants(lambda: sqlite3.connect(tmp_path / "grants.db", timeout=30))
    store.create()
    return store


@pytest.fixture
def tokens(grants, clock):
    return Tokens(grants, clock=clock)


def test_an_access_token_opens_what_it_was_issued_for(tokens):
    issued = tokens.issue("user-7", ["posts:read", "posts:write"])
    grant = tokens.check(issued.access_token)
    assert grant.holder == "user-7"
    assert grant.scopes == {"posts:read", "posts:write"}
    assert issued.to_dict() == {
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": issued.refresh_token,
        "scope": "posts:read posts:write",
    }


def test_tokens_are_256_random_bits_behind_a_prefix(grants):
    tokens = Tokens(grants, prefix="shop")
    issued = [tokens.issue("a") for _ in range(20)]
    texts = {
        text for each in issued for text in (each.access_token, each.refresh_token)
    }
    assert len(texts) == 40
    assert all(re.fullmatch(r"shop_(at|rt)_[\w-]{43}", text) for text in texts)


@pytest.mark.parametrize("prefix", ["", "a", "Shop", "my-shop", "1shop", "x" * 17])
def test_a_prefix_is_a_short_word(grants, prefix):
    with pytest.raises(SetupError, match="is no prefix for tokens"):
        Tokens(grants, prefix=prefix)


def test_no_token_is_stored_or_shown(tmp_path, caplog):
    path = tmp_path / "grants.db"
    grants = SQLGrants(lambda: sqlite3.connect(path))
    grants.create()
    tokens = Tokens(grants)
    issued = tokens.issue("user-7")
    tokens.refresh(issued.refresh_token)
    everything = path.read_bytes() + repr(issued).encode() + caplog.text.encode()
    for text in (issued.access_token, issued.refresh_token):
        assert text.encode() not in everything
        assert text[-43:].encode() not in everything


def test_a_refresh_token_is_no_access_token_nor_the_other_way(tokens):
    issued = tokens.issue("a")
    with pytest.raises(BadToken, match="refresh, used for access"):
        tokens.check(issued.refresh_token)
    with pytest.raises(BadToken, match="access, used for refresh"):
        tokens.refresh(issued.access_token)


@pytest.mark.parametrize(
    "text", ["", "x", "kolben_at_" + "A" * 43, "\udc80", "é" * 9999]
)
def test_any_other_text_opens_nothing(tokens, text):
    tokens.issue("a")
    with pytest.raises(BadToken, match="unknown token"):
        tokens.check(text)


def test_an_access_token_ends(tokens, clock):
    issued = tokens.issue("a")
    clock.now += 3599
    tokens.check(issued.access_token)
    clock.now += 1
    with pytest.raises(BadToken, match="has expired"):
        tokens.check(issued.access_token)
    tokens.refresh(issued.refresh_token)


def test_a_refresh_token_ends(tokens, clock):
    issued = tokens.issue("a")
    clock.now += 30 * DAY
    with pytest.raises(BadToken, match="has expired"):
        tokens.refresh(issued.refresh_token)


def test_refreshing_does_not_go_on_for_ever(tokens, clock):
    issued = tokens.issue("a")
    for _ in range(4):
        clock.now += 22 * DAY
        issued = tokens.refresh(issued.refresh_token)
    clock.now += 2 * DAY - 10
    issued = tokens.refresh(issued.refresh_token)
    assert issued.expires_in == 10
    clock.now += 10
    with pytest.raises(BadToken, match="has expired"):
        tokens.refresh(issued.refresh_token)


def test_a_refreshed_token_has_the_same_scopes_or_fewer(tokens):
    issued = tokens.issue("a", ["x", "y"])
    fewer = tokens.refresh(issued.refresh_token, ["x"])
    assert tokens.check(fewer.access_token).scopes == {"x"}
    # The refresh token stands for all that was granted (RFC 6749, section 6).
    again = tokens.refresh(fewer.refresh_token)
    assert tokens.check(again.access_token).scopes == {"x", "y"}
    with pytest.raises(BadToken, match="not granted"):
        tokens.refresh(again.refresh_token, ["x", "z"])
    # Asking for too much does not use the token up.
    tokens.refresh(again.refresh_token)


def test_a_refreshed_token_is_of_the_same_client_type(tokens):
    issued = tokens.issue("a", ["x"], client_type="app")
    new = tokens.refresh(issued.refresh_token)
    assert tokens.check(new.access_token).client_type == "app"
    assert tokens.check(tokens.issue("a").access_token).client_type == ""


def test_a_refresh_token_that_comes_twice_ends_all_that_followed(tokens):
    stolen = tokens.issue("a")
    other = tokens.issue("a")
    new = tokens.refresh(stolen.refresh_token)
    newest = tokens.refresh(new.refresh_token)
    with pytest.raises(ReusedToken):
        tokens.refresh(stolen.refresh_token)
    for text in (stolen.access_token, new.access_token, newest.access_token):
        with pytest.raises(BadToken, match="is revoked"):
            tokens.check(text)
    with pytest.raises(BadToken, match="is revoked"):
        tokens.refresh(newest.refresh_token)
    tokens.check(other.access_token)


def test_of_many_that_refresh_at_once_at_most_one_comes_in(tokens):
    issued = tokens.issue("a")
    start = threading.Barrier(6)

    def refresh(_):
        start.wait(30)
        try:
            return tokens.refresh(issued.refresh_token)
        except BadToken:
            return None

    with ThreadPoolExecutor(6) as threads:
        new = [each for each in threads.map(refresh, range(6)) if each]
    assert len(new) <= 1
    for each in new:
        with pytest.raises(BadToken, match="is revoked"):
            tokens.check(each.access_token)


def test_revoking_works_at_once_by_either_token(tokens):
    for kind in ("access_token", "refresh_token"):
        issued = tokens.issue("a")
        assert tokens.revoke(getattr(issued, kind))
        with pytest.raises(BadToken, match="is revoked"):
            tokens.check(issued.access_token)
        with pytest.raises(BadToken, match="is revoked"):
            tokens.refresh(issued.refresh_token)
    assert not tokens.revoke("unknown")


def test_all_grants_of_one_holder_are_revoked(tokens):
    mine = [tokens.issue("a"), tokens.issue("a")]
    theirs = tokens.issue("b")
    tokens.revoke_all("a")
    for each in mine:
        with pytest.raises(BadToken, match="is revoked"):
            tokens.check(each.access_token)
    tokens.check(theirs.access_token)


def test_sweeping_forgets_what_has_expired_and_nothing_else(tokens, clock):
    old = tokens.issue("a")
    new = tokens.refresh(old.refresh_token)
    clock.now += 3601
    tokens.sweep()
    with pytest.raises(BadToken, match="unknown token"):
        tokens.check(new.access_token)
    newer = tokens.refresh(new.refresh_token)
    # Used ones are kept as long as they can tell of a theft.
    with pytest.raises(ReusedToken):
        tokens.refresh(old.refresh_token)
    clock.now += 91 * DAY
    tokens.sweep()
    for text in (old.refresh_token, newer.refresh_token):
        with pytest.raises(BadToken, match="unknown token"):
            tokens.refresh(text)


def test_grants_outlast_a_restart(tmp_path):
    def open_tokens():
        grants = SQLGrants(lambda: sqlite3.connect(tmp_path / "grants.db"))
        grants.create()
        return Tokens(grants)

    issued = open_tokens().issue("a", ["x"])
    assert open_tokens().check(issued.access_token).scopes == {"x"}
    open_tokens().revoke(issued.access_token)
    with pytest.raises(BadToken, match="is revoked"):
        open_tokens().check(issued.access_token)


@pytest.mark.parametrize("isolation_level", ["DEFERRED", None])
def test_an_exchange_that_fails_uses_nothing_up(tmp_path, isolation_level):
    path = tmp_path / "grants.db"
    grants = SQLGrants(lambda: sqlite3.connect(path, isolation_level=isolation_level))
    grants.create()
    tokens = Tokens(grants)
    issued = tokens.issue("a")
    broken = sqlite3.connect(path)
    broken.execute(
        "CREATE TRIGGER full BEFORE INSERT ON api_tokens"
        " BEGIN SELECT RAISE(FAIL, 'disk full'); END"
    )
    broken.commit()
    with pytest.raises(StoreDown):
        tokens.refresh(issued.refresh_token)
    broken.execute("DROP TRIGGER full")
    broken.commit()
    broken.close()
    tokens.refresh(issued.refresh_token)
