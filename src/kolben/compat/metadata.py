"""`importlib.metadata` for a package that Kolben stands in for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from os import PathLike
from pathlib import Path

from .package import Package


class StandInDistribution(Distribution):
    """The least that answers for the version of a package that is not installed."""

    def __init__(self, package: Package) -> None:
        self.package = package

    def read_text(self, filename: str | PathLike[str]) -> str | None:
        return {
            "METADATA": (
                "Metadata-Version: 2.1\n"
                f"Name: {self.package.distribution}\n"
                f"Version: {self.package.version}\n"
            ),
            "top_level.txt": f"{self.package.name}\n",
        }.get(str(filename))

    def locate_file(self, path: str | PathLike[str]) -> Path:
        return Path(self.package.source).parent / path


class MetadataFinder(DistributionFinder):
    """Answers for one package, as long as nothing installed does."""

    def __init__(self, package: Package) -> None:
        self.package = package

    def find_spec(self, *_args: object) -> None:
        """No module is found here."""

    def find_distributions(
        self, context: DistributionFinder.Context | None = None
    ) -> Iterable[Distribution]:
        context = context or DistributionFinder.Context()
        wanted = self.package.distribution
        if context.name is not None and _normalized(context.name) != wanted.lower():
            return ()
        # A search of other folders asks what is installed there: this is not.
        if list(context.path) != sys.path or _is_installed(wanted):
            return ()
        return (StandInDistribution(self.package),)


def _normalized(name: str) -> str:
    return name.replace("_", "-").replace(".", "-").lower()


def _is_installed(distribution: str) -> bool:
    context = DistributionFinder.Context(name=distribution)
    return any(True for _ in MetadataPathFinder.find_distributions(context))
