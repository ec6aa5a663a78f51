"""Fixtures of the whole suite. Routes belong into the test that asks for them.

A context that a test leaves pushed fails the test: that is the work of Kolben's own
pytest plugin, which is active here as in every project that installs Kolben.
"""

import os
from pathlib import Path

import pytest

from kolben import Kolben


@pytest.fixture(autouse=True)
def _restored_environment():
    before = os.environ.copy()
    yield
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def app():
    app = Kolben("tests", root_path=str(Path(__file__).parent))
    app.config.update(TESTING=True, SECRET_KEY="a key for tests only")
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def runner(app):
    return app.test_cli_runner()
