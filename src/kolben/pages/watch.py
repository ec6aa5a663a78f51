"""Looks for changes in the background, so that no request has to."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from typing import Protocol

from .forks import renew_after_fork

_log = logging.getLogger(__name__)
# A look may take one hundredth of the time, and comes no more often than once a second.
_SHARE = 100
_LEAST = 1.0


class Looks(Protocol):
    """What there is to look at."""

    def look(self, tolerant: bool = False) -> object:
        """Take over what changed."""


class Watch:
    """Calls `subject.look()` again and again in a thread that ends with the process.

    `clock` counts seconds; `wait(event, seconds)` says whether the event came. Both
    are for tests.
    """

    def __init__(
        self,
        subject: Looks,
        clock: Callable[[], float] = time.perf_counter,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        # The thread must not keep an app alive that nobody uses any more.
        self._subject = weakref.ref(subject, self._end)
        self._clock = clock
        self._wait = wait
        self._failures: set[object] = set()
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Forget the thread, which a forked process does not have."""
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        """See to it that this process has a thread that looks."""
        if self.thread is None:
            with self._lock:
                if self.thread is None and not self._stopped.is_set():
                    thread = threading.Thread(
                        target=self._run,
                        args=(self._stopped,),
                        name="kolben.pages.watch",
                        daemon=True,
                    )
                    thread.start()
                    self.thread = thread

    def stop(self) -> None:
        """End the thread; it does not look again."""
        self._stopped.set()

    def _end(self, _subject: object) -> None:
        self._stopped.set()

    def _run(self, stopped: threading.Event) -> None:
        pause = _LEAST
        while not self._wait(stopped, pause):
            began = self._clock()
            if not self._look():
                return
            pause = max(_LEAST, _SHARE * (self._clock() - began))

    def _look(self) -> bool:
        """One look; False when there is nothing to look at any more."""
        subject = self._subject()
        if subject is None:
            return False
        try:
            subject.look(tolerant=True)
        except Exception as error:
            kind = (type(error), getattr(error, "errno", None))
            if kind not in self._failures:
                self._failures.add(kind)
                _log.exception(
                    "The pages cannot be brought up to date: %s. The old ones stay,"
                    " and the next look tries again.",
                    error,
                )
        else:
            self._failures.clear()
        return True
