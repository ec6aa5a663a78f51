"""How scripts/docs makes a static site out of the pages, with Sphinx, MyST and Furo.

Sphinx, because a broken link, anchor or code block is a warning there, warnings can be
errors, its search needs no server and takes a splitter of our own, and it is kept
well. (Material for MkDocs has reached its end of life; its successor Zensical is in
beta.) Furo asks no other host for anything.

The navigation is the list in docs/README.md: a section of it is a group, a link an
entry. The pages stay plain Markdown, which also reads well where it is not built.
"""

import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(DOCS))

from site_search import MixedSearch

project = "Kolben"
project_copyright = "the Kolben maintainers"
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "docs/README"
include_patterns = [
    "README.md",
    "README.zh-CN.md",
    "CHANGES.md",
    "CONTRIBUTING.md",
    "bench/README.md",
    "bench/RESULTS.md",
    "docs/*.md",
    "docs/zh/*.md",
]
exclude_patterns = [".*", "site", "src", "tests", "build", "dist", "**/__pycache__"]

myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_title = "Kolben"
html_static_path = ["theme/static"]
html_extra_path = ["theme/root"]
html_css_files = ["site.css"]
html_js_files = [("search.js", {"defer": "defer"})]
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_search_language = MixedSearch.lang
pygments_style = "tango"
pygments_dark_style = "monokai"

SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"^- \[(.+?)\]\((\S+?)\.md\)", re.MULTILINE)


def find_groups(index: str) -> dict[str, list[tuple[str, str]]]:
    """The sections of docs/README.md, each with the titles and paths of its pages."""
    return {
        title: [
            (name, (DOCS / page).resolve().relative_to(ROOT).as_posix())
            for name, page in ENTRY.findall(body)
        ]
        for title, body in SECTION.findall(index)
    }


def add_navigation(app: Sphinx, page: str, source: list[str]) -> None:
    if page != root_doc:
        return
    for title, entries in find_groups(source[0]).items():
        lines = "\n".join(f"{name} </{path}>" for name, path in entries)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{lines}\n```\n"


def tell_language(
    app: Sphinx, page: str, template: str, context: dict[str, object], tree: object
) -> None:
    if page.startswith("docs/zh/") or page.endswith(".zh-CN"):
        context["language"] = "zh-CN"


def setup(app: Sphinx) -> None:
    app.add_search_language(MixedSearch)
    app.connect("source-read", add_navigation)
    app.connect("html-page-context", tell_language)
