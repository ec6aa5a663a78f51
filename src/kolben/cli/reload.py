"""A reload of ``kolben serve``: a trial of the new code, then the new processes.

The server stops an old process whether or not the new one lives. Code that does not
load would take the site down, so it is loaded first in a process that serves nobody.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue

from .worker import try_app


class Reload:
    """Takes the place of the server's own answer to SIGHUP, which is ``go_on``.

    A trial that takes longer than ``seconds`` has failed. Signals that come during a
    trial lead to another one: the code may have changed in between.
    """

    def __init__(
        self,
        import_path: str,
        seconds: float,
        go_on: Callable[[], object],
        log: logging.Logger,
    ) -> None:
        self._import_path = import_path
        self._seconds = seconds
        self._go_on = go_on
        self._log = log
        # An event, set by a handler, could wait for the lock of the one it interrupts.
        self._asked: SimpleQueue[None] = SimpleQueue()
        self._lock = threading.Lock()
        self._trial: SpawnProcess | None = None
        self._stopping = False

    def start(self) -> None:
        """Be ready for signals."""
        threading.Thread(target=self._work, name="kolben-reload", daemon=True).start()

    def ask(self, *_signal: object) -> None:
        """Try the new code soon. For a signal handler: it returns at once."""
        self._asked.put(None)

    def stop(self) -> None:
        """End a trial that is under way; there will be no other."""
        with self._lock:
            self._stopping = True
            if self._trial is not None:
                self._trial.kill()

    def _work(self) -> None:
        while True:
            self._asked.get()
            while not self._asked.empty():
                self._asked.get()
            self._log.info("SIGHUP received, trying the new code first..")
            problem = self._find_problem()
            if self._stopping:
                return
            if not self._asked.empty():
                continue
            if problem is None:
                self._go_on()
            else:
                self._log.error(
                    "Not reloaded: %s. Still serving the code of before: mend it, and"
                    " send SIGHUP again.",
                    problem,
                )

    def _find_problem(self) -> str | None:
        """What keeps the new code from being served; None if nothing does."""
        # With "spawn", as the server's processes: nothing of this one is inherited.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=try_app, args=(self._import_path, theirs))
        try:
            with self._lock:
                if self._stopping:
                    return None
                process.start()
                self._trial = process
            process.join(self._seconds)
            with self._lock:
                self._trial = None
            in_time = process.exitcode is not None
            if not in_time:
                process.kill()
                process.join()
            # Sent before its shutdown functions, which decide nothing.
            if ours.poll():
                return str(ours.recv()) or None
            if in_time:
                return f"the process that tried it ended with {process.exitcode}"
            return f"it was not loaded after {self._seconds:g} seconds"
        except Exception as error:
            self._log.exception("The new code could not be tried")
            return f"{type(error).__name__}: {error}"
        finally:
            ours.close()
            theirs.close()
