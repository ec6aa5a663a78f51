from __future__ import annotations

import re
from typing import Any

import pytest

from kolben.compat.facade import resolve
from kolben.compat.flask import DROPPED, FLASK, MODULES

# Type variables: they only annotate the module they stand in.
TYPE_VARIABLES = re.compile(r"(F|T|T_\w+)\Z")

# Signatures that differ, each with the reason.
EXCEPTIONS = {
    "Flask.url_map_class": "hands its arguments on to Werkzeug's Map",
    "App.url_map_class": "hands its arguments on to Werkzeug's Map",
}


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
            ours = without_additions(given.get(name, "missing"), parameters)
            if name not in EXCEPTIONS and ours != parameters:
                different[f"{module}.{name}"] = (parameters, ours)
    assert different == {}


def without_additions(ours: Any, parameters: Any) -> Any:
    """Leaves out what Kolben adds by keyword: no call written for Flask has it."""
    if not isinstance(ours, list) or not isinstance(parameters, list):
        return ours
    names = {name for name, _, _ in parameters}
    return [
        [name, kind, default]
        for name, kind, default in ours
        if name in names or kind != "KEYWORD_ONLY" or default == "required"
    ]


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
