"""What the API reads of an edition."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ..posts import Edition, Post, Tag
from ..posts.post import fold
from .paging import Place

# What a word weighs where it is found.
_TITLE, _TAG, _SUMMARY, _TEXT = 8, 4, 2, 1
_MOST_WORDS = 8
#: What a post is searched by: texts, and what a word in them weighs.
Parts = tuple[tuple[int, str], ...]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SMALLEST = timedelta(microseconds=1)


class Found(NamedTuple):
    """A post that has all the words that were looked for."""

    post: Post
    weight: int


def find_posts(edition: Edition, language: str, tag: str) -> Sequence[Post]:
    """Posts, newest first; of one language or with one tag unless that is empty."""
    posts: Iterable[Post] = edition.by_uri.values()
    if tag:
        of_tag = edition.get_tag(tag)
        posts = of_tag.posts if of_tag is not None else ()
    elif language:
        return edition.posts.get(language, ())
    return [post for post in posts if language in {"", post.language}]


def get_place(post: Post) -> Place:
    """Where a post stands among the newest."""
    return -((post.published - _EPOCH) // _SMALLEST), post.page.path


def find_tags(edition: Edition, language: str) -> list[Tag]:
    """Tags, by name; those that posts in a language have, unless it is empty."""
    tags = edition.get_tags(language) if language else edition.tags.values()
    return sorted(tags, key=get_place_of_tag)


def get_place_of_tag(tag: Tag) -> Place:
    """Where a tag stands in the order of names."""
    return (fold(tag.name),)


def get_place_of_found(found: Found) -> Place:
    """Where a post stands among those found: the best first, then the newest."""
    return -found.weight, *get_place(found.post)


class Search:
    """Finds posts by words, in any language: a word is any run of characters.

    The texts are folded when they are first searched, and kept as long as their posts.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._edition: Edition | None = None
        self._texts: dict[Post, Parts] = {}

    def find(self, edition: Edition, words: str, language: str) -> list[Found]:
        """The posts that have all words in title, tags, summary or text."""
        wanted = list(dict.fromkeys(fold(words).split()))[:_MOST_WORDS]
        if not wanted:
            return []
        found = []
        for post, parts in self._get_texts(edition).items():
            if language in {"", post.language} and (weight := _weigh(parts, wanted)):
                found.append(Found(post, weight))
        return sorted(found, key=get_place_of_found)

    def _get_texts(self, edition: Edition) -> dict[Post, Parts]:
        with self._lock:
            if self._edition is not edition:
                known = self._texts
                self._texts = {
                    post: known.get(post) or _fold_texts(post)
                    for post in edition.by_uri.values()
                }
                self._edition = edition
            return self._texts


def _weigh(parts: Parts, words: list[str]) -> int:
    """What the words come to in the parts of a post; 0 if one is nowhere."""
    total = 0
    for word in words:
        weight = sum(weight for weight, text in parts if word in text)
        if not weight:
            return 0
        total += weight
    return total


def _fold_texts(post: Post) -> Parts:
    return (
        (_TITLE, fold(post.title)),
        (_TAG, fold("\n".join(post.tags))),
        (_SUMMARY, fold(post.summary)),
        (_TEXT, fold(post.page.body)),
    )
