"""FlatPages: settings, look-ups, reloading, errors."""

import logging
import os
import pickle
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound

from kolben import Kolben, render_template_string
from kolben.pages import FlatPages, Page, files
from kolben.pages.front_matter import FrontMatterError, PageError


def paths(pages):
    return [page.path for page in pages]


def test_defaults_are_those_of_flask_flatpages_and_an_index():
    app = Kolben("site")
    FlatPages(app)
    settings = {
        key: app.config[f"FLATPAGES_{key.upper()}"]
        for key, _ in FlatPages.default_config
    }
    settings.pop("html_renderer")
    assert settings == {
        "root": "pages",
        "extension": ".html",
        "encoding": "utf-8",
        "markdown_extensions": ["codehilite"],
        "extension_configs": {},
        "auto_reload": "if debug",
        "case_insensitive": False,
        "instance_relative": False,
        "legacy_meta_parser": False,
        "index": None,
    }


def test_pages_are_found_by_path_and_come_in_its_order(write, make_pages):
    write("b.md")
    write("a.md")
    write("deep/er/c.md", "title: C\n\ntext")
    write("other.txt")
    pages = make_pages()
    assert paths(pages) == ["a", "b", "deep/er/c"]
    page = pages.get("deep/er/c")
    assert (page.path, page["title"], page.body) == ("deep/er/c", "C", "text")
    assert page.folder == os.path.join("deep", "er")
    assert page.modified == 1_000_000_000
    assert repr(page) == "<Page deep/er/c>"
    assert isinstance(page, Page)
    assert pages.get("none") is None
    assert pages.get("none", 5) == 5
    assert pages.get_or_404("a") is pages.get("a")
    with pytest.raises(NotFound):
        pages.get_or_404("none")


@pytest.mark.parametrize(
    "extension", [".md,.txt", [".md", ".txt"], (".md", ".txt"), {".md", ".txt"}]
)
def test_several_extensions(extension, write, make_pages):
    write("a.md")
    write("b.txt")
    write("c.html")
    assert paths(make_pages(EXTENSION=extension)) == ["a", "b"]


def test_other_extensions_are_an_error_that_shows_them(make_pages):
    with pytest.raises(ValueError, match=r"FLATPAGES_EXTENSION.*5"):
        list(make_pages(EXTENSION=5))


@pytest.mark.parametrize(
    ("renderer", "wanted"),
    [
        (lambda body: f"1 {body}", "1 body"),
        (lambda body, pages: f"2 {pages.name}", "2 None"),
        (lambda body, pages, page: f"3 {page.path}", "3 a"),
        ("kolben.pages.pygmented_markdown", "<p>body</p>"),
        (str.upper, "BODY"),
    ],
)
def test_renderers_take_one_to_three_arguments(renderer, wanted, write, make_pages):
    write("a.md")
    assert make_pages(HTML_RENDERER=renderer).get("a").html == wanted


def test_a_renderer_of_four_arguments_is_refused(write, make_pages):
    pages = make_pages(HTML_RENDERER=lambda a, b, c, d: "")
    with pytest.raises(ValueError, match="takes 4 arguments"):
        pages.get("a")


def test_named_instances_have_settings_of_their_own(write, make_pages, root):
    write("../blog/Post.md")
    pages = make_pages("blog", ROOT="blog", CASE_INSENSITIVE=True)
    assert paths(pages) == ["post"]
    assert pages.root == str(root.parent / "blog")


def test_instance_relative(tmp_path, write, make_pages):
    write("../instance/mine/a.md")
    assert paths(make_pages(ROOT="mine", INSTANCE_RELATIVE=True)) == ["a"]


def test_one_object_serves_several_apps(tmp_path):
    pages = FlatPages()
    apps = []
    for name in "ab":
        (tmp_path / name / "pages").mkdir(parents=True)
        (tmp_path / name / "pages" / f"{name}.html").write_text("")
        app = Kolben(name, root_path=str(tmp_path / name))
        pages.init_app(app)
        assert app.extensions["flatpages"][None] is pages
        apps.append(app)
    for app in apps:
        with app.app_context():
            assert paths(pages) == [app.import_name]


def test_without_auto_reload_only_reload_sees_changes(write, make_pages):
    write("a.md")
    pages = make_pages(AUTO_RELOAD=False)
    page, before = pages.get("a"), pages.generation
    write("a.md", "title: Changed\n\nnew")
    write("b.md")
    assert pages.get("a") is page
    assert pages.get("b") is None
    pages.reload()
    assert pages.get("a")["title"] == "Changed"
    assert pages.generation == before + 1


def test_reload_takes_new_settings_and_the_generation_still_grows(write, make_pages):
    write("a.md")
    write("a.txt")
    pages = make_pages()
    before = pages.generation
    with pages._find_app().app_context() as context:
        context.app.config["FLATPAGES_EXTENSION"] = ".txt"
        pages.reload()
        assert pages.get("a").file == "a.txt"
        assert pages.generation > before


@pytest.mark.parametrize("debug", [True, False])
def test_if_debug_follows_the_app(debug, write, make_pages):
    write("a.md")
    pages = make_pages()
    pages._find_app().debug = debug
    pages.get("a")
    write("b.md")
    assert (pages.get("b") is not None) is debug


def test_an_unknown_auto_reload_is_refused(make_pages):
    with pytest.raises(ValueError, match="'watch'"):
        list(make_pages(AUTO_RELOAD="always"))


def test_generation_grows_with_every_kind_of_change(write, make_pages):
    path = write("a.md")
    pages = make_pages(AUTO_RELOAD=True)
    seen = [pages.generation, pages.generation]
    write("b.md")
    seen.append(pages.generation)
    path.write_text("title: Other\n\nother")
    seen.append(pages.generation)
    path.rename(path.with_name("c.md"))
    seen.append(pages.generation)
    path.with_name("c.md").unlink()
    seen.append(pages.generation)
    assert seen == [1, 1, 2, 3, 4, 5]


def test_unchanged_pages_stay_the_same_objects(write, make_pages):
    write("a.md")
    write("b.md")
    pages = make_pages(AUTO_RELOAD=True)
    kept = pages.get("a")
    write("b.md", "title: B\n\n")
    assert pages.get("a") is kept


def test_within_a_request_the_files_are_looked_at_once(write, make_pages, monkeypatch):
    looks = []
    list_files = files.list_files
    monkeypatch.setattr(
        files, "list_files", lambda *args: looks.append(args) or list_files(*args)
    )
    pages = make_pages(AUTO_RELOAD=True)
    app = pages._find_app()

    @app.get("/")
    def index():
        before = paths(pages), pages.get("b"), pages.generation
        write("b.md")
        assert before == (paths(pages), pages.get("b"), pages.generation)
        return " ".join(paths(pages))

    write("a.md")
    client = app.test_client()
    assert client.get("/").text == "a"
    assert len(looks) == 1
    assert client.get("/").text == "a b"
    assert len(looks) == 2


def test_reload_within_a_request_looks_again(write, make_pages):
    write("a.md")
    pages = make_pages(AUTO_RELOAD=True)
    with pages._find_app().test_request_context():
        assert paths(pages) == ["a"]
        write("b.md")
        assert paths(pages) == ["a"]
        pages.reload()
        assert paths(pages) == ["a", "b"]


FILES = ("a.md", "a.txt", "A.md", "b.md", "in/c.md", "in/c.txt", "in/d.md")


@given(
    case_insensitive=st.booleans(),
    rounds=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(FILES),
                st.sampled_from(["title: A\n\n", "title: B\n\n", "a: [\n\n", None]),
            ),
            max_size=3,
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_pages_after_any_changes_are_as_if_loaded_anew(case_insensitive, rounds):
    def load(pages):
        try:
            return [(page.path, page.body, read_title(page)) for page in pages]
        except ValueError as error:
            return str(error)[:20]

    def read_title(page):
        try:
            return page["title"]
        except FrontMatterError:
            return "none"

    def make():
        app = Kolben("site", root_path=folder)
        app.config.update(
            FLATPAGES_EXTENSION=".md,.txt",
            FLATPAGES_CASE_INSENSITIVE=case_insensitive,
            FLATPAGES_AUTO_RELOAD=True,
            FLATPAGES_INDEX=False,
        )
        apps.append(app)  # the pages do not keep it alive
        return FlatPages(app)

    with TemporaryDirectory() as folder:
        apps = []
        (Path(folder) / "pages" / "in").mkdir(parents=True)
        followed = make()
        for changes in rounds:
            for name, text in changes:
                file = Path(folder, "pages", name)
                if text is None:
                    file.unlink(missing_ok=True)
                else:
                    file.write_text(text)
            assert load(followed) == load(make())


def test_two_files_for_one_path_are_named(write, make_pages):
    write("a.md")
    write("a.txt")
    with pytest.raises(ValueError, match=r"a\.md.*a\.txt|a\.txt.*a\.md"):
        list(make_pages(EXTENSION=".md,.txt"))


def test_bad_metadata_spoil_only_their_page(write, make_pages):
    write("good.md")
    path = write("bad.md", "---\ntitle: Bad\ntags: [a\n---\ntext")
    pages = make_pages()
    assert pages.get("good")["title"] == "A"
    bad = pages.get("bad")
    with pytest.raises(FrontMatterError, match=r"bad\.md, line 4") as error:
        bad.meta  # noqa: B018
    assert error.value.file == str(path)


def test_a_wrong_encoding_is_told_with_its_line(root, make_pages):
    (root / "a.md").write_bytes(b"title: A\nname: \xff\n\n")
    with pytest.raises(PageError, match=r"a\.md, line 2: this is not utf-8"):
        make_pages().get("a").meta  # noqa: B018


def test_a_missing_root_is_no_pages_and_a_log_line(make_pages, caplog):
    assert paths(make_pages(ROOT="nowhere")) == []
    assert "nowhere" in caplog.text


def test_a_page_that_is_gone_is_a_404(write, make_pages):
    path = write("a.md")
    page = make_pages().get("a")
    path.unlink()
    with pytest.raises(NotFound):
        page.html  # noqa: B018


def test_pages_print_themselves_in_templates(write, make_pages):
    write("a.md", "title: T\n\n*x*")
    pages = make_pages()
    with pages._find_app().app_context():
        html = render_template_string("{{ p }} {{ p.title }}", p=pages.get("a"))
    assert html == "<p><em>x</em></p> T"


def test_a_pickled_page_brings_its_html_with_it(write, make_pages):
    write("a.md", "title: T\n\n*x*")
    page = make_pages().get("a")
    copy = pickle.loads(pickle.dumps(page))
    for name in ("path", "meta", "body", "html", "folder", "modified"):
        assert getattr(copy, name) == getattr(page, name)


def test_an_unreadable_file_is_left_out_and_logged_once(
    write, make_pages, caplog, monkeypatch
):
    write("a.md")
    write("b.md")
    opened = open

    def refuse(path, *args, **kwargs):
        if str(path).endswith("a.md"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *args, **kwargs)

    monkeypatch.setattr("kolben.pages.files.open", refuse, raising=False)
    pages = make_pages(AUTO_RELOAD=True)
    assert paths(pages) == paths(pages) == ["b"]
    assert caplog.text.count("Permission denied") == 1


def test_loops_of_links_and_broken_links_are_passed_over(root, write, make_pages):
    write("a.md")
    (root / "self.md").symlink_to("self.md")
    (root / "broken.md").symlink_to("nothing")
    (root / "up").symlink_to("..", target_is_directory=True)
    assert paths(make_pages()) == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
def test_a_pipe_is_no_page(root, make_pages):
    os.mkfifo(root / "a.md")
    assert paths(make_pages()) == []


def test_tolerance_keeps_the_last_good_state(write, make_pages, caplog):
    write("a.md", "title: Good\n\n")
    write("new.md", "---\ntitle: [\n---\n")
    pages = make_pages()
    pages.get("a")
    (opened,) = pages._opened.values()
    collection = opened.collection
    good = collection.snapshot.pages["a"]
    write("a.md", "---\ntitle: [\n---\nbad")
    with caplog.at_level(logging.ERROR):
        assert collection.look(tolerant=True).pages["a"] is good
        collection.look(tolerant=True)
    assert caplog.text.count("a.md, line 3") == 1
    write("a.md", "title: Better\n\n")
    assert collection.look(tolerant=True).pages["a"]["title"] == "Better"
