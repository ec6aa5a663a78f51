"""``/sitemap.xml`` and ``/robots.txt``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree import ElementTree as ET

from kolben import Blueprint, Response, current_app, url_for
from kolben.typing import ResponseReturnValue

from ..front.layout import get_root
from ..kept import kept
from ..posts import Edition
from ..publication import Publication

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# More addresses than this, a map may not have (sitemaps.org, "Sitemap file location").
_LIMIT = 50_000

discovery = Blueprint("discovery", __name__)


@discovery.get("/sitemap.xml")
@kept
def sitemap(publication: Publication, edition: Edition) -> ResponseReturnValue:
    """All pages that readers may find, with their translations."""
    root = get_root(publication)
    urlset = ET.Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for _, (path, changed, alternates) in zip(
        range(_LIMIT), _list_pages(publication, edition), strict=False
    ):
        url = ET.SubElement(urlset, "url")
        ET.SubElement(url, "loc").text = root + path
        if changed is not None:
            ET.SubElement(url, "lastmod").text = changed.isoformat()
        if len(alternates) > 1:
            for code, other in alternates.items():
                ET.SubElement(
                    url,
                    "xhtml:link",
                    rel="alternate",
                    hreflang=publication.site.get_language(code).code,
                    href=root + other,
                )
    text = ET.tostring(urlset, encoding="utf-8", xml_declaration=True)
    return Response(text, content_type="application/xml; charset=utf-8")


@discovery.get("/robots.txt")
@kept
def robots(publication: Publication, _edition: Edition) -> ResponseReturnValue:
    """All may read everything; while debugging and on staging, nobody (RFC 9309)."""
    if current_app.debug or current_app.config["PRESS_STAGING"]:
        text = "User-agent: *\nDisallow: /\n"
    else:
        address = get_root(publication) + url_for(".sitemap")
        text = f"User-agent: *\nAllow: /\n\nSitemap: {address}\n"
    return Response(text, content_type="text/plain; charset=utf-8")


def _list_pages(
    publication: Publication, edition: Edition
) -> Iterator[tuple[str, datetime | None, Mapping[str, str]]]:
    codes = publication.site.codes
    newest = {
        code: max((post.updated for post in posts), default=None)
        for code, posts in edition.posts.items()
    }
    for endpoint in ("front.index", "front.archive", "front.about"):
        places = {
            code: url_for(endpoint, language=code)
            for code in codes
            if endpoint != "front.about" or publication.get_about(code) is not None
        }
        for code, path in places.items():
            yield path, newest[code], places
    for posts in edition.posts.values():
        for post in posts:
            yield (
                url_for("front.page", uri=post.uri),
                post.updated,
                {
                    code: url_for("front.page", uri=other.uri)
                    for code, other in edition.get_translations(post).items()
                },
            )
    for tag in edition.tags.values():
        yield (
            url_for("front.page_list", tag=tag.name),
            max(post.updated for post in tag.posts),
            {},
        )
