"""A learner's first app: written, run in each way, configured by files."""

from __future__ import annotations

import pytest
from notes_runner import check, run, write_files

pytestmark = pytest.mark.slow

# A script with a shebang and a coding line, a non-ASCII answer, and app.run() with
# every interface, a port and debug mode.
RUN_APP = """\
#!/usr/bin/env python
# -*- coding: utf-8 -*-

from flask import Flask, request


app = Flask(__name__)


@app.route("/")
def greet():
    return "grüße: " + request.path


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=1234, debug=True)
"""
# Takes the place of the server: prints what it would have been started with.
NO_SERVER = """\
import werkzeug.serving


def run_simple(host, port, app, **options):
    chosen = {name: options.get(name) for name in ("use_reloader", "use_debugger")}
    print("serves", host, port, app.debug, chosen)


werkzeug.serving.run_simple = run_simple
"""


def serve_nothing(name: str) -> str:
    return f'{NO_SERVER}\nimport runpy\nrunpy.run_path("{name}", run_name="__main__")\n'


def test_the_script_run_by_python_starts_the_server_it_asks_for(tmp_path):
    files = {"run_app.py": RUN_APP, "start.py": serve_nothing("run_app.py")}
    write_files(tmp_path, files)
    done = run(tmp_path, "-m", "kolben.compat", "start.py")
    assert done.returncode == 0, done.stderr
    wanted = "serves 0.0.0.0 1234 True {'use_reloader': True, 'use_debugger': True}"
    assert wanted in done.stdout


def test_the_app_answers_in_unicode(tmp_path):
    program = """
from run_app import app

answer = app.test_client().get("/")
assert answer.status == "200 OK"
assert answer.text == "grüße: /"
assert answer.content_type == "text/html; charset=utf-8"
"""
    check(tmp_path, {"run_app.py": RUN_APP}, program)


@pytest.mark.parametrize(
    ("start", "served"),
    [
        ("app.run()", "127.0.0.1 5000 False"),
        ("app.run(host='0.0.0.0')", "0.0.0.0 5000 False"),
        ("app.debug = True; app.run()", "127.0.0.1 5000 True"),
        ("app.run(debug=True)", "127.0.0.1 5000 True"),
        ("app.run(port='8000')", "127.0.0.1 8000 False"),
    ],
)
def test_the_ways_to_start_the_development_server(tmp_path, start, served):
    source = f"from flask import Flask\n\napp = Flask(__name__)\n{start}\n"
    files = {"app.py": source, "start.py": serve_nothing("app.py")}
    write_files(tmp_path, files)
    done = run(tmp_path, "-m", "kolben.compat", "start.py")
    assert done.returncode == 0, done.stderr
    assert f"serves {served}" in done.stdout


# The command: FLASK_APP, .env and .flaskenv ------------------------------------------

# Says on start what was set, and does not serve.
SHOWN = f"""\
{NO_SERVER}
import os

from flask import Flask

app = Flask(__name__)


@app.cli.command("show")
def show():
    names = ["FLASK_APP", "GREETING", "PLACE", "TONE"]
    print(*(os.environ.get(name) for name in names))
"""


def test_app_py_is_found_without_any_setting(tmp_path):
    write_files(tmp_path, {"app.py": SHOWN})
    done = run(tmp_path, "-m", "kolben", "run")
    assert done.returncode == 0, done.stderr
    assert "serves 127.0.0.1 5000 False" in done.stdout


def test_flask_app_names_another_module(tmp_path):
    write_files(tmp_path, {"run_app.py": SHOWN})
    done = run(tmp_path, "-m", "kolben", "run", env={"FLASK_APP": "run_app"})
    assert done.returncode == 0, done.stderr
    assert "serves 127.0.0.1 5000 False" in done.stdout


def test_without_setting_another_module_is_not_found(tmp_path):
    write_files(tmp_path, {"run_app.py": SHOWN})
    done = run(tmp_path, "-m", "kolben", "run")
    assert done.returncode != 0
    assert "run_app" in done.stderr, "the file that is there is suggested"


def test_host_and_port_come_from_the_environment_files(tmp_path):
    files = {
        "run_app.py": SHOWN,
        ".flaskenv": "FLASK_APP=run_app\nFLASK_RUN_HOST=0.0.0.0\nFLASK_RUN_PORT=1234\n",
    }
    write_files(tmp_path, files)
    done = run(tmp_path, "-m", "kolben", "run")
    assert done.returncode == 0, done.stderr
    assert "serves 0.0.0.0 1234 False" in done.stdout


def test_what_is_set_by_hand_beats_env_and_env_beats_flaskenv(tmp_path):
    files = {
        "run_app.py": SHOWN,
        ".flaskenv": "FLASK_APP=run_app\nGREETING=shared\nPLACE=shared\nTONE=shared\n",
        ".env": "PLACE=private\nTONE=private\n",
    }
    write_files(tmp_path, files)
    done = run(tmp_path, "-m", "kolben", "show", env={"TONE": "by hand"})
    assert done.returncode == 0, done.stderr
    assert done.stdout == "run_app shared private by hand\n"


@pytest.mark.parametrize(
    ("setting", "debug"),
    [
        ("FLASK_ENV=development", "True"),
        ("FLASK_ENV=production", "False"),
        ("FLASK_DEBUG=1", "True"),
        ("FLASK_DEBUG=0\nFLASK_ENV=development", "False"),
    ],
)
def test_debug_mode_comes_from_the_environment_files(tmp_path, setting, debug):
    files = {"app.py": SHOWN, ".flaskenv": f"{setting}\n"}
    write_files(tmp_path, files)
    done = run(tmp_path, "-m", "kolben", "run")
    assert done.returncode == 0, done.stderr
    assert f"serves 127.0.0.1 5000 {debug}" in done.stdout


def test_debug_on_every_interface_is_refused_by_the_command(tmp_path):
    """The debugger runs what a visitor types: the settings together need a yes."""
    files = {"app.py": SHOWN, ".flaskenv": "FLASK_RUN_HOST=0.0.0.0\nFLASK_DEBUG=1\n"}
    write_files(tmp_path, files)
    done = run(tmp_path, "-m", "kolben", "run")
    assert done.returncode != 0
    assert "0.0.0.0" in done.stderr
    assert "serves" not in done.stdout


def test_config_keys_are_upper_case(tmp_path):
    program = """
from flask import Flask

TITLE = "taken"
title = "left"
Title = "left"

app = Flask(__name__)
app.config["DEBUG"] = True
assert app.debug is True
app.config.from_object(__name__)
assert app.config["TITLE"] == "taken"
assert "title" not in app.config and "Title" not in app.config
app.config.from_mapping(lower=1, UPPER=2)
assert app.config["UPPER"] == 2 and "lower" not in app.config
"""
    check(tmp_path, {}, program)


def test_the_debugger_shows_the_traceback_and_asks_for_the_pin(tmp_path):
    program = """
from flask import Flask
from werkzeug.debug import DebuggedApplication
from werkzeug.test import Client

app = Flask(__name__)
app.debug = True


@app.route("/")
def broken():
    the_cause = 1 / 0
    return the_cause


client = Client(DebuggedApplication(app, evalex=True))
answer = client.get("/")
assert answer.status_code == 500
assert "ZeroDivisionError" in answer.text
assert "the_cause = 1 / 0" in answer.text
assert "EVALEX = true" in answer.text
"""
    write_files(tmp_path, {"check.py": program})
    done = run(tmp_path, "-m", "kolben.compat", "check.py")
    assert done.returncode == 0, done.stderr
