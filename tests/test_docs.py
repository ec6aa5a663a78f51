"""The pages in docs/ and the code they show."""

import ast
import importlib.util
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from kolben import Kolben
from kolben.cli.main import cli

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SAMPLES = sorted((DOCS / "code").glob("*.py"))


def load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


embed = load(DOCS / "embed.py", "docs_embed")
PAGES: list[Path] = embed.PAGES


def test_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


# The name is right for what it finds, but it is no test itself.
test_functions.__test__ = False  # type: ignore[attr-defined]  # read by pytest


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Any:
    """A sample, run afresh for the test."""
    path: Path = request.param
    name = f"sample_{path.stem}"
    yield load(path, name)
    sys.modules.pop(name, None)


@pytest.fixture
def app(sample: ModuleType) -> Any:
    return sample.app


@pytest.mark.parametrize(
    ("sample", "name"),
    [(path, name) for path in SAMPLES for name in test_functions(path)],
    indirect=["sample"],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
def test_sample(sample: ModuleType, name: str, request: pytest.FixtureRequest) -> None:
    function = getattr(sample, name)
    wanted = inspect.signature(function).parameters
    function(**{each: request.getfixturevalue(each) for each in wanted})


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_tested_and_shown(path: Path) -> None:
    assert test_functions(path)
    # Itself, or the files in the folder of its name.
    shown = re.compile(rf"<!-- code: docs/code/{path.stem}(?:\.py|/)")
    assert any(shown.search(page.read_text(encoding="utf-8")) for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_shows_its_files_as_they_are(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert embed.embed(text) == text, "run: python docs/embed.py --write"
    assert not embed.unmarked(text), "Python in a page comes from a file in docs/code"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        if anchor:
            assert anchor in headings(file), target


def headings(page: Path) -> set[str]:
    """Anchors of a page, made as GitHub makes them."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-")
        for line in lines
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_print_what_the_page_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(
        r"^```console\n\$ kolben (--app examples/.+)\n([^$]+?)```$", text, re.MULTILINE
    )
    for arguments, output in blocks:
        command = [sys.executable, "-m", "kolben", *arguments.split()]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.stdout == output


@pytest.mark.parametrize(
    ("page", "command"),
    {
        "check": "check",
        "devserver": "run",
        "new": "new",
        "openapi": "openapi",
        "serve": "serve",
    }.items(),
)
def test_page_names_every_option_of_its_command(page: str, command: str) -> None:
    parameters = cli.commands[command].params
    wanted = {
        next(name for name in each.opts if name.startswith("--"))
        for each in parameters
        if isinstance(each, click.Option)
    }
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert wanted - {"--app"} <= set(re.findall(r"--[a-z-]+", text))


def test_every_setting_is_on_a_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    named = set(re.findall(r"\b[A-Z][A-Z_]+\b", text))
    assert set(Kolben.default_config) <= named


def test_index_lists_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    # The site's navigation is made of these lines: see docs/conf.py.
    listed = re.findall(r"^- \[[^\]]+\]\(((?:zh/)?[\w-]+\.md)\)", index, re.MULTILINE)
    pages = {
        page.relative_to(DOCS).as_posix() for page in PAGES if DOCS in page.parents
    }
    assert sorted(listed) == sorted(pages - {"README.md"})


def test_both_readmes_say_the_same() -> None:
    def outline(name: str) -> tuple[int, list[str], list[str]]:
        text = (ROOT / name).read_text(encoding="utf-8")
        blocks = re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        code = [re.sub(r" +# .*", "", block) for block in blocks]
        links = re.findall(r"\]\((?!README)([^)]+)\)", text)
        return text.count("\n## "), code, links

    english, chinese = outline("README.md"), outline("README.zh-CN.md")
    assert english[:2] == chinese[:2]
    # The quickstart is there in both languages.
    assert [link.replace("/zh/", "/") for link in chinese[2]] == english[2]
