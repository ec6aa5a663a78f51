"""The open API: what readers see of posts and tags, as JSON, with its documentation."""

from .views import open_api

__all__ = ["open_api"]
