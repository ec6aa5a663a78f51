"""Keeps requests from waiting for a store that does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .store_down import StoreDown


class Breaker:
    """After `failures` in a row nobody asks the store for `pause` seconds; then one
    does, and if that one gets an answer, all do again.

    It only ever refuses: nothing comes in because a breaker is there. Stores whose
    data lie in the same server may share one.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        pause: float = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._reason = ""
        self._ask_again_at = 0.0

    def ask(self) -> None:
        """Raise StoreDown if the store is not to be asked now."""
        if self._failed < self._failures:
            return
        with self._lock:
            now = self._clock()
            if now < self._ask_again_at:
                raise StoreDown(
                    f"not asked, after {self._failed} failures in a row: {self._reason}"
                )
            # Whoever comes next waits for what this one finds out; should it never
            # tell, another one asks after the same time.
            self._ask_again_at = now + self._pause

    def answered(self) -> None:
        """The store has answered, whatever it said."""
        if self._failed:
            self._failed = 0

    def failed(self, error: StoreDown) -> None:
        """The store has not answered."""
        with self._lock:
            self._failed += 1
            self._reason = str(error)
            self._ask_again_at = self._clock() + self._pause
