"""Where a package's files lie, and where it was installed."""

import importlib
import os
import sys

import pytest

from kolben.packages import find_package, get_root_path


def test_root_of_a_module_is_its_folder(tmp_path, monkeypatch):
    (tmp_path / "lonely.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    assert get_root_path("lonely") == str(tmp_path)


def test_root_of_an_unknown_name_is_the_working_directory():
    assert get_root_path("no_such_module_anywhere") == os.getcwd()


def test_namespace_package_needs_a_root_path(tmp_path, monkeypatch):
    (tmp_path / "space").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    # Imported, as it is when an app in it says `__name__`.
    importlib.import_module("space")
    try:
        with pytest.raises(RuntimeError, match="root_path="):
            get_root_path("space")
    finally:
        del sys.modules["space"]


def test_code_that_is_not_installed_has_no_prefix(tmp_path, monkeypatch):
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    assert find_package("shop") == (None, str(tmp_path))


@pytest.mark.parametrize(
    ("folder", "prefix"),
    [
        ("lib/python3.11/site-packages", ""),
        ("Lib/site-packages", ""),
        ("site-packages", ""),
    ],
)
def test_prefix_of_an_environment_is_above_site_packages(
    tmp_path, monkeypatch, folder, prefix
):
    packages = tmp_path / folder
    packages.mkdir(parents=True)
    (packages / "wares.py").write_text("")
    monkeypatch.syspath_prepend(packages)
    assert find_package("wares") == (str(tmp_path / prefix), str(packages))
