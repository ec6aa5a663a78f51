"""Log files that several processes may write and rotate at the same time."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import (
    RotatingFileHandler,
    TimedRotatingFileHandler,
    WatchedFileHandler,
)

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # asked for before use

#: Follows the file when a tool such as logrotate moves it away; not on Windows, where
#: an open file cannot be moved.
WatchedFile = logging.FileHandler if fcntl is None else WatchedFileHandler

# The standard library's handlers expect to be alone. Of two processes that rotate the
# same file by time, the second would delete what the first has just put aside.


class SizeRotation(RotatingFileHandler):
    """A log file that is put aside when it has grown to a size."""

    def shouldRollover(self, record: logging.LogRecord) -> int:
        _follow(self)
        return super().shouldRollover(record)

    def doRollover(self) -> None:
        with _one_process_at_a_time(self.baseFilename):
            if not _follow(self):
                super().doRollover()


class TimeRotation(TimedRotatingFileHandler):
    """A log file that is put aside at certain times."""

    def shouldRollover(self, record: logging.LogRecord) -> int:
        if _follow(self):
            self.rolloverAt = self.computeRollover(int(time.time()))
            return False
        return super().shouldRollover(record)

    def doRollover(self) -> None:
        with _one_process_at_a_time(self.baseFilename):
            if _follow(self):
                self.rolloverAt = self.computeRollover(int(time.time()))
            else:
                super().doRollover()


def _follow(handler: logging.FileHandler) -> bool:
    """Reopen the file if another process has put it aside. Whether it had."""
    stream = handler.stream
    if stream is None or fcntl is None:
        return False
    try:
        if os.path.samestat(os.stat(handler.baseFilename), os.fstat(stream.fileno())):
            return False
    except FileNotFoundError:
        pass
    stream.close()
    handler.stream = handler._open()
    return True


@contextmanager
def _one_process_at_a_time(file: str) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    # The folder itself is locked: a lock file would be left lying in it.
    folder = os.open(os.path.dirname(file), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
