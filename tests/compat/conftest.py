"""`import flask` giving Kolben for one test, where Flask may be loaded already."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kolben.compat

DESCRIBE = Path(__file__).parent / "describe.py"


def _take_flask_away() -> dict[str, Any]:
    names = [name for name in sys.modules if name.partition(".")[0] == "flask"]
    return {name: sys.modules.pop(name) for name in names}


@pytest.fixture
def no_flask() -> Iterator[None]:
    """As in a program that has not imported flask yet."""
    saved = _take_flask_away()
    yield
    kolben.compat.uninstall()
    _take_flask_away()
    sys.modules.update(saved)


@pytest.fixture
def compat(no_flask: None) -> None:
    """`import flask` gives Kolben."""
    kolben.compat.install()


@pytest.fixture(scope="session")
def run_python() -> Callable[..., str]:
    """Run an interpreter with these arguments; what it printed."""

    def run(*arguments: str, **options: Any) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, **options
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def flask_itself(run_python: Callable[..., str]) -> dict[str, Any]:
    """What the installed Flask's modules, classes and objects have."""
    return json.loads(run_python(str(DESCRIBE)))


@pytest.fixture(scope="session")
def flask_by_kolben(
    run_python: Callable[..., str], flask_itself: dict[str, Any]
) -> dict[str, Any]:
    """The same of Kolben's."""
    arguments = ("-m", "kolben.compat", str(DESCRIBE), "-")
    return json.loads(run_python(*arguments, input=json.dumps(flask_itself)))
