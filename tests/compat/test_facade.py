from __future__ import annotations

import importlib
import warnings
from unittest import mock

import pytest
from markupsafe import Markup
from werkzeug.exceptions import NotFound

import kolben
from kolben.compat.facade import Facade

pytestmark = pytest.mark.usefixtures("compat")


def test_names_are_kolbens() -> None:
    import flask

    assert flask.Flask is kolben.Kolben
    assert flask.Blueprint is kolben.Blueprint
    assert flask.request is kolben.request


def test_a_name_is_looked_up_once() -> None:
    import flask

    assert "Flask" not in vars(flask)
    first = flask.Flask
    assert vars(flask)["Flask"] is first


def test_dir_lists_names_not_looked_up_yet() -> None:
    import flask

    assert {"Flask", "url_for", "globals"} <= set(dir(flask))


def test_star_import_brings_every_public_name() -> None:
    namespace: dict[str, object] = {}
    exec("from flask import *", namespace)
    assert namespace["Flask"] is kolben.Kolben
    assert namespace["render_template"] is kolben.render_template
    assert not any(name.startswith("_") for name in namespace.keys() - {"__builtins__"})


def test_an_assigned_name_reaches_later_imports() -> None:
    import flask

    class Agent(kolben.Kolben):
        pass

    flask.Flask = Agent
    from flask import Flask

    assert Flask is Agent
    assert kolben.Flask is kolben.Kolben


def test_reloading_forgets_what_was_assigned() -> None:
    import flask

    flask.Flask = object
    importlib.reload(flask)
    assert flask.Flask is kolben.Kolben


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("flask", "_request_ctx_stack"),
        ("flask", "_app_ctx_stack"),
        ("flask", "no_such_name"),
        ("flask", "views"),
        ("flask.json", "JSONEncoder"),
        ("flask.globals", "_request_ctx_stack"),
        ("flask.helpers", "_endpoint_from_view_func"),
    ],
)
def test_an_absent_name_is_an_attribute_error(module: str, name: str) -> None:
    facade = importlib.import_module(module)
    message = f"module '{module}' has no attribute '{name}'"
    with pytest.raises(AttributeError, match=message):
        getattr(facade, name)


def test_importing_an_absent_name_is_an_import_error() -> None:
    message = "cannot import name '_request_ctx_stack' from 'flask'"
    with pytest.raises(ImportError, match=message):
        exec("from flask import _request_ctx_stack", {})


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("flask", "Markup"),
        ("flask", "escape"),
        ("flask", "safe_join"),
        ("flask", "signals_available"),
        ("flask.helpers", "locked_cached_property"),
        ("flask.helpers", "total_seconds"),
        ("flask.json", "htmlsafe_dumps"),
    ],
)
def test_a_dropped_name_warns_once_where_it_is_imported(module: str, name: str) -> None:
    with pytest.warns(DeprecationWarning, match=f"'{module}.{name}'") as caught:
        exec(compile(f"from {module} import {name}", "old.py", "exec"), {})
    assert [warning.filename for warning in caught] == ["old.py"]


def test_a_dropped_name_is_not_offered() -> None:
    import flask

    assert "Markup" not in dir(flask)


def test_markup_is_markupsafes() -> None:
    import flask

    with pytest.warns(DeprecationWarning, match=r"use markupsafe\.Markup"):
        assert flask.Markup is Markup


def test_version_is_flasks() -> None:
    import flask

    with pytest.warns(DeprecationWarning, match="importlib.metadata"):
        assert flask.__version__ == "3.1.3"


def test_old_safe_join_answers_404_for_a_path_that_leads_out() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from flask import safe_join
    assert safe_join("/srv", "a", "b.txt") == "/srv/a/b.txt"
    with pytest.raises(NotFound):
        safe_join("/srv", "../etc/passwd")


def test_a_facade_says_what_it_is() -> None:
    import flask

    assert isinstance(flask, Facade)
    assert flask.__file__ is not None
    assert "compat" in flask.__file__


def test_a_patched_name_comes_back() -> None:
    import flask

    with mock.patch("flask.url_for", return_value="/patched"):
        assert flask.url_for("anything") == "/patched"
    assert flask.url_for is kolben.url_for


def test_a_submodule_is_imported_from_its_package() -> None:
    namespace: dict[str, object] = {}
    exec("from flask import views, testing, signals", namespace)
    assert namespace["views"] is importlib.import_module("flask.views")
    assert namespace["signals"] is importlib.import_module("flask.signals")
