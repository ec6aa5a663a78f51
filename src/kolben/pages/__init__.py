"""Pages from files: Flask-FlatPages' API on an index that lasts, and safe Markdown."""

from __future__ import annotations

from .flatpages import FlatPages as FlatPages
from .markdown import Markdown as Markdown
from .page import Page as Page
from .pygmented import pygmented_markdown as pygmented_markdown
from .pygmented import pygments_style_defs as pygments_style_defs
