"""Posts: what a Markdown file says about itself, and which of them readers see."""

from .catalogue import Catalogue
from .edition import Edition, Tag
from .post import Post, PostError, read_post

__all__ = ["Catalogue", "Edition", "Post", "PostError", "Tag", "read_post"]
