"""The samples of the post about a site on Markdown files."""

import re

import pytest

from .conftest import CODE

FOLDER = CODE / "markdown-site"
POST = CODE.parent / "posts" / "en" / "13-markdown-site.md"


@pytest.fixture
def client(load, monkeypatch):
    app = load("markdown-site").app
    app.config["FLATPAGES_INDEX"] = False
    return app.test_client()


def find_titles(page):
    return re.findall(r'<a href="/page/[^"]+">([^<]+)</a>', page)


def test_list_has_the_newest_first(client):
    titles = ["A script in a post", "雨天", "On tea"]
    assert find_titles(client.get("/").text) == titles


def test_list_of_a_tag_is_as_shown(client):
    page = client.get("/list/slow/").text
    assert find_titles(page) == ["雨天", "On tea"]
    shown = "$ curl http://127.0.0.1:5000/list/slow/\n" + page.rstrip()
    assert shown in POST.read_text(encoding="utf-8")
    assert client.get("/list/nothing/").status_code == 404


def test_page_is_rendered_with_tables_and_tasks(client):
    page = client.get("/page/tea/").text
    assert "<h1>On tea</h1>" in page
    assert "<strong>four minutes</strong>" in page
    assert "<table>" in page
    assert 'type="checkbox"' in page
    assert '<a href="/list/kitchen/">kitchen</a>' in page


def test_page_may_be_in_a_folder_or_in_any_script(client):
    assert "适合写代码" in client.get("/page/雨天/").text
    assert client.get("/page/notes/html/").status_code == 200
    assert client.get("/page/nothing/").status_code == 404


def test_script_and_link_of_a_post_do_nothing(client):
    page = client.get("/page/notes/html/").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert 'href="javascript' not in page


def test_what_the_safe_renderer_prints_is_as_shown(client):
    page = client.get("/page/notes/html/").text
    text = page.partition("</p>\n  ")[2].strip()
    assert text in POST.read_text(encoding="utf-8")


def test_program_of_the_notes_runs_unchanged(run):
    code = """
from notes import app
app.config["FLATPAGES_INDEX"] = False
client = app.test_client()
assert type(app).__module__.startswith("kolben.")
assert "On tea" in client.get("/").text
assert client.get("/list/kitchen/").status_code == 200
assert "<strong>four minutes</strong>" in client.get("/page/tea/").text
assert client.get("/page/nothing/").status_code == 404
"""
    code = f"import kolben.compat; kolben.compat.install()\n{code}"
    done = run(FOLDER, "-c", code)
    assert done.returncode == 0, done.stderr
