"""The application object: settings, routes, running, its end."""

import gc
import logging
import weakref
from datetime import timedelta

import pytest
import werkzeug.serving

from kolben import Kolben, request


@pytest.fixture
def served(monkeypatch):
    """What ``app.run`` gave to the server."""
    calls = []
    monkeypatch.setattr(
        werkzeug.serving,
        "run_simple",
        lambda host, port, app, **options: calls.append((host, port, options)),
    )
    return calls


@pytest.mark.parametrize(
    ("server_name", "given", "expected"),
    [
        (None, {}, ("127.0.0.1", 5000)),
        ("example.org:8080", {}, ("example.org", 8080)),
        ("example.org:8080", {"host": "localhost", "port": 1}, ("localhost", 1)),
        (None, {"port": 0}, ("127.0.0.1", 0)),
        (None, {"port": "8000"}, ("127.0.0.1", 8000)),
    ],
)
def test_run_takes_host_and_port_from_arguments_then_server_name(
    app, served, server_name, given, expected
):
    app.config["SERVER_NAME"] = server_name
    app.run(load_dotenv=False, **given)
    assert served[0][:2] == expected


def test_run_in_debug_has_reloader_and_debugger(app, served):
    app.run(debug=True, load_dotenv=False)
    assert served[0][2]["use_reloader"] is True
    assert served[0][2]["use_debugger"] is True


def test_run_on_an_open_host_keeps_the_console_off_and_says_why(app, served, capsys):
    app.run(host="0.0.0.0", debug=True, load_dotenv=False)
    assert served[0][2]["use_evalex"] is False
    assert "console is off" in capsys.readouterr().err


def test_options_are_answered_with_all_methods_of_the_url(app, client):
    app.add_url_rule("/", "read", lambda: "")
    app.add_url_rule("/", "write", lambda: "", methods=["POST"])
    answer = client.options("/")
    assert set(answer.allow) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("by", ["rule", "view", "config"])
def test_automatic_options_can_be_switched_off(app, client, by):
    def view():
        return request.method

    if by == "config":
        app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    if by == "view":
        view.provide_automatic_options = False
    options = {"provide_automatic_options": False} if by == "rule" else {}
    app.add_url_rule("/", "view", view, **options)
    assert client.options("/").status_code == 405


def test_methods_as_one_string_are_refused(app):
    with pytest.raises(TypeError, match="list of strings"):
        app.route("/", methods="POST")(lambda: "")


def test_lifetime_may_be_seconds_or_a_timedelta(app):
    app.config["PERMANENT_SESSION_LIFETIME"] = 60
    assert app.permanent_session_lifetime == timedelta(minutes=1)
    app.permanent_session_lifetime = timedelta(hours=1)
    assert app.config["PERMANENT_SESSION_LIFETIME"] == timedelta(hours=1)


def test_relative_instance_path_is_refused():
    with pytest.raises(ValueError, match="must be absolute"):
        Kolben("app", instance_path="instance")


def test_logger_has_the_apps_name_and_its_debug_level():
    app = Kolben("logs_of_this_app")
    app.debug = True
    assert app.logger is logging.getLogger("logs_of_this_app")
    assert app.logger.level == logging.DEBUG


def test_instance_resources_can_be_written(tmp_path):
    app = Kolben("writes", instance_path=str(tmp_path))
    with app.open_instance_resource("note.txt", "w") as file:
        file.write("ü")
    with app.open_instance_resource("note.txt") as file:
        assert file.read() == "ü".encode()


def test_app_is_freed_with_its_last_reference_also_after_requests():
    gc.collect()
    gc.disable()
    try:
        app = Kolben("freed")
        app.add_url_rule("/", "index", lambda: "up")
        app.test_client().get("/")
        reference = weakref.ref(app)
        del app
        assert reference() is None
    finally:
        gc.enable()
