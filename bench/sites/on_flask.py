"""press once more, on Flask and Flask-FlatPages, written as their users write.

Views find pages with `get` and with comprehensions over all of them, as the manual of
Flask-FlatPages shows. The templates, the words, the renderer of Markdown and the
headers are those of press, so that the frameworks and their pages make the difference.
Feeds are not here, only their addresses, which every page has.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import alone  # first: what it opens is imported below
from flask import Blueprint, Flask, Response, abort, current_app, url_for
from flask import render_template as render
from flask_flatpages import FlatPages
from flask_flatpages.page import Page

from kolben.pages.markdown import Markdown
from press.site import Site, load_site

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

markdown = Markdown()
pages = FlatPages()
front = Blueprint("front", __name__)
feeds = Blueprint("feeds", __name__)
open_api = Blueprint("open_api", __name__, url_prefix="/api")


@dataclass
class Post:
    """A page, under the names that the templates use."""

    page: Page

    @property
    def language(self) -> str:
        return self.page.path.split("/")[1]

    @property
    def uri(self) -> str:
        return self.page.path.split("/")[2]

    @property
    def title(self) -> str:
        return self.page["title"]

    @property
    def published(self) -> datetime:
        return datetime.combine(self.page["date"], time(), get_site().zone)

    @property
    def updated(self) -> datetime:
        return self.published

    @property
    def tags(self) -> list[str]:
        return self.page["tags"]

    @property
    def summary(self) -> str:
        return self.page["summary"]

    @property
    def html(self) -> str:
        return self.page.html


@dataclass
class Tag:
    name: str
    posts: list[Page]


@dataclass
class Pager:
    posts: list[Post]
    number: int
    count: int
    newer: str | None
    older: str | None


def render_body(text: str, flatpages: FlatPages, page: Page) -> str:
    # Flask-FlatPages counts the arguments of a function; an object has one too many.
    return markdown(text, flatpages, page)


def get_site() -> Site:
    return current_app.extensions["site"]


def is_published(page: Page) -> bool:
    return (
        page.path.startswith("posts/")
        and not page.meta.get("draft")
        and page["date"] <= date.today()
    )


def sort_pages(found: Iterable[Page]) -> list[Page]:
    return sorted(found, key=lambda page: page["date"], reverse=True)


def list_pages(language: str) -> list[Page]:
    folder = f"posts/{language}"
    return sort_pages(p for p in pages if p.folder == folder and is_published(p))


def list_tags(found: Iterable[Page]) -> list[Tag]:
    tagged: dict[str, list[Page]] = defaultdict(list)
    for page in found:
        for tag in page["tags"]:
            tagged[tag].append(page)
    tags = [Tag(name, of) for name, of in tagged.items()]
    return sorted(tags, key=lambda tag: (-len(tag.posts), tag.name))


def make_pager(found: list[Page], number: int, endpoint: str, **values: str) -> Pager:
    size = get_site().posts_per_page
    count = max(1, -(-len(found) // size))
    if not 1 <= number <= count:
        abort(404)
    older = newer = None
    if number > 1:
        newer = url_for(endpoint, number=number - 1, **values)
    if number < count:
        older = url_for(endpoint, number=number + 1, **values)
    shown = [Post(page) for page in found[(number - 1) * size : number * size]]
    return Pager(shown, number, count, newer, older)


def count_minutes(text: str) -> int:
    han = 0 if text.isascii() else len(HAN.findall(text))
    words = len(text.split())
    return max(1, round(han / 350 + words / 200))


def render_page(template: str, language: str, path: str, **values: object) -> str:
    site = get_site()
    return render(
        template,
        t=site.get_language(language),
        language=language,
        site=site,
        words=site.words[language],
        root=site.url,
        path=path,
        has_about=pages.get(f"pages/{language}/about") is not None,
        count_minutes=count_minutes,
        **values,
    )


def index(language: str, number: int) -> str:
    found = list_pages(language)
    return render_page(
        "front/index.html",
        language,
        url_for(".index", language=language, number=number),
        alternates={
            code: url_for(".index", language=code) for code in get_site().codes
        },
        pager=make_pager(found, number, ".index", language=language),
        first=Post(found[-1]) if found else None,
        tags=list_tags(found),
    )


@front.get("/list/<string:tag>/", defaults={"number": 1})
@front.get("/list/<string:tag>/<int:number>/")
def page_list(tag: str, number: int) -> str:
    found = sort_pages(p for p in pages if is_published(p) and tag in p["tags"])
    if not found:
        abort(404)
    language = Post(found[0]).language
    return render_page(
        "front/list.html",
        language,
        url_for(".page_list", tag=tag, number=number),
        alternates={},
        tag=Tag(tag, found),
        pager=make_pager(found, number, ".page_list", tag=tag),
        tags=list_tags(list_pages(language)),
    )


@front.get("/page/<string:uri>/")
def page(uri: str) -> str:
    found = pages.get(f"posts/en/{uri}") or pages.get_or_404(f"posts/zh/{uri}")
    if not is_published(found):
        abort(404)
    post = Post(found)
    shelf = list_pages(post.language)
    at = shelf.index(found)
    translations = {
        Post(p).language: Post(p)
        for p in pages
        if p.meta.get("key") == found["key"] and is_published(p)
    }
    return render_page(
        "front/page.html",
        post.language,
        url_for(".page", uri=uri),
        alternates={
            code: url_for(".page", uri=translations[code].uri)
            for code in get_site().codes
            if code in translations
        },
        post=post,
        older=Post(shelf[at + 1]) if at + 1 < len(shelf) else None,
        newer=Post(shelf[at - 1]) if at else None,
    )


def add_rules(site: Site) -> None:
    """The addresses of each language; feeds and the like are only named."""
    for code in site.codes:
        prefix, defaults = site.get_prefix(code), {"language": code}
        first = {**defaults, "number": 1}
        front.add_url_rule(f"{prefix}/", "index", index, defaults=first)
        front.add_url_rule(
            f"{prefix}/pages/<int:number>/", "index", index, defaults=defaults
        )
        for name in ("archive", "about"):
            named = {"defaults": defaults, "build_only": True}
            front.add_url_rule(f"{prefix}/{name}/", name, **named)
        for file in ("feed.xml", "atom.xml", "feed.json"):
            feeds.add_url_rule(
                f"{prefix}/{file}",
                "site_feed",
                defaults={"language": code, "file": file},
                build_only=True,
            )
    for file in ("feed.xml", "atom.xml", "feed.json"):
        feeds.add_url_rule(
            f"/list/<string:tag>/{file}",
            "tag_feed",
            defaults={"file": file},
            build_only=True,
        )


open_api.add_url_rule("/", "doc", build_only=True)


def set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


@cache
def get_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def get_asset(filename: str) -> str:
    digest = get_digest(alone.PRESS / "static" / filename)
    return url_for("static", filename=filename, v=digest)


def create_app() -> Flask:
    """The site on the content in ``PRESS_CONTENT``."""
    app = Flask(
        __name__,
        template_folder=str(alone.PRESS / "front" / "templates"),
        static_folder=str(alone.PRESS / "static"),
    )
    content = os.environ["PRESS_CONTENT"]
    app.config.update(
        FLATPAGES_ROOT=content,
        FLATPAGES_EXTENSION=".md",
        FLATPAGES_HTML_RENDERER=render_body,
        FLATPAGES_AUTO_RELOAD=bool(os.environ.get("BENCH_RELOAD")),
    )
    pages.init_app(app)
    app.extensions["site"] = site = load_site(Path(content))
    add_rules(site)
    app.register_blueprint(front)
    app.register_blueprint(feeds)
    app.register_blueprint(open_api)
    app.after_request(set_headers)
    app.jinja_env.globals["asset"] = get_asset
    if os.environ.get("BENCH_CACHED"):
        keep_answers(app)
    return app


def keep_answers(app: Flask) -> None:
    """Keep all pages in the process's memory, as Flask-Caching does it."""
    # Only this one figure needs it; the tests of this site do without.
    from flask_caching import Cache

    cache = Cache(app, config={"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": 2000})
    for name in ("index", "page_list", "page"):
        view = app.view_functions[f"front.{name}"]
        app.view_functions[f"front.{name}"] = cache.cached(timeout=0)(view)


def create_pages(look: bool) -> tuple[Flask, FlatPages]:
    """The pages alone, in an app that does nothing else; it always looks."""
    app = Flask(__name__)
    app.config.update(
        FLATPAGES_ROOT=os.environ["PRESS_CONTENT"], FLATPAGES_EXTENSION=".md"
    )
    return app, FlatPages(app)
