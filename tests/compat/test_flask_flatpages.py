"""`flask_flatpages` as another name of `kolben.pages`."""

from __future__ import annotations

from collections.abc import Callable

NAMES = """
import kolben.compat
kolben.compat.install(instead_of=["flask_flatpages"])
import kolben.pages
import flask_flatpages.imports, flask_flatpages.parsers.yaml
from flask_flatpages import FlatPages, Page, pygmented_markdown, pygments_style_defs
from flask_flatpages.flatpages import FlatPages as there
from flask_flatpages.page import Page as page
from flask_flatpages.parsers import legacy_parser, libyaml_parser
from flask_flatpages.utils import force_unicode, pygmented_markdown as also
assert FlatPages is there is kolben.pages.FlatPages
assert Page is page is kolben.pages.Page
assert pygmented_markdown is also is kolben.pages.pygmented_markdown
assert pygments_style_defs is kolben.pages.pygments_style_defs
assert force_unicode(b"a") == force_unicode("a") == "a"
assert libyaml_parser("---\\na: 1\\n---\\nb", "p") == ("---\\na: 1\\n---", "b")
assert legacy_parser("a: 1\\n\\nb") == ("a: 1", "b")
print(flask_flatpages.__version__)
"""

# A finder in front of Python's own, as an installation is in front of the stand-in.
INSTALLED = """
import importlib.abc, importlib.machinery, sys

class Installed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name == "flask_flatpages":
            return importlib.machinery.ModuleSpec(name, self)
    def exec_module(self, module):
        module.real = True

sys.meta_path.insert(0, Installed())
import kolben.compat
kolben.compat.install()
import flask_flatpages
print(flask_flatpages.real)
"""


def test_the_names_that_are_imported_from_it_are_those_of_kolben_pages(
    run_python: Callable[..., str],
) -> None:
    assert run_python("-c", NAMES) == "0.9.0\n"


def test_an_installed_one_comes_first(run_python: Callable[..., str]) -> None:
    assert run_python("-c", INSTALLED) == "True\n"
