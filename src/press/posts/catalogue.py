"""The catalogue: which posts readers see, in which order, and until when."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo

from kolben.pages import FlatPages, Page

from .edition import Edition, make_empty
from .post import Post, PostError, read_post

_logger = logging.getLogger(__name__)
_FOLDER = "posts/"


class Catalogue:
    """Makes editions of the posts among a `FlatPages`' pages.

    `now` tells the time; it must know its zone. A post whose front matter is wrong is
    left out, and the log says which and why: one bad file does not stop a site.
    """

    def __init__(
        self,
        pages: FlatPages,
        languages: Iterable[str],
        zone: tzinfo,
        now: Callable[[], datetime],
    ) -> None:
        self._pages = pages
        self._languages = tuple(languages)
        self._zone = zone
        self._now = now
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._read: Mapping[Page, Post | None] = {}
        self._edition: Edition | None = None

    @property
    def edition(self) -> Edition:
        """The edition of this moment: made anew when files or the time say so.

        While one thread makes it, the others go on with the one before.
        """
        edition = self._edition
        generation = self._pages.generation
        if (
            edition is not None
            and self._generation == generation
            and (edition.until is None or self._now() < edition.until)
        ):
            return edition
        if not self._lock.acquire(blocking=edition is None):
            assert edition is not None
            return edition
        try:
            return self._renew(edition, generation)
        finally:
            self._lock.release()

    def _renew(self, seen: Edition | None, generation: int) -> Edition:
        """`generation` is of before: what changed after it shows in the next look."""
        if self._edition is not None and self._edition is not seen:
            return self._edition
        known = read = self._read
        if generation != self._generation:
            read = self._read_pages()
        now = self._now()
        if seen is None or now < seen.at:
            # Without an edition there is nothing to go on from, and editions only
            # follow one another forwards in time.
            known = {}
            number = seen.number if seen else 0
            seen = make_empty(number, self._languages)
        removed = [known[page] for page in known.keys() - read.keys()]
        added = [read[page] for page in read.keys() - known.keys()]
        edition = seen.renew(now, _drop_none(removed), _drop_none(added))
        # All at once, so that after a failure the next one makes up for it.
        self._read, self._edition, self._generation = read, edition, generation
        return edition

    def _read_pages(self) -> Mapping[Page, Post | None]:
        """The posts of all pages; only new and changed pages are read."""
        known = self._read
        return {
            page: known[page] if page in known else self._read_page(page)
            for page in self._pages
            if page.path.startswith(_FOLDER)
        }

    def _read_page(self, page: Page) -> Post | None:
        if page.path.count("/") < 2:
            _leave_out(page.path, "it must be in the folder of its language.")
            return None
        try:
            post = read_post(page, self._zone)
        except PostError as error:
            _leave_out(page.path, str(error))
            return None
        if post.language not in self._languages:
            _leave_out(
                page.path,
                f"{post.language!r} is no language of this site, which has"
                f" {', '.join(self._languages)}.",
            )
            return None
        return post


def _leave_out(path: str, reason: str) -> None:
    _logger.error("The post %r is not published: %s", path, reason)


def _drop_none(posts: Iterable[Post | None]) -> list[Post]:
    return [post for post in posts if post is not None]
