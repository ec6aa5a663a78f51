"""From what ``--app`` says to the app: import the module, find or make the app."""

from __future__ import annotations

import ast
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any, Literal, TypeGuard, overload

import click

from ..suggest import did_you_mean
from .import_failure import explain_import_failure, list_modules

if TYPE_CHECKING:
    from ..app import Kolben

_APP_NAMES = ("app", "application")
_FACTORY_NAMES = ("create_app", "make_app")


class NoAppException(click.UsageError):
    """No app could be found or loaded; the message says what to change."""


class FailedImport(NoAppException):
    """The app's module is there, and importing it failed; the error is the cause."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        # Without the usage: the command was right.
        click.ClickException.show(self, file)


def is_app(value: object) -> TypeGuard[Kolben]:
    """Whether a value is an app.

    Told by what its class can do: the class itself is above this module, and its
    ``cli`` comes from here. A blueprint has no ``wsgi_app``, another framework's app
    no ``on_startup``.
    """
    # __class__, not type(): a proxy bound to an app is as good as the app.
    kind = getattr(value, "__class__", type(value))
    return hasattr(kind, "wsgi_app") and hasattr(kind, "on_startup")


def find_best_app(module: ModuleType) -> Kolben:
    """The app of a module: ``app``, ``application``, its only app, or what
    ``create_app`` or ``make_app`` returns.
    """
    for name in _APP_NAMES:
        found = getattr(module, name, None)
        if is_app(found):
            return found

    apps = {name: value for name, value in vars(module).items() if is_app(value)}
    if len(apps) == 1:
        return next(iter(apps.values()))
    if apps:
        raise NoAppException(
            f"Module {module.__name__!r} has several apps: {', '.join(apps)}. Choose"
            f" one, as in '--app {module.__name__}:{next(iter(apps))}'."
        )

    for name in _FACTORY_NAMES:
        factory = getattr(module, name, None)
        if inspect.isfunction(factory):
            made = _call_factory(factory, f"{module.__name__}:{name}")
            if is_app(made):
                return made
            raise NoAppException(_explain_no_app(f"{name}()", module, made))

    raise NoAppException(
        f"Module {module.__name__!r} has no app: neither a variable that holds one"
        f" nor a function create_app() or make_app(). If it has another name, use"
        f" '--app {module.__name__}:name'." + _explain_hidden(module)
    )


def find_app_by_string(module: ModuleType, app_name: str) -> Kolben:
    """The app that ``app_name`` tells: a variable, a factory, or a call of one with
    literal arguments.
    """
    name, args, kwargs = _parse_app_name(app_name)
    try:
        value = getattr(module, name)
    except AttributeError as error:
        raise NoAppException(
            f"Module {module.__name__!r} has no {name!r}."
            + did_you_mean(name, _app_names(module))
            + _explain_hidden(module)
        ) from error

    if inspect.isfunction(value):
        value = _call_factory(value, f"{module.__name__}:{app_name}", *args, **kwargs)
    if is_app(value):
        return value
    raise NoAppException(_explain_no_app(app_name, module, value))


def _explain_no_app(expression: str, module: ModuleType, value: object) -> str:
    text = (
        f"'{module.__name__}:{expression}' is not an app but a value of type"
        f" {type(value).__name__!r}. Name a variable that holds an app, or a function"
        " that returns one."
    )
    if value is None:
        text += " A function without 'return app' at its end returns None."
    return text


def _parse_app_name(app_name: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Split ``name`` or ``name(1, key='x')`` into name, arguments and keywords."""
    try:
        expression = ast.parse(app_name.strip(), mode="eval").body
    except SyntaxError:
        expression = None
    match expression:
        case ast.Name(id=name):
            return name, [], {}
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            pass
        case ast.Call():
            raise NoAppException(
                f"{app_name!r} calls something other than a plain function name. Write"
                " 'name' or 'name(arguments)' after the colon."
            )
        case _:
            raise NoAppException(
                f"{app_name!r} is neither a name nor a call. Write 'name' or"
                " 'name(arguments)' after the colon."
            )
    try:
        return (
            name,
            [ast.literal_eval(arg) for arg in args],
            {k.arg: ast.literal_eval(k.value) for k in keywords if k.arg is not None},
        )
    except ValueError:
        raise NoAppException(
            f"The arguments in {app_name!r} must be literals: strings, numbers, lists,"
            " dicts, True, False or None."
        ) from None


def _call_factory(
    factory: Callable[..., object], where: str, *args: Any, **kwargs: Any
) -> object:
    try:
        return factory(*args, **kwargs)
    except TypeError as error:
        if _was_entered(factory, error):
            raise
        signature = inspect.signature(factory)
        needed = ", ".join(
            f'"{p.name}"' if p.kind < p.KEYWORD_ONLY else f'{p.name}="..."'
            for p in signature.parameters.values()
            if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        )
        raise NoAppException(
            f"Could not call the factory {where!r}: {error}. It is"
            f" {factory.__name__}{signature}; give its arguments, as in --app"
            f" '{where.split('(')[0]}({needed})'."
        ) from error


def _was_entered(factory: Callable[..., object], error: TypeError) -> bool:
    """Whether the error comes from inside the factory, not from calling it."""
    code = getattr(factory, "__code__", None)
    return any(f.f_code is code for f, _ in traceback.walk_tb(error.__traceback__))


def prepare_import(path: str | os.PathLike[str]) -> str:
    """The module name for a file or module path; its root goes onto ``sys.path``."""
    target = os.path.realpath(path)
    target = target.removesuffix(".py")
    if os.path.basename(target) == "__init__":
        target = os.path.dirname(target)

    root, name = os.path.split(target)
    parts = [name]
    while os.path.exists(os.path.join(root, "__init__.py")):
        root, name = os.path.split(root)
        parts.insert(0, name)

    if sys.path[0] != root:
        sys.path.insert(0, root)
    return ".".join(parts)


@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: Literal[True] = True
) -> Kolben: ...
@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: bool
) -> Kolben | None: ...
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: bool = True
) -> Kolben | None:
    """Import a module and find its app.

    With ``raise_if_not_found=False`` a module that is not there gives None; a module
    that fails while it is imported raises in any case.
    """
    try:
        __import__(module_name)
    except Exception as error:
        if isinstance(error, ImportError) and _is_missing(error):
            if not raise_if_not_found:
                return None
            raise NoAppException(_missing_module(module_name)) from None
        if explanation := explain_import_failure(module_name, error):
            raise FailedImport(explanation) from error
        raise

    module = sys.modules[module_name]
    if app_name is None:
        return find_best_app(module)
    return find_app_by_string(module, app_name)


def _is_missing(error: ImportError) -> bool:
    """Whether the module itself was not found: no frame below the import."""
    return error.__traceback__ is None or error.__traceback__.tb_next is None


def _missing_module(module_name: str) -> str:
    first, _, rest = module_name.partition(".")
    folder = Path(sys.path[0] or ".")
    if rest == "py" or (folder / f"{first}.py").is_file():
        candidates: Iterable[str] = (f"{name}.py" for name in list_modules(folder))
    else:
        candidates = list_modules(folder)
    return (
        f"There is no module {module_name!r} to import: nothing in {str(folder)!r} or"
        " on the Python path has that name."
        + did_you_mean(module_name, candidates)
        + " The app is named by '--app', KOLBEN_APP or FLASK_APP as 'module:name'."
    )


def _app_names(module: ModuleType) -> list[str]:
    """Names that can tell an app; any public name when there are none."""
    values = {n: v for n, v in vars(module).items() if not n.startswith("_")}
    names = [
        name
        for name, value in values.items()
        if is_app(value)
        or (inspect.isfunction(value) and value.__module__ == module.__name__)
    ]
    return names or list(values)


def _explain_hidden(module: ModuleType) -> str:
    """What to do when another module of that name was loaded before."""
    own = Path(sys.path[0] or ".", f"{module.__name__}.py")
    loaded = getattr(module, "__file__", None)
    if not own.is_file() or (loaded and own.samefile(loaded)):
        return ""
    return (
        f" That is another module ({loaded or 'built in'}). It hides {str(own)!r}: give"
        " that file another name."
    )


def find_app_files(folder: Path) -> list[str]:
    """Python files in a folder that look as if they make an app."""
    marks = ("Flask(", "Kolben(", "def create_app", "def make_app")
    found = []
    for file in sorted(folder.glob("*.py"))[:100]:
        try:
            text = file.read_text("utf-8", errors="ignore")
        except OSError:
            continue
        if any(mark in text for mark in marks):
            found.append(file.name)
    return found
