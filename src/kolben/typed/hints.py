"""What the annotations of a view mean, names for type checkers only included."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import sys
import types
import typing as t
from contextlib import suppress

from ..errors import InvalidView
from ..view_kind import get_annotations


def describe_function(function: t.Any) -> str:
    """A function's name and where it is written, for messages."""
    name = getattr(function, "__qualname__", repr(function))
    code = getattr(function, "__code__", None)
    if code is None:
        return name
    return f"{name} ({code.co_filename}:{code.co_firstlineno})"


def resolve_hints(
    function: types.FunctionType, *, strict: bool
) -> dict[str, t.Any] | None:
    """The annotations of a function as types, ``Annotated`` ones with their metadata.

    A name that the module imports for type checkers only is imported now. A name that
    does not exist is None for the whole, or with ``strict`` an InvalidView.
    """
    found = {}
    for name, annotation in get_annotations(function).items():
        try:
            found[name] = _resolve(function, annotation)
        except NameError as e:
            if not strict:
                return None
            raise InvalidView(_explain_missing(function, name, annotation, e)) from e
        except (TypeError, SyntaxError, AttributeError) as e:
            reason = str(e).rstrip(".")
            raise InvalidView(
                f"{describe_function(function)}: the annotation of {_call(name)},"
                f" {annotation!r}, is no type: {reason}. Correct it, or say with"
                " @untyped that the view reads its request itself."
            ) from e
    return found


def _resolve(function: types.FunctionType, annotation: t.Any) -> t.Any:
    names = _get_names(function)
    while True:
        try:
            # As that of a function with this one annotation: a name that is missing
            # elsewhere is no reason to know nothing of this one.
            holder = types.FunctionType(_nothing.__code__, function.__globals__)
            holder.__annotations__ = {"it": annotation}
            return t.get_type_hints(
                holder,
                globalns=function.__globals__,
                localns=names,
                include_extras=True,
            )["it"]
        except NameError as e:
            if not e.name or e.name in names:
                raise
            value = _import_for_checkers(function, e.name)
            if value is None:
                raise
            names[e.name] = value


def _nothing() -> None: ...


def _get_names(function: types.FunctionType) -> dict[str, t.Any]:
    """The variables of the functions around this one, and its type parameters."""
    names = {}
    for name, cell in zip(
        function.__code__.co_freevars, function.__closure__ or (), strict=True
    ):
        with suppress(ValueError):  # not set yet
            names[name] = cell.cell_contents
    for parameter in getattr(function, "__type_params__", ()):
        names[parameter.__name__] = parameter
    return names


def _import_for_checkers(function: types.FunctionType, name: str) -> t.Any:
    """What the module imports as ``name`` under ``if TYPE_CHECKING:``, or None."""
    module = sys.modules.get(function.__module__)
    try:
        tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]  # None is a TypeError
    except (OSError, SyntaxError, TypeError):
        return None
    assert module is not None
    for block in ast.walk(tree):
        if not (
            isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        ):
            continue
        for node in block.body:
            value = _import_from(node, name, module)
            if value is not None:
                return value
    return None


def _import_from(node: ast.stmt, name: str, module: types.ModuleType) -> t.Any:
    if isinstance(node, ast.ImportFrom):
        for alias in node.names:
            if (alias.asname or alias.name) == name:
                path = "." * node.level + (node.module or "")
                origin = importlib.import_module(path, module.__package__)
                value = getattr(origin, alias.name, None)
                if value is None:
                    value = importlib.import_module(f"{origin.__name__}.{alias.name}")
                return value
    elif isinstance(node, ast.Import):
        for alias in node.names:
            if (alias.asname or alias.name.partition(".")[0]) == name:
                imported = importlib.import_module(alias.name)
                return imported if alias.asname else sys.modules[name]
    return None


def _explain_missing(
    function: types.FunctionType, name: str, annotation: t.Any, error: NameError
) -> str:
    missing = error.name or str(error)
    return (
        f"{describe_function(function)}: the annotation of {_call(name)},"
        f" {annotation!r}, names {missing!r}, which does not exist when the app"
        f" starts. If {missing!r} is imported under `if TYPE_CHECKING:`, move this"
        f" import out of it; if it is defined inside of a function, define it at the"
        " top of its module."
    )


def _call(name: str) -> str:
    return "the return value" if name == "return" else f"the parameter {name!r}"
