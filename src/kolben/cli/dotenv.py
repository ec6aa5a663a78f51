"""Settings of the command line, from the environment and from ``.env`` files.

``KOLBEN_APP`` and ``FLASK_APP`` are two spellings of one setting. Where one source
(the environment, a file) has both, ``KOLBEN_`` wins; a stronger source wins over a
weaker one in either spelling.
"""

from __future__ import annotations

import json
import os

import click

_PREFIXES = ("KOLBEN_", "FLASK_")
_NO = frozenset({"0", "false", "no"})
# What files have set: a process started by this one does not take it as set by hand,
# so that the reloader's next process sees the files as they are then.
_FROM_FILES = "_KOLBEN_ENV_FROM_FILES"


def read_setting(name: str) -> str | None:
    """The non-empty value of ``KOLBEN_<name>``, else of ``FLASK_<name>``."""
    for prefix in _PREFIXES:
        if value := os.environ.get(prefix + name):
            return value
    return None


def write_setting(name: str, value: str) -> None:
    """Set both spellings, for this process and the ones it starts."""
    for prefix in _PREFIXES:
        os.environ[prefix + name] = value


def find_debug_setting() -> bool | None:
    """What the environment says about debug mode, or None when it says nothing.

    ``DEBUG`` decides; without it, ``ENV=development`` turns debug on.
    """
    value = read_setting("DEBUG")
    if value is not None:
        return value.lower() not in _NO
    return True if _is_debug_by_env() else None


def get_debug_flag() -> bool:
    """Whether the environment turns debug mode on. Off unless it says so."""
    return bool(find_debug_setting())


def warn_of_env_setting() -> None:
    """Say on stderr that ``ENV`` is an old spelling, where it turns debug on."""
    if os.environ.get("WERKZEUG_RUN_MAIN") == "true":
        return  # the process that started this one has said so
    if read_setting("DEBUG") is None and _is_debug_by_env():
        click.secho(
            " * FLASK_ENV=development turned debug mode on. Flask 2.3 removed that"
            " setting, and only Kolben still reads it: use the --debug option or set"
            " KOLBEN_DEBUG=1 (or FLASK_DEBUG=1) instead.",
            fg="yellow",
            err=True,
        )


def _is_debug_by_env() -> bool:
    return (read_setting("ENV") or "").lower() == "development"


def get_load_dotenv(default: bool = True) -> bool:
    """Whether to read ``.env`` and ``.flaskenv``: ``SKIP_DOTENV`` or the default."""
    skip = read_setting("SKIP_DOTENV")
    return default if skip is None else skip.lower() in _NO


def load_dotenv(
    path: str | os.PathLike[str] | None = None, load_defaults: bool = True
) -> bool:
    """Set environment variables from files; True if a file had any.

    Variables set by hand stay. Then ``path`` counts, then ``.env``, then
    ``.flaskenv``, the latter two searched from the current directory upwards.
    """
    try:
        import dotenv
    except ImportError:
        _advise_dotenv(path)
        return False

    files = []
    if load_defaults:
        files += [dotenv.find_dotenv(n, usecwd=True) for n in (".flaskenv", ".env")]
    if path is not None and os.path.isfile(path):
        files.append(os.path.abspath(path))
    files = [file for file in files if file]
    if not files:
        return False

    read, taken = _recall()
    data: dict[str, str | None] = {}
    for file in files:
        layer = dotenv.dotenv_values(file, encoding="utf-8")
        for name in layer:
            data.pop(_other_spelling(name), None)
        data.update(layer)

    by_hand = frozenset(os.environ)
    for name, value in data.items():
        if value is not None and not by_hand & {name, _other_spelling(name)}:
            os.environ[name] = taken[name] = value
    read += [file for file in files if file not in read]
    os.environ[_FROM_FILES] = json.dumps([os.getpid(), read, taken])
    return bool(data)


def find_env_files() -> list[str]:
    """The files that this process has read settings from."""
    return _recall()[0]


def _recall() -> tuple[list[str], dict[str, str]]:
    """The files that this process has read, and what it took from them.

    What the process that started this one took is unset.
    """
    process, files, values = json.loads(os.environ.pop(_FROM_FILES, "[0, [], {}]"))
    if process == os.getpid():
        os.environ[_FROM_FILES] = json.dumps([process, files, values])
        return files, values
    for name, value in values.items():
        # If it has another value, that was set in between, by hand.
        if os.environ.get(name) == value:
            del os.environ[name]
    return [], {}


def _other_spelling(name: str) -> str:
    """``KOLBEN_X`` for ``FLASK_X`` and back; any other name for itself."""
    for prefix, other in zip(_PREFIXES, reversed(_PREFIXES), strict=True):
        if name.startswith(prefix):
            return other + name.removeprefix(prefix)
    return name


def _advise_dotenv(path: str | os.PathLike[str] | None) -> None:
    if path or os.path.isfile(".env") or os.path.isfile(".flaskenv"):
        click.secho(
            " * There are .env files here which nothing reads: python-dotenv is not"
            " installed. Run 'pip install python-dotenv'.",
            fg="yellow",
            err=True,
        )
