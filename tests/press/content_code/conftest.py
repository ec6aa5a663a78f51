"""The samples of the posts, each loaded as its reader runs it: from its own folder."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = Path(__file__).parents[3] / "src" / "press" / "content" / "code"
# What the shell of whoever runs the tests says is no part of a sample.
SETTINGS = ("FLASK_", "KOLBEN_", "NOTES_", "WERKZEUG_")


@pytest.fixture
def load(monkeypatch):
    """``load("cookies")`` imports code/cookies/app.py afresh, whatever it imports too.

    ``load("cookies", "other")`` takes other.py in place of app.py.
    """
    before = set(sys.modules)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def load(topic, module="app"):
        folder = CODE / topic
        monkeypatch.syspath_prepend(folder)
        for name in [each.stem for each in folder.iterdir()]:
            sys.modules.pop(name, None)
        return importlib.import_module(module)

    yield load
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).is_relative_to(CODE):
            del sys.modules[name]


@pytest.fixture
def run():
    """``run(folder, "-m", "kolben", "routes")`` runs Python there, as a shell does."""

    def run(folder, *arguments, **env):
        clean = {k: v for k, v in os.environ.items() if not k.startswith(SETTINGS)}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=clean | {"PYTHONDONTWRITEBYTECODE": "1"} | env,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run
