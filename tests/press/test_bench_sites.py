"""bench/press.py measures press against the same site on Flask: that it is the same."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
POSTS = 100
PATHS = (
    *("/", "/zh/", "/pages/2/", "/zh/pages/3/"),
    *("/list/python/", "/list/python/2/", "/list/网站/"),
    *("/page/note-00000/", "/page/笔记-00000/", "/page/note-00048/"),
)


@pytest.fixture(scope="module")
def publishing():
    """Finds modules of the benchmark's package."""
    # At the end: bench/press.py must not be taken for the package press.
    sys.path.append(str(BENCH))
    yield lambda name: importlib.import_module(f"publishing.{name}")
    sys.path.remove(str(BENCH))


@pytest.fixture(scope="module")
def content(publishing, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "content"
    publishing("articles").write_site(folder, POSTS)
    return folder


@pytest.mark.slow
def test_both_sites_show_the_same_pages(publishing, content, tmp_path):
    child = publishing("child")
    ours, theirs = (
        child.Setup(name, content, tmp_path / "index.db") for name in child.MODULES
    )
    with child.Child(ours) as press, child.Child(theirs) as flask:
        for path in PATHS:
            answers = [site.ask("answer", path=path) for site in (press, flask)]
            assert {answer["status"] for answer in answers} == {200}, path
            assert answers[0]["body"] == answers[1]["body"], path
        for path in ("/page/note-00049/", "/page/nothing/", "/list/nothing/"):
            answers = [site.ask("answer", path=path) for site in (press, flask)]
            assert {answer["status"] for answer in answers} == {404}, path


@pytest.mark.slow
def test_the_site_on_flask_loads_no_kolben(content):
    code = "import on_flask, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BENCH / "sites",
        env={"PYTHONPATH": str(BENCH / "sites"), "PRESS_CONTENT": str(content)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "flask" in loaded
    assert "kolben.pages.markdown" in loaded
    assert not loaded & {"kolben.app", "kolben.globals", "press.factory"}


def test_an_article_has_one_text_in_sites_of_any_size(publishing, content, tmp_path):
    publishing("articles").write_site(tmp_path / "more", 2 * POSTS)
    for path in ("posts/en/note-00007.md", "posts/zh/笔记-00007.md"):
        few, many = (
            (at / path).read_text("utf-8") for at in (content, tmp_path / "more")
        )
        assert few != many
        assert [line for line in few.splitlines() if not line.startswith("date: ")] == [
            line for line in many.splitlines() if not line.startswith("date: ")
        ]
