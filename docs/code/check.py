"""What `kolben check` finds."""

import subprocess
import sys
from pathlib import Path

from kolben import Kolben
from kolben.cli.findings import find_problems

# region: settings
app = Kolben(__name__)
app.config.update(
    SECRET_KEY="4b0f6f3a0f0d4e0f9a1c52f7f0a6d9be",
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="Lax",
    TRUSTED_HOSTS=["www.example.org"],
    MAX_CONTENT_LENGTH=16 * 1024 * 1024,
    SEND_FILE_MAX_AGE_DEFAULT=3600,
)
# endregion


def test_these_settings_are_clean(app):
    assert find_problems(app, deploy=True) == []


def test_defaults_are_not():
    found = {finding.id for finding in find_problems(Kolben(__name__), deploy=True)}
    assert found == {
        "max-content-length",
        "secret-key-missing",
        "session-cookie-samesite",
        "session-cookie-secure",
        "trusted-hosts",
    } | {"static-max-age"}


def test_weak_key_is_found_without_deploy():
    app = Kolben(__name__)
    app.secret_key = "dev"
    (finding,) = find_problems(app, deploy=False)
    assert (finding.id, finding.severity) == ("secret-key-weak", "error")


def test_command_ends_with_1_for_errors(tmp_path):
    (tmp_path / "app.py").write_text("from kolben import Kolben\napp = Kolben('a')\n")
    for file, code in {str(tmp_path / "app.py"): 1, str(Path(__file__)): 0}.items():
        command = ["--app", file, "check", "--deploy"]
        done = subprocess.run(
            [sys.executable, "-m", "kolben", *command], capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout
