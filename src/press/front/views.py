"""The pages that readers see."""

from __future__ import annotations

import os

from kolben import Blueprint, abort, redirect, send_from_directory, url_for
from kolben.blueprints import BlueprintSetupState
from kolben.typing import ResponseReturnValue

from ..kept import kept
from ..posts import Edition, Post
from ..publication import Publication, get_publication
from .layout import make_pager, render

front = Blueprint("front", __name__, template_folder="templates")


@kept
def index(
    publication: Publication, edition: Edition, language: str, number: int
) -> ResponseReturnValue:
    """The newest posts of a language, some at a time."""
    posts = edition.posts[language]
    pager = make_pager(
        posts, number, publication.site.posts_per_page, ".index", language=language
    )
    return render(
        "front/index.html",
        publication,
        language,
        url_for(".index", language=language, number=number),
        alternates=_every_language(publication, "front.index"),
        pager=pager,
        first=posts[-1] if posts else None,
        tags=edition.get_tags(language),
    )


@kept
def archive(
    publication: Publication, edition: Edition, language: str
) -> ResponseReturnValue:
    """All posts of a language, by year."""
    years: dict[int, list[Post]] = {}
    for post in edition.posts[language]:
        years.setdefault(post.published.year, []).append(post)
    return render(
        "front/archive.html",
        publication,
        language,
        url_for(".archive", language=language),
        alternates=_every_language(publication, "front.archive"),
        years=years,
        tags=edition.get_tags(language),
    )


@kept
def about(
    publication: Publication, _edition: Edition, language: str
) -> ResponseReturnValue:
    """What ``pages/<language>/about.md`` says."""
    found = publication.get_about(language)
    if found is None:
        abort(404)
    return render(
        "front/about.html",
        publication,
        language,
        url_for(".about", language=language),
        alternates={
            code: address
            for code, address in _every_language(publication, "front.about").items()
            if publication.get_about(code) is not None
        },
        page=found,
    )


@front.get("/list/<string:tag>/", defaults={"number": 1})
@front.get("/list/<string:tag>/<int:number>/")
@kept
def page_list(
    publication: Publication, edition: Edition, tag: str, number: int
) -> ResponseReturnValue:
    """The posts with a tag, in all languages, some at a time."""
    found = edition.get_tag(tag)
    if found is None:
        abort(404)
    if found.name != tag:
        return redirect(url_for(".page_list", tag=found.name, number=number), 301)
    pager = make_pager(
        found.posts, number, publication.site.posts_per_page, ".page_list", tag=tag
    )
    return render(
        "front/list.html",
        publication,
        found.language,
        url_for(".page_list", tag=tag, number=number),
        tag=found,
        pager=pager,
        tags=edition.get_tags(found.language),
    )


@front.get("/page/<string:uri>/")
@kept
def page(publication: Publication, edition: Edition, uri: str) -> ResponseReturnValue:
    """One post; from an old or another spelling of its address, the way there."""
    post = edition.get_post(uri) or edition.get_alias(uri)
    if post is None:
        abort(404)
    if post.uri != uri:
        return redirect(url_for(".page", uri=post.uri), 301)
    older, newer = edition.get_neighbours(post)
    translations = edition.get_translations(post)
    return render(
        "front/page.html",
        publication,
        post.language,
        url_for(".page", uri=uri),
        alternates={
            code: url_for(".page", uri=translations[code].uri)
            for code in publication.site.codes
            if code in translations
        },
        post=post,
        older=older,
        newer=newer,
    )


@front.get("/media/<path:filename>")
def media(filename: str) -> ResponseReturnValue:
    """A picture or another file that posts show.

    Not what a link leads to outside of the folder, nor what is hidden: content comes
    from archives and repositories, the server's own files do not belong to it.
    """
    folder = os.path.realpath(get_publication().content / "media")
    # A name with a NUL is none of a file.
    if "\0" in filename or any(part.startswith(".") for part in filename.split("/")):
        abort(404)
    if not os.path.realpath(os.path.join(folder, filename)).startswith(folder + os.sep):
        abort(404)
    return send_from_directory(folder, filename)


@front.record
def _add_localized_rules(state: BlueprintSetupState) -> None:
    """Each language's own addresses; those of the first one have no prefix."""
    site = get_publication(state.app).site
    for code in site.codes:
        prefix, defaults = site.get_prefix(code), {"language": code}
        first = {**defaults, "number": 1}
        state.add_url_rule(f"{prefix}/", "index", index, defaults=first)
        state.add_url_rule(
            f"{prefix}/pages/<int:number>/", "index", index, defaults=defaults
        )
        state.add_url_rule(f"{prefix}/archive/", "archive", archive, defaults=defaults)
        state.add_url_rule(f"{prefix}/about/", "about", about, defaults=defaults)


def _every_language(publication: Publication, endpoint: str) -> dict[str, str]:
    return {code: url_for(endpoint, language=code) for code in publication.site.codes}
