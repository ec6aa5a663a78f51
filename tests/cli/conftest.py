"""A directory to write an app's modules into, and the command line to load them."""

import os
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from kolben.cli.main import cli

from .server import Server


class Project:
    """The current directory of the test; `write` puts files into it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, **files: str) -> None:
        """`app="…"` writes app.py, `pages__views="…"` writes pages/views.py."""
        for name, text in files.items():
            path = self.path / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), "utf-8")

    def kolben(self, *args: str, **settings):
        return CliRunner().invoke(cli, args, **settings)


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in list(os.environ):
        if name.startswith(("FLASK_", "KOLBEN_", "WERKZEUG_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    # The modules of one project must not be those of the next.
    before = set(sys.modules)
    yield Project(tmp_path)
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if file is None or file.startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def start(project):
    """Start `kolben ARGS` in the project; stopped at the end of the test."""
    servers = []

    def start_server(*args, **settings):
        server = Server(project.path, *args, **settings)
        servers.append(server)
        return server

    yield start_server
    for server in servers:
        server.close()
