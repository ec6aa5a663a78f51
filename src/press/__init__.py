"""A publishing site on Markdown files."""

from .factory import create_app

__all__ = ["create_app"]
