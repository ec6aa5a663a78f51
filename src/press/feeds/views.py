"""The addresses of the feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kolben import Blueprint, Response, abort, redirect, request, url_for
from kolben.blueprints import BlueprintSetupState
from kolben.typing import ResponseReturnValue

from ..front.layout import get_root
from ..kept import kept
from ..posts import Edition, Post
from ..publication import Publication, get_publication
from .feed import Entry, Feed, complete_links, write_atom, write_json, write_rss

# How many posts a feed has: readers fetch it whole, again and again.
_LENGTH = 20
_FORMATS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "feed.xml": (write_rss, "application/rss+xml; charset=utf-8"),
    "atom.xml": (write_atom, "application/atom+xml; charset=utf-8"),
    "feed.json": (write_json, "application/feed+json; charset=utf-8"),
}

feeds = Blueprint("feeds", __name__)


@kept
def site_feed(
    publication: Publication, edition: Edition, language: str, file: str
) -> ResponseReturnValue:
    """The newest posts of a language."""
    words = publication.site.words[language]
    return _answer(
        publication,
        file,
        language=language,
        title=words.name,
        home=url_for("front.index", language=language),
        posts=edition.posts[language],
    )


@kept
def tag_feed(
    publication: Publication, edition: Edition, tag: str, file: str
) -> ResponseReturnValue:
    """The newest posts with a tag."""
    found = edition.get_tag(tag)
    if found is None:
        abort(404)
    if found.name != tag:
        return redirect(url_for(".tag_feed", tag=found.name, file=file), 301)
    words = publication.site.words[found.language]
    return _answer(
        publication,
        file,
        language=found.language,
        title=f"{words.name}: {tag}",
        home=url_for("front.page_list", tag=tag),
        posts=found.posts,
    )


@feeds.record
def _add_rules(state: BlueprintSetupState) -> None:
    site = get_publication(state.app).site
    for file in _FORMATS:
        for code in site.codes:
            state.add_url_rule(
                f"{site.get_prefix(code)}/{file}",
                "site_feed",
                site_feed,
                defaults={"language": code, "file": file},
            )
        state.add_url_rule(
            f"/list/<string:tag>/{file}", "tag_feed", tag_feed, defaults={"file": file}
        )


def _answer(
    publication: Publication,
    file: str,
    *,
    language: str,
    title: str,
    home: str,
    posts: Sequence[Post],
) -> Response:
    write, content_type = _FORMATS[file]
    site, root = publication.site, get_root(publication)
    feed = Feed(
        title=title,
        description=site.words[language].description,
        author=site.author,
        language=site.get_language(language).code,
        home=root + home,
        address=root + url_for(request.endpoint or "", **(request.view_args or {})),
        entries=[_make_entry(publication, root, post) for post in posts[:_LENGTH]],
    )
    return Response(write(feed), content_type=content_type)


def _make_entry(publication: Publication, root: str, post: Post) -> Entry:
    address = root + url_for("front.page", uri=post.uri)
    return Entry(
        title=post.title,
        address=address,
        language=publication.site.get_language(post.language).code,
        published=post.published,
        updated=post.updated,
        summary=post.summary,
        html=complete_links(post.html, root, address),
        tags=post.tags,
    )
