import pytest
import werkzeug.serving
from werkzeug.debug import DebuggedApplication

from kolben.devserver import run_server
from kolben.devserver.server import make_failing_app


@pytest.fixture
def served(monkeypatch):
    seen = {}

    def run_simple(host, port, app, **options):
        seen.update(options, host=host, port=port, app=app)

    # As tests of apps do it: the function is looked up when it is called.
    monkeypatch.setattr(werkzeug.serving, "run_simple", run_simple)
    return seen


def test_options_go_to_werkzeugs_server(served, app):
    run_server("127.0.0.1", 5000, app, use_debugger=True, threaded=False)
    assert served == {
        "host": "127.0.0.1",
        "port": 5000,
        "app": app,
        "use_debugger": True,
        "threaded": False,
    }


def test_further_hosts_are_let_in_to_the_console(served, app):
    run_server("0.0.0.0", 5000, app, use_debugger=True, debugger_hosts=["my.lan"])
    assert isinstance(served["app"], DebuggedApplication)
    assert "my.lan" in served["app"].trusted_hosts
    assert served["use_debugger"] is False


def test_without_the_debugger_hosts_change_nothing(served, app):
    run_server("0.0.0.0", 5000, app, use_debugger=False, debugger_hosts=["my.lan"])
    assert served["app"] is app


def test_a_failing_app_raises_its_error_each_time():
    error = ValueError("at import")
    app = make_failing_app(error)
    for _ in range(2):
        with pytest.raises(ValueError, match="at import") as caught:
            app({}, lambda *args: None)
        assert caught.value is error
