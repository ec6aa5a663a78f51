import pytest
import werkzeug.serving

from kolben import Kolben
from kolben.devserver import guard_console, is_loopback


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("blog.localhost", True),
        ("unix:///run/blog.sock", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.0.2.1", False),
        ("fe80::1%eth0", False),
        ("no-such-host.invalid", False),
    ],
)
def test_only_this_machine_can_reach_a_loopback_host(host, expected):
    assert is_loopback(host) is expected


def test_the_console_goes_where_others_can_reach_it(capsys):
    options = {"use_debugger": True}
    guard_console("0.0.0.0", options)
    assert options == {"use_debugger": True, "use_evalex": False}
    message = capsys.readouterr().err
    assert "console is off" in message
    assert "use_evalex=True" in message


@pytest.mark.parametrize(
    ("host", "options"),
    [
        ("127.0.0.1", {"use_debugger": True}),
        ("0.0.0.0", {"use_debugger": False}),
        ("0.0.0.0", {}),
        ("0.0.0.0", {"use_debugger": True, "use_evalex": True}),
        ("0.0.0.0", {"use_debugger": True, "use_evalex": False}),
    ],
)
def test_elsewhere_nothing_is_changed_or_said(host, options, capsys):
    before = dict(options)
    guard_console(host, options)
    assert options == before
    assert capsys.readouterr().err == ""


def test_a_reload_does_not_repeat_the_note(capsys, monkeypatch):
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    options = {"use_debugger": True}
    guard_console("0.0.0.0", options)
    assert options["use_evalex"] is False
    assert capsys.readouterr().err == ""


def test_app_run_on_all_addresses_starts_without_the_console(monkeypatch, capsys):
    served = {}
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    monkeypatch.setattr(
        werkzeug.serving,
        "run_simple",
        lambda host, port, app, **options: served.update(options, host=host, port=port),
    )
    Kolben("x").run(host="0.0.0.0", port=1234, debug=True, load_dotenv=False)
    assert (served["host"], served["port"]) == ("0.0.0.0", 1234)
    assert served["use_debugger"] is True
    assert served["use_evalex"] is False
    assert "console is off" in capsys.readouterr().err
