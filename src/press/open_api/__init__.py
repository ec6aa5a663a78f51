"""The open API: what readers see of posts and tags, as JSON, with its documentation."""

from .views import make_open_api

__all__ = ["make_open_api"]
