"""The files below the root of all pages: which there are, and what they hold."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

# A file system that keeps whole seconds may also count in steps of two.
_COARSE = 2_500_000_000
_FINE = 100_000_000
_SECOND = 1_000_000_000
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ESTALE)
_INT64 = 2**63 - 1
_CLOSED = (errno.EACCES, errno.EPERM, errno.ELOOP, errno.EISDIR, errno.ENAMETOOLONG)


class NoRoot(OSError):
    """The folder of all pages is not there, or may not be read."""


Report = Callable[[str, OSError], None]
#: Those of a `Stamp`.
Numbers = tuple[int, int, int, int]


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it."""

    modified_ns: int
    changed_ns: int
    size: int
    inode: int

    def is_settled(self, read_ns: int) -> bool:
        """Whether a change made after `read_ns` is sure to give another stamp.

        The clock of a file system goes in steps: a file that was read within the
        step in which it was written may change again and keep its stamp.
        """
        return all(
            time_ns + (_FINE if time_ns % _SECOND else _COARSE) < read_ns
            for time_ns in (self.modified_ns, self.changed_ns)
        )


def make_stamp(status: os.stat_result) -> Stamp:
    """The stamp that belongs to what `os.stat` said."""
    return Stamp._make(_list_numbers(status))


def _list_numbers(status: os.stat_result) -> Numbers:
    return (
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_size,
        # SQLite has no numbers without a sign.
        status.st_ino & _INT64,
    )


def list_files(
    root: str, extensions: tuple[str, ...], report: Report
) -> Iterator[tuple[str, Numbers]]:
    """Names, from `root` and with `/`, and stamps of the files that are pages.

    The stamps are bare tuples, which are enough to compare.

    Links to folders are not followed. What is gone meanwhile is left out, what may
    not be read is left out and told to `report`. Raises NoRoot when there is no such
    folder, another OSError when the disk fails.
    """
    folders = [""]
    while folders:
        prefix = folders.pop()
        folder = os.path.join(root, prefix)
        try:
            listing = _open_folder(folder)
        except OSError as error:
            if not prefix and error.errno in _GONE + _CLOSED:
                raise NoRoot(error.errno, error.strerror, root) from error
            _excuse(folder, error, report)
            continue
        with listing as entries:
            for entry in entries:
                name = entry.name
                try:
                    if name.endswith(extensions):
                        status = entry.stat()
                        # A pipe of that name would keep its reader for ever.
                        if stat.S_ISREG(status.st_mode):
                            yield prefix + name, _list_numbers(status)
                            continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(f"{prefix}{name}/")
                except OSError as error:
                    _excuse(os.path.join(folder, name), error, report)


def _open_folder(folder: str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
    """What is in the folder, for as long as a `with` block lasts."""
    if os.scandir not in os.supports_fd:
        return os.scandir(folder)
    # Then the system need not find the way to the folder anew for every file.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    return _list_open_folder(descriptor)


@contextmanager
def _list_open_folder(descriptor: int) -> Iterator[Iterator[os.DirEntry[str]]]:
    try:
        with os.scandir(descriptor) as entries:
            yield entries
    finally:
        os.close(descriptor)


def read_file(root: str, name: str, report: Report) -> tuple[bytes, Stamp] | None:
    """A file's bytes and its stamp; None if it is gone or may not be read."""
    path = os.path.join(root, name)
    try:
        with open(path, "rb") as file:
            # The stamp of before: a file that grows while it is read differs next time.
            stamp = make_stamp(os.fstat(file.fileno()))
            return file.read(), stamp
    except OSError as error:
        _excuse(path, error, report)
        return None


def _excuse(path: str, error: OSError, report: Report) -> None:
    """Pass over a file that is gone, report one that is closed, fail otherwise."""
    if error.errno in _GONE:
        return
    if error.errno not in _CLOSED:
        raise error
    report(path, error)
