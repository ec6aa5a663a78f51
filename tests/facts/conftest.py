"""One fixture: the framework under test, as a namespace module."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import pytest

FRAMEWORKS = ("flask", "kolben")


def namespace(name: str) -> ModuleType:
    module = import_module(name)
    if not hasattr(module, "Flask"):
        pytest.skip(f"{name} has no Flask class yet")
    return module


@pytest.fixture(params=FRAMEWORKS)
def web(request: pytest.FixtureRequest) -> ModuleType:
    """Flask itself, then Kolben: a fact that holds for both is written once."""
    return namespace(request.param)


@pytest.fixture
def part(web: ModuleType) -> Callable[[str], ModuleType]:
    """A submodule that both have under one name."""
    return lambda name: import_module(f"{web.__name__}.{name}")


@pytest.fixture
def app(web: ModuleType):
    app = web.Flask("facts")
    app.secret_key = "facts"
    return app


@pytest.fixture
def client(app):
    return app.test_client()
