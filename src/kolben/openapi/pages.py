"""The docs page: Swagger UI, told by attributes what to show."""

from __future__ import annotations

import json
import posixpath
import typing as t
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

#: The last part of the path of the pages' files, beside the document.
ASSETS = "openapi-assets"

# What Swagger UI does by itself and other pages must not: ask a validator elsewhere.
_UI: dict[str, t.Any] = {
    "deepLinking": True,
    "displayRequestDuration": True,
    "docExpansion": "list",
    "filter": False,
    "persistAuthorization": False,
    "tryItOutEnabled": False,
    "validatorUrl": None,
}


def render_docs(title: str, links: Mapping[str, str], ui: Mapping[str, t.Any]) -> bytes:
    """The page with Swagger UI. ``ui``: its options, by its names; those that are
    functions cannot be given. ``initOAuth`` holds the options of that call.
    """
    settings = json.dumps({**_UI, **ui})
    page = get_templates().get_template("docs.html")
    return page.render(title=title, links=links, settings=settings).encode()


def find_relative(page: str, path: str) -> str:
    """The URL of ``path`` in a link of ``page``; both begin at the same place."""
    path, mark, query = path.partition("?")
    start = page.rpartition("/")[0] or "/"
    found = posixpath.relpath(path, start)
    if path.endswith("/") and found != ".":
        found += "/"
    if found == ".":
        found = "./"
    return found + mark + query


@cache
def get_templates() -> Environment:
    """The templates of the pages; never those of an app."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
