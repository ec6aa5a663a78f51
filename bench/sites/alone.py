"""Parts of press and of Kolben's renderer for a process that has no Kolben in it.

The site on Flask shows the same words with the same renderer. Loading them the usual
way would load Kolben, and put its import and memory on Flask's account.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def find_package(name: str) -> Path:
    """Where a package is, without running it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"There is no package {name}: pip install -e '.[press]'")
    return Path(spec.origin).parent


def open_package(name: str, folder: Path) -> None:
    """Let modules of a package be imported while its own ``__init__`` does not run."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package


PRESS = find_package("press")
KOLBEN = find_package("kolben")
open_package("press", PRESS)
open_package("kolben", KOLBEN)
open_package("kolben.pages", KOLBEN / "pages")
