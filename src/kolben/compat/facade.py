"""A module made of names that stand for objects elsewhere."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from .package import Dropped


def resolve(target: str) -> Any:
    """The object that `module:attribute` names, or the module of a bare name."""
    module_name, _, path = target.partition(":")
    found: Any = import_module(module_name)
    for part in path.split(".") if path else ():
        found = getattr(found, part)
    return found


class Facade(ModuleType):
    """Names are looked up when first asked for and then are plain attributes.

    What somebody assigns to the module stays, as on any module.
    """

    # Slots keep the tables out of `vars(flask)`, where tools list a module's names.
    __slots__ = ("_dropped", "_targets")

    def __init__(
        self, name: str, targets: Mapping[str, str], dropped: Mapping[str, Dropped]
    ) -> None:
        super().__init__(name)
        self._targets = targets
        self._dropped = dropped

    def __getattr__(self, name: str) -> Any:
        target = self._targets.get(name)
        if target is not None:
            # Another thread, or an agent that swaps a class, may have come first.
            return self.__dict__.setdefault(name, resolve(target))
        if name in self._dropped:
            return self._serve_dropped(name)
        if name == "__all__":
            # `from flask import *` asks for this, then copies what `vars` holds.
            self.load_all()
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return sorted(self.__dict__.keys() | self._targets.keys())

    def load_all(self) -> None:
        """Look every name up now."""
        for name in self._targets:
            getattr(self, name)

    def forget(self) -> None:
        """Drop what was looked up or assigned: `importlib.reload` starts anew."""
        for name in self._targets:
            self.__dict__.pop(name, None)

    def _serve_dropped(self, name: str) -> Any:
        row = self._dropped[name]
        # `from flask import Markup` first asks whether the name is there, from
        # within importlib, then takes it: only the second is worth a warning.
        if sys._getframe(2).f_code.co_name != "_handle_fromlist":
            warnings.warn(
                f"'{self.__name__}.{name}' is a name of older Flask: {row.advice}.",
                DeprecationWarning,
                stacklevel=3,
            )
        return resolve(row.target)
