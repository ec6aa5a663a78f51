"""Every page of the site as it is shipped, read as a browser and a crawler read it."""

import json
import warnings
from itertools import pairwise
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import html5lib

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
XHTML = "{http://www.w3.org/1999/xhtml}"
HOST = "http://localhost"


class Page:
    """An HTML page; one with a fault in its syntax raises."""

    def __init__(self, text):
        parser = html5lib.HTMLParser(strict=True)
        self.root = parser.parse(text)
        self.ids = [each.get("id") for each in self.root.iter() if each.get("id")]

    def find(self, *names):
        return [
            each
            for each in self.root.iter()
            if isinstance(each.tag, str) and each.tag.removeprefix(XHTML) in names
        ]

    def attributes(self):
        for each in self.root.iter():
            if isinstance(each.tag, str):
                yield from each.attrib.items()


@pytest.fixture(scope="module")
def pages(shipped):
    client = shipped.test_client()
    sitemap = ET.fromstring(client.get("/sitemap.xml").data)
    paths = [
        unquote(each.text.removeprefix(HOST)) for each in sitemap.iter(SITEMAP)
    ] + ["/nothing/here", "/zh/nothing"]
    return {path: Page(client.get(path).text) for path in paths}


def test_syntax_is_without_fault(pages):
    assert len(pages) > 40


def test_no_id_stands_twice(pages):
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path


def test_every_page_has_a_language_a_title_of_its_own_and_one_first_heading(pages):
    titles = {}
    for path, page in pages.items():
        assert page.root.get("lang") in {"en", "zh-Hans"}, path
        (title,) = [each for each in page.find("title") if each.text]
        if "nothing" not in path:
            assert titles.setdefault(title.text, path) == path
        assert len(page.find("h1")) == 1, path


def test_headings_leave_no_level_out(pages):
    for path, page in pages.items():
        levels = [int(each.tag[-1]) for each in page.find("h1", "h2", "h3", "h4")]
        main = levels[levels.index(1) :]
        for before, after in pairwise(main):
            assert after <= before + 1, path


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(pages):
    for path, page in pages.items():
        assert not page.find("style", "iframe", "object", "embed", "base"), path
        for script in page.find("script"):
            assert script.get("src") or script.get("type") == "application/ld+json"
        for name, value in page.attributes():
            assert name != "style", path
            assert not name.startswith("on"), path
            if name in {"src", "srcset", "data"}:
                assert value.startswith("/"), (path, value)
        for link in page.find("link"):
            if link.get("rel") in {"stylesheet", "icon", "preload"}:
                assert link.get("href").startswith("/"), path


def test_data_for_search_engines_can_be_read(pages):
    found = 0
    for page in pages.values():
        for script in page.find("script"):
            if script.get("type") == "application/ld+json":
                found += 1
                data = json.loads(script.text)
                assert data["@type"] == "BlogPosting"
                assert data["headline"]
    assert found >= 24


def test_pictures_have_texts_and_controls_have_names(pages):
    for path, page in pages.items():
        assert all(each.get("alt") is not None for each in page.find("img")), path
        for button in page.find("button"):
            assert button.get("aria-label") or "".join(button.itertext()).strip()


def test_every_link_within_the_site_leads_somewhere(pages, shipped):
    client = shipped.test_client()
    known = dict(pages)
    for path, page in pages.items():
        for element in page.find("a", "link"):
            target = urlsplit(element.get("href"))
            local = not target.netloc or f"{target.scheme}://{target.netloc}" == HOST
            if not local or target.scheme not in {"", "http"}:
                continue
            other = unquote(target.path) or path
            if other not in known:
                with client.get(target.path, buffered=True) as response:
                    assert response.status_code == 200, (path, target.path)
                    known[other] = None
                    if response.mimetype == "text/html":
                        known[other] = Page(response.text)
            if target.fragment and known[other] is not None:
                assert unquote(target.fragment) in known[other].ids, (path, target)
