"""Where a package's files lie, and where it was installed."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path, PurePath

from .errors import SetupError


class NoRootPath(SetupError, RuntimeError):
    """The folder of an import name cannot be found."""


def get_root_path(import_name: str) -> str:
    """The folder that holds the module or package ``import_name``.

    The working directory when nothing of that name can be found, as for an
    interactive session. Raises RuntimeError for a namespace package.
    """
    module = sys.modules.get(import_name)
    file = getattr(module, "__file__", None)
    if file is None:
        try:
            spec = importlib.util.find_spec(import_name)
        except (ImportError, ValueError):
            spec = None
        loader = spec.loader if spec is not None else None
        if loader is None:
            return os.getcwd()
        if hasattr(loader, "get_filename"):
            file = loader.get_filename(import_name)
        else:
            file = getattr(importlib.import_module(import_name), "__file__", None)
    if file is None:
        raise NoRootPath(
            f"No root path can be found for {import_name!r}: it has no file, as a"
            " namespace package has none or because an import hook does not tell."
            " Pass root_path=... to say where its templates and static files are."
        )
    path: str = os.path.dirname(os.path.abspath(file))
    return path


def find_package(import_name: str) -> tuple[str | None, str]:
    """``(prefix, path)`` of a package.

    ``path`` is the entry of ``sys.path`` it is imported from. ``prefix`` is the
    folder it is installed under (``sys.prefix`` or a virtual environment), None for
    code that is not installed.
    """
    path = _find_import_folder(import_name)
    prefix = os.path.abspath(sys.prefix)
    if PurePath(path).is_relative_to(prefix):
        return prefix, path
    above, folder = os.path.split(path)
    if folder.lower() != "site-packages":
        return None, path
    outer, name = os.path.split(above)
    if name.lower() == "lib":  # Windows: prefix/Lib/site-packages
        return outer, path
    if os.path.basename(outer).lower() == "lib":  # prefix/lib/pythonX.Y/site-packages
        return os.path.dirname(outer), path
    return above, path


def _find_import_folder(import_name: str) -> str:
    root_name = import_name.partition(".")[0]
    try:
        spec = importlib.util.find_spec(root_name)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return os.getcwd()
    folders = spec.submodule_search_locations
    if not folders:
        return os.path.dirname(spec.origin or "")
    if spec.origin is not None and spec.origin != "namespace":
        return os.path.dirname(os.path.dirname(spec.origin))
    return os.path.dirname(_find_namespace_folder(import_name, list(folders)))


def _find_namespace_folder(import_name: str, folders: list[str]) -> str:
    """The part of a namespace package in which ``import_name`` lies."""
    spec = importlib.util.find_spec(import_name)
    if spec is not None and spec.submodule_search_locations:
        inner = Path(os.path.commonpath(list(spec.submodule_search_locations)))
        for folder in folders:
            if inner.is_relative_to(folder):
                return folder
    return folders[0]
