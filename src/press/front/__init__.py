"""The public front: home, tags, posts, archive, about, and the pages for errors."""

from .errors import add_error_pages
from .headers import add_headers
from .views import front

__all__ = ["add_error_pages", "add_headers", "front"]
