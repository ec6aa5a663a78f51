"""The example API, which several tests here look at."""

import importlib.util
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "examples" / "api" / "app.py"


@pytest.fixture
def example(monkeypatch):
    """The module of examples/api, made anew: its library is as it begins."""
    spec = importlib.util.spec_from_file_location("library", FILE)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "library", module)
    spec.loader.exec_module(module)
    return module
