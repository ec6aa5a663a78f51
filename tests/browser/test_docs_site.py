"""The documentation as scripts/docs builds it."""

import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    command = (sys.executable, "-m", "sphinx", "--quiet", "--conf-dir", "docs")
    places = ("--doctree-dir", str(folder / "doctrees"), ".", str(folder / "site"))
    subprocess.run([*command, *places], cwd=ROOT, check=True)
    return folder / "site"


@pytest.fixture(scope="module")
def served(folder):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(params=["served", "file"])
def url(request, folder):
    if request.param == "file":
        return folder.as_uri()
    return request.getfixturevalue("served")


def search(page, url, words):
    """The pages found, best first."""
    page.goto(f"{url}/search.html?q={quote(words)}")
    page.wait_for_selector("#search-results .search-summary:not(:empty)")
    page.wait_for_load_state("networkidle")
    found = page.locator("#search-results li > a")
    return [link.get_attribute("href").partition("#")[0] for link in found.all()]


def test_search_finds_the_page(page, url):
    for words, best in {
        "blueprint": "docs/blueprints.html",
        "deploying": "docs/deploying.html",
        "session cookies": "docs/sessions.html",
        "部署": "docs/zh/quickstart.html",
        "怎样部署": "docs/zh/quickstart.html",
        "蓝图 blueprint": "docs/zh/quickstart.html",
    }.items():
        assert search(page, url, words)[0] == best, words
    assert "docs/zh/quickstart.html" in search(page, url, "会话")


def test_search_wants_every_word(page, served):
    assert search(page, served, "部署 电话") == []
    assert "README.zh-CN.html" in search(page, served, "扩")
    assert "docs/zh/quickstart.html" not in search(page, served, "部署 granian sigterm")


def test_a_word_typed_into_the_field_is_looked_for(page, served):
    page.goto(served)
    page.wait_for_url("**/docs/README.html")
    field = page.locator(".sidebar-search")
    field.fill("会话")
    field.press("Enter")
    page.wait_for_selector("#search-results li > a")
    assert "q=" in page.url


def test_the_navigation_leads_to_every_page(page, served, folder):
    page.goto(f"{served}/docs/README.html")
    links = page.locator(".sidebar-tree a").evaluate_all("all => all.map(a => a.href)")
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    # The start page is above the tree, the others are not of the docs.
    pages -= {"docs/README.html", "index.html", "search.html"}
    assert {link.removeprefix(f"{served}/") for link in links} == pages


def test_the_pages_fit_a_phone_and_say_their_language(page, served):
    page.set_viewport_size({"width": 360, "height": 700})
    for path in ("docs/deploying.html", "docs/config.html", "bench/RESULTS.html"):
        page.goto(f"{served}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{served}/docs/zh/quickstart.html")
    assert page.locator("html").get_attribute("lang") == "zh-CN"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_are_those_the_reader_has_chosen(page, served, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{served}/docs/README.html")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, colour.strip("rgb()").split(","))) > 3 * 128) is (
        scheme == "light"
    )
