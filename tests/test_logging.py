"""kolben.logging: the app's logger, and what `configure` makes of the config."""

import io
import logging
import logging.config
import os
import re
import subprocess
import sys
import time

import pytest

from kolben import Kolben
from kolben.errors import SetupError
from kolben.logging import (
    configure,
    default_handler,
    has_level_handler,
    wsgi_errors_stream,
)

NAME = "kolben_logging_test"


@pytest.fixture
def app(tmp_path):
    return Kolben(NAME, root_path=str(tmp_path), instance_path=str(tmp_path / "inst"))


@pytest.fixture(autouse=True)
def quiet_logging(pytestconfig):
    """No handlers but those of the test: pytest's would count as handlers too."""
    plugin = pytestconfig.pluginmanager.unregister(name="logging-plugin")
    root, logger = logging.root, logging.getLogger(NAME)
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    yield
    configure(Kolben(NAME))  # closes the files
    root.handlers[:] = handlers
    root.setLevel(level)
    logger.handlers[:] = []
    logger.setLevel(logging.NOTSET)
    pytestconfig.pluginmanager.register(plugin, "logging-plugin")


def lines(path):
    return path.read_text("utf-8").splitlines()


# The logger, F52


def test_the_logger_has_the_apps_name_and_the_default_handler(app):
    assert app.logger.name == NAME
    assert app.logger.level == logging.NOTSET
    assert app.logger.handlers == [default_handler]


def test_debug_sets_the_level_unless_there_is_one(app):
    app.debug = True
    assert app.logger.level == logging.DEBUG
    other = Kolben(NAME)
    other.debug = True
    logging.getLogger(NAME).setLevel(logging.ERROR)
    assert other.logger.level == logging.ERROR


def test_a_handler_above_makes_the_default_one_unnecessary(app):
    logging.root.addHandler(logging.NullHandler())
    assert not app.logger.handlers


def test_a_handler_counts_when_it_takes_the_level():
    logger = logging.getLogger(f"{NAME}.below")
    assert not has_level_handler(logger)
    handler = logging.NullHandler()
    logging.root.addHandler(handler)
    assert has_level_handler(logger)
    handler.setLevel(logging.ERROR)
    assert not has_level_handler(logger)
    logger.setLevel(logging.ERROR)
    assert has_level_handler(logger)
    logger.propagate = False
    assert not has_level_handler(logger)
    logger.propagate = True
    logger.setLevel(logging.NOTSET)


def test_a_request_logs_to_the_servers_stream(app):
    @app.get("/")
    def index():
        app.logger.error("from the view")
        return ""

    stream = io.StringIO()
    app.test_client().get("/", errors_stream=stream)
    assert re.fullmatch(
        r"\[.+\] ERROR in test_logging: from the view\n", stream.getvalue()
    )


def test_the_stream_follows_the_request(app):
    assert wsgi_errors_stream._get_current_object() is sys.stderr
    stream = io.StringIO()
    with app.test_request_context(errors_stream=stream):
        assert wsgi_errors_stream._get_current_object() is stream
    assert wsgi_errors_stream._get_current_object() is sys.stderr


def test_a_dict_config_can_name_the_stream(app):
    handler = {
        "class": "logging.StreamHandler",
        "stream": "ext://kolben.logging.wsgi_errors_stream",
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"wsgi": handler},
            "loggers": {NAME: {"handlers": ["wsgi"]}},
        }
    )
    stream = io.StringIO()
    with app.test_request_context(errors_stream=stream):
        app.logger.error("heard")
    assert stream.getvalue() == "heard\n"


# configure


def test_without_settings_the_console_gets_flasks_format(app):
    (handler,) = configure(app)
    stream = io.StringIO()
    with app.test_request_context(errors_stream=stream):
        app.logger.warning("text")
    assert app.logger.handlers == [handler]
    assert re.fullmatch(r"\[.+\] WARNING in test_logging: text\n", stream.getvalue())


def test_level_and_formats(app, capsys):
    app.config.update(
        LOG_LEVEL="info", LOG_FORMAT="%(asctime)s|%(message)s", LOG_DATE_FORMAT="%Y"
    )
    configure(app)
    app.logger.debug("too little")
    app.logger.info("enough")
    assert capsys.readouterr().err == f"{time.strftime('%Y')}|enough\n"


@pytest.mark.parametrize(
    ("value", "level"),
    [("WARN", 30), ("Error", 40), (15, 15), ("15", 15), (0, 0), (" debug ", 10)],
)
def test_a_level_is_a_name_or_a_number(app, value, level):
    app.config["LOG_LEVEL"] = value
    configure(app)
    assert app.logger.level == level


def test_a_level_that_was_added_has_a_name(app):
    logging.addLevelName(25, "NOTICE")
    app.config["LOG_LEVEL"] = "notice"
    configure(app)
    assert app.logger.level == 25


def test_a_file_beside_the_console(app, tmp_path, capsys):
    app.config.update(LOG_FILE="log/site.log", LOG_FORMAT="%(levelname)s %(message)s")
    console, file = configure(app)
    assert app.logger.handlers == [console, file]
    app.logger.error("Grüße")
    assert lines(tmp_path / "inst" / "log" / "site.log") == ["ERROR Grüße"]
    assert capsys.readouterr().err == "ERROR Grüße\n"


def test_an_absolute_file(app, tmp_path):
    app.config["LOG_FILE"] = tmp_path / "elsewhere" / "site.log"
    configure(app)
    assert (tmp_path / "elsewhere" / "site.log").exists()


def test_a_file_is_continued(app, tmp_path):
    path = tmp_path / "site.log"
    path.write_text("before\n")
    app.config.update(LOG_FILE=str(path), LOG_FORMAT="%(message)s")
    configure(app)
    app.logger.error("after")
    assert lines(path) == ["before", "after"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_file(app, nothing):
    app.config["LOG_FILE"] = nothing
    assert len(configure(app)) == 1


def test_a_handler_above_replaces_the_console_only(app, tmp_path):
    logging.root.addHandler(logging.NullHandler())
    app.config["LOG_FILE"] = tmp_path / "site.log"
    (file,) = configure(app)
    assert isinstance(file, logging.FileHandler)


def test_again_replaces_what_was(app, tmp_path):
    app.config.update(LOG_FILE=tmp_path / "site.log", LOG_FORMAT="%(message)s")
    first = configure(app)
    second = configure(app)
    assert app.logger.handlers == second
    assert first[1].stream is None or first[1].stream.closed
    app.logger.error("once")
    assert lines(tmp_path / "site.log") == ["once"]


def test_another_app_of_the_same_name_replaces_too(app, tmp_path):
    configure(app)
    other = Kolben(NAME)
    assert configure(other) == other.logger.handlers == app.logger.handlers


def test_handlers_of_others_stay(app):
    own = logging.NullHandler(logging.CRITICAL)
    app.logger.addHandler(own)
    configure(app)
    configure(app)
    assert own in app.logger.handlers
    assert len(app.logger.handlers) == 2


def test_another_logger_can_be_set_up(app, tmp_path):
    app.config.update(LOG_FILE=tmp_path / "all.log", LOG_FORMAT="%(name)s")
    logger = logging.getLogger(f"{NAME}.library")
    configure(app, logger)
    logger.error("x")
    app.logger.error("y")
    assert lines(tmp_path / "all.log") == [f"{NAME}.library"]
    app.config["LOG_FILE"] = None
    configure(app, logger)


def test_a_field_of_a_filter_may_be_missing(app, capsys):
    app.config["LOG_FORMAT"] = "%(request_id)s %(message)s"
    configure(app)
    app.logger.error("without")
    app.logger.error("with", extra={"request_id": "r1"})
    assert capsys.readouterr().err == "- without\nr1 with\n"


# Rotation


def test_rotation_by_size(app, tmp_path):
    app.config.update(
        LOG_FILE=tmp_path / "site.log",
        LOG_MAX_BYTES=20,
        LOG_BACKUP_COUNT=2,
        LOG_FORMAT="%(message)s",
    )
    configure(app)
    for number in range(5):
        app.logger.error("message %d", number)
    assert lines(tmp_path / "site.log") == ["message 4"]
    assert lines(tmp_path / "site.log.1") == ["message 3"]
    assert lines(tmp_path / "site.log.2") == ["message 2"]
    assert sorted(os.listdir(tmp_path)) == ["site.log", "site.log.1", "site.log.2"]


def test_five_old_files_are_kept_by_default(app, tmp_path):
    app.config.update(LOG_FILE=tmp_path / "site.log", LOG_MAX_BYTES=1)
    configure(app)
    for number in range(9):
        app.logger.error("message %d", number)
    assert len(os.listdir(tmp_path)) == 6


def test_rotation_by_time(app, tmp_path):
    path = tmp_path / "site.log"
    path.write_text("yesterday\n")
    yesterday = time.time() - 24 * 60 * 60
    os.utime(path, (yesterday, yesterday))
    app.config.update(
        LOG_FILE=path, LOG_WHEN="midnight", LOG_UTC=True, LOG_FORMAT="%(message)s"
    )
    configure(app)
    app.logger.error("today")
    app.logger.error("today too")
    day = time.strftime("%Y-%m-%d", time.gmtime(yesterday))
    assert lines(path) == ["today", "today too"]
    assert lines(tmp_path / f"site.log.{day}") == ["yesterday"]


def test_rotation_by_time_keeps_as_many_as_it_is_told(app, tmp_path):
    for day in range(1, 6):
        (tmp_path / f"site.log.2020-01-0{day}").touch()
    app.config.update(
        LOG_FILE=tmp_path / "site.log",
        LOG_WHEN="D",
        LOG_INTERVAL=2,
        LOG_BACKUP_COUNT=2,
    )
    (handler,) = [h for h in configure(app) if isinstance(h, logging.FileHandler)]
    assert handler.rolloverAt > time.time() + 24 * 60 * 60
    handler.doRollover()
    rotated = [name for name in os.listdir(tmp_path) if name != "site.log"]
    assert len(rotated) == 2


def test_a_file_that_a_tool_moved_away_is_made_anew(app, tmp_path):
    path = tmp_path / "site.log"
    for settings in ({}, {"LOG_MAX_BYTES": 10_000}, {"LOG_WHEN": "D"}):
        app.config.update(LOG_MAX_BYTES=None, LOG_WHEN=None)
        app.config.update(LOG_FILE=path, LOG_FORMAT="%(message)s", **settings)
        configure(app)
        app.logger.error("before")
        path.rename(tmp_path / "moved")
        app.logger.error("after")
        assert lines(path) == ["after"]
        assert lines(tmp_path / "moved") == ["before"]
        path.unlink()


PROCESS = """
import sys
from kolben import Kolben
from kolben.logging import configure

app = Kolben("writer", instance_path={folder!r})
app.config.update(LOG_FILE="site.log", LOG_FORMAT="%(message)s", **{settings!r})
configure(app)
print("ready", flush=True)
sys.stdin.readline()
for number in range(200):
    app.logger.error("%s %d", sys.argv[1], number)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {"LOG_MAX_BYTES": 300, "LOG_BACKUP_COUNT": 100},
        {"LOG_WHEN": "S"},
        {"LOG_WHEN": "D"},
    ],
)
def test_several_processes_lose_no_line(tmp_path, settings):
    path = tmp_path / "site.log"
    path.write_text("old\n")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    code = PROCESS.format(folder=str(tmp_path), settings=settings)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for name in "abc"
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
    written = [line for file in tmp_path.iterdir() for line in lines(file)]
    expected = [f"{name} {number}" for name in "abc" for number in range(200)]
    assert sorted(written) == sorted(["old", *expected])


# Wrong settings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"LOG_LEVEL": "INFOO"}, "LOG_LEVEL is 'INFOO'.*Did you mean 'INFO'"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'.*DEBUG, INFO"),
        ({"LOG_LEVEL": True}, "LOG_LEVEL is True"),
        ({"LOG_LEVEL": -1}, "LOG_LEVEL is -1"),
        ({"LOG_FORMAT": "no field"}, "LOG_FORMAT is 'no field'.*%\\(message\\)s"),
        ({"LOG_FORMAT": "%(message)"}, "LOG_FORMAT"),
        ({"LOG_FORMAT": "%(mesage)s"}, "'mesage'.*Did you mean 'message'"),
        ({"LOG_FORMAT": 5}, "LOG_FORMAT is 5. It has to be text"),
        ({"LOG_DATE_FORMAT": 5}, "LOG_DATE_FORMAT is 5. It has to be text"),
        ({"LOG_FILE": 5}, "LOG_FILE is 5. It has to be a path"),
        (
            {"LOG_MAX_BYTES": "5 MB"},
            "It has to be a whole number from 1 up",
        ),
        ({"LOG_MAX_BYTES": 0}, "LOG_MAX_BYTES is 0"),
        ({"LOG_MAX_BYTES": True}, "LOG_MAX_BYTES is True"),
        ({"LOG_MAX_BYTES": 9, "LOG_BACKUP_COUNT": 0}, "never rotate"),
        ({"LOG_BACKUP_COUNT": -1}, "LOG_BACKUP_COUNT is -1"),
        ({"LOG_BACKUP_COUNT": 3}, "LOG_BACKUP_COUNT is set, but nothing rotates"),
        ({"LOG_WHEN": "MIDNITE"}, "'MIDNITE'. Did you mean 'MIDNIGHT'"),
        ({"LOG_WHEN": "daily"}, "LOG_WHEN is 'daily'.*D \\(days\\)"),
        ({"LOG_INTERVAL": 2}, "LOG_INTERVAL is set, but LOG_WHEN is not"),
        ({"LOG_UTC": True}, "LOG_UTC is set, but LOG_WHEN is not"),
        ({"LOG_WHEN": "D", "LOG_INTERVAL": 0}, "LOG_INTERVAL is 0"),
        ({"LOG_WHEN": "D", "LOG_MAX_BYTES": 9}, "either by size or by time"),
    ],
)
def test_a_wrong_setting_is_named_and_changes_nothing(app, settings, message):
    handlers = configure(app)
    app.config.update(settings)
    with pytest.raises(SetupError, match=message):
        configure(app)
    assert app.logger.handlers == handlers


def test_a_folder_that_cannot_be_made_is_named(app, tmp_path):
    (tmp_path / "file").touch()
    app.config["LOG_FILE"] = str(tmp_path / "file" / "log" / "site.log")
    with pytest.raises(SetupError) as caught:
        configure(app)
    assert f"its folder '{tmp_path / 'file' / 'log'}' is missing" in str(caught.value)


def test_a_file_that_cannot_be_written_is_named(app, tmp_path):
    app.config["LOG_FILE"] = str(tmp_path)
    with pytest.raises(SetupError, match="cannot be written: Is a directory"):
        configure(app)


def test_rotation_may_be_set_before_there_is_a_file(app):
    app.config.update(LOG_MAX_BYTES=1000, LOG_BACKUP_COUNT=3)
    assert len(configure(app)) == 1
