"""The FLATPAGES_… settings of one app, as they were when the pages were loaded."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from werkzeug.utils import import_string

from .pygmented import pygmented_markdown

#: The settings that Flask-FlatPages has, and `index`, with their defaults.
DEFAULTS: tuple[tuple[str, Any], ...] = (
    ("root", "pages"),
    ("extension", ".html"),
    ("encoding", "utf-8"),
    ("html_renderer", pygmented_markdown),
    ("markdown_extensions", ["codehilite"]),
    ("extension_configs", {}),
    ("auto_reload", "if debug"),
    ("case_insensitive", False),
    ("instance_relative", False),
    ("legacy_meta_parser", False),
    ("index", None),
)

Reload = Literal["never", "always", "watch"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides which pages there are and what is in them."""

    root: str
    extensions: tuple[str, ...]
    encoding: str
    case_insensitive: bool
    legacy: bool
    #: The file of the index, if there is one.
    index: str | None = None

    @property
    def origin(self) -> str:
        """What the metadata of the files depend on, apart from the files."""
        return json.dumps([self.root, self.encoding, self.legacy])


def read_extensions(value: Any) -> tuple[str, ...]:
    """The endings of file names: one text, several with commas, or a sequence."""
    if isinstance(value, str):
        return tuple(value.split(",")) if "," in value else (value,)
    if isinstance(value, set | frozenset):
        # In a set none is first; of two that fit, the longer one says more.
        value = sorted(value, key=lambda each: (-len(each), each))
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError(
        "Invalid value for FLATPAGES_EXTENSION: it should be a string such as '.md' or"
        f" a sequence of strings, got {type(value).__name__} instead: {value!r}"
    )


def read_encoding(value: Any) -> str:
    """The encoding of the files. Raises ValueError for a name Python does not know."""
    try:
        codecs.lookup(value)
    except LookupError:
        raise ValueError(
            f"Invalid value for FLATPAGES_ENCODING: Python knows no {value!r}."
            " Most files are 'utf-8'."
        ) from None
    return str(value)


def read_reload(value: Any, debug: bool) -> Reload:
    """When to look for changes, from FLATPAGES_AUTO_RELOAD."""
    if isinstance(value, str):
        if value == "if debug":
            value = debug
        elif value == "watch":
            return "watch"
        else:
            raise ValueError(
                f"Invalid value for FLATPAGES_AUTO_RELOAD: {value!r}. It is True,"
                " False, 'if debug' or 'watch'."
            )
    return "always" if value else "never"


def read_renderer(value: Any) -> Callable[..., Any]:
    """The function that renders: itself, or where to import it from."""
    renderer: Callable[..., Any] = value if callable(value) else import_string(value)
    return renderer


def read_settings(config: Mapping[str, Any], prefix: str, root: str) -> Settings:
    """The settings whose names begin with `prefix`, for pages below `root`."""
    return Settings(
        root=root,
        extensions=read_extensions(config[f"{prefix}_EXTENSION"]),
        encoding=read_encoding(config[f"{prefix}_ENCODING"]),
        case_insensitive=bool(config[f"{prefix}_CASE_INSENSITIVE"]),
        legacy=bool(config[f"{prefix}_LEGACY_META_PARSER"]),
    )
