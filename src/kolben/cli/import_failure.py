"""Why the app's module could not be imported, and what to do about it."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType, TracebackType

from ..suggest import did_you_mean

# Packages whose name on PyPI is another than the one to import.
_PACKAGES = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "flatpages": "Flask-FlatPages",
    "jwt": "PyJWT",
    "MySQLdb": "mysqlclient",
    "PIL": "pillow",
    "psycopg2": "psycopg2-binary",
    "serial": "pyserial",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
}


def explain_import_failure(module_name: str, error: Exception) -> str | None:
    """What went wrong while a module was imported, for the terminal.

    None for an error that its traceback tells best.
    """
    if isinstance(error, SyntaxError):
        return _explain_syntax(error)
    if is_cycle(error):
        return _explain_cycle(error)
    advice = _explain_shadow(error)
    if isinstance(error, ModuleNotFoundError):
        advice = advice or _explain_missing(error)
    if not advice and not isinstance(error, ImportError):
        return None
    lines = traceback.format_exception(type(error), error, skip_own_frames(error))
    return f"Importing {module_name!r} failed:\n\n{''.join(lines)}\n{advice}".rstrip()


def is_cycle(error: Exception) -> bool:
    return "circular import" in str(error)


def skip_own_frames(error: BaseException) -> TracebackType | None:
    """The traceback without the frames of Kolben and of the import system before the
    first one of the app's.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
    tb = error.__traceback__
    while tb is not None and (
        tb.tb_frame.f_code.co_filename.startswith((package, "<frozen"))
    ):
        tb = tb.tb_next
    return tb


def list_modules(folder: Path) -> Iterator[str]:
    """The names of the modules and packages in a folder."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.suffix == ".py" or (entry / "__init__.py").is_file():
            yield entry.stem


def _explain_syntax(error: SyntaxError) -> str | None:
    # Without a file it is about text that the app has handed to Python itself.
    if not error.filename or not os.path.isfile(error.filename):
        return None
    text = "".join(traceback.format_exception_only(error)).rstrip()
    hint = ""
    if "Missing parentheses in call to" in str(error.msg):
        hint = " It is written as in Python 2: this is Python 3, where print() is a"
        hint += " function."
    return (
        f"Line {error.lineno} of {error.filename!r} is not valid Python.{hint}"
        f"\n\n{text}"
    )


def _explain_missing(error: ModuleNotFoundError) -> str:
    name = (error.name or "").partition(".")[0]
    if name in sys.modules:
        return f"{name!r} is there, but has no module {error.name!r}."
    near = did_you_mean(name, list_modules(Path(sys.path[0] or ".")))
    package = _PACKAGES.get(name, name.replace("_", "-"))
    return (
        f"Neither this Python nor {sys.path[0]!r} has a module {name!r}.{near} If it is"
        " a package from PyPI, and its name is spelled right, install it:\n\n"
        f"  {sys.executable} -m pip install {package}"
    )


def _explain_shadow(error: Exception) -> str:
    """What to do when one of two modules of the same name was taken for the other."""
    if isinstance(error, ImportError):
        name, loaded = error.name, error.path
        if isinstance(error, ModuleNotFoundError):
            # `import email.mime` with an own email.py: "'email' is not a package".
            name = (error.name or "").partition(".")[0]
            loaded = getattr(sys.modules.get(name), "__file__", None)
    elif isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        name = error.obj.__name__
        loaded = getattr(error.obj, "__file__", None)
    else:
        return ""
    if not name or not loaded or "." in name:
        return ""
    folder = Path(sys.path[0] or ".")
    own = next((f for f in (folder / f"{name}.py", folder / name) if f.exists()), None)
    if own is None:
        return ""
    if not Path(loaded).is_relative_to(own):
        return (
            f"{name!r} is here another module ({loaded}). It hides {str(own)!r}: give"
            " your own another name."
        )
    others = [path for path in sys.path[1:] if Path(path).resolve() != folder]
    library = PathFinder.find_spec(name, others)
    if library is None or not library.origin:
        return ""
    return (
        f"Your own {str(own)!r} hides the library {name!r} ({library.origin}): give"
        " your file another name."
    )


def _explain_cycle(error: Exception) -> str:
    """Draw the chain of module lines that led back to a half-imported module."""
    steps = [
        f"  {frame.f_globals.get('__name__')} (line {line} of"
        f" {frame.f_code.co_filename})"
        for frame, line in traceback.walk_tb(skip_own_frames(error))
        if frame.f_code.co_name == "<module>"
    ]
    return (
        f"The modules import each other in a circle: {error}\n\n"
        + "\n".join(steps)
        + "\n\nEach line imports the next; the last one needs a name which the first"
        " has not made yet. Put the views into a blueprint in a module of its own that"
        " does not import the app, and register it where the app is made; where code"
        " needs the app while it runs, use 'current_app'."
    )
