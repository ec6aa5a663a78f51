"""Feeds: RSS, Atom and JSON Feed of the site, of each language and of each tag."""

from .views import feeds

__all__ = ["feeds"]
