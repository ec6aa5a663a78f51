"""An SQL database of any DB-API driver, for what is stored here.

DB-API and not an ORM: five statements, the same in every dialect, need no library, and
every ORM can lend its connections (SQLAlchemy: `engine.raw_connection`).
"""

from __future__ import annotations

import sys
import typing as t
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...errors import KolbenError, SetupError

#: Returns a DB-API connection; it is closed after use.
Connect = Callable[[], t.Any]
#: Runs a statement with "?" for its values, and returns the cursor.
Run = Callable[..., t.Any]


class StoreDown(KolbenError):
    """What is stored cannot be read or written now. Answered with 503."""


class Taken(StoreDown):
    """A row with this primary key is there already."""


class Database:
    """Runs statements in transactions. Whatever a driver raises is a StoreDown."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    @contextmanager
    def transaction(self) -> Iterator[Run]:
        """A function that runs statements, all of which are kept or none."""
        try:
            connection = self._connect()
        except Exception as error:
            raise StoreDown(f"no connection: {error}") from error
        try:
            yield _Runner(connection)
            try:
                connection.commit()
            except Exception as error:
                raise StoreDown(f"not committed: {error}") from error
        except BaseException:
            _quietly(connection.rollback)
            raise
        finally:
            _quietly(connection.close)


class _Runner:
    def __init__(self, connection: t.Any) -> None:
        self._connection = connection
        # What SQLAlchemy's pool lends stands in front of the driver's own.
        self._own = getattr(connection, "driver_connection", connection)
        self._mark = _find_mark(self._own)

    def __call__(self, statement: str, *values: t.Any) -> t.Any:
        try:
            cursor = self._connection.cursor()
            cursor.execute(statement.replace("?", self._mark), values)
        except Exception as error:
            # DB-API has its exceptions on connections, too.
            integrity = getattr(self._own, "IntegrityError", None)
            if integrity is not None and isinstance(error, integrity):
                raise Taken(str(error)) from error
            raise StoreDown(f"{type(error).__name__}: {error}") from error
        return cursor


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
