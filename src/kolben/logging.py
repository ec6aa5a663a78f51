"""The app's logger, and `configure`: what it writes and where, by the config."""

from __future__ import annotations

import difflib
import importlib
import logging
import os
import re
import sys
import typing as t
from collections.abc import Callable, Mapping
from weakref import WeakKeyDictionary

from werkzeug.local import LocalProxy

from .errors import SetupError
from .globals import find_request_ctx
from .suggest import did_you_mean

if t.TYPE_CHECKING:
    from .app import Kolben

_FORMAT = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"


def _find_errors_stream() -> t.TextIO:
    ctx = find_request_ctx()
    if ctx is None:
        return sys.stderr
    return t.cast(t.TextIO, ctx.request.environ["wsgi.errors"])


#: The server's error stream while a request is active, else `sys.stderr`. In a
#: dictConfig it is `ext://kolben.logging.wsgi_errors_stream`.
wsgi_errors_stream = LocalProxy(_find_errors_stream)

#: What an app's logger gets when nothing else would handle its records.
default_handler = logging.StreamHandler(t.cast(t.TextIO, wsgi_errors_stream))
default_handler.setFormatter(logging.Formatter(_FORMAT))


def has_level_handler(logger: logging.Logger) -> bool:
    """Whether a record of the logger's own level would reach a handler."""
    level = logger.getEffectiveLevel()
    current: logging.Logger | None = logger
    while current is not None:
        if any(handler.level <= level for handler in current.handlers):
            return True
        current = current.parent if current.propagate else None
    return False


def create_logger(app: Kolben) -> logging.Logger:
    """The logger with the app's name: at DEBUG in debug mode unless it has a level,
    and with `default_handler` unless its records are handled somewhere.
    """
    logger = logging.getLogger(app.name)
    if app.debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not has_level_handler(logger):
        logger.addHandler(default_handler)
    return logger


# The handlers that `configure` gave each logger, for the next call to replace. By
# logger and not by app: two apps of one name share theirs.
_configured: WeakKeyDictionary[logging.Logger, list[logging.Handler]]
_configured = WeakKeyDictionary()


def configure(
    app: Kolben, logger: logging.Logger | None = None
) -> list[logging.Handler]:
    """Set up the app's logger, or another such as the root logger, from the config.

    `LOG_LEVEL`, `LOG_FORMAT` and `LOG_DATE_FORMAT` say what is written; always to the
    console, unless a logger above does so, and to `LOG_FILE` if it is set. A relative
    file is in the instance folder; its folder is made. The file is rotated by size
    (`LOG_MAX_BYTES`) or by time (`LOG_WHEN`, `LOG_INTERVAL`, `LOG_UTC`), and
    `LOG_BACKUP_COUNT` old ones are kept: 5 by default, for time all of them.
    Several processes may share the file.

    Call it again after a change of the config: the old handlers are replaced. Returns
    the new ones. Raises SetupError for a wrong setting and then changes nothing.
    """
    logger = app.logger if logger is None else logger
    level = _read_level(app.config)
    formatter = _read_formatter(app.config)
    make_handler = _read_rotation(app.config)
    file = app.config.get("LOG_FILE")
    handlers = [_open_file(app, file, make_handler)] if file else []

    for old in _configured.pop(logger, ()):
        logger.removeHandler(old)
        old.close()
    logger.removeHandler(default_handler)
    if level is not None:
        logger.setLevel(level)
    if not has_level_handler(logger):
        handlers.insert(0, logging.StreamHandler(t.cast(t.TextIO, wsgi_errors_stream)))
    for handler in handlers:
        handler.setFormatter(formatter)
        logger.addHandler(handler)
    _configured[logger] = handlers
    return list(handlers)


def _read_level(config: Mapping[str, t.Any]) -> int | None:
    value = config.get("LOG_LEVEL")
    if value is None or (type(value) is int and value >= 0):
        return value
    levels = logging.getLevelNamesMapping()
    name = str(value).strip().upper()
    if name in levels:
        return levels[name]
    if name.isdecimal():
        return int(name)
    raise SetupError(
        f"LOG_LEVEL is {value!r}, which is not a level.{did_you_mean(name, levels)}"
        f" Levels are {', '.join(sorted(levels, key=levels.__getitem__))}, or a number."
    )


def _read_formatter(config: Mapping[str, t.Any]) -> logging.Formatter:
    text = config.get("LOG_FORMAT") or _FORMAT
    date = config.get("LOG_DATE_FORMAT") or None
    for key, value in {"LOG_FORMAT": text, "LOG_DATE_FORMAT": date}.items():
        if value is not None and not isinstance(value, str):
            raise SetupError(f"{key} is {value!r}. It has to be text.")
    known = {*vars(logging.makeLogRecord({})), "asctime", "message"}
    unknown = set(re.findall(r"%\((\w+)\)", text)) - known
    for field in unknown:
        # Other fields may come from a filter, so only a likely slip is refused.
        if close := difflib.get_close_matches(field, known, n=1, cutoff=0.8):
            raise SetupError(
                f"LOG_FORMAT names the field {field!r}, which log records do not have."
                f" Did you mean {close[0]!r}?"
            )
    try:
        # A record without one of these fields is still written.
        return logging.Formatter(text, date, defaults=dict.fromkeys(unknown, "-"))
    except ValueError as error:
        raise SetupError(
            f"LOG_FORMAT is {text!r}, which cannot be used: {error}. Fields are written"
            " as in '%(levelname)s %(message)s'."
        ) from error


_WHEN = {
    "S": "seconds",
    "M": "minutes",
    "H": "hours",
    "D": "days",
    "MIDNIGHT": "at midnight",
    **{f"W{day}": "weekly, W0 on Monday" for day in range(7)},
}


def _read_rotation(
    config: Mapping[str, t.Any],
) -> Callable[[str], logging.FileHandler]:
    """How to open a log file with the rotation that the settings ask for."""
    max_bytes = _read_number(config, "LOG_MAX_BYTES", 1)
    interval = _read_number(config, "LOG_INTERVAL", 1)
    kept = _read_number(config, "LOG_BACKUP_COUNT", 0)
    when, utc = config.get("LOG_WHEN"), config.get("LOG_UTC")
    if when is not None and str(when).upper() not in _WHEN:
        raise SetupError(
            f"LOG_WHEN is {when!r}.{did_you_mean(str(when), _WHEN)} It is one of"
            f" {', '.join(f'{key} ({value})' for key, value in _WHEN.items())}."
        )
    if max_bytes is not None and when is not None:
        raise SetupError(
            "LOG_MAX_BYTES and LOG_WHEN are both set. A log file is rotated either by"
            " size or by time: unset one of them."
        )
    if when is not None:
        return lambda path: _load_log_files().TimeRotation(
            path,
            when=str(when),
            interval=interval or 1,
            backupCount=kept or 0,
            encoding="utf-8",
            utc=bool(utc),
        )
    for key, value in {"LOG_INTERVAL": interval, "LOG_UTC": utc}.items():
        if value is not None:
            raise SetupError(f"{key} is set, but LOG_WHEN is not. Set it as well.")
    if max_bytes is not None:
        if kept == 0:
            raise SetupError(
                "LOG_BACKUP_COUNT is 0, so LOG_MAX_BYTES could never rotate the file."
                " Set it to 1 or more."
            )
        size, count = max_bytes, kept or 5
        return lambda path: _load_log_files().SizeRotation(
            path, maxBytes=size, backupCount=count, encoding="utf-8"
        )
    if kept is not None:
        raise SetupError(
            "LOG_BACKUP_COUNT is set, but nothing rotates the file. Set LOG_MAX_BYTES"
            " or LOG_WHEN as well."
        )
    return lambda path: _load_log_files().WatchedFile(path, encoding="utf-8")


def _load_log_files() -> t.Any:
    """``kolben.log_files``, by name: only an app that logs to a file needs the modules
    which it loads (`bench/startup.py`)."""
    return importlib.import_module(f"{__package__}.log_files")


def _read_number(config: Mapping[str, t.Any], key: str, least: int) -> int | None:
    value = config.get(key)
    if value is None or (type(value) is int and value >= least):
        return value
    raise SetupError(
        f"{key} is {value!r}. It has to be a whole number from {least} up."
    )


def _open_file(
    app: Kolben, file: t.Any, make_handler: Callable[[str], logging.FileHandler]
) -> logging.Handler:
    try:
        path = os.path.join(app.instance_path, os.fspath(file))
    except TypeError as error:
        raise SetupError(f"LOG_FILE is {file!r}. It has to be a path.") from error
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"LOG_FILE is {str(file)!r}, but its folder {folder!r} is missing and"
            f" cannot be made: {error.strerror}. Make it yourself, writable for this"
            " user, or choose another file."
        ) from error
    try:
        return make_handler(path)
    except OSError as error:
        raise SetupError(
            f"LOG_FILE is {str(file)!r}, but {path!r} cannot be written:"
            f" {error.strerror}. Choose another file, or change who may write it."
        ) from error
