"""Prints, as JSON, what `import flask` gives: names, signatures, attributes.

Run once on Flask and once through `python -m kolben.compat`, then with the first
run's answer on standard input: attributes made when first touched are in no `dir`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from types import ModuleType
from typing import Any

MODULES = [
    "flask",
    "flask.app",
    "flask.blueprints",
    "flask.cli",
    "flask.config",
    "flask.ctx",
    "flask.debughelpers",
    "flask.globals",
    "flask.helpers",
    "flask.json",
    "flask.json.provider",
    "flask.json.tag",
    "flask.logging",
    "flask.sansio",
    "flask.sansio.app",
    "flask.sansio.blueprints",
    "flask.sansio.scaffold",
    "flask.sessions",
    "flask.signals",
    "flask.templating",
    "flask.testing",
    "flask.typing",
    "flask.views",
    "flask.wrappers",
]
OURS = ("flask", "kolben")
PLAIN = (type(None), bool, int, float, str, bytes, tuple)


def main() -> None:
    asked_for = json.load(sys.stdin)["objects"] if "-" in sys.argv else {}
    loaded = importlib.import_module("flask")
    bare = sorted(
        name for name in dir(loaded) if isinstance(getattr(loaded, name), ModuleType)
    )
    loaded_by_it = sorted(name for name in sys.modules if name.startswith("flask"))
    modules = {name: importlib.import_module(name) for name in MODULES}
    answer = {
        "after import flask": bare,
        "in sys.modules": loaded_by_it,
        "names": {name: public(module) for name, module in modules.items()},
        "signatures": {name: signatures(module) for name, module in modules.items()},
        "objects": objects(modules["flask"], asked_for),
    }
    print(json.dumps(answer))


def public(owner: Any) -> list[str]:
    return sorted(name for name in dir(owner) if not name.startswith("_"))


def signatures(module: ModuleType) -> dict[str, Any]:
    """Parameters of the functions that are Flask's own, and of its classes' methods."""
    found: dict[str, Any] = {}
    for name in public(module):
        value = getattr(module, name)
        if not is_ours(value):
            continue
        if inspect.isclass(value):
            found[name] = parameters(value)
            for attribute in [*public(value), "__call__"]:
                defined_in = definer(value, attribute)
                if defined_in is not None and is_ours(defined_in):
                    member = inspect.getattr_static(value, attribute)
                    found[f"{name}.{attribute}"] = parameters(unwrapped(member))
        elif inspect.isfunction(value):
            found[name] = parameters(value)
    return found


def is_ours(value: Any) -> bool:
    return str(getattr(value, "__module__", "")).partition(".")[0] in OURS


def definer(cls: type, attribute: str) -> type | None:
    return next((base for base in cls.__mro__ if attribute in vars(base)), None)


def unwrapped(member: Any) -> Any:
    return member.__func__ if isinstance(member, classmethod | staticmethod) else member


def parameters(value: Any) -> list[list[str]] | None:
    """Name, kind and default of each, or None for what takes none."""
    if not callable(value):
        return None
    try:
        signature = inspect.signature(value)
    except ValueError:
        return None
    return [
        [name_of(parameter), parameter.kind.name, default_of(parameter)]
        for parameter in signature.parameters.values()
    ]


def name_of(parameter: inspect.Parameter) -> str:
    # The name of *args and **kwargs is no caller's business.
    variable = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return "" if variable else parameter.name


def default_of(parameter: inspect.Parameter) -> str:
    if parameter.default is parameter.empty:
        return "required"
    if isinstance(parameter.default, PLAIN):
        return repr(parameter.default)
    return type(parameter.default).__name__


def objects(flask: Any, asked_for: dict[str, list[str]]) -> dict[str, list[str]]:
    """Public attributes of instances, set in constructors or not."""

    def has(kind: str, value: Any) -> list[str]:
        listed = set(public(value))
        unlisted = set(asked_for.get(kind, ())) - listed
        return sorted(listed | {name for name in unlisted if hasattr(value, name)})

    app = flask.Flask("described")
    with app.test_request_context() as request_context:
        app_context = flask.globals.app_ctx._get_current_object()
        return {
            "app": has("app", app),
            "blueprint": has("blueprint", flask.Blueprint("bp", "described")),
            "app context": has("app context", app_context),
            "request context": has("request context", request_context),
            "request": has("request", flask.request._get_current_object()),
            "response": has("response", app.make_response("")),
            "client": has("client", app.test_client()),
            "runner": has("runner", app.test_cli_runner()),
            "session interface": has("session interface", app.session_interface),
            "json": has("json", app.json),
            "config": has("config", app.config),
            "config keys": sorted(app.config),
            "jinja globals": sorted(app.jinja_env.globals),
            "jinja filters": sorted(app.jinja_env.filters),
        }


if __name__ == "__main__":
    main()
