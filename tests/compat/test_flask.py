from __future__ import annotations

import re
from typing import Any

import pytest

from kolben.compat.facade import resolve
from kolben.compat.flask import DROPPED, FLASK, MODULES

# Type variables: they only annotate the module they stand in.
TYPE_VARIABLES = re.compile(r"(F|T|T_\w+)\Z")

# Behind each a reason: what a signature of Kolben's has that Flask's has not.
WIDER: dict[str, str] = {}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_row_names_an_object(module: str, compat: None) -> None:
    for name, target in MODULES[module].items():
        assert resolve(target) is not None, name


@pytest.mark.parametrize("module", sorted(DROPPED))
def test_every_dropped_name_has_an_object(module: str) -> None:
    for row in DROPPED[module].values():
        assert resolve(row.target) is not None


def test_no_public_name_of_flask_is_missing(
    flask_itself: dict[str, Any], flask_by_kolben: dict[str, Any]
) -> None:
    missing = [
        f"{module}.{name}"
        for module, names in flask_itself["names"].items()
        for name in names
        if name not in flask_by_kolben["names"][module]
        and not TYPE_VARIABLES.match(name)
    ]
    assert missing == []


def test_no_public_name_is_made_up(
    flask_itself: dict[str, Any], flask_by_kolben: dict[str, Any]
) -> None:
    extra = [
        f"{module}.{name}"
        for module, names in flask_by_kolben["names"].items()
        for name in names
        if name not in flask_itself["names"][module]
    ]
    assert extra == []


def test_the_same_submodules_come_with_a_bare_import(
    flask_itself: dict[str, Any], flask_by_kolben: dict[str, Any]
) -> None:
    for question in ("after import flask", "in sys.modules"):
        assert flask_by_kolben[question] == flask_itself[question]


def test_functions_and_methods_take_the_same_parameters(
    flask_itself: dict[str, Any], flask_by_kolben: dict[str, Any]
) -> None:
    different = {}
    for module, wanted in flask_itself["signatures"].items():
        given = flask_by_kolben["signatures"][module]
        for name, parameters in wanted.items():
            if name not in WIDER and given.get(name, "missing") != parameters:
                different[f"{module}.{name}"] = (parameters, given.get(name))
    assert different == {}


def test_objects_have_the_same_public_attributes(
    flask_itself: dict[str, Any], flask_by_kolben: dict[str, Any]
) -> None:
    missing = [
        f"{kind}: {name}"
        for kind, names in flask_itself["objects"].items()
        for name in names
        if name not in flask_by_kolben["objects"][kind]
    ]
    assert missing == []


def test_version_is_the_one_that_was_compared(flask_itself: dict[str, Any]) -> None:
    from importlib.metadata import version

    assert version("flask") == FLASK.version
