"""The app, put together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kolben import Kolben
from kolben.pages import FlatPages, Markdown

from .assets import add_assets
from .cache import AnswerCache
from .discovery import discovery
from .feeds import feeds
from .front import add_error_pages, add_headers, front
from .open_api import make_open_api
from .posts import Catalogue
from .publication import Publication
from .site import load_site

_HERE = Path(__file__).parent
# Each can also come from an environment variable of the same name.
_SETTINGS = {
    # The folder with site.toml, posts/, pages/ and media/.
    "PRESS_CONTENT": str(_HERE / "content"),
    # Where readers reach the site: goes before the url in site.toml.
    "PRESS_URL": "",
    # Signs cookies. Without one there are none: readers get no cookie anyway.
    "PRESS_SECRET_KEY": "",
    # Not empty: robots are asked to stay away.
    "PRESS_STAGING": "",
    # Bytes of memory in each process for answers that are kept.
    "PRESS_CACHE": 64 * 1024 * 1024,
}


def create_app(config: Mapping[str, Any] | None = None) -> Kolben:
    """The site as an app; `config` goes before the environment.

    Raises `SiteError` if the content folder has no site that can be shown.
    """
    app = Kolben(__package__)
    app.config.from_mapping(
        _SETTINGS,
        MAX_CONTENT_LENGTH=64 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="Lax",
        FLATPAGES_EXTENSION=".md",
        # While writing, the next look at a page must show it; readers must not wait.
        FLATPAGES_AUTO_RELOAD=True if app.debug else "watch",
        FLATPAGES_HTML_RENDERER=Markdown(),
    )
    app.config.update(
        {name: os.environ[name] for name in _SETTINGS if name in os.environ}
    )
    app.config.update(config or {})
    app.config["SECRET_KEY"] = app.config["PRESS_SECRET_KEY"] or None
    content = Path(app.config["PRESS_CONTENT"]).absolute()
    app.config["FLATPAGES_ROOT"] = str(content)
    site = load_site(content, app.config["PRESS_URL"] or None)
    if site.url is not None and app.config["TRUSTED_HOSTS"] is None:
        # This machine's own names are for probes of its health.
        host = urlsplit(site.url).hostname
        app.config["TRUSTED_HOSTS"] = [host, "localhost", "127.0.0.1"]
    pages = FlatPages(app)
    Publication(
        site=site,
        content=content,
        pages=pages,
        catalogue=Catalogue(pages, site.codes, site.zone, lambda: datetime.now(UTC)),
        answers=AnswerCache(int(app.config["PRESS_CACHE"])),
    ).publish(app)
    add_assets(app)
    add_headers(app)
    add_error_pages(app)
    for blueprint in (front, feeds, discovery, make_open_api()):
        app.register_blueprint(blueprint)
    return app
