"""Real extensions: each app of apps/ answers on Kolben as it does on Flask."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

APPS = Path(__file__).parent / "apps"
NAMES = sorted(path.stem for path in APPS.glob("*_app.py"))
SECONDS = 60

pytestmark = pytest.mark.slow


def start(python: Path, *arguments: str) -> subprocess.Popen[str]:
    """A program whose sets are in the same order each time."""
    return subprocess.Popen(
        [str(python), *arguments],
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    """What it printed; fails the test when it failed."""
    try:
        output, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
    assert process.returncode == 0, f"{output}\n{errors}"
    return output


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_those_on_flask(name: str, python: Path) -> None:
    script = str(APPS / f"{name}.py")
    on_flask = start(python, script)
    on_kolben = start(python, "-m", "kolben.compat", script)
    wanted = finish(on_flask)
    assert finish(on_kolben) == wanted
    assert wanted, "the app printed no answer"


@pytest.mark.parametrize(
    ("name", "package"),
    [
        *((name, "flask_flatpages") for name in NAMES if "flatpages" in name),
        # The other app of it looks at the files of its page.
        ("restx_rich_app", "flask_restx"),
    ],
)
def test_kolben_answers_as_the_extension(name: str, package: str, python: Path) -> None:
    """The real extension on Flask, and Kolben's own part under its name."""
    script = str(APPS / f"{name}.py")
    on_flask = start(python, script)
    on_kolben = start(python, str(APPS.parent / "on_own.py"), package, script)
    wanted = finish(on_flask)
    # What Flask-RESTX leaves out: caches have to know of a mask.
    assert re.sub(r".* Vary: X-Fields\n", "", finish(on_kolben)) == wanted
