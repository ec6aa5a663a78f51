"""Markdown as Flask-FlatPages renders it; tests/contract compares the two."""

import subprocess
import sys

from kolben.pages import pygmented_markdown, pygments_style_defs

CODE = "    :::python\n    x = 1\n"


def test_code_has_classes_without_any_setting():
    assert '<span class="n">x</span>' in pygmented_markdown(CODE)


def test_extensions_and_their_settings_are_those_of_the_app(write, make_pages):
    write("a.md", f"---\ntitle: A\n---\n# Head\n\n{CODE}")
    pages = make_pages(
        MARKDOWN_EXTENSIONS=["toc"], EXTENSION_CONFIGS={"toc": {"permalink": "#"}}
    )
    html = pages.get("a").html
    assert 'class="headerlink"' in html
    assert "codehilite" not in html


def test_the_style_sheet_is_for_the_class_around_code():
    assert ".codehilite .k {" in pygments_style_defs()
    assert pygments_style_defs("monokai") != pygments_style_defs()


def test_the_style_sheet_of_markdown_has_its_own_classes():
    css = pygments_style_defs("default", ".highlight", "hl-")
    assert ".highlight .hl-k {" in css


def test_without_its_libraries_the_package_says_what_to_install():
    program = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name: None if name == 'nh3' else find(name)\n"
        "import kolben.pages"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert "pip install 'kolben[pages]'" in done.stderr


def test_what_renders_is_loaded_when_something_is_rendered():
    code = """
import sys
from kolben.pages import Markdown, pygmented_markdown
render = Markdown()
renderers = {"markdown", "markdown_it", "mdit_py_plugins", "nh3", "pygments"}
assert not renderers & sys.modules.keys(), renderers & sys.modules.keys()
print(render("**a**"), pygmented_markdown("**b**"))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert "<strong>a</strong>" in done.stdout
    assert "<strong>b</strong>" in done.stdout
