import os
import subprocess
import sys
from importlib.metadata import EntryPoint

import click
import pytest
from click.testing import CliRunner

from kolben import Kolben, current_app
from kolben.cli import main
from kolben.cli.main import KolbenGroup

APP = """
from kolben import Kolben
app = Kolben("site")

@app.cli.command()
def greet():
    print("hello from", app.name, "debug", app.debug)
"""


def test_version_names_all_that_matters(project):
    lines = project.kolben("--version").output.splitlines()
    assert [line.split()[0] for line in lines] == [
        "Python",
        "Kolben",
        "Flask",
        "Werkzeug",
    ]


def test_the_apps_commands_are_listed_and_run(project):
    project.write(app=APP)
    assert "greet" in project.kolben("--help").output
    assert project.kolben("greet").output == "hello from site debug False\n"
    assert project.kolben("--debug", "greet").output == "hello from site debug True\n"


def test_help_leaves_no_context_behind():
    app = Kolben("site")
    app.cli.command("greet")(lambda: None)
    result = CliRunner().invoke(KolbenGroup(create_app=lambda: app), ["--help"])
    assert "greet" in result.output
    assert not current_app


@pytest.mark.parametrize("name", ["KOLBEN_APP", "FLASK_APP"])
def test_the_environment_names_the_app(project, name):
    project.write(other=APP)
    result = project.kolben("greet", env={name: "other"})
    assert result.output == "hello from site debug False\n"
    assert "greet" in project.kolben("--help", env={name: "other"}).output


def test_files_name_the_app_and_turn_debug_on(project):
    project.write(other=APP)
    (project.path / ".flaskenv").write_text("FLASK_APP=other\nFLASK_DEBUG=0\n")
    (project.path / ".env").write_text("KOLBEN_DEBUG=1\n")
    assert project.kolben("greet").output == "hello from site debug True\n"


def test_an_env_file_counts_more_than_the_default_ones(project):
    project.write(other=APP)
    (project.path / ".env").write_text("KOLBEN_APP=nothing\n")
    (project.path / "mine").write_text("FLASK_APP=other\n")
    result = project.kolben("--env-file", "mine", "greet")
    assert result.output == "hello from site debug False\n"


def test_an_env_file_without_the_library_says_what_to_install(project, monkeypatch):
    (project.path / "mine").write_text("A=1\n")
    monkeypatch.setitem(sys.modules, "dotenv", None)
    result = project.kolben("--env-file", "mine", "routes")
    assert result.exit_code == 2
    assert "pip install python-dotenv" in result.output


def test_the_option_wins_over_the_environment(project):
    project.write(one=APP.replace('"site"', '"one"'), two=APP)
    env = {"KOLBEN_APP": "two", "KOLBEN_DEBUG": "1"}
    result = project.kolben("--app", "one", "--no-debug", "greet", env=env)
    assert result.output == "hello from one debug False\n"


def test_the_app_may_be_named_after_the_command(project):
    project.write(other=APP)
    result = project.kolben("routes", "--app", "other", env={"KOLBEN_APP": "nothing"})
    assert "static" in result.output


def test_help_is_shown_when_the_app_fails(project):
    project.write(app="1 / 0")
    result = project.kolben("--help")
    assert result.exit_code == 0
    assert "ZeroDivisionError" in result.output
    assert "Usage:" in result.output


def test_an_unknown_command_without_an_app_says_both(project):
    result = project.kolben("nothing")
    assert result.exit_code == 2
    assert "FLASK_APP" in result.output
    assert "No such command" in result.output


def test_app_run_does_nothing_under_the_command(project):
    project.write(app=APP + "\napp.run()\n")
    result = project.kolben("greet")
    assert "Ignoring a call to 'app.run()'" in result.output
    assert "hello from site" in result.output


def test_a_group_of_ones_own_has_the_app_and_flasks_commands():
    group = KolbenGroup(create_app=lambda: Kolben("made"))

    @group.command()
    def show():
        click.echo(current_app.name)

    assert set(group.commands) == {"run", "routes", "shell", "show"}
    assert CliRunner().invoke(group, ["show"]).output == "made\n"


def test_a_command_of_the_app_gets_its_context_even_inside_another(app):
    made = Kolben("made")

    @made.cli.command()
    def show():
        click.echo(current_app.name)

    group = KolbenGroup(create_app=lambda: made)
    with app.app_context():
        assert CliRunner().invoke(group, ["show"]).output == "made\n"


def make_plugins(monkeypatch, **plugins):
    def entry_points(group):
        return [
            EntryPoint(name, value, group)
            for name, value in plugins.items()
            if group == "kolben.commands"
        ]

    monkeypatch.setattr(main.importlib.metadata, "entry_points", entry_points)


def test_installed_plugins_bring_commands(project, monkeypatch):
    project.write(
        plugin="""
        import click

        @click.command()
        def hello():
            click.echo("hello from the plugin")
        """
    )
    monkeypatch.syspath_prepend(project.path)
    make_plugins(monkeypatch, hello="plugin:hello")
    group = KolbenGroup(create_app=lambda: Kolben("made"))
    assert CliRunner().invoke(group, ["hello"]).output == "hello from the plugin\n"


def test_a_broken_plugin_is_named_and_the_rest_works(project, monkeypatch):
    make_plugins(monkeypatch, broken="nowhere_to_be_found:command")
    group = KolbenGroup(create_app=lambda: Kolben("made"))
    result = CliRunner().invoke(group, ["routes"])
    assert result.exit_code == 0
    assert "'broken' (nowhere_to_be_found:command)" in result.output
    assert "static" in result.output


def run_kolben(path, *args):
    return subprocess.run(
        [sys.executable, "-m", "kolben", *args],
        cwd=path,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


@pytest.mark.slow
def test_the_users_app_may_import_flask(project):
    project.write(app=APP.replace("from kolben import Kolben", "from flask import *"))
    project.write(
        app="""
        from flask import Flask
        app = Flask("site")
        @app.cli.command()
        def greet():
            print(type(app).__module__)
        """
    )
    assert run_kolben(project.path, "greet").stdout == "kolben.app\n"


@pytest.mark.slow
def test_a_traceback_begins_where_the_app_does(project):
    project.write(app="def broken():\n    1 / 0\n\nbroken()\n")
    result = run_kolben(project.path, "routes")
    assert result.returncode == 1
    assert "line 4, in <module>" in result.stderr
    assert "click" not in result.stderr


@pytest.mark.slow
def test_a_syntax_error_is_shown_by_itself(project):
    project.write(app="def broken(:\n    pass\n")
    result = run_kolben(project.path, "routes")
    assert result.returncode == 1
    assert "def broken(:" in result.stderr
    assert "importlib" not in result.stderr
    assert "click" not in result.stderr
