"""An SQL database of any DB-API driver, for what is stored here.

DB-API and not an ORM: a few statements, the same in every dialect, need no library, and
every ORM can lend its connections (SQLAlchemy: `engine.raw_connection`).
"""

from __future__ import annotations

import sys
import typing as t
from collections.abc import Callable, Mapping

from ...errors import SetupError
from .breaker import Breaker
from .store_down import StoreDown

#: Returns a DB-API connection; it is closed after use.
Connect = Callable[[], t.Any]
R = t.TypeVar("R")

#: How often a transaction is tried that the database undoes.
TRIES = 5
#: SQLSTATEs: not serialisable, and a deadlock.
_UNDONE_STATES = frozenset({"40001", "40P01"})
#: Numbers of MariaDB and MySQL: a deadlock, and a row that changed since it was read.
_UNDONE_NUMBERS = frozenset({1213, 1020})


class Taken(StoreDown):
    """A row with this primary key is there already."""


class Undone(StoreDown):
    """The database has undone the transaction, because of others at the same time.
    Nothing of it is kept.
    """


class Database:
    """Runs statements in transactions. Whatever a driver raises is a StoreDown."""

    def __init__(self, connect: Connect, breaker: Breaker | None = None) -> None:
        self._connect = connect
        self._breaker = breaker or Breaker()

    def run(self, work: Callable[[Transaction], R]) -> R:
        """What `work` returns, whose statements are all kept, or none. It is called
        again when the database has undone them.
        """
        self._breaker.ask()
        try:
            result = self._try(work)
        except (Taken, Undone):
            self._breaker.answered()
            raise
        except StoreDown as error:
            self._breaker.failed(error)
            raise
        self._breaker.answered()
        return result

    def create(self, *statements: str) -> None:
        """Run statements that make what is not there yet."""

        def make(transaction: Transaction) -> None:
            for statement in statements:
                transaction.change(statement)

        try:
            self._try(make)
        except StoreDown:
            # PostgreSQL first looks and then makes; in between another process that
            # starts may have made it. What fails twice has another reason.
            self._try(make)

    def _try(self, work: Callable[[Transaction], R]) -> R:
        for _ in range(TRIES - 1):
            try:
                return self._once(work)
            except Undone:
                continue
        return self._once(work)

    def _once(self, work: Callable[[Transaction], R]) -> R:
        try:
            connection = self._connect()
        except Exception as error:
            raise StoreDown(f"no connection: {error}") from error
        try:
            transaction = Transaction(connection)
            try:
                transaction.begin()
                result = work(transaction)
                transaction.commit()
            except BaseException:
                _quietly(transaction.roll_back)
                raise
            return result
        finally:
            _quietly(connection.close)


class Transaction:
    """Statements, with "?" for their values, on one connection."""

    def __init__(self, connection: t.Any) -> None:
        self._connection = connection
        # What SQLAlchemy's pool lends stands in front of the driver's own.
        self._own = getattr(connection, "driver_connection", connection)
        self._mark = _find_mark(self._own)
        self._is_by_hand = _commits_by_itself(self._own)

    def change(self, statement: str, *values: t.Any) -> int:
        """The number of rows that it changed."""
        count: int = self._execute(statement, values).rowcount
        return count

    def find(self, statement: str, *values: t.Any) -> tuple[t.Any, ...] | None:
        """The first row that it finds."""
        cursor = self._execute(statement, values)
        row = self._do(cursor.fetchone)
        if isinstance(row, Mapping):
            # From a connection that is set to it, in the order of the columns.
            row = row.values()
        return None if row is None else tuple(row)

    def begin(self) -> None:
        """Begin, where the driver does not do it at the first statement."""
        if self._is_by_hand:
            self._execute("BEGIN")

    def commit(self) -> None:
        """Keep what was done."""
        # On a connection that commits by itself, psycopg2's commit() does nothing.
        if self._is_by_hand:
            self._execute("COMMIT")
        else:
            self._do(self._connection.commit)

    def roll_back(self) -> None:
        """Undo what was done."""
        if self._is_by_hand:
            self._execute("ROLLBACK")
        else:
            self._do(self._connection.rollback)

    def _execute(self, statement: str, values: tuple[t.Any, ...] = ()) -> t.Any:
        cursor = self._do(self._connection.cursor)
        self._do(cursor.execute, statement.replace("?", self._mark), values)
        return cursor

    def _do(self, call: Callable[..., R], *arguments: t.Any) -> R:
        try:
            return call(*arguments)
        except Exception as error:
            raise self._convert(error) from error

    def _convert(self, error: Exception) -> StoreDown:
        text = f"{type(error).__name__}: {error}"
        if _is_undone(error):
            return Undone(text)
        # DB-API has its exceptions on connections, too.
        integrity = getattr(self._own, "IntegrityError", None)
        if integrity is not None and isinstance(error, integrity):
            return Taken(text)
        return StoreDown(text)


def _is_undone(error: Exception) -> bool:
    # DB-API has no name for it: psycopg has SQLSTATEs, drivers of MySQL its numbers.
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    number = error.args[0] if error.args else None
    return state in _UNDONE_STATES or number in _UNDONE_NUMBERS


def _commits_by_itself(connection: t.Any) -> bool:
    """Whether each statement would be a transaction: "autocommit"."""
    if hasattr(connection, "get_autocommit"):  # PyMySQL, mysqlclient
        return bool(connection.get_autocommit())
    if hasattr(connection, "in_transaction") and connection.isolation_level is None:
        return True  # sqlite3
    return getattr(connection, "autocommit", False) is True


def _find_mark(connection: t.Any) -> str:
    """The sign that stands for a value in this driver's statements."""
    style = None
    for cls in type(connection).__mro__:
        module = sys.modules.get(cls.__module__.partition(".")[0])
        style = style or getattr(module, "paramstyle", None)
    mark = {"qmark": "?", "format": "%s", "pyformat": "%s"}.get(str(style))
    if mark is None:
        raise SetupError(
            f"Connections of {type(connection).__module__} take values in the style"
            f" {style!r}; known here are qmark, format and pyformat. Let connect()"
            " return one of sqlite3, PyMySQL, mysqlclient, psycopg or the like."
        )
    return mark


def _quietly(call: Callable[[], object]) -> None:
    # The transaction is over; what happened in it has been raised already.
    try:
        call()
    except Exception:
        return
