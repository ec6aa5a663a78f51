"""Page: made by hand, changed by hand."""

import pytest

from kolben.pages import Page
from kolben.pages.front_matter import FrontMatterError


def upper(page):
    return page.body.upper()


def test_a_page_by_hand():
    page = Page("a/b", "title: T", "text", upper, "a")
    assert (page["title"], page.html, page.__html__()) == ("T", "TEXT", "TEXT")
    assert (page.path, page.folder, page.body) == ("a/b", "a", "text")


def test_html_is_rendered_once_and_anew_for_another_body():
    count = []
    page = Page("a", "", "x", lambda page: count.append(1) or page.body, "")
    assert page.html == page.html == "x"
    page.body = "y"
    assert page.html == "y"
    assert len(count) == 2


def test_unknown_names_are_key_errors():
    with pytest.raises(KeyError):
        Page("a", "title: T", "", upper, "")["none"]


def test_bad_metadata_are_told_when_asked_for():
    page = Page("a", "- list", "", upper, "")
    with pytest.raises(FrontMatterError, match="mapping"):
        page.meta  # noqa: B018


def test_what_is_set_on_a_file_page_stays(write, make_pages):
    write("a.md")
    page = make_pages().get("a")
    page.meta = {"title": "Mine"}
    page.body = "*mine*"
    assert page["title"] == "Mine"
    assert page.html == "<p><em>mine</em></p>"
    page.html = "done"
    assert page.html == "done"
