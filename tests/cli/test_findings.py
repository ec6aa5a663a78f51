import os
from datetime import timedelta

import pytest

from kolben import Kolben
from kolben.cli.findings import find_problems

GOOD = {
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "TRUSTED_HOSTS": ["example.com"],
    "MAX_CONTENT_LENGTH": 1024,
}


def make_app(**settings):
    app = Kolben("site", static_folder=None)
    app.config.update({**GOOD, **settings})
    return app


def find(deploy=True, **settings):
    problems = find_problems(make_app(**settings), deploy)
    return {problem.id: problem.severity for problem in problems}


def test_a_good_app_has_none():
    assert find() == {}


@pytest.mark.parametrize(
    "key",
    [
        "dev",
        b"dev",
        "Your secret key!",
        "super-secret-key",
        "changeme-changeme-changeme",
        "short",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_a_weak_key_is_an_error_always(key):
    assert find(deploy=False, SECRET_KEY=key) == {"secret-key-weak": "error"}
    found = find(deploy=False, SECRET_KEY_FALLBACKS=[key])
    assert found == {"secret-key-weak": "error"}


def test_a_missing_key_is_an_error_in_production():
    assert find(deploy=False, SECRET_KEY=None) == {}
    assert find(SECRET_KEY=None) == {"secret-key-missing": "error"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"DEBUG": True}, {"debug": "error"}),
        ({"TESTING": True}, {"testing": "error"}),
        ({"PROPAGATE_EXCEPTIONS": True}, {"propagate-exceptions": "error"}),
        ({"TRAP_HTTP_EXCEPTIONS": True}, {"trap-errors": "error"}),
        ({"TRAP_BAD_REQUEST_ERRORS": True}, {"trap-errors": "error"}),
        ({"SESSION_COOKIE_SECURE": False}, {"session-cookie-secure": "error"}),
        ({"SESSION_COOKIE_SAMESITE": None}, {"session-cookie-samesite": "warning"}),
        ({"TRUSTED_HOSTS": None}, {"trusted-hosts": "error"}),
        ({"MAX_CONTENT_LENGTH": None}, {"max-content-length": "error"}),
        ({"MAX_FORM_PARTS": None}, {"form-limits": "warning"}),
        ({"MAX_FORM_MEMORY_SIZE": None}, {"form-limits": "warning"}),
        ({"EXPLAIN_TEMPLATE_LOADING": True}, {"template-explain": "warning"}),
        ({"TEMPLATES_AUTO_RELOAD": True}, {"template-reload": "warning"}),
    ],
)
def test_what_is_dangerous_in_production_alone(settings, expected):
    assert find(**settings) == expected
    assert find(deploy=False, **settings) == {}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"SESSION_COOKIE_HTTPONLY": False}, {"session-cookie-httponly": "error"}),
        (
            {"SESSION_COOKIE_SAMESITE": "None", "SESSION_COOKIE_SECURE": False},
            {"session-cookie-samesite": "error"},
        ),
        (
            {"PERMANENT_SESSION_LIFETIME": timedelta(days=400)},
            {"session-lifetime": "warning"},
        ),
    ],
)
def test_what_is_wrong_anywhere(settings, expected):
    assert find(deploy=False, **settings) == expected


def test_env_development_is_found(monkeypatch):
    monkeypatch.setenv("FLASK_ENV", "development")
    monkeypatch.setenv("FLASK_DEBUG", "0")
    assert find() == {"env-development": "warning"}


def test_static_files_without_an_age_are_found():
    app = Kolben("site")
    app.config.update(GOOD)
    assert [p.id for p in find_problems(app, True)] == ["static-max-age"]
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    assert find_problems(app, True) == []


def test_a_rule_without_a_view_is_found():
    app = make_app()
    app.add_url_rule("/empty", endpoint="empty")
    (problem,) = find_problems(app, False)
    assert problem.id == "route-without-view"
    assert "'/empty'" in problem.text


def test_a_rule_that_is_never_used_is_found():
    app = make_app()
    app.add_url_rule("/a", "one", lambda: "")
    app.add_url_rule("/a", "two", lambda: "", methods=["POST"])
    assert find_problems(app, False) == []
    app.add_url_rule("/a", "three", lambda: "")
    (problem,) = find_problems(app, False)
    assert problem.id == "route-twice"
    assert "GET /a" in problem.text


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")
def test_a_folder_that_all_can_write_to_is_found(tmp_path):
    folder = tmp_path / "static"
    folder.mkdir()
    app = Kolben("site", static_folder=folder)
    app.config.update(GOOD)
    assert find_problems(app, False) == []
    folder.chmod(0o777)
    (problem,) = find_problems(app, False)
    assert problem.id == "folder-writable"
    assert "static folder" in problem.text


def test_errors_come_first():
    app = make_app(SESSION_COOKIE_SAMESITE=None, TESTING=True)
    assert [p.severity for p in find_problems(app, True)] == ["error", "warning"]
