"""The stores in SQL on a real MariaDB and a real PostgreSQL, with several drivers and
with connections that are set up in several ways.
"""

import itertools
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import psycopg
import pymysql
import pytest

from kolben.security.api import (
    ApiSecurity,
    BadToken,
    Breaker,
    Client,
    Clients,
    Grant,
    ReusedToken,
    SQLGrants,
    SQLNonces,
    StoreDown,
    Tokens,
    requires,
)
from kolben.security.api.client import Signer
from kolben.security.api.database import Database, Undone
from kolben.security.api.grants import StoredToken

from .conftest import NOW, SECRET
from .sql_servers import MariaDB, PostgreSQL

pytestmark = pytest.mark.slow

SERIALIZABLE = "-c default_transaction_isolation=serializable"
REPEATABLE = "-c default_transaction_isolation=repeatable\\ read"
#: Ways to connect: a method of a server, and what it is called with.
WAYS = {
    "pymysql": ("connect_pymysql", {}),
    "pymysql-autocommit": ("connect_pymysql", {"autocommit": True}),
    "pymysql-dicts": (
        "connect_pymysql",
        {"cursorclass": pymysql.cursors.DictCursor},
    ),
    "pymysql-serializable": (
        "connect_pymysql",
        {"init_command": "SET tx_isolation = 'SERIALIZABLE'"},
    ),
    # What later versions of MariaDB do by default.
    "pymysql-snapshots": (
        "connect_pymysql",
        {"init_command": "SET innodb_snapshot_isolation = ON"},
    ),
    "psycopg": ("connect_psycopg", {}),
    "psycopg-autocommit": ("connect_psycopg", {"autocommit": True}),
    "psycopg-dicts": ("connect_psycopg", {"row_factory": psycopg.rows.dict_row}),
    "psycopg-repeatable": ("connect_psycopg", {"options": REPEATABLE}),
    "psycopg-serializable": ("connect_psycopg", {"options": SERIALIZABLE}),
    "psycopg2": ("connect_psycopg2", {}),
    "psycopg2-autocommit": ("connect_psycopg2", {}),
}
_numbers = itertools.count()


@pytest.fixture(scope="module")
def mariadb():
    with MariaDB() as server:
        yield server


@pytest.fixture(scope="module")
def postgresql():
    with PostgreSQL() as server:
        yield server


def make_connect(request, way):
    name, options = WAYS[way]
    server = request.getfixturevalue("mariadb" if "mysql" in name else "postgresql")

    def connect():
        connection = getattr(server, name)(**options)
        if way == "psycopg2-autocommit":
            connection.autocommit = True
        return connection

    connect.server = server
    return connect


@pytest.fixture(params=WAYS)
def connect(request):
    return make_connect(request, request.param)


@pytest.fixture(params=["pymysql", "psycopg"])
def plain_connect(request):
    """One way for each server."""
    return make_connect(request, request.param)


def make_nonces(connect, **options):
    return SQLNonces(connect, table=f"nonces_{next(_numbers)}", **options)


def make_grants(connect, **options):
    number = next(_numbers)
    return SQLGrants(
        connect, grants=f"grants_{number}", tokens=f"tokens_{number}", **options
    )


@pytest.fixture
def nonces(connect):
    store = make_nonces(connect)
    store.create()
    return store


@pytest.fixture
def grants(connect):
    store = make_grants(connect)
    store.create()
    return store


@pytest.fixture
def tokens(grants, clock):
    return Tokens(grants, clock=clock)


def run_at_once(count, function):
    """What `function` returns to each of so many threads."""
    start = threading.Barrier(count)

    def run(number):
        start.wait(30)
        return function(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


def test_tables_are_made_once_by_all_that_start_at_once(connect):
    nonces, grants = make_nonces(connect), make_grants(connect)

    def create(_):
        nonces.create()
        grants.create()

    run_at_once(8, create)
    create(0)
    assert nonces.spend("key", "nonce", 600)
    assert not nonces.spend("key", "nonce", 600)


def test_of_16_that_spend_a_nonce_at_once_one_is_the_first(nonces):
    answers = run_at_once(
        16, lambda _: [nonces.spend("key", f"nonce {n}", 600) for n in range(5)]
    )
    assert [sum(column) for column in zip(*answers, strict=True)] == [1] * 5


SPENDER = """
import sys
sys.path[:0] = {path!r}
import psycopg, pymysql
from kolben.security.api import SQLNonces
nonces = SQLNonces(lambda: {connection}, table={table!r})
print("ready", flush=True)
input()
print(*(int(nonces.spend("key", str(n), 600)) for n in range(100)))
"""


def test_of_two_processes_one_is_the_first(plain_connect):
    server = plain_connect.server
    connection = (
        f"pymysql.connect(host='127.0.0.1', port={server.port}, user='root',"
        " database='kolben', ssl_disabled=True)"
        if isinstance(server, MariaDB)
        else f"psycopg.connect({server.get_address()!r})"
    )
    nonces = make_nonces(plain_connect)
    nonces.create()
    code = SPENDER.format(path=sys.path, connection=connection, table=nonces._table)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for each in both:
        assert each.stdout.readline() == "ready\n"
    for each in both:
        each.stdin.write("\n")
        each.stdin.flush()
    answers = [each.communicate(timeout=60)[0].split() for each in both]
    assert all(len(each) == 100 for each in answers)
    assert all({a, b} == {"0", "1"} for a, b in zip(*answers, strict=True))


ALIKE = ["zoe", "Zoe", "ZOE", "zoë", "zoe\u0308", "zoe ", " zoe", "zoe\0", "zoe\ufeff"]
ALIKE += ["", " ", "%7A", "zoe%20", "\\", "'", '"', "%s", "?", "😀", "😁", "\udc80"]


def test_nonces_that_look_alike_are_others(nonces):
    texts = [text for text in ALIKE if text.isascii()]
    for text in texts:
        assert nonces.spend("key", text, 600)
        assert nonces.spend(f"key {text}", "nonce", 600)
    for text in texts:
        assert not nonces.spend("key", text, 600)


def test_holders_that_look_alike_are_others(tokens):
    issued = {holder: tokens.issue(holder) for holder in ALIKE}
    for holder in ALIKE:
        assert tokens.check(issued[holder].access_token).holder == holder
    tokens.revoke_all("Zoe")
    for holder in ALIKE:
        if holder == "Zoe":
            with pytest.raises(BadToken, match="is revoked"):
                tokens.check(issued[holder].access_token)
        else:
            assert tokens.check(issued[holder].access_token).holder == holder


def test_a_long_holder_is_not_cut_off(tokens):
    first, second = (tokens.issue("ж" * 1000 + end) for end in "ab")
    assert tokens.check(first.access_token).holder == "ж" * 1000 + "a"
    assert tokens.check(second.access_token).holder == "ж" * 1000 + "b"


def test_nonces_that_have_expired_are_deleted(connect):
    clock = SimpleNamespace(now=1000.0)
    nonces = make_nonces(connect, clock=lambda: clock.now)
    nonces.create()
    database = Database(connect)

    def count():
        return database.run(
            lambda transaction: transaction.find(
                f"SELECT count(*) FROM {nonces._table}"
            )
        )

    for n in range(3):
        assert nonces.spend("key", f"nonce {n}", 10)
    clock.now += 70
    assert nonces.spend("key", "later", 10)
    assert count() == (1,)
    assert not nonces.spend("key", "later", 10)


def test_tokens_live_as_they_do_in_memory(tokens, clock):
    scopes = ["posts:read", "posts:write"]
    issued = tokens.issue("user-7", scopes, client_type="App")
    grant = tokens.check(issued.access_token)
    assert (grant.holder, grant.scopes) == ("user-7", set(scopes))
    assert grant.client_type == "App"
    new = tokens.refresh(issued.refresh_token, ["posts:read"])
    assert tokens.check(new.access_token).scopes == {"posts:read"}
    clock.now += 3600
    with pytest.raises(BadToken, match="has expired"):
        tokens.check(new.access_token)
    tokens.sweep()
    with pytest.raises(BadToken, match="unknown token"):
        tokens.check(new.access_token)
    with pytest.raises(ReusedToken):
        tokens.refresh(issued.refresh_token)
    with pytest.raises(BadToken, match="is revoked"):
        tokens.refresh(new.refresh_token)
    clock.now += 91 * 86400
    tokens.sweep()
    with pytest.raises(BadToken, match="unknown token"):
        tokens.refresh(new.refresh_token)
    assert not tokens.revoke(new.refresh_token)


def test_of_16_that_refresh_at_once_one_comes_in_and_all_are_thrown_out(tokens):
    issued = tokens.issue("a")

    def refresh(_):
        try:
            return tokens.refresh(issued.refresh_token)
        except BadToken as error:
            return error

    answers = run_at_once(16, refresh)
    new = [each for each in answers if not isinstance(each, BadToken)]
    assert len(new) == 1
    # Some come so late that the grant is revoked already.
    assert any(isinstance(each, ReusedToken) for each in answers)
    with pytest.raises(BadToken, match="is revoked"):
        tokens.check(new[0].access_token)
    with pytest.raises(BadToken, match="is revoked"):
        tokens.refresh(new[0].refresh_token)


def test_an_exchange_that_fails_uses_nothing_up(grants):
    first, other = (make_token(f"{n}" * 64, "a" * 32) for n in range(2))
    grants.add(Grant("a" * 32, "a", frozenset(), NOW, NOW + 9), [first, other])
    with pytest.raises(StoreDown):
        # One of the new tokens is there already, the second of them.
        grants.exchange(first.digest, [make_token("2" * 64, "a" * 32), other])
    assert grants.find("2" * 64) is None
    found, _ = grants.find(first.digest)
    assert not found.used
    assert grants.exchange(first.digest, [make_token("2" * 64, "a" * 32)])


def make_token(digest, grant_id):
    return StoredToken(digest, grant_id, "refresh", frozenset(), NOW + 9)


def test_an_exchange_that_the_database_undoes_is_tried_again(plain_connect):
    grants = make_grants(plain_connect)
    grants.create()
    first, new = (make_token(f"{n}" * 64, "a" * 32) for n in range(2))
    grants.add(Grant("a" * 32, "a", frozenset(), NOW, NOW + 9), [first])

    # Another one has put `new` in, and will want `first`, while the exchange has
    # `first` and wants `new`.
    other = plain_connect()
    cursor = other.cursor()
    if isinstance(plain_connect.server, PostgreSQL):
        # Here the one that finds out is undone; let it not be this one.
        cursor.execute("SET deadlock_timeout = '1h'")
    for digest in (new.digest, *(f"{n:064}" for n in range(100, 200))):
        # Of many rows: MariaDB undoes the one that has done less.
        cursor.execute(
            f"INSERT INTO {grants._tokens} VALUES (%s, 'x', 'access', '', 0, 0)",
            [digest],
        )
    undone = count_undone(grants)
    with ThreadPoolExecutor(1) as thread:
        exchanged = thread.submit(grants.exchange, first.digest, [new])
        wait_until_locked(plain_connect, grants._tokens, first.digest, exchanged)
        cursor.execute(
            f"UPDATE {grants._tokens} SET used = 1 WHERE digest = %s", [first.digest]
        )
        other.rollback()
        assert exchanged.result(30)
    other.close()
    assert undone == ["undone"]
    assert grants.find(new.digest) is not None


def count_undone(grants):
    """A list that grows with each transaction that the database undoes."""
    found = []
    once = grants._database._once

    def watched(work):
        try:
            return once(work)
        except Undone:
            found.append("undone")
            raise

    grants._database._once = watched
    return found


def wait_until_locked(connect, table, digest, locker):
    """Return when another connection has a lock on this row."""
    connection = connect()
    cursor = connection.cursor()
    while not locker.done():
        try:
            cursor.execute(
                f"SELECT 1 FROM {table} WHERE digest = %s FOR UPDATE NOWAIT", [digest]
            )
        except (psycopg.errors.LockNotAvailable, pymysql.err.OperationalError):
            break
        connection.rollback()
    connection.close()


def test_rotated_secrets_sign_while_nonces_are_in_a_database(
    app, client, clock, plain_connect
):
    nonces = make_nonces(plain_connect)
    nonces.create()
    clients = Clients([Client("client-1", [SECRET])])
    ApiSecurity(app, clients=clients, nonces=nonces, clock=clock)
    app.get("/")(requires()(lambda: "in"))

    def sign(secret):
        return Signer("client-1", secret, clock=clock).sign("GET", "http://localhost/")

    def send(headers):
        answer = client.get("/", headers=headers)
        return answer.status_code, answer.is_json and answer.json["error_code"]

    old = sign(SECRET)
    assert send(old) == (200, False)
    new_secret = clients.rotate("client-1")
    assert send(old) == (401, 1009)
    assert send(sign(SECRET)) == (200, False)
    new = sign(new_secret)
    assert send(new) == (200, False)
    clients.settle("client-1")
    assert send(new) == (401, 1009)
    assert send(sign(SECRET)) == (401, 1002)
    assert send(sign(new_secret)) == (200, False)


def test_a_server_that_stops_is_down_and_comes_back(app, client, clock, plain_connect):
    server = plain_connect.server
    breaker = Breaker(pause=0)
    grants = make_grants(plain_connect, breaker=breaker)
    grants.create()
    tokens = Tokens(grants, clock=clock)
    security = ApiSecurity(app, tokens=tokens)
    app.get("/")(security.requires()(lambda: "in"))
    issued = tokens.issue("a")
    headers = {"Authorization": f"Bearer {issued.access_token}"}
    assert client.get("/", headers=headers).status_code == 200

    server.stop()
    try:
        begun = time.monotonic()
        for _ in range(20):
            answer = client.get("/", headers=headers)
            assert answer.status_code == 503
            assert answer.json["error_code"] == 1014
            assert answer.headers["Retry-After"]
        with pytest.raises(StoreDown):
            tokens.refresh(issued.refresh_token)
        assert time.monotonic() - begun < 5
    finally:
        server.start()
    assert client.get("/", headers=headers).status_code == 200
    tokens.refresh(issued.refresh_token)


def test_a_server_that_stops_within_a_transaction_keeps_nothing_of_it(plain_connect):
    server = plain_connect.server
    grants = make_grants(plain_connect)
    grants.create()
    first, new = (make_token(f"{n}" * 64, "a" * 32) for n in range(2))
    grants.add(Grant("a" * 32, "a", frozenset(), NOW, NOW + 9), [first])

    def stop_between():
        # What is exchanged for is asked for after the old token was marked.
        yield new
        server.stop()
        yield make_token("2" * 64, "a" * 32)

    keep = grants._keep
    grants._keep = lambda transaction, tokens: keep(transaction, stop_between())
    try:
        with pytest.raises(StoreDown):
            grants.exchange(first.digest, [])
    finally:
        server.start()
    grants._keep = keep
    assert grants.find(new.digest) is None
    assert grants.exchange(first.digest, [new])


def test_a_server_that_hangs_is_down_after_the_drivers_timeout(mariadb):
    nonces = make_nonces(lambda: mariadb.connect_pymysql(read_timeout=1))
    nonces.create()
    mariadb.hang()
    try:
        begun = time.monotonic()
        with pytest.raises(StoreDown):
            nonces.spend("key", "nonce", 600)
        assert time.monotonic() - begun < 5
    finally:
        mariadb.go_on()
    assert nonces.spend("key", "another", 600)
