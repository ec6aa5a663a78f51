"""The publication: what the views of one app work with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kolben import Kolben, current_app
from kolben.pages import FlatPages, Page

from .cache import AnswerCache
from .posts import Catalogue
from .site import Site

_NAME = "press"


@dataclass(frozen=True, slots=True)
class Publication:
    """A site with its content. `publish` puts it on an app."""

    site: Site
    content: Path
    pages: FlatPages
    catalogue: Catalogue
    answers: AnswerCache

    def get_about(self, language: str) -> Page | None:
        """What ``pages/<language>/about.md`` says of the site, if it is there."""
        return self.pages.get(f"pages/{language}/about")

    def publish(self, app: Kolben) -> None:
        """Make it the publication of an app."""
        app.extensions[_NAME] = self


def get_publication(app: Kolben | None = None) -> Publication:
    """The publication of an app, or of the one that handles the request."""
    publication = (current_app if app is None else app).extensions[_NAME]
    assert isinstance(publication, Publication)
    return publication
