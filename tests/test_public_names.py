"""The door: Flask's names, with Flask's signatures, and the listed additions."""

import importlib
import inspect
import re
import types
from collections.abc import Iterator

import flask
import pytest

import kolben

ADDITIONS = {"Kolben"}

# Flask's name on the left, ours on the right, where a whole class is the contract.
CLASSES = {
    "flask:Flask": "kolben:Kolben",
    "flask:Blueprint": "kolben:Blueprint",
    "flask:Config": "kolben:Config",
    "flask:Request": "kolben:Request",
    "flask:Response": "kolben:Response",
    "flask.cli:AppGroup": "kolben.cli.group:AppGroup",
    "flask.cli:FlaskGroup": "kolben.cli.main:KolbenGroup",
    "flask.cli:ScriptInfo": "kolben.cli.group:ScriptInfo",
    "flask.ctx:AppContext": "kolben.context:AppContext",
    "flask.ctx:RequestContext": "kolben.context:RequestContext",
    "flask.json.provider:DefaultJSONProvider": (
        "kolben.json.provider:DefaultJSONProvider"
    ),
    "flask.json.provider:JSONProvider": "kolben.json.provider:JSONProvider",
    "flask.json.tag:JSONTag": "kolben.json.tag:JSONTag",
    "flask.json.tag:TaggedJSONSerializer": "kolben.json.tag:TaggedJSONSerializer",
    "flask.sessions:NullSession": "kolben.sessions:NullSession",
    "flask.sessions:SecureCookieSession": "kolben.sessions:SecureCookieSession",
    "flask.sessions:SecureCookieSessionInterface": (
        "kolben.sessions:SecureCookieSessionInterface"
    ),
    "flask.sessions:SessionInterface": "kolben.sessions:SessionInterface",
    "flask.templating:DispatchingJinjaLoader": (
        "kolben.templating:DispatchingJinjaLoader"
    ),
    "flask.templating:Environment": "kolben.templating:Environment",
    "flask.testing:EnvironBuilder": "kolben.testing:EnvironBuilder",
    "flask.testing:FlaskClient": "kolben.testing:KolbenClient",
    "flask.testing:FlaskCliRunner": "kolben.testing:KolbenCliRunner",
    "flask.views:MethodView": "kolben.views:MethodView",
    "flask.views:View": "kolben.views:View",
}


def public_names(module: types.ModuleType) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and name != "annotations"
        and not inspect.ismodule(value)
    }


def described(default: object) -> str:
    """A default as text, equal for twins that differ in name or address only."""
    if default is inspect.Parameter.empty:
        return ""
    if inspect.isclass(default):
        return default.__name__
    return re.sub(r" at 0x\w+", "", repr(default)).replace("flask", "kolben")


def parameters(function: object) -> list[tuple[str, str, str]]:
    assert callable(function)
    return [
        (each.name, each.kind.name, described(each.default))
        for each in inspect.signature(function).parameters.values()
    ]


def assert_same_signature(theirs: object, ours: object) -> None:
    """Flask's parameters in Flask's order; ours beyond them are keyword options."""
    expected, actual = parameters(theirs), parameters(ours)
    extra = [each for each in actual if each not in expected]
    assert [each for each in actual if each not in extra] == expected
    for name, kind, default in extra:
        assert kind == "KEYWORD_ONLY", name
        assert default, f"{name} has no default"


def own_members(cls: type) -> Iterator[str]:
    """Public attributes that Flask itself defines on the class or a base of it."""
    for base in cls.__mro__:
        if base.__module__.split(".")[0] == "flask":
            yield from (name for name in vars(base) if not name.startswith("_"))


def parameters_of(cls: type, name: str) -> list[tuple[str, str, str]]:
    value = getattr(cls, name)
    return parameters(value) if inspect.isfunction(value) else []


def resolve(path: str) -> type:
    module, _, name = path.partition(":")
    found = getattr(importlib.import_module(module), name)
    assert isinstance(found, type)
    return found


def test_public_names_are_flasks_and_the_listed_additions() -> None:
    assert public_names(kolben) == public_names(flask) | ADDITIONS


def test_flask_is_another_name_for_kolben() -> None:
    assert kolben.Flask is kolben.Kolben


@pytest.mark.parametrize("name", sorted(public_names(flask)))
def test_public_functions_have_flasks_signature(name: str) -> None:
    theirs, ours = getattr(flask, name), getattr(kolben, name)
    if inspect.isfunction(theirs):
        assert_same_signature(theirs, ours)
    elif not inspect.isclass(theirs):
        assert type(theirs).__name__ in {"LocalProxy", "NamedSignal"}


@pytest.mark.parametrize("path", CLASSES)
def test_constructors_have_flasks_signature(path: str) -> None:
    assert_same_signature(resolve(path), resolve(CLASSES[path]))


@pytest.mark.parametrize("path", CLASSES)
def test_classes_have_flasks_members(path: str) -> None:
    theirs, ours = resolve(path), resolve(CLASSES[path])
    missing = [name for name in own_members(theirs) if not hasattr(ours, name)]
    assert not missing


@pytest.mark.parametrize("path", CLASSES)
def test_methods_have_flasks_signature(path: str) -> None:
    theirs, ours = resolve(path), resolve(CLASSES[path])
    for name in own_members(theirs):
        # Where Flask takes anything (and refuses it), ours may say what it takes.
        anything = "VAR_POSITIONAL" in str(parameters_of(theirs, name))
        if inspect.isfunction(getattr(theirs, name)) and not anything:
            try:
                assert_same_signature(getattr(theirs, name), getattr(ours, name))
            except AssertionError as error:
                raise AssertionError(f"{ours.__name__}.{name}: {error}") from None
