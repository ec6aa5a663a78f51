"""A page: metadata and a text that is rendered when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from . import front_matter
from .front_matter import PageError
from .index import Entry

Render = Callable[["Page"], str]


class Page:
    """A page with its texts at hand: `meta` is YAML, `body` what is rendered.

    `page["title"]` is `page.meta["title"]`, and so is `page.title` in a template,
    where `{{ page }}` is the page's HTML. Pages of a folder come from
    `FlatPages.get`; this constructor is for those made by hand.
    """

    def __init__(
        self, path: str, meta: str, body: str, html_renderer: Render, folder: str
    ) -> None:
        #: The name by which `FlatPages.get` finds the page.
        self.path = path
        #: Makes the HTML; called with the page.
        self.html_renderer = html_renderer
        #: The folder of the page's file, from the root of all pages.
        self.folder = folder
        #: When the file was last changed, in seconds since 1970.
        self.modified = 0.0
        self._meta: str | dict[Any, Any] = meta
        self._body = body
        self._html: str | None = None

    @property
    def meta(self) -> dict[Any, Any]:
        """The metadata at the top of the file; FrontMatterError if they are no YAML."""
        if isinstance(self._meta, str):
            self._meta = front_matter.parse(self._meta, self.path)
        return self._meta

    @meta.setter
    def meta(self, meta: dict[Any, Any]) -> None:
        self._meta = meta

    @property
    def body(self) -> str:
        """The text after the metadata, as it is in the file."""
        return self._body

    @body.setter
    def body(self, body: str) -> None:
        self._body = body
        self._html = None

    @property
    def html(self) -> str:
        """The body as HTML, from the renderer that is configured."""
        if self._html is None:
            self._html = self.html_renderer(self)
        return self._html

    @html.setter
    def html(self, html: str) -> None:
        self._html = html

    def __getitem__(self, name: Any) -> Any:
        return self.meta[name]

    def __html__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<Page {self.path}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # A renderer belongs to an app, so a copy in a cache or another process
        # takes the finished HTML with it.
        state = {
            "meta": self.meta,
            "body": self.body,
            "html": self.html,
            "modified": self.modified,
        }
        return make_copy, (self.path, self.folder, state)


def make_copy(path: str, folder: str, state: dict[str, Any]) -> Page:
    """A page out of a pickle."""
    page = Page(path, "", "", get_html, folder)
    for name, value in state.items():
        setattr(page, name, value)
    return page


def get_html(page: Page) -> str:
    """The renderer of a page that brought its HTML with it."""
    return page._html or ""


class Source(Protocol):
    """Where the parts of a page that are not kept in memory come from."""

    def load_meta(self, page: FilePage) -> dict[Any, Any]:
        """The metadata, from the index."""

    def load_body(self, page: FilePage) -> str:
        """The body, from the file."""

    def load_html(self, page: FilePage) -> str:
        """The body as HTML."""

    @property
    def renderer(self) -> Render:
        """Makes HTML of a page's body, whatever it is; one for all pages."""


class FilePage(Page):
    """A page made from a file, of which only the metadata are kept in memory."""

    _html: str | None = None
    _own_meta: dict[Any, Any] | None = None
    _own_body: str | None = None

    def __init__(
        self,
        path: str,
        folder: str,
        file: str,
        entry: Entry,
        problem: PageError | None,
        source: Source,
    ) -> None:
        # Not by way of `Page`: there are many of these, and most of what it sets is
        # the same in all of them.
        self.path = path
        self.html_renderer = source.renderer
        self.folder = folder
        #: The file's name, from the root of all pages and with `/`.
        self.file = file
        #: What is known of the file.
        self.entry = entry
        #: What is wrong with its metadata; reading `meta` raises it.
        self.problem = problem
        self.modified = entry.stamp.modified_ns / 1e9
        self._source = source

    @property
    def meta(self) -> dict[Any, Any]:
        """The metadata at the top of the file; FrontMatterError if they are no YAML."""
        if self._own_meta is None:
            self._own_meta = self._source.load_meta(self)
        return self._own_meta

    @meta.setter
    def meta(self, meta: dict[Any, Any]) -> None:
        self._own_meta = meta

    @property
    def body(self) -> str:
        """The text after the metadata, read from the file."""
        own = self._own_body
        return self._source.load_body(self) if own is None else own

    @body.setter
    def body(self, body: str) -> None:
        self._own_body = body
        self._html = None

    @property
    def html(self) -> str:
        """The body as HTML, from the renderer that is configured."""
        if self._html is not None:
            return self._html
        if self._own_body is None:
            return self._source.load_html(self)
        self._html = self.html_renderer(self)
        return self._html

    @html.setter
    def html(self, html: str) -> None:
        self._html = html
