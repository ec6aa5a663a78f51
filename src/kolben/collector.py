"""Python's garbage collector, out of the way while something large is built."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused_collector(wanted: bool = True) -> Iterator[None]:
    """No collection until the block ends: nothing in it is garbage before.

    A collector would go through all that is there already, again and again. It is
    paused for the whole process, so the block must be short. What is there when the
    block ends is taken for what will stay: the next collections pass it over, and it
    is gone through when the collector goes through everything.
    """
    paused = wanted and gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused:
            # Into the oldest generation at once. Nothing must stay frozen, and what
            # the app has frozen itself must not be set free.
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
