"""The index on disk: what is known of each file, so that it need not be read again.

One SQLite file with a row per page. Several processes may share it: a row says which
state of the file it was made from, so that it does not matter who wrote it. Whatever
is wrong with the index, the pages themselves tell everything; it is made anew then.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .files import Stamp

#: Grows whenever rows of before would be misunderstood.
VERSION = 1
_SECONDS = 10.0
_TABLES = """
CREATE TABLE about (origin TEXT NOT NULL);
CREATE TABLE files (
    name BLOB PRIMARY KEY,
    modified_ns INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    size INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    digest BLOB NOT NULL,
    lines INTEGER NOT NULL,
    meta BLOB NOT NULL
) WITHOUT ROWID;
"""
# SQLite puts any type into any column; a damaged file may have anything anywhere.
_TYPES = (bytes, int, int, int, int, int, bytes, int, bytes)
_NAMES = sys.getfilesystemencoding()


class Entry(NamedTuple):
    """What is known of one file."""

    stamp: Stamp
    #: Whether any later change is sure to give another stamp.
    settled: bool
    #: Of its bytes.
    digest: bytes
    #: How many lines its metadata take.
    lines: int
    #: The metadata, from `metadata.pack`.
    meta: bytes


class IndexProblem(Exception):
    """The index cannot be used; the message says why."""


class Index:
    """The file `path`, made for the pages that `origin` describes.

    `load` and `save` open the file anew, so that nothing is shared with a forked
    process or another thread. Both raise IndexProblem; the caller can do without.
    """

    def __init__(self, path: str, origin: str) -> None:
        self.path = path
        self.origin = origin
        self._held: sqlite3.Connection | None = None

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other processes from writing and from holding, until the first `save`.

        Waits for one that does, but no longer than ten seconds; it may also be that
        the file cannot be written at all. Then the block runs all the same, and `save`
        will tell. Who dies within the block holds nothing any more.
        """
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(sqlite3.Error, OSError):
                _prepare(self.path)
                connection = stack.enter_context(self._open())
                connection.execute("BEGIN IMMEDIATE")
                self._held = connection
            try:
                yield
            finally:
                self._held = None

    def load(self) -> dict[str, Entry]:
        """The entries by file name; none if the file is missing or damaged."""
        if not os.path.exists(self.path):
            return {}
        try:
            with self._open() as connection:
                if not self._is_ours(connection):
                    return {}
                rows = connection.execute("SELECT * FROM files").fetchall()
                return _make_entries(rows)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            if _is_busy(error):
                raise IndexProblem(str(error)) from error
            self._remove()
            return {}

    def save(self, changed: Mapping[str, Entry], removed: Iterable[str]) -> None:
        """Write what is new and drop what is gone."""
        try:
            self._save(changed, removed)
        except (sqlite3.DatabaseError, OSError) as error:
            if _is_busy(error) or isinstance(error, OSError):
                raise IndexProblem(str(error)) from error
            self._remove()
            try:
                self._save(changed, removed)
            except (sqlite3.DatabaseError, OSError) as again:
                raise IndexProblem(str(again)) from again

    def _save(self, changed: Mapping[str, Entry], removed: Iterable[str]) -> None:
        with self._begin() as connection:
            if not self._is_ours(connection):
                self._clear(connection)
            connection.executemany(
                "DELETE FROM files WHERE name = ?",
                ((os.fsencode(name),) for name in removed),
            )
            connection.executemany(
                f"INSERT OR REPLACE INTO files VALUES ({', '.join('?' * len(_TYPES))})",
                (_make_row(name, entry) for name, entry in changed.items()),
            )
            connection.execute("COMMIT")

    @contextlib.contextmanager
    def _begin(self) -> Iterator[sqlite3.Connection]:
        """A transaction: that of `hold`, or one of its own."""
        held, self._held = self._held, None
        if held is not None:
            yield held
            return
        _prepare(self.path)
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(
            self.path, timeout=_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = NORMAL")
            yield connection
        finally:
            connection.close()

    def _is_ours(self, connection: sqlite3.Connection) -> bool:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            return False
        return connection.execute("SELECT origin FROM about").fetchall() == [
            (self.origin,)
        ]

    def _clear(self, connection: sqlite3.Connection) -> None:
        """An empty index, whatever was in the file before."""
        names = connection.execute(
            "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for kind, name in names:
            quoted = name.replace('"', '""')
            connection.execute(f'DROP {kind} "{quoted}"')
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("INSERT INTO about VALUES (?)", (self.origin,))

    def _remove(self) -> None:
        for ending in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                try:
                    os.remove(self.path + ending)
                except OSError as error:
                    if isinstance(error, FileNotFoundError):
                        raise
                    raise IndexProblem(str(error)) from error


def _prepare(path: str) -> None:
    """Make the file, which nobody else may read, and its folder."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _is_busy(error: Exception) -> bool:
    """Whether the file is in order and only cannot be had now."""
    return isinstance(
        error, sqlite3.OperationalError
    ) and error.sqlite_errorcode & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    )


def _make_row(name: str, entry: Entry) -> tuple[object, ...]:
    return (
        os.fsencode(name),
        *entry.stamp,
        entry.settled,
        entry.digest,
        entry.lines,
        entry.meta,
    )


def _make_entries(rows: list[tuple[Any, ...]]) -> dict[str, Entry]:
    """The entries by file name. Raises ValueError for values of a wrong type."""
    if not rows:
        return {}
    # Column by column, which for many rows is several times as quick.
    columns = list(zip(*rows, strict=True))
    if [set(map(type, column)) for column in columns] != [{kind} for kind in _TYPES]:
        raise ValueError("a row has values of the wrong type")
    names = (name.decode(_NAMES, "surrogateescape") for name in columns[0])
    stamps = map(Stamp._make, zip(*columns[1:5], strict=True))
    entries = map(Entry._make, zip(stamps, *columns[5:], strict=True))
    return dict(zip(names, entries, strict=True))
