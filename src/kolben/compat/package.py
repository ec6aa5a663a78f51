"""The form of a table: which names of a package stand for which of Kolben's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dropped:
    """A name the package once had: still served, with a warning that gives `advice`."""

    target: str
    advice: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package as Kolben stands in for it.

    A target is `module:attribute`, or a bare module name. `modules` holds the names
    of each module; a key with children is a package. `loaded` are the submodules
    that importing the package also imports. With a `distribution`, the metadata of
    an installation that is not there answers `version`. One that `gives_way` is used
    only where the package itself is not installed.
    """

    name: str
    source: str
    modules: Mapping[str, Mapping[str, str]]
    loaded: tuple[str, ...] = ()
    dropped: Mapping[str, Mapping[str, Dropped]] = field(default_factory=dict)
    distribution: str = ""
    version: str = ""
    gives_way: bool = False

    def has_children(self, module: str) -> bool:
        """Whether `module` is a package rather than a plain module."""
        return any(name.startswith(f"{module}.") for name in self.modules)
