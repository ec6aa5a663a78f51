"""Timing of small things: calibrated loops, interleaved rounds, the best kept.

The minimum of many short rounds is the cost without the neighbours' noise, and
interleaving gives every contender the same share of quiet moments. Processor time is
counted, not the clock's, so that waiting for a core is no cost. The garbage collector
stays on: its cost is part of what a request costs.
"""

import gc
from collections.abc import Callable, Hashable
from time import process_time
from typing import TypeVar

Loop = Callable[[int], object]
Key = TypeVar("Key", bound=Hashable)


def seconds(loop: Loop, count: int) -> float:
    start = process_time()
    loop(count)
    return process_time() - start


def calibrate(loop: Loop, slice_: float) -> int:
    """How many turns of ``loop`` fill about ``slice_`` seconds."""
    count = 1
    while True:
        # Twice: a collection that falls into one of them makes it look slow.
        took = min(seconds(loop, count), seconds(loop, count))
        if took >= slice_ / 4:
            return max(1, round(count * slice_ / took))
        count *= 2 if took < slice_ / 1000 else 4


def interleaved(
    loops: dict[Key, Loop], *, rounds: int, slice_: float = 0.02
) -> dict[Key, list[float]]:
    """Microseconds per turn of every loop, one figure per round."""
    counts = {key: calibrate(loop, slice_) for key, loop in loops.items()}
    figures: dict[Key, list[float]] = {key: [] for key in loops}
    for _ in range(rounds):
        gc.collect()
        for key, loop in loops.items():
            took = seconds(loop, counts[key])
            figures[key].append(took / counts[key] * 1e6)
    return figures
