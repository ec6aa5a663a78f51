import subprocess
import sys
import time

import pytest

from kolben.cli.locate import FailedImport
from kolben.cli.worker import describe_failure, start_worker

# In a process of its own: the compat layer refuses where Flask itself is imported.
SCRIPT = """
from kolben.cli.worker import load_for_serving
app = load_for_serving({path!r})
print(type(app).__module__, app.name, app.debug)
"""


def load(project, path):
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(path=path)],
        cwd=project.path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.slow
def test_the_app_is_loaded_as_it_configures_itself(project):
    project.write(app="from flask import *\napp = Flask('site')\napp.debug = True")
    assert load(project, "") == "kolben.app site True\n"


@pytest.mark.slow
def test_the_app_may_be_named(project):
    project.write(shop="from flask import *\ndef make(name): return Flask(name)")
    assert load(project, "shop:make('two')") == "kolben.app two False\n"


def fail(text):
    try:
        exec(compile(text, "/site/app.py", "exec"), {})
    except BaseException as error:
        return describe_failure(error)
    raise AssertionError


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero (/site/app.py, line 1)"),
        ("\nraise SystemExit", "SystemExit (/site/app.py, line 2)"),
        ("\n\ndef (", "SyntaxError: invalid syntax (/site/app.py, line 3)"),
        # Not the line of Python's own that raises it.
        (
            "import json; json.loads('x')",
            "Expecting value: line 1 column 1 (char 0) (/s",
        ),
        ("raise ValueError('one\\ntwo')", "ValueError: one (/site/app.py, line 1)"),
    ],
)
def test_a_failure_is_told_in_one_line_with_its_place(text, line):
    assert line in fail(text)


def test_a_failed_import_is_told_as_its_cause():
    failed = FailedImport("a long explanation")
    failed.__cause__ = SyntaxError("invalid", ("/site/app.py", 3, 1, "x", 3, 1))
    assert describe_failure(failed) == "SyntaxError: invalid (/site/app.py, line 3)"
    assert describe_failure(FailedImport("no\n\nmore")) == "no"


@pytest.fixture
def slept(project, monkeypatch):
    """How long a worker with broken code has waited."""
    project.write(app="1 / 0")
    seconds = []
    monkeypatch.setattr("kolben.cli.worker.time.sleep", seconds.append)
    monkeypatch.setattr("kolben.cli.worker._leave_interrupts_to_server", lambda: None)
    monkeypatch.setattr("kolben.compat.install", lambda: None)
    return seconds


def test_a_new_server_sees_at_once_that_its_worker_fails(slept):
    with pytest.raises(ZeroDivisionError):
        start_worker(time.monotonic(), "")
    assert slept == []


def test_where_an_old_server_replaces_a_process_broken_code_is_tried_slowly(
    slept, capsys
):
    with pytest.raises(SystemExit):
        start_worker(time.monotonic() - 60, "")
    assert slept == [10]
    said = capsys.readouterr().err
    assert said.count("ZeroDivisionError") == 1
    assert "the next attempt is in 10 seconds" in said
