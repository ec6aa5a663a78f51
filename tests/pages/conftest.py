"""A folder of pages, and apps that have it."""

import os
from pathlib import Path

import pytest

from kolben import Kolben
from kolben.pages import FlatPages


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The user's cache is a folder of the test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "site" / "pages"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def write(root):
    """``write("a.md", text)``; the file looks as if it had been there for long."""

    def write(name, text="---\ntitle: A\n---\nbody", *, old=True):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        if old:
            os.utime(path, (1_000_000_000, 1_000_000_000))
        return path

    return write


@pytest.fixture
def make_pages(root):
    """``make_pages(AUTO_RELOAD=True)``: the folder's pages in an app of their own."""
    apps = []

    def make_pages(name=None, **settings):
        app = Kolben(
            "pages_site",
            root_path=str(root.parent),
            instance_path=str(root.parent / "instance"),
        )
        apps.append(app)
        prefix = "FLATPAGES" if name is None else f"FLATPAGES_{name.upper()}"
        app.config[f"{prefix}_EXTENSION"] = ".md"
        for key, value in settings.items():
            app.config[f"{prefix}_{key}"] = value
        return FlatPages(app, name)

    return make_pages


@pytest.fixture
def reads(monkeypatch):
    """The names of the files that are read from now on."""
    from kolben.pages import files

    found = []
    read_file = files.read_file

    def record(root, name, report):
        found.append(Path(name).as_posix())
        return read_file(root, name, report)

    monkeypatch.setattr(files, "read_file", record)
    return found
