"""Puts the tables in front of Python's own search for modules."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

from .facade import Facade
from .flask import FLASK
from .flatpages import FLATPAGES
from .metadata import MetadataFinder
from .package import Package
from .restx import RESTPLUS, RESTX

PACKAGES: tuple[Package, ...] = (FLASK, FLATPAGES, RESTPLUS, RESTX)


class FacadeFinder(MetaPathFinder, InspectLoader):
    """Finds and makes the modules of one package."""

    def __init__(self, package: Package) -> None:
        self.package = package

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname not in self.package.modules:
            return None
        spec = ModuleSpec(
            fullname,
            self,
            origin=self.package.source,
            is_package=self.is_package(fullname),
        )
        spec.has_location = True
        return spec

    def is_package(self, fullname: str) -> bool:
        # Such a module gets an empty `__path__`: a submodule without a row is not
        # found, where Kolben's own folder there would load it a second time.
        return self.package.has_children(fullname)

    def create_module(self, spec: ModuleSpec) -> Facade:
        dropped = self.package.dropped.get(spec.name, {})
        return Facade(spec.name, self.package.modules[spec.name], dropped)

    def exec_module(self, module: ModuleType) -> None:
        assert isinstance(module, Facade)
        module.forget()
        for name in self.package.loaded:
            if name.rpartition(".")[0] == module.__name__:
                import_module(name)

    def get_source(self, fullname: str) -> str:
        # Only `python -m` runs this; an import goes through exec_module.
        if fullname.endswith(".__main__"):
            return f"from {fullname} import main\nmain()\n"
        return ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.get_source(fullname), f"<{fullname}>", "exec")


def install(instead_of: Collection[str] = ()) -> None:
    """From now on, `import flask` gives Kolben. Calling it again changes nothing.

    `import flask_flatpages` gives `kolben.pages`, and `import flask_restx` gives
    `kolben.rest`, where the extension is not installed, and everywhere with
    `instead_of=["flask_flatpages"]`. `flask_restplus` is always `kolben.rest`.

    Raises RuntimeError when Flask itself has been imported already.
    """
    if any(isinstance(finder, FacadeFinder) for finder in sys.meta_path):
        return
    first = [each for each in PACKAGES if not each.gives_way or each.name in instead_of]
    for package in first:
        _refuse_if_loaded(package)
    for package in PACKAGES:
        # Behind Python's own search, a package is found only if that finds none.
        place = 0 if package in first else len(sys.meta_path)
        sys.meta_path.insert(place, FacadeFinder(package))
        if package.distribution:
            # Last, so that a real installation's own metadata comes first.
            sys.meta_path.append(MetadataFinder(package))


def uninstall() -> None:
    """Undo `install()`; what was imported meanwhile keeps its objects."""
    sys.meta_path[:] = [
        finder
        for finder in sys.meta_path
        if not isinstance(finder, FacadeFinder | MetadataFinder)
    ]
    for name, module in list(sys.modules.items()):
        if isinstance(module, Facade):
            del sys.modules[name]


def _refuse_if_loaded(package: Package) -> None:
    for name, module in sys.modules.items():
        if name == package.name or name.startswith(f"{package.name}."):
            where = getattr(module, "__file__", None) or "an unknown place"
            raise RuntimeError(
                f"kolben.compat.install() came too late: {name!r} was already"
                f" imported from {where}. Call it before anything imports"
                f" {package.name}, or start the program with"
                " 'python -m kolben.compat app.py'."
            )
