"""Running a Flask app on Kolben: the app is in the folder from_flask."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).with_suffix("")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=FOLDER, capture_output=True, text=True
    )


def test_one_line_is_enough():
    done = run("-c", "import wsgi; print(repr(wsgi.app))")
    assert done.stdout == "<Kolben 'shop'>\n", done.stderr


def test_no_line_under_the_compat_runner():
    assert run("shop.py").stdout == "{'framework': 'Flask'}\n"
    done = run("-m", "kolben.compat", "shop.py")
    assert done.stdout == "{'framework': 'Kolben'}\n", done.stderr


def test_no_line_under_the_command():
    done = run("-m", "kolben", "--app", "shop", "routes")
    assert "index" in done.stdout, done.stderr


def test_both_names_at_once():
    # region: both
    from kolben import Flask, Kolben

    assert Flask is Kolben
    # endregion
