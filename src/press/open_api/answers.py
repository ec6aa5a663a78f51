"""The API's answers: what is read of an edition, as models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kolben import current_app, url_for
from kolben.rest import marshal
from kolben.rest.errors import ResourceNotFound

from ..front.layout import get_root
from ..posts import Edition, Post, Tag
from ..publication import Publication
from . import models, queries
from .paging import Part, Place, UnknownCursor, get_part

T = TypeVar("T")
JSON = dict[str, Any]
#: Where an app keeps its `Search`.
SEARCH = "press.search"


def list_posts(
    publication: Publication,
    edition: Edition,
    language: str,
    tag: str,
    limit: int,
    cursor: str,
) -> JSON:
    """Posts, newest first."""
    found = queries.find_posts(edition, language, tag)
    part = _get_part(found, queries.get_place, limit, cursor)
    return _write_posts(publication, part.items, part.next)


def search_posts(
    publication: Publication,
    edition: Edition,
    q: str,
    language: str,
    limit: int,
    cursor: str,
) -> JSON:
    """Posts that have all words of `q`, the best first."""
    search = current_app.extensions[SEARCH]
    found = search.find(edition, q, language)
    part = _get_part(found, queries.get_place_of_found, limit, cursor)
    return _write_posts(publication, [each.post for each in part.items], part.next)


def get_post(publication: Publication, edition: Edition, uri: str) -> JSON:
    """One post with its text."""
    post = edition.get_post(uri)
    if post is None:
        raise ResourceNotFound()
    translations = edition.get_translations(post)
    written = _describe_post(get_root(publication), post) | {
        "html": post.html,
        "translations": [
            {
                "language": code,
                "title": translations[code].title,
                "api_url": _get_post_url(get_root(publication), translations[code]),
            }
            for code in publication.site.codes
            if code in translations and code != post.language
        ],
    }
    return _marshal(written, models.post)


def list_tags(
    publication: Publication, edition: Edition, language: str, limit: int, cursor: str
) -> JSON:
    """Tags by name."""
    found = queries.find_tags(edition, language)
    part = _get_part(found, queries.get_place_of_tag, limit, cursor)
    root = get_root(publication)
    written = {"tags": [_describe_tag(root, tag) for tag in part.items]}
    return _marshal(written | _go_on(part.next), models.tag_list)


def get_tag(publication: Publication, edition: Edition, name: str) -> JSON:
    """One tag."""
    tag = edition.get_tag(name)
    if tag is None:
        raise ResourceNotFound()
    return _marshal(_describe_tag(get_root(publication), tag), models.tag)


def _get_part(
    items: Sequence[T], get_place: Callable[[T], Place], limit: int, cursor: str
) -> Part[T]:
    try:
        return get_part(items, get_place, limit, cursor)
    except UnknownCursor:
        # It leads nowhere, as an address does that nobody has given.
        raise ResourceNotFound(
            "There is no list that goes on there. Leave the cursor out to begin anew."
        ) from None


def _write_posts(
    publication: Publication, posts: Sequence[Post], cursor: str | None
) -> JSON:
    root = get_root(publication)
    written = {"posts": [_describe_post(root, post) for post in posts]}
    return _marshal(written | _go_on(cursor), models.post_list)


def _go_on(cursor: str | None) -> JSON:
    return {} if cursor is None else {"next": cursor}


def _marshal(written: JSON, model: Any) -> JSON:
    return dict(marshal(written, model, skip_none=True))


def _describe_post(root: str, post: Post) -> JSON:
    return {
        "uri": post.uri,
        "language": post.language,
        "title": post.title,
        "summary": post.summary,
        "tags": post.tags,
        "published": post.published,
        "updated": post.updated,
        "url": root + url_for("front.page", uri=post.uri),
        "api_url": _get_post_url(root, post),
    }


def _get_post_url(root: str, post: Post) -> str:
    return root + url_for("open_api.posts_one_post", uri=post.uri)


def _describe_tag(root: str, tag: Tag) -> JSON:
    return {
        "name": tag.name,
        "language": tag.language,
        "count": len(tag.posts),
        "url": root + url_for("front.page_list", tag=tag.name),
        "api_url": root + url_for("open_api.tags_one_tag", name=tag.name),
        "posts_url": root + url_for("open_api.posts_posts", tag=tag.name),
    }
