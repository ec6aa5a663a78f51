"""Whose code a frame of a traceback runs: the user's own, or a package's."""

from __future__ import annotations

import os
import sysconfig
from functools import lru_cache
from pathlib import PurePath

_FROZEN = "<frozen "
_INSTALLED = ("site-packages", "dist-packages")


_NAME = __name__.partition(".")[0]
_KOLBEN = PurePath(os.path.abspath(__file__)).parts[:-2]


def _list_roots() -> list[tuple[str, ...]]:
    """The directories that hold the modules of Python itself, as their parts."""
    paths = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    paths |= {os.path.realpath(path) for path in paths}
    return [PurePath(path).parts for path in sorted(paths)]


_ROOTS = _list_roots()


@lru_cache(maxsize=2048)
def find_package(filename: str) -> str | None:
    """The package or the module of Python that a file belongs to; None for the
    user's own, and for text that is in no file.
    """
    if filename.startswith(_FROZEN):
        return filename.removeprefix(_FROZEN).rstrip(">").partition(".")[0]
    parts = PurePath(filename).parts
    if parts[: len(_KOLBEN)] == _KOLBEN:
        return _NAME
    for index in range(len(parts) - 2, 0, -1):
        if parts[index] in _INSTALLED:
            return PurePath(parts[index + 1]).stem
    for root in _ROOTS:
        if len(parts) > len(root) and parts[: len(root)] == root:
            return PurePath(parts[len(root)]).stem
    return None
