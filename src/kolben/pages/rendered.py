"""Rendered pages, the ones used last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable


class Rendered:
    """Keeps HTML up to a number of characters; then what was not used longest goes."""

    def __init__(self, characters: int) -> None:
        self.characters = characters
        self._used = 0
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self.renew()

    def renew(self) -> None:
        """A lock of its own for a forked process."""
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> str | None:
        """The HTML kept under `key`, or None."""
        with self._lock:
            text = self._texts.get(key)
            if text is not None:
                self._texts.move_to_end(key)
            return text

    def add(self, key: Hashable, text: str) -> None:
        """Keep `text`, unless it alone would push most others out."""
        if len(text) * 4 > self.characters:
            return
        with self._lock:
            old = self._texts.pop(key, "")
            self._texts[key] = text
            self._used += len(text) - len(old)
            while self._used > self.characters:
                _, dropped = self._texts.popitem(last=False)
                self._used -= len(dropped)
