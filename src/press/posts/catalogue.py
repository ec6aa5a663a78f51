"""The catalogue: which posts readers see, in which order, and until when."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from operator import attrgetter

from kolben.pages import FlatPages, Page

from .post import Post, PostError, fold, read_post

_logger = logging.getLogger(__name__)
_FOLDER = "posts/"
# Many posts have few tags, and folding Chinese ones takes most of an edition's time.
_fold_tag = lru_cache(4096)(fold)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and its posts, newest first. Its language is that of most of them."""

    name: str
    language: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What readers see at one time. It never changes; a new one takes its place."""

    number: int
    posts: Mapping[str, tuple[Post, ...]]
    by_uri: Mapping[str, Post]
    aliases: Mapping[str, Post]
    tags: Mapping[str, Tag]
    # The next moment at which a post appears or disappears by its dates.
    until: datetime | None
    _places: Mapping[str, int] = field(repr=False)
    _translations: Mapping[str, Mapping[str, Post]] = field(repr=False)
    _tags_in: Mapping[str, tuple[Tag, ...]] = field(repr=False)

    def get_post(self, uri: str) -> Post | None:
        """The post at an address, in whatever case and width the name is written."""
        return self.by_uri.get(fold(uri))

    def get_alias(self, name: str) -> Post | None:
        """The post that once had that address."""
        return self.aliases.get(fold(name))

    def get_tag(self, name: str) -> Tag | None:
        """The tag of a name, in whatever case and width it is written."""
        return self.tags.get(fold(name))

    def get_tags(self, language: str) -> tuple[Tag, ...]:
        """The tags that posts in a language have, those with most posts first."""
        return self._tags_in.get(language, ())

    def get_neighbours(self, post: Post) -> tuple[Post | None, Post | None]:
        """The next older and the next newer post in the same language."""
        posts = self.posts[post.language]
        place = self._places[post.uri]
        older = posts[place + 1] if place + 1 < len(posts) else None
        return older, posts[place - 1] if place else None

    def get_translations(self, post: Post) -> Mapping[str, Post]:
        """The article in all the languages it exists in, this post's included."""
        return self._translations[post.key]


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
        self._read: dict[str, tuple[Page, Post | None]] = {}
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
        if generation != self._generation:
            self._read_pages()
        number = seen.number + 1 if seen else 1
        every = [post for _, post in self._read.values() if post is not None]
        edition = _make_edition(number, every, self._languages, self._now())
        self._edition, self._generation = edition, generation
        return edition

    def _read_pages(self) -> None:
        """Read the posts of new and changed pages; of the others they are known."""
        known, self._read = self._read, {}
        for page in self._pages:
            path = page.path
            if not path.startswith(_FOLDER):
                continue
            entry = known.get(path)
            if entry is None or entry[0] is not page:
                entry = page, self._read_page(page)
            self._read[path] = entry

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


def _make_edition(
    number: int, every: list[Post], languages: tuple[str, ...], now: datetime
) -> Edition:
    every.sort(key=attrgetter("page.path"))
    every.sort(key=attrgetter("published"), reverse=True)
    by_uri: dict[str, Post] = {}
    posts: dict[str, list[Post]] = {language: [] for language in languages}
    places: dict[str, int] = {}
    translations: dict[str, dict[str, Post]] = {}
    tagged: dict[str, list[Post]] = {}
    moments: list[datetime] = []
    for post in every:
        if not post.shown_at(now):
            if not post.draft and post.published > now:
                moments.append(post.published)
            continue
        if post.until is not None:
            moments.append(post.until)
        name = fold(post.uri)
        if name in by_uri:
            _leave_out(
                post.page.path,
                f"{by_uri[name].page.path!r} has the same address; rename one file.",
            )
            continue
        by_uri[name] = post
        shelf = posts[post.language]
        places[post.uri] = len(shelf)
        shelf.append(post)
        translations.setdefault(post.key, {}).setdefault(post.language, post)
        for tag in dict.fromkeys(map(_fold_tag, post.tags)):
            tagged.setdefault(tag, []).append(post)
    tags = {name: _make_tag(name, of) for name, of in tagged.items()}
    return Edition(
        number=number,
        posts={language: tuple(shelf) for language, shelf in posts.items()},
        by_uri=by_uri,
        aliases={
            fold(alias): post for post in by_uri.values() for alias in post.aliases
        },
        tags=tags,
        until=min(moments, default=None),
        _places=places,
        _translations=translations,
        _tags_in={
            language: _sort_tags(tags.values(), language) for language in languages
        },
    )


def _make_tag(name: str, posts: list[Post]) -> Tag:
    # As the newest post writes it.
    written = next(tag for tag in posts[0].tags if _fold_tag(tag) == name)
    counts: dict[str, int] = {}
    for post in posts:
        counts[post.language] = counts.get(post.language, 0) + 1
    return Tag(written, max(counts, key=lambda code: counts[code]), tuple(posts))


def _sort_tags(tags: Iterable[Tag], language: str) -> tuple[Tag, ...]:
    own = [tag for tag in tags if any(post.language == language for post in tag.posts)]
    return tuple(sorted(own, key=lambda tag: (-len(tag.posts), tag.name)))
