"""Pages from files: metadata, look-ups, settings."""

import atexit
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest

from kolben import Kolben, render_template_string
from kolben.pages import FlatPages

FOLDER = tempfile.mkdtemp()
atexit.register(shutil.rmtree, FOLDER)
os.environ["XDG_CACHE_HOME"] = FOLDER
ROOT = Path(FOLDER, "pages")
ROOT.mkdir()
(ROOT / "about.md").write_text(
    "---\ntitle: About\ndate: 2026-09-01\n---\nWe *write*.\n"
)
PAGE = "<h1>{{ page.title }}</h1>{{ page }}"
LIST = "{% for page in pages %}{{ page.path }};{% endfor %}"

# region: app
app = Kolben(__name__)
app.config["FLATPAGES_EXTENSION"] = ".md"
pages = FlatPages(app)


@app.route("/<path:path>/")
def show(path: str) -> str:
    return render_template_string(PAGE, page=pages.get_or_404(path))


@app.route("/")
def index() -> str:
    newest = sorted(pages, key=lambda page: page.meta["date"], reverse=True)
    return render_template_string(LIST, pages=newest)


# endregion
app.root_path = FOLDER


def test_pages(client):
    assert client.get("/about/").text == "<h1>About</h1><p>We <em>write</em>.</p>"
    assert client.get("/").text == "about;"
    assert client.get("/none/").status_code == 404


def test_page(app):
    with app.app_context():
        # region: page
        page = pages.get("about")
        assert page.path == "about"
        assert page["title"] == page.meta["title"] == "About"
        assert page["date"] == date(2026, 9, 1)
        assert page.body == "We *write*.\n"
        assert page.html == "<p>We <em>write</em>.</p>"
        # endregion


def test_production():
    app = Kolben("production", root_path=FOLDER)
    # region: production
    app.config["FLATPAGES_AUTO_RELOAD"] = "watch"
    app.config["FLATPAGES_INDEX"] = "/var/cache/mysite/pages.index"
    # endregion
    app.config["FLATPAGES_INDEX"] = os.path.join(FOLDER, "index")
    app.config["FLATPAGES_EXTENSION"] = ".md"
    assert FlatPages(app).get("about") is not None


def test_named():
    app = Kolben("named", root_path=FOLDER)
    # region: named
    app.config["FLATPAGES_NOTES_ROOT"] = "notes"
    app.config["FLATPAGES_NOTES_EXTENSION"] = [".md", ".txt"]
    notes = FlatPages(app, name="notes")
    # endregion
    with app.app_context():
        assert notes.root == os.path.join(FOLDER, "notes")
        with pytest.raises(KeyError):
            notes.config("none")
