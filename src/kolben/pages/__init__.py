"""Pages from files: Flask-FlatPages' API on an index that lasts, and safe Markdown."""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import MissingExtra

for _name in ("markdown", "markdown_it", "mdit_py_plugins", "nh3", "pygments", "yaml"):
    if find_spec(_name) is None:
        raise MissingExtra("'kolben.pages'", "pages")

# isort: split
from .flatpages import FlatPages as FlatPages  # noqa: E402
from .markdown import Markdown as Markdown  # noqa: E402
from .page import Page as Page  # noqa: E402
from .pygmented import pygmented_markdown as pygmented_markdown  # noqa: E402
from .pygmented import pygments_style_defs as pygments_style_defs  # noqa: E402
