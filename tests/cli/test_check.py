import json

import pytest

APP = """
from kolben import Kolben
app = Kolben("site", static_folder=None)
app.config.update({settings})
"""
GOOD = {
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "TRUSTED_HOSTS": ["example.com"],
    "MAX_CONTENT_LENGTH": 1024,
}


@pytest.fixture
def check(project):
    def run(*args, env=None, **settings):
        project.write(app=APP.format(settings=settings))
        return project.kolben("check", *args, env=env)

    return run


def test_a_good_app_ends_with_zero(check):
    result = check("--deploy", **GOOD)
    assert result.exit_code == 0
    assert result.output == "Errors: 0. Warnings: 0.\n"


def test_errors_end_with_one_and_say_what_to_do(check):
    result = check(SECRET_KEY="dev")
    assert result.exit_code == 1
    assert "secret-key-weak" in result.output
    assert "Fix: " in result.output
    assert "Errors: 1." in result.output
    assert "With --deploy" in result.output


def test_warnings_alone_end_with_zero(check):
    result = check("--deploy", **{**GOOD, "SESSION_COOKIE_SAMESITE": None})
    assert result.exit_code == 0
    assert "Warnings: 1." in result.output


def test_json_holds_the_same(check):
    result = check("--format", "json", SECRET_KEY="dev")
    assert result.exit_code == 1
    (finding,) = json.loads(result.output)
    assert finding["id"] == "secret-key-weak"
    assert finding["severity"] == "error"
    assert finding["text"]
    assert finding["fix"]


def test_json_of_no_findings_is_an_empty_list(check):
    assert json.loads(check("--format", "json").output) == []


def test_debug_set_in_code_or_environment_is_found(check):
    assert "debug" in check("--deploy", **GOOD, DEBUG=True).output
    result = check("--deploy", **GOOD, env={"FLASK_DEBUG": "1"})
    assert result.exit_code == 1
    assert "Debug mode is on" in result.output
