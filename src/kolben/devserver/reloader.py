"""Watching with watchdog: less than Werkzeug's reloader does, and with any version.

From watchdog 7 on a pattern has to match the whole path: Werkzeug's ``*.py`` matches
none, and no change is noticed. Apart from that its reloader watches all of Python and
the environment, and asks to be told of files that are only read too: any other Python
that starts on the machine sends thousands of messages. When they are more than the
kernel keeps, watchdog walks through all directories again, which itself sends as many,
and the change of a file is never seen.
"""

from __future__ import annotations

import glob
import inspect
import os
import sys
from collections.abc import Iterable
from functools import partial
from typing import Any

import werkzeug._reloader as werkzeug_reloader


def install() -> None:
    """Have the reloaders of this process that use watchdog watch less."""
    # Werkzeug has no other way to give its server a reloader.
    loops: dict[str, Any] = werkzeug_reloader.reloader_loops
    for name in ("auto", "watchdog"):
        if loops[name] is werkzeug_reloader.WatchdogReloaderLoop:
            loops[name] = QuietReloaderLoop


def list_unwatched() -> list[str]:
    """The directories of ``sys.path`` that belong to Python or the environment.

    Packages in them that the app has imported are watched all the same.
    """
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    inside = tuple(os.path.normcase(os.path.join(each, "lib")) for each in prefixes)
    paths = {os.path.abspath(path) for path in sys.path}
    return sorted(path for path in paths if os.path.normcase(path).startswith(inside))


def widen(patterns: Iterable[str]) -> list[str]:
    """Patterns that match whole paths too, at any depth."""
    found = []
    for pattern in patterns:
        found.append(pattern)
        if not os.path.isabs(pattern):
            found.append(f"**/{pattern}")
        if pattern.endswith("/*"):
            found.append(f"**/{pattern}*")
    return found


class QuietReloaderLoop(werkzeug_reloader.WatchdogReloaderLoop):
    """Is told of files that are written, and not of those that are read."""

    def __init__(
        self,
        extra_files: Iterable[str] | None = None,
        exclude_patterns: Iterable[str] | None = None,
        interval: float = 1,
    ) -> None:
        unwatched = map(glob.escape, list_unwatched())
        super().__init__(extra_files, [*(exclude_patterns or ()), *unwatched], interval)
        self.event_handler = type(self.event_handler)(
            patterns=widen(self.event_handler.patterns or ()),
            ignore_patterns=widen(self.event_handler.ignore_patterns or ()),
        )
        observer: Any = self.observer
        # Watchdog has it from version 4 on.
        if "event_filter" in inspect.signature(observer.schedule).parameters:
            observer.schedule = partial(observer.schedule, event_filter=_list_writes())


def _list_writes() -> list[type]:
    from watchdog import events

    kinds = ("Created", "Deleted", "Modified", "Moved")
    names = [f"{what}{kind}Event" for what in ("Dir", "File") for kind in kinds]
    return [getattr(events, name) for name in [*names, "FileClosedEvent"]]
