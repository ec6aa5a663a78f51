"""pytest-flask: its fixtures in a test run of its own."""

import tempfile
from pathlib import Path

import pytest
from answers import say

TESTS = """
import pytest
from flask import Flask, jsonify, request, session, url_for

@pytest.fixture
def app():
    app = Flask("tested")
    app.secret_key = "contract"

    @app.get("/ping")
    def ping():
        session["seen"] = True
        return jsonify(ping="pong", name=request.args.get("name"))

    return app

def test_client_is_a_client_of_the_app(client):
    answer = client.get(url_for("ping", name="ada"))
    assert answer.status_code == 200
    assert answer.json == {"ping": "pong", "name": "ada"}

def test_a_request_context_is_pushed(app):
    assert request.path == "/"
    assert session.get("seen") is None

def test_config_is_the_apps(config):
    assert config["SECRET_KEY"] == "contract"

@pytest.mark.options(debug=True)
def test_options_reach_the_config(app):
    assert app.debug

@pytest.mark.usefixtures("client_class")
class TestClass:
    def test_client_is_an_attribute(self):
        assert self.client.get("/ping").status_code == 200

def test_accept_fixtures(client, accept_json):
    assert client.get("/ping", headers=accept_json).is_json
"""

folder = tempfile.TemporaryDirectory()
path = Path(folder.name) / "test_tested.py"
path.write_text(TESTS)
counts = {}


class Count:
    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            counts[report.nodeid.rpartition("::")[2]] = report.outcome


arguments = [str(path), "-p", "no:cacheprovider", "-p", "no:terminal"]
say("exit", int(pytest.main(arguments, [Count()])))
for name, outcome in sorted(counts.items()):
    say(name, outcome)
folder.cleanup()
