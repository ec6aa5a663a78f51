"""F48-F52: finding the app, the environment, configuration and the logger."""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module
from itertools import count
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

# Flask keeps these in one module, Kolben in one per noun.
CLI_MODULES = {
    "flask": ["flask.cli"],
    "kolben": [
        "kolben.cli.locate",
        "kolben.cli.dotenv",
        "kolben.cli.group",
        "kolben.cli.main",
    ],
}
SERVERS = {
    "flask": ["werkzeug.serving.run_simple", "flask.cli.run_simple"],
    "kolben": ["werkzeug.serving.run_simple"],
}
numbers = count()


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch, tmp_path):
    """Changes of the environment, sys.path and the directory end with the test."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in list(os.environ):
        if name.startswith(("FLASK_", "KOLBEN_", "FACTS_")):
            del os.environ[name]
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cli(web):
    names = {}
    for module in CLI_MODULES[web.__name__]:
        names |= vars(import_module(module))
    return SimpleNamespace(**names)


@pytest.fixture
def load(web, cli, tmp_path):
    """Write a module that can say `Flask`, and load the app `--app` would give."""

    def load(source, app_name=None, module=None):
        module = module or f"facts_app_{next(numbers)}"
        header = f"from {web.__name__} import Flask\n"
        (tmp_path / f"{module}.py").write_text(header + source)
        sys.modules.pop(module, None)
        sys.path.insert(0, str(tmp_path))
        return cli.locate_app(module, app_name)

    return load


@pytest.mark.parametrize("first", ["wsgi.py", "app.py"])
def test_f48_wsgi_py_is_tried_before_app_py(web, cli, tmp_path, first):
    sys.modules.pop("wsgi", None)
    sys.modules.pop("app", None)
    for file in ["app.py"] if first == "app.py" else ["wsgi.py", "app.py"]:
        source = f"from {web.__name__} import Flask\nmine = Flask({file!r})\n"
        (tmp_path / file).write_text(source)
    assert cli.ScriptInfo().load_app().name == first


def test_f48_no_file_at_all(cli):
    sys.modules.pop("wsgi", None)
    sys.modules.pop("app", None)
    with pytest.raises(cli.NoAppException):
        cli.ScriptInfo().load_app()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("app = Flask('a'); application = Flask('b')", "a"),
        ("application = Flask('b'); other = Flask('c')", "b"),
        ("other = Flask('c')", "c"),
        ("def create_app(): return Flask('d')", "d"),
        ("def make_app(): return Flask('e')", "e"),
        ("def create_app(): return Flask('d')\ndef make_app(): return Flask('e')", "d"),
        ("def create_app(x='f'): return Flask(x)", "f"),
        ("app = 5; other = Flask('c')", "c"),
    ],
)
def test_f48_what_counts_as_the_app_of_a_module(load, source, name):
    assert load(source).name == name


@pytest.mark.parametrize(
    "source",
    [
        "",
        "a = Flask('a'); b = Flask('b')",
        "def create_app(needed): return Flask('d')",
        "def create_app(): return 5",
    ],
)
def test_f48_no_app_or_more_than_one_is_an_error(cli, load, source):
    with pytest.raises(cli.NoAppException):
        load(source)


@pytest.mark.parametrize(
    ("app_name", "name"),
    [
        ("make('x')", "x"),
        ("make(name='y')", "y"),
        ("make()", "default"),
        ("make", "default"),
        ("  made  ", "made"),
    ],
)
def test_f48_a_factory_may_be_called_with_literals(load, app_name, name):
    source = "def make(name='default'): return Flask(name)\nmade = Flask('made')"
    assert load(source, app_name).name == name


@pytest.mark.parametrize(
    "app_name",
    ["make(VALUE)", "make(1 + 1, 2)", "a.b", "made.name", "no", "make(", "5"],
)
def test_f48_anything_but_names_and_literals_is_refused(cli, load, app_name):
    source = "VALUE = 'x'\ndef make(name='d'): return Flask(name)\nmade = Flask('made')"
    with pytest.raises(cli.NoAppException):
        load(source, app_name)


def test_f48_a_module_that_fails_to_import_shows_its_traceback(cli, load):
    with pytest.raises(cli.NoAppException, match="Traceback"):
        load("import facts_no_such_module")


@pytest.fixture
def env_files(tmp_path):
    (tmp_path / ".flaskenv").write_text(
        "FACTS_A=flaskenv\nFACTS_B=flaskenv\nFACTS_C=flaskenv\nFACTS_D=flaskenv\n"
    )
    (tmp_path / ".env").write_text("FACTS_B=env\nFACTS_C=env\nFACTS_D=env\n")
    (tmp_path / "given").write_text("FACTS_C=given\nFACTS_D=given\n")
    os.environ["FACTS_D"] = "process"


def test_f49_precedence_of_the_environment(cli, tmp_path, env_files):
    assert cli.load_dotenv(tmp_path / "given") is True
    found = {name: os.environ.get(f"FACTS_{name}") for name in "ABCD"}
    assert found == {"A": "flaskenv", "B": "env", "C": "given", "D": "process"}


def test_f49_files_are_looked_for_upwards(cli, tmp_path, env_files, monkeypatch):
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert cli.load_dotenv() is True
    assert os.environ["FACTS_B"] == "env"


def test_f49_default_files_can_be_left_out(cli, tmp_path, env_files):
    assert cli.load_dotenv(tmp_path / "given", load_defaults=False) is True
    assert "FACTS_A" not in os.environ
    assert os.environ["FACTS_C"] == "given"


def test_f49_a_missing_file_loads_nothing(cli, tmp_path):
    assert cli.load_dotenv(tmp_path / "missing", load_defaults=False) is False


def test_f49_making_an_app_reads_no_files(web, env_files):
    web.Flask("facts").test_client().get("/")
    assert "FACTS_A" not in os.environ


def test_f49_the_command_line_reads_them(web, cli, tmp_path, env_files):
    app = web.Flask("facts")

    @app.cli.command("show")
    def show():
        click.echo(f"{os.environ['FACTS_A']} {os.environ['FACTS_C']}")

    group = getattr(cli, "FlaskGroup", None) or cli.KolbenGroup
    runner = CliRunner()
    result = runner.invoke(
        group(create_app=lambda: app), ["--env-file", str(tmp_path / "given"), "show"]
    )
    assert result.output == "flaskenv given\n"


@pytest.mark.parametrize(
    ("value", "debug"),
    [("1", True), ("true", True), ("0", False), ("false", False), ("no", False)],
)
def test_f50_the_command_line_sets_debug_over_the_code(web, cli, value, debug):
    os.environ["FLASK_DEBUG"] = value
    app = web.Flask("facts")
    app.debug = not debug
    info = cli.ScriptInfo(create_app=lambda: app)
    assert info.load_app().debug is debug


def test_f50_debug_is_switched_off_when_nothing_is_said(web, cli):
    app = web.Flask("facts")
    app.debug = True
    assert cli.ScriptInfo(create_app=lambda: app).load_app().debug is False


def test_f50_a_script_info_may_leave_debug_alone(web, cli):
    app = web.Flask("facts")
    app.debug = True
    info = cli.ScriptInfo(create_app=lambda: app, set_debug_flag=False)
    assert info.load_app().debug is True


@pytest.fixture
def served(web, monkeypatch):
    """What the development server was started with; it does not start."""
    calls = []
    for target in SERVERS[web.__name__]:
        monkeypatch.setattr(target, lambda *args, **extra: calls.append((args, extra)))
    return calls


def test_f50_app_run_under_the_command_line_is_ignored(web, served, capsys):
    os.environ["FLASK_RUN_FROM_CLI"] = "true"
    web.Flask("facts").run()
    assert served == []
    assert "app.run()" in capsys.readouterr().out


def test_f50_app_run_takes_host_and_port_from_server_name(web, served, capsys):
    app = web.Flask("facts")
    app.config["SERVER_NAME"] = "localhost.test:8123"
    app.run()
    app.run("127.0.0.1", 0)
    assert [args[:2] for args, _ in served] == [
        ("localhost.test", 8123),
        ("127.0.0.1", 0),
    ]


def test_f50_app_run_reads_the_env_files(web, served, env_files, capsys):
    os.environ["FLASK_DEBUG"] = "1"
    app = web.Flask("facts")
    app.run()
    assert os.environ["FACTS_B"] == "env"
    assert app.debug is True
    app.run(debug=False)
    assert app.debug is False


def test_f50_an_error_at_the_first_load_ends_the_run_command(cli, served, tmp_path):
    (tmp_path / "app.py").write_text("raise KeyError('broken')")
    sys.modules.pop("app", None)
    result = CliRunner().invoke(cli.cli, ["--app", "app", "run"])
    assert result.exit_code != 0
    assert served == []


def test_f50_an_error_at_a_reload_is_served(cli, served, tmp_path, capsys):
    (tmp_path / "app.py").write_text("raise KeyError('broken')")
    sys.modules.pop("app", None)
    os.environ["WERKZEUG_RUN_MAIN"] = "true"
    result = CliRunner().invoke(cli.cli, ["--app", "app", "run"])
    assert result.exit_code == 0, result.output
    app = served[0][0][2]
    with pytest.raises(KeyError, match="broken"):
        app({}, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("False", "False"),
        ("1", 1),
        ("1.5", 1.5),
        ("null", None),
        ("[1]", [1]),
        ('{"a": 1}', {"a": 1}),
        ('"x"', "x"),
        ("x", "x"),
        ("", ""),
        ("01", "01"),
    ],
)
def test_f51_prefixed_variables_are_json_else_text(app, text, value):
    os.environ["FLASK_FACT"] = text
    assert app.config.from_prefixed_env() is True
    assert app.config["FACT"] == value
    assert type(app.config["FACT"]) is type(value)


def test_f51_double_underscores_make_dicts(app):
    os.environ.update(FACTS_A__B="1", FACTS_A__C__D="x", FACTS_e="y")
    app.config.from_prefixed_env("FACTS")
    assert app.config["A"] == {"B": 1, "C": {"D": "x"}}
    assert app.config["e"] == "y"


def test_f51_a_value_and_a_dict_of_one_name_clash(app):
    os.environ.update(FACTS_A="1", FACTS_A__B="2")
    with pytest.raises(TypeError):
        app.config.from_prefixed_env("FACTS")


def test_f51_a_dict_in_the_config_is_added_to(app):
    app.config["A"] = {"B": 1}
    os.environ["FACTS_A__C"] = "2"
    app.config.from_prefixed_env("FACTS")
    assert app.config["A"] == {"B": 1, "C": 2}


def test_f51_flask_env_is_no_setting(app):
    os.environ["FLASK_ENV"] = "development"
    assert app.debug is False
    assert "ENV" not in app.config


@pytest.fixture
def logger_name():
    """A logger name of its own per test; handlers do not stay."""
    name = f"facts_logger_{next(numbers)}"
    yield name
    logging.getLogger(name).handlers.clear()


@pytest.fixture
def root_handlers(monkeypatch):
    """Put these in place of pytest's own, which it adds when the test begins."""
    return lambda *handlers: monkeypatch.setattr(
        logging.getLogger(), "handlers", list(handlers)
    )


def test_f52_the_logger_is_named_like_the_app(web, logger_name):
    app = web.Flask(logger_name)
    assert app.logger is logging.getLogger(logger_name)
    assert app.logger is app.logger


def test_f52_it_gets_a_handler_when_nothing_handles_its_level(
    web, logger_name, root_handlers
):
    root_handlers()
    app = web.Flask(logger_name)
    assert len(app.logger.handlers) == 1
    assert len(web.Flask(logger_name).logger.handlers) == 1, "not a second one"


def test_f52_it_gets_none_when_the_root_handles_it(web, logger_name, root_handlers):
    root_handlers(logging.NullHandler())
    assert web.Flask(logger_name).logger.handlers == []


def test_f52_a_handler_above_the_level_does_not_count(web, logger_name, root_handlers):
    handler = logging.NullHandler()
    handler.setLevel(logging.CRITICAL)
    root_handlers(handler)
    assert len(web.Flask(logger_name).logger.handlers) == 1


@pytest.mark.parametrize(
    ("debug", "level", "wanted"),
    [
        (True, logging.NOTSET, logging.DEBUG),
        (False, logging.NOTSET, logging.NOTSET),
        (True, logging.ERROR, logging.ERROR),
    ],
)
def test_f52_level_debug_in_debug_only_and_if_unset(
    web, logger_name, debug, level, wanted
):
    logging.getLogger(logger_name).setLevel(level)
    app = web.Flask(logger_name)
    app.debug = debug
    assert app.logger.level == wanted
    app.logger.setLevel(logging.NOTSET)
