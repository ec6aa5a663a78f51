"""Code that says `import flask`, run on Kolben."""

import subprocess
import sys

# The lines between the quotes are shown in the page.
PROGRAM = """
# region: install
import kolben.compat

kolben.compat.install()

from flask import Flask
# endregion
print(Flask.__name__)
"""

LATE = """
import sys
import types

flask = types.ModuleType("flask")
flask.__file__ = "site-packages/flask/__init__.py"
sys.modules["flask"] = flask
import kolben.compat

kolben.compat.install()
"""


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, **options
    )


def test_install():
    assert run("-c", PROGRAM).stdout == "Kolben\n"


def test_flask_that_is_there_already_is_refused():
    result = run("-c", LATE)
    assert result.returncode != 0
    assert "already" in result.stderr


def test_dropped_names_warn():
    result = run(
        "-c",
        "import kolben.compat; kolben.compat.install(); from flask import Markup",
        env={"PYTHONWARNINGS": "always"},
    )
    assert result.returncode == 0
    assert "DeprecationWarning" in result.stderr
