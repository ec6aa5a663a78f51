from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from types import ModuleType

import pytest

import kolben
from kolben import compat as compat_layer
from kolben.compat.finder import PACKAGES, FacadeFinder
from kolben.compat.flask import MODULES


@pytest.mark.usefixtures("compat")
def test_every_module_is_an_attribute_of_its_parent() -> None:
    import flask

    for name in MODULES:
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name)
        parent, _, child = name.rpartition(".")
        assert sys.modules[name] is module
        if parent:
            assert getattr(importlib.import_module(parent), child) is module
    assert flask.json.provider is sys.modules["flask.json.provider"]


@pytest.mark.usefixtures("compat")
def test_nothing_can_be_loaded_a_second_time_under_flasks_name() -> None:
    import flask
    import flask.json
    import flask.sansio

    for package in (flask, flask.json, flask.sansio):
        assert list(package.__path__) == []
    assert not hasattr(flask.helpers, "__path__")


@pytest.mark.usefixtures("compat")
@pytest.mark.parametrize(
    "name",
    # The second kind are modules of Kolben's own that Flask does not have.
    [
        "flask.scaffold",
        "flask.ext",
        "flask.json.nothing",
        "flask.routing",
        "flask.plan",
    ],
)
def test_a_path_flask_lacks_is_not_found(name: str) -> None:
    with pytest.raises(
        ModuleNotFoundError, match=f"No module named '{name}'"
    ) as caught:
        importlib.import_module(name)
    assert caught.value.name == name


@pytest.mark.usefixtures("compat")
def test_a_module_without_children_is_no_package() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"'flask\.helpers' is not a package"):
        importlib.import_module("flask.helpers.more")


@pytest.mark.usefixtures("compat")
def test_find_spec_finds_flask() -> None:
    spec = importlib.util.find_spec("flask")
    assert spec is not None
    assert spec.name == "flask"


@pytest.mark.usefixtures("no_flask")
def test_installing_twice_is_installing_once() -> None:
    compat_layer.install()
    compat_layer.install()
    finders = [f for f in sys.meta_path if isinstance(f, FacadeFinder)]
    assert len(finders) == len(PACKAGES)


@pytest.mark.usefixtures("no_flask")
def test_uninstalling_leaves_no_facade() -> None:
    compat_layer.install()
    import flask

    assert flask.Flask is kolben.Kolben
    compat_layer.uninstall()
    assert "flask" not in sys.modules
    assert not any(isinstance(f, FacadeFinder) for f in sys.meta_path)


@pytest.mark.usefixtures("no_flask")
def test_too_late_is_refused_with_the_way_out() -> None:
    sys.modules["flask.views"] = ModuleType("flask.views")
    message = r"'flask.views' was already imported.*python -m kolben\.compat app\.py"
    with pytest.raises(RuntimeError, match=message):
        compat_layer.install()
    assert not any(isinstance(f, FacadeFinder) for f in sys.meta_path)


def test_importing_flask_by_the_layer_loads_no_flask() -> None:
    code = (
        "import kolben.compat; kolben.compat.install(); import flask, sys\n"
        "import flask.views, flask.testing, flask.debughelpers\n"
        "from kolben.compat.facade import Facade\n"
        "mine = [m for n, m in sys.modules.items() if n.split('.')[0] == 'flask']\n"
        "assert len(mine) > 20 and all(isinstance(m, Facade) for m in mine)\n"
        "assert not any('site-packages' in m.__file__ for m in mine)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
