import os
from urllib.parse import urlencode

import pytest
import werkzeug.serving
from click.testing import CliRunner

from kolben import Kolben
from kolben.cli.main import KolbenGroup, accept_native_env, cli
from kolben.cli.run import run_command

APP = """
from flask import Flask
app = Flask(__name__)

@app.get("/")
def index():
    return "first"

@app.get("/broken")
def broken():
    1 / 0
"""


@pytest.fixture
def run(project, monkeypatch):
    """Run `kolben run ARGS` on a made app; gives the output and what was served."""
    served = {}

    def run_simple(host, port, app, **options):
        served.update(options, host=host, port=port, app=app)

    monkeypatch.setattr(werkzeug.serving, "run_simple", run_simple)
    monkeypatch.setattr("kolben.cli.run.find_port_problem", lambda host, port: None)
    group = KolbenGroup(create_app=lambda: Kolben("made"))

    def invoke(*args, **env):
        served.clear()
        result = CliRunner().invoke(group, args, env=env)
        return result.output, served

    return invoke


def test_defaults_are_this_machine_port_5000_and_no_debug(run):
    output, served = run("run")
    assert (served["host"], served["port"]) == ("127.0.0.1", 5000)
    assert served["threaded"] is True
    assert served["use_reloader"] is served["use_debugger"] is False
    assert "Serving Kolben app 'made'" in output
    assert "Debug mode: off" in output


@pytest.mark.parametrize("args", [("--debug", "run"), ("run", "--debug")])
def test_debug_turns_reloader_and_debugger_on(run, args):
    output, served = run(*args)
    assert served["use_reloader"] is served["use_debugger"] is True
    assert served["app"].debug is True
    assert "Debug mode: on" in output


def test_each_part_of_debug_mode_can_be_left_out(run):
    _, served = run("run", "--debug", "--no-reload", "--no-debugger")
    assert served["use_reloader"] is served["use_debugger"] is False
    assert served["app"].debug is True


def test_the_environment_sets_host_and_port(run):
    _, served = run("run", FLASK_RUN_HOST="127.0.0.2", FLASK_RUN_PORT="1234")
    assert (served["host"], served["port"]) == ("127.0.0.2", 1234)


def test_the_native_spelling_wins_and_the_option_over_both(run):
    env = {"FLASK_RUN_PORT": "1111", "KOLBEN_RUN_PORT": "2222"}
    assert run("run", **env)[1]["port"] == 2222
    assert run("run", "--port", "3333", **env)[1]["port"] == 3333


def test_env_development_turns_debug_on_and_is_called_old(run):
    output, served = run("run", FLASK_ENV="development")
    assert served["use_debugger"] is True
    assert "Flask 2.3 removed that setting" in output
    output, served = run("run", FLASK_ENV="development", FLASK_DEBUG="0")
    assert served["use_debugger"] is False
    assert "Flask 2.3 removed" not in output


def test_files_and_patterns_for_the_reloader(run):
    files = os.pathsep.join(["one", "two"])
    _, served = run("run", "--extra-files", files, "--exclude-patterns", files)
    assert served["extra_files"] == ["one", "two"]
    assert served["exclude_patterns"] == ["one", "two"]


def test_app_run_restarts_for_the_files_that_kolben_run_restarts_for(
    project, monkeypatch
):
    served = []
    monkeypatch.setattr(
        werkzeug.serving, "run_simple", lambda *_, **options: served.append(options)
    )
    # What the files set is for this test alone.
    monkeypatch.setattr(os, "environ", {**os.environ})
    (project.path / ".env").write_text("COLOUR=red")
    Kolben("made").run(extra_files=["one"])
    assert served[0]["extra_files"] == ["one", str(project.path / ".env")]
    Kolben("made").run()
    assert served[1]["extra_files"] == [str(project.path / ".env")]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_an_open_host_with_the_debugger_is_refused_with_the_reason(run, host):
    output, served = run("run", "--debug", "--host", host)
    assert not served
    assert "runs any Python code with your rights" in output
    assert "--no-debugger" in output


def test_the_notes_variables_together_are_refused_too(run):
    env = {"FLASK_RUN_HOST": "0.0.0.0", "FLASK_RUN_PORT": "1234"}
    output, served = run("run", **env, FLASK_ENV="development")
    assert not served
    assert "--host 127.0.0.1" in output


@pytest.mark.parametrize(
    "args", [("--debugger",), ("--debugger-host", "my.lan"), ("--no-debugger",)]
)
def test_an_open_host_is_refused_unless_told_twice(run, args):
    _, served = run("run", "--debug", "--host", "0.0.0.0", *args)
    assert bool(served) == ("--no-debugger" in args)


def test_told_twice_the_named_hosts_may_use_the_console(run):
    _, served = run(
        *("run", "--debug", "--host", "0.0.0.0"),
        *("--debugger", "--debugger-host", "my.lan", "--debugger-host", "192.0.2.1"),
    )
    assert {"my.lan", "192.0.2.1"} <= set(served["app"].trusted_hosts)
    assert served["app"].evalex is True
    assert served["use_debugger"] is False


def test_the_environment_can_tell_twice(run):
    _, served = run(
        "run",
        KOLBEN_DEBUG="1",
        KOLBEN_RUN_HOST="0.0.0.0",
        KOLBEN_RUN_DEBUGGER="1",
        KOLBEN_RUN_DEBUGGER_HOSTS="my.lan 192.0.2.1",
    )
    assert {"my.lan", "192.0.2.1"} <= set(served["app"].trusted_hosts)


def test_an_open_host_without_debug_is_served(run):
    assert run("run", "--host", "0.0.0.0")[1]["host"] == "0.0.0.0"


def test_a_port_in_use_is_told_before_the_app_is_loaded(project, monkeypatch):
    monkeypatch.setattr("kolben.cli.run.find_port_problem", lambda *_: "port is taken")
    result = project.kolben("run")
    assert result.exit_code == 1
    assert result.output == "Error: port is taken\n"


def test_an_app_that_fails_at_the_start_ends_the_command(project):
    project.write(app="1 / 0")
    result = project.kolben("run", "--port", "0")
    assert isinstance(result.exception, ZeroDivisionError)


def test_an_app_that_fails_on_reload_is_served_as_its_error(
    project, monkeypatch, capsys
):
    project.write(app="1 / 0")
    served = []
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    monkeypatch.setattr(
        werkzeug.serving, "run_simple", lambda h, p, app, **options: served.append(app)
    )
    project.kolben("run", "--debug")
    with pytest.raises(ZeroDivisionError):
        served[0]({}, lambda *args: None)


def test_native_names_are_given_once():
    accept_native_env(run_command, "OTHER")
    names = {option.name: option.envvar for option in run_command.params}
    assert names["host"] == "KOLBEN_RUN_HOST"
    assert names["app"] is None
    assert {o.name: o.envvar for o in cli.params}["debug"] == "KOLBEN_DEBUG"


@pytest.mark.slow
def test_a_mistake_is_shown_in_the_browser_and_mended_by_saving(project, start):
    project.write(app=APP)
    server = start("run", "--debug", "--reloader-type", "stat")
    server.wait_for("Debugger is active")
    assert server.get("/") == (200, "first")

    status, page = server.get("/broken")
    assert status == 500
    assert "ZeroDivisionError" in page
    assert "EVALEX = true" in page

    project.write(app=APP + "\ndef (\n")
    server.wait_for("Debugger is active")
    status, page = server.get("/")
    assert status == 500
    assert "SyntaxError" in page

    project.write(app=APP.replace("first", "second"))
    server.wait_for("Debugger is active")
    assert server.get("/") == (200, "second")
    assert server.terminate() == 0
    assert server.output.count("Serving Kolben app") == 1


@pytest.mark.slow
def test_the_console_runs_code_in_the_frame_after_the_pin(project, start):
    project.write(app=APP)
    server = start("run", "--debug", "--reloader-type", "stat")
    server.wait_for("Debugger PIN: ")
    pin = server.lines[-1].split()[-1]
    page = server.get("/broken")[1]
    secret = page.split('SECRET = "')[1].split('"')[0]
    frame = page.split('id="frame-')[-1].split('"')[0]

    def ask(**query):
        arguments = urlencode({"__debugger__": "yes", "s": secret, **query})
        return server.get(f"/?{arguments}")

    # Without the PIN it is an ordinary request to the app.
    assert ask(cmd="1+1", frm=frame) == (200, "first")
    assert '"auth": true' in ask(cmd="pinauth", pin=pin)[1]
    assert "broken" in ask(cmd="__import__('flask').request.endpoint", frm=frame)[1]


@pytest.mark.slow
def test_a_second_server_on_the_port_names_the_first_and_a_free_port(project, start):
    project.write(app=APP)
    server = start("run")
    server.wait_for("Running on")
    result = project.kolben("run", "--port", str(server.port))
    assert result.exit_code == 1
    assert f"Port {server.port} on '127.0.0.1' is already in use" in result.output
    assert "--port" in result.output
