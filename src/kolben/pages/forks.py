"""Objects with locks or threads, which a forked process has to make anew.

A lock that another thread held at the moment of the fork stays locked in the child,
where that thread does not exist.
"""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Renewable(Protocol):
    """What has locks or threads."""

    def renew(self) -> None:
        """Replace them."""


_alive: weakref.WeakSet[Renewable] = weakref.WeakSet()


def renew_after_fork(each: Renewable) -> None:
    """Call `each.renew()` in every process that this one forks."""
    _alive.add(each)


def _renew_all() -> None:
    for each in list(_alive):
        each.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
